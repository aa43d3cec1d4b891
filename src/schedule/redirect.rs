//! Permanent redirects: adopted after several sightings, and only to the same feed.
//!
//! Three polls in a row must see the same target. Counting polls and not hours suits short and long intervals
//! alike; what guards against a captive portal or a parked domain is that its target is another feed.

use chrono::{DateTime, Utc};
use url::Url;

use crate::model::{Failure, Memory, Redirect};

/// Polls in a row that must see it.
const SIGHTINGS: u32 = 3;

/// Takes note of where a poll was led for good (none: nowhere). `same_feed`: the target was a 304 to the stored
/// validators, or was read and is the feed that was there before. Gives the address that is adopted now.
pub fn redirect(memory: &mut Memory, moved_to: Option<&Url>, now: DateTime<Utc>, same_feed: bool) -> Option<Url> {
    let Some(target) = moved_to.filter(|_| same_feed) else {
        memory.redirect = None;
        return None;
    };
    let seen = match &memory.redirect {
        Some(known) if known.to == target.as_str() => (**known).clone(),
        _ => Redirect { to: target.to_string(), seen: 0, since: now },
    };
    let seen = Redirect { seen: seen.seen.saturating_add(1), ..seen };
    if seen.seen < SIGHTINGS {
        memory.redirect = Some(seen.into());
        return None;
    }
    memory.redirect = None;
    memory.moved_to = Some(target.to_string());
    Some(target.clone())
}

/// An adopted address that is gone is given up for the configured one; true when that happened, and the next poll
/// may ask there.
pub fn redirect_failed(memory: &mut Memory, failure: &Failure) -> bool {
    matches!(failure, Failure::Gone | Failure::NotFound) && memory.moved_to.take().is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    #[test]
    fn the_third_sighting_in_a_row_is_adopted() {
        let (mut memory, now, target) = (Memory::default(), Utc::now(), url("https://b.example/feed"));
        assert_eq!(redirect(&mut memory, Some(&target), now, true), None);
        assert_eq!(redirect(&mut memory, Some(&target), now, true), None);
        assert_eq!(memory.redirect.as_ref().map(|known| (known.seen, known.since)), Some((2, now)));
        assert_eq!(redirect(&mut memory, Some(&target), now, true), Some(target.clone()));
        assert_eq!((memory.moved_to.as_deref(), &memory.redirect), (Some(target.as_str()), &None));
    }

    #[test]
    fn another_target_or_another_feed_starts_over() {
        let (mut memory, now, target) = (Memory::default(), Utc::now(), url("https://b.example/feed"));
        for (to, same_feed) in
            [(Some(&target), true), (Some(&target), true), (None, true), (Some(&target), true), (Some(&target), false)]
        {
            assert_eq!(redirect(&mut memory, to, now, same_feed), None);
        }
        let other = url("https://c.example/");
        for to in [&target, &target, &other, &target, &target] {
            assert_eq!(redirect(&mut memory, Some(to), now, true), None);
        }
        assert_eq!(memory.moved_to, None);
    }

    #[test]
    fn an_adopted_address_that_is_gone_is_given_up() {
        let mut memory = Memory { moved_to: Some("https://b.example/".into()), ..Memory::default() };
        assert!(!redirect_failed(&mut memory, &Failure::Unreachable));
        assert!(redirect_failed(&mut memory, &Failure::NotFound));
        assert!(!redirect_failed(&mut memory, &Failure::Gone), "the configured address itself is gone");
    }
}
