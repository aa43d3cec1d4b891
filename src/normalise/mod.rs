//! Draft -> release: addresses, dates, text, HTML, language.
//!
//! In comes what a reader found, untrusted; out goes what can be stored and shown: plain titles and names, sanitised
//! HTML, absolute http(s) addresses, dates with an offset. What cannot be read is left out and told; an item is never lost.

mod addresses;
mod heading;
pub mod html;
pub mod language;
mod moment;
pub mod permalink;
mod plainly;
mod words;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use url::Url;

use crate::model::{Draft, Field, Found, Provenance, Provenances, Release};
use reader::text::html::clean_line;

pub use heading::heading;

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
    let base = draft.base.as_deref().and_then(|b| permalink::absolute(b, None));
    let mut record = Record { provenance: draft.origins, raws: draft.raws };
    let url = record.taken(Field::Url, draft.url, |text| {
        let url = permalink::published(&text, base.as_ref());
        if url.is_none() {
            let relative = base.is_none() && !text.contains(':');
            let why = if relative { "is relative and nothing says to what" } else { "is no web address" };
            warnings.push(format!("address left out, it {why}: {}", shown(&text)));
        }
        url
    });
    let base = base.or_else(|| url.as_deref().and_then(|u| permalink::absolute(u, None)));
    let base = base.as_ref();
    let absolute = |text: String| permalink::published(&text, base);

    let title = record.taken(Field::Title, draft.title, |markup| words::line(&markup));
    let body = words::body(draft.content, draft.summary, base);
    record.keep(Field::ContentHtml, body.content_origin.filter(|_| body.html.is_some()));
    record.keep(Field::ContentText, body.content_origin.filter(|_| body.text.is_some() && body.html.is_none()));
    record.keep(Field::Summary, body.summary_origin.filter(|_| body.summary.is_some()));

    let mut language = record.taken(Field::Language, draft.language, |tag| language::tidy(&tag));
    if language.is_none() {
        let text = body.text.as_deref().or(body.summary.as_deref());
        language = language::of_item(context.language, text);
        record.keep(Field::Language, language.as_ref().map(|_| Provenance::Assumed));
    }
    let clock = moment::Clock { context, language: language.as_deref() };
    let published =
        record.taken(Field::DatePublished, draft.published, |text| clock.read("publication date", &text, warnings));
    let updated =
        record.taken(Field::DateModified, draft.updated, |text| clock.read("modification date", &text, warnings));

    let image = record.taken(Field::Image, draft.image, absolute);
    let authors = addresses::people(draft.authors, base);
    record.keep(Field::Authors, draft.authors_origin.filter(|_| !authors.is_empty()));
    Release {
        guid: draft.guid.as_deref().map(clean_line).filter(|guid| !guid.is_empty()),
        url,
        external_url: draft.external_url.and_then(absolute),
        title,
        summary: body.summary,
        content_html: body.html,
        content_text: body.text,
        image,
        published,
        updated,
        language,
        authors,
        tags: words::tags(draft.tags),
        attachments: addresses::attachments(draft.attachments, base),
        extras: addresses::extras(draft.extras, base),
        anatomy: addresses::anatomy(draft.anatomy, base),
        provenance: record.provenance,
        raws: record.raws,
    }
}

/// Where the fields came from, and what they were read from.
struct Record {
    provenance: Provenances,
    raws: std::collections::BTreeMap<String, String>,
}

impl Record {
    /// A field that was found and can be read: its origin and raw text are noted.
    fn taken<T, U>(&mut self, field: Field, found: Option<Found<T>>, read: impl FnOnce(T) -> Option<U>) -> Option<U> {
        let Found { value, origin, raw } = found?;
        let value = read(value)?;
        self.provenance.insert(field, origin);
        if let Some(raw) = raw {
            self.raws.insert(field.name().to_owned(), raw);
        }
        Some(value)
    }

    fn keep(&mut self, field: Field, origin: Option<Provenance>) {
        if let Some(origin) = origin {
            self.provenance.insert(field, origin);
        }
    }
}

/// The head of a text that a warning quotes.
fn shown(text: &str) -> String {
    let line = clean_line(text.get(..text.char_indices().nth(80).map_or(text.len(), |(at, _)| at)).unwrap_or_default());
    format!("{line:?}")
}

/// The address of what is relative in a draft, for its readers.
fn join(text: Option<String>, base: Option<&Url>) -> Option<String> {
    text.and_then(|t| permalink::published(&t, base))
}

#[cfg(test)]
mod tests;
