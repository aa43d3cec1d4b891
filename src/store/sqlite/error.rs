//! SQLite's words in ours.

use std::path::Path;

use rusqlite::ErrorCode;

use crate::store::Error;

/// Why a piece of work did not hold: cheap to hand to everybody whose work was in the transaction.
#[derive(Debug, Clone)]
pub enum Broken {
    /// The engine said no.
    Engine {
        /// Its code.
        code: Option<ErrorCode>,
        /// Its words.
        message: String,
        /// A row does not hold what its column should.
        row: bool,
    },
    /// The writing thread is gone.
    Ended,
}

impl From<rusqlite::Error> for Broken {
    fn from(error: rusqlite::Error) -> Self {
        let message = error.to_string();
        Self::Engine { code: error.sqlite_error_code(), row: is_of_a_row(&error, &message), message }
    }
}

/// JSON that is none, in Rust's eyes or in SQLite's.
fn is_of_a_row(error: &rusqlite::Error, message: &str) -> bool {
    matches!(error, rusqlite::Error::FromSqlConversionFailure(..) | rusqlite::Error::InvalidColumnType(..))
        || message.contains("malformed JSON")
}

impl Broken {
    /// True when one row is to blame, and the others would do.
    pub fn is_of_a_row(&self) -> bool {
        matches!(self, Self::Engine { row: true, .. })
    }

    /// In the store's terms.
    pub fn at(self, path: &Path) -> Error {
        let path = path.display().to_string();
        match self {
            Self::Ended => Error::Other("the writing thread has ended".into()),
            Self::Engine { code, message, .. } => match code {
                Some(ErrorCode::DiskFull | ErrorCode::SystemIoFailure) => Error::Full { path, message },
                Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => Error::Damaged { path, message },
                Some(ErrorCode::CannotOpen | ErrorCode::PermissionDenied | ErrorCode::ReadOnly) => {
                    Error::Open { path, message }
                }
                Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
                    Error::Other(format!("{path}: another program holds it ({message})"))
                }
                Some(ErrorCode::OperationInterrupted) => Error::Slow,
                _ => Error::Other(format!("{path}: {message}")),
            },
        }
    }
}
