//! Processes that share a database: which of them polls a host, talks to it, and does what is done once.

mod deadline;
mod leases;
mod roster;
mod turns;

pub use leases::Leases;
pub use roster::Roster;
pub use turns::Turns;
