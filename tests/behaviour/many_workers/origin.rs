//! Hosts that are polled: each time that a source is asked it has one item more, and who came when is remembered.

use std::{
    collections::{HashMap, HashSet},
    io::{BufRead, BufReader, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use super::{INTERVAL, SPACING, TOLERANCE};
use crate::support::rss;

/// A sequence that a seed gives.
pub struct Dice(pub u64);

impl Dice {
    /// Less than this.
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % limit
    }
}

/// What the hosts have and were asked.
#[derive(Default)]
pub struct Origin {
    /// Items of each source so far.
    items: Mutex<HashMap<String, usize>>,
    /// When a request of a host came, and when it was answered.
    asked: Mutex<HashMap<SocketAddr, Vec<(Instant, Instant)>>>,
    /// When a source was asked.
    sources: Mutex<HashMap<String, Vec<Instant>>>,
    /// Nothing new is published any more.
    pub still: AtomicBool,
    /// Titles that a receiver was told of.
    pub told: Mutex<HashSet<String>>,
}

impl Origin {
    /// A port that all hosts share: each is a loopback address of its own.
    pub fn start(self: &Arc<Self>, count: usize) -> Vec<SocketAddr> {
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
        self.sources.lock().expect("the log").entry(name.clone()).or_default().push(Instant::now());
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
    pub fn hurried(&self) -> usize {
        let asked = self.asked.lock().expect("the log");
        let of_host = |times: &Vec<(Instant, Instant)>| {
            let mut times = times.clone();
            times.sort();
            let soon = |pair: &&[(Instant, Instant)]| pair[1].0 < pair[0].0 + SPACING - TOLERANCE;
            times.windows(2).filter(soon).count()
        };
        asked.values().map(of_host).sum()
    }

    /// Titles of all items so far, each once; and how many items there are.
    pub fn titles(&self) -> (HashSet<String>, usize) {
        let items = self.items.lock().expect("the items");
        let titles = items.iter().flat_map(|(source, count)| (1..=*count).map(|n| item(source, n)[2].clone()));
        (titles.collect(), items.values().sum())
    }

    /// Sources that were asked.
    pub fn sources(&self) -> usize {
        self.items.lock().expect("the items").len()
    }

    /// Requests for a source that came before its time.
    pub fn early(&self) -> usize {
        let asked = self.sources.lock().expect("the log");
        let soon = |pair: &&[Instant]| pair[1] < pair[0] + INTERVAL.mul_f64(0.9) - TOLERANCE;
        asked.values().map(|times| times.windows(2).filter(soon).count()).sum()
    }

    /// The longest time in which a host was asked nothing.
    pub fn longest_gap(&self) -> Duration {
        let asked = self.asked.lock().expect("the log");
        let of_host = |times: &Vec<(Instant, Instant)>| {
            let mut starts: Vec<Instant> = times.iter().map(|(came, _)| *came).collect();
            starts.sort();
            starts.windows(2).map(|pair| pair[1] - pair[0]).max()
        };
        asked.values().filter_map(of_host).max().unwrap_or_default()
    }
}

/// No two of them have words in common, but for twins: the first sources of two neighbouring hosts publish the same.
fn item(source: &str, n: usize) -> [String; 5] {
    let twins = source.strip_suffix("/0").and_then(|host| host.rsplit('.').next()?.parse::<usize>().ok());
    let author = twins.map_or_else(|| source.to_owned(), |host| format!("twins {}", host.div_ceil(2)));
    let mut dice = Dice(author.bytes().fold(n as u64, |sum, byte| sum.wrapping_mul(131).wrapping_add(byte.into())));
    let mut words = |count: usize| {
        let words: Vec<String> = (0..count).map(|_| format!("w{:x}", dice.below(1 << 30))).collect();
        words.join(" ")
    };
    let link = format!("http://{source}/{n}");
    [link.clone(), link, words(6), words(60), String::new()]
}
