//! Repeated structure: links of one shape are taken together, and the largest element around each that holds no other
//! of them is its record. Where records have no element of their own (heading, paragraph, heading, paragraph ...) the
//! siblings up to the next one belong to it.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::{tree::Tree, words, zone::Zone};

/// One record: a range of places, and the link that it was found by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Record {
    /// First place.
    pub start: usize,
    /// Place after the last.
    pub end: usize,
    /// Index in [`Tree::links`].
    pub link: usize,
}

/// A set of records of one shape.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// In document order, without overlap.
    pub records: Vec<Record>,
    /// Zone that they lie in.
    pub zone: Zone,
}

/// More shapes than these are not looked at, the largest first.
const MAX_CANDIDATES: usize = 24;

/// All sets of at least two records.
pub fn candidates(tree: &Tree<'_>) -> Vec<Candidate> {
    let mut groups: HashMap<(u8, Zone, u64), Vec<usize>> = HashMap::new();
    for (index, link) in tree.links.iter().enumerate() {
        let slot = &tree.slots[link.slot];
        if slot.zone >= Zone::Chrome {
            continue;
        }
        let parent = &tree.slots[slot.parent];
        let above = &tree.slots[parent.parent];
        let tail = slot.own.rotate_left(9) ^ parent.own;
        for (grain, key) in [(0, slot.classes), (1, slot.tags), (2, tail.rotate_left(9) ^ above.own), (3, tail)] {
            groups.entry((grain, slot.zone, key)).or_default().push(index);
        }
    }
    let short = short_texts(tree);
    let mut seen = HashSet::new();
    let mut out: Vec<(usize, (u8, u64), Candidate)> = Vec::new();
    let mut order: Vec<_> = groups.into_iter().collect();
    order.sort_by_key(|((grain, zone, key), links)| (std::cmp::Reverse(weight(tree, links)), *grain, *zone, *key));
    for ((grain, zone, key), links) in order.into_iter().take(4 * MAX_CANDIDATES) {
        for links in apart(tree, &short, &links) {
            let links = distinct(tree, &links);
            if links.len() < 2 {
                continue;
            }
            let records = flat(tree, level(tree, elements(tree, &links)));
            let shape: Vec<(usize, usize)> = records.iter().map(|record| (record.start, record.end)).collect();
            if records.len() >= 2 && seen.insert(shape) {
                let size = weight(tree, &records.iter().map(|record| record.link).collect::<Vec<_>>());
                out.push((size, (grain, key), Candidate { records, zone }));
            }
        }
    }
    out.sort_by_key(|(size, key, _)| (std::cmp::Reverse(*size), *key));
    out.truncate(MAX_CANDIDATES);
    out.into_iter().map(|(_, _, candidate)| candidate).collect()
}

/// What the links say that say little; empty for the others.
fn short_texts(tree: &Tree<'_>) -> Vec<String> {
    let text = |slot: usize| (tree.chars(slot, tree.slots[slot].end) <= 32).then(|| tree.text_of(slot));
    tree.links.iter().map(|link| text(link.slot).unwrap_or_default().to_lowercase()).collect()
}

/// The links as they are; and, where some say the same ("PDF", "Details"), the rest alone and each of those sets:
/// a record may hold a title and a document of one shape.
fn apart(tree: &Tree<'_>, short: &[String], links: &[usize]) -> Vec<Vec<usize>> {
    let mut sets: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for link in links.iter().filter(|link| !short[**link].is_empty()) {
        sets.entry(&short[*link]).or_default().push(*link);
    }
    sets.retain(|_, set| set.len() >= 3 && set.len() * 5 >= links.len());
    let mut out = vec![links.to_vec()];
    if sets.is_empty() || sets.values().any(|set| set.len() == links.len()) {
        return out;
    }
    let rest: Vec<usize> = links.iter().filter(|link| !sets.contains_key(&*short[**link])).copied().collect();
    // of two labels in one record, the one that leads to the release names it
    let mut sets: Vec<(&str, Vec<usize>)> = sets.into_iter().collect();
    sets.sort_by_key(|(text, set)| {
        (tree.links[set[0]].key.ends_with(".pdf"), !words::is_read_more(text), tree.links[set[0]].slot)
    });
    out.push(rest);
    out.extend(sets.into_iter().map(|(_, set)| set));
    out
}

/// Visible characters of the links, each counted up to a headline's length, and something for the link itself.
fn weight(tree: &Tree<'_>, links: &[usize]) -> usize {
    links
        .iter()
        .map(|index| tree.links[*index].slot)
        .map(|slot| 10 + tree.chars(slot, tree.slots[slot].end).min(90))
        .sum()
}

/// One link a target: the first of neighbours with the same one; none whose target comes again after others have.
fn distinct(tree: &Tree<'_>, links: &[usize]) -> Vec<usize> {
    let mut runs: HashMap<&str, usize> = HashMap::new();
    let mut out: Vec<usize> = Vec::with_capacity(links.len());
    for index in links {
        let key = tree.links[*index].key.as_str();
        if out.last().is_some_and(|last| tree.links[*last].key == key) {
            continue;
        }
        *runs.entry(key).or_default() += 1;
        out.push(*index);
    }
    let often = out.len();
    out.retain(|index| runs[tree.links[*index].key.as_str()] == 1 || often < 4);
    out
}

/// For each link the largest element that holds none of the others.
fn elements(tree: &Tree<'_>, links: &[usize]) -> Vec<(usize, usize)> {
    let at = |index: usize| links.get(index).map(|link| tree.links[*link].slot);
    let mut out = Vec::with_capacity(links.len());
    for (index, link) in links.iter().enumerate() {
        let before = index.checked_sub(1).and_then(at);
        let after = at(index + 1);
        let mut root = tree.links[*link].slot;
        loop {
            let parent = tree.slots[root].parent;
            let whole = matches!(tree.tag(parent), "body" | "main" | "html" | "");
            let holds =
                |other: Option<usize>| other.is_some_and(|place| place >= parent && place < tree.slots[parent].end);
            if whole || holds(before) || holds(after) {
                break;
            }
            root = parent;
        }
        out.push((root, *link));
    }
    out
}

/// Brings the records to one level: that of most of them. What is built otherwise is no record of this set.
fn level(tree: &Tree<'_>, roots: Vec<(usize, usize)>) -> Vec<Record> {
    let height = |root: usize, link: usize| tree.slots[tree.links[link].slot].depth - tree.slots[root].depth;
    let mut counts: HashMap<(usize, &str), usize> = HashMap::new();
    for (root, link) in &roots {
        *counts.entry((height(*root, *link), tree.tag(*root))).or_default() += 1;
    }
    let usual = counts
        .iter()
        .max_by_key(|((height, tag), count)| (**count, std::cmp::Reverse(*height), *tag))
        .map(|(key, _)| *key);
    let Some((usual, tag)) = usual else { return Vec::new() };
    let mut out: Vec<Record> = Vec::new();
    for (root, link) in roots {
        let mut here = root;
        if height(root, link) > usual || tree.tag(root) != tag {
            here = tree.links[link].slot;
            for _ in 0..usual {
                here = tree.slots[here].parent;
            }
            if here < root || tree.tag(here) != tag {
                if roots_differ(tree, root, here) {
                    continue;
                }
                here = root;
            }
        }
        if out.last().is_none_or(|last| last.end <= here) {
            out.push(Record { start: here, end: tree.slots[here].end, link });
        }
    }
    out
}

/// A record at another level is kept when it is lower than usual, as the odd one between two levels.
fn roots_differ(tree: &Tree<'_>, root: usize, usual: usize) -> bool {
    tree.slots[root].depth <= tree.slots[usual].depth
}

/// Records that are siblings with text between most of them: each gets the siblings that belong to it.
fn flat(tree: &Tree<'_>, records: Vec<Record>) -> Vec<Record> {
    let mut out = Vec::with_capacity(records.len());
    let mut at = 0;
    while at < records.len() {
        let parent = tree.slots[records[at].start].parent;
        let run = records[at..].iter().take_while(|record| tree.slots[record.start].parent == parent).count();
        widen(tree, parent, &records[at..at + run], &mut out);
        at += run;
    }
    out
}

fn widen(tree: &Tree<'_>, parent: usize, run: &[Record], out: &mut Vec<Record>) {
    let full = |start: usize, end: usize| tree.chars(start, end) > 1;
    let gaps = run.windows(2).filter(|pair| full(pair[0].end, pair[1].start)).count();
    if run.len() < 2 || gaps * 10 < (run.len() - 1) * 6 {
        out.extend_from_slice(run);
        return;
    }
    let lead = lead(tree, parent, run);
    let reach: Vec<usize> = run.iter().map(|record| back(tree, parent, record.start, lead)).collect();
    let typical = {
        let mut sizes: Vec<usize> =
            run.windows(2).zip(&reach[1..]).map(|(pair, start)| between(tree, pair[0].end, *start).len()).collect();
        sizes.sort_unstable();
        sizes.get(sizes.len() / 2).copied().unwrap_or(0)
    };
    for (index, record) in run.iter().enumerate() {
        let end = match reach.get(index + 1) {
            Some(next) => (*next).min(run[index + 1].start),
            None => between(tree, record.end, tree.slots[parent].end)
                .get(..typical)
                .and_then(|s| s.last())
                .map_or(record.end, |last| tree.slots[*last].end),
        };
        let floor = out.last().map_or(0, |last: &Record| last.end);
        out.push(Record {
            start: reach[index].max(floor).min(record.start),
            end: end.max(record.end),
            link: record.link,
        });
    }
}

/// Siblings with text, or elements, from one place to another.
fn between(tree: &Tree<'_>, start: usize, end: usize) -> Vec<usize> {
    let mut out = Vec::new();
    let mut here = start;
    while here < end && out.len() < 64 {
        if !tree.tag(here).is_empty() || tree.chars(here, tree.slots[here].end) > 1 {
            out.push(here);
        }
        here = tree.slots[here].end;
    }
    out
}

/// The place `count` siblings before, not before the parent's first child.
fn back(tree: &Tree<'_>, parent: usize, place: usize, count: usize) -> usize {
    let siblings = siblings_before(tree, parent, place, count);
    siblings.last().copied().unwrap_or(place)
}

/// Up to `count` siblings before a place, nearest first.
fn siblings_before(tree: &Tree<'_>, parent: usize, place: usize, count: usize) -> Vec<usize> {
    let mut out = Vec::new();
    let mut sibling = tree.slots[place].node.prev_sibling();
    let mut here = place;
    while let Some(node) = sibling {
        if out.len() >= count || here <= parent + 1 {
            break;
        }
        // the place of a previous sibling: the one whose extent ends here
        let mut start = here - 1;
        while tree.slots[start].parent != parent {
            start = tree.slots[start].parent;
        }
        if !tree.tag(start).is_empty() || tree.chars(start, tree.slots[start].end) > 1 {
            out.push(start);
        }
        here = start;
        sibling = node.prev_sibling();
    }
    out
}

/// How many siblings before a record's element belong to it (a date above the headline, a `dt` before its `dd`).
fn lead(tree: &Tree<'_>, parent: usize, run: &[Record]) -> usize {
    let gaps: Vec<Vec<usize>> = run.windows(2).map(|pair| between(tree, pair[0].end, pair[1].start)).collect();
    let ruled = gaps.iter().filter(|gap| gap.iter().any(|place| tree.tag(*place) == "hr")).count();
    if ruled * 2 > gaps.len() {
        let mut after: Vec<usize> =
            gaps.iter().map(|gap| gap.iter().rev().take_while(|place| tree.tag(**place) != "hr").count()).collect();
        after.sort_unstable();
        return after[after.len() / 2];
    }
    let own = |place: usize| tree.slots[place].own;
    let mut usual: Vec<&Vec<usize>> = gaps.iter().collect();
    usual.sort_by_key(|gap| gap.len());
    let Some(gap) = usual.get(usual.len() / 2) else { return 0 };
    let first = run[0].start;
    let ahead = siblings_before(tree, parent, first, gap.len());
    let before = ahead.iter().zip(gap.iter().rev()).take_while(|(a, b)| own(**a) == own(**b)).count();
    let last = run[run.len() - 1].end;
    let behind = between(tree, last, tree.slots[parent].end);
    let after = behind.iter().zip(gap.iter()).take_while(|(a, b)| own(**a) == own(**b)).count();
    if before == 0 || after >= gap.len() && before < gap.len() {
        return 0;
    }
    if before + after <= gap.len() {
        return before;
    }
    // both ends fit: a heading or a term opens a record, anything else closes it
    let opens = super::pieces::is_heading(tree.tag(first)) || tree.tag(first) == "dt";
    if opens { gap.len().saturating_sub(after) } else { before }
}
