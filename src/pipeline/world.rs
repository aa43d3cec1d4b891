//! What a poll needs of the world: the web, the store, a clock, and threads for work that computes.

use std::sync::{
    Arc, Mutex, MutexGuard, PoisonError,
    atomic::{AtomicU64, Ordering},
};

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::{Semaphore, SemaphorePermit};

use super::{
    underway::Underway,
    workers::{Stopped, Workers},
};
use crate::{
    fetch::Web,
    model::{NextPoll, Source, SourceId, SourceState},
    schedule::{Outage, Policy},
    store::Store,
};

/// Polls that are read and written at the same time; the others wait with their answers as they came.
const PLACES: usize = 8;
/// What may be read at the same time, in pieces of so many bytes: one body of the usual limit, or many small ones.
const READING_ROOM: usize = 64;
pub(super) const PIECE: usize = 256 << 10;
/// So long after the start sources are read for the first time.
const FIRST_ROUND: TimeDelta = TimeDelta::minutes(2);

/// The time.
#[derive(Debug, Clone, Copy)]
pub enum Clock {
    /// Now.
    System,
    /// Always this, for reproducible output.
    Fixed(DateTime<Utc>),
}

impl Clock {
    /// The time.
    pub fn now(&self) -> DateTime<Utc> {
        match self {
            Self::System => Utc::now(),
            Self::Fixed(time) => *time,
        }
    }
}

/// Shared by all polls.
pub struct World {
    /// Where things are asked.
    pub web: Web,
    /// Where things are kept.
    pub store: Arc<dyn Store>,
    /// The schedule's settings.
    pub policy: Policy,
    /// The time.
    pub clock: Clock,
    started: DateTime<Utc>,
    outage: Arc<Mutex<Outage>>,
    workers: Arc<Workers>,
    places: Arc<Semaphore>,
    reading_room: Arc<Semaphore>,
    underway: Option<Arc<Underway>>,
    blamed: Mutex<Vec<SourceId>>,
    dice: Arc<AtomicU64>,
}

impl World {
    /// With as many computing threads as there are cores.
    pub fn new(web: Web, store: Arc<dyn Store>, policy: Policy, clock: Clock) -> Self {
        let seed = u64::from(std::process::id()) ^ clock.now().timestamp_micros().unsigned_abs();
        let (underway, blamed) = match store.beside("-reading").map(|path| Underway::open(&path)).transpose() {
            Ok(opened) => opened.unzip(),
            Err(error) => {
                tracing::warn!(%error, "whose documents are read cannot be noted beside the database");
                (None, None)
            }
        };
        Self {
            web,
            store,
            policy,
            clock,
            started: clock.now(),
            outage: Arc::default(),
            workers: Arc::new(Workers::new()),
            places: Arc::new(Semaphore::new(PLACES)),
            reading_room: Arc::new(Semaphore::new(READING_ROOM)),
            underway: underway.map(Arc::new),
            blamed: Mutex::new(blamed.unwrap_or_default()),
            dice: Arc::new(AtomicU64::new(seed)),
        }
    }

    /// With other settings: threads, places and what is known of our network are shared.
    pub fn again(&self, web: Web, policy: Policy) -> Self {
        Self {
            web,
            policy,
            store: self.store.clone(),
            clock: self.clock,
            started: self.started,
            outage: self.outage.clone(),
            workers: self.workers.clone(),
            places: self.places.clone(),
            reading_room: self.reading_room.clone(),
            underway: self.underway.clone(),
            blamed: Mutex::default(),
            dice: self.dice.clone(),
        }
    }

    /// Where documents are worked on, one a place.
    pub(super) fn places(&self) -> &Semaphore {
        &self.places
    }

    /// Whether it has a file for notes: one that is not there is the store's to make up for.
    pub(super) fn takes_notes(&self) -> bool {
        self.underway.is_some()
    }

    /// The process ends in order: whatever is still being read, it is not what ends it.
    pub fn ends_in_order(&self) {
        self.underway.iter().for_each(|underway| underway.forget());
    }

    /// Who was being read when the last process ended; told once.
    pub(super) fn blamed(&self) -> Vec<SourceId> {
        std::mem::take(&mut self.blamed.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Runs what computes for a source off the async threads, within a budget of time; it is noted meanwhile.
    pub async fn cpu<T: Send + 'static>(
        &self,
        source: &Source,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Stopped> {
        let (underway, id) = (self.underway.clone(), source.id.clone());
        let noted = move || {
            let _note = underway.as_ref().map(|underway| underway.note(&id));
            work()
        };
        self.workers.run(noted).await
    }

    /// The same for a page of so many bytes: large ones are read one after another, for each is many times its size while
    /// it is read.
    pub async fn read<T: Send + 'static>(
        &self,
        (source, bytes): (&Source, usize),
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Stopped> {
        let _room = self.room(bytes).await;
        self.cpu(source, work).await
    }

    /// Of the reading room what a document of so many bytes takes.
    pub(super) async fn room(&self, bytes: usize) -> Option<SemaphorePermit<'_>> {
        let pieces = u32::try_from(bytes.div_ceil(PIECE).clamp(1, READING_ROOM)).unwrap_or(1);
        self.reading_room.acquire_many(pieces).await.ok()
    }

    /// True when all threads that read are held by documents that do not end.
    pub fn readers_are_stuck(&self) -> bool {
        self.workers.are_stuck()
    }

    /// When what a poll brings was seen, as far as that tells who was first: in which order the sources are read after a
    /// start, with all that they published meanwhile, tells nothing.
    pub fn round(&self, succeeded_at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> DateTime<Utc> {
        let first = succeeded_at.is_none_or(|at| at < self.started);
        if first && now - self.started < FIRST_ROUND { self.started } else { now }
    }

    /// A source's host answered, in whatever words.
    pub fn reached(&self, source: &Source, now: DateTime<Utc>) {
        self.outage().note(source.target.url().host_str().unwrap_or_default(), true, now);
    }

    /// A source's host did not answer; when to try again, if that is our own network's fault.
    pub fn unreached(&self, source: &Source, state: &SourceState, now: DateTime<Utc>) -> Option<NextPoll> {
        let mut outage = self.outage();
        if state.failures == 0 && state.succeeded_at.is_some() {
            outage.note(source.target.url().host_str().unwrap_or_default(), false, now);
        }
        outage.is_ours(now).then(|| outage.retry(now, self.chance()))
    }

    fn outage(&self) -> MutexGuard<'_, Outage> {
        self.outage.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A number from 0 to 1, for jitter; the same ones in the same order under a fixed clock (splitmix64).
    pub fn chance(&self) -> f64 {
        if let Clock::Fixed(_) = self.clock {
            return 0.5;
        }
        let mut z = self.dice.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::Relaxed).wrapping_add(0x9e37_79b9_7f4a_7c15);
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64
    }
}
