//! A source's own rhythm: publication times in, the interval that finds the next release soonest out.
//!
//! Of polls that are spread over the week the mean delay is least when their density follows the square root of
//! the rate of publication (to see it, minimise the sum of rate / density under a fixed number of polls). The rate is the
//! mean gap between releases spread over the hours of the week as they were seen; few sightings count little,
//! neighbouring hours and like days lend each other weight. Polling is then densest where a release is likely and sparse
//! at night. All in UTC: an hour's weight reaches into the next, which covers summer time.

use std::time::Duration;

use chrono::{DateTime, Datelike, FixedOffset, NaiveTime, TimeDelta, Timelike, Utc};

use super::spell;
use crate::model::Rhythm;

const HOURS: usize = 168;

/// Polls an hour at a rate of one release an hour. A source with one release each office day is asked about every
/// half hour in office hours, one with ten a day every ten minutes.
const DENSITY: f64 = 5.0;

/// While nothing is known.
const UNKNOWN: Duration = Duration::from_secs(30 * 60);

/// However quiet a source is.
const LONGEST: Duration = Duration::from_secs(12 * 3600);

/// Releases closer together than this were published together.
const TOGETHER: TimeDelta = TimeDelta::minutes(10);

/// A new gap moves the mean by at least this share.
const LEARNING_RATE: f64 = 0.15;

/// So many releases weigh as much as not knowing their hours.
const DOUBT: f64 = 8.0;

/// Share of the rate that is spread evenly even where the hours are well known.
const SURPRISE: f64 = 0.1;

/// Counts are halved when they add up to this: what was long ago fades.
const MANY: u32 = 400;

/// Brings the rhythm up to date with the claimed publication times of new releases.
///
/// A time of exactly midnight in its own zone is a day without a clock: it tells the gap, not the hour, unless the release
/// came with this poll. Times to come and times before the newest known one tell nothing.
pub fn learn(rhythm: &mut Rhythm, published: &[DateTime<FixedOffset>], now: DateTime<Utc>) {
    let followed = rhythm.newest.is_some();
    let mut times: Vec<(DateTime<Utc>, bool)> = published
        .iter()
        .map(|time| {
            let day_only = time.time() == NaiveTime::MIN;
            let age = now.signed_duration_since(time);
            if day_only && followed && age < TimeDelta::hours(36) { (now, true) } else { (time.to_utc(), !day_only) }
        })
        .filter(|(time, _)| *time <= now && now.signed_duration_since(time) < TimeDelta::days(730))
        .collect();
    times.sort_unstable();
    for (time, hour_known) in times {
        let gap = rhythm.newest.map(|newest| time.signed_duration_since(newest));
        if gap.is_some_and(|gap| gap < TOGETHER) {
            continue;
        }
        rhythm.newest = Some(time);
        if hour_known {
            count(rhythm, time);
        }
        if let Some(gap) = gap {
            let gap = gap.num_seconds() as f64;
            let known: u32 = rhythm.by_hour.iter().map(|&count| u32::from(count)).sum();
            let share = LEARNING_RATE.max(1.0 / f64::from(known.max(1)));
            rhythm.gap_secs = Some(rhythm.gap_secs.map_or(gap, |mean| mean + share * (gap - mean)));
        }
    }
}

fn count(rhythm: &mut Rhythm, time: DateTime<Utc>) {
    rhythm.by_hour.resize(HOURS, 0);
    if rhythm.by_hour.iter().map(|&count| u32::from(count)).sum::<u32>() >= MANY {
        rhythm.by_hour.iter_mut().for_each(|count| *count /= 2);
    }
    if let Some(count) = rhythm.by_hour.get_mut(hour_of_week(time)) {
        *count = count.saturating_add(1);
    }
}

fn hour_of_week(time: DateTime<Utc>) -> usize {
    (time.weekday().num_days_from_monday() * 24 + time.hour()) as usize
}

/// How long to wait from now, within `floor` and twelve hours, and why.
pub(super) fn interval(rhythm: &Rhythm, floor: Duration, now: DateTime<Utc>) -> (Duration, String) {
    let longest = LONGEST.max(floor);
    let Some(gap) = rhythm.gap_secs.filter(|gap| (1.0..1e9).contains(gap)) else {
        let interval = UNKNOWN.clamp(floor, longest);
        return (interval, format!("every {} (its rhythm is not known yet)", spell(interval)));
    };
    // Silence of several gaps means that the rhythm has changed.
    let silence = rhythm.newest.map_or(0.0, |newest| now.signed_duration_since(newest).num_seconds() as f64);
    let gap_hours = gap.max(silence / 3.0) / 3600.0;
    let weights = weights(rhythm);
    let (shortest, slowest) = (floor.as_secs_f64() / 3600.0, longest.as_secs_f64() / 3600.0);
    // Walk on hour by hour until the density adds up to one poll.
    let (mut waited, mut due) = (0.0, 0.0);
    let mut hour = hour_of_week(now);
    let mut left = 1.0 - f64::from(now.minute()) / 60.0 - f64::from(now.second()) / 3600.0;
    while waited < slowest {
        let rate = weights[hour % HOURS] / gap_hours;
        let density = (DENSITY * rate.sqrt()).clamp(1.0 / slowest, 1.0 / shortest);
        let missing = (1.0 - due) / density;
        if missing <= left {
            waited += missing;
            break;
        }
        due += left * density;
        waited += left;
        (hour, left) = (hour + 1, 1.0);
    }
    let interval = Duration::from_secs_f64((waited * 3600.0).round().max(1.0)).clamp(floor, longest);
    let often = spell(Duration::from_secs_f64((gap / 60.0).ceil() * 60.0));
    (interval, format!("it publishes about every {often}"))
}

/// How much more than on average is published in each hour of the week: the mean of all is 1.
fn weights(rhythm: &Rhythm) -> [f64; HOURS] {
    let mut weights = [1.0; HOURS];
    let total: f64 = rhythm.by_hour.iter().map(|&count| f64::from(count)).sum();
    if rhythm.by_hour.len() != HOURS || total == 0.0 {
        return weights;
    }
    let mut lent = [0.0; HOURS];
    for (seen, &count) in rhythm.by_hour.iter().enumerate().filter(|(_, count)| **count > 0) {
        for day in 0..7 {
            let likeness = match (day == seen / 24, (day < 5) == (seen / 24 < 5)) {
                (true, _) => 1.0,
                (false, true) => 0.4,
                (false, false) => 0.05,
            };
            for (shift, share) in [(HOURS - 1, 0.25), (0, 0.5), (1, 0.25)] {
                lent[(day * 24 + seen % 24 + shift) % HOURS] += f64::from(count) * likeness * share;
            }
        }
    }
    let sum: f64 = lent.iter().sum();
    let trust = (1.0 - SURPRISE) * total / (total + DOUBT);
    for (weight, lent) in weights.iter_mut().zip(lent) {
        *weight = (1.0 - trust) + trust * lent / sum * HOURS as f64;
    }
    weights
}

#[cfg(test)]
mod tests {
    use super::*;

    const FLOOR: Duration = Duration::from_secs(600);

    fn time(text: &str) -> DateTime<FixedOffset> {
        DateTime::parse_from_rfc3339(text).unwrap()
    }

    /// Every working day at nine, for eight weeks up to Friday 20 November 2026.
    fn mornings() -> Rhythm {
        let mut rhythm = Rhythm::default();
        let newest = time("2026-11-20T09:05:00Z");
        let days: Vec<_> = (0..56)
            .map(|day| newest - TimeDelta::days(day))
            .filter(|day| day.weekday().num_days_from_monday() < 5)
            .collect();
        learn(&mut rhythm, &days, newest.to_utc());
        rhythm
    }

    fn wait(rhythm: &Rhythm, now: &str) -> u64 {
        interval(rhythm, FLOOR, time(now).to_utc()).0.as_secs() / 60
    }

    #[test]
    fn a_source_is_asked_often_when_it_usually_publishes_and_rarely_at_night() {
        let rhythm = mornings();
        assert!((86_400.0..130_000.0).contains(&rhythm.gap_secs.unwrap()), "{:?}", rhythm.gap_secs);
        assert!(wait(&rhythm, "2026-11-23T09:00:00Z") <= 25, "{}", wait(&rhythm, "2026-11-23T09:00:00Z"));
        assert!(wait(&rhythm, "2026-11-23T20:00:00Z") >= 120);
        assert!(wait(&rhythm, "2026-11-23T06:00:00Z") <= 180, "the night's wait ends where the usual hour begins");
    }

    #[test]
    fn nothing_known_means_half_an_hour_and_silence_slows_down() {
        assert_eq!(wait(&Rhythm::default(), "2026-11-24T10:00:00Z"), 30);
        let rhythm = mornings();
        let soon: u64 = wait(&rhythm, "2026-11-24T09:00:00Z");
        assert!(wait(&rhythm, "2027-11-23T09:00:00Z") > 2 * soon, "a year of silence");
    }

    #[test]
    fn bursts_count_once_and_dates_without_a_clock_tell_no_hour() {
        let mut rhythm = Rhythm::default();
        let now = time("2026-11-24T12:00:00Z").to_utc();
        learn(
            &mut rhythm,
            &[
                time("2026-11-20T10:00:00Z"),
                time("2026-11-20T10:03:00Z"),
                time("2026-11-22T00:00:00+01:00"),
                time("2030-01-01T00:00:00Z"),
            ],
            now,
        );
        assert_eq!(rhythm.by_hour.iter().sum::<u16>(), 1);
        assert_eq!(rhythm.newest, Some(time("2026-11-21T23:00:00Z").to_utc()));
        learn(&mut rhythm, &[time("2026-11-24T00:00:00Z")], now);
        assert_eq!(
            (rhythm.newest, rhythm.by_hour[24 + 12]),
            (Some(now), 1),
            "new with this poll, so published about now"
        );
    }

    #[test]
    fn counts_fade_and_never_overflow() {
        let mut rhythm = Rhythm::default();
        let begin = time("2026-01-01T00:00:00Z");
        for hour in 0..5000 {
            let at = begin + TimeDelta::hours(hour);
            learn(&mut rhythm, &[at], at.to_utc());
        }
        assert!(rhythm.by_hour.iter().map(|&count| u32::from(count)).sum::<u32>() <= MANY);
        assert!((rhythm.gap_secs.unwrap() - 3600.0).abs() < 1.0);
    }
}
