//! `/sources`: who is read, a row each, dense.

use std::io;

use askama::Template;
use chrono::{DateTime, Datelike, Utc};

use super::{
    Choice, Site, chart,
    directory::{Headline, LISTED, Listed, Listing, Order},
    encoded, page,
    standing::State,
    time::place,
    words::fill,
};
use crate::publish::entry;

/// Characters of a headline.
const HEADLINE: usize = 110;

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
    let newest = one.published.newest.clone().map(|newest| {
        let day = site.short_day(place(site, newest.published.unwrap_or(newest.at.fixed_offset())).0);
        (Headline { title: entry::excerpt(&newest.title, HEADLINE).into_owned(), ..newest }, day)
    });
    Row {
        id: one.source.id.to_string(),
        path: encoded(&one.source.id),
        name: one.source.name.clone(),
        newest,
        year: one.published.in_a_year(),
        spark: chart::spark(&one.published.months),
        state: one.state,
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
    use super::month;

    #[test]
    fn months_are_counted_back_from_now() {
        let now = "2026-01-15T00:00:00Z".parse().unwrap();
        let place = |text: &str| month(now, text.parse().unwrap());
        assert_eq!((place("2026-01-01T00:00:00Z"), place("2025-12-31T00:00:00Z")), (Some(11), Some(10)));
        assert_eq!((place("2025-02-01T00:00:00Z"), place("2025-01-31T00:00:00Z")), (Some(0), None));
    }
}
