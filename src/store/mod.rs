//! Where everything is kept. The store answers facts; dedup decides.

mod amend;
mod asked;
mod body;
#[cfg(test)]
pub(crate) mod contract;
#[cfg(test)]
#[cfg(feature = "postgres")]
mod contract_leases;
#[cfg(test)]
pub(crate) mod contract_outgoing;
#[cfg(test)]
#[cfg(feature = "postgres")]
mod contract_shared;
pub mod dump;
mod entry_id;
mod error;
mod hub;
mod near;
mod numbers;
mod outgoing;
#[cfg(feature = "postgres")]
pub mod postgres;
mod query;
pub mod shared;
pub mod sqlite;

use std::{path::PathBuf, sync::Arc};

use chrono::{DateTime, FixedOffset, Utc};
use futures_util::future::BoxFuture;

pub use amend::{Deed, Done};
pub use error::Error;
pub use hub::{Behind, Booking, Intent, Standing, Subscriber};
pub use outgoing::{Archived, Beyond, Changes, Departure, Leaving};
pub use query::{Fact, Headline, Query};

use crate::model::{
    Candidates, Committed, ItemChange, Key, KnownItem, Neighbour, Poll, Progress, Release, ReleaseId, Sought, Source,
    SourceId, SourceState, Story, StoryId, Tombstone,
};

/// What a process means to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Polling: alone.
    Write,
    /// Small changes by hand, beside a process that polls.
    Read,
    /// Looking: needs no right to write.
    Look,
}

/// How far a database's tables have come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Migrations {
    /// Steps that were taken.
    pub applied: usize,
    /// Steps that this program knows.
    pub known: usize,
}

/// One kept version of a release.
#[derive(Debug, Clone, PartialEq)]
pub struct Revision {
    /// When it was replaced.
    pub at: DateTime<Utc>,
    /// As it was before.
    pub release: Release,
}

/// A release with where it belongs.
#[derive(Debug, Clone, PartialEq)]
pub struct Stored {
    /// Ours.
    pub id: ReleaseId,
    /// Its story.
    pub story_id: StoryId,
    /// Source.
    pub source: SourceId,
    /// The release.
    pub release: Release,
    /// When first seen.
    pub first_seen: DateTime<Utc>,
    /// Why it joined its story.
    pub evidence: Option<String>,
    /// Earlier versions, newest first; the latest only.
    pub revisions: Vec<Revision>,
}

/// Where a story appeared, without its words.
#[derive(Debug, Clone, PartialEq)]
pub struct Appearance {
    /// Ours.
    pub release: ReleaseId,
    /// In which source.
    pub source: SourceId,
    /// Its name.
    pub source_name: String,
    /// There.
    pub url: Option<String>,
    /// As it says.
    pub published: Option<DateTime<FixedOffset>>,
    /// Why it is one with the lead.
    pub evidence: Option<String>,
}

/// A part of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// So many before it.
    pub skip: usize,
    /// At most.
    pub limit: usize,
}

/// How many sources of the configuration fare how.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Fares {
    /// The last poll failed.
    pub failing: u64,
    /// Answered 410.
    pub gone: u64,
    /// Answer, but not as they used to.
    pub drifting: u64,
    /// A hub has promised to push them.
    pub pushed: u64,
    /// Failing, gone or drifting: each once.
    pub troubled: u64,
    /// Not polled yet.
    pub waiting: u64,
}

/// Figures for the status page and `/metrics`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Releases.
    pub releases: u64,
    /// Stories.
    pub stories: u64,
    /// Stories published now (not embargoed, not forgotten).
    pub published: u64,
}

/// How far the letting go of what is old has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Keeping {
    /// What was found before this goes.
    pub before: DateTime<Utc>,
    /// Bodies that went.
    pub bodies: usize,
    /// Revisions that went.
    pub revisions: usize,
    /// All that is old enough is gone.
    pub done: bool,
    /// The next bands to be looked at.
    pub bucket: usize,
}

impl Keeping {
    /// Nothing went yet.
    pub fn since(before: DateTime<Utc>) -> Self {
        Self { before, bodies: 0, revisions: 0, done: false, bucket: 0 }
    }
}

/// Rows of the database that could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SetAside {
    /// How many.
    pub rows: u64,
    /// When the last one was found.
    pub last: DateTime<Utc>,
}

/// Whether a number is one of those that somebody means.
pub type Meant = Arc<dyn Fn(ReleaseId) -> bool + Send + Sync>;

/// Told the candidates of each change of a poll, in order, gives each its place among the stories.
pub type Place = Box<dyn Fn(&mut [ItemChange], Vec<Vec<Arc<Neighbour>>>) + Send>;

/// How releases find their stories.
pub struct Placing {
    /// Which candidates are wanted for a change.
    pub wanted: fn(&ItemChange) -> Candidates,
    /// What becomes of them.
    pub place: Place,
}

/// Some states, and the place that the next ones are behind, if there are more.
pub type StatesBehind = (Vec<SourceState>, Option<i64>);

/// What pressfeed asks of an engine.
pub trait Store: Send + Sync {
    /// Makes the stored sources those of the configuration; a source whose address changed starts over (410 forgotten,
    /// validators dropped). Those whose states are other than they were.
    fn register<'a>(
        &'a self,
        sources: &'a [Arc<Source>],
        now: DateTime<Utc>,
    ) -> BoxFuture<'a, Result<Vec<SourceId>, Error>>;
    /// States of registered sources, some at a time: those behind a place, and the next place if there are more. 0 is the
    /// first.
    fn states_behind(&self, behind: i64) -> BoxFuture<'_, Result<StatesBehind, Error>>;
    /// How many sources fare how.
    fn fares(&self, now: DateTime<Utc>) -> BoxFuture<'_, Result<Fares, Error>>;
    /// States of sources in trouble (gone, drifting, or with so many failures in a row), those of today first.
    fn troubled(&self, failures: u32, page: Page) -> BoxFuture<'_, Result<Vec<SourceState>, Error>>;
    /// States of sources that were not polled yet, some of them.
    fn waiting(&self, limit: usize) -> BoxFuture<'_, Result<Vec<SourceState>, Error>>;
    /// The states of these sources, as far as they are known.
    fn states_of(&self, sources: Vec<SourceId>) -> BoxFuture<'_, Result<Vec<SourceState>, Error>>;
    /// One source's state.
    fn state<'a>(&'a self, source: &'a SourceId) -> BoxFuture<'a, Result<Option<SourceState>, Error>>;
    /// Items of this source that any of these keys know.
    fn known<'a>(&'a self, source: &'a SourceId, keys: Vec<Key>) -> BoxFuture<'a, Result<Vec<KnownItem>, Error>>;
    /// Releases of a source, first seen since then, whose page did not answer yet.
    fn unfilled<'a>(
        &'a self,
        source: &'a SourceId,
        since: DateTime<Utc>,
        limit: usize,
    ) -> BoxFuture<'a, Result<Vec<(KnownItem, Stored)>, Error>>;
    /// For each of these the few releases, of any source, that share the rarest bands with it within its days.
    fn neighbours(&self, sought: Vec<Sought>) -> BoxFuture<'_, Result<Vec<Vec<Arc<Neighbour>>>, Error>>;
    /// Everything a poll changes, in one transaction.
    fn commit(&self, poll: Poll) -> BoxFuture<'_, Result<Committed, Error>>;
    /// The same, but first the new releases find their places, among neighbours as this transaction sees them: copies
    /// that arrive at the same moment meet, and nobody waits for anybody's disk.
    fn commit_placed(&self, poll: Poll, placing: Placing) -> BoxFuture<'_, Result<Committed, Error>>;
    /// Published stories, newest first.
    fn stories<'a>(&'a self, query: &'a Query, now: DateTime<Utc>) -> BoxFuture<'a, Result<Vec<Story>, Error>>;
    /// Makes the words of some more releases searchable; true: there are more. Searches find what is not, later.
    fn index_words(&self) -> BoxFuture<'_, Result<bool, Error>>;
    /// What the newest of these stories are counted by.
    fn facts<'a>(&'a self, query: &'a Query, now: DateTime<Utc>) -> BoxFuture<'a, Result<Vec<Fact>, Error>>;
    /// Titles and languages of releases.
    fn headlines(&self, ids: Vec<ReleaseId>) -> BoxFuture<'_, Result<Vec<Headline>, Error>>;
    /// Whether a release was here and was removed for good.
    fn is_forgotten<'a>(&'a self, id: &'a str) -> BoxFuture<'a, Result<bool, Error>>;
    /// One story.
    fn story(&self, id: StoryId, now: DateTime<Utc>) -> BoxFuture<'_, Result<Option<Story>, Error>>;
    /// One release with its revisions, by release id, entry id or address.
    fn release<'a>(&'a self, id: &'a str) -> BoxFuture<'a, Result<Option<Stored>, Error>>;
    /// Numbers of releases that somebody means, in no order.
    fn releases_with(&self, meant: Meant, limit: usize) -> BoxFuture<'_, Result<Vec<ReleaseId>, Error>>;
    /// Where a story appeared, lead first; what is held back is left out.
    fn appearances(
        &self,
        story: StoryId,
        now: DateTime<Utc>,
        limit: usize,
    ) -> BoxFuture<'_, Result<Vec<Appearance>, Error>>;
    /// The first releases of a story, lead first, without their revisions.
    fn releases_of(&self, story: StoryId) -> BoxFuture<'_, Result<Vec<Stored>, Error>>;
    /// Figures.
    fn counts(&self, now: DateTime<Utc>) -> BoxFuture<'_, Result<Counts, Error>>;
    /// Grows with every change of what is published: caches hang on it.
    fn version(&self) -> u64;
    /// A file of that ending beside the database, where that is a file which this process alone writes.
    fn beside(&self, _ending: &str) -> Option<PathBuf> {
        None
    }
    /// Proves that writing works (`/healthz`).
    fn writable(&self) -> BoxFuture<'_, Result<(), Error>>;
    /// An online copy.
    fn backup<'a>(&'a self, to: &'a std::path::Path) -> BoxFuture<'a, Result<(), Error>>;
    /// The next embargo's end, if any is held back.
    fn next_embargo(&self, now: DateTime<Utc>) -> BoxFuture<'_, Result<Option<DateTime<Utc>>, Error>>;
    /// Published stories beyond the subscription document that are not in the archive as they are now: some of them in
    /// the order of their numbers, the oldest first.
    fn leaving(&self, beyond: Beyond, limit: usize, now: DateTime<Utc>) -> BoxFuture<'_, Result<Vec<Leaving>, Error>>;
    /// Published stories before a place that changed since they went into the archive, and not before its time.
    fn revived(
        &self,
        place: (i64, StoryId),
        limit: usize,
        now: DateTime<Utc>,
    ) -> BoxFuture<'_, Result<Vec<Story>, Error>>;
    /// Entries go into the archive for good.
    fn archive(&self, departures: Vec<Departure>) -> BoxFuture<'_, Result<(), Error>>;
    /// Entries of the archive after number `from`, up to number `to`.
    fn archived(&self, from: i64, to: i64) -> BoxFuture<'_, Result<Vec<Archived>, Error>>;
    /// The number of the archive's last entry; 0: it is empty.
    fn archive_end(&self) -> BoxFuture<'_, Result<i64, Error>>;
    /// Stories that the query asks for and that changed after a change, in that order.
    fn changes<'a>(&'a self, query: &'a Query, after: i64, now: DateTime<Utc>)
    -> BoxFuture<'a, Result<Changes, Error>>;
    /// Stories whose embargo has ended change now, and the log says so; what another process changed is noticed too.
    fn lift_embargoes(&self, now: DateTime<Utc>) -> BoxFuture<'_, Result<(), Error>>;
    /// The number of the last change; 0: there was none.
    fn last_change(&self) -> BoxFuture<'_, Result<i64, Error>>;
    /// How full the hub's books are for this callback and its owners, and whether it is in them.
    fn standing<'a>(
        &'a self,
        topic: &'a str,
        callback: &'a str,
        owners: &'a [String],
    ) -> BoxFuture<'a, Result<Standing, Error>>;
    /// Requests whose callbacks are to be asked now, those that wait the longest first.
    fn intents(&self, now: DateTime<Utc>, limit: usize) -> BoxFuture<'_, Result<Vec<Intent>, Error>>;
    /// Subscribers who lack changes and are to be told now, after a place, in order.
    fn behind(
        &self,
        after: Option<Behind>,
        now: DateTime<Utc>,
        limit: usize,
    ) -> BoxFuture<'_, Result<Vec<Subscriber>, Error>>;
    /// Writes into the hub's books.
    fn book(&self, booking: Booking) -> BoxFuture<'_, Result<(), Error>>;
    /// One small step of letting go of bodies, revisions, words and bands of before a time; identities stay.
    fn let_go(&self, keeping: Keeping) -> BoxFuture<'_, Result<Keeping, Error>>;
    /// Rows that could not be read, if there were any.
    fn set_aside(&self) -> BoxFuture<'_, Result<Option<SetAside>, Error>>;
    /// How far a receiver was told; none: it is new.
    fn told<'a>(&'a self, receiver: &'a str) -> BoxFuture<'a, Result<Option<Progress>, Error>>;
    /// It was told so far.
    fn tell(&self, receiver: String, progress: Progress) -> BoxFuture<'_, Result<(), Error>>;
    /// Does something to a story by hand; which story it was, or `None` when there was nothing to do it to.
    fn amend(&self, deed: Deed, now: DateTime<Utc>) -> BoxFuture<'_, Result<Option<StoryId>, Error>>;
    /// What was done to a story, earliest first.
    fn deeds(&self, story: StoryId) -> BoxFuture<'_, Result<Vec<Done>, Error>>;
    /// What several processes ask that poll into it; none: one process polls, and asks nobody.
    fn shared(self: Arc<Self>) -> Option<Arc<dyn shared::Shared>> {
        None
    }
    /// Entries that left the feed since then, latest first (RFC 6721).
    fn tombstones(&self, since: DateTime<Utc>, limit: usize) -> BoxFuture<'_, Result<Vec<Tombstone>, Error>>;
}

/// Hands over the state of each registered source; they are never in memory together.
pub async fn each_state(store: &dyn Store, mut take: impl FnMut(SourceState)) -> Result<(), Error> {
    let mut place = Some(0);
    while let Some(behind) = place {
        let (states, next) = store.states_behind(behind).await?;
        states.into_iter().for_each(&mut take);
        place = next;
    }
    Ok(())
}

/// All of them at once: for those who look at all.
pub async fn every_state(store: &dyn Store) -> Result<Vec<SourceState>, Error> {
    let mut states = Vec::new();
    each_state(store, |state| states.push(state)).await?;
    Ok(states)
}
