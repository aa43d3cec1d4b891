//! What can be a headline, and a headline without the date of its record.

use super::{
    tree::Tree,
    when::{self, Dated},
    words,
};
use crate::text::dates::{self, Hints};

/// A text that can be a headline.
pub fn is_title(text: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    letters >= 2
        && text.chars().count() <= 400
        && !words::is_read_more(text)
        && !is_bare_date(text)
        && !(text.len() <= 40 && is_of_file(text))
}

/// What kind of file it is and how large, and nothing else: "PDF", "(PDF, 120 KB)", "[docx]".
pub fn is_of_file(text: &str) -> bool {
    let sort = |word: &str| listed(&["pdf", "doc", "docx", "odt"], word);
    let unit = |word: &str| listed(&["kb", "mb", "kib", "mib", "ko", "mo", "k", "m"], word);
    let words = || text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
    words().next().is_some() && words().all(|word| sort(word) || unit(word))
}

fn listed(names: &[&str], word: &str) -> bool {
    names.iter().any(|name| name.eq_ignore_ascii_case(word))
}

/// Digits and a word or two: "12 May 2024", "May 2024", "Saturday, April 20".
pub fn is_bare_date(text: &str) -> bool {
    let digits = text.chars().count() <= 40 && text.bytes().any(|b| b.is_ascii_digit());
    digits && (is_of_calendar(text) || holds_little_else(text))
}

/// Numbers and names of months and days alone.
fn is_of_calendar(text: &str) -> bool {
    let mut words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.all(|word| word.bytes().all(|b| b.is_ascii_digit()) || dates::is_calendar_word(word))
}

fn holds_little_else(text: &str) -> bool {
    dates::find(text, &Hints::default())
        .and_then(|(range, _)| text.get(range))
        .is_some_and(|date| date.chars().count() + 12 >= text.chars().count())
}

/// A title's text without what stands in it as elements of their own: days ("Port opens <span>12 June 2025</span>"),
/// signs ("New"), and words for screen readers ("opens in a new window").
pub fn without_asides(tree: &Tree<'_>, slot: usize) -> String {
    let end = tree.slots[slot].end;
    let is_aside = |place: &usize| {
        // emphasis parts no pieces: a date in it is found with the title alone, and stays there
        let apart = matches!(tree.tag(*place), "span" | "time" | "div" | "p");
        let short = (4..=40).contains(&tree.chars(*place, tree.slots[*place].end));
        let text = if apart && short { tree.text_of(*place) } else { String::new() };
        let found = dates::find(&text, &Hints::default());
        found.is_some_and(|(range, _)| range.len() + 4 >= text.len()) || apart && is_by_class(tree, *place)
    };
    let (mut parts, mut from) = (Vec::new(), slot);
    for place in (slot + 1..end).filter(is_aside) {
        if place >= from {
            parts.push(tree.text(from, place));
            from = tree.slots[place].end;
        }
    }
    parts.push(tree.text(from, end));
    let text = parts.iter().map(|part| part.trim()).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
    if is_title(&text) { text } else { tree.text_of(slot) }
}

/// Called a sign, or unseen by whoever sees; short.
fn is_by_class(tree: &Tree<'_>, place: usize) -> bool {
    let names = tree.attr(place, "class").map(words::tokens_of_names).unwrap_or_default();
    let has = |word: &str| names.iter().any(|name| name == word);
    let pair = |one: &str, two: &str| names.windows(2).any(|names| names[0] == one && names[1] == two);
    let called = ["badge", "pill", "ribbon", "visuallyhidden", "screenreader"].into_iter().any(has)
        || pair("sr", "only")
        || pair("screen", "reader")
        || pair("visually", "hidden");
    called && tree.chars(place, tree.slots[place].end) <= 40
}

/// "2025-04-09 – Port opens", "12 June 2025: Port opens", "12/06/2025 Port opens": a title without its record's date.
pub fn without_own_date(title: &str, date: &Dated) -> Option<String> {
    let rest = title.strip_prefix(date.printed.as_str()).filter(|_| !date.relative)?;
    let text =
        rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, ':' | '-' | '–' | '—' | '|' | '•' | '·'));
    let parted = rest.trim_start().len() > text.len() || when::is_all_number(&date.printed) && rest.starts_with(' ');
    (parted && text.split_whitespace().count() >= 2 && is_title(text)).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Provenance;

    #[test]
    fn what_a_link_says_of_its_file_is_no_title() {
        for text in ["PDF", "PDF (13 kB)", "docx, 1.2 MB", "[pdf]"] {
            assert!(!is_title(text), "{text}");
        }
        for text in ["PDF reader published", "Doc Martin returns", "MB Group", "Минздрав"] {
            assert!(is_title(text), "{text}");
        }
    }

    #[test]
    fn a_record_s_date_is_not_of_its_title() {
        let of = |title: &str| {
            let date = when::read_text(title, Provenance::Text, &Hints::default())?;
            without_own_date(title, &date)
        };
        for title in ["2025-04-09 – Port opens today", "12 June 2025: Port opens today", "12/06/2025 Port opens today"]
        {
            assert_eq!(of(title).as_deref(), Some("Port opens today"), "{title}");
        }
        for title in ["12 June 2025 statement of the port", "Statement of 12 June 2025: a port", "12 June 2025: Port"] {
            assert_eq!(of(title), None, "{title}");
        }
    }
}
