//! `check`: the configuration is read, and with `--rules` the selectors are tried on their pages.

use std::{io::Write, process::ExitCode};

use chrono::{DateTime, Utc};
use clap::Args;
use tracing_subscriber::filter::LevelFilter;

use super::{
    Ended, output,
    setup::{self, Exchanges, Where},
};
use crate::{
    config::Config,
    daemon,
    fetch::Web,
    model::{Select, Source},
};
use reader::{encoding, listing::selectors};

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
    pub fn run(self, _now: Option<DateTime<Utc>>) -> Ended {
        let config = self.place.load()?;
        if !self.rules {
            let kinds = ["feed", "newsroom", "sitemap"];
            let count = |kind| config.sources.iter().filter(|source| source.target.kind() == kind).count();
            let counts: Vec<String> = kinds.map(|kind| format!("{} {kind}s", count(kind))).into();
            let views = config.views.len();
            writeln!(
                output::out(),
                "{}: ok, {} sources ({}), {views} views",
                config.path.display(),
                config.sources.len(),
                counts.join(", ")
            )?;
            return Ok(ExitCode::SUCCESS);
        }
        setup::logging(LevelFilter::WARN);
        let web = Web::new(&daemon::fetch_settings(&config), self.exchanges.mode())?;
        let fine = setup::block_on(rules(&config, &web))??;
        Ok(if fine { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
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
        match counts(web, source, select).await {
            Ok(counts) => {
                for (rule, matches) in counts {
                    fine &= matches > 0;
                    writeln!(out, "{}: {rule}: {matches} matches", source.id)?;
                }
            }
            Err(error) => {
                fine = false;
                writeln!(out, "{}: {error:#}", source.id)?;
            }
        }
    }
    Ok(fine)
}

async fn counts(web: &Web, source: &Source, select: &Select) -> anyhow::Result<Vec<(String, usize)>> {
    let fetched = web.page(source.target.url(), &source.credentials).await?;
    let html = encoding::decode(&fetched.body, fetched.content_type.as_deref(), encoding::Kind::Html);
    Ok(selectors::counts(&html, select)?)
}
