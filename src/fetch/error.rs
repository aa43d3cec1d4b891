//! Why nothing usable came: each variant names the address, what was expected, what came, and what to do.

use std::{error::Error as _, fmt, time::Duration};

use url::Url;

use super::MAX_HEAD_BYTES;
use crate::model::{Failure, shown_url};

/// Why nothing usable came.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// `[fetch]` or the folder of recordings is not usable.
    #[error("{message}")]
    Setup {
        /// What is wrong and how to write it.
        message: String,
    },
    /// Neither http nor https.
    #[error("{url}: only http and https are fetched, not {scheme}")]
    Scheme {
        /// Asked, or redirected to.
        url: String,
        /// Its scheme.
        scheme: String,
    },
    /// A private, reserved or otherwise special address.
    #[error("{url}: {address} is not a public address (fetch.allow_addresses can name an exception)")]
    Address {
        /// Asked, or redirected to.
        url: String,
        /// Written in the URL, or resolved.
        address: String,
    },
    /// No answer at all: DNS, connection.
    #[error("{url}: no connection: {message}")]
    Unreachable {
        /// Asked.
        url: String,
        /// The system's words.
        message: String,
    },
    /// The deadline passed.
    #[error("{url}: no whole answer within {} ({})", seconds(.after), if *.answered { "it answers too slowly" } else { "nothing came" })]
    Timeout {
        /// Asked.
        url: String,
        /// The deadline.
        after: Duration,
        /// A head had come.
        answered: bool,
    },
    /// Too many wait for this host.
    #[error("{url}: gave up after waiting {} for a turn at this host: poll fewer sources of it, or lower fetch.per_host_delay", seconds(.after))]
    Crowded {
        /// Asked.
        url: String,
        /// Waited.
        after: Duration,
    },
    /// TLS failed: certificate, protocol.
    #[error("{url}: no secure connection: {message}")]
    Tls {
        /// Asked.
        url: String,
        /// The library's words.
        message: String,
    },
    /// An answer that says no.
    #[error("{url}: {status} {}{}{}", reason(*.status), if let Some(after) = .retry_after { format!(", asks to wait {}", seconds(after)) } else { String::new() }, way_out(*.status))]
    Status {
        /// Asked.
        url: String,
        /// As sent.
        status: u16,
        /// `Retry-After`, at most seven days.
        retry_after: Option<Duration>,
    },
    /// A challenge page for browsers instead of an answer.
    #[error(
        "{url}: {status}, a bot challenge by {vendor}: the site lets no program in; ask its owner to let {agent} through to the feed"
    )]
    Challenge {
        /// Asked.
        url: String,
        /// As sent.
        status: u16,
        /// Who challenges.
        vendor: &'static str,
        /// Our name, as the owner needs it.
        agent: String,
        /// `Retry-After`, at most seven days.
        retry_after: Option<Duration>,
    },
    /// 304 though no validator was sent.
    #[error("{url}: 304 Not Modified to a request without validators: the server is at fault")]
    Unasked304 {
        /// Asked.
        url: String,
    },
    /// A redirect that leads nowhere.
    #[error("{url}: {message}")]
    Redirect {
        /// The hop that failed.
        url: String,
        /// How.
        message: String,
    },
    /// An address that cannot be asked: no host, endless.
    #[error("{url}: {message}")]
    BadAddress {
        /// Its beginning.
        url: String,
        /// What is wrong.
        message: String,
    },
    /// Not asked: the host asked everybody to wait.
    #[error("{url}: not asked, as its host wants no request for another {}", seconds(.left))]
    Paused {
        /// Not asked.
        url: String,
        /// Until it may be.
        left: Duration,
    },
    /// Larger than allowed.
    #[error("{url}: {what} is larger than {limit} bytes{}", if *.what == "the body" { " (fetch.max_body_bytes)" } else { "" })]
    TooLarge {
        /// Asked.
        url: String,
        /// "the body", "the head".
        what: &'static str,
        /// In bytes.
        limit: u64,
    },
    /// The body ended before its end.
    #[error("{url}: the body is cut short: {message}")]
    Cut {
        /// Asked.
        url: String,
        /// How it is known.
        message: String,
    },
    /// A content coding that cannot be undone.
    #[error("{url}: Content-Encoding {encoding}: {message}")]
    Encoding {
        /// Asked.
        url: String,
        /// As sent.
        encoding: String,
        /// What is wrong.
        message: String,
    },
    /// Not HTTP as it should be.
    #[error("{url}: not a valid HTTP answer: {message}")]
    Protocol {
        /// Asked.
        url: String,
        /// The library's words.
        message: String,
    },
    /// A configured header that cannot be sent; its value is not shown.
    #[error(
        "{url}: the configured header {name:?} cannot be sent: its name or value holds characters that HTTP does not allow"
    )]
    Header {
        /// Asked.
        url: String,
        /// Its name.
        name: String,
    },
    /// robots.txt says no.
    #[error("{url}: robots.txt of this host disallows it ({rule})")]
    Robots {
        /// Asked.
        url: String,
        /// The rule, with its line.
        rule: String,
    },
    /// robots.txt could not be read, which means no (RFC 9309 §2.3.1.4).
    #[error("{url}: {message}")]
    RobotsUnread {
        /// Asked.
        url: String,
        /// Why.
        message: String,
        /// What that means.
        failure: Failure,
    },
    /// Replaying, and there is no such recording.
    #[error("{url}: not recorded (record it with `pressfeed probe {url} --record DIR`)")]
    NotRecorded {
        /// Asked.
        url: String,
    },
    /// A page that a browser could not draw.
    #[error("{url}: not drawn by its scripts: {message}")]
    Drawing {
        /// The page.
        url: String,
        /// Why.
        message: String,
    },
    /// A page is to be drawn, and there is no browser for it.
    #[error("{message}")]
    NoBrowser {
        /// What is missing, and what to do.
        message: String,
    },
    /// A recording that cannot be read or written.
    #[error("{path}: {message}")]
    Recording {
        /// File.
        path: String,
        /// What is wrong.
        message: String,
    },
}

impl Error {
    /// What it means for the schedule.
    pub fn failure(&self) -> Failure {
        match self {
            Self::Status { status, retry_after, .. } | Self::Challenge { status, retry_after, .. } => match status {
                410 => Failure::Gone,
                404 | 451 => Failure::NotFound,
                429 | 503 => Failure::Busy(*retry_after),
                _ if retry_after.is_some() => Failure::Busy(*retry_after),
                _ => Failure::Other,
            },
            Self::Unreachable { .. } | Self::Timeout { answered: false, .. } => Failure::Unreachable,
            Self::Paused { left, .. } => Failure::Busy(Some(*left)),
            Self::Robots { .. } => Failure::Forbidden,
            Self::RobotsUnread { failure, .. } => failure.clone(),
            _ => Failure::Other,
        }
    }

    /// What is wrong, without the address: whoever asked knows it, and it may be a secret.
    pub fn why(&self) -> String {
        let text = self.to_string();
        let why = text.split_once(": ").filter(|(address, _)| address.starts_with("http"));
        why.map(|(_, why)| why.to_owned()).unwrap_or(text)
    }

    /// Something answers at an address of https, but not in TLS.
    pub fn is_without_tls(&self) -> bool {
        match self {
            Self::Tls { message, .. } | Self::Unreachable { message, .. } | Self::RobotsUnread { message, .. } => {
                [NO_TLS, NO_HANDSHAKE].iter().any(|words| message.ends_with(words))
            }
            _ => false,
        }
    }

    /// What reqwest says, sorted. `answered`: a head had come.
    pub(super) fn of(url: &Url, error: &reqwest::Error, answered: bool) -> Self {
        let url_text = shown(url);
        let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
        let mut deepest = String::new();
        while let Some(inner) = cause {
            if let Some(refused) = inner.downcast_ref::<Refused>() {
                return Self::Address { url: url_text, address: refused.address.clone() };
            }
            if let Some(tls) = inner.downcast_ref::<rustls::Error>() {
                return Self::Tls { url: url_text, message: tls_fault(tls) };
            }
            deepest = plainly(&inner.to_string());
            cause = beneath(inner);
        }
        if error.is_connect() {
            let message = if error.is_timeout() { "the connection was not made in time".into() } else { deepest };
            return Self::Unreachable { url: url_text, message };
        }
        if answered && (error.is_body() || error.is_decode()) {
            return Self::Cut { url: url_text, message: deepest };
        }
        if deepest.contains("message head is too large") {
            return Self::TooLarge { url: url_text, what: "the head", limit: MAX_HEAD_BYTES };
        }
        if error.source().is_none() {
            deepest = error.to_string();
        }
        Self::Protocol { url: url_text, message: deepest }
    }
}

const NO_TLS: &str = "what answers there speaks no TLS";
const NO_HANDSHAKE: &str = "it is closed where TLS should begin";

/// What answers in other words than TLS's is most often a server of plain HTTP.
fn tls_fault(error: &rustls::Error) -> String {
    match error {
        rustls::Error::InvalidMessage(_) => NO_TLS.into(),
        error => error.to_string(),
    }
}

/// A system's words, for people.
fn plainly(words: &str) -> String {
    let words = words.split(" (os error").next().unwrap_or(words);
    match words.strip_prefix("failed to lookup address information: ") {
        Some(why) => format!("its name leads nowhere ({why})"),
        None if words == "tls handshake eof" => NO_HANDSHAKE.into(),
        None => words.to_owned(),
    }
}

/// A name that resolves to forbidden addresses only.
#[derive(Debug)]
pub(super) struct Refused {
    pub(super) address: String,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "resolves to {}, which is not public", self.address)
    }
}

impl std::error::Error for Refused {}

/// The next cause. An `io::Error` is asked for what it wraps, which its `source()` leaves out.
fn beneath<'a>(error: &'a (dyn std::error::Error + 'static)) -> Option<&'a (dyn std::error::Error + 'static)> {
    match error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref) {
        Some(wrapped) => Some(wrapped),
        None => error.source(),
    }
}

/// A URL fit for logs: no password, no endless query.
pub(super) fn shown(url: &Url) -> String {
    let mut text = String::from(shown_url(url));
    if text.len() > 300 {
        text.truncate((0..=297).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0));
        text.push('…');
    }
    text
}

/// What whoever runs it can do about a refusal.
fn way_out(status: u16) -> &'static str {
    match status {
        200..=299 => ": nothing to read in it (is it the address of a page or feed?)",
        300..=399 => ": a redirect that leads nowhere (ask for where it should lead)",
        400 => ": the server does not understand the address, or a header",
        401 => ": it wants a password (`headers` of the stanza, or user:password@ in the address)",
        403 => {
            ": it does not let this program in (`headers` may send what it wants; fetch.contact tells its owner who asks)"
        }
        404 => ": the address is wrong, or the page has moved",
        429 => ": asked too often (fetch.per_host_delay, or fewer sources of this host)",
        451 => ": withheld for legal reasons",
        500..=599 => ": the server is in trouble, it is asked again later",
        _ => "",
    }
}

fn reason(status: u16) -> &'static str {
    http::StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason()).unwrap_or("(no such status)")
}

fn seconds(duration: &Duration) -> String {
    format!("{}s", duration.as_secs())
}
