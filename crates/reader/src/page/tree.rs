//! The page's tree as a flat list in document order: every question of the page readers is a scan of a range.
//!
//! html5ever's tree is parsed once; this view borrows from it. A node's subtree is `index..entries[index].end`.

pub(crate) use crate::text::name_words as words;
use ego_tree::{NodeId, iter::Edge};
use scraper::{
    Html,
    node::{Element, Node},
};

/// Bytes of a line: what is longer is no title, name or caption, and each element around it has it too.
const LONGEST_LINE: usize = 2_000;

/// An element or a run of text.
#[derive(Debug, Clone, Copy)]
pub enum What<'a> {
    /// An element.
    Element(&'a Element),
    /// Text as parsed: references decoded, white space as written.
    Text(&'a str),
}

/// One node.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'a> {
    /// Its place in the parsed tree.
    pub node: NodeId,
    /// Index of the element that it lies in; its own index at the root.
    pub parent: usize,
    /// Index after the last node of its subtree.
    pub end: usize,
    /// The node.
    pub what: What<'a>,
}

/// The flat view.
#[derive(Debug, Default)]
pub struct Tree<'a> {
    /// In document order.
    pub entries: Vec<Entry<'a>>,
}

impl<'a> Tree<'a> {
    /// Flattens a page.
    pub fn of(page: &'a Html) -> Self {
        let mut entries: Vec<Entry<'a>> = Vec::new();
        let mut open: Vec<usize> = Vec::new();
        for edge in page.tree.root().traverse() {
            match edge {
                Edge::Open(node) => {
                    let what = match node.value() {
                        Node::Element(element) => What::Element(element),
                        Node::Text(text) => What::Text(text),
                        _ => continue,
                    };
                    let index = entries.len();
                    let parent = open.last().copied().unwrap_or(index);
                    entries.push(Entry { node: node.id(), parent, end: index + 1, what });
                    if matches!(what, What::Element(_)) {
                        open.push(index);
                    }
                }
                Edge::Close(node) => {
                    if node.value().is_element() {
                        let end = entries.len();
                        if let Some(entry) = open.pop().and_then(|index| entries.get_mut(index)) {
                            entry.end = end;
                        }
                    }
                }
            }
        }
        Self { entries }
    }

    /// The element at an index.
    pub fn element(&self, index: usize) -> Option<&'a Element> {
        match self.entries.get(index)?.what {
            What::Element(element) => Some(element),
            What::Text(_) => None,
        }
    }

    /// The name of the element at an index, "" for text; a picture is one by whatever name.
    pub fn name(&self, index: usize) -> &'a str {
        match self.element(index).map_or("", Element::name) {
            "amp-img" => "img",
            name => name,
        }
    }

    /// An attribute of the element at an index, when it says something.
    pub fn attr(&self, index: usize, name: &str) -> Option<&'a str> {
        self.element(index)?.attr(name).map(str::trim).filter(|value| !value.is_empty())
    }

    /// Index after the subtree.
    pub fn end(&self, index: usize) -> usize {
        self.entries.get(index).map_or(index, |entry| entry.end)
    }

    /// The nodes of a subtree.
    pub fn nodes(&self, index: usize) -> impl Iterator<Item = NodeId> + '_ {
        (index..self.end(index)).map(|at| self.entries[at].node)
    }

    /// All elements of a name, in order.
    pub fn named<'s>(&'s self, name: &'s str) -> impl Iterator<Item = usize> + 's {
        (0..self.entries.len()).filter(move |&index| self.name(index) == name)
    }

    /// The elements around a node, innermost first.
    pub fn ancestors(&self, index: usize) -> impl Iterator<Item = usize> + '_ {
        let parent = |&at: &usize| {
            crate::cancel::step(1);
            self.entries.get(at).map(|entry| entry.parent).filter(|&parent| parent != at)
        };
        std::iter::successors(parent(&index), parent)
    }

    /// The words of a subtree on one line, the first of very many; scripts, styles and controls left out.
    pub fn line(&self, index: usize) -> String {
        crate::text::html::clean_line(&self.raw_text(index, LONGEST_LINE))
    }

    /// The words of a node on one line, text nodes too.
    pub fn line_of(&self, index: usize) -> String {
        match self.entries.get(index).map(|entry| entry.what) {
            Some(What::Text(text)) => crate::text::html::clean_line(&text[..text.floor_char_boundary(LONGEST_LINE)]),
            Some(What::Element(element)) if is_silent(element.name()) => String::new(),
            Some(What::Element(_)) => self.line(index),
            None => String::new(),
        }
    }

    /// The same as written, the first `limit` bytes of it: a space stands between blocks.
    pub fn raw_text(&self, index: usize, limit: usize) -> String {
        self.text_but(index, limit, |_| false)
    }

    /// The line without some of the elements in it.
    pub fn line_but(&self, index: usize, left_out: impl Fn(usize) -> bool) -> String {
        crate::text::html::clean_line(&self.text_but(index, LONGEST_LINE, left_out))
    }

    fn text_but(&self, index: usize, limit: usize, left_out: impl Fn(usize) -> bool) -> String {
        let mut text = String::new();
        let (mut at, end) = (index, self.end(index));
        while at < end && text.len() < limit {
            crate::cancel::step(1);
            match self.entries[at].what {
                What::Text(words) => text.push_str(&words[..words.floor_char_boundary(limit - text.len())]),
                What::Element(element) => {
                    let name = element.name();
                    if at != index && (is_silent(name) || left_out(at)) {
                        at = self.end(at);
                        continue;
                    }
                    if !is_inline(name) || name == "br" {
                        text.push(' ');
                    }
                }
            }
            at += 1;
        }
        text
    }
}

/// Elements whose text nobody sees, or that is no text.
pub fn is_silent(name: &str) -> bool {
    matches!(
        name,
        "script"
            | "style"
            | "noscript"
            | "template"
            | "svg"
            | "math"
            | "canvas"
            | "select"
            | "textarea"
            | "iframe"
            | "head"
    )
}

/// Elements that stand within a line.
pub fn is_inline(name: &str) -> bool {
    matches!(
        name,
        "a" | "abbr"
            | "acronym"
            | "b"
            | "bdi"
            | "bdo"
            | "big"
            | "br"
            | "cite"
            | "code"
            | "data"
            | "del"
            | "dfn"
            | "em"
            | "font"
            | "i"
            | "img"
            | "ins"
            | "kbd"
            | "label"
            | "mark"
            | "q"
            | "rp"
            | "rt"
            | "ruby"
            | "s"
            | "samp"
            | "small"
            | "span"
            | "strike"
            | "strong"
            | "sub"
            | "sup"
            | "time"
            | "tt"
            | "u"
            | "var"
            | "wbr"
            | "picture"
            | "source"
            | "nobr"
            | "svg"
            | "math"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subtree_is_a_range_in_document_order() {
        let page = Html::parse_document("<body><div><p>one <b>two</b></p></div><p>three</p>");
        let tree = Tree::of(&page);
        let div = tree.named("div").next().expect("div");
        assert_eq!(tree.line(div), "one two");
        let b = tree.named("b").next().expect("b");
        assert!(tree.ancestors(b).any(|index| index == div));
        assert!(b < tree.end(div));
    }
}
