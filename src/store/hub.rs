//! The hub's books (WebSub): who asked, who subscribes, and what they have.

use chrono::{DateTime, Utc};

use crate::model::Secret;

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
    /// Whom the callback belongs to, as far as it is known: its registrable domain, the addresses that it led to. Empty
    /// when read: the store keeps them for the callback.
    pub owners: Vec<String>,
    /// Times that the callback did not answer.
    pub tries: u32,
    /// Not before.
    pub next_at: DateTime<Utc>,
}

/// How full the hub's books are for somebody who asks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Standing {
    /// The callback is subscribed to the topic already.
    pub subscribed: bool,
    /// All that wait for their callbacks' word.
    pub waiting: usize,
    /// Of these those of the owners: the greatest of their numbers.
    pub waiting_of_owner: usize,
    /// All subscriptions.
    pub held: usize,
    /// Of these those of the owners: the greatest of their numbers.
    pub held_of_owner: usize,
    /// Topics of the kind that anybody can make up (a search, a filter), if the one asked for is new among them.
    pub made_up: usize,
}

/// Where a page of those who are behind ends: cursor, topic, callback.
pub type Behind = (i64, String, String);

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
    /// Leases that have ended by then.
    Expire(DateTime<Utc>),
}
