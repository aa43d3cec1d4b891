//! Identity as a property: whatever a feed does with its ids, links, titles and dates, no reading of it loses a release,
//! brings one twice, or puts the words of one under the id of another.

mod feed;

use std::{
    collections::{BTreeMap, BTreeSet},
    future::Future,
    sync::Arc,
};

use chrono::TimeDelta;
use proptest::prelude::*;
use url::Url;

use self::feed::{Body, Date, Feed, Id, Link, Order, Title, copies, document, feeds, start};
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

/// What is kept: of each story, of each of its releases, all the items whose words it has had.
type Kept = Vec<Vec<BTreeSet<String>>>;

struct Room {
    world: World,
    sources: Vec<(Arc<Source>, SourceState)>,
    _folder: tempfile::TempDir,
}

impl Room {
    /// With a source for each host.
    async fn new(hosts: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Sqlite::open(&folder.path().join("a.db"), Access::Write).unwrap();
        let web = Web::new(&Settings::default(), Mode::Replay(folder.path().to_owned())).unwrap();
        let policy =
            Policy { min_interval: std::time::Duration::from_secs(1), backoff_max: std::time::Duration::from_secs(60) };
        let clock = Clock::Fixed(start() + TimeDelta::days(40));
        let world = World::new(web, Arc::new(store), policy, clock);
        let now = world.clock.now();
        let source = |host: &&str| {
            let target = Target::Feed(Url::parse(&format!("http://{host}/feed")).unwrap());
            Arc::new(Source { fill: Fill::Never, ..Source::new(host, host, target) })
        };
        let sources: Vec<_> = hosts.iter().map(source).collect();
        world.store.register(&sources, now).await.unwrap();
        let sources = sources.into_iter().map(|source| (source.clone(), SourceState::new(source.id.clone(), now)));
        Self { sources: sources.collect(), world, _folder: folder }
    }

    async fn read(&mut self, which: usize, document: String) {
        self.world.clock = Clock::Fixed(self.world.clock.now() + TimeDelta::hours(2));
        let (source, state) = &mut self.sources[which];
        let mut fetched = Fetched {
            url: source.target.url().clone(),
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
        let mut poll = Poll::new(&self.world, source, state.clone());
        let document = poll.read(&fetched, true).await.unwrap();
        let (changes, _) = poll.changes(&mut fetched, document).await.unwrap();
        poll.commit(changes, poll.now).await.unwrap();
        *state = poll.state;
    }

    async fn kept(&self) -> Kept {
        let now = self.world.clock.now();
        let stories = self.world.store.stories(&Query { limit: 1000, ..Query::default() }, now).await.unwrap();
        let mut kept = Vec::new();
        for story in &stories {
            let releases = self.world.store.releases_of(story.id).await.unwrap().into_iter().map(|stored| {
                let before = stored.revisions.into_iter().flat_map(|revision| revision.release.tags);
                stored.release.tags.into_iter().chain(before).collect()
            });
            kept.push(releases.collect());
        }
        kept
    }
}

/// Nothing is lost, mixed, or doubled where its publisher tells it apart.
fn checked(feed: &Feed, told: &BTreeSet<String>, kept: &Kept) -> Result<(), String> {
    let releases = || kept.iter().flatten();
    if let Some(mixed) = releases().find(|items| items.len() != 1) {
        return Err(format!("one release has had the words of {mixed:?}"));
    }
    let mut times: BTreeMap<&String, usize> = BTreeMap::new();
    releases().flatten().for_each(|item| *times.entry(item).or_default() += 1);
    if let Some(lost) = told.iter().find(|item| !times.contains_key(item)) {
        return Err(format!("{lost} is lost; {times:?}"));
    }
    if let Some(twice) = times.iter().find(|(_, times)| **times > 1 && feed.is_told_apart()) {
        return Err(format!("twice: {twice:?}"));
    }
    if feed.body != Body::None && kept.len() < told.len() {
        return Err(format!("{} entries of {} releases", kept.len(), told.len()));
    }
    Ok(())
}

async fn lived(feed: &Feed) -> Result<(), String> {
    let mut room = Room::new(&["a.example"]).await;
    let mut told = BTreeSet::new();
    for (reading, items) in feed.readings.iter().enumerate() {
        room.read(0, feed.document(reading)).await;
        told.extend(items.iter().map(|item| format!("t{item}")));
        checked(feed, &told, &room.kept().await).map_err(|why| format!("reading {reading}: {why}"))?;
    }
    Ok(())
}

/// The same with another source, that lists the same pages under links of its own decoration.
async fn copied(feed: &Feed) -> Result<(), String> {
    let mut room = Room::new(&["a.example", "wire.example"]).await;
    for (reading, items) in feed.readings.iter().enumerate() {
        let (first, second) = if items.len() % 2 == 0 { (0, 1) } else { (1, 0) };
        let document = |source: usize| if source == 0 { feed.document(reading) } else { feed.copy(reading) };
        room.read(first, document(first)).await;
        room.read(second, document(second)).await;
        let kept = room.kept().await;
        let of = |story: &Vec<BTreeSet<String>>| story.iter().flatten().cloned().collect::<BTreeSet<_>>();
        if let Some(mixed) = kept.iter().map(of).find(|items| items.len() != 1) {
            return Err(format!("reading {reading}: one story of {mixed:?}"));
        }
        let told: BTreeSet<i64> = feed.readings[..=reading].iter().flatten().copied().collect();
        if kept.len() != told.len() {
            return Err(format!("reading {reading}: {} stories of {} releases", kept.len(), told.len()));
        }
    }
    Ok(())
}

/// The releases that are kept of one item, told twice with one id at one address: headline, time and text.
fn told_twice(before: [&str; 3], after: [&str; 3], others: &str) -> usize {
    let item = |[title, time, text]: [&str; 3]| {
        format!(
            "<item><guid>office</guid><link>http://a.example/x/1</link><title>{title}</title><pubDate>{time}</pubDate>\
             <description>{text}</description><category>t1</category></item>{others}"
        )
    };
    run(async {
        let mut room = Room::new(&["a.example"]).await;
        room.read(0, document(&item(before))).await;
        room.read(0, document(&item(after))).await;
        room.kept().await.iter().map(Vec::len).sum()
    })
}

#[test]
fn an_edit_of_one_item_under_one_id_at_one_address_is_a_revision() {
    let other = "<item><guid>2</guid><link>http://a.example/x/2</link><title>Other news</title></item>";
    let (title, time, text) = ("The harbour opens", "Mon, 02 Mar 2026 09:00:00 GMT", "It opens at noon.");
    let later = "Mon, 02 Mar 2026 15:30:00 GMT";
    let before = [title, time, text];
    for after in [
        ["The new harbour opens", time, text],
        ["Ships are welcome", time, text],
        ["Ships are welcome", time, "It opens at one, says the office."],
        [title, time, "It opens at one, says the office."],
        [title, later, "It opens at one, says the office."],
        [title, "Thu, 05 Mar 2026 09:00:00 GMT", text],
    ] {
        assert_eq!(told_twice(before, after, ""), 1, "{after:?} alone");
        assert_eq!(told_twice(before, after, other), 2, "{after:?} in a list");
    }
    // a feed that showed other ids means its ids
    assert_eq!(told_twice(before, ["Ships are welcome", later, "It opens at one."], other), 2);
    assert_eq!(told_twice(before, [title, "Thu, 05 Mar 2026 09:00:00 GMT", "It opens at one."], other), 2);
}

#[test]
fn one_id_at_one_address_in_a_feed_that_showed_no_other_may_be_that_of_a_place() {
    let before = ["Flood at the quay", "Mon, 02 Mar 2026 09:00:00 GMT", "Keep away from the quay."];
    let other = ["Fire in the park", "Mon, 02 Mar 2026 15:30:00 GMT", "Close your windows."];
    assert_eq!(told_twice(before, other, ""), 2, "another alert");
    // under the same headline it is what was said before, and its words of before are kept as a revision
    let next_week = ["Flood at the quay", "Mon, 09 Mar 2026 09:00:00 GMT", "The water rises again."];
    assert_eq!(told_twice(before, next_week, ""), 1, "issued again");
}

#[test]
fn a_page_of_many_stays_one_after_the_site_has_moved() {
    let feed = |readings: &[&[i64]]| Feed {
        id: Id::None,
        link: Link::Shared,
        title: Title::Recurring,
        date: Date::Day,
        body: Body::Own,
        offsets: false,
        order: Order::NewestFirst,
        relaunch: Some(2),
        edit: None,
        readings: readings.iter().map(|items| items.to_vec()).collect(),
    };
    // on one day, and on two
    assert_eq!(run(lived(&feed(&[&[21, 20], &[20], &[19], &[18]]))), Ok(()));
    assert_eq!(run(lived(&feed(&[&[21, 20], &[20], &[18], &[17]]))), Ok(()));
}

fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, max_shrink_iters: 64, ..ProptestConfig::with_cases(96) })]
    #[test]
    fn no_reading_loses_an_item_or_mixes_two_or_brings_one_twice(feed in feeds()) {
        prop_assert_eq!(run(lived(&feed)), Ok(()));
    }

    #[test]
    fn two_feeds_that_decorate_one_link_differently_tell_one_story(feed in copies()) {
        prop_assert_eq!(run(copied(&feed)), Ok(()));
    }
}
