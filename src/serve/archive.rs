//! RFC 5005 §4: what leaves the subscription document goes into an archive whose documents never change.
//!
//! Entries are numbered as they leave, and kept in the bytes that they had. A document of the archive is a range of
//! numbers, `/archive/200-300.atom`, so its address says all that is in it: whatever comes later is another document.
//! The subscription document names the range up to the last number, full or not, and each range the full one before
//! it. So a walk from `/feed.atom` meets every entry once, while the feed keeps its size and polling goes on. An entry
//! that changes after it left comes back into the subscription document, and later leaves it again.

use std::{
    collections::HashSet,
    io::{Read, Write},
    sync::Arc,
};

use chrono::{DateTime, Utc};
use flate2::{Compression, read::DeflateDecoder, write::DeflateEncoder};

use super::{
    Serving,
    address::{Filter, Format, Selection},
    document::{Document, Rendered},
    failure::Failure,
    fair, page,
};
use crate::{
    model::{Story, StoryId},
    publish::{Channel, atom},
    store::{Archived, Beyond, Departure, Leaving},
};

/// Entries of a full document. Addresses hang on it: it cannot be changed.
const PAGE: i64 = 100;
/// Entries that leave together.
const BATCH: usize = 100;
/// Never changes.
const KEPT: &str = "public, max-age=31536000, immutable";

/// The stories of the subscription document, its next page, and the archive that goes before.
pub struct Subscription {
    /// Newest first; at the end those that changed after they had left.
    pub page: page::Page,
    /// Where the paged feed goes on.
    pub next: Option<(i64, StoryId)>,
    /// The archive document before, below the site's address.
    pub archive: Option<String>,
    /// False while a backlog is on its way into the archive.
    pub settled: bool,
}

/// The document's stories. What there is no room for is seen off by the daemon; of that only a little is done here, so
/// that a walk that begins with this document is complete.
pub async fn subscription(serving: &Serving, most: usize) -> Result<Subscription, Failure> {
    let _turn = serving.leaving.lock().await;
    let Shown { page, next, beyond } = shown(serving, most).await?;
    let settled = match beyond {
        Some(beyond) => see_off(serving, &beyond).await.map_or_else(
            |error| {
                // a disk that is full is no reason not to serve what there is
                tracing::warn!(?error, "archive");
                false
            },
            |rest| rest.is_none(),
        ),
        None => true,
    };
    let end = serving.store.archive_end().await?;
    let archive = (settled && end > 0).then(|| path((end - 1) / PAGE * PAGE, end));
    Ok(Subscription { page, next, archive, settled })
}

/// Sees off all that the document has no room for, in steps; readers come in between.
pub async fn settle(serving: &Serving) -> Result<(), Failure> {
    let most = serving.settings().max_entries.max(1);
    let mut after = StoryId::default();
    loop {
        let version = serving.store.version();
        let turn = serving.leaving.lock().await;
        let Some(beyond) = shown(serving, most).await?.beyond else { return Ok(()) };
        drop(turn);
        let mut beyond = Beyond { after, ..beyond };
        // what the document shows is looked up again when it has changed
        while serving.store.version() == version {
            let _turn = serving.leaving.lock().await;
            match see_off(serving, &beyond).await? {
                Some(seen) => beyond.after = seen,
                None => return Ok(()),
            }
        }
        after = beyond.after;
    }
}

/// What the document shows, where the paged feed goes on, and what it has no room for.
struct Shown {
    page: page::Page,
    next: Option<page::Place>,
    beyond: Option<Beyond>,
}

async fn shown(serving: &Serving, most: usize) -> Result<Shown, Failure> {
    let mut page = fair::page(serving, &Filter::all(Selection::All), most).await?;
    let Some(place) = page.next() else { return Ok(Shown { page, next: None, beyond: None }) };
    let last = page.stories.last().map_or(place, page::place);
    let mut revived = serving.store.revived(last, page.stories.len() / 4, serving.now()).await?;
    // where stories gave way, the page behind counts on all of this one
    if page.gap.is_none() {
        page.stories.truncate(page.stories.len() - revived.len());
    }
    let next = page.next();
    let place = next.unwrap_or(place);
    let kept = page.stories.iter().chain(&revived).map(|story| (page::place(story), story.id));
    let keep = kept.filter(|(at, _)| *at < place).map(|(_, id)| id).collect();
    page.stories.append(&mut revived);
    Ok(Shown { page, next, beyond: Some(Beyond { place, keep, after: StoryId::default() }) })
}

/// Sees off some; the number to go on after, none when there are no more.
async fn see_off(serving: &Serving, beyond: &Beyond) -> Result<Option<StoryId>, Failure> {
    let leaving = serving.store.leaving(beyond.clone(), BATCH, serving.now()).await?;
    let last = leaving.iter().map(|gone| gone.story.id).max().filter(|_| leaving.len() == BATCH);
    if leaving.is_empty() {
        return Ok(None);
    }
    let settings = serving.settings();
    let written = tokio::task::spawn_blocking(move || {
        leaving.into_iter().map(|gone| departure(gone, &settings.title, &settings.public_url)).collect()
    });
    let departures: std::io::Result<Vec<Departure>> = written.await.map_err(Failure::from_task)?;
    serving.store.archive(departures.map_err(Failure::from_io)?).await?;
    Ok(last)
}

fn departure(gone: Leaving, title: &str, home: &str) -> std::io::Result<Departure> {
    let Leaving { story, change } = gone;
    let mut packed = DeflateEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(&atom::entry(&story, home)?)?;
    let Story { id, updated, .. } = story;
    Ok(Departure { story: id, change, updated, title: title.to_owned(), entry: packed.finish()? })
}

fn path(from: i64, to: i64) -> String {
    format!("archive/{from}-{to}.atom")
}

/// `FROM-TO.atom`, if it names a range that there may be.
pub fn range(file: &str) -> Option<(i64, i64)> {
    let (from, to) = file.strip_suffix(".atom")?.split_once('-')?;
    let (from, to): (i64, i64) = (from.parse().ok()?, to.parse().ok()?);
    (from >= 0
        && from % PAGE == 0
        && from < to
        && to <= from + PAGE
        && file == path(from, to).trim_start_matches("archive/"))
    .then_some((from, to))
}

/// A document of the archive.
pub async fn render(serving: &Arc<Serving>, from: i64, to: i64) -> Result<Rendered, Failure> {
    let entries = serving.store.archived(from, to).await?;
    if i64::try_from(entries.len()) != Ok(to - from) {
        return Err(Failure::NotFound);
    }
    let home = serving.settings().public_url.clone();
    let address = |from, to| format!("{home}{}", path(from, to));
    let updated = entries.iter().map(|entry| entry.updated).max();
    let channel = Channel {
        title: entries.first().map(|entry| entry.title.clone()).unwrap_or_default(),
        self_url: address(from, to),
        current_url: Some(format!("{home}{}", Filter::all(Selection::All).feed_path(Format::Atom))),
        prev_archive_url: (from > 0).then(|| address(from - PAGE, from)),
        updated,
        archive: true,
        home,
        ..Channel::default()
    };
    let written = tokio::task::spawn_blocking(move || written(&channel, &entries, updated.unwrap_or_default()));
    let document = written.await.map_err(Failure::from_task)?.map_err(Failure::from_io)?;
    Ok(Rendered { document, until: None })
}

fn written(channel: &Channel, entries: &[Archived], modified: DateTime<Utc>) -> std::io::Result<Document> {
    let mut unpacked = Vec::with_capacity(entries.len());
    let mut seen = HashSet::new();
    // newest first; of an entry that left twice within the range, the later one
    let last = entries.iter().rev().filter(|entry| seen.insert(entry.story));
    for packed in last.filter_map(|entry| entry.entry.as_deref()) {
        let mut bytes = Vec::with_capacity(packed.len() * 3);
        DeflateDecoder::new(packed).read_to_end(&mut bytes)?;
        unpacked.push(bytes);
    }
    let pieces = atom::framed(channel, unpacked)?;
    Ok(Document::new(Format::Atom.media_type(), pieces.whole(), modified).kept(KEPT))
}

#[cfg(test)]
mod tests {
    use super::range;

    #[test]
    fn only_ranges_that_a_document_names_are_addresses() {
        assert_eq!(range("0-100.atom"), Some((0, 100)));
        assert_eq!(range("200-207.atom"), Some((200, 207)));
        for wrong in
            ["0-101.atom", "5-7.atom", "100-100.atom", "0-1", "00-1.atom", "-100-1.atom", "0-+1.atom", "a-b.atom"]
        {
            assert_eq!(range(wrong), None, "{wrong}");
        }
    }
}
