//! In which of the feed formats.

use crate::publish;

/// How a feed is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// RFC 4287.
    Atom,
    /// RSS 2.0.
    Rss,
    /// JSON Feed 1.1.
    Json,
}

impl Format {
    /// `NAME.atom` -> NAME and its format.
    pub fn split(file: &str) -> Option<(&str, Self)> {
        let (name, ending) = file.rsplit_once('.')?;
        let format = match ending {
            "atom" => Self::Atom,
            "rss" => Self::Rss,
            "json" => Self::Json,
            _ => return None,
        };
        (!name.is_empty()).then_some((name, format))
    }

    /// As in an address.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Atom => "atom",
            Self::Rss => "rss",
            Self::Json => "json",
        }
    }

    /// `Content-Type`.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Atom => "application/atom+xml; charset=utf-8",
            Self::Rss => "application/rss+xml; charset=utf-8",
            Self::Json => "application/feed+json; charset=utf-8",
        }
    }

    /// Writes a feed.
    pub fn write(self, feed: &publish::Feed) -> std::io::Result<publish::Pieces> {
        match self {
            Self::Atom => publish::atom::pieces(feed),
            Self::Rss => publish::rss::pieces(feed),
            Self::Json => publish::json_feed::pieces(feed),
        }
    }
}
