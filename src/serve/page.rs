//! A page of stories out of the store.

use chrono::{DateTime, Utc};

use super::{
    Serving, Settings, View,
    address::{Filter, Selection},
    failure::Failure,
    words,
};
use crate::{
    model::{Story, StoryId},
    store::Query,
};

/// Stories asked of the store at once.
const BATCH: usize = 500;
/// A page ends early when its stories are as long as this in bytes; the rest is behind `rel=next`.
const LONGEST_PAGE: usize = 12 << 20;

/// Where a story stands in a feed.
pub type Place = (i64, StoryId);

/// A story's place.
pub fn place(story: &Story) -> Place {
    (story.sorted_at.timestamp(), story.id)
}

/// A page of stories, and whether there are more.
pub struct Page {
    /// Newest first.
    pub stories: Vec<Story>,
    /// There are older ones.
    pub more: bool,
    /// Behind this place stories gave way to others' (see [`super::fair`]).
    pub gap: Option<Place>,
    /// An embargo ends then, and something may appear.
    pub until: Option<DateTime<Utc>>,
}

impl Page {
    /// Where the next page begins.
    pub fn next(&self) -> Option<Place> {
        let last = self.stories.last().filter(|_| self.more).map(place);
        // the earlier of the two in the feed's order
        last.max(self.gap)
    }
}

/// The same as [`selected`], but for what is private: for whoever shows no token.
pub fn query(settings: &Settings, filter: &Filter) -> Option<Query> {
    let private = |name: &str| settings.view(name).is_some_and(|view| view.token.is_some());
    if matches!(&filter.selection, Selection::View(name) if private(name)) {
        return None;
    }
    selected(settings, filter)
}

/// What the configuration adds to a filter; `None` when it names a source or view that there is none of.
pub fn selected(settings: &Settings, filter: &Filter) -> Option<Query> {
    let query = filter.query();
    match &filter.selection {
        Selection::View(name) => Some(of_view(settings.view(name)?, query)),
        Selection::Source(id) => settings.sources.iter().any(|source| *source.id == **id).then_some(query),
        Selection::All | Selection::Tag(_) | Selection::Search(_) => Some(query),
    }
}

/// What a view chooses; languages that were asked for go before its own.
pub fn of_view(view: &View, mut query: Query) -> Query {
    query.tags.clone_from(&view.tags);
    query.sources.clone_from(&view.sources);
    view.words.iter().for_each(|typed| words::narrow(typed, &mut query));
    if query.languages.is_empty() {
        query.languages.clone_from(&view.languages);
    }
    query
}

/// Up to `most` stories.
pub async fn page(serving: &Serving, filter: &Filter, most: usize) -> Result<Page, Failure> {
    let settings = serving.settings();
    let known = selected(&settings, filter);
    let former = known.is_none();
    let mut query = known.or_else(|| of_former(filter)).ok_or(Failure::NotFound)?;
    query.from = filter.period.map(|period| period.begins(serving.now().with_timezone(&settings.zone)));
    let page = page_of(serving, query, most).await?;
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

/// The same of a query.
pub async fn page_of(serving: &Serving, mut query: Query, most: usize) -> Result<Page, Failure> {
    let now = serving.now();
    let until = serving.store.next_embargo(now).await?;
    let mut page = Page { stories: Vec::new(), more: false, gap: None, until };
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
        query.before = page.stories.last().map(place);
    }
    Ok(page)
}

/// Roughly the bytes of a story.
pub(super) fn weight(story: &Story) -> usize {
    let long = [&story.lead.content_html, &story.lead.content_text, &story.lead.summary, &story.lead.anatomy.notes];
    long.into_iter().flatten().map(String::len).sum::<usize>() + 2_000
}
