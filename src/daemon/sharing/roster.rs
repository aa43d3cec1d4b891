//! Who does what is done beside polling: of the processes that share a database, each duty has one.

use std::{collections::HashSet, future::Future, sync::Arc, time::Duration};

use chrono::{DateTime, Utc};
use tokio::{sync::watch, task::JoinHandle};

use super::deadline::Deadline;
use crate::{
    pipeline::Clock,
    serve::Serving,
    store::shared::{Duties, Shared},
};

/// All of them.
pub const ALL: [&str; 7] = ["archive", "digest", "embargo", "hub", "keep", "notify", "words"];
/// A clock that differs by more from the database's is wrong.
const SKEW: i64 = 2;

/// What this process is to do now. Where it shares nothing, that is everything.
#[derive(Clone)]
pub struct Roster {
    held: watch::Receiver<HashSet<String>>,
    _keeper: Option<Arc<Keeper>>,
}

struct Keeper(JoinHandle<()>);

impl Drop for Keeper {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Roster {
    /// Nobody else is there.
    pub fn alone() -> Self {
        let all = ALL.iter().map(|name| (*name).to_owned()).collect();
        Self { held: watch::channel(all).1, _keeper: None }
    }

    /// Of a process that polls nobody, beside others that do.
    pub fn none() -> Self {
        Self { held: watch::channel(HashSet::new()).1, _keeper: None }
    }

    /// Asks for duties, again and again; `lease` is that of hosts.
    pub fn begin(shared: Arc<dyn Shared>, lease: Duration, serving: Arc<Serving>, clock: Clock) -> Self {
        let (says, held) = watch::channel(HashSet::new());
        let keeper = tokio::spawn(keep(shared, lease, (serving, clock), says));
        Self { held, _keeper: Some(Arc::new(Keeper(keeper))) }
    }

    /// Does this as long as it is its duty, begun anew each time.
    pub async fn when_on_duty<F: Future<Output = ()>>(mut self, name: &'static str, work: impl Fn() -> F) {
        loop {
            // the sender is gone where nothing ever changes
            if self.held.wait_for(|held| held.contains(name)).await.is_err() && !self.held.borrow().contains(name) {
                return std::future::pending().await;
            }
            let mut held = self.held.clone();
            let over = async {
                if held.wait_for(|held| !held.contains(name)).await.is_err() {
                    std::future::pending().await
                }
            };
            tokio::select! {
                () = work() => return,
                () = over => tracing::info!(duty = name, "another process does this now"),
            }
        }
    }
}

async fn keep(
    shared: Arc<dyn Shared>,
    lease: Duration,
    (serving, clock): (Arc<Serving>, Clock),
    says: watch::Sender<HashSet<String>>,
) {
    let mut until = Deadline::after(Duration::ZERO);
    loop {
        let asked = Deadline::after(lease / 3 - lease / 30);
        match shared.on_duty(&ALL).await {
            Ok(Duties { names, clock: theirs }) => {
                until = asked;
                says.send_if_modified(|held| {
                    let now: HashSet<String> = names.into_iter().collect();
                    let differs = *held != now;
                    *held = now;
                    differs
                });
                serving.health().set("clock", skew(clock, theirs));
            }
            Err(error) => tracing::debug!(%error, "duties could not be asked for"),
        }
        tokio::time::sleep(lease / 9).await;
        if until.is_past() {
            says.send_replace(HashSet::new());
        }
    }
}

/// What is due, and what goes by the clock, is reckoned by this process.
fn skew(clock: Clock, theirs: DateTime<Utc>) -> Option<String> {
    let Clock::System = clock else { return None };
    let off = (Utc::now() - theirs).num_seconds();
    let words = || format!("this machine's clock differs by {off} s from the database's; set both by NTP");
    (off.abs() > SKEW).then(words)
}
