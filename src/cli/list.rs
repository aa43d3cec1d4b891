//! `list`: sources with state, next poll and its reason.

use std::{collections::HashMap, io::Write, process::ExitCode};

use chrono::{DateTime, Utc};
use clap::Args;
use comfy_table::{Table, presets};
use serde_json::json;

use super::{
    Ended, output,
    setup::{self, Where},
};
use crate::{
    config,
    model::{Source, SourceState},
};

/// Sources.
#[derive(Debug, Args)]
pub struct List {
    #[command(flatten)]
    place: Where,
    /// One JSON line a source.
    #[arg(long)]
    json: bool,
}

impl List {
    /// Prints.
    pub fn run(self, now: Option<DateTime<Utc>>) -> Ended {
        let config = self.place.load()?;
        let now = setup::clock(now).now();
        let states = if config.daemon.database.exists() {
            setup::block_on(async { setup::reader(&config)?.states().await.map_err(anyhow::Error::from) })??
        } else {
            Vec::new()
        };
        let mut states: HashMap<_, _> = states.into_iter().map(|state| (state.source_id.clone(), state)).collect();
        let mut state =
            |source: &Source| states.remove(&source.id).unwrap_or_else(|| SourceState::new(source.id.clone(), now));
        let rows: Vec<(&Source, SourceState)> =
            config.sources.iter().map(|source| (&**source, state(source))).collect();
        let mut out = output::out();
        if self.json {
            for (source, state) in &rows {
                writeln!(out, "{}", output::json(&line(source, state))?)?;
            }
        } else {
            writeln!(out, "{}", table(&rows, now))?;
        }
        Ok(ExitCode::SUCCESS)
    }
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
    json!({
        "id": source.id, "name": source.name, "kind": source.target.kind(), "url": source.shown_url(),
        "moved_to": state.memory.moved_to, "state": condition(state), "failures": state.failures,
        "polled": state.polled_at, "succeeded": state.succeeded_at, "next_poll": state.next.at,
        "push": state.memory.subscription.as_ref().map(|known| json!({
            "hub": known.hub, "until": known.lease.map(|lease| lease.until), "pushed": known.pushed_at, "error": known.error,
        })),
        "proposed": state.memory.proposed, "reason": state.next.reason, "error": state.last_error, "drift": state.memory.drift, "items": state.memory.items,
    })
}

fn table(rows: &[(&Source, SourceState)], now: DateTime<Utc>) -> Table {
    let mut table = Table::new();
    table.load_style(presets::UTF8_BORDERS_ONLY);
    table.set_header(["source", "kind", "state", "last success", "next poll", "why"]);
    for (source, state) in rows {
        let ago = |time: DateTime<Utc>| format!("{} ago", config::human((now - time).to_std().unwrap_or_default()));
        let wait = (state.next.at - now).to_std().unwrap_or_default();
        let why = state.last_error.as_ref().or(state.memory.drift.as_ref());
        table.add_row([
            source.id.to_string(),
            source.target.kind().to_owned(),
            condition(state).to_owned(),
            state.succeeded_at.map_or_else(|| "never".into(), ago),
            if state.gone { "never".into() } else { format!("in {}", config::human(wait)) },
            why.map_or_else(|| state.next.reason.clone(), |why| format!("{}: {why}", state.next.reason)),
        ]);
    }
    table
}
