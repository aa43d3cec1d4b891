//! What is done to a database beside polling and reading: words, what is let go, copies, proofs.

use std::path::Path;

use chrono::{DateTime, Utc};
use futures_util::future::BoxFuture;

use super::Error;

/// How far the letting go of what is old has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Keeping {
    /// What was found before this goes.
    pub before: DateTime<Utc>,
    /// Bodies that went.
    pub bodies: usize,
    /// Revisions that went.
    pub revisions: usize,
    /// All that is old enough is gone.
    pub done: bool,
    /// The next bands to be looked at.
    pub bucket: usize,
}

impl Keeping {
    /// Nothing went yet.
    pub fn since(before: DateTime<Utc>) -> Self {
        Self { before, bodies: 0, revisions: 0, done: false, bucket: 0 }
    }
}

/// Rows of the database that could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SetAside {
    /// How many.
    pub rows: u64,
    /// When the last one was found.
    pub last: DateTime<Utc>,
}

/// What who keeps a database in order asks of it.
pub trait Upkeep: Send + Sync {
    /// Makes the words of some more releases searchable; true: there are more. Searches find what is not, later.
    fn index_words(&self) -> BoxFuture<'_, Result<bool, Error>>;
    /// Proves that writing works (`/healthz`).
    fn writable(&self) -> BoxFuture<'_, Result<(), Error>>;
    /// An online copy.
    fn backup<'a>(&'a self, to: &'a Path) -> BoxFuture<'a, Result<(), Error>>;
    /// One small step of letting go of bodies, revisions, words and bands of before a time; identities stay.
    fn let_go(&self, keeping: Keeping) -> BoxFuture<'_, Result<Keeping, Error>>;
    /// Rows that could not be read, if there were any.
    fn set_aside(&self) -> BoxFuture<'_, Result<Option<SetAside>, Error>>;
}
