//! Feeds: stories from the store, written in a task that may take its time.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::{
    GENERATOR, Serving, Settings,
    address::{Filter, Format, Selection},
    cache::{Failure, Rendered},
    document::Document,
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
fn query(settings: &Settings, filter: &Filter) -> Option<Query> {
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
    let mut query = query(&serving.settings(), filter).ok_or(Failure::NotFound)?;
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
    Ok(page)
}

/// Roughly the bytes of a story.
fn weight(story: &Story) -> usize {
    let long = [&story.lead.content_html, &story.lead.content_text, &story.lead.summary, &story.lead.anatomy.notes];
    long.into_iter().flatten().map(String::len).sum::<usize>() + 2_000
}

/// A feed as a document.
pub async fn render(serving: &Arc<Serving>, format: Format, filter: &Filter) -> Result<Rendered, Failure> {
    let settings = serving.settings();
    let page = page(serving, filter, settings.max_entries.max(1)).await?;
    let address = |filter: &Filter| format!("{}{}", settings.public_url, filter.feed_path(format));
    let channel = Channel {
        title: title(&settings, &filter.selection),
        home: settings.public_url.clone(),
        self_url: address(filter),
        next_url: page.next().map(|place| address(&filter.from(Some(place)))),
        current_url: filter.before.map(|_| address(&filter.from(None))),
        updated: page.stories.iter().map(|story| entry::updated(story).to_utc()).max(),
        generator: GENERATOR.into(),
        ..Channel::default()
    };
    let modified = page.stories.iter().map(|story| story.updated.max(story.first_seen)).max();
    let feed = Feed { channel, stories: page.stories };
    let written = tokio::task::spawn_blocking(move || {
        let bytes = format.write(&feed)?;
        std::io::Result::Ok(Document::new(format.media_type(), bytes, modified.unwrap_or(DateTime::UNIX_EPOCH)))
    });
    let document = written.await.map_err(|error| Failure::Store(error.to_string()))?;
    Ok(Rendered { document: document.map_err(|error| Failure::Store(error.to_string()))?, until: page.until })
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
            let (feed_url, home_url) = match &source.target {
                Target::Feed(url) => (url.to_string(), None),
                // a newsroom without a feed has one here
                Target::Newsroom(url) | Target::Sitemap(url) => {
                    let filter = Filter {
                        selection: Selection::Source(source.id.to_string()),
                        languages: Vec::new(),
                        since: None,
                        before: None,
                    };
                    (format!("{}{}", settings.public_url, filter.feed_path(Format::Atom)), Some(url.to_string()))
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
