//! `poll`: one round.

use std::{
    collections::HashSet,
    io::{self, IsTerminal, Write},
    process::ExitCode,
    sync::Arc,
    time::Duration,
};

use anyhow::bail;
use chrono::{DateTime, Utc};
use clap::Args;
use comfy_table::{Table, presets};
use tracing_subscriber::filter::LevelFilter;

use super::{
    Ended, output,
    setup::{self, Exchanges, Where},
};
use crate::{
    config,
    daemon::{self, round::round},
    model::{Report, Source, SourceState},
};

/// One round.
#[derive(Debug, Args)]
pub struct Poll {
    #[command(flatten)]
    place: Where,
    #[command(flatten)]
    exchanges: Exchanges,
    /// Poll also what is not due (still conditionally).
    #[arg(long)]
    force: bool,
    /// One JSON line a source.
    #[arg(long)]
    json: bool,
    /// Ids of sources; none: all that are due.
    #[arg(value_name = "SOURCE")]
    sources: Vec<String>,
}

impl Poll {
    /// Polls; exit code 1 when a source failed.
    pub fn run(self, now: Option<DateTime<Utc>>) -> Ended {
        let config = self.place.load()?;
        setup::logging(LevelFilter::WARN);
        setup::block_on(async move {
            let store = setup::store(&config)?;
            let world = daemon::world(&config, self.exchanges.mode(), store.clone(), setup::clock(now))?;
            let now = world.clock.now();
            store.register(&config.sources, now).await?;
            let sources = daemon::askable(&world.web, &config.sources);
            let states = self.chosen(&config.sources, store.states().await?, now)?;
            let progress = !self.json && io::stderr().is_terminal();
            let (total, mut failed, mut reports) = (states.len(), false, Vec::new());
            let done = |report: Report| {
                failed |= report.error.is_some();
                if self.json {
                    // a reader that went away is no reason to stop polling
                    return line(&report).unwrap_or_default();
                }
                if progress {
                    eprint!("\r\x1b[K{}/{total} {}", reports.len() + 1, report.source_id);
                }
                reports.push(report);
            };
            round(Arc::new(world), &sources, states, config.fetch.per_host_concurrency, done).await;
            if progress {
                eprint!("\r\x1b[K");
            }
            if let Some(before) = daemon::keep::limit(config.feed.keep, now) {
                daemon::keep::let_go(&*store, before, Duration::ZERO).await?;
            }
            if !self.json {
                table(&reports, now)?;
            }
            Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
        })?
    }

    fn chosen(
        &self,
        sources: &[Arc<Source>],
        states: Vec<SourceState>,
        now: DateTime<Utc>,
    ) -> anyhow::Result<Vec<SourceState>> {
        let known: HashSet<&str> = sources.iter().map(|source| &*source.id).collect();
        for id in &self.sources {
            if !known.contains(&**id) {
                let near = config::nearest(id, sources.iter().map(|source| &*source.id));
                bail!(
                    "no source {id:?} in the configuration{}",
                    near.map(|id| format!("; did you mean {id:?}?")).unwrap_or_default()
                );
            }
        }
        let wanted: HashSet<&str> = self.sources.iter().map(|id| &**id).collect();
        let named = |state: &SourceState| wanted.contains(&*state.source_id);
        let due = |state: &SourceState| self.force || (state.next.at <= now && !state.gone);
        let mut states = states;
        states.retain(|state| if self.sources.is_empty() { due(state) } else { named(state) });
        if self.force || !self.sources.is_empty() {
            states.iter_mut().for_each(|state| state.gone = false);
        }
        Ok(states)
    }
}

fn line(report: &Report) -> io::Result<()> {
    writeln!(output::out(), "{}", output::json(report)?)
}

fn table(reports: &[Report], now: DateTime<Utc>) -> io::Result<()> {
    let mut out = output::out();
    if reports.is_empty() {
        return writeln!(out, "nothing is due; --force polls all the same");
    }
    let mut table = Table::new();
    table.load_style(presets::UTF8_BORDERS_ONLY);
    table.set_header(["source", "outcome", "items", "new", "revised", "filled", "next poll"]);
    let mut sorted: Vec<&Report> = reports.iter().collect();
    sorted.sort_by(|a, b| a.source_id.cmp(&b.source_id));
    for report in &sorted {
        let wait = (report.next.at - now).to_std().unwrap_or_default();
        table.add_row([
            report.source_id.to_string(),
            report.outcome.to_owned(),
            report.items.to_string(),
            report.new.to_string(),
            report.revised.to_string(),
            report.filled.to_string(),
            format!("in {} ({})", config::human(wait), report.next.reason),
        ]);
    }
    writeln!(out, "{table}")?;
    for report in sorted {
        if let Some(error) = &report.error {
            writeln!(out, "{}: error: {error}", report.source_id)?;
        }
        for warning in report.warnings.iter().take(5) {
            let url = warning.url.as_deref().unwrap_or_default();
            writeln!(out, "{}: warning: {} {url}", report.source_id, warning.text)?;
        }
        if report.warnings.len() > 5 {
            writeln!(out, "{}: and {} more warnings (--json shows all)", report.source_id, report.warnings.len() - 5)?;
        }
    }
    out.flush()
}
