//! Dates that stand above several records: a day as a heading, a month above records that print a number only, or a
//! year above records that print day and month.

use super::{
    fields::Item,
    tree::{Tree, Zone},
    when::{self, Dated},
};
use crate::{
    model::Provenance,
    text::{dates::Hints, html::clean_line},
};

/// What a text between records says.
enum Heading {
    Day(Dated),
    Month(String),
    Year(String),
}

/// Completes the dates of a list's items from the headings between them.
pub fn complete(tree: &Tree<'_>, items: &mut [Item], hints: &Hints<'_>) {
    let vague = |item: &Item| item.date.as_ref().is_none_or(|date| date.relative);
    if !items.iter().any(vague) {
        return;
    }
    let found = headings(tree, items, hints);
    let first = items.first().map_or(0, |item| item.start);
    let days = found.iter().filter(|(_, heading)| matches!(heading, Heading::Day(_)));
    // a single day above the list may be the day of the visit
    let grouped = days.clone().count() > 1 && days.clone().any(|(place, _)| *place > first);
    for item in items.iter_mut().filter(|item| vague(item)) {
        let above = || found.iter().rev().filter(|(place, _)| *place < item.start);
        if item.date.is_none() && grouped {
            item.date =
                above().find_map(|(_, heading)| if let Heading::Day(day) = heading { Some(day.clone()) } else { None });
        } else if let (None, Some(day)) = (&item.date, &item.day) {
            let month =
                above().find_map(|(_, heading)| if let Heading::Month(month) = heading { Some(month) } else { None });
            item.date = month.and_then(|month| when::read_text(&format!("{day} {month}"), Provenance::Text, hints));
        } else if let Some(date) = &item.date {
            let year =
                above().find_map(|(_, heading)| if let Heading::Year(year) = heading { Some(year) } else { None });
            let printed = date.found.value.trim_end_matches(['.', ' ']);
            let dotted = printed.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b'/');
            let whole = year.map(|year| if dotted { format!("{printed}.{year}") } else { format!("{printed} {year}") });
            if let Some(dated) =
                whole.and_then(|text| when::read_text(&text, Provenance::Text, hints)).filter(|dated| !dated.relative)
            {
                item.date = Some(dated);
            }
        }
    }
}

/// Short texts outside the items, from a little above the first to the last, that are a day or a year.
fn headings(tree: &Tree<'_>, items: &[Item], hints: &Hints<'_>) -> Vec<(usize, Heading)> {
    let (Some(first), Some(last)) = (items.first(), items.last()) else { return Vec::new() };
    let mut out = Vec::new();
    let mut rest = items.iter().peekable();
    for place in first.start.saturating_sub(80)..last.start {
        while rest.peek().is_some_and(|item| item.end <= place) {
            rest.next();
        }
        if rest.peek().is_some_and(|item| item.start <= place) {
            continue;
        }
        let slot = &tree.slots[place];
        let Some(text) = slot.node.value().as_text().filter(|_| slot.zone != Zone::Hidden) else { continue };
        if tree.tag(slot.parent) == "a" || !text.bytes().any(|b| b.is_ascii_digit()) {
            continue;
        }
        let line = clean_line(text);
        let size = line.chars().count();
        if size > 40 {
            continue;
        }
        if let Some(dated) = when::read_text(&line, Provenance::Text, hints).filter(|dated| !dated.relative) {
            if dated.found.value.chars().count() + 12 >= size || dated.found.raw.is_some() && size < 30 {
                out.push((place, Heading::Day(dated)));
            }
        } else if let Some(year) = year_of(&line) {
            let month = line.chars().any(char::is_alphabetic)
                && when::read_text(&format!("1 {line}"), Provenance::Text, hints).is_some_and(|dated| !dated.relative);
            if month {
                out.push((place, Heading::Month(line)));
            }
            out.push((place, Heading::Year(year)));
        }
    }
    out
}

/// "2024", "May 2024", "News 2024".
fn year_of(line: &str) -> Option<String> {
    let runs: Vec<&str> = line.split(|c: char| !c.is_ascii_digit()).filter(|run| !run.is_empty()).collect();
    let [year] = runs.as_slice() else { return None };
    (year.len() == 4 && (year.starts_with("19") || year.starts_with("20")) && line.chars().count() <= 25)
        .then(|| (*year).to_owned())
}
