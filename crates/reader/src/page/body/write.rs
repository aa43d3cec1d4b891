//! The kept lines as HTML again: the structure a reader needs (paragraphs, headings, lists, quotes, tables, figures,
//! links, emphasis), without the page's own scaffolding.

use std::ops::Range;

use super::{
    super::tree::{Tree, What},
    Lines,
    pictures::Picture,
    segments::Segment,
};

/// How an element is written.
fn written(name: &str) -> Option<&'static str> {
    Some(match name {
        "h1" | "h2" => "h2",
        "h3" => "h3",
        "h4" | "h5" | "h6" => "h4",
        "ul" | "menu" => "ul",
        "ol" => "ol",
        "li" => "li",
        "blockquote" => "blockquote",
        "table" => "table",
        "tr" => "tr",
        "td" => "td",
        "th" => "th",
        "pre" => "pre",
        "figure" => "figure",
        "figcaption" => "figcaption",
        "dl" => "dl",
        "dt" => "dt",
        "dd" => "dd",
        "a" => "a",
        "b" | "strong" => "strong",
        "i" | "em" => "em",
        "sub" => "sub",
        "sup" => "sup",
        "code" | "kbd" | "samp" | "tt" => "code",
        "q" => "q",
        "del" | "s" | "strike" => "del",
        "ins" => "ins",
        "mark" => "mark",
        "abbr" => "abbr",
        "cite" => "cite",
        _ => return None,
    })
}

/// Elements that hold a line without a paragraph around it.
fn holds_line(name: &str) -> bool {
    matches!(name, "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "li" | "td" | "th" | "pre" | "figcaption" | "dt" | "dd")
}

/// What of the page is the body.
#[derive(Debug, Clone, Copy)]
pub struct Kept<'k> {
    /// By the number of the line.
    pub lines: &'k [bool],
    /// By index: text that goes out of a line that stays.
    pub gone: &'k [bool],
    /// In document order.
    pub pictures: &'k [Picture],
}

/// Writes the kept lines and pictures of `root`.
pub fn html(tree: &Tree<'_>, page: &Lines, body: &Kept<'_>, root: usize) -> String {
    let Lines { marks, segments } = page;
    let Kept { lines: kept, gone, pictures } = *body;
    let (start, end) = (root, tree.end(root));
    let mass = mass(segments, body, start..end);
    let filled = |index: usize| mass[tree.end(index) - start] > mass[index - start];
    let mut out = Writer { out: String::new(), open: Vec::new() };
    let mut next = segments.partition_point(|segment| segment.start < start);
    let mut pictures = pictures.iter().peekable();
    let mut at = start;
    while at < end {
        out.close_until(at);
        while next < segments.len() && segments[next].stop <= at {
            next += 1;
        }
        while pictures.next_if(|picture| picture.index < at).is_some() {}
        if let Some(picture) = pictures.next_if(|picture| picture.index == at) {
            out.picture(picture);
            at = tree.end(at);
            continue;
        }
        let line = segments.get(next).filter(|line| line.start == at && kept[next]);
        if let Some(line) = line {
            let name = tree.name(line.container);
            if !holds_line(name) {
                out.open_tag("p", line.stop, None);
            } else if out.has_line(line.container) {
                out.out.push_str("<br>");
            }
            inline(tree, line, gone, &mut out);
            at = line.stop;
            continue;
        }
        if let Some(dropped) = segments.get(next).filter(|line| line.start == at) {
            at = dropped.stop;
            continue;
        }
        let block = marks[at].block && tree.element(at).is_some();
        if block && !filled(at) {
            at = tree.end(at);
            continue;
        }
        if block && let Some(tag) = written(tree.name(at)).filter(|tag| *tag != "a") {
            out.open_tag(tag, tree.end(at), Some(at));
        }
        at += 1;
    }
    out.close_until(usize::MAX);
    out.out
}

/// How much there is to write before each index of a range.
fn mass(segments: &[Segment], body: &Kept<'_>, range: Range<usize>) -> Vec<u32> {
    let mut mass = vec![0_u32; range.len() + 1];
    let kept = segments.iter().zip(body.lines).filter(|(segment, kept)| **kept && range.contains(&segment.start));
    for (segment, _) in kept {
        mass[segment.start - range.start + 1] += 1;
    }
    for picture in body.pictures {
        mass[picture.index - range.start + 1] += 1;
    }
    for index in 1..mass.len() {
        mass[index] += mass[index - 1];
    }
    mass
}

/// One line: its text, links and emphasis.
fn inline(tree: &Tree<'_>, line: &Segment, gone: &[bool], out: &mut Writer) {
    // Inline elements that were opened before the first word of the line.
    let mut around: Vec<usize> = tree.ancestors(line.start).take_while(|&index| index > line.container).collect();
    around.reverse();
    for index in around {
        open_inline(tree, index, line.stop, out);
    }
    let mut at = line.start;
    while at < line.stop {
        out.close_until(at);
        match tree.entries[at].what {
            What::Text(_) if gone[at] => {}
            What::Text(text) => {
                if tree.name(line.container) == "pre" {
                    out.escaped(text);
                } else {
                    out.collapsed(text);
                }
            }
            What::Element(element) => match element.name() {
                "br" => out.line_break(),
                name if super::super::tree::is_silent(name) || name == "button" => {
                    at = tree.end(at);
                    continue;
                }
                _ => open_inline(tree, at, line.stop, out),
            },
        }
        at += 1;
    }
    out.close_until(line.stop);
}

fn open_inline(tree: &Tree<'_>, index: usize, stop: usize, out: &mut Writer) {
    let end = tree.end(index).min(stop);
    match written(tree.name(index)) {
        Some("a") => {
            if let Some(href) = tree.attr(index, "href").filter(|href| !href.starts_with("javascript:") && *href != "#")
            {
                out.link(href, end);
            }
        }
        Some(tag) if !holds_line(tag) => out.open_tag(tag, end, None),
        _ => {}
    }
}

struct Writer {
    out: String,
    /// Tag, index after its content, and the element when it holds lines.
    open: Vec<(&'static str, usize, Option<usize>)>,
}

impl Writer {
    fn open_tag(&mut self, tag: &'static str, end: usize, element: Option<usize>) {
        self.out.push('<');
        self.out.push_str(tag);
        self.out.push('>');
        self.open.push((tag, end, element));
    }

    fn link(&mut self, href: &str, end: usize) {
        self.out.push_str("<a href=\"");
        self.escaped(href);
        self.out.push_str("\">");
        self.open.push(("a", end, None));
    }

    /// A line never begins with a break, and two of them part no more than one does.
    fn line_break(&mut self) {
        let open = ["<p>", "<li>", "<td>", "<br>", "<blockquote>"];
        if !open.iter().any(|tag| self.out.trim_end().ends_with(tag)) {
            self.out.push_str("<br>");
        }
    }

    fn picture(&mut self, picture: &Picture) {
        self.out.push_str("<img src=\"");
        self.escaped(&picture.address);
        if let Some(alt) = &picture.caption {
            self.out.push_str("\" alt=\"");
            self.escaped(alt);
        }
        self.out.push_str("\">");
    }

    fn close_until(&mut self, at: usize) {
        while let Some((tag, ..)) = self.open.pop_if(|(_, end, _)| *end <= at) {
            self.out.push_str("</");
            self.out.push_str(tag);
            self.out.push('>');
        }
    }

    /// Whether the element, open now, has a line already.
    fn has_line(&self, element: usize) -> bool {
        self.open.last().is_some_and(|(_, _, open)| *open == Some(element)) && !self.out.ends_with('>')
    }

    fn collapsed(&mut self, text: &str) {
        let mut space = text.starts_with(char::is_whitespace);
        for word in text.split_whitespace() {
            if space {
                self.out.push(' ');
            }
            self.escaped(word);
            space = true;
        }
        if text.ends_with(char::is_whitespace) && !text.trim().is_empty() {
            self.out.push(' ');
        }
        if text.trim().is_empty() && !text.is_empty() {
            self.out.push(' ');
        }
    }

    fn escaped(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                '&' => self.out.push_str("&amp;"),
                '<' => self.out.push_str("&lt;"),
                '>' => self.out.push_str("&gt;"),
                '"' => self.out.push_str("&quot;"),
                c => self.out.push(c),
            }
        }
    }
}
