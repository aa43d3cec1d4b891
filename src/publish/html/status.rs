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

/// Sources listed: those in trouble first.
const LISTED: usize = 120;
/// Characters of a trouble.
const TROUBLE: usize = 240;

/// Figures over the table.
#[derive(Debug, Clone, Copy, Default)]
pub struct Figures {
    /// Releases.
    pub releases: u64,
    /// Stories.
    pub stories: u64,
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

/// The page: the sources with their states, those in trouble first.
pub fn status(
    site: &Site,
    sources: &[(&Source, Option<&SourceState>)],
    figures: Figures,
    version: &str,
) -> io::Result<Vec<u8>> {
    let mut rows: Vec<Row> = sources.iter().map(|(source, state)| row(site, source, *state)).collect();
    let troubled = rows.iter().filter(|row| row.state.is_trouble()).count();
    let waiting = rows.iter().filter(|row| row.state == State::Waiting).count();
    let well = rows.len() - troubled - waiting;
    rows.sort_by_key(|row| (!row.state.is_trouble(), row.state == State::Well));
    let more = rows.len().saturating_sub(LISTED);
    rows.truncate(LISTED);
    let t = site.t;
    let tiles = vec![
        (t.well, t.number(well as u64)),
        (t.needs_a_look, t.number(troubled as u64)),
        (t.waiting, t.number(waiting as u64)),
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
