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
mod heard;
mod hold;
mod hosts;
mod hub;
mod ids;
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
mod sharing;
mod sources;
mod sql;
mod stories;
mod times;
mod together;
mod turns;
mod words;
mod work;

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicI64, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use chrono::Utc;
use deadpool_postgres::Pool;
use tokio::{
    sync::{OnceCell, Semaphore, SemaphorePermit},
    task::JoinHandle,
};

use commit::Write;
use error::Broken;
use hold::Hold;
use pen::Transaction;
use sql::Sql;
use together::Together;

use super::{Access, Error, Migrations, Query, shared::TurnTaken};
use crate::model::{Committed, ServerAddress, SourceState};

/// Searches at once, each of which may take so long.
const SEARCHERS: usize = 1;
const SEARCH: &str = "BEGIN READ ONLY; SET LOCAL statement_timeout = '1s'";
/// So often the pen is looked at: what another process published is seen then.
const LOOK: Duration = Duration::from_secs(1);
/// How often rows that say nothing any more are looked for.
const TIDY: Duration = Duration::from_secs(3600);
/// Times that work is done again which may hold a moment later.
const TRIES: u32 = 3;
/// States, and turns, of one statement.
const STATES_TOGETHER: usize = 64;
/// Polls of one transaction, which all others wait for.
const POLLS_TOGETHER: usize = 16;
/// Whatever is read is there within so long.
const READ: Duration = Duration::from_secs(60);

/// A database of a server.
pub struct Postgres {
    /// As anybody may see it.
    place: String,
    pool: Pool,
    /// For what is brisk and must not wait for readers: leases, turns, states.
    quick: Pool,
    prepared: bool,
    /// A copy of it that follows, for readers.
    replica: Option<(Pool, bool)>,
    searchers: Semaphore,
    seen: Arc<Seen>,
    writes: bool,
    /// Sees what others publish.
    _watch: Option<Watch>,
    /// This process, among those that share the database.
    own: i64,
    lease: OnceCell<Duration>,
    saves: Together<(SourceState, i64), sources::Saved>,
    polls: Together<Arc<tokio::sync::Mutex<Write>>, Committed>,
    turns: Together<String, Option<TurnTaken>>,
    /// When rows that say nothing any more were looked for last.
    tidied: Mutex<Instant>,
    /// Kept as long as this process has the database alone.
    hold: OnceCell<Hold>,
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
                let sql = Sql::new(client, prepared);
                if let Ok(pen) = sql::brisk(outgoing::pen(&sql)).await {
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
        Self::open_with(address, None, access).await
    }

    /// The same; readers read from the replica.
    pub async fn open_with(
        address: &ServerAddress,
        replica: Option<&ServerAddress>,
        access: Access,
    ) -> Result<Self, Error> {
        let mut store = Self::connected(address, access)?;
        if let Some(replica) = replica {
            let ([pool, _], prepared) = connections(replica)?;
            store.replica = Some((pool, prepared));
        }
        if let Some(message) = again!(store, store.prepare(access))? {
            return Err(Error::Open { path: store.place, message });
        }
        let (pool, prepared) = store.replica.clone().unwrap_or((store.pool.clone(), store.prepared));
        store._watch = Some(Watch::begin(pool, prepared, store.seen.clone()));
        if access == Access::Write && again!(store, store.is_taken())? {
            return Err(Error::InUse { path: store.place });
        }
        Ok(store)
    }

    /// Nobody else polls into it from now on, as long as this lives.
    pub async fn alone(&self) -> Result<(), Error> {
        let hold = again!(self, Hold::take(&self.pool, self.prepared, self.own))?;
        let hold = hold.ok_or_else(|| Error::InUse { path: self.place.clone() })?;
        // taken once
        self.hold.set(hold).map_err(|_| Error::InUse { path: self.place.clone() })
    }

    /// True once an hour.
    fn is_untidy(&self) -> bool {
        let mut tidied = self.tidied.lock().unwrap_or_else(PoisonError::into_inner);
        let untidy = tidied.elapsed() > TIDY;
        if untidy {
            *tidied = Instant::now();
        }
        untidy
    }

    /// Shows that this process polls, and sees whether somebody has the database alone: in this order, so that one of two
    /// that come at the same moment sees the other.
    async fn is_taken(&self) -> Result<bool, Broken> {
        let sql = self.sql().await?;
        sharing::show(&sql, self.own).await?;
        sharing::bury(&sql, self.own).await?;
        let is_taken = hold::is_held(&sql).await?;
        if is_taken {
            sharing::leave(&sql, self.own).await?;
        }
        Ok(is_taken)
    }

    fn connected(address: &ServerAddress, access: Access) -> Result<Self, Error> {
        let ([pool, quick], prepared) = connections(address)?;
        Ok(Self {
            place: address.shown(),
            pool,
            quick,
            prepared,
            replica: None,
            searchers: Semaphore::new(SEARCHERS),
            seen: Arc::new(Seen { version: AtomicU64::new(1), pen: AtomicI64::new(0) }),
            writes: access != Access::Look,
            _watch: None,
            own: work::token(),
            lease: OnceCell::new(),
            saves: Together::at_most(STATES_TOGETHER),
            polls: Together::at_most(POLLS_TOGETHER),
            turns: Together::at_most(STATES_TOGETHER),
            tidied: Mutex::new(Instant::now()),
            hold: OnceCell::new(),
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

    /// For what takes no time.
    async fn quick(&self) -> Result<Sql, Broken> {
        Ok(Sql::new(self.quick.get().await?, self.prepared))
    }

    /// For readers: of the replica, where there is one, unless it failed them already.
    async fn reading(&self, tries: u32) -> Result<Sql, Broken> {
        match self.replica.as_ref().filter(|_| tries < 2) {
            Some((pool, prepared)) => Ok(Sql::new(pool.get().await?, *prepared)),
            None => self.sql().await,
        }
    }

    /// A moment, longer each time; connections to a server that went away go.
    async fn pause(&self, tries: u32, broken: &Broken) {
        if broken.ends_connections() {
            self.pool.retain(|_, _| false);
            self.quick.retain(|_, _| false);
            self.replica.iter().for_each(|(pool, _)| drop(pool.retain(|_, _| false)));
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
        // what a replica has not got yet is not there for its readers
        if let Some(pen) = pen.filter(|_| self.replica.is_none()) {
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

/// Connections to a server, and whether statements are prepared on them.
fn connections(address: &ServerAddress) -> Result<([Pool; 2], bool), Error> {
    let open = |message| Error::Open { path: address.shown(), message };
    let read = address::Address::read(address.expose()).map_err(open)?;
    Ok((read.pools().map_err(open)?, read.prepared))
}

#[cfg(test)]
pub(crate) mod tests;
