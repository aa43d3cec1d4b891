//! A polling daemon fetches organisations' feeds and newsroom pages, scrapes the fields that are missing,
//! deduplicates into SQLite, and republishes one unified Atom feed.
//!
//! The modules stand in the order of that sentence; `tests/behaviour/architecture` holds who may know whom.

pub mod model;

pub(crate) mod config;
pub(crate) mod daemon;
pub(crate) mod pipeline;
pub(crate) mod schedule;

pub(crate) mod fetch;

pub mod normalise;

pub mod dedup;
pub mod store;

pub mod publish;
pub mod serve;

pub mod cli;
