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
    model::{Change, Fingerprint, ItemChange, Joins, Neighbour, Release, Source},
    store::Place,
    text::iri,
};

/// Copies are looked for among what was first seen within so many days.
pub const WINDOW_DAYS: i64 = 14;

/// True when there is something whose copies could be known.
pub fn has_new(changes: &[ItemChange]) -> bool {
    changes.iter().any(|item| matches!(item.change, Change::New { .. }))
}

/// Fingerprints all new and revised releases.
pub async fn printed(world: &World, source: &Source, mut changes: Vec<ItemChange>) -> Result<Vec<ItemChange>, Error> {
    if changes.is_empty() {
        return Ok(changes);
    }
    let work = move || {
        for item in &mut changes {
            if let Change::New { release, .. } | Change::Revised { release, .. } = &item.change {
                item.fingerprint = Some(dedup::fingerprint(release));
            }
        }
        changes
    };
    world.cpu(work).await.ok_or_else(|| Error::Panicked { url: source.target.url().to_string() })
}

/// Finds the stories of all new releases among what the store knows of their bands. A fault in it costs a story its
/// copies, never its releases: what found no place is a story of its own.
pub fn placing(source: &Arc<Source>, now: DateTime<Utc>) -> Place {
    let source = source.clone();
    Box::new(move |changes, found| {
        let placed = panic::catch_unwind(AssertUnwindSafe(|| join(changes, found, &source, now)));
        if placed.is_err() {
            tracing::error!(source_id = %source.id, "looking for copies failed; the releases stand alone");
        }
    })
}

fn join(changes: &mut [ItemChange], found: Vec<(i64, Neighbour)>, source: &Source, now: DateTime<Utc>) {
    let mut by_band: HashMap<i64, Vec<usize>> = HashMap::new();
    let mut neighbours: Vec<Neighbour> = Vec::new();
    let mut places: HashMap<i64, usize> = HashMap::new();
    for (band, neighbour) in found {
        let place = *places.entry(neighbour.release_id).or_insert_with(|| {
            neighbours.push(neighbour);
            neighbours.len() - 1
        });
        by_band.entry(band).or_default().push(place);
    }
    for (index, item) in changes.iter_mut().enumerate() {
        let Some(print) = item.fingerprint.clone() else { continue };
        let Change::New { release, joins } = &mut item.change else { continue };
        let mut near: Vec<usize> = print.bands.iter().filter_map(|band| by_band.get(band)).flatten().copied().collect();
        near.sort_unstable();
        near.dedup();
        let near: Vec<Neighbour> = near.into_iter().map(|place| neighbours[place].clone()).collect();
        *joins = place(release, &print, source, &near);
        // the next releases of this poll may be copies of this one; negative: not stored yet
        neighbours.push(sibling(index, release, &print, source, now));
        for band in &print.bands {
            by_band.entry(*band).or_default().push(neighbours.len() - 1);
        }
    }
}

fn place(release: &Release, print: &Fingerprint, source: &Source, near: &[Neighbour]) -> Joins {
    match dedup::cluster(release, print, source, near) {
        None => Joins::New { wanted_entry_id: release.guid.clone().filter(|guid| iri::is_canonical(guid)) },
        Some((neighbour, evidence)) => match usize::try_from(-1 - neighbour.release_id) {
            Ok(index) => Joins::Sibling { index, evidence },
            Err(_) => {
                Joins::Story { id: neighbour.story_id, leads: dedup::leads(release, source, neighbour), evidence }
            }
        },
    }
}

fn sibling(index: usize, release: &Release, print: &Fingerprint, source: &Source, now: DateTime<Utc>) -> Neighbour {
    let id = -1 - i64::try_from(index).unwrap_or(i64::MAX - 1);
    Neighbour {
        release_id: id,
        story_id: id,
        source_id: source.id.clone(),
        role: source.role,
        first_seen: now,
        release: release.clone(),
        words: print.words,
    }
}
