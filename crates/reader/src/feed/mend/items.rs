//! What the elements mean: the root and the items are the pass's own, all else goes to the vocabularies.

use std::rc::Rc;

use url::Url;

use super::{MAX_ITEMS, Pass};
use crate::feed::{
    atom, cdf, core, dialect,
    element::{Context, Element, Place, Plan},
    names::Ns,
    newest,
    notes::Item,
    vocabulary,
};
use crate::model::Format;

impl<'a> Pass<'a> {
    /// What an element means: the root and the items are this pass's, all else the vocabularies'.
    pub(super) fn plan(&mut self, element: &Element<'a>, context: Context, start: usize) -> Plan {
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

    pub(super) fn end_capture(&mut self, end: usize) {
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

    pub(super) fn end_person(&mut self, local: &str, place: Place) {
        if place == Place::Source {
            let person = self.notes.person.finish();
            return atom::source_author(person.filter(|_| local == "author"), &mut self.notes);
        }
        core::end_person(local, place, &mut self.notes);
    }

    pub(super) fn end_item(&mut self, end: usize) {
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
    pub(super) fn prune(&mut self) {
        self.pruned = true;
        self.notes.warn("the feed has more items than are kept; the older ones were left out");
        newest::keep(&mut self.notes.items, MAX_ITEMS);
    }
}
