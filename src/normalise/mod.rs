//! Draft -> release: addresses, dates, text, HTML, language.

pub mod html;
pub mod language;
pub mod permalink;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use crate::model::{Document, Draft, Release};

/// What is known of the source and the moment.
#[derive(Debug, Clone, Copy, Default)]
pub struct Context<'a> {
    /// The source's language, when the item does not say.
    pub language: Option<&'a str>,
    /// The source's zone.
    pub zone: Option<Tz>,
    /// All-number dates of this document have the day first.
    pub day_first: Option<bool>,
    /// The clock: dates a day and more ahead of it are not believed.
    pub now: Option<DateTime<Utc>>,
}

/// Normalises one draft. What cannot be read is left out, and said in `warnings`.
pub fn release(draft: Draft, context: &Context<'_>, warnings: &mut Vec<String>) -> Release {
    let _ = (draft, context, warnings);
    Release::default()
}

/// A document's own fields, normalised in place: titles and names plain, addresses absolute and safe. Items are left alone.
pub fn heading(document: &mut Document) {
    let _ = document;
}
