//! What every stage needs to know of text: dates as people print them, and HTML as plain words.
//! A leaf: knows nothing of ours, pure. The reader must recognise a date to find it and the normaliser must
//! read it: one grammar here, not two there.

pub mod dates;
pub mod html;
pub mod iri;

pub use dates::invisible;
