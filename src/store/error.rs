//! What an engine says when it could not.

/// Why the store did not do it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No room to write: stays up, serves what it has, tries again.
    #[error("{path}: the disk is full: {message}")]
    Full {
        /// File.
        path: String,
        /// The engine's words.
        message: String,
    },
    /// The file is damaged or of another kind.
    #[error("{path}: {message} (the file was left as it is)")]
    Damaged {
        /// File.
        path: String,
        /// The engine's words.
        message: String,
    },
    /// Another process has it.
    #[error("{path}: in use by another pressfeed")]
    InUse {
        /// File.
        path: String,
    },
    /// Could not be opened.
    #[error("{path}: cannot be opened: {message}")]
    Open {
        /// File.
        path: String,
        /// The engine's words.
        message: String,
    },
    /// A copy that could not be made, or must not take a file's place.
    #[error("no copy was made: {message}")]
    Copy {
        /// Which file, and why.
        message: String,
    },
    /// A search that would take too long.
    #[error("the search takes too long: ask for less")]
    Slow,
    /// Anything else.
    #[error("database: {0}")]
    Other(String),
}
