//! Days that are printed without their year.

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};

use super::joiners::over_joiners;
use super::tokens::Tokens;
use super::{Basis, Day, Setting};

/// A day without its year: the latest that is not in the future, of the printed weekday if there is one. Where a number
/// beside it may be a year that was not understood, there is no date: this year would be a guess.
pub fn without_year(t: &Tokens<'_>, span: (usize, usize), (month, day): (u32, u32), s: Setting<'_>) -> Option<Day> {
    let now: DateTime<Utc> = s.hints.now?;
    if has_other_year(t, span) {
        return None;
    }
    let last = now.date_naive().checked_add_signed(TimeDelta::days(1))?;
    let past =
        (0..8).filter_map(|back| NaiveDate::from_ymd_opt(now.year() + 1 - back, month, day)).filter(|d| *d <= last);
    let mut years = past.clone();
    let date = match s.weekday {
        Some(weekday) => past.clone().find(|d| d.weekday().num_days_from_monday() == weekday).or_else(|| years.next()),
        None => years.next(),
    }?;
    Some(Day { next: span.1, date, clock: None, basis: Basis::Yearless })
}

/// A number before or behind that may be this date's year, in a form or a calendar that no rule knows.
fn has_other_year(t: &Tokens<'_>, (start, next): (usize, usize)) -> bool {
    let before = start.checked_sub(1).is_some_and(|i| {
        let joined = matches!(t.mark(i), Some('年' | '년' | '/' | '-' | '.'));
        let number = if joined { i.checked_sub(1).and_then(|i| t.number(i)) } else { t.number(i) };
        matches!(t.mark(i), Some('年' | '년'))
            || number.is_some_and(|(_, digits)| digits >= 3 || joined)
            || t.raw(i).is_some_and(|word| word.ends_with(['年', '년']))
    });
    let behind = over_joiners(t, next);
    let year = |i: usize| t.number(i).is_some_and(|(value, digits)| digits == 4 && (1300..2700).contains(&value));
    let word = t.raw(behind).is_some_and(|word| word.chars().count() <= 8);
    before || t.number(behind).is_some_and(|(_, digits)| digits >= 3) || (word && year(behind + 1))
}
