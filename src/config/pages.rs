//! `[pages]`, and who may see what operators need.

use chrono_tz::Tz;

use super::{
    stanza::{choice, time_zone},
    table::Table,
};
use crate::model::PAGE_LANGUAGES;

/// To whom `/status` and `/metrics` are open.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Status {
    /// Everybody.
    #[default]
    Public,
    /// Whoever asks from this machine.
    Loopback,
    /// Nobody.
    Off,
}

/// Where the pictures on pages come from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Media {
    /// From their publishers.
    #[default]
    Direct,
    /// From us, scaled: no publisher hears of a reader.
    Proxy,
}

/// `[pages]`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pages {
    /// Of all times on them.
    pub time_zone: Tz,
    /// Where pictures come from.
    pub media: Media,
    /// Languages that are offered, the likeliest first; empty: all.
    pub languages: Vec<String>,
}

/// Of `[daemon]`.
pub(super) fn status(text: &str) -> Result<Status, String> {
    choice(text, &[("public", Status::Public), ("loopback", Status::Loopback), ("off", Status::Off)])
}

/// The table.
pub(super) fn pages(root: &mut Table<'_>) -> Pages {
    let mut table = root.table("pages");
    let media = |text: &str| choice(text, &[("direct", Media::Direct), ("proxy", Media::Proxy)]);
    let language = |text: &str| choice(text, &PAGE_LANGUAGES.map(|tag| (tag, tag))).map(str::to_owned);
    let pages = Pages {
        time_zone: table.checked("time_zone", time_zone).unwrap_or_default(),
        media: table.checked("media", media).unwrap_or_default(),
        languages: table.each("languages", language),
    };
    root.absorb(table);
    pages
}
