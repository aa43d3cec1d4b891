//! One thread owns the connection that writes.
//!
//! Polls that wait together are committed together, and none is acknowledged before the transaction around them is on
//! disk: one fsync serves many. One that fails takes the others' writes back with it; then each is written alone, so
//! that it is whole or not at all and harms no other. (A savepoint for each would copy every page that it touches.)

use std::{ops::Deref, sync::mpsc, thread};

use rusqlite::Connection;
use tokio::sync::oneshot;

use super::{Broken, bands::NewBands};

/// Polls in one transaction.
const TOGETHER: usize = 16;

/// What is written to.
pub struct Database {
    connection: Connection,
    /// None: they are to be read anew.
    bands: Option<NewBands>,
}

impl Database {
    /// The connection, and the bands that wait.
    pub fn with_bands(&mut self) -> (&Connection, Bands<'_>) {
        (&self.connection, Bands { connection: &self.connection, kept: &mut self.bands })
    }

    /// What is kept of them in memory does not hold any more.
    pub fn read_bands_anew(&mut self) {
        self.bands = None;
    }
}

/// The bands that wait, read when they are needed: most polls bring nothing new.
pub struct Bands<'b> {
    connection: &'b Connection,
    kept: &'b mut Option<NewBands>,
}

impl Bands<'_> {
    /// Read now, if they were not before.
    pub fn read(&mut self) -> rusqlite::Result<&mut NewBands> {
        let bands = match self.kept.take() {
            Some(bands) => bands,
            None => NewBands::load(self.connection)?,
        };
        Ok(self.kept.insert(bands))
    }

    /// If they were read.
    pub fn if_read(&mut self) -> Option<&mut NewBands> {
        self.kept.as_mut()
    }
}

impl Deref for Database {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        &self.connection
    }
}

/// Something to be written, and who waits for it.
trait Piece: Send {
    /// Writes it, again if need be.
    fn write(&mut self, base: &mut Database) -> Result<(), Broken>;
    /// Tells who waits, once it is known whether the transaction held.
    fn tell(self: Box<Self>, held: Result<(), Broken>);
}

struct Job<W, T> {
    work: W,
    value: Option<T>,
    waits: oneshot::Sender<Result<T, Broken>>,
}

impl<W: FnMut(&mut Database) -> rusqlite::Result<T> + Send, T: Send> Piece for Job<W, T> {
    fn write(&mut self, base: &mut Database) -> Result<(), Broken> {
        self.value = Some((self.work)(base)?);
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
        let thread = thread::Builder::new()
            .name("store".into())
            .spawn(move || turn(Database { connection, bands: None }, &waiting))?;
        Ok(Self { jobs: Some(jobs), thread: Some(thread) })
    }

    /// Writes within a transaction; answered when it is on disk. The work is done again when the transaction fell.
    pub async fn write<T: Send + 'static>(
        &self,
        work: impl FnMut(&mut Database) -> rusqlite::Result<T> + Send + 'static,
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

fn turn(mut base: Database, waiting: &mpsc::Receiver<Box<dyn Piece>>) {
    while let Ok(first) = waiting.recv() {
        let mut pieces = vec![first];
        pieces.extend(waiting.try_iter().take(TOGETHER - 1));
        together(&mut base, pieces);
    }
}

/// Writes all in one transaction, or, where that fails, each in its own.
fn together(base: &mut Database, mut pieces: Vec<Box<dyn Piece>>) {
    let held = transaction(base, &mut pieces);
    if held.is_err() && pieces.len() > 1 {
        return pieces.into_iter().for_each(|piece| together(base, vec![piece]));
    }
    pieces.into_iter().for_each(|piece| piece.tell(held.clone()));
}

fn transaction(base: &mut Database, pieces: &mut [Box<dyn Piece>]) -> Result<(), Broken> {
    base.execute_batch("BEGIN IMMEDIATE")?;
    let written = pieces.iter_mut().try_for_each(|piece| piece.write(base));
    let held = written.and_then(|()| Ok(base.execute_batch("COMMIT")?));
    if held.is_err() {
        base.bands = None;
        // a full disk may have rolled back everything already
        if !base.is_autocommit() {
            base.execute_batch("ROLLBACK")?;
        }
    }
    held
}
