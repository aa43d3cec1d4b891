//! All-number dates within text: ISO is always right, of the others day or month first is decided by what is known.

use chrono::{Datelike, NaiveDate};
use chrono_tz::Tz;

use super::calendars::{self, Calendar};
use super::clock::{self, Manner};
use super::tokens::{Tokens, fold};
use super::yearless::without_year;
use super::{Basis, Day, Hints, Setting};

/// A year of two digits, as POSIX has it.
pub fn century(year: i32) -> i32 {
    if year < 69 { 2000 + year } else { 1900 + year }
}

/// A date of numbers that begins at this token.
pub fn read(t: &Tokens<'_>, i: usize, s: Setting<'_>) -> Option<Day> {
    let found = triple(t, i, s).or_else(|| east_asian(t, i, s))?;
    let stamp = || clock::after(t, found.next, Manner { whole: s.whole, ..Manner::default() }).is_some();
    (s.whole || !chained(t, i, found.next) || (!chained_before(t, i) && stamp())).then_some(found)
}

/// A number hangs on before or behind by a dot, hyphen, slash or colon: a telephone, an address, a version.
fn chained(t: &Tokens<'_>, i: usize, next: usize) -> bool {
    chained_before(t, i) || (link(t, next) && t.number(next + 1).is_some() && !t.spaced(next) && !t.spaced(next + 1))
}

fn chained_before(t: &Tokens<'_>, i: usize) -> bool {
    i >= 2 && link(t, i - 1) && t.number(i - 2).is_some() && !t.spaced(i) && !t.spaced(i - 1)
}

fn link(t: &Tokens<'_>, i: usize) -> bool {
    matches!(t.mark(i), Some('.' | '-' | '/' | ':'))
}

fn triple(t: &Tokens<'_>, i: usize, s: Setting<'_>) -> Option<Day> {
    let separator = t.mark(i + 1).filter(|m| matches!(m, '.' | '-' | '/' | '|'))?;
    if t.mark(i + 3) != Some(separator) {
        return None;
    }
    if separator == '|' {
        return barred(t, i, s);
    }
    // blanks only behind dots: "1. 5. 2024"
    let loose = separator == '.' && t.spaced(i + 2) && t.spaced(i + 4);
    let tight = !t.spaced(i + 2) && !t.spaced(i + 4);
    if t.spaced(i + 1) || t.spaced(i + 3) || !(tight || loose) {
        return None;
    }
    let parts = [t.number(i)?, t.number(i + 2)?, t.number(i + 4)?];
    let next = i + 5;
    let hijri = calendars::is_hijri_mark(t, next);
    let calendar = |year| if hijri { Calendar::Hijri } else { calendars::of_numbers(year, s) };
    let printed = Printed { t, next, separator, s };
    // '26.11.3: what the apostrophe stands for is the century
    let cut = i > 0 && t.mark(i - 1) == Some('\'') && !t.spaced(i);
    let date = match parts {
        [(y, 4), (m, 1..=3), (d, 1 | 2)] => {
            let year = i32::try_from(y).ok()?;
            ymd(year, m, d, (calendar(year), s))?
        }
        [(y, 3), (m, 1 | 2), (d, 1 | 2)] if calendars::is_minguo(y, 3, s.hints.language, false) => {
            ymd(i32::try_from(y).ok()? + calendars::MINGUO, m, d, (Calendar::Common, s))?
        }
        [(a, 1 | 2), (b, 1 | 2), (y, 4)] => {
            let year = i32::try_from(y).ok()?;
            printed.ordered(a, b, (year, calendar(year)))?
        }
        [(y, 2), (m, 1 | 2), (d, 1 | 2)]
            if (tight || s.whole) && (cut || calendars::puts_year_first(s.hints.language)) =>
        {
            ymd(century(i32::try_from(y).ok()?), m, d, (Calendar::Common, s))?
        }
        [(a, 1 | 2), (b, 1 | 2), (y, 2)] if tight && (s.whole || short_year_is_clear(t, i)) => {
            printed.ordered(a, b, (century(i32::try_from(y).ok()?), Calendar::Common))?
        }
        _ => return None,
    };
    Some(full(if hijri { next + 1 } else { next }, date))
}

/// "26 | 01 | 2022": two digits, two digits and a year, as nothing else is set.
fn barred(t: &Tokens<'_>, i: usize, s: Setting<'_>) -> Option<Day> {
    let [(a, 2), (b, 2), (y, 4)] = [t.number(i)?, t.number(i + 2)?, t.number(i + 4)?] else { return None };
    let printed = Printed { t, next: i + 5, separator: '.', s };
    Some(full(i + 5, printed.ordered(a, b, (i32::try_from(y).ok()?, Calendar::Common))?))
}

fn full(next: usize, date: NaiveDate) -> Day {
    Day { next, date, clock: None, basis: Basis::Printed }
}

/// In running text `1.2.13` is a version; `10.08.21` is a date, and so is `1/4/21`.
fn short_year_is_clear(t: &Tokens<'_>, i: usize) -> bool {
    let versioned = i > 0
        && t.word(i - 1).is_some_and(|w| {
            matches!(w.as_str(), "version" | "v" | "ver" | "build" | "firmware" | "nr" | "no" | "tel" | "fax")
        });
    let two_digits = |at: usize| t.number(at).is_some_and(|(_, digits)| digits == 2);
    let year = t.number(i + 4).map_or(0, |(y, _)| century(i32::try_from(y).unwrap_or(0)));
    !versioned && (1995..2040).contains(&year) && (t.mark(i + 1) == Some('/') || (two_digits(i) && two_digits(i + 2)))
}

fn ymd(year: i32, month: u32, day: u32, (calendar, s): (Calendar, Setting<'_>)) -> Option<NaiveDate> {
    if calendars::plausible(year, calendar, s) { calendars::day(year, month, day, calendar) } else { None }
}

/// Two numbers and a year, as they are printed.
struct Printed<'t> {
    t: &'t Tokens<'t>,
    /// Token behind the year.
    next: usize,
    separator: char,
    s: Setting<'t>,
}

impl Printed<'_> {
    /// Day and month in the order that is proved, printed, or usual.
    fn ordered(&self, a: u32, b: u32, (year, calendar): (i32, Calendar)) -> Option<NaiveDate> {
        let s = self.s;
        let (day_month, month_day) = (ymd(year, b, a, (calendar, s)), ymd(year, a, b, (calendar, s)));
        let (Some(first), Some(second)) = (day_month, month_day) else {
            return day_month.or(month_day);
        };
        if let Some(weekday) = s.weekday {
            let fits = |d: NaiveDate| d.weekday().num_days_from_monday() == weekday;
            if fits(first) != fits(second) {
                return Some(if fits(first) { first } else { second });
            }
        }
        let manner = Manner { whole: s.whole, ..Manner::default() };
        let half = || clock::after(self.t, self.next, manner).is_some_and(|c| c.halved);
        let day_first = s.hints.day_first.unwrap_or_else(|| usual(s.hints, self.separator, half));
        Some(if day_first { first } else { second })
    }
}

/// Languages that write 12-03-26 for a day of March.
pub fn puts_day_first(language: &str) -> bool {
    let own = language.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
    matches!(
        own.as_str(),
        "nl" | "fy" | "rm" | "de" | "da" | "fr" | "es" | "it" | "pt" | "ca" | "gl" | "id" | "tr" | "hi"
    )
}

/// Whether a language and place put the day first: all but the United States and the Philippines.
fn usual(hints: &Hints<'_>, separator: char, half: impl Fn() -> bool) -> bool {
    if separator == '.' {
        return true;
    }
    let language = hints.language.unwrap_or_default().to_ascii_lowercase().replace('_', "-");
    let american = |tz: Tz| tz.name().starts_with("America/") || tz.name().starts_with("US/");
    match language.as_str() {
        "en-us" | "en-ph" | "fil" | "tl" => false,
        "en" | "" => {
            hints.zone.map_or_else(|| separator == '-' || (language.is_empty() && !half()), |tz| !american(tz))
        }
        _ => true,
    }
}

/// `2024年5月1日`, `2024년 5월 1일`, `114年5月1日`, `5月1日`; `2024 оны 5 сарын 1`; `ngày 1 tháng 5 năm 2024`.
fn east_asian(t: &Tokens<'_>, i: usize, s: Setting<'_>) -> Option<Day> {
    let (value, digits) = t.number(i)?;
    match t.mark(i + 1) {
        Some('年' | '년') => {
            let minguo = calendars::is_minguo(value, digits, s.hints.language, true);
            let year = i32::try_from(value).ok()? + if minguo { calendars::MINGUO } else { 0 };
            let (next, month, day) = month_day(t, i + 2)?;
            Some(full(next, ymd(year, month, day, (Calendar::Common, s))?))
        }
        None if digits == 4 && t.word(i + 1).is_some_and(|w| matches!(w.as_str(), "оны" | "он")) => {
            let (next, month, day) = mongolian(t, i + 2)?;
            Some(full(next, ymd(i32::try_from(value).ok()?, month, day, (Calendar::Common, s))?))
        }
        Some('月' | '월') => {
            let (next, month, day) = month_day(t, i)?;
            without_year(t, (i, next), (month, day), s)
        }
        _ => {
            let word = |at: usize, wanted: &str| t.word(at).is_some_and(|w| w == wanted);
            let (month, _) = t.number(i + 2).filter(|_| word(i + 1, "thang") || word(i + 1, "thg"))?;
            let at = if word(i + 3, "nam") || matches!(t.mark(i + 3), Some(',' | '/')) { i + 4 } else { i + 3 };
            let Some((year, _)) = t.number(at).filter(|(_, d)| *d == 4) else {
                return without_year(t, (i, i + 3), (month, value), s);
            };
            Some(full(at + 1, ymd(i32::try_from(year).ok()?, month, value, (Calendar::Common, s))?))
        }
    }
}

/// `令和6年5月1日`, `平成31.4.1`, `R7/10/23`, `民國114年10月24日`: begins at the era's name.
pub fn of_era(t: &Tokens<'_>, i: usize, s: Setting<'_>) -> Option<Day> {
    let before = calendars::era(t, i, s.hints.language)?;
    let (value, _) = t.number(i + 1).filter(|(_, digits)| *digits <= 3)?;
    let year = i32::try_from(value).ok()?.checked_add(before)?;
    let (next, month, day) = match t.mark(i + 2)? {
        '年' => month_day(t, i + 3)?,
        mark @ ('.' | '/' | '-') if t.mark(i + 4) == Some(mark) => (i + 6, t.number(i + 3)?.0, t.number(i + 5)?.0),
        _ => return None,
    };
    Some(full(next, ymd(year, month, day, (Calendar::Common, s))?))
}

fn month_day(t: &Tokens<'_>, i: usize) -> Option<(usize, u32, u32)> {
    let (month, _) = t.number(i).filter(|_| matches!(t.mark(i + 1), Some('月' | '월')))?;
    let (day, _) = t.number(i + 2).filter(|_| matches!(t.mark(i + 3), Some('日' | '일' | '号' | '號')))?;
    Some((i + 4, month, day))
}

/// Mongolian "first" to "tenth".
const ORDINALS: [&str; 10] = [
    "нэгдүгээр", "хоёрдугаар", "гуравдугаар", "дөрөвдүгээр", "тавдугаар", "зургаадугаар", "долоодугаар", "наймдугаар",
    "есдүгээр", "аравдугаар",
];

/// `11 сарын 3`, `11-р сарын 03`: Mongolian months go by number.
fn mongolian(t: &Tokens<'_>, i: usize) -> Option<(usize, u32, u32)> {
    let tens = t.word(i).is_some_and(|word| word == "арван");
    let named = t.word(i + usize::from(tens)).and_then(|word| ORDINALS.iter().position(|name| fold(name) == word));
    let (month, at) = match (t.number(i), named.and_then(|place| u32::try_from(place + 1).ok())) {
        (Some((month, _)), _) => (month, if t.mark(i + 1) == Some('-') { i + 3 } else { i + 1 }),
        (None, Some(month)) if tens => (10 + month, i + 2),
        (None, Some(month)) => (month, i + 1),
        (None, None) => return None,
    };
    t.word(at).filter(|word| word.starts_with("сар"))?;
    let (day, _) = t.number(at + 1).filter(|(_, digits)| *digits <= 2)?;
    Some((at + 2, month, day))
}

/// What the numbers of one string prove: Some(true) day first, Some(false) month first.
pub fn proved_order(t: &Tokens<'_>, votes: &mut (usize, usize)) {
    for i in 0..t.len() {
        let (Some(separator), Some((a, 1 | 2)), Some((b, 1 | 2)), Some((_, 2 | 4))) =
            (t.mark(i + 1), t.number(i), t.number(i + 2), t.number(i + 4))
        else {
            continue;
        };
        if !matches!(separator, '.' | '-' | '/') || t.mark(i + 3) != Some(separator) || chained(t, i, i + 5) {
            continue;
        }
        match (a, b) {
            (13..=31, 1..=12) => votes.0 += 1,
            (1..=12, 13..=31) => votes.1 += 1,
            _ => {}
        }
    }
}
