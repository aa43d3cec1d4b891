//! A recognised item as a release: normalised, with the anatomy of what its feed says.

use chrono::{DateTime, Utc};

use super::{
    complete::{Filled, needs_page},
    recognise::Recognised,
};
use crate::{
    model::{Draft, Keys, KnownItem, Markup, Release, Source, Warning},
    normalise::{self, Context},
};
use reader::{
    release::{Known, anatomy_of_body, status_of_title},
    text::{self, dates::Hints},
};

/// A new or changed item, normalised.
pub(super) struct Item {
    pub release: Release,
    pub keys: Keys,
    pub raw_hash: Option<[u8; 16]>,
    pub known: Option<KnownItem>,
    pub filled: Filled,
    /// Of one without a date.
    pub place: Option<DateTime<Utc>>,
}

/// Whose items they are, and when they are read.
pub(super) struct Reading<'s> {
    pub source: &'s Source,
    pub language: Option<&'s str>,
    /// In dates like 03/04/2026 the day stands first, as far as the document tells.
    pub day_first: Option<bool>,
    pub now: DateTime<Utc>,
}

impl Reading<'_> {
    /// All of them, normalised; what is odd about them is a warning.
    pub fn prepared(&self, items: Vec<Recognised>, warnings: &mut Vec<Warning>) -> Vec<Item> {
        let context = Context {
            language: self.language,
            zone: self.source.time_zone,
            day_first: self.day_first,
            now: Some(self.now),
        };
        items.into_iter().map(|item| self.item(item, &context, warnings)).collect()
    }

    fn item(&self, item: Recognised, context: &Context<'_>, warnings: &mut Vec<Warning>) -> Item {
        let Recognised { mut draft, keys, known } = item;
        anatomy(&mut draft, context);
        let raw_hash = draft.raw_hash;
        let mut said = Vec::new();
        let release = normalise::release(draft, context, &mut said);
        warnings.extend(said.into_iter().map(|text| Warning { url: release.url.clone(), text }));
        let filled = if needs_page(&release, self.source) { Filled::Later } else { Filled::NotNeeded };
        Item { release, keys, raw_hash, known, filled, place: None }
    }
}

/// Whether days stand before months in the dates of a document.
pub(super) fn day_first(drafts: &[Draft]) -> Option<bool> {
    text::dates::order_of(drafts.iter().filter_map(|draft| draft.published.as_ref()).map(|found| &*found.value))
}

/// Plain text as HTML: a line a paragraph.
fn paragraphs(text: &str) -> String {
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;");
    escaped.lines().filter(|line| !line.trim().is_empty()).map(|line| format!("<p>{line}</p>\n")).collect()
}

/// A feed's body has an anatomy too.
fn anatomy(draft: &mut Draft, context: &Context<'_>) {
    let body = draft.content.as_ref().or(draft.summary.as_ref());
    let Some(body) = body.map(|found| &found.value) else { return };
    let html = match body {
        Markup::Html(html) => std::borrow::Cow::Borrowed(html.as_str()),
        Markup::Text(text) => paragraphs(text).into(),
    };
    let title = draft.title.as_ref().map(|found| match &found.value {
        Markup::Html(text) | Markup::Text(text) => text.as_str(),
    });
    let status = title.and_then(status_of_title);
    let hints =
        Hints { language: context.language, zone: context.zone, day_first: context.day_first, now: context.now };
    let base = draft.base.as_deref().and_then(|base| url::Url::parse(base).ok());
    let reading = anatomy_of_body(&html, &Known { title, base: base.as_ref(), ..Known::default() }, &hints);
    let stated = std::mem::replace(&mut draft.anatomy, reading.anatomy);
    draft.anatomy.variants.extend(stated.variants);
    draft.anatomy.assets.extend(stated.assets);
    draft.anatomy.kind = stated.kind.or(draft.anatomy.kind);
    if let Some(status) = status {
        draft.anatomy.status = Some(status);
    }
    draft.origins.extend(reading.origins);
    draft.raws.extend(reading.raws);
}
