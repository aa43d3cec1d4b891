//! The frame of a page, found once and handed to every reader: where its headline and its body are, and which elements
//! stand elsewhere (menus, sidebars, other stories).
//!
//! An element that holds the headline, the body or most of the running text is never elsewhere, whatever it is called:
//! themes name the wrapper of everything after the sidebar that stands in it.

use std::collections::HashSet;

use ego_tree::NodeId;

use super::{
    body::Segment,
    tree::{Tree, words},
};

/// Where the release is on its page.
#[derive(Debug, Default)]
pub struct Frame {
    /// Index of the heading that shows the headline.
    pub heading: Option<usize>,
    /// Index of the element that holds the body.
    pub body: Option<usize>,
    /// Names itself elsewhere, by index.
    named: Vec<bool>,
    /// Holds what the page is about, by index.
    holds: Vec<bool>,
    /// Lies within an element that is elsewhere, or is one, by index.
    elsewhere: Vec<bool>,
}

impl Frame {
    /// The frame before headline and body are known: what holds the greater part of the running text is the page itself.
    pub fn of(tree: &Tree<'_>, lines: &[Segment]) -> Self {
        let size = tree.entries.len();
        let mut weights = vec![0.0; size];
        for line in lines {
            weights[line.container] += line.weight();
        }
        for index in (1..size).rev() {
            let own = weights[index];
            weights[tree.entries[index].parent] += if tree.entries[index].parent == index { 0.0 } else { own };
        }
        let total = weights.first().copied().unwrap_or(0.0);
        let holds: Vec<bool> = (0..size).map(|index| total > 0.0 && weights[index] > 0.5 * total).collect();
        let boxed = boxed(tree, &weights);
        let widgets = boxed <= 0.5 * total;
        let named = (0..size).map(|index| names_elsewhere(tree, index, widgets)).collect();
        let mut frame = Self { named, holds, ..Self::default() };
        match only_heading(tree) {
            Some(heading) => frame.hold(tree, Some(heading)),
            None => frame.settle(tree),
        }
        frame
    }

    /// Takes in the heading that shows the headline.
    pub fn with_heading(&mut self, tree: &Tree<'_>, heading: Option<usize>) {
        self.heading = heading;
        self.hold(tree, heading);
    }

    /// Takes in the element that holds the body.
    pub fn with_body(&mut self, tree: &Tree<'_>, body: Option<usize>) {
        self.body = body;
        self.hold(tree, body);
    }

    fn hold(&mut self, tree: &Tree<'_>, index: Option<usize>) {
        let Some(index) = index.filter(|index| *index < self.holds.len()) else { return };
        for up in std::iter::once(index).chain(tree.ancestors(index)) {
            self.holds[up] = true;
        }
        self.settle(tree);
    }

    fn settle(&mut self, tree: &Tree<'_>) {
        let mut elsewhere = vec![false; self.named.len()];
        for index in 0..elsewhere.len() {
            let parent = tree.entries[index].parent;
            elsewhere[index] = (parent != index && elsewhere[parent]) || self.parts(index);
        }
        self.elsewhere = elsewhere;
    }

    /// Whether the node stands elsewhere: within a menu, a sidebar, another story.
    pub fn is_elsewhere(&self, index: usize) -> bool {
        self.elsewhere.get(index).copied().unwrap_or(false)
    }

    /// Whether this very element parts what it holds from the release.
    pub fn parts(&self, index: usize) -> bool {
        self.named.get(index).copied().unwrap_or(false) && !self.holds[index]
    }

    /// Whether the element holds the headline, the body or most of the running text.
    pub fn holds(&self, index: usize) -> bool {
        self.holds.get(index).copied().unwrap_or(false)
    }

    /// The elements that hold the release, for readers of the parsed tree.
    pub fn around(&self, tree: &Tree<'_>) -> HashSet<NodeId> {
        tree.entries.iter().zip(&self.holds).filter(|(_, holds)| **holds).map(|(entry, _)| entry.node).collect()
    }
}

/// The page's only h1 where it is a headline's length: page builders call every box a widget, that around it too.
fn only_heading(tree: &Tree<'_>) -> Option<usize> {
    let mut heads = tree.named("h1");
    let only = heads.next().filter(|_| heads.next().is_none())?;
    let apart = tree.ancestors(only).any(|up| matches!(tree.name(up), "aside" | "footer" | "nav"));
    (!apart && tree.line(only).split_whitespace().count() >= 4).then_some(only)
}

/// The weight of all that stands in boxes called widgets: page builders call every box so, and there the word says nothing.
fn boxed(tree: &Tree<'_>, weights: &[f64]) -> f64 {
    let (mut sum, mut at) = (0.0, 0);
    while at < weights.len() {
        let widget = weights[at] > 0.0 && tree.attr(at, "class").is_some_and(|class| class.contains("widget")) && {
            let mut own = false;
            words(tree.attr(at, "class").unwrap_or_default(), |word| own |= word == "widget");
            own
        };
        sum += if widget { weights[at] } else { 0.0 };
        at = if widget { tree.end(at) } else { at + 1 };
    }
    sum
}

/// Whether an element says of itself that it holds menus, other stories or comments. `widgets`: that word counts.
fn names_elsewhere(tree: &Tree<'_>, index: usize, widgets: bool) -> bool {
    match tree.name(index) {
        "aside" | "footer" | "nav" => true,
        "" | "html" | "body" | "main" | "br" | "img" | "b" | "strong" | "em" | "i" | "script" | "style" => false,
        _ => ["class", "id"].iter().filter_map(|attribute| tree.attr(index, attribute)).any(|names| {
            let (mut found, mut own, mut single) = (false, false, false);
            words(names, |word| {
                own |= matches!(word, "post" | "entry" | "article" | "asset");
                single |= word == "single";
                found |= matches!(
                    word,
                    "related"
                        | "sidebar"
                        | "comment"
                        | "comments"
                        | "recommended"
                        | "footer"
                        | "teaser"
                        | "teasers"
                        | "popular"
                        | "trending"
                        | "recent"
                        | "latest"
                        | "nav"
                        | "navigation"
                        | "menu"
                ) || widgets && word == "widget";
            });
            // the footer of a post is its own; a theme's box for teasers may hold the one that is read
            let own = own && tree.name(index) != "footer" && names.contains("-footer") || single;
            found && !own && !names.contains("no-") && !names.contains("has-") && !names.contains("with-")
        }),
    }
}

#[cfg(test)]
mod tests {
    use scraper::Html;

    use super::*;
    use crate::page::body::Lines;

    #[test]
    fn what_holds_the_release_is_never_elsewhere() {
        let text = "The trust has opened a workshop for boat builders, the first of three in the region.";
        let page = Html::parse_document(&format!(
            "<div class=content-sidebar-wrap><h1>Title</h1><p>{text}</p><p>{text}</p><div class=sidebar><p>Other.</p></div></div>\
             <div class=widget><h2>Head</h2></div>"
        ));
        let tree = Tree::of(&page);
        let lines = Lines::of(&tree);
        let mut frame = Frame::of(&tree, &lines.segments);
        let at = |name: &str, nth: usize| tree.named(name).nth(nth).expect("element");
        assert!(!frame.is_elsewhere(at("h1", 0)) && !frame.is_elsewhere(at("p", 0)));
        assert!(frame.is_elsewhere(at("p", 2)) && frame.is_elsewhere(at("h2", 0)));
        frame.with_heading(&tree, Some(at("h2", 0)));
        assert!(!frame.is_elsewhere(at("h2", 0)));
    }
}
