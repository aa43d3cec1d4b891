//! What changed in a release, version by version.

use chrono::{DateTime, Utc};

use super::{
    Moment, Site,
    diff::{self, Piece},
};
use crate::{model::Release, publish::when};

/// Versions that are shown; the oldest of many are not.
const SHOWN: usize = 12;
/// Bytes of all that is shown.
const BYTES: usize = 16_000;

/// One version against the one that replaced it.
pub struct Revision {
    /// When it was replaced.
    pub at: Moment,
    /// What differs.
    pub parts: Vec<Part>,
}

/// One part of a release that changed.
pub struct Part {
    /// For people.
    pub name: &'static str,
    /// Old and new in one text.
    pub pieces: Vec<Piece>,
}

/// Each version against the one that replaced it; newest first.
pub fn of(site: &Site, release: &Release, older: &[(DateTime<Utc>, &Release)]) -> Vec<Revision> {
    let mut newer = release;
    let mut all = Vec::new();
    let mut bytes = 0;
    for (at, older) in older.iter().take(SHOWN) {
        let parts = parts(site, older, newer);
        // one at least: the last change is asked for most
        bytes += parts.iter().flat_map(|part| &part.pieces).map(|piece| piece.text.len() + 12).sum::<usize>();
        if bytes > BYTES && !all.is_empty() {
            break;
        }
        if !parts.is_empty() {
            all.push(Revision { at: Moment::ours(site, *at), parts });
        }
        newer = older;
    }
    all
}

fn parts(site: &Site, older: &Release, newer: &Release) -> Vec<Part> {
    type Text = fn(&Release) -> String;
    let t = site.t;
    let words: [(&'static str, Text); 5] = [
        (t.headline, |release| release.title.clone().unwrap_or_default()),
        (t.subtitle, |release| release.anatomy.subtitle.clone().unwrap_or_default()),
        (t.summary, |release| release.summary.clone().unwrap_or_default()),
        (t.text, |release| release.content_text.clone().unwrap_or_default()),
        (t.published, |release| release.published.as_ref().map(when).unwrap_or_default()),
    ];
    let mut parts: Vec<Part> = words
        .into_iter()
        .map(|(name, of)| (name, of(older), of(newer)))
        .filter(|(_, old, new)| old != new)
        .map(|(name, old, new)| Part { name, pieces: diff::words(&old, &new) })
        .collect();
    let files = |release: &Release| files(release).join(" ");
    if files(older) != files(newer) {
        parts.push(Part { name: t.files, pieces: diff::words(&files(older), &files(newer)) });
    }
    parts
}

fn files(release: &Release) -> Vec<String> {
    let assets = release.anatomy.assets.iter().map(|asset| asset.url.clone());
    let mut all: Vec<String> = release.attachments.iter().map(|file| file.url.clone()).chain(assets).collect();
    all.sort();
    all.dedup();
    all
}
