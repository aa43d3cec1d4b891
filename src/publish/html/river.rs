//! Lists of releases by day: the river, and the same of a topic, a selection or a search.

use std::{collections::HashMap, io};

use askama::Template;

use super::{
    Site,
    card::{self, Day},
    page,
};
use crate::{
    model::{ReleaseId, Story},
    publish::json_feed::said,
};

/// A link that chooses what is shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Choice {
    /// What it is called.
    pub label: String,
    /// Language of the label, where it is not the page's.
    pub language: Option<String>,
    /// Where it leads, below the root.
    pub href: String,
    /// How many releases are there.
    pub count: Option<String>,
    /// It is what is shown.
    pub current: bool,
}

/// Choices of one kind.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Group {
    /// "Language".
    pub name: &'static str,
    /// In the order of their counts.
    pub choices: Vec<Choice>,
}

/// How to follow what is shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Follow {
    /// "all releases".
    pub what: String,
    /// The feed's address, whole.
    pub address: String,
    /// Below the root: Atom.
    pub atom: String,
    /// RSS 2.0.
    pub rss: String,
    /// JSON Feed.
    pub json: String,
}

impl Follow {
    /// The address as a part of another one.
    pub(super) fn encoded(&self) -> String {
        super::encoded(&self.address)
    }
}

/// What is shown, what else could be, and how to follow it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bar {
    /// The selections of the site.
    pub views: Vec<Choice>,
    /// Every filter.
    pub groups: Vec<Group>,
    /// The likeliest filters, in groups.
    pub quick: Vec<Vec<Choice>>,
    /// Filters that hold: each leads to the same without it.
    pub chosen: Vec<Choice>,
    /// The other density.
    pub density: Option<Choice>,
    /// None where there is nothing to follow.
    pub follow: Option<Follow>,
}

/// A list of releases by day.
#[derive(Debug, Clone, Default)]
pub struct River<'a> {
    /// What is shown, unless it is everything.
    pub heading: Option<String>,
    /// A line below the heading.
    pub about: Option<String>,
    /// The bar over it.
    pub bar: Bar,
    /// Newest first.
    pub stories: &'a [Story],
    /// Where the newest are, when these are older ones; below the root.
    pub newest: Option<String>,
    /// Where older ones are, below the root.
    pub older: Option<String>,
    /// For want of stories: a heading and a line.
    pub nothing: (&'static str, &'static str),
}

#[derive(Template)]
#[template(path = "river.html")]
struct RiverPage<'a> {
    site: &'a Site,
    river: River<'a>,
    days: Vec<Day>,
    zone: String,
}

/// `/`, and the same of one topic or view.
pub fn river(site: &Site, river: River<'_>) -> io::Result<Vec<u8>> {
    let days = card::days(site, river.stories);
    page(&RiverPage { site, river, days, zone: zone(site) })
}

/// "Times in UTC".
pub(super) fn zone(site: &Site) -> String {
    site.fill(site.t.times_in, "zone", &site.now().format("%Z").to_string())
}

#[derive(Template)]
#[template(path = "search.html")]
struct SearchPage<'a> {
    site: &'a Site,
    river: River<'a>,
    found: Option<String>,
    days: Vec<Day>,
    zone: String,
}

/// `/search`: `found` says how many there are, `wanted` are the words to mark.
pub fn search(site: &Site, river: River<'_>, found: Option<String>, wanted: &[String]) -> io::Result<Vec<u8>> {
    let mut days = card::days(site, river.stories);
    let texts: HashMap<ReleaseId, &str> =
        river.stories.iter().filter_map(|story| Some((story.lead_id, said(&story.lead.content_text)?))).collect();
    for card in days.iter_mut().flat_map(|day| &mut day.cards) {
        card.mark_hits(texts.get(&card.id).copied(), wanted);
    }
    page(&SearchPage { site, river, found, days, zone: zone(site) })
}
