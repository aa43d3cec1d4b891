//! `poll`: one round, of its own or by the service that has the database.

use std::{
    collections::{HashMap, HashSet},
    io::{self, Write},
    process::ExitCode,
    sync::Arc,
    time::Duration,
};

use anyhow::bail;
use chrono::{DateTime, Utc};
use clap::Args;
use serde_json::Value;
use tracing_subscriber::filter::LevelFilter;

use super::{
    Ended, log, output,
    output::Style,
    progress::Progress,
    setup::{self, Exchanges, Where},
    table::{Cell, Table},
};
use crate::{
    config::{self, Config},
    daemon::{
        self, control,
        round::{Holding, Round},
    },
    model::{Report, Source, SourceState},
    pipeline,
    store::{self, Store},
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
    /// Say what would be polled, and ask nobody.
    #[arg(long)]
    dry_run: bool,
    /// One JSON line a source.
    #[arg(long)]
    json: bool,
    /// Ids of sources; none: all that are due.
    #[arg(value_name = "SOURCE")]
    sources: Vec<String>,
}

impl Poll {
    /// Polls; exit code 1 when a source failed.
    pub fn run(mut self, now: Option<DateTime<Utc>>) -> Ended {
        self.exchanges.bring(&mut self.place.file);
        let config = self.place.load()?;
        setup::tell_remarks(&config)?;
        log::begin(LevelFilter::WARN, config.daemon.log);
        self.known(&config.sources)?;
        let mut lines = Lines { json: self.json, now: setup::clock(now).now(), reports: Vec::new(), failed: false };
        setup::block_on(async {
            if self.dry_run {
                return self.would(&config, now).await;
            }
            // beside others that poll into a server's database the service of this machine is asked first, if there is one
            let is_shared = config.daemon.database.file().is_none();
            if is_shared && self.by_service(&config, &mut lines).await.is_ok() {
                return lines.end();
            }
            match setup::store(&config).await {
                Ok(store) => self.round(&config, store, now, &mut lines).await?,
                Err(error) if setup::is_in_use(&error) => {
                    self.by_service(&config, &mut lines).await.map_err(|_| error)?
                }
                Err(error) => return Err(error),
            }
            lines.end()
        })?
    }

    async fn round(
        &self,
        config: &Config,
        store: Arc<dyn Store>,
        now: Option<DateTime<Utc>>,
        lines: &mut Lines,
    ) -> anyhow::Result<()> {
        let world = daemon::world(config, self.exchanges.mode(), store.clone(), setup::clock(now))?;
        let now = world.clock.now();
        store.register(&config.sources, now).await?;
        pipeline::blame(&world, &config.sources).await?;
        let sources = daemon::askable(&world.web, &config.sources);
        let mut states = self.chosen(store::every_state(&*store).await?, now);
        let wanted: HashSet<_> = states.iter().map(|state| &state.source_id).collect();
        let wanted = sources.iter().filter(|source| wanted.contains(&source.id));
        let holding = Holding::of(&world, wanted).await?;
        if let Some(holding) = &holding {
            let held = sources.iter().filter(|source| holding.has(source));
            let held: HashSet<_> = held.map(|source| &source.id).collect();
            // as they are, now that nobody else polls them
            let ids = states.into_iter().map(|state| state.source_id).filter(|id| held.contains(id)).collect();
            states = self.chosen(store.states_of(ids).await?, now);
        }
        let (total, mut ended) = (states.len(), 0);
        let progress = Progress::begin(&format!("polling {}", output::counted(total, "source")));
        let done = |report: Report| {
            ended += 1;
            progress.say(format!("{ended} of {total} sources polled, the last one {}:", report.source_id));
            lines.add(serde_json::to_value(report).unwrap_or_default());
        };
        let per_host = config.fetch.per_host_concurrency;
        Round { world: Arc::new(world), sources: &sources, states, per_host }.run(done).await;
        if let Some(holding) = holding {
            holding.end().await?;
        }
        // words wait for the service, or for whoever searches
        if let Some(before) = daemon::keep::limit(config.feed.keep, now) {
            daemon::keep::let_go(&*store, before, Duration::ZERO).await?;
        }
        Ok(())
    }

    /// A service has the database: it polls the named ones, or all, now.
    async fn by_service(&self, config: &Config, lines: &mut Lines) -> io::Result<()> {
        let wanted = control::Wanted { sources: self.sources.clone(), force: self.force };
        let progress = Progress::begin("the running service polls");
        control::ask(&config.daemon.database, &wanted, |report| {
            progress.say(format!("the running service polls; the last one {}:", text(&report, "source_id")));
            lines.add(report);
        })
        .await
    }

    async fn would(&self, config: &Config, now: Option<DateTime<Utc>>) -> Ended {
        let now = setup::clock(now).now();
        let is_new = setup::migrations(&config.daemon.database).await?.is_none_or(|tables| tables.applied == 0);
        let known = if is_new { Vec::new() } else { store::every_state(&*setup::reader(config).await?).await? };
        let mut known: HashMap<_, _> = known.into_iter().map(|state| (state.source_id.clone(), state)).collect();
        let state =
            |source: &Arc<Source>| known.remove(&source.id).unwrap_or_else(|| SourceState::new(source.id.clone(), now));
        let chosen = self.chosen(config.sources.iter().map(state).collect(), now);
        let mut out = output::out();
        let mut table = Table::default().column("source").words("would be asked").words("last");
        for state in &chosen {
            let source = config.sources.iter().find(|source| source.id == state.source_id);
            let url = source.map(|source| source.shown_url().to_string()).unwrap_or_default();
            let last = state.last_error.clone().unwrap_or_else(|| state.next.reason.clone());
            if self.json {
                let line = serde_json::json!({"source_id": state.source_id, "outcome": "due", "url": url});
                writeln!(out, "{}", output::json(&line)?)?;
            }
            table.row([state.source_id.to_string().into(), url.into(), last.into()]);
        }
        if !self.json {
            table.print(&mut out, output::width(&io::stdout()))?;
            writeln!(out, "{} of {} sources would be asked", chosen.len(), config.sources.len())?;
        }
        Ok(ExitCode::SUCCESS)
    }

    fn known(&self, sources: &[Arc<Source>]) -> anyhow::Result<()> {
        let known: HashSet<&str> = sources.iter().map(|source| &*source.id).collect();
        for id in &self.sources {
            if !known.contains(&**id) {
                let near = config::nearest(id, sources.iter().map(|source| &*source.id));
                let help =
                    near.map_or_else(|| "`pressfeed list` shows all".into(), |id| format!("did you mean {id:?}?"));
                bail!("no source {id:?} in the configuration\n  {help}");
            }
        }
        Ok(())
    }

    fn chosen(&self, mut states: Vec<SourceState>, now: DateTime<Utc>) -> Vec<SourceState> {
        let wanted: HashSet<&str> = self.sources.iter().map(|id| &**id).collect();
        let named = |state: &SourceState| wanted.contains(&*state.source_id);
        let due = |state: &SourceState| self.force || (state.next.at <= now && !state.gone);
        states.retain(|state| if self.sources.is_empty() { due(state) } else { named(state) });
        if self.force || !self.sources.is_empty() {
            states.iter_mut().for_each(|state| state.gone = false);
        }
        states
    }
}

/// What came of it.
struct Lines {
    json: bool,
    now: DateTime<Utc>,
    reports: Vec<Value>,
    failed: bool,
}

impl Lines {
    fn add(&mut self, report: Value) {
        self.failed |= !report["error"].is_null();
        if !self.json {
            return self.reports.push(report);
        }
        let line = output::json(&report).and_then(|line| writeln!(output::out(), "{line}"));
        // a reader that went away is no reason to stop polling
        line.unwrap_or_default();
    }

    fn end(mut self) -> Ended {
        self.reports.sort_by(|a, b| text(a, "source_id").cmp(text(b, "source_id")));
        if !self.json {
            table(&self.reports, self.now)?;
        }
        Ok(if self.failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
    }
}

fn text<'v>(value: &'v Value, name: &str) -> &'v str {
    value[name].as_str().unwrap_or_default()
}

fn table(reports: &[Value], now: DateTime<Utc>) -> io::Result<()> {
    let mut out = output::out();
    if reports.is_empty() {
        return writeln!(out, "nothing is due; --force polls all the same");
    }
    let columns = Table::default().column("source").column("outcome").column("new").column_from(70, "revised");
    let mut table = columns.column_from(100, "items").column_from(100, "filled").words("next poll");
    for report in reports {
        let at = text(&report["next"], "at").parse::<DateTime<Utc>>().unwrap_or(now);
        let wait = config::human((at - now).to_std().unwrap_or_default());
        let style = if report["error"].is_null() { Style::Good } else { Style::Bad };
        let number = |name: &str| Cell::from(report[name].to_string());
        table.row([
            text(report, "source_id").into(),
            Cell::styled(text(report, "outcome"), style),
            number("new"),
            number("revised"),
            number("items"),
            number("filled"),
            format!("in {wait} ({})", text(&report["next"], "reason")).into(),
        ]);
    }
    table.print(&mut out, output::width(&io::stdout()))?;
    for report in reports {
        told(&mut out, report)?;
    }
    out.flush()
}

/// Errors and warnings of a poll.
fn told(out: &mut output::Printable<io::Stdout>, report: &Value) -> io::Result<()> {
    let source = text(report, "source_id");
    if let Some(error) = report["error"].as_str() {
        out.line_of(&format!("{source}: error"), Style::Bad, &format!(": {error}"))?;
    }
    let warnings = report["warnings"].as_array().map(Vec::as_slice).unwrap_or_default();
    for warning in warnings.iter().take(5) {
        let (said, url) = (text(warning, "text"), text(warning, "url"));
        let place = if url.is_empty() || said.contains(url) { String::new() } else { format!(" {url}") };
        out.lines(&format!("{source}: warning: {said}{place}"))?;
    }
    if warnings.len() > 5 {
        writeln!(out, "{source}: and {} more warnings (--json shows all)", warnings.len() - 5)?;
    }
    Ok(())
}
