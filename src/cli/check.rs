//! `check`: the configuration is read, and with `--rules` the selectors are tried on their pages.

use std::{io::Write, process::ExitCode};

use chrono::{DateTime, Utc};
use clap::Args;
use tracing_subscriber::filter::LevelFilter;

use super::{
    Ended, log, output,
    output::Style,
    progress::Progress,
    setup::{self, Exchanges, Where},
    wrap::cut,
};
use crate::{
    config::Config,
    daemon,
    fetch::Web,
    model::{Database, Select, Source},
    store::Migrations,
};
use reader::{
    encoding,
    listing::selectors::{self, Matched},
};

/// Validate the configuration.
#[derive(Debug, Args)]
pub struct Check {
    #[command(flatten)]
    place: Where,
    #[command(flatten)]
    exchanges: Exchanges,
    /// Count what each selector matches on the live (or replayed) page.
    #[arg(long)]
    rules: bool,
}

impl Check {
    /// Exit code 2 for a bad configuration, 1 for a rule that matches nothing.
    pub fn run(mut self, _now: Option<DateTime<Utc>>) -> Ended {
        self.exchanges.bring(&mut self.place.file);
        let config = self.place.load()?;
        setup::tell_remarks(&config)?;
        if !self.rules {
            let kinds = ["feed", "newsroom", "sitemap"];
            let count = |kind| config.sources.iter().filter(|source| source.target.kind() == kind).count();
            let counts: Vec<String> = kinds.map(|kind| output::counted(count(kind), kind)).into();
            let views = output::counted(config.views.len(), "view");
            writeln!(
                output::out(),
                "{}: ok, {} ({}), {views}",
                config.path.display(),
                output::counted(config.sources.len(), "source"),
                counts.join(", ")
            )?;
            tables(&config.daemon.database)?;
            return Ok(ExitCode::SUCCESS);
        }
        log::begin(LevelFilter::WARN, config.daemon.log);
        let web = Web::new(&daemon::fetch_settings(&config), self.exchanges.mode())?;
        let fine = setup::block_on(rules(&config, &web))??;
        Ok(if fine { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

/// Whether the tables of the database are as this program wants them, where there is a database.
fn tables(database: &Database) -> anyhow::Result<()> {
    let mut out = output::out();
    match setup::block_on(setup::migrations(database))? {
        Ok(None) => {}
        Ok(Some(Migrations { applied, known })) if applied == known => {
            writeln!(out, "{database}: its tables are up to date ({applied} migrations)")?;
        }
        Ok(Some(Migrations { applied, known })) => {
            writeln!(
                out,
                "{database}: {applied} of {known} migrations applied, the next `run` or `poll` does the rest"
            )?;
        }
        Err(error) => writeln!(out, "{database}: not looked into: {error:#}")?,
    }
    Ok(())
}

/// True when every selector matches something.
async fn rules(config: &Config, web: &Web) -> anyhow::Result<bool> {
    let mut out = output::out();
    let with_rules = || config.sources.iter().filter_map(|source| Some((source, source.select.as_ref()?)));
    if with_rules().next().is_none() {
        writeln!(out, "no source has selectors: all pages are read without")?;
    }
    let mut fine = true;
    for (source, select) in with_rules() {
        let page = {
            let _progress = Progress::begin(&format!("asking {}", source.shown_url()));
            matched(web, source, select).await
        };
        match page {
            Ok(all) => {
                for found in all {
                    fine &= rule(&mut out, config, source, &found)?;
                }
            }
            Err(error) => {
                fine = false;
                out.lines(&format!("{}: {error:#}", source.id))?;
            }
        }
    }
    Ok(fine)
}

/// `feeds.toml:12: verband: title: 4 matches, the first "..."`
fn rule(
    out: &mut output::Printable<std::io::Stdout>,
    config: &Config,
    source: &Source,
    found: &Matched,
) -> anyhow::Result<bool> {
    let places = config.selectors.get(&source.id);
    let place = places.and_then(|places| places.iter().find(|(key, _)| *key == found.key));
    let place = place.map_or_else(String::new, |(_, place)| format!("{place}: "));
    let rule = format!("{place}{}: {}", source.id, found.key);
    let Some(first) = found.first.as_ref().filter(|_| found.count > 0) else {
        let way_out = format!("`pressfeed probe {}` shows what is read without it", source.shown_url());
        out.line_of(&format!("{rule}: error"), Style::Bad, &format!(": 0 matches\n  {way_out}"))?;
        return Ok(false);
    };
    out.lines(&format!("{rule}: {} matches, the first {:?}", found.count, cut(first, 60)))?;
    Ok(true)
}

async fn matched(web: &Web, source: &Source, select: &Select) -> anyhow::Result<Vec<Matched>> {
    let fetched = web.page(source.target.url(), &source.credentials).await?;
    let html = encoding::decode(&fetched.body, fetched.content_type.as_deref(), encoding::Kind::Html);
    Ok(selectors::matched(&html, select)?)
}
