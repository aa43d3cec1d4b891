//! Bytes in, drafts out: feeds, listings, sitemaps, and a release's own page.
//!
//! Pure and CPU-bound: callers run it off the async threads. Nothing here panics on any input.

pub mod model;
pub mod text;

pub mod blocks;
pub mod cancel;
pub mod encoding;
pub mod feed;
pub mod html;
mod lexicon;
pub mod listing;
pub mod page;
pub mod release;

/// Why bytes could not be read.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The body is neither a feed nor a page.
    #[error("expected {expected}, found {found}")]
    NotReadable {
        /// What was asked for.
        expected: &'static str,
        /// What came, in a few words.
        found: String,
    },
    /// A limit that protects the program was passed.
    #[error("refused: {0}")]
    Limit(String),
}
