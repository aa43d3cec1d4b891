//! Where old items without a date stand when a source is new.

use chrono::{DateTime, Utc};

use crate::model::{Document, Fetched};
use reader::text::dates::{self, Hints};

/// On a first reading nobody can tell how old what bears no date is. A list is in order, so that it stands beside its
/// neighbours: after the next newer one that is dated, else with the next older one; in a list without any date, where
/// the list was changed last. `times`: of the items, oldest first.
pub fn of_undated(times: &[Option<DateTime<Utc>>], changed: Option<DateTime<Utc>>) -> Vec<Option<DateTime<Utc>>> {
    let mut places = vec![None; times.len()];
    let mut newer = None;
    for (place, time) in places.iter_mut().zip(times).rev() {
        newer = time.or(newer);
        *place = newer;
    }
    let mut older = None;
    for (place, time) in places.iter_mut().zip(times) {
        older = time.or(older);
        *place = if time.is_some() { None } else { place.or(older).or(changed) };
    }
    places
}

/// When a document says that it was changed last, or its server does: the earlier, unless that lies ahead.
pub fn changed(document: &Document, fetched: &Fetched, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let said = [document.updated.as_deref(), fetched.validators.last_modified.as_deref()];
    let times = said.into_iter().flatten().filter_map(|text| dates::parse(text, &Hints::default()));
    times.map(|when| when.instant(None).to_utc()).filter(|time| time.timestamp() > 0 && *time <= now).min()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn undated_items_stand_beside_their_neighbours_else_where_the_list_was_changed() {
        let at = |seconds| DateTime::from_timestamp(seconds, 0);
        let places = |times: &[i64], changed| {
            let times: Vec<_> = times.iter().map(|time| at(*time).filter(|_| *time > 0)).collect();
            of_undated(&times, at(changed))
                .into_iter()
                .map(|place| place.map_or(0, |p| p.timestamp()))
                .collect::<Vec<_>>()
        };
        assert_eq!(places(&[0, 10, 0, 20, 0], 99), [10, 0, 20, 0, 20]);
        assert_eq!(places(&[0, 0], 99), [99, 99]);
    }
}
