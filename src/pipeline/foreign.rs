//! Pages of hosts that a source does not own: few, so that no feed makes us a crawler on somebody else's host.

use chrono::{DateTime, TimeDelta, Utc};

use crate::model::ForeignPages;

/// Pages within an hour.
const AN_HOUR: u32 = 10;
/// And within a day.
const A_DAY: u32 = 100;
/// So many in a row that brought nothing: only one a day is tried from then on.
const IN_VAIN: u32 = 20;

/// Whether one more may be asked now.
pub fn may_ask(pages: &mut ForeignPages, now: DateTime<Utc>) -> bool {
    let over = |since: Option<DateTime<Utc>>, span| since.is_none_or(|since| now - since >= span || now < since);
    if over(pages.hour, TimeDelta::hours(1)) {
        (pages.hour, pages.in_hour) = (Some(now), 0);
    }
    if over(pages.day, TimeDelta::days(1)) {
        (pages.day, pages.in_day) = (Some(now), 0);
    }
    pages.in_hour < AN_HOUR && pages.in_day < if gives_up(pages) { 1 } else { A_DAY }
}

/// One was asked; `helped`: it had what the release lacked.
pub fn asked(pages: &mut ForeignPages, helped: bool) {
    pages.in_hour += 1;
    pages.in_day += 1;
    pages.in_vain = if helped { 0 } else { pages.in_vain.saturating_add(1) };
}

/// Such pages never help: what the feed says must do.
pub fn gives_up(pages: &ForeignPages) -> bool {
    pages.in_vain >= IN_VAIN
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked_at(pages: &mut ForeignPages, now: DateTime<Utc>, helped: bool) -> usize {
        let mut count = 0;
        while may_ask(pages, now) {
            asked(pages, helped);
            count += 1;
        }
        count
    }

    #[test]
    fn ten_pages_an_hour_and_a_hundred_a_day() {
        let (mut pages, start) = (ForeignPages::default(), Utc::now());
        let of_hour = |pages: &mut _, hour| asked_at(pages, start + TimeDelta::hours(hour), true);
        assert_eq!((of_hour(&mut pages, 0), of_hour(&mut pages, 0), of_hour(&mut pages, 1)), (10, 0, 10));
        assert_eq!((2..24).map(|hour| of_hour(&mut pages, hour)).sum::<usize>(), 80);
        assert_eq!(of_hour(&mut pages, 24), 10);
    }

    #[test]
    fn pages_that_never_help_are_given_up_but_for_one_a_day() {
        let (mut pages, start) = (ForeignPages::default(), Utc::now());
        let asked: usize = (0..48).map(|hour| asked_at(&mut pages, start + TimeDelta::hours(hour), false)).sum();
        assert_eq!((asked, gives_up(&pages)), (21, true));
        let later = start + TimeDelta::days(3);
        assert!(may_ask(&mut pages, later));
        super::asked(&mut pages, true);
        assert!(!gives_up(&pages) && may_ask(&mut pages, later));
    }
}
