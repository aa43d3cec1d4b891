//! Several processes poll into one database, and are killed and stopped while they do: nothing is doubled or lost, and no
//! host sees more than one polite visitor.
//!
//! Events come from a seed (`PRESSFEED_CHAOS_SEED`), for as long as `PRESSFEED_CHAOS_SECONDS` says.

use std::{
    collections::{HashMap, HashSet},
    env,
    io::{BufRead, BufReader, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    process::{Child, Command, Stdio},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use crate::support::{
    Home, http,
    postgres::{self, Cluster},
    program::{on_server, wait},
    rss,
};

const WORKERS: usize = 3;
const HOSTS: usize = 6;
/// Of each host.
const SOURCES: usize = 3;
/// Between the starts of two requests to a host; what a loaded machine is late by counts for it.
const SPACING: Duration = Duration::from_millis(600);
const TOLERANCE: Duration = Duration::from_millis(250);
const LEASE: Duration = Duration::from_secs(2);
/// Within so long after the end of a lease somebody polls the host.
const TAKEOVER: Duration = Duration::from_secs(5);

/// A sequence that a seed gives.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % limit
    }
}

/// What the hosts have and were asked.
#[derive(Default)]
struct Origin {
    /// Items of each source so far.
    items: Mutex<HashMap<String, usize>>,
    /// When a request of a host came, and when it was answered.
    asked: Mutex<HashMap<SocketAddr, Vec<(Instant, Instant)>>>,
    /// Nothing new is published any more.
    still: AtomicBool,
    /// Titles that a receiver was told of.
    told: Mutex<HashSet<String>>,
}

impl Origin {
    /// A port that all hosts share: each is a loopback address of its own.
    fn start(self: &Arc<Self>, count: usize) -> Vec<SocketAddr> {
        let first = TcpListener::bind("127.0.1.1:0").expect("a port");
        let port = first.local_addr().expect("an address").port();
        let others = (2..=count).map(|n| TcpListener::bind(format!("127.0.1.{n}:{port}")).expect("its port elsewhere"));
        let all: Vec<TcpListener> = std::iter::once(first).chain(others).collect();
        all.into_iter()
            .map(|listener| {
                let (address, origin) = (listener.local_addr().expect("an address"), self.clone());
                thread::spawn(move || {
                    for stream in listener.incoming().map_while(Result::ok) {
                        let origin = origin.clone();
                        thread::spawn(move || origin.serve(address, &stream));
                    }
                });
                address
            })
            .collect()
    }

    fn serve(&self, host: SocketAddr, mut stream: &TcpStream) -> Option<()> {
        let mut reader = BufReader::new(stream);
        loop {
            let mut line = String::new();
            reader.read_line(&mut line).ok().filter(|bytes| *bytes > 0)?;
            let came = Instant::now();
            let path = line.split_whitespace().nth(1)?.to_owned();
            let mut length = 0;
            loop {
                let mut line = String::new();
                reader.read_line(&mut line).ok()?;
                let Some((name, value)) = line.trim_end().split_once(':') else { break };
                if name.eq_ignore_ascii_case("content-length") {
                    length = value.trim().parse().ok()?;
                }
            }
            let mut body = vec![0; length];
            std::io::Read::read_exact(&mut reader, &mut body).ok()?;
            let answer = if path == "/hook" { self.hear(&body) } else { self.feed(host, &path) };
            let head = format!("HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: {}\r\n\r\n", answer.len());
            let written = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(answer.as_bytes()));
            if path != "/hook" {
                let mut asked = self.asked.lock().expect("the log");
                asked.entry(host).or_default().push((came, Instant::now()));
            }
            written.ok()?;
        }
    }

    /// Each time that it is asked a source has one item more.
    fn feed(&self, host: SocketAddr, path: &str) -> String {
        let name = format!("{}{path}", host.ip());
        let mut items = self.items.lock().expect("the items");
        let count = items.entry(name.clone()).or_insert(0);
        *count += usize::from(!self.still.load(Ordering::Relaxed));
        let items: Vec<[String; 5]> = (1..=*count).rev().take(60).map(|n| item(&name, n)).collect();
        let items: Vec<[&str; 5]> = items.iter().map(|item| item.each_ref().map(String::as_str)).collect();
        rss(&name, &items)
    }

    fn hear(&self, body: &[u8]) -> String {
        let story: serde_json::Value = serde_json::from_slice(body).unwrap_or_default();
        self.told.lock().expect("what was told").insert(story["title"].as_str().unwrap_or_default().to_owned());
        String::new()
    }

    /// Requests that came too soon after another one of their host, or while it was under way.
    fn hurried(&self) -> usize {
        let asked = self.asked.lock().expect("the log");
        let of_host = |times: &Vec<(Instant, Instant)>| {
            let mut times = times.clone();
            times.sort();
            let soon = |pair: &&[(Instant, Instant)]| pair[1].0 < pair[0].0 + SPACING - TOLERANCE;
            times.windows(2).filter(soon).count()
        };
        asked.values().map(of_host).sum()
    }

    /// The longest time in which a host was asked nothing.
    fn longest_gap(&self) -> Duration {
        let asked = self.asked.lock().expect("the log");
        let of_host = |times: &Vec<(Instant, Instant)>| {
            let mut starts: Vec<Instant> = times.iter().map(|(came, _)| *came).collect();
            starts.sort();
            starts.windows(2).map(|pair| pair[1] - pair[0]).max()
        };
        asked.values().filter_map(of_host).max().unwrap_or_default()
    }
}

/// No two of them have words in common.
fn item(source: &str, n: usize) -> [String; 5] {
    let mut dice = Dice(source.bytes().fold(n as u64, |sum, byte| sum.wrapping_mul(131).wrapping_add(byte.into())));
    let mut words = |count: usize| {
        let words: Vec<String> = (0..count).map(|_| format!("w{:x}", dice.below(1 << 30))).collect();
        words.join(" ")
    };
    let link = format!("http://{source}/{n}");
    [link.clone(), link, words(6), words(60), String::new()]
}

/// A process that polls; it ends with its value.
struct Worker(Child);

impl Worker {
    fn signal(&self, name: &str) {
        let done = Command::new("kill").args([&format!("-{name}"), &self.0.id().to_string()]).status();
        assert!(done.expect("kill").success(), "no signal could be sent");
    }

    fn ended(mut self) {
        self.signal("TERM");
        self.0.wait().expect("its end");
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        // one that has ended needs no end
        drop(self.0.kill().and_then(|()| self.0.wait()));
    }
}

struct Run {
    cluster: &'static Cluster,
    home: Home,
    origin: Arc<Origin>,
    address: String,
}

impl Run {
    fn begin(cluster: &'static Cluster) -> Self {
        let origin = Arc::new(Origin::default());
        let hosts = origin.start(HOSTS + 1);
        let (hook, hosts) = hosts.split_last().expect("hosts");
        let mut text = format!("[[notify]]\nurl = \"http://{hook}/hook\"\n");
        for (h, host) in hosts.iter().enumerate() {
            for s in 0..SOURCES {
                text += &format!(
                    "\n[[source]]\nid = \"s{h}-{s}\"\nname = \"s{h}-{s}\"\nfeed = \"http://{host}/{s}\"\n\
                     interval = \"1s\"\nfill = \"never\"\n"
                );
            }
        }
        let address = cluster.database();
        let spacing = format!("min_interval = \"1s\"\nper_host_delay = \"{}ms\"", SPACING.as_millis());
        let home = Home::on(address.clone(), &spacing, &text);
        home.ok(&["apply"]);
        let lease = LEASE.as_millis();
        assert!(cluster.does(&name_of(&address), &format!("UPDATE mark SET value = {lease} WHERE name = 'lease'")));
        Self { cluster, home, origin, address }
    }

    fn worker(&self) -> Worker {
        let mut command = self.home.command(&["run", "--no-serve", "--no-apply"]);
        Worker(command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the program"))
    }

    /// Some seconds of events; how many processes were stopped.
    fn chaos(&self, workers: &mut [Worker], mut dice: Dice, long: Duration) -> usize {
        let (begun, mut stops) = (Instant::now(), 0);
        while begun.elapsed() < long {
            thread::sleep(Duration::from_millis(700 + 100 * dice.below(8) as u64));
            let worker = dice.below(workers.len());
            if dice.below(2) == 0 {
                workers[worker].signal("KILL");
                workers[worker] = self.worker();
            } else {
                workers[worker].signal("STOP");
                thread::sleep(LEASE + Duration::from_millis(500));
                workers[worker].signal("CONT");
                stops += 1;
            }
        }
        stops
    }
}

fn name_of(address: &str) -> String {
    let place = address.trim_start_matches("postgres:///");
    place.split('?').next().unwrap_or_default().to_owned()
}

/// None where the other tests have one: these had theirs before.
fn cluster() -> Option<&'static Cluster> {
    if on_server() { None } else { postgres::cluster() }
}

fn seconds() -> u64 {
    env::var("PRESSFEED_CHAOS_SECONDS").ok().and_then(|text| text.parse().ok()).unwrap_or(14)
}

fn seed() -> u64 {
    env::var("PRESSFEED_CHAOS_SEED").ok().and_then(|text| text.parse().ok()).unwrap_or(7)
}

#[test]
fn nothing_is_doubled_lost_or_hurried_while_workers_die_and_stand_still() {
    let Some(cluster) = cluster() else { return };
    let run = Run::begin(cluster);
    let server = run.home.start(&["--no-poll"]);
    let unanswered = Arc::new(AtomicUsize::new(0));
    let (address, count, over) = (server.address, unanswered.clone(), Arc::new(AtomicBool::new(false)));
    let ended = over.clone();
    let reader = thread::spawn(move || {
        while !ended.load(Ordering::Relaxed) {
            let answered = http::get(address, "/feed.atom").is_ok_and(|answer| answer.status == 200);
            count.fetch_add(usize::from(!answered), Ordering::Relaxed);
            thread::sleep(Duration::from_millis(200));
        }
    });
    let mut workers: Vec<Worker> = (0..WORKERS).map(|_| run.worker()).collect();
    let stops = run.chaos(&mut workers, Dice(seed()), Duration::from_secs(seconds()));
    run.origin.still.store(true, Ordering::Relaxed);
    let all: HashSet<String> = {
        let items = run.origin.items.lock().expect("the items");
        let titles = items.iter().flat_map(|(source, count)| (1..=*count).map(|n| item(source, n)[2].clone()));
        titles.collect()
    };
    assert_eq!(run.origin.items.lock().expect("the items").len(), HOSTS * SOURCES, "each was polled");
    // who follows the changes hears of each, whoever told it
    let told = || run.origin.told.lock().expect("what was told").len();
    wait(|| told() >= all.len(), || format!("{} of {} told", told(), all.len()));
    over.store(true, Ordering::Relaxed);
    reader.join().expect("a reader");
    workers.into_iter().for_each(Worker::ended);
    assert_eq!(*run.origin.told.lock().expect("what was told"), all);
    let name = name_of(&run.address);
    let holds = |what: &str| cluster.does(&name, &format!("SELECT 1 / ({what})::int"));
    let is = |table: &str| format!("(SELECT count(*) FROM {table}) = {}", all.len());
    assert!(holds(&is("release")) && holds(&is("story")), "each item once, under one entry id");
    assert!(holds("(SELECT count(*) FROM host WHERE owner <> 0) = 0"), "all that was taken is given back");
    let hurried = run.origin.hurried();
    assert!(hurried <= stops, "{hurried} requests too soon, and {stops} stops");
    let gap = run.origin.longest_gap();
    println!("{} items, {stops} stops, {hurried} requests too soon, no host left alone for {gap:.1?}", all.len());
    assert!(gap < LEASE + TAKEOVER, "{gap:?} until others took a host over");
    assert_eq!(unanswered.load(Ordering::Relaxed), 0, "readers are answered throughout");
}

/// The same without leases is seen: a trigger undoes them.
#[test]
fn without_leases_hosts_would_be_hurried() {
    let Some(cluster) = cluster() else { return };
    let run = Run::begin(cluster);
    let free = "CREATE FUNCTION free() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
           NEW.until = '-infinity'; NEW.next_at = '-infinity'; NEW.crashed = false; RETURN NEW; END $$;
         CREATE TRIGGER free BEFORE INSERT OR UPDATE ON turn FOR EACH ROW EXECUTE FUNCTION free();
         CREATE FUNCTION anybodys() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
           NEW.lease_until = '-infinity'; NEW.due_at = 0; RETURN NEW; END $$;
         CREATE TRIGGER anybodys BEFORE UPDATE ON host FOR EACH ROW EXECUTE FUNCTION anybodys();";
    assert!(run.cluster.does(&name_of(&run.address), free));
    let _workers: Vec<Worker> = (0..WORKERS).map(|_| run.worker()).collect();
    wait(|| run.origin.hurried() > 3, || format!("{} requests too soon", run.origin.hurried()));
}
