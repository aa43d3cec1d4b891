//! What is done beside polling and serving, each by one owner: nobody else lifts an embargo, takes words into
//! the index or sees entries off, so none does it twice, or for
//! long in a reader's time.

mod archive;
mod embargo;
mod words;

use std::sync::Arc;

use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::{pipeline::Clock, serve::Serving, store::Store};

/// All of them, until the service stops.
pub fn begin(store: &Arc<dyn Store>, serving: &Arc<Serving>, clock: Clock, stop: &CancellationToken) -> JoinSet<()> {
    let mut duties = JoinSet::new();
    duties.spawn(embargo::keep(Arc::clone(store), clock, stop.clone()));
    duties.spawn(archive::keep(Arc::clone(serving), stop.clone()));
    duties.spawn(words::keep(Arc::clone(store), stop.clone()));
    duties
}
