//! Our own outage: when many hosts are unreachable and none is reached, it is our network, and nobody is punished.
//!
//! Only hosts that were reached before are evidence: a dead one says nothing of our network.

use std::{
    collections::{HashSet, VecDeque},
    time::Duration,
};

use chrono::{DateTime, TimeDelta, Utc};

use crate::model::NextPoll;

/// How far back results count.
const WINDOW_MINUTES: i64 = 5;
/// So many different hosts must have been tried in vain.
const MIN_HOSTS: usize = 3;
/// Results remembered.
const MAX_RESULTS: usize = 1000;
/// How soon a source is tried again that our own outage hit; later, the longer it lasts.
const RETRY: Duration = Duration::from_secs(60);
/// But no later than this.
const LONGEST_RETRY: Duration = Duration::from_secs(3600);

/// The last minutes' results.
#[derive(Debug, Clone, Default)]
pub struct Outage {
    results: VecDeque<(DateTime<Utc>, String, bool)>,
    /// The first failure of those that no success has ended.
    began: Option<DateTime<Utc>>,
}

impl Outage {
    /// Takes note of one poll: `reached` means that the host answered, in whatever words.
    pub fn note(&mut self, host: &str, reached: bool, now: DateTime<Utc>) {
        let begin = now - TimeDelta::minutes(WINDOW_MINUTES);
        while self.results.front().is_some_and(|(at, ..)| *at < begin) || self.results.len() >= MAX_RESULTS {
            self.results.pop_front();
        }
        self.results.push_back((now, host.to_owned(), reached));
        self.began = if reached { None } else { self.began.or(Some(now)) };
    }

    /// True when the last host that was reached lies behind several different ones that were not.
    pub fn is_ours(&self, now: DateTime<Utc>) -> bool {
        let begin = now - TimeDelta::minutes(WINDOW_MINUTES);
        let since_success = self.results.iter().rev().take_while(|(at, _, reached)| !reached && *at >= begin);
        since_success.map(|(_, host, _)| host).collect::<HashSet<_>>().len() >= MIN_HOSTS
    }

    /// When to try again then; the source's count of failures stays as it was.
    pub fn retry(&self, now: DateTime<Utc>, chance: f64) -> NextPoll {
        let lasts = self.began.and_then(|began| (now - began).to_std().ok()).unwrap_or_default();
        let wait = (lasts / 2).clamp(RETRY, LONGEST_RETRY).mul_f64(1.0 + super::unit(chance));
        let at = now + TimeDelta::from_std(wait).unwrap_or_default();
        NextPoll { at, reason: "our own network seems to be down: no host answers".into() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_hosts_at_once_are_our_own_outage() {
        let (mut outage, now) = (Outage::default(), Utc::now());
        for host in ["a", "b", "b", "b"] {
            outage.note(host, false, now);
            assert!(!outage.is_ours(now), "two dead hosts are two dead hosts");
        }
        outage.note("c", false, now);
        assert!(outage.is_ours(now));
        outage.note("d", true, now);
        assert!(!outage.is_ours(now), "somebody answered");
        assert!(outage.retry(now, 1.0).at <= now + TimeDelta::minutes(2));
        outage.note("a", false, now);
        assert_eq!(outage.retry(now + TimeDelta::minutes(40), 0.0).at, now + TimeDelta::minutes(60));
        assert_eq!(outage.retry(now + TimeDelta::days(3), 0.0).at, now + TimeDelta::hours(73));
    }

    #[test]
    fn old_results_do_not_count() {
        let (mut outage, now) = (Outage::default(), Utc::now());
        for host in ["a", "b", "c"] {
            outage.note(host, false, now);
        }
        assert!(!outage.is_ours(now + TimeDelta::minutes(6)));
        for _ in 0..5000 {
            outage.note("a", false, now);
        }
        assert!(outage.results.len() <= MAX_RESULTS);
    }
}
