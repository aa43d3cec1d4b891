//! The hub at work: verifies, delivers, retries, forgets who is gone. Its state is in the store alone, so that a
//! restart goes on where it stopped: a subscriber's cursor moves when its server took the delivery, and not before.
//!
//! The books are read in small pages, and as far as there are places; a letter is written when somebody is about to
//! carry it.

use std::{
    collections::HashSet,
    sync::Arc,
    time::{Duration, Instant},
};

use tokio::task::JoinSet;
use url::Url;

use super::{
    Courier,
    hub_callers::{Turn, owner, owners},
    hub_delivery::{Letters, deliver},
    hub_verification::verify,
};
use crate::{
    serve::Serving,
    store::{Behind, Booking, Intent, Subscriber},
};

/// How often it looks whether something is due.
const TICK: Duration = Duration::from_secs(1);
/// Callbacks called at once, and those of them that are asked whether they subscribe: neither keeps the other waiting.
const AT_ONCE: usize = 16;
const ASKED_AT_ONCE: usize = 8;
/// Ended leases are looked for every so many ticks.
const ROUND: u32 = 10;
/// Of the books, read at once; and so many pages at a look.
const PAGE: usize = 100;
const PAGES: usize = 5;

/// Callbacks, and the hosts of pictures, are reached so.
pub fn reach(serving: &Serving, courier: &Arc<dyn Courier>) {
    serving.courier.get_or_init(|| Arc::clone(courier));
}

/// Works until it is dropped.
pub async fn run(serving: Arc<Serving>, courier: Arc<dyn Courier>) {
    reach(&serving, &courier);
    let mut worker = Worker {
        letters: Arc::default(),
        under_way: JoinSet::new(),
        busy: HashSet::new(),
        asking: 0,
        behind: None,
        crowded: false,
        serving,
        courier,
    };
    let mut ticks = 0;
    loop {
        let look = tokio::select! {
            () = tokio::time::sleep(TICK) => {
                ticks += 1;
                true
            }
            () = worker.serving.hub_called.notified() => true,
            Some(done) = worker.under_way.join_next() => {
                worker.done(done).await;
                worker.crowded
            }
        };
        if ticks >= ROUND {
            ticks = 0;
            worker.book(Booking::Expire(worker.serving.now())).await;
        }
        if look && let Err(error) = worker.look().await {
            tracing::warn!(%error, "hub");
        }
    }
}

/// Topic and callback: what one task is at work on.
type Pair = (String, String);

enum Errand {
    Ask(Intent),
    Tell(Subscriber),
}

/// What a task came to.
struct Outcome {
    pair: Pair,
    asked: bool,
    bookings: Vec<Booking>,
}

struct Worker {
    serving: Arc<Serving>,
    courier: Arc<dyn Courier>,
    letters: Arc<Letters>,
    under_way: JoinSet<Outcome>,
    busy: HashSet<Pair>,
    /// Of those under way, who is asked.
    asking: usize,
    /// Where the last look at those who are behind ended.
    behind: Option<Behind>,
    /// Somebody waits for a place.
    crowded: bool,
}

impl Worker {
    /// If it cannot be written down, it was not done: it is tried again.
    async fn done(&mut self, done: Result<Outcome, tokio::task::JoinError>) {
        if let Ok(Outcome { pair, asked, bookings }) = done {
            for booking in bookings {
                self.book(booking).await;
            }
            self.busy.remove(&pair);
            self.asking -= usize::from(asked);
        }
        if self.under_way.is_empty() {
            // one that panicked could not say which it was
            self.busy.clear();
            self.asking = 0;
            self.letters.clear();
        }
    }

    async fn look(&mut self) -> Result<(), crate::store::Error> {
        let now = self.serving.now();
        self.crowded = false;
        if self.asking < ASKED_AT_ONCE {
            for intent in self.serving.store.intents(now, PAGE).await? {
                self.start(Errand::Ask(intent));
            }
        }
        for _ in 0..PAGES {
            if self.under_way.len() >= AT_ONCE {
                break;
            }
            let page = self.serving.store.behind(self.behind.take(), now, PAGE).await?;
            let last = page.len() < PAGE;
            for subscriber in page {
                let place = (subscriber.cursor, subscriber.topic.clone(), subscriber.callback.clone());
                self.start(Errand::Tell(subscriber));
                self.behind = Some(place);
                if self.crowded {
                    return Ok(());
                }
            }
            if last {
                self.behind = None;
                break;
            }
        }
        Ok(())
    }

    /// Sets out, if there is a place, and the callback's owner may be called.
    fn start(&mut self, errand: Errand) {
        let (topic, callback) = match &errand {
            Errand::Ask(intent) => (&intent.topic, &intent.callback),
            Errand::Tell(subscriber) => (&subscriber.topic, &subscriber.callback),
        };
        let asked = matches!(errand, Errand::Ask(_));
        let pair = (topic.clone(), callback.clone());
        let callers = &self.serving.callers;
        let Ok(url) = Url::parse(callback) else { return };
        if self.busy.contains(&pair) || !callers.is_free(&owner(&url), Instant::now()) {
            return;
        }
        if self.under_way.len() >= AT_ONCE || (asked && self.asking >= ASKED_AT_ONCE) {
            self.crowded = true;
            return;
        }
        // held from here on: the next one of the same owner must not set out before this one has
        let Some(turn) = callers.turn(vec![owner(&url)], Instant::now()) else { return };
        self.busy.insert(pair.clone());
        self.asking += usize::from(asked);
        let (serving, courier) = (Arc::clone(&self.serving), Arc::clone(&self.courier));
        let letters = Arc::clone(&self.letters);
        self.under_way.spawn(async move {
            let bookings = go(&serving, &*courier, &letters, (errand, url, turn)).await;
            Outcome { pair, asked, bookings }
        });
    }

    async fn book(&self, booking: Booking) {
        if let Err(error) = self.serving.store.book(booking).await {
            tracing::warn!(%error, "hub");
        }
    }
}

/// Calls, if the addresses that the name leads to may be called too; else it is left for another time.
async fn go(
    serving: &Serving,
    courier: &dyn Courier,
    letters: &Letters,
    (errand, url, _turn): (Errand, Url, Turn),
) -> Vec<Booking> {
    let owners = owners(&url, &courier.addresses(url.clone()).await);
    let Some(_also) = serving.callers.turn(owners[1..].to_vec(), Instant::now()) else { return Vec::new() };
    match errand {
        Errand::Ask(intent) => verify(serving, courier, intent, &owners).await,
        Errand::Tell(subscriber) => vec![deliver(serving, courier, letters, subscriber).await],
    }
}
