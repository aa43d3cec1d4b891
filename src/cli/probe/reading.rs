//! One document asked for, and read as a poll would read it.

use chrono::{DateTime, Utc};
use url::Url;

use crate::{
    fetch::{self, Request, Web},
    model::{Credentials, Document, Fetched, Outcome, Release, Source, Target, Validators, Wanted},
    normalise::{self, Context},
};
use reader::text;

/// One document, whichever way it is wanted.
pub(super) async fn get(
    web: &Web,
    url: &Url,
    wanted: Wanted,
    credentials: &Credentials,
) -> Result<Fetched, fetch::Error> {
    let none = Validators::default();
    let request = Request { url, wanted, validators: &none, validators_of: None, credentials, guest: true };
    match web.get(request).await? {
        Outcome::Modified(fetched) => Ok(*fetched),
        Outcome::NotModified { .. } => web.page(url, credentials).await,
    }
}

/// Reads what came, as the pipeline would for a newsroom (which takes feeds too).
pub(super) fn document(fetched: &Fetched, source: Option<&Source>, now: DateTime<Utc>) -> Result<Document, String> {
    let any = Source::new("probe", "probe", Target::Newsroom(fetched.url.clone()));
    let read = source.map_or_else(|| any.clone(), |own| Source { target: any.target.clone(), ..own.clone() });
    crate::pipeline::index(&read, fetched, now).map_err(|error| error.to_string())
}

/// The items of a document, normalised, newest first where all have a date; what was odd goes to the notes.
pub(super) fn releases(document: &mut Document, now: DateTime<Utc>, notes: &mut Vec<String>) -> Vec<Release> {
    let drafts = std::mem::take(&mut document.items);
    let language = document.language.clone();
    let dates = drafts.iter().filter_map(|draft| draft.published.as_ref()).map(|found| &*found.value);
    let day_first = text::dates::order_of(dates);
    normalise::heading(document);
    notes.append(&mut document.warnings);
    let context = Context { language: language.as_deref(), day_first, now: Some(now), ..Context::default() };
    let mut releases: Vec<Release> =
        drafts.into_iter().map(|draft| normalise::release(draft, &context, notes)).collect();
    if releases.iter().all(|release| release.published.is_some()) {
        releases.sort_by_key(|release| std::cmp::Reverse(release.published));
    }
    releases
}
