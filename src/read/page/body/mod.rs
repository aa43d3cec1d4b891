//! The body of a release: the page's tree in, the lines that a reader came for out, as plain HTML.
//!
//! One tree, three questions: where is it ([`choose`]), what in there is not of it ([`clean`]), and how is it
//! written ([`write`]). Linear in the size of the page.

mod choose;
mod clean;
mod hints;
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

/// The element that an operator's selector names.
pub fn selected(page: &Html, tree: &Tree<'_>, css: &str) -> Option<usize> {
    let selector = Selector::parse(css).ok()?;
    let node = page.select(&selector).next()?.id();
    tree.entries.iter().position(|entry| entry.node == node)
}

/// Finds and writes the body. `headline` is not repeated in it; `chosen` is the operator's choice of its element.
pub fn extract(
    tree: &Tree<'_>,
    lines: &Lines,
    headline: Option<&str>,
    chosen: Option<usize>,
    base: Option<&Url>,
) -> Body {
    let Lines { marks, segments } = lines;
    let mut best = Body::default();
    for strict in [true, false] {
        let field = choose::prune(tree, marks, segments, strict);
        let Some(root) = chosen.or_else(|| choose::container(tree, marks, segments, &field)) else { continue };
        let kept = clean::keep(tree, marks, segments, &field, root, headline);
        let chars: usize = segments.iter().zip(&kept).filter(|(_, kept)| **kept).map(|(line, _)| line.chars).sum();
        if chars > best.chars * 2 {
            let nodes = segments
                .iter()
                .zip(&kept)
                .filter(|(_, kept)| **kept)
                .map(|(line, _)| tree.entries[line.container].node)
                .collect();
            let found = pictures::within(tree, &field, root, base);
            let html = write::html(tree, marks, segments, &kept, &found, root);
            let images = found.into_iter().map(|picture| (picture.address, picture.caption, picture.credit)).collect();
            best = Body { html, chars, nodes, root: Some(root), images };
        }
        if best.chars > 250 {
            break;
        }
    }
    best
}
