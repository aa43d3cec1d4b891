//! Dates as RFC 2822 §3.3 has them, which is how nearly all feeds write theirs: read where they stand, at a tenth of the
//! cost. Whatever differs in one character is left to those who read what people write.

use chrono::{Datelike, FixedOffset, NaiveDate, NaiveTime};

use super::{Basis, When};

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// `Mon, 02 Mar 2026 09:00:00 +0100`, `2 Mar 2026 09:00 GMT`.
pub fn read(text: &str) -> Option<When> {
    let text = match text.split_once(", ") {
        Some((weekday, rest)) if WEEKDAYS.contains(&weekday) => rest,
        Some(_) => return None,
        None => text,
    };
    let mut parts = text.splitn(5, ' ');
    let mut part = || parts.next();
    let (day, month, year, time, zone) = (part()?, part()?, part()?, part()?, part()?);
    let month = (1..).zip(MONTHS).find(|(_, name)| *name == month)?.0;
    // years of other calendars are told by those who know them
    let date = NaiveDate::from_ymd_opt(number(year, 4, 4)?.cast_signed(), month, number(day, 1, 2)?)?;
    (1700..2300).contains(&date.year()).then_some(())?;
    let mut figures = time.split(':').map(|figure| number(figure, 2, 2));
    let (hour, minute, second) = (figures.next()??, figures.next()??, figures.next().unwrap_or(Some(0))?);
    let time = NaiveTime::from_hms_opt(hour, minute, second).filter(|_| figures.next().is_none())?;
    Some(When { date, time: Some(time), offset: Some(offset(zone)?), basis: Basis::Printed })
}

fn offset(zone: &str) -> Option<FixedOffset> {
    if matches!(zone, "GMT" | "UTC") {
        return FixedOffset::east_opt(0);
    }
    let (sign, figures) = match zone.split_at_checked(1)? {
        ("+", figures) => (1, figures),
        ("-", figures) => (-1, figures),
        _ => return None,
    };
    let (hours, minutes) = figures.split_at_checked(2)?;
    let (hours, minutes) = (number(hours, 2, 2)?, number(minutes, 2, 2)?);
    (hours <= 14 && minutes < 60).then(|| FixedOffset::east_opt(sign * (hours * 3600 + minutes * 60).cast_signed()))?
}

fn number(figures: &str, least: usize, most: usize) -> Option<u32> {
    let plain = (least..=most).contains(&figures.len()) && figures.bytes().all(|figure| figure.is_ascii_digit());
    plain.then(|| figures.parse().ok())?
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{super::*, *};

    proptest! {
        #[test]
        fn it_reads_what_the_others_read(
            day in 0_u32..33, month in 0_usize..12, year in 1690_i32..2310, clock in (0_u32..25, 0_u32..61, 0_u32..61),
            zone in proptest::sample::select(vec!["GMT", "UTC", "+0000", "-0000", "+0100", "-0730", "+1400", "+1545", "EST", "Z"]),
            form in 0_usize..4, language in proptest::sample::select(vec!["", "en", "de", "am", "fa", "th", "ja", "ar"]),
        ) {
            let (month, (hour, minute, second)) = (MONTHS[month], clock);
            let text = match form {
                0 => format!("Mon, {day:02} {month} {year} {hour:02}:{minute:02}:{second:02} {zone}"),
                1 => format!("{day} {month} {year} {hour:02}:{minute:02} {zone}"),
                2 => format!("Sun, {day} {month} {year} {hour:02}:{minute:02}:{second:02} {zone}"),
                _ => format!("{day:02} {month} {year} {hour}:{minute:02}:{second:02} {zone}"),
            };
            let hints = Hints { language: Some(language).filter(|tag| !tag.is_empty()), ..Hints::default() };
            if let Some(when) = read(&text) {
                prop_assert_eq!(Some(when), spelled(&text, &hints), "{}", text);
            }
        }
    }

    #[test]
    fn the_form_of_feeds_is_read_here() {
        for text in ["Mon, 02 Mar 2026 09:00:00 GMT", "Mon, 2 Mar 2026 09:00:00 +0100", "02 Mar 2026 09:00 -0500"] {
            assert!(read(text).is_some(), "{text}");
        }
        for text in
            ["Mon, 02 Mar 26 09:00:00 GMT", "Lun, 02 Mar 2026 09:00:00 GMT", "02 Mar 2026 09:00 EST", "02 Mar 2026"]
        {
            assert!(read(text).is_none(), "{text}");
        }
    }
}
