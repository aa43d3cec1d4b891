//! What readers ask, and whoever looks: stories and releases, and how the sources fare. A copy of the database would do.

use std::sync::Arc;

use chrono::{DateTime, FixedOffset, Utc};
use futures_util::future::BoxFuture;

use super::{Error, Fact, Headline, Query};
use crate::model::{Release, ReleaseId, SourceId, SourceState, Story, StoryId, Tombstone};

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

/// Whether a number is one of those that somebody means.
pub type Meant = Arc<dyn Fn(ReleaseId) -> bool + Send + Sync>;

/// What who reads asks of an engine.
pub trait Reading: Send + Sync {
    /// How many sources fare how.
    fn fares(&self, now: DateTime<Utc>) -> BoxFuture<'_, Result<Fares, Error>>;
    /// States of sources in trouble (gone, drifting, or with so many failures in a row), those of today first.
    fn troubled(&self, failures: u32, page: Page) -> BoxFuture<'_, Result<Vec<SourceState>, Error>>;
    /// States of sources that were not polled yet, some of them.
    fn waiting(&self, limit: usize) -> BoxFuture<'_, Result<Vec<SourceState>, Error>>;
    /// Published stories, newest first.
    fn stories<'a>(&'a self, query: &'a Query, now: DateTime<Utc>) -> BoxFuture<'a, Result<Vec<Story>, Error>>;
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
    /// The next embargo's end, if any is held back.
    fn next_embargo(&self, now: DateTime<Utc>) -> BoxFuture<'_, Result<Option<DateTime<Utc>>, Error>>;
    /// Entries that left the feed since then, latest first (RFC 6721).
    fn tombstones(&self, since: DateTime<Utc>, limit: usize) -> BoxFuture<'_, Result<Vec<Tombstone>, Error>>;
}
