//! What goes out: entries that leave the subscription document for the archive, and subscribers with what they have.

use chrono::{DateTime, Utc};

use crate::model::{Secret, Story, StoryId};

/// A story that the subscription document no longer has room for, at a [`change`](Changes::through) of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Leaving {
    /// The story.
    pub story: Story,
    /// The number of its last change.
    pub change: i64,
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

/// Who is told of a topic's changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subscriber {
    /// The feed's address.
    pub topic: String,
    /// Where it is sent.
    pub callback: String,
    /// For the signature.
    pub secret: Option<Secret>,
    /// No longer than that.
    pub lease_until: DateTime<Utc>,
    /// All changes up to this one were delivered.
    pub cursor: i64,
    /// Failures since the last delivery.
    pub tries: u32,
    /// Not before.
    pub next_at: DateTime<Utc>,
}

/// What somebody asked for in a callback's name, not yet confirmed by it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Intent {
    /// The feed's address.
    pub topic: String,
    /// Whose.
    pub callback: String,
    /// In, or out.
    pub subscribes: bool,
    /// For the signature.
    pub secret: Option<Secret>,
    /// Granted, in seconds.
    pub lease_secs: i64,
    /// Times that the callback did not answer.
    pub tries: u32,
    /// Not before.
    pub next_at: DateTime<Utc>,
}

/// The hub's books.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hub {
    /// All.
    pub subscribers: Vec<Subscriber>,
    /// All.
    pub intents: Vec<Intent>,
    /// Number of the last change.
    pub last_change: i64,
}

/// An entry in the hub's books.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Booking {
    /// To be verified, instead of an earlier one of the same topic and callback.
    Intend(Intent),
    /// Verified, or given up.
    Drop(Intent),
    /// From now on, or as it is now. A new one, and one that renews, keeps the cursor that it had.
    Subscribe(Subscriber),
    /// What was delivered, or failed; nothing if it is no subscriber any more.
    Delivered(Subscriber),
    /// No longer.
    Unsubscribe {
        /// The feed's address.
        topic: String,
        /// Whose.
        callback: String,
    },
}
