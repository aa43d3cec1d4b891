//! What goes out: entries that leave the subscription document for the archive, and stories in the order of their changes.

use chrono::{DateTime, Utc};

use crate::model::{Story, StoryId};

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
