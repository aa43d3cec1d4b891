//! One thread owns the connection that writes.
//!
//! Polls that wait together are committed together, and none is acknowledged before the transaction around them is on
//! disk: one fsync serves many. One that fails takes the others' writes back with it; then each is written alone, so
//! that it is whole or not at all and harms no other. (A savepoint for each would copy every page that it touches.)

use std::{sync::mpsc, thread};

use rusqlite::Connection;
use tokio::sync::oneshot;

use super::Broken;

/// Polls in one transaction.
const TOGETHER: usize = 16;

/// Something to be written, and who waits for it.
trait Piece: Send {
    /// Writes it, again if need be.
    fn write(&mut self, connection: &Connection) -> Result<(), Broken>;
    /// Tells who waits, once it is known whether the transaction held.
    fn tell(self: Box<Self>, held: Result<(), Broken>);
}

struct Job<W, T> {
    work: W,
    value: Option<T>,
    waits: oneshot::Sender<Result<T, Broken>>,
}

impl<W: FnMut(&Connection) -> rusqlite::Result<T> + Send, T: Send> Piece for Job<W, T> {
    fn write(&mut self, connection: &Connection) -> Result<(), Broken> {
        self.value = Some((self.work)(connection)?);
        Ok(())
    }

    fn tell(self: Box<Self>, held: Result<(), Broken>) {
        let Self { value, waits, .. } = *self;
        // whoever gave up waiting needs no answer
        let _ = waits.send(held.and_then(|()| value.ok_or(Broken::Ended)));
    }
}

/// A hold of the thread; it ends when all are gone.
pub struct Writer {
    jobs: Option<mpsc::Sender<Box<dyn Piece>>>,
    thread: Option<thread::JoinHandle<()>>,
}

impl Writer {
    /// Starts the thread.
    pub fn start(connection: Connection) -> std::io::Result<Self> {
        let (jobs, waiting) = mpsc::channel();
        let thread = thread::Builder::new().name("store".into()).spawn(move || turn(&connection, &waiting))?;
        Ok(Self { jobs: Some(jobs), thread: Some(thread) })
    }

    /// Writes within a transaction; answered when it is on disk. The work is done again when the transaction fell.
    pub async fn write<T: Send + 'static>(
        &self,
        work: impl FnMut(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, Broken> {
        let (waits, told) = oneshot::channel();
        if let Some(jobs) = &self.jobs {
            // a thread that ended answers by dropping the job
            let _ = jobs.send(Box::new(Job { work, value: None, waits }));
        }
        told.await.unwrap_or(Err(Broken::Ended))
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

fn turn(connection: &Connection, waiting: &mpsc::Receiver<Box<dyn Piece>>) {
    while let Ok(first) = waiting.recv() {
        let mut pieces = vec![first];
        pieces.extend(waiting.try_iter().take(TOGETHER - 1));
        together(connection, pieces);
    }
}

/// Writes all in one transaction, or, where that fails, each in its own.
fn together(connection: &Connection, mut pieces: Vec<Box<dyn Piece>>) {
    let held = transaction(connection, &mut pieces);
    if held.is_err() && pieces.len() > 1 {
        return pieces.into_iter().for_each(|piece| together(connection, vec![piece]));
    }
    pieces.into_iter().for_each(|piece| piece.tell(held.clone()));
}

fn transaction(connection: &Connection, pieces: &mut [Box<dyn Piece>]) -> Result<(), Broken> {
    connection.execute_batch("BEGIN IMMEDIATE")?;
    let written = pieces.iter_mut().try_for_each(|piece| piece.write(connection));
    let held = written.and_then(|()| Ok(connection.execute_batch("COMMIT")?));
    // a full disk may have rolled back everything already
    if held.is_err() && !connection.is_autocommit() {
        connection.execute_batch("ROLLBACK")?;
    }
    held
}
