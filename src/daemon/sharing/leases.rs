//! The hosts that this process polls, and nobody else: claimed when they are due, renewed while they are polled, and given
//! back when nothing of them is left to poll.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use chrono::{DateTime, TimeDelta, Utc};
use tokio::task::JoinHandle;

use super::deadline::Deadline;
use crate::{
    model::SourceId,
    pipeline::Clock,
    store::{
        self,
        shared::{Claim, GivenBack, HostLease, Shared, Wanted},
    },
};

/// Hosts of one claim.
const MOST: usize = 64;
/// Between two claims that found less than they wanted; as much more by chance.
const LOOK: Duration = Duration::from_millis(400);
/// After a claim that failed.
const RETRY: Duration = Duration::from_secs(2);
/// A host with sources that this process does not know is left to others for so long.
const UNKNOWN: TimeDelta = TimeDelta::seconds(30);

struct Held {
    number: i64,
    until: Deadline,
    /// To be polled still.
    sources: HashSet<SourceId>,
    /// Given back with it.
    not_before: Option<DateTime<Utc>>,
}

struct Table {
    shared: Arc<dyn Shared>,
    lease: Duration,
    clock: Clock,
    held: Mutex<HashMap<String, Held>>,
    ended: Mutex<Vec<GivenBack>>,
}

/// The leases of this process.
pub struct Leases {
    table: Arc<Table>,
    keeper: JoinHandle<()>,
    next: Instant,
}

impl Leases {
    /// None yet.
    pub fn begin(shared: Arc<dyn Shared>, lease: Duration, clock: Clock) -> Self {
        let table = Table { shared, lease, clock, held: Mutex::default(), ended: Mutex::default() };
        let table = Arc::new(table);
        let keeper = tokio::spawn(keep(table.clone()));
        Self { table, keeper, next: Instant::now() }
    }

    /// When hosts are looked for next.
    pub fn wait(&self) -> Duration {
        self.next.saturating_duration_since(Instant::now())
    }

    /// Takes hosts that are due, at most so many, if it is time to.
    pub async fn due(&mut self, most: usize) -> Result<Vec<Claim>, store::Error> {
        if most == 0 || !self.wait().is_zero() {
            return Ok(Vec::new());
        }
        let most = most.min(MOST);
        let claims = self.take(Wanted::Due(most)).await;
        let jitter = LOOK.mul_f64(f64::from(Utc::now().timestamp_subsec_micros() % 1000) / 1000.0);
        self.next = Instant::now()
            + match &claims {
                Ok(claims) if claims.len() == most => Duration::ZERO,
                Ok(_) => LOOK.min(self.table.lease / 8) + jitter.min(self.table.lease / 8),
                Err(_) => RETRY,
            };
        claims
    }

    /// Takes these hosts, as far as nobody else has them.
    pub async fn these(&mut self, hosts: Vec<String>) -> Result<Vec<Claim>, store::Error> {
        self.take(Wanted::Hosts(hosts)).await
    }

    async fn take(&mut self, wanted: Wanted) -> Result<Vec<Claim>, store::Error> {
        let until = self.table.deadline();
        let claims = self.table.shared.claim(wanted, self.table.clock.now()).await?;
        let mut held = self.table.lock();
        for Claim { lease, .. } in &claims {
            let new = Held { number: lease.number, until, sources: HashSet::new(), not_before: None };
            held.insert(lease.host.clone(), new);
        }
        Ok(claims)
    }

    /// Whether this process has a host.
    pub fn has(&self, host: &str) -> bool {
        self.table.lock().get(host).is_some_and(|held| !held.until.is_past())
    }

    /// A source of a host that is held is to be polled.
    pub fn add(&self, host: &str, source: &SourceId) {
        if let Some(held) = self.table.lock().get_mut(host) {
            held.sources.insert(source.clone());
        }
    }

    /// A source of it is due that this process does not know.
    pub fn unknown(&self, host: &str) {
        if let Some(held) = self.table.lock().get_mut(host) {
            held.not_before = Some(self.table.clock.now() + UNKNOWN);
        }
    }

    /// Nothing more is to be done with a source; with the last one its host is given back.
    pub fn done(&self, host: &str, source: &SourceId) {
        if let Some(held) = self.table.lock().get_mut(host) {
            held.sources.remove(source);
        }
        self.settle(host);
    }

    /// Gives a host back that has no source to be polled.
    pub fn settle(&self, host: &str) {
        let mut table = self.table.lock();
        if table.get(host).is_some_and(|held| held.sources.is_empty())
            && let Some(held) = table.remove(host)
        {
            self.table.give_back(host, &held);
        }
    }

    /// Sources of hosts that are ours no more.
    pub fn lost(&self) -> Vec<SourceId> {
        let mut lost = Vec::new();
        self.table.lock().retain(|host, held| {
            let holds = !held.until.is_past();
            if !holds {
                tracing::warn!(host, "its lease was lost: another process may poll it");
                lost.extend(held.sources.drain());
            }
            holds
        });
        lost
    }

    /// Gives back everything at once.
    pub async fn end(self) -> Result<(), store::Error> {
        for (host, held) in self.table.lock().drain() {
            self.table.give_back(&host, &held);
        }
        self.table.flush().await
    }
}

impl Drop for Leases {
    fn drop(&mut self) {
        self.keeper.abort();
    }
}

impl Table {
    fn lock(&self) -> MutexGuard<'_, HashMap<String, Held>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Nothing begins in the last part of a lease.
    fn deadline(&self) -> Deadline {
        Deadline::after(self.lease - self.lease / 12)
    }

    fn give_back(&self, host: &str, held: &Held) {
        let lease = HostLease { host: host.to_owned(), number: held.number };
        let mut ended = self.ended.lock().unwrap_or_else(PoisonError::into_inner);
        ended.push(GivenBack { lease, not_before: held.not_before });
    }

    async fn flush(&self) -> Result<(), store::Error> {
        let ended = std::mem::take(&mut *self.ended.lock().unwrap_or_else(PoisonError::into_inner));
        if ended.is_empty() { Ok(()) } else { self.shared.give_back(ended, self.clock.now()).await }
    }

    async fn renew(&self) -> Result<(), store::Error> {
        let wanted: Vec<HostLease> = {
            let held = self.lock();
            let old = held.iter().filter(|(_, held)| held.until.left() < self.lease / 2);
            old.map(|(host, held)| HostLease { host: host.clone(), number: held.number }).collect()
        };
        if wanted.is_empty() {
            return Ok(());
        }
        let until = self.deadline();
        let kept = self.shared.renew(wanted, self.clock.now()).await?;
        let mut held = self.lock();
        for lease in kept {
            if let Some(held) = held.get_mut(&lease.host).filter(|held| held.number == lease.number) {
                held.until = until;
            }
        }
        Ok(())
    }
}

/// One statement each, never two at once.
async fn keep(table: Arc<Table>) {
    loop {
        tokio::time::sleep(Duration::from_millis(200).min(table.lease / 16)).await;
        for done in [table.flush().await, table.renew().await] {
            if let Err(error) = done {
                tracing::debug!(%error, "leases of hosts could not be renewed or given back");
            }
        }
    }
}
