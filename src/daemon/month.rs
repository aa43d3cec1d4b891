//! A simulated month: sources of mixed rhythm on shared hosts, polled by the real queue and schedule under a simulated
//! clock, against a poller with a fixed interval that makes as many requests.
//!
//! `PRESSFEED_MONTH_SOURCES=10000 cargo test --release --lib month -- --nocapture` runs it at full size (minutes).

use std::{cmp::Reverse, collections::BinaryHeap, sync::Arc, time::Duration};

use chrono::{DateTime, Datelike, FixedOffset, NaiveTime, TimeDelta, Timelike, Utc};

use super::{POLLS_AT_ONCE, queue::Queue};
use crate::{
    model::{Freshness, Source, SourceState, Target},
    schedule::{self, Policy, When},
};

const DAYS: i64 = 30;
const SPACING: TimeDelta = TimeDelta::seconds(1);
/// From request to answer.
const ANSWER: TimeDelta = TimeDelta::milliseconds(400);

/// A small deterministic generator (SplitMix64): tests know no chance.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) >> 11) as f64 / (1u64 << 53) as f64
    }

    fn one_of<T: Copy>(&mut self, all: &[T]) -> T {
        all[(self.roll() * all.len() as f64) as usize]
    }
}

/// One newsroom as it is, which the schedule has to find out.
struct Newsroom {
    source: Arc<Source>,
    host: usize,
    published: Vec<DateTime<Utc>>,
    seen: usize,
    /// Its feed gives days without a clock.
    days_only: bool,
    hint: Option<Duration>,
    /// Not before.
    allowed: DateTime<Utc>,
}

impl Newsroom {
    fn new(number: usize, count: usize, begin: DateTime<Utc>, dice: &mut Dice) -> Self {
        // a few hosts carry many newsrooms, as distributors and platforms do
        let host = (dice.roll().powi(3) * (count / 3 + 1) as f64) as usize;
        let url = format!("https://h{host}.example/{number}");
        let source = Source::new(&format!("s{number}"), "A", Target::Feed(url.parse().unwrap()));
        let hints = [0, 0, 0, 0, 0, 300, 300, 900, 900, 1800, 3600, 21_600].map(Duration::from_secs);
        let hint = Some(dice.one_of(&hints)).filter(|hint| !hint.is_zero());
        let published = publications(dice, begin - TimeDelta::days(30), 30 + DAYS);
        let days_only = dice.roll() < 0.15;
        Self { source: Arc::new(source), host, published, seen: 0, days_only, hint, allowed: begin }
    }

    fn state(&mut self, begin: DateTime<Utc>, dice: &mut Dice) -> SourceState {
        let mut state = SourceState::new(self.source.id.clone(), begin);
        // they were not all added in one moment, nor does each server offer validators
        state.next.at = begin + TimeDelta::seconds((dice.roll() * 1800.0) as i64);
        state.memory.unconditional = dice.roll() < 0.05;
        self.seen = self.published.partition_point(|time| *time <= begin);
        let shown = &self.published[self.seen.saturating_sub(20)..self.seen];
        schedule::learn(&mut state.memory.rhythm, &self.claimed(shown), begin);
        state
    }

    fn claimed(&self, times: &[DateTime<Utc>]) -> Vec<DateTime<FixedOffset>> {
        let day = |time: &DateTime<Utc>| time.with_time(NaiveTime::MIN).single().unwrap_or(*time);
        times.iter().map(|time| if self.days_only { day(time) } else { *time }.fixed_offset()).collect()
    }
}

/// So many releases a day, mostly in its office hours; some newsrooms at a fixed hour.
fn publications(dice: &mut Dice, begin: DateTime<Utc>, days: i64) -> Vec<DateTime<Utc>> {
    let per_day = dice.one_of(&[0.05, 0.15, 0.3, 1.0, 2.0, 5.0, 12.0]);
    let zone = (dice.roll() * 24.0) as i64;
    let punctual = dice.roll() < 0.3;
    let mut times = Vec::new();
    for minute in 0..days * 1440 {
        let at = begin + TimeDelta::minutes(minute);
        let local = at + TimeDelta::hours(zone);
        let office = local.weekday().num_days_from_monday() < 5 && (9..17).contains(&local.hour());
        let share = match (punctual, office, local.hour()) {
            (true, true, 9) => 8.0,
            (true, true, _) => 0.2,
            (false, true, _) => 1.1,
            _ => 0.03,
        };
        if dice.roll() < per_day * 1.4 / 480.0 * share {
            times.push(at + TimeDelta::seconds((dice.roll() * 60.0) as i64));
        }
    }
    times
}

struct Month {
    now: DateTime<Utc>,
    queue: Queue,
    newsrooms: Vec<Newsroom>,
    /// When each host may be asked next.
    hosts: Vec<DateTime<Utc>>,
    /// Ends, by time: which newsroom, its state, when its request started.
    running: BinaryHeap<Reverse<(DateTime<Utc>, usize)>>,
    states: Vec<Option<(SourceState, DateTime<Utc>)>>,
    delays: Vec<i64>,
    requests: usize,
    dice: Dice,
}

impl Month {
    fn new(count: usize, begin: DateTime<Utc>) -> Self {
        let mut dice = Dice(7);
        let mut newsrooms: Vec<Newsroom> = (0..count).map(|n| Newsroom::new(n, count, begin, &mut dice)).collect();
        let states = newsrooms.iter_mut().map(|newsroom| newsroom.state(begin, &mut dice)).collect();
        let mut queue = Queue::new(1);
        queue.replace(&newsrooms.iter().map(|one| one.source.clone()).collect::<Vec<_>>(), states);
        let (hosts, states) = (vec![begin; count / 3 + 2], vec![None; count]);
        let (running, delays) = (BinaryHeap::new(), Vec::new());
        Self { now: begin, queue, newsrooms, hosts, running, states, delays, requests: 0, dice }
    }

    fn run(&mut self, end: DateTime<Utc>) {
        while self.now < end {
            while self.running.peek().is_some_and(|Reverse((at, _))| *at <= self.now) {
                if let Some(Reverse((_, number))) = self.running.pop() {
                    self.ended(number);
                }
            }
            for (source, state) in self.queue.due(self.now, POLLS_AT_ONCE - self.running.len()) {
                self.started(source.id[1..].parse().unwrap(), state);
            }
            let next = self.running.peek().map(|Reverse((at, _))| *at).into_iter().chain(self.queue.next_at()).min();
            self.now = next.unwrap_or(end).max(self.now + TimeDelta::milliseconds(1));
        }
    }

    fn started(&mut self, number: usize, state: SourceState) {
        let newsroom = &self.newsrooms[number];
        assert!(self.now >= newsroom.allowed, "{} polled before its hint", newsroom.source.id);
        let start = self.now.max(self.hosts[newsroom.host]);
        assert!(start - self.now <= SPACING, "a host has one poll at a time");
        self.hosts[newsroom.host] = start + SPACING;
        self.requests += 1;
        self.running.push(Reverse((start + ANSWER, number)));
        self.states[number] = Some((state, start));
    }

    fn ended(&mut self, number: usize) {
        let Some((mut state, start)) = self.states[number].take() else { return };
        let newsroom = &mut self.newsrooms[number];
        let policy = Policy { min_interval: Duration::from_secs(600), backoff_max: Duration::from_secs(86_400) };
        let new = newsroom.published[newsroom.seen..].iter().take_while(|time| **time <= start).count();
        let times = &newsroom.published[newsroom.seen..newsroom.seen + new];
        self.delays.extend(times.iter().map(|time| (self.now - time).num_seconds()));
        schedule::learn(&mut state.memory.rhythm, &newsroom.claimed(times), start);
        newsroom.seen += new;
        state.succeeded_at = Some(start);
        let fresh = Freshness { fresh_for: newsroom.hint };
        let chance = self.dice.roll();
        state.next =
            schedule::next_poll(&newsroom.source, &state, &fresh, When { policy: &policy, now: start, chance });
        let least = newsroom.hint.unwrap_or_default().max(policy.min_interval);
        newsroom.allowed = start + TimeDelta::from_std(least).unwrap();
        self.queue.finished(&newsroom.source.clone(), state);
    }
}

fn median(mut delays: Vec<i64>) -> i64 {
    delays.sort_unstable();
    delays[delays.len() / 2]
}

/// What a poller with this interval would have made of the same month.
fn fixed(month: &Month, begin: DateTime<Utc>, end: DateTime<Utc>, interval: f64) -> i64 {
    let times = month.newsrooms.iter().flat_map(|one| &one.published).filter(|time| **time > begin && **time < end);
    let wait = |time: &DateTime<Utc>| (interval - (time.timestamp() - begin.timestamp()) as f64 % interval) as i64;
    median(times.map(wait).collect())
}

#[test]
fn a_month_of_polling_at_least_halves_the_delay_of_a_fixed_interval() {
    let count = std::env::var("PRESSFEED_MONTH_SOURCES").ok().and_then(|text| text.parse().ok()).unwrap_or(150);
    let begin: DateTime<Utc> = "2026-11-04T00:00:00Z".parse().unwrap();
    let end = begin + TimeDelta::days(DAYS);
    let mut month = Month::new(count, begin);
    month.run(end);
    let a_day = month.requests as f64 / DAYS as f64 / count as f64;
    let ours = median(month.delays.clone());
    let (same, half_hour) = (fixed(&month, begin, end, 86_400.0 / a_day), fixed(&month, begin, end, 1800.0));
    println!(
        "{count} sources, {} requests ({a_day:.1} a day each), {} releases: median delay {ours} s; a fixed interval with as many requests ({:.0} s): {same} s; every 30 minutes (48 a day each): {half_hour} s",
        month.requests,
        month.delays.len(),
        86_400.0 / a_day,
    );
    assert!(2 * ours <= same, "{ours} s against {same} s");
    assert!(a_day <= 48.0 && ours <= half_hour, "fewer requests than every half hour, and sooner");
}
