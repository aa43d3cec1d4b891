//! A release as JSON in a column: [`crate::store::body`], with SQLite's errors.

pub use crate::store::body::{BROKEN, FORGOTTEN, bare, is_bare};

use crate::{model::Release, store::body};

/// As it is written.
pub fn written(release: &mut Release) -> rusqlite::Result<String> {
    body::written(release).map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))
}

/// And read.
pub fn read(text: &str) -> rusqlite::Result<Release> {
    body::read(text).map_err(super::unreadable)
}
