//! A release's sanitised HTML, made to stand inside a page: its headings go below the page's own without a gap, its
//! pictures wait until they are seen and have a text in their place, wide tables scroll by themselves, what HTML
//! no longer has becomes what it has now, and an endless text ends.
//!
//! What comes in is canonical (see `normalise::html`): quoted attributes, every element closed.

mod attributes;

use super::{picture::Pictures, tag};
use reader::text::html::{Piece, Pieces, to_line};

/// The name of an item that was not there.
const WRAPPER: &str = "+";
/// Headings deeper than this are all of one size.
const DEEPEST: usize = 6;

/// A body for a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Body {
    /// HTML.
    pub html: String,
    /// It ends before its end.
    pub cut: bool,
}

/// Makes HTML fit into so many bytes, or a few more: it is cut between blocks. `said` are lines that the page shows
/// above it: where the text opens with one of them, it is left out.
pub fn fit(html: &str, said: &[&str], bytes: usize, pictures: Pictures<'_>) -> Body {
    let mut fitter =
        Fitter { html, said, bytes, from: pictures, out: String::with_capacity(html.len() + 512), ..Fitter::default() };
    for piece in Pieces::of(html) {
        if fitter.full(&piece) {
            fitter.cut = true;
            break;
        }
        match piece {
            Piece::Text(at) => fitter.text(html.get(at).unwrap_or_default()),
            Piece::Start { name, at, .. } => {
                let name = html.get(name).unwrap_or_default().to_ascii_lowercase();
                fitter.start(&name, html.get(at).unwrap_or_default());
            }
            Piece::End { name, .. } => fitter.end(&html.get(name).unwrap_or_default().to_ascii_lowercase()),
            Piece::Other(_) => {}
        }
    }
    while let Some(open) = fitter.open.pop() {
        fitter.close(&open);
    }
    Body { html: fitter.out, cut: fitter.cut }
}

/// An element that is open.
struct Open {
    /// As it came.
    name: String,
    /// As it is written.
    written: String,
    /// Where its start tag begins and ends in the output.
    tag: std::ops::Range<usize>,
    /// Words and pictures before it.
    words: usize,
    pictures: usize,
}

#[derive(Default)]
struct Fitter<'a> {
    html: &'a str,
    said: &'a [&'a str],
    bytes: usize,
    /// Where pictures come from.
    from: Pictures<'a>,
    out: String,
    open: Vec<Open>,
    /// Levels of the headings that the current place is under.
    levels: Vec<usize>,
    /// Pieces of text, and pictures with a text, so far.
    words: usize,
    /// Pictures without a text so far.
    pictures: usize,
    cut: bool,
}

impl Fitter<'_> {
    /// The text has become too long, and this is a place to end it.
    fn full(&self, piece: &Piece) -> bool {
        let block = match piece {
            Piece::Start { name, .. } => self.html.get(name.clone()).is_some_and(is_block),
            _ => false,
        };
        self.out.len() > self.bytes && (block || self.out.len() > self.bytes + self.bytes / 8)
    }

    fn text(&mut self, text: &str) {
        if text.trim().is_empty() {
            return self.out.push_str(text);
        }
        self.wrap("text");
        self.words += 1;
        self.piece(text);
        self.unwrap();
    }

    fn piece(&mut self, text: &str) {
        if text.len() <= self.bytes {
            return self.out.push_str(text);
        }
        // one piece of text longer than a page
        let mut end = self.bytes;
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        // never inside a reference
        let whole = text[..end].rfind(char::is_whitespace).map_or(&text[..end], |at| &text[..at]);
        self.out.push_str(whole);
        self.cut = true;
    }

    /// What a list holds beside its items becomes an item.
    fn wrap(&mut self, name: &str) {
        let item = match self.open.last().map(|open| open.written.as_str()) {
            Some("ul" | "ol") if name != "li" => "li",
            Some("dl") if !matches!(name, "dt" | "dd" | "div") => "dd",
            _ => return,
        };
        let begins = self.out.len();
        self.out.extend(["<", item, ">"]);
        let tag = begins..self.out.len();
        let (words, pictures) = (self.words, self.pictures);
        self.open.push(Open { name: WRAPPER.into(), written: item.into(), tag, words, pictures });
    }

    /// The end of what was wrapped.
    fn unwrap(&mut self) {
        if let Some(open) = self.open.pop_if(|open| open.name == WRAPPER) {
            self.close(&open);
        }
    }

    fn start(&mut self, name: &str, tag: &str) {
        if name == "source" && self.from.is_ours() && tag::of_name(tag, "srcset").is_some() {
            return;
        }
        self.wrap(name);
        let written = self.written(name);
        let at = self.out.len();
        if name == "table" && !self.open.iter().any(|open| open.name == "table") {
            self.out.push_str("<div class=\"scroll\" role=\"group\" aria-label=\"Table\" tabindex=\"0\">");
        }
        let begins = self.out.len();
        let spoken = attributes::write(&mut self.out, (&written, name), tag, self.from);
        if name == "img" {
            self.words += usize::from(spoken);
            self.pictures += usize::from(!spoken);
        }
        if matches!(name, "img" | "br" | "hr" | "source" | "col" | "wbr") {
            return self.unwrap();
        }
        let words = self.words;
        let tag = if name == "table" { at } else { begins }..self.out.len();
        self.open.push(Open { name: name.to_owned(), written, tag, words, pictures: self.pictures });
    }

    /// What an element is called here.
    fn written(&mut self, name: &str) -> String {
        let parent = self.open.last().map_or("", |open| open.name.as_str());
        let written = match name {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                let level = name.as_bytes().get(1).map_or(1, |digit| usize::from(digit - b'0'));
                while self.levels.last().is_some_and(|last| *last >= level) {
                    self.levels.pop();
                }
                self.levels.push(level);
                ["h2", "h3", "h4", "h5", "h6"][self.levels.len().min(DEEPEST - 1) - 1]
            }
            "acronym" => "abbr",
            "strike" => "s",
            "tt" => "code",
            // beside the text of a page that was, not of this one
            "aside" | "center" => "div",
            "li" if !matches!(parent, "ul" | "ol") => "div",
            "dt" | "dd" if !matches!(parent, "dl" | "div") => "div",
            name => name,
        };
        written.to_owned()
    }

    fn end(&mut self, name: &str) {
        if !self.open.iter().any(|open| open.name == name) {
            return;
        }
        while let Some(open) = self.open.pop() {
            let found = open.name == name;
            self.close(&open);
            if found {
                return self.unwrap();
            }
        }
    }

    fn close(&mut self, open: &Open) {
        let silent = self.words == open.words;
        let pictured = self.pictures > open.pictures;
        let heading = matches!(open.written.as_str(), "h2" | "h3" | "h4" | "h5" | "h6");
        match open.written.as_str() {
            // a link or heading that says nothing is nothing
            "a" | "summary" if silent && !pictured => return self.drop_from(open),
            "a" if silent => self.out.insert_str(open.tag.start + 2, " aria-label=\"Picture, with a link\""),
            _ if heading && silent && !pictured => return self.drop_from(open),
            _ if heading && silent => {
                self.levels.pop();
                self.out.replace_range(open.tag.start..open.tag.start + 3, "<p");
                return self.out.push_str("</p>");
            }
            "li" | "dd" if open.name == WRAPPER && silent && !pictured => return self.out.truncate(open.tag.start),
            // a header of nothing heads nothing
            "th" if silent => {
                let cell = attributes::without(&self.out[open.tag.clone()].replacen("<th", "<td", 1), "scope");
                self.out.replace_range(open.tag.clone(), &cell);
                return self.out.push_str("</td>");
            }
            "p" | "div" if open.words == 0 && !pictured && self.repeats(open) => return self.drop_from(open),
            _ if heading && open.words == 0 && self.repeats(open) => return self.drop_from(open),
            _ => {}
        }
        self.out.push_str("</");
        self.out.push_str(&open.written);
        self.out.push('>');
        if open.name == "table" && !self.open.iter().any(|open| open.name == "table") {
            self.out.push_str("</div>");
        }
    }

    /// The first words say what the page said above them.
    fn repeats(&self, open: &Open) -> bool {
        let inner = &self.out[open.tag.end..];
        inner.len() < 2_000 && !self.said.is_empty() && {
            let line = to_line(inner);
            self.said.iter().any(|said| said.trim() == line)
        }
    }

    fn drop_from(&mut self, open: &Open) {
        self.out.truncate(open.tag.start);
        self.words = open.words;
        if open.written.starts_with('h') && open.written.len() == 2 {
            self.levels.pop();
        }
    }
}

fn is_block(name: &str) -> bool {
    const BLOCKS: [&str; 15] =
        ["p", "div", "ul", "ol", "li", "dl", "table", "tr", "blockquote", "section", "figure", "h2", "h3", "h4", "pre"];
    BLOCKS.iter().any(|block| name.eq_ignore_ascii_case(block))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fitted(html: &str) -> String {
        fit(html, &["The title"], 10_000, Pictures::Direct).html
    }

    #[test]
    fn headings_go_below_the_title_without_a_gap() {
        assert_eq!(
            fitted("<h1>A</h1><h4>B</h4><h6>C</h6><h2>D</h2><h4>E</h4><h1>F</h1>"),
            "<h2>A</h2><h3>B</h3><h4>C</h4><h3>D</h3><h4>E</h4><h2>F</h2>"
        );
        assert_eq!(fitted("<h3> </h3><h3><a href=\"https://a.example/\"></a></h3><p>x</p>"), "<p>x</p>");
    }

    #[test]
    fn pictures_wait_and_have_a_text_in_their_place() {
        assert_eq!(
            fitted("<img src=\"http://a.example/b?u=http://c\"><img src=\"https://a.example/b\" alt=\"A &quot;bee\">"),
            "<img src=\"https://a.example/b?u=http://c\" alt=\"\" loading=\"lazy\" decoding=\"async\">\
             <img src=\"https://a.example/b\" alt=\"A &quot;bee\" loading=\"lazy\" decoding=\"async\">"
        );
        assert!(
            fitted("<a href=\"https://a.example/\"><img src=\"https://a.example/b\"></a>").contains("<a aria-label=")
        );
        let hostile = fitted("<img alt=\"<img onerror=alert(1) src=x> x=&quot;\" src=\"https://a.example/b\">");
        assert_eq!(hostile.matches(" src=\"").count(), 1, "{hostile}");
    }

    #[test]
    fn tables_scroll_by_themselves_and_old_elements_become_new() {
        let table = fitted(
            "<table><tr><th scope=\"col\"></th><th align=\"right\" headers=\"a\">n</th></tr><tr><td><table><tr><td>x</td></tr></table></td></tr></table>",
        );
        assert_eq!(table.matches("class=\"scroll\"").count(), 1);
        assert!(table.contains("<td></td>"), "{table}");
        assert!(table.contains("<th class=\"end\">n</th>") && table.ends_with("</table></div>"), "{table}");
        assert_eq!(fitted("<li>a</li><center><tt>b</tt></center>"), "<div>a</div><div><code>b</code></div>");
        assert_eq!(fitted("<p lang=\"en_US utf\" dir=\"rtl\">a</p>"), "<p dir=\"rtl\">a</p>");
    }

    #[test]
    fn lists_hold_items_alone() {
        assert_eq!(
            fitted("<ul>\n<li>a</li><br><ul><li>b</li></ul>c<p>d</p></ul>"),
            "<ul>\n<li>a</li><li><ul><li>b</li></ul></li><li>c</li><li><p>d</p></li></ul>"
        );
        assert_eq!(fitted("<dl><dt>a</dt><p>b</p></dl>"), "<dl><dt>a</dt><dd><p>b</p></dd></dl>");
    }

    #[test]
    fn what_the_page_said_above_is_not_said_again() {
        assert_eq!(fitted("<div><h1>The <b>title</b></h1><p>Words.</p></div>"), "<div><p>Words.</p></div>");
        assert_eq!(fitted("<h1>The title</h1><h2>A</h2><h3>B</h3>"), "<h2>A</h2><h3>B</h3>");
        assert_eq!(fitted("<p>Words.</p><p>The title</p>"), "<p>Words.</p><p>The title</p>");
    }

    #[test]
    fn an_endless_text_ends_between_blocks_and_stays_well_formed() {
        let long = format!("<div>{}</div>", "<p>Words &amp; words.</p>".repeat(20_000));
        let body = fit(&long, &[], 10_000, Pictures::Direct);
        assert!(body.cut && body.html.len() < 10_100 && body.html.ends_with("</p></div>"));
        let one = fit(&format!("<p>{}</p>", "wordswords ".repeat(20_000)), &[], 10_000, Pictures::Direct);
        assert!(one.cut && one.html.len() < 10_100 && one.html.ends_with("</p>"));
        assert!(!fit("<p>short</p>", &[], 10_000, Pictures::Direct).cut);
    }
}
