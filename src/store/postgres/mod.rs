//! PostgreSQL, 15 or newer: a database that several processes may share.
//!
//! The order of changes is kept by the *pen*: a row that a transaction locks before it changes what readers see. Whoever
//! holds it gives numbers and looks for copies as if nobody else wrote; polls that bring nothing new never ask for it.
//! What a poll writes hangs on the version of its source's state, so nothing is written twice or over newer words.

mod address;
mod amend;
mod asked;
mod commit;
mod dump;
mod error;
mod facts;
mod found;
mod hold;
mod hub;
mod items;
mod keep;
mod lead;
mod mend;
mod near;
mod outgoing;
mod pen;
mod placed;
mod registry;
mod rows;
mod schema;
mod sources;
mod sql;
mod stories;
mod times;
mod words;
mod work;

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicU64, Ordering},
    },
    time::Duration,
};

use chrono::Utc;
use deadpool_postgres::Pool;
use tokio::{
    sync::{Semaphore, SemaphorePermit},
    task::JoinHandle,
};

use error::Broken;
use hold::Hold;
use pen::Transaction;
use sql::Sql;

use super::{Access, Error, Migrations, Query};
use crate::model::ServerAddress;

/// Searches at once, each of which may take so long.
const SEARCHERS: usize = 1;
const SEARCH: &str = "BEGIN READ ONLY; SET LOCAL statement_timeout = '1s'";
/// So often the pen is looked at: what another process published is seen then.
const LOOK: Duration = Duration::from_secs(1);
/// Times that work is done again which may hold a moment later.
const TRIES: u32 = 3;

/// A database of a server.
pub struct Postgres {
    /// As anybody may see it.
    place: String,
    pool: Pool,
    prepared: bool,
    searchers: Semaphore,
    seen: Arc<Seen>,
    writes: bool,
    /// Sees what others publish.
    _watch: Option<Watch>,
    /// Kept as long as this process polls.
    _hold: Option<Hold>,
}

/// What is known of the order of changes.
struct Seen {
    /// For caches: grows when something is published.
    version: AtomicU64,
    /// The pen's number as last seen.
    pen: AtomicI64,
}

impl Seen {
    /// The pen bears this number.
    fn look(&self, pen: i64) {
        if self.pen.swap(pen, Ordering::AcqRel) != pen {
            self.publish();
        }
    }

    fn publish(&self) {
        self.version.fetch_add(1, Ordering::AcqRel);
    }
}

/// Looks at the pen as long as it lives.
struct Watch(JoinHandle<()>);

impl Watch {
    fn begin(pool: Pool, prepared: bool, seen: Arc<Seen>) -> Self {
        Self(tokio::spawn(async move {
            loop {
                tokio::time::sleep(LOOK).await;
                // a server that is away shows nothing new
                let Ok(client) = pool.get().await else { continue };
                if let Ok(pen) = outgoing::pen(&Sql::new(client, prepared)).await {
                    seen.look(pen);
                }
            }
        }))
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Does it, and again when it may hold a moment later.
macro_rules! again {
    ($store:expr, $work:expr) => {{
        let mut tries = 0;
        loop {
            match $crate::store::postgres::error::result($work.await) {
                Err(broken) if broken.passes() && tries < TRIES => {
                    tries += 1;
                    $store.pause(tries, &broken).await;
                }
                result => break result.map_err(|broken| broken.at(&$store.place)),
            }
        }
    }};
}
pub(crate) use again;

impl Postgres {
    /// Connects, and makes or updates what is there.
    pub async fn open(address: &ServerAddress, access: Access) -> Result<Self, Error> {
        let mut store = Self::connected(address, access)?;
        if let Some(message) = again!(store, store.prepare(access))? {
            return Err(Error::Open { path: store.place, message });
        }
        store._watch = Some(Watch::begin(store.pool.clone(), store.prepared, store.seen.clone()));
        if access == Access::Write {
            store._hold = Some(Hold::take(&store.pool, store.prepared, &store.place).await?);
        }
        Ok(store)
    }

    fn connected(address: &ServerAddress, access: Access) -> Result<Self, Error> {
        let place = address.shown();
        let address =
            address::Address::read(address.expose()).map_err(|message| Error::Open { path: place.clone(), message })?;
        let prepared = address.prepared;
        let pool = address.pool().map_err(|message| Error::Open { path: place.clone(), message })?;
        Ok(Self {
            place,
            pool,
            prepared,
            searchers: Semaphore::new(SEARCHERS),
            seen: Arc::new(Seen { version: AtomicU64::new(1), pen: AtomicI64::new(0) }),
            writes: access != Access::Look,
            _watch: None,
            _hold: None,
        })
    }

    /// How far the tables of a database have come, whoever made them.
    pub async fn migrations_of(address: &ServerAddress) -> Result<Migrations, Error> {
        let store = Self::connected(address, Access::Look)?;
        again!(store, async { schema::state(&store.sql().await?).await })
    }

    /// Why the database is not ours to use, once it is up to date.
    async fn prepare(&self, access: Access) -> Result<Option<String>, Broken> {
        let sql = self.sql().await?;
        if access == Access::Write { schema::migrate(sql).await } else { schema::refusal(&sql).await }
    }

    async fn sql(&self) -> Result<Sql, Broken> {
        Ok(Sql::new(self.pool.get().await?, self.prepared))
    }

    /// A moment, longer each time; connections to a server that went away go.
    async fn pause(&self, tries: u32, broken: &Broken) {
        if broken.ends_connections() {
            self.pool.retain(|_, _| false);
        }
        let jitter = u64::from(Utc::now().timestamp_subsec_nanos()) % 100;
        tokio::time::sleep(Duration::from_millis((50_u64 << tries) + jitter)).await;
    }

    /// A transaction that changes what readers see: nobody else does meanwhile.
    async fn writing(&self) -> Result<Transaction, Broken> {
        Transaction::begin(self.sql().await?).await
    }

    /// The transaction with the pen holds from now on.
    async fn written(&self, transaction: Transaction, published: bool) -> Result<(), Broken> {
        let pen = transaction.pen();
        transaction.commit().await?;
        if let Some(pen) = pen {
            // what is between the two was written by others, and is noticed when it is looked for
            let next = self.seen.pen.compare_exchange(pen - 1, pen, Ordering::AcqRel, Ordering::Acquire);
            if published || next.is_err() {
                self.seen.publish();
            }
        }
        Ok(())
    }

    /// A place among those who ask for what anybody may ask for in his own words.
    async fn searching(&self, query: &Query) -> Option<SemaphorePermit<'_>> {
        // never closed
        if query.is_narrow() { self.searchers.acquire().await.ok() } else { None }
    }

    /// A connection for them: no question takes long.
    async fn bounded(&self, query: &Query, sql: Sql) -> Result<Transaction, Broken> {
        if query.is_narrow() { Transaction::plain(sql, SEARCH).await } else { Ok(Transaction::none(sql)) }
    }
}

#[cfg(test)]
pub(crate) mod tests;
