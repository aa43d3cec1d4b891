//! Dates that a reader sees: `<time>` elements and dates in lines, weighed by their labels, by the names of the elements
//! around them and by how near they stand to the headline or the end of the body.

use chrono::Datelike;

use super::{
    super::{body::Segment, tree::words},
    Candidate, Context, OTHERS,
};
use crate::{
    lexicon::{says_published, says_updated},
    model::{Found, Provenance},
    text::dates,
};

/// From this weight on a visible date is believed before a loose declaration.
pub const CLEAR: i32 = 38;

/// Under this weight a visible date may as well be of another story.
pub const FAINT: i32 = 16;

/// Lines looked at, at most.
const MAX_LINES: usize = 4_000;

/// All, the heaviest first.
pub fn dates(context: &Context<'_, '_>) -> Vec<(i32, Candidate)> {
    let mut found = from_time(context);
    found.extend(from_lines(context));
    // "27 January" in a standfirst above "27.1.2022": the printed year is its year
    let printed: Vec<Candidate> =
        found.iter().map(|(_, candidate)| candidate).filter(|one| has_year(&one.when)).cloned().collect();
    for (_, candidate) in found.iter_mut().filter(|(_, candidate)| !has_year(&candidate.when)) {
        if let Some(whole) = printed.iter().find(|other| same_day_of_year(&other.when, &candidate.when)) {
            *candidate = whole.clone();
        }
    }
    found.retain(|(score, _)| *score > 0);
    found.sort_by_key(|(score, _)| -score);
    found
}

fn has_year(when: &dates::When) -> bool {
    when.basis == dates::Basis::Printed
}

fn same_day_of_year(a: &dates::When, b: &dates::When) -> bool {
    (a.date.month(), a.date.day()) == (b.date.month(), b.date.day())
}

/// A date that a short line calls the last change.
pub fn changed(context: &Context<'_, '_>) -> Option<Candidate> {
    let lines = context.lines.iter().enumerate().take(MAX_LINES);
    let short = lines.filter(|(_, line)| line.chars <= 120 && line.text.contains(|c: char| c.is_ascii_digit()));
    for (number, line) in short {
        let Some((range, when)) = dates::find(&line.text, &context.hints) else { continue };
        let before = line.text.get(..range.start).unwrap_or_default();
        let above = number.checked_sub(1).and_then(|above| context.lines.get(above)).map(|above| above.text.as_str());
        let said =
            if before.trim().is_empty() { above.filter(|text| text.len() < 40).unwrap_or_default() } else { before };
        if says_updated(said) && context.plausible(when.date) && context.elsewhere(line.start) < OTHERS {
            let value = dates::as_text(line.text.get(range)?, &when);
            return Some(Candidate { found: Found::read_from(value, Provenance::Text, line.text.clone()), when });
        }
    }
    None
}

/// How near to the headline or to the end of the body a line stands.
fn place(context: &Context<'_, '_>, index: usize) -> i32 {
    let number = |at: usize| context.lines.partition_point(|line| line.start < at) as i32;
    let own = number(index);
    let headline = context.frame.heading.map_or(0, |heading| {
        let distance = own - number(context.tree.end(heading));
        if distance >= -1 { 26 - 2 * distance.max(0) } else { 16 + 2 * distance }
    });
    let body = context.frame.body.map_or(0, |body| {
        let (start, end) = (number(body), number(context.tree.end(body)));
        let before = if own <= start + 2 { 14 - 2 * (start - own).abs() } else { 0 };
        let after = if own >= end - 3 { 10 - (own - end).abs() } else { 0 };
        before.max(after)
    });
    headline.max(body).max(0)
}

/// What a date loses that stands well behind the text, where other stories are.
fn behind(context: &Context<'_, '_>, index: usize) -> i32 {
    let number = |at: usize| context.lines.partition_point(|line| line.start < at) as i32;
    let end = context.frame.body.map(|body| number(context.tree.end(body)));
    if end.is_some_and(|end| number(index) > end + 6) { 24 } else { 0 }
}

/// What the names of the elements around say.
fn named(context: &Context<'_, '_>, index: usize) -> i32 {
    let mut score = 0;
    let around = std::iter::once(index).chain(context.tree.ancestors(index)).take(4);
    for up in around {
        for attribute in ["class", "id", "itemprop", "property"] {
            let Some(names) = context.tree.attr(up, attribute) else { continue };
            if attribute == "id" && names.len() > 40 {
                continue;
            }
            words(names, |word| {
                score = score.max(match word {
                    "published" | "publish" | "pubdate" | "publication" | "publishdate" | "datepublished"
                    | "postdate" | "erschienen" | "veroeffentlicht" | "created" => 24,
                    "date" | "datum" | "authored" | "posted" | "submitted" | "dateline" | "timestamp" | "fecha"
                    | "datetime" | "itempostdate" | "articledate" | "newsdate" | "dates" | "postdateline" | "day"
                    | "time" => 14,
                    "byline" | "meta" | "metadata" | "postmeta" | "info" | "details" | "infos" | "entrymeta" => 8,
                    _ => 0,
                });
                score -= match word {
                    "updated" | "modified" => 12,
                    "event" | "termin" | "tweet" | "instagram" | "deadline" | "today" | "todays" | "heute" => 40,
                    _ => 0,
                };
            });
        }
    }
    score
}

/// "Published:" and nothing else.
fn is_bare_label(text: &str) -> bool {
    text.len() < 24 && !text.contains(|c: char| c.is_ascii_digit())
}

/// `<abbr class="published" title="2013-04-04T18:52:11+00:00">`: hAtom's way, before there was an element for it.
fn hatom<'t>(tree: &'t super::super::tree::Tree<'_>) -> impl Iterator<Item = usize> + 't {
    tree.named("abbr").chain(tree.named("span")).filter(|index| {
        let stamp = tree.attr(*index, "title").is_some_and(|title| title.len() >= 10 && title.starts_with(['1', '2']));
        stamp
            && tree
                .attr(*index, "class")
                .is_some_and(|class| class.split(' ').any(|own| own == "published" || own == "updated"))
    })
}

fn from_time(context: &Context<'_, '_>) -> Vec<(i32, Candidate)> {
    let tree = context.tree;
    let mut found = Vec::new();
    for index in tree.named("time").chain(hatom(tree)).take(300) {
        let penalty = context.elsewhere(index);
        if penalty >= OTHERS {
            continue;
        }
        let line = tree.line(index);
        let candidate = tree
            .attr(index, "datetime")
            .or_else(|| tree.attr(index, "title"))
            .and_then(|text| context.candidate(text, Provenance::Time))
            .or_else(|| context.candidate(&line, Provenance::Time));
        let Some(candidate) = candidate else { continue };
        let own = context.lines.partition_point(|other| other.stop <= index);
        let before = context.lines.get(own).filter(|other| other.start <= tree.end(index)).and_then(|other| {
            let at = other.text.find(line.as_str()).filter(|_| !line.is_empty())?;
            other.text.get(..at)
        });
        let above = || own.checked_sub(1).and_then(|above| context.lines.get(above)).map(|above| above.text.as_str());
        let alone = before.is_none_or(|before| before.trim().is_empty());
        let above = || {
            above().filter(|text| alone && is_bare_label(text)).and_then(says_published).filter(|published| *published)
        };
        let said =
            before.and_then(says_published).or_else(above).map_or(0, |published| if published { 24 } else { -60 });
        let says = if tree.attr(index, "pubdate").is_some() { 20 } else { 0 };
        let quoted = if tree.ancestors(index).any(|up| tree.name(up) == "blockquote") { -60 } else { 0 };
        let lost = if said > 0 { 0 } else { behind(context, index) };
        let score = 18 - penalty - lost + said + says + quoted + place(context, index) + named(context, index);
        found.push((score, candidate));
    }
    found
}

/// Whether what stands before a date in a line of prose is nothing but a place: "Karlsruhe, (12.11.2021). The ..."
fn is_place(before: &str) -> bool {
    let place = before.trim_end().trim_end_matches(['(', '[', ',', '-', '–', '—', '/']);
    place.len() < 40 && !place.contains(['.', ':']) && place.split_whitespace().count() <= 4
}

/// Whether a line is among the first three of the body.
fn opens(context: &Context<'_, '_>, line: &Segment) -> bool {
    context.frame.body.is_some_and(|body| {
        let first = context.lines.partition_point(|other| other.start < body);
        context.lines.iter().skip(first).take(3).any(|other| other.start == line.start)
    })
}

fn from_lines(context: &Context<'_, '_>) -> Vec<(i32, Candidate)> {
    let mut found = Vec::new();
    for (number, line) in context.lines.iter().enumerate().take(MAX_LINES) {
        if line.chars > 400 && !opens(context, line)
            || !line.text.bytes().any(|byte| byte.is_ascii_digit()) && line.text.is_ascii()
        {
            continue;
        }
        let dates = dates::find_all(&line.text, &context.hints);
        if dates.is_empty() {
            continue;
        }
        let quoted = context.tree.ancestors(line.start).any(|up| context.tree.name(up) == "blockquote");
        let penalty = context.elsewhere(line.start) + if quoted { 60 } else { 0 };
        if penalty >= OTHERS {
            continue;
        }
        let (place, named) = (place(context, line.start), named(context, line.container));
        let mut from = 0;
        for (range, when) in dates.into_iter().take(4) {
            let before = line.text.get(from..range.start).unwrap_or_default();
            let after = line.text.get(range.end..).unwrap_or_default();
            let above = number
                .checked_sub(1)
                .and_then(|above| context.lines.get(above))
                .map(|above| above.text.as_str())
                .filter(|text| text.len() < 40);
            let tail: String = before.chars().rev().take(60).collect::<Vec<_>>().into_iter().rev().collect();
            let said = says_published(&tail)
                .or_else(|| above.filter(|_| before.trim().is_empty() && from == 0).and_then(says_published))
                .or_else(|| says_published(&after.chars().take(30).collect::<String>()).filter(|published| *published));
            from = range.end;
            let share = (range.len() * 20 / line.text.len().max(1)) as i32;
            let dateline = opens(context, line) && is_place(before);
            // a theme may set the day into the heading itself
            let own =
                context.frame.heading.is_some_and(|heading| (heading..context.tree.end(heading)).contains(&line.start));
            let prose = if line.chars > 60 && share < 8 && !dateline && !own { -30 } else { 0 };
            // A label says more than the name of the box that it stands in.
            let named = if said == Some(true) { named.max(0) } else { named };
            let labelled = said == Some(true);
            let penalty = if labelled { penalty / 3 } else { penalty + behind(context, line.start) };
            let said = said.map_or(0, |published| if published { 24 } else { -60 });
            let Some(value) = line.text.get(range).filter(|_| context.plausible(when.date)) else { continue };
            let text = Found::read_from(dates::as_text(value, &when), Provenance::Text, line.text.clone());
            let first = if before.trim().is_empty() { 2 } else { 0 };
            // "28 minutes ago" is of the day when it was fetched, perhaps long after it was printed
            let relative = if when.basis == dates::Basis::Relative { 12 } else { 0 };
            let score = said - relative - penalty + share + prose + first + place + named;
            // The year of "24 April" is a guess: made only where the date is plainly the page's, and not in a sentence.
            let ends = !after.trim_start().starts_with(char::is_alphanumeric);
            let plainly = score >= CLEAR && (labelled || dateline && ends || share >= 10);
            if plainly || when.basis != dates::Basis::Yearless && score >= CLEAR || when.basis == dates::Basis::Printed
            {
                found.push((score, Candidate { found: text, when }));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dateline_opens_with_a_place_alone() {
        assert!(is_place("Karlsruhe, ("));
        assert!(!is_place("The next meeting of the board is on "));
    }
}
