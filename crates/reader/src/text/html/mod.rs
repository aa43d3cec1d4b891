//! HTML as text.
//!
//! Everything here is one pass over the string, without a tree: a title costs nanoseconds, a body microseconds.

mod entities;
pub mod pictures;
mod plain;
mod scan;
mod straight;

pub use entities::decode;
pub use plain::{clean_line, has_reference, looks_like_html, tidy_run, to_line, to_text};
pub use scan::{Piece, Pieces, without_oddities};
pub use straight::{Straight, Tag, straight};
