//! What is remembered of a source between polls.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Advice, Listed, Subscription, Validators};

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

/// How far a source's guids and links can be trusted, learned.
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
    /// Items of one list had guids that differ.
    #[serde(default)]
    pub guids_differ: bool,
    /// Items of one list had links that differ.
    #[serde(default)]
    pub links_differ: bool,
    /// Items of one list had one link.
    #[serde(default)]
    pub links_shared: bool,
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
}

/// What a page that is drawn by script was drawn from: while all of it is the same, no browser is needed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DrawnFrom {
    /// BLAKE3 of the document as sent, 16 bytes in hex.
    pub document: String,
    /// Addresses of the data that its scripts fetched, each with the hash of what came.
    #[serde(default)]
    pub data: Vec<(String, String)>,
    /// All that its scripts asked for was answered; else what it is drawn from is not known.
    #[serde(default)]
    pub whole: bool,
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

/// What is remembered of a source between polls. What few have is boxed: very many sources are in memory at once.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Memory {
    /// Where it lives now, when a permanent redirect was adopted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moved_to: Option<String>,
    /// A redirect under watch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redirect: Option<Box<Redirect>>,
    /// The address that the validators belong to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub validators_of: Option<String>,
    /// Validators of the last body that was read and committed.
    #[serde(default)]
    pub validators: Validators,
    /// BLAKE3 of that body, 16 bytes in hex.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body_hash: Option<String>,
    /// The feed's own advice on when to poll: see [`Memory::advice`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub advice: Option<Box<Advice>>,
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
    pub subscription: Option<Box<Subscription>>,
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
    pub listed: Option<Box<Listed>>,
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
    /// Of a source whose pages are drawn by script.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub drawn_from: Option<Box<DrawnFrom>>,
    /// The budget for pages of others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub foreign_pages: Option<Box<ForeignPages>>,
    /// What it added lately.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new_releases: Option<Box<NewReleases>>,
    /// The server offered no validator: every poll brings the whole document.
    #[serde(default)]
    pub unconditional: bool,
    /// Of the last body, decoded.
    #[serde(default)]
    pub body_bytes: u64,
}

impl Memory {
    /// When to poll, as the feed says; mostly it says nothing.
    pub fn advice(&self) -> &Advice {
        static NONE: Advice = Advice { ttl_minutes: None, skip_hours: Vec::new(), skip_days: Vec::new() };
        self.advice.as_deref().unwrap_or(&NONE)
    }
}

#[allow(clippy::trivially_copy_pass_by_ref)] // as serde calls it
fn is_zero(number: &u32) -> bool {
    *number == 0
}
