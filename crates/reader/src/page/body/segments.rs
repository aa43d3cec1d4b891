//! The page's lines: runs of text between the borders of blocks, with what a reader would weigh them by.

use super::{
    super::tree::{Tree, What, is_inline, is_silent},
    hints::{self, Hint},
};

/// What stands at an index of the tree, as far as the body is concerned.
#[derive(Debug, Clone, Copy, Default)]
pub struct Mark {
    /// Hints of the element.
    pub hint: Hint,
    /// True for elements that begin a new line.
    pub block: bool,
    /// Not seen, or known to be no text: left out with all that it holds.
    pub out: bool,
}

/// A line.
#[derive(Debug, Clone)]
pub struct Segment {
    /// First index of the tree.
    pub start: usize,
    /// Index after the last.
    pub stop: usize,
    /// The block element that it stands in.
    pub container: usize,
    /// Letters and digits and all, white space collapsed.
    pub chars: usize,
    /// Of these, within links.
    pub link_chars: usize,
    /// Marks that sentences are made with: commas, full stops in any script.
    pub stops: usize,
    /// White-space separated words.
    pub words: usize,
    /// The line.
    pub text: String,
}

impl Segment {
    /// Share of its letters within links.
    pub fn link_density(&self) -> f64 {
        self.link_chars as f64 / self.chars.max(1) as f64
    }

    /// Weight as running text: nothing for short or linked lines.
    pub fn weight(&self) -> f64 {
        if self.chars < 25 || self.link_density() > 0.5 {
            return 0.0;
        }
        self.chars.min(1_500) as f64 * (1.0 - self.link_density()) * if self.stops == 0 { 0.4 } else { 1.0 }
    }
}

/// The marks of every entry.
pub fn marks(tree: &Tree<'_>) -> Vec<Mark> {
    let mut marks = vec![Mark::default(); tree.entries.len()];
    for index in (0..tree.entries.len()).rev() {
        if let Some(element) = tree.element(index) {
            let name = element.name();
            let mark = &mut marks[index];
            mark.block |= !is_inline(name);
            mark.out = is_silent(name)
                || matches!(
                    name,
                    "nav"
                        | "button"
                        | "input"
                        | "dialog"
                        | "menu"
                        | "audio"
                        | "video"
                        | "map"
                        | "progress"
                        | "datalist"
                        | "head"
                        | "title"
                );
            if !mark.out {
                mark.hint = hints::of(element);
            }
            // An inline element around blocks is a block itself.
            let parent = tree.entries[index].parent;
            if mark.block && parent != index && name != "br" {
                marks[parent].block = true;
            }
        }
    }
    marks
}

/// Cuts what is not left out into lines.
pub fn segments(tree: &Tree<'_>, marks: &[Mark]) -> Vec<Segment> {
    let mut cutter = Cutter { tree, marks, found: Vec::new(), open: None };
    let mut borders: Vec<usize> = Vec::new();
    let mut at = 0;
    let mut breaks = 0;
    while at < tree.entries.len() {
        while borders.last().is_some_and(|&end| end <= at) {
            borders.pop();
            cutter.close(at);
        }
        let entry = &tree.entries[at];
        match entry.what {
            What::Element(element) => {
                if marks[at].out {
                    if marks[at].block {
                        cutter.close(at);
                    }
                    at = entry.end;
                    continue;
                }
                if element.name() == "br" {
                    breaks += 1;
                    if breaks > 1 {
                        cutter.close(at);
                    }
                } else if marks[at].block {
                    cutter.close(at);
                    borders.push(entry.end);
                }
            }
            What::Text(text) => {
                if text.trim().is_empty() {
                    cutter.space();
                } else {
                    breaks = 0;
                    cutter.text(at, text);
                }
            }
        }
        at += 1;
    }
    cutter.close(at);
    cutter.found
}

struct Cutter<'t, 'a> {
    tree: &'t Tree<'a>,
    marks: &'t [Mark],
    found: Vec<Segment>,
    open: Option<Segment>,
}

impl Cutter<'_, '_> {
    /// A blank between two elements.
    fn space(&mut self) {
        if let Some(open) = self.open.as_mut().filter(|open| !open.text.ends_with(' ')) {
            open.text.push(' ');
        }
    }

    fn text(&mut self, at: usize, text: &str) {
        let mut linked = false;
        let mut container = at;
        for ancestor in self.tree.ancestors(at) {
            container = ancestor;
            if self.marks[ancestor].block {
                break;
            }
            linked |= self.tree.name(ancestor) == "a";
        }
        // A link around a whole block is a link too.
        linked |= self.tree.name(container) == "a"
            || self.tree.ancestors(container).take(3).any(|index| self.tree.name(index) == "a");
        let open = self.open.get_or_insert_with(|| Segment {
            start: at,
            stop: at + 1,
            container,
            chars: 0,
            link_chars: 0,
            stops: 0,
            words: 0,
            text: String::new(),
        });
        open.stop = at + 1;
        let before = open.text.len();
        // elements side by side that a style sheet sets apart: "News" and "3.11.2023"
        let apart =
            open.text.ends_with(char::is_lowercase) && text.len() > 4 && text.starts_with(|c: char| c.is_ascii_digit());
        let spaced = text.starts_with(char::is_whitespace) || apart;
        if spaced && !open.text.is_empty() && !open.text.ends_with(' ') {
            open.text.push(' ');
        }
        for (n, word) in text.split_whitespace().enumerate() {
            if n > 0 {
                open.text.push(' ');
            }
            open.text.push_str(word);
            open.words += 1;
        }
        if text.ends_with(char::is_whitespace) {
            open.text.push(' ');
        }
        let added = &open.text[before..];
        // A letter of a script without spaces says as much as two.
        let chars = added.chars().map(|c| 1 + usize::from(c >= '\u{2e80}')).sum::<usize>();
        open.chars += chars;
        open.stops += added
            .chars()
            .filter(|c| {
                matches!(c, ',' | '.' | ';' | '!' | '?' | '،' | '。' | '，' | '、' | '؛' | '।' | '！' | '？' | '…')
            })
            .count();
        if linked {
            open.link_chars += chars;
        }
    }

    fn close(&mut self, _at: usize) {
        if let Some(mut segment) = self.open.take() {
            let kept = segment.text.trim_end().len();
            segment.text.truncate(kept);
            self.found.push(segment);
        }
    }
}
