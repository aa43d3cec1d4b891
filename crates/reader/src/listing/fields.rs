//! The fields of one record: title, link, teaser, picture; its dates are read by [`super::when`].

use std::collections::HashSet;

use super::{
    pieces::{Piece, is_heading, pieces},
    records::Record,
    titles::{is_bare_date, is_of_file, is_title, without_asides},
    tree::Tree,
    when::{self, Dated, Spot},
    words,
    zone::Zone,
};
use crate::{model::Provenance, text::html::pictures};

/// A record as read.
#[derive(Debug, Clone, Default)]
pub struct Item {
    /// First place of the record.
    pub start: usize,
    /// Place after it.
    pub end: usize,
    /// Absolute address.
    pub url: String,
    /// Comparable address.
    pub key: String,
    /// Headline.
    pub title: String,
    /// True when a heading or a title by name carries it.
    pub titled: bool,
    /// True when the record holds titles that lead to several places.
    pub impure: bool,
    /// True when the title is a phrase of a running text that happens to be a link.
    pub inline: bool,
    /// Places that may hold the date.
    pub spots: Vec<Spot>,
    /// The date, once the page's order is known.
    pub date: Option<Dated>,
    /// A number alone, and where it stands: the day, where the month stands above several records.
    pub day: Option<(usize, String)>,
    /// Teaser.
    pub summary: Option<String>,
    /// Picture, absolute.
    pub image: Option<String>,
    /// Origin of title and link.
    pub origin: Option<Provenance>,
}

/// Where a title was found.
struct Title {
    text: String,
    link: Option<usize>,
    titled: bool,
}

/// Texts that stand in half of the records or more: labels, never titles.
pub fn labels(tree: &Tree<'_>, records: &[Record]) -> HashSet<String> {
    let mut counts = std::collections::HashMap::<String, usize>::new();
    for record in records {
        let own: HashSet<String> =
            pieces(tree, record.start, record.end.min(record.start + 400)).into_iter().map(|p| p.text).collect();
        for text in own {
            *counts.entry(text).or_default() += 1;
        }
    }
    let least = (records.len() / 2).max(2);
    counts.into_iter().filter(|(_, count)| *count >= least && records.len() > 2).map(|(text, _)| text).collect()
}

/// Reads a record. None when it has no title that could be one.
pub fn read(tree: &Tree<'_>, record: &Record, labels: &HashSet<String>) -> Option<Item> {
    let all = pieces(tree, record.start, record.end);
    let anchor = &tree.links[record.link];
    let title = title(tree, record, &all, labels)?;
    let link = title.link.and_then(|slot| link_of(tree, slot)).unwrap_or(anchor);
    let text = without_file(&whole(tree, record, &title.text, link.slot)).to_owned();
    let spots = when::spots(tree, record, &all, Some(&title.text));
    Some(Item {
        start: record.start,
        end: record.end,
        url: link.url.clone(),
        key: link.key.clone(),
        summary: summary(&all, &text),
        image: image(tree, record.start, record.end),
        title: text,
        titled: title.titled,
        impure: is_impure(tree, record, &link.key),
        inline: !title.titled && is_inline(&all, link.slot),
        spots,
        date: None,
        day: all
            .iter()
            .map(|piece| (piece.start, piece.text.trim_end_matches('.').to_owned()))
            .find(|day| is_day(&day.1)),
        origin: None,
    })
}

/// 1 to 31.
fn is_day(text: &str) -> bool {
    text.len() <= 2 && text.parse::<u8>().is_ok_and(|day| (1..=31).contains(&day))
}

fn link_of<'t>(tree: &'t Tree<'_>, slot: usize) -> Option<&'t super::tree::Link> {
    tree.links.binary_search_by_key(&slot, |link| link.slot).ok().map(|index| &tree.links[index])
}

/// Headline by, in this order: heading, name, link, first telling piece, attribute.
fn title(tree: &Tree<'_>, record: &Record, all: &[Piece], labels: &HashSet<String>) -> Option<Title> {
    let anchor = &tree.links[record.link];
    let good = |text: &str| is_title(text) && !labels.contains(text);
    by_heading(tree, all, &anchor.key, &good)
        .or_else(|| by_name(tree, record, all, &good))
        .or_else(|| by_link(tree, record, all, &good))
        .or_else(|| by_piece(tree, record, all, &good))
        .or_else(|| by_attribute(tree, record, &good))
}

fn by_heading(tree: &Tree<'_>, all: &[Piece], key: &str, good: &dyn Fn(&str) -> bool) -> Option<Title> {
    let mut seen: Vec<usize> = all.iter().filter_map(|piece| piece.heading).collect();
    seen.dedup();
    let mut found: Vec<(bool, Title)> = Vec::new();
    for heading in seen {
        let end = tree.slots[heading].end;
        let from = tree.links.partition_point(|link| link.slot <= heading);
        let inner: Vec<_> = tree.links[from..].iter().take_while(|link| link.slot < end).collect();
        let outer = all.iter().find(|piece| piece.heading == Some(heading)).and_then(|piece| piece.link);
        let link = inner.iter().find(|link| link.key == key).or(inner.first()).map(|link| link.slot).or(outer);
        let text = match inner.as_slice() {
            [only] if good(&without_asides(tree, only.slot)) => without_asides(tree, only.slot),
            _ => undated(tree, all, heading).unwrap_or_else(|| without_asides(tree, heading)),
        };
        if good(&text) {
            found.push((link.is_some(), Title { text, link, titled: true }));
        }
    }
    let linked = found.iter().position(|(linked, _)| *linked).unwrap_or(0);
    (linked < found.len()).then(|| found.swap_remove(linked).1)
}

/// A heading's text without the date that stands in it as an element of its own.
fn undated(tree: &Tree<'_>, all: &[Piece], heading: usize) -> Option<String> {
    let (dates, rest): (Vec<&Piece>, Vec<&Piece>) = all
        .iter()
        .filter(|piece| piece.heading == Some(heading))
        .partition(|piece| tree.tag(piece.container) == "time" || is_bare_date(&piece.text));
    (!dates.is_empty() && !rest.is_empty())
        .then(|| rest.iter().map(|piece| piece.text.as_str()).collect::<Vec<_>>().join(" "))
}

/// `itemprop=headline`, `class="... title"`.
fn by_name(tree: &Tree<'_>, record: &Record, all: &[Piece], good: &dyn Fn(&str) -> bool) -> Option<Title> {
    let named = |place: usize| {
        let property = matches!(tree.attr(place, "itemprop"), Some("headline" | "name"));
        property
            || tree.attr(place, "class").is_some_and(|class| {
                class.split_whitespace().any(|class| {
                    let tokens = words::tokens_of_names(class);
                    let last = tokens.iter().rev().find(|token| !token.bytes().any(|b| b.is_ascii_digit()));
                    tokens.iter().any(|token| matches!(token.as_str(), "headline" | "heading"))
                        || last.is_some_and(|token| {
                            matches!(token.as_str(), "title" | "titel" | "titre" | "titulo" | "titolo")
                        })
                        || tokens.iter().any(|token| token == "title") && tokens.len() <= 4
                })
            })
    };
    let carrier = |piece: &Piece| {
        let mut here = piece.container;
        for _ in 0..4 {
            if here < record.start {
                return None;
            }
            if named(here) {
                return Some(here);
            }
            here = tree.slots[here].parent;
        }
        None
    };
    let place = all.iter().filter_map(carrier).find(|place| {
        let text = tree.text_of(*place);
        good(&text) && text.chars().count() <= 300
    })?;
    let link = all
        .iter()
        .find(|piece| piece.start > place && piece.start < tree.slots[place].end)
        .and_then(|piece| piece.link);
    let inner = link.filter(|slot| *slot >= place).map(|slot| without_asides(tree, slot)).filter(|text| good(text));
    Some(Title { text: inner.unwrap_or_else(|| without_asides(tree, place)), link, titled: true })
}

/// The longest link text of the record; links to the anchor's target before others.
fn by_link(tree: &Tree<'_>, record: &Record, all: &[Piece], good: &dyn Fn(&str) -> bool) -> Option<Title> {
    let key = &tree.links[record.link].key;
    let from = tree.links.partition_point(|link| link.slot < record.start);
    let links = tree.links[from..].iter().take_while(|link| link.slot < record.end);
    let mut best: Option<(bool, usize, Title)> = None;
    for link in links {
        let parts: Vec<&Piece> = all.iter().filter(|piece| piece.link == Some(link.slot)).collect();
        let lines = parts.iter().map(|piece| piece.line).collect::<HashSet<_>>().len();
        let text = match parts.as_slice() {
            [] => continue,
            _ if lines == 1
                && (parts.len() == 1
                    || tree.chars(link.slot, tree.slots[link.slot].end) < 160
                        && !parts.iter().any(|p| is_bare_date(&p.text))) =>
            {
                without_asides(tree, link.slot)
            }
            _ => match telling(&parts, good) {
                Some(text) => text,
                None => continue,
            },
        };
        let rank = (link.key == *key, text.chars().count().min(200));
        if good(&text) && best.as_ref().is_none_or(|(same, size, _)| rank > (*same, *size)) {
            best = Some((rank.0, rank.1, Title { text, link: Some(link.slot), titled: false }));
        }
    }
    best.map(|(_, _, title)| title).filter(|title| {
        title.text.split_whitespace().count() > 1 || title.text.chars().count() >= 12 || !title.text.is_ascii()
    })
}

/// Among the pieces of a card: the first of some length, else the longest.
fn telling(parts: &[&Piece], good: &dyn Fn(&str) -> bool) -> Option<String> {
    let fit: Vec<&&Piece> = parts.iter().filter(|piece| good(&piece.text)).collect();
    // a short headline above a teaser that is cut short or runs on
    if let [head, teaser, ..] = fit.as_slice() {
        let (words, size) = (head.text.split_whitespace().count(), teaser.text.chars().count());
        let cut = teaser.text.ends_with(['…', '.']) && size >= 60;
        if (2..4).contains(&words) && head.block != teaser.block && (cut || size >= 120) {
            return Some(head.text.clone());
        }
    }
    let first = fit.iter().find(|piece| piece.text.split_whitespace().count() >= 4 && piece.text.chars().count() >= 18);
    first.or_else(|| fit.iter().max_by_key(|piece| piece.text.chars().count())).map(|piece| piece.text.clone())
}

/// The link says nothing ("Read more", a picture): the first telling piece of the record.
fn by_piece(tree: &Tree<'_>, record: &Record, all: &[Piece], good: &dyn Fn(&str) -> bool) -> Option<Title> {
    let bold = |piece: &&Piece| {
        tree.within(tree.slots[piece.start].parent, &["strong", "b", "dt", "th"]).is_some_and(|at| at >= record.start)
    };
    let strong: Vec<&Piece> = all.iter().filter(bold).collect();
    let parts: Vec<&Piece> = all.iter().collect();
    let text = telling(&strong, good).or_else(|| telling(&parts, good))?;
    (text.split_whitespace().count() >= 2).then_some(Title { text, link: None, titled: false })
}

fn by_attribute(tree: &Tree<'_>, record: &Record, good: &dyn Fn(&str) -> bool) -> Option<Title> {
    let slot = tree.links[record.link].slot;
    let own = ["title", "aria-label"].into_iter().filter_map(|name| tree.attr(slot, name));
    let images = (record.start..record.end.min(tree.slots.len()))
        .filter(|place| tree.tag(*place) == "img")
        .filter_map(|place| tree.attr(place, "alt"));
    let text = own
        .chain(images)
        .map(crate::text::html::clean_line)
        .find(|text| good(text) && text.split_whitespace().count() >= 3)?;
    Some(Title { text, link: Some(slot), titled: false })
}

/// A title without what the page says of the file behind it: "(PDF, 120 KB)", "[PDF]".
fn without_file(title: &str) -> &str {
    let Some(open) = title.rfind(['(', '[']).filter(|_| title.ends_with([')', ']'])) else { return title };
    let (head, note) = (title[..open].trim_end(), &title[open..]);
    if is_of_file(note) && head.chars().count() >= 8 { head } else { title }
}

/// A title cut short on the page, completed from what the link or the picture says.
fn whole(tree: &Tree<'_>, record: &Record, title: &str, link: usize) -> String {
    let cut = title.trim_end_matches(['…', '.', ' ']);
    if !(title.ends_with('…') || title.ends_with("...")) || cut.chars().count() < 12 {
        return title.to_owned();
    }
    let own = ["title", "aria-label"].into_iter().filter_map(|name| tree.attr(link, name));
    let images = (record.start..record.end.min(tree.slots.len()))
        .filter(|place| tree.tag(*place) == "img")
        .filter_map(|place| tree.attr(place, "alt"));
    let full = own
        .chain(images)
        .map(crate::text::html::clean_line)
        .find(|text| text.starts_with(cut) && text.len() > cut.len() && !text.ends_with('…') && !text.ends_with("..."));
    full.unwrap_or_else(|| title.to_owned())
}

/// The first line of prose that is not the title.
fn summary(all: &[Piece], title: &str) -> Option<String> {
    let mut at = 0;
    while at < all.len() {
        let line = all[at].line;
        let run = all[at..].iter().take_while(|piece| piece.line == line).count();
        let parts: Vec<&str> = all[at..at + run]
            .iter()
            .filter(|p| p.heading.is_none() && !words::is_read_more(&p.text))
            .map(|p| p.text.as_str())
            .collect();
        let text = parts.join(" ");
        at += run;
        if text.chars().count() >= 40
            && !title.contains(&text)
            && !text.contains(title)
            && text.split_whitespace().count() >= 6
        {
            return Some(text);
        }
    }
    None
}

/// The first picture that is none of the layout.
pub fn image(tree: &Tree<'_>, start: usize, end: usize) -> Option<String> {
    (start..end.min(tree.slots.len()))
        .filter(|place| tree.tag(*place) == "img" && tree.slots[*place].zone != Zone::Hidden)
        .find_map(|place| {
            let small = |name| {
                tree.attr(place, name)
                    .and_then(|size| size.trim_end_matches("px").parse::<u32>().ok())
                    .is_some_and(|size| size < 40)
            };
            if small("width") || small("height") {
                return None;
            }
            pictures::source(|name| tree.attr(place, name))
                .filter(|src| !src.ends_with(".svg"))
                .and_then(|src| tree.absolute(src))
        })
}

/// Headings of the record that lead to different places: the record is a box of several releases.
fn is_impure(tree: &Tree<'_>, record: &Record, key: &str) -> bool {
    let from = tree.links.partition_point(|link| link.slot < record.start);
    let others = tree.links[from..].iter().take_while(|link| link.slot < record.end).filter(|link| {
        let heads = tree.within(link.slot, &["h1", "h2", "h3", "h4", "h5", "h6"]).is_some_and(|at| at >= record.start)
            || tree.children(link.slot).any(|child| is_heading(tree.tag(child)));
        link.key != key && heads
    });
    others.take(2).count() >= 1
}

/// Prose stands before the link on its line, or more of it around the link than in it.
fn is_inline(all: &[Piece], slot: usize) -> bool {
    let Some(at) = all.iter().position(|piece| piece.link == Some(slot)) else { return false };
    let line = all[at].line;
    let size = |piece: &Piece| piece.text.chars().count();
    let own: usize = all.iter().filter(|piece| piece.link == Some(slot)).map(size).sum();
    let others = || all.iter().filter(|piece| piece.line == line && piece.link != Some(slot));
    let before: usize = others().filter(|piece| piece.start < all[at].start).map(size).sum();
    let after: usize = others().filter(|piece| piece.start > all[at].start && piece.link.is_none()).map(size).sum();
    before > 50 || before + after > 2 * own + 60 && before > 12
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_s_sort_and_size_are_not_of_its_title() {
        for title in ["Port authority seeks apprentices (PDF, 120 KB)", "Port authority seeks apprentices [pdf]"] {
            assert_eq!(without_file(title), "Port authority seeks apprentices");
        }
        for title in ["Trust opens workshop (Leeds)", "Results of 2024 (12)", "(PDF)"] {
            assert_eq!(without_file(title), title);
        }
    }
}
