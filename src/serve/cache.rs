//! Documents rendered once a change.
//!
//! A document holds for a version of the store. When the version moved, one task renders it anew; whoever asks
//! meanwhile gets the last one while that is young, and else waits for the one rendering. So many readers cost
//! one rendering, and a store that changes all the time costs at most a third of one core.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use chrono::{DateTime, Utc};
use tokio::sync::{Mutex as Turn, OwnedMutexGuard, Semaphore, SemaphorePermit};

use super::{
    Serving,
    address::{Filter, Selection},
    archive,
    document::{Document, Rendered},
    failure::Failure,
    feeds,
    key::Key,
    listing, pages, single, status,
};

/// Documents kept.
const MOST: usize = 256;
/// Bytes kept, of all documents together.
const ROOM: usize = 48 << 20;
/// Renderings at once: they hold whole pages of stories.
const AT_ONCE: usize = 2;
/// And those of searches and filters, which strangers make up: so many at once, and so many that wait for it. What
/// everybody reads does not wait for them.
const SEARCHES: usize = 1;
const SEARCHES_WAITING: usize = 16;
/// An outdated document is handed out for this long, or for twice the time that its rendering takes.
const GRACE: Duration = Duration::from_millis(250);
/// Never for longer.
const LONGEST_GRACE: Duration = Duration::from_secs(5);

/// What was rendered.
#[derive(Clone)]
struct Kept {
    document: Arc<Document>,
    version: (u64, u64),
    until: Option<DateTime<Utc>>,
    at: Instant,
    cost: Duration,
}

#[derive(Default)]
struct Slot {
    kept: Mutex<Option<Kept>>,
    turn: Arc<Turn<()>>,
}

impl Slot {
    fn kept(&self) -> Option<Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// All of them.
pub struct Cache {
    slots: Mutex<HashMap<Key, (Arc<Slot>, Instant)>>,
    renderings: Semaphore,
    searches: Semaphore,
    waiting: Semaphore,
}

impl Default for Cache {
    fn default() -> Self {
        Self {
            slots: Mutex::default(),
            renderings: Semaphore::new(AT_ONCE),
            searches: Semaphore::new(SEARCHES),
            waiting: Semaphore::new(SEARCHES + SEARCHES_WAITING),
        }
    }
}

impl Cache {
    fn slot(&self, key: &Key) -> Arc<Slot> {
        let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((slot, used)) = slots.get_mut(key) {
            *used = Instant::now();
            return Arc::clone(slot);
        }
        make_room(&mut slots);
        let slot = Arc::<Slot>::default();
        slots.insert(key.clone(), (Arc::clone(&slot), Instant::now()));
        slot
    }
}

impl Cache {
    /// A turn among those that cost alike.
    async fn lane(&self, key: &Key) -> Result<[Option<SemaphorePermit<'_>>; 2], Failure> {
        let closing = |_| Failure::Store("closing".into());
        if !key.is_search() {
            return Ok([Some(self.renderings.acquire().await.map_err(closing)?), None]);
        }
        let waiting = self.waiting.try_acquire().map_err(|_| Failure::Busy)?;
        Ok([Some(self.searches.acquire().await.map_err(closing)?), Some(waiting)])
    }
}

/// Drops the documents that were not asked for the longest.
fn make_room(slots: &mut HashMap<Key, (Arc<Slot>, Instant)>) {
    let size = |slot: &Slot| slot.kept().map_or(0, |kept| kept.document.size());
    let mut total: usize = slots.values().map(|(slot, _)| size(slot)).sum();
    while slots.len() >= MOST || total > ROOM {
        let Some(oldest) = slots.iter().min_by_key(|(_, (_, used))| *used).map(|(key, _)| key.clone()) else { return };
        total -= slots.remove(&oldest).map_or(0, |(slot, _)| size(&slot)).min(total);
    }
}

/// The document, if it is kept and holds.
pub fn held(serving: &Serving, key: &Key) -> Option<Arc<Document>> {
    let mut slots = serving.cache.slots.lock().unwrap_or_else(PoisonError::into_inner);
    let (slot, used) = slots.get_mut(key)?;
    let kept = slot.kept().filter(|kept| holds(serving, key, kept))?;
    *used = Instant::now();
    Some(kept.document)
}

/// The document, rendered if need be.
pub async fn get(serving: &Arc<Serving>, key: &Key) -> Result<Arc<Document>, Failure> {
    let slot = serving.cache.slot(key);
    if let Some(kept) = slot.kept() {
        if holds(serving, key, &kept) {
            return Ok(kept.document);
        }
        if kept.at.elapsed() < (kept.cost * 2).clamp(GRACE, LONGEST_GRACE) {
            if let Ok(turn) = Arc::clone(&slot.turn).try_lock_owned() {
                tokio::spawn(render(Arc::clone(serving), key.clone(), Arc::clone(&slot), turn));
            }
            return Ok(kept.document);
        }
    }
    let turn = Arc::clone(&slot.turn).lock_owned().await;
    if let Some(kept) = slot.kept().filter(|kept| holds(serving, key, kept)) {
        return Ok(kept.document);
    }
    // in a task of its own: a reader that goes away does not take the others' rendering with it
    let rendering = tokio::spawn(render(Arc::clone(serving), key.clone(), Arc::clone(&slot), turn));
    rendering.await.unwrap_or_else(|_| Err(Failure::Store("rendering failed".into())))
}

fn holds(serving: &Serving, key: &Key, kept: &Kept) -> bool {
    let lasts = match key {
        // states of sources change without a version
        Key::States(_) | Key::Status(_) => kept.at.elapsed() < status::LASTS,
        Key::Sources(..) | Key::SourcesJson(_) => kept.at.elapsed() < status::SHOWN_FOR,
        Key::River(Filter { selection: Selection::Source(_), .. }, _) => kept.at.elapsed() < status::SHOWN_FOR,
        Key::Feed(..)
        | Key::FeedPage(..)
        | Key::Archive(..)
        | Key::River(..)
        | Key::Release(..)
        | Key::Single(..)
        | Key::Subscribe(_)
        | Key::Vocabulary(_)
        | Key::Opml
        | Key::Sitemap => true,
    };
    lasts && kept.version == serving.version() && kept.until.is_none_or(|until| serving.now() < until)
}

async fn render(
    serving: Arc<Serving>,
    key: Key,
    slot: Arc<Slot>,
    _turn: OwnedMutexGuard<()>,
) -> Result<Arc<Document>, Failure> {
    let _turn_of_lane = serving.cache.lane(&key).await?;
    let begun = Instant::now();
    let version = serving.version();
    let last = slot.kept();
    let rendered = match &key {
        Key::Feed(format, filter) => feeds::render(&serving, *format, filter).await,
        Key::Archive(from, to) => archive::render(&serving, *from, *to).await,
        Key::FeedPage(format, filter, look) => pages::feed(&serving, *format, filter, *look).await,
        Key::River(filter, look) => pages::river(&serving, filter, *look).await,
        Key::Release(id, look) => single::page(&serving, *id, *look).await,
        Key::Single(id, what) => single::single(&serving, *id, *what).await,
        Key::Sources(asked, look) => listing::sources(&serving, asked, *look).await,
        Key::SourcesJson(number) => listing::json(&serving, *number).await,
        Key::Subscribe(look) => listing::subscribe(&serving, *look).await,
        Key::States(look) => listing::status(&serving, *look).await,
        Key::Vocabulary(look) => pages::vocabulary(&serving, *look),
        Key::Opml => status::opml(&serving).await,
        Key::Sitemap => listing::sitemap(&serving).await,
        Key::Status(number) => status::alarms(&serving, *number).await,
    };
    let rendered = match (rendered, &last) {
        (Ok(rendered), _) => rendered,
        // what we have is better than nothing
        (Err(Failure::Store(error)), Some(last)) => {
            tracing::warn!(error, "serving the last version");
            return Ok(Arc::clone(&last.document));
        }
        (Err(Failure::Busy), Some(last)) => return Ok(Arc::clone(&last.document)),
        (Err(failure), _) => return Err(failure),
    };
    let Rendered { mut document, until } = rendered;
    let document = match last {
        Some(last) if last.document.tag == document.tag => last.document,
        Some(last) => {
            document.modified = document.modified.max(serving.now());
            if let (Some(parts), Some(before)) = (&mut document.parts, &last.document.parts) {
                parts.follow(&last.document.tag, before);
            }
            document.warm(&last.document).await;
            Arc::new(document)
        }
        None => Arc::new(document),
    };
    serving.metrics.rendered(begun.elapsed());
    let kept = Kept { document: Arc::clone(&document), version, until, at: Instant::now(), cost: begun.elapsed() };
    *slot.kept.lock().unwrap_or_else(PoisonError::into_inner) = Some(kept);
    Ok(document)
}
