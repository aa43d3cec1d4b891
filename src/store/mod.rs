//! Where everything is kept. The store answers facts; dedup decides.

mod amend;
mod asked;
mod body;
#[cfg(test)]
pub(crate) mod contract;
#[cfg(test)]
#[cfg(feature = "postgres")]
mod contract_leases;
#[cfg(test)]
pub(crate) mod contract_outgoing;
#[cfg(test)]
#[cfg(feature = "postgres")]
mod contract_shared;
pub mod dump;
mod entry_id;
mod error;
mod hub;
mod near;
mod numbers;
mod outgoing;
mod polling;
#[cfg(feature = "postgres")]
pub mod postgres;
mod query;
mod reading;
pub mod shared;
pub mod sqlite;
mod upkeep;

use std::sync::Arc;

pub use amend::{Amend, Deed, Done};
pub use error::Error;
pub use hub::{Behind, Booking, Intent, Standing, Subscriber};
pub use outgoing::{Archived, Beyond, Changes, Departure, Leaving, Outgoing};
pub use polling::{Place, Placing, Polling, StatesBehind, each_state, every_state};
pub use query::{Fact, Headline, Query};
pub use reading::{Appearance, Counts, Fares, Meant, Page, Reading, Revision, Stored};
pub use upkeep::{Keeping, SetAside, Upkeep};

/// What a process means to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Polling: alone.
    Write,
    /// Small changes by hand, beside a process that polls.
    Read,
    /// Looking: needs no right to write.
    Look,
}

/// How far a database's tables have come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Migrations {
    /// Steps that were taken.
    pub applied: usize,
    /// Steps that this program knows.
    pub known: usize,
}

/// What pressfeed asks of an engine, by who asks.
pub trait Store: Polling + Reading + Outgoing + Amend + Upkeep {
    /// What several processes ask that poll into it; none: one process polls, and asks nobody.
    fn shared(self: Arc<Self>) -> Option<Arc<dyn shared::Shared>> {
        None
    }
}
