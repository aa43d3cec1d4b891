//! Threads for work that computes, each piece of it within a budget of time.
//!
//! A piece that overruns is told to stop, and its place goes to others at once. Threads that do not stop are replaced,
//! up to a few; beyond that places stay taken, and when all are the readers are stuck, which `/healthz` tells.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

use reader::cancel::{Cancelled, Stop, until};
use tokio::{
    runtime::{Builder, Runtime},
    sync::{OwnedSemaphorePermit, Semaphore},
    task::JoinHandle,
};

/// What one piece of work may take: the largest documents that are let in take a tenth of it.
const BUDGET: Duration = Duration::from_secs(20);
/// So many threads that did not stop are replaced.
const REPLACED: usize = 4;
/// Threads stay: what they keep at hand (the caches of patterns, the allocator's arenas) is kept for each of them.
const KEPT: Duration = Duration::from_secs(86_400);

/// Why work brought nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stopped {
    /// It panicked.
    Panicked,
    /// Its time was up.
    Overran,
}

/// As many threads as there are cores, and always the same ones unless they are stuck.
pub struct Workers {
    runtime: Option<Runtime>,
    threads: usize,
    budget: Duration,
    places: Arc<Semaphore>,
    /// Work whose time was up and that has not ended yet.
    overrun: Arc<AtomicUsize>,
}

impl Workers {
    /// Threads start when there is work.
    pub fn new() -> Self {
        Self::with(thread::available_parallelism().map_or(1, usize::from), BUDGET)
    }

    fn with(threads: usize, budget: Duration) -> Self {
        let mut builder = Builder::new_current_thread();
        builder.thread_name("reader").max_blocking_threads(threads + REPLACED).thread_keep_alive(KEPT);
        Self {
            runtime: Some(builder.build().expect("a runtime without drivers opens nothing")),
            threads,
            budget,
            places: Arc::new(Semaphore::new(threads)),
            overrun: Arc::default(),
        }
    }

    /// Runs a piece of work when a thread is free.
    pub async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Stopped> {
        let place = Arc::clone(&self.places).acquire_owned().await.map_err(|_| Stopped::Panicked)?;
        let stop = Stop::default();
        let told = stop.clone();
        let runtime = self.runtime.as_ref().ok_or(Stopped::Panicked)?;
        let mut job = runtime.spawn_blocking(move || until(&told, work));
        match tokio::time::timeout(self.budget, &mut job).await {
            Ok(Ok(Ok(done))) => Ok(done),
            Ok(Ok(Err(Cancelled))) => Err(Stopped::Overran),
            Ok(Err(_)) => Err(Stopped::Panicked),
            Err(_) => {
                stop.stop();
                self.abandon(job, place);
                Err(Stopped::Overran)
            }
        }
    }

    /// Gives the place of work that overran to others, unless too many threads are lost already.
    fn abandon<T: Send + 'static>(&self, job: JoinHandle<T>, place: OwnedSemaphorePermit) {
        let overrun = Arc::clone(&self.overrun);
        let place = (overrun.fetch_add(1, Ordering::Relaxed) >= REPLACED).then_some(place);
        tokio::spawn(async move {
            drop(job.await);
            overrun.fetch_sub(1, Ordering::Relaxed);
            drop(place);
        });
    }

    /// True when no thread is left that could read anything.
    pub fn are_stuck(&self) -> bool {
        self.overrun.load(Ordering::Relaxed) >= self.threads + REPLACED
    }
}

impl Drop for Workers {
    fn drop(&mut self) {
        // work that still runs ends by itself: the last hold may go where nothing may be waited for
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    const SHORT: Duration = Duration::from_millis(50);

    #[tokio::test]
    async fn a_panic_is_told_and_the_thread_goes_on() {
        let workers = Workers::with(1, BUDGET);
        assert_eq!(workers.run(|| panic!("as a reader would")).await, Err::<(), _>(Stopped::Panicked));
        assert_eq!(workers.run(|| 7).await, Ok(7));
    }

    #[tokio::test]
    async fn work_that_overruns_fails_and_others_do_not_wait_for_it() {
        let workers = Workers::with(1, SHORT);
        let (end, until_told) = mpsc::channel::<()>();
        let endless = workers.run(move || until_told.recv().is_err()).await;
        assert_eq!((endless, workers.run(|| 7).await), (Err(Stopped::Overran), Ok(7)));
        drop(end);
    }

    #[tokio::test]
    async fn what_is_abandoned_is_bounded_and_when_all_are_stuck_it_is_told_until_they_are_free() {
        let workers = Workers::with(2, SHORT);
        let mut ends = Vec::new();
        for lost in 0..2 + REPLACED {
            assert!(!workers.are_stuck(), "after {lost}");
            let (end, until_told) = mpsc::channel::<()>();
            ends.push(end);
            assert_eq!(workers.run(move || until_told.recv().is_err()).await, Err(Stopped::Overran));
        }
        assert!(workers.are_stuck());
        assert!(tokio::time::timeout(SHORT, workers.run(|| 7)).await.is_err());
        ends.clear();
        assert_eq!(workers.run(|| 7).await, Ok(7));
        assert!(!workers.are_stuck());
    }
}
