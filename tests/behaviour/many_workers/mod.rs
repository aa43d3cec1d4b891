//! Several processes poll into one database, and are killed and stopped while they do, their network fails, and the
//! database fails over to its standby: nothing is doubled or lost, and no host sees more than one polite visitor.
//!
//! Events come from a seed (`PRESSFEED_CHAOS_SEED`), for as long as `PRESSFEED_CHAOS_SECONDS` says.

mod origin;
mod pair;
mod readers;

use std::{
    collections::HashSet,
    env, fs,
    process::{Child, Command, Stdio},
    sync::{Arc, atomic::Ordering},
    thread,
    time::{Duration, Instant},
};

use crate::support::{Home, Reader, http, program::on_server};

use origin::{Dice, Origin};
use pair::{Pair, Proxy, Way};
use readers::{Follower, archived};

const WORKERS: usize = 4;
const HOSTS: usize = 40;
/// Of a host whose sources go by their interval; the other half of the hosts has more than its spacing lets through.
const FEW: usize = 3;
const INTERVAL: Duration = Duration::from_secs(4);
/// Between the starts of two requests to a host; what a loaded machine is late by counts for it.
const SPACING: Duration = Duration::from_millis(700);
const TOLERANCE: Duration = Duration::from_millis(250);
const LEASE: Duration = Duration::from_secs(2);
/// Within so long after the end of a lease somebody polls the host.
const TAKEOVER: Duration = Duration::from_secs(5);
/// And so much later where the pen was lost with its holder's network, which the server frees after five seconds, and at
/// a failover, where a connection to whoever does not answer is given up after five.
const PENLESS: Duration = Duration::from_secs(10);

/// A process that polls; it ends with its value.
struct Worker {
    child: Child,
    home: Home,
    /// On its way to the server and to the standby.
    proxies: [Proxy; 2],
}

impl Worker {
    fn start(pair: &Pair, text: &str) -> Self {
        let proxies = pair.ports.map(Proxy::start);
        let home = Home::on(address(proxies.each_ref().map(|proxy| proxy.port)), "", "");
        fs::write(
            home.path("feeds.toml"),
            text.replace("DATABASE", &address(proxies.each_ref().map(|proxy| proxy.port))),
        )
        .expect("a configuration");
        Self { child: begun(&home), home, proxies }
    }

    fn signal(&self, name: &str) {
        let done = Command::new("kill").args([&format!("-{name}"), &self.child.id().to_string()]).status();
        assert!(done.expect("kill").success(), "no signal could be sent");
    }

    fn network(&self, way: Way) {
        self.proxies.iter().for_each(|proxy| proxy.set(way));
    }

    fn killed_and_back(&mut self) {
        self.signal("KILL");
        self.child.wait().expect("its end");
        self.child = begun(&self.home);
    }

    fn ended(mut self) {
        self.signal("TERM");
        self.child.wait().expect("its end");
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        // one that has ended needs no end
        drop(self.child.kill().and_then(|()| self.child.wait()));
    }
}

fn begun(home: &Home) -> Child {
    let log = fs::OpenOptions::new().create(true).append(true).open(home.path("log")).expect("a log");
    let mut command = home.command(&["run", "--no-serve", "--no-apply"]);
    command.stdout(log).stderr(Stdio::null()).spawn().expect("the program")
}

fn address(ports: [u16; 2]) -> String {
    let [one, two] = ports;
    format!("postgres://pressfeed@127.0.0.1:{one},127.0.0.1:{two}/postgres?target_session_attrs=read-write")
}

struct Run {
    pair: Pair,
    server: Home,
    origin: Arc<Origin>,
    /// The configuration of all, but for the address of the database.
    text: String,
}

/// What was done to the workers.
#[derive(Debug, Default)]
struct Done {
    kills: usize,
    stops: usize,
    cuts: usize,
    failovers: usize,
}

impl Run {
    fn begin(pair: Pair) -> Self {
        let origin = Arc::new(Origin::default());
        let hosts = origin.start(HOSTS + 1);
        let (hook, hosts) = hosts.split_last().expect("hosts");
        let server = Home::on(address(pair.ports), "", "");
        let (listen, spacing) = (server.listen, SPACING.as_millis());
        let mut text = format!(
            "[daemon]\nlisten = \"{listen}\"\npublic_url = \"http://{listen}/\"\ndatabase = \"DATABASE\"\n\
             [fetch]\nallow_private_addresses = true\nmin_interval = \"1s\"\nper_host_delay = \"{spacing}ms\"\n\
             [[notify]]\nurl = \"http://{hook}/hook\"\n"
        );
        for (h, host) in hosts.iter().enumerate() {
            for s in 0..if h % 2 == 0 { FEW } else { many() } {
                text += &format!(
                    "\n[[source]]\nid = \"s{h}-{s}\"\nname = \"s{h}-{s}\"\nfeed = \"http://{host}/{s}\"\n\
                     interval = \"{}s\"\nfill = \"never\"\n",
                    INTERVAL.as_secs()
                );
            }
        }
        // what a standby has is near
        let near = format!("\nread_database = \"postgres://pressfeed@127.0.0.1:{}/postgres\"\n[fetch]", pair.ports[1]);
        let own = text.replace("DATABASE", &address(pair.ports)).replacen("\n[fetch]", &near, 1);
        fs::write(server.path("feeds.toml"), own).expect("a configuration");
        server.ok(&["apply"]);
        pair.answer(&format!("UPDATE mark SET value = {} WHERE name = 'lease'", LEASE.as_millis()));
        Self { pair, server, origin, text }
    }

    fn sources(&self) -> usize {
        (FEW + many()) * HOSTS / 2
    }

    /// Some seconds of events.
    fn chaos(&mut self, workers: &mut [Worker], mut dice: Dice, long: Duration) -> Done {
        let (begun, mut done) = (Instant::now(), Done::default());
        while begun.elapsed() < long {
            if done.failovers == 0 && begun.elapsed() > long.mul_f64(0.6) {
                self.pair.fail_over();
                done.failovers = 1;
            }
            thread::sleep(Duration::from_millis(700 + 100 * dice.below(8) as u64));
            let worker = dice.below(workers.len());
            match dice.below(7) {
                0 | 1 => {
                    workers[worker].killed_and_back();
                    done.kills += 1;
                }
                2 => {
                    stop(&workers[worker]);
                    done.stops += 1;
                }
                3 => {
                    self.with_the_pen(&workers[worker]);
                    done.stops += 1;
                }
                event => {
                    let way = [Way::Delays, Way::Drops, Way::Swallows][event - 4];
                    workers[worker].network(way);
                    thread::sleep(Duration::from_millis(300 + 300 * dice.below(10) as u64));
                    workers[worker].network(Way::Passes);
                    done.cuts += 1;
                }
            }
        }
        done
    }

    /// Whoever waits for the pen gets it while he stands still.
    fn with_the_pen(&self, worker: &Worker) {
        let pen = "BEGIN; UPDATE mark SET value = value WHERE name = 'pen'; SELECT pg_sleep(0.8); ROLLBACK";
        thread::scope(|scope| {
            scope.spawn(|| self.pair.answer(pen));
            thread::sleep(Duration::from_millis(600));
            stop(worker);
        });
    }

    /// Of the database, that all of this is so.
    fn holds(&self, items: usize, stories: usize) {
        let is = |what: &str, statement: &str, wanted: &str| assert_eq!(self.pair.answer(statement), wanted, "{what}");
        is("each item once", "SELECT count(*) FROM release", &items.to_string());
        is("and twins in one story", "SELECT count(*) FROM story", &stories.to_string());
        is("all that was taken is given back", "SELECT count(*) FROM host WHERE owner <> 0", "0");
        is("no gap in the archive", "SELECT coalesce(max(n) - min(n) + 1 - count(*), 0) FROM archive", "0");
        is("a story is in the archive once", "SELECT count(*) FROM archive GROUP BY story HAVING count(*) > 1", "");
    }
}

/// Longer than a lease.
fn stop(worker: &Worker) {
    worker.signal("STOP");
    thread::sleep(LEASE + Duration::from_millis(500));
    worker.signal("CONT");
}

/// Waits until it holds, at most two minutes.
fn wait_long(holds: impl Fn() -> bool, told: impl Fn() -> String) {
    let begun = Instant::now();
    while !holds() {
        assert!(begun.elapsed() < Duration::from_secs(120), "did not come about: {}", told());
        thread::sleep(Duration::from_millis(100));
    }
}

/// None where the other tests have a server: these had theirs before.
fn run() -> Option<Run> {
    if on_server() { None } else { Pair::start().map(Run::begin) }
}

fn told(name: &str, otherwise: u64) -> u64 {
    env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

fn seconds() -> u64 {
    told("PRESSFEED_CHAOS_SECONDS", 14)
}

/// Sources of a host that has many: 2,000 in all, where there is the time to poll each of them.
fn many() -> usize {
    if seconds() < 60 { 7 } else { 97 }
}

#[test]
fn nothing_is_doubled_lost_or_hurried_while_workers_die_and_stand_still() {
    let Some(mut run) = run() else { return };
    let server = run.server.start(&["--no-poll"]);
    let (follower, subscriber) = (Follower::start(server.address), Reader::start());
    let topic = format!("http%3A%2F%2F{}%2Ffeed.atom", server.address);
    let form = format!("hub.mode=subscribe&hub.topic={topic}&hub.callback={}", subscriber.callback("/letters"));
    let form_type = [("Content-Type", "application/x-www-form-urlencoded")];
    let asked = http::request(server.address, "POST", "/websub/hub", &form_type, form.as_bytes()).expect("an answer");
    assert_eq!(asked.status, 202, "{}", asked.text());
    let mut workers: Vec<Worker> = (0..WORKERS).map(|_| Worker::start(&run.pair, &run.text)).collect();
    wait_long(|| !subscriber.verified().is_empty(), || "the hub verified nobody".into());
    let (before, _) = run.origin.titles();
    let seed = told("PRESSFEED_CHAOS_SEED", 7);
    let done = run.chaos(&mut workers, Dice(seed), Duration::from_secs(seconds()));
    let origin = run.origin.clone();
    wait_long(|| origin.sources() == run.sources(), || format!("{} were polled", origin.sources()));
    origin.still.store(true, Ordering::Relaxed);
    let (all, items) = origin.titles();
    // whoever told it, and by whatever way
    let sent: HashSet<String> = all.difference(&before).cloned().collect();
    let heard = || letters(&subscriber, &sent);
    let told = || origin.told.lock().expect("what was told").len();
    let all_know = || told() >= all.len() && follower.count() >= all.len() && heard().len() >= sent.len();
    let who = || {
        format!(
            "{} items: {} told, {} of {} in letters, {} read",
            all.len(),
            told(),
            heard().len(),
            sent.len(),
            follower.count()
        )
    };
    wait_long(all_know, who);
    wait_long(|| archived(server.address).is_superset(&all), || "an archive with gaps".to_owned());
    workers.into_iter().for_each(Worker::ended);
    let (early, hurried, gap) = (origin.early(), origin.hurried(), origin.longest_gap());
    println!("seed {seed}: {items} items, {done:?}, {hurried} too soon, {early} early, {gap:.1?} alone");
    assert_eq!(*origin.told.lock().expect("what was told"), all);
    run.holds(items, all.len());
    let read = follower.ended();
    assert!(read.wrong.is_empty(), "readers are answered throughout: {:?}", read.wrong);
    assert!(read.ids.values().all(|ids| ids.len() == 1), "each is under one id");
    // one request a stop is late; an asynchronous failover may forget the last turn of each host
    let unseen = done.stops + done.failovers * HOSTS;
    assert!(hurried <= unseen, "{hurried} requests too soon");
    // what was asked by one who could not say so any more is asked again
    let unsaid = (done.kills + done.stops + done.cuts) * HOSTS / WORKERS + done.failovers * run.sources();
    assert!(early <= unsaid, "{early} requests before their time");
    assert!(gap < LEASE + TAKEOVER + PENLESS, "{gap:?} until others took a host over");
}

/// Titles that a subscriber was sent.
fn letters(subscriber: &Reader, all: &HashSet<String>) -> HashSet<String> {
    let bodies = subscriber.delivered().into_iter().map(|seen| String::from_utf8_lossy(&seen.body).into_owned());
    let words: HashSet<String> =
        bodies.flat_map(|text| text.split(['>', '<']).map(str::to_owned).collect::<Vec<_>>()).collect();
    all.intersection(&words).cloned().collect()
}

/// The same without leases is seen: a trigger undoes them.
#[test]
fn without_leases_hosts_would_be_hurried() {
    let Some(run) = run() else { return };
    let free = "CREATE FUNCTION free() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
           NEW.until = '-infinity'; NEW.next_at = '-infinity'; NEW.crashed = false; RETURN NEW; END $$;
         CREATE TRIGGER free BEFORE INSERT OR UPDATE ON turn FOR EACH ROW EXECUTE FUNCTION free();
         CREATE FUNCTION anybodys() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
           NEW.lease_until = '-infinity'; NEW.due_at = 0; RETURN NEW; END $$;
         CREATE TRIGGER anybodys BEFORE UPDATE ON host FOR EACH ROW EXECUTE FUNCTION anybodys();";
    run.pair.answer(free);
    let _workers: Vec<Worker> = (0..WORKERS).map(|_| Worker::start(&run.pair, &run.text)).collect();
    wait_long(|| run.origin.hurried() > 3, || format!("{} requests too soon", run.origin.hurried()));
}
