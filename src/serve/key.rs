//! What names a cached document.

use super::{
    address::{Filter, Format, Selection},
    look::Look,
};
use crate::{model::ReleaseId, publish::html::Listing};

/// A cached document.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Key {
    /// A feed.
    Feed(Format, Filter),
    /// `/archive/FROM-TO.atom`: entries after the one number, up to the other.
    Archive(i64, i64),
    /// A page with a list of releases; of a search too.
    River(Filter, Look),
    /// `/release/ID`.
    Release(ReleaseId, Look),
    /// `/release/ID.json` and its like.
    Single(ReleaseId, Single),
    /// `/sources`.
    Sources(Listing, Look),
    /// `/sources.json`, a page of it.
    SourcesJson(usize),
    /// `/subscribe`.
    Subscribe(Look),
    /// `/status`.
    States(Look),
    /// A feed as a page, for whoever opens it in a browser.
    FeedPage(Format, Filter, Look),
    /// `/ns/1`.
    Vocabulary(Look),
    /// `/opml`.
    Opml,
    /// `/sitemap.xml`.
    Sitemap,
    /// `/status.atom`, a page of it.
    Status(usize),
}

/// One release, for programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Single {
    /// A JSON Feed item.
    Json,
    /// A feed of one entry.
    Atom,
    /// Its contacts (RFC 6350).
    Vcf,
}

impl Single {
    /// `5.json` -> 5 and what is asked of it.
    pub fn split(file: &str) -> Option<(&str, Self)> {
        let (id, ending) = file.rsplit_once('.')?;
        let single = match ending {
            "json" => Self::Json,
            "atom" => Self::Atom,
            "vcf" => Self::Vcf,
            _ => return None,
        };
        Some((id, single))
    }
}

impl Key {
    /// In words that anybody may make up: a search, a tag, a filter.
    pub fn is_search(&self) -> bool {
        match self {
            Self::Feed(_, filter) | Self::FeedPage(_, filter, _) | Self::River(filter, _) => {
                matches!(filter.selection, Selection::Search(_) | Selection::Tag(_))
                    || filter.since.is_some()
                    || filter.kind.is_some()
                    || filter.marked.is_some()
                    || !filter.languages.is_empty()
            }
            Self::Sources(listing, _) => !listing.find.is_empty(),
            Self::Archive(..)
            | Self::Release(..)
            | Self::Single(..)
            | Self::SourcesJson(_)
            | Self::Subscribe(_)
            | Self::States(_)
            | Self::Vocabulary(_)
            | Self::Opml
            | Self::Sitemap
            | Self::Status(_) => false,
        }
    }
}
