//! Threads for work that computes.

use std::{thread, time::Duration};

use tokio::runtime::{Builder, Runtime};

/// Threads stay: what they keep at hand (the caches of patterns, the allocator's arenas) is kept for each of them.
const KEPT: Duration = Duration::from_secs(86_400);

/// As many threads as there are cores, and always the same ones.
pub struct Workers(Option<Runtime>);

impl Workers {
    /// Threads start when there is work.
    pub fn new() -> Self {
        let cores = thread::available_parallelism().map_or(1, usize::from);
        let mut builder = Builder::new_current_thread();
        builder.thread_name("reader").max_blocking_threads(cores).thread_keep_alive(KEPT);
        Self(Some(builder.build().expect("a runtime without drivers opens nothing")))
    }

    /// `None` when the work panicked.
    pub async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
        self.0.as_ref()?.spawn_blocking(work).await.ok()
    }
}

impl Drop for Workers {
    fn drop(&mut self) {
        // work that still runs ends by itself: the last hold may go where nothing may be waited for
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}
