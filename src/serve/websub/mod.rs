//! `/websub/...`: the callbacks of the hubs that we subscribe to.

pub mod callback;
mod signature;
