//! What a page prints against what it declares.

use super::{
    super::{
        body::Segment,
        tree::{Tree, words as words_of},
    },
    clean::is_label,
    headings::Heading,
    likeness::{plain, shared, words},
};
use crate::{blocks::sets_bold, release::is_section};

/// Words of a headline from which on what the page prints outdoes what it declares.
pub const TELLING: usize = 7;

/// The only h1, where it is no link home and not the site's name.
pub fn lone<'h>(headings: &'h [Heading], site: Option<&str>) -> Option<&'h Heading> {
    let is_site = |heading: &&Heading| site.is_some_and(|site| plain(site) == plain(&heading.whole));
    let mut first = headings.iter().filter(|heading| heading.level == 1).filter(|heading| !is_site(heading));
    let only = first.next().filter(|heading| !heading.linked)?;
    first.next().is_none().then_some(only)
}

/// Whether a printed headline is what was published, and the chosen one was written for search engines: other words, of
/// which a third or so are shared, or a few words only. One within the other is a matter of kickers and site names.
pub fn outdoes(printed: &str, chosen: &str, known: &[&String]) -> bool {
    let (own, other) = (plain(printed), plain(chosen));
    let (size, declared) = (words(printed).count(), words(chosen).count());
    // a name of a subject out of the middle of the headline
    let middle = own.contains(&other) && !own.starts_with(&other) && !own.ends_with(&other);
    if middle && size >= TELLING && declared <= TERSE {
        return true;
    }
    if own.is_empty() || own.contains(&other) || other.contains(&own) || is_label(printed) {
        return false;
    }
    let likeness = known.iter().map(|text| shared(printed, text)).fold(0.0, f64::max);
    let shouted = !printed.chars().any(char::is_lowercase) && printed.chars().any(char::is_uppercase);
    let same = are_same_words(printed, chosen);
    let terse = (2..=TERSE).contains(&declared);
    size >= TELLING && (likeness >= 0.3 || terse) && !same && !(shouted && shared(printed, chosen) > 0.8)
}

/// Words of a title up to which it only names a subject.
pub const TERSE: usize = 4;

/// "Owners & Investors" and "Owners and Investors".
fn are_same_words(a: &str, b: &str) -> bool {
    let joins = |word: &String| matches!(word.as_str(), "and" | "und" | "et" | "y" | "e" | "og" | "och");
    let set = |text: &str| words(text).filter(|word| !joins(word)).collect::<std::collections::BTreeSet<String>>();
    set(a) == set(b)
}

/// A template's title, or a label.
pub fn is_nothing(text: &str) -> bool {
    let lower = text.to_lowercase();
    let file = [".doc", ".docx", ".pdf", ".odt", ".rtf", ".indd"].iter().any(|end| lower.ends_with(end));
    file || lower.starts_with("microsoft word - ")
        || is_label(text)
        || is_section(text)
        || matches!(lower.as_str(), "document" | "untitled" | "untitled document" | "new page" | "default")
}

/// Lines among which a headline that is no heading is looked for.
const FIRST_LINES: usize = 40;

/// The first line of a headline's length above the text that is bold as a whole or called a title, or one of the lower
/// `headings`, on a page without an upper one.
pub fn prominent(tree: &Tree<'_>, lines: &[Segment], headings: bool) -> Option<String> {
    let is_bold = |at: usize| matches!(tree.name(at), "b" | "strong") || tree.attr(at, "style").is_some_and(sets_bold);
    let bold_as_a_whole = |line: &Segment| {
        let texts = (line.start..line.stop).filter(|at| tree.name(*at).is_empty() && !tree.line_of(*at).is_empty());
        texts.into_iter().all(|at| tree.ancestors(at).take_while(|up| *up >= line.container).any(is_bold))
    };
    let named = |line: &Segment| tree.attr(line.container, "class").is_some_and(calls_title);
    let heading = |line: &Segment| headings && matches!(tree.name(line.container).as_bytes(), [b'h', b'1'..=b'6']);
    let fit = |line: &&Segment| {
        let size = if heading(line) { 4 } else { 6 };
        let set = heading(line) || named(line) || bold_as_a_whole(line);
        (size..=40).contains(&line.words) && line.link_density() < 0.5 && set
    };
    let above = lines.iter().take(FIRST_LINES).take_while(|line| line.words <= 40);
    above.into_iter().find(fit).map(|line| line.text.clone())
}

fn calls_title(class: &str) -> bool {
    let mut title = false;
    words_of(class, |word| {
        title |= matches!(word, "title" | "titre" | "titel" | "headline" | "titulo" | "titolo");
    });
    title
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_printed_outdoes_what_is_declared_in_other_words() {
        let declared = "Boat builder workshop Oxfield".to_owned();
        let printed = "Trust opens second workshop for boat builders in the harbour";
        assert!(outdoes(printed, &declared, &[&declared]));
        // one within the other, a label, a slogan of other words, a shout
        assert!(!outdoes("Boat builder workshop Oxfield opens", &declared, &[&declared]));
        assert!(!outdoes("Press release", &declared, &[&declared]));
        assert!(!outdoes("We care for all of you", &declared, &[&declared]));
        // a few words that name a subject are no headline
        assert!(outdoes("Port authority seeks forty apprentices for its new dry dock", "Harbour jobs", &[]));
        let known = "Best drip coffee maker of 2026 tips from pros".to_owned();
        assert!(!outdoes("BEST DRIP COFFEE MAKER IN 2026: TIPS FROM PROS", &known, &[&known]));
    }

    #[test]
    fn words_are_shared_whatever_their_order() {
        assert!((shared("a b c", "c b x") - 2.0 / 3.0).abs() < 1e-9);
        assert!(shared("", "a") < 1e-9);
    }
}
