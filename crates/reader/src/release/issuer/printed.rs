//! The name as the page itself prints it in full: acronyms written out, one word completed, out of the genitive.

use std::collections::HashMap;

use crate::release::scene::Scene;

/// Words of a page that are looked through.
const MAX_WORDS: usize = 30_000;

/// Before a name these words bend it, in languages that have cases.
const ARTICLES: &[&str] = &[
    "der", "des", "dem", "den", "die", "das", "vom", "zum", "zur", "beim", "im", "am", "dieser", "dieses", "einer",
    "eines", "unser", "unserer", "unseres",
];

/// The words of the page, block by block.
pub(super) struct Printed<'s> {
    blocks: Vec<Vec<&'s str>>,
}

impl<'s> Printed<'s> {
    pub(super) fn new(scene: &'s Scene<'_>) -> Self {
        let mut left = MAX_WORDS;
        let known = [scene.known.page_title, scene.known.site_name].into_iter().flatten();
        let known = known.chain(scene.known.authors.iter().copied());
        let texts = known.chain(scene.blocks.iter().map(|block| block.text.as_str()));
        let blocks = texts.map(|text| {
            let words: Vec<&str> = text.split_whitespace().take(left).collect();
            left -= words.len();
            words
        });
        Self { blocks: blocks.collect() }
    }

    /// The name in its basic and full form, as far as the page prints that.
    pub(super) fn form(&self, name: String) -> String {
        let words: Vec<&str> = name.split_whitespace().collect();
        let better = match words.as_slice() {
            [] => None,
            [word, rest @ ..] if is_acronym(word) && rest.iter().all(|word| is_legal_form(word)) => self.in_full(word),
            [word] if !word.contains('.') => self.longer(word).or_else(|| self.unbent(word)),
            _ => self.basic(&words),
        };
        better.unwrap_or(name)
    }

    /// Runs of `count` words with the word before each.
    fn runs(&self, count: usize) -> impl Iterator<Item = (Option<&'s str>, &[&'s str])> {
        self.blocks.iter().flat_map(move |block| {
            block.windows(count).enumerate().map(|(at, run)| (at.checked_sub(1).map(|before| block[before]), run))
        })
    }

    /// "BWE" where the page prints "Bundesverband WindEnergie", "BSA" where it prints "Bundesseeamt (BSA)".
    fn in_full(&self, acronym: &str) -> Option<String> {
        let mut found: HashMap<String, usize> = HashMap::new();
        let mark = format!("({acronym})");
        for (_, run) in self.runs(2).filter(|(_, run)| run[1].starts_with(&mark) && abbreviates(acronym, run[0])) {
            *found.entry(bare(run[0])).or_default() += 1;
        }
        for count in 2..=(acronym.chars().count() + 3).min(8) {
            for (before, run) in self.runs(count) {
                // "Ministerium für Landwirtschaft und Umwelt" is "MLU"
                let ends = run.first().zip(run.last()).is_some_and(|(a, z)| starts_upper(a) && starts_upper(z));
                let whole = ends && run.iter().all(|word| starts_upper(word) || is_small(word)) && !ends_early(run);
                let capitals = run.iter().flat_map(|word| word.chars()).filter(|c| c.is_uppercase());
                if whole && capitals.eq(acronym.chars()) && !before.is_some_and(is_article) {
                    *found.entry(bare(&run.join(" "))).or_default() += 1;
                }
            }
        }
        most(found)
    }

    /// "Example" where a name that goes on from it is mostly "Example Trust".
    fn longer(&self, word: &str) -> Option<String> {
        let mut next: HashMap<String, usize> = HashMap::new();
        let mut total = 0;
        for block in &self.blocks {
            for pair in block.windows(2).filter(|pair| pair[0] == word && starts_upper(pair[1])) {
                total += 1;
                *next.entry(bare(pair[1])).or_default() += 1;
            }
        }
        let (after, count) = next.into_iter().max_by(|a, b| a.1.cmp(&b.1).then_with(|| b.0.cmp(&a.0)))?;
        (count >= 4 && count * 10 >= total * 6).then(|| format!("{word} {after}"))
    }

    /// "Oxfield" for "Oxfieldistä": the page mostly prints the name without the ending.
    fn unbent(&self, word: &str) -> Option<String> {
        let (mut bent, mut stems) = (0, HashMap::<&str, usize>::new());
        let start = word.chars().next()?;
        for printed in self.blocks.iter().flatten().map(|printed| trimmed(printed)).filter(|own| own.starts_with(start))
        {
            let ending = word.strip_prefix(printed).unwrap_or_default();
            if printed == word {
                bent += 1;
            } else if printed.chars().count() >= 4 && (2..=6).contains(&ending.chars().count()) && is_lower(ending) {
                *stems.entry(printed).or_default() += 1;
            }
        }
        let (stem, count) = stems.into_iter().max_by(|a, b| a.1.cmp(&b.1).then_with(|| b.0.cmp(a.0)))?;
        (count >= 3 && count > 2 * bent).then(|| stem.to_owned())
    }

    /// "Deutscher Caritasverband" for "Deutschen Caritasverbandes", which stands behind articles only.
    fn basic(&self, words: &[&str]) -> Option<String> {
        let mut found: HashMap<String, usize> = HashMap::new();
        let mut bent = false;
        for (before, run) in self.runs(words.len()) {
            if !run.iter().zip(words).all(|(own, word)| same_stem(own, word)) || ends_early(run) {
                continue;
            }
            let behind = before.is_some_and(is_article);
            bent |= behind && run.iter().zip(words).all(|(own, word)| bare(own) == bare(word));
            if !behind {
                *found.entry(bare(&run.join(" "))).or_default() += 1;
            }
        }
        let own = words.join(" ");
        (bent && !found.contains_key(&own)).then(|| most(found)).flatten()
    }
}

fn most(found: HashMap<String, usize>) -> Option<String> {
    found.into_iter().max_by(|a, b| a.1.cmp(&b.1).then_with(|| b.0.cmp(&a.0))).map(|(name, _)| name)
}

fn trimmed(word: &str) -> &str {
    word.trim_matches(|c: char| !c.is_alphanumeric())
}

fn bare(word: &str) -> String {
    trimmed(word).to_owned()
}

fn is_lower(text: &str) -> bool {
    text.chars().all(char::is_lowercase)
}

fn starts_upper(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_uppercase)
}

/// "für", "und", "of".
fn is_small(word: &str) -> bool {
    word.chars().count() <= 3 && word.chars().all(char::is_lowercase)
}

/// Punctuation within the run: no single name.
fn ends_early(run: &[&str]) -> bool {
    run.split_last()
        .is_some_and(|(_, inner)| inner.iter().any(|word| word.ends_with(['.', ',', ';', ':', '!', '?', ')'])))
}

fn is_article(word: &str) -> bool {
    ARTICLES.contains(&word.to_lowercase().as_str())
}

fn is_acronym(word: &str) -> bool {
    (2..=6).contains(&word.chars().count()) && word.chars().all(char::is_uppercase)
}

/// The letters of the acronym stand in the word in their order, the first one first.
fn abbreviates(acronym: &str, word: &str) -> bool {
    let mut letters = word.chars().flat_map(char::to_lowercase);
    let first = acronym.chars().next();
    first.is_some_and(|c| word.starts_with(c))
        && word.chars().count() > 2 * acronym.chars().count()
        && acronym.chars().flat_map(char::to_lowercase).all(|c| letters.any(|own| own == c))
}

fn is_legal_form(word: &str) -> bool {
    ["e.V", "eV", "e", "V", "AG", "GmbH", "gGmbH", "Inc", "Ltd", "SE", "asbl"].contains(&bare(word).as_str())
}

/// Whether a name is another in a case of its language: "Městském divadle" and "Městské divadlo".
pub(in crate::release) fn is_bent(name: &str, other: &str) -> bool {
    let (name, other): (Vec<&str>, Vec<&str>) = (name.split(' ').collect(), other.split(' ').collect());
    name.len() > 1 && name.len() == other.len() && name.iter().zip(&other).all(|(a, b)| same_stem(a, b))
}

/// The same word but for its ending.
fn same_stem(a: &str, b: &str) -> bool {
    let (a, b) = (bare(a), bare(b));
    let common = a.chars().zip(b.chars()).take_while(|(a, b)| a == b).count();
    let longest = a.chars().count().max(b.chars().count());
    a == b || common >= 4 && common + 2 >= longest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{blocks, release::Known, text::dates::Hints};

    fn form(html: &str, name: &str) -> String {
        let blocks = blocks::of(&scraper::Html::parse_document(html));
        let (known, hints) = (Known::default(), Hints::default());
        let scene = Scene::new(&blocks, None, &known, &hints);
        Printed::new(&scene).form(name.to_owned())
    }

    #[test]
    fn a_name_in_a_case_is_the_same_name() {
        assert!(is_bent("Městském divadle Hradín", "Městské divadlo Hradín"));
        assert!(!is_bent("OxfieldPL", "Oxfield"));
    }

    #[test]
    fn names_are_printed_in_full_and_out_of_their_case() {
        let page = "<h1>T</h1><p>Die Sprecherin des Bayerischen Naturverbandes sagte es.</p><p>Bayerischer Naturverband</p>\
             <p>Bundesamt SeeWetter (BSW)</p><p>Lunden kertoo. Lunden sanoo. Lunden tekee.</p><p>Das Bundesseeamt (BSA) teilt mit</p><p>Oxfield Trust says. Oxfield Trust does. Oxfield Trust is. Oxfield Trust.</p>";
        for (name, want) in [
            ("Bayerischen Naturverbandes", "Bayerischer Naturverband"),
            ("BSW e.V.", "Bundesamt SeeWetter"),
            ("BSA", "Bundesseeamt"),
            ("Oxfield", "Oxfield Trust"),
            ("Other Name", "Other Name"),
            ("XYZ", "XYZ"),
            ("Lundenistä", "Lunden"),
        ] {
            assert_eq!(form(page, name), want);
        }
    }
}
