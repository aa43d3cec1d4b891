//! A newsroom's index page -> items, without configuration; and sitemaps.
//!
//! Signals: the operator's selectors, lists in JSON-LD, h-feed and microdata, records of the visible page, JSON state of
//! the page. The visible page decides what is listed where it can be read, since that is what a reader sees; structured
//! data completes it, and stands in for it on a page that scripts render. What was chosen, how sure it is and what else
//! it could have been is told in [`Document::listed`]. A page that is no list gives no items and a warning.

mod anchors;
mod choose;
mod discover;
mod entry;
mod featured;
mod fields;
mod headings;
mod json_ld;
pub mod leads;
mod list;
mod lone;
mod microdata;
mod paging;
mod pieces;
pub mod platform;
mod records;
mod score;
pub mod selectors;
mod single;
mod sitemap;
mod state;
mod target;
mod titles;
mod tree;
mod when;
mod words;
mod zone;

use std::collections::{HashMap, HashSet};

use url::Url;

use self::{choose::Choice, entry::Entry, selectors::Selected, tree::Tree};
use super::Error;
use crate::{
    model::{Document, Format, Listed, Select},
    text::dates::Hints,
};

/// Reads an index page. No list on it: a document without items and with a warning that says so.
pub(crate) fn read(
    html: &str,
    url: Option<&Url>,
    hints: &Hints<'_>,
    select: Option<&Select>,
) -> Result<Document, Error> {
    let mut page = crate::html::document(html)?;
    crate::html::remove_layers(&mut page);
    let mut tree = Tree::new(&page, url);
    let mut document = Document { format: Format::Html, ..Document::default() };
    discover::head(&tree, &mut document);
    document.feeds = discover::feeds(&tree);
    let language = document.language.clone();
    let hints = Hints { language: hints.language.or(language.as_deref()), ..*hints };
    let platform = platform::recognise(&tree, document.generator.as_deref());
    let entries = match select.filter(|_| selectors::are_given(select)) {
        Some(select) => selected(selectors::read(&page, &tree, select, &hints), &tree, select, &mut document),
        None => automatic(&mut tree, &hints, &mut document),
    };
    if let Some(listed) = &mut document.listed {
        listed.platform = platform;
    }
    document.items = entries.into_iter().map(|entry| entry.into_draft(&tree)).collect();
    Ok(document)
}

/// By the operator's rules.
fn selected(read: Selected, tree: &Tree<'_>, select: &Select, document: &mut Document) -> Vec<Entry> {
    document.warnings.extend(read.warnings);
    document.next = read.next.or_else(|| paging::next(tree, &[]));
    document.listed = Some(Listed {
        method: "selectors".into(),
        selector: select.item.clone().or_else(|| select.title.clone()),
        confidence: if read.entries.is_empty() { 0.0 } else { 1.0 },
        ..Listed::default()
    });
    read.entries
}

/// By what the page shows and says.
fn automatic(tree: &mut Tree<'_>, hints: &Hints<'_>, document: &mut Document) -> Vec<Entry> {
    let choice = choose::choose(tree, hints);
    let hints = Hints { day_first: choice.day_first, ..*hints };
    let stated = json_ld::entries(tree);
    let visible = choice
        .list
        .as_ref()
        .map(|list| (list.score.quality, list.items.iter().map(Entry::of_item).collect::<Vec<_>>()));
    // the state is read only where it is needed: it can be megabytes
    let undated =
        visible.as_ref().is_none_or(|(_, items)| items.iter().any(|item| item.published.is_none() || item.relative));
    let state = if undated { state::entries(tree, &hints) } else { Vec::new() };
    if let Some((quality, mut entries)) = visible {
        complete(&mut entries, &stated);
        complete(&mut entries, &state);
        let better = [("json-ld", &stated), ("state", &state)]
            .into_iter()
            .find(|(_, other)| quality < 0.5 && outdoes(other, &entries));
        if better.is_none() {
            let ranges: Vec<(usize, usize)> =
                choice.list.iter().flat_map(|list| &list.items).map(|item| (item.start, item.end)).collect();
            document.next = paging::next(tree, &ranges);
            document.listed = Some(report(tree, &choice, quality));
            return entries;
        }
    }
    for (method, entries) in [("json-ld", stated), ("state", state)] {
        if entries.len() >= 2 && entries.iter().all(|entry| entry.title.is_some()) && !choice.is_text {
            document.next = paging::next(tree, &[]);
            let runner_up = choice.list.as_ref().or(choice.runner_up.as_ref()).map(|list| choose::in_words(tree, list));
            document.listed = Some(Listed { method: method.into(), confidence: 0.8, runner_up, ..Listed::default() });
            return entries;
        }
    }
    if let Some(entries) = on_the_page(tree, &hints, document) {
        return entries;
    }
    if let Some(item) = lone::find(tree, &hints).filter(|_| !choice.is_text) {
        document.listed = Some(Listed { method: "one".into(), confidence: 0.5, ..Listed::default() });
        return vec![Entry::of_item(&item)];
    }
    document.warnings.push(format!("no list: {}", choice.reason.as_deref().unwrap_or("nothing on the page repeats")));
    Vec::new()
}

/// Releases that stand whole on this page, each under its heading, without a page of their own. All have a date: an
/// article's sections and a manual's steps have none.
fn on_the_page(tree: &mut Tree<'_>, hints: &Hints<'_>, document: &mut Document) -> Option<Vec<Entry>> {
    let headings = anchors::headings(tree);
    if headings.len() < 2 {
        return None;
    }
    let links = std::mem::replace(&mut tree.links, headings);
    let choice = choose::choose(tree, hints);
    let Some(list) = choice.list.as_ref().filter(|list| list.items.iter().all(|item| item.date.is_some())) else {
        tree.links = links;
        return None;
    };
    let mut listed = report(tree, &choice, list.score.quality);
    listed.method = "headings".into();
    document.listed = Some(listed);
    let whole = |item: &fields::Item| Entry { content: tree.markup(item.start, item.end), ..Entry::of_item(item) };
    Some(list.items.iter().map(whole).collect())
}

fn report(tree: &Tree<'_>, choice: &Choice, quality: f64) -> Listed {
    let list = choice.list.as_ref();
    Listed {
        method: list.map_or("records", |list| list.method).to_owned(),
        selector: list.and_then(|list| choose::selector(tree, list)),
        confidence: (quality * 1.15).min(1.0),
        runner_up: choice.runner_up.as_ref().map(|list| choose::in_words(tree, list)),
        platform: None,
    }
}

/// Fills what entries lack from the same items elsewhere.
fn complete(entries: &mut [Entry], others: &[Entry]) {
    let by_key: HashMap<String, &Entry> = others.iter().map(|entry| (entry.key(), entry)).collect();
    for entry in entries {
        if let Some(other) = by_key.get(&entry.key()) {
            entry.complete(other);
        }
    }
}

/// A list in the page's data that is no part of a weak visible one, and says more.
fn outdoes(other: &[Entry], own: &[Entry]) -> bool {
    let keys: HashSet<String> = own.iter().map(Entry::key).collect();
    let shared = other.iter().filter(|entry| keys.contains(&entry.key())).count();
    let dated = |entries: &[Entry]| entries.iter().filter(|entry| entry.published.is_some()).count();
    other.len() >= 3 && shared * 2 < other.len() && dated(other) * 2 > other.len() && dated(other) > dated(own)
}

#[cfg(test)]
mod tests;

/// Reads an XML sitemap (news and image extensions too); an index of sitemaps gives [`Document::next`] and links.
pub(crate) fn sitemap(bytes: &[u8], url: Option<&Url>) -> Result<Document, Error> {
    sitemap::read(bytes, url)
}
