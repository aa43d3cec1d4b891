//! All sources in the orders of their list, found once a configuration: to compare the names of a hundred thousand at
//! each request would take as long as all the rest of it together.

use std::{
    cmp::Reverse,
    collections::{BTreeSet, HashMap, HashSet},
    sync::Arc,
};

use chrono::{DateTime, FixedOffset, Utc};

use super::{language::own_name, standing::State};
use crate::model::{ReleaseId, Source, SourceId};

/// Sources of a page.
pub const LISTED: usize = 100;

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

    /// As in an address.
    pub fn word(self) -> &'static str {
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
    /// As claimed there: a day alone is the publisher's own day.
    pub published: Option<DateTime<FixedOffset>>,
}

/// A source, and what it published.
#[derive(Debug, Clone)]
pub struct Listed<'a> {
    /// The source.
    pub source: &'a Source,
    /// How it fares.
    pub state: State,
    /// What it published in a year.
    pub published: Published,
}

/// What a source published in a year.
#[derive(Debug, Clone, Default)]
pub struct Published {
    /// Its newest release.
    pub newest: Option<Headline>,
    /// Releases by month, the last of twelve is this one.
    pub months: [u32; 12],
}

impl Published {
    /// Of all months.
    pub fn in_a_year(&self) -> u32 {
        self.months.iter().sum()
    }
}

/// What the list is put together from, beside the configuration.
#[derive(Debug, Default)]
pub struct Facts {
    /// What sources published, those that did.
    pub published: HashMap<SourceId, Published>,
    /// Only these.
    pub only: Option<HashSet<SourceId>>,
}

/// The place of each source in the orders that its stanza alone gives.
#[derive(Debug, Clone, Default)]
pub struct Directory(Vec<Places>);

#[derive(Debug, Clone, Copy, Default)]
struct Places {
    name: u32,
    topic: u32,
    language: u32,
}

impl Directory {
    /// Of all sources, in the order of the configuration.
    pub fn of(sources: &[Arc<Source>]) -> Self {
        let mut places = vec![Places::default(); sources.len()];
        let mut by_name: Vec<usize> = (0..sources.len()).collect();
        by_name.sort_by_cached_key(|at| sources[*at].name.to_lowercase());
        for (rank, at) in by_name.into_iter().enumerate() {
            places[at].name = number(rank);
        }
        let topic = |source: &Source| source.tags.first().map(|tag| tag.to_lowercase());
        let language = |source: &Source| source.language.as_deref().map(|tag| own_name(tag).to_lowercase());
        for (at, rank) in ranks(sources, topic).into_iter().enumerate() {
            places[at].topic = rank;
        }
        for (at, rank) in ranks(sources, language).into_iter().enumerate() {
            places[at].language = rank;
        }
        Self(places)
    }

    /// The part of the list that a page shows, in order; and how many there are in all.
    pub fn listed<'a>(&self, sources: &'a [Arc<Source>], facts: &Facts, asked: &Listing) -> (Vec<Listed<'a>>, usize) {
        let words: Vec<String> = asked.find.to_lowercase().split_whitespace().map(str::to_owned).collect();
        let wanted = |source: &Source| {
            facts.only.as_ref().is_none_or(|only| only.contains(&source.id))
                && (words.is_empty() || holds(source, &words))
        };
        let mut rows: Vec<_> = sources
            .iter()
            .zip(&self.0)
            .enumerate()
            .filter(|(_, (source, _))| wanted(source))
            .map(|(at, (source, places))| (key(places, facts.published.get(&source.id), asked.order), at))
            .collect();
        rows.sort_unstable();
        let count = rows.len();
        let shown = rows.into_iter().skip(asked.page.saturating_mul(LISTED)).take(LISTED);
        let listed = |(_, at): (_, usize)| {
            let published = facts.published.get(&sources[at].id).cloned().unwrap_or_default();
            Listed { source: &sources[at], state: State::Waiting, published }
        };
        (shown.map(listed).collect(), count)
    }
}

/// The group, what is newest or most, the name.
type Key = (u32, Reverse<Option<i64>>, u32);

fn key(places: &Places, published: Option<&Published>, order: Order) -> Key {
    let newest = || published.and_then(|published| published.newest.as_ref()).map(|newest| newest.at.timestamp());
    match order {
        Order::Topic => (places.topic, Reverse(newest()), places.name),
        Order::Language => (places.language, Reverse(newest()), places.name),
        Order::Name => (0, Reverse(None), places.name),
        Order::Time | Order::Trouble => (0, Reverse(newest()), places.name),
        Order::Count => (0, Reverse(published.map(|published| published.in_a_year().into())), places.name),
    }
}

/// The group of each source as a number, in the order of their names; those of none behind all.
fn ranks(sources: &[Arc<Source>], group: impl Fn(&Source) -> Option<String>) -> Vec<u32> {
    let groups: Vec<Option<String>> = sources.iter().map(|source| group(source)).collect();
    let names: BTreeSet<&String> = groups.iter().flatten().collect();
    let places: HashMap<&String, u32> = names.into_iter().zip(0..).collect();
    let rank = |group: &Option<String>| group.as_ref().and_then(|name| places.get(name).copied()).unwrap_or(u32::MAX);
    groups.iter().map(rank).collect()
}

fn number(rank: usize) -> u32 {
    u32::try_from(rank).unwrap_or(u32::MAX)
}

impl Listed<'_> {
    /// Under which it stands.
    pub fn group(&self, order: Order) -> Option<String> {
        match order {
            Order::Topic => self.source.tags.first().cloned(),
            Order::Language => self.source.language.as_deref().map(own_name),
            _ => None,
        }
    }
}

/// In its name, address or tags.
fn holds(source: &Source, words: &[String]) -> bool {
    let url = source.shown_url();
    let host = url.host_str().unwrap_or_default();
    let all = format!("{} {} {host} {}", source.name, &*source.id, source.tags.join(" ")).to_lowercase();
    words.iter().all(|word| all.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Target;

    fn source(number: usize, tag: &str) -> Arc<Source> {
        let feed = Target::Feed("https://a.example/feed".parse().unwrap());
        let source = Source::new(&format!("s{number}"), &format!("Newsroom {number}"), feed);
        Source { tags: vec![tag.into()], ..source }.into()
    }

    #[test]
    fn many_sources_fill_several_pages_and_none_is_lost() {
        let sources: Vec<_> = (0..LISTED * 2 + 5).map(|number| source(number, "x")).collect();
        let directory = Directory::of(&sources);
        let page = |page| directory.listed(&sources, &Facts::default(), &Listing { page, ..Listing::default() });
        assert_eq!((0..3).map(|number| page(number).0.len()).sum::<usize>(), sources.len());
        assert!(page(3).0.is_empty());
    }

    #[test]
    fn a_source_is_found_by_name_host_or_topic_and_stands_under_its_topic() {
        let sources = [source(1, "b"), source(2, "a")];
        let directory = Directory::of(&sources);
        let listing = |find: &str| Listing { find: find.into(), ..Listing::default() };
        let found = |find: &str| directory.listed(&sources, &Facts::default(), &listing(find)).1;
        assert_eq!((found("newsroom 2"), found("A.EXAMPLE"), found("nothing")), (1, 2, 0));
        let (rows, _) = directory.listed(&sources, &Facts::default(), &Listing::default());
        assert_eq!(rows[0].source.name, "Newsroom 2");
    }

    #[test]
    fn what_published_last_or_most_stands_first_and_the_silent_last() {
        let sources = [source(1, "a"), source(2, "a"), source(3, "a")];
        let directory = Directory::of(&sources);
        let published = |at: i64, count| {
            let newest = Headline { at: chrono::DateTime::from_timestamp(at, 0).unwrap(), ..Headline::default() };
            Published { newest: Some(newest), months: [count; 12] }
        };
        let published = [("s2".into(), published(10, 9)), ("s3".into(), published(20, 1))].into();
        let facts = Facts { published, only: None };
        let order = |order| {
            let (rows, _) = directory.listed(&sources, &facts, &Listing { order, ..Listing::default() });
            rows.iter().map(|row| row.source.id.to_string()).collect::<Vec<_>>().join(" ")
        };
        assert_eq!((order(Order::Time), order(Order::Count)), ("s3 s2 s1".into(), "s2 s3 s1".into()));
        assert_eq!((order(Order::Topic), order(Order::Name)), ("s3 s2 s1".into(), "s1 s2 s3".into()));
        let only = Facts { only: Some(["s1".into()].into()), ..facts };
        assert_eq!(directory.listed(&sources, &only, &Listing::default()).1, 1);
    }
}
