//! One thread owns the connection that writes.
//!
//! Polls that wait together are committed together: each is whole or not at all (a savepoint), and none is acknowledged
//! before the transaction around them is on disk. One fsync then serves many polls.

use std::{sync::mpsc, thread};

use rusqlite::Connection;
use tokio::sync::oneshot;

use super::Broken;

/// Polls in one transaction.
const TOGETHER: usize = 64;

type Work = Box<dyn FnOnce(&Connection) -> Done + Send>;
/// Tells who waits, once it is known whether the transaction held.
type Done = Box<dyn FnOnce(Result<(), Broken>) + Send>;

/// A hold of the thread; it ends when all are gone.
pub struct Writer {
    jobs: Option<mpsc::Sender<Work>>,
    thread: Option<thread::JoinHandle<()>>,
}

impl Writer {
    /// Starts the thread.
    pub fn start(connection: Connection) -> std::io::Result<Self> {
        let (jobs, waiting) = mpsc::channel();
        let thread = thread::Builder::new().name("store".into()).spawn(move || turn(connection, &waiting))?;
        Ok(Self { jobs: Some(jobs), thread: Some(thread) })
    }

    /// Writes within a transaction; answered when it is on disk.
    pub async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, Broken> {
        let (tell, told) = oneshot::channel();
        let work: Work = Box::new(move |connection| {
            let result = within(connection, work);
            // whoever gave up waiting needs no answer
            Box::new(move |held| _ = tell.send(result.map_err(Broken::from).and_then(|value| held.map(|()| value))))
        });
        self.send(work);
        told.await.unwrap_or(Err(Broken::Ended))
    }

    fn send(&self, work: Work) {
        if let Some(jobs) = &self.jobs {
            // a thread that ended answers by dropping the job
            let _ = jobs.send(work);
        }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.jobs = None;
        if let Some(thread) = self.thread.take() {
            // what was sent is still written; a panic there was told to whoever waited
            let _ = thread.join();
        }
    }
}

fn turn(connection: Connection, waiting: &mpsc::Receiver<Work>) {
    while let Ok(first) = waiting.recv() {
        together(&connection, first, waiting);
    }
}

/// Runs a piece of work and those that wait behind it in one transaction.
fn together(connection: &Connection, first: Work, waiting: &mpsc::Receiver<Work>) {
    if let Err(error) = connection.execute_batch("BEGIN IMMEDIATE") {
        return first(connection)(Err(error.into()));
    }
    let mut done = vec![first(connection)];
    done.extend(waiting.try_iter().take(TOGETHER).map(|work| work(connection)));
    let mut held = connection.execute_batch("COMMIT");
    if held.is_err() && !connection.is_autocommit() {
        held = connection.execute_batch("ROLLBACK").and(held);
    }
    let held = held.map_err(Broken::from);
    done.into_iter().for_each(|tell| tell(held.clone()));
}

/// One piece of a transaction, whole or not at all.
fn within<T>(connection: &Connection, work: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> rusqlite::Result<T> {
    if connection.is_autocommit() {
        // BEGIN failed: nothing is written outside of a transaction
        return Err(rusqlite::Error::InvalidQuery);
    }
    connection.execute_batch("SAVEPOINT piece")?;
    let result = work(connection);
    let end = if result.is_ok() { "RELEASE piece" } else { "ROLLBACK TO piece; RELEASE piece" };
    // a full disk may have rolled back everything already; then there is no savepoint left to end
    match connection.execute_batch(end) {
        Err(error) if result.is_ok() => Err(error),
        _ => result,
    }
}
