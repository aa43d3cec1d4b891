//! Immediate, corrected or withdrawn.

use super::IMMEDIATE;
use crate::{model::Status, read::release::scene::Scene};

const CORRECTED: &[&str] = &[
    "correction",
    "corrected",
    "corrigendum",
    "erratum",
    "korrektur",
    "korrigiert",
    "berichtigung",
    "rectificatif",
    "correctif",
    "corrección",
    "rettifica",
    "correctie",
    "rectificatie",
    "correção",
    "retificação",
    "sprostowanie",
    "rättelse",
    "korrigering",
    "korjaus",
    "oprava",
];
const WITHDRAWN: &[&str] = &[
    "withdrawn",
    "retracted",
    "kill",
    "kill notice",
    "zurückgezogen",
    "zurückziehung",
    "communiqué retiré",
    "retirado",
    "ritirato",
    "ingetrokken",
    "wycofane",
    "tillbakadragen",
    "trukket tilbage",
    "/clear/",
    "advisory, disregard release",
    "disregard release",
];

/// Immediate, corrected or withdrawn, as the page says, with its block.
pub(in crate::read::release) fn status(scene: &Scene<'_>) -> Option<(usize, Status)> {
    let fold = |text: &str| text.to_lowercase();
    let begins = |text: &str, words: &[&str]| {
        let text = fold(text.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '/'));
        words.iter().any(|w| {
            text.strip_prefix(w).is_some_and(|rest| {
                rest.trim_start().starts_with([':', '–', '—', '-', '*', ')', ']', '/'])
                    || (rest.is_empty() && w.len() > 4)
            })
        })
    };
    let near = || {
        scene
            .above()
            .chain(scene.blocks.iter().enumerate().skip(scene.headline.unwrap_or(0)).take(8).filter(|(_, b)| !b.chrome))
    };
    let find = |words: &'static [&'static str]| {
        near().find(|(_, b)| b.text.len() <= 300 && begins(&b.text, words)).map(|(i, _)| i)
    };
    if let Some(i) = find(WITHDRAWN) {
        return Some((i, Status::Withdrawn));
    }
    if let Some(i) = find(CORRECTED) {
        return Some((i, Status::Corrected));
    }
    let immediate = |text: &str| text.len() <= 160 && IMMEDIATE.iter().any(|w| fold(text).contains(w));
    near().find(|(_, b)| immediate(&b.text)).map(|(i, _)| (i, Status::Immediate))
}
