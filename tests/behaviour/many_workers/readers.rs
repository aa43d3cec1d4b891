//! Those who read while workers die: each by his own way hears of every item.

use std::{
    collections::{HashMap, HashSet},
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

use chrono::{DateTime, TimeDelta, Utc};

use crate::support::http;

const AGAIN: TimeDelta = TimeDelta::seconds(20);

/// What was read so far.
#[derive(Default)]
pub struct Read {
    /// Entry ids by title.
    pub ids: HashMap<String, HashSet<String>>,
    /// What was answered otherwise than with 200.
    pub wrong: Vec<String>,
}

/// Asks for what has changed, again and again, until it is told to end.
pub struct Follower {
    pub read: Arc<Mutex<Read>>,
    over: Arc<AtomicBool>,
    thread: JoinHandle<()>,
}

impl Follower {
    pub fn start(server: SocketAddr) -> Self {
        let (read, over) = (Arc::new(Mutex::new(Read::default())), Arc::new(AtomicBool::new(false)));
        let (ours, ended) = (read.clone(), over.clone());
        let thread = thread::spawn(move || {
            let mut newest = Utc::now() - TimeDelta::minutes(1);
            while !ended.load(Ordering::Relaxed) {
                newest = ours.lock().expect("what was read").go_on(server, newest);
                thread::sleep(Duration::from_millis(300));
            }
        });
        Self { read, over, thread }
    }

    pub fn ended(self) -> Read {
        self.over.store(true, Ordering::Relaxed);
        self.thread.join().expect("a reader");
        Arc::into_inner(self.read).expect("nobody else's").into_inner().expect("what was read")
    }

    pub fn count(&self) -> usize {
        self.read.lock().expect("what was read").ids.len()
    }
}

impl Read {
    /// What changed since then, page by page; the newest time of it. What a poll brings is dated by its beginning, and it may
    /// wait for a pen whose holder stands still: so much is asked for again.
    fn go_on(&mut self, server: SocketAddr, newest: DateTime<Utc>) -> DateTime<Utc> {
        let since = newest - AGAIN;
        let mut page = Some(format!("/feed.json?since={}", since.format("%Y-%m-%dT%H:%M:%SZ")));
        let mut newest = newest;
        while let Some(path) = page.take() {
            let feed = match http::get(server, &path) {
                Ok(answer) if answer.status == 200 => answer.json(),
                other => {
                    self.wrong.push(format!("{path}: {:?}", other.map(|answer| (answer.status, answer.text()))));
                    break;
                }
            };
            for item in feed["items"].as_array().into_iter().flatten() {
                let text = |name: &str| item[name].as_str().unwrap_or_default().to_owned();
                self.ids.entry(text("title")).or_default().insert(text("id"));
                let at = ["date_modified", "date_published"].iter().find_map(|name| item[*name].as_str()?.parse().ok());
                newest = newest.max(at.unwrap_or(newest));
            }
            page = feed["next_url"].as_str().and_then(|url| Some(format!("/{}", url.splitn(4, '/').nth(3)?)));
        }
        newest
    }
}

/// Titles of the feed and of its archive, from document to document.
pub fn archived(server: SocketAddr) -> HashSet<String> {
    let (mut titles, mut page) = (HashSet::new(), Some("/feed.atom".to_owned()));
    while let Some(path) = page.take() {
        let text = http::get(server, &path).expect("a document").text();
        for entry in text.split("<entry").skip(1) {
            let title = entry.split("<title").nth(1).and_then(|rest| rest.split(['>', '<']).nth(1));
            titles.insert(title.unwrap_or_default().to_owned());
        }
        let links = text.split("<link ").skip(1).filter(|link| link.contains("rel=\"prev-archive\""));
        let address = links.filter_map(|link| link.split("href=\"").nth(1)?.split('"').next()).next();
        page = address.and_then(|url| Some(format!("/{}", url.splitn(4, '/').nth(3)?)));
    }
    titles
}
