//! Immediate, corrected or withdrawn.

use super::IMMEDIATE;
use crate::{model::Status, release::scene::Scene};

const CORRECTED: &[&str] = &[
    "correction", "corrected", "corrigendum", "erratum", "korrektur", "korrigiert", "berichtigung", "rectificatif",
    "correctif", "corrección", "rettifica", "correctie", "rectificatie", "correção", "retificação", "sprostowanie",
    "rättelse", "korrigering", "korjaus", "oikaisu", "oprava", "korekta", "helyesbítés", "düzeltme", "διόρθωση",
    "исправление", "поправка", "訂正", "更正", "정정",
];
const WITHDRAWN: &[&str] = &[
    "withdrawn", "retracted", "kill", "kill notice", "zurückgezogen", "zurückziehung", "communiqué retiré", "retirado",
    "ritirato", "ingetrokken", "wycofane", "tillbakadragen", "trukket tilbage", "/clear/",
    "advisory, disregard release", "disregard release",
];

/// Corrected or withdrawn, as a headline says before its words: "CORRECTION: ...", "/C O R R E C T I O N -- .../".
pub fn status_of_title(title: &str) -> Option<Status> {
    let spaced = |text: &str| text.split(' ').take(6).filter(|part| part.chars().count() == 1).count() == 6;
    let text = title.trim_start_matches(|c: char| !c.is_alphanumeric());
    let joined = spaced(text).then(|| {
        let (letters, rest): (Vec<&str>, Vec<&str>) =
            text.split(' ').partition(|part| part.chars().all(char::is_alphabetic) && part.chars().count() == 1);
        format!("{}: {}", letters.concat(), rest.join(" "))
    });
    let text = joined.as_deref().unwrap_or(title);
    if begins(text, WITHDRAWN) {
        return Some(Status::Withdrawn);
    }
    begins(text, CORRECTED).then_some(Status::Corrected)
}

/// One of the words, and a mark behind it.
fn begins(text: &str, words: &[&str]) -> bool {
    let text = text.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '/').to_lowercase();
    words.iter().any(|w| {
        text.strip_prefix(w).is_some_and(|rest| {
            rest.trim_start().starts_with([':', '：', '–', '—', '-', '*', ')', ']', '/', '】'])
                || (rest.is_empty() && w.len() > 4)
        })
    })
}

/// Immediate, corrected or withdrawn, as the page says, with its block.
pub(in crate::release) fn status(scene: &Scene<'_>) -> Option<(usize, Status)> {
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
    let immediate = |text: &str| text.len() <= 160 && IMMEDIATE.iter().any(|w| text.to_lowercase().contains(w));
    near().find(|(_, b)| immediate(&b.text)).map(|(i, _)| (i, Status::Immediate))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_headline_marks_a_correction() {
        for title in
            ["CORRECTION: Prices in May", "/C O R R E C T I O N -- Sample SE/", "Korrektur – Preise", "訂正：物価"]
        {
            assert_eq!(status_of_title(title), Some(Status::Corrected), "{title}");
        }
        for title in ["Correction of the market goes on", "A B C of prices", "Prices: a correction"] {
            assert_eq!(status_of_title(title), None, "{title}");
        }
    }
}
