//! Which elements are open: ends that feeds leave out are implied, ends of nothing are dropped.

use std::borrow::Cow;

use super::{MAX_DEPTH, Open, Pass};
use crate::feed::{
    capture::Capture,
    element::{Context, Plan, Scope},
    names::Ns,
};
use crate::model::Format;

impl<'a> Pass<'a> {
    pub(super) fn start(&mut self, name: &'a str, attributes: &'a str, empty: bool, outer: &Scope) {
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
                let (local, scope, declared) = (Cow::Borrowed(""), Scope::default(), self.scopes.depth());
                self.stack.push(Open { name, local, context: Context::Captured, scope, declared });
            }
            return;
        }
        let declared = self.scopes.depth();
        let element = self.element(name, attributes, empty, outer);
        let context = self.stack.last().map_or(Context::Outside, |open| open.context);
        let (local, scope) = (element.local.clone(), element.scope.clone());
        let context = match self.plan(&element, context, span.start) {
            Plan::Capture(mode) => {
                self.capture = Some(Capture::new(element, context, mode).at(self.stack.len(), span.start));
                Context::Captured
            }
            Plan::Enter(inside) => inside,
            Plan::Ignore => Context::Ignored,
        };
        self.stack.push(Open { name, local, context, scope, declared });
        if empty {
            self.close_top(span.end, false);
        }
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

    pub(super) fn end(&mut self, name: &str) {
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

    /// The end of the input closes what is open; an item that was cut within a field is not believed when others are whole.
    pub(super) fn close_rest(&mut self, end: usize) {
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
}
