//! What goes out: entries that leave the subscription document for the archive, and stories in the order of their changes.

use chrono::{DateTime, Utc};
use futures_util::future::BoxFuture;

use super::{Behind, Booking, Error, Intent, Query, Standing, Subscriber};
use crate::model::{Progress, Story, StoryId};

/// A story that the subscription document no longer has room for, at a [`change`](Changes::through) of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Leaving {
    /// The story.
    pub story: Story,
    /// The number of its last change.
    pub change: i64,
}

/// What the subscription document has no room for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Beyond {
    /// Stories strictly before this place.
    pub place: (i64, StoryId),
    /// But not these, which changed after they had left.
    pub keep: Vec<StoryId>,
    /// Numbers after this one: those up to it were looked at.
    pub after: StoryId,
}

/// An entry for the archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Departure {
    /// Which.
    pub story: StoryId,
    /// As of this change: an entry that changed meanwhile stays.
    pub change: i64,
    /// The entry's `updated`.
    pub updated: DateTime<Utc>,
    /// The feed's title now.
    pub title: String,
    /// The entry, compressed.
    pub entry: Vec<u8>,
}

/// An entry of the archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Archived {
    /// Which.
    pub story: StoryId,
    /// The entry's `updated`.
    pub updated: DateTime<Utc>,
    /// The feed's title then.
    pub title: String,
    /// The entry, compressed; none: its release was forgotten.
    pub entry: Option<Vec<u8>>,
}

/// Stories in the order of their last changes.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Changes {
    /// Earliest change first.
    pub stories: Vec<Story>,
    /// All up to this change are among them, or are not asked for.
    pub through: i64,
}

/// What who sends stories out asks of an engine: the archive, the hub, mails and hooks.
pub trait Outgoing: Send + Sync {
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
    /// How far a receiver was told; none: it is new.
    fn told<'a>(&'a self, receiver: &'a str) -> BoxFuture<'a, Result<Option<Progress>, Error>>;
    /// It was told so far.
    fn tell(&self, receiver: String, progress: Progress) -> BoxFuture<'_, Result<(), Error>>;
}
