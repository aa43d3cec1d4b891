//! Why there is no document, whoever was asked to render it.

use crate::store;

/// Why there is no document.
#[derive(Debug, Clone)]
pub enum Failure {
    /// Nothing has this address.
    NotFound,
    /// What was here was removed for good.
    Gone,
    /// The store does not answer.
    Store(String),
    /// It would take too long, or too many ask for such.
    Busy,
}

impl Failure {
    /// Writing a document failed.
    pub fn from_io(error: std::io::Error) -> Self {
        Self::Store(error.to_string())
    }

    /// The task that wrote it ended early.
    pub fn from_task(error: tokio::task::JoinError) -> Self {
        Self::Store(error.to_string())
    }
}

impl From<store::Error> for Failure {
    fn from(error: store::Error) -> Self {
        match error {
            store::Error::Slow => Self::Busy,
            error => Self::Store(error.to_string()),
        }
    }
}
