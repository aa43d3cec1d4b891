//! A simulated month: sources of mixed rhythm, ours against a poller with a fixed interval that makes as many requests.

use chrono::{DateTime, Datelike, TimeDelta, Timelike, Utc};
use url::Url;

use super::*;
use crate::model::SourceState;

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
}

/// Publication times of one source over `days`: so many a day, mostly in its office hours, some at a fixed hour.
fn publications(dice: &mut Dice, begin: DateTime<Utc>, days: i64) -> Vec<DateTime<Utc>> {
    let per_day = [0.05, 0.15, 0.3, 1.0, 2.0, 5.0, 12.0][(dice.roll() * 7.0) as usize];
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

struct Run {
    delays: Vec<i64>,
    requests: usize,
}

/// Polls one source over its second month; the first is what its feed shows when it is added.
fn ours(
    source: &Source,
    published: &[DateTime<Utc>],
    begin: DateTime<Utc>,
    end: DateTime<Utc>,
    dice: &mut Dice,
) -> Run {
    let policy = Policy { min_interval: Duration::from_secs(600), backoff_max: DAY };
    let (mut state, mut now, mut run) =
        (SourceState::new("a".into(), begin), begin, Run { delays: Vec::new(), requests: 0 });
    let mut seen = published.iter().take_while(|time| **time <= begin).count();
    let shown: Vec<_> = published[seen.saturating_sub(20)..seen].iter().map(|time| time.fixed_offset()).collect();
    learn(&mut state.memory.rhythm, &shown, begin);
    while now < end {
        run.requests += 1;
        let new: Vec<_> = published[seen..].iter().take_while(|time| **time <= now).copied().collect();
        seen += new.len();
        run.delays.extend(new.iter().map(|time| (now - time).num_seconds()));
        learn(&mut state.memory.rhythm, &new.iter().map(|time| time.fixed_offset()).collect::<Vec<_>>(), now);
        let next = next_poll(source, &state, &Freshness::default(), &policy, now, dice.roll());
        assert!(next.at >= now + TimeDelta::seconds(600), "{next:?}");
        now = next.at;
    }
    run
}

fn median(mut delays: Vec<i64>) -> i64 {
    delays.sort_unstable();
    delays[delays.len() / 2]
}

#[test]
fn a_month_of_polling_at_least_halves_the_delay_of_a_fixed_interval() {
    let begin: DateTime<Utc> = "2026-10-05T00:00:00Z".parse().unwrap();
    let (start, end) = (begin + TimeDelta::days(30), begin + TimeDelta::days(60));
    let source = Source::new("a", "A", Target::Feed(Url::parse("https://a.example/").unwrap()));
    let mut dice = Dice(7);
    let (mut ours_all, mut requests, mut fixed_times) = (Vec::new(), 0, Vec::new());
    let count = 300;
    for _ in 0..count {
        let published = publications(&mut dice, begin, 60);
        let run = ours(&source, &published, start, end, &mut dice);
        requests += run.requests;
        ours_all.extend(run.delays);
        fixed_times.extend(published.into_iter().filter(|time| *time > start));
    }
    // The same number of requests at a fixed interval.
    let fixed = (30 * 86_400 * count) as f64 / requests as f64;
    let fixed_delays = fixed_times
        .iter()
        .map(|time| ((time.timestamp() - start.timestamp()) as f64 % fixed) as i64)
        .map(|into| fixed as i64 - into)
        .collect();
    let (ours, theirs) = (median(ours_all), median(fixed_delays));
    println!(
        "{count} sources, {requests} requests ({:.1} a day each), fixed interval {:.0} s: median delay {ours} s against {theirs} s",
        requests as f64 / 30.0 / count as f64,
        fixed
    );
    assert!(2 * ours <= theirs, "{ours} s against {theirs} s");
    assert!(requests as f64 <= 48.0 * 30.0 * count as f64, "no more than a poll each half hour");
}
