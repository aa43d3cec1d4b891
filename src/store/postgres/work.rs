//! How work is done on a server: again where that may help, and never twice.

use chrono::Utc;
use ring::rand::{SecureRandom, SystemRandom};

use super::{
    Postgres, TRIES, again, commit,
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
    /// Everything a poll changes. One that changes nothing but its source's state is a single statement.
    pub(super) async fn committed(&self, mut poll: Poll, mut placing: Option<Placing>) -> Result<Committed, Error> {
        let token = token();
        // what was done by a transaction whose end was not heard of
        let mut done = None;
        let committed = again!(self, self.attempt(&mut poll, placing.as_mut(), (token, &mut done)))?;
        Ok(done.filter(|done: &Committed| !committed.lost && done.version == committed.version).unwrap_or(committed))
    }

    pub(super) async fn attempt(
        &self,
        poll: &mut Poll,
        placing: Option<&mut Placing>,
        (token, done): (i64, &mut Option<Committed>),
    ) -> Result<Committed, Broken> {
        if poll.changes.is_empty() {
            let all = |states: Vec<_>| brisk(async move { sources::save(&self.quick().await?, &states).await });
            let saved = self.saves.ask(&poll.state.source_id, (poll.state.clone(), token), all).await?;
            return Ok(match saved {
                Saved::Written(_, version) | Saved::Before(version) => {
                    Committed { version: Some(version), ..Committed::default() }
                }
                Saved::Lost => Committed { lost: true, ..Committed::default() },
            });
        }
        let mut transaction = Transaction::of_a_poll(self.sql().await?).await?;
        let committed = commit::commit(&mut transaction, poll, placing, token).await?;
        if committed.lost {
            return Ok(committed);
        }
        if committed.new + committed.revised > 0 || committed.published {
            *done = Some(committed.clone());
        }
        self.written(transaction, committed.published).await?;
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
