//! What one poll of one source finds and changes; committed whole or not at all.

use chrono::{DateTime, FixedOffset, Utc};
use serde::{Deserialize, Serialize};

use super::{
    Advice, Failure, Fingerprint, Key, KeyKind, Keys, Release, ReleaseId, SourceId, Standing, StoryId, Subscription,
    Validators,
};

/// When a source is polled next, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NextPoll {
    /// Not before.
    pub at: DateTime<Utc>,
    /// For people: "interval 15m", "Retry-After 1h", "backoff after 3 failures" ...
    pub reason: String,
}

/// How often a source publishes, learned from what it published.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Rhythm {
    /// Exponentially weighted mean of the gaps between new releases, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gap_secs: Option<f64>,
    /// Newest publication that was counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub newest: Option<DateTime<Utc>>,
    /// New releases by hour of the week, Monday 00 UTC first: 168 counts, or none yet.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub by_hour: Vec<u16>,
}

/// A permanent redirect that was seen but not yet adopted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Redirect {
    /// Target.
    pub to: String,
    /// Polls that saw it.
    pub seen: u32,
    /// When first.
    pub since: DateTime<Utc>,
}

/// How far a source's guids can be trusted, learned.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Trust {
    /// Items seen.
    #[serde(default)]
    pub items: u32,
    /// Of them with a guid that another item had.
    #[serde(default)]
    pub reused: u32,
    /// Known items that came back under a new guid.
    #[serde(default)]
    pub churned: u32,
}

/// Pages asked of hosts that a source does not own.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ForeignPages {
    /// Since when those of the hour are counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hour: Option<DateTime<Utc>>,
    /// Asked since then.
    #[serde(default)]
    pub in_hour: u32,
    /// Since when those of the day are counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day: Option<DateTime<Utc>>,
    /// Asked since then.
    #[serde(default)]
    pub in_day: u32,
    /// The last so many brought nothing.
    #[serde(default)]
    pub in_vain: u32,
    /// The source's own pages lead to other hosts.
    #[serde(default)]
    pub strays: bool,
}

/// How many new releases a source brought on one day.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewReleases {
    /// Days since 1970, UTC.
    pub day: i64,
    /// All of that day.
    pub all: u32,
    /// Of them those that are no archive, read at the first meeting.
    pub later: u32,
    /// What comes now still belongs to that archive.
    pub archive: bool,
    /// What the last answer had, and there was no room for.
    pub waiting: u32,
}

/// What is remembered of a source between polls.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Memory {
    /// Where it lives now, when a permanent redirect was adopted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moved_to: Option<String>,
    /// A redirect under watch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redirect: Option<Redirect>,
    /// The address that the validators belong to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub validators_of: Option<String>,
    /// Validators of the last body that was read and committed.
    #[serde(default)]
    pub validators: Validators,
    /// BLAKE3 of that body, 16 bytes in hex.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body_hash: Option<String>,
    /// The feed's own advice on when to poll.
    #[serde(default)]
    pub advice: Advice,
    /// Learned rhythm.
    #[serde(default)]
    pub rhythm: Rhythm,
    /// Learned trust.
    #[serde(default)]
    pub trust: Trust,
    /// What the feed or page calls itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// WebSub hubs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hubs: Vec<String>,
    /// What the feed or page calls its own address: the topic of a subscription.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub topic: Option<String>,
    /// At one of the hubs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subscription: Option<Subscription>,
    /// The site that the feed belongs to: where to look for it when it is gone from its address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub home: Option<String>,
    /// Feeds that the site links now that this one is not found: proposed, never switched to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub proposed: Vec<String>,
    /// Items of the last whole reading.
    #[serde(default)]
    pub items: u32,
    /// Share of them that had a date, 0 to 1.
    #[serde(default)]
    pub dated: f64,
    /// How a listing was read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub listed: Option<super::Listed>,
    /// Readings in a row that had not ended when the service did.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub attempts: u32,
    /// What is wrong though polls succeed: nothing matches, dates vanished, quiet for long.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub drift: Option<String>,
    /// Parameters of its addresses that change from reading to reading: they tell no items apart.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub noise: Vec<String>,
    /// Items were seen whose addresses differ in their fragment only: for this source fragments tell items apart.
    #[serde(default)]
    pub fragments_tell: bool,
    /// The budget for pages of others.
    #[serde(default)]
    pub foreign_pages: ForeignPages,
    /// What it added lately.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new_releases: Option<NewReleases>,
    /// The server offered no validator: every poll brings the whole document.
    #[serde(default)]
    pub unconditional: bool,
    /// Of the last body, decoded.
    #[serde(default)]
    pub body_bytes: u64,
}

#[allow(clippy::trivially_copy_pass_by_ref)] // as serde calls it
fn is_zero(number: &u32) -> bool {
    *number == 0
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
}

/// Which story a new release joins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Joins {
    /// None: it starts one, under this entry id if that is still free.
    New {
        /// The publisher's own `atom:id`, where it may be kept; else one minted from source and key.
        wanted_entry_id: Option<String>,
    },
    /// This one.
    Story {
        /// Which.
        id: StoryId,
        /// For `explain`: which evidence.
        evidence: String,
    },
    /// The story of another new release of the same poll, by its place in [`Poll::changes`].
    Sibling {
        /// Index of the earlier change.
        index: usize,
        /// For `explain`.
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
    /// Stories that a new release translates; `-1 - n`: the story of the change at `n` of the same poll.
    pub translates: Vec<StoryId>,
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
}

/// One bad thing that did not end the poll.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Warning {
    /// About which item or page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// In words.
    pub text: String,
}

/// What a poll came to: one log line, one row of the table, one line of `--json`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// Which source.
    pub source_id: SourceId,
    /// "modified", "not-modified", "unchanged", "error".
    pub outcome: &'static str,
    /// Items found.
    pub items: usize,
    /// Releases never seen before.
    pub new: usize,
    /// Releases whose words changed.
    pub revised: usize,
    /// Releases whose page was asked with success.
    pub filled: usize,
    /// Not the poll's end.
    pub warnings: Vec<Warning>,
    /// The poll's end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// The poll's end was that it could not be stored.
    #[serde(skip)]
    pub disk: bool,
    /// What the poll's end meant for the schedule.
    #[serde(skip)]
    pub failure: Option<Failure>,
    /// The poll's end was our own outage: the source is not blamed.
    #[serde(skip)]
    pub outage: bool,
    /// When next and why.
    pub next: NextPoll,
    /// Wall time in milliseconds.
    pub took_ms: u64,
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

impl Report {
    /// Of a poll that has just begun.
    pub fn new(source: &super::Source, state: &SourceState) -> Self {
        Self {
            source_id: source.id.clone(),
            outcome: "error",
            items: 0,
            new: 0,
            revised: 0,
            filled: 0,
            warnings: Vec::new(),
            error: None,
            disk: false,
            failure: None,
            outage: false,
            next: state.next.clone(),
            took_ms: 0,
        }
    }
}
