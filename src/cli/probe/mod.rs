//! `probe`: point it at any newsroom, feed or release.
//!
//! Says in one screen what the address is, what would be polled and why, the newest items with dates and origins,
//! what is missing and what their pages add, and prints the stanza to paste. Asks no more than that needs: the
//! address, at most three feeds that it links (or two that it may have), and the page of the newest item.

mod feeds;
mod look;
mod print;
pub mod stanza;

use std::{io::Write, path::PathBuf, process::ExitCode};

use anyhow::Context as _;
use chrono::{DateTime, Utc};
use clap::Args;
use serde_json::json;
use tracing_subscriber::filter::LevelFilter;
use url::Url;

use super::{
    Ended, output,
    setup::{self, Exchanges},
};
use crate::{config, daemon, fetch, model::without_userinfo};

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
        self.exchanges.record.as_deref().map_or(Ok(()), stanza::is_taken)?;
        // a probe works in an empty folder too; a configuration that is there must be right
        let config = if self.config.exists() { Some(setup::load_begun(&self.config)?) } else { None };
        let settings = config.as_ref().map_or_else(fetch::Settings::default, daemon::fetch_settings);
        let web = fetch::Web::new(&settings, self.exchanges.mode())?;
        let now = setup::clock(now).now();
        let sources = config.as_ref().map(|config| config.sources.as_slice()).unwrap_or_default();
        let mut plain = self.url.clone();
        without_userinfo(&mut plain);
        let own = sources.iter().find(|source| *source.target.url() == plain).map(|source| &**source);
        let found = match setup::block_on(look::look(&web, &self.url, own, now))? {
            Ok(found) => found,
            Err(error) => return self.refused(&error),
        };
        let stanza = stanza::of(&found, sources);
        let mut out = output::out();
        if self.json {
            writeln!(out, "{}", output::json(&print::json(&found, stanza.as_deref()))?)?;
        } else {
            print::screen(&mut out, &found, own.map(|source| &*source.id), stanza.as_deref())?;
        }
        self.keep(&found, stanza.as_deref())?;
        Ok(if found.what == look::What::Nothing { ExitCode::FAILURE } else { ExitCode::SUCCESS })
    }

    /// Writes what was asked for; says so on standard error, where it disturbs no reader of the output.
    fn keep(&self, found: &look::Found, stanza: Option<&str>) -> anyhow::Result<()> {
        let mut told = output::told();
        if let Some(folder) = &self.exchanges.record {
            match stanza {
                Some(stanza) => {
                    let file = stanza::expect(folder, found, stanza)?;
                    writeln!(told, "recorded in {}; compare {} with the page", folder.display(), file.display())?;
                }
                None => writeln!(told, "recorded in {}, without expected values", folder.display())?,
            }
        }
        if self.add {
            let stanza = stanza.context("nothing to add: nothing that could be polled was found")?;
            stanza::add(&self.config, stanza)?;
            setup::load(&self.config)?;
            writeln!(told, "added to {}; `pressfeed poll` or a reload (SIGHUP) takes it up", self.config.display())?;
        }
        Ok(())
    }

    /// Nothing came: why, and what to do.
    fn refused(&self, error: &fetch::Error) -> Ended {
        let advice = advice(error, &self.url);
        if self.json {
            let line = json!({"url": self.url, "error": error.to_string(), "advice": advice});
            writeln!(output::out(), "{}", output::json(&line)?)?;
            return Ok(ExitCode::FAILURE);
        }
        Err(anyhow::anyhow!("{error}{}", advice.map(|advice| format!("\n  {advice}")).unwrap_or_default()))
    }
}

fn advice(error: &fetch::Error, url: &Url) -> Option<String> {
    let home = url.join("/").ok().filter(|home| home != url);
    match error {
        fetch::Error::Status { status: 404 | 410, .. } => Some(home.map_or_else(
            || "the site is there, but has no home page".into(),
            |home| format!("the page is gone or the address mistyped: `pressfeed probe {home}` looks for the newsroom"),
        )),
        fetch::Error::Robots { .. } => Some(
            "pages that robots.txt disallows are not asked; feeds are, as their readers ask for them: probe the site's feed, or ask its owner"
                .into(),
        ),
        fetch::Error::Unreachable { .. } => Some("check the address: nothing answers there".into()),
        _ => None,
    }
}
