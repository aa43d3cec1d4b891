//! The pages' own words, a file a language; what publishers say stays in theirs.
//!
//! To add a language: copy `en.rs` to a file named by its BCP 47 tag, translate the values (what stands in braces is
//! filled in: keep it, move it), and add one line to [`ALL`]. The compiler names what is missing.

mod de;
mod en;
mod es;
mod fr;
mod list;

pub use self::list::Words;

/// Every language that the pages speak; the first one for readers who ask for none of them.
pub const ALL: [&Words; 4] = [&en::WORDS, &de::WORDS, &fr::WORDS, &es::WORDS];

/// The language with this tag.
pub fn of(tag: &str) -> Option<&'static Words> {
    let primary = tag.split(['-', '_']).next().unwrap_or_default();
    ALL.into_iter().find(|words| words.tag.eq_ignore_ascii_case(primary))
}

/// A text with its braces filled.
pub fn fill(text: &str, parts: &[(&str, &str)]) -> String {
    parts.iter().fold(text.to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
}

impl Words {
    /// "1,204".
    pub fn number(&self, number: u64) -> String {
        let digits = number.to_string();
        let mut out = String::new();
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                out.push_str(self.comma);
            }
            out.push(digit);
        }
        out
    }

    /// "34 releases".
    pub fn releases_counted(&self, count: u64) -> String {
        if count == 1 { self.one_release.into() } else { fill(self.n_releases, &[("n", &self.number(count))]) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_gaps_are_written_as_the_language_does() {
        let (english, german) = (of("en-GB").unwrap(), of("de").unwrap());
        assert_eq!((english.number(1_204), german.number(1_234_567)), ("1,204".into(), "1.234.567".into()));
        assert_eq!(
            (english.releases_counted(1), german.releases_counted(2)),
            ("1 release".into(), "2 Meldungen".into())
        );
        assert!(of("tlh").is_none());
    }

    #[test]
    fn every_language_keeps_the_braces_of_the_first() {
        let braces = |words: &Words| {
            // a narrow space is written as an escape with braces
            let text = format!("{words:?}").replace("\\u{202f}", "");
            let mut found: Vec<String> =
                text.split('{').skip(1).filter_map(|part| Some(part.split_once('}')?.0.to_owned())).collect();
            found.sort();
            found
        };
        for words in ALL {
            assert_eq!(braces(words), braces(ALL[0]), "{}", words.tag);
        }
    }
}
