//! The hub at work: verifies, delivers, retries, forgets who is gone. Its state is in the store alone, so that a
//! restart goes on where it stopped: a subscriber's cursor moves when its server took the delivery, and not before.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
    time::Duration,
};

use chrono::{DateTime, Utc};
use tokio::{sync::Semaphore, task::JoinSet};

use super::{
    Courier,
    hub_delivery::{Letter, deliver, letter},
    hub_verification::verify,
};
use crate::{
    serve::{Serving, cache::Failure},
    store::{Booking, Hub, Intent, Subscriber},
};

/// How often it looks whether something changed.
const TICK: Duration = Duration::from_secs(1);
/// Callbacks asked at once.
const AT_ONCE: usize = 16;
/// Embargoes are looked at, and the books read again, at least every so many ticks.
const ROUND: u32 = 10;

/// Works until it is dropped.
pub async fn run(serving: Arc<Serving>, courier: Arc<dyn Courier>) {
    let mut worker = Worker {
        places: Arc::new(Semaphore::new(AT_ONCE)),
        under_way: JoinSet::new(),
        busy: HashSet::new(),
        due: None,
        seen: 0,
        serving,
        courier,
    };
    let mut ticks = 0;
    loop {
        let called = tokio::select! {
            () = tokio::time::sleep(TICK) => false,
            () = worker.serving.hub_called.notified() => true,
            Some(done) = worker.under_way.join_next() => {
                worker.done(done).await;
                worker.under_way.is_empty()
            }
        };
        ticks += 1;
        let round = ticks % ROUND == 0;
        if round && let Err(error) = worker.serving.store.lift_embargoes(worker.serving.now()).await {
            tracing::warn!(%error, "hub");
        }
        if called || round || worker.is_due() {
            worker.look().await;
        }
    }
}

/// Topic and callback: what one task is at work on.
type Pair = (String, String);

struct Worker {
    serving: Arc<Serving>,
    courier: Arc<dyn Courier>,
    places: Arc<Semaphore>,
    under_way: JoinSet<(Pair, Vec<Booking>)>,
    busy: HashSet<Pair>,
    /// The earliest thing that waits for its time.
    due: Option<DateTime<Utc>>,
    /// The store's version at the last look.
    seen: u64,
}

impl Worker {
    fn is_due(&self) -> bool {
        self.seen != self.serving.store.version() || self.due.is_some_and(|due| due <= self.serving.now())
    }

    /// What a task came to. If it cannot be written down, it was not done: it is tried again.
    async fn done(&mut self, done: Result<(Pair, Vec<Booking>), tokio::task::JoinError>) {
        let Ok((pair, bookings)) = done else {
            // a task that panicked: nothing is busy any more that is not under way
            if self.under_way.is_empty() {
                self.busy.clear();
            }
            return;
        };
        for booking in bookings {
            if let Err(error) = self.serving.store.book(booking).await {
                tracing::warn!(%error, "hub");
            }
        }
        self.busy.remove(&pair);
    }

    async fn look(&mut self) {
        let version = self.serving.store.version();
        match self.serving.store.hub().await {
            Ok(books) => {
                self.seen = version;
                self.start(books).await;
            }
            Err(error) => tracing::warn!(%error, "hub"),
        }
    }

    async fn start(&mut self, books: Hub) {
        let now = self.serving.now();
        self.due = None;
        let mut letters = HashMap::new();
        for intent in books.intents {
            if self.may_start(&intent.topic, &intent.callback, intent.next_at, now) {
                self.verify(intent);
            }
        }
        for subscriber in books.subscribers {
            if subscriber.lease_until <= now {
                let Subscriber { topic, callback, .. } = subscriber;
                self.book(Booking::Unsubscribe { topic, callback }).await;
            } else if subscriber.cursor < books.last_change
                && self.may_start(&subscriber.topic, &subscriber.callback, subscriber.next_at, now)
            {
                self.deliver(subscriber, &mut letters).await;
            }
        }
    }

    fn may_start(&mut self, topic: &str, callback: &str, at: DateTime<Utc>, now: DateTime<Utc>) -> bool {
        if at > now {
            self.due = Some(self.due.map_or(at, |due| due.min(at)));
        }
        at <= now && !self.busy.contains(&(topic.to_owned(), callback.to_owned()))
    }

    async fn book(&self, booking: Booking) {
        if let Err(error) = self.serving.store.book(booking).await {
            tracing::warn!(%error, "hub");
        }
    }

    fn verify(&mut self, intent: Intent) {
        let pair = (intent.topic.clone(), intent.callback.clone());
        self.busy.insert(pair.clone());
        let (serving, courier) = (Arc::clone(&self.serving), Arc::clone(&self.courier));
        let places = Arc::clone(&self.places);
        self.under_way.spawn(async move {
            let _place = places.acquire_owned().await;
            (pair, verify(&serving, &*courier, intent).await)
        });
    }

    /// Subscribers of one topic that have the same get the same letter.
    async fn deliver(&mut self, to: Subscriber, letters: &mut HashMap<(String, i64), Option<Arc<Letter>>>) {
        let key = (to.topic.clone(), to.cursor);
        if !letters.contains_key(&key) {
            match letter(&self.serving, &to.topic, to.cursor).await {
                Ok(letter) => letters.insert(key.clone(), letter.map(Arc::new)),
                Err(Failure::NotFound) => letters.insert(key.clone(), None),
                Err(Failure::Store(error)) => return tracing::warn!(error, "hub"),
            };
        }
        let Some(letter) = letters.get(&key).cloned().flatten() else {
            let Subscriber { topic, callback, .. } = to;
            return self.book(Booking::Unsubscribe { topic, callback }).await;
        };
        let pair = (to.topic.clone(), to.callback.clone());
        self.busy.insert(pair.clone());
        let (serving, courier) = (Arc::clone(&self.serving), Arc::clone(&self.courier));
        let places = Arc::clone(&self.places);
        self.under_way.spawn(async move {
            let _place = places.acquire_owned().await;
            (pair, vec![deliver(&serving, &*courier, to, &letter).await])
        });
    }
}
