//! `/sources`: who is read, a row each, dense.

use std::{cmp::Reverse, io};

use askama::Template;
use chrono::{DateTime, Datelike, Utc};

use super::{
    Choice, Moment, Site, chart, encoded,
    language::own_name,
    page,
    standing::{State, standing},
    words::fill,
};
use crate::{
    model::{ReleaseId, Source, SourceState},
    publish::entry,
};

/// Sources of a page.
const LISTED: usize = 100;
/// Characters of a headline.
const HEADLINE: usize = 110;

/// How the list is ordered and grouped.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Order {
    /// Under their first tags.
    #[default]
    Topic,
    /// Under their languages.
    Language,
    /// A to Z.
    Name,
    /// The newest release first.
    Time,
    /// Most releases in a year first.
    Count,
    /// Only those that need a look.
    Trouble,
}

impl Order {
    /// As in an address.
    pub const WORDS: [(&'static str, Self); 6] = [
        ("topic", Self::Topic),
        ("language", Self::Language),
        ("name", Self::Name),
        ("time", Self::Time),
        ("count", Self::Count),
        ("trouble", Self::Trouble),
    ];

    fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(_, order)| *order == self).map_or("topic", |(word, _)| word)
    }
}

/// What is asked of the list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Listing {
    /// How it is ordered.
    pub order: Order,
    /// In its name, address or tags.
    pub find: String,
    /// From 0.
    pub page: usize,
}

/// A source, and what it published.
#[derive(Debug, Clone)]
pub struct Listed<'a> {
    /// The source.
    pub source: &'a Source,
    /// How it fares.
    pub state: Option<&'a SourceState>,
    /// Its newest release.
    pub newest: Option<Headline>,
    /// Releases by month, the last of twelve is this one.
    pub months: [u32; 12],
}

/// A release by its title.
#[derive(Debug, Clone, Default)]
pub struct Headline {
    /// Of its page.
    pub id: ReleaseId,
    /// When.
    pub at: DateTime<Utc>,
    /// Filled in for those that are shown.
    pub title: String,
    /// BCP 47.
    pub language: Option<String>,
}

impl Listed<'_> {
    fn year(&self) -> u32 {
        self.months.iter().sum()
    }

    fn group(&self, order: Order) -> Option<String> {
        match order {
            Order::Topic => self.source.tags.first().cloned(),
            Order::Language => self.source.language.as_deref().map(own_name),
            _ => None,
        }
    }

    fn holds(&self, words: &str) -> bool {
        let url = self.source.shown_url();
        let host = url.host_str().unwrap_or_default();
        let all =
            format!("{} {} {host} {}", self.source.name, &*self.source.id, self.source.tags.join(" ")).to_lowercase();
        words.to_lowercase().split_whitespace().all(|word| all.contains(word))
    }
}

/// The part of the list that a page shows, in order; and how many there are in all.
pub fn listed<'a>(mut all: Vec<Listed<'a>>, asked: &Listing) -> (Vec<Listed<'a>>, usize) {
    all.retain(|one| one.holds(&asked.find));
    if asked.order == Order::Trouble {
        all.retain(|one| standing(one.state).is_trouble());
    }
    let name = |one: &Listed<'_>| one.source.name.to_lowercase();
    let newest = |one: &Listed<'_>| Reverse(one.newest.as_ref().map(|newest| newest.at));
    match asked.order {
        Order::Topic | Order::Language => all.sort_by_cached_key(|one| {
            let group = one.group(asked.order);
            (group.is_none(), group.map(|group| group.to_lowercase()), newest(one), name(one))
        }),
        Order::Name => all.sort_by_cached_key(name),
        Order::Time | Order::Trouble => all.sort_by_cached_key(|one| (newest(one), name(one))),
        Order::Count => all.sort_by_cached_key(|one| (Reverse(one.year()), name(one))),
    }
    let count = all.len();
    (all.into_iter().skip(asked.page * LISTED).take(LISTED).collect(), count)
}

/// The list, its figures included.
#[derive(Debug)]
pub struct Sources<'a> {
    /// What was asked.
    pub asked: Listing,
    /// Of this page.
    pub rows: Vec<Listed<'a>>,
    /// Of all pages.
    pub count: usize,
    /// In the configuration.
    pub all: usize,
    /// That need a look.
    pub troubled: usize,
    /// Releases so far.
    pub releases: u64,
}

struct Group {
    name: Option<String>,
    rows: Vec<Row>,
}

struct Row {
    id: String,
    path: String,
    name: String,
    newest: Option<(Headline, String)>,
    year: u32,
    spark: String,
    state: State,
}

#[derive(Template)]
#[template(path = "sources.html")]
struct SourcesPage<'a> {
    site: &'a Site,
    find: &'a str,
    order: Order,
    summary: String,
    orders: Vec<Choice>,
    groups: Vec<Group>,
    earlier: Option<String>,
    later: Option<String>,
}

/// `/sources`.
pub fn sources(site: &Site, shown: &Sources<'_>) -> io::Result<Vec<u8>> {
    let order = shown.asked.order;
    let mut groups: Vec<Group> = Vec::new();
    for one in &shown.rows {
        let name = one
            .group(order)
            .or_else(|| matches!(order, Order::Topic | Order::Language).then(|| site.t.other.to_owned()));
        if groups.last().is_none_or(|group| group.name != name) {
            groups.push(Group { name, rows: Vec::new() });
        }
        groups.last_mut().into_iter().for_each(|group| group.rows.push(row(site, one)));
    }
    let number = shown.asked.page;
    page(&SourcesPage {
        site,
        find: &shown.asked.find,
        order,
        summary: summary(site, shown),
        orders: orders(site, shown),
        groups,
        earlier: number.checked_sub(1).map(|page| address(&Listing { page, ..shown.asked.clone() })),
        later: (shown.count > (number + 1) * LISTED)
            .then(|| address(&Listing { page: number + 1, ..shown.asked.clone() })),
    })
}

/// "74 newsrooms, 1,204 releases".
fn summary(site: &Site, shown: &Sources<'_>) -> String {
    let releases = site.t.releases_counted(shown.releases);
    let text = if shown.all == 1 { site.t.one_newsroom } else { site.t.n_newsrooms };
    fill(text, &[("n", &site.t.number(shown.all as u64)), ("releases", &releases)])
}

fn orders(site: &Site, shown: &Sources<'_>) -> Vec<Choice> {
    let choice = |label: &str, order: Order| Choice {
        label: label.to_owned(),
        href: address(&Listing { order, page: 0, ..shown.asked.clone() }),
        current: shown.asked.order == order,
        ..Choice::default()
    };
    let t = site.t;
    let mut all = vec![
        choice(t.by_topic, Order::Topic),
        choice(t.by_language, Order::Language),
        choice(t.by_name, Order::Name),
        choice(t.by_time, Order::Time),
        choice(t.by_count, Order::Count),
    ];
    if shown.troubled > 0 {
        let count = Some(t.number(shown.troubled as u64));
        all.push(Choice { count, ..choice(t.needs_a_look, Order::Trouble) });
    }
    all
}

/// Below the root.
fn address(listing: &Listing) -> String {
    let mut pairs = url::form_urlencoded::Serializer::new(String::new());
    if listing.order != Order::default() {
        pairs.append_pair("order", listing.order.word());
    }
    if !listing.find.is_empty() {
        pairs.append_pair("find", &listing.find);
    }
    if listing.page > 0 {
        pairs.append_pair("page", &(listing.page + 1).to_string());
    }
    let text = pairs.finish();
    if text.is_empty() { "sources".into() } else { format!("sources?{text}") }
}

fn row(site: &Site, one: &Listed<'_>) -> Row {
    let newest = one.newest.clone().map(|newest| {
        let when = Moment::short(site, newest.at.fixed_offset()).shown;
        let day = when.split(", ").next().unwrap_or_default().to_owned();
        (Headline { title: entry::excerpt(&newest.title, HEADLINE).into_owned(), ..newest }, day)
    });
    Row {
        id: one.source.id.to_string(),
        path: encoded(&one.source.id),
        name: one.source.name.clone(),
        newest,
        year: one.year(),
        spark: chart::spark(&one.months),
        state: standing(one.state),
    }
}

/// The month of a time, as the place in the last twelve; none before.
pub fn month(now: DateTime<Utc>, at: DateTime<Utc>) -> Option<usize> {
    let months = |time: DateTime<Utc>| time.year() * 12 + i32::try_from(time.month0()).unwrap_or(0);
    let ago = usize::try_from(months(now) - months(at)).ok()?;
    11_usize.checked_sub(ago)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Target;

    fn source(number: usize, tag: &str) -> Source {
        let feed = Target::Feed("https://a.example/feed".parse().unwrap());
        Source { tags: vec![tag.into()], ..Source::new(&format!("s{number}"), &format!("Newsroom {number}"), feed) }
    }

    fn all(sources: &[Source]) -> Vec<Listed<'_>> {
        sources.iter().map(|source| Listed { source, state: None, newest: None, months: [0; 12] }).collect()
    }

    #[test]
    fn many_sources_fill_several_pages_and_none_is_lost() {
        let sources: Vec<Source> = (0..LISTED * 2 + 5).map(|number| source(number, "x")).collect();
        let page = |page| listed(all(&sources), &Listing { page, ..Listing::default() });
        assert_eq!((0..3).map(|number| page(number).0.len()).sum::<usize>(), sources.len());
        assert!(page(3).0.is_empty());
    }

    #[test]
    fn a_source_is_found_by_name_host_or_topic_and_stands_under_its_topic() {
        let sources = [source(1, "b"), source(2, "a")];
        let found = |find: &str| listed(all(&sources), &Listing { find: find.into(), ..Listing::default() }).1;
        assert_eq!((found("newsroom 2"), found("A.EXAMPLE"), found("nothing")), (1, 2, 0));
        let (rows, _) = listed(all(&sources), &Listing::default());
        assert_eq!(rows[0].source.name, "Newsroom 2");
    }

    #[test]
    fn months_are_counted_back_from_now() {
        let now = "2026-01-15T00:00:00Z".parse().unwrap();
        let place = |text: &str| month(now, text.parse().unwrap());
        assert_eq!((place("2026-01-01T00:00:00Z"), place("2025-12-31T00:00:00Z")), (Some(11), Some(10)));
        assert_eq!((place("2025-02-01T00:00:00Z"), place("2025-01-31T00:00:00Z")), (Some(0), None));
    }
}
