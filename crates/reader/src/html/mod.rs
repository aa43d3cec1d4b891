//! HTML as a tree: the one gate through which every page and every fragment of markup goes before anything reads it.
//!
//! In: markup of any size and any malice. Out: a tree of bounded depth and size, built in time linear in the markup, or
//! [`Error::Limit`](crate::Error::Limit) that names the bound which was passed. Nothing else drives the tree builder.

mod attributes;
mod depth;
mod gate;
mod layers;
mod sink;
#[cfg(test)]
mod tests;
mod write;

pub use gate::{document, fragment, tame};
pub(crate) use layers::remove_layers;

/// Elements open at once, and levels of the tree: what lies deeper is kept, but nests no further, as in browsers.
pub const MAX_DEPTH: usize = 512;
/// Elements of a document.
pub const MAX_ELEMENTS: usize = 50_000;
/// Tags of a document: an element has two, and the parser opens some elements anew.
pub const MAX_TAGS: usize = 200_000;
/// Links of a document.
pub const MAX_LINKS: usize = 10_000;
/// Attributes of a document.
pub const MAX_ATTRIBUTES: usize = 500_000;
/// Words of a document, in bytes: what looks for dates, people and quotes looks at each several times.
pub const MAX_TEXT: usize = 4_000_000;
/// Bytes of a body, which is parsed twice: by what makes it safe too.
pub const MAX_MARKUP: usize = 4_000_000;
/// Attributes of one tag: each is compared with all before it.
pub const MAX_ATTRIBUTES_OF_TAG: usize = 1_000;
