//! What the feed has no room for goes into the archive, soon after it was published.

use std::{sync::Arc, time::Duration};

use tokio_util::sync::CancellationToken;

use crate::serve::Serving;

/// How often it looks whether something changed.
const LOOK: Duration = Duration::from_secs(1);
/// After a failure: a full disk, most likely.
const RETRY: Duration = Duration::from_secs(30);

/// Keeps the archive up to date, until the service stops.
pub async fn keep(serving: Arc<Serving>, stop: CancellationToken) {
    let mut seen = 0;
    loop {
        let version = serving.store_version();
        let mut wait = LOOK;
        if version != seen {
            let settled = tokio::select! {
                settled = serving.settle_archive() => settled,
                () = stop.cancelled() => return,
            };
            match settled {
                Ok(()) => seen = version,
                Err(error) => {
                    tracing::warn!(error, "archive");
                    wait = RETRY;
                }
            }
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(wait) => {}
        }
    }
}
