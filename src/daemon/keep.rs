//! `[feed] keep`: what is older goes, daily, and in steps so small that no poll waits for them.

use std::{sync::Arc, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::{
    pipeline::Clock,
    store::{self, Keeping, Upkeep},
};

/// Between two rounds.
const DAILY: Duration = Duration::from_secs(86_400);
/// Between two steps, while the service polls and serves.
const REST: Duration = Duration::from_millis(20);

/// Lets go of what is too old, at the start and daily, and when the configuration says something else.
pub async fn obey(
    store: Arc<dyn Upkeep>,
    clock: Clock,
    mut keep: watch::Receiver<Option<Duration>>,
    stop: CancellationToken,
) {
    loop {
        let wanted = *keep.borrow_and_update();
        if let Some(before) = limit(wanted, clock.now()) {
            tokio::select! {
                () = stop.cancelled() => return,
                () = tell(&*store, before) => {}
            }
        }
        tokio::select! {
            () = stop.cancelled() => return,
            changed = keep.changed() => if changed.is_err() { return },
            () = tokio::time::sleep(DAILY) => {}
        }
    }
}

async fn tell(store: &dyn Upkeep, before: DateTime<Utc>) {
    match let_go(store, before, REST).await {
        Ok(done) if done.bodies + done.revisions == 0 => {}
        Ok(done) => tracing::info!(bodies = done.bodies, revisions = done.revisions, %before, "let go of what is old"),
        Err(error) => tracing::warn!(%error, "what is old could not be let go"),
    }
}

/// What was found before this is not kept; none: everything is.
pub fn limit(keep: Option<Duration>, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    now.checked_sub_signed(TimeDelta::from_std(keep?).ok()?)
}

/// All of it, step by step.
pub async fn let_go(store: &dyn Upkeep, before: DateTime<Utc>, rest: Duration) -> Result<Keeping, store::Error> {
    let mut keeping = Keeping::since(before);
    while !keeping.done {
        keeping = store.let_go(keeping).await?;
        tokio::time::sleep(rest).await;
    }
    Ok(keeping)
}
