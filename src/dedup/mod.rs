//! Is it the same release? The same words? The same story elsewhere?
//!
//! [`identify`] gives an item its keys, [`recognise`] finds the stored item that it is, [`content_hash`] tells whether
//! a reader would see a difference, [`fingerprint`] and [`cluster`] find the same release in other sources. Losing a
//! release is worse than showing it twice: whatever is in doubt is new.

mod align;
mod cluster;
mod compare;
mod evidence;
mod fingerprint;
mod guids;
mod identity;
mod link;
mod meeting;
mod recognise;
mod tokens;
mod translation;
pub mod trust;
mod words;

pub use cluster::{cluster, stays};
pub use fingerprint::{fingerprint, sought};
pub use guids::{Habit, learned};
pub use identity::{VERSION, identify, words_key};
pub use link::is_token;
pub use meeting::Asked;
pub use recognise::recognise;
pub use translation::is_translation;
pub use words::content_hash;
