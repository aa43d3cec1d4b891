//! SQLite: WAL, one thread that writes, a few connections that read, FTS5, STRICT tables, integer UTC seconds.
//!
//! `synchronous = FULL`: what was acknowledged survives a power cut. A lock on the file itself, by whatever name it is
//! opened, keeps a second writing process out; readers (`list`, `show`, `backup`) come in beside it.

mod amend;
mod asked;
mod backup;
mod bands;
mod body;
mod commit;
mod dump;
mod error;
mod facts;
mod file;
mod found;
mod hub;
mod ids;
mod items;
mod keep;
mod lead;
mod mend;
mod near;
mod outgoing;
mod readers;
mod registry;
mod schema;
mod sources;
mod stories;
mod times;
mod under;
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
use rusqlite::{Connection, OpenFlags};

pub use super::Access;
pub use error::Broken;
use file::{beside, connect, lock};
use readers::Readers;
use writer::{Database, Writer};

use super::{
    Amend, Appearance, Archived, Behind, Beyond, Booking, Changes, Counts, Deed, Departure, Done, Error, Fact, Fares,
    Headline, Intent, Keeping, Leaving, Meant, Migrations, Outgoing, Page, Placing, Polling, Query, Reading, SetAside,
    Standing, Store, Stored, Subscriber, Upkeep,
};
use crate::model::{
    Candidates, Committed, Key, KnownItem, Neighbour, Poll, Progress, ReleaseId, Sought, Source, SourceId, SourceState,
    Story, StoryId, Tombstone,
};

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
    writes: bool,
    /// Of the one process that writes.
    lock: Option<File>,
}

impl Sqlite {
    /// Opens, makes or updates a database.
    pub fn open(path: &Path, access: Access) -> Result<Self, Error> {
        let broken = |error: rusqlite::Error| Broken::from(error).at(path);
        let lock = match access {
            Access::Write => Some(lock(path)?),
            Access::Read | Access::Look if path.exists() => None,
            Access::Read | Access::Look => {
                return Err(Error::Open { path: path.display().to_string(), message: "no such file".into() });
            }
        };
        let flags = match access {
            Access::Look => OpenFlags::SQLITE_OPEN_READ_ONLY,
            Access::Write | Access::Read => OpenFlags::SQLITE_OPEN_READ_WRITE,
        };
        let mut connection = connect(path, flags).map_err(broken)?;
        if let Some(message) = schema::refusal(&connection).map_err(broken)? {
            return Err(Error::Open { path: path.display().to_string(), message: message.into() });
        }
        if access != Access::Write && schema::applied(&connection).map_err(broken)? == 0 {
            let message = "there is nothing in it yet: `pressfeed poll` fills it".into();
            return Err(Error::Open { path: path.display().to_string(), message });
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
            writes: access != Access::Look,
            lock,
        })
    }

    /// How far its tables have come.
    pub async fn migrations(&self) -> Result<Migrations, Error> {
        self.read(|connection| {
            Ok(Migrations { applied: schema::applied(connection)?, known: schema::MIGRATIONS.len() })
        })
        .await
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
        if self.writes && wanted.words.is_some() && self.read(words::are_behind).await? {
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
        if self.lock.is_none() {
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
/// A limit as SQL has it.
fn count(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}

fn from_json<T: serde::de::DeserializeOwned>(text: &str) -> rusqlite::Result<T> {
    serde_json::from_str(text).map_err(unreadable)
}

/// A column's text is not what it should be.
fn unreadable(error: serde_json::Error) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, Box::new(error))
}

fn to_json<T: serde::Serialize>(value: &T) -> rusqlite::Result<String> {
    serde_json::to_string(value).map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))
}

#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_growth;
#[cfg(test)]
mod tests_plans;
