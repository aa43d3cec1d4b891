//! The text of one element, as it comes: characters, HTML written as characters or as elements, base64.

use super::{
    element::{Context, Element, Mode, absolute},
    entities::escape_into,
    names::Ns,
    notes::Captured,
    tokens::{Attributes, Token, Tokens},
};

/// Longer texts are cut.
const MAX_TEXT: usize = 1 << 20;
/// Attributes that hold addresses.
const ADDRESSES: [&str; 6] = ["href", "src", "cite", "poster", "longdesc", "data"];

/// A text under way.
#[derive(Debug)]
pub struct Capture<'a> {
    /// Its element.
    pub element: Element<'a>,
    /// Where that stands.
    pub context: Context,
    mode: Mode,
    text: String,
    elements: bool,
    /// Depth of its element.
    pub level: usize,
    /// Where the element begins in the input.
    pub start: usize,
    /// Some of it was left out.
    pub cut: bool,
}

impl<'a> Capture<'a> {
    /// Starts.
    pub fn new(element: Element<'a>, context: Context, mode: Mode) -> Self {
        Self { element, context, mode, text: String::new(), elements: false, level: 0, start: 0, cut: false }
    }

    /// Where its element stands: how deep, and where it begins in the input.
    pub fn at(self, level: usize, start: usize) -> Self {
        Self { level, start, ..self }
    }

    /// Appends characters, references decoded.
    pub fn text(&mut self, text: &str) {
        if self.text.len() + text.len() > MAX_TEXT {
            self.cut = true;
            let mut end = MAX_TEXT.saturating_sub(self.text.len()).min(text.len());
            while !text.is_char_boundary(end) {
                end -= 1;
            }
            return self.append(&text[..end]);
        }
        self.append(text);
    }

    fn append(&mut self, text: &str) {
        if self.mode == Mode::Inline { escape_into(&mut self.text, text) } else { self.text.push_str(text) }
    }

    /// Appends an element's start tag; prefixes go, the sanitiser knows HTML's names only.
    pub fn start_tag(&mut self, name: &str, attributes: &str, empty: bool) {
        if self.text.len() + attributes.len() > MAX_TEXT {
            self.cut = true;
            return;
        }
        self.elements = true;
        self.text.push('<');
        self.text.push_str(local(name));
        self.text.push_str(attributes);
        self.text.push_str(if empty { "/>" } else { ">" });
    }

    /// Whether end tags of nothing belong to the text: HTML may hold them, a date or a language not.
    pub fn is_plain(&self) -> bool {
        self.mode == Mode::Plain
    }

    /// Appends an element's end tag.
    pub fn end_tag(&mut self, name: &str) {
        if self.text.len() < MAX_TEXT {
            self.text.push_str("</");
            self.text.push_str(local(name));
            self.text.push('>');
        }
    }

    /// Whether a start tag ends this text although nothing closed it: an element of the feed within a text that cannot hold one.
    pub fn ended_by(&self, ns: Ns, name: &str) -> bool {
        if self.element.ns != Ns::Core || ns != Ns::Core || self.element.is_atom() {
            return false;
        }
        let name = name.to_ascii_lowercase();
        let own = matches!(name.as_str(), "item" | "pubdate" | "guid" | "enclosure" | "channel" | "category");
        match &*self.element.local {
            "description" | "content" | "body" | "fullitem" | "summary" => own,
            _ => own || matches!(name.as_str(), "title" | "link" | "description" | "author" | "comments"),
        }
    }

    /// Ends. HTML whose element has another base than the item gets absolute addresses here.
    pub fn finish(self, item_base: Option<&url::Url>) -> (Captured<'a>, Context) {
        let mut html = matches!(self.mode, Mode::Escaped | Mode::Inline) || self.elements;
        let mut text = self.text;
        if self.mode == Mode::Base64 {
            // what does not decode was not encoded: JSON, plain words
            text = base64(&text).and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or(text);
            let kind = self.element.attribute("type").unwrap_or_default();
            html = kind.contains("html") || kind.is_empty() && crate::text::html::looks_like_html(&text);
        }
        let base = self.element.scope.base.as_deref();
        if base != item_base && (html || self.mode == Mode::Loose) && text.contains('<') {
            text = with_absolute_addresses(&text, base);
        }
        (Captured { element: self.element, text, html, loose: self.mode == Mode::Loose }, self.context)
    }
}

fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

/// HTML with the addresses in its attributes joined to a base. Linear; what is no tag stays as it is.
fn with_absolute_addresses(html: &str, base: Option<&url::Url>) -> String {
    let mut out = String::with_capacity(html.len() + 64);
    let mut tokens = Tokens::from(html, 0);
    while let Some(token) = tokens.next() {
        let Token::Start { name, attributes, empty } = token else {
            out.push_str(&html[tokens.span.clone()]);
            continue;
        };
        let has_address = Attributes(attributes).any(|(n, _, _)| ADDRESSES.iter().any(|a| n.eq_ignore_ascii_case(a)));
        if !has_address {
            out.push_str(&html[tokens.span.clone()]);
            continue;
        }
        out.push('<');
        out.push_str(name);
        for (name, value, _) in Attributes(attributes) {
            let address = ADDRESSES.iter().any(|a| name.eq_ignore_ascii_case(a));
            let joined = if address { absolute(value, base) } else { None };
            let value = joined.as_deref().unwrap_or(value);
            out.push(' ');
            out.push_str(name);
            out.push_str("=\"");
            out.push_str(&value.replace('"', "&quot;"));
            out.push('"');
        }
        out.push_str(if empty { "/>" } else { ">" });
    }
    out
}

/// RFC 4648, white space and missing padding forgiven.
fn base64(text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut count) = (0u32, 0u8);
    for b in text.bytes().filter(|b| !b.is_ascii_whitespace()) {
        let six = match b {
            b'A'..=b'Z' => b - b'A',
            b'a'..=b'z' => b - b'a' + 26,
            b'0'..=b'9' => b - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            b'=' => break,
            _ => return None,
        };
        bits = (bits << 6) | u32::from(six);
        count += 6;
        if count >= 8 {
            count -= 8;
            out.push((bits >> count) as u8);
            bits &= (1 << count) - 1;
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_read_with_breaks_and_without_padding() {
        assert_eq!(base64("RXhh\nbXBs ZQ").as_deref(), Some(&b"Example"[..]));
        assert_eq!(base64("no base64!"), None);
    }

    #[test]
    fn addresses_are_joined_and_words_stay() {
        let base = url::Url::parse("http://a.example/b/").unwrap();
        let html = "x < y <a href='c?d' title=\"q\">e</a> <b>f</b>";
        assert_eq!(
            with_absolute_addresses(html, Some(&base)),
            "x < y <a href=\"http://a.example/b/c?d\" title=\"q\">e</a> <b>f</b>"
        );
    }
}
