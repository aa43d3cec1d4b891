//! A store of stories in memory, which counts how often it is asked.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
};

use chrono::{DateTime, TimeZone, Utc};
use futures_util::future::BoxFuture;

use crate::{
    model::*,
    serve::{Directory, Serving, Settings},
    store::{
        Amend, Appearance, Archived, Behind, Beyond, Booking, Changes, Counts, Deed, Departure, Done, Error, Fact,
        Fares, Headline, Intent, Leaving, Meant, Outgoing, Page, Placing, Polling, Query, Reading, Standing, Store,
        Stored, Subscriber, Upkeep,
    },
};

/// The store.
#[derive(Default)]
pub struct Memory {
    pub stories: Mutex<Vec<Story>>,
    pub states: Mutex<Vec<SourceState>>,
    pub version: AtomicU64,
    pub asked: AtomicUsize,
    pub told: Mutex<HashMap<String, Progress>>,
    pub full: Mutex<bool>,
}

impl Memory {
    /// With so many stories, an hour apart, newest first.
    pub fn with(count: i64) -> Arc<Self> {
        let memory = Self::default();
        memory.stories.lock().unwrap().extend((0..count).map(|number| story(count - number)));
        Arc::new(memory)
    }

    pub fn add(&self, story: Story) {
        self.stories.lock().unwrap().insert(0, story);
        self.version.fetch_add(1, Ordering::SeqCst);
    }
}

pub fn at(seconds: i64) -> DateTime<Utc> {
    Utc.timestamp_opt(seconds, 0).unwrap()
}

pub fn story(number: i64) -> Story {
    let time = at(1_700_000_000 + number * 3600);
    let body = format!("<p>Release number {number} says: {}</p>", "more of the same words, ".repeat(20));
    Story {
        id: StoryId(number),
        entry_id: format!("urn:uuid:00000000-0000-4000-8000-{number:012}"),
        lead: Release {
            url: Some(format!("https://a.example/{number}")),
            title: Some(format!("Release {number}")),
            content_html: Some(body),
            published: Some(time.fixed_offset()),
            language: Some(if number % 2 == 0 { "de" } else { "en" }.into()),
            ..Release::default()
        },
        lead_id: ReleaseId(number),
        source: "a".into(),
        source_name: "A & Co".into(),
        source_url: "https://a.example/feed".into(),
        role: Role::default(),
        source_tags: vec!["water".into()],
        copies: Vec::new(),
        first_seen: time,
        sorted_at: time,
        updated: time,
    }
}

/// A state for serving from a store, at a fixed time.
pub fn serving(store: Arc<Memory>, max_entries: usize) -> Arc<Serving> {
    let source = Source::new("a", "A & Co", Target::Feed("https://a.example/feed".parse().unwrap()));
    let sources = vec![source.into()];
    let settings = Settings {
        title: "All news".into(),
        public_url: "https://press.example/".into(),
        max_entries,
        views: Vec::new(),
        directory: Directory::of(&sources),
        sources,
        ..Settings::default()
    };
    Serving::new(store, settings, Arc::new(|| at(1_800_000_000)))
}

type Answer<'a, T> = BoxFuture<'a, Result<T, Error>>;

fn answer<'a, T: Send + 'a>(value: T) -> Answer<'a, T> {
    Box::pin(async move { Ok(value) })
}

impl Polling for Memory {
    fn register<'a>(&'a self, _: &'a [Arc<Source>], _: DateTime<Utc>) -> Answer<'a, Vec<SourceId>> {
        answer(Vec::new())
    }

    fn states_behind(&self, _: i64) -> Answer<'_, (Vec<SourceState>, Option<i64>)> {
        answer((self.states.lock().unwrap().clone(), None))
    }

    fn states_of(&self, sources: Vec<SourceId>) -> Answer<'_, Vec<SourceState>> {
        let states = self.states.lock().unwrap();
        answer(states.iter().filter(|state| sources.contains(&state.source_id)).cloned().collect())
    }

    fn state<'a>(&'a self, id: &'a SourceId) -> Answer<'a, Option<SourceState>> {
        answer(self.states.lock().unwrap().iter().find(|state| state.source_id == *id).cloned())
    }

    fn known<'a>(&'a self, _: &'a SourceId, _: Vec<Key>) -> Answer<'a, Vec<KnownItem>> {
        answer(Vec::new())
    }

    fn unfilled<'a>(&'a self, _: &'a SourceId, _: DateTime<Utc>, _: usize) -> Answer<'a, Vec<(KnownItem, Stored)>> {
        answer(Vec::new())
    }

    fn neighbours(&self, _: Vec<Sought>) -> Answer<'_, Vec<Vec<Arc<Neighbour>>>> {
        answer(Vec::new())
    }

    fn commit(&self, _: Poll) -> Answer<'_, Committed> {
        answer(Committed::default())
    }

    fn commit_placed(&self, _: Poll, _: Placing) -> Answer<'_, Committed> {
        answer(Committed::default())
    }
}

impl Reading for Memory {
    fn fares(&self, _: DateTime<Utc>) -> Answer<'_, Fares> {
        let failing = self.states.lock().unwrap().iter().filter(|state| state.failures > 0).count();
        answer(Fares { failing: failing as u64, troubled: failing as u64, ..Fares::default() })
    }

    fn waiting(&self, limit: usize) -> Answer<'_, Vec<SourceState>> {
        let states = self.states.lock().unwrap();
        answer(states.iter().filter(|state| state.polled_at.is_none()).take(limit).cloned().collect())
    }

    fn troubled(&self, failures: u32, page: Page) -> Answer<'_, Vec<SourceState>> {
        let states = self.states.lock().unwrap();
        let bad = states.iter().filter(|state| state.failures >= failures);
        answer(bad.skip(page.skip).take(page.limit).cloned().collect())
    }

    fn stories<'a>(&'a self, query: &'a Query, _: DateTime<Utc>) -> Answer<'a, Vec<Story>> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        let wanted = |story: &&Story| {
            query.before.is_none_or(|before| (story.sorted_at.timestamp(), story.id) < before)
                && (query.sources.is_empty() || query.sources.contains(&story.source))
                && (query.tags.is_empty() || query.tags.iter().any(|tag| story.source_tags.contains(tag)))
                && (query.languages.is_empty() || story.lead.language.iter().any(|tag| query.languages.contains(tag)))
                && query.since.is_none_or(|since| story.updated >= since)
                && query.words.as_ref().is_none_or(|words| story.lead.title.iter().any(|title| title.contains(words)))
        };
        answer(self.stories.lock().unwrap().iter().filter(wanted).take(query.limit).cloned().collect())
    }

    fn facts<'a>(&'a self, query: &'a Query, _: DateTime<Utc>) -> Answer<'a, Vec<Fact>> {
        let fact = |story: &Story| Fact {
            lead: story.lead_id,
            source: story.source.clone(),
            language: story.lead.language.clone(),
            kind: None,
            status: None,
            at: story.sorted_at,
        };
        answer(self.stories.lock().unwrap().iter().take(query.limit).map(fact).collect())
    }

    fn headlines(&self, ids: Vec<ReleaseId>) -> Answer<'_, Vec<Headline>> {
        let named = |story: &Story| Headline {
            id: story.lead_id,
            title: story.lead.title.clone(),
            language: None,
            published: story.lead.published,
        };
        let stories = self.stories.lock().unwrap();
        answer(stories.iter().filter(|story| ids.contains(&story.lead_id)).map(named).collect())
    }

    fn is_forgotten<'a>(&'a self, _: &'a str) -> Answer<'a, bool> {
        answer(false)
    }

    fn releases_with(&self, meant: Meant, limit: usize) -> Answer<'_, Vec<ReleaseId>> {
        let stories = self.stories.lock().unwrap();
        answer(stories.iter().map(|story| story.lead_id).filter(|id| meant(*id)).take(limit).collect())
    }

    fn story(&self, id: StoryId, _: DateTime<Utc>) -> Answer<'_, Option<Story>> {
        answer(self.stories.lock().unwrap().iter().find(|story| story.id == id).cloned())
    }

    fn release<'a>(&'a self, id: &'a str) -> Answer<'a, Option<Stored>> {
        let number = ReleaseId(id.parse().unwrap_or(0));
        answer(self.stories.lock().unwrap().iter().find(|story| story.lead_id == number).map(stored))
    }

    fn appearances(&self, _: StoryId, _: DateTime<Utc>, _: usize) -> Answer<'_, Vec<Appearance>> {
        answer(Vec::new())
    }

    fn releases_of(&self, id: StoryId) -> Answer<'_, Vec<Stored>> {
        answer(self.stories.lock().unwrap().iter().filter(|story| story.id == id).map(stored).collect())
    }

    fn counts(&self, _: DateTime<Utc>) -> Answer<'_, Counts> {
        let count = self.stories.lock().unwrap().len() as u64;
        answer(Counts { releases: count, stories: count, published: count })
    }

    fn version(&self) -> u64 {
        self.version.load(Ordering::SeqCst)
    }

    fn next_embargo(&self, _: DateTime<Utc>) -> Answer<'_, Option<DateTime<Utc>>> {
        answer(None)
    }

    fn tombstones(&self, _: DateTime<Utc>, _: usize) -> Answer<'_, Vec<Tombstone>> {
        answer(Vec::new())
    }
}

impl Outgoing for Memory {
    fn leaving(&self, _: Beyond, _: usize, _: DateTime<Utc>) -> Answer<'_, Vec<Leaving>> {
        answer(Vec::new())
    }

    fn revived(&self, _: (i64, StoryId), _: usize, _: DateTime<Utc>) -> Answer<'_, Vec<Story>> {
        answer(Vec::new())
    }

    fn archive(&self, _: Vec<Departure>) -> Answer<'_, ()> {
        answer(())
    }

    fn archived(&self, _: i64, _: i64) -> Answer<'_, Vec<Archived>> {
        answer(Vec::new())
    }

    fn archive_end(&self) -> Answer<'_, i64> {
        answer(0)
    }

    fn changes<'a>(&'a self, query: &'a Query, after: i64, _: DateTime<Utc>) -> Answer<'a, Changes> {
        let stories = self.stories.lock().unwrap();
        let last = stories.first().map_or(0, |story| story.id.0);
        let next = stories.iter().rev().filter(|story| story.id.0 > after).take(query.limit).cloned();
        let stories: Vec<Story> = next.collect();
        let through = stories.last().filter(|_| stories.len() >= query.limit).map_or(last, |story| story.id.0);
        answer(Changes { stories, through })
    }

    fn lift_embargoes(&self, _: DateTime<Utc>) -> Answer<'_, ()> {
        answer(())
    }

    fn last_change(&self) -> Answer<'_, i64> {
        answer(0)
    }

    fn standing<'a>(&'a self, _: &'a str, _: &'a str, _: &'a [String]) -> Answer<'a, Standing> {
        answer(Standing::default())
    }

    fn intents(&self, _: DateTime<Utc>, _: usize) -> Answer<'_, Vec<Intent>> {
        answer(Vec::new())
    }

    fn behind(&self, _: Option<Behind>, _: DateTime<Utc>, _: usize) -> Answer<'_, Vec<Subscriber>> {
        answer(Vec::new())
    }

    fn book(&self, _: Booking) -> Answer<'_, ()> {
        answer(())
    }

    fn told<'a>(&'a self, id: &'a str) -> Answer<'a, Option<Progress>> {
        answer(self.told.lock().unwrap().get(id).cloned())
    }

    fn tell(&self, id: String, progress: Progress) -> Answer<'_, ()> {
        self.told.lock().unwrap().insert(id, progress);
        answer(())
    }
}

impl Amend for Memory {
    fn amend(&self, _: Deed, _: DateTime<Utc>) -> Answer<'_, Option<StoryId>> {
        answer(None)
    }

    fn deeds(&self, _: StoryId) -> Answer<'_, Vec<Done>> {
        answer(Vec::new())
    }
}

impl Upkeep for Memory {
    fn index_words(&self) -> Answer<'_, bool> {
        answer(false)
    }

    fn writable(&self) -> Answer<'_, ()> {
        let full = *self.full.lock().unwrap();
        Box::pin(async move {
            if full { Err(Error::Full { path: "x.db".into(), message: "no space".into() }) } else { Ok(()) }
        })
    }

    fn backup<'a>(&'a self, _: &'a std::path::Path) -> Answer<'a, ()> {
        answer(())
    }

    fn let_go(&self, _: crate::store::Keeping) -> BoxFuture<'_, Result<crate::store::Keeping, Error>> {
        unimplemented!("serving lets go of nothing")
    }

    fn set_aside(&self) -> BoxFuture<'_, Result<Option<crate::store::SetAside>, Error>> {
        Box::pin(async { Ok(None) })
    }
}

impl Store for Memory {}

fn stored(story: &Story) -> Stored {
    Stored {
        id: story.lead_id,
        story_id: story.id,
        source: story.source.clone(),
        release: story.lead.clone(),
        first_seen: story.first_seen,
        evidence: None,
        revisions: Vec::new(),
    }
}
