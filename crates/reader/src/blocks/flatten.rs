//! The walk: one pass over the tree, a frame an open element, a block whenever a line ends.

use std::collections::HashSet;

use ego_tree::{NodeId, iter::Edge};
use scraper::{Html, node::Node};

use super::{
    Block, BlockKind, Link, MAX_BLOCKS, Medium, MediumKind,
    chrome::{self, StartTag},
    email,
};
use crate::text::html::pictures;
use crate::text::html::tidy_run;

/// More media than this in a block are not read.
const MAX_MEDIA: usize = 200;

/// What an open element lends to the text inside it.
#[derive(Clone, Copy)]
pub(super) struct Frame {
    kind: BlockKind,
    node: NodeId,
    block: bool,
    hidden: bool,
    /// The text was already written in its place (a protected address).
    silent: bool,
    chrome: bool,
    in_main: bool,
    bold: bool,
    caption: bool,
    pre: bool,
    /// Every line of the source is one on the page.
    lines: bool,
    link: bool,
}

/// A link whose end is not reached yet.
struct OpenLink {
    href: String,
    /// Where its words begin in the block's text.
    start: usize,
    /// A block before this one held words of it already.
    resumed: bool,
}

/// Blocks as they grow, told what begins, what ends and what stands between.
pub(super) struct Flattener {
    pub(super) blocks: Vec<Block>,
    text: String,
    links: Vec<Link>,
    media: Vec<Medium>,
    open_link: Option<OpenLink>,
    space: bool,
    plain: bool,
    /// Where the first text that is not bold begins.
    lead: Option<usize>,
    line: Frame,
    /// The node that is read.
    here: NodeId,
    /// The first and the last node of the text.
    span: (NodeId, NodeId),
}

/// Flattens a page of which nothing else is known.
pub fn of(page: &Html) -> Vec<Block> {
    around(page, &HashSet::new())
}

/// Flattens a page. `release`: the elements that hold the headline or the body, which surround nothing else.
pub fn around(page: &Html, release: &HashSet<NodeId>) -> Vec<Block> {
    let root = page.tree.root();
    let mut holders = holders_of_main(page);
    holders.extend(release);
    let base = base(root.id());
    let mut out = Flattener::new(base);
    let mut frames = vec![base];
    for edge in root.traverse() {
        if out.blocks.len() >= MAX_BLOCKS {
            return out.blocks;
        }
        let top = *frames.last().unwrap_or(&base);
        match edge {
            Edge::Open(node) => match node.value() {
                Node::Text(text) => {
                    out.here = node.id();
                    out.text(text, &top);
                }
                Node::Element(element) => {
                    let mut frame = frame_of(element, node.id(), &top, holders.contains(&node.id()));
                    frame.pre |= frame.block && parts_by_blank_lines(node);
                    frame.lines |= element.attr("style").is_some_and(|style| style.contains("pre-line"));
                    out.open(element, &frame, &top);
                    frames.push(frame);
                }
                _ => {}
            },
            Edge::Close(node) => {
                if node.value().is_element() {
                    out.close(&top);
                    frames.pop();
                }
            }
        }
    }
    out.flush();
    out.blocks
}

/// Around everything.
pub(super) fn base(node: NodeId) -> Frame {
    Frame {
        kind: BlockKind::Text,
        node,
        block: true,
        hidden: false,
        silent: false,
        chrome: false,
        in_main: false,
        bold: false,
        caption: false,
        pre: false,
        lines: false,
        link: false,
    }
}

/// Whether blank lines part its text, where elements hardly do.
fn parts_by_blank_lines(node: ego_tree::NodeRef<'_, Node>) -> bool {
    let (mut blank, mut parted) = (0, 0);
    for child in node.children().take(400) {
        match child.value() {
            Node::Text(text) => {
                let lines = text.lines().skip(1).filter(|line| line.trim().is_empty()).count();
                let spoken = text.chars().any(char::is_alphanumeric);
                blank += if spoken && text.matches('\n').count() >= 2 { lines.max(1) } else { 0 };
            }
            Node::Element(element) if chrome::is_block(element.name()) || element.name() == "br" => parted += 1,
            _ => {}
        }
    }
    blank >= 2 + parted
}

/// Ancestors of `main` and `article`: they are no chrome whatever they are called.
fn holders_of_main(page: &Html) -> HashSet<NodeId> {
    let mut holders = HashSet::new();
    for node in page.tree.nodes() {
        let Node::Element(element) = node.value() else { continue };
        if is_main(element) {
            for ancestor in std::iter::once(node).chain(node.ancestors()) {
                if !holders.insert(ancestor.id()) {
                    break;
                }
            }
        }
    }
    holders
}

pub(super) fn is_main(element: &impl StartTag) -> bool {
    matches!(element.name(), "main" | "article") || element.attr("role") == Some("main")
}

pub(super) fn frame_of(element: &impl StartTag, node: NodeId, parent: &Frame, holds_main: bool) -> Frame {
    if parent.hidden {
        return Frame { block: false, link: false, ..*parent };
    }
    let name = element.name();
    let block = chrome::is_block(name) && !(name == "button" && matches!(parent.kind, BlockKind::Heading(_)));
    let mut frame = Frame { block, hidden: chrome::is_invisible(element), link: name == "a", ..*parent };
    if block {
        frame.node = node;
        frame.chrome |= chrome::is_chrome(element, parent.in_main, holds_main);
        // the footer of a quote names who said it
        frame.in_main |= is_main(element) || name == "blockquote";
    }
    frame.silent |= protected(element).is_some();
    frame.bold |= chrome::is_bold(element);
    frame.caption |= chrome::is_caption(element);
    frame.kind = match name {
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => BlockKind::Heading(name.as_bytes()[1] - b'0'),
        "li" => BlockKind::Item,
        "blockquote" => BlockKind::Quote,
        "td" | "th" | "dt" | "dd" => BlockKind::Text,
        _ => frame.kind,
    };
    frame.pre |= name == "pre";
    frame
}

/// An address that only a script would show.
fn protected(element: &impl StartTag) -> Option<String> {
    element.attr("data-cfemail").and_then(email::decode)
}

impl Flattener {
    pub(super) fn new(line: Frame) -> Self {
        Self {
            blocks: Vec::new(),
            text: String::new(),
            links: Vec::new(),
            media: Vec::new(),
            open_link: None,
            space: false,
            plain: false,
            lead: None,
            line,
            here: line.node,
            span: (line.node, line.node),
        }
    }

    pub(super) fn text(&mut self, text: &str, frame: &Frame) {
        if !frame.hidden && !frame.silent {
            self.write(text, frame);
        }
    }

    pub(super) fn open(&mut self, element: &impl StartTag, frame: &Frame, parent: &Frame) {
        if frame.block {
            self.flush();
            self.line = *frame;
        }
        if frame.hidden || parent.silent {
            return;
        }
        match element.name() {
            "br" => self.flush(),
            "hr" => {
                self.flush();
                self.push(BlockKind::Rule, String::new(), frame);
            }
            "a" => {
                self.end_link();
                self.open_link = element.attr("href").map(|href| OpenLink {
                    href: readable(href),
                    start: self.text.len(),
                    resumed: false,
                });
            }
            "img" | "video" | "audio" | "source" | "iframe" | "embed" | "object" => self.medium(element, frame),
            _ => {}
        }
        if let Some(address) = protected(element) {
            self.write(&address, &Frame { silent: false, ..*frame });
            self.links.push(Link { href: format!("mailto:{address}"), text: address });
        }
    }

    pub(super) fn close(&mut self, frame: &Frame) {
        if frame.link {
            self.end_link();
        }
        if frame.block {
            self.flush();
        }
    }

    fn write(&mut self, text: &str, frame: &Frame) {
        if self.text.is_empty() {
            self.line = *frame;
        }
        let mut newlines = 0;
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            let run = tidy_run(rest);
            if run > 0 {
                newlines = 0;
                self.begin(frame);
                self.text.push_str(&rest[..run]);
                rest = &rest[run..];
                continue;
            }
            rest = &rest[c.len_utf8()..];
            match c {
                '\u{ad}' | '\u{200b}' | '\u{200c}' | '\u{200d}' | '\u{2060}' | '\u{feff}' | '\u{200e}' | '\u{200f}' => {
                }
                c if c.is_whitespace() => {
                    newlines += usize::from(c == '\n');
                    if frame.pre && newlines == 2 || frame.lines && newlines == 1 {
                        self.flush();
                    }
                    self.space = true;
                }
                c if c.is_control() => {}
                c => {
                    newlines = 0;
                    self.begin(frame);
                    self.text.push(c);
                }
            }
        }
    }

    /// What follows goes on, perhaps behind a blank, or begins a line.
    fn begin(&mut self, frame: &Frame) {
        if self.text.is_empty() {
            self.line = *frame;
            self.span.0 = self.here;
        } else if self.space {
            self.text.push(' ');
        }
        self.span.1 = self.here;
        self.space = false;
        if !frame.bold {
            self.plain = true;
            self.lead.get_or_insert(self.text.len());
        }
    }

    fn end_link(&mut self) {
        let Some(link) = self.open_link.take() else { return };
        let text = self.text.get(link.start..).unwrap_or_default().trim().to_owned();
        if text.replace('\u{a0}', " ") == email::PLACEHOLDER
            && let Some(address) = link.href.strip_prefix("mailto:").map(str::to_owned)
        {
            self.text.truncate(link.start);
            self.text.push_str(if self.text.is_empty() { "" } else { " " });
            self.text.push_str(&address);
            self.links.push(Link { href: link.href, text: address });
        } else if !(text.is_empty() && link.resumed) {
            self.links.push(Link { href: link.href, text });
        }
    }

    fn medium(&mut self, element: &impl StartTag, frame: &Frame) {
        let kind = match element.name() {
            "img" => MediumKind::Image,
            "video" => MediumKind::Video,
            "audio" => MediumKind::Audio,
            "source" => match element.attr("type").unwrap_or_default().split('/').next() {
                Some("video") => MediumKind::Video,
                Some("audio") => MediumKind::Audio,
                _ => return,
            },
            _ => MediumKind::Frame,
        };
        let Some(src) = pictures::source(|name| element.attr(name)).or(element.attr("data")) else { return };
        if src.is_empty() || src.len() > 4096 || self.media.len() >= MAX_MEDIA {
            return;
        }
        if self.text.is_empty() {
            self.line = *frame;
        }
        let pixels = |name| element.attr(name).and_then(|v: &str| v.trim_end_matches("px").parse().ok());
        self.media.push(Medium {
            kind,
            src: src.trim().to_owned(),
            label: element
                .attr("alt")
                .or(element.attr("title"))
                .map(|s| s.split_whitespace().collect::<Vec<_>>().join(" "))
                .filter(|s| !s.is_empty()),
            poster: element.attr("poster").map(str::to_owned),
            size: (pixels("width"), pixels("height")),
        });
    }

    pub(super) fn flush(&mut self) {
        self.space = false;
        if self.text.is_empty() && self.media.is_empty() && self.links.is_empty() {
            return;
        }
        let resumed = self.open_link.as_ref().map(|link| OpenLink { href: link.href.clone(), start: 0, resumed: true });
        self.end_link();
        let text = std::mem::take(&mut self.text);
        let line = self.line;
        self.push(line.kind, text, &line);
        self.open_link = resumed;
    }

    fn push(&mut self, kind: BlockKind, text: String, frame: &Frame) {
        let bold = !self.plain && !text.is_empty() && kind != BlockKind::Rule;
        let lead = self.lead.take().unwrap_or(text.len());
        self.blocks.push(Block {
            kind,
            text,
            lead,
            span: self.span,
            links: std::mem::take(&mut self.links),
            media: std::mem::take(&mut self.media),
            bold,
            caption: frame.caption,
            node: frame.node,
            chrome: frame.chrome,
        });
        self.space = false;
        self.plain = false;
    }
}

/// A protected link as the mailto link that it was.
fn readable(href: &str) -> String {
    match email::from_href(href) {
        Some(address) => format!("mailto:{address}"),
        None => href.trim().to_owned(),
    }
}
