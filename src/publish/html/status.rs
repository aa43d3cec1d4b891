//! `/status`: for those who run the site.

use std::io;

use askama::Template;

use super::{
    Moment, Site, encoded, page,
    standing::{State, standing},
};
use crate::{
    model::{Source, SourceState},
    publish::entry,
};

/// Characters of a trouble.
const TROUBLE: usize = 240;

/// Figures over the table.
#[derive(Debug, Clone, Copy, Default)]
pub struct Figures {
    /// Sources in the configuration.
    pub sources: u64,
    /// Of them those that need a look.
    pub troubled: u64,
    /// And those that were not polled yet.
    pub waiting: u64,
    /// Stories that readers see.
    pub published: u64,
}

struct Row {
    id: String,
    path: String,
    name: String,
    state: State,
    why: String,
    read: Option<Moment>,
    next: Option<Moment>,
    reason: String,
}

#[derive(Template)]
#[template(path = "status.html")]
struct StatusPage<'a> {
    site: &'a Site,
    now: Moment,
    version: &'a str,
    tiles: Vec<(&'static str, String)>,
    rows: Vec<Row>,
    more: usize,
}

/// The page, with some of the sources and their states, in the order in which they came.
pub fn status(
    site: &Site,
    sources: &[(&Source, Option<&SourceState>)],
    figures: Figures,
    version: &str,
) -> io::Result<Vec<u8>> {
    let rows: Vec<Row> = sources.iter().map(|(source, state)| row(site, source, *state)).collect();
    let more = usize::try_from(figures.sources).unwrap_or(usize::MAX).saturating_sub(rows.len());
    let t = site.t;
    let tiles = vec![
        (t.well, t.number(figures.sources.saturating_sub(figures.troubled + figures.waiting))),
        (t.needs_a_look, t.number(figures.troubled)),
        (t.waiting, t.number(figures.waiting)),
        (t.releases, t.number(figures.published)),
    ];
    page(&StatusPage { site, now: Moment::ours(site, site.now), version, tiles, rows, more })
}

fn row(site: &Site, source: &Source, state: Option<&SourceState>) -> Row {
    let ours = |time| Moment { hover: None, ..Moment::short(site, chrono::DateTime::fixed_offset(&time)) };
    let gone = state.is_some_and(|state| state.gone);
    Row {
        id: source.id.to_string(),
        path: encoded(&source.id),
        name: source.name.clone(),
        state: standing(state),
        why: state.and_then(trouble).map(|text| entry::excerpt(&text, TROUBLE).into_owned()).unwrap_or_default(),
        read: state.and_then(|state| state.succeeded_at).map(ours),
        next: state.filter(|_| !gone).map(|state| ours(state.next.at)),
        reason: state.map(|state| state.next.reason.clone()).unwrap_or_default(),
    }
}

fn trouble(state: &SourceState) -> Option<String> {
    let error = state.last_error.as_deref();
    match state.failures {
        0 => state.memory.drift.clone().or_else(|| error.filter(|_| state.gone).map(str::to_owned)),
        1 => error.map(str::to_owned),
        failures => Some(format!("{failures} failures in a row: {}", error.unwrap_or("no reason given"))),
    }
}
