//! Whole strings that are nothing but digits and hyphens: ISO 8601's rarer forms, and seconds since 1970.

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, Weekday};

use super::numeric::century;
use super::{Basis, When};

/// `20240501T100000Z`, `2003-335`, `2024-W18-3`, `2003-12`, `-0312`, `031231`, `1714557600`.
pub fn read(text: &str) -> Option<When> {
    if !text.is_ascii() || text.len() > 40 {
        return None;
    }
    if let Some(ticks) = text.strip_prefix("/Date(").and_then(|rest| rest.strip_suffix(")/")) {
        // .NET's JSON: milliseconds, and an offset that changes nothing of the instant
        return epoch(ticks.split(['+', '-']).next()?);
    }
    let cut = text.find(|c: char| !(c.is_ascii_digit() || c == '-' || c == 'W')).unwrap_or(text.len());
    let (day, rest) = text.split_at(cut);
    if rest.is_empty()
        && let Some(when) = epoch(text)
    {
        return Some(when);
    }
    if rest.is_empty() && text.len() == 14 && text.bytes().all(|b| b.is_ascii_digit()) {
        let (day, time) = text.split_at(8);
        return with_time(date(day)?, time);
    }
    // other years are those of other calendars
    let date = date(day).filter(|date| (1700..2300).contains(&date.year()))?;
    match rest.strip_prefix(['T', 't', ' ']) {
        Some(time) => with_time(date, time),
        None if rest.is_empty() => Some(When { date, time: None, offset: None, basis: Basis::Printed }),
        None => None,
    }
}

/// Seconds or milliseconds from 1973 on: fewer digits are no time.
fn epoch(text: &str) -> Option<When> {
    let number: i64 = text.parse().ok()?;
    let seconds = match text.len() {
        9 | 10 if number > 100_000_000 => number,
        13 => number / 1000,
        _ => return None,
    };
    let utc = DateTime::from_timestamp(seconds, 0)?.naive_utc();
    Some(When { date: utc.date(), time: Some(utc.time()), offset: FixedOffset::east_opt(0), basis: Basis::Printed })
}

fn digits(text: &str) -> Option<u32> {
    text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

fn date(text: &str) -> Option<NaiveDate> {
    let (year, rest) = if let Some(short) = text.strip_prefix('-').filter(|s| s.len() >= 4) {
        // "-0312", "-03-12": a short year and a month
        (century(signed(short.get(..2)?)?), short.get(2..)?)
    } else if text.len() >= 4 && digits(text.get(..4)?).is_some() && !matches!(text.len(), 5 | 6) {
        (signed(text.get(..4)?)?, text.get(4..)?)
    } else if matches!(text.len(), 5 | 6 | 8) {
        // "031231", "03335", "03-12-31"
        (century(signed(text.get(..2)?)?), text.get(2..)?)
    } else {
        return None;
    };
    if !(1000..=9999).contains(&year) {
        return None;
    }
    let rest = rest.strip_prefix('-').unwrap_or(rest);
    if let Some(week) = rest.strip_prefix('W') {
        let number = digits(week.get(..2)?)?;
        let weekday = match week.get(2..)?.trim_start_matches('-') {
            "" => 1,
            day => digits(day)?,
        };
        return NaiveDate::from_isoywd_opt(
            year,
            number,
            Weekday::try_from(u8::try_from(weekday.checked_sub(1)?).ok()?).ok()?,
        );
    }
    match (rest.len(), rest.split_once('-')) {
        (2, None) => NaiveDate::from_ymd_opt(year, digits(rest)?, 1),
        (3, None) => NaiveDate::from_yo_opt(year, digits(rest)?),
        (4, None) => NaiveDate::from_ymd_opt(year, digits(rest.get(..2)?)?, digits(rest.get(2..)?)?),
        (_, Some((month, day))) if (1..=3).contains(&month.len()) && (1..=2).contains(&day.len()) => {
            NaiveDate::from_ymd_opt(year, digits(month)?, digits(day)?)
        }
        _ => None,
    }
}

fn signed(text: &str) -> Option<i32> {
    i32::try_from(digits(text)?).ok()
}

/// `100000Z`, `10:00:00.5+02:00`, `1000`.
fn with_time(date: NaiveDate, time: &str) -> Option<When> {
    let compact = time.len() >= 4 && time.bytes().take(4).all(|b| b.is_ascii_digit());
    let spelled = if compact {
        let seconds = time.get(4..6).filter(|s| digits(s).is_some());
        let tail = time.get(if seconds.is_some() { 6 } else { 4 }..)?;
        format!("{}:{}:{}{tail}", time.get(..2)?, time.get(2..4)?, seconds.unwrap_or("00"))
    } else {
        time.to_owned()
    };
    super::spelled(&format!("{}T{spelled}", date.format("%Y-%m-%d")), &super::Hints::default())
}
