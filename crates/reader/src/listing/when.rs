//! When a record was published: every spot of it that could be a date, best first; the first that reads as one is taken.
//!
//! A title's own date is the last resort, a date within running text none at all: that is a dateline, and the release's
//! own page knows better.

use std::ops::Range;

use super::{pieces::Piece, records::Record, tree::Tree, words, zone::Zone};
use crate::{
    lexicon::says_published,
    model::{Found, Provenance},
    text::dates::{self, Basis, Hints, When},
};

/// A text that may hold a date.
#[derive(Debug, Clone)]
pub struct Spot {
    /// The text around it.
    pub text: String,
    /// How much the place speaks for it.
    weight: u32,
    /// Where.
    origin: Provenance,
    /// Longest text beside the date, in characters, with which it is still a date and not prose.
    slack: usize,
}

/// A date as found.
#[derive(Debug, Clone)]
pub struct Dated {
    /// As printed, or as a day when its order had to be known.
    pub found: Found<String>,
    /// As read.
    pub when: When,
    /// As printed.
    pub printed: String,
    /// "3 hours ago", "12 May": hangs on the clock.
    pub relative: bool,
}

/// All spots of a record, best first. `title` is the title's text.
pub fn spots(tree: &Tree<'_>, record: &Record, pieces: &[Piece], title: Option<&str>) -> Vec<Spot> {
    let mut out = attributes(tree, record);
    let mut at = 0;
    while at < pieces.len() {
        let line = pieces[at].line;
        let until = at + pieces[at..].iter().take_while(|piece| piece.line == line).count();
        out.extend(of_line(tree, &pieces[at..until], title, record.start));
        at = until;
    }
    out.extend(split(pieces));
    if let Some(title) = title {
        out.push(Spot { text: title.to_owned(), weight: 5, origin: Provenance::Text, slack: usize::MAX });
    }
    out.sort_by_key(|spot| std::cmp::Reverse(spot.weight));
    out
}

/// `<time datetime>`, `itemprop=datePublished`, a `title` attribute that is a date.
fn attributes(tree: &Tree<'_>, record: &Record) -> Vec<Spot> {
    let mut out = Vec::new();
    for place in record.start..record.end.min(tree.slots.len()) {
        let Some(element) = tree.slots[place].node.value().as_element() else { continue };
        let changed = tree.slots[place].zone == Zone::Hidden || speaks_of_change(tree, place);
        let mut push = |text: &str, weight: u32, origin| {
            if text.len() >= 6 && text.len() < 80 && text.bytes().any(|b| b.is_ascii_digit()) {
                let weight = if changed { weight / 2 } else { weight };
                out.push(Spot { text: text.trim().to_owned(), weight, origin, slack: 12 });
            }
        };
        if let Some(text) = element.attr("datetime") {
            push(text, if element.name() == "time" { 100 } else { 98 }, Provenance::Time);
        }
        if let Some(property) = element.attr("itemprop")
            && matches!(property, "datePublished" | "dateCreated")
            && let Some(text) = element.attr("content")
        {
            push(text, 96, Provenance::Microdata);
        }
        if matches!(element.name(), "span" | "time" | "div" | "abbr")
            && let Some(text) = element.attr("title").or_else(|| element.attr("data-date"))
        {
            push(text, 40, Provenance::Text);
        }
    }
    out
}

/// "updated", "modified" in the class or the property.
fn speaks_of_change(tree: &Tree<'_>, place: usize) -> bool {
    let names = [tree.attr(place, "class"), tree.attr(place, "itemprop")];
    let tokens: Vec<String> = names.into_iter().flatten().flat_map(words::tokens_of_names).collect();
    let has = |words: &[&str]| tokens.iter().any(|token| words.contains(&token.as_str()));
    has(&["updated", "modified", "changed"]) && !has(&["published", "created"])
}

/// A line: its labelled pieces, its short pieces, the whole of it without the title.
fn of_line(tree: &Tree<'_>, line: &[Piece], title: Option<&str>, floor: usize) -> Vec<Spot> {
    let mut out = Vec::new();
    for piece in line {
        if !may_be_date(&piece.text) || title == Some(piece.text.as_str()) {
            continue;
        }
        let labelled = is_labelled(tree, piece.container, floor) || is_labelled(tree, piece.block, floor);
        let weight = match (tree.tag(piece.container), labelled) {
            ("time", _) => 90,
            (_, true) => 80,
            _ => 60,
        };
        // "Updated 25 May": the day of publication may stand beside
        let of_change = piece.text.len() <= 60 && says_published(&piece.text) == Some(false);
        let weight = if of_change { weight / 2 } else { weight };
        // "14", "May" and "2024" in elements of their own, set apart by style sheets alone
        if let Some(text) = spaced(tree, piece) {
            out.push(Spot { text, weight: weight + 1, origin: Provenance::Text, slack: 12 });
        }
        out.push(Spot {
            text: piece.text.clone(),
            weight,
            origin: Provenance::Text,
            slack: if labelled { 40 } else { 25 },
        });
    }
    let rest: Vec<&str> = line
        .iter()
        .filter(|piece| title.is_none_or(|title| !title.contains(&piece.text)))
        .map(|p| p.text.as_str())
        .collect();
    if rest.len() > 1 {
        let text = rest.join(" ");
        if may_be_date(&text) {
            out.push(Spot { text, weight: 50, origin: Provenance::Text, slack: 60 });
        }
    }
    out
}

/// The texts of a short piece with spaces between them.
fn spaced(tree: &Tree<'_>, piece: &Piece) -> Option<String> {
    if piece.end - piece.start < 3 || piece.text.chars().count() > 24 {
        return None;
    }
    let texts = (piece.start..piece.end).filter_map(|place| tree.slots[place].node.value().as_text());
    let words: Vec<&str> = texts.map(|text| text.trim()).filter(|text| !text.is_empty()).collect();
    let text = words.join(" ");
    (words.len() > 1 && text != piece.text).then_some(text)
}

/// A day, a month and a year in elements of their own.
fn split(pieces: &[Piece]) -> Vec<Spot> {
    let short = |piece: &Piece| piece.text.chars().count() <= 12;
    let mut out = Vec::new();
    for size in [4, 3, 2] {
        for run in pieces.windows(size) {
            if run.iter().all(short) {
                let mut text = String::new();
                for piece in run {
                    // "14.3." and "2024" are one date without a space
                    let apart = !(text.ends_with('.') && piece.text.starts_with(|c: char| c.is_ascii_digit()));
                    text.push_str(if apart && !text.is_empty() { " " } else { "" });
                    text.push_str(&piece.text);
                }
                if may_be_date(&text) {
                    out.push(Spot {
                        text,
                        weight: 48 + u32::try_from(size).unwrap_or(0),
                        origin: Provenance::Text,
                        slack: 12,
                    });
                }
            }
        }
        if out.len() > 40 {
            break;
        }
    }
    out
}

/// The element or one just above it is called a date.
fn is_labelled(tree: &Tree<'_>, place: usize, floor: usize) -> bool {
    const NAMES: &[&str] = &[
        "date", "time", "published", "posted", "timestamp", "datum", "fecha", "data", "created", "pubdate", "day",
        "datetime", "updated",
    ];
    let mut here = place;
    for _ in 0..3 {
        if here < floor || here == 0 {
            return false;
        }
        let named = [tree.attr(here, "class"), tree.attr(here, "itemprop"), tree.attr(here, "id")];
        if named.into_iter().flatten().flat_map(words::tokens_of_names).any(|token| NAMES.contains(&token.as_str())) {
            return true;
        }
        here = tree.slots[here].parent;
    }
    false
}

/// Cheap test before the grammar is asked.
fn may_be_date(text: &str) -> bool {
    text.len() >= 3
        && text.len() <= 200
        && (text.bytes().any(|b| b.is_ascii_digit()) || !text.is_ascii() || text.len() < 20)
}

/// The first spot that reads as a date.
pub fn first(spots: &[Spot], url: Option<&str>, hints: &Hints<'_>) -> Option<Dated> {
    spots.iter().find_map(|spot| read(spot, hints)).or_else(|| of_address(url?))
}

/// The date in a text that is known to hold one.
pub fn read_text(text: &str, origin: Provenance, hints: &Hints<'_>) -> Option<Dated> {
    read(&Spot { text: text.to_owned(), weight: 0, origin, slack: usize::MAX }, hints)
}

/// The first date in a text, but one that is said to be of a change, where another stands behind.
fn found(text: &str, hints: &Hints<'_>) -> Option<(Range<usize>, When)> {
    let first = dates::find(text, hints)?;
    let of_change = |from: usize, to: usize| text.get(from..to).and_then(says_published) == Some(false);
    if !of_change(0, first.0.start) {
        return Some(first);
    }
    let mut behind = first.0.end;
    let mut others = dates::find_all(text, hints).into_iter().skip(1);
    let other = others.find(|(range, _)| !of_change(std::mem::replace(&mut behind, range.end), range.start));
    other.or(Some(first))
}

fn read(spot: &Spot, hints: &Hints<'_>) -> Option<Dated> {
    // a whole string is only asked where a machine wrote it: "2015" alone is no day
    let machine = spot.origin != Provenance::Text && spot.text.len() >= 8;
    let whole = machine.then(|| dates::parse(&spot.text, hints).map(|when| (0..spot.text.len(), when))).flatten();
    let (range, when) = whole.or_else(|| found(&spot.text, hints))?;
    let printed = spot.text.get(range.clone())?;
    // "14 March 2024 | Press releases": what a stroke parts from the date is beside it
    let parts = [" | ", " · ", " • "];
    let (before, after) = (spot.text.get(..range.start)?, spot.text.get(range.end..)?);
    let before = parts.iter().filter_map(|part| before.rsplit(part).next()).min_by_key(|own| own.len())?;
    let after = parts.iter().filter_map(|part| after.split(part).next()).min_by_key(|own| own.len())?;
    let beside = before.chars().count() + after.chars().count();
    if beside > spot.slack {
        return None;
    }
    let value = dates::as_text(printed, &when);
    let found = if value == spot.text {
        Found::new(value, spot.origin)
    } else {
        Found::read_from(value, spot.origin, spot.text.clone())
    };
    Some(Dated { found, when, printed: printed.to_owned(), relative: when.basis != Basis::Printed })
}

/// `05.18.15`: the order of day and month is not in the text itself.
pub fn is_all_number(text: &str) -> bool {
    let mut runs = text.split(|c: char| !c.is_ascii_digit()).filter(|run| !run.is_empty());
    let first = runs.next().map_or(0, str::len);
    first <= 2 && first > 0 && runs.count() >= 2 && !text.chars().any(char::is_alphabetic)
}

/// `/2020/02/11/`, `/2020-02-11-title` in the address.
fn of_address(url: &str) -> Option<Dated> {
    let date = dates::in_path(url.split(['?', '#']).next()?)?;
    let text = date.format("%Y-%m-%d").to_string();
    let when = When { date, time: None, offset: None, basis: Basis::Printed };
    let found = Found::read_from(text.clone(), Provenance::Url, url);
    Some(Dated { found, when, printed: text, relative: false })
}
