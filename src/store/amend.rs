//! What is done to stories by hand, or by their publishers, after they were published.

use chrono::{DateTime, Utc};
use futures_util::future::BoxFuture;

use super::Error;
use crate::model::{ReleaseId, StoryId};

/// One deed. All are recorded, and all but [`Deed::Forget`] can be undone by another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// Two stories are one: the entry of `from` leaves the feed.
    Merge {
        /// The story that stays.
        into: StoryId,
        /// The story that ends.
        from: StoryId,
    },
    /// A release is a story of its own; under the entry id that it had before a merge, if it had one.
    Split {
        /// Which.
        release: ReleaseId,
    },
    /// Its words and revisions are removed for good; its keys stay.
    Forget {
        /// Which.
        release: ReleaseId,
    },
    /// Its publisher took it back: a story without another appearance leaves the feed.
    Withdraw {
        /// Which.
        release: ReleaseId,
    },
    /// It is there again.
    Restore {
        /// Which.
        release: ReleaseId,
    },
}

impl Deed {
    /// Its name in the records.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Merge { .. } => "merge",
            Self::Split { .. } => "split",
            Self::Forget { .. } => "forget",
            Self::Withdraw { .. } => "withdraw",
            Self::Restore { .. } => "restore",
        }
    }
}

/// A deed that was done, for `explain`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    /// When.
    pub at: DateTime<Utc>,
    /// [`Deed::name`].
    pub what: String,
    /// Which release.
    pub release: Option<ReleaseId>,
    /// The other story of a merge or split.
    pub other: Option<StoryId>,
}

/// What who changes stories by hand asks of an engine.
pub trait Amend: Send + Sync {
    /// Does something to a story by hand; which story it was, or `None` when there was nothing to do it to.
    fn amend(&self, deed: Deed, now: DateTime<Utc>) -> BoxFuture<'_, Result<Option<StoryId>, Error>>;
    /// What was done to a story, earliest first.
    fn deeds(&self, story: StoryId) -> BoxFuture<'_, Result<Vec<Done>, Error>>;
}
