//! The operator's own selectors for a page that defeats the automatic reading.

use serde::{Deserialize, Serialize};

/// CSS selectors of a listing, checked when the configuration is read. All but `item` are relative to the item.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Select {
    /// One record.
    pub item: Option<String>,
    /// Its title; its link too unless `link` is given.
    pub title: Option<String>,
    /// Its link.
    pub link: Option<String>,
    /// Its date.
    pub date: Option<String>,
    /// Its teaser.
    pub summary: Option<String>,
    /// Its picture.
    pub image: Option<String>,
    /// The link to older items.
    pub next: Option<String>,
    /// On the release's own page: the body.
    pub body: Option<String>,
}
