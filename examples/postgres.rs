//! What a server's database carries: polls that bring nothing, and releases that are placed under the pen.
//!
//! `cargo run --release --example postgres -- postgres:///empty?host=/run/postgresql 5000` polls so many times each way,
//! eight at once, and says how many a second were committed.

use std::{env, ops::Range, sync::Arc, time::Instant};

use chrono::{DateTime, TimeDelta, Utc};
use pressfeed::{
    dedup,
    model::{
        Candidates, Change, ItemChange, Joins, Key, KeyKind, Keys, Poll, Release, ServerAddress, Source, SourceState,
        Standing, Target,
    },
    store::{Access, Placing, Polling, postgres::Postgres},
};
use tokio::task::JoinSet;

const AT_ONCE: usize = 8;

fn release(number: usize, now: DateTime<Utc>) -> Release {
    let words: Vec<String> = (0..300).map(|word| format!("w{}", number.wrapping_mul(7919) + word * 31)).collect();
    Release {
        title: Some(format!("Release number {number} of the whole")),
        url: Some(format!("https://org.example/{number}")),
        content_text: Some(words.join(" ")),
        language: Some("en".into()),
        published: Some((now - TimeDelta::hours(1)).fixed_offset()),
        ..Release::default()
    }
}

/// A poll that brings so many releases.
fn brings(mut state: SourceState, numbers: Range<usize>, now: DateTime<Utc>) -> Poll {
    state.next.at = now;
    Poll { state, changes: numbers.map(|number| change(number, now)).collect(), now }
}

fn change(number: usize, now: DateTime<Utc>) -> ItemChange {
    let release = release(number, now);
    ItemChange {
        keys: Keys { keys: vec![Key { kind: KeyKind::Guid, hash: number as i64 }], version: 1 },
        raw_hash: Some([1; 16]),
        content_hash: Some([2; 16]),
        fingerprint: Some(dedup::fingerprint(&release, now)),
        standing: Standing::default(),
        unfilled: false,
        place: None,
        translates: Vec::new(),
        change: Change::New { release: Box::new(release), joins: Joins::New { wanted_entry_id: None } },
    }
}

fn placing() -> Placing {
    Placing {
        wanted: |item| {
            item.fingerprint.as_ref().map_or(Candidates::None, |print| Candidates::Near(dedup::sought(print)))
        },
        place: Box::new(|_, _| {}),
    }
}

/// Polls a second, of `count` in all that bring so many releases each, numbered from `first`.
async fn measured(store: &Arc<Postgres>, states: &[SourceState], count: usize, (first, fresh): (usize, usize)) -> f64 {
    let begun = Instant::now();
    let mut tasks = JoinSet::new();
    for task in 0..AT_ONCE {
        let (store, states) = (store.clone(), states.to_vec());
        tasks.spawn(async move {
            let now = Utc::now();
            for number in (task..count).step_by(AT_ONCE) {
                let mut state = states[number % states.len()].clone();
                state.version = None;
                if fresh > 0 {
                    let from = first + number * fresh;
                    store.commit_placed(brings(state, from..from + fresh, now), placing()).await.expect("a commit");
                } else {
                    store.commit(Poll { state, changes: Vec::new(), now }).await.expect("a commit");
                }
            }
        });
    }
    tasks.join_all().await;
    count as f64 / begun.elapsed().as_secs_f64()
}

#[tokio::main]
async fn main() {
    let words: Vec<String> = env::args().collect();
    let [_, address, count] = &words[..] else { panic!("an address and a number") };
    let count: usize = count.parse().expect("a number");
    let address = ServerAddress::parse(address).expect("an address");
    let store = Arc::new(Postgres::open(&address, Access::Write).await.expect("a database"));
    let sources: Vec<Arc<Source>> = (0..1_000)
        .map(|n| {
            let url = format!("https://s{n}.example/feed").parse().expect("an address");
            Arc::new(Source::new(&format!("s{n}"), "Source", Target::Feed(url)))
        })
        .collect();
    store.register(&sources, Utc::now()).await.expect("sources");
    let (states, _) = store.states_behind(0).await.expect("states");
    println!("{:.0} polls/s that bring nothing", measured(&store, &states, count, (0, 0)).await);
    println!("{:.0} polls/s that bring one release", measured(&store, &states, count, (0, 1)).await);
    let polls = measured(&store, &states, count / 20, (count, 20)).await;
    println!("{polls:.0} polls/s that bring twenty: {:.0} releases/s under the pen", polls * 20.0);
}
