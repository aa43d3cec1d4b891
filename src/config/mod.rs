//! feeds.toml text -> settings and sources.
