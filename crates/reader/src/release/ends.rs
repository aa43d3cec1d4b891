//! The mark that ends a release: "-ENDS-", "###", "-30-", "(Schluss)".

use super::scene::Scene;
use crate::lexicon::{self, headings};

/// A line that is nothing but an end mark.
pub(super) fn is_mark(line: &str) -> bool {
    let line = line.trim();
    if line.is_empty() || line.len() > 40 {
        return false;
    }
    let hashes = line.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    if matches!(hashes.as_str(), "###" | "####" | "#####" | "***" | "ooo" | "###ENDS###") {
        return true;
    }
    let signed = |c: char| {
        matches!(c, '-' | '–' | '—' | '_' | '*' | '/' | '~' | '.' | '#' | '+' | '<' | '>' | '=' | '(' | ')' | '[' | ']')
            || c.is_whitespace()
    };
    let word = line.trim_matches(signed);
    let marked = line.starts_with(signed) && line.ends_with(signed);
    let lower = word.to_lowercase();
    let known = lexicon::words(headings::END).any(|own| own == lower);
    let loud = word.chars().count() > 2 && word.chars().all(char::is_uppercase) && lower != "fine";
    // "以上": a script without capitals writes the word alone
    let caseless = !word.is_ascii() && !word.contains(|c: char| c.is_lowercase() || c.is_uppercase());
    known && (marked || loud || caseless)
}

/// The mark as printed, and its block.
pub(super) fn read(scene: &Scene<'_>) -> Option<(usize, String)> {
    let from = scene.start();
    let (i, block) = scene.blocks.iter().enumerate().skip(from).find(|(_, b)| !b.chrome && is_mark(&b.text))?;
    Some((i, block.text.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_known_and_words_are_not() {
        for mark in [
            "-ENDS-", "- ends -", "###", "# # #", "-30-", "-Ende-", "(Schluss)", "– FIN –", "-KONIEC-", "ENDS",
            "*** ENDE ***", "***Slut***", "以上", "- КОНЕЦ -",
        ] {
            assert!(is_mark(mark), "{mark}");
        }
        for word in ["", "Ends", "The end", "30", "Fine", "-more-", "#hashtag", "* * * *", "fine"] {
            assert!(!is_mark(word), "{word}");
        }
    }
}
