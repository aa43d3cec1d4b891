//! The same release in another language: no word is the same, but figures and names are.

use std::collections::{BTreeSet, HashSet};

use super::tokens::{mix, settle, tokens};
use crate::model::Said;

/// Words at the head of a text whose figures count.
const HEAD: usize = 200;
/// Translations appear within so many seconds.
const REACH: i64 = 36 * 3_600;

/// Index key of the figures of a text; none when there are too few of them to tell anything.
pub fn band(said: &Said) -> Option<u64> {
    let figures = figures(&said.text);
    let hash = figures.iter().fold(4, |hash, figure| figure.bytes().fold(mix(hash, 1), |hash, b| mix(hash, b.into())));
    (figures.len() > 1).then(|| settle(hash))
}

/// Whether both say the same in two languages: the same figures, and names in common.
pub fn is_translation(a: &Said, b: &Said, same_source: bool) -> bool {
    let other_language = a.language.is_some() && b.language.is_some() && a.language != b.language;
    let near = a.published.zip(b.published).is_some_and(|(a, b)| (a - b).abs() <= REACH);
    if !other_language || !near || figures(&a.text) != figures(&b.text) {
        return false;
    }
    let names = |said: &Said| {
        let names = tokens(&said.text, HEAD).into_iter().filter(|token| token.capital && !token.figure);
        names.map(|token| token.hash).collect::<HashSet<u64>>()
    };
    names(a).intersection(&names(b)).count() >= if same_source { 1 } else { 3 }
}

/// Digits of the figures, in order; years and single digits are everywhere.
fn figures(text: &str) -> BTreeSet<String> {
    let digit = |block: &[u8]| block.iter().fold(false, |any, byte| any | byte.is_ascii_digit());
    if !text.as_bytes().chunks(32).any(digit) {
        return BTreeSet::new();
    }
    let digits = |word: &str| word.chars().filter(char::is_ascii_digit).collect::<String>();
    let is_year = |figure: &str| figure.len() == 4 && (figure.starts_with("19") || figure.starts_with("20"));
    let has_digits = |word: &&str| word.bytes().any(|byte| byte.is_ascii_digit());
    text.split_whitespace()
        .take(HEAD)
        .filter(has_digits)
        .map(digits)
        .filter(|figure| figure.len() > 1 && !is_year(figure))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(language: &str, text: &str) -> Said {
        Said { language: Some(language.into()), text: text.into(), published: Some(1_000_000), ..Said::default() }
    }

    #[test]
    fn figures_and_names_tell_a_translation() {
        let en = said(
            "en",
            "Sample SE opens a laboratory in Northby. 74 people work there; it cost 54.5 million euros in 2026.",
        );
        let de = said(
            "de",
            "Sample SE eröffnet ein Labor in Northby. Dort arbeiten 74 Menschen; 54,5 Millionen Euro kostete es 2026.",
        );
        assert!(is_translation(&en, &de, false) && band(&en) == band(&de) && band(&en).is_some());
        let other = said(
            "de",
            "Sample SE schließt ein Labor in Northby. Dort arbeiteten 71 Menschen; 54,5 Millionen Euro kostete es.",
        );
        assert!(!is_translation(&en, &other, true));
        assert!(!is_translation(&en, &en, true));
        assert_eq!(band(&said("en", "Since 2020 and 2021 we have 3 of them")), None);
    }
}
