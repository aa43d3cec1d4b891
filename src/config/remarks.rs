//! What is odd with a configuration that holds: one feed twice, a view of nothing, an interval below the floor.

use std::collections::{HashMap, HashSet};

use url::Url;

use super::{Fetch, FoundSource, duration::human, problem::Problem, view::FoundView};
use crate::model::Rule;

/// All of it.
pub(super) fn remarks(fetch: &Fetch, sources: &[FoundSource], views: &[FoundView], rules: &[Rule]) -> Vec<Problem> {
    let mut found = twice(sources);
    found.extend(sources.iter().filter_map(|source| below_floor(fetch, source)));
    found.extend(sources.iter().filter_map(names_a_file));
    found.extend(views.iter().filter_map(|view| of_nothing(view, sources, rules)));
    found
}

fn twice(sources: &[FoundSource]) -> Vec<Problem> {
    let mut seen: HashMap<String, &FoundSource> = HashMap::new();
    let mut found = Vec::new();
    for source in sources {
        let Some(first) = seen.insert(address(source.source.target.url()), source) else { continue };
        let message = format!(
            "{:?} polls what {:?} at {} polls: each release comes twice -> take one of them out",
            &*source.source.id, &*first.source.id, first.place
        );
        found.push(Problem::placed(&source.place, &message));
    }
    found
}

/// The same place, however it is written.
fn address(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    let path = url.path().trim_end_matches('/');
    format!("{}:{:?}{path}?{}", host.trim_start_matches("www."), url.port(), url.query().unwrap_or_default())
}

fn below_floor(fetch: &Fetch, source: &FoundSource) -> Option<Problem> {
    let asked = source.source.interval.filter(|asked| *asked < fetch.min_interval)?;
    let message = format!(
        "interval {} is below the floor: {:?} is polled every {} -> lower [fetch] min_interval to change that",
        human(asked),
        &*source.source.id,
        human(fetch.min_interval)
    );
    Some(Problem::placed(&source.interval_at, &message))
}

/// A list of files that stands behind a stanza is the stanza's, and says which releases are wanted.
fn names_a_file(source: &FoundSource) -> Option<Problem> {
    let is_file = |pattern: &&str| pattern.ends_with(".toml") || pattern.ends_with(".opml");
    let pattern = source.source.include.iter().map(regex::Regex::as_str).find(is_file)?;
    let message = format!(
        "{:?} takes only releases that speak of {pattern:?} -> an `include` of files stands before the first table",
        &*source.source.id
    );
    Some(Problem::placed(&source.place, &message))
}

/// Tags may also come with releases, so this may be meant.
fn of_nothing(view: &FoundView, sources: &[FoundSource], rules: &[Rule]) -> Option<Problem> {
    let known = || sources.iter().flat_map(|found| &found.source.tags).chain(rules.iter().flat_map(|rule| &rule.add));
    let small: HashSet<String> = known().map(|tag| tag.to_lowercase()).collect();
    if view.tags.is_empty() || view.tags.iter().any(|tag| small.contains(&tag.to_lowercase())) {
        return None;
    }
    let near = view.tags.iter().find_map(|tag| super::nearest(tag, known().map(String::as_str)));
    let help = near.map_or_else(|| "tag a source, or add a [[rule]]".into(), |near| format!("did you mean {near:?}?"));
    let message = format!("view {:?} shows nothing of ours: no source and no rule has its tags -> {help}", view.name);
    Some(Problem::placed(&view.tags_at, &message))
}
