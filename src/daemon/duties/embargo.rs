//! Embargoes end by the clock: nobody polls for it, and nobody asks.

use std::{sync::Arc, time::Duration};

use tokio_util::sync::CancellationToken;

use crate::{pipeline::Clock, store::Store};

/// A release may become due, or another process may have changed a story, within so long.
const LOOK: Duration = Duration::from_secs(15);

/// Lets go of stories at their time, until the service stops.
pub async fn keep(store: Arc<dyn Store>, clock: Clock, stop: CancellationToken) {
    loop {
        let now = clock.now();
        if let Err(error) = store.lift_embargoes(now).await {
            tracing::warn!(%error, "embargoes could not be looked after");
        }
        let next = store.next_embargo(now).await.ok().flatten().and_then(|at| (at - now).to_std().ok());
        let wait = next.unwrap_or(LOOK).min(LOOK);
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(wait.max(Duration::from_millis(50))) => {}
        }
    }
}
