//! `list`: sources with state, next poll and its reason.

use std::{collections::HashMap, io::Write, process::ExitCode};

use chrono::{DateTime, Utc};
use clap::Args;
use serde_json::json;
use url::Url;

use super::{
    Ended, output,
    output::Style,
    setup::{self, Where},
    table::{Cell, Table},
};
use crate::{
    config,
    model::{Source, SourceState},
    store,
};

/// Sources.
#[derive(Debug, Args)]
pub struct List {
    #[command(flatten)]
    place: Where,
    /// Only sources in trouble: failing, gone, drifting.
    #[arg(long)]
    failing: bool,
    /// One JSON line a source.
    #[arg(long)]
    json: bool,
}

impl List {
    /// Prints.
    pub fn run(self, now: Option<DateTime<Utc>>) -> Ended {
        let config = self.place.load_begun()?;
        let now = setup::clock(now).now();
        let read = async { store::every_state(&*setup::reader(&config).await?).await.map_err(anyhow::Error::from) };
        let states = setup::block_on(read)??;
        let mut states: HashMap<_, _> = states.into_iter().map(|state| (state.source_id.clone(), state)).collect();
        let mut state =
            |source: &Source| states.remove(&source.id).unwrap_or_else(|| SourceState::new(source.id.clone(), now));
        let rows = config.sources.iter().map(|source| (&**source, state(source)));
        let is_shown = |(_, state): &(&Source, SourceState)| !self.failing || is_in_trouble(state);
        let rows: Vec<(&Source, SourceState)> = rows.filter(is_shown).collect();
        let mut out = output::out();
        if self.json {
            for (source, state) in &rows {
                writeln!(out, "{}", output::json(&line(source, state))?)?;
            }
            return Ok(ExitCode::SUCCESS);
        }
        table(&rows, now).print(&mut out, output::width(&std::io::stdout()))?;
        let trouble = rows.iter().filter(|(_, state)| is_in_trouble(state)).count();
        let all = config.sources.len();
        out.styled(Style::Faint, &format!("{}, {trouble} in trouble\n", output::counted(all, "source")))?;
        Ok(ExitCode::SUCCESS)
    }
}

fn is_in_trouble(state: &SourceState) -> bool {
    matches!(condition(state), "gone" | "failing" | "drifting")
}

/// In one word.
fn condition(state: &SourceState) -> &'static str {
    match state {
        SourceState { gone: true, .. } => "gone",
        SourceState { polled_at: None, .. } => "new",
        SourceState { failures: 1.., .. } => "failing",
        SourceState { memory, .. } if memory.drift.is_some() => "drifting",
        _ => "ok",
    }
}

fn line(source: &Source, state: &SourceState) -> serde_json::Value {
    let shown = |text: &String| Url::parse(text).map_or_else(|_| String::new(), |url| source.shown_address(&url));
    let proposed: Vec<String> = state.memory.proposed.iter().map(shown).collect();
    json!({
        "id": source.id, "name": source.name, "kind": source.target.kind(), "url": source.shown_url(),
        "moved_to": state.memory.moved_to.as_ref().map(shown), "state": condition(state), "failures": state.failures,
        "polled": state.polled_at, "succeeded": state.succeeded_at, "next_poll": state.next.at,
        "push": state.memory.subscription.as_ref().map(|known| json!({
            "hub": known.hub, "until": known.lease.map(|lease| lease.until), "pushed": known.pushed_at, "error": known.error,
        })),
        "proposed": proposed, "reason": state.next.reason, "error": state.last_error, "drift": state.memory.drift, "items": state.memory.items,
    })
}

fn table(rows: &[(&Source, SourceState)], now: DateTime<Utc>) -> Table {
    let columns = Table::default().column("source").column_from(90, "kind").column("state");
    let mut table = columns.column_from(70, "last success").column("next poll").words("why");
    for (source, state) in rows {
        let ago = |time: DateTime<Utc>| format!("{} ago", config::human((now - time).to_std().unwrap_or_default()));
        let wait = (state.next.at - now).to_std().unwrap_or_default();
        let trouble = state.last_error.as_ref().or(state.memory.drift.as_ref());
        let next = match wait {
            _ if state.gone => "never".into(),
            wait if wait.is_zero() => "now".into(),
            wait => format!("in {}", config::human(wait)),
        };
        let why = trouble.map_or_else(
            || state.next.reason.clone(),
            |why| format!("{}: {}", state.next.reason, without_own(why, source)),
        );
        table.row([
            source.id.to_string().into(),
            source.target.kind().into(),
            colored(condition(state)),
            state.succeeded_at.map_or_else(|| "never".into(), ago).into(),
            next.into(),
            why.into(),
        ]);
    }
    table
}

/// An error begins with the address that was asked, which of most is the source's own.
fn without_own<'e>(error: &'e str, source: &Source) -> &'e str {
    error.strip_prefix(source.shown_url().as_str()).and_then(|rest| rest.strip_prefix(": ")).unwrap_or(error)
}

fn colored(condition: &'static str) -> Cell {
    let style = match condition {
        "ok" => Style::Good,
        "failing" | "gone" => Style::Bad,
        "drifting" => Style::Odd,
        _ => Style::Plain,
    };
    Cell::styled(condition, style)
}
