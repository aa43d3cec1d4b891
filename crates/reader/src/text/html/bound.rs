//! Nesting and pile-ups bounded, in one pass, before any tree builder sees the markup.
//!
//! html5ever is quadratic in depth, in unclosed formatting elements (each paragraph opens them anew), in attributes of
//! one tag, and in what stands misplaced inside a table (it is moved before the table).

use std::borrow::Cow;
use std::ops::Range;

use super::MAX_DEPTH;
use super::scan::{Piece, Pieces, is_void};

/// Formatting elements open at once.
const MAX_FORMATTING: usize = 24;
/// Attributes of one tag.
const MAX_ATTRIBUTES: usize = 128;
/// Tags inside a table but outside its cells.
const MAX_MISPLACED: usize = 200;
/// How far up an end tag or an implied end is looked for.
const REACH: usize = 24;

/// Elements that a tree builder opens again in each new paragraph.
const FORMATTING: [&str; 14] =
    ["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"];
/// Elements that end at the start of the next of their kind.
const IMPLIED: [&str; 11] = ["p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "option"];
/// Elements that keep such an end inside.
const FENCES: [&str; 10] = ["ul", "ol", "dl", "table", "div", "section", "article", "select", "blockquote", "button"];
const TABLE: [&str; 11] = ["table", "thead", "tbody", "tfoot", "tr", "td", "th", "caption", "colgroup", "col", "form"];

/// HTML with its nesting bounded: start tags beyond [`MAX_DEPTH`] open elements are dropped, in linear time,
/// because tree builders (html5ever) are quadratic in depth. Borrowed when nothing had to be done.
pub fn bound_depth(html: &str) -> Cow<'_, str> {
    let mut bounds = Bounds { html, open: Vec::new(), formatting: Vec::new(), misplaced: 0, cuts: Vec::new() };
    for piece in Pieces::of(html) {
        match piece {
            Piece::Start { name, at, closed } => bounds.start(name, at, closed),
            Piece::End { name, at } => bounds.end(&name, at),
            Piece::Text(_) | Piece::Other(_) => {}
        }
    }
    if bounds.cuts.is_empty() {
        return Cow::Borrowed(html);
    }
    let mut out = String::with_capacity(html.len());
    let mut from = 0;
    for cut in bounds.cuts {
        out.push_str(html.get(from..cut.start).unwrap_or_default());
        from = cut.end;
    }
    out.push_str(html.get(from..).unwrap_or_default());
    Cow::Owned(out)
}

struct Bounds<'a> {
    html: &'a str,
    /// Open elements, those that were dropped too.
    open: Vec<(&'a str, bool)>,
    /// Open formatting elements, wherever they were opened.
    formatting: Vec<&'a str>,
    misplaced: usize,
    cuts: Vec<Range<usize>>,
}

fn listed(names: &[&str], name: &str) -> bool {
    names.iter().any(|n| n.eq_ignore_ascii_case(name))
}

impl<'a> Bounds<'a> {
    fn start(&mut self, name: Range<usize>, at: Range<usize>, closed: bool) {
        let attributes = name.end..at.end;
        let name = self.html.get(name).unwrap_or_default();
        self.imply_end(name);
        let mut dropped = self.misplaced_tag(name);
        if is_void(name) {
            if dropped || self.open.len() >= MAX_DEPTH {
                self.cuts.push(at);
            } else {
                self.limit_attributes(attributes);
            }
            return;
        }
        if listed(&FORMATTING, name) {
            if self.formatting.len() >= MAX_FORMATTING {
                dropped = true;
            } else {
                self.formatting.push(name);
            }
        }
        dropped |= self.open.len() >= MAX_DEPTH;
        // foreign elements may close themselves
        if !closed || !foreign(name) {
            self.open.push((name, dropped));
        }
        if dropped {
            self.cuts.push(at);
        } else {
            self.limit_attributes(attributes);
        }
    }

    fn end(&mut self, name: &Range<usize>, at: Range<usize>) {
        let name = self.html.get(name.clone()).unwrap_or_default();
        if let Some(place) = self.formatting.iter().rposition(|n| n.eq_ignore_ascii_case(name)) {
            self.formatting.remove(place);
        }
        let found = self.open.iter().rev().take(REACH).position(|(n, _)| n.eq_ignore_ascii_case(name));
        match found {
            Some(above) => {
                let place = self.open.len() - 1 - above;
                let dropped = self.open.get(place).is_some_and(|(_, d)| *d);
                self.open.truncate(place);
                if dropped {
                    self.cuts.push(at);
                }
            }
            // an end tag without its start would close something outside what was dropped
            None if self.open.last().is_some_and(|(_, d)| *d) => self.cuts.push(at),
            None => {}
        }
    }

    /// `<p>` ends an open `<p>`, `<li>` an open `<li>` of the same list.
    fn imply_end(&mut self, name: &str) {
        if let Some((top, _)) = self.open.last()
            && top.eq_ignore_ascii_case("p")
            && !listed(&FORMATTING, name)
            && (listed(&FENCES, name)
                || listed(&IMPLIED, name)
                || matches!(name.as_bytes(), [b'h' | b'H', b'1'..=b'6']))
        {
            self.open.pop();
        }
        if !listed(&IMPLIED, name) {
            return;
        }
        for above in 0..self.open.len().min(REACH) {
            let place = self.open.len() - 1 - above;
            let Some((open, _)) = self.open.get(place) else {
                return;
            };
            if open.eq_ignore_ascii_case(name) {
                self.open.truncate(place);
                return;
            }
            if listed(&FENCES, open) {
                return;
            }
        }
    }

    /// Inside a table but in no cell: the tree builder moves it before the table.
    fn misplaced_tag(&mut self, name: &str) -> bool {
        let in_table =
            self.open.iter().rev().take(REACH).find(|(n, _)| !listed(&FORMATTING, n)).is_some_and(|(n, _)| {
                ["table", "thead", "tbody", "tfoot", "tr", "colgroup"].iter().any(|t| t.eq_ignore_ascii_case(n))
            });
        if !in_table || listed(&TABLE, name) || matches!(name, "script" | "style" | "template") {
            return false;
        }
        self.misplaced += 1;
        self.misplaced > MAX_MISPLACED
    }

    /// A tag with more attributes than anybody reads loses them all.
    fn limit_attributes(&mut self, at: Range<usize>) {
        if at.len() < 4 * MAX_ATTRIBUTES {
            return;
        }
        let text = self.html.get(at.clone()).unwrap_or_default();
        let parts = text.as_bytes().windows(2).filter(|w| matches!(w, [b'=', _] | [b' ' | b'\t' | b'\n' | b'/' | b'\r' | b'"' | b'\'', b'a'..=b'z' | b'A'..=b'Z'])).count();
        if parts > 4 * MAX_ATTRIBUTES && attributes(text) > MAX_ATTRIBUTES {
            self.cuts.push(at.start..at.end - usize::from(text.ends_with('>')));
        }
    }
}

fn foreign(name: &str) -> bool {
    ["path", "circle", "rect", "line", "polygon", "polyline", "ellipse", "use", "stop", "svg", "g", "image"]
        .iter()
        .any(|n| n.eq_ignore_ascii_case(name))
}

/// How many attributes a tag's inside has; values in quotes count as one.
fn attributes(text: &str) -> usize {
    let mut count = 0;
    let mut quote = None;
    let mut between = true;
    for b in text.bytes() {
        match (quote, b) {
            (Some(q), b) if b == q => (quote, between) = (None, true),
            (Some(_), _) => {}
            (None, b'"' | b'\'') => quote = Some(b),
            (None, b) if b.is_ascii_whitespace() || b == b'/' => between = true,
            (None, _) => {
                count += usize::from(between);
                between = false;
            }
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    fn depth(html: &str) -> usize {
        let tree = scraper::Html::parse_fragment(html);
        tree.tree.root().descendants().map(|n| n.ancestors().count()).max().unwrap_or(0)
    }

    #[test]
    fn shallow_markup_is_borrowed() {
        let html = "<div><p>a<p>b<ul><li>c<li>d</ul><script>if (a<b) {}</script><img src=x><b>x</b></div>".repeat(200);
        assert!(matches!(bound_depth(&html), Cow::Borrowed(_)));
        let unclosed = "<p>one<p>two<br>".repeat(5000) + &"<li>x".repeat(5000) + &"<tr><td>x".repeat(5000);
        assert!(matches!(bound_depth(&unclosed), Cow::Borrowed(_)));
    }

    #[test]
    fn hostile_markup_is_cut_and_then_parsed_in_linear_time() {
        let many = |n: usize| (0..n).map(|i| format!("<b class=c{i}><font color={i}>")).collect::<String>();
        let attributes = format!("<p {}>x", (0..50_000).map(|i| format!("a{i}=1 ")).collect::<String>());
        for (name, html) in [
            ("divs", "<div>".repeat(100_000) + "deep"),
            ("pile", "<b><i><a href=x><p>".repeat(20_000) + "deep"),
            ("formatting", many(25_000) + "deep"),
            ("formatting in paragraphs", many(2_000).replace("><", "><p><") + "deep"),
            ("tables", "<table><tr><td>".repeat(30_000) + "deep"),
            ("misplaced", format!("<table>{}</table>deep", "<hr>x".repeat(50_000))),
            ("attributes", attributes + "deep"),
            ("comments", "<!-- a ".repeat(50_000) + "deep"),
            ("open comments", "<!-->".repeat(50_000) + "deep"),
            ("ends", "</p></div>".repeat(50_000) + "deep"),
            ("lists", "<ul><li>".repeat(50_000) + "deep"),
            ("spans", "<span>x</b>".repeat(50_000) + "deep"),
            ("selects", "<select><option>".repeat(50_000) + "deep"),
            ("svg", "<svg><g>".repeat(50_000) + "deep"),
            ("quotes", "<a href=\"".repeat(50_000)),
            ("buttons", "<button><a><p>".repeat(20_000)),
        ] {
            let began = std::time::Instant::now();
            let bounded = bound_depth(&html);
            let cut = began.elapsed();
            let deepest = depth(&bounded);
            let parsed = began.elapsed();
            eprintln!("{name}: {} kB, bound {cut:?}, with tree {parsed:?}, depth {deepest}", html.len() / 1000);
            assert!(deepest < 2 * MAX_DEPTH, "{name} {deepest}");
            assert!(parsed.as_secs() < 3, "{name}");
        }
    }
}
