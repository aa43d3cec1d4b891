//! A story in a list.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{body::secure, clock, day_label, encoded, language::direction};
use crate::{
    model::{Kind, Story},
    publish::{entry, json_feed::said, when},
};

/// Characters of a summary.
const SUMMARY: usize = 260;
/// Others that carried it, by name; the rest is counted.
const COPIES: usize = 6;
/// Bytes of an image's address: fifty of them must not outweigh their page.
const ADDRESS: usize = 600;
/// Bytes of a card without its words.
const MARKUP: usize = 700;
/// Bytes of all cards of a page; its head and its stylesheet come on top.
const BYTES: usize = 76_000;

/// The stories of a day, as their publishers count days; newest first.
#[derive(Debug, Clone)]
pub struct Day {
    /// `2026-11-24`.
    pub date: NaiveDate,
    /// "Tuesday".
    pub weekday: String,
    /// "24 November 2026".
    pub label: String,
    /// Its stories.
    pub cards: Vec<Card>,
}

/// A story in short.
#[derive(Debug, Clone)]
pub struct Card {
    /// Of its page.
    pub id: i64,
    /// Headline.
    pub title: String,
    /// BCP 47.
    pub language: Option<String>,
    /// `rtl`, or none.
    pub direction: Option<&'static str>,
    /// Source's name.
    pub source: String,
    /// Source's id, as part of an address.
    pub source_path: String,
    /// Of publication.
    pub datetime: String,
    /// The time of day, when more than the day is known.
    pub time: Option<String>,
    /// The dateline's place.
    pub place: Option<String>,
    /// Sort of text, when it is not a plain release.
    pub kind: Option<&'static str>,
    /// Its first words.
    pub summary: Option<String>,
    /// Lead image.
    pub image: Option<String>,
    /// Others that carried it.
    pub copies: Vec<Carrier>,
    /// How many more there are.
    pub more_copies: usize,
}

/// Another appearance.
#[derive(Debug, Clone)]
pub struct Carrier {
    /// Source's name.
    pub name: String,
    /// Its page.
    pub url: Option<String>,
}

/// Stories by day. A feed sorts by instants, so that around midnight its days of several time zones are mixed;
/// here each day stands together.
pub fn days(stories: &[Story]) -> Vec<Day> {
    let mut days: BTreeMap<NaiveDate, Vec<Card>> = BTreeMap::new();
    for story in stories {
        days.entry(entry::published(story).date_naive()).or_default().push(card(story));
    }
    let day = |(date, cards): (NaiveDate, Vec<Card>)| Day {
        date,
        weekday: date.format("%A").to_string(),
        label: day_label(date),
        cards,
    };
    days.into_iter().rev().map(day).collect()
}

/// How many of these a page holds: a page is for phones too.
pub fn that_fit(stories: &[Story]) -> usize {
    let mut bytes = 0;
    let fits = stories.iter().take_while(|story| {
        let card = card(story);
        let words = [Some(&card.title), card.summary.as_ref(), card.image.as_ref()].into_iter().flatten();
        let copies = card.copies.iter().map(|copy| copy.name.len() + copy.url.as_ref().map_or(0, String::len) + 40);
        bytes += MARKUP + card.source.len() + words.map(String::len).sum::<usize>() + copies.sum::<usize>();
        bytes <= BYTES
    });
    fits.count().max(1)
}

fn card(story: &Story) -> Card {
    let release = &story.lead;
    let published = entry::published(story);
    let words = entry::summary(release).or(said(&release.content_text));
    Card {
        id: story.lead_id,
        title: entry::title(story).into_owned(),
        language: entry::language(release).map(str::to_owned),
        direction: direction(entry::language(release)),
        source: story.source_name.clone(),
        source_path: encoded(&story.source),
        datetime: when(&published),
        time: clock(&published),
        place: release
            .anatomy
            .dateline
            .as_ref()
            .and_then(|line| said(&line.place))
            .map(|place| entry::excerpt(place, 40).into_owned()),
        kind: release.anatomy.kind.and_then(kind),
        summary: words.map(|words| entry::excerpt(words, SUMMARY).into_owned()),
        image: said(&release.image).filter(|url| url.len() <= ADDRESS).map(secure),
        copies: story
            .copies
            .iter()
            .take(COPIES)
            .map(|copy| Carrier { name: copy.source_name.clone(), url: copy.url.clone() })
            .collect(),
        more_copies: story.copies.len().saturating_sub(COPIES),
    }
}

/// What it is called, unless it is what all are.
pub fn kind(kind: Kind) -> Option<&'static str> {
    match kind {
        Kind::Release | Kind::News => None,
        Kind::Statement => Some("Statement"),
        Kind::Advisory => Some("Media advisory"),
        Kind::Regulatory => Some("Regulatory"),
    }
}
