//! Pages for people: facts from the store, handed to the templates.

use std::sync::Arc;

use axum::{
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};

use chrono::{DateTime, Utc};

use super::{
    Serving, Settings,
    address::{Filter, Format, Selection},
    cache::{Failure, Rendered},
    document::Document,
    page,
};
use crate::{
    model::{Release, Story},
    publish::html::{self, Appearance, Feeds, River, Shown, Site},
};

const MEDIA_TYPE: &str = "text/html; charset=utf-8";
/// Releases of a page: a hundred weigh more than a phone should carry.
const LISTED: usize = 50;
/// Places where a release appeared that its page names.
const APPEARANCES: usize = 50;

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
    let mut page = if nothing {
        page::Page { stories: Vec::new(), more: false, gap: None, until: None }
    } else {
        page::page(serving, filter, most).await?
    };
    let fitting = html::that_fit(&page.stories);
    page.more |= fitting < page.stories.len();
    page.stories.truncate(fitting);
    let mut site = site(&settings, if filter.selection == Selection::All { "river" } else { "" });
    let first = filter.from(None);
    let (heading, about) = heading(&settings, &filter.selection, &page.stories);
    let source = match &filter.selection {
        Selection::Source(id) if filter.before.is_none() => settings.sources.iter().find(|source| *source.id == **id),
        _ => None,
    };
    let state = match source {
        Some(source) => serving.store.state(&source.id).await?,
        None => None,
    };
    let river = River {
        heading,
        about,
        feeds: Feeds {
            atom: first.feed_path(Format::Atom),
            rss: first.feed_path(Format::Rss),
            json: first.feed_path(Format::Json),
        },
        source: source.map(|source| (&**source, state.as_ref())),
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

fn heading(settings: &Settings, selection: &Selection, stories: &[Story]) -> (Option<String>, Option<String>) {
    match selection {
        Selection::All => (None, said_of_all(settings.sources.len())),
        Selection::Search(_) => (None, None),
        Selection::Source(id) => {
            let source = settings.sources.iter().find(|source| *source.id == **id);
            if source.is_none() {
                let name = page::former_name(selection, stories).unwrap_or(id);
                return (Some(name.to_owned()), Some("A former source: it is not read any more.".into()));
            }
            let host = source.and_then(|source| {
                source.shown_url().host_str().map(|host| format!("From {}", host.trim_start_matches("www.")))
            });
            (Some(source.map_or(id.as_str(), |source| &source.name).to_owned()), host)
        }
        Selection::Tag(name) => (Some(name.clone()), Some("Releases on this topic".into())),
        Selection::View(name) => (Some(name.clone()), Some("A chosen part of all releases".into())),
    }
}

fn said_of_all(sources: usize) -> Option<String> {
    match sources {
        0 => None,
        1 => Some("What one newsroom publishes, newest first.".into()),
        count => Some(format!("What {count} newsrooms publish, each release once, newest first.")),
    }
}

/// The number of a release that is named by its entry's id; a query belongs to the id.
pub async fn number_of(serving: &Arc<Serving>, id: &str, query: Option<&str>) -> Result<i64, Failure> {
    let whole = query.map_or_else(|| id.to_owned(), |query| format!("{id}?{query}"));
    // every entry id is an IRI: what is none needs no search
    let known = if whole.contains(':') { serving.store.release(&whole).await? } else { None };
    known.map(|stored| stored.id).ok_or(Failure::NotFound)
}

/// Whether it may be shown: an embargo, if there is one, is over.
fn is_free(release: &Release, now: DateTime<Utc>) -> bool {
    release.anatomy.embargo.as_ref().is_none_or(|embargo| embargo.until <= now)
}

/// One release with its story. One that is held back has no page, and none of its words are on another's.
pub async fn release(serving: &Arc<Serving>, id: i64) -> Result<Rendered, Failure> {
    let settings = serving.settings();
    let now = serving.now();
    let until = serving.store.next_embargo(now).await?;
    let stored = serving.store.release(&id.to_string()).await?;
    let stored = stored.filter(|stored| stored.id == id && is_free(&stored.release, now)).ok_or(Failure::NotFound)?;
    let story = serving.store.story(stored.story_id, now).await?.ok_or(Failure::NotFound)?;
    let places = serving.store.appearances(stored.story_id, now, APPEARANCES).await?;
    let own = places.iter().find(|place| place.release == stored.id).map(|place| place.source_name.as_str());
    let configured =
        settings.sources.iter().find(|source| source.id == stored.source).map(|source| source.name.as_str());
    let name = own.or(configured).unwrap_or(&stored.source);
    let appearances = places
        .iter()
        .map(|place| Appearance {
            name: &place.source_name,
            url: place.url.as_deref(),
            published: place.published,
            evidence: place.evidence.as_deref(),
        })
        .collect();
    let shown = Shown {
        story: &story,
        release: &stored.release,
        first_seen: stored.first_seen,
        source: (name, &stored.source),
        appearances,
        revisions: stored
            .revisions
            .iter()
            .take_while(|revision| is_free(&revision.release, now))
            .map(|revision| (revision.at, &revision.release))
            .collect(),
    };
    Ok(Rendered { until, ..rendered(serving, html::release(&site(&settings, ""), &shown))? })
}

/// Every source's state.
pub async fn sources(serving: &Arc<Serving>, number: usize) -> Result<Rendered, Failure> {
    let settings = serving.settings();
    let states = serving.store.states().await?;
    let counts = serving.store.counts(serving.now()).await?;
    let site = site(&settings, "sources");
    let page = html::sources(&site, &settings.sources, &states, counts.published, number);
    rendered(serving, page.ok_or(Failure::NotFound)?)
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
        Failure::Busy => (
            StatusCode::SERVICE_UNAVAILABLE,
            "Not now",
            "This search takes too long, or too many are under way. Try fewer or other words, or try again in a minute.",
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
