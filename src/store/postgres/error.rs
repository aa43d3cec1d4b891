//! PostgreSQL's words in ours.

use deadpool_postgres::PoolError;
use tokio_postgres::error::SqlState;

use crate::store::Error;

/// Why a piece of work did not hold.
#[derive(Debug, Clone)]
pub enum Broken {
    /// The server said no.
    Server {
        /// Its code.
        code: SqlState,
        /// Its words.
        message: String,
    },
    /// The server is not reached, or was lost.
    Away(String),
    /// A column does not hold what it should.
    Row(String),
    /// A row that must be there is not.
    Missing,
}

impl From<tokio_postgres::Error> for Broken {
    fn from(error: tokio_postgres::Error) -> Self {
        match error.as_db_error() {
            Some(told) => Self::Server { code: told.code().clone(), message: told.message().to_owned() },
            None => {
                let message = causes(&error);
                // the driver tells its kinds apart by their words only
                let is_of_a_row = ["error deserializing", "error serializing", "invalid column"];
                let is_of_a_row = is_of_a_row.iter().any(|words| message.starts_with(words));
                if is_of_a_row { Self::Row(message) } else { Self::Away(message) }
            }
        }
    }
}

impl From<PoolError> for Broken {
    fn from(error: PoolError) -> Self {
        match error {
            PoolError::Backend(error) => error.into(),
            other => Self::Away(other.to_string()),
        }
    }
}

impl From<serde_json::Error> for Broken {
    fn from(error: serde_json::Error) -> Self {
        Self::Row(error.to_string())
    }
}

/// A result of this module, where the compiler cannot know.
pub fn result<T>(result: Result<T, Broken>) -> Result<T, Broken> {
    result
}

/// An error with what is behind it.
fn causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        let more = cause.to_string();
        if !text.contains(&more) {
            text = format!("{text}: {more}");
        }
        next = cause.source();
    }
    text
}

impl Broken {
    /// True when the same may hold a moment later.
    pub fn passes(&self) -> bool {
        match self {
            Self::Away(_) => true,
            Self::Server { code, .. } => {
                let code = code.code();
                matches!(code, "40001" | "40P01" | "25006" | "55P03")
                    || code.starts_with("57P")
                    || code.starts_with("08")
            }
            Self::Row(_) | Self::Missing => false,
        }
    }

    /// True when this server is no more to be written to: connections to it are to be given up.
    pub fn ends_connections(&self) -> bool {
        match self {
            Self::Away(_) => true,
            Self::Server { code, .. } => code.code() == "25006" || code.code().starts_with("57P"),
            Self::Row(_) | Self::Missing => false,
        }
    }

    /// True when one row is to blame, and the others would do.
    pub fn is_of_a_row(&self) -> bool {
        matches!(self, Self::Row(_))
    }

    /// In the store's terms; `place` is the database as anybody may see it.
    pub fn at(self, place: &str) -> Error {
        match self {
            Self::Server { code, message } => match code.code() {
                "53100" => Error::Full { path: place.to_owned(), message },
                "XX001" | "XX002" => Error::Damaged { path: place.to_owned(), message },
                "57014" => Error::Slow,
                code if code.starts_with("28") || matches!(code, "3D000" | "42501") => {
                    Error::Open { path: place.to_owned(), message }
                }
                code => Error::Other(format!("{place}: {message} ({code})")),
            },
            Self::Away(message) => Error::Other(format!("{place}: {message}")),
            Self::Row(message) => Error::Other(format!("{place}: a row cannot be read: {message}")),
            Self::Missing => Error::Other(format!("{place}: a row that must be there is not")),
        }
    }
}
