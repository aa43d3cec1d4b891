//! In which order those who are due are polled: hosts take turns, and who waited longest for a success goes first.

use std::collections::{BTreeMap, VecDeque};

use chrono::{DateTime, Utc};

/// One source of each host in every round, oldest success first; who never had one goes before all.
pub fn in_turn<T>(
    mut due: Vec<T>,
    host: impl Fn(&T) -> String,
    succeeded_at: impl Fn(&T) -> Option<DateTime<Utc>>,
) -> Vec<T> {
    due.sort_by_key(|one| succeeded_at(one));
    let count = due.len();
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    let mut hosts: VecDeque<VecDeque<T>> = VecDeque::new();
    for one in due {
        let place = *places.entry(host(&one)).or_insert(hosts.len());
        match hosts.get_mut(place) {
            Some(queue) => queue.push_back(one),
            None => hosts.push_back(VecDeque::from([one])),
        }
    }
    let mut order = Vec::with_capacity(count);
    while let Some(mut queue) = hosts.pop_front() {
        if let Some(first) = queue.pop_front() {
            order.push(first);
            hosts.push_back(queue);
        }
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_take_turns_and_the_oldest_success_goes_first() {
        let at = |hour: u32| format!("2026-11-24T{hour:02}:00:00Z").parse::<DateTime<Utc>>().ok();
        let due = vec![("a", 1, at(3)), ("a", 2, at(1)), ("a", 3, None), ("b", 4, at(2)), ("c", 5, at(9))];
        let order = in_turn(due, |one| one.0.to_owned(), |one| one.2);
        assert_eq!(order.iter().map(|one| one.1).collect::<Vec<_>>(), [3, 4, 5, 2, 1]);
    }
}
