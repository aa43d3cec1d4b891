//! When to poll next: pure.

use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::model::{Failure, Freshness, NextPoll, Source, SourceState};

/// `[fetch]` of the configuration, as far as it concerns the schedule.
#[derive(Debug, Clone)]
pub struct Policy {
    /// Floor for every source.
    pub min_interval: Duration,
    /// Ceiling of the backoff; never shortens a Retry-After.
    pub backoff_max: Duration,
}

/// After a success (200, 226 or 304): `state.memory` is already brought up to date.
/// `chance` is 0 to 1, for jitter.
pub fn next_poll(
    source: &Source,
    state: &SourceState,
    fresh: &Freshness,
    policy: &Policy,
    now: DateTime<Utc>,
    chance: f64,
) -> NextPoll {
    let _ = (source, state, fresh, policy, chance);
    NextPoll { at: now, reason: String::new() }
}

/// After a failure; `state.failures` counts it already.
pub fn after_failure(
    source: &Source,
    state: &SourceState,
    failure: &Failure,
    policy: &Policy,
    now: DateTime<Utc>,
    chance: f64,
) -> NextPoll {
    let _ = (source, state, failure, policy, chance);
    NextPoll { at: now, reason: String::new() }
}
