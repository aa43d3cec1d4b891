//! `probe`: point it at any newsroom, feed or release.
//!
//! Says in one screen what the address is, what would be polled and why, the newest items with dates and origins,
//! what is missing and what their pages add, and prints the stanza to paste. Asks no more than that needs: the
//! address, at most three feeds that it links, and the page of the newest item.

mod look;
mod print;
pub mod stanza;

use std::{io::Write, path::PathBuf, process::ExitCode};

use chrono::{DateTime, Utc};
use clap::Args;
use tracing_subscriber::filter::LevelFilter;
use url::Url;

use super::{
    Ended,
    setup::{self, Exchanges},
};
use crate::{config, daemon, fetch};

/// Point it at a newsroom, feed or release.
#[derive(Debug, Args)]
pub struct Probe {
    /// Where.
    url: Url,
    #[command(flatten)]
    exchanges: Exchanges,
    /// Write the stanza into the configuration; its comments stay.
    #[arg(long)]
    add: bool,
    /// One JSON object.
    #[arg(long)]
    json: bool,
    /// Configuration: its [fetch] settings are used, its sources are looked up.
    #[arg(long, value_name = "FILE", env = "PRESSFEED_CONFIG", default_value = "feeds.toml")]
    config: PathBuf,
}

impl Probe {
    /// Looks, prints, and leaves a fixture or a stanza when asked to.
    pub fn run(self, now: Option<DateTime<Utc>>) -> Ended {
        setup::logging(LevelFilter::WARN);
        config::web_address(self.url.as_str()).map_err(anyhow::Error::msg)?;
        // a probe works in an empty folder too; a configuration that is there must be right
        let config = if self.config.exists() { Some(setup::load(&self.config)?) } else { None };
        let settings = config.as_ref().map_or_else(fetch::Settings::default, daemon::fetch_settings);
        let web = fetch::Web::new(&settings, self.exchanges.mode())?;
        let now = setup::clock(now).now();
        let found = setup::block_on(look::look(&web, &self.url, now))??;
        let sources = config.as_ref().map(|config| config.sources.as_slice()).unwrap_or_default();
        let stanza = stanza::of(&found, sources);
        let mut out = anstream::stdout();
        if self.json {
            writeln!(out, "{}", print::json(&found, stanza.as_deref()))?;
        } else {
            print::screen(&mut out, &found, stanza.as_deref())?;
        }
        if let (Some(folder), Some(stanza)) = (&self.exchanges.record, &stanza) {
            let file = stanza::expect(folder, &found, stanza)?;
            writeln!(out, "recorded in {}; check the values in {} by hand", folder.display(), file.display())?;
        }
        match (self.add, stanza) {
            (true, Some(stanza)) => {
                stanza::add(&self.config, &stanza)?;
                setup::load(&self.config)?;
                writeln!(out, "added to {}; `pressfeed poll` or a reload (SIGHUP) takes it up", self.config.display())?;
            }
            (true, None) => anyhow::bail!("nothing to add: nothing that could be polled was found"),
            (false, _) => {}
        }
        Ok(if found.what.is_nothing() { ExitCode::FAILURE } else { ExitCode::SUCCESS })
    }
}
