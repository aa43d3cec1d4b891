//! Which of the sets of records is the page's list; what joins it; and whether there is a list at all.

use std::collections::HashSet;

use super::{
    fields::{self, Item},
    records::{Candidate, candidates},
    score::{Score, score},
    tree::{Tree, Zone},
    when, words,
};
use crate::text::dates::{self, Hints};

/// A list that was read.
#[derive(Debug, Clone)]
pub struct List {
    /// Its items in document order.
    pub items: Vec<Item>,
    /// How good it is.
    pub score: Score,
    /// Part of the page.
    pub zone: Zone,
}

/// What was chosen.
#[derive(Debug, Default)]
pub struct Choice {
    /// The list; none when the page is no listing.
    pub list: Option<List>,
    /// The next best, of other releases.
    pub runner_up: Option<List>,
    /// Why there is none.
    pub reason: Option<String>,
    /// Day before month in this page's all-number dates, when they prove it.
    pub day_first: Option<bool>,
}

/// Reads all candidate sets and takes the best.
pub fn choose(tree: &Tree<'_>, hints: &Hints<'_>) -> Choice {
    let mut lists: Vec<(usize, List)> =
        candidates(tree).iter().map(|candidate| (candidate.records.len(), read(tree, candidate))).collect();
    let texts =
        lists.iter().flat_map(|(_, list)| &list.items).flat_map(|item| &item.spots).map(|spot| spot.text.as_str());
    let day_first = hints.day_first.or_else(|| dates::order_of(texts.filter(|text| when::is_all_number(text))));
    let hints = Hints { day_first, ..*hints };
    for (records, list) in &mut lists {
        for item in &mut list.items {
            item.date = when::first(&item.spots, Some(&item.url), &hints);
        }
        list.score = score(tree, &list.items, *records, list.zone);
    }
    let mut lists: Vec<List> = lists.into_iter().map(|(_, list)| list).filter(|list| list.items.len() > 1).collect();
    lists.sort_by(|a, b| b.score.total.total_cmp(&a.score.total));
    let mut rest = lists.into_iter();
    let Some(mut best) = rest.next() else {
        return Choice { reason: Some("no repeated records on the page".into()), day_first, ..Choice::default() };
    };
    let rest: Vec<List> = rest.collect();
    let others: Vec<&List> = rest.iter().filter(|list| overlap(list, &best) * 2 < list.items.len()).collect();
    let runner_up = others.first().map(|list| (*list).clone());
    let reason = no_list(tree, &best);
    if reason.is_some() {
        return Choice { list: None, runner_up: Some(best), reason, day_first };
    }
    for list in &others {
        join(tree, &mut best, list);
    }
    settle(&mut best);
    Choice { list: Some(best), runner_up, reason: None, day_first }
}

fn read(tree: &Tree<'_>, candidate: &Candidate) -> List {
    let labels = fields::labels(tree, &candidate.records);
    let items = candidate.records.iter().filter_map(|record| fields::read(tree, record, &labels)).collect();
    List { items, score: Score::default(), zone: candidate.zone }
}

/// Items of `a` that `b` has too.
fn overlap(a: &List, b: &List) -> usize {
    let keys: HashSet<&str> = b.items.iter().map(|item| item.key.as_str()).collect();
    a.items.iter().filter(|item| keys.contains(item.key.as_str())).count()
}

/// Another set of the same kind on the same page: the featured ones above, a second column.
fn join(tree: &Tree<'_>, best: &mut List, other: &List) {
    let alike = |a: f64, b: f64| (a >= 0.5) == (b >= 0.5);
    let fit = other.zone == Zone::Main
        && other.score.quality >= 0.75 * best.score.quality
        && alike(other.score.dated, best.score.dated)
        && !heading_above(tree, other).is_some_and(|text| words::is_related(&text));
    if !fit {
        return;
    }
    let crosses =
        |item: &Item| best.items.iter().any(|own| own.key == item.key || item.start < own.end && own.start < item.end);
    let new: Vec<Item> = other.items.iter().filter(|item| !crosses(item)).cloned().collect();
    best.items.extend(new);
    best.items.sort_by_key(|item| item.start);
}

/// The last heading before a list.
fn heading_above(tree: &Tree<'_>, list: &List) -> Option<String> {
    let first = list.items.first()?.start;
    let heading = (0..first).rev().take(60).find(|place| super::pieces::is_heading(tree.tag(*place)))?;
    Some(tree.text_of(heading))
}

/// One item an address; an item without a date among dated ones is no release.
fn settle(list: &mut List) {
    let mut seen = HashSet::new();
    list.items.retain(|item| seen.insert(item.key.clone()));
}

/// Why a set is no listing: too weak, or a few links below the text of one release.
fn no_list(tree: &Tree<'_>, list: &List) -> Option<String> {
    let Score { quality, dated, titled, .. } = list.score;
    let n = list.items.len();
    let (prose, own) = prose(tree, list);
    if quality < 0.3 {
        return Some(format!("the best repeated records do not look like releases (quality {quality:.2})"));
    }
    if n < 3 && (dated < 1.0 || quality < 0.5) {
        return Some(format!("only {n} records"));
    }
    if prose > 1200 && prose > own {
        return Some("the page is one text with links, not a list".into());
    }
    None
}

/// Characters of running text outside the records and inside them.
fn prose(tree: &Tree<'_>, list: &List) -> (usize, usize) {
    let (mut outside, mut inside) = (0, 0);
    let mut items = list.items.iter().peekable();
    for (place, slot) in tree.slots.iter().enumerate() {
        while items.peek().is_some_and(|item| item.end <= place) {
            items.next();
        }
        let within = items.peek().is_some_and(|item| item.start <= place);
        let Some(text) = slot.node.value().as_text() else { continue };
        if slot.zone != Zone::Main {
            continue;
        }
        let size = text.trim().chars().count();
        if within {
            inside += size;
        } else if size >= 60 && tree.tag(slot.parent) != "a" {
            outside += size;
        }
    }
    (outside, inside)
}
