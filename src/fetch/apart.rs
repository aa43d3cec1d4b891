//! Connections live on threads of their own. Whoever sends what is read without a pause, answers of 1xx without end for
//! one, keeps the thread that reads them; readers, polls and deadlines are elsewhere.

use std::{
    future::{Future, poll_fn},
    pin::pin,
    sync::LazyLock,
};

use tokio::runtime::{Builder, Runtime};

/// Not for speed: as many servers may misbehave at once before others wait for them.
const THREADS: usize = 8;

/// One for the process: connections outlive a configuration. None where descriptors are too few for it.
static CONNECTIONS: LazyLock<Option<Runtime>> = LazyLock::new(|| {
    let threads = Builder::new_multi_thread().worker_threads(THREADS).thread_name("connection").enable_all().build();
    threads.inspect_err(|error| tracing::warn!(%error, "connections have no threads of their own")).ok()
});

/// Waits here, while what is opened and spawned on the way lives there.
pub(super) async fn opened<T>(request: impl Future<Output = T>) -> T {
    let Some(threads) = &*CONNECTIONS else { return request.await };
    let mut request = pin!(request);
    poll_fn(|context| {
        let _there = threads.enter();
        request.as_mut().poll(context)
    })
    .await
}
