//! A record's visible text in pieces: runs of text of one container, in document order.
//!
//! Styled spans often stand side by side without white space (date, category, title), so a line of text is no unit;
//! a piece is. Emphasis does not part pieces.

use scraper::Node;

use super::{tree::Tree, zone::Zone};
use crate::text::html::clean_line;

/// One run of text.
#[derive(Debug, Clone)]
pub struct Piece {
    /// Place of its first text.
    pub start: usize,
    /// Place after its last text.
    pub end: usize,
    /// The element that holds it: `span`, `a`, `time`, `p`, `td` ...
    pub container: usize,
    /// The nearest block element.
    pub block: usize,
    /// Number of the visual line: a block, or what stands between two `br`.
    pub line: usize,
    /// The link that it is part of.
    pub link: Option<usize>,
    /// The heading that it is part of.
    pub heading: Option<usize>,
    /// One line, never empty.
    pub text: String,
}

/// Longest record that is read whole, in nodes; the rest of a longer one is its body.
const MAX_NODES: usize = 4_000;

/// The pieces of a range.
pub fn pieces(tree: &Tree<'_>, start: usize, end: usize) -> Vec<Piece> {
    let mut out: Vec<Piece> = Vec::new();
    let mut line = 0;
    for place in start..end.min(start + MAX_NODES).min(tree.slots.len()) {
        match tree.slots[place].node.value() {
            Node::Element(element) if matches!(element.name(), "br" | "hr") => line += 1,
            Node::Text(text) if tree.slots[place].zone != Zone::Hidden => {
                if text.trim().is_empty() {
                    continue;
                }
                let container = container_of(tree, place);
                let block = tree.slots[place].block;
                if let Some(last) = out.last_mut() {
                    if last.block != block {
                        line += 1;
                    }
                    if last.container == container && last.line == line {
                        last.end = place + 1;
                        last.text = tree.text(last.start, last.end);
                        continue;
                    }
                }
                let text = clean_line(text);
                if text.is_empty() {
                    continue;
                }
                let link = ancestor(tree, place, start, |tag| tag == "a");
                let heading = ancestor(tree, place, start, is_heading);
                out.push(Piece { start: place, end: place + 1, container, block, line, link, heading, text });
            }
            _ => {}
        }
    }
    out
}

/// `h1` to `h6`.
pub fn is_heading(tag: &str) -> bool {
    matches!(tag, "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
}

/// The nearest element that is more than emphasis.
fn container_of(tree: &Tree<'_>, place: usize) -> usize {
    const EMPHASIS: &[&str] = &[
        "b", "i", "em", "strong", "u", "sup", "sub", "mark", "small", "font", "abbr", "cite", "code", "q", "wbr",
        "bdi", "bdo", "big",
    ];
    let mut here = tree.slots[place].parent;
    while EMPHASIS.contains(&tree.tag(here)) {
        here = tree.slots[here].parent;
    }
    here
}

/// The nearest ancestor, at or below `floor`, whose tag passes.
fn ancestor(tree: &Tree<'_>, place: usize, floor: usize, test: impl Fn(&str) -> bool) -> Option<usize> {
    let mut here = tree.slots[place].parent;
    while here >= floor && here > 0 {
        if test(tree.tag(here)) {
            return Some(here);
        }
        here = tree.slots[here].parent;
    }
    None
}
