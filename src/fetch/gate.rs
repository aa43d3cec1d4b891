//! Hosts that several processes talk to: what they tell each other, so that a host sees one polite visitor.

use std::time::Duration;

use futures_util::future::BoxFuture;

/// What is known of a host by all processes when this one may talk to it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Entered {
    /// Before the first request.
    pub wait: Duration,
    /// The host wants no request for so long.
    pub rest: Duration,
    /// Nor one of those who were led there.
    pub guest_rest: Duration,
}

/// Between this process and the others. A host is named with its port, as politeness counts it.
pub trait Gate: Send + Sync {
    /// Waits until this process may talk to the host, and no other does. `spacing` passes between two requests.
    fn enter<'g>(&'g self, host: &'g str, spacing: Duration) -> BoxFuture<'g, Entered>;
    /// A request starts now, and the next one not before `spacing` is over; false: the right is lost, enter again.
    fn begin(&self, host: &str, spacing: Duration) -> bool;
    /// A request ended.
    fn end(&self, host: &str);
    /// The host is to be left alone, by everybody or by guests.
    fn rest(&self, host: &str, guest: bool, wait: Duration);
    /// The robots.txt of an origin as another process read it, and how long it holds.
    fn robots<'g>(&'g self, origin: &'g str) -> BoxFuture<'g, Option<(Vec<u8>, Duration)>>;
    /// A robots.txt was read.
    fn keep_robots<'g>(&'g self, origin: &'g str, body: Vec<u8>, keep: Duration) -> BoxFuture<'g, ()>;
}
