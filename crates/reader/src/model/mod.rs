//! What a reader yields: a [`Document`] of [`Draft`]s, dates still text, every field with its [`Provenance`].

mod anatomy;
mod document;
mod draft;
mod facts;
mod field;
mod found;
mod media;
mod select;

pub use anatomy::*;
pub use document::{Advice, Document, FeedLink, Format, Listed};
pub use draft::{Draft, Extras, Geo, Markup, Origin};
pub use facts::PageFacts;
pub use field::{Field, Provenances, known_origins};
pub use found::{Found, Provenance};
pub use media::{Attachment, Image, Person};
pub use select::Select;
