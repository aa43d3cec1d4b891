//! One or two releases set large above the list, in a shape of their own.

use std::collections::HashSet;

use super::{
    fields::{self, Item},
    list::List,
    pieces::is_heading,
    records::Record,
    score::is_headline,
    tree::{Link, Tree},
    when,
    zone::Zone,
};
use crate::text::dates::Hints;

/// Longest featured record, in characters: beyond it is a text, not a teaser.
const MAX_CHARS: usize = 1_500;

/// The featured items above a list: headlines that link beside the list's own targets, dated when the list is.
pub fn find(tree: &Tree<'_>, list: &List, hints: &Hints<'_>) -> Vec<Item> {
    let Some(first) = list.items.first().map(|item| item.start) else { return Vec::new() };
    let folder =
        |key: &str| key.split('?').next().and_then(|path| path.rsplit_once('/')).map(|(folder, _)| folder.to_owned());
    let folders: Vec<String> = list.items.iter().filter_map(|item| folder(&item.key)).collect();
    let keys: HashSet<&str> = list.items.iter().map(|item| item.key.as_str()).collect();
    let beside = |link: &Link| {
        folder(&link.key).is_some_and(|own| folders.iter().filter(|other| **other == own).count() * 2 > folders.len())
    };
    let heads = |slot: usize| {
        tree.within(slot, &["h1", "h2", "h3", "h4"]).is_some()
            || tree.children(slot).any(|child| is_heading(tree.tag(child)))
    };
    let mut found: Vec<usize> = Vec::new();
    for (index, link) in tree.links.iter().enumerate().take_while(|(_, link)| link.slot < first) {
        let fit = tree.slots[link.slot].zone == Zone::Main
            && !keys.contains(link.key.as_str())
            && beside(link)
            && heads(link.slot);
        if fit && !found.iter().any(|other| tree.links[*other].key == link.key) {
            found.push(index);
        }
    }
    if found.len() > 2 {
        return Vec::new();
    }
    let items = found.iter().filter_map(|index| {
        let record = around(tree, *index, first, &found)?;
        let mut item = fields::read(tree, &record, &HashSet::new())?;
        item.date = when::first(&item.spots, Some(&item.url), hints);
        let dated = item.date.is_some() || list.score.dated < 0.5;
        (dated && is_headline(&item.title) && !item.impure).then_some(item)
    });
    items.collect()
}

/// The largest element around a link that holds neither the list nor another featured link.
fn around(tree: &Tree<'_>, index: usize, first: usize, found: &[usize]) -> Option<Record> {
    let mut root = tree.links[index].slot;
    loop {
        let parent = tree.slots[root].parent;
        let end = tree.slots[parent].end;
        let others = found.iter().any(|other| *other != index && (parent..end).contains(&tree.links[*other].slot));
        if end > first || others || matches!(tree.tag(parent), "body" | "main" | "html" | "") {
            break;
        }
        root = parent;
    }
    let end = tree.slots[root].end;
    (tree.chars(root, end) <= MAX_CHARS).then_some(Record { start: root, end, link: index })
}
