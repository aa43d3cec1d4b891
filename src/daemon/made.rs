//! What is made of a configuration: the world of the polls, the client, the policy, the pages.

use std::sync::Arc;

use super::watch;
use crate::{
    config::Config,
    fetch::{self, Mode, Web},
    model::Source,
    pipeline::{Clock, World},
    schedule::Policy,
    serve::{self, Serving},
    store::Store,
};

/// What polls need.
pub fn world(config: &Config, mode: Mode, store: Arc<dyn Store>, clock: Clock) -> Result<World, fetch::Error> {
    let web = Web::new(&fetch_settings(config), mode)?;
    Ok(World::new(web, store, policy(config), clock))
}

/// The sources that can be asked: a replay leaves out those without a recording, and says how many.
pub fn askable(web: &Web, sources: &[Arc<Source>]) -> Vec<Arc<Source>> {
    let askable: Vec<Arc<Source>> =
        sources.iter().filter(|source| web.may_answer(source.target.url())).cloned().collect();
    if askable.len() < sources.len() {
        tracing::warn!(
            replayed = askable.len(),
            left_out = sources.len() - askable.len(),
            "sources without a recording are left out"
        );
    }
    askable
}

/// `[fetch]` as the client wants it.
pub fn fetch_settings(config: &Config) -> fetch::Settings {
    let ours = &config.fetch;
    let mut settings = fetch::Settings {
        timeout: ours.timeout,
        per_host_concurrency: ours.per_host_concurrency,
        per_host_delay: ours.per_host_delay,
        max_body_bytes: ours.max_body_bytes,
        allow_private_addresses: ours.allow_private_addresses,
        allow_addresses: ours.allow_addresses.clone(),
        ca_file: ours.ca_file.clone(),
        browser: config.browser.command.clone(),
        ..fetch::Settings::default()
    };
    let contact = ours.contact.clone().or_else(|| config.daemon.public_url.as_ref().map(|url| url.to_string()));
    if let Some(contact) = contact {
        settings.user_agent = format!("pressfeed/{} (+{contact})", env!("CARGO_PKG_VERSION"));
    }
    settings
}

/// `[fetch]` as the schedule wants it.
pub(super) fn policy(config: &Config) -> Policy {
    Policy { min_interval: config.fetch.min_interval, backoff_max: config.fetch.backoff_max }
}

/// What would be served, to be written into files.
pub fn still(config: &Config, store: Arc<dyn Store>, clock: Clock) -> Arc<Serving> {
    Serving::new(store, publishing(config), Arc::new(move || clock.now()))
}

/// What is published of a configuration, where nobody serves.
pub fn publishing(config: &Config) -> serve::Settings {
    serve::Settings { is_still: true, ..watch::settings(config, config.daemon.listen) }
}
