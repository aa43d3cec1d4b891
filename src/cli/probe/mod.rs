//! `probe`: point it at any newsroom, feed or release.
//!
//! Says in one screen what the address is, what would be polled and why, the newest items with dates and origins,
//! what is missing and what their pages add, and prints the stanza to paste. Asks no more than that needs: the
//! address, at most three feeds that it links (or two that it may have), and the page of the newest item.

mod drawn;
mod feeds;
mod found;
mod look;
mod print;
mod reading;
pub mod stanza;

use std::{io::Write, process::ExitCode};

use anyhow::Context as _;
use chrono::{DateTime, Utc};
use clap::Args;
use serde_json::json;
use tracing_subscriber::filter::LevelFilter;
use url::Url;

use found::Found;

use super::{
    Ended, log, output,
    progress::Progress,
    setup::{self, Exchanges, Named},
};
use crate::{
    config::{self, Config, Log},
    daemon, fetch,
    model::{Failure, Source, without_userinfo},
};

/// Point it at a newsroom, feed or release.
#[derive(Debug, Args)]
pub struct Probe {
    /// Where; without a scheme it is https.
    #[arg(value_parser = typed)]
    url: Url,
    #[command(flatten)]
    exchanges: Exchanges,
    /// Write the stanza into the configuration; its comments stay.
    #[arg(long)]
    add: bool,
    /// One JSON object.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    file: Named,
}

/// As a browser's address bar reads it.
fn typed(text: &str) -> Result<Url, String> {
    config::typed_address(text).map_err(|why| why.replace(config::WAY_OUT, ": "))
}

impl Probe {
    /// Looks, prints, and leaves a fixture or a stanza when asked to.
    pub fn run(self, now: Option<DateTime<Utc>>) -> Ended {
        self.exchanges.record.as_deref().map_or(Ok(()), stanza::is_taken)?;
        let path = self.file.path();
        // a probe works in an empty folder too; a configuration that is there must be right
        let config = if path.exists() { Some(setup::load_begun(&path)?) } else { None };
        log::begin(LevelFilter::WARN, config.as_ref().map_or(Log::Text, |config| config.daemon.log));
        let sources = config.as_ref().map(|config| config.sources.as_slice()).unwrap_or_default();
        let mut plain = self.url.clone();
        without_userinfo(&mut plain);
        let own = sources.iter().find(|source| *source.target.url() == plain).map(|source| &**source);
        let found = match self.look(config.as_ref(), own, now)? {
            Ok(found) => found,
            Err(error) => return self.refused(&error),
        };
        let known = found.target.as_ref().and_then(|(target, _)| stanza::known(target, sources));
        let stanza = stanza::of(&found, sources);
        let mut out = output::out();
        if self.json {
            writeln!(out, "{}", output::json(&print::json(&found, stanza.as_deref()))?)?;
        } else {
            print::screen(&mut out, &found, own.or(known).map(|source| &*source.id), stanza.as_deref())?;
        }
        self.keep(&found, stanza.as_deref(), own.or(known))?;
        Ok(if found.is_read() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }

    fn look(
        &self,
        config: Option<&Config>,
        own: Option<&Source>,
        now: Option<DateTime<Utc>>,
    ) -> anyhow::Result<Result<Found, fetch::Error>> {
        let settings = config.map_or_else(fetch::Settings::default, daemon::fetch_settings);
        let web = fetch::Web::new(&settings, self.exchanges.mode())?;
        let _progress =
            Progress::begin(&format!("asking {}, what it links and its newest item:", print::host(&self.url)));
        setup::block_on(look::look(&web, &self.url, own, setup::clock(now).now()))
    }

    /// Writes what was asked for; says so on standard error, where it disturbs no reader of the output.
    fn keep(&self, found: &Found, stanza: Option<&str>, known: Option<&Source>) -> anyhow::Result<()> {
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
        let path = self.file.path();
        match known {
            Some(source) if self.add => writeln!(told, "{}: polled already, as {}", path.display(), source.id)?,
            None if self.add => {
                let stanza = stanza.context("nothing to add: nothing that could be polled was found")?;
                stanza::add(&path, stanza)?;
                setup::load(&path)?;
                writeln!(told, "added to {}; `pressfeed poll` or a reload (SIGHUP) takes it up", path.display())?;
            }
            _ => {}
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

/// What an error does not say by itself, because only a probe can.
fn advice(error: &fetch::Error, url: &Url) -> Option<String> {
    let home = url.join("/").ok().filter(|home| home != url);
    let plain = url.as_str().strip_prefix("https://").filter(|_| error.is_without_tls());
    if let Some(rest) = plain {
        return Some(format!("without TLS it is `pressfeed probe http://{rest}`"));
    }
    match error {
        fetch::Error::Status { status: 404 | 410, .. } => Some(home.map_or_else(
            || "the site is there, but has no home page".into(),
            |home| format!("the page is gone or the address mistyped: `pressfeed probe {home}` looks for the newsroom"),
        )),
        fetch::Error::Robots { .. } => Some(
            "pages that robots.txt disallows are not asked; feeds are: probe the site's feed, or ask its owner".into(),
        ),
        fetch::Error::Unreachable { .. } | fetch::Error::RobotsUnread { failure: Failure::Unreachable, .. } => {
            Some("check the address: nothing answers there".into())
        }
        fetch::Error::Redirect { .. } => Some("probe the address that a browser ends at".into()),
        fetch::Error::Address { .. } => Some("write the exception into feeds.toml, if it is meant".into()),
        fetch::Error::Cut { .. } | fetch::Error::Protocol { .. } | fetch::Error::Encoding { .. } => {
            Some("the server is at fault: try again later; if it stays so, tell its owner".into())
        }
        fetch::Error::Tls { .. } => Some("a certificate of your own is trusted by [fetch] ca_file".into()),
        fetch::Error::Timeout { .. } => Some("try again later, or give it longer: [fetch] timeout".into()),
        _ => None,
    }
}
