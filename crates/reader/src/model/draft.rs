//! An item as found: every field optional, with its origin; dates still text, HTML not yet sanitised.

use serde::{Deserialize, Serialize};

use super::{Anatomy, Attachment, Found, Person, Provenances};

/// A text that is HTML or plain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Markup {
    /// HTML as found: untrusted, links perhaps relative to [`Draft::base`].
    Html(String),
    /// Plain text.
    Text(String),
}

/// What feeds say of an item beyond the common fields.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Extras {
    /// RSS `comments`, Atom `link rel=replies`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub comments_url: Option<String>,
    /// `georss:point`, `geo:lat` and `geo:long`: degrees.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub geo: Option<Geo>,
    /// `creativeCommons:license`, `link rel=license`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub license: Option<String>,
    /// Atom `rights`, `dc:rights`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub rights: Option<String>,
    /// RSS `source`, `atom:source`: the feed that it came from.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub source: Option<Origin>,
    /// `media:thumbnail`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub thumbnail: Option<String>,
    /// `itunes:duration`, `media:content duration`, as printed.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub duration: Option<String>,
    /// The page's own rel=canonical or og:url.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub canonical_url: Option<String>,
    /// og:site_name.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub site_name: Option<String>,
    /// JSON Feed `banner_image`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub banner_image: Option<String>,
}

/// Degrees, WGS 84.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Geo {
    /// North is positive.
    pub lat: f64,
    /// East is positive.
    pub lon: f64,
}

/// The feed that an item was taken from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// Plain text.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub title: Option<String>,
    /// Absolute.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub url: Option<String>,
}

/// An item as found in a feed, a listing or on its own page.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Draft {
    /// The publisher's identifier, untouched. RSS `guid`, Atom `id`, RDF `rdf:about`, JSON Feed `id`.
    pub guid: Option<String>,
    /// RSS 2.0 `guid isPermaLink`; what the feed said or its default.
    pub guid_is_permalink: bool,
    /// What relative links in this item are relative to (`xml:base`, `<base>`, else the document's address).
    pub base: Option<String>,
    /// The release's own page, absolute where the reader could make it so.
    pub url: Option<Found<String>>,
    /// `feedburner:origLink`: the release's own page, where [`Draft::url`] leads through a counter that may be gone.
    pub behind_counter: Option<String>,
    /// JSON Feed `external_url`; the issuer's copy when the page is a distributor's.
    pub external_url: Option<String>,
    /// The language of this item, BCP 47.
    pub language: Option<Found<String>>,
    /// Headline. [`Markup::Html`] when its element is HTML (RSS titles may be: normalise makes plain text of it).
    pub title: Option<Found<Markup>>,
    /// Standfirst, description.
    pub summary: Option<Found<Markup>>,
    /// The body.
    pub content: Option<Found<Markup>>,
    /// As printed.
    pub published: Option<Found<String>>,
    /// As printed.
    pub updated: Option<Found<String>>,
    /// Lead image.
    pub image: Option<Found<String>>,
    /// Authors.
    pub authors: Vec<Person>,
    /// Where the authors were found.
    pub authors_origin: Option<super::Provenance>,
    /// Plain text.
    pub tags: Vec<String>,
    /// Files.
    pub attachments: Vec<Attachment>,
    /// Beyond the common fields.
    pub extras: Extras,
    /// The parts of a press release.
    pub anatomy: Anatomy,
    /// Origins of the anatomy's fields and of other fields without a [`Found`].
    pub origins: Provenances,
    /// The text that a field was read from, for `explain`: field name to text as printed.
    pub raws: std::collections::BTreeMap<String, String>,
    /// BLAKE3 of the item's bytes as found: equal means that nothing changed and nothing need be done.
    pub raw_hash: Option<[u8; 16]>,
}
