//! Connections live on threads of their own. Whoever sends what is read without a pause, answers of 1xx without end for
//! one, keeps the thread that reads them; readers, polls and deadlines are elsewhere.

use std::{
    future::{Future, poll_fn},
    pin::pin,
    sync::LazyLock,
};

use tokio::runtime::{Builder, Handle, Runtime};

use super::Error;

/// Not for speed: as many servers may misbehave at once before others wait for them.
const THREADS: usize = 8;

/// One for the process: connections outlive a configuration.
static CONNECTIONS: LazyLock<Result<Runtime, String>> = LazyLock::new(|| {
    let threads = Builder::new_multi_thread().worker_threads(THREADS).thread_name("connection").enable_all().build();
    threads.map_err(|error| error.to_string())
});

/// Where connections live.
pub(super) fn connections() -> Result<Handle, Error> {
    match &*CONNECTIONS {
        Ok(threads) => Ok(threads.handle().clone()),
        Err(why) => Err(Error::Setup { message: format!("the threads of connections cannot start: {why}") }),
    }
}

/// Waits here, while what is opened and spawned on the way lives there.
pub(super) async fn opened_at<T>(there: &Handle, request: impl Future<Output = T>) -> T {
    let mut request = pin!(request);
    poll_fn(|context| {
        let _there = there.enter();
        request.as_mut().poll(context)
    })
    .await
}
