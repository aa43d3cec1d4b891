//! What one source may add: so many new releases a poll and a day, and the status feed tells of a source that floods.
//!
//! What there is no room for is not lost: the answer counts as not read, so the next poll gets it again.

use chrono::{DateTime, Utc};

use crate::model::{Memory, NewReleases, Validators};

/// New releases of one poll; an archive comes in a few polls.
const A_POLL: u32 = 500;
/// And of one day (UTC).
const A_DAY: u32 = 2000;
/// So many on one day, after its archive was read, are not news any more.
const FLOOD: u32 = 400;

/// How the drift of a source that floods begins.
pub const FLOODS: &str = "floods:";

/// How many new releases may still come.
pub fn left(memory: &Memory, now: DateTime<Utc>) -> usize {
    let today = memory.new_releases.as_ref().filter(|count| count.day == day(now)).map_or(0, |count| count.all);
    A_DAY.saturating_sub(today).min(A_POLL) as usize
}

/// Counts what came and what has to wait.
pub fn count(memory: &mut Memory, (new, waiting): (usize, usize), first: bool, now: DateTime<Utc>) {
    let new = u32::try_from(new).unwrap_or(u32::MAX);
    // a first reading, and what was left of it, brings an archive
    let archive = first || memory.new_releases.as_ref().is_some_and(|count| count.archive && count.waiting > 0);
    let today = memory.new_releases.take().filter(|count| count.day == day(now));
    let mut today = today.unwrap_or_else(|| NewReleases { day: day(now), ..NewReleases::default() }.into());
    today.all = today.all.saturating_add(new);
    today.later = today.later.saturating_add(if archive { 0 } else { new });
    (today.archive, today.waiting) = (archive, u32::try_from(waiting).unwrap_or(u32::MAX));
    if today.later >= FLOOD || (today.waiting > 0 && !archive) {
        memory.drift =
            Some(format!("{FLOODS} {} new releases today; {waiting} more wait for later polls", today.later));
    }
    memory.new_releases = Some(today);
}

/// True while a source has more than was taken, and may be asked for it before its time.
pub fn has_more(memory: &Memory, now: DateTime<Utc>) -> bool {
    memory.new_releases.as_ref().is_some_and(|count| count.waiting > 0) && left(memory, now) > 0
}

/// An answer that was not taken whole is asked for again, as if it had never come.
pub fn unread(memory: &mut Memory) {
    if memory.new_releases.as_ref().is_some_and(|count| count.waiting > 0) {
        memory.body_hash = None;
        memory.validators = Validators::default();
    }
}

fn day(now: DateTime<Utc>) -> i64 {
    now.timestamp().div_euclid(86_400)
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    #[test]
    fn an_archive_comes_in_parts_and_is_no_flood() {
        let (mut memory, now) = (Memory::default(), Utc::now());
        assert_eq!(left(&memory, now), 500);
        count(&mut memory, (500, 700), true, now);
        count(&mut memory, (500, 200), false, now);
        count(&mut memory, (200, 0), false, now);
        assert_eq!((memory.drift.as_deref(), left(&memory, now), has_more(&memory, now)), (None, 500, false));
    }

    #[test]
    fn a_flood_is_told_and_ends_with_the_day() {
        let (mut memory, now) = (Memory::default(), Utc::now());
        for _ in 0..4 {
            count(&mut memory, (500, 1500), false, now);
        }
        assert_eq!((left(&memory, now), has_more(&memory, now)), (0, false));
        assert!(memory.drift.as_ref().is_some_and(|text| text.contains("2000 new releases today; 1500 more")));
        assert_eq!(left(&memory, now + TimeDelta::days(1)), 500);
    }

    #[test]
    fn an_answer_that_was_not_taken_whole_is_asked_for_again() {
        let kept = Validators { etag: Some("\"a\"".into()), last_modified: None };
        let mut memory = Memory { validators: kept.clone(), body_hash: Some("x".into()), ..Memory::default() };
        count(&mut memory, (3, 0), false, Utc::now());
        unread(&mut memory);
        assert_eq!(memory.validators, kept);
        count(&mut memory, (500, 1), false, Utc::now());
        unread(&mut memory);
        assert_eq!((memory.validators, memory.body_hash), (Validators::default(), None));
    }
}
