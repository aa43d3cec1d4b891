//! When a lease ends, as far as this process can tell.

use std::time::{Duration, Instant, SystemTime};

/// A moment that has come as soon as one of two clocks says so: the one stands still while a machine sleeps, the other
/// may be set.
#[derive(Debug, Clone, Copy)]
pub struct Deadline {
    at: Instant,
    wall: SystemTime,
}

impl Deadline {
    /// So long from now on. A lease is counted from before it was asked for.
    pub fn after(long: Duration) -> Self {
        Self { at: Instant::now() + long, wall: SystemTime::now() + long }
    }

    /// It has come.
    pub fn is_past(&self) -> bool {
        self.left().is_zero()
    }

    /// Until it comes.
    pub fn left(&self) -> Duration {
        let wall = self.wall.duration_since(SystemTime::now()).unwrap_or_default();
        self.at.saturating_duration_since(Instant::now()).min(wall)
    }
}
