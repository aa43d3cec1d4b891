//! Pages for people, by askama templates under `templates/`: stories in, HTML out. No script, no inline style:
//! the pages work in anything that shows HTML.

mod aside;
mod body;
mod card;
mod diff;
mod language;
mod release;
mod revisions;
mod sources;

use std::{io, sync::Arc};

use askama::Template;
use chrono::{DateTime, Datelike, FixedOffset, Timelike};

use self::card::Day;
pub use self::{
    card::that_fit,
    release::{Appearance, Shown},
};
use crate::model::{Source, SourceState, Story};

/// What every page shows of the site.
#[derive(Debug, Clone, Default)]
pub struct Site {
    /// Title of the unified feed.
    pub title: String,
    /// The path under which all addresses are, with a trailing slash.
    pub root: String,
    /// Which page of the navigation: river, sources, subscribe.
    pub page: &'static str,
    /// Words in the search field.
    pub words: String,
}

/// Feeds of the stories that a page shows, below the root.
#[derive(Debug, Clone, Default)]
pub struct Feeds {
    /// Atom.
    pub atom: String,
    /// RSS 2.0.
    pub rss: String,
    /// JSON Feed.
    pub json: String,
}

/// A list of releases by day.
#[derive(Debug, Clone, Default)]
pub struct River<'a> {
    /// What is shown, unless it is everything.
    pub heading: Option<String>,
    /// A line below the heading.
    pub about: Option<String>,
    /// Feeds of the same.
    pub feeds: Feeds,
    /// How it is read, when it is all of one source.
    pub source: Option<(&'a Source, Option<&'a SourceState>)>,
    /// Newest first.
    pub stories: &'a [Story],
    /// Where older ones are, below the root.
    pub older: Option<String>,
}

#[derive(Template)]
#[template(path = "river.html")]
struct RiverPage<'a> {
    site: &'a Site,
    heading: Option<String>,
    about: Option<String>,
    state: Option<sources::Row>,
    feeds: Feeds,
    days: Vec<Day>,
    older: Option<String>,
    nothing: &'static str,
}

/// `/`, and the same of one source, topic or view.
pub fn river(site: &Site, river: River<'_>) -> io::Result<Vec<u8>> {
    let River { heading, about, feeds, source, stories, older } = river;
    let nothing = if heading.is_some() { "Nothing here yet." } else { "No release yet: the first poll is on its way." };
    let state = source.map(|(source, state)| sources::Row::of(source, state));
    page(&RiverPage { site, heading, about, state, feeds, days: card::days(stories), older, nothing })
}

#[derive(Template)]
#[template(path = "search.html")]
struct SearchPage<'a> {
    site: &'a Site,
    found: String,
    feeds: Option<Feeds>,
    days: Vec<Day>,
    older: Option<String>,
}

/// `/search`.
pub fn search(site: &Site, river: River<'_>) -> io::Result<Vec<u8>> {
    let River { feeds, stories, older, .. } = river;
    let found = match (site.words.is_empty(), stories.len(), &older) {
        (true, ..) => "Type a few words; accents and case do not matter.".into(),
        (false, 0, _) => "Nothing found. Fewer words find more.".into(),
        (false, 1, None) => "One release.".into(),
        (false, count, None) => format!("{count} releases, newest first."),
        (false, count, Some(_)) => format!("The newest {count} releases."),
    };
    let feeds = (!site.words.is_empty()).then_some(feeds);
    page(&SearchPage { site, found, feeds, days: card::days(stories), older })
}

/// `/release/ID`.
pub fn release(site: &Site, shown: &Shown<'_>) -> io::Result<Vec<u8>> {
    let page = release::Page::of(site, shown).render_whole(shown.release);
    page.map(String::into_bytes).map_err(io::Error::other)
}

/// `/sources`: the sources of the configuration with their states, so many a page; `None` behind the last page.
pub fn sources(
    site: &Site,
    sources: &[Arc<Source>],
    states: &[SourceState],
    releases: u64,
    number: usize,
) -> Option<io::Result<Vec<u8>>> {
    sources::Page::of(site, sources, states, releases, number).map(|shown| page(&shown))
}

/// Topics listed.
const TOPICS: usize = 80;

#[derive(Template)]
#[template(path = "subscribe.html")]
struct SubscribePage<'a> {
    site: &'a Site,
    home: &'a str,
    views: Vec<Link>,
    example: Link,
    tags: Vec<Link>,
}

/// `/subscribe`: the feeds, and how to add a newsroom.
pub fn subscribe(site: &Site, home: &str, sources: &[Arc<Source>], views: &[String]) -> io::Result<Vec<u8>> {
    let example = sources
        .first()
        .map_or_else(|| Link::to("SOURCE", "an id of feeds.toml"), |first| Link::to(&first.id, &first.name));
    let mut tags: Vec<Link> = sources.iter().flat_map(|source| &source.tags).map(|tag| Link::to(tag, tag)).collect();
    tags.sort_by(|a, b| a.name.cmp(&b.name));
    tags.dedup();
    tags.truncate(TOPICS);
    page(&SubscribePage { site, home, views: views.iter().map(|name| Link::to(name, name)).collect(), example, tags })
}

#[derive(Template)]
#[template(path = "vocabulary.html")]
struct VocabularyPage<'a> {
    site: &'a Site,
    namespace: &'static str,
}

/// `/ns/1`: what the elements of our namespace mean.
pub fn vocabulary(site: &Site) -> io::Result<Vec<u8>> {
    page(&VocabularyPage { site, namespace: super::extension::NAMESPACE })
}

#[derive(Template)]
#[template(path = "message.html")]
struct MessagePage<'a> {
    site: &'a Site,
    heading: &'a str,
    text: &'a str,
}

/// Something went wrong, or is not there.
pub fn message(site: &Site, heading: &str, text: &str) -> io::Result<Vec<u8>> {
    page(&MessagePage { site, heading, text })
}

fn page(template: &impl Template) -> io::Result<Vec<u8>> {
    template.render().map(String::into_bytes).map_err(io::Error::other)
}

/// A name with its part of an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    path: String,
    name: String,
}

impl Link {
    fn to(key: &str, name: &str) -> Self {
        Self { path: encoded(key), name: name.to_owned() }
    }
}

/// A part of a path, percent-encoded.
fn encoded(part: &str) -> String {
    url::form_urlencoded::byte_serialize(part.as_bytes()).collect::<String>().replace('+', "%20")
}

/// A time for machines and for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moment {
    exact: String,
    shown: String,
}

impl Moment {
    /// A claimed midnight is a day without a time.
    fn of(time: DateTime<FixedOffset>) -> Self {
        Self::in_words(time, "%-d %B %Y")
    }

    /// The same with a short month, for tables.
    fn short(time: DateTime<FixedOffset>) -> Self {
        Self::in_words(time, "%-d %b %Y")
    }

    fn in_words(time: DateTime<FixedOffset>, day: &str) -> Self {
        let day = time.format(day);
        let shown = match clock(&time) {
            Some(clock) => format!("{day}, {clock}"),
            None => day.to_string(),
        };
        Self { exact: super::when(&time), shown }
    }
}

/// "14:05 UTC" or "14:05 UTC+2", unless it is midnight sharp: then only the day is known.
fn clock(time: &DateTime<FixedOffset>) -> Option<String> {
    if time.num_seconds_from_midnight() == 0 {
        return None;
    }
    let minutes = time.offset().local_minus_utc() / 60;
    let sign = if minutes < 0 { '−' } else { '+' };
    let zone = match (minutes.abs() / 60, minutes.abs() % 60) {
        (0, 0) => String::new(),
        (hours, 0) => format!("{sign}{hours}"),
        (hours, minutes) => format!("{sign}{hours}:{minutes:02}"),
    };
    Some(format!("{} UTC{zone}", time.format("%H:%M")))
}

/// "24 November", with the year: archives go back far.
fn day_label(day: chrono::NaiveDate) -> String {
    format!("{} {} {}", day.day(), day.format("%B"), day.year())
}
