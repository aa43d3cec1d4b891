//! How work is done on a server: again where that may help, and never twice.

use std::sync::Arc;

use chrono::Utc;
use ring::rand::{SecureRandom, SystemRandom};
use tokio::sync::Mutex;

use super::{
    Postgres, TRIES, again,
    commit::{self, Write},
    error::Broken,
    mend,
    pen::Transaction,
    sources::{self, Saved},
    sql::brisk,
    words,
};
use crate::{
    model::{Committed, Poll},
    store::{Error, Placing, Query, Upkeep},
};

/// Reads: on any connection, again where that may help, and once more when a row that cannot be read was set aside.
macro_rules! read {
    ($store:expr, $sql:ident => $work:expr) => {
        $crate::store::postgres::work::asked!($store, $sql, |_| $store.sql(), $work)
    };
}
pub(crate) use read;

/// The same for readers, who need not see what was written a moment ago.
macro_rules! look {
    ($store:expr, $sql:ident => $work:expr) => {
        $crate::store::postgres::work::asked!($store, $sql, |tries| $store.reading(tries), $work)
    };
}
pub(crate) use look;

macro_rules! asked {
    ($store:expr, $sql:ident, $connection:expr, $work:expr) => {{
        let store: &Postgres = $store;
        let (mut mended, mut tries) = (false, 0_u32);
        let connection = $connection;
        let asked = loop {
            let work = $crate::store::postgres::sql::within($crate::store::postgres::READ, async {
                let $sql = connection(tries).await?;
                $work.await
            });
            match $crate::store::postgres::error::result(work.await) {
                Err(broken) if broken.passes() && tries < TRIES => {
                    tries += 1;
                    store.pause(tries, &broken).await;
                }
                Err(broken) if broken.is_of_a_row() && !mended => {
                    mended = true;
                    if store.mend().await? == 0 {
                        break Err(broken);
                    }
                }
                result => break result,
            }
        };
        asked.map_err(|broken: $crate::store::postgres::error::Broken| broken.at(&store.place))
    }};
}
pub(crate) use asked;

impl Postgres {
    /// Everything a poll changes. One that changes nothing but its source's state shares a single statement, and those
    /// that wait for the pen share a transaction: the way to the disk is walked once for all of them.
    pub(super) async fn committed(&self, poll: Poll, placing: Option<Placing>) -> Result<Committed, Error> {
        let source = poll.state.source_id.clone();
        if poll.changes.is_empty() {
            let wanted = (poll.state, token());
            let all = |states: Vec<_>| brisk(async move { sources::save(&self.quick().await?, &states).await });
            return Ok(match again!(self, self.saves.ask(&source, wanted.clone(), all))? {
                Saved::Written(_, version) | Saved::Before(version) => {
                    Committed { version: Some(version), ..Committed::default() }
                }
                Saved::Lost => Committed { lost: true, ..Committed::default() },
            });
        }
        let write = Write { poll, placing, token: token(), done: None };
        let is_seen = write.is_seen_by_readers();
        let write = Arc::new(Mutex::new(write));
        let committed = again!(self, async {
            if is_seen {
                return self.polls.ask(&source, write.clone(), |writes| self.write(writes)).await;
            }
            self.write(vec![write.clone()]).await?.pop().ok_or(Broken::Missing)
        })?;
        let done = write.lock().await.done.take();
        Ok(done.filter(|done| !committed.lost && done.version == committed.version).unwrap_or(committed))
    }

    /// Writes them in one transaction.
    pub(super) async fn write(&self, writes: Vec<Arc<Mutex<Write>>>) -> Result<Vec<Committed>, Broken> {
        let mut held = Vec::with_capacity(writes.len());
        for write in &writes {
            held.push(write.lock().await);
        }
        let mut transaction = Transaction::of_a_poll(self.sql().await?).await?;
        let committed = commit::commit(&mut transaction, &mut held).await?;
        if committed.iter().any(|one| !one.lost) {
            self.written(transaction, committed.iter().any(|one| one.published)).await?;
        }
        Ok(committed)
    }

    /// Sets aside what cannot be read, and says how much it was.
    pub(super) async fn mend(&self) -> Result<usize, Error> {
        if !self.writes {
            return Ok(0);
        }
        let found = again!(self, async { mend::broken_rows(&self.sql().await?).await })?;
        if !found.is_empty() {
            again!(self, async {
                let mut transaction = self.writing().await?;
                mend::set_aside(&mut transaction, &found, Utc::now()).await?;
                self.written(transaction, true).await
            })?;
            tracing::error!(
                rows = found.len(),
                "rows that could not be read were set aside: table `broken` has their text"
            );
        }
        Ok(found.len())
    }

    /// Searches find what is not in the index yet, a moment later.
    pub(super) async fn make_searchable(&self, query: &Query) -> Result<(), Error> {
        if self.writes && query.words.is_some() && read!(self, sql => words::are_behind(&sql))? {
            self.index_words().await?;
        }
        Ok(())
    }
}

/// Nobody else's, and not the one that rows begin with.
pub fn token() -> i64 {
    let mut bytes = [0; 8];
    if SystemRandom::new().fill(&mut bytes).is_err() {
        return Utc::now().timestamp_nanos_opt().unwrap_or(1);
    }
    i64::from_be_bytes(bytes) | 1
}
