//! Published and updated times: strings as found in, dates out.
//!
//! Nothing is guessed: a string that no rule reads is `None`, and so is a date whose year was not understood.
//!
//! Reads RFC 822 and 2822 with their common faults, RFC 3339, W3CDTF, ISO 8601, asctime, and dates as people print
//! them in some ninety languages. Text is cut into tokens once; every rule looks at a few tokens around a number,
//! so that the work is linear in the text.

mod calendars;
mod clock;
mod day;
mod eras;
mod further_names;
mod halves;
mod han;
mod in_path;
mod iso;
mod joiners;
mod names;
mod numeric;
mod relative;
mod relative_names;
mod rfc2822;
#[cfg(test)]
mod tests;
mod tokens;
mod words;
mod yearless;
mod zones;

use std::ops::Range;

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveTime, TimeZone};
use chrono_tz::Tz;

use clock::{Clock, Manner};
use tokens::{Kind, Tokens};

pub use in_path::in_path;
pub use tokens::invisible;

/// A word that names a month or a day of the week, in any language.
pub fn is_calendar_word(word: &str) -> bool {
    let word = tokens::fold(word.trim_matches(|c: char| !c.is_alphabetic()));
    word.len() >= 3 && (names::month(&word, None).is_some_and(|month| month.sure) || names::weekday(&word).is_some())
}

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
    /// How much of the day is printed.
    pub basis: Basis,
}

/// What the rules need to know besides the tokens.
#[derive(Clone, Copy)]
struct Setting<'a> {
    /// Of the caller.
    hints: &'a Hints<'a>,
    /// The whole string is a date: two-digit years and odd widths are let through.
    whole: bool,
    /// The weekday that stood before, from Monday = 0.
    weekday: Option<u32>,
}

/// A day within tokens.
#[derive(Debug, Clone, Copy)]
struct Day {
    /// Token behind it.
    next: usize,
    /// The day.
    date: NaiveDate,
    /// A time that stood between day and year (asctime).
    clock: Option<Clock>,
    /// Whether its year is printed.
    basis: Basis,
}

/// A date as text that reads the same wherever it is read again: as printed where no hint was needed, else ISO 8601.
pub fn as_text(printed: &str, when: &When) -> String {
    let order = |day_first| Hints { day_first: Some(day_first), ..Hints::default() };
    if [true, false].into_iter().all(|day_first| parse(printed, &order(day_first)).as_ref() == Some(when)) {
        return printed.to_owned();
    }
    let mut text = when.date.format("%Y-%m-%d").to_string();
    if let Some(time) = when.time {
        text.push_str(&time.format("T%H:%M:%S").to_string());
        text.extend(when.offset.map(|offset| offset.to_string()));
    }
    text
}

/// How much of a day is printed, and how much the clock added.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// Day, month and year.
    Printed,
    /// No year: the latest that is not in the future. Neighbours may know better.
    Yearless,
    /// A distance from now: "3 hours ago", "yesterday".
    Relative,
}

impl When {
    /// As an instant: midnight without a time, `zone` (else UTC) without an offset.
    pub fn instant(&self, zone: Option<Tz>) -> DateTime<FixedOffset> {
        let local = self.date.and_time(self.time.unwrap_or(NaiveTime::MIN));
        let offset = self.offset.unwrap_or_else(|| zones::offset_of(zone.unwrap_or(Tz::UTC), local));
        offset.from_local_datetime(&local).single().unwrap_or_else(|| offset.from_utc_datetime(&local))
    }
}

/// Longest string that is tried as a date by itself.
const MAX_WHOLE: usize = 120;

/// The whole string is a date (a feed's element, a `datetime` attribute).
pub fn parse(text: &str, hints: &Hints<'_>) -> Option<When> {
    let text = text.trim_matches(|c: char| c.is_whitespace() || invisible(c));
    if text.is_empty() || text.len() > MAX_WHOLE {
        return None;
    }
    if let Some(when) = rfc2822::read(text) {
        return Some(when);
    }
    // 12-03-26 is of 2012 in ISO 8601, and of 2026 where the day stands first
    let day_first = || hints.day_first.unwrap_or_else(|| hints.language.is_some_and(numeric::puts_day_first));
    let short = text.len() == 8 && text.as_bytes().get(2) == Some(&b'-');
    iso::read(text).filter(|_| !(short && day_first())).or_else(|| spelled(text, hints))
}

/// A whole string in words and numbers.
fn spelled(text: &str, hints: &Hints<'_>) -> Option<When> {
    let t = Tokens::of(text);
    for i in 0..t.len().min(12) {
        if let Some(found) = at(&t, i, hints, true) {
            let clear = (0..i).all(|before| harmless(&t, before, true)) && rest_is_harmless(&t, found.next);
            return if clear { found.when } else { None };
        }
        if !harmless(&t, i, true) {
            break;
        }
    }
    relative::read(text, hints)
}

/// A token that may stand beside a date in a string that is nothing but a date.
fn harmless(t: &Tokens<'_>, i: usize, leading: bool) -> bool {
    match t.get(i).map(|x| x.kind) {
        None
        | Some(Kind::Mark('.' | ',' | ':' | '-' | '–' | '—' | '|' | '(' | ')' | '[' | ']' | ';' | '/' | '\'' | '"')) => {
            true
        }
        Some(Kind::Word) => {
            // any word before a comma is taken for a weekday: "Vrj, 02 Jan 2006"
            let unknown_weekday = leading && i == 0 && matches!(t.mark(1), Some(',' | '.'));
            unknown_weekday
                || t.word(i).is_some_and(|w| {
                    names::weekday(&w).is_some()
                        || names::at(&w)
                        || (leading && names::label(&w))
                        || (!leading && (words::year(&w) || words::hour(&w)))
                })
        }
        _ => false,
    }
}

fn rest_is_harmless(t: &Tokens<'_>, from: usize) -> bool {
    let mut i = from;
    while i < t.len() {
        // "(Mitteleuropäische Zeit)": a comment, RFC 822 section 3.4.3
        if t.mark(i) == Some('(')
            && let Some(close) = (i..t.len()).find(|n| t.mark(*n) == Some(')'))
            && (i..close).all(|n| t.number(n).is_none())
        {
            i = close + 1;
        } else if harmless(t, i, false) {
            i += 1;
        } else {
            return false;
        }
    }
    true
}

/// The first date within visible text, with its place.
pub fn find(text: &str, hints: &Hints<'_>) -> Option<(Range<usize>, When)> {
    search(text, hints).next()
}

/// All dates within visible text, in order.
pub fn find_all(text: &str, hints: &Hints<'_>) -> Vec<(Range<usize>, When)> {
    search(text, hints).collect()
}

/// Whether the all-number dates among these strings prove day first (`31/12/2024`) or month first.
pub fn order_of<'a>(texts: impl Iterator<Item = &'a str>) -> Option<bool> {
    let mut votes = (0, 0);
    for text in texts.filter(|t| has_digit(t)) {
        numeric::proved_order(&Tokens::of(text), &mut votes);
    }
    match votes {
        (day, month) if day > month * 3 => Some(true),
        (day, month) if month > day * 3 => Some(false),
        _ => None,
    }
}

fn has_digit(text: &str) -> bool {
    text.bytes().any(|b| b.is_ascii_digit() || b >= 0xD9)
}

fn search<'a>(text: &'a str, hints: &'a Hints<'a>) -> impl Iterator<Item = (Range<usize>, When)> + 'a {
    let t = if has_digit(text) { Tokens::of(text) } else { Tokens::of("") };
    let mut next = 0;
    let mut whole = (text.len() <= relative::MAX_CHARS * 4 && hints.now.is_some()).then_some(());
    std::iter::from_fn(move || {
        while next < t.len() {
            let i = next;
            next += 1;
            if let Some(Found { start, next: end, when: Some(when) }) = at(&t, i, hints, false) {
                next = end.max(i + 1);
                whole = None;
                let range = t.get(start)?.start..t.get(end - 1)?.end;
                return Some((range, when));
            }
        }
        whole.take()?;
        relative::read(text, hints).map(|when| (0..text.len(), when))
    })
}

struct Found {
    start: usize,
    next: usize,
    /// None when the parts are there but make no date: 24:00:01, +99:99.
    when: Option<When>,
}

/// A date that begins at this token: a day with perhaps a time behind it, or a time with a day behind it.
fn at(t: &Tokens<'_>, i: usize, hints: &Hints<'_>, whole: bool) -> Option<Found> {
    let (start, weekday) = weekday_before(t, i);
    let setting = Setting { hints, whole, weekday };
    if let Some(day) = day::read(t, i, setting) {
        let dated = day.basis == Basis::Printed;
        let manner = Manner { whole, dated, language: hints.language, ..Manner::default() };
        let clock = day.clock.or_else(|| clock::after(t, day.next, manner));
        let next = clock.map_or(day.next, |c| c.next.max(day.next));
        return Some(Found { start, next, when: join(&day, clock.as_ref()) });
    }
    t.number(i).filter(|(_, digits)| *digits != 3).or_else(|| t.raw(i).filter(|w| !w.is_ascii()).map(|_| (0, 0)))?;
    let mut clock = clock::read(t, i, Manner { whole, language: hints.language, ..Manner::default() })?;
    let mut day = day_behind(t, clock.next, setting)?;
    if whole
        && clock.zone.is_none()
        && let Some((next, zone)) = zones::read(t, day.next, true, false)
    {
        (day.next, clock.zone) = (next, Some(zone));
    }
    Some(Found { start: i, next: day.next, when: join(&day, Some(&clock)) })
}

/// The weekday before a date, and where the date then begins.
fn weekday_before(t: &Tokens<'_>, i: usize) -> (usize, Option<u32>) {
    let mut at = i;
    while at > 0 && i - at < 3 {
        at -= 1;
        match t.get(at).map(|x| x.kind) {
            Some(Kind::Mark(',' | '.' | '-' | '(' | ')')) => {}
            Some(Kind::Word) => match t.word(at) {
                // "BURLINGTON, MA, October 4": two capitals behind a comma are a state
                Some(word) if word.len() == 2 && at > 0 && t.mark(at - 1) == Some(',') && t.is_upper(at) => break,
                Some(word) if names::weekday(&word).is_some() => {
                    return (at, names::weekday(&word));
                }
                Some(word) if matches!(word.as_str(), "den" | "the" | "le" | "dem") => {}
                _ => break,
            },
            _ => break,
        }
    }
    (i, None)
}

/// "10:30 on Tuesday 14 May 2024": the day behind a time.
fn day_behind(t: &Tokens<'_>, from: usize, setting: Setting<'_>) -> Option<Day> {
    for i in from..from + 5 {
        let weekday = weekday_before(t, i).1;
        if let Some(day) = day::read(t, i, Setting { weekday, ..setting }).filter(|d| d.clock.is_none()) {
            return Some(day);
        }
        match t.get(i)?.kind {
            Kind::Mark(',' | '-' | '–' | '|' | '·' | '•' | '(' | '/') => {}
            Kind::Word => {
                let word = t.word(i)?;
                if !names::at(&word) && names::weekday(&word).is_none() && !words::hour(&word) {
                    return None;
                }
            }
            _ => return None,
        }
    }
    None
}

fn join(day: &Day, clock: Option<&Clock>) -> Option<When> {
    let Some(clock) = clock else {
        return Some(When { date: day.date, time: None, offset: None, basis: day.basis });
    };
    let (date, time) = clock.on(day.date)?;
    let offset = clock.zone.and_then(|z| z.offset(date.and_time(time)));
    Some(When { date, time: Some(time), offset, basis: day.basis })
}
