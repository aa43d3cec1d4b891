//! WebSub: while a hub pushes what a source publishes, polling rests; when pushes fail to come, it wakes. Pure.
//!
//! A hub that was verified but has pushed nothing yet is trusted for hours, one that has pushed for a day. A poll
//! that finds what should have been pushed ends the rest until the next push. The subscription itself is kept.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use url::Url;

use super::DAY;
use crate::model::{Lease, Memory, NextPoll, Secret, SourceState, Subscription};

/// A hub's word alone is trusted for so long.
const UNPROVEN: Duration = Duration::from_secs(3 * 3600);
/// Silence of so many usual gaps is looked into.
const GAPS: f64 = 6.0;
/// So long a push may be under way.
const GRACE: TimeDelta = TimeDelta::minutes(10);
/// From the poll that found the hub to the hub's verification.
const VERIFYING: TimeDelta = TimeDelta::minutes(1);
/// Before a hub is asked again that did not verify; doubles up to a day.
const RETRY: Duration = Duration::from_secs(3600);
/// Leases outside these limits are taken for the nearest.
const LEASES: std::ops::RangeInclusive<u64> = 5..=90 * 86_400;

/// How long polling rests now, and why; `None` when it does not.
pub(super) fn rest(memory: &Memory, now: DateTime<Utc>) -> Option<(Duration, String)> {
    let subscription = memory.subscription.as_ref().filter(|subscription| subscription.is_live(now))?;
    if subscription.missed_at.is_some() && subscription.missed_at >= subscription.pushed_at {
        return None;
    }
    let hub = Url::parse(&subscription.hub).ok()?;
    let hub = hub.host_str().unwrap_or("its hub");
    let (rest, why) = match subscription.pushed_at {
        None => (UNPROVEN, "has promised to push it"),
        Some(_) => {
            let gap = memory.rhythm.gap_secs.filter(|gap| (1.0..1e9).contains(gap));
            let usual = gap.map_or(DAY, |gap| Duration::from_secs_f64(gap * GAPS));
            (usual.clamp(UNPROVEN, DAY), "pushes it")
        }
    };
    // when the lease ends unrenewed, polling is awake at once
    let lease = subscription.lease.and_then(|lease| (lease.until - now).to_std().ok()).unwrap_or_default();
    let rest = rest.min(lease);
    Some((rest, format!("{hub} {why}")))
}

/// When the hub is to be asked for a subscription, new or renewed.
pub fn ask_at(memory: &Memory, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    memory.hubs.first()?;
    let Some(known) = &memory.subscription else { return Some(now) };
    if !serves(known, memory) {
        // a feed that names itself or its hub anew at each poll makes no request at each poll
        return Some(known.asked_at + TimeDelta::from_std(RETRY).ok()?);
    }
    let patience = RETRY.saturating_mul(1u32 << known.tries.saturating_sub(1).min(5)).min(DAY);
    let again = if known.tries == 0 { known.asked_at } else { known.asked_at + TimeDelta::from_std(patience).ok()? };
    match known.lease.filter(|_| known.is_live(now)) {
        // the last quarter of a lease, but no more than its last day, is left for retries
        Some(lease) => Some(again.max(lease.until - ((lease.until - lease.since) / 4).min(TimeDelta::days(1)))),
        None => Some(again),
    }
}

/// A topic that a page no longer names is still the one that the hub knows.
fn serves(known: &Subscription, memory: &Memory) -> bool {
    memory.hubs.contains(&known.hub) && memory.topic.as_ref().is_none_or(|topic| *topic == known.topic)
}

/// Takes note of a request that is about to be sent to the first hub, and gives what it is about. A topic that gives
/// itself no address is known by the one where it was found, `url`. `fresh` makes a token and a secret.
pub fn asked<'m>(
    memory: &'m mut Memory,
    url: &str,
    fresh: impl FnOnce() -> (String, Secret),
    now: DateTime<Utc>,
) -> Option<&'m Subscription> {
    let hub = memory.hubs.first()?.clone();
    let known = memory.subscription.take().filter(|known| serves(known, memory));
    let known = known.unwrap_or_else(|| {
        let topic = memory.topic.clone().unwrap_or_else(|| url.to_owned());
        let (token, secret) = fresh();
        // WebSub §5.1: no secret in the clear, unless the feed itself is in the clear
        let secret = (hub.starts_with("https:") || topic.starts_with("http:")).then_some(secret);
        let (tries, error, lease, pushed_at, missed_at) = (0, None, None, None, None);
        Subscription { hub, topic, token, secret, asked_at: now, tries, error, lease, pushed_at, missed_at }.into()
    });
    let known = memory.subscription.insert(known);
    (known.asked_at, known.tries) = (now, known.tries.saturating_add(1));
    Some(known)
}

/// The request brought no 2xx; a lease that is live stays.
pub fn unheard(memory: &mut Memory, why: String) {
    if let Some(subscription) = &mut memory.subscription {
        subscription.error = Some(why);
    }
}

/// The hub has verified: polling rests from now on.
pub fn verified(state: &mut SourceState, lease: Duration, now: DateTime<Utc>) {
    let lease = lease.as_secs().clamp(*LEASES.start(), *LEASES.end());
    let Some(subscription) = &mut state.memory.subscription else { return };
    let until = now + TimeDelta::seconds(lease.cast_signed());
    subscription.lease = Some(Lease { since: now, until });
    (subscription.tries, subscription.error) = (0, None);
    lie_down(state, now);
}

/// A push held: what it brought is committed with this state.
pub fn pushed(state: &mut SourceState, now: DateTime<Utc>) {
    if let Some(subscription) = &mut state.memory.subscription {
        subscription.pushed_at = Some(now);
    }
    lie_down(state, now);
}

/// The hub has refused, or ended it.
pub fn refused(state: &mut SourceState, why: String) {
    let Some(subscription) = &mut state.memory.subscription else { return };
    subscription.lease = None;
    subscription.tries = subscription.tries.max(1);
    subscription.error = Some(why);
}

/// Later than planned, never earlier: a Retry-After stays.
fn lie_down(state: &mut SourceState, now: DateTime<Utc>) {
    let Some((rest, reason)) = rest(&state.memory, now) else { return };
    let begin = state.succeeded_at.unwrap_or(now);
    let at = begin + TimeDelta::from_std(rest).unwrap_or_default();
    if at >= state.next.at && state.failures == 0 {
        state.next = NextPoll { at, reason };
    }
}

/// A hub that sends no content, or none that can be believed, says that there is something to fetch: now, if the
/// source was not asked within `floor`, and not before a failing one is due.
pub fn hinted(state: &mut SourceState, floor: Duration, now: DateTime<Utc>) {
    let allowed =
        state.polled_at.map_or(now, |polled| polled + TimeDelta::from_std(floor).unwrap_or_default()).max(now);
    if state.failures == 0 && allowed < state.next.at {
        state.next = NextPoll { at: allowed, reason: "its hub says that it changed".into() };
    }
}

/// A poll found new releases, published at these times (`None`: not said). Those that a working hub would have
/// pushed wake the source. `succeeded_at`: the last poll before.
pub fn found(
    state: &mut SourceState,
    succeeded_at: Option<DateTime<Utc>>,
    published: impl IntoIterator<Item = Option<DateTime<Utc>>>,
    now: DateTime<Utc>,
) {
    let Some(subscription) = state.memory.subscription.as_mut().filter(|known| known.is_live(now)) else { return };
    // only what was not there when the source was last looked at, after the hub had verified
    let since = subscription.lease.map(|lease| lease.since - VERIFYING);
    let watched = since.is_some_and(|since| succeeded_at.is_some_and(|seen| seen >= since));
    if watched && published.into_iter().any(|time| time.is_none_or(|time| time < now - GRACE)) {
        subscription.missed_at = Some(now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: Duration = Duration::from_secs(3600);

    fn now() -> DateTime<Utc> {
        "2026-11-24T10:00:00Z".parse().unwrap()
    }

    fn state() -> SourceState {
        let mut state = SourceState::new("a".into(), now());
        state.succeeded_at = Some(now());
        state.memory.hubs = vec!["https://hub.example/".into()];
        let subscription = Subscription {
            hub: "https://hub.example/".into(),
            topic: "https://a.example/feed".into(),
            token: "t".into(),
            secret: None,
            asked_at: now(),
            tries: 1,
            error: None,
            lease: None,
            pushed_at: None,
            missed_at: None,
        };
        state.memory.subscription = Some(subscription.into());
        state
    }

    fn rests(state: &SourceState, at: DateTime<Utc>) -> Option<u64> {
        rest(&state.memory, at).map(|(rest, _)| rest.as_secs() / 3600)
    }

    #[test]
    fn polling_rests_from_the_verification_on_and_longer_after_a_push() {
        let mut state = state();
        assert_eq!(rests(&state, now()), None);
        verified(&mut state, 240 * HOUR, now());
        assert_eq!(rests(&state, now()), Some(3));
        assert_eq!(state.next.at, now() + TimeDelta::hours(3));
        assert_eq!(state.next.reason, "hub.example has promised to push it");
        pushed(&mut state, now());
        state.memory.rhythm.gap_secs = Some(3600.0);
        assert_eq!(rests(&state, now()), Some(6), "six usual gaps");
        state.memory.rhythm.gap_secs = Some(86_400.0);
        assert_eq!(rests(&state, now()), Some(24));
        assert_eq!(rests(&state, now() + TimeDelta::hours(230)), Some(10), "not beyond the lease");
        assert_eq!(rests(&state, now() + TimeDelta::hours(241)), None);
    }

    #[test]
    fn a_release_that_was_not_pushed_wakes_polling_until_the_next_push() {
        let mut state = state();
        verified(&mut state, 240 * HOUR, now());
        let (mut before, later) = (state.clone(), now() + TimeDelta::hours(3));
        found(&mut state, before.succeeded_at, [Some(later - TimeDelta::minutes(2))], later);
        assert!(rests(&state, later).is_some(), "it may still be under way");
        before.succeeded_at = Some(now() - TimeDelta::hours(1));
        found(&mut state, before.succeeded_at, [None], later);
        assert!(rests(&state, later).is_some(), "it may be older than the subscription");
        before.succeeded_at = Some(now());
        found(&mut state, before.succeeded_at, [Some(later - TimeDelta::hours(1))], later);
        assert_eq!(rests(&state, later), None);
        pushed(&mut state, later + TimeDelta::seconds(1));
        assert!(rests(&state, later + TimeDelta::seconds(1)).is_some());
    }

    #[test]
    fn a_lease_is_renewed_before_it_ends_and_a_deaf_hub_is_asked_ever_more_rarely() {
        let mut state = state();
        assert_eq!(ask_at(&state.memory, now()), Some(now() + TimeDelta::hours(1)));
        let waits: Vec<i64> = [1, 2, 3, 5, 6, 99]
            .map(|tries| {
                state.memory.subscription.as_mut().unwrap().tries = tries;
                (ask_at(&state.memory, now()).unwrap() - now()).num_hours()
            })
            .to_vec();
        assert_eq!(waits, [1, 2, 4, 16, 24, 24]);
        verified(&mut state, 240 * HOUR, now());
        assert_eq!(ask_at(&state.memory, now()), Some(now() + TimeDelta::hours(216)));
        verified(&mut state, 2 * HOUR, now());
        assert_eq!(ask_at(&state.memory, now()), Some(now() + TimeDelta::minutes(90)));
        refused(&mut state, "no such topic".into());
        assert_eq!(rests(&state, now()), None);
        assert_eq!(ask_at(&state.memory, now()), Some(now() + TimeDelta::hours(1)));
        state.memory.hubs = vec!["https://other.example/".into()];
        assert_eq!(
            ask_at(&state.memory, now()),
            Some(now() + TimeDelta::hours(1)),
            "another hub, but not at each poll"
        );
        state.memory.hubs.clear();
        assert_eq!(ask_at(&state.memory, now()), None);
    }

    #[test]
    fn a_renewal_keeps_its_token_and_no_secret_goes_in_the_clear_that_was_not_there_before() {
        let fresh = || ("u".to_owned(), Secret::new("s".into()));
        let mut memory = state().memory;
        assert_eq!(asked(&mut memory, "", fresh, now()).map(|known| (&*known.token, known.tries)), Some(("t", 2)));
        memory.topic = Some("https://a.example/feed".into());
        assert_eq!(asked(&mut memory, "", fresh, now()).unwrap().token, "t");
        unheard(&mut memory, "no connection".into());
        for (hub, topic, secret) in [
            ("https://h.example/", "https://b/", true),
            ("http://h.example/", "https://b/", false),
            ("http://h.example/", "http://b/", true),
        ] {
            (memory.hubs, memory.topic) = (vec![hub.into()], Some(topic.into()));
            let new = asked(&mut memory, "", fresh, now()).unwrap();
            assert_eq!(
                (&*new.token, new.tries, new.secret.is_some(), &new.error),
                ("u", 1, secret, &None),
                "{hub} {topic}"
            );
        }
    }

    #[test]
    fn a_hint_brings_a_poll_forward_but_never_below_the_floor_nor_into_a_backoff() {
        let mut state = state();
        state.polled_at = Some(now() - TimeDelta::minutes(4));
        state.next.at = now() + TimeDelta::hours(5);
        let mut failing = SourceState { failures: 1, ..state.clone() };
        hinted(&mut state, Duration::from_secs(600), now());
        assert_eq!(state.next.at, now() + TimeDelta::minutes(6));
        hinted(&mut failing, Duration::from_secs(600), now());
        assert_eq!(failing.next.at, now() + TimeDelta::hours(5));
        verified(&mut failing, HOUR, now());
        assert_eq!(failing.next.reason, "never polled");
    }
}
