//! A source and how it fares.

use std::{collections::HashMap, fmt::Write as _, sync::Arc};

use askama::Template;

use super::{Link, Moment, Site, encoded, release::capital};
use crate::{
    model::{Role, Source, SourceState, Target},
    publish::entry,
};

/// Sources of a page.
const LISTED: usize = 60;
/// Characters of a trouble.
const TROUBLE: usize = 400;

#[derive(Template)]
#[template(path = "sources.html")]
pub(super) struct Page<'a> {
    site: &'a Site,
    rows: Vec<Row>,
    summary: String,
    troubled: usize,
    earlier: Option<usize>,
    later: Option<usize>,
}

impl<'a> Page<'a> {
    /// The `number`th page, from 1; those in trouble first. `None` behind the last.
    pub fn of(
        site: &'a Site,
        sources: &[Arc<Source>],
        states: &[SourceState],
        releases: u64,
        number: usize,
    ) -> Option<Self> {
        let states: HashMap<_, _> = states.iter().map(|state| (&state.source_id, state)).collect();
        let state = |source: &Source| states.get(&source.id).copied();
        let (bad, good): (Vec<&Source>, Vec<&Source>) =
            sources.iter().map(|source| &**source).partition(|source| standing(state(source)).is_trouble());
        let waiting = good.iter().filter(|source| standing(state(source)) == WAITING).count();
        let troubled = bad.len();
        let rows = bad.into_iter().chain(good).skip(number.checked_sub(1)? * LISTED).take(LISTED);
        let rows: Vec<Row> = rows.map(|source| Row::of(source, state(source))).collect();
        if rows.is_empty() && number > 1 {
            return None;
        }
        Some(Self {
            site,
            rows,
            summary: summary(sources.len(), sources.len() - troubled - waiting, waiting, releases),
            troubled,
            earlier: (number > 1).then(|| number - 1),
            later: (sources.len() > number * LISTED).then_some(number + 1),
        })
    }
}

/// "7 newsrooms, 9 releases so far. 5 well, 1 not read yet."
fn summary(newsrooms: usize, well: usize, waiting: usize, releases: u64) -> String {
    let counted = |count: u64, one: &str| format!("{count} {one}{}", if count == 1 { "" } else { "s" });
    let mut text =
        format!("{}, {} so far. {well} well", counted(newsrooms as u64, "newsroom"), counted(releases, "release"));
    if waiting > 0 {
        text.push_str(&format!(", {waiting} not read yet"));
    }
    text.push('.');
    text
}

/// A source with its state.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub id: String,
    pub path: String,
    pub name: String,
    pub kind: String,
    pub url: String,
    pub host: String,
    pub tags: Vec<Link>,
    pub state: State,
    pub succeeded: Option<Moment>,
    pub next: Option<Moment>,
    pub reason: String,
    pub rhythm: String,
    pub chart: Option<String>,
    pub busiest: String,
    pub trouble: Option<String>,
}

/// How a source fares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct State {
    pub class: &'static str,
    pub word: &'static str,
}

const WAITING: State = State { class: "waiting", word: "not read yet" };

impl State {
    /// For people to look at first.
    fn is_trouble(self) -> bool {
        matches!(self.class, "failing" | "gone" | "drifting")
    }
}

impl Row {
    /// Of a source, polled or not.
    pub fn of(source: &Source, state: Option<&SourceState>) -> Self {
        let url = source.shown_url();
        let moment = |time: chrono::DateTime<chrono::Utc>| Moment::short(time.fixed_offset());
        let hours = state.and_then(hours);
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
            state: standing(state),
            succeeded: state.and_then(|state| state.succeeded_at).map(moment),
            next: state.filter(|_| !gone).map(|state| moment(state.next.at)),
            reason: state.map(|state| state.next.reason.clone()).unwrap_or_default(),
            rhythm: state.and_then(rhythm).unwrap_or_else(|| "Its rhythm is not known yet".into()),
            chart: hours.as_ref().map(chart),
            busiest: hours.as_ref().map(busiest).unwrap_or_default(),
            trouble: state.and_then(trouble).map(|text| entry::excerpt(&text, TROUBLE).into_owned()),
        }
    }
}

fn standing(state: Option<&SourceState>) -> State {
    match state {
        None => WAITING,
        Some(SourceState { gone: true, .. }) => State { class: "gone", word: "gone" },
        Some(SourceState { failures: 1.., .. }) => State { class: "failing", word: "failing" },
        Some(SourceState { polled_at: None, .. }) => WAITING,
        Some(SourceState { memory, .. }) if memory.drift.is_some() => State { class: "drifting", word: "drifting" },
        Some(_) => State { class: "well", word: "well" },
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

/// "Publishes about every 3 days"; none before it is known.
fn rhythm(state: &SourceState) -> Option<String> {
    let gap = state.memory.rhythm.gap_secs.filter(|gap| gap.is_finite() && *gap > 0.0)?;
    let (number, unit) = match gap {
        gap if gap < 5_400.0 => (gap / 60.0, "minute"),
        gap if gap < 129_600.0 => (gap / 3_600.0, "hour"),
        gap => (gap / 86_400.0, "day"),
    };
    Some(match number.round() {
        number if number <= 1.0 => format!("Publishes about every {unit}"),
        number => format!("Publishes about every {number} {unit}s"),
    })
}

/// New releases by hour of the day (UTC), of the counts by hour of the week; none before the first.
fn hours(state: &SourceState) -> Option<[u32; 24]> {
    let counts = &state.memory.rhythm.by_hour;
    let hours =
        std::array::from_fn(|hour| counts.iter().skip(hour).step_by(24).map(|count| u32::from(*count)).sum::<u32>());
    hours.iter().any(|count| *count > 0).then_some(hours)
}

/// A bar an hour, as one path in a box of 96 by 24.
fn chart(hours: &[u32; 24]) -> String {
    let most = hours.iter().copied().max().unwrap_or(1).max(1);
    let mut path = String::new();
    for (hour, count) in hours.iter().enumerate().filter(|(_, count)| **count > 0) {
        let height = (count * 23 / most).max(2);
        // writing to a String does not fail
        write!(path, "M{} 24v-{height}h3v{height}z", hour * 4).unwrap_or_default();
    }
    path
}

/// The chart in words.
fn busiest(hours: &[u32; 24]) -> String {
    let total: u32 = hours.iter().sum();
    let most = hours.iter().copied().max().unwrap_or_default();
    let hour = hours.iter().position(|count| *count == most).unwrap_or_default();
    format!("Releases by hour of the day: most at {hour:02} to {:02} UTC, {most} of {total}", hour + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rhythm_is_drawn_and_told() {
        let mut hours = [0; 24];
        (hours[9], hours[14]) = (4, 1);
        assert_eq!(chart(&hours), "M36 24v-23h3v23zM56 24v-5h3v5z");
        assert_eq!(busiest(&hours), "Releases by hour of the day: most at 09 to 10 UTC, 4 of 5");
    }

    #[test]
    fn many_sources_fill_several_pages_and_none_is_lost() {
        let feed = Target::Feed("https://a.example/feed".parse().unwrap());
        let source = |number: usize| Source::new(&format!("s{number}"), &format!("Newsroom {number}"), feed.clone());
        let sources: Vec<Arc<Source>> = (0..LISTED * 2 + 5).map(source).map(Arc::new).collect();
        let site = Site::default();
        let page = |number| Page::of(&site, &sources, &[], 0, number);
        let listed: usize = (1..=3).map(|number| page(number).unwrap().rows.len()).sum();
        assert_eq!(listed, sources.len());
        assert_eq!((page(1).unwrap().earlier, page(2).unwrap().later, page(3).unwrap().later), (None, Some(3), None));
        assert!(page(0).is_none() && page(4).is_none());
    }

    #[test]
    fn numbers_agree_with_their_nouns() {
        assert_eq!(summary(1, 1, 0, 1), "1 newsroom, 1 release so far. 1 well.");
        assert_eq!(summary(7, 4, 1, 9), "7 newsrooms, 9 releases so far. 4 well, 1 not read yet.");
    }
}
