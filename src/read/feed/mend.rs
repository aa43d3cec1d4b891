//! The one pass over an XML document, whatever its state: notes what it says, and mends a copy for the parser.
//!
//! In: well-formed characters without control characters. Out: [`Notes`], and the document from its root on with
//! tags balanced, references resolved, attributes quoted once each, nesting bounded, and dialect, version and
//! namespaces as feed-rs knows them. Limits: depth, attributes, items; all cut, none fails.

use std::{borrow::Cow, rc::Rc};

use url::Url;

use super::{
    capture::Capture,
    cdf,
    copy::Copy,
    core, dialect,
    element::{Context, Element, Place, Plan, Scope},
    entities::{Entities, escape_into},
    names::{Ns, Scopes},
    notes::{Item, Notes},
    tokens::{Attributes, Token, Tokens},
    vocabulary,
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
                Token::CData(text) => self.character_section(text),
                Token::Bare => {
                    self.copy.replace(self.tokens.span.clone(), "&lt;");
                    self.verbatim("<");
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
        Mended { notes: self.notes, document }
    }

    /// The end of the input closes what is open; an item that was cut within a field is not believed when others are whole.
    fn close_rest(&mut self, end: usize) {
        if self.stack.is_empty() {
            return;
        }
        self.notes.warn("the document ends before its elements do");
        let within = self.capture.is_some() || self.tokens.cut;
        let cut_item = self.notes.item.as_ref().map(|item| item.span.start);
        while !self.stack.is_empty() {
            self.close_top(end, true);
        }
        if let Some(start) = cut_item
            && within
            && self.notes.items.len() > 1
            && self.notes.items.last().is_some_and(|item| item.span.start == start)
        {
            self.notes.items.pop();
            self.notes.warn("the last item is cut and was left out");
        }
    }

    fn start(&mut self, name: &'a str, attributes: &'a str, empty: bool, outer: &Scope) {
        let span = self.tokens.span.clone();
        if self.stack.len() >= MAX_DEPTH {
            self.copy.cut(span);
            return self.notes.warn("elements nested too deep were left out");
        }
        self.imply_ends(name, span.start);
        if let Some(capture) = &mut self.capture {
            capture.start_tag(name, attributes, empty);
            self.mend_tag(name, attributes, empty, None);
            if !empty {
                self.push(name, Cow::Borrowed(""), Context::Captured, Scope::default(), self.scopes.depth());
            }
            return;
        }
        let declared = self.scopes.depth();
        let element = self.element(name, attributes, empty, outer);
        let context = self.stack.last().map_or(Context::Outside, |open| open.context);
        let (local, scope) = (element.local.clone(), element.scope.clone());
        let plan = self.plan(&element, context, span.start);
        match plan {
            Plan::Capture(mode) => {
                self.capture = Some(Capture::new(element, context, mode, self.stack.len(), span.start));
                self.push(name, local, Context::Captured, scope, declared);
            }
            Plan::Enter(inside) => self.push(name, local, inside, scope, declared),
            Plan::Ignore => self.push(name, local, Context::Ignored, scope, declared),
        }
        if empty {
            self.close_top(span.end, false);
        }
    }

    /// What an element means: the root and the items are this pass's, all else the vocabularies'.
    fn plan(&mut self, element: &Element<'a>, context: Context, start: usize) -> Plan {
        let is_item = matches!(&*element.local, "item" | "entry") && matches!(element.ns, Ns::Core | Ns::Atom);
        if is_item
            && matches!(context, Context::Outside | Context::Channel | Context::Ignored)
            && self.notes.item.is_none()
        {
            return self.begin_item(element, start);
        }
        if context == Context::Outside {
            self.notes.fields.language.put(5, element.scope.language.as_deref().map(str::to_owned));
            self.notes.fields.id.put(8, element.attribute("about").map(str::to_owned));
            if self.format == Format::Cdf {
                cdf::attributes(element, Context::Channel, &mut self.notes);
            }
            return Plan::Enter(Context::Channel);
        }
        if element.local == "channel" && context == Context::Channel {
            self.notes.fields.language.put(4, element.scope.language.as_deref().map(str::to_owned));
            self.notes.fields.id.put(8, element.attribute("about").map(str::to_owned));
        }
        vocabulary::open(element, context, &mut self.notes)
    }

    fn begin_item(&mut self, element: &Element<'a>, start: usize) -> Plan {
        let base = element.scope.base.clone().or_else(|| self.assumed_base());
        let mut item = Item { span: start..start, base, ..Item::default() };
        item.fields.language.put(5, element.scope.language.as_deref().map(str::to_owned));
        if let Some(about) = element.attribute("about") {
            item.fields.id.put(4, Some(about.to_owned()));
            item.fields.url.put(6, element.url(about));
        }
        self.notes.item = Some(Box::new(item));
        if self.format == Format::Cdf {
            cdf::attributes(element, Context::Item, &mut self.notes);
        }
        Plan::Enter(Context::Item)
    }

    /// Without an address of its own, a feed's relative links hang on where it says it is.
    fn assumed_base(&self) -> Option<Rc<Url>> {
        let said = self.notes.document.feed_url.as_deref().or(self.notes.fields.url.get().map(String::as_str))?;
        Url::parse(said).ok().filter(|u| matches!(u.scheme(), "http" | "https")).map(Rc::new)
    }

    fn push(&mut self, name: &'a str, local: Cow<'a, str>, context: Context, scope: Scope, declared: usize) {
        self.stack.push(Open { name, local, context, scope, declared });
    }

    /// Ends of elements that feeds leave out: a text that an element of the feed follows, an item that the next one follows.
    fn imply_ends(&mut self, name: &str, at: usize) {
        let (ns, local) = self.scopes.resolve(name);
        if self.capture.as_ref().is_some_and(|capture| capture.ended_by(ns, local)) {
            let level = self.capture.as_ref().map_or(0, |c| c.level);
            self.notes.warn("an element that is never closed was closed before the next");
            self.close_down_to(level, at);
        }
        let is_item = ns == Ns::Core && local.eq_ignore_ascii_case("item") && self.format != Format::Cdf;
        if is_item
            && self.capture.is_none()
            && let Some(level) = self.stack.iter().rposition(|open| open.context == Context::Item)
        {
            self.notes.warn("an item that is never closed was closed before the next");
            self.close_down_to(level, at);
        }
    }

    fn end(&mut self, name: &str) {
        let span = self.tokens.span.clone();
        let Some(level) = self.stack.iter().rposition(|open| open.name == name || open.name.eq_ignore_ascii_case(name))
        else {
            self.copy.cut(span);
            if let Some(capture) = self.capture.as_mut().filter(|capture| !capture.is_plain()) {
                capture.end_tag(name);
            }
            return self.notes.warn("an end tag without its start tag was left out");
        };
        if level + 1 < self.stack.len() {
            self.notes.warn("elements that are never closed were closed with the one around them");
            self.close_down_to(level + 1, span.start);
        }
        if self.stack[level].name != name {
            let wanted = format!("</{}>", self.stack[level].name);
            self.copy.replace(span.clone(), &wanted);
        }
        if let Some(capture) = self.capture.as_mut().filter(|capture| capture.level < level) {
            capture.end_tag(name);
        }
        self.close_top(span.end, false);
    }

    fn close_down_to(&mut self, level: usize, at: usize) {
        while self.stack.len() > level {
            self.close_top(at, true);
        }
    }

    /// Leaves the innermost element, which ends at a byte of the input; `implied` when no tag says so.
    fn close_top(&mut self, end: usize, implied: bool) {
        let Some(open) = self.stack.pop() else { return };
        self.scopes.truncate(open.declared);
        if implied {
            self.copy.insert(end, &format!("</{}>", open.name));
        }
        if self.capture.as_ref().is_some_and(|capture| capture.level == self.stack.len()) {
            self.end_capture(end);
        }
        match open.context {
            Context::Person(place) => self.end_person(&open.local, place),
            Context::Item => self.end_item(end),
            _ => {}
        }
    }

    fn end_capture(&mut self, end: usize) {
        let Some(capture) = self.capture.take() else { return };
        if capture.cut {
            self.notes.warn("a text longer than 1 MB was cut");
        }
        let start = capture.start;
        let base = self.notes.item.as_ref().and_then(|item| item.base.clone());
        let (captured, context) = capture.finish(base.as_deref());
        if captured.plain().is_none() && captured.element.is_atom() && dialect::must_have_text(&captured.element.local)
        {
            self.copy.cut(start..end); // feed-rs refuses a feed for one empty title
        }
        if let Some(item) = self.notes.item.as_deref_mut().filter(|_| context == Context::Item) {
            let own = captured.element.scope.language.as_deref().map(str::to_owned);
            let body = matches!(&*captured.element.local, "content" | "encoded" | "body");
            item.fields.language.put(if body { 3 } else { 6 }, own.filter(|_| body));
        }
        vocabulary::close(captured, context, &mut self.notes);
    }

    fn end_person(&mut self, local: &str, place: Place) {
        if place == Place::Source {
            let person = self.notes.person.finish();
            return super::atom::source_author(person.filter(|_| local == "author"), &mut self.notes);
        }
        core::end_person(local, place, &mut self.notes);
    }

    fn end_item(&mut self, end: usize) {
        let Some(mut item) = self.notes.item.take() else { return };
        item.span.end = end;
        let raw = self.input.get(item.span.clone()).unwrap_or_default();
        let mut hash = [0u8; 16];
        hash.copy_from_slice(&blake3::hash(raw.as_bytes()).as_bytes()[..16]);
        item.draft.raw_hash = Some(hash);
        dialect::settle(&mut item, self.format);
        self.notes.items.push(*item);
        if self.notes.items.len() >= 3 * MAX_ITEMS {
            self.prune();
        }
    }

    /// Keeps the newest items, in the order of the document; without dates, the first.
    fn prune(&mut self) {
        self.pruned = true;
        self.notes.warn("the feed has more items than are kept; the older ones were left out");
        super::newest::keep(&mut self.notes.items, MAX_ITEMS);
    }

    fn text(&mut self, text: &'a str) {
        let decoded = self.entities.decode(text);
        if !decoded.sound {
            let mut escaped = String::with_capacity(text.len() + 16);
            escape_into(&mut escaped, &decoded.text);
            self.copy.replace(self.tokens.span.clone(), &escaped);
            self.notes.warn("references that XML does not know were resolved");
        }
        self.verbatim(&decoded.text);
    }

    fn character_section(&mut self, text: &'a str) {
        if self.tokens.cut {
            let mut escaped = String::with_capacity(text.len() + 16);
            escape_into(&mut escaped, text);
            self.copy.replace(self.tokens.span.clone(), &escaped);
        }
        self.verbatim(text);
    }

    /// Comments and instructions stay in the copy when they are whole.
    fn skip(&mut self) {
        let span = self.tokens.span.clone();
        let whole =
            self.input.get(span.clone()).is_some_and(|s| s.len() > 4 && (s.ends_with("-->") || s.ends_with("?>")));
        if !whole {
            self.copy.cut(span);
        }
    }

    fn verbatim(&mut self, text: &str) {
        if let Some(capture) = &mut self.capture {
            capture.text(text);
            if is_personal(&capture.element.local) {
                self.hide_person(text);
            }
        } else if let Some(Open { context: Context::Person(_), .. }) = self.stack.last() {
            if self.notes.person.text.len() < 4096 {
                self.notes.person.text.push_str(text);
            }
            self.hide_person(text);
        }
    }

    /// feed-rs slices people at bytes and panics beside characters of other alphabets: these are not shown to it.
    fn hide_person(&mut self, text: &str) {
        if !text.is_ascii() && text.contains('@') {
            self.copy.cut(self.tokens.span.clone());
        }
    }

    /// Resolves an element: declarations first, because they hold for its own name.
    fn element(&mut self, name: &'a str, attributes: &'a str, empty: bool, outer: &Scope) -> Element<'a> {
        let root = self.stack.is_empty();
        let mut scope = self.stack.last().map_or(outer, |open| &open.scope).clone();
        if scope.base.is_none() {
            scope.base = self.notes.item.as_ref().and_then(|item| item.base.clone());
        }
        let mut list = Vec::new();
        let mut wanted = Vec::new();
        for (key, raw, _) in Attributes(attributes).take(MAX_ATTRIBUTES).filter(|(_, raw, _)| raw.len() <= MAX_VALUE) {
            let value = self.entities.decode(raw).text;
            if let Some(prefix) = key.strip_prefix("xmlns").map(|p| p.strip_prefix(':').unwrap_or(p)) {
                if let Some(address) = self.scopes.declare(prefix, &value, root) {
                    wanted.push((key, address));
                }
            } else if key.eq_ignore_ascii_case("xml:base") {
                scope.base = super::element::absolute(&value, scope.base.as_deref())
                    .and_then(|u| Url::parse(&u).ok())
                    .filter(|u| matches!(u.scheme(), "http" | "https"))
                    .map(Rc::new)
                    .or(scope.base);
            } else if key.eq_ignore_ascii_case("xml:lang") {
                scope.language = Some(value.trim()).filter(|v| !v.is_empty()).map(Rc::from);
            }
            list.push((key, value));
        }
        let (ns, local) = self.scopes.resolve(name);
        let local = if local.bytes().any(|b| b.is_ascii_uppercase()) {
            local.to_ascii_lowercase().into()
        } else {
            Cow::Borrowed(local)
        };
        let element = Element { ns, local, attributes: list, scope, format: self.format };
        dialect::corrections(&element, root, &mut wanted);
        self.mend_tag(name, attributes, empty, Some(&wanted));
        element
    }

    /// Rewrites a tag in the copy where it is not as XML asks, or where an attribute is to be corrected.
    fn mend_tag(&mut self, name: &str, attributes: &str, empty: bool, wanted: Option<&[(&str, &'static str)]>) {
        let wanted = wanted.unwrap_or_default();
        if wanted.is_empty() && self.is_sound(attributes) {
            return;
        }
        let mut tag = format!("<{name}");
        let mut seen: Vec<&str> = Vec::new();
        let mut put = |key: &str, value: &str| {
            tag.push(' ');
            tag.push_str(key);
            tag.push_str("=\"");
            escape_into(&mut tag, value);
            tag.push('"');
        };
        for (key, raw, _) in Attributes(attributes).take(MAX_ATTRIBUTES) {
            let sane = key.bytes().all(|b| b.is_ascii_alphanumeric() || b":_-.".contains(&b) || b >= 0x80);
            if seen.contains(&key) || raw.len() > MAX_VALUE || !sane || key.is_empty() {
                continue;
            }
            seen.push(key);
            match wanted.iter().find(|(k, _)| *k == key) {
                Some((_, value)) => put(key, value),
                None => put(key, &self.entities.decode(raw).text),
            }
        }
        for (key, value) in wanted.iter().filter(|(k, _)| !seen.contains(k)) {
            put(key, value);
        }
        tag.push_str(if empty { "/>" } else { ">" });
        self.copy.replace(self.tokens.span.clone(), &tag);
    }

    fn is_sound(&mut self, attributes: &str) -> bool {
        // a tag that the next one's bracket ended has none of its own
        if !self.input[self.tokens.span.clone()].ends_with('>') {
            return false;
        }
        if attributes.trim_ascii().is_empty() {
            return true;
        }
        let mut names: [&str; 16] = [""; 16];
        for (i, (key, raw, quoted)) in Attributes(attributes).enumerate() {
            let repeated = names.iter().take(i).any(|n| *n == key);
            if i >= names.len()
                || repeated
                || !quoted
                || raw.len() > MAX_VALUE
                || raw.contains('<')
                || raw.contains('&') && !self.entities.decode(raw).sound
            {
                return false;
            }
            names[i] = key;
        }
        true
    }
}

/// Elements whose text feed-rs reads as a person.
fn is_personal(local: &str) -> bool {
    matches!(local, "creator" | "author" | "name" | "owner" | "publisher")
}
