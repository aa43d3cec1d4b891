//! The right to talk to a host: taken before the first request, kept while there are more, given back a moment after.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use futures_util::future::BoxFuture;
use tokio::task::JoinHandle;

use super::deadline::Deadline;
use crate::{
    fetch::{Entered, Gate},
    store::shared::{Shared, TurnEnded},
};

/// After its last request a host is kept for so long: a poll goes on to the next page.
const KEPT: Duration = Duration::from_secs(1);
/// Between two tries to take a turn that somebody has; so much more by chance.
const AGAIN: Duration = Duration::from_millis(200);
/// No request starts in the last part of a turn.
const MARGIN: u32 = 10;

/// A host that this process talks to.
struct Held {
    number: i64,
    until: Deadline,
    /// Requests under way.
    busy: usize,
    /// The last request ended, or the next one may start.
    used: Instant,
    /// The next request may start.
    next: Instant,
}

struct Table {
    shared: Arc<dyn Shared>,
    /// How long a turn lasts.
    turn: Duration,
    held: Mutex<HashMap<String, Held>>,
}

/// The turns of this process.
pub struct Turns {
    table: Arc<Table>,
    keeper: JoinHandle<()>,
}

impl Turns {
    /// None yet; `lease` is that of hosts.
    pub fn begin(shared: Arc<dyn Shared>, lease: Duration) -> Self {
        let table = Arc::new(Table { shared, turn: lease / 2, held: Mutex::default() });
        let keeper = tokio::spawn(keep(table.clone()));
        Self { table, keeper }
    }

    /// Gives back everything: this process asks nobody any more.
    pub async fn end(&self) -> Result<(), crate::store::Error> {
        let now = Instant::now();
        let held: Vec<(String, Held)> = self.table.lock().drain().collect();
        let ended = held.into_iter().map(|(host, turn)| TurnEnded {
            host,
            number: turn.number,
            next: turn.next.saturating_duration_since(now),
        });
        let ended: Vec<TurnEnded> = ended.collect();
        if ended.is_empty() { Ok(()) } else { self.table.shared.end_turns(ended).await }
    }
}

impl Drop for Turns {
    fn drop(&mut self) {
        self.keeper.abort();
    }
}

impl Table {
    fn lock(&self) -> MutexGuard<'_, HashMap<String, Held>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn deadline(&self) -> Deadline {
        Deadline::after(self.turn - self.turn / MARGIN)
    }

    /// What is to be waited before the next request, if the host is held.
    fn known(&self, host: &str) -> Option<Entered> {
        let mut held = self.lock();
        let turn = held.get_mut(host).filter(|turn| !turn.until.is_past())?;
        turn.used = turn.used.max(Instant::now());
        Some(Entered { wait: turn.next.saturating_duration_since(Instant::now()), ..Entered::default() })
    }

    /// Tries once; none: another process talks to the host.
    async fn take(&self, host: &str, spacing: Duration) -> Result<Option<Entered>, crate::store::Error> {
        let until = self.deadline();
        let Some(turn) = self.shared.take_turn(host.to_owned()).await? else { return Ok(None) };
        // whoever held it and vanished may have asked until just now
        let wait = if turn.crashed { turn.wait.max(spacing) } else { turn.wait };
        let next = Instant::now() + wait;
        let mut held = self.lock();
        // requests of a turn that was lost are under way still
        let busy = held.get(host).map_or(0, |before| before.busy);
        held.insert(host.to_owned(), Held { number: turn.number, until, busy, used: next, next });
        Ok(Some(Entered { wait, rest: turn.rest, guest_rest: turn.guest_rest }))
    }

    /// Renews what is used, gives back what is not; for as long as it may last.
    async fn look_after(&self) -> Result<(), crate::store::Error> {
        let (mut renewed, mut ended) = (Vec::new(), Vec::new());
        self.lock().retain(|host, turn| {
            let idle = turn.busy == 0 && Instant::now().saturating_duration_since(turn.used) > KEPT.min(self.turn / 4);
            if idle {
                let next = turn.next.saturating_duration_since(Instant::now());
                ended.push(TurnEnded { host: host.clone(), number: turn.number, next });
            } else if turn.until.left() < self.turn / 2 && !turn.until.is_past() {
                renewed.push((host.clone(), turn.number));
            }
            !idle
        });
        if !ended.is_empty() {
            self.shared.end_turns(ended).await?;
        }
        if renewed.is_empty() {
            return Ok(());
        }
        let until = self.deadline();
        let kept = self.shared.renew_turns(renewed).await?;
        let mut held = self.lock();
        for host in kept {
            if let Some(turn) = held.get_mut(&host) {
                turn.until = until;
            }
        }
        Ok(())
    }
}

async fn keep(table: Arc<Table>) {
    loop {
        tokio::time::sleep(table.turn.min(Duration::from_secs(4)) / 16).await;
        if let Err(error) = table.look_after().await {
            tracing::debug!(%error, "turns at hosts could not be renewed");
        }
    }
}

fn jitter() -> Duration {
    Duration::from_millis(u64::from(chrono::Utc::now().timestamp_subsec_micros()) % 200)
}

impl Gate for Turns {
    fn enter<'g>(&'g self, host: &'g str, spacing: Duration) -> BoxFuture<'g, Entered> {
        Box::pin(async move {
            loop {
                if let Some(entered) = self.table.known(host) {
                    return entered;
                }
                match self.table.take(host, spacing).await {
                    Ok(Some(entered)) => return entered,
                    Ok(None) => {}
                    Err(error) => tracing::debug!(%error, host, "no turn could be taken"),
                }
                tokio::time::sleep(AGAIN + jitter()).await;
            }
        })
    }

    fn begin(&self, host: &str, spacing: Duration) -> bool {
        let mut held = self.table.lock();
        let Some(turn) = held.get_mut(host).filter(|turn| !turn.until.is_past()) else { return false };
        turn.busy += 1;
        turn.next = Instant::now() + spacing;
        true
    }

    fn end(&self, host: &str) {
        // a turn that was lost meanwhile is somebody else's
        if let Some(turn) = self.table.lock().get_mut(host) {
            turn.busy = turn.busy.saturating_sub(1);
            turn.used = turn.used.max(Instant::now());
        }
    }

    fn rest(&self, host: &str, guest: bool, wait: Duration) {
        let (table, host) = (self.table.clone(), host.to_owned());
        tokio::spawn(async move {
            if let Err(error) = table.shared.rest(host, guest, wait).await {
                tracing::debug!(%error, "a host's rest could not be told to others");
            }
        });
    }

    fn robots<'g>(&'g self, origin: &'g str) -> BoxFuture<'g, Option<(Vec<u8>, Duration)>> {
        // a database that is away is no reason to ask nobody
        Box::pin(async move { self.table.shared.robots(origin.to_owned()).await.ok().flatten() })
    }

    fn keep_robots<'g>(&'g self, origin: &'g str, body: Vec<u8>, keep: Duration) -> BoxFuture<'g, ()> {
        Box::pin(async move {
            if let Err(error) = self.table.shared.keep_robots(origin.to_owned(), body, keep).await {
                tracing::debug!(%error, "robots.txt could not be told to others");
            }
        })
    }
}
