//! Words of new releases become searchable soon after they came.

use std::{sync::Arc, time::Duration};

use tokio_util::sync::CancellationToken;

use crate::store::Store;

/// How often it looks whether something new came.
const LOOK: Duration = Duration::from_secs(1);
/// After a step that left some: polls write meanwhile.
const BREATH: Duration = Duration::from_millis(20);
/// After a step that failed.
const RETRY: Duration = Duration::from_secs(30);

/// Keeps the index up to date, until the service stops.
pub async fn keep(store: Arc<dyn Store>, stop: CancellationToken) {
    let mut seen = 0;
    loop {
        let version = store.version();
        let wait = if version == seen {
            LOOK
        } else {
            match store.index_words().await {
                Ok(true) => BREATH,
                Ok(false) => {
                    seen = version;
                    LOOK
                }
                Err(error) => {
                    tracing::warn!(%error, "words could not be made searchable");
                    RETRY
                }
            }
        };
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(wait) => {}
        }
    }
}
