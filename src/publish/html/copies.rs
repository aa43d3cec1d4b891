//! Where a story appeared: its copies in a table, and side by side with this one.

use super::{
    Moment, Site,
    diff::{self, Piece},
    encoded,
};
use crate::model::ReleaseId;
use chrono::{DateTime, FixedOffset};

/// Copies shown, and of them those that are laid beside the release.
const SHOWN: (usize, usize) = (24, 3);
/// A copy with fewer changed words in a hundred is nearly the same.
const NEARLY: usize = 15;
/// Characters compared.
const LONGEST: usize = 60_000;

/// One appearance of a story.
#[derive(Debug, Clone)]
pub struct Appearance<'a> {
    /// Our number of it.
    pub id: ReleaseId,
    /// The source's name.
    pub name: &'a str,
    /// Its id.
    pub source: &'a str,
    /// The page there.
    pub url: Option<&'a str>,
    /// As claimed there.
    pub published: Option<DateTime<FixedOffset>>,
    /// Its language.
    pub language: Option<&'a str>,
    /// Its words.
    pub text: Option<&'a str>,
}

/// A row of the table.
pub struct Copy<'a> {
    pub name: &'a str,
    pub path: String,
    pub id: Option<ReleaseId>,
    pub url: Option<&'a str>,
    pub published: Option<Moment>,
    pub differs: &'static str,
    /// What differs, word by word.
    pub pieces: Vec<Piece>,
}

/// All appearances; none where there is only one. The first is the one that leads.
pub fn of<'a>(site: &Site, here: ReleaseId, appearances: &[Appearance<'a>]) -> Vec<Copy<'a>> {
    if appearances.len() < 2 {
        return Vec::new();
    }
    let Some(own) = appearances.iter().find(|place| place.id == here) else { return Vec::new() };
    let mut laid = 0;
    let copy = |place: &Appearance<'a>| {
        let (differs, pieces) =
            if place.id == here { (site.t.this_one, Vec::new()) } else { compared(site, own, place, &mut laid) };
        Copy {
            name: place.name,
            path: encoded(place.source),
            id: (place.id != here).then_some(place.id),
            url: place.url,
            published: place.published.map(|time| Moment::short(site, time)),
            differs,
            pieces,
        }
    };
    appearances.iter().take(SHOWN.0).map(copy).collect()
}

/// How a copy differs, in a word, and for the first few in all words.
fn compared(site: &Site, own: &Appearance<'_>, other: &Appearance<'_>, laid: &mut usize) -> (&'static str, Vec<Piece>) {
    let primary = |tag: Option<&str>| tag.and_then(|tag| tag.split('-').next()).map(str::to_ascii_lowercase);
    if let (Some(mine), Some(theirs)) = (primary(own.language), primary(other.language))
        && mine != theirs
    {
        return (site.t.in_another_language, Vec::new());
    }
    let (Some(mine), Some(theirs)) = (own.text, other.text) else { return ("", Vec::new()) };
    if mine.len() > LONGEST || theirs.len() > LONGEST {
        return ("", Vec::new());
    }
    let pieces = diff::words(mine, theirs);
    if pieces.iter().all(|piece| !piece.is_added() && !piece.is_removed()) {
        return (site.t.word_for_word, Vec::new());
    }
    let words = |text: &str| text.split_whitespace().count();
    let changed: usize =
        pieces.iter().filter(|piece| piece.is_added() || piece.is_removed()).map(|piece| words(&piece.text)).sum();
    if changed * 100 > NEARLY * words(mine).max(1) * 2 {
        return (site.t.other_words, Vec::new());
    }
    *laid += 1;
    (site.t.nearly_the_same, if *laid <= SHOWN.1 { pieces } else { Vec::new() })
}
