//! Which lines of the container are the body: what stands between, before and after it goes.

use super::{
    super::tree::Tree,
    choose::{self, Field},
    phrases,
    segments::Segment,
};

/// Decides on every line; only those of `root` can be kept.
pub fn keep(field: &Field<'_, '_>, root: usize, headline: Option<&str>) -> Vec<bool> {
    let (tree, segments) = (field.tree, &field.lines.segments);
    let dropped = elements(field, root);
    let inside = root..tree.end(root);
    let mut kept: Vec<bool> = segments
        .iter()
        .map(|segment| inside.contains(&segment.start) && !field.pruned[segment.start] && !dropped[segment.start])
        .collect();
    lines(tree, segments, &mut kept);
    head(tree, segments, &mut kept, headline);
    headings(tree, segments, &mut kept);
    tail(segments, &mut kept);
    kept
}

/// Elements within the body that are not of it: lists of links, captions, boxes.
fn elements(field: &Field<'_, '_>, root: usize) -> Vec<bool> {
    let (tree, marks) = (field.tree, &field.lines.marks);
    let total = field.weight(root).max(1.0);
    let mut dropped = vec![false; tree.entries.len()];
    let mut at = root + 1;
    let end = tree.end(root);
    while at < end {
        let Some(element) = tree.element(at) else {
            at += 1;
            continue;
        };
        let hint = marks[at].hint;
        let letters = field.letters(at);
        let weight = field.weight(at);
        let small = weight < 0.3 * total;
        let density = field.link_density(at);
        let out = match element.name() {
            "figcaption" => true,
            "figure" => weight < 0.5 * total && !holds(tree, at, &["blockquote", "table", "pre", "ul", "ol"]),
            "aside" | "footer" | "form" => small,
            "article" if weight < 0.5 * total && is_card(tree, at) => true,
            "ul" | "ol" | "dl" => letters > 0 && density > 0.6 && small,
            "table" | "div" | "section" | "article" | "header" => {
                letters > 0 && density > 0.6 && small && weight < 200.0
            }
            "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "span" => {
                (hint.caption || hint.meta && !hint.body) && letters < 200 && weight < 200.0
            }
            _ => false,
        } || (hint.caption && letters < 600 && small)
            || (choose::is_noise(hint, weight) && small && !hint.body)
            || (hint.meta && letters < 160 && small && !hint.body && marks[at].block)
            || (hint.hidden && small)
            || (hint.comments && small);
        if out {
            let stop = tree.end(at);
            dropped[at..stop].fill(true);
            at = stop;
        } else {
            at += 1;
        }
    }
    dropped
}

fn holds(tree: &Tree<'_>, index: usize, names: &[&str]) -> bool {
    (index + 1..tree.end(index)).any(|at| names.contains(&tree.name(at)))
}

/// An article within the body that is another story: its heading is a link.
fn is_card(tree: &Tree<'_>, index: usize) -> bool {
    (index + 1..tree.end(index)).any(|at| {
        let heading = |at: usize| matches!(tree.name(at), "h1" | "h2" | "h3" | "h4" | "h5" | "header");
        tree.name(at) == "a"
            && (tree.ancestors(at).take_while(|&up| up > index).any(heading) || (at + 1..tree.end(at)).any(heading))
    })
}

/// Lines that are no sentence: links alone, "Read more: ...", "Share".
fn lines(tree: &Tree<'_>, segments: &[Segment], kept: &mut [bool]) {
    for (segment, kept) in segments.iter().zip(kept.iter_mut()) {
        if !*kept {
            continue;
        }
        let name = tree.name(segment.container);
        let list = matches!(name, "li" | "td" | "th" | "dd" | "dt");
        let link_only = segment.link_density() > 0.9;
        if (link_only && !list && segment.chars < 200 && !in_sentence(tree, segment))
            || phrases::is_call(&segment.text, segment.link_density())
        {
            *kept = false;
        }
        if !segment.text.chars().any(char::is_alphanumeric) {
            *kept = false;
        }
    }
}

/// Whether a line stands in a paragraph with other lines.
fn in_sentence(tree: &Tree<'_>, segment: &Segment) -> bool {
    matches!(tree.name(segment.container), "pre" | "blockquote")
}

/// Before the first sentence: the headline again, the byline, the date, the kicker.
fn head(tree: &Tree<'_>, segments: &[Segment], kept: &mut [bool], headline: Option<&str>) {
    let plain = crate::text::folded;
    let headline = headline.map(plain).unwrap_or_default();
    // Everything up to the headline stands before the body.
    let title = segments.iter().enumerate().filter(|(index, _)| kept[*index]).take(25).find(|(_, segment)| {
        tree.name(segment.container) == "h1" || (!headline.is_empty() && plain(&segment.text) == headline)
    });
    if let Some((title, _)) = title {
        let before: f64 = segments[..title]
            .iter()
            .zip(kept.iter())
            .filter(|(_, kept)| **kept)
            .map(|(segment, _)| segment.weight())
            .sum();
        if before < 400.0 {
            kept[..=title].fill(false);
        } else {
            kept[title] = false;
        }
    }
    let mut seen = 0;
    for index in 0..segments.len() {
        if !kept[index] {
            continue;
        }
        let segment = &segments[index];
        if !headline.is_empty() && plain(&segment.text) == headline {
            kept[index] = false;
            continue;
        }
        seen += 1;
        if seen > 12 {
            break;
        }
        if phrases::is_byline(&segment.text) {
            kept[index] = false;
        }
    }
}

/// A heading stays only above something.
fn headings(tree: &Tree<'_>, segments: &[Segment], kept: &mut [bool]) {
    let mut below: Option<u8> = Some(0);
    for index in (0..segments.len()).rev() {
        if !kept[index] {
            continue;
        }
        let level = match tree.name(segments[index].container).as_bytes() {
            [b'h', level @ b'1'..=b'6'] => Some(level - b'0'),
            _ => None,
        };
        match (level, below) {
            (Some(own), Some(next)) if next == 0 || own > next => kept[index] = next != 0 && own < next,
            _ => {}
        }
        if kept[index] {
            below = level;
        }
    }
}

/// After the last sentence: calls, tags, rights, other stories.
fn tail(segments: &[Segment], kept: &mut [bool]) {
    for index in (0..segments.len()).rev() {
        if !kept[index] {
            continue;
        }
        let segment = &segments[index];
        if phrases::is_tail(&segment.text) {
            kept[index] = false;
            continue;
        }
        if segment.chars > 60 && segment.link_density() < 0.4 {
            break;
        }
        if segment.link_density() > 0.6 {
            kept[index] = false;
        }
    }
}
