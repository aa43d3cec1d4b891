//! Stories -> bytes, no I/O: Atom, RSS 2.0, JSON Feed, HTML, OPML.

pub mod atom;
pub mod entry;
pub mod extension;
pub mod html;
pub mod json_feed;
pub mod ninjs;
pub mod notice;
pub mod opml;
mod pieces;
pub mod rss;
mod sections;
mod uri;
pub mod xml;

use chrono::{DateTime, FixedOffset, SecondsFormat, Utc};

pub use pieces::Pieces;
pub use uri::uri;

use crate::model::{Story, Tombstone};

/// What the published document says of itself.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Channel {
    /// Title.
    pub title: String,
    /// A line for people.
    pub subtitle: Option<String>,
    /// A square picture, small.
    pub icon_url: Option<String>,
    /// A picture twice as wide as high.
    pub logo_url: Option<String>,
    /// The site's address, with a trailing slash.
    pub home: String,
    /// This document's own address.
    pub self_url: String,
    /// Older entries.
    pub next_url: Option<String>,
    /// RFC 5005: the first, current document.
    pub current_url: Option<String>,
    /// RFC 5005: previous archive document.
    pub prev_archive_url: Option<String>,
    /// WebSub hub.
    pub hub_url: Option<String>,
    /// RFC 5005 §4: an archived feed, which never changes.
    pub archive: bool,
    /// Newest change among the entries, or the epoch of the document.
    pub updated: Option<DateTime<Utc>>,
    /// "pressfeed/0.1.0".
    pub generator: String,
    /// Entries that left the feed, latest first (Atom only).
    pub tombstones: Vec<Tombstone>,
}

/// One document's worth.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Feed {
    /// The frame.
    pub channel: Channel,
    /// Newest first.
    pub stories: Vec<Story>,
}

/// RFC 3339, to the second unless finer is known.
fn when(time: &DateTime<FixedOffset>) -> String {
    time.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

#[cfg(test)]
mod tests;
