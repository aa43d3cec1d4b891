//! What pressfeed does, seen from outside: through its commands, its configuration and HTTP; and two rules on the
//! sources themselves. One binary, so that a change is linked once.

mod support;

mod agrees_with_feed_rs;
mod architecture;
mod beside_the_service;
mod describes_itself;
mod documents;
mod fills_missing_fields;
mod first_minute;
mod holds_embargoes;
mod keeps_everything;
mod mails_digests;
mod many_workers;
mod merges_duplicates;
mod moves_between_engines;
mod polls_politely;
mod publishes_atom;
mod reads_newsrooms;
mod reads_releases;
mod rejects_bad_config;
mod renders_script_pages;
mod says_what_is_wrong;
mod serves_readers;
mod speaks_tls;
mod subscribes_to_hubs;
mod survives_the_wild;
mod tells_others;
mod tries_new_newsroom;
mod trusts_by_host;
mod writes_files;
