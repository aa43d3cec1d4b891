//! A story in a list.

use chrono::NaiveDate;

use super::{clock, day_label, encoded};
use crate::{
    model::{Kind, Story},
    publish::{entry, json_feed::said, when},
};

/// Characters of a summary.
const SUMMARY: usize = 260;

/// The stories of a day (UTC), newest first.
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
}

/// Another appearance.
#[derive(Debug, Clone)]
pub struct Carrier {
    /// Source's name.
    pub name: String,
    /// Its page.
    pub url: Option<String>,
}

/// Stories by the day under which the feed sorts them.
pub fn days(stories: &[Story]) -> Vec<Day> {
    let mut days: Vec<Day> = Vec::new();
    for story in stories {
        let date = story.sorted_at.date_naive();
        match days.last_mut() {
            Some(day) if day.date == date => day.cards.push(card(story)),
            _ => days.push(Day {
                date,
                weekday: date.format("%A").to_string(),
                label: day_label(date),
                cards: vec![card(story)],
            }),
        }
    }
    days
}

fn card(story: &Story) -> Card {
    let release = &story.lead;
    let published = entry::published(story);
    let words = entry::summary(release).or(said(&release.content_text));
    Card {
        id: story.lead_id,
        title: entry::title(story).into_owned(),
        language: entry::language(release).map(str::to_owned),
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
        image: said(&release.image).map(str::to_owned),
        copies: story
            .copies
            .iter()
            .map(|copy| Carrier { name: copy.source_name.clone(), url: copy.url.clone() })
            .collect(),
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
