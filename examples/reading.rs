//! How long reading takes beside feed-rs alone: `cargo run --release --example reading -- FILE...`
//!
//! Both read the same bytes in turns, the best of the rounds counts; issue trackers want figures, not impressions.

use std::time::{Duration, Instant};

fn main() {
    let bodies: Vec<Vec<u8>> = std::env::args().skip(1).filter_map(|file| std::fs::read(file).ok()).collect();
    let base = url::Url::parse("https://example.org/feed").ok();
    let (mut ours, mut theirs) = (Duration::MAX, Duration::MAX);
    let (mut items, mut entries) = (0, 0);
    for _ in 0..5 {
        let start = Instant::now();
        items = bodies
            .iter()
            .filter_map(|b| pressfeed::read::feed::read(b, None, base.as_ref()).ok())
            .map(|d| d.items.len())
            .sum();
        ours = ours.min(start.elapsed());
        let start = Instant::now();
        entries = bodies.iter().filter_map(|b| feed_rs::parser::parse(&b[..]).ok()).map(|f| f.entries.len()).sum();
        theirs = theirs.min(start.elapsed());
    }
    let each = |total: Duration| total.as_secs_f64() * 1e3 / bodies.len().max(1) as f64;
    println!(
        "{} feeds, pressfeed {items} items {:.3} ms a feed, feed-rs {entries} items {:.3} ms a feed: {:.2} times",
        bodies.len(),
        each(ours),
        each(theirs),
        ours.as_secs_f64() / theirs.as_secs_f64()
    );
}
