//! The body of a release: the page's tree in, the lines that a reader came for out, as plain HTML.
//!
//! One tree, three questions: where is it ([`choose`]), what in there is not of it ([`clean`]), and how is it
//! written ([`write`]). Linear in the size of the page.

mod choose;
mod clean;
mod hints;
mod lead;
mod phrases;
mod pictures;
mod segments;
mod write;

use std::collections::HashSet;

use ego_tree::NodeId;
use scraper::{Html, Selector};
use url::Url;

pub use self::hints::of as hint;
use self::pictures::Picture;
use self::segments::Mark;
pub use self::segments::Segment;
use super::tree::{Tree, What};

/// The page's lines.
#[derive(Debug)]
pub struct Lines {
    marks: Vec<Mark>,
    /// In document order.
    pub segments: Vec<Segment>,
}

impl Lines {
    /// Cuts the page into lines.
    pub fn of(tree: &Tree<'_>) -> Self {
        let marks = segments::marks(tree);
        let segments = segments::segments(tree, &marks);
        Self { marks, segments }
    }

    /// What lines stand in that end an element which calls itself a standfirst.
    pub fn leads(&self, tree: &Tree<'_>) -> HashSet<NodeId> {
        let called = |at: usize| {
            let segment = &self.segments[at];
            let next = self.segments.get(at + 1).map_or(usize::MAX, |next| next.start);
            let around = std::iter::once(segment.container).chain(tree.ancestors(segment.container)).take(2);
            around.into_iter().any(|up| self.marks[up].hint.lead && tree.end(up) <= next)
        };
        let lines = (0..self.segments.len()).filter(|at| called(*at));
        lines.map(|at| tree.entries[self.segments[at].container].node).collect()
    }
}

/// A body.
#[derive(Debug, Default)]
pub struct Body {
    /// Its lines, by their number on the page.
    kept: Vec<bool>,
    /// Index of the element that its HTML is written from.
    written: usize,
    /// Its letters.
    pub chars: usize,
    /// The elements that its lines stand in.
    pub nodes: HashSet<NodeId>,
    /// Index of the element that holds it.
    pub root: Option<usize>,
    /// Its pictures.
    pictures: Vec<Picture>,
}

/// Less of a body than this share is never left over when the release's other parts go out of it.
const LEAST: f64 = 0.25;

impl Body {
    /// Its pictures: address, caption, credit.
    pub fn images(&self) -> Vec<(String, Option<String>, Option<String>)> {
        let parts = |picture: &Picture| (picture.address.clone(), picture.caption.clone(), picture.credit.clone());
        self.pictures.iter().map(parts).collect()
    }

    /// The beginning of its text.
    pub fn text(&self, lines: &Lines, limit: usize) -> String {
        let mut text = String::new();
        for (line, _) in lines.segments.iter().zip(&self.kept).filter(|(_, kept)| **kept) {
            if text.len() >= limit {
                break;
            }
            text.push_str(&line.text);
            text.push(' ');
        }
        text
    }

    /// Its HTML: paragraphs, headings, lists, quotes, tables, images, links; not sanitised. `out`: the text nodes that
    /// are other parts of the release (contacts, boilerplate, the distributor's line).
    pub fn html(&self, tree: &Tree<'_>, lines: &Lines, out: &HashSet<NodeId>) -> String {
        if self.root.is_none() {
            return String::new();
        }
        let gone: Vec<bool> = tree.entries.iter().map(|entry| out.contains(&entry.node)).collect();
        let stays = |line: &Segment| {
            let said = |at: &usize| matches!(tree.entries[*at].what, What::Text(text) if !text.trim().is_empty());
            (line.start..line.stop).filter(said).any(|at| !gone[at])
        };
        let left: Vec<bool> = lines.segments.iter().zip(&self.kept).map(|(line, kept)| *kept && stays(line)).collect();
        let chars = |kept: &[bool]| -> usize {
            lines.segments.iter().zip(kept).filter(|(_, kept)| **kept).map(|(line, _)| line.chars).sum()
        };
        let whole = (chars(&left) as f64) < LEAST * chars(&self.kept) as f64;
        let (kept, gone) = if whole { (&self.kept, vec![false; tree.entries.len()]) } else { (&left, gone) };
        write::html(tree, lines, &write::Kept { lines: kept, gone: &gone, pictures: &self.pictures }, self.written)
    }
}

/// The element that an operator's selector names.
pub fn selected(page: &Html, tree: &Tree<'_>, css: &str) -> Option<usize> {
    let selector = Selector::parse(css).ok()?;
    let node = page.select(&selector).next()?.id();
    tree.entries.iter().position(|entry| entry.node == node)
}

/// What is known of the page before its body is looked for.
#[derive(Debug, Clone, Copy, Default)]
pub struct Page<'p> {
    /// The headline, which is not repeated in the body.
    pub headline: Option<&'p str>,
    /// Index of the heading that shows it.
    pub heading: Option<usize>,
    /// The page's own summary, which a standfirst often repeats.
    pub summary: Option<&'p str>,
    /// The operator's choice of the body's element.
    pub chosen: Option<usize>,
    /// What relative addresses are relative to.
    pub base: Option<&'p Url>,
}

/// Finds and writes the body.
pub fn extract(tree: &Tree<'_>, lines: &Lines, page: &Page<'_>) -> Body {
    let Page { headline, chosen, base, .. } = *page;
    let segments = &lines.segments;
    let mut best = Body::default();
    for strict in [true, false] {
        let field = choose::prune(tree, lines, strict);
        let Some(root) = chosen.or_else(|| choose::container(&field, page.heading)) else {
            continue;
        };
        let mut kept = clean::keep(&field, root, headline);
        let written = lead::add(&field, root, page, &mut kept);
        let chars: usize = segments.iter().zip(&kept).filter(|(_, kept)| **kept).map(|(line, _)| line.chars).sum();
        if chars > best.chars * 2 {
            let nodes = segments
                .iter()
                .zip(&kept)
                .filter(|(_, kept)| **kept)
                .map(|(line, _)| tree.entries[line.container].node)
                .collect();
            let found = pictures::within(&field, root, base);
            best = Body { kept, written, chars, nodes, root: Some(root), pictures: found };
        }
        if best.chars > 250 {
            break;
        }
    }
    best
}
