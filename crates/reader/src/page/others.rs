//! What else a field could have been, for `explain`: the candidates that were not chosen, with their scores.

use std::collections::BTreeMap;

use crate::model::{Field, Provenance};

/// Runners-up of a field that are told, and characters of each.
const MOST: usize = 4;
const LENGTH: usize = 120;

/// A value that was found and not chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Other {
    /// What spoke for it, in the measure of its reader.
    pub score: i32,
    /// Where it was found.
    pub origin: Provenance,
    /// As it would have been printed.
    pub value: String,
}

/// Notes the best of them beside the texts that fields were read from: "title.others".
pub fn note(raws: &mut BTreeMap<String, String>, field: Field, mut others: Vec<Other>) {
    others.sort_by_key(|other| -other.score);
    let mut told: Vec<String> = Vec::new();
    for Other { score, origin, value } in others {
        let value: String = value.chars().take(LENGTH).collect();
        let line = format!("{score} {}: {value}", format!("{origin:?}").to_lowercase());
        if told.len() < MOST && !told.iter().any(|known| known.ends_with(&format!(": {value}"))) {
            told.push(line);
        }
    }
    if !told.is_empty() {
        raws.insert(format!("{}.others", field.name()), told.join(" | "));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_are_told_first_and_each_once() {
        let other = |score, value: &str| Other { score, origin: Provenance::Meta, value: value.into() };
        let mut raws = BTreeMap::new();
        note(&mut raws, Field::Title, vec![other(1, "b"), other(3, "a"), other(2, "a")]);
        assert_eq!(raws["title.others"], "3 meta: a | 1 meta: b");
        note(&mut raws, Field::Authors, Vec::new());
        assert!(!raws.contains_key("authors.others"));
    }
}
