//! HTML as text, and HTML kept from harming a parser.
//!
//! Everything here is one pass over the string, without a tree: a title costs nanoseconds, a body microseconds.

mod bound;
mod entities;
mod plain;
mod scan;
mod straight;

pub use bound::bound_depth;
pub use entities::decode;
pub use plain::{clean_line, looks_like_html, tidy_run, to_line, to_text};
pub use scan::{Piece, Pieces, without_oddities};
pub use straight::{Straight, Tag, straight};

/// Elements open at once beyond which an HTML tree is cut, as browsers do.
pub const MAX_DEPTH: usize = 512;
