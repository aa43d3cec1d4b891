//! What it costs to find the story of a new release among many stored ones.
//!
//! `cargo run --release --example stories_at_scale -- 10000 100000 1000000` fills a database for each count, with
//! releases of their own, copies of them, and notices from templates that very many share, over as many days as a busy
//! service would need for them; then measures, for new releases of each sort, the processor time of fingerprint,
//! neighbours and verdict, and of the commit with them.

use std::{path::Path, sync::Arc, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};
use pressfeed::{
    dedup,
    model::{
        Candidates, Change, ItemChange, Joins, Key, KeyKind, Keys, Poll, Release, Role, Said, Source, SourceState,
        Target,
    },
    store::{
        Placing, Polling, Reading,
        sqlite::{Access, Sqlite},
    },
};

/// Releases of a day: a million is then most of a year.
const A_DAY: usize = 3_000;
const TRIES: usize = 200;

struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % limit
    }

    fn words(&mut self, count: usize) -> String {
        // a few words are very frequent, as in every language
        let word = |dice: &mut Self| {
            let most = if dice.below(2) == 0 { 40 } else { 20_000 };
            format!("w{}", dice.below(most))
        };
        (0..count).map(|_| word(self)).collect::<Vec<_>>().join(" ")
    }
}

fn prose(dice: &mut Dice) -> (String, String) {
    let paragraphs: Vec<String> = (0..6).map(|_| format!("{}.", dice.words(55))).collect();
    (dice.words(9), paragraphs.join("\n"))
}

fn notice(dice: &mut Dice, template: &str) -> (String, String) {
    let (one, two, three) = (dice.below(900_000_000), dice.below(90_000_000), dice.below(9_000));
    (
        "Total voting rights".into(),
        format!(
            "Company{three} plc notifies that its capital consists of {one} shares and holds {two} of them. {template}"
        ),
    )
}

fn release(at: DateTime<Utc>, n: usize, (title, text): (String, String)) -> Release {
    Release {
        title: Some(title),
        content_text: Some(text),
        url: Some(format!("https://org.example/{n}")),
        published: Some(at.fixed_offset()),
        ..Release::default()
    }
}

fn change(release: Release, n: usize, source: &Source, now: DateTime<Utc>) -> ItemChange {
    let hash = i64::try_from(n).expect("a number");
    ItemChange {
        keys: Keys { keys: vec![Key { kind: KeyKind::Guid, hash }], version: dedup::VERSION },
        raw_hash: None,
        content_hash: Some(dedup::content_hash(&release)),
        fingerprint: Some(dedup::fingerprint(&release, now)),
        standing: dedup::trust::standing(source, &release, now, now),
        unfilled: false,
        place: None,
        translates: Vec::new(),
        change: Change::New { release: Box::new(release), joins: Joins::New { wanted_entry_id: None } },
    }
}

fn poll(source: &Source, changes: Vec<ItemChange>, now: DateTime<Utc>) -> Poll {
    Poll { state: SourceState::new(source.id.clone(), now), changes, now }
}

/// Processor time of this process.
fn processor() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    Duration::new(time.tv_sec.unsigned_abs(), u32::try_from(time.tv_nsec).expect("less than a second"))
}

async fn fill(store: &Sqlite, sources: &[Arc<Source>], count: usize, template: &str) -> DateTime<Utc> {
    let (mut dice, mut n) = (Dice(1), 0);
    let mut now = DateTime::from_timestamp(1_700_000_000, 0).expect("a time");
    let mut last = prose(&mut dice);
    while n < count {
        for source in sources {
            let texts = (0..250).map(|i| match i % 10 {
                0..3 => notice(&mut dice, template),
                3 => (last.0.clone(), format!("TOWN, today /WIRE/ -- {}", last.1)),
                _ => {
                    last = prose(&mut dice);
                    last.clone()
                }
            });
            let texts: Vec<(String, String)> = texts.collect();
            let changes = texts.into_iter().map(|text| {
                n += 1;
                change(release(now, n, text), n, source, now)
            });
            store.commit(poll(source, changes.collect(), now)).await.expect("a commit");
            now += TimeDelta::seconds(250 * 86_400 / A_DAY as i64);
        }
    }
    now
}

async fn measure(store: &Sqlite, sources: &[Arc<Source>], now: DateTime<Utc>, count: usize, template: &str) {
    let mut dice = Dice(99);
    for (name, kind) in [("prose", 0), ("notice from a template", 1)] {
        let new: Vec<Release> = (0..TRIES)
            .map(|i| release(now, i, if kind == 0 { prose(&mut dice) } else { notice(&mut dice, template) }))
            .collect();
        let mut times: Vec<Duration> = Vec::new();
        let mut found = 0;
        for release in &new {
            let started = processor();
            let print = dedup::fingerprint(release, now);
            let near = store.neighbours(vec![dedup::sought(&print)]).await.expect("neighbours").remove(0);
            found += near.len();
            let said = Said::from(release);
            std::hint::black_box(dedup::cluster(&said, &sources[0].id, near.iter().map(|near: &Arc<_>| &**near), 0));
            times.push(processor() - started);
        }
        times.sort_unstable();
        println!(
            "{count:>8} stored, {name:<22}: {:>8.2?} CPU at the median, {:>8.2?} at 95 %, {:.1} candidates",
            times[TRIES / 2],
            times[TRIES * 95 / 100],
            found as f64 / TRIES as f64
        );
    }
    let (mut n, before) = (10_000_000, processor());
    for _ in 0..20 {
        let changes = (0..10).map(|i| {
            n += 1;
            let text = if i % 3 == 0 { notice(&mut dice, template) } else { prose(&mut dice) };
            change(release(now, n, text), n, &sources[0], now)
        });
        let changes: Vec<ItemChange> = changes.collect();
        let near = |item: &ItemChange| {
            item.fingerprint.as_ref().map_or(Candidates::None, |print| Candidates::Near(dedup::sought(print)))
        };
        let placing = Placing { wanted: near, place: Box::new(|_, _| {}) };
        store.commit_placed(poll(&sources[0], changes, now), placing).await.expect("a commit");
    }
    println!(
        "{count:>8} stored, fingerprint, neighbours and commit of one: {:.2?} CPU mean",
        (processor() - before) / 200
    );
}

#[tokio::main]
async fn main() {
    let counts: Vec<usize> = std::env::args().skip(1).filter_map(|text| text.parse().ok()).collect();
    let folder = std::env::var("SCALE_DIR").unwrap_or_else(|_| std::env::temp_dir().display().to_string());
    let source = |id: &str, role| {
        let target = Target::Feed(format!("https://{id}.example/feed").parse().expect("an address"));
        Arc::new(Source { role, ..Source::new(id, id, target) })
    };
    let sources = [source("org", Role::Organisation), source("wire", Role::Distributor)];
    let template = Dice(7).words(120);
    for count in if counts.is_empty() { vec![10_000, 100_000] } else { counts } {
        let path = Path::new(&folder).join(format!("stories-{count}.db"));
        let store = Sqlite::open(&path, Access::Write).expect("a database");
        store.register(&sources, Utc::now()).await.expect("sources");
        let filled = usize::try_from(store.counts(Utc::now()).await.expect("counts").releases).unwrap_or(0);
        let now = if filled < count {
            fill(&store, &sources, count, &template).await
        } else {
            DateTime::from_timestamp(1_700_000_000 + (count / A_DAY) as i64 * 86_400, 0).expect("a time")
        };
        measure(&store, &sources, now, count, &template).await;
    }
}
