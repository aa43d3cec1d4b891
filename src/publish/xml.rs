//! XML out: text in, well-formed bytes out.
//!
//! A feed's words come from anywhere, so every text and attribute passes [`clean`]: XML 1.0 §2.2 has no
//! place for control characters, not even as references.

use std::{borrow::Cow, io};

use quick_xml::{
    Writer,
    escape::partial_escape,
    events::{BytesDecl, BytesEnd, BytesPI, BytesStart, BytesText, Event},
};

/// An element that has no place in the core vocabulary of a format: Media RSS, Dublin Core, our own.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Element<'a> {
    /// With its prefix.
    pub name: &'static str,
    /// Names and values.
    pub attributes: Vec<(&'static str, Cow<'a, str>)>,
    /// Its text.
    pub text: Option<Cow<'a, str>>,
    /// After the text.
    pub children: Vec<Element<'a>>,
}

impl<'a> Element<'a> {
    /// An empty element.
    pub fn new(name: &'static str) -> Self {
        Self { name, ..Self::default() }
    }

    /// An element around a text, if there is one.
    pub fn around(name: &'static str, text: Option<impl Into<Cow<'a, str>>>) -> Option<Self> {
        let text = text?.into();
        is_visible(&text).then(|| Self { text: Some(text), ..Self::new(name) })
    }

    /// With an attribute, if it has a value.
    pub fn with(mut self, name: &'static str, value: Option<impl Into<Cow<'a, str>>>) -> Self {
        self.attributes.extend(value.map(|value| (name, value.into())));
        self
    }

    /// With a child, if there is one.
    pub fn holding(mut self, children: impl IntoIterator<Item = Element<'a>>) -> Self {
        self.children.extend(children);
        self
    }

    /// Nothing in it.
    pub fn is_empty(&self) -> bool {
        self.attributes.is_empty() && self.text.is_none() && self.children.is_empty()
    }
}

/// A document being written, a line an element.
pub struct Document {
    writer: Writer<Vec<u8>>,
}

impl Document {
    /// The XML declaration, and the stylesheet that shows it to people.
    pub fn new(stylesheet: Option<&str>) -> io::Result<Self> {
        let mut writer = Writer::new(Vec::with_capacity(1 << 16));
        writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
        if let Some(href) = stylesheet {
            let instruction = format!("xml-stylesheet type=\"text/css\" href=\"{}\"", partial_escape(href));
            writer.get_mut().push(b'\n');
            writer.write_event(Event::PI(BytesPI::new(instruction)))?;
        }
        let mut document = Self { writer };
        document.line();
        Ok(document)
    }

    /// A part of one, without a declaration.
    pub fn part() -> Self {
        Self { writer: Writer::new(Vec::with_capacity(1 << 12)) }
    }

    /// `<name ...>`
    pub fn open(&mut self, name: &str, attributes: &[(&str, &str)]) -> io::Result<()> {
        self.writer.write_event(Event::Start(tag(name, attributes)))?;
        self.line();
        Ok(())
    }

    /// `</name>`
    pub fn close(&mut self, name: &str) -> io::Result<()> {
        self.writer.write_event(Event::End(BytesEnd::new(name)))?;
        self.line();
        Ok(())
    }

    /// `<name .../>`
    pub fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) -> io::Result<()> {
        self.writer.write_event(Event::Empty(tag(name, attributes)))?;
        self.line();
        Ok(())
    }

    /// `<name ...>text</name>`
    pub fn text(&mut self, name: &str, attributes: &[(&str, &str)], text: &str) -> io::Result<()> {
        self.writer.write_event(Event::Start(tag(name, attributes)))?;
        if attributes.contains(&("type", "html")) {
            self.markup(text)?
        } else {
            self.words(text)?
        }
        self.close(name)
    }

    /// A text construct of Atom: plain, unless it holds what validators take for undeclared HTML.
    pub fn construct(&mut self, name: &str, text: &str) -> io::Result<()> {
        if is_tagged(text) {
            self.text(name, &[("type", "html")], &html_of(text))
        } else {
            self.text(name, &[("type", "text")], text)
        }
    }

    /// A whole element with its children.
    pub fn element(&mut self, element: &Element<'_>) -> io::Result<()> {
        let attributes: Vec<(&str, &str)> = element.attributes.iter().map(|(name, value)| (*name, &**value)).collect();
        if element.text.is_none() && element.children.is_empty() {
            return self.empty(element.name, &attributes);
        }
        self.writer.write_event(Event::Start(tag(element.name, &attributes)))?;
        if let Some(text) = &element.text {
            self.words(text)?;
        }
        element.children.iter().try_for_each(|child| self.element(child))?;
        self.close(element.name)
    }

    /// All of it.
    pub fn finish(self) -> Vec<u8> {
        self.writer.into_inner()
    }

    fn markup(&mut self, text: &str) -> io::Result<()> {
        self.writer.write_event(Event::Text(BytesText::from_escaped(partial_escape(clean(text)))))
    }

    /// An ampersand of plain text that looks like a character reference is written as a number: the RSS profile's
    /// way to say that it is meant as it stands.
    fn words(&mut self, text: &str) -> io::Result<()> {
        if !looks_escaped(text) {
            return self.markup(text);
        }
        let cleaned = clean(text);
        let escaped = partial_escape(&*cleaned).replace("&amp;", "&#x26;");
        self.writer.write_event(Event::Text(BytesText::from_escaped(escaped)))
    }

    fn line(&mut self) {
        self.writer.get_mut().push(b'\n');
    }
}

fn tag<'a>(name: &'a str, attributes: &[(&str, &str)]) -> BytesStart<'a> {
    let mut tag = BytesStart::new(name);
    for (name, value) in attributes {
        tag.push_attribute((*name, &*clean(value)));
    }
    tag
}

/// Something is left of it when it is [clean].
pub fn is_visible(text: &str) -> bool {
    !clean(text).trim().is_empty()
}

/// For a name or an attribute, which cannot be declared to be HTML: an end tag is parted, so that nobody takes it for one.
pub fn untagged(text: &str) -> Cow<'_, str> {
    if is_tagged(text) { Cow::Owned(text.replace("</", "< /")) } else { Cow::Borrowed(text) }
}

/// Holds an end tag.
pub fn is_tagged(text: &str) -> bool {
    text.match_indices("</")
        .any(|(at, _)| text.get(at + 2..).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic())))
}

fn looks_escaped(text: &str) -> bool {
    let named = |(at, _): (usize, &str)| {
        text.get(at + 1..).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '#'))
    };
    text.match_indices('&').any(named)
}

/// The text without what XML cannot hold (control characters, U+FFFE, U+FFFF) or HTML calls an error (the other
/// noncharacters), and without the C1 controls,
/// which validators take for a wrong encoding; so they do U+FFFD, which is written as a question mark. Borrowed when
/// nothing had to be done.
pub fn clean(text: &str) -> Cow<'_, str> {
    let allowed = |c: char| match c {
        '\t' | '\n' | '\r' => true,
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{fdd0}'..='\u{fdef}' => false,
        _ => u32::from(c) & 0xfffe != 0xfffe,
    };
    if text.chars().all(|c| allowed(c) && c != '\u{fffd}') {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.chars().filter(|c| allowed(*c)).map(|c| if c == '\u{fffd}' { '?' } else { c }).collect())
    }
}

/// The path of an address: a stylesheet must come from where the document did, whatever name that has.
pub fn path_of(address: &str) -> &str {
    let after = address.split_once("://").map_or(address, |(_, rest)| rest);
    after.find('/').and_then(|at| after.get(at..)).unwrap_or("/")
}

/// Plain text as HTML.
pub fn html_of(text: &str) -> Cow<'_, str> {
    quick_xml::escape::escape(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_xml_cannot_hold_is_left_out() {
        assert_eq!(clean("a\0b\u{1}\u{8}c\u{fffe}\u{ffff}\u{85}\td\n"), "abc\td\n");
        assert!(matches!(clean("Zażółć 👍"), Cow::Borrowed(_)));
    }

    #[test]
    fn text_and_attributes_cannot_leave_their_place() {
        let mut document = Document::new(None).unwrap();
        document.text("a", &[("b", "\"<&'>")], "]]></a><x>&").unwrap();
        let xml = String::from_utf8(document.finish()).unwrap();
        assert!(xml.ends_with("<a b=\"&quot;&lt;&amp;&apos;&gt;\">]]&gt;&lt;/a&gt;&lt;x&gt;&amp;</a>\n"), "{xml}");
    }
}
