//! The mark that ends a release: "-ENDS-", "###", "-30-", "(Schluss)".

use super::scene::Scene;

/// Words of end marks, without the signs around them.
const WORDS: &[&str] = &[
    "ends", "end", "ende", "schluss", "fin", "fine", "einde", "fim", "koniec", "slut", "loppu", "konec", "vége",
    "sfârșit", "kraj", "30", "ends.", "end of release", "more",
];

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
    let known = WORDS.contains(&lower.as_str()) && lower != "more";
    known && (marked || (word.chars().count() > 2 && word.chars().all(char::is_uppercase) && lower != "fine"))
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
            "*** ENDE ***", "***Slut***",
        ] {
            assert!(is_mark(mark), "{mark}");
        }
        for word in ["", "Ends", "The end", "30", "Fine", "-more-", "#hashtag", "* * * *", "fine"] {
            assert!(!is_mark(word), "{word}");
        }
    }
}
