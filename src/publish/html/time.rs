//! Times as a page says them: in the site's zone, in the reader's language, and never finer than they are known.

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, Timelike, Utc};
use chrono_tz::Tz;

use super::{Site, words::fill};
use crate::publish::when;

/// A time for machines and for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moment {
    /// As the publisher says it, for `datetime`.
    pub exact: String,
    /// In the site's zone.
    pub shown: String,
    /// The publisher's own clock, where it shows another time.
    pub hover: Option<String>,
}

impl Moment {
    /// "27 November 2026, 15:40 UTC"; a claimed midnight is a day without a time.
    pub fn of(site: &Site, time: DateTime<FixedOffset>) -> Self {
        Self::said(site, time, |day, clock| match clock {
            Some(clock) => format!("{}, {clock} {}", site.day(day), zone(site, time)),
            None => site.day(day),
        })
    }

    /// "27 Nov, 15:40", for lists of several days.
    pub fn short(site: &Site, time: DateTime<FixedOffset>) -> Self {
        Self::said(site, time, |day, clock| match clock.filter(|_| day.year() == site.now().year()) {
            Some(clock) => format!("{}, {clock}", site.short_day(day)),
            None => site.short_day(day),
        })
    }

    /// "15:40", under the heading of its day; a day alone needs no time.
    pub fn clock(site: &Site, time: DateTime<FixedOffset>) -> Self {
        Self::said(site, time, |_, clock| clock.unwrap_or_default())
    }

    /// A time of ours.
    pub fn ours(site: &Site, time: DateTime<Utc>) -> Self {
        Self { hover: None, ..Self::of(site, time.fixed_offset()) }
    }

    fn said(site: &Site, time: DateTime<FixedOffset>, say: impl Fn(NaiveDate, Option<String>) -> String) -> Self {
        let (day, clock) = place(site, time);
        let clock = clock.map(|clock| format!("{:02}:{:02}", clock.0, clock.1));
        let printed = format!("{} {}", time.format("%H:%M"), offset(&time));
        let differs = clock.as_ref().is_some_and(|clock| !printed.starts_with(clock.as_str()));
        let hover = differs.then(|| fill(site.t.as_printed, &[("time", &printed)]));
        Self { exact: when(&time), shown: say(day, clock), hover }
    }
}

/// The day on the site's calendar, and the time of day where more than the day is known. A day alone is the
/// publisher's own day: it does not move with zones.
pub fn place(site: &Site, time: DateTime<FixedOffset>) -> (NaiveDate, Option<(u32, u32)>) {
    if time.num_seconds_from_midnight() == 0 {
        return (time.date_naive(), None);
    }
    let here = time.with_timezone(&site.zone);
    (here.date_naive(), Some((here.hour(), here.minute())))
}

/// "UTC", "CET".
fn zone(site: &Site, time: DateTime<FixedOffset>) -> String {
    time.with_timezone(&site.zone).format("%Z").to_string()
}

/// "UTC+1".
fn offset(time: &DateTime<FixedOffset>) -> String {
    let minutes = time.offset().local_minus_utc() / 60;
    let sign = if minutes < 0 { '−' } else { '+' };
    match (minutes.abs() / 60, minutes.abs() % 60) {
        (0, 0) => "UTC".into(),
        (hours, 0) => format!("UTC{sign}{hours}"),
        (hours, minutes) => format!("UTC{sign}{hours}:{minutes:02}"),
    }
}

impl Site {
    /// Now, by the site's clock.
    pub fn now(&self) -> DateTime<Tz> {
        self.now.with_timezone(&self.zone)
    }

    /// "27 November 2026".
    pub fn day(&self, day: NaiveDate) -> String {
        self.said(self.t.day_month_year, day, self.t.months[day.month0() as usize])
    }

    /// "27 Nov", with the year where it is not this year.
    pub fn short_day(&self, day: NaiveDate) -> String {
        let month = self.t.short_months[day.month0() as usize];
        if day.year() == self.now().year() {
            self.said(self.t.day_month, day, month)
        } else {
            format!("{} {}", self.said(self.t.day_month, day, month), day.year())
        }
    }

    /// "Friday".
    pub fn weekday(&self, day: NaiveDate) -> &'static str {
        self.t.weekdays[day.weekday().num_days_from_monday() as usize]
    }

    fn said(&self, pattern: &str, day: NaiveDate, month: &str) -> String {
        fill(pattern, &[("d", &day.day().to_string()), ("month", month), ("y", &day.year().to_string())])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::publish::html::words;

    #[test]
    fn one_zone_a_page_and_the_publishers_own_clock_on_hover() {
        let mut site = Site { now: "2026-11-29T10:00:00Z".parse().unwrap(), ..Site::default() };
        let time: DateTime<FixedOffset> = "2026-11-27T00:30:00+09:00".parse().unwrap();
        let moment = Moment::of(&site, time);
        assert_eq!(moment.shown, "26 November 2026, 15:30 UTC");
        assert_eq!(moment.hover.as_deref(), Some("00:30 UTC+9 at the publisher"));
        assert_eq!(moment.exact, "2026-11-27T00:30:00+09:00");
        site.zone = chrono_tz::Europe::Berlin;
        site.t = words::of("de").unwrap();
        assert_eq!(Moment::of(&site, time).shown, "26. November 2026, 16:30 CET");
        let same: DateTime<FixedOffset> = "2026-11-26T16:30:00+01:00".parse().unwrap();
        assert_eq!(Moment::of(&site, same).hover, None);
    }

    #[test]
    fn a_day_without_a_time_stays_that_day() {
        let site = Site { zone: chrono_tz::America::New_York, ..Site::default() };
        let day: DateTime<FixedOffset> = "2025-11-27T00:00:00+01:00".parse().unwrap();
        assert_eq!(Moment::of(&site, day).shown, "27 November 2025");
        assert_eq!(
            (Moment::clock(&site, day).shown, Moment::short(&site, day).shown),
            (String::new(), "27 Nov 2025".into())
        );
    }
}
