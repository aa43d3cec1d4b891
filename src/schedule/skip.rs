//! `skipHours` and `skipDays` (RSS 2.0): a time in, the next time outside them out. UTC, as the specification says.

use chrono::{DateTime, Datelike, DurationRound, TimeDelta, Timelike, Utc};

use crate::model::Advice;

/// Some minutes into the hour that is allowed again, so that not everybody comes at its first second.
const SPREAD_SECONDS: f64 = 900.0;

/// None when `at` is allowed already, or when everything is forbidden, which nobody can mean.
pub(super) fn next_allowed(at: DateTime<Utc>, advice: &Advice, chance: f64) -> Option<DateTime<Utc>> {
    if allowed(at, advice) {
        return None;
    }
    let mut hour = at.duration_trunc(TimeDelta::hours(1)).ok()?;
    for _ in 0..7 * 24 {
        hour += TimeDelta::hours(1);
        if allowed(hour, advice) {
            return Some(hour + TimeDelta::seconds((SPREAD_SECONDS * chance) as i64));
        }
    }
    None
}

fn allowed(at: DateTime<Utc>, advice: &Advice) -> bool {
    // Hours are 0 to 23; some feeds mean midnight by 24. Others mean nothing.
    let hour_skipped = advice.skip_hours.iter().any(|&hour| hour <= 24 && u32::from(hour % 24) == at.hour());
    let name = at.weekday().to_string().to_ascii_lowercase();
    let day_skipped = advice.skip_days.iter().any(|day| day.to_ascii_lowercase().starts_with(&name));
    !(hour_skipped || day_skipped)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn advice(hours: &[u8], days: &[&str]) -> Advice {
        Advice {
            ttl_minutes: None,
            skip_hours: hours.to_vec(),
            skip_days: days.iter().map(|&day| day.to_owned()).collect(),
        }
    }

    fn moved(at: &str, advice: &Advice) -> Option<String> {
        let at = DateTime::parse_from_rfc3339(at).unwrap().to_utc();
        next_allowed(at, advice, 0.0).map(|later| later.to_rfc3339())
    }

    #[test]
    fn a_skipped_hour_moves_to_the_next_allowed_one() {
        let night = advice(&[22, 23, 0, 1, 2], &[]);
        assert_eq!(moved("2026-11-24T22:10:00Z", &night).as_deref(), Some("2026-11-25T03:00:00+00:00"));
        assert_eq!(moved("2026-11-24T21:59:59Z", &night), None);
    }

    #[test]
    fn skipped_days_are_skipped_whole() {
        let weekend = advice(&[], &["saturday", "Sunday"]);
        assert_eq!(moved("2026-11-28T10:00:00Z", &weekend).as_deref(), Some("2026-11-30T00:00:00+00:00"));
    }

    #[test]
    fn invalid_hours_are_ignored_and_24_is_midnight() {
        assert_eq!(moved("2026-11-24T01:00:00Z", &advice(&[25, 99], &["someday"])), None);
        assert_eq!(moved("2026-11-24T00:30:00Z", &advice(&[24], &[])).as_deref(), Some("2026-11-24T01:00:00+00:00"));
    }

    #[test]
    fn who_forbids_everything_forbids_nothing() {
        let hours: Vec<u8> = (0..24).collect();
        assert_eq!(moved("2026-11-24T10:00:00Z", &advice(&hours, &[])), None);
    }
}
