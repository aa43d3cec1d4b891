//! Tags: resolved for the vocabularies, and written anew in the copy where XML would not have them.

use std::{borrow::Cow, rc::Rc};

use url::Url;

use super::{MAX_ATTRIBUTES, MAX_VALUE, Pass};
use crate::feed::{
    dialect,
    element::{Element, Scope, absolute},
    entities::escape_into,
    tokens::Attributes,
};

impl<'a> Pass<'a> {
    /// Resolves an element: declarations first, because they hold for its own name.
    pub(super) fn element(&mut self, name: &'a str, attributes: &'a str, empty: bool, outer: &Scope) -> Element<'a> {
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
                scope.base = absolute(&value, scope.base.as_deref())
                    .and_then(|u| Url::parse(&u).ok())
                    .filter(|u| matches!(u.scheme(), "http" | "https"))
                    .map(Rc::new)
                    .or(scope.base);
            } else if key.eq_ignore_ascii_case("xml:lang") {
                scope.language = Some(value.trim()).filter(|v| !v.is_empty()).map(Rc::from);
            }
            list.push((key, value));
        }
        if root {
            self.scopes.adopt(name);
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
    pub(super) fn mend_tag(
        &mut self,
        name: &str,
        attributes: &str,
        empty: bool,
        wanted: Option<&[(&str, &'static str)]>,
    ) {
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
