//! Published and updated times: strings as found in, dates out.
//!
//! Nothing is guessed: a string that no rule reads is `None`.

use std::ops::Range;

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveTime};
use chrono_tz::Tz;

/// What is known of a string's surroundings.
#[derive(Debug, Clone, Copy, Default)]
pub struct Hints<'a> {
    /// BCP 47 of the text: decides between languages that share a month's name, and the order of 3/4/2024.
    pub language: Option<&'a str>,
    /// Zone of a time that prints none.
    pub zone: Option<Tz>,
    /// Order of all-number dates, when the page as a whole proves it.
    pub day_first: Option<bool>,
    /// For "yesterday", "3 hours ago" and dates without a year.
    pub now: Option<DateTime<chrono::Utc>>,
}

/// A date as printed: a day, perhaps a time, perhaps a zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct When {
    /// The day.
    pub date: NaiveDate,
    /// The time of day, when printed.
    pub time: Option<NaiveTime>,
    /// The offset, when printed as number or as a zone name that means one.
    pub offset: Option<FixedOffset>,
}

impl When {
    /// As an instant: midnight without a time, `zone` (else UTC) without an offset.
    pub fn instant(&self, zone: Option<Tz>) -> DateTime<FixedOffset> {
        let _ = zone;
        unimplemented!("text helper")
    }
}

/// The whole string is a date (a feed's element, a `datetime` attribute).
pub fn parse(text: &str, hints: &Hints<'_>) -> Option<When> {
    let _ = (text, hints);
    None
}

/// The first date within visible text, with its place.
pub fn find(text: &str, hints: &Hints<'_>) -> Option<(Range<usize>, When)> {
    let _ = (text, hints);
    None
}

/// All dates within visible text, in order.
pub fn find_all(text: &str, hints: &Hints<'_>) -> Vec<(Range<usize>, When)> {
    let _ = (text, hints);
    Vec::new()
}

/// Whether the all-number dates among these strings prove day first (`31/12/2024`) or month first.
pub fn order_of<'a>(texts: impl Iterator<Item = &'a str>) -> Option<bool> {
    let _ = texts.count();
    None
}
