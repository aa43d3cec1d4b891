//! The day of publication where the page prints it: beside the headline, or behind a word that says so.

use chrono::Datelike;

use super::scene::Scene;
use crate::text::dates;

const LABELS: &[&str] = &[
    "published", "publication date", "date", "posted", "released", "issued", "erschienen am", "veröffentlicht am",
    "veröffentlicht", "datum", "vom", "publié le", "publié", "publicado", "publicado el", "fecha", "pubblicato",
    "data", "gepubliceerd", "opublikowano", "publicerad", "publicerat", "offentliggjort", "julkaistu", "zveřejněno",
    "date de publication", "release date", "stand", "pressemitteilung vom",
];

/// The day as printed.
pub(super) fn read(scene: &Scene<'_>) -> Option<String> {
    let start = scene.start();
    let near: Vec<&str> = scene
        .blocks
        .iter()
        .skip(start)
        .take(24)
        .filter(|b| !b.chrome && !b.text.is_empty())
        .map(|b| b.text.as_str())
        .take(12)
        .collect();
    let above: Vec<&str> = scene.above().map(|(_, b)| b.text.as_str()).collect();
    let labelled = near.iter().chain(above.iter().rev()).enumerate().find_map(|(i, text)| {
        let lower = text.to_lowercase();
        let label = LABELS
            .iter()
            .filter(|l| lower.strip_prefix(**l).is_some_and(|r| r.chars().next().is_none_or(|c| !c.is_alphabetic())))
            .max_by_key(|l| l.len())?;
        let value = text
            .get(label.len()..)
            .filter(|v| v.chars().any(|c| c.is_ascii_digit()))
            .or_else(|| near.get(i + 1).copied())?;
        short_date(value, scene, 90)
    });
    let short = || near.iter().chain(above.iter().rev().take(4)).filter_map(|text| short_date(text, scene, 70));
    labelled.or_else(|| short().next()).map(|day| in_full(day, &near, scene))
}

/// The same day with its year, where another line prints it: "27 January" above "27.1.2022".
fn in_full(day: String, near: &[&str], scene: &Scene<'_>) -> String {
    let Some((_, when)) = dates::find(&day, scene.hints).filter(|(_, when)| when.basis == dates::Basis::Yearless)
    else {
        return day;
    };
    let same = |text: &&str| {
        let (range, other) = dates::find(text, scene.hints)?;
        let whole = other.basis == dates::Basis::Printed;
        let matches = (other.date.month(), other.date.day()) == (when.date.month(), when.date.day());
        (whole && matches).then(|| text.get(range).map(str::to_owned)).flatten()
    };
    near.iter().find_map(same).unwrap_or(day)
}

/// A short line that holds little but a day.
fn short_date(text: &str, scene: &Scene<'_>, longest: usize) -> Option<String> {
    if text.len() > longest {
        return None;
    }
    let (range, _) = dates::find(text, scene.hints)?;
    text.get(range).map(str::to_owned)
}
