//! Dates that stand above several records: a day as a heading, a month above records that print a number only, or a
//! year above records that print day and month.

use chrono::{Datelike, NaiveDate};

use super::{
    fields::Item,
    tree::Tree,
    when::{self, Dated},
    zone::Zone,
};
use crate::{
    model::Provenance,
    text::{
        dates::{self, Basis, Hints},
        html::clean_line,
    },
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
        } else if let (None, Some((at, day))) = (&item.date, &item.day) {
            // a month may stand within the record that it opens
            let mut above = found.iter().rev().filter(|(place, _)| place < at);
            let month =
                above.find_map(|(_, heading)| if let Heading::Month(month) = heading { Some(month) } else { None });
            item.date = month.and_then(|month| when::read_text(&format!("{day} {month}"), Provenance::Text, hints));
        } else if let Some(date) = &item.date {
            let year =
                above().find_map(|(_, heading)| if let Heading::Year(year) = heading { Some(year) } else { None });
            let printed = date.printed.trim_end_matches(['.', ' ']);
            let dotted = printed.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b'/');
            // the year stands behind in most languages, before in some: "14 March 2024", "2024年3月14日"
            let whole = year.into_iter().flat_map(|year| {
                let behind = if dotted { format!("{printed}.{year}") } else { format!("{printed} {year}") };
                [behind, format!("{year}年{printed}"), format!("{year}. {printed}.")]
            });
            let dated = whole.filter_map(|text| when::read_text(&text, Provenance::Text, hints));
            if let Some(dated) = dated.into_iter().find(|dated| !dated.relative) {
                item.date = Some(dated);
            }
        }
    }
}

/// How far, in days, a list may depart from its order: pinned items, days of other zones.
const SLACK: i64 = 45;

/// Years of days that print none, by the dates around them: a list goes down in time, so that a day which would stand
/// above the one before it belongs to an earlier year.
pub fn years_by_neighbours(items: &mut [Item]) {
    let yearless = |item: &Item| item.date.as_ref().is_some_and(|date| date.when.basis == Basis::Yearless);
    if !items.iter().any(yearless) {
        return;
    }
    let day = |item: &Item| item.date.as_ref().map(|date| date.when.date);
    let printed: Vec<NaiveDate> = items.iter().filter(|item| !yearless(item)).filter_map(day).collect();
    let rises = printed.windows(2).filter(|pair| pair[1] > pair[0]).count();
    if rises * 2 > printed.len() {
        return;
    }
    let first_printed = items.iter().find(|item| !yearless(item)).and_then(day);
    let mut above: Option<NaiveDate> = None;
    for item in items.iter_mut() {
        let Some(own) = day(item) else { continue };
        if !yearless(item) {
            above = Some(own);
            continue;
        }
        let fits = |date: NaiveDate| above.is_none_or(|above| (date - above).num_days() <= SLACK);
        let near =
            |date: NaiveDate| above.is_some() || first_printed.is_none_or(|below| (date - below).num_days() <= 366);
        let years = (0..60).filter_map(|back| own.with_year(own.year() - back));
        let Some(date) = years.clone().find(|date| fits(*date) && near(*date)) else { continue };
        if date != own
            && let Some(dated) = &mut item.date
        {
            dated.when.date = date;
            dated.found.value = dates::as_text("", &dated.when);
            dated.found.raw.get_or_insert_with(|| dated.printed.clone());
        }
        above = Some(date);
    }
}

/// Short texts outside the items, from a little above the first to the last, that are a day or a year.
fn headings(tree: &Tree<'_>, items: &[Item], hints: &Hints<'_>) -> Vec<(usize, Heading)> {
    let (Some(first), Some(last)) = (items.first(), items.last()) else { return Vec::new() };
    let mut out = Vec::new();
    let mut rest = items.iter().peekable();
    for place in first.start.saturating_sub(80)..last.end {
        while rest.peek().is_some_and(|item| item.end <= place) {
            rest.next();
        }
        let inside = rest.peek().is_some_and(|item| item.start <= place);
        if inside && rest.peek().is_some_and(|item| item.day.is_none()) {
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
            if !inside && dated.printed.chars().count() + 12 >= size {
                out.push((place, Heading::Day(dated)));
            }
        } else if let Some(year) = year_of(&line) {
            let month = line.chars().any(char::is_alphabetic)
                && when::read_text(&format!("1 {line}"), Provenance::Text, hints).is_some_and(|dated| !dated.relative);
            if month {
                out.push((place, Heading::Month(line)));
            }
            if !inside {
                out.push((place, Heading::Year(year)));
            }
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
