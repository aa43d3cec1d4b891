use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;
use url::Url;

use super::*;
use crate::model::{Rhythm, SourceState};

fn source(interval: Option<u64>) -> Source {
    let url = Url::parse("https://a.example/feed").unwrap();
    Source { interval: interval.map(Duration::from_secs), ..Source::new("a", "A", Target::Feed(url)) }
}

fn now() -> DateTime<Utc> {
    "2026-11-24T10:17:00Z".parse().unwrap()
}

fn state() -> SourceState {
    SourceState::new("a".into(), now())
}

fn policy(min: u64, max: u64) -> Policy {
    Policy { min_interval: Duration::from_secs(min), backoff_max: Duration::from_secs(max) }
}

fn fresh(seconds: u64) -> Freshness {
    Freshness { fresh_for: Some(Duration::from_secs(seconds)) }
}

/// Seconds until the next poll at the least and at the most chance.
fn span(source: &Source, state: &SourceState, hint: &Freshness, policy: &Policy) -> (f64, f64) {
    let at = |chance| {
        (next_poll(source, state, hint, When { policy, now: now(), chance }).at - now()).num_milliseconds() as f64
            / 1000.0
    };
    (at(0.0), at(1.0))
}

fn failed(source: &Source, failures: u32, failure: &Failure, policy: &Policy) -> (i64, String) {
    let next =
        after_failure(source, &SourceState { failures, ..state() }, failure, When { policy, now: now(), chance: 0.0 });
    ((next.at - now()).num_seconds(), next.reason)
}

#[test]
fn a_configured_interval_is_kept_with_a_little_jitter() {
    let (least, most) = span(&source(Some(4)), &state(), &Freshness::default(), &policy(1, 8));
    assert_eq!((least, most), (3.6, 4.4));
    let reason = next_poll(
        &source(Some(900)),
        &state(),
        &Freshness::default(),
        When { policy: &policy(600, 86_400), now: now(), chance: 0.5 },
    )
    .reason;
    assert_eq!(reason, "every 15m (configured)");
}

#[test]
fn the_floor_holds_against_jitter_and_impatience() {
    let (least, most) = span(&source(Some(1)), &state(), &Freshness::default(), &policy(600, 86_400));
    assert_eq!((least, most), (600.0, 660.0));
}

#[test]
fn hints_lengthen_but_never_beyond_a_day() {
    assert_eq!(span(&source(Some(2)), &state(), &fresh(12), &policy(1, 8)), (12.0, 13.2));
    assert_eq!(span(&source(Some(2)), &state(), &fresh(u64::MAX), &policy(1, 8)).0, 86_400.0);
    assert_eq!(span(&source(Some(100)), &state(), &fresh(5), &policy(1, 8)).0, 90.0);
    let mut ttl = state();
    ttl.memory.advice = Some(Box::new(Advice { ttl_minutes: Some(60), ..Advice::default() }));
    let next = next_poll(&source(Some(2)), &ttl, &fresh(12), When { policy: &policy(1, 8), now: now(), chance: 0.0 });
    assert_eq!(((next.at - now()).num_seconds(), next.reason.as_str()), (3600, "ttl 1h"));
    ttl.memory.advice = Some(Box::new(Advice { ttl_minutes: Some(u64::MAX), ..Advice::default() }));
    assert_eq!(span(&source(None), &ttl, &Freshness::default(), &policy(1, 8)).0, 86_400.0);
}

#[test]
fn a_server_without_validators_is_asked_hourly_at_most_and_seldom_when_it_sends_much() {
    let mut spared = state();
    spared.memory.unconditional = true;
    let polled =
        |state: &SourceState, interval| span(&source(interval), state, &Freshness::default(), &policy(600, 86_400)).0;
    assert_eq!(polled(&spared, None), 3600.0);
    assert_eq!(polled(&spared, Some(900)), 810.0);
    spared.memory.body_bytes = 400_000;
    assert_eq!(polled(&spared, None), 21_600.0);
    let page = Source::new("n", "n", Target::Newsroom("https://n.example/".parse().unwrap()));
    let next = next_poll(
        &page,
        &spared,
        &Freshness::default(),
        When { policy: &policy(600, 86_400), now: now(), chance: 0.0 },
    );
    assert_eq!((next.at - now()).num_seconds(), 3600);
    assert!(next.reason.contains("at most hourly") && next.reason.contains("400 kB"), "{}", next.reason);
}

#[test]
fn skipped_hours_are_left_out() {
    let mut skipping = state();
    skipping.memory.advice = Some(Box::new(Advice { skip_hours: vec![10, 11], ..Advice::default() }));
    let next = next_poll(
        &source(Some(900)),
        &skipping,
        &Freshness::default(),
        When { policy: &policy(600, 86_400), now: now(), chance: 0.0 },
    );
    assert_eq!(next.at, "2026-11-24T12:00:00Z".parse::<DateTime<Utc>>().unwrap());
    assert!(next.reason.contains("skipHours"), "{}", next.reason);
}

#[test]
fn failures_back_off_from_the_interval_to_the_ceiling() {
    let waits: Vec<i64> =
        (1..6).map(|failures| failed(&source(Some(60)), failures, &Failure::Other, &policy(1, 1000)).0).collect();
    assert_eq!(waits, [120, 240, 480, 960, 900]);
    assert_eq!(
        failed(&source(Some(60)), 3, &Failure::NotFound, &policy(1, 1000)).1,
        "backoff: not found: 3 failures in a row"
    );
    assert_eq!(
        failed(&source(Some(90_000)), u32::MAX, &Failure::Other, &policy(1, 1000)).0,
        90_000,
        "never sooner than without failures"
    );
    assert_eq!(failed(&source(None), 1, &Failure::Unreachable, &policy(600, 86_400)).0, 1200);
}

#[test]
fn retry_after_is_never_shortened_by_anything() {
    let busy = |seconds| Failure::Busy(Some(Duration::from_secs(seconds)));
    assert_eq!(failed(&source(Some(2)), 1, &busy(10), &policy(1, 8)), (10, "Retry-After 10s".into()));
    assert_eq!(failed(&source(Some(2)), 1, &busy(604_800), &policy(1, 8)).0, 604_800);
    assert_eq!(failed(&source(Some(2)), 3, &busy(1), &policy(1, 100)).0, 8, "nor does a short one invite to hammer");
}

#[test]
fn gone_is_gone() {
    let (wait, reason) = failed(&source(Some(2)), 1, &Failure::Gone, &policy(1, 8));
    assert!(wait > 9 * 365 * 86_400 && reason.starts_with("gone (410)"));
}

#[test]
fn durations_are_spelt_for_people() {
    for (seconds, text) in
        [(2, "2s"), (90, "1m 30s"), (900, "15m"), (3600, "1h"), (5400, "1h 30m"), (86_400, "1d"), (90_061, "1d 1h")]
    {
        assert_eq!(spell(Duration::from_secs(seconds)), text);
    }
}

fn any_failure() -> impl Strategy<Value = Failure> {
    prop_oneof![
        Just(Failure::NotFound),
        Just(Failure::Forbidden),
        Just(Failure::Unreachable),
        Just(Failure::Other),
        proptest::option::of(0u64..=604_800).prop_map(|seconds| Failure::Busy(seconds.map(Duration::from_secs))),
    ]
}

prop_compose! {
    fn any_subscription()(
        hub in prop_oneof![Just("https://hub.example/".to_owned()), any::<String>()], tries in any::<u32>(),
        since in -10_000_000i64..1, lasts in 0i64..20_000_000,
        pushed in proptest::option::of(-10_000_000i64..1), missed in proptest::option::of(-10_000_000i64..1),
    ) -> crate::model::Subscription {
        let at = |seconds| now() + TimeDelta::seconds(seconds);
        crate::model::Subscription {
            hub, topic: String::new(), token: "t".into(), secret: None, asked_at: at(since), tries, error: None,
            lease: Some(crate::model::Lease { since: at(since), until: at(since + lasts) }),
            pushed_at: pushed.map(at), missed_at: missed.map(at),
        }
    }
}

prop_compose! {
    fn any_state()(
        gap in proptest::option::of(any::<f64>()), newest in proptest::option::of(-1_000_000_000i64..1_000_000_000),
        by_hour in prop_oneof![Just(Vec::new()), proptest::collection::vec(any::<u16>(), 168), proptest::collection::vec(any::<u16>(), 0..9)],
        ttl_minutes in proptest::option::of(any::<u64>()), skip_hours in proptest::collection::vec(any::<u8>(), 0..30),
        skip_days in proptest::collection::vec(prop_oneof![Just("monday".to_owned()), Just("tue".to_owned()), any::<String>()], 0..9),
        unconditional in any::<bool>(), failures in any::<u32>(), subscription in proptest::option::of(any_subscription()),
    ) -> SourceState {
        let mut state = SourceState { failures, ..state() };
        state.memory.rhythm = Rhythm { gap_secs: gap, newest: newest.map(|seconds| now() + TimeDelta::seconds(seconds)), by_hour };
        state.memory.advice = Some(Box::new(Advice { ttl_minutes, skip_hours, skip_days }));
        state.memory.unconditional = unconditional;
        state.memory.subscription = subscription.map(Box::new);
        state
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    /// Whatever the state and the answer: never below the floor or the hint, never beyond interval or hint, their
    /// jitter, and a week of skipped days.
    #[test]
    fn after_a_success_the_next_poll_is_within_bounds(
        state in any_state(), interval in proptest::option::of(1u64..604_800), hint in proptest::option::of(any::<u64>()),
        min in 0u64..90_000, chance in any::<f64>(),
    ) {
        let (source, policy) = (source(interval), policy(min, 86_400));
        let freshness = Freshness { fresh_for: hint.map(Duration::from_secs) };
        let next = next_poll(&source, &state, &freshness, When { policy: &policy, now: now(), chance });
        let wait = (next.at - now()).to_std().unwrap();
        prop_assert!(wait >= policy.min_interval);
        prop_assert!(wait >= Duration::from_secs(hint.unwrap_or(0)).min(MAX_HINT));
        prop_assert!(wait >= Duration::from_secs(state.memory.advice().ttl_minutes.unwrap_or(0).saturating_mul(60)).min(MAX_HINT));
        let most = source.interval.unwrap_or(DAY).max(policy.min_interval).max(DAY).mul_f64(1.1);
        prop_assert!(wait <= most + 7 * DAY + Duration::from_secs(3600), "{next:?}");
    }

    /// Whatever failed: never before Retry-After, never sooner than the floor, and there is always a next time.
    #[test]
    fn after_a_failure_the_next_poll_is_within_bounds(
        state in any_state(), failure in any_failure(), interval in proptest::option::of(1u64..604_800),
        min in 1u64..90_000, max in 0u64..10_000_000, chance in any::<f64>(),
    ) {
        let (source, policy) = (source(interval), policy(min, max));
        let next = after_failure(&source, &state, &failure, When { policy: &policy, now: now(), chance });
        let wait = (next.at - now()).to_std().unwrap();
        let asked = match failure { Failure::Busy(Some(wait)) => wait, _ => Duration::ZERO };
        prop_assert!(wait >= asked.max(policy.min_interval));
        let most = asked.max(source.interval.unwrap_or(DAY)).max(policy.min_interval).max(policy.backoff_max).max(DAY);
        prop_assert!(wait <= most.mul_f64(1.1) + 7 * DAY + Duration::from_secs(3600), "{next:?}");
    }
}

#[test]
fn a_reading_that_ended_the_process_costs_a_turn_and_when_it_does_so_again_and_again_it_backs_off() {
    let wait = |attempts, interval| {
        let mut state = state();
        state.memory.attempts = attempts;
        (after_attempt(&source(Some(interval)), &state, &policy(1, 86_400), now()).at - now()).num_seconds()
    };
    assert_eq!((wait(1, 21_600), wait(2, 21_600), wait(3, 21_600)), (120, 480, 1920));
    assert_eq!([1, 2, 3, 4, 5].map(|attempts| wait(attempts, 2)), [2, 2, 4, 8, 16]);
    assert!(wait(40, 21_600) <= 86_400);
}

#[test]
fn a_page_that_is_drawn_is_drawn_each_half_hour_at_most_unless_its_stanza_says_so() {
    let drawn = |interval| Source { render: Some(crate::model::Render::default()), ..source(interval) };
    let mut busy = state();
    busy.memory.rhythm = Rhythm { gap_secs: Some(60.0), ..Rhythm::default() };
    assert!(span(&drawn(None), &busy, &Freshness::default(), &policy(60, 86_400)).0 >= 1_800.0);
    assert!(span(&drawn(Some(300)), &busy, &Freshness::default(), &policy(60, 86_400)).1 <= 330.0);
}
