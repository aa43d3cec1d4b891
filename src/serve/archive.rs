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
    time::{Duration, Instant},
};

use chrono::{DateTime, Utc};
use flate2::{Compression, read::DeflateDecoder, write::DeflateEncoder};

use super::{
    Serving,
    address::{Filter, Format, Selection},
    cache::{Failure, Rendered},
    document::Document,
    fair, page,
};
use crate::{
    model::{Story, StoryId},
    publish::{Channel, atom},
    store::{Archived, Departure, Leaving},
};

/// Entries of a full document. Addresses hang on it: it cannot be changed.
const PAGE: i64 = 100;
/// Entries that leave together.
const BATCH: usize = 200;
/// Leaving takes no longer at a time; a backlog goes on at the next rendering.
const PATIENCE: Duration = Duration::from_secs(2);
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

/// Sees off what there is no room for. One at a time: what one reads the other must not archive.
pub async fn subscription(serving: &Serving, most: usize) -> Result<Subscription, Failure> {
    let _turn = serving.leaving.lock().await;
    let now = serving.now();
    if let Err(error) = serving.store.lift_embargoes(now).await {
        tracing::warn!(%error, "embargoes");
    }
    let mut page = fair::page(serving, &Filter::all(Selection::All), most).await?;
    let mut settled = true;
    let mut next = page.next();
    if let Some(place) = next {
        let last = page.stories.last().map_or(place, page::place);
        let mut revived = serving.store.revived(last, page.stories.len() / 4, now).await?;
        // where stories gave way, the page behind counts on all of this one
        if page.gap.is_none() {
            page.stories.truncate(page.stories.len() - revived.len());
        }
        next = page.next();
        let kept = page.stories.iter().chain(&revived).map(|story| (page::place(story), story.id));
        let keep = kept.filter(|(at, _)| *at < next.unwrap_or(place)).map(|(_, id)| id).collect();
        settled = settle(serving, next.unwrap_or(place), keep).await?;
        page.stories.append(&mut revived);
    }
    let end = serving.store.archive_end().await?;
    let archive = (settled && end > 0).then(|| path((end - 1) / PAGE * PAGE, end));
    Ok(Subscription { page, next, archive, settled })
}

/// Everything before a place leaves, but for what is kept.
async fn settle(serving: &Serving, place: (i64, StoryId), keep: Vec<StoryId>) -> Result<bool, Failure> {
    let begun = Instant::now();
    loop {
        let leaving = serving.store.leaving(place, keep.clone(), BATCH, serving.now()).await?;
        if leaving.is_empty() {
            return Ok(true);
        }
        if begun.elapsed() > PATIENCE {
            return Ok(false);
        }
        let settings = serving.settings();
        let written = tokio::task::spawn_blocking(move || {
            leaving.into_iter().map(|gone| departure(gone, &settings.title, &settings.public_url)).collect()
        });
        let departures: std::io::Result<Vec<Departure>> = written.await.map_err(Failure::from_task)?;
        // a disk that is full is no reason not to serve what there is
        if let Err(error) = serving.store.archive(departures.map_err(Failure::from_io)?).await {
            tracing::warn!(%error, "archive");
            return Ok(false);
        }
    }
}

fn departure(gone: Leaving, title: &str, home: &str) -> std::io::Result<Departure> {
    let Leaving { story, change } = gone;
    let mut packed = DeflateEncoder::new(Vec::new(), Compression::default());
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
