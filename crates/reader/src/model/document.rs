//! A feed or a newsroom's listing as found.

use serde::{Deserialize, Serialize};

use super::{Draft, Image, Person};

/// Dialect of a document.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// RSS 2.0 and what calls itself so.
    #[default]
    Rss2,
    /// RSS 1.0 (RDF).
    Rss1,
    /// RSS 0.90 to 0.94, Netscape or Userland.
    Rss0,
    /// RFC 4287.
    Atom1,
    /// Atom 0.3.
    Atom03,
    /// Channel Definition Format.
    Cdf,
    /// JSON Feed 1.0 and 1.1.
    Json,
    /// A page.
    Html,
    /// An XML sitemap.
    Sitemap,
}

/// A feed that a page links.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeedLink {
    /// Absolute.
    pub url: String,
    /// `type` of the link.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub mime_type: Option<String>,
    /// `title` of the link.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub title: Option<String>,
}

/// What a feed says on when to poll it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Advice {
    /// RSS `ttl`, or `sy:updatePeriod` / `sy:updateFrequency`, in minutes; the greater.
    pub ttl_minutes: Option<u64>,
    /// RSS `skipHours`: UTC, 0 to 23.
    pub skip_hours: Vec<u8>,
    /// RSS `skipDays`: lower-case English names.
    pub skip_days: Vec<String>,
}

/// How a listing was read: what was chosen, and what else it could have been.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Listed {
    /// "records", "json-ld", "microdata", "state", "selectors", "sitemap" ...
    pub method: String,
    /// What was chosen, as a selector that could be pinned.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub selector: Option<String>,
    /// 0 to 1.
    pub confidence: f64,
    /// The next best choice, in one line.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub runner_up: Option<String>,
    /// Platform or CMS, when recognised.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub platform: Option<String>,
}

/// A feed or listing as found: what it says of itself, and its items.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Document {
    /// Dialect.
    pub format: Format,
    /// Of the feed, untouched.
    pub id: Option<String>,
    /// Plain text or HTML, as [`Draft::title`].
    pub title: Option<super::Markup>,
    /// The site.
    pub home_page_url: Option<String>,
    /// `rel=self`.
    pub feed_url: Option<String>,
    /// RSS `description`, Atom `subtitle`.
    pub description: Option<super::Markup>,
    /// Square picture.
    pub icon: Option<String>,
    /// RSS `image`, Atom `logo`.
    pub image: Option<Image>,
    /// BCP 47.
    pub language: Option<String>,
    /// Authors of the whole.
    pub authors: Vec<Person>,
    /// Tags of the whole.
    pub tags: Vec<String>,
    /// WebSub hubs.
    pub hubs: Vec<String>,
    /// JSON Feed `expired`.
    pub expired: Option<bool>,
    /// Older entries: RFC 5005 `next` or `prev-archive`, JSON Feed `next_url`, a listing's next page.
    pub next: Option<String>,
    /// As printed.
    pub updated: Option<String>,
    /// As printed.
    pub published: Option<String>,
    /// The program that made it.
    pub generator: Option<String>,
    /// Rights.
    pub rights: Option<String>,
    /// When to poll.
    pub advice: Advice,
    /// Feeds that a page links.
    pub feeds: Vec<FeedLink>,
    /// How a listing was read.
    pub listed: Option<Listed>,
    /// What was mended or left out, in words.
    pub warnings: Vec<String>,
    /// In the order of the document.
    pub items: Vec<Draft>,
}
