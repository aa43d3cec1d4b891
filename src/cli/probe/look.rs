//! The looking: a few requests, and what they tell.

use chrono::{DateTime, Utc};
use url::Url;

use super::{
    drawn, feeds,
    found::{Found, What},
    reading::{document, get, releases},
};
use crate::{
    cli::output,
    fetch::{self, Web},
    model::{Credentials, Document, Fetched, Format, PageFacts, Release, Source, Target, Wanted},
    normalise::{self, Context},
    pipeline, schedule,
};
use reader::{self, Input, encoding, listing::leads, read_release, text::dates::Hints};

/// A page with fewer characters of text may be drawn by script.
const LITTLE_TEXT: usize = 400;

/// Looks; by the rules of `source` when the address is configured already.
pub async fn look(web: &Web, asked: &Url, source: Option<&Source>, now: DateTime<Utc>) -> Result<Found, fetch::Error> {
    let mut asked = asked.clone();
    let own = Credentials::taken_from(&mut asked);
    let credentials = source.map_or(own, |source| source.credentials.clone());
    let wanted = if feed_like(&asked) { Wanted::Feed } else { Wanted::Page };
    let fetched = get(web, &asked, wanted, &credentials).await?;
    let mut found = Found {
        asked,
        url: fetched.url.clone(),
        what: What::Nothing,
        target: None,
        document: None,
        releases: Vec::new(),
        tried: Vec::new(),
        filled: None,
        leads: Vec::new(),
        scripted: false,
        is_open: false,
        robots: String::new(),
        polling: polling(&fetched),
        notes: Vec::new(),
        render: None,
        public: None,
        now,
        credentials,
    };
    match document(&fetched, source, now) {
        Ok(document) if document.format == Format::Html => page(web, &fetched, document, &mut found).await,
        Ok(document) => feed(&fetched, part(web, document, source, &mut found).await, &mut found),
        Err(error) => found.notes.push(error),
    }
    if found.target.is_none() {
        found.polling.clear();
    }
    if found.what != What::Release {
        newest_page(web, &mut found).await;
    }
    found.robots = robots(web, &found.url).await;
    Ok(found)
}

/// By its looks the address of a feed, for which robots.txt is not asked.
fn feed_like(url: &Url) -> bool {
    let path = url.path().to_ascii_lowercase();
    [".xml", ".rss", ".rdf", ".atom", ".json", "/feed", "/feed/", "/rss", "/rss/"].iter().any(|end| path.ends_with(end))
}

async fn robots(web: &Web, url: &Url) -> String {
    match web.permitted(url).await {
        Ok(None) => "robots.txt allows it".into(),
        Ok(Some(delay)) => {
            format!("robots.txt allows it, and asks for {} between requests", crate::config::human(delay))
        }
        Err(error) => format!("its page would not be asked: {error}"),
    }
}

fn polling(fetched: &Fetched) -> Vec<String> {
    let validators = match (&fetched.validators.etag, &fetched.validators.last_modified) {
        (Some(_), Some(_)) => "ETag and Last-Modified: polls are conditional",
        (Some(_), None) => "ETag: polls are conditional",
        (None, Some(_)) => "Last-Modified: polls are conditional",
        (None, None) => "no validators: every poll brings the whole document, whose hash tells whether it changed",
    };
    let mut lines = vec![validators.to_owned()];
    let is_page = fetched.content_type.as_deref().is_some_and(|kind| kind.contains("html"));
    if fetched.validators.is_empty() && !schedule::is_small(is_page, fetched.body.len() as u64) {
        lines.push("the document is large: it is asked for a few times a day unless an interval is set".into());
    }
    if let Some(fresh) = fetched.freshness.fresh_for {
        lines.push(format!("the server asks for {} between polls", crate::config::human(fresh)));
    }
    lines.extend(fetched.hubs.iter().map(|hub| format!("WebSub hub {hub}")));
    lines
}

/// An index of sitemaps is read as a poll reads it: by its newest part.
async fn part(web: &Web, index: Document, source: Option<&Source>, found: &mut Found) -> Document {
    let Some(url) = pipeline::newest_part(&index) else { return index };
    found.notes.push(format!("it is an index: {url} is read in its place, at every poll"));
    match get(web, &url, Wanted::Feed, &found.credentials).await {
        Ok(fetched) => document(&fetched, source, found.now).unwrap_or(index),
        Err(error) => {
            found.notes.push(error.to_string());
            index
        }
    }
}

fn feed(fetched: &Fetched, mut document: Document, found: &mut Found) {
    found.releases = releases(&mut document, found.now, &mut found.notes);
    let url = fetched.moved_to.clone().unwrap_or_else(|| found.asked.clone());
    let (what, target) = match document.format {
        Format::Sitemap => (What::Sitemap, Target::Sitemap(url)),
        _ => (What::Feed, Target::Feed(url)),
    };
    found.what = what;
    found.target = Some((
        target,
        format!("it is {} with {}", named(document.format), output::counted(found.releases.len(), "item")),
    ));
    found.document = Some(document);
}

/// A dialect's name, with its article.
pub fn named(format: Format) -> &'static str {
    match format {
        Format::Rss2 => "an RSS 2.0 feed",
        Format::Rss1 => "an RSS 1.0 feed",
        Format::Rss0 => "an RSS 0.9x feed",
        Format::Atom1 => "an Atom feed",
        Format::Atom03 => "an Atom 0.3 feed",
        Format::Cdf => "a CDF channel",
        Format::Json => "a JSON feed",
        Format::Html => "a page",
        Format::Sitemap => "a sitemap",
    }
}

async fn page(web: &Web, fetched: &Fetched, mut document: Document, found: &mut Found) {
    let links = std::mem::take(&mut document.feeds);
    found.releases = releases(&mut document, found.now, &mut found.notes);
    let listed = document.listed.clone().unwrap_or_default();
    found.document = Some(document);
    let html = encoding::decode(&fetched.body, fetched.content_type.as_deref(), encoding::Kind::Html);
    if found.releases.is_empty()
        && let Some(other) = pipeline::of_no_page(fetched)
    {
        found.notes = vec![format!("expected a feed or a page, found {other}")];
        return;
    }
    if found.releases.is_empty() {
        release(fetched, found);
        found.leads = leads::leads(&html, &fetched.url);
    } else {
        found.what = What::Listing;
        let (method, confidence) = (listed.method, listed.confidence);
        let why =
            format!("{} items read from the page itself ({method}, confidence {confidence:.2})", found.releases.len());
        found.target = Some((Target::Newsroom(found.asked.clone()), why));
    }
    if found.what != What::Release {
        feeds::try_all(web, &links, listed.platform.as_deref(), found).await;
    }
    if found.what == What::Page && found.target.is_none() && found.is_open {
        drawn::page(web, fetched, found).await;
    }
}

/// A page without a list: one release, or only a page. A site's home page is never a release.
fn release(fetched: &Fetched, found: &mut Found) {
    let now = Some(found.now);
    let hints = Hints { now, ..Hints::default() };
    let content_type = fetched.content_type.as_deref();
    let input = Input { content_type, hints, ..Input::new(&fetched.body).from_url(&fetched.url) };
    let (draft, PageFacts { note, .. }) = match read_release(&input) {
        Ok(read) => read,
        Err(error) => return found.notes.push(error.to_string()),
    };
    let context = Context { now, ..Context::default() };
    let release = normalise::release(draft, &context, &mut found.notes);
    found.scripted = note.is_some();
    found.is_open = note.as_ref().is_none_or(|note| note.contains("drawn by script"));
    found.notes.extend(note);
    let long = release.content_text.as_ref().is_some_and(|text| text.chars().count() > 300);
    let addressed = fetched.url.path().trim_matches('/').len() > 3;
    let is_release = release.title.is_some() && long && addressed && release.published.is_some();
    found.what = if is_release { What::Release } else { What::Page };
    if is_release {
        found.filled = Some((Release::default(), release));
    }
}

/// What the newest item's own page adds.
async fn newest_page(web: &Web, found: &mut Found) {
    let newest = found.releases.iter().find(|release| release.url.is_some()).cloned();
    let Some(newest) = newest else { return };
    let Some(url) = newest.url.as_deref().and_then(|text| Url::parse(text).ok()) else { return };
    let source = Source::new("probe", "probe", Target::Newsroom(found.url.clone()));
    match web.page(&url, &found.credentials).await {
        Err(error) => found.notes.push(format!("the newest item's page: {error}")),
        Ok(fetched) => {
            let fetched = with_text(web, fetched, &source, found).await;
            let read = pipeline::page(&fetched, &source, found.now);
            let (page, facts) = match read {
                Ok(Some(read)) => read,
                Ok(None) => return found.notes.push("the newest item is no page".into()),
                Err(error) => return found.notes.push(format!("the newest item's page: {error}")),
            };
            found.notes.extend(facts.note.map(|note| format!("the newest item's page: {note}")));
            let mut whole = newest.clone();
            pipeline::complete(&mut whole, page);
            found.filled = Some((newest, whole));
        }
    }
}

/// A page that has next to no text, as a browser draws it; a browser is needed then.
async fn with_text(web: &Web, sent: Fetched, source: &Source, found: &mut Found) -> Fetched {
    let now = found.now;
    let text = |page: &Fetched| {
        let read = pipeline::page(page, source, now);
        read.ok().flatten().and_then(|(release, _)| release.content_text).map_or(0, |text| text.chars().count())
    };
    let drawn_list = found.render.is_some() || found.public.is_some();
    let before = text(&sent);
    if !drawn_list || before >= LITTLE_TEXT {
        return sent;
    }
    match drawn::release(web, &sent, found).await {
        Some(drawn) if text(&drawn) >= LITTLE_TEXT => {
            found.render.get_or_insert_default();
            drawn
        }
        Some(_) | None => sent,
    }
}
