//! SQLite: WAL, one thread that writes, a few connections that read, FTS5, STRICT tables, integer UTC seconds.
//!
//! `synchronous = FULL`: what was acknowledged survives a power cut. A lock on the file itself, by whatever name it is
//! opened, keeps a second writing process out; readers (`list`, `show`, `backup`) come in beside it.

mod amend;
mod backup;
mod bands;
mod body;
mod commit;
mod error;
mod facts;
mod file;
mod found;
mod hub;
mod items;
mod keep;
mod lead;
mod mend;
mod near;
mod outgoing;
mod readers;
mod schema;
mod sources;
mod stories;
mod times;
mod words;
mod writer;

use std::{
    fs::File,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicI64, AtomicU64, Ordering},
    },
    time::Duration,
};

use chrono::{DateTime, Utc};
use futures_util::future::BoxFuture;
use rusqlite::{Connection, OpenFlags};

pub use error::Broken;
use file::{connect, lock};
use readers::Readers;
use writer::{Database, Writer};

use super::{
    Appearance, Archived, Behind, Beyond, Booking, Changes, Counts, Deed, Departure, Done, Error, Fact, Fares,
    Headline, Intent, Keeping, Leaving, Page, Placing, Query, SetAside, Standing, Store, Stored, Subscriber,
};
use crate::model::{
    Candidates, Committed, Key, KnownItem, Neighbour, Poll, Progress, ReleaseId, Sought, Source, SourceId, SourceState,
    Story, StoryId, Tombstone,
};

/// What a process means to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Polling: alone.
    Write,
    /// Looking, beside a process that polls.
    Read,
}

/// Connections for pages and polls.
const READERS: usize = 2;
/// And for searches, each of which may take so long.
const SEARCHERS: usize = 1;
const SEARCH: Duration = Duration::from_secs(1);

/// A database file.
pub struct Sqlite {
    path: PathBuf,
    writer: Writer,
    pages: Readers,
    searches: Readers,
    version: Arc<AtomicU64>,
    /// SQLite's `data_version` as last seen.
    elsewhere: AtomicI64,
    _lock: Option<File>,
}

impl Sqlite {
    /// Opens, makes or updates a database.
    pub fn open(path: &Path, access: Access) -> Result<Self, Error> {
        let broken = |error: rusqlite::Error| Broken::from(error).at(path);
        let lock = match access {
            Access::Write => Some(lock(path)?),
            Access::Read if path.exists() => None,
            Access::Read => {
                return Err(Error::Open { path: path.display().to_string(), message: "no such file".into() });
            }
        };
        let mut connection = connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE).map_err(broken)?;
        if let Some(message) = schema::refusal(&connection).map_err(broken)? {
            return Err(Error::Open { path: path.display().to_string(), message: message.into() });
        }
        if access == Access::Write {
            connection.pragma_update(None, "journal_mode", "wal").map_err(broken)?;
            connection.pragma_update(None, "synchronous", "full").map_err(broken)?;
            // 16 MB: pages that many polls touch are copied back once for all of them
            connection.pragma_update(None, "wal_autocheckpoint", 4096).map_err(broken)?;
            // and a log that a large transaction made longer does not stay so
            connection.pragma_update(None, "journal_size_limit", 32 << 20).map_err(broken)?;
            schema::migrate(&mut connection).map_err(broken)?;
        }
        Ok(Self {
            path: path.to_owned(),
            writer: Writer::start(connection).map_err(|error| Error::Other(error.to_string()))?,
            pages: Readers::new(path, READERS, None),
            searches: Readers::new(path, SEARCHERS, Some(SEARCH)),
            version: Arc::new(AtomicU64::new(1)),
            elsewhere: AtomicI64::new(0),
            _lock: lock,
        })
    }

    /// Writes, and tells caches when something was published.
    async fn committed(
        &self,
        work: impl FnMut(&mut Database) -> rusqlite::Result<Committed> + Send + 'static,
    ) -> Result<Committed, Error> {
        let committed = self.write(work).await?;
        if committed.published {
            self.version.fetch_add(1, Ordering::AcqRel);
        }
        Ok(committed)
    }

    /// For pages and polls.
    async fn read<T: Send + 'static>(
        &self,
        query: impl FnMut(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, Error> {
        self.asked(&self.pages, query).await
    }

    /// For what anybody may ask for in his own words.
    async fn search<T: Send + 'static>(
        &self,
        wanted: Query,
        mut query: impl FnMut(&Connection, &Query) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, Error> {
        if wanted.words.is_some() && self.read(words::are_behind).await? {
            self.index_words().await?;
        }
        let lane = if wanted.is_narrow() { &self.searches } else { &self.pages };
        self.asked(lane, move |connection| query(connection, &wanted)).await
    }

    /// Asks, and once more when a row that cannot be read was set aside meanwhile.
    async fn asked<T: Send + 'static>(
        &self,
        lane: &Readers,
        query: impl FnMut(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, Error> {
        let query = Arc::new(Mutex::new(query));
        let again = query.clone();
        let ask = move |connection: &Connection| {
            let mut query = query.lock().unwrap_or_else(PoisonError::into_inner);
            (*query)(connection)
        };
        match lane.try_read(ask).await? {
            Err(broken) if broken.is_of_a_row() && self.mend().await? > 0 => {
                lane.read(move |connection| (*again.lock().unwrap_or_else(PoisonError::into_inner))(connection)).await
            }
            result => result.map_err(|broken| broken.at(&self.path)),
        }
    }

    /// Sets aside what cannot be read, and says how much it was; beside a service that is the service's matter.
    async fn mend(&self) -> Result<usize, Error> {
        if self._lock.is_none() {
            return Ok(0);
        }
        let found = self.pages.read(mend::broken_rows).await?;
        let count = found.len();
        if count > 0 {
            self.write(move |connection| mend::set_aside(connection, &found, Utc::now())).await?;
            self.version.fetch_add(1, Ordering::AcqRel);
            tracing::error!(rows = count, "rows that could not be read were set aside: table `broken` has their text");
        }
        Ok(count)
    }

    async fn write<T: Send + 'static>(
        &self,
        work: impl FnMut(&mut Database) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, Error> {
        self.writer.write(work).await.map_err(|broken| broken.at(&self.path))
    }
}

/// Seconds since 1970.
fn seconds(time: DateTime<Utc>) -> i64 {
    time.timestamp()
}

/// And back; what no calendar has is 1970.
fn time(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(seconds, 0).unwrap_or_default()
}

/// JSON in a column.
fn from_json<T: serde::de::DeserializeOwned>(text: &str) -> rusqlite::Result<T> {
    let wrong = |error| rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, Box::new(error));
    serde_json::from_str(text).map_err(wrong)
}

fn to_json<T: serde::Serialize>(value: &T) -> rusqlite::Result<String> {
    serde_json::to_string(value).map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))
}

impl Store for Sqlite {
    fn register<'a>(&'a self, list: &'a [Arc<Source>], now: DateTime<Utc>) -> BoxFuture<'a, Result<(), Error>> {
        let rows: Vec<sources::Row> = list.iter().map(|source| sources::Row::of(source)).collect();
        Box::pin(self.write(move |connection| sources::register(connection, &rows, now)))
    }

    fn states(&self) -> BoxFuture<'_, Result<Vec<SourceState>, Error>> {
        Box::pin(self.read(|connection| sources::states(connection, None)))
    }

    fn fares(&self, _: DateTime<Utc>) -> BoxFuture<'_, Result<Fares, Error>> {
        Box::pin(self.read(sources::fares))
    }

    fn troubled(&self, failures: u32, page: Page) -> BoxFuture<'_, Result<Vec<SourceState>, Error>> {
        Box::pin(self.read(move |connection| sources::troubled(connection, failures, page)))
    }

    fn state<'a>(&'a self, source: &'a SourceId) -> BoxFuture<'a, Result<Option<SourceState>, Error>> {
        let id = source.clone();
        Box::pin(async { Ok(self.read(move |connection| sources::states(connection, Some(&id))).await?.pop()) })
    }

    fn known<'a>(&'a self, source: &'a SourceId, keys: Vec<Key>) -> BoxFuture<'a, Result<Vec<KnownItem>, Error>> {
        let id = source.clone();
        Box::pin(self.read(move |connection| items::known(connection, &id, &keys)))
    }

    fn unfilled<'a>(
        &'a self,
        source: &'a SourceId,
        since: DateTime<Utc>,
        limit: usize,
    ) -> BoxFuture<'a, Result<Vec<(KnownItem, Stored)>, Error>> {
        let id = source.clone();
        Box::pin(self.read(move |connection| items::unfilled(connection, &id, since, limit)))
    }

    fn neighbours(&self, sought: Vec<Sought>) -> BoxFuture<'_, Result<Vec<Vec<Arc<Neighbour>>>, Error>> {
        Box::pin(self.write(move |base| {
            let (connection, bands) = base.with_bands()?;
            let wanted: Vec<Candidates> = sought.iter().cloned().map(Candidates::Near).collect();
            near::candidates(connection, bands, &wanted)
        }))
    }

    fn commit(&self, mut poll: Poll) -> BoxFuture<'_, Result<Committed, Error>> {
        Box::pin(self.committed(move |base| {
            let (connection, bands) = base.with_bands()?;
            commit::commit(connection, bands, &mut poll)
        }))
    }

    fn commit_placed(&self, mut poll: Poll, placing: Placing) -> BoxFuture<'_, Result<Committed, Error>> {
        Box::pin(self.committed(move |base| {
            let (connection, bands) = base.with_bands()?;
            let wanted: Vec<Candidates> = poll.changes.iter().map(placing.wanted).collect();
            let found = near::candidates(connection, bands, &wanted)?;
            (placing.place)(&mut poll.changes, found);
            commit::commit(connection, bands, &mut poll)
        }))
    }

    fn stories<'a>(&'a self, query: &'a Query, now: DateTime<Utc>) -> BoxFuture<'a, Result<Vec<Story>, Error>> {
        Box::pin(self.search(query.clone(), move |connection, query| stories::page(connection, query, now)))
    }

    fn index_words(&self) -> BoxFuture<'_, Result<bool, Error>> {
        Box::pin(self.write(|base| words::index(base)))
    }

    fn facts<'a>(&'a self, query: &'a Query, now: DateTime<Utc>) -> BoxFuture<'a, Result<Vec<Fact>, Error>> {
        let query = query.clone();
        Box::pin(self.search(query, move |connection, query| facts::facts(connection, query, now)))
    }

    fn headlines(&self, ids: Vec<ReleaseId>) -> BoxFuture<'_, Result<Vec<Headline>, Error>> {
        Box::pin(self.read(move |connection| facts::headlines(connection, &ids)))
    }

    fn is_forgotten<'a>(&'a self, id: &'a str) -> BoxFuture<'a, Result<bool, Error>> {
        let id = id.to_owned();
        Box::pin(self.read(move |connection| facts::is_forgotten(connection, &id)))
    }

    fn story(&self, id: StoryId, now: DateTime<Utc>) -> BoxFuture<'_, Result<Option<Story>, Error>> {
        Box::pin(self.read(move |connection| stories::one(connection, id, now)))
    }

    fn release<'a>(&'a self, id: &'a str) -> BoxFuture<'a, Result<Option<Stored>, Error>> {
        let id = id.to_owned();
        Box::pin(self.read(move |connection| stories::release(connection, &id)))
    }

    fn releases_of(&self, story: StoryId) -> BoxFuture<'_, Result<Vec<Stored>, Error>> {
        Box::pin(self.read(move |connection| stories::releases_of(connection, story)))
    }

    fn appearances(
        &self,
        story: StoryId,
        now: DateTime<Utc>,
        limit: usize,
    ) -> BoxFuture<'_, Result<Vec<Appearance>, Error>> {
        Box::pin(self.read(move |connection| stories::appearances(connection, story, now, limit)))
    }

    fn counts(&self, now: DateTime<Utc>) -> BoxFuture<'_, Result<Counts, Error>> {
        Box::pin(self.read(move |connection| stories::counts(connection, now)))
    }

    fn version(&self) -> u64 {
        self.version.load(Ordering::Acquire)
    }

    fn writable(&self) -> BoxFuture<'_, Result<(), Error>> {
        let update = "UPDATE mark SET value = value + 1 WHERE name = 'written'";
        Box::pin(self.write(move |connection| connection.execute(update, []).map(drop)))
    }

    fn backup<'a>(&'a self, to: &'a Path) -> BoxFuture<'a, Result<(), Error>> {
        let to = to.to_owned();
        Box::pin(self.read(move |connection| backup::copy(connection, &to)))
    }

    fn next_embargo(&self, now: DateTime<Utc>) -> BoxFuture<'_, Result<Option<DateTime<Utc>>, Error>> {
        Box::pin(self.read(move |connection| stories::next_embargo(connection, now)))
    }

    fn leaving(&self, beyond: Beyond, limit: usize, now: DateTime<Utc>) -> BoxFuture<'_, Result<Vec<Leaving>, Error>> {
        Box::pin(self.read(move |connection| outgoing::leaving(connection, &beyond, limit, now)))
    }

    fn revived(
        &self,
        place: (i64, StoryId),
        limit: usize,
        now: DateTime<Utc>,
    ) -> BoxFuture<'_, Result<Vec<Story>, Error>> {
        Box::pin(self.read(move |connection| outgoing::revived(connection, place, limit, now)))
    }

    fn archive(&self, departures: Vec<Departure>) -> BoxFuture<'_, Result<(), Error>> {
        Box::pin(self.write(move |connection| outgoing::archive(connection, &departures)))
    }

    fn archived(&self, from: i64, to: i64) -> BoxFuture<'_, Result<Vec<Archived>, Error>> {
        Box::pin(self.read(move |connection| outgoing::archived(connection, from, to)))
    }

    fn archive_end(&self) -> BoxFuture<'_, Result<i64, Error>> {
        Box::pin(self.read(outgoing::archive_end))
    }

    fn changes<'a>(
        &'a self,
        query: &'a Query,
        after: i64,
        now: DateTime<Utc>,
    ) -> BoxFuture<'a, Result<Changes, Error>> {
        Box::pin(self.search(query.clone(), move |connection, query| outgoing::changes(connection, query, after, now)))
    }

    fn lift_embargoes(&self, now: DateTime<Utc>) -> BoxFuture<'_, Result<(), Error>> {
        Box::pin(async move {
            let (lifted, changes) = self.write(move |connection| outgoing::lift_embargoes(connection, now)).await?;
            lifted.iter().for_each(|entry| tracing::info!(%entry, "embargo ended"));
            // the number moves when another process wrote
            let elsewhere = self.elsewhere.swap(changes, Ordering::AcqRel) != changes;
            if elsewhere || !lifted.is_empty() {
                self.version.fetch_add(1, Ordering::AcqRel);
            }
            Ok(())
        })
    }

    fn last_change(&self) -> BoxFuture<'_, Result<i64, Error>> {
        Box::pin(self.read(outgoing::last_change))
    }

    fn standing<'a>(
        &'a self,
        topic: &'a str,
        callback: &'a str,
        owners: &'a [String],
    ) -> BoxFuture<'a, Result<Standing, Error>> {
        let (topic, callback, owners) = (topic.to_owned(), callback.to_owned(), owners.to_vec());
        Box::pin(self.read(move |connection| hub::standing(connection, &topic, &callback, &owners)))
    }

    fn intents(&self, now: DateTime<Utc>, limit: usize) -> BoxFuture<'_, Result<Vec<Intent>, Error>> {
        Box::pin(self.read(move |connection| hub::intents(connection, now, limit)))
    }

    fn behind(
        &self,
        after: Option<Behind>,
        now: DateTime<Utc>,
        limit: usize,
    ) -> BoxFuture<'_, Result<Vec<Subscriber>, Error>> {
        Box::pin(self.read(move |connection| hub::behind(connection, after.as_ref(), now, limit)))
    }

    fn book(&self, booking: Booking) -> BoxFuture<'_, Result<(), Error>> {
        Box::pin(self.write(move |connection| hub::book(connection, &booking)))
    }

    fn let_go(&self, keeping: Keeping) -> BoxFuture<'_, Result<Keeping, Error>> {
        Box::pin(async move {
            let next = self.write(move |base| keep::step(base, keeping)).await?;
            if next.bodies > keeping.bodies {
                self.version.fetch_add(1, Ordering::AcqRel);
            }
            Ok(next)
        })
    }

    fn set_aside(&self) -> BoxFuture<'_, Result<Option<SetAside>, Error>> {
        Box::pin(self.read(mend::count))
    }

    fn told<'a>(&'a self, receiver: &'a str) -> BoxFuture<'a, Result<Option<Progress>, Error>> {
        let receiver = receiver.to_owned();
        Box::pin(self.read(move |connection| outgoing::told(connection, &receiver)))
    }

    fn tell(&self, receiver: String, progress: Progress) -> BoxFuture<'_, Result<(), Error>> {
        Box::pin(self.write(move |base| outgoing::tell(base, &receiver, &progress)))
    }

    fn amend(&self, deed: Deed, now: DateTime<Utc>) -> BoxFuture<'_, Result<Option<StoryId>, Error>> {
        Box::pin(async move {
            let done = self.write(move |connection| amend::amend(connection, &deed, now)).await?;
            self.version.fetch_add(1, Ordering::AcqRel);
            Ok(done)
        })
    }

    fn deeds(&self, story: StoryId) -> BoxFuture<'_, Result<Vec<Done>, Error>> {
        Box::pin(self.read(move |connection| amend::deeds(connection, story)))
    }

    fn tombstones(&self, since: DateTime<Utc>, limit: usize) -> BoxFuture<'_, Result<Vec<Tombstone>, Error>> {
        Box::pin(self.read(move |connection| amend::tombstones(connection, since, limit)))
    }
}

#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_growth;
