//! What one poll of one source finds and changes; committed whole or not at all.

use chrono::{DateTime, FixedOffset, Utc};
use serde::{Deserialize, Serialize};

use super::{Fingerprint, Key, KeyKind, Keys, Memory, Ref, Release, ReleaseId, SourceId, Standing, StoryId};

/// When a source is polled next, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NextPoll {
    /// Not before.
    pub at: DateTime<Utc>,
    /// For people: "interval 15m", "Retry-After 1h", "backoff after 3 failures" ...
    pub reason: String,
}

/// A source's state as stored.
#[derive(Debug, Clone, PartialEq)]
pub struct SourceState {
    /// Which.
    pub source_id: SourceId,
    /// When next and why.
    pub next: NextPoll,
    /// Last try.
    pub polled_at: Option<DateTime<Utc>>,
    /// Last success.
    pub succeeded_at: Option<DateTime<Utc>>,
    /// Failures in a row.
    pub failures: u32,
    /// The last failure, until a success.
    pub last_error: Option<String>,
    /// 410, seen often enough: no more polls until the configuration changes.
    pub gone: bool,
    /// The rest.
    pub memory: Memory,
    /// How often it was written before it was read, where several processes may write: it is written only as long as
    /// that holds. None: written whatever is stored.
    pub version: Option<i64>,
}

impl SourceState {
    /// Of a source never polled: due at once.
    pub fn new(source_id: SourceId, now: DateTime<Utc>) -> Self {
        Self {
            source_id,
            next: NextPoll { at: now, reason: "never polled".into() },
            polled_at: None,
            succeeded_at: None,
            failures: 0,
            last_error: None,
            gone: false,
            memory: Memory::default(),
            version: None,
        }
    }
}

/// An item that the store knows under one of the keys asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct KnownItem {
    /// Its release.
    pub release_id: ReleaseId,
    /// Its story.
    pub story_id: StoryId,
    /// The keys that it is known under, all of them.
    pub keys: Vec<Key>,
    /// Hash of the item as last found.
    pub raw_hash: Option<[u8; 16]>,
    /// Hash of its words and attachments.
    pub content_hash: Option<[u8; 16]>,
    /// As last published.
    pub title: Option<String>,
    /// As last published.
    pub url: Option<String>,
    /// As claimed.
    pub published: Option<DateTime<FixedOffset>>,
    /// First seen.
    pub first_seen: DateTime<Utc>,
    /// The page was asked and did not answer: to be tried again.
    pub unfilled: bool,
    /// What it was last read by; 0: not known.
    pub version: u16,
}

/// Which story a new release joins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Joins {
    /// None: it starts one, under this entry id if that is still free.
    New {
        /// The publisher's own `atom:id`, where it may be kept; else one minted from source and key.
        wanted_entry_id: Option<String>,
    },
    /// This one, or that of an earlier change of the same poll.
    Story {
        /// Which.
        story: Ref<StoryId>,
        /// For `explain`: which evidence.
        evidence: String,
    },
}

/// What becomes of one item.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// A release never seen.
    New {
        /// The release.
        release: Box<Release>,
        /// Its story.
        joins: Joins,
    },
    /// A known release whose words, attachments or fields changed.
    Revised {
        /// Which.
        release_id: ReleaseId,
        /// As it is now.
        release: Box<Release>,
        /// True when words or attachments changed: a revision is kept and `updated` moves.
        significant: bool,
        /// True when it is no copy of the others of its story any more: they part.
        parts: bool,
    },
    /// A known release, unchanged but for its raw form: only its keys and hash are brought up to date.
    Seen {
        /// Which.
        release_id: ReleaseId,
    },
}

/// One item of a poll: its keys, its hashes, what becomes of it.
#[derive(Debug, Clone, PartialEq)]
pub struct ItemChange {
    /// Keys to be stored for it.
    pub keys: Keys,
    /// Hash of the item as found.
    pub raw_hash: Option<[u8; 16]>,
    /// Hash of its words and attachments.
    pub content_hash: Option<[u8; 16]>,
    /// For finding copies.
    pub fingerprint: Option<Fingerprint>,
    /// What its source may say of it.
    pub standing: Standing,
    /// The page did not answer: try again.
    pub unfilled: bool,
    /// The place of a new release without a date, by its neighbours in the document; else it is when it is seen.
    pub place: Option<DateTime<Utc>>,
    /// Stories that a new release translates.
    pub translates: Vec<Ref<StoryId>>,
    /// The change.
    pub change: Change,
}

/// All that one poll of one source changes.
#[derive(Debug, Clone, PartialEq)]
pub struct Poll {
    /// The source as it is after the poll.
    pub state: SourceState,
    /// New and changed items, oldest first.
    pub changes: Vec<ItemChange>,
    /// The clock.
    pub now: DateTime<Utc>,
}

/// What a commit did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Committed {
    /// New releases.
    pub new: usize,
    /// Revised releases.
    pub revised: usize,
    /// True when an entry of the published feed changed.
    pub published: bool,
    /// Nothing was written: another process has written this source since its state was read.
    pub lost: bool,
    /// The [version](SourceState::version) of the state that was written.
    pub version: Option<i64>,
}

/// A key kind by its number in the store.
impl TryFrom<i64> for KeyKind {
    type Error = i64;
    fn try_from(number: i64) -> Result<Self, i64> {
        Ok(match number {
            1 => Self::Guid,
            2 => Self::Permalink,
            3 => Self::Canonical,
            4 => Self::Reference,
            5 => Self::TitleDay,
            6 => Self::Words,
            7 => Self::Moment,
            other => return Err(other),
        })
    }
}
