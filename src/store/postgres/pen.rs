//! Transactions, and the pen: the row that whoever changes what readers see locks first.

use std::{ops::Deref, sync::Arc};

use super::{
    error::Broken,
    sql::{Sql, brisk, get},
};

/// A holder that stands still lets go of the pen by itself, and nobody waits for it any longer than that.
const BEGIN: &str = "BEGIN; SET LOCAL lock_timeout = '5s'; SET LOCAL idle_in_transaction_session_timeout = '15s'";

/// The same for a poll, whose statements follow each other at once: all others wait for the pen that it holds. They come
/// again and again with few values each, and to plan them anew for those, as the server would, takes longer than to do them.
const POLL: &str = "BEGIN; SET LOCAL lock_timeout = '5s'; SET LOCAL idle_in_transaction_session_timeout = '5s';
    SET LOCAL plan_cache_mode = 'force_generic_plan'";

/// A transaction. What is not committed is undone, before its connection serves anybody else.
pub struct Transaction {
    sql: Arc<Sql>,
    ended: bool,
    pen: Option<i64>,
}

impl Transaction {
    /// One that writes.
    pub async fn begin(sql: Sql) -> Result<Self, Broken> {
        Self::plain(sql, BEGIN).await
    }

    /// That of a poll.
    pub async fn of_a_poll(sql: Sql) -> Result<Self, Broken> {
        Self::plain(sql, POLL).await
    }

    /// One that begins so.
    pub async fn plain(sql: Sql, begin: &str) -> Result<Self, Broken> {
        let transaction = Self { sql: Arc::new(sql), ended: false, pen: None };
        transaction.batch(begin).await?;
        Ok(transaction)
    }

    /// None: each statement holds by itself.
    pub fn none(sql: Sql) -> Self {
        Self { sql: Arc::new(sql), ended: true, pen: None }
    }

    /// Waits for the pen. What is asked after this is as the last holder left it.
    pub async fn take_pen(&mut self) -> Result<(), Broken> {
        let taken = self.one("UPDATE mark SET value = value + 1 WHERE name = 'pen' RETURNING value", &[]).await?;
        self.pen = Some(get(&taken, 0)?);
        Ok(())
    }

    /// Of releases and stories, for whoever holds the pen: a story bears the number of its first release, so they share
    /// their numbers.
    pub async fn greatest_id(&self) -> Result<i64, Broken> {
        let text = "SELECT greatest((SELECT max(id) FROM release), (SELECT max(id) FROM story), 0)";
        get(&self.one(text, &[]).await?, 0)
    }

    /// The number that the pen bears from now on, if it was taken.
    pub fn pen(&self) -> Option<i64> {
        self.pen
    }

    /// All of it holds.
    pub async fn commit(mut self) -> Result<(), Broken> {
        if !self.ended {
            self.batch("COMMIT").await?;
            self.ended = true;
        }
        Ok(())
    }
}

impl Deref for Transaction {
    type Target = Sql;

    fn deref(&self) -> &Sql {
        &self.sql
    }
}

impl Drop for Transaction {
    fn drop(&mut self) {
        let Some(runtime) = (!self.ended).then(tokio::runtime::Handle::try_current).and_then(Result::ok) else {
            return;
        };
        let sql = self.sql.clone();
        runtime.spawn(async move {
            // a connection that is lost undoes it by itself
            drop(brisk(sql.batch("ROLLBACK")).await);
        });
    }
}
