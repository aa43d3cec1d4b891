//! Pages for people: facts from the store, handed to the templates.

use std::sync::Arc;

use axum::{
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use chrono::TimeDelta;

use super::{
    Serving, Settings, States,
    address::{Asked, Filter, Format, Period, Selection},
    bar::{self, Counts},
    document::{Document, Rendered},
    failure::Failure,
    feeds,
    look::{self, Look},
    page, words,
};
use crate::{
    model::{Source, Story},
    publish::html::{self, Organisation, River, Site, WEEKS},
};

pub(super) const MEDIA_TYPE: &str = "text/html; charset=utf-8";
/// Releases of a page: a hundred weigh more than a phone should carry.
const LISTED: usize = 50;
/// The same, one line each.
const COMPACT: usize = 100;
/// Releases counted for a year of one organisation.
const YEAR: usize = 5_000;

/// What a page shows of the site.
pub(super) fn site(serving: &Serving, look: Look, page: &'static str, here: String) -> Site {
    let settings = serving.settings();
    let root = url::Url::parse(&settings.public_url).map_or_else(|_| "/".into(), |home| home.path().to_owned());
    Site {
        title: settings.title.clone(),
        root,
        home: settings.public_url.clone(),
        page,
        words: String::new(),
        t: html::language(look.language).unwrap_or(html::LANGUAGES[0]),
        languages: look::offered(&settings),
        scales_media: settings.scales_media && !settings.is_still,
        zone: settings.zone,
        now: serving.now(),
        here,
        live: !settings.is_still,
        status: settings.states == States::Public,
        compact: look.compact,
        hidden: false,
    }
}

pub(super) fn rendered(serving: &Serving, bytes: std::io::Result<Vec<u8>>) -> Result<Rendered, Failure> {
    let bytes = bytes.map_err(|error| Failure::Store(error.to_string()))?;
    Ok(Rendered { document: Document::new(MEDIA_TYPE, bytes, serving.now()), until: None })
}

/// Releases by day: all, or of a source, topic, view or search.
pub async fn river(serving: &Arc<Serving>, filter: &Filter, look: Look) -> Result<Rendered, Failure> {
    let settings = serving.settings();
    let place = if filter.selection == Selection::All { "river" } else { "" };
    let mut site = site(serving, look, place, filter.page_path());
    let most = settings.max_entries.clamp(1, if look.compact { COMPACT } else { LISTED });
    let mut page = listed(serving, filter, most).await?;
    let fitting = html::that_fit(&site, &page.stories);
    page.more |= fitting < page.stories.len();
    page.stories.truncate(fitting);
    if page.stories.is_empty() && !is_known(&settings, filter) {
        return Err(Failure::NotFound);
    }
    if let Selection::Source(id) = &filter.selection
        && let Some(source) = settings.sources.iter().find(|source| *source.id == **id)
    {
        return organisation(serving, &site, source, (filter, &page)).await;
    }
    let counts = Counts::of(serving, filter).await?;
    let now = site.now();
    let (heading, about) = heading(&settings, &site, &filter.selection, &page.stories);
    let newest = filter.before.map(|_| filter.from(None).page_path());
    let mut river = River {
        heading,
        about,
        bar: bar::bar(&settings, &site, filter, &counts),
        stories: &page.stories,
        newest,
        older: page.next().map(|place| filter.from(Some(place)).page_path()),
        nothing: nothing(&settings, &site, filter),
    };
    site.hidden = filter.before.is_some() || *filter != filter.bare();
    let bytes = if let Selection::Search(typed) = &filter.selection {
        site.page = "search";
        site.words.clone_from(typed);
        site.hidden = true;
        if page.stories.is_empty() {
            river.bar.follow = None;
        }
        let found = (!page.stories.is_empty()).then(|| found(&site, &counts));
        html::search(&site, river, found, &words::wanted(typed))
    } else {
        html::river(&site, river)
    };
    let until = [page.until, filter.period.map(|_| Period::Today.begins(now) + TimeDelta::days(1))];
    Ok(Rendered { until: until.into_iter().flatten().min(), ..rendered(serving, bytes)? })
}

/// A topic that no operator gave is one only while a release has it.
fn is_known(settings: &Settings, filter: &Filter) -> bool {
    let Selection::Tag(tag) = &filter.selection else { return true };
    *filter != filter.bare()
        || settings.sources.iter().flat_map(|source| &source.tags).any(|own| own.to_lowercase() == tag.to_lowercase())
}

/// The stories of a page; a search without words finds none.
async fn listed(serving: &Arc<Serving>, filter: &Filter, most: usize) -> Result<page::Page, Failure> {
    if matches!(&filter.selection, Selection::Search(words) if words.is_empty()) {
        return Ok(page::Page { stories: Vec::new(), more: false, gap: None, until: None });
    }
    page::page(serving, filter, most).await
}

/// "38 releases".
fn found(site: &Site, counts: &Counts) -> String {
    if counts.is_cut() {
        return html::fill(site.t.at_least, &[("n", &site.t.number(counts.len() as u64))]);
    }
    site.t.releases_counted(counts.len() as u64)
}

fn nothing(settings: &Settings, site: &Site, filter: &Filter) -> (&'static str, &'static str) {
    let t = site.t;
    match &filter.selection {
        Selection::Search(_) => (t.nothing_found, t.nothing_found_text),
        _ if *filter != filter.bare() => (t.nothing_matches, t.nothing_matches_text),
        Selection::All if settings.sources.is_empty() => (t.nothing_yet, t.no_source),
        _ => (t.nothing_yet, t.first_poll),
    }
}

fn heading(
    settings: &Settings,
    site: &Site,
    selection: &Selection,
    stories: &[Story],
) -> (Option<String>, Option<String>) {
    match selection {
        Selection::All | Selection::Search(_) => (None, None),
        Selection::Source(id) => {
            let name = page::former_name(selection, stories).unwrap_or(id);
            (Some(name.to_owned()), Some(site.t.former.to_owned()))
        }
        Selection::Tag(name) => (Some(name.clone()), None),
        Selection::View(name) => match settings.view(name) {
            Some(view) => (Some(view.label().to_owned()), view.description.clone()),
            None => (Some(name.clone()), None),
        },
    }
}

/// `/source/ID`.
async fn organisation(
    serving: &Arc<Serving>,
    site: &Site,
    source: &Source,
    (filter, page): (&Filter, &page::Page),
) -> Result<Rendered, Failure> {
    let settings = serving.settings();
    let state = serving.store.state(&source.id).await?;
    let weeks = match filter.before {
        None => Some(weeks(serving, site, filter).await?),
        Some(_) => None,
    };
    let shown = Organisation {
        source,
        state: state.as_ref(),
        weeks,
        follow: bar::follow(&settings, site.t, filter),
        stories: &page.stories,
        newest: filter.before.map(|_| filter.from(None).page_path()),
        older: page.next().map(|place| filter.from(Some(place)).page_path()),
    };
    Ok(Rendered { until: page.until, ..rendered(serving, html::organisation(site, &shown))? })
}

/// Its releases by week.
async fn weeks(serving: &Arc<Serving>, site: &Site, filter: &Filter) -> Result<[u32; WEEKS], Failure> {
    let now = serving.now();
    let mut query = filter.query();
    query.from = Some(now - TimeDelta::weeks(53));
    query.limit = YEAR;
    let mut weeks = [0; WEEKS];
    for fact in serving.store.facts(&query, now).await? {
        let day = html::place(site, fact.at.fixed_offset()).0;
        html::week(site, day).and_then(|week| weeks.get_mut(week)).into_iter().for_each(|count| *count += 1);
    }
    Ok(weeks)
}

/// What our elements mean.
pub fn vocabulary(serving: &Serving, look: Look) -> Result<Rendered, Failure> {
    rendered(serving, html::vocabulary(&site(serving, look, "", "ns/1".into())))
}

/// A feed for whoever opens its address in a browser.
pub async fn feed(serving: &Arc<Serving>, format: Format, filter: &Filter, look: Look) -> Result<Rendered, Failure> {
    let settings = serving.settings();
    let mut page = page::page(serving, filter, settings.max_entries.clamp(1, LISTED)).await?;
    let site = Site { hidden: true, ..site(serving, look, "", filter.feed_path(format)) };
    page.stories.truncate(html::that_fit(&site, &page.stories));
    let shown = html::FeedPage {
        title: feeds::title(&settings, &filter.selection),
        follow: html::Follow {
            address: format!("{}{}", settings.public_url, filter.feed_path(format)),
            ..bar::follow(&settings, site.t, filter)
        },
        stories: &page.stories,
        page: filter.page_path(),
    };
    Ok(Rendered { until: page.until, ..rendered(serving, html::feed(&site, &shown))? })
}

/// Why there is no document: a page for browsers, a line for programs.
pub fn failure(serving: &Serving, asked: &HeaderMap, failure: &Failure) -> Response {
    let look = Look::of(&Asked::default(), asked, &serving.settings());
    let site = site(serving, look, "nothing", String::new());
    let t = site.t;
    let (status, heading, text) = match failure {
        Failure::NotFound => (StatusCode::NOT_FOUND, t.not_there, t.not_there_text),
        Failure::Gone => (StatusCode::GONE, t.removed, t.removed_text),
        Failure::Busy => (StatusCode::SERVICE_UNAVAILABLE, t.not_now, t.busy_text),
        Failure::Store(why) => {
            tracing::error!(error = why, "a document could not be made");
            (StatusCode::SERVICE_UNAVAILABLE, t.not_now, t.not_now_text)
        }
    };
    let wanted = asked
        .get(header::ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"));
    let page = wanted.then(|| html::message(&site, heading, text)).and_then(Result::ok);
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
