//! What many sources and several workers cost a server's database: hosts are claimed, each is talked to in its turn, its
//! sources are polled without anything new, and it is given back.
//!
//! `cargo run --release --example leases -- postgres:///empty?host=/run/postgresql 1000000 10` fills the database with so
//! many sources on four tenths as many hosts, all due, and lets one worker and then four work for so many seconds: polls a
//! second, how long a claim of 64 hosts takes, and what a poll costs the server where its processes run on this machine.

use std::{
    env, fs,
    sync::Arc,
    time::{Duration, Instant},
};

use chrono::{TimeDelta, Utc};
use pressfeed::{
    model::{Poll, ServerAddress},
    store::{
        Access, Polling,
        postgres::Postgres,
        shared::{Claim, GivenBack, Shared, TurnEnded, Wanted},
    },
};
use tokio::task::JoinSet;
use tokio_postgres::NoTls;

const HOSTS: usize = 64;

async fn fill(address: &str, sources: i64) -> Result<(), tokio_postgres::Error> {
    let (client, connection) = tokio_postgres::connect(address, NoTls).await?;
    tokio::spawn(connection);
    let hosts = sources * 4 / 10;
    let host = format!("'h' || (n::bigint * 7919 % {hosts}) || '.example'");
    client
        .batch_execute(&format!(
            "INSERT INTO source (n, id, name, kind, url, role, tags, public, active, host)
               SELECT n, 's' || n, 's' || n, 'feed', 'https://' || {host} || '/' || n, 'organisation', '{{}}', NULL, true,
                 {host} FROM generate_series(1, {sources}) n;
             INSERT INTO source_state (source, next_at, reason, failures, gone, memory, drifts, pushed, host)
               SELECT n, extract(epoch FROM now())::bigint - 1 - n % 600, 'filled', 0, false,
                 '{{\"validators\":{{\"etag\":\"' || repeat(md5(n::text), 12) || '\"}}}}', false, false, {host}
               FROM generate_series(1, {sources}) n;
             INSERT INTO host (name, due_at) SELECT host, min(next_at) FROM source_state GROUP BY host;"
        ))
        .await?;
    client.batch_execute("VACUUM ANALYZE").await
}

/// Of the server's processes on this machine, in clock ticks of a hundredth of a second.
fn server_ticks() -> u64 {
    let processes = fs::read_dir("/proc").into_iter().flatten().filter_map(Result::ok);
    let ticks = processes.filter_map(|process| {
        let stat = fs::read_to_string(process.path().join("stat")).ok()?;
        let (name, rest) = stat.split_once('(')?.1.rsplit_once(')')?;
        let fields: Vec<&str> = rest.split_whitespace().collect();
        let used = |at: usize| fields.get(at)?.parse::<u64>().ok();
        (name == "postgres").then(|| Some(used(11)? + used(12)?)).flatten()
    });
    ticks.sum()
}

/// Takes a host's turn, and polls what is due there.
async fn polled(store: Arc<Postgres>, claim: Claim) -> (TurnEnded, GivenBack) {
    let turn = store.take_turn(claim.lease.host.clone()).await.expect("a turn").expect("nobody else's");
    for mut state in claim.due {
        let now = Utc::now();
        (state.polled_at, state.succeeded_at) = (Some(now), Some(now));
        state.next.at = now + TimeDelta::hours(1);
        let poll = Poll { state, changes: Vec::new(), now };
        assert!(!store.commit(poll).await.expect("a commit").lost, "a poll was lost");
    }
    let over = TurnEnded { host: claim.lease.host.clone(), number: turn.number, next: Duration::ZERO };
    (over, GivenBack { lease: claim.lease, not_before: None })
}

/// Claims, polls and gives back until then; polls, and how long each claim took.
async fn work(store: Arc<Postgres>, until: Instant) -> (usize, Vec<Duration>) {
    let (mut polls, mut claims) = (0, Vec::new());
    while Instant::now() < until {
        let begun = Instant::now();
        let taken = store.claim(Wanted::Due(HOSTS), Utc::now()).await.expect("a claim");
        claims.push(begun.elapsed());
        polls += taken.iter().map(|claim| claim.due.len()).sum::<usize>();
        let mut commits = JoinSet::new();
        for claim in taken {
            commits.spawn(polled(store.clone(), claim));
        }
        let (turns, ended): (Vec<TurnEnded>, Vec<GivenBack>) = commits.join_all().await.into_iter().unzip();
        store.end_turns(turns).await.expect("turns that ended");
        store.give_back(ended, Utc::now()).await.expect("leases given back");
    }
    (polls, claims)
}

async fn measured(address: &ServerAddress, workers: usize, long: Duration) -> f64 {
    let mut stores = Vec::new();
    for _ in 0..workers {
        stores.push(Arc::new(Postgres::open(address, Access::Write).await.expect("the database")));
    }
    // a connection's process takes its count along when it ends: all stay until it was read
    let (begun, before, mut all) = (Instant::now(), server_ticks(), JoinSet::new());
    for store in &stores {
        all.spawn(work(store.clone(), begun + long));
    }
    let (mut polls, mut claims) = (0, Vec::new());
    for (polled, took) in all.join_all().await {
        polls += polled;
        claims.extend(took);
    }
    let (seconds, ticks) = (begun.elapsed().as_secs_f64(), server_ticks().saturating_sub(before));
    claims.sort();
    let at = |part: usize| claims.get(claims.len() * part / 100).copied().unwrap_or_default().as_secs_f64() * 1e3;
    let rate = polls as f64 / seconds;
    println!(
        "{workers} workers: {rate:.0} polls/s; {} claims, median {:.1} ms, p99 {:.1} ms; {:.2} ms of the server's CPU a poll",
        claims.len(),
        at(50),
        at(99),
        ticks as f64 * 10.0 / polls as f64
    );
    rate
}

#[tokio::main]
async fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let (Some(address), Some(sources), Some(seconds)) = (
        arguments.first(),
        arguments.get(1).and_then(|text| text.parse::<i64>().ok()),
        arguments.get(2).and_then(|text| text.parse().ok()),
    ) else {
        eprintln!("leases ADDRESS SOURCES SECONDS");
        std::process::exit(2);
    };
    let server = ServerAddress::parse(address).expect("an address");
    let store = Postgres::open(&server, Access::Write).await.expect("the database");
    if store.states_behind(0).await.expect("states").0.is_empty() {
        fill(address, sources).await.expect("a filled database");
    }
    drop(store);
    let long = Duration::from_secs(seconds);
    let one = measured(&server, 1, long).await;
    let four = measured(&server, 4, long).await;
    println!("{:.2} times as many by four workers, on {} cores", four / one, num_cpus());
}

fn num_cpus() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}
