//! Zones as printed: offsets, abbreviations, names of the tz database.
//!
//! An abbreviation that means several zones has its commonest sense in news: CST is North America's, IST India's, BST Britain's.

use chrono::{FixedOffset, NaiveDateTime, Offset, TimeZone};
use chrono_tz::Tz;

use super::tokens::{Tokens, fold};

/// What a zone means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Zone {
    /// Seconds east.
    Fixed(i32),
    /// By the date.
    Named(Tz),
    /// A word where a zone belongs that nobody knows.
    Unknown,
}

/// Abbreviation and hours east.
const FIXED: &[(&str, f32)] = &[
    ("z", 0.0),
    ("gmt", 0.0),
    ("utc", 0.0),
    ("ut", 0.0),
    ("wet", 0.0),
    ("west", 1.0),
    ("bst", 1.0),
    ("cet", 1.0),
    ("met", 1.0),
    ("mez", 1.0),
    ("cest", 2.0),
    ("mest", 2.0),
    ("mesz", 2.0),
    ("eet", 2.0),
    ("eest", 3.0),
    ("msk", 3.0),
    ("trt", 3.0),
    ("sast", 2.0),
    ("cat", 2.0),
    ("wat", 1.0),
    ("eat", 3.0),
    ("ast", -4.0),
    ("adt", -3.0),
    ("nst", -3.5),
    ("ndt", -2.5),
    ("est", -5.0),
    ("edt", -4.0),
    ("cst", -6.0),
    ("cdt", -5.0),
    ("mst", -7.0),
    ("mdt", -6.0),
    ("pst", -8.0),
    ("pdt", -7.0),
    ("akst", -9.0),
    ("akdt", -8.0),
    ("hst", -10.0),
    ("hast", -10.0),
    ("hne", -5.0),
    ("hae", -4.0),
    ("hnc", -6.0),
    ("hac", -5.0),
    ("hnp", -8.0),
    ("hap", -7.0),
    ("brt", -3.0),
    ("art", -3.0),
    ("clt", -4.0),
    ("clst", -3.0),
    ("gst", 4.0),
    ("pkt", 5.0),
    ("ist", 5.5),
    ("npt", 5.75),
    ("bdt", 6.0),
    ("ict", 7.0),
    ("wib", 7.0),
    ("hkt", 8.0),
    ("sgt", 8.0),
    ("myt", 8.0),
    ("pht", 8.0),
    ("awst", 8.0),
    ("jst", 9.0),
    ("kst", 9.0),
    ("acst", 9.5),
    ("acdt", 10.5),
    ("aest", 10.0),
    ("aedt", 11.0),
    ("nzst", 12.0),
    ("nzdt", 13.0),
];

/// Abbreviations that follow summer time.
const NAMED: &[(&str, Tz)] = &[
    ("et", Tz::America__New_York),
    ("ct", Tz::America__Chicago),
    ("mt", Tz::America__Denver),
    ("pt", Tz::America__Los_Angeles),
    ("at", Tz::America__Halifax),
    ("eastern", Tz::America__New_York),
    ("central", Tz::America__Chicago),
    ("mountain", Tz::America__Denver),
    ("pacific", Tz::America__Los_Angeles),
    ("atlantic", Tz::America__Halifax),
    ("london", Tz::Europe__London),
    ("brussels", Tz::Europe__Brussels),
    ("paris", Tz::Europe__Paris),
    ("berlin", Tz::Europe__Berlin),
];

impl Zone {
    /// Its offset at a local time. A time that the change to summer time skips or doubles takes the earlier offset.
    pub fn offset(self, local: NaiveDateTime) -> Option<FixedOffset> {
        match self {
            Self::Fixed(seconds) => FixedOffset::east_opt(seconds),
            Self::Named(tz) => Some(offset_of(tz, local)),
            Self::Unknown => None,
        }
    }
}

/// The offset of a zone at a local time.
pub fn offset_of(tz: Tz, local: NaiveDateTime) -> FixedOffset {
    let found = tz.offset_from_local_datetime(&local);
    match found.earliest() {
        Some(offset) => offset.fix(),
        // the hour that clocks skip: as it was an hour before
        None => tz
            .offset_from_local_datetime(&(local - chrono::TimeDelta::hours(1)))
            .earliest()
            .map_or_else(|| tz.offset_from_utc_datetime(&local).fix(), |o| o.fix()),
    }
}

/// Reads a zone behind a time: its end and sense. `whole` allows lower case and unknown words; `stamp` (behind `T`)
/// allows a minus directly behind the time, which in running text is a range of hours.
pub fn read(t: &Tokens<'_>, i: usize, whole: bool, stamp: bool) -> Option<(usize, Zone)> {
    if let Some(open) = t.mark(i).filter(|m| matches!(m, '(' | '[')) {
        if matches!(t.mark(i + 1), Some('(' | '[')) {
            return None; // else the text would decide how deep this recurses
        }
        let (next, zone) = read(t, i + 1, false, true).filter(|(_, z)| *z != Zone::Unknown)?;
        let close = if open == '(' { ')' } else { ']' };
        return (t.mark(next) == Some(close)).then_some((next + 1, zone));
    }
    if let Some((next, zone)) = offset(t, i, whole || stamp) {
        // "+0000 UTC" says it twice
        let again = t.raw(next).is_some_and(|w| {
            w.bytes().all(|b| b.is_ascii_uppercase()) && FIXED.iter().any(|(name, _)| name.eq_ignore_ascii_case(w))
        });
        return Some((if again { next + 1 } else { next }, zone));
    }
    let raw = t.raw(i)?;
    if t.mark(i + 1) == Some('/') && !t.spaced(i + 1) {
        return region(t, i);
    }
    let (mut next, zone) = abbreviation(t, i, whole)?;
    if zone == Zone::Fixed(0)
        && fold(raw) != "z"
        && let Some((end, Zone::Fixed(seconds))) = offset(t, i + 1, true)
    {
        return Some((end, Zone::Fixed(seconds)));
    }
    // "Eastern Standard Time", "ET time"
    for _ in 0..2 {
        if t.word(next).is_some_and(|w| matches!(w.as_str(), "standard" | "daylight" | "time")) {
            next += 1;
        }
    }
    Some((next, zone))
}

fn abbreviation(t: &Tokens<'_>, i: usize, whole: bool) -> Option<(usize, Zone)> {
    let raw = t.raw(i)?;
    let word = &*fold(raw);
    let capitals = raw.bytes().all(|b| b.is_ascii_uppercase());
    if capitals || whole || raw == "z" {
        if let Some((_, hours)) = FIXED.iter().find(|(name, _)| *name == word) {
            #[allow(clippy::cast_possible_truncation)]
            return Some((i + 1, Zone::Fixed((hours * 3600.0) as i32)));
        }
        if let Some((_, tz)) = NAMED.iter().find(|(name, _)| *name == word).filter(|(n, _)| capitals || n.len() > 2) {
            return Some((i + 1, Zone::Named(*tz)));
        }
        if whole && capitals && (1..=5).contains(&raw.len()) && !matches!(word, "am" | "pm") {
            return Some((i + 1, Zone::Unknown));
        }
    }
    let next = t.word(i + 1)?;
    let third = t.word(i + 2).unwrap_or_default();
    match (word, next.as_str(), third.as_str()) {
        ("british" | "irish", "summer", "time") => Some((i + 3, Zone::Fixed(3600))),
        ("greenwich", "mean", "time") => Some((i + 3, Zone::Fixed(0))),
        ("central", "european", "time") => Some((i + 3, Zone::Named(Tz::Europe__Berlin))),
        ("central", "european", "summer") => Some((i + 4, Zone::Fixed(7200))),
        ("uk" | "london", "time", _) => Some((i + 2, Zone::Named(Tz::Europe__London))),
        (_, "time" | "standard" | "daylight", _) => {
            NAMED.iter().find(|(name, _)| *name == word && name.len() > 2).map(|(_, tz)| (i + 1, Zone::Named(*tz)))
        }
        _ => None,
    }
}

/// `+02:00`, `-0700`, `+2`.
fn offset(t: &Tokens<'_>, i: usize, glued_minus: bool) -> Option<(usize, Zone)> {
    let sign = match t.mark(i)? {
        '+' => 1,
        '-' if glued_minus || t.spaced(i) => -1,
        _ => return None,
    };
    let (value, digits) = t.number(i + 1).filter(|_| !t.spaced(i + 1))?;
    let colon = t.mark(i + 2) == Some(':') && !t.spaced(i + 2) && !t.spaced(i + 3);
    let (next, hours, minutes) = match (digits, t.number(i + 3).filter(|_| colon)) {
        (1 | 2, Some((minutes, 2))) => (i + 4, value, minutes),
        (1 | 2, None) if sign > 0 || glued_minus => (i + 2, value, 0),
        (3 | 4, None) => (i + 2, value / 100, value % 100),
        _ => return None,
    };
    if hours > 15 || minutes > 59 {
        return None;
    }
    let seconds = i32::try_from(hours * 3600 + minutes * 60).ok()?;
    Some((next, Zone::Fixed(sign * seconds)))
}

/// `Europe/Berlin`, `Etc/GMT`, `America/Argentina/Buenos_Aires`.
fn region(t: &Tokens<'_>, i: usize) -> Option<(usize, Zone)> {
    let start = t.get(i)?.start;
    let mut last = i;
    while last < i + 9
        && !t.spaced(last + 1)
        && (t.raw(last + 1).is_some() || matches!(t.mark(last + 1), Some('/' | '_' | '-')))
    {
        last += 1;
    }
    let name = t.text.get(start..t.get(last)?.end)?;
    let tz: Tz = name.parse().ok()?;
    Some((last + 1, Zone::Named(tz)))
}
