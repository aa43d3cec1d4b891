//! Days: `4 January 2021`, `JAN 4, 2021`, `2024-05-01`, `13.10.2021`, `2024年5月1日`, `Sun Jan 4 16:29:06 2004`.

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};

use super::Hints;
use super::clock::{self, Clock, Manner};
use super::names::{self, Month};
use super::numeric;
use super::tokens::{Kind, Tokens};

/// A day within tokens.
#[derive(Debug, Clone, Copy)]
pub struct Day {
    /// Token behind it.
    pub next: usize,
    /// The day.
    pub date: NaiveDate,
    /// A time that stood between day and year (asctime).
    pub clock: Option<Clock>,
}

/// What the rules need to know besides the tokens.
#[derive(Clone, Copy)]
pub struct Setting<'a> {
    /// Of the caller.
    pub hints: &'a Hints<'a>,
    /// The whole string is a date: two-digit years and odd widths are let through.
    pub whole: bool,
    /// The weekday that stood before, from Monday = 0.
    pub weekday: Option<u32>,
}

/// A day that begins at this token.
pub fn read(t: &Tokens<'_>, i: usize, s: Setting<'_>) -> Option<Day> {
    match t.get(i)?.kind {
        Kind::Number { value, digits } => {
            let glued = i > 0 && !t.spaced(i) && t.raw(i - 1).is_some_and(|w| w.is_ascii()) && !s.whole;
            if glued {
                return None;
            }
            numeric::read(t, i, s)
                .or_else(|| if digits <= 2 { day_first(t, i, value, s) } else { year_first(t, i, value, digits, s) })
        }
        Kind::Word => {
            // a month's name, then a number: looked up only when a number is near
            let near = (i + 1..i + 4).any(|n| t.number(n).is_some());
            near.then(|| month_first(t, i, s)).flatten()
        }
        Kind::Mark(_) => None,
    }
}

/// The month that a token names, and the token behind it (an abbreviation's dot too).
fn month(t: &Tokens<'_>, i: usize, s: Setting<'_>) -> Option<(usize, Month)> {
    let raw = t.raw(i)?;
    let language = s.hints.language;
    let named = t.word(i).and_then(|w| names::month(&w, language));
    // "V" only where numbers stand on both sides: 3.V.2024
    let roman = || {
        names::roman(raw)
            .filter(|_| i > 0 && (t.number(i - 1).is_some() || t.number(i.wrapping_sub(2)).is_some()))
            .map(|number| Month { number, sure: false })
    };
    let found = named.or_else(roman)?;
    let next = if t.mark(i + 1) == Some('.') && !t.spaced(i + 1) { i + 2 } else { i + 1 };
    // the same month by its other name: "نيسان / أبريل"
    let again = t.mark(next) == Some('/')
        && t.word(next + 1).and_then(|w| names::month(&w, language)).is_some_and(|other| other.number == found.number);
    Some((if again { next + 2 } else { next }, found))
}

/// Over "of", "de", commas and dots, at most three tokens.
fn over_joiners(t: &Tokens<'_>, mut i: usize) -> usize {
    for _ in 0..3 {
        match t.get(i).map(|x| x.kind) {
            Some(Kind::Mark('.' | ',' | '-' | '/' | '\'' | '_')) => i += 1,
            Some(Kind::Word) if t.word(i).is_some_and(|w| names::joins(&w)) => i += 1,
            _ => break,
        }
    }
    i
}

/// Over the ending of an ordinal: 1st, 2nd, 1er, 1º, 3-го.
fn over_ordinal(t: &Tokens<'_>, i: usize) -> usize {
    let ending = |at: usize| {
        t.word(at).is_some_and(|w| {
            matches!(
                w.as_str(),
                "st" | "nd" | "rd" | "th" | "er" | "re" | "e" | "º" | "ª" | "o" | "a" | "го" | "и" | "an" | "en" | "d"
            )
        })
    };
    if !t.spaced(i) && ending(i) {
        i + 1
    } else if t.mark(i) == Some('-') && !t.spaced(i) && !t.spaced(i + 1) && ending(i + 1) {
        i + 2
    } else if t.mark(i) == Some('°') {
        i + 1
    } else {
        i
    }
}

/// A year at this token: four digits, or two where the surroundings prove a year.
fn year(t: &Tokens<'_>, i: usize, s: Setting<'_>, two_digits: bool) -> Option<(usize, i32)> {
    let (value, digits) = t.number(i)?;
    let year = i32::try_from(value).ok()?;
    let close = t.mark(i + 1) == Some(':') && !t.spaced(i + 1);
    match digits {
        4 if numeric::plausible_year(year, s) => Some((i + 1, year)),
        2 if !close && (two_digits || s.whole) => Some((i + 1, numeric::century(year))),
        _ => None,
    }
}

/// `4 January 2021`, `02-Jan-06`, `3. Mai`.
fn day_first(t: &Tokens<'_>, i: usize, day: u32, s: Setting<'_>) -> Option<Day> {
    let at = over_joiners(t, over_weekday(t, over_ordinal(t, i + 1)));
    let (behind, month) = month(t, at, s)?;
    let to_year = over_joiners(t, behind);
    let mark = t.mark(to_year.wrapping_sub(1)).filter(|_| to_year > 0);
    let clear =
        matches!(mark, Some('\'')) || (matches!(mark, Some('-' | '/')) && matches!(t.mark(at - 1), Some('-' | '/')));
    if let Some((next, year)) = year(t, to_year, s, clear || clock::after(t, to_year + 1, false).is_some()) {
        return made(next, year, month.number, day);
    }
    // "4 Jan 10:00 2021"
    if let Some(found) = year_behind_time(t, behind, month.number, day, s) {
        return Some(found);
    }
    // "14 gennaio 20": a short year, where no longer one follows
    if let Some((next, year)) = year(t, to_year, s, month.sure && to_year == behind)
        && year <= s.hints.now.map_or(2100, |now| now.year())
        && t.number(over_joiners(t, next)).is_none_or(|(_, d)| d != 4)
    {
        return made(next, year, month.number, day);
    }
    // "30 Jan 4, 2021": the 30 belongs to something else
    let other = t.number(to_year).is_some() && clock::read(t, to_year, Manner::default()).is_none();
    if other || !month.sure {
        return None;
    }
    without_year(behind, month.number, day, s)
}

fn over_weekday(t: &Tokens<'_>, i: usize) -> usize {
    if t.spaced(i)
        && t.raw(i).is_some_and(|w| w.chars().count() > 2)
        && t.word(i).is_some_and(|w| names::weekday(&w).is_some() && names::month(&w, None).is_none())
    {
        i + 1
    } else {
        i
    }
}

/// `January 4th, 2021`, `Jan 4 16:29:06 2004`, `May 3-5, 2024` (the first day).
fn month_first(t: &Tokens<'_>, i: usize, s: Setting<'_>) -> Option<Day> {
    let (behind, month) = month(t, i, s)?;
    let at = over_joiners(t, behind);
    let (day, _) = t.number(at).filter(|(_, d)| *d <= 2)?;
    let mut next = over_ordinal(t, at + 1);
    if matches!(t.mark(next), Some('-' | '–'))
        && t.number(next + 1).is_some_and(|(v, d)| d <= 2 && v > day && v < 32)
        && t.mark(next + 2) != Some(':')
    {
        next = over_ordinal(t, next + 2);
    }
    let to_year = over_joiners(t, next);
    let short = t.mark(to_year.wrapping_sub(1)) == Some('\'');
    if let Some((end, year)) = year(t, to_year, s, short) {
        return made(end, year, month.number, day);
    }
    if let Some(found) = year_behind_time(t, next, month.number, day, s) {
        return Some(found);
    }
    let capital = t.raw(i).and_then(|w| w.chars().next()).is_some_and(char::is_uppercase);
    if !month.sure || !capital || t.number(to_year).is_some_and(|(_, d)| d > 2) {
        return None;
    }
    without_year(next, month.number, day, s)
}

/// asctime and its kin: the time, perhaps a zone, then the year.
fn year_behind_time(t: &Tokens<'_>, i: usize, month: u32, day: u32, s: Setting<'_>) -> Option<Day> {
    let i = if t.mark(i) == Some(',') { i + 1 } else { i };
    let clock = clock::read(t, i, Manner { whole: s.whole, ..Manner::default() })?;
    let (next, year) = year(t, clock.next, Setting { whole: false, ..s }, false)?;
    Some(Day { clock: Some(clock), ..made(next, year, month, day)? })
}

/// `2024. május 1.`, `2006-Jan-02`, `2024. gada 1. maijs`, `2024 m. gegužės 1 d.`
fn year_first(t: &Tokens<'_>, i: usize, year: u32, digits: u8, s: Setting<'_>) -> Option<Day> {
    let year = i32::try_from(year).ok().filter(|y| digits == 4 && numeric::plausible_year(*y, s))?;
    let at = over_joiners(t, i + 1);
    if let Some((behind, month)) = month(t, at, s) {
        let day_at = over_joiners(t, behind);
        let (day, _) = t.number(day_at).filter(|(_, d)| *d <= 2)?;
        let next = over_ordinal(t, day_at + 1);
        // "2023 May 4, 2024": the first number is no year of this date
        let own_year = t
            .number(over_joiners(t, next))
            .is_some_and(|(v, d)| d == 4 && i32::try_from(v).is_ok_and(|y| numeric::plausible_year(y, s)));
        return if own_year { None } else { made(next, year, month.number, day) };
    }
    let (day, _) = t.number(at).filter(|(_, d)| *d <= 2 && at > i + 1)?;
    let (next, month) = month(t, over_joiners(t, over_ordinal(t, at + 1)), s)?;
    if t.number(over_joiners(t, next)).is_some_and(|(_, d)| d == 4) {
        None
    } else {
        made(next, year, month.number, day)
    }
}

fn made(next: usize, year: i32, month: u32, day: u32) -> Option<Day> {
    Some(Day { next, date: NaiveDate::from_ymd_opt(year, month, day)?, clock: None })
}

/// A day without its year: the latest that is not in the future, of the printed weekday if there is one.
pub fn without_year(next: usize, month: u32, day: u32, s: Setting<'_>) -> Option<Day> {
    let now: DateTime<Utc> = s.hints.now?;
    let last = now.date_naive().checked_add_signed(TimeDelta::days(1))?;
    let past =
        (0..8).filter_map(|back| NaiveDate::from_ymd_opt(now.year() + 1 - back, month, day)).filter(|d| *d <= last);
    let mut years = past.clone();
    let date = match s.weekday {
        Some(weekday) => past.clone().find(|d| d.weekday().num_days_from_monday() == weekday).or_else(|| years.next()),
        None => years.next(),
    }?;
    Some(Day { next, date, clock: None })
}
