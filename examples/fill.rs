//! Fills a database through the store, for measuring what is asked of it when much is stored.
//!
//! `cargo run --release --example fill -- FOLDER 100000` leaves `FOLDER/pressfeed.db` and `FOLDER/feeds.toml`: 2,000
//! sources, so many releases of a year (texts, tags and languages that vary, one in ten a copy of another source's), each
//! fingerprinted, compared and committed as a poll would. Words and archive are left to the service, as after a busy day;
//! with `settled` behind the count, words are taken into the index too. Twice, the second run adds what is missing.

use std::{fmt::Write as _, path::Path, sync::Arc};

use chrono::{DateTime, TimeDelta, Utc};
use pressfeed::{
    dedup,
    model::{
        Candidates, Change, ItemChange, Joins, Key, KeyKind, Keys, NextPoll, Poll, Release, Role, Said, Source,
        SourceState, Target,
    },
    store::{
        Placing, Polling, Reading, Upkeep,
        sqlite::{Access, Sqlite},
    },
};

const SOURCES: usize = 2_000;
/// Releases of a commit.
const TOGETHER: usize = 20;
/// All of them are spread over so long.
const SPAN: TimeDelta = TimeDelta::days(365);
const LANGUAGES: [&str; 5] = ["en", "de", "fr", "es", "en-GB"];
const TAGS: usize = 40;

/// A sequence that is the same each time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % limit
    }

    /// A few words are very frequent, as in every language.
    fn words(&mut self, count: usize) -> String {
        let mut text = String::with_capacity(count * 9);
        for n in 0..count {
            let most = if self.below(2) == 0 { 60 } else { 60_000 };
            if n > 0 {
                text.push(' ');
            }
            word(self.below(most), &mut text);
        }
        text
    }
}

/// A word of syllables: few begin as another does.
fn word(mut n: usize, text: &mut String) {
    const BEGINS: [&str; 17] = ["b", "d", "f", "g", "h", "k", "l", "m", "n", "p", "r", "s", "t", "v", "w", "st", "tr"];
    const ENDS: [&str; 9] = ["a", "e", "i", "o", "u", "an", "er", "in", "ol"];
    n += BEGINS.len() * ENDS.len();
    while n > 0 {
        text.push_str(BEGINS[n % BEGINS.len()]);
        text.push_str(ENDS[n / BEGINS.len() % ENDS.len()]);
        n /= BEGINS.len() * ENDS.len();
    }
}

fn source(n: usize) -> Arc<Source> {
    let id = format!("s{n}");
    let target = Target::Feed(format!("https://{id}.example/feed").parse().expect("an address"));
    let role = if n % 20 == 7 { Role::Distributor } else { Role::Organisation };
    let tags = vec![format!("group{}", n % 25)];
    Arc::new(Source { role, tags, ..Source::new(&id, &format!("Source {n}"), target) })
}

fn release(dice: &mut Dice, source: &Source, n: usize, at: DateTime<Utc>) -> Release {
    let paragraphs: Vec<String> = (0..3 + dice.below(6)).map(|_| format!("{}.", dice.words(45))).collect();
    Release {
        guid: Some(format!("{}-{n}", &*source.id)),
        url: Some(format!("https://{}.example/release/{n}", &*source.id)),
        title: Some(format!("Report {n} of {}", dice.words(8))),
        summary: Some(dice.words(25)),
        content_html: Some(paragraphs.iter().map(|text| format!("<p>{text}</p>")).collect()),
        content_text: Some(paragraphs.join("\n")),
        published: Some(at.fixed_offset()),
        language: Some(LANGUAGES[n % LANGUAGES.len()].to_owned()),
        tags: vec![format!("topic{}", dice.below(TAGS)), format!("topic{}", dice.below(TAGS * 10))],
        ..Release::default()
    }
}

/// The same words under another address.
fn copy(of: &Release, source: &Source, n: usize) -> Release {
    Release {
        guid: Some(format!("{}-{n}", &*source.id)),
        url: Some(format!("https://{}.example/news/{n}", &*source.id)),
        ..of.clone()
    }
}

fn change(release: Release, n: usize, source: &Source, now: DateTime<Utc>) -> ItemChange {
    let hash = i64::try_from(n).expect("a number");
    let keys = [KeyKind::Guid, KeyKind::Permalink].map(|kind| Key { kind, hash: hash * 7 + kind as i64 });
    ItemChange {
        keys: Keys { keys: keys.to_vec(), version: dedup::VERSION },
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

/// As a poll places its releases, without the siblings of the same poll.
fn placing(source: &Arc<Source>) -> Placing {
    let source = source.clone();
    Placing {
        wanted: |item| {
            item.fingerprint.as_ref().map_or(Candidates::None, |print| Candidates::Near(dedup::sought(print)))
        },
        place: Box::new(move |changes, found| {
            for (item, near) in changes.iter_mut().zip(found) {
                let Change::New { release, joins } = &mut item.change else { continue };
                let said = Said::from(&**release);
                if let Some((other, evidence)) = dedup::cluster(&said, &source.id, near.iter().map(|near| &**near), 0) {
                    *joins = Joins::Story { story: other.story, evidence };
                }
            }
        }),
    }
}

async fn fill(store: &Sqlite, sources: &[Arc<Source>], from: usize, count: usize) {
    let (mut dice, end) = (Dice(from as u64 + 1), Utc::now() - TimeDelta::hours(1));
    let mut last: Option<Release> = None;
    for first in (from..count).step_by(TOGETHER) {
        let source = &sources[dice.below(SOURCES)];
        let part = (first as f64 / count as f64 * SPAN.num_seconds() as f64) as i64;
        let now = end - SPAN + TimeDelta::seconds(part);
        let changes = (first..count.min(first + TOGETHER)).map(|n| {
            let claimed = now - TimeDelta::minutes(dice.below(600) as i64);
            let release = match &last {
                Some(last) if n % 10 == 0 => copy(last, source, n),
                _ => release(&mut dice, source, n, claimed),
            };
            change(release, n, source, now)
        });
        let changes: Vec<ItemChange> = changes.collect();
        if let Some(Change::New { release, .. }) = changes.last().map(|item| &item.change) {
            last = Some((**release).clone());
        }
        let poll = Poll { state: idle(source), changes, now };
        store.commit_placed(poll, placing(source)).await.expect("a commit");
        if first % 50_000 < TOGETHER {
            eprintln!("{first} of {count}");
        }
    }
}

/// Not due for days.
fn idle(source: &Source) -> SourceState {
    let now = Utc::now();
    let next = NextPoll { at: now + TimeDelta::days(5), reason: "filled".into() };
    SourceState { next, polled_at: Some(now), succeeded_at: Some(now), ..SourceState::new(source.id.clone(), now) }
}

/// The configuration that the database belongs to, with a view, and a source that brings something new each second.
fn configuration(folder: &Path, sources: &[Arc<Source>]) -> String {
    let mut text = format!(
        "[daemon]\ndatabase = \"{}\"\nlisten = \"127.0.0.1:18778\"\n\n[fetch]\nallow_private_addresses = true\n\
         min_interval = \"1s\"\nper_host_delay = \"0s\"\n\n\
         [[view]]\nname = \"some\"\nsources = [\"s1\", \"s2\", \"s3\"]\ntags = [\"group1\", \"topic3\"]\n\n\
         [[source]]\nid = \"scale\"\nname = \"Scale\"\nfeed = \"http://127.0.0.1:18777/scale\"\ninterval = \"1s\"\n\
         fill = \"never\"\n",
        folder.join("pressfeed.db").display()
    );
    for source in sources {
        let role = if source.role == Role::Distributor { "role = \"distributor\"\n" } else { "" };
        write!(
            text,
            "\n[[source]]\nid = \"{}\"\nname = \"{}\"\nfeed = \"{}\"\ntags = [\"{}\"]\ninterval = \"5d\"\n{role}",
            &*source.id,
            source.name,
            source.target.url(),
            source.tags[0]
        )
        .expect("a string takes all");
    }
    text
}

#[tokio::main]
async fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (Some(folder), Some(count)) = (arguments.first(), arguments.get(1).and_then(|text| text.parse().ok())) else {
        eprintln!("fill FOLDER COUNT [settled]");
        std::process::exit(2);
    };
    let folder = Path::new(folder);
    std::fs::create_dir_all(folder).expect("a folder");
    let sources: Vec<Arc<Source>> = (0..SOURCES).map(source).collect();
    std::fs::write(folder.join("feeds.toml"), configuration(folder, &sources)).expect("a file");
    let store = Sqlite::open(&folder.join("pressfeed.db"), Access::Write).expect("a database");
    store.register(&sources, Utc::now()).await.expect("sources");
    let stored = usize::try_from(store.counts(Utc::now()).await.expect("counts").releases).unwrap_or(0);
    fill(&store, &sources, stored, count).await;
    for source in &sources {
        let poll = Poll { state: idle(source), changes: Vec::new(), now: Utc::now() };
        store.commit(poll).await.expect("a commit");
    }
    if arguments.get(2).is_some_and(|text| text == "settled") {
        while store.index_words().await.expect("words") {}
    }
    println!("{:?}", store.counts(Utc::now()).await.expect("counts"));
}
