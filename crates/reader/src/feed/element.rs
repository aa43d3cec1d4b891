//! An element as the vocabularies see it: its name resolved, its attributes decoded, what it inherits.

use std::{borrow::Cow, rc::Rc};

use url::Url;

use super::{names::Ns, values};
use crate::model::Format;

/// Whose field an element is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The feed's own.
    Channel,
    /// An item's.
    Item,
    /// `atom:source` within an item: another feed's.
    Source,
}

/// Where in the document an element stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Context {
    /// Before the root.
    Outside,
    /// Among the feed's fields.
    Channel,
    /// Among an item's fields.
    Item,
    /// Within `author` and its like.
    Person(Place),
    /// Within RSS `image`.
    Image,
    /// Within an item's `source`.
    Source,
    /// Within RSS `skipHours` and `skipDays`.
    Skip,
    /// Within `media:group` or `media:content`.
    Media,
    /// Within `georss:where`.
    Where,
    /// Where nothing is read.
    Ignored,
    /// Within a text that is being captured.
    Captured,
}

impl Context {
    /// Whose field an element here is.
    pub fn place(self) -> Option<Place> {
        match self {
            Self::Channel => Some(Place::Channel),
            Self::Item => Some(Place::Item),
            Self::Source => Some(Place::Source),
            _ => None,
        }
    }
}

/// How an element's text is to be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Characters.
    Plain,
    /// HTML written as characters, perhaps: RSS says nothing.
    Loose,
    /// HTML written as characters.
    Escaped,
    /// HTML written as elements.
    Inline,
    /// Base64 of something.
    Base64,
}

/// What to do with an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Plan {
    /// Its children have a meaning.
    Enter(Context),
    /// Its text has one.
    Capture(Mode),
    /// Nothing, nor with its children.
    Ignore,
}

/// What elements inherit.
#[derive(Debug, Clone, Default)]
pub struct Scope {
    /// `xml:base`, or the document's address.
    pub base: Option<Rc<Url>>,
    /// `xml:lang`; an empty one unsets it.
    pub language: Option<Rc<str>>,
}

/// A start tag.
#[derive(Debug, Clone)]
pub struct Element<'a> {
    /// Vocabulary.
    pub ns: Ns,
    /// Local name in lower case: feeds write `pubdate` and `LINK`.
    pub local: Cow<'a, str>,
    /// Names as written, values decoded.
    pub attributes: Vec<(&'a str, Cow<'a, str>)>,
    /// What it inherits and sets.
    pub scope: Scope,
    /// The document's dialect.
    pub format: Format,
}

impl Element<'_> {
    /// An attribute by its local name, any prefix and case; trimmed, none when empty.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        let local = |n: &str| n.rsplit(':').next().unwrap_or(n).eq_ignore_ascii_case(name);
        self.attributes.iter().find(|(n, _)| local(n)).map(|(_, v)| v.trim()).filter(|v| !v.is_empty())
    }

    /// An address in this element, absolute where it can be made so.
    pub fn url(&self, text: &str) -> Option<String> {
        absolute(text, self.scope.base.as_deref())
    }

    /// An attribute's address.
    pub fn url_attribute(&self, name: &str) -> Option<String> {
        self.attribute(name).and_then(|v| self.url(v))
    }

    /// An element of Atom, in whatever document.
    pub fn is_atom(&self) -> bool {
        self.ns == Ns::Atom || self.ns == Ns::Core && matches!(self.format, Format::Atom1 | Format::Atom03)
    }
}

/// An address with its white space out, joined to its base. Those that are no web address stay as written: the
/// normaliser judges them, and an Atom id may be any IRI.
pub fn absolute(text: &str, base: Option<&Url>) -> Option<String> {
    let cleaned = values::address(text, base);
    if cleaned.is_empty() {
        return None;
    }
    if cleaned.starts_with("http://") || cleaned.starts_with("https://") {
        return Some(cleaned.into_owned());
    }
    match base.filter(|b| !b.cannot_be_a_base()).and_then(|b| b.join(&cleaned).ok()) {
        Some(url) => Some(url.into()),
        None => Some(cleaned.into_owned()),
    }
}
