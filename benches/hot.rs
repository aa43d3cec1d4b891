//! The hot paths, each alone, so that a slow change is seen: `benches/instructions` counts what they take.
//!
//! `cargo bench --bench hot -- NAME [ROUNDS]` does one of them so many times and prints its processor time.

use std::{
    hint::black_box,
    sync::Arc,
    time::{Duration, Instant},
};

use chrono::{DateTime, TimeDelta, Utc};
use pressfeed::{
    dedup,
    model::{Change, ItemChange, Joins, Key, KeyKind, Keys, Poll, Release, Said, Source, SourceState, Story, Target},
    normalise::{self, Context},
    publish::{Channel, Feed, atom},
    store::{
        Polling, Query, Reading,
        sqlite::{Access, Sqlite},
    },
};

/// Items of a feed, and releases of a commit.
const ITEMS: usize = 20;

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000, 0).expect("a time")
}

/// Words that differ from place to place, and come again as words do.
fn words(from: usize, count: usize) -> String {
    let word = |n: usize| format!("word{}", n * 7_919 % 9_973);
    (from..from + count).map(word).collect::<Vec<_>>().join(" ")
}

fn feed() -> Vec<u8> {
    let item = |n: usize| {
        let paragraphs: String = (0..6).map(|p| format!("<p>{}.</p>", words(n * 500 + p * 60, 50))).collect();
        format!(
            "<item><guid isPermaLink=\"false\">r{n}</guid><title>{}</title><link>https://a.example/r/{n}</link>\
             <pubDate>Fri, 15 Jan 2027 08:{n:02}:00 GMT</pubDate><description><![CDATA[{paragraphs}]]></description></item>",
            words(n * 31, 9)
        )
    };
    let items: String = (0..ITEMS).map(item).collect();
    format!("<rss version=\"2.0\"><channel><title>A</title><link>https://a.example/</link>{items}</channel></rss>")
        .into()
}

fn releases() -> Vec<Release> {
    let document = reader::read_feed(&reader::Input::new(&feed())).expect("a feed");
    let context = Context { now: Some(now()), ..Context::default() };
    document.items.into_iter().map(|draft| normalise::release(draft, &context, &mut Vec::new())).collect()
}

fn change(release: Release, n: usize, source: &Source) -> ItemChange {
    let hash = i64::try_from(n).expect("a number");
    ItemChange {
        keys: Keys { keys: vec![Key { kind: KeyKind::Guid, hash }], version: dedup::VERSION },
        raw_hash: None,
        content_hash: Some(dedup::content_hash(&release)),
        fingerprint: Some(dedup::fingerprint(&release, now())),
        standing: dedup::trust::standing(source, &release, now(), now()),
        unfilled: false,
        place: None,
        translates: Vec::new(),
        change: Change::New { release: Box::new(release), joins: Joins::New { wanted_entry_id: None } },
    }
}

/// A database of so many commits.
async fn stored(commits: usize) -> (tempfile::TempDir, Sqlite) {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Sqlite::open(&folder.path().join("a.db"), Access::Write).expect("a database");
    let target = Target::Feed("https://a.example/feed".parse().expect("an address"));
    let source = Arc::new(Source::new("a", "A", target));
    store.register(std::slice::from_ref(&source), now()).await.expect("a source");
    for round in 0..commits {
        let changes = releases().into_iter().enumerate();
        let changes = changes.map(|(n, release)| change(release, round * ITEMS + n, &source)).collect();
        let now = now() + TimeDelta::seconds(round.try_into().unwrap_or(0));
        let poll = Poll { state: SourceState::new(source.id.clone(), now), changes, now };
        store.commit(poll).await.expect("a commit");
    }
    (folder, store)
}

async fn stories() -> Vec<Story> {
    let (_folder, store) = stored(5).await;
    store.stories(&Query { limit: 100, ..Query::default() }, now() + TimeDelta::days(1)).await.expect("stories")
}

/// Processor time of this process.
fn spent() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    Duration::new(time.tv_sec.unsigned_abs(), u32::try_from(time.tv_nsec).expect("less than a second"))
}

fn timed(name: &str, rounds: usize, mut work: impl FnMut()) {
    let (began, wall) = (spent(), Instant::now());
    for _ in 0..rounds {
        work();
    }
    println!(
        "{name}: {:.3?} CPU a round, {:.3?} wall",
        (spent() - began) / rounds as u32,
        wall.elapsed() / rounds as u32
    );
}

fn main() {
    // cargo hands over `--bench` too
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    let rounds = arguments.get(1).and_then(|text| text.parse().ok()).unwrap_or(20);
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let all = ["read", "normalise", "print", "compare", "commit", "render"];
    for name in all.into_iter().filter(|name| arguments.first().is_none_or(|wanted| wanted == name)) {
        match name {
            "read" => {
                let bytes = feed();
                timed(name, rounds, || drop(black_box(reader::read_feed(&reader::Input::new(&bytes)))));
            }
            "normalise" => timed(name, rounds, || drop(black_box(releases()))),
            "print" => {
                let all = releases();
                timed(name, rounds, || {
                    for release in &all {
                        black_box((dedup::fingerprint(release, now()), dedup::content_hash(release)));
                    }
                });
            }
            "compare" => {
                let said: Vec<Said> = releases().iter().map(Said::from).collect();
                timed(name, rounds, || {
                    for pair in said.windows(2) {
                        black_box(dedup::is_translation(&pair[0], &pair[1], false));
                    }
                });
            }
            "commit" => timed(name, 1, || drop(runtime.block_on(stored(rounds)))),
            _ => {
                let feed = Feed { channel: Channel::default(), stories: runtime.block_on(stories()) };
                timed(name, rounds, || drop(black_box(atom::published(&feed))));
            }
        }
    }
}
