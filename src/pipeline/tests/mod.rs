//! Identity as a property: whatever a feed does with its ids, links, titles and dates, no reading of it loses a release,
//! brings one twice, or puts the words of one under the id of another.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use chrono::{DateTime, TimeDelta, Utc};
use proptest::{prelude::*, sample::select, test_runner::RngSeed};
use url::Url;

use super::*;
use crate::{
    fetch::{Mode, Settings, Web},
    model::{Fetched, Fill, Source, Target},
    schedule::Policy,
    store::{
        Query,
        sqlite::{Access, Sqlite},
    },
};

#[derive(Debug, Clone, Copy, PartialEq)]
enum Id {
    Own,
    None,
    /// Another one at each reading.
    Random,
    /// One for all.
    Same,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Link {
    Own,
    /// One page for all.
    Shared,
    None,
    /// Own, with a session's token that is another one at each reading.
    Session,
    /// Own, and decorated in another way at each reading.
    Decorated,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Title {
    Own,
    Figure,
    Recurring,
    None,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Date {
    Second,
    /// A day for three of them.
    Day,
    None,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Body {
    Own,
    /// A form with another figure.
    Form,
    None,
}

#[derive(Debug, Clone)]
struct Feed {
    id: Id,
    link: Link,
    title: Title,
    date: Date,
    body: Body,
    /// The same instants in another offset at each reading.
    offsets: bool,
    /// The reading from which on all ids and links are others.
    relaunch: Option<usize>,
    /// First and number of the items of each reading.
    readings: Vec<(i64, i64)>,
}

const NAMES: [&str; 16] = [
    "amber", "birch", "cedar", "delta", "ember", "fjord", "grove", "haven", "inlet", "jetty", "knoll", "ledge",
    "marsh", "north", "oasis", "prism",
];

fn word(item: i64, salt: i64) -> String {
    let at = |n: i64| NAMES[n.rem_euclid(16) as usize];
    format!("{}{}{}", at(item), at(item / 16 + salt), at(salt * 5 + 1))
}

fn start() -> DateTime<Utc> {
    "2026-03-02T06:11:07Z".parse().unwrap()
}

impl Feed {
    fn tell(&self, item: i64, reading: usize) -> String {
        let site =
            if self.relaunch.is_some_and(|at| reading >= at) { "https://new.example/n" } else { "http://a.example/x" };
        let mut out = String::from("<item>");
        let mut put = |name: &str, text: String| out += &format!("<{name}>{text}</{name}>");
        match self.title {
            Title::Own => put("title", format!("{} {} {}", word(item, 1), word(item, 2), word(item, 3))),
            Title::Figure => put("title", format!("Report number {item} of the office")),
            Title::Recurring => put("title", "Weekly report of the office".into()),
            Title::None => {}
        }
        match self.link {
            Link::Own => put("link", format!("{site}/{item}")),
            Link::Shared => put("link", format!("{site}/all")),
            Link::None => {}
            Link::Session => put("link", format!("{site}?n={item}&amp;s=ab{:012}cd", reading * 7919 + 12_345)),
            Link::Decorated => put("link", format!("{site}/{item}?utm_source=r{reading}")),
        }
        match self.id {
            Id::Own => put("guid", format!("{site}#{item}")),
            Id::None => {}
            Id::Random => put("guid", format!("id-{item}-{reading}")),
            Id::Same => put("guid", "the-office".into()),
        }
        match self.date {
            Date::Second => put("pubDate", self.second(item, reading)),
            Date::Day => put("pubDate", (start() + TimeDelta::days(item / 3)).format("%d %b %Y").to_string()),
            Date::None => {}
        }
        match self.body {
            Body::Own => put("description", format!("The office says of {} what it has to say.", word(item, 4))),
            Body::Form => {
                put("description", format!("It is hereby notified that the capital consists of {item}07 shares."))
            }
            Body::None => {}
        }
        // the truth, which nobody compares
        put("category", format!("t{item}"));
        out + "</item>"
    }

    fn second(&self, item: i64, reading: usize) -> String {
        let at = start() + TimeDelta::seconds(item * 30_011);
        let hours = if self.offsets { [0, 2, -7, 9][reading % 4] } else { 0 };
        let offset = chrono::FixedOffset::east_opt(hours * 3600).unwrap();
        at.with_timezone(&offset).format("%a, %d %b %Y %H:%M:%S %z").to_string()
    }

    fn document(&self, reading: usize) -> String {
        let (from, count) = self.readings[reading];
        let items: String = (from..from + count).rev().map(|item| self.tell(item, reading)).collect();
        format!("<rss version='2.0'><channel><title>Office</title>{items}</channel></rss>")
    }

    /// Something of each item stays, and no other item has it.
    fn is_told_apart(&self) -> bool {
        let by_link = matches!(self.link, Link::Own | Link::Session | Link::Decorated);
        let by_id = self.id == Id::Own || by_link && self.id != Id::Random;
        let own_words = self.body != Body::None;
        let by_title = matches!(self.title, Title::Own | Title::Figure);
        match self.relaunch {
            None if self.id == Id::Own => true,
            // a link and an id that are others each time: a headline and a day are not enough
            None if self.link == Link::Session && self.id == Id::Random => {
                by_title && own_words && self.date == Date::Second
            }
            None if self.link == Link::Session => by_title && own_words,
            None => by_id || by_link && by_title && (own_words || self.date == Date::Second),
            // by their headlines and seconds, in the same words
            Some(_) => by_title && self.date == Date::Second && own_words,
        }
    }
}

fn feeds() -> impl Strategy<Value = Feed> {
    let readings = proptest::collection::vec((-1_i64..4, 1_i64..7), 2..6);
    let what = (
        select(vec![Id::Own, Id::None, Id::Random, Id::Same]),
        select(vec![Link::Own, Link::Shared, Link::None, Link::Session, Link::Decorated]),
        select(vec![Title::Own, Title::Figure, Title::Recurring, Title::None]),
        select(vec![Date::Second, Date::Day, Date::None]),
        select(vec![Body::Own, Body::Form, Body::None]),
    );
    let more = (any::<bool>(), proptest::option::weighted(0.2, 1_usize..4), readings);
    let feeds = (what, more).prop_map(|((id, link, title, date, body), (offsets, relaunch, steps))| {
        let mut from = 20;
        let readings = steps.into_iter().map(|(step, count)| {
            from += step;
            (from, count)
        });
        Feed { id, link, title, date, body, offsets, relaunch, readings: readings.collect() }
    });
    // where nothing but words differs, an edit and another release are the same thing
    feeds.prop_filter("something of its own", is_told)
}

fn is_told(feed: &Feed) -> bool {
    // one id for all: at one address, under one headline, or without words, its publisher calls it one item
    if feed.id == Id::Same {
        return !matches!(feed.link, Link::Shared | Link::None)
            && matches!(feed.title, Title::Own | Title::Figure)
            && feed.body != Body::None;
    }
    feed.id == Id::Own
        || !matches!(feed.link, Link::Shared | Link::None)
        || (feed.date == Date::Second || matches!(feed.title, Title::Own | Title::Figure)) && feed.body != Body::None
}

struct Room {
    world: World,
    source: Arc<Source>,
    state: SourceState,
    _folder: tempfile::TempDir,
}

impl Room {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Sqlite::open(&folder.path().join("a.db"), Access::Write).unwrap();
        let web = Web::new(&Settings::default(), Mode::Replay(folder.path().to_owned())).unwrap();
        let policy =
            Policy { min_interval: std::time::Duration::from_secs(1), backoff_max: std::time::Duration::from_secs(60) };
        let url = Url::parse("http://a.example/feed").unwrap();
        let source = Arc::new(Source { fill: Fill::Never, ..Source::new("a", "A", Target::Feed(url)) });
        let clock = Clock::Fixed(start() + TimeDelta::days(40));
        let world = World::new(web, Arc::new(store), policy, clock);
        world.store.register(std::slice::from_ref(&source), world.clock.now()).await.unwrap();
        let state = SourceState::new("a".into(), world.clock.now());
        Self { world, source, state, _folder: folder }
    }

    async fn read(&mut self, document: String) {
        let mut fetched = Fetched {
            url: self.source.target.url().clone(),
            status: 200,
            content_type: Some("application/rss+xml".into()),
            validators: Default::default(),
            freshness: Default::default(),
            body: document.into(),
            moved_to: None,
            hubs: Vec::new(),
            topic: None,
            delta: false,
            cut: None,
        };
        let mut poll = Poll::new(&self.world, &self.source, self.state.clone());
        let document = poll.read(&fetched, true).await.unwrap();
        let (changes, _) = poll.changes(&mut fetched, document).await.unwrap();
        poll.commit(changes, poll.now).await.unwrap();
        self.state = poll.state;
    }

    /// Of each release all the items whose words it has had.
    async fn kept(&self) -> (usize, Vec<BTreeSet<String>>) {
        let now = self.world.clock.now();
        let stories = self.world.store.stories(&Query { limit: 1000, ..Query::default() }, now).await.unwrap();
        let mut kept = Vec::new();
        for story in &stories {
            for stored in self.world.store.releases_of(story.id).await.unwrap() {
                let before = stored.revisions.into_iter().flat_map(|revision| revision.release.tags);
                kept.push(stored.release.tags.into_iter().chain(before).collect());
            }
        }
        (stories.len(), kept)
    }
}

async fn lived(feed: &Feed) -> Result<(), String> {
    let mut room = Room::new().await;
    let mut told = BTreeSet::new();
    for reading in 0..feed.readings.len() {
        room.read(feed.document(reading)).await;
        let (from, count) = feed.readings[reading];
        told.extend((from..from + count).map(|item| format!("t{item}")));
        let (stories, kept) = room.kept().await;
        if let Some(mixed) = kept.iter().find(|words| words.len() != 1) {
            return Err(format!("reading {reading}: one release has had the words of {mixed:?}"));
        }
        let mut times: BTreeMap<&String, usize> = BTreeMap::new();
        kept.iter().flatten().for_each(|item| *times.entry(item).or_default() += 1);
        if let Some(lost) = told.iter().find(|item| !times.contains_key(item)) {
            return Err(format!("reading {reading}: {lost} is lost; {times:?}"));
        }
        if let Some(twice) = times.iter().find(|(_, times)| **times > 1 && feed.is_told_apart()) {
            return Err(format!("reading {reading}: {twice:?}"));
        }
        if feed.body != Body::None && stories < told.len() {
            return Err(format!("reading {reading}: {stories} entries of {} releases", told.len()));
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, max_shrink_iters: 64, rng_seed: RngSeed::Fixed(2026), ..Default::default() })]
    #[test]
    fn no_reading_loses_an_item_or_mixes_two_or_brings_one_twice(feed in feeds()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        prop_assert_eq!(runtime.block_on(lived(&feed)), Ok(()));
    }
}
