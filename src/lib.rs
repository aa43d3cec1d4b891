//! A polling daemon fetches organisations' feeds and newsroom pages, scrapes the fields that are missing,
//! deduplicates into SQLite, and republishes one unified Atom feed.
//!
//! The modules stand in the order of that sentence; `tests/architecture.rs` holds who may know whom.

pub mod model;

pub mod config;
pub mod daemon;
pub mod pipeline;
pub mod schedule;

pub mod fetch;

pub mod normalise;

pub mod dedup;
pub mod store;

pub mod publish;
pub mod serve;

pub mod cli;
