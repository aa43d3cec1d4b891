//! The one pass over an XML document, whatever its state: notes what it says, and mends a copy for the parser.
//!
//! In: well-formed characters without control characters. Out: [`Notes`], and the document from its root on with
//! tags balanced, references resolved, attributes quoted once each, nesting bounded, and dialect, version and
//! namespaces as feed-rs knows them. Limits: depth, attributes, items; all cut, none fails.

mod items;
mod nesting;
mod tags;

use std::{borrow::Cow, rc::Rc};

use url::Url;

use super::{
    capture::Capture,
    copy::Copy,
    core, dialect,
    element::{Context, Scope, absolute},
    entities::{Entities, escape_into},
    names::Scopes,
    notes::Notes,
    tokens::{Token, Tokens},
    values::is_vast,
};
use crate::model::Format;

/// Elements open at once: a parser that recurses runs behind this pass.
const MAX_DEPTH: usize = 200;
const MAX_ATTRIBUTES: usize = 256;
/// Longer attribute values are left out.
const MAX_VALUE: usize = 64 * 1024;
/// Items beyond which the older ones are dropped.
pub const MAX_ITEMS: usize = 5000;

/// What a pass gives.
pub struct Mended<'a> {
    /// What the document says.
    pub notes: Notes,
    /// For the parser; none when no item could be matched with its own.
    pub document: Option<Cow<'a, str>>,
    /// Where it ends in the input.
    pub end: usize,
}

struct Open<'a> {
    name: &'a str,
    local: Cow<'a, str>,
    context: Context,
    scope: Scope,
    declared: usize,
}

struct Pass<'a> {
    input: &'a str,
    tokens: Tokens<'a>,
    entities: Entities,
    scopes: Scopes,
    stack: Vec<Open<'a>>,
    capture: Option<Capture<'a>>,
    copy: Copy<'a>,
    notes: Notes,
    format: Format,
    pruned: bool,
}

/// Runs the pass from the root's start tag on.
pub fn mend<'a>(input: &'a str, root: &dialect::Root, base: Option<&Url>) -> Mended<'a> {
    let mut pass = Pass {
        input,
        tokens: Tokens::from(input, root.start),
        entities: Entities::default(),
        scopes: Scopes::default(),
        stack: Vec::new(),
        capture: None,
        copy: Copy::from(input, root.start),
        notes: Notes::default(),
        format: root.format,
        pruned: false,
    };
    if let Some(doctype) = root.doctype.clone().and_then(|range| input.get(range)) {
        pass.entities.declare(doctype);
    }
    pass.notes.document.format = root.format;
    pass.run(base)
}

impl<'a> Pass<'a> {
    fn run(mut self, base: Option<&Url>) -> Mended<'a> {
        let outer = Scope { base: base.cloned().map(Rc::new), language: None };
        let mut begun = false;
        while let Some(token) = self.tokens.next() {
            let before = self.stack.len();
            match token {
                Token::Start { name, attributes, empty } => self.start(name, attributes, empty, &outer),
                Token::End(name) => self.end(name),
                Token::Text(text) => self.text(text),
                Token::CData(text) => self.characters(text, !self.tokens.cut),
                Token::Bare => {
                    self.copy.replace(self.tokens.span.clone(), "&lt;");
                    self.note("<");
                    self.notes.warn("a < that starts no tag was read as text");
                }
                Token::Doctype(_) => self.copy.cut(self.tokens.span.clone()),
                Token::Skipped => self.skip(),
            }
            begun |= before > 0 || !self.stack.is_empty();
            if begun && self.stack.is_empty() {
                break; // what follows the root is no part of it
            }
        }
        let end = self.tokens.span.end;
        self.close_rest(end);
        if self.notes.items.len() > MAX_ITEMS {
            self.prune();
        }
        let document = (!self.pruned).then(|| self.copy.finish(end));
        Mended { notes: self.notes, document, end }
    }

    fn text(&mut self, text: &'a str) {
        let decoded = self.entities.decode(text);
        if !decoded.sound {
            self.notes.warn("references that XML does not know were resolved");
        }
        self.characters(&decoded.text, decoded.sound);
    }

    /// Notes characters, and writes them anew in the copy where they are not `sound`, or not at all.
    fn characters(&mut self, text: &str, sound: bool) {
        if self.note(text) {
            self.copy.cut(self.tokens.span.clone());
        } else if !sound {
            let mut escaped = String::with_capacity(text.len() + 16);
            escape_into(&mut escaped, text);
            self.copy.replace(self.tokens.span.clone(), &escaped);
        }
    }

    /// Comments stay in the copy when they are whole. Instructions go: quick-xml panics at a second XML declaration.
    fn skip(&mut self) {
        let span = self.tokens.span.clone();
        let whole = self.input.get(span.clone()).is_some_and(|s| s.len() > 4 && s.ends_with("-->"));
        if !whole {
            self.copy.cut(span);
        }
    }

    /// Notes characters. True when feed-rs would panic at them: it slices people at bytes, and unwraps numbers.
    fn note(&mut self, text: &str) -> bool {
        let person = if let Some(capture) = &mut self.capture {
            capture.text(text);
            is_personal(&capture.element.local)
        } else if let Some(Open { context: Context::Person(_), .. }) = self.stack.last() {
            if self.notes.person.text.len() < 4096 {
                self.notes.person.text.push_str(text);
            }
            true
        } else {
            if let Some(Open { context: Context::Image, scope, .. }) = self.stack.last() {
                core::picture(absolute(text, scope.base.as_deref()), &mut self.notes);
            }
            false
        };
        person && !text.is_ascii() || text.len() < 200 && is_vast(text)
    }
}

/// Elements whose text feed-rs reads as a person.
fn is_personal(local: &str) -> bool {
    matches!(local, "creator" | "author" | "name" | "owner" | "publisher")
}
