//! A source and how it fares.

use askama::Template;

use super::{Link, Moment, Site, encoded, release::capital};
use crate::model::{Role, Source, SourceState, Target};

#[derive(Template)]
#[template(path = "sources.html")]
pub(super) struct Page<'a> {
    site: &'a Site,
    rows: Vec<Row>,
    well: usize,
    troubled: usize,
    releases: u64,
}

impl<'a> Page<'a> {
    /// Those in trouble first.
    pub fn of(site: &'a Site, sources: &[Source], states: &[SourceState], releases: u64) -> Self {
        let state = |source: &Source| states.iter().find(|state| state.source_id == source.id);
        let mut rows: Vec<Row> = sources.iter().map(|source| Row::of(source, state(source))).collect();
        rows.sort_by_key(|row| !row.is_troubled());
        let troubled = rows.iter().filter(|row| row.is_troubled()).count();
        Self { site, well: rows.len() - troubled, rows, troubled, releases }
    }
}

/// One line of the list.
#[derive(Debug, Clone)]
struct Row {
    id: String,
    path: String,
    name: String,
    kind: String,
    url: String,
    host: String,
    tags: Vec<Link>,
    state: State,
    succeeded: Option<Moment>,
    next: Option<Moment>,
    reason: String,
    rhythm: String,
    bars: Option<Vec<Bar>>,
    trouble: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct State {
    class: &'static str,
    word: &'static str,
}

/// A bar of the chart, in its own units: 96 wide, 24 high.
#[derive(Debug, Clone, Copy)]
struct Bar {
    x: usize,
    y: u32,
    height: u32,
}

impl Row {
    /// Of a source, polled or not.
    fn of(source: &Source, state: Option<&SourceState>) -> Self {
        let url = source.target.url();
        let moment = |time: chrono::DateTime<chrono::Utc>| Moment::of(time.fixed_offset());
        let gone = state.is_some_and(|state| state.gone);
        let kind = match source.target {
            Target::Feed(_) => "Feed",
            Target::Newsroom(_) => "Newsroom page",
            Target::Sitemap(_) => "Sitemap",
        };
        Self {
            id: source.id.to_string(),
            path: encoded(&source.id),
            name: source.name.clone(),
            kind: if source.role == Role::default() {
                kind.into()
            } else {
                format!("{kind} · {}", capital(&source.role))
            },
            url: url.to_string(),
            host: url.host_str().unwrap_or_default().trim_start_matches("www.").to_owned(),
            tags: source.tags.iter().map(|tag| Link::to(tag, tag)).collect(),
            state: state.map_or(State { class: "waiting", word: "waiting" }, standing),
            succeeded: state.and_then(|state| state.succeeded_at).map(moment),
            next: state.filter(|_| !gone).map(|state| moment(state.next.at)),
            reason: state.map(|state| state.next.reason.clone()).unwrap_or_default(),
            rhythm: state.map_or_else(|| "not known yet".into(), rhythm),
            bars: state.and_then(bars),
            trouble: state.and_then(trouble),
        }
    }

    /// For people to look at first.
    fn is_troubled(&self) -> bool {
        matches!(self.state.class, "failing" | "gone" | "drifting")
    }
}

fn standing(state: &SourceState) -> State {
    match state {
        SourceState { gone: true, .. } => State { class: "gone", word: "gone" },
        SourceState { failures: 1.., .. } => State { class: "failing", word: "failing" },
        SourceState { polled_at: None, .. } => State { class: "waiting", word: "waiting" },
        SourceState { memory, .. } if memory.drift.is_some() => State { class: "drifting", word: "odd" },
        _ => State { class: "well", word: "well" },
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

/// "about every 3 days".
fn rhythm(state: &SourceState) -> String {
    let gap = match state.memory.rhythm.gap_secs {
        Some(gap) if gap.is_finite() && gap > 0.0 => gap,
        _ => return "not known yet".into(),
    };
    let (number, unit) = match gap {
        gap if gap < 5_400.0 => (gap / 60.0, "minute"),
        gap if gap < 129_600.0 => (gap / 3_600.0, "hour"),
        gap => (gap / 86_400.0, "day"),
    };
    match number.round() {
        number if number <= 1.0 => format!("about every {unit}"),
        number => format!("about every {number} {unit}s"),
    }
}

/// New releases by hour of the day, of the counts by hour of the week.
fn bars(state: &SourceState) -> Option<Vec<Bar>> {
    let counts = &state.memory.rhythm.by_hour;
    let hours: Vec<u32> =
        (0..24).map(|hour| counts.iter().skip(hour).step_by(24).map(|count| u32::from(*count)).sum()).collect();
    let most = hours.iter().copied().max().filter(|most| *most > 0)?;
    let bar = |(hour, count): (usize, &u32)| {
        let height = if *count == 0 { 1 } else { (count * 23 / most).max(3) };
        Bar { x: hour * 4, y: 24 - height, height }
    };
    Some(hours.iter().enumerate().map(bar).collect())
}
