//! A value and where it came from.

use serde::{Deserialize, Serialize};

/// Where a value was found, most trusted first: the order decides which of two values stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Provenance {
    /// A selector that the operator wrote for this source.
    Selector,
    /// An element of the feed.
    Feed,
    /// A schema.org JSON-LD block, or other JSON state in the page.
    JsonLd,
    /// schema.org microdata, RDFa or microformats in the page.
    Microdata,
    /// A `<meta>` or `<link>` element.
    Meta,
    /// A `<time>` element.
    Time,
    /// Visible text.
    Text,
    /// The address itself.
    Url,
    /// Derived, or a default of the source: nothing on the page said so.
    Assumed,
}

/// A value with its origin and, where they differ, the text that it was read from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found<T> {
    /// The value.
    pub value: T,
    /// Where it was found.
    pub origin: Provenance,
    /// The text as printed, when the value was read out of a longer one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub raw: Option<String>,
}

impl<T> Found<T> {
    /// A value whose text is itself.
    pub fn new(value: T, origin: Provenance) -> Self {
        Self { value, origin, raw: None }
    }

    /// A value read out of `raw`.
    pub fn read_from(value: T, origin: Provenance, raw: impl Into<String>) -> Self {
        Self { value, origin, raw: Some(raw.into()) }
    }

    /// The same origin, another value.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Found<U> {
        Found { value: f(self.value), origin: self.origin, raw: self.raw }
    }
}
