//! The routes against a store in memory.

mod memory;
mod over_http;
mod through_router;
