//! When to poll next: pure. A source, its state and what the server said in; a time and its reason out.
//!
//! `next = max(floor, hint, wanted)`, moved out of `skipHours` and `skipDays`, plus jitter. *Wanted* is the
//! rest of a source that a hub pushes ([`push`]), else the configured interval, else what the source's [`rhythm`] asks for, more
//! seldom where the server offers no validators. *Hint* is the greatest of the answer's freshness and the feed's `ttl`, at most a day: a year of
//! `max-age` on a feed is a mistake, and one conditional request a day harms nobody. Jitter never leads below
//! floor or hint. After a failure the interval doubles up to `backoff_max`; a Retry-After is never shortened.

mod outage;
pub mod push;
mod redirect;
pub mod rhythm;
mod skip;

#[cfg(test)]
mod tests;

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use crate::model::{Advice, Failure, Freshness, NextPoll, Source, SourceState, Target};

pub use outage::Outage;
pub use redirect::{redirect, redirect_failed};
pub use rhythm::learn;

const DAY: Duration = Duration::from_secs(86_400);
const HOUR: Duration = Duration::from_secs(3_600);

/// In bytes: what a page of a newsroom weighs, and what an hour of it costs its server less than one reader's visit.
const SMALL_PAGE: u64 = 500_000;
/// Feeds of the usual twenty items are smaller.
const SMALL_FEED: u64 = 100_000;

/// No hint holds longer.
const MAX_HINT: Duration = DAY;

/// Jitter on top of what a server asks for is at most this.
const MAX_LATE: Duration = Duration::from_secs(30 * 60);

/// A turn that is lost with the process costs at first no more than this.
const MAX_LOST: Duration = Duration::from_secs(120);

/// A page that is drawn by script is not drawn more often, unless its stanza says so.
const MIN_DRAWN: Duration = Duration::from_secs(30 * 60);

/// "Never", in a form that every store can hold.
const GONE_DAYS: i64 = 3650;

/// `[fetch]` of the configuration, as far as it concerns the schedule.
#[derive(Debug, Clone)]
pub struct Policy {
    /// Floor for every source.
    pub min_interval: Duration,
    /// Ceiling of the backoff; never shortens a Retry-After.
    pub backoff_max: Duration,
}

/// An interval, and why it is that.
struct Wanted {
    interval: Duration,
    /// Jitter may lead this low.
    at_least: Duration,
    reason: String,
}

/// What a plan is made by, beside what is known of the source: `chance` is from 0 to 1.
#[derive(Debug, Clone, Copy)]
pub struct When<'p> {
    /// The operator's.
    pub policy: &'p Policy,
    /// The clock.
    pub now: DateTime<Utc>,
    /// Spreads polls that would else fall together.
    pub chance: f64,
}

/// After a success (200, 226 or 304): `state.memory` is already brought up to date.
/// `chance` is 0 to 1, for jitter.
pub fn next_poll(source: &Source, state: &SourceState, fresh: &Freshness, when: When<'_>) -> NextPoll {
    let when = When { chance: unit(when.chance), ..when };
    let When { policy, now, chance } = when;
    let mut wanted = wanted(source, state, policy, now);
    let mut latest = wanted.interval.mul_f64(1.1);
    if let Some((hint, reason)) = hint(fresh, state.memory.advice()) {
        wanted.at_least = wanted.at_least.max(hint);
        latest = latest.max(hint + hint.mul_f64(0.1).min(MAX_LATE));
        if hint > wanted.interval {
            wanted.reason = reason;
        }
    }
    let wait = wanted.at_least + latest.saturating_sub(wanted.at_least).mul_f64(chance);
    moved(when, state.memory.advice(), wait, wanted.reason)
}

/// The last answer held more than was taken: the rest is asked for at the floor, unless the stanza says how often.
pub fn for_the_rest(source: &Source, planned: &NextPoll, policy: &Policy, now: DateTime<Utc>) -> NextPoll {
    let soon = now + TimeDelta::from_std(policy.min_interval.max(Duration::from_secs(1))).unwrap_or_default();
    if source.interval.is_some() || planned.at <= soon {
        return planned.clone();
    }
    NextPoll { at: soon, reason: "more releases wait than one poll takes".into() }
}

/// After a failure; `state.failures` counts it already.
pub fn after_failure(source: &Source, state: &SourceState, failure: &Failure, when: When<'_>) -> NextPoll {
    let when = When { chance: unit(when.chance), ..when };
    let When { policy, now, chance } = when;
    // Nobody was reached, so nobody is spared by waiting as long as after a real answer.
    let usual = match (failure, source.interval) {
        (Failure::Unreachable, None) => policy.min_interval,
        _ => wanted(source, state, policy, now).interval,
    };
    let ceiling = policy.backoff_max.max(usual);
    let doubled = |times: u32| usual.saturating_mul(1u32 << times.min(20)).min(ceiling);
    let failures = state.failures.max(1);
    let (wait, reason) = match failure {
        Failure::Gone => {
            let at = now + TimeDelta::days(GONE_DAYS);
            return NextPoll { at, reason: "gone (410): not polled until its configuration changes".into() };
        }
        Failure::Busy(Some(retry_after)) => {
            let wait = (*retry_after).max(doubled(failures - 1));
            let late = wait.mul_f64(0.1 * chance).min(MAX_LATE);
            let reason = format!("Retry-After {}", spell(*retry_after));
            return moved(when, state.memory.advice(), wait + late, reason);
        }
        Failure::Forbidden => (doubled(failures).max(policy.backoff_max.min(DAY)), "robots.txt forbids it".to_owned()),
        Failure::Busy(None) => (doubled(failures), "backoff: the server is busy".to_owned()),
        Failure::Unreachable => (doubled(failures), "backoff: not reached".to_owned()),
        Failure::NotFound => (doubled(failures), "backoff: not found".to_owned()),
        Failure::Other => (doubled(failures), "backoff".to_owned()),
    };
    let jittered = if wait < ceiling { wait.mul_f64(1.0 + 0.1 * chance) } else { wait.mul_f64(0.9 + 0.1 * chance) };
    let reason =
        if failures == 1 { format!("{reason}: 1 failure") } else { format!("{reason}: {failures} failures in a row") };
    moved(when, state.memory.advice(), jittered.max(usual), reason)
}

/// Where reading what a source sent may have ended a process. Twice it is the source's usual interval, for somebody may
/// have killed it; from then on twice as long each time. At first some minutes at most, then four times as many.
pub fn after_attempt(source: &Source, state: &SourceState, policy: &Policy, now: DateTime<Utc>) -> NextPoll {
    let attempts = state.memory.attempts.max(1);
    let (doubled, how) = (attempts.saturating_sub(2), if attempts <= 2 { "a lost turn" } else { "backoff" });
    let ceiling = policy.backoff_max.max(policy.min_interval);
    let usual = wanted(source, state, policy, now).interval;
    let patience = MAX_LOST.saturating_mul(1 << (2 * (attempts - 1)).min(20));
    let wait = usual.max(usual.saturating_mul(1 << doubled.min(20)).min(ceiling)).min(patience);
    let at = now + TimeDelta::from_std(wait).unwrap_or(TimeDelta::MAX);
    NextPoll { at, reason: format!("{how}: reading what it sent had not ended when the service did") }
}

/// What may be asked for whole by the source's rhythm.
pub fn is_small(is_page: bool, bytes: u64) -> bool {
    bytes <= if is_page { SMALL_PAGE } else { SMALL_FEED }
}

/// The interval that the source would have without any hint.
fn wanted(source: &Source, state: &SourceState, policy: &Policy, now: DateTime<Utc>) -> Wanted {
    let floor = policy.min_interval.max(Duration::from_secs(1));
    if let Some((rest, reason)) = push::rest(&state.memory, now) {
        let interval = rest.max(floor);
        return Wanted { interval, at_least: interval, reason };
    }
    if let Some(asked) = source.interval {
        let interval = asked.max(floor);
        let reason = if interval > asked {
            format!("every {} (fetch.min_interval; {} configured)", spell(interval), spell(asked))
        } else {
            format!("every {} (configured)", spell(interval))
        };
        return Wanted { interval, at_least: interval.mul_f64(0.9).max(floor), reason };
    }
    let is_page = matches!(source.target, Target::Newsroom(_));
    // A page costs its server more than a feed, and one that is drawn by script us too.
    let floor = if source.render.is_some() { floor.max(MIN_DRAWN) } else { floor };
    let floor = if is_page { floor.mul_f64(1.5) } else { floor };
    if !state.memory.unconditional {
        let (interval, reason) = rhythm::interval(&state.memory.rhythm, floor, now);
        return Wanted { interval, at_least: interval.mul_f64(0.9).max(floor), reason };
    }
    // without validators every poll brings the whole document
    let bytes = state.memory.body_bytes;
    let (rest, often) =
        if is_small(is_page, bytes) { (HOUR, "at most hourly") } else { (DAY / 4, "a few times a day") };
    let floor = floor.max(rest);
    let (interval, reason) = rhythm::interval(&state.memory.rhythm, floor, now);
    let reason = format!("{reason}; {often} without validators ({} kB)", bytes.div_ceil(1000));
    Wanted { interval, at_least: interval.mul_f64(0.9).max(floor), reason }
}

/// What the server and the feed ask for.
fn hint(fresh: &Freshness, advice: &Advice) -> Option<(Duration, String)> {
    let said = |hint: Duration, by: &str| {
        let hint = hint.min(MAX_HINT);
        (hint, format!("{by} {}", spell(hint)))
    };
    let fresh = fresh.fresh_for.map(|hint| said(hint, "max-age or Expires"));
    let ttl = advice.ttl_minutes.map(|minutes| said(Duration::from_secs(minutes.saturating_mul(60)), "ttl"));
    fresh.into_iter().chain(ttl).filter(|(hint, _)| !hint.is_zero()).max_by_key(|(hint, _)| *hint)
}

/// `wait` from now, but not within an hour or day that the feed asks to skip.
fn moved(When { now, chance, .. }: When<'_>, advice: &Advice, wait: Duration, reason: String) -> NextPoll {
    let at = now
        .checked_add_signed(TimeDelta::from_std(wait).unwrap_or(TimeDelta::MAX))
        .unwrap_or(now + TimeDelta::days(GONE_DAYS));
    match skip::next_allowed(at, advice, chance) {
        Some(later) => NextPoll { at: later, reason: format!("{reason}, moved out of skipHours and skipDays") },
        None => NextPoll { at, reason },
    }
}

fn unit(chance: f64) -> f64 {
    if chance.is_nan() { 0.5 } else { chance.clamp(0.0, 1.0) }
}

/// "15m", "1h 30m", "2d": the two greatest units.
fn spell(duration: Duration) -> String {
    let mut rest = duration.as_secs();
    let mut words = Vec::new();
    for (unit, name) in [(86_400, "d"), (3600, "h"), (60, "m"), (1, "s")] {
        if rest >= unit && words.len() < 2 {
            words.push(format!("{}{name}", rest / unit));
        } else if !words.is_empty() {
            break;
        }
        rest %= unit;
    }
    if words.is_empty() { format!("{}ms", duration.as_millis()) } else { words.join(" ") }
}
