//! Days: `4 January 2021`, `JAN 4, 2021`, `2024-05-01`, `13.10.2021`, `2024年5月1日`, `Sun Jan 4 16:29:06 2004`.

use chrono::Datelike;

use super::calendars::{self, Calendar};
use super::clock::{self, Manner};
use super::joiners::{over_joiners, over_ordinal};
use super::names::{self, Month};
use super::numeric;
use super::tokens::{Kind, Tokens};
use super::yearless::without_year;
use super::{Basis, Day, Setting};

/// A day that begins at this token.
pub fn read(t: &Tokens<'_>, i: usize, s: Setting<'_>) -> Option<Day> {
    match t.get(i)?.kind {
        Kind::Number { value, digits } => {
            let glued = i > 0 && !t.spaced(i) && t.raw(i - 1).is_some_and(|w| w.is_ascii()) && !s.whole;
            // the year of an era is read with the era's name
            if glued || (i > 0 && calendars::era(t, i - 1, s.hints.language).is_some()) {
                return None;
            }
            numeric::read(t, i, s).or_else(|| if digits <= 2 { day_first(t, i, value, s) } else { year_first(t, i, s) })
        }
        Kind::Word => {
            // a month's name, then a number: looked up only when a number is near
            let near = (i + 1..i + 6).any(|n| t.number(n).is_some());
            near.then(|| month_first(t, i, s).or_else(|| numeric::of_era(t, i, s))).flatten()
        }
        Kind::Mark(_) => None,
    }
}

/// The month that a token names, and the token behind it (an abbreviation's dot too).
fn month(t: &Tokens<'_>, i: usize, s: Setting<'_>) -> Option<(usize, Month)> {
    let raw = t.raw(i)?;
    let language = s.hints.language;
    if let Some((next, number)) = names::thai_abbreviation(t, i) {
        return Some((next, Month { number, sure: true, calendar: Calendar::Common }));
    }
    let other_calendar = || {
        let (next, number, calendar) = calendars::month(t, i)?;
        Some((next, Month { number, sure: false, calendar }))
    };
    let named = t.word(i).and_then(|w| names::month(&w, language));
    // "V" only where numbers stand on both sides: 3.V.2024
    let roman = || {
        names::roman(raw)
            .filter(|_| i > 0 && (t.number(i - 1).is_some() || t.number(i.wrapping_sub(2)).is_some()))
            .map(|number| Month { number, sure: false, calendar: Calendar::Common })
    };
    let Some(found) = named.or_else(roman) else { return other_calendar() };
    let next = if t.mark(i + 1) == Some('.') && !t.spaced(i + 1) { i + 2 } else { i + 1 };
    // the same month by its other name: "نيسان / أبريل"
    let again = t.mark(next) == Some('/')
        && t.word(next + 1).and_then(|w| names::month(&w, language)).is_some_and(|other| other.number == found.number);
    Some((if again { next + 2 } else { next }, found))
}

/// A year at this token: four digits, or two where the surroundings prove a year.
fn year(t: &Tokens<'_>, i: usize, (s, calendar): (Setting<'_>, Calendar), two_digits: bool) -> Option<(usize, i32)> {
    let (value, digits) = t.number(i)?;
    let year = i32::try_from(value).ok()?;
    // "12 juin à 18h", "12. Juni 18:00": the hour is no year
    let hour = t.word(i + 1).is_some_and(|w| super::words::hour(&w));
    let close = hour || t.mark(i + 1) == Some(':') && !t.spaced(i + 1);
    let buddhist = || calendars::is_buddhist(t, i, year);
    match digits {
        4 if calendars::plausible(year, calendar, s) || buddhist() => Some((i + 1, year)),
        2 if calendar != Calendar::Common => None,
        2 if !close && calendars::is_short_buddhist(t, i, year) => Some((i + 1, 2500 + year)),
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
    let told = clear || clock::after(t, to_year + 1, Manner::default()).is_some();
    if let Some((next, year)) = year(t, to_year, (s, month.calendar), told) {
        return made(next, year, month, day);
    }
    // "4 Jan 10:00 2021"
    if let Some(found) = year_behind_time(t, behind, (month, day), s) {
        return Some(found);
    }
    // "14 gennaio 20": a short year, where no longer one follows
    if let Some((next, year)) = year(t, to_year, (s, month.calendar), month.sure && to_year == behind)
        && year <= s.hints.now.map_or(2100, |now| now.year())
        && t.number(over_joiners(t, next)).is_none_or(|(_, d)| d != 4)
    {
        return made(next, year, month, day);
    }
    // "30 Jan 4, 2021": the 30 belongs to something else
    let other = t.number(to_year).is_some() && clock::read(t, to_year, Manner::default()).is_none();
    if other || !month.sure {
        return None;
    }
    without_year(t, (i, behind), (month.number, day), s)
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
    if let Some((end, year)) = year(t, to_year, (s, month.calendar), short) {
        return made(end, year, month, day);
    }
    if let Some(found) = year_behind_time(t, next, (month, day), s) {
        return Some(found);
    }
    let capital = t.raw(i).and_then(|w| w.chars().next()).is_some_and(char::is_uppercase);
    if !month.sure || !capital || t.number(to_year).is_some_and(|(_, d)| d > 2) {
        return None;
    }
    without_year(t, (i, next), (month.number, day), s)
}

/// asctime and its kin: the time, perhaps a zone, then the year.
fn year_behind_time(t: &Tokens<'_>, i: usize, (month, day): (Month, u32), s: Setting<'_>) -> Option<Day> {
    let i = if t.mark(i) == Some(',') { i + 1 } else { i };
    let manner = Manner { whole: s.whole, language: s.hints.language, ..Manner::default() };
    let clock = clock::read(t, i, manner)?;
    let (next, year) = year(t, clock.next, (Setting { whole: false, ..s }, month.calendar), false)?;
    Some(Day { clock: Some(clock), ..made(next, year, month, day)? })
}

/// `2024. május 1.`, `2006-Jan-02`, `2024. gada 1. maijs`, `2024 m. gegužės 1 d.`
fn year_first(t: &Tokens<'_>, i: usize, s: Setting<'_>) -> Option<Day> {
    let (value, _) = t.number(i).filter(|(_, digits)| *digits == 4)?;
    let year = i32::try_from(value).ok()?;
    let possible = |month: &Month| calendars::plausible(year, month.calendar, s);
    let at = over_joiners(t, i + 1);
    if let Some((behind, month)) = month(t, at, s).filter(|(_, month)| possible(month)) {
        let day_at = over_joiners(t, behind);
        let (day, _) = t.number(day_at).filter(|(_, d)| *d <= 2)?;
        let next = over_ordinal(t, day_at + 1);
        // "2023 May 4, 2024": the first number is no year of this date
        let own_year = t
            .number(over_joiners(t, next))
            .is_some_and(|(v, d)| d == 4 && i32::try_from(v).is_ok_and(|y| calendars::plausible(y, month.calendar, s)));
        return if own_year { None } else { made(next, year, month, day) };
    }
    let (day, _) = t.number(at).filter(|(_, d)| *d <= 2 && at > i + 1)?;
    let (next, month) = month(t, over_joiners(t, over_ordinal(t, at + 1)), s).filter(|(_, month)| possible(month))?;
    if t.number(over_joiners(t, next)).is_some_and(|(_, d)| d == 4) { None } else { made(next, year, month, day) }
}

fn made(next: usize, year: i32, month: Month, day: u32) -> Option<Day> {
    let date = calendars::day(year, month.number, day, month.calendar)?;
    Some(Day { next, date, clock: None, basis: Basis::Printed })
}
