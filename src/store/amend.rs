//! What is done to stories by hand, or by their publishers, after they were published.

use chrono::{DateTime, Utc};

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
