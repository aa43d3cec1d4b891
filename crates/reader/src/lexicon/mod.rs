//! What languages say: one table a concept, one row a language, words parted by strokes.
//!
//! A new language is a row in each table of [`TABLES`]; the test at the end lists what is missing, docs/HOWTO-language.md
//! tells how. Words are lower case; a stem stands for all words that begin with it where the table says so.

mod contact;
mod dated;
pub(crate) mod headings;
mod language;
mod people;
mod place;
mod speech;

pub(crate) use contact::{CHANNELS, asks, is_for_press, names_press};
pub(crate) use dated::{says_published, says_updated};
pub(crate) use language::of_text;
pub(crate) use people::{
    ends_as_organisation, ends_as_role, is_credential, is_no_name, is_organisation, is_particle, is_role, is_title,
    offices, roles_of,
};
pub(crate) use place::begins_place;
pub(crate) use speech::{begins_clause, is_auxiliary, is_pronoun, is_verb, verbs_of};

/// Language (BCP 47, "*" for all) and its words.
pub(crate) type Rows = &'static [(&'static str, &'static str)];

/// All words of a table.
pub(crate) fn words(rows: Rows) -> impl Iterator<Item = &'static str> {
    rows.iter().flat_map(|(_, words)| words.split('|'))
}

/// The languages that every table should have, by the releases that are read.
#[cfg(test)]
const LANGUAGES: [&str; 17] =
    ["en", "de", "fr", "es", "it", "nl", "pt", "pl", "sv", "da", "nb", "fi", "cs", "sk", "hu", "ro", "ja"];

/// Each concept's table.
#[cfg(test)]
const TABLES: &[(&str, Rows)] = &[
    ("the press", contact::PRESS),
    ("asking somebody", contact::ASK),
    ("verbs of saying", speech::VERBS),
    ("pronouns of a speaker", speech::PRONOUNS),
    ("first words of places", place::FIRST),
    ("small words of a language", language::SMALL),
    ("functions", people::ROLES),
    ("headings of press contacts", headings::PRESS_CONTACT),
    ("headings of contacts", headings::CONTACT),
    ("headings of notes", headings::NOTES),
    ("headings of downloads", headings::ASSETS),
    ("headings of what follows", headings::MORE),
];

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows that are not written yet: each is a text that is read less well.
    const GAPS: &[(&str, &str)] = &[("pronouns of a speaker", "ja"), ("first words of places", "ja")];

    #[test]
    fn every_table_has_every_language() {
        let missing: Vec<(&str, &str)> = TABLES
            .iter()
            .flat_map(|(name, rows)| {
                let lacks = |language: &&str| !rows.iter().any(|(own, _)| own == language);
                LANGUAGES.into_iter().filter(move |language| lacks(language)).map(move |language| (*name, language))
            })
            .collect();
        let mut known = GAPS.to_vec();
        known.sort_unstable_by_key(|gap| missing.iter().position(|own| own == gap));
        assert_eq!(missing, known, "tables that lack a language");
    }

    #[test]
    fn rows_are_lower_case_and_hold_no_word_twice() {
        for (name, rows) in TABLES {
            for (language, words) in *rows {
                let all: Vec<&str> = words.split('|').collect();
                assert!(all.iter().all(|word| *word == word.to_lowercase() && !word.is_empty()), "{name} {language}");
                let unique: std::collections::HashSet<&&str> = all.iter().collect();
                assert_eq!(unique.len(), all.len(), "{name} {language}: a word stands twice");
            }
        }
    }
}
