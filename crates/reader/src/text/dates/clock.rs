//! Times of day: `10:00`, `9:30 p.m. EST`, `10 Uhr`, `14h30`, `kl. 14.30`, `10時30分`, `오후 11:23:17`.

use chrono::{NaiveDate, NaiveTime, TimeDelta};

use super::halves::{self, Half};
use super::names;
use super::tokens::{Kind, Tokens};
use super::words;
use super::zones::{self, Zone};

/// A time of day as printed.
#[derive(Debug, Clone, Copy)]
pub struct Clock {
    /// Token behind it.
    pub next: usize,
    /// Seconds from midnight; 86400 and a leap second belong to the next day.
    pub seconds: u32,
    /// Below seconds.
    pub nanos: u32,
    /// As printed.
    pub zone: Option<Zone>,
    /// Printed with a.m. or p.m.
    pub halved: bool,
}

impl Clock {
    /// Day and time, 24:00 and leap seconds carried over.
    pub fn on(&self, day: NaiveDate) -> Option<(NaiveDate, NaiveTime)> {
        let midnight = day.and_time(NaiveTime::MIN);
        let moment = midnight.checked_add_signed(TimeDelta::seconds(i64::from(self.seconds)))?;
        let exact = moment.checked_add_signed(TimeDelta::nanoseconds(i64::from(self.nanos)))?;
        Some((exact.date(), exact.time()))
    }
}

/// Half of the day, or how a word marks a time.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Marker {
    Am,
    Pm,
    Hours,
}

impl From<Half> for Marker {
    fn from(half: Half) -> Self {
        if half == Half::Am { Self::Am } else { Self::Pm }
    }
}

/// How strictly to read.
#[derive(Debug, Clone, Copy, Default)]
pub struct Manner<'a> {
    /// The whole string is a date.
    pub whole: bool,
    /// Directly behind a `T`.
    pub stamp: bool,
    /// A word such as "kl." or "um" stood before: `14.30` is a time.
    pub told: bool,
    /// Directly behind a day with its year: `14.30` is a time, where nothing is counted by it.
    pub dated: bool,
    /// Of the text: its words for the halves of the day.
    pub language: Option<&'a str>,
}

/// Behind a day: over the little words, then a time.
pub fn after(t: &Tokens<'_>, day_end: usize, mut manner: Manner<'_>) -> Option<Clock> {
    let mut i = day_end;
    for _ in 0..8 {
        if let Some(clock) = read(t, i, manner) {
            return Some(clock);
        }
        match t.get(i)?.kind {
            Kind::Mark(
                ',' | '-' | '–' | '—' | '|' | '•' | '·' | '@' | '/' | '~' | ';' | '(' | ')' | '\'' | '、' | '.' | ':',
            ) => i += 1,
            Kind::Word => {
                let word = t.word(i)?;
                manner.stamp = word == "t" && !t.spaced(i) && !t.spaced(i + 1);
                if manner.stamp || names::at(&word) {
                    manner.told |= (word.len() > 1 || words::at(&word)) && !matches!(word.as_str(), "in" | "on" | "am");
                } else if names::weekday(&word).is_none()
                    && !words::year(&word)
                    && word != "d"
                    && !(t.mark(i + 1) == Some(')') && word.chars().count() < 4)
                {
                    return None;
                }
                i += 1;
            }
            _ => return None,
        }
    }
    None
}

/// Reads a time that begins here.
pub fn read(t: &Tokens<'_>, i: usize, manner: Manner<'_>) -> Option<Clock> {
    let before = halves::before(t, i, manner.language);
    let start = before.map_or(i, |(next, _)| next);
    let (hour, digits) = t.number(start)?;
    let (mut next, minute, second, nanos, sure) = numbers(t, start, digits, manner)?;
    let marker = marker(t, next, manner.language);
    let half = before.map(|(_, half)| half.into()).or(marker.map(|(_, m)| m));
    if let Some((end, _)) = marker {
        next = end;
    }
    if !sure && half.is_none() {
        return None;
    }
    let (hour, minute) = if digits == 4 { (hour / 100, hour % 100) } else { (hour, minute) };
    let hour = match half {
        Some(Marker::Pm) if hour < 12 => hour + 12,
        Some(Marker::Am) if hour == 12 => 0,
        _ => hour,
    };
    if hour > 24 || minute > 59 || second > 60 || (hour == 24 && minute + second > 0) {
        return None;
    }
    // "1:2:3:4" is no time
    if t.mark(next) == Some(':') && !t.spaced(next) && t.number(next + 1).is_some() {
        return None;
    }
    let (mut end, zone) =
        zones::read(t, next, manner.whole, manner.stamp).map_or((next, None), |(end, zone)| (end, Some(zone)));
    // "00:01hrs GMT" has its word before the zone, "10:00 GMT Uhr" does not exist
    if zone.is_some()
        && t.mark(end) == Some('[')
        && let Some((behind, _)) = zones::read(t, end, true, true)
    {
        end = behind;
    }
    Some(Clock {
        next: end,
        seconds: hour * 3600 + minute * 60 + second,
        nanos,
        zone,
        halved: matches!(half, Some(Marker::Am | Marker::Pm)),
    })
}

type Numbers = (usize, u32, u32, u32, bool);

/// Minutes, seconds and fraction behind an hour; whether the form alone proves a time.
fn numbers(t: &Tokens<'_>, i: usize, digits: u8, manner: Manner<'_>) -> Option<Numbers> {
    if digits == 4 {
        // "0001 hrs"
        return marker(t, i + 1, manner.language).filter(|(_, m)| *m == Marker::Hours).map(|_| (i + 1, 0, 0, 0, false));
    }
    if digits > 2 {
        return None;
    }
    let glued = |at: usize| !t.spaced(at) && !t.spaced(at + 1);
    let two = |at: usize| t.number(at).filter(|(v, d)| *v < 61 && (*d == 2 || (manner.whole && *d == 1)));
    match t.mark(i + 1) {
        Some(':') if glued(i + 1) => {
            let (minute, _) = two(i + 2)?;
            let Some((second, _)) = (t.mark(i + 3) == Some(':') && glued(i + 3)).then(|| two(i + 4)).flatten() else {
                return Some((i + 3, minute, 0, 0, true));
            };
            let fraction = (matches!(t.mark(i + 5), Some('.' | ',')) && glued(i + 5))
                || (t.mark(i + 5) == Some(':') && t.number(i + 6).is_some_and(|(_, d)| d == 3));
            match t.get(i + 6).filter(|_| fraction) {
                Some(token) if matches!(token.kind, Kind::Number { .. }) => {
                    Some((i + 7, minute, second, nanos(t.text.get(token.start..token.end)?), true))
                }
                _ => Some((i + 5, minute, second, 0, true)),
            }
        }
        Some('.') if glued(i + 1) => {
            let (minute, _) = t.number(i + 2).filter(|(v, d)| *v < 60 && *d == 2)?;
            let seconds = manner.whole && t.mark(i + 3) == Some('.') && glued(i + 3) && t.mark(i + 5) != Some('.');
            if let Some((second, 2)) = t.number(i + 4).filter(|(v, _)| seconds && *v < 61) {
                return Some((i + 5, minute, second, 0, true));
            }
            // 14.30 needs a word before or behind it, and must not be the head of 14.30.2024
            (t.mark(i + 3) != Some('.') || t.number(i + 4).is_none() || t.spaced(i + 4)).then_some((
                i + 3,
                minute,
                0,
                0,
                manner.told || manner.whole || manner.dated && digits == 2 && counts_nothing(t, i + 3),
            ))
        }
        Some('時' | '时' | '点' | '點' | '시') => {
            let Some((minute, _)) = t.number(i + 2).filter(|_| matches!(t.mark(i + 3), Some('分' | '분'))) else {
                return Some((i + 2, 0, 0, 0, true));
            };
            let Some((second, _)) = t.number(i + 4).filter(|_| matches!(t.mark(i + 5), Some('秒' | '초'))) else {
                return Some((i + 4, minute, 0, 0, true));
            };
            Some((i + 6, minute, second, 0, true))
        }
        _ => {
            // 14h30, 14 h 30, 9u30
            let letter = t.raw(i + 1).is_some_and(|w| matches!(w, "h" | "H" | "u" | "ч"));
            if let Some((minute, _)) = t.number(i + 2).filter(|(v, d)| letter && *v < 60 && *d == 2) {
                return Some((i + 3, minute, 0, 0, true));
            }
            Some((i + 1, 0, 0, 0, manner.whole && manner.stamp))
        }
    }
}

/// What stands behind "14.05" is no unit, currency or further figure.
fn counts_nothing(t: &Tokens<'_>, i: usize) -> bool {
    match t.get(i).map(|token| token.kind) {
        None => true,
        Some(Kind::Mark(mark)) => matches!(mark, '.' | ',' | ')' | ']' | '|' | '•' | '·' | '-' | '–' | '—' | ':' | ';'),
        Some(Kind::Number { .. }) => false,
        Some(Kind::Word) => zones::read(t, i, false, false).is_some(),
    }
}

fn nanos(digits: &str) -> u32 {
    let head: String = digits.chars().filter(char::is_ascii_digit).chain("000000000".chars()).take(9).collect();
    head.parse().unwrap_or(0)
}

/// "p.m.", "Uhr", "hrs" behind a time.
fn marker(t: &Tokens<'_>, i: usize, language: Option<&str>) -> Option<(usize, Marker)> {
    let word = t.word(i)?;
    let dotted = |at: usize| {
        if t.mark(at) == Some('.') && !t.spaced(at) { at + 1 } else { at }
    };
    if let Some((next, half)) = halves::read(t, i, language) {
        return Some((dotted(next), half.into()));
    }
    match word.as_str() {
        "a" | "p" | "π" | "μ" => {
            let m = t.word(i + 2).filter(|w| matches!(w.as_str(), "m" | "μ") && t.mark(i + 1) == Some('.'));
            let half = if matches!(word.as_str(), "a" | "π") { Marker::Am } else { Marker::Pm };
            m.map(|_| (dotted(i + 3), half))
        }
        hour if words::hour(hour) => Some((dotted(i + 1), Marker::Hours)),
        _ => None,
    }
}
