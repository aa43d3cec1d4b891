//! Connections that read, in lanes: what strangers search for never keeps pages and polls waiting.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use rusqlite::{Connection, OpenFlags};
use tokio::sync::{Semaphore, oneshot};

use super::{error::Broken, file::connect};
use crate::store::Error;

/// Steps of SQLite's machine between two looks at the clock.
const STEPS: i32 = 2_000;

/// A query that tells its result itself.
type Query = Box<dyn FnOnce(&Connection) + Send>;

/// A few connections, and as many threads at most that use them.
#[derive(Clone)]
pub struct Readers {
    path: PathBuf,
    connections: Arc<Mutex<Vec<Connection>>>,
    turns: Arc<Semaphore>,
    /// A query that takes longer is given up.
    limit: Option<Duration>,
}

impl Readers {
    /// So many, opened when they are needed.
    pub fn new(path: &Path, count: usize, limit: Option<Duration>) -> Self {
        Self { path: path.to_owned(), connections: Arc::default(), turns: Arc::new(Semaphore::new(count)), limit }
    }

    /// Runs a query on a connection of its own, off the async threads.
    pub async fn read<T: Send + 'static>(
        &self,
        query: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, Error> {
        self.try_read(query).await?.map_err(|broken| broken.at(&self.path))
    }

    /// The same; why it broke is told apart from that nobody could ask.
    pub async fn try_read<T: Send + 'static>(
        &self,
        query: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<Result<T, Broken>, Error> {
        let (tell, told) = oneshot::channel();
        let query: Query = Box::new(move |connection| {
            // whoever gave up waiting needs no answer
            let _ = tell.send(query(connection));
        });
        if let Err(broken) = self.run(query).await? {
            return Ok(Err(broken));
        }
        Ok(told.await.map_err(|_| Broken::Ended).and_then(|result| Ok(result?)))
    }

    /// Runs a query, of whatever type, so that all of them are compiled once.
    async fn run(&self, query: Query) -> Result<Result<(), Broken>, Error> {
        let turn = self.turns.clone().acquire_owned().await;
        let lane = self.clone();
        let work = move || {
            // held to the end of the work, though nobody may wait for it any more
            let _turn = turn;
            lane.on_a_connection(query)
        };
        let joined = tokio::task::spawn_blocking(work).await;
        joined.map_err(|error| Error::Other(format!("a query failed: {error}")))
    }

    fn on_a_connection(&self, query: Query) -> Result<(), Broken> {
        let kept = self.connections.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut connection = match kept {
            Some(connection) => connection,
            None => connect(&self.path, OpenFlags::SQLITE_OPEN_READ_ONLY)?,
        };
        if let Some(limit) = self.limit {
            let end = Instant::now() + limit;
            connection.progress_handler(STEPS, Some(move || Instant::now() > end))?;
        }
        query(&connection);
        self.connections.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_query_that_takes_too_long_is_given_up_and_the_next_one_runs() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        Connection::open(&path).unwrap();
        let lane = Readers::new(&path, 1, Some(Duration::from_millis(50)));
        let endless = "WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n) SELECT count(*) FROM n";
        let given_up = lane.read(|connection| connection.query_row(endless, [], |row| row.get::<_, i64>(0))).await;
        assert!(matches!(given_up, Err(Error::Slow)), "{given_up:?}");
        let next = lane.read(|connection| connection.query_row("SELECT 7", [], |row| row.get::<_, i64>(0))).await;
        assert_eq!(next.unwrap(), 7);
    }
}
