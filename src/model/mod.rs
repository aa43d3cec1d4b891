//! The nouns. No I/O, no policy: what the stages hand to each other.
//!
//! A [`Source`] is polled; its answer is read into a [`Document`] of [`Draft`]s (dates still text, every
//! field with its [`Provenance`]); drafts are normalised into [`Release`]s; releases that tell the same
//! are one [`Story`].

mod credentials;
mod database;
mod ids;
mod memory;
mod near;
mod network;
mod notify;
mod poll;
mod release;
mod report;
mod rule;
mod source;
mod source_id;
mod standing;
mod subscription;
mod web;

pub use reader::model::*;

/// What the pages speak, as BCP 47 names it.
pub const PAGE_LANGUAGES: [&str; 4] = ["en", "de", "fr", "es"];

pub use credentials::{Credentials, Secret, base64, shown_url, without_userinfo};
pub use database::{Database, ServerAddress};
pub use ids::{ReleaseId, StoryId};
pub use memory::{DrawnFrom, ForeignPages, Memory, NewReleases, Redirect, Rhythm, Trust};
pub use near::{BAND_BITS, Candidates, Fingerprint, Neighbour, Said, Sought, primary};
pub use network::Network;
pub use notify::{NoticeFormat, Progress, Receiver, Recipient};
pub use poll::*;
pub use release::{Copy, Key, KeyKind, Keys, Ref, Release, Story, Tombstone};
pub use report::{Ended, Report, Warning};
pub use rule::Rule;
pub use source::{Fill, Render, Source, Target};
pub use source_id::{Role, SourceId};
pub use standing::{Rank, Standing};
pub use subscription::{Lease, Subscription};
pub use web::{Failure, Fetched, Freshness, Outcome, Validators, Wanted};
