//! A story in a list.

use std::collections::BTreeMap;

use chrono::{DateTime, FixedOffset, NaiveDate, TimeDelta};

use super::{
    Site, encoded,
    language::direction,
    picture::{Pictures, Width},
    snippet::{self, Bit},
    time::{Moment, place},
    words::{Words, fill},
};
use crate::{
    model::{Kind, ReleaseId, Status, Story},
    publish::{entry, json_feed::said},
};

/// Characters of a summary: a line of it is seen on a desk, two on a phone.
const SUMMARY: usize = 160;
/// Others that carried it, by name; the rest is counted.
const COPIES: usize = 2;
/// Bytes of an image's address: fifty of them must not outweigh their page.
const ADDRESS: usize = 400;
/// Bytes of a card without its words.
const MARKUP: usize = 620;
/// Bytes of all cards of a page, which is 60 kB at most.
const BYTES: usize = 44_000;
/// A change that is noticed later than this after the first sight is a revision.
const SETTLED: TimeDelta = TimeDelta::seconds(60);

/// The stories of a day on the site's calendar; newest first.
#[derive(Debug, Clone)]
pub struct Day {
    /// `2026-11-24`.
    pub date: NaiveDate,
    /// "Tuesday".
    pub weekday: &'static str,
    /// "24 November 2026".
    pub label: String,
    /// "34 releases".
    pub count: String,
    /// Its stories.
    pub cards: Vec<Card>,
}

/// A story in short.
#[derive(Debug, Clone)]
pub struct Card {
    /// Of its page.
    pub id: ReleaseId,
    /// Headline.
    pub title: String,
    /// BCP 47.
    pub language: Option<String>,
    /// `rtl`, or `auto`.
    pub direction: &'static str,
    /// Source's name.
    pub source: String,
    /// Its first letter, for a picture that does not come.
    pub letter: String,
    /// Source's id, as part of an address.
    pub source_path: String,
    /// The time of day, or "seen 27 Nov".
    pub time: Moment,
    /// With its day: for lists that are not by day.
    pub day: Moment,
    /// Sort of text, when it is not a plain release.
    pub kind: Option<&'static str>,
    /// Corrected, revised or withdrawn.
    pub mark: Option<Mark>,
    /// Its first words.
    pub summary: Option<String>,
    /// Of a search: headline and text with the hits marked.
    pub hits: Option<[Vec<Bit>; 2]>,
    /// Lead image.
    pub image: Option<String>,
    /// Others that carried it, by name.
    pub copies: Vec<String>,
    /// "and 2 more".
    pub more_copies: Option<String>,
}

impl Card {
    /// Marks what a search found.
    pub fn mark_hits(&mut self, text: Option<&str>, wanted: &[String]) {
        let summary = self.summary.as_deref().unwrap_or_default();
        let found = snippet::around(summary, wanted).or_else(|| snippet::around(text?, wanted));
        let summary = found.unwrap_or_else(|| snippet::marked(summary, wanted));
        self.hits = Some([snippet::marked(&self.title, wanted), summary]);
    }
}

/// What became of a release after it was first seen.
#[derive(Debug, Clone)]
pub struct Mark {
    /// Of the stylesheet.
    pub class: &'static str,
    /// "Corrected".
    pub word: &'static str,
    /// When.
    pub at: Option<Moment>,
}

impl Mark {
    /// Of a story.
    pub fn of(site: &Site, story: &Story) -> Option<Self> {
        let changed = story.updated > story.first_seen + SETTLED;
        let (class, word) = match story.lead.anatomy.status {
            Some(Status::Withdrawn) => ("withdrawn", site.t.withdrawn),
            Some(Status::Corrected) => ("", site.t.corrected),
            _ if changed => ("revised", site.t.revised),
            _ => return None,
        };
        let at = changed.then(|| Moment::short(site, story.updated.fixed_offset()));
        Some(Self { class, word, at })
    }
}

/// Stories by day, and within a day as they stand in the feed.
pub fn days(site: &Site, stories: &[Story]) -> Vec<Day> {
    let mut days: BTreeMap<NaiveDate, Vec<Card>> = BTreeMap::new();
    for story in stories {
        // what bears no date stands where its neighbours are
        let at = entry::claimed(story).unwrap_or_else(|| story.sorted_at.fixed_offset());
        days.entry(place(site, at).0).or_default().push(card(site, story));
    }
    let day = |(date, cards): (NaiveDate, Vec<Card>)| Day {
        date,
        weekday: site.weekday(date),
        label: site.day(date),
        count: site.t.releases_counted(cards.len() as u64),
        cards,
    };
    days.into_iter().rev().map(day).collect()
}

/// How many of these a page holds: a page is for phones too.
pub fn that_fit(site: &Site, stories: &[Story]) -> usize {
    let mut bytes = 0;
    let fits = stories.iter().take_while(|story| {
        let card = card(site, story);
        let words = [Some(&card.title), card.summary.as_ref(), card.image.as_ref()].into_iter().flatten();
        let copies = card.copies.iter().map(|name| name.len() + 60);
        bytes += MARKUP + card.source.len() + words.map(String::len).sum::<usize>() + copies.sum::<usize>();
        bytes <= BYTES
    });
    fits.count().max(1)
}

/// A story in short.
pub fn card(site: &Site, story: &Story) -> Card {
    let release = &story.lead;
    let title = entry::title(story).into_owned();
    let words = entry::summary(release).or(said(&release.content_text)).filter(|words| *words != title);
    let (time, day) = times(site, story, entry::claimed(story));
    let more = story.copies.len().saturating_sub(COPIES);
    Card {
        id: story.lead_id,
        language: entry::language(release).map(str::to_owned),
        direction: direction(entry::language(release)),
        source: story.source_name.clone(),
        letter: letter(&story.source_name),
        source_path: encoded(&story.source),
        time,
        day,
        kind: release.anatomy.kind.filter(|kind| !is_plain(*kind)).map(|sort| kind(site.t, sort)),
        mark: Mark::of(site, story),
        summary: words.map(|words| entry::excerpt(words, SUMMARY).into_owned()),
        hits: None,
        image: said(&release.image)
            .filter(|url| url.len() <= ADDRESS)
            .map(|url| Pictures::of(site, story.lead_id).address(url, Width::Thumb)),
        copies: story.copies.iter().take(COPIES).map(|copy| copy.source_name.clone()).collect(),
        more_copies: (more > 0).then(|| fill(site.t.and_more, &[("n", &site.t.number(more as u64))])),
        title,
    }
}

/// No time is shown that nobody gave.
fn times(site: &Site, story: &Story, dated: Option<DateTime<FixedOffset>>) -> (Moment, Moment) {
    if let Some(time) = dated {
        return (Moment::clock(site, time), Moment::short(site, time));
    }
    let seen = story.first_seen.fixed_offset();
    let day = site.short_day(place(site, seen).0);
    let seen = Moment {
        shown: fill(site.t.seen, &[("day", &day)]),
        hover: Some(site.t.seen_hover.into()),
        ..Moment::clock(site, seen)
    };
    (seen.clone(), seen)
}

/// The first letter of a name.
pub fn letter(name: &str) -> String {
    name.chars().find(|c| c.is_alphanumeric()).into_iter().flat_map(char::to_uppercase).collect()
}

fn is_plain(kind: Kind) -> bool {
    matches!(kind, Kind::Release | Kind::News)
}

/// What it is called.
pub fn kind(words: &Words, kind: Kind) -> &'static str {
    match kind {
        Kind::Release => words.release,
        Kind::News => words.news,
        Kind::Statement => words.statement,
        Kind::Advisory => words.advisory,
        Kind::Regulatory => words.regulatory,
    }
}
