//! How long reading takes beside feed-rs alone: `cargo run --release --example reading -- FILE...`
//!
//! Both read the same bytes in turns on one thread, the best of the rounds counts; issue trackers want figures, not
//! impressions. Processor time where Linux tells it, else the clock's.

use std::{
    fs,
    time::{Duration, Instant},
};

/// Time that this thread has had a processor.
fn spent(began: Instant) -> Duration {
    let ran = fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanos = ran.and_then(|text| text.split_whitespace().next().and_then(|n| n.parse().ok()));
    nanos.map_or_else(|| began.elapsed(), Duration::from_nanos)
}

/// Runs once; how much was read, and the time.
fn timed(began: Instant, read: impl Fn() -> usize) -> (usize, Duration) {
    let start = spent(began);
    let items = read();
    (items, spent(began).saturating_sub(start))
}

fn main() {
    let bodies: Vec<Vec<u8>> = std::env::args().skip(1).filter_map(|file| fs::read(file).ok()).collect();
    let base = url::Url::parse("https://example.org/feed").ok();
    let ours = || {
        let drafts = bodies
            .iter()
            .filter_map(|b| reader::read_feed(&reader::Input { url: base.as_ref(), ..reader::Input::new(b) }).ok());
        drafts.map(|d| d.items.len()).sum()
    };
    let theirs = || bodies.iter().filter_map(|b| feed_rs::parser::parse(&b[..]).ok()).map(|f| f.entries.len()).sum();
    let began = Instant::now();
    let (mut best, mut other) = ((0, Duration::MAX), (0, Duration::MAX));
    for _ in 0..5 {
        let (own, alone) = (timed(began, ours), timed(began, theirs));
        best = (own.0, best.1.min(own.1));
        other = (alone.0, other.1.min(alone.1));
    }
    let each = |total: Duration| total.as_secs_f64() * 1e3 / bodies.len().max(1) as f64;
    println!(
        "{} feeds, pressfeed {} items {:.3} ms a feed, feed-rs {} items {:.3} ms a feed: {:.2} times",
        bodies.len(),
        best.0,
        each(best.1),
        other.0,
        each(other.1),
        best.1.as_secs_f64() / other.1.as_secs_f64()
    );
}
