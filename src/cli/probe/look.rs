//! The looking: a few requests, and what they tell.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use url::Url;

use crate::{
    fetch::{self, Request, Web},
    model::{Document, FeedLink, Fetched, Format, Outcome, PageFacts, Release, Source, Target, Validators, Wanted},
    normalise::{self, Context, permalink},
    pipeline, read,
    read::encoding,
    text::{self, dates::Hints},
};

/// Feeds of a page that are tried.
const FEEDS: usize = 3;

/// What an address is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// A feed document.
    Feed,
    /// A sitemap.
    Sitemap,
    /// A newsroom's index page.
    Listing,
    /// One release.
    Release,
    /// A page without a list of its own.
    Page,
    /// Nothing that could be read.
    Nothing,
}

impl What {
    /// True when nothing can be polled.
    pub fn is_nothing(self) -> bool {
        self == Self::Nothing
    }
}

/// A feed that a page links, tried.
#[derive(Debug, Clone)]
pub struct Tried {
    /// The link.
    pub link: FeedLink,
    /// Its items, or why there are none.
    pub result: Result<usize, String>,
    /// How many of the page's own items it has.
    pub shared: usize,
}

/// Everything that was found.
#[derive(Debug, Clone)]
pub struct Found {
    /// As asked.
    pub asked: Url,
    /// After redirects.
    pub url: Url,
    /// What it is.
    pub what: What,
    /// What would be polled, and why.
    pub target: Option<(Target, String)>,
    /// The document that would be polled, without its items.
    pub document: Option<Document>,
    /// Its items, newest first as the document has them.
    pub releases: Vec<Release>,
    /// Feeds of the page.
    pub tried: Vec<Tried>,
    /// The newest item as the document gives it, and as its own page completes it.
    pub filled: Option<(Release, Release)>,
    /// What is odd, and facts of politeness.
    pub notes: Vec<String>,
}

/// Looks.
pub async fn look(web: &Web, asked: &Url, now: DateTime<Utc>) -> Result<Found, fetch::Error> {
    let fetched = get(web, asked, if feed_like(asked) { Wanted::Feed } else { Wanted::Page }).await?;
    let mut found = Found {
        asked: asked.clone(),
        url: fetched.url.clone(),
        what: What::Nothing,
        target: None,
        document: None,
        releases: Vec::new(),
        tried: Vec::new(),
        filled: None,
        notes: politeness(&fetched),
    };
    match document(&fetched, now) {
        Ok(document) if document.format == Format::Html => page(web, &fetched, document, now, &mut found).await,
        Ok(document) => feed(&fetched, document, now, &mut found),
        Err(error) => found.notes.push(error),
    }
    if found.what != What::Release {
        newest_page(web, now, &mut found).await;
    }
    Ok(found)
}

async fn get(web: &Web, url: &Url, wanted: Wanted) -> Result<Fetched, fetch::Error> {
    let none = Validators::default();
    match web.get(Request { url, wanted, validators: &none, validators_of: None, headers: &[] }).await? {
        Outcome::Modified(fetched) => Ok(*fetched),
        Outcome::NotModified { .. } => web.page(url, &[]).await,
    }
}

/// By its looks the address of a feed, for which robots.txt is not asked.
fn feed_like(url: &Url) -> bool {
    let path = url.path().to_ascii_lowercase();
    [".xml", ".rss", ".rdf", ".atom", ".json", "/feed", "/feed/", "/rss", "/rss/"].iter().any(|end| path.ends_with(end))
}

fn politeness(fetched: &Fetched) -> Vec<String> {
    let mut notes = Vec::new();
    let validators = match (&fetched.validators.etag, &fetched.validators.last_modified) {
        (Some(_), Some(_)) => "ETag and Last-Modified: polls are conditional",
        (Some(_), None) => "ETag: polls are conditional",
        (None, Some(_)) => "Last-Modified: polls are conditional",
        (None, None) => {
            "no validators: every poll brings the whole document, so it is polled once a day unless an interval is set"
        }
    };
    notes.push(validators.into());
    if let Some(fresh) = fetched.freshness.fresh_for {
        notes.push(format!("the server asks for {} between polls", crate::config::human(fresh)));
    }
    notes.extend(fetched.hubs.iter().map(|hub| format!("WebSub hub {hub}")));
    notes
}

/// Reads what came, as the pipeline would for a newsroom (which takes feeds too).
fn document(fetched: &Fetched, _now: DateTime<Utc>) -> Result<Document, String> {
    let source = Source::new("probe", "probe", Target::Newsroom(fetched.url.clone()));
    read::index(&source, fetched).map_err(|error| error.to_string())
}

/// The items of a document, normalised; what was odd goes to the notes.
fn releases(document: &mut Document, now: DateTime<Utc>, notes: &mut Vec<String>) -> Vec<Release> {
    let drafts = std::mem::take(&mut document.items);
    let language = document.language.clone();
    let dates = drafts.iter().filter_map(|draft| draft.published.as_ref()).map(|found| &*found.value);
    let day_first = text::dates::order_of(dates);
    normalise::heading(document);
    notes.append(&mut document.warnings);
    let context = Context { language: language.as_deref(), day_first, now: Some(now), ..Context::default() };
    drafts.into_iter().map(|draft| normalise::release(draft, &context, notes)).collect()
}

fn feed(fetched: &Fetched, mut document: Document, now: DateTime<Utc>, found: &mut Found) {
    found.releases = releases(&mut document, now, &mut found.notes);
    let url = fetched.moved_to.clone().unwrap_or_else(|| found.asked.clone());
    let (what, target) = match document.format {
        Format::Sitemap => (What::Sitemap, Target::Sitemap(url)),
        _ => (What::Feed, Target::Feed(url)),
    };
    found.what = what;
    found.target =
        Some((target, format!("it is a {} with {} items", print_format(document.format), found.releases.len())));
    found.document = Some(document);
}

/// A dialect's name.
pub fn print_format(format: Format) -> &'static str {
    match format {
        Format::Rss2 => "RSS 2.0 feed",
        Format::Rss1 => "RSS 1.0 feed",
        Format::Rss0 => "RSS 0.9x feed",
        Format::Atom1 => "Atom feed",
        Format::Atom03 => "Atom 0.3 feed",
        Format::Cdf => "CDF channel",
        Format::Json => "JSON feed",
        Format::Html => "page",
        Format::Sitemap => "sitemap",
    }
}

async fn page(web: &Web, fetched: &Fetched, mut document: Document, now: DateTime<Utc>, found: &mut Found) {
    let links = std::mem::take(&mut document.feeds);
    found.releases = releases(&mut document, now, &mut found.notes);
    let listed = document.listed.as_ref().map(|listed| (listed.method.clone(), listed.confidence));
    found.document = Some(document);
    if found.releases.is_empty() {
        release(fetched, now, found);
    } else {
        found.what = What::Listing;
        let (method, confidence) = listed.unwrap_or_default();
        let why =
            format!("{} items read from the page itself ({method}, confidence {confidence:.2})", found.releases.len());
        found.target = Some((Target::Newsroom(found.asked.clone()), why));
    }
    let decoy = |link: &&FeedLink| !link.url.contains("comments");
    for link in links.iter().filter(decoy).take(FEEDS) {
        tried(web, link, now, found).await;
    }
}

/// A page without a list: one release, or only a page.
fn release(fetched: &Fetched, now: DateTime<Utc>, found: &mut Found) {
    let html = encoding::decode(&fetched.body, fetched.content_type.as_deref(), encoding::Kind::Html);
    let hints = Hints { now: Some(now), ..Hints::default() };
    let (draft, PageFacts { note, .. }) = read::page::read(&html, Some(&fetched.url), &hints, None);
    let context = Context { now: Some(now), ..Context::default() };
    let release = normalise::release(draft, &context, &mut found.notes);
    found.notes.extend(note);
    let long = release.content_text.as_ref().is_some_and(|text| text.len() > 300);
    found.what = if release.title.is_some() && long { What::Release } else { What::Page };
    if found.what == What::Release {
        found.filled = Some((Release::default(), release));
    }
}

/// Tries a linked feed: it is polled instead of the page when it has the page's own items.
async fn tried(web: &Web, link: &FeedLink, now: DateTime<Utc>, found: &mut Found) {
    let Ok(url) = Url::parse(&link.url) else { return };
    let result = match get(web, &url, Wanted::Feed).await {
        Err(error) => Err(error.to_string()),
        Ok(fetched) => read::feed::read(&fetched.body, fetched.content_type.as_deref(), Some(&fetched.url))
            .map(|document| (document, fetched))
            .map_err(|error| error.to_string()),
    };
    let (mut document, _) = match result {
        Ok(read) => read,
        Err(why) => return found.tried.push(Tried { link: link.clone(), result: Err(why), shared: 0 }),
    };
    let items = releases(&mut document, now, &mut Vec::new());
    let shared = shared(&items, &found.releases);
    found.tried.push(Tried { link: link.clone(), result: Ok(items.len()), shared });
    let taken = matches!(found.target, Some((Target::Feed(_), _)));
    let (of, same) = (found.releases.len(), shared * 3 >= found.releases.len().max(1));
    if !taken && !items.is_empty() && (same || found.what == What::Page) {
        let why = if found.what == What::Page {
            format!("the page links this feed, which has {} items", items.len())
        } else {
            format!("the page's own feed has {shared} of its {of} items")
        };
        found.target = Some((Target::Feed(url), why));
        found.document = Some(document);
        found.releases = items;
    }
}

/// How many of the page's items are in the feed.
fn shared(feed: &[Release], page: &[Release]) -> usize {
    let key = |release: &Release| {
        let url = release.url.as_deref().and_then(|text| Url::parse(text).ok())?;
        Some(permalink::canonical(&url, false))
    };
    let feed: HashSet<String> = feed.iter().filter_map(key).collect();
    page.iter().filter_map(key).filter(|key| feed.contains(key)).count()
}

/// What the newest item's own page adds.
async fn newest_page(web: &Web, now: DateTime<Utc>, found: &mut Found) {
    let newest = found.releases.iter().find(|release| release.url.is_some()).cloned();
    let Some(newest) = newest else { return };
    let Some(url) = newest.url.as_deref().and_then(|text| Url::parse(text).ok()) else { return };
    let source = Source::new("probe", "probe", Target::Newsroom(found.url.clone()));
    match web.page(&url, &[]).await {
        Err(error) => found.notes.push(format!("the newest item's page: {error}")),
        Ok(fetched) => {
            let read = pipeline::page(&fetched.body, fetched.content_type.as_deref(), &fetched.url, &source, now);
            let Some((page, facts)) = read else { return found.notes.push("the newest item is no page".into()) };
            found.notes.extend(facts.note);
            let mut whole = newest.clone();
            pipeline::complete(&mut whole, page);
            found.filled = Some((newest, whole));
        }
    }
}
