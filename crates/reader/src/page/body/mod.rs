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

use self::segments::Mark;
pub use self::segments::Segment;
use super::tree::Tree;

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
}

/// A body.
#[derive(Debug, Default)]
pub struct Body {
    /// Its HTML: paragraphs, headings, lists, quotes, tables, images, links. Not sanitised.
    pub html: String,
    /// Its letters.
    pub chars: usize,
    /// The elements that its lines stand in.
    pub nodes: HashSet<NodeId>,
    /// Index of the element that holds it.
    pub root: Option<usize>,
    /// Its pictures: address, caption, credit.
    pub images: Vec<(String, Option<String>, Option<String>)>,
}

/// What an element's names promise.
pub fn hint(element: &scraper::node::Element) -> hints::Hint {
    hints::of(element)
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
    let Lines { marks, segments } = lines;
    let mut best = Body::default();
    for strict in [true, false] {
        let field = choose::prune(tree, marks, segments, strict);
        let Some(root) = chosen.or_else(|| choose::container(tree, marks, segments, &field, page.heading)) else {
            continue;
        };
        let mut kept = clean::keep(tree, marks, segments, &field, root, headline);
        let written = lead::add(tree, marks, segments, &field, root, page, &mut kept);
        let chars: usize = segments.iter().zip(&kept).filter(|(_, kept)| **kept).map(|(line, _)| line.chars).sum();
        if chars > best.chars * 2 {
            let nodes = segments
                .iter()
                .zip(&kept)
                .filter(|(_, kept)| **kept)
                .map(|(line, _)| tree.entries[line.container].node)
                .collect();
            let found = pictures::within(tree, &field, root, base);
            let html = write::html(tree, marks, segments, &kept, &found, written);
            let images = found.into_iter().map(|picture| (picture.address, picture.caption, picture.credit)).collect();
            best = Body { html, chars, nodes, root: Some(root), images };
        }
        if best.chars > 250 {
            break;
        }
    }
    best
}
