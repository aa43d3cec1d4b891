//! Pages for people: facts from the store, handed to the templates.

use std::sync::Arc;

use axum::{
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};

use super::{
    Serving, Settings,
    address::{Filter, Format, Selection},
    cache::{Failure, Rendered},
    document::Document,
    feeds,
};
use crate::{
    publish::html::{self, Appearance, Feeds, River, Shown, Site},
    store::Stored,
};

const MEDIA_TYPE: &str = "text/html; charset=utf-8";
/// Releases of a page: a hundred weigh more than a phone should carry.
const LISTED: usize = 50;

fn site(settings: &Settings, page: &'static str) -> Site {
    let root = url::Url::parse(&settings.public_url).map_or_else(|_| "/".into(), |home| home.path().to_owned());
    Site { title: settings.title.clone(), root, page, words: String::new() }
}

fn rendered(serving: &Serving, bytes: std::io::Result<Vec<u8>>) -> Result<Rendered, Failure> {
    let bytes = bytes.map_err(|error| Failure::Store(error.to_string()))?;
    Ok(Rendered { document: Document::new(MEDIA_TYPE, bytes, serving.now()), until: None })
}

/// Releases by day: all, or of a source, topic, view or search.
pub async fn river(serving: &Arc<Serving>, filter: &Filter) -> Result<Rendered, Failure> {
    let settings = serving.settings();
    let most = settings.max_entries.clamp(1, LISTED);
    let nothing = matches!(&filter.selection, Selection::Search(words) if words.is_empty());
    let page = if nothing {
        feeds::Page { stories: Vec::new(), more: false, until: None }
    } else {
        feeds::page(serving, filter, most).await?
    };
    let mut site = site(&settings, if filter.selection == Selection::All { "river" } else { "" });
    let first = filter.from(None);
    let (heading, about) = heading(&settings, &filter.selection);
    let river = River {
        heading,
        about,
        feeds: Feeds {
            atom: first.feed_path(Format::Atom),
            rss: first.feed_path(Format::Rss),
            json: first.feed_path(Format::Json),
        },
        stories: &page.stories,
        older: page.next().map(|place| filter.from(Some(place)).page_path()),
    };
    let bytes = match &filter.selection {
        Selection::Search(words) => {
            site.words.clone_from(words);
            html::search(&site, river)
        }
        _ => html::river(&site, river),
    };
    Ok(Rendered { until: page.until, ..rendered(serving, bytes)? })
}

fn heading(settings: &Settings, selection: &Selection) -> (Option<String>, Option<String>) {
    match selection {
        Selection::All | Selection::Search(_) => (None, None),
        Selection::Source(id) => {
            let source = settings.sources.iter().find(|source| *source.id == **id);
            let host = source.and_then(|source| {
                source.target.url().host_str().map(|host| format!("From {}", host.trim_start_matches("www.")))
            });
            (Some(source.map_or(id.as_str(), |source| &source.name).to_owned()), host)
        }
        Selection::Tag(name) => (Some(name.clone()), Some("Releases on this topic".into())),
        Selection::View(name) => (Some(name.clone()), Some("A chosen part of all releases".into())),
    }
}

/// One release with its story. One that is held back has no page.
pub async fn release(serving: &Arc<Serving>, id: i64) -> Result<Rendered, Failure> {
    let settings = serving.settings();
    let stored =
        serving.store.release(&id.to_string()).await?.filter(|stored| stored.id == id).ok_or(Failure::NotFound)?;
    let story = serving.store.story(stored.story_id, serving.now()).await?.ok_or(Failure::NotFound)?;
    let places = serving.store.releases_of(stored.story_id).await?;
    let name = |place: &Stored| {
        let copy = story.copies.iter().find(|copy| copy.source == place.source).map(|copy| copy.source_name.as_str());
        if place.source == story.source { story.source_name.as_str() } else { copy.unwrap_or("another source") }
    };
    let appearances = places
        .iter()
        .map(|place| Appearance {
            name: name(place),
            url: place.release.url.as_deref(),
            published: place.release.published,
            evidence: place.evidence.as_deref(),
        })
        .collect();
    let shown = Shown {
        story: &story,
        release: &stored.release,
        first_seen: stored.first_seen,
        source: (name(&stored), &stored.source),
        appearances,
        revisions: stored.revisions.iter().map(|revision| (revision.at, &revision.release)).collect(),
    };
    rendered(serving, html::release(&site(&settings, ""), &shown))
}

/// Every source's state.
pub async fn sources(serving: &Arc<Serving>) -> Result<Rendered, Failure> {
    let settings = serving.settings();
    let states = serving.store.states().await?;
    let counts = serving.store.counts(serving.now()).await?;
    rendered(serving, html::sources(&site(&settings, "sources"), &settings.sources, &states, counts.releases))
}

/// The feeds, and how to add a newsroom.
pub fn subscribe(serving: &Serving) -> Result<Rendered, Failure> {
    let settings = serving.settings();
    let views: Vec<String> = settings.views.iter().map(|view| view.name.clone()).collect();
    rendered(serving, html::subscribe(&site(&settings, "subscribe"), &settings.public_url, &settings.sources, &views))
}

/// What our elements mean.
pub fn vocabulary(serving: &Serving) -> Result<Rendered, Failure> {
    rendered(serving, html::vocabulary(&site(&serving.settings(), "")))
}

/// Why there is no document: a page for browsers, a line for programs.
pub fn failure(serving: &Serving, asked: &HeaderMap, failure: &Failure) -> Response {
    let (status, heading, text) = match failure {
        Failure::NotFound => (
            StatusCode::NOT_FOUND,
            "Nothing here",
            "There is nothing at this address. It may have been withdrawn, or the link was cut short.",
        ),
        Failure::Store(why) => {
            tracing::error!(error = why, "a document could not be made");
            (StatusCode::SERVICE_UNAVAILABLE, "Not now", "The database does not answer. Try again in a minute.")
        }
    };
    let wanted = asked
        .get(header::ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"));
    let page = wanted.then(|| html::message(&site(&serving.settings(), ""), heading, text)).and_then(Result::ok);
    let (kind, body) = match page {
        Some(page) => (MEDIA_TYPE, page),
        None => ("text/plain; charset=utf-8", format!("{text}\n").into_bytes()),
    };
    let mut response = (status, [(header::CONTENT_TYPE, kind)], body).into_response();
    if status == StatusCode::SERVICE_UNAVAILABLE {
        response.headers_mut().insert(header::RETRY_AFTER, header::HeaderValue::from_static("30"));
    }
    response
}
