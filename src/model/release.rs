//! A release: normalised, dated, sanitised, keyed. And the story that it tells, wherever it appeared.

use chrono::{DateTime, FixedOffset, Utc};
use serde::{Deserialize, Serialize};

use super::{Anatomy, Attachment, Extras, Person, Provenances, ReleaseId, Role, SourceId, StoryId};

/// Sort of an identity key, most telling first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum KeyKind {
    /// The publisher's identifier.
    Guid = 1,
    /// The canonical form of the item's address.
    Permalink = 2,
    /// The page's own rel=canonical.
    Canonical = 3,
    /// The publisher's release number.
    Reference = 4,
    /// Title and day; for items without an address title and words.
    TitleDay = 5,
    /// The words of its body as found: compared with what another key found, never sought.
    Words = 6,
    /// The instant that it claims: two items of it that nobody else has are compared.
    Moment = 7,
}

/// One identity key: scoped to a source, hashed, so that a hostile feed cannot choose it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Key {
    /// Sort.
    pub kind: KeyKind,
    /// BLAKE3 of the key's text, cut to 63 bits and positive: an integer that every SQL engine indexes.
    pub hash: i64,
}

/// All keys of an item, and the version of the algorithm that made them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Keys {
    /// In the order of [`KeyKind`].
    pub keys: Vec<Key>,
    /// [`crate::dedup`]'s algorithm version.
    pub version: u16,
}

/// A release as stored and published.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Release {
    /// The publisher's identifier, untouched.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub guid: Option<String>,
    /// The release's own page as published (for links), absolute http(s).
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub url: Option<String>,
    /// The issuer's copy when the page is a distributor's.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub external_url: Option<String>,
    /// Plain text, one line.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub title: Option<String>,
    /// Plain text.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub summary: Option<String>,
    /// Sanitised, links absolute.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub content_html: Option<String>,
    /// The same as plain text: one paragraph a block, parted by newlines.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub content_text: Option<String>,
    /// Lead image, absolute http(s).
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub image: Option<String>,
    /// As claimed, in the zone that it was printed in. Never invented.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub published: Option<DateTime<FixedOffset>>,
    /// As claimed.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub updated: Option<DateTime<FixedOffset>>,
    /// BCP 47.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub language: Option<String>,
    /// Authors.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub authors: Vec<Person>,
    /// Plain text.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub tags: Vec<String>,
    /// Files.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub attachments: Vec<Attachment>,
    /// Beyond the common fields.
    #[serde(flatten, default)]
    pub extras: Extras,
    /// The parts of a press release.
    #[serde(flatten, default)]
    pub anatomy: Anatomy,
    /// Field to origin.
    #[serde(skip_serializing_if = "Provenances::is_empty", default, deserialize_with = "reader::model::known_origins")]
    pub provenance: Provenances,
    /// Field to the text that it was read from, where they differ.
    #[serde(skip_serializing_if = "std::collections::BTreeMap::is_empty", default)]
    pub raws: std::collections::BTreeMap<String, String>,
}

/// A release or a story that is stored, or that a poll brings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ref<Id> {
    /// Of the change at this place of [`super::Poll::changes`]: it is not stored yet.
    Sibling(usize),
    /// Of the store.
    Stored(Id),
}

/// Another appearance of a story.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Copy {
    /// The configured id of the source.
    pub source: SourceId,
    /// The source's name.
    pub source_name: String,
    /// The copy's page.
    pub url: Option<String>,
    /// The copy's title.
    pub title: Option<String>,
    /// As claimed there.
    pub published: Option<DateTime<FixedOffset>>,
}

/// The same release wherever it appeared: a lead and its copies. One entry of the published feed.
#[derive(Debug, Clone, PartialEq)]
pub struct Story {
    /// Ours.
    pub id: StoryId,
    /// `atom:id`: an IRI, minted or kept once, never changed.
    pub entry_id: String,
    /// The release that stands for the story.
    pub lead: Release,
    /// Its identifier.
    pub lead_id: ReleaseId,
    /// The source that the lead came from.
    pub source: SourceId,
    /// That source's name.
    pub source_name: String,
    /// That source's address, feed or page.
    pub source_url: String,
    /// That source's role.
    pub role: Role,
    /// Tags that the operator gave the source.
    pub source_tags: Vec<String>,
    /// Other appearances, earliest first.
    pub copies: Vec<Copy>,
    /// When we saw its first item.
    pub first_seen: DateTime<Utc>,
    /// Its place in the feed: the earlier of the claimed publication and `first_seen`.
    pub sorted_at: DateTime<Utc>,
    /// When its words or attachments last changed (the claimed time if that is plausible, else ours).
    pub updated: DateTime<Utc>,
}

/// An entry that left the feed: RFC 6721's `at:deleted-entry`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tombstone {
    /// Its `atom:id`.
    pub entry_id: String,
    /// When it left.
    pub at: DateTime<Utc>,
    /// For people: "withdrawn by its publisher", "removed", "the same release as urn:..."
    pub reason: String,
}
