//! What processes that share a database ask of it: who polls which hosts, who talks to them, who has which duty.
//!
//! Leases say who works, for a while, by the database's clock. That nothing is written twice or over newer words does not
//! hang on them: it hangs on the [version](crate::model::SourceState::version) of the state that a poll began with.

use std::time::Duration;

use chrono::{DateTime, Utc};
use futures_util::future::BoxFuture;

use super::Error;
use crate::model::{SourceId, SourceState, Subscription};

/// The hosts that somebody wants to poll.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// Those that are due, the longest first, at most so many.
    Due(usize),
    /// These, due or not, as far as nobody else polls them.
    Hosts(Vec<String>),
}

/// A host that this process polls, and nobody else, for as long as it renews this.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostLease {
    /// Which.
    pub host: String,
    /// Of all leases of this host.
    pub number: i64,
}

/// A host that was taken, with what is due there.
#[derive(Debug)]
pub struct Claim {
    /// The right to poll it.
    pub lease: HostLease,
    /// Sources that are due, those that wait the longest first; some of them, where there are many.
    pub due: Vec<SourceState>,
    /// What hubs said of its sources, in that order.
    pub heard: Vec<Heard>,
}

/// A lease that is over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenBack {
    /// Which.
    pub lease: HostLease,
    /// Nobody takes the host before this time; none: as its sources are due.
    pub not_before: Option<DateTime<Utc>>,
}

/// What a hub said to whichever process it reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heard {
    /// Its number; 0 before it is stored.
    pub number: i64,
    /// Of whose subscription.
    pub source: SourceId,
    /// Of which: it may have been replaced since.
    pub token: String,
    /// The sort of message.
    pub said: String,
    /// A lease in seconds, a reason, or a type of content.
    pub about: Option<String>,
    /// What was pushed.
    pub body: Option<Vec<u8>>,
}

/// The right to talk to a host.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TurnTaken {
    /// Of all turns at this host.
    pub number: i64,
    /// Before the first request.
    pub wait: Duration,
    /// Whoever had it before did not give it back: when it asked last is not known.
    pub crashed: bool,
    /// The host wants no request for so long.
    pub rest: Duration,
    /// Nor one of those who were led there.
    pub guest_rest: Duration,
}

/// A turn that is over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TurnEnded {
    /// Where.
    pub host: String,
    /// As it was taken.
    pub number: i64,
    /// The next request may start after this.
    pub next: Duration,
}

/// What this process has to do beside polling.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duties {
    /// For as long as a lease of them lasts.
    pub names: Vec<String>,
    /// The database's time.
    pub clock: DateTime<Utc>,
}

/// The words of a robots.txt, and how long they hold.
pub type Robots = (Vec<u8>, Duration);

/// A database of several processes.
pub trait Shared: Send + Sync {
    /// How long a host is leased; turns for half of it.
    fn lease(&self) -> BoxFuture<'_, Result<Duration, Error>>;
    /// Takes hosts.
    fn claim(&self, wanted: Wanted, now: DateTime<Utc>) -> BoxFuture<'_, Result<Vec<Claim>, Error>>;
    /// Those of the leases that hold, from now on as long as new ones.
    fn renew(&self, leases: Vec<HostLease>, now: DateTime<Utc>) -> BoxFuture<'_, Result<Vec<HostLease>, Error>>;
    /// Lets others take hosts when they are due again.
    fn give_back(&self, ended: Vec<GivenBack>, now: DateTime<Utc>) -> BoxFuture<'_, Result<(), Error>>;
    /// Takes the right to talk to a host; none: another process talks to it.
    fn take_turn(&self, host: String) -> BoxFuture<'_, Result<Option<TurnTaken>, Error>>;
    /// Those of the turns that hold, from now on as long as new ones.
    fn renew_turns(&self, turns: Vec<(String, i64)>) -> BoxFuture<'_, Result<Vec<String>, Error>>;
    /// Lets others talk to hosts.
    fn end_turns(&self, ended: Vec<TurnEnded>) -> BoxFuture<'_, Result<(), Error>>;
    /// A host is left alone by everybody, or by guests.
    fn rest(&self, host: String, guest: bool, wait: Duration) -> BoxFuture<'_, Result<(), Error>>;
    /// The robots.txt of an origin, as somebody read it, and how long it holds.
    fn robots(&self, origin: String) -> BoxFuture<'_, Result<Option<Robots>, Error>>;
    /// A robots.txt was read.
    fn keep_robots(&self, origin: String, body: Vec<u8>, keep: Duration) -> BoxFuture<'_, Result<(), Error>>;
    /// Shows that this process polls, and takes or keeps duties that nobody else has.
    fn on_duty(&self, names: &'static [&'static str]) -> BoxFuture<'_, Result<Duties, Error>>;
    /// This process ends: others take its duties at once.
    fn resign(&self) -> BoxFuture<'_, Result<(), Error>>;
    /// What is expected of the hub that calls under this token.
    fn expected(&self, token: String) -> BoxFuture<'_, Result<Option<(SourceId, Subscription)>, Error>>;
    /// Stores what a hub said, and has its source's host taken by whoever polls.
    fn hear(&self, heard: Heard) -> BoxFuture<'_, Result<(), Error>>;
    /// It was taken note of.
    fn heeded(&self, number: i64) -> BoxFuture<'_, Result<(), Error>>;
    /// Hosts of these sources are taken when these are due, if that is earlier than was said.
    fn wake(&self, sources: Vec<SourceId>) -> BoxFuture<'_, Result<(), Error>>;
}
