//! Feeds: stories from the store, written in a task that may take its time.

use std::sync::Arc;

use axum::http::HeaderValue;
use chrono::{DateTime, TimeDelta, Utc};

use super::{
    GENERATOR, Serving, Settings,
    address::{Filter, Format, Selection},
    archive::{self, Subscription},
    cache::{Failure, Rendered},
    document::Document,
    websub,
};
use crate::{
    model::Story,
    publish::{self, Channel, Feed, entry},
    store::Query,
};

/// Stories asked of the store at once.
const BATCH: usize = 500;
/// A page ends early when its stories are as long as this in bytes; the rest is behind `rel=next`.
const LONGEST_PAGE: usize = 12 << 20;

/// While entries are on their way into the archive, the feed is written again this soon.
const BACKLOG: TimeDelta = TimeDelta::seconds(2);
/// Entries that left the feed are named for so long: whoever polls once a month hears of them.
const REMEMBERED: TimeDelta = TimeDelta::days(90);

/// A page of stories, and whether there are more.
pub struct Page {
    /// Newest first.
    pub stories: Vec<Story>,
    /// There are older ones.
    pub more: bool,
    /// An embargo ends then, and something may appear.
    pub until: Option<DateTime<Utc>>,
}

impl Page {
    /// Where the next page begins.
    pub fn next(&self) -> Option<(i64, i64)> {
        self.stories.last().filter(|_| self.more).map(|last| (last.sorted_at.timestamp(), last.id))
    }
}

/// What the configuration adds to a filter; `None` when it names a source or view that there is none of.
pub fn query(settings: &Settings, filter: &Filter) -> Option<Query> {
    let mut query = filter.query();
    match &filter.selection {
        Selection::View(name) => {
            let view = settings.views.iter().find(|view| view.name == *name)?;
            query.tags.clone_from(&view.tags);
            query.sources.clone_from(&view.sources);
            query.words.clone_from(&view.words);
            if query.languages.is_empty() {
                query.languages.clone_from(&view.languages);
            }
        }
        Selection::Source(id) => {
            settings.sources.iter().find(|source| *source.id == **id)?;
        }
        Selection::All | Selection::Tag(_) | Selection::Search(_) => {}
    }
    Some(query)
}

/// Up to `most` stories.
pub async fn page(serving: &Serving, filter: &Filter, most: usize) -> Result<Page, Failure> {
    let now = serving.now();
    let known = query(&serving.settings(), filter);
    let former = known.is_none();
    let mut query = known.or_else(|| of_former(filter)).ok_or(Failure::NotFound)?;
    let until = serving.store.next_embargo(now).await?;
    let mut page = Page { stories: Vec::new(), more: false, until };
    let mut size = 0;
    while !page.more {
        query.limit = BATCH.min(most - page.stories.len()) + 1;
        let mut batch = serving.store.stories(&query, now).await?;
        let full = batch.len() >= query.limit;
        batch.truncate(query.limit - 1);
        for story in batch {
            if page.stories.len() >= most || size > LONGEST_PAGE {
                page.more = true;
                break;
            }
            size += weight(&story);
            page.stories.push(story);
        }
        if !full {
            break;
        }
        page.more |= page.stories.len() >= most || size > LONGEST_PAGE;
        query.before = page.stories.last().map(|last| (last.sorted_at.timestamp(), last.id));
    }
    if former && former_name(&filter.selection, &page.stories).is_none() {
        return Err(Failure::NotFound);
    }
    Ok(page)
}

/// A source that is not configured any more: what it published stays, and so do its addresses.
fn of_former(filter: &Filter) -> Option<Query> {
    matches!(filter.selection, Selection::Source(_)).then(|| filter.query())
}

/// What a source that was taken out was called, as its stories have it.
pub fn former_name<'s>(selection: &Selection, stories: &'s [Story]) -> Option<&'s str> {
    let Selection::Source(id) = selection else { return None };
    stories.iter().find_map(|story| {
        let copy = || story.copies.iter().find(|copy| *copy.source == **id).map(|copy| &*copy.source_name);
        if *story.source == **id { Some(&*story.source_name) } else { copy() }
    })
}

/// Roughly the bytes of a story.
pub(super) fn weight(story: &Story) -> usize {
    let long = [&story.lead.content_html, &story.lead.content_text, &story.lead.summary, &story.lead.anatomy.notes];
    long.into_iter().flatten().map(String::len).sum::<usize>() + 2_000
}

/// A feed as a document.
pub async fn render(serving: &Arc<Serving>, format: Format, filter: &Filter) -> Result<Rendered, Failure> {
    let settings = serving.settings();
    let most = settings.max_entries.max(1);
    let read = if filter.is_subscription() {
        archive::subscription(serving, most).await?
    } else {
        let page = page(serving, filter, most).await?;
        Subscription { next: page.next(), page, archive: None, settled: true }
    };
    let Subscription { page, next, archive, settled } = read;
    let address = |filter: &Filter| format!("{}{}", settings.public_url, filter.feed_path(format));
    let tombstones = if filter.is_subscription() && format == Format::Atom {
        serving.store.tombstones(serving.now() - REMEMBERED, most).await?
    } else {
        Vec::new()
    };
    let entries = page.stories.iter().map(|story| entry::updated(story).to_utc());
    let newest = entries.chain(tombstones.iter().map(|stone| stone.at));
    let channel = Channel {
        title: title(&settings, &filter.selection),
        home: settings.public_url.clone(),
        self_url: address(filter),
        next_url: next.map(|place| address(&filter.from(Some(place)))),
        current_url: filter.before.map(|_| address(&filter.from(None))),
        prev_archive_url: archive.map(|path| format!("{}{path}", settings.public_url)),
        hub_url: (websub::is_topic(filter) && !settings.is_still)
            .then(|| format!("{}{}", settings.public_url, websub::HUB)),
        updated: newest.max().or(Some(serving.started)),
        tombstones,
        generator: GENERATOR.into(),
        ..Channel::default()
    };
    let link = channel.hub_url.as_ref().and_then(|hub| {
        HeaderValue::from_str(&format!("<{hub}>; rel=\"hub\", <{}>; rel=\"self\"", channel.self_url)).ok()
    });
    let modified = page.stories.iter().map(|story| story.updated.max(story.first_seen)).max();
    let cache_control = cache_control(&page.stories, serving.now());
    let feed = Feed { channel, stories: page.stories };
    let written = tokio::task::spawn_blocking(move || {
        let mut document = Document::feed(format.media_type(), &format.write(&feed)?, modified.unwrap_or_default());
        document.cache_control = cache_control;
        document.link = link;
        std::io::Result::Ok(document)
    });
    let document = written.await.map_err(Failure::from_task)?.map_err(Failure::from_io)?;
    let until = if settled { page.until } else { Some(serving.now() + BACKLOG) };
    Ok(Rendered { document, until })
}

/// A cache may keep a feed for an eighth of the time in which something new came lately: one to fifteen minutes.
fn cache_control(stories: &[Story], now: DateTime<Utc>) -> HeaderValue {
    let mut seen: Vec<DateTime<Utc>> = stories.iter().map(|story| story.first_seen).collect();
    seen.sort_unstable_by_key(|time| std::cmp::Reverse(*time));
    let gap = match seen.get(..seen.len().min(10)).and_then(|seen| seen.last()) {
        Some(tenth) => (now - *tenth).num_seconds() / i64::try_from(seen.len().min(10)).unwrap_or(10),
        None => 0,
    };
    let seconds = (gap / 8).clamp(60, 900);
    HeaderValue::from_str(&format!("public, max-age={seconds}, stale-while-revalidate={seconds}"))
        .unwrap_or(HeaderValue::from_static("public, max-age=60"))
}

/// "Unified feed: Amnesty International UK".
pub fn title(settings: &Settings, selection: &Selection) -> String {
    let name = match selection {
        Selection::All => return settings.title.clone(),
        Selection::Source(id) => {
            settings.sources.iter().find(|source| *source.id == **id).map_or(id.as_str(), |source| &source.name)
        }
        Selection::Tag(name) | Selection::View(name) | Selection::Search(name) => name,
    };
    format!("{}: {name}", settings.title)
}

/// The subscription list.
pub fn outlines(settings: &Settings) -> Vec<publish::opml::Outline> {
    use crate::model::Target;
    settings
        .sources
        .iter()
        .map(|source| {
            let shown = source.shown_url().to_string();
            let (feed_url, home_url) = match &source.target {
                Target::Feed(_) => (shown, None),
                // a newsroom without a feed has one here
                Target::Newsroom(_) | Target::Sitemap(_) => {
                    let filter = Filter::all(Selection::Source(source.id.to_string()));
                    (format!("{}{}", settings.public_url, filter.feed_path(Format::Atom)), Some(shown))
                }
            };
            publish::opml::Outline {
                name: source.name.clone(),
                feed_url,
                home_url,
                tags: source.tags.clone(),
                language: source.language.clone(),
            }
        })
        .collect()
}
