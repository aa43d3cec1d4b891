//! What a fetch asks and what it brings.

use std::time::Duration;

use bytes::Bytes;
use serde::{Deserialize, Serialize};
use url::Url;

/// What kind of thing is asked for: decides the Accept header and whether robots.txt is obeyed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Wanted {
    /// A feed or sitemap: a user agent's fetch.
    Feed,
    /// A newsroom or release page: robots.txt is obeyed (RFC 9309).
    Page,
    /// What a page that is drawn by script loads, its scripts and their data: robots.txt is obeyed.
    Part,
}

/// ETag and Last-Modified, byte for byte as sent (one char a byte, ISO 8859-1), never computed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Validators {
    /// RFC 9110 §8.8.3, with quotes and `W/`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub etag: Option<String>,
    /// RFC 9110 §8.8.2, as text.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub last_modified: Option<String>,
}

impl Validators {
    /// Neither.
    pub fn is_empty(&self) -> bool {
        self.etag.is_none() && self.last_modified.is_none()
    }
}

/// What the answer's headers say on when to ask again.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Freshness {
    /// The greater of `Cache-Control: max-age` less `Age`, and `Expires` less `Date` (RFC 9111 §4.2).
    pub fresh_for: Option<Duration>,
}

/// A whole answer.
#[derive(Debug, Clone)]
pub struct Fetched {
    /// After redirects.
    pub url: Url,
    /// 200 or 226.
    pub status: u16,
    /// As sent.
    pub content_type: Option<String>,
    /// To be stored only together with what was read from the body.
    pub validators: Validators,
    /// When to ask again.
    pub freshness: Freshness,
    /// Decoded (content codings undone), whole.
    pub body: Bytes,
    /// Where every redirect up to here was permanent (301, 308): the new address.
    pub moved_to: Option<Url>,
    /// WebSub hubs from `Link` headers.
    pub hubs: Vec<String>,
    /// What the answer calls its own address (`Link: <>; rel=self`).
    pub topic: Option<String>,
    /// True for 226 IM Used (RFC 3229): the body holds new entries only.
    pub delta: bool,
    /// The transfer failed behind a whole document: why. Its validators are not given.
    pub cut: Option<String>,
}

/// What a conditional request came to.
#[derive(Debug, Clone)]
pub enum Outcome {
    /// A body.
    Modified(Box<Fetched>),
    /// 304: what is stored still holds.
    NotModified {
        /// New hints.
        freshness: Freshness,
        /// A new `Last-Modified` or weak ETag, when the 304 brought one.
        validators: Validators,
        /// As [`Fetched::moved_to`].
        moved_to: Option<Url>,
    },
}

/// What a failure means for the schedule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// 410: stop.
    Gone,
    /// 404 or 451: back off.
    NotFound,
    /// 429 or 503, or a 403 that means it: wait at least so long, when told.
    Busy(Option<Duration>),
    /// robots.txt says no: ask again when it may have changed.
    Forbidden,
    /// No answer at all: DNS, connection, deadline. Many hosts at once: our own network.
    Unreachable,
    /// Anything else: back off.
    Other,
}
