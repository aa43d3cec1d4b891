//! The host is the unit of politeness: so many requests at once, and so long between their starts.
//!
//! Every request, whatever it is for, waits for its [`Turn`]: first for a place at the host (in order of
//! asking), then for the host's spacing, last for one of the connections of the whole program. Dropping a waiter
//! or a turn gives all of it back. Idle hosts are forgotten, so memory follows what is under way.
//!
//! A Retry-After concerns the address that brought it, which the schedule remembers. When two addresses of a host bring
//! one, it is the host that wants rest: nothing of it is asked until then, for at most an hour.
//! Whoever is led to a host by somebody else's feed is a guest there: one such answer, and no guest asks until then;
//! what guests were told never holds up the sources that live there.
//!
//! Where several processes share a database, a [`Gate`] stands before the host's spacing: one of them talks to a host.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, OnceLock, PoisonError},
    time::Duration,
};

use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::{Instant, sleep_until, timeout},
};
use url::Url;

use super::{Entered, Error, Gate, shown};

/// Connections of the whole program.
const MAX_CONNECTIONS: usize = 512;

/// Of them at one host, whatever is configured.
const MAX_OF_HOST: usize = 64;

/// A waiter gives up after this long: its source is tried again later.
const MAX_WAIT: Duration = Duration::from_secs(30 * 60);

/// A longer `Crawl-delay` is taken for this.
const MAX_CRAWL_DELAY: Duration = Duration::from_secs(30);

/// No host is left alone for longer because of its other addresses.
const MAX_PAUSE: Duration = Duration::from_secs(3600);

/// Idle hosts are looked for when this many are known.
const SWEEP_AT: usize = 256;

struct Host {
    places: Arc<Semaphore>,
    /// As many of them there are.
    concurrency: usize,
    /// No start before; the lock is fair, which keeps the order.
    next_start: tokio::sync::Mutex<Instant>,
    /// The same for looking at without waiting.
    seen_start: Mutex<Instant>,
}

impl Host {
    fn new(concurrency: usize, start: Instant) -> Self {
        Self {
            places: Arc::new(Semaphore::new(concurrency)),
            concurrency,
            next_start: tokio::sync::Mutex::new(start),
            seen_start: Mutex::new(start),
        }
    }
}

/// A host that asked to wait.
struct Pause {
    until: Instant,
    /// Who brought the first request to wait.
    first: Url,
    /// Somebody else brought one, too.
    of_all: bool,
}

/// As configured.
#[derive(Clone, Copy)]
struct Manners {
    concurrency: usize,
    delay: Duration,
}

/// All hosts under way.
pub(super) struct Hosts {
    /// By host, and whether it is for guests.
    pauses: Mutex<HashMap<(String, bool), Pause>>,
    known: Mutex<HashMap<String, Arc<Host>>>,
    connections: Arc<Semaphore>,
    manners: Mutex<Manners>,
    max_wait: Duration,
    /// To the other processes, if there are some.
    gate: OnceLock<Arc<dyn Gate>>,
}

/// Another process may have talked to the host meanwhile.
struct Lost;

/// The right to one request. Given back when dropped.
pub(super) struct Turn {
    _place: OwnedSemaphorePermit,
    _connection: OwnedSemaphorePermit,
    _host: Arc<Host>,
    _entered: Option<Begun>,
}

/// A request that the others know of.
struct Begun {
    gate: Arc<dyn Gate>,
    host: String,
}

impl Drop for Begun {
    fn drop(&mut self) {
        self.gate.end(&self.host);
    }
}

impl Hosts {
    pub(super) fn new(concurrency: usize, delay: Duration) -> Self {
        let concurrency = concurrency.clamp(1, MAX_OF_HOST);
        Self {
            pauses: Mutex::default(),
            known: Mutex::default(),
            connections: Arc::new(Semaphore::new(MAX_CONNECTIONS)),
            manners: Mutex::new(Manners { concurrency, delay }),
            max_wait: MAX_WAIT,
            gate: OnceLock::new(),
        }
    }

    /// Other processes talk to the same hosts.
    pub(super) fn share(&self, gate: Arc<dyn Gate>) {
        // once a process
        self.gate.get_or_init(|| gate);
    }

    /// The way to the others, if there are some.
    pub(super) fn gate(&self) -> Option<&Arc<dyn Gate>> {
        self.gate.get()
    }

    /// Other manners from now on; hosts are known as they were.
    pub(super) fn set(&self, concurrency: usize, delay: Duration) {
        let concurrency = concurrency.clamp(1, MAX_CONNECTIONS);
        *self.manners.lock().unwrap_or_else(PoisonError::into_inner) = Manners { concurrency, delay };
        for host in self.known.lock().unwrap_or_else(PoisonError::into_inner).values_mut() {
            if host.concurrency != concurrency {
                // requests under way keep the places that they have: for a moment there may be both
                let start = *host.seen_start.lock().unwrap_or_else(PoisonError::into_inner);
                *host = Arc::new(Host::new(concurrency, start));
            }
        }
    }

    fn manners(&self) -> Manners {
        *self.manners.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until a request to this URL may start. `crawl_delay` is what robots.txt asks for.
    pub(super) async fn turn(&self, url: &Url, crawl_delay: Option<Duration>, guest: bool) -> Result<Turn, Error> {
        let delay = self.manners().delay.max(crawl_delay.unwrap_or_default().min(MAX_CRAWL_DELAY));
        self.check_pause(url, guest)?;
        match timeout(self.max_wait, self.wait(url, delay)).await {
            Ok(Some(turn)) => self.check_pause(url, guest).map(|()| turn),
            Ok(None) | Err(_) => Err(Error::Crowded { url: shown(url), after: self.max_wait }),
        }
    }

    async fn wait(&self, url: &Url, delay: Duration) -> Option<Turn> {
        let host = self.host(&key(url));
        let place = Arc::clone(&host.places).acquire_owned().await.ok()?;
        let mut next_start = host.next_start.lock().await;
        let (connection, entered) = loop {
            sleep_until(*next_start).await;
            if let Some(gate) = self.gate.get() {
                let wait = self.enter(gate, url, delay).await;
                if !wait.is_zero() {
                    *next_start = Instant::now() + wait;
                    continue;
                }
            }
            let connection = Arc::clone(&self.connections).acquire_owned().await.ok()?;
            match self.begin(&key(url), delay) {
                Ok(entered) => break (connection, entered),
                Err(Lost) => continue,
            }
        };
        *next_start = Instant::now() + delay;
        *host.seen_start.lock().unwrap_or_else(PoisonError::into_inner) = *next_start;
        drop(next_start);
        Some(Turn { _place: place, _connection: connection, _host: host, _entered: entered })
    }

    /// What is to be waited still, once this process may talk to the host.
    async fn enter(&self, gate: &Arc<dyn Gate>, url: &Url, delay: Duration) -> Duration {
        let Entered { wait, rest, guest_rest } = gate.enter(&key(url), delay).await;
        for (guest, rest) in [(false, rest), (true, guest_rest)] {
            if !rest.is_zero() {
                let until = Instant::now() + rest.min(MAX_PAUSE);
                let mut pauses = self.pauses.lock().unwrap_or_else(PoisonError::into_inner);
                let pause = pauses.entry((key(url), guest));
                let pause = pause.or_insert_with(|| Pause { until, first: url.clone(), of_all: true });
                pause.of_all = true;
                pause.until = pause.until.max(until);
            }
        }
        wait
    }

    fn begin(&self, host: &str, delay: Duration) -> Result<Option<Begun>, Lost> {
        let Some(gate) = self.gate.get() else { return Ok(None) };
        let begun = gate.begin(host, delay);
        begun.then(|| Some(Begun { gate: gate.clone(), host: host.to_owned() })).ok_or(Lost)
    }

    /// This address was told to wait.
    pub(super) fn pause(&self, url: &Url, wait: Duration, guest: bool) {
        let now = Instant::now();
        let mut pauses = self.pauses.lock().unwrap_or_else(PoisonError::into_inner);
        pauses.retain(|_, pause| pause.until > now);
        let until = now + wait.min(MAX_PAUSE);
        let pause =
            pauses.entry((key(url), guest)).or_insert_with(|| Pause { until, first: url.clone(), of_all: guest });
        pause.of_all |= pause.first != *url;
        pause.until = pause.until.max(until);
        if let Some(gate) = self.gate.get().filter(|_| pause.of_all) {
            gate.rest(&key(url), guest, pause.until.duration_since(now));
        }
    }

    /// A guest waits for the host's own pause too.
    fn check_pause(&self, url: &Url, guest: bool) -> Result<(), Error> {
        let pauses = self.pauses.lock().unwrap_or_else(PoisonError::into_inner);
        let left = |guest: bool| {
            let pause = pauses.get(&(key(url), guest)).filter(|pause| pause.of_all);
            pause.map_or(Duration::ZERO, |pause| pause.until.duration_since(Instant::now()))
        };
        let left = left(false).max(if guest { left(true) } else { Duration::ZERO });
        if left.is_zero() { Ok(()) } else { Err(Error::Paused { url: shown(url), left }) }
    }

    fn host(&self, key: &str) -> Arc<Host> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(host) = known.get(key) {
            return Arc::clone(host);
        }
        let now = Instant::now();
        if known.len() >= SWEEP_AT {
            known.retain(|_, host| {
                Arc::strong_count(host) > 1 || *host.seen_start.lock().unwrap_or_else(PoisonError::into_inner) > now
            });
        }
        let host = Arc::new(Host::new(self.manners().concurrency, now));
        known.insert(key.to_owned(), Arc::clone(&host));
        host
    }
}

/// http and https of one host are one host; another port is another server.
fn key(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default().trim_end_matches('.');
    match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    const STEP: Duration = Duration::from_millis(100);

    async fn visit(hosts: &Hosts, address: &str) {
        drop(hosts.turn(&url(address), None, false).await.unwrap());
    }

    #[tokio::test]
    async fn starts_at_one_host_keep_their_distance_whatever_the_scheme() {
        let hosts = Hosts::new(4, STEP);
        let begin = Instant::now();
        let mut starts = Vec::new();
        for address in ["http://a.example/1", "https://a.example/2", "https://a.example./3"] {
            visit(&hosts, address).await;
            starts.push(begin.elapsed());
        }
        assert!(starts[0] < STEP && starts[1] >= STEP && starts[2] >= 2 * STEP, "{starts:?}");
    }

    #[tokio::test]
    async fn other_hosts_and_ports_do_not_wait() {
        let hosts = Hosts::new(1, Duration::from_secs(60));
        for address in ["http://a.example/", "http://b.example/", "http://a.example:8080/"] {
            timeout(STEP, visit(&hosts, address)).await.unwrap();
        }
    }

    #[tokio::test]
    async fn no_more_than_the_allowed_number_are_in_flight() {
        let hosts = Hosts::new(2, Duration::ZERO);
        let _one = hosts.turn(&url("http://a.example/"), None, false).await.unwrap();
        let two = hosts.turn(&url("http://a.example/"), None, false).await.unwrap();
        assert!(timeout(STEP, visit(&hosts, "http://a.example/")).await.is_err());
        drop(two);
        timeout(STEP, visit(&hosts, "http://a.example/")).await.unwrap();
    }

    #[tokio::test]
    async fn a_waiter_that_is_dropped_takes_nothing_with_it() {
        let hosts = Hosts::new(1, 2 * STEP);
        let begin = Instant::now();
        visit(&hosts, "http://a.example/").await;
        assert!(timeout(STEP / 2, visit(&hosts, "http://a.example/")).await.is_err());
        visit(&hosts, "http://a.example/").await;
        assert!(begin.elapsed() >= 2 * STEP && begin.elapsed() < 4 * STEP, "{:?}", begin.elapsed());
    }

    #[tokio::test]
    async fn a_crawl_delay_widens_the_distance_up_to_a_limit() {
        let hosts = Hosts::new(1, Duration::ZERO);
        let begin = Instant::now();
        drop(hosts.turn(&url("http://a.example/"), Some(STEP), false).await.unwrap());
        visit(&hosts, "http://a.example/").await;
        assert!(begin.elapsed() >= STEP);
        drop(hosts.turn(&url("http://a.example/"), Some(Duration::from_secs(3600)), false).await.unwrap());
        let next = *hosts.host("a.example").next_start.lock().await;
        assert!(next <= Instant::now() + MAX_CRAWL_DELAY);
    }

    #[tokio::test]
    async fn a_waiter_gives_up_in_the_end() {
        let hosts = Hosts { max_wait: STEP, ..Hosts::new(1, Duration::ZERO) };
        let _kept = hosts.turn(&url("http://a.example/"), None, false).await.unwrap();
        assert!(matches!(hosts.turn(&url("http://a.example/"), None, false).await, Err(Error::Crowded { .. })));
    }

    #[tokio::test]
    async fn a_host_rests_when_two_of_its_addresses_were_told_to_wait() {
        let hosts = Hosts::new(1, Duration::ZERO);
        for _ in 0..2 {
            hosts.pause(&url("http://a.example/1"), STEP, false);
            visit(&hosts, "http://a.example/3").await;
        }
        hosts.pause(&url("http://a.example/2"), STEP, false);
        assert!(matches!(hosts.turn(&url("https://a.example/3"), None, false).await, Err(Error::Paused { .. })));
        visit(&hosts, "http://b.example/").await;
        tokio::time::sleep(2 * STEP).await;
        visit(&hosts, "http://a.example/3").await;
    }

    #[tokio::test]
    async fn what_guests_were_told_holds_up_guests_only() {
        let hosts = Hosts::new(1, Duration::ZERO);
        for path in ["1", "2", "3"] {
            hosts.pause(&url(&format!("http://a.example/{path}")), 5 * STEP, true);
        }
        visit(&hosts, "http://a.example/feed").await;
        assert!(matches!(hosts.turn(&url("http://a.example/4"), None, true).await, Err(Error::Paused { .. })));
        assert!(hosts.turn(&url("http://b.example/4"), None, true).await.is_ok());
    }

    #[tokio::test]
    async fn idle_hosts_are_forgotten() {
        let hosts = Hosts::new(1, Duration::ZERO);
        for number in 0..2000 {
            visit(&hosts, &format!("http://h{number}.example/")).await;
        }
        assert!(hosts.known.lock().unwrap().len() <= SWEEP_AT);
    }
}
