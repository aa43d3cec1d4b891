//! An organisation: what it is, its year, its newest releases, how to follow it.

use std::io;

use askama::Template;
use chrono::{Datelike, Days, NaiveDate};

use super::{
    Follow, Link, Site,
    aside::{self, Fact, Person, Value},
    card::{self, Card, letter},
    chart,
    language::own_name,
    page,
    standing::{State, standing},
    words::fill,
};
use crate::{
    model::{Boilerplate, Role, Source, SourceState, Story, Target},
    publish::entry,
};

/// Weeks of a year, and characters of what it says of itself.
pub const WEEKS: usize = 52;
const ABOUT: usize = 260;

/// What is known of it.
#[derive(Debug)]
pub struct Organisation<'a> {
    /// The source.
    pub source: &'a Source,
    /// How it fares.
    pub state: Option<&'a SourceState>,
    /// Releases by week, the last one is this week; none behind the first page.
    pub weeks: Option<[u32; WEEKS]>,
    /// How to follow it.
    pub follow: Follow,
    /// Newest first.
    pub stories: &'a [Story],
    /// Where the newest are; below the root.
    pub newest: Option<String>,
    /// Where older ones are; below the root.
    pub older: Option<String>,
}

struct Year {
    total: String,
    path: String,
    most: u32,
    months: Vec<(usize, &'static str)>,
    told: String,
}

#[derive(Template)]
#[template(path = "organisation.html")]
struct OrganisationPage<'a> {
    site: &'a Site,
    name: &'a str,
    letter: String,
    state: State,
    about: Option<String>,
    follow: &'a Follow,
    year: Option<Year>,
    cards: Vec<Card>,
    zone: String,
    facts: Vec<Fact>,
    tags: Vec<Link>,
    contacts: Vec<Person<'a>>,
    river: Pages<'a>,
}

struct Pages<'a> {
    newest: &'a Option<String>,
    older: &'a Option<String>,
}

/// `/source/ID`.
pub fn organisation(site: &Site, shown: &Organisation<'_>) -> io::Result<Vec<u8>> {
    let own = || shown.stories.iter().filter(|story| story.source == shown.source.id);
    let contacts = own().map(|story| &story.lead.anatomy.contacts).find(|contacts| !contacts.is_empty());
    page(&OrganisationPage {
        site,
        name: &shown.source.name,
        letter: letter(&shown.source.name),
        state: standing(shown.state),
        about: own()
            .flat_map(|story| &story.lead.anatomy.boilerplate)
            .find_map(|about| itself(about, &shown.source.name)),
        follow: &shown.follow,
        year: shown.weeks.as_ref().and_then(|weeks| year(site, weeks)),
        cards: shown.stories.iter().map(|story| card::card(site, story)).collect(),
        zone: super::river::zone(site),
        facts: facts(site, shown),
        tags: shown.source.tags.iter().map(|tag| Link::to(tag, tag)).collect(),
        contacts: contacts.into_iter().flatten().take(2).map(aside::person).collect(),
        river: Pages { newest: &shown.newest, older: &shown.older },
    })
}

/// What it says of itself, where its name is the name that the text is about.
fn itself(about: &Boilerplate, name: &str) -> Option<String> {
    let organization = about.organization.as_deref()?.to_lowercase();
    let name = name.to_lowercase();
    let same = !organization.is_empty() && (name.starts_with(&organization) || organization.starts_with(&name));
    same.then(|| entry::excerpt(&about.text, ABOUT).into_owned())
}

fn year(site: &Site, weeks: &[u32; WEEKS]) -> Option<Year> {
    let total: u32 = weeks.iter().sum();
    let most = weeks.iter().copied().max().filter(|most| *most > 0)?;
    let at = weeks.iter().rposition(|count| *count == most).unwrap_or_default();
    let first = |week: usize| begins(site, week);
    let told = [
        ("n", site.t.number(total.into())),
        ("most", most.to_string()),
        ("week", first(at).map(|day| site.day(day)).unwrap_or_default()),
    ];
    let told: Vec<(&str, &str)> = told.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let months = (0..WEEKS).filter_map(|week| {
        let (this, before) = (first(week)?, first(week.checked_sub(1)?)?);
        (this.month() != before.month()).then(|| (week * 15 + 2, site.t.short_months[this.month0() as usize]))
    });
    let months = months.filter(|(x, _)| *x < 760).collect();
    Some(Year {
        total: site.t.releases_counted(total.into()),
        path: chart::year(weeks),
        most,
        months,
        told: fill(site.t.year_told, &told),
    })
}

/// The Monday on which a week of the chart begins.
fn begins(site: &Site, week: usize) -> Option<NaiveDate> {
    let today = site.now().date_naive();
    let monday = today.checked_sub_days(Days::new(today.weekday().num_days_from_monday().into()))?;
    monday.checked_sub_days(Days::new(7 * (WEEKS - 1).checked_sub(week)? as u64))
}

/// The week of a day, as the place in the chart; none before it.
pub fn week(site: &Site, day: NaiveDate) -> Option<usize> {
    let ago = (begins(site, WEEKS - 1)? - day).num_days();
    let weeks = if ago <= 0 { 0 } else { usize::try_from((ago + 6) / 7).ok()? };
    (WEEKS - 1).checked_sub(weeks)
}

fn facts(site: &Site, shown: &Organisation<'_>) -> Vec<Fact> {
    let (t, source) = (site.t, shown.source);
    let url = source.shown_url();
    let value = |text: String, url: Option<String>| Value { text, language: None, url };
    let issuer = shown
        .stories
        .iter()
        .filter(|story| story.source == source.id)
        .find_map(|story| story.lead.anatomy.issuer.as_ref());
    let host = |url: &str| {
        url::Url::parse(url).ok().and_then(|url| Some(url.host_str()?.trim_start_matches("www.").to_owned()))
    };
    let site_url = issuer.and_then(|issuer| issuer.url.clone()).or_else(|| Some(url.join("/").ok()?.to_string()));
    let mut all = Vec::new();
    let mut row = |name, values: Vec<Value>| {
        if !values.is_empty() {
            all.push(Fact { name, values });
        }
    };
    row(t.website, site_url.iter().filter_map(|url| Some(value(host(url)?, Some(url.clone())))).collect());
    let (name, address) = match &source.target {
        Target::Feed(_) => (t.feed, url.to_string()),
        Target::Newsroom(_) | Target::Sitemap(_) => (t.newsroom, url.to_string()),
    };
    let short = format!("{}{}", host(url.as_str()).unwrap_or_default(), url.path().trim_end_matches('/'));
    row(name, vec![value(entry::excerpt(&short, 60).into_owned(), Some(address))]);
    let tongue = |tag: &String| Value { text: own_name(tag), language: Some(tag.clone()), url: None };
    row(t.language, source.language.iter().map(tongue).collect());
    if source.role == Role::Distributor {
        row(t.role, vec![value(t.distributor.into(), None)]);
    }
    row(
        t.rhythm,
        shown.state.and_then(|state| rhythm(site, state)).map(|text| value(text, None)).into_iter().collect(),
    );
    let social = issuer.iter().flat_map(|issuer| &issuer.social).take(6);
    row(
        t.elsewhere,
        social.map(|account| value(aside::network(&account.network), Some(account.url.clone()))).collect(),
    );
    all
}

/// "about every 3 days"; none before it is known.
fn rhythm(site: &Site, state: &SourceState) -> Option<String> {
    let t = site.t;
    let gap = state.memory.rhythm.gap_secs.filter(|gap| gap.is_finite() && *gap > 0.0)?;
    let (number, many, one) = match gap {
        gap if gap < 5_400.0 => (gap / 60.0, t.minutes_span, None),
        gap if gap < 129_600.0 => (gap / 3_600.0, t.hours_span, Some(t.hour_span)),
        gap => (gap / 86_400.0, t.days_span, Some(t.day_span)),
    };
    let number = number.round().max(1.0);
    let span = match one {
        Some(one) if number <= 1.0 => one.to_owned(),
        _ => fill(many, &[("n", &number.to_string())]),
    };
    Some(fill(t.about_every, &[("span", &span)]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weeks_are_counted_back_from_this_one() {
        // a Sunday
        let site = Site { now: "2026-11-29T10:00:00Z".parse().unwrap(), ..Site::default() };
        let week = |text: &str| week(&site, text.parse().unwrap());
        assert_eq!((week("2026-11-29"), week("2026-11-23"), week("2026-11-22")), (Some(51), Some(51), Some(50)));
        assert_eq!((week("2025-12-08"), week("2025-12-01"), week("2025-11-30")), (Some(1), Some(0), None));
    }
}
