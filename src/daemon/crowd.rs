//! A hundred thousand sources, hourly, on a clock of the test's own: one host in ten lets each request time out, and still
//! nobody is late.

use std::{cmp::Reverse, collections::BinaryHeap, sync::Arc, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};

use super::{POLLS_AT_ONCE, queue::Queue};
use crate::{
    model::{Freshness, Source, SourceState, Target},
    schedule::{self, Policy, When},
};

const SOURCES: usize = 100_000;
const HOUR: Duration = Duration::from_secs(3600);

/// How long a poll of a source takes: every tenth host does not answer, which no backoff forgives here.
fn takes(number: usize) -> TimeDelta {
    TimeDelta::milliseconds(if number.is_multiple_of(10) { 30_000 } else { 1_000 })
}

fn source(number: usize) -> Arc<Source> {
    let target = Target::Feed(format!("https://h{number}.example/feed").parse().unwrap());
    Source { interval: Some(HOUR), ..Source::new(&number.to_string(), "S", target) }.into()
}

/// Polls that run, the first to end first.
type Running = BinaryHeap<Reverse<(DateTime<Utc>, usize)>>;

struct Crowd {
    sources: Vec<Arc<Source>>,
    queue: Queue,
    running: Running,
    policy: Policy,
}

impl Crowd {
    fn new(start: DateTime<Utc>) -> Self {
        let sources: Vec<Arc<Source>> = (0..SOURCES).map(source).collect();
        let mut queue = Queue::new(1);
        queue.replace(&sources, sources.iter().map(|one| SourceState::new(one.id.clone(), start)).collect());
        let policy = Policy { min_interval: Duration::from_secs(600), backoff_max: 24 * HOUR };
        Self { sources, queue, running: Running::new(), policy }
    }

    /// Begins what is due and has a place; by how much each was late.
    fn begin(&mut self, now: DateTime<Utc>) -> Vec<TimeDelta> {
        let due = self.queue.due(now, POLLS_AT_ONCE - self.running.len());
        let late = due.iter().map(|(_, state)| now - state.next.at).collect();
        for (source, _) in due {
            let number = source.id.parse().unwrap();
            self.running.push(Reverse((now + takes(number), number)));
        }
        late
    }

    fn end(&mut self, number: usize, now: DateTime<Utc>) {
        let source = &self.sources[number];
        let mut state = SourceState { succeeded_at: Some(now), ..SourceState::new(source.id.clone(), now) };
        // a chance that differs from source to source
        let chance = (number * 7_919 % 1_000) as f64 / 1_000.0;
        let when = When { policy: &self.policy, now: now - takes(number), chance };
        state.next = schedule::next_poll(source, &state, &Freshness::default(), when);
        self.queue.finished(source, state);
    }
}

#[test]
fn a_hundred_thousand_sources_are_polled_hourly_though_a_tenth_does_not_answer() {
    let start: DateTime<Utc> = "2026-11-02T00:00:00Z".parse().unwrap();
    let (mut crowd, mut now, mut late, mut most) = (Crowd::new(start), start, Vec::new(), 0);
    let (settled, end) = (start + TimeDelta::minutes(90), start + TimeDelta::minutes(210));
    while now < end {
        let begun = crowd.begin(now);
        if now > settled {
            late.extend(begun);
            most = most.max(crowd.running.len());
        }
        let next = crowd.running.peek().map(|Reverse((at, _))| *at);
        let due = crowd.queue.next_at().filter(|_| crowd.running.len() < POLLS_AT_ONCE);
        now = [next, due].into_iter().flatten().min().unwrap().max(now);
        while let Some(Reverse((at, number))) = crowd.running.peek().copied().filter(|Reverse((at, _))| *at <= now) {
            crowd.running.pop();
            crowd.end(number, at);
        }
    }
    late.sort_unstable();
    let (median, worst) = (late[late.len() / 2], late[late.len() - 1]);
    assert!(late.len() > SOURCES * 3 / 2, "{} polls in two hours", late.len());
    assert!(median < TimeDelta::seconds(60), "late by {median} at the median, {worst} at most, {most} at once");
}
