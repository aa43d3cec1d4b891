//! The routes against a store in memory.

mod digests;
mod memory;
mod notices;
mod over_http;
mod through_router;
