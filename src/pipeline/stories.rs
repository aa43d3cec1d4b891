//! Which story a new release belongs to: one of the store's, one of this very poll, or its own.

use std::{
    collections::HashMap,
    panic::{self, AssertUnwindSafe},
    sync::Arc,
};

use chrono::{DateTime, Utc};

use super::{Error, World};
use crate::{
    dedup,
    model::{Change, Fingerprint, ItemChange, Joins, Neighbour, Release, Said, Source, SourceId},
    store::{Place, Placing},
};
use reader::text::iri;

/// Releases of the same poll that one is compared with.
const SIBLINGS: usize = 12;

/// True when there is something whose copies could be known.
pub fn has_new(changes: &[ItemChange]) -> bool {
    changes.iter().any(|item| matches!(item.change, Change::New { .. }))
}

/// Fingerprints all new and revised releases.
pub async fn printed(
    world: &World,
    source: &Arc<Source>,
    mut changes: Vec<ItemChange>,
    now: DateTime<Utc>,
) -> Result<Vec<ItemChange>, Error> {
    if changes.is_empty() {
        return Ok(changes);
    }
    let own = source.clone();
    let work = move || {
        for item in &mut changes {
            if let Change::New { release, .. } | Change::Revised { release, .. } = &item.change {
                item.fingerprint = Some(dedup::fingerprint(release, &own, now));
            }
        }
        changes
    };
    world.cpu(work).await.map_err(|why| Error::stopped(why, source.target.url().as_str()))
}

/// Finds the stories of all new releases among what the store knows of their bands. A fault in it costs a story its
/// copies, never its releases: what found no place is a story of its own.
pub fn placing(source: &Arc<Source>) -> Placing {
    let source = source.id.clone();
    let place: Place = Box::new(move |changes, found| {
        let placed = panic::catch_unwind(AssertUnwindSafe(|| join(changes, found, &source)));
        if placed.is_err() {
            tracing::error!(source_id = %source, "looking for copies failed; the releases stand alone");
        }
    });
    Placing { sought: dedup::sought, place }
}

/// `found` has the neighbours of each new release, in order.
fn join(changes: &mut [ItemChange], found: Vec<Vec<Arc<Neighbour>>>, source: &SourceId) {
    let repeats = repeats(changes);
    let mut found = found.into_iter();
    let mut siblings = Siblings::default();
    for (index, item) in changes.iter_mut().enumerate() {
        let (Some(print), Change::New { release, joins }) = (item.fingerprint.as_ref(), &mut item.change) else {
            continue;
        };
        let stored = found.next().unwrap_or_default();
        let said = Said::from(&**release);
        let near: Vec<&Neighbour> = stored.iter().map(|neighbour| &**neighbour).chain(siblings.near(print)).collect();
        let joined = dedup::cluster(&said, source, near.iter().copied(), repeats[index]);
        let joined = joined.map(|(neighbour, evidence)| (neighbour.story_id, evidence));
        let others = near.iter().filter(|near| dedup::is_translation(&said, &near.said, near.source_id == *source));
        item.translates = others.map(|near| near.story_id).collect();
        item.translates.sort_unstable();
        item.translates.dedup();
        // negative: the story of a release that is not stored yet
        let own = -1 - i64::try_from(index).unwrap_or(i64::MAX - 1);
        let story_id = joined.as_ref().map_or(own, |(story, _)| *story);
        *joins = match joined {
            None => Joins::New { wanted_entry_id: entry_id(release) },
            Some((id, evidence)) => match usize::try_from(-1 - id) {
                Ok(index) => Joins::Sibling { index, evidence },
                Err(_) => Joins::Story { id, evidence },
            },
        };
        siblings.add(Neighbour { release_id: own, story_id, source_id: source.clone(), said }, print);
    }
}

/// How many others of this poll say the same as each.
fn repeats(changes: &[ItemChange]) -> Vec<usize> {
    let text = |item: &ItemChange| match &item.change {
        Change::New { release, .. } => {
            let text = release.content_text.as_ref().or(release.summary.as_ref())?;
            Some(blake3::hash(text.as_bytes()))
        }
        _ => None,
    };
    let texts: Vec<Option<blake3::Hash>> = changes.iter().map(text).collect();
    let mut counts: HashMap<blake3::Hash, usize> = HashMap::new();
    texts.iter().flatten().for_each(|text| *counts.entry(*text).or_default() += 1);
    texts.iter().map(|text| text.and_then(|text| counts.get(&text)).map_or(0, |count| count - 1)).collect()
}

/// The new releases of this poll: the later ones may be copies of the earlier ones.
#[derive(Default)]
struct Siblings {
    all: Vec<(Neighbour, usize)>,
    by_band: HashMap<i64, Vec<usize>>,
}

impl Siblings {
    fn add(&mut self, sibling: Neighbour, print: &Fingerprint) {
        for band in &print.bands {
            self.by_band.entry(*band).or_default().push(self.all.len());
        }
        self.all.push((sibling, print.bands.len()));
    }

    /// One source lists a release twice in much the same words, and many others from the same template.
    fn near(&self, print: &Fingerprint) -> impl Iterator<Item = &Neighbour> {
        let mut shared: HashMap<usize, usize> = HashMap::new();
        for place in print.bands.iter().filter_map(|band| self.by_band.get(band)).flatten() {
            *shared.entry(*place).or_default() += 1;
        }
        let most = |place: usize| self.all[place].1.max(print.bands.len());
        let translated = print.figures.and_then(|band| self.by_band.get(&band)).map_or(&[][..], Vec::as_slice);
        let wanted = |place: usize, count: usize| count * 5 >= most(place) * 2 || translated.contains(&place);
        let mut near: Vec<(usize, usize)> =
            shared.into_iter().filter(|(place, count)| wanted(*place, *count)).collect();
        near.sort_unstable_by_key(|(place, count)| (std::cmp::Reverse(*count), *place));
        near.truncate(SIBLINGS);
        near.into_iter().map(|(place, _)| &self.all[place].0)
    }
}

/// A publisher's own identifier is kept when it is an IRI (RFC 4287 §4.2.6) that nobody mistakes for a path.
fn entry_id(release: &Release) -> Option<String> {
    release.guid.clone().filter(|guid| iri::is_canonical(guid))
}
