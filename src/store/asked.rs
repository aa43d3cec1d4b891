//! A reader's words, in no engine's language: all of them wanted, the last one perhaps not written out; what stands in
//! quotes is a phrase, what stands behind a `-` must not occur; nothing else in them is syntax.

/// A word of fewer letters is not taken for the beginning of another: too many begin so.
const PREFIX: usize = 3;
/// Terms of one sort that a search may have.
const TERMS: usize = 16;

/// What is asked for: phrases, most of them of one word.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Asked<'w> {
    /// All of these.
    pub wanted: Vec<Vec<&'w str>>,
    /// None of these.
    pub unwanted: Vec<Vec<&'w str>>,
    /// The last one that is wanted may be the beginning of a word.
    pub begun: bool,
}

impl<'w> Asked<'w> {
    /// Reads what somebody typed.
    pub fn read(words: &'w str) -> Self {
        let mut asked = Self::default();
        let mut sign = false;
        // every other piece stood in quotes
        for (number, piece) in words.split('"').enumerate() {
            if number % 2 == 1 {
                let phrase: Vec<&str> = terms(piece).collect();
                if !phrase.is_empty() {
                    asked.begun = false;
                    if sign { &mut asked.unwanted } else { &mut asked.wanted }.push(phrase);
                }
                continue;
            }
            sign = piece.ends_with('-') && !piece.trim_end_matches('-').ends_with(char::is_alphanumeric);
            for word in piece.split_whitespace() {
                let out = word.starts_with('-');
                for term in terms(word) {
                    asked.begun = !out && term.chars().count() >= PREFIX;
                    if out { &mut asked.unwanted } else { &mut asked.wanted }.push(vec![term]);
                }
            }
        }
        asked.wanted.truncate(TERMS);
        asked.unwanted.truncate(TERMS);
        asked
    }
}

fn terms(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}
