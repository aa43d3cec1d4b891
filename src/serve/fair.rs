//! No source fills a feed: of its first page at most a third is one source's, while others have entries for it.
//!
//! What had to give way begins the next page. The page is put together from the newest on, so what it shows beyond the
//! first gap is left out of the pages behind it: a walk meets every entry once.

use std::collections::HashMap;

use super::{
    Serving,
    address::{Filter, Selection},
    failure::Failure,
    page::{self, Page, place},
};
use crate::{
    model::{SourceId, Story},
    store::Query,
};

/// One part in so many is a source's.
const SHARE: usize = 3;

/// A page of a feed.
pub async fn page(serving: &Serving, filter: &Filter, most: usize) -> Result<Page, Failure> {
    if let Selection::Source(_) = filter.selection {
        return page::page(serving, filter, most).await;
    }
    let Some(before) = filter.before else { return first(serving, filter, most).await };
    let query = page::selected(&serving.settings(), filter).ok_or(Failure::NotFound)?;
    let head = first(serving, &filter.from(None), most).await?;
    let behind = head.gap.is_some_and(|gap| before <= gap);
    let shown = head.stories.iter().filter(|story| behind && place(story) < before).map(|story| story.id).collect();
    page::page_of(serving, Query { without: shown, ..query }, most).await
}

async fn first(serving: &Serving, filter: &Filter, most: usize) -> Result<Page, Failure> {
    let query = page::selected(&serving.settings(), filter).ok_or(Failure::NotFound)?;
    let mut page = page::page_of(serving, query.clone(), most).await?;
    let share = most.div_ceil(SHARE);
    let crowded = crowding(&page.stories, share);
    if crowded.is_empty() || !page.more || query.sources.len() == 1 {
        return Ok(page);
    }
    let newest = std::mem::take(&mut page.stories);
    page.stories = shared(serving, query, &newest, (most, share)).await?;
    let together = newest.iter().zip(&page.stories).take_while(|(a, b)| a.id == b.id).count();
    page.gap = (together < page.stories.len()).then(|| newest[..together].last().map(place)).flatten();
    Ok(page)
}

/// Sources with more than their share.
fn crowding(stories: &[Story], share: usize) -> Vec<SourceId> {
    let mut counts: HashMap<&SourceId, usize> = HashMap::new();
    stories.iter().for_each(|story| *counts.entry(&story.source).or_default() += 1);
    counts.into_iter().filter(|(_, count)| *count > share).map(|(source, _)| source.clone()).collect()
}

/// The newest, of each source no more than its share; when that fills no page, the newest of all fill it.
async fn shared(
    serving: &Serving,
    mut query: Query,
    newest: &[Story],
    (most, share): (usize, usize),
) -> Result<Vec<Story>, Failure> {
    let mut picked: Vec<Story> = Vec::new();
    let mut counts: HashMap<SourceId, usize> = HashMap::new();
    query.limit = most;
    while picked.len() < most {
        let batch = serving.store.stories(&query, serving.now()).await?;
        let Some(last) = batch.last() else { break };
        query.before = Some(place(last));
        for story in batch {
            let count = counts.entry(story.source.clone()).or_default();
            *count += 1;
            if *count <= share && picked.len() < most {
                picked.push(story);
            }
        }
        query.except = counts.iter().filter(|(_, count)| **count >= share).map(|(source, _)| source.clone()).collect();
    }
    for story in newest {
        if picked.len() < most && picked.iter().all(|other| other.id != story.id) {
            picked.push(story.clone());
        }
    }
    picked.sort_by_key(|story| std::cmp::Reverse(place(story)));
    Ok(picked)
}
