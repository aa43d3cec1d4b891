//! `[pages]`, and who may see what operators need.

use chrono_tz::Tz;

use super::{
    stanza::{choice, time_zone},
    table::Table,
};

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

/// `[pages]`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Pages {
    /// Of all times on them.
    pub time_zone: Tz,
}

/// Of `[daemon]`.
pub(super) fn status(text: &str) -> Result<Status, String> {
    choice(text, &[("public", Status::Public), ("loopback", Status::Loopback), ("off", Status::Off)])
}

/// The table.
pub(super) fn pages(root: &mut Table<'_>) -> Pages {
    let mut table = root.table("pages");
    let pages = Pages { time_zone: table.checked("time_zone", time_zone).unwrap_or_default() };
    root.absorb(table);
    pages
}
