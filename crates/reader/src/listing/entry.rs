//! An item of a listing, whichever signal found it, on its way to a [`Draft`].

use super::{
    fields::Item,
    tree::{Tree, key_of},
};
use crate::model::{Draft, Found, Markup, Provenance};

/// One item.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Entry {
    /// Absolute where it could be made so.
    pub url: String,
    /// Where the address was found.
    pub url_origin: Option<Provenance>,
    /// Plain text.
    pub title: Option<Found<String>>,
    /// As printed.
    pub published: Option<Found<String>>,
    /// The date moves with the clock ("3 hours ago"): no part of the item's fingerprint.
    pub relative: bool,
    /// As printed.
    pub updated: Option<Found<String>>,
    /// Plain text.
    pub summary: Option<Found<String>>,
    /// Absolute.
    pub image: Option<Found<String>>,
    /// HTML of a release that stands whole in the list.
    pub content: Option<String>,
}

impl Entry {
    /// Comparable address.
    pub fn key(&self) -> String {
        key_of(&self.url)
    }

    /// From a record of the visible page.
    pub fn of_item(item: &Item) -> Self {
        let origin = item.origin.unwrap_or(Provenance::Text);
        Self {
            url: item.url.clone(),
            url_origin: Some(origin),
            title: Some(Found::new(item.title.clone(), origin)),
            published: item.date.as_ref().map(|date| date.found.clone()),
            relative: item.date.as_ref().is_some_and(|date| date.relative),
            updated: None,
            summary: item.summary.clone().map(|text| Found::new(text, Provenance::Text)),
            image: item.image.clone().map(|url| Found::new(url, Provenance::Text)),
            content: None,
        }
    }

    /// Takes what it lacks from the same item as another signal found it.
    pub fn complete(&mut self, other: &Self) {
        let missing = self.published.is_none() || self.relative && other.published.is_some();
        if missing {
            self.published.clone_from(&other.published);
            self.relative = other.relative;
        }
        for (own, theirs) in [
            (&mut self.title, &other.title),
            (&mut self.summary, &other.summary),
            (&mut self.image, &other.image),
            (&mut self.updated, &other.updated),
        ] {
            if own.is_none() {
                own.clone_from(theirs);
            }
        }
    }

    /// As a draft.
    pub fn into_draft(self, tree: &Tree<'_>) -> Draft {
        let mut hash = blake3::Hasher::new();
        let stable = |found: &Option<Found<String>>| found.as_ref().map(|f| f.value.clone()).unwrap_or_default();
        let date = if self.relative { String::new() } else { stable(&self.published) };
        for part in [
            self.url.as_str(),
            &stable(&self.title),
            &date,
            &stable(&self.summary),
            self.content.as_deref().unwrap_or_default(),
        ] {
            hash.update(part.as_bytes());
            hash.update(&[0]);
        }
        let mut raw = [0; 16];
        raw.copy_from_slice(&hash.finalize().as_bytes()[..16]);
        Draft {
            base: tree.base.as_ref().map(ToString::to_string),
            url: Some(Found::new(self.url, self.url_origin.unwrap_or(Provenance::Text))),
            title: self.title.map(|found| found.map(Markup::Text)),
            summary: self.summary.map(|found| found.map(Markup::Text)),
            content: self.content.map(|html| Found::new(Markup::Html(html), Provenance::Text)),
            published: self.published,
            updated: self.updated,
            image: self.image,
            raw_hash: Some(raw),
            ..Draft::default()
        }
    }
}
