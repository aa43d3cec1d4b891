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
    letters >= 2 && text.chars().count() <= 400 && !words::is_read_more(text) && !is_bare_date(text)
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

/// A title's text without the days that stand in it as elements of their own: "Port opens <span>12 June 2025</span>".
pub fn without_dates(tree: &Tree<'_>, slot: usize) -> String {
    let end = tree.slots[slot].end;
    let is_day = |place: &usize| {
        // emphasis parts no pieces: a date in it is found with the title alone, and stays there
        let apart = matches!(tree.tag(*place), "span" | "time" | "div" | "p");
        let short = (4..=40).contains(&tree.chars(*place, tree.slots[*place].end));
        let text = if apart && short { tree.text_of(*place) } else { String::new() };
        let found = dates::find(&text, &Hints::default());
        found.is_some_and(|(range, _)| range.len() + 4 >= text.len())
    };
    let (mut parts, mut from) = (Vec::new(), slot);
    for place in (slot + 1..end).filter(is_day) {
        if place >= from {
            parts.push(tree.text(from, place));
            from = tree.slots[place].end;
        }
    }
    parts.push(tree.text(from, end));
    let text = parts.iter().map(|part| part.trim()).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
    if is_title(&text) { text } else { tree.text_of(slot) }
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
