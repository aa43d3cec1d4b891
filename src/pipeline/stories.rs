//! Which story a new release belongs to: one of the store's, one of this very poll, or its own.

use std::{
    collections::HashMap,
    panic::{self, AssertUnwindSafe},
    sync::Arc,
};

use chrono::{DateTime, Utc};

use crate::{
    dedup::{self, trust},
    model::{Candidates, Change, Fingerprint, ItemChange, Joins, Neighbour, Ref, Said, Source},
    store::{Place, Placing},
};

/// Releases of the same poll that one is compared with.
const SIBLINGS: usize = 12;
/// Of those that share a band with it the latest: a template may have thousands, and what many share tells little.
const OF_A_BAND: usize = 48;

/// True when there is something whose copies could be known.
pub fn needs_placing(changes: &[ItemChange]) -> bool {
    changes.iter().any(|item| !matches!(wanted(item), Candidates::None))
}

/// A new release may be a copy of others; one whose words changed may be a copy no more.
fn wanted(item: &ItemChange) -> Candidates {
    match (&item.change, &item.fingerprint) {
        (Change::New { .. }, Some(print)) => Candidates::Near(dedup::sought(print)),
        (Change::Revised { release_id, significant: true, .. }, _) => Candidates::Fellows(*release_id),
        _ => Candidates::None,
    }
}

/// Fingerprints all new and revised releases, and says what their source may say of them. `seen`: see
/// [`super::World::round`].
pub fn fingerprinted(
    mut changes: Vec<ItemChange>,
    source: &Source,
    seen: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Vec<ItemChange> {
    for item in &mut changes {
        if let Change::New { release, .. } | Change::Revised { release, .. } = &item.change {
            item.fingerprint = Some(dedup::fingerprint(release, now));
            item.standing = trust::standing(source, release, seen, now);
        }
    }
    changes
}

/// Finds the stories of all new releases among what the store knows of their bands. A fault in it costs a story its
/// copies, never its releases: what found no place is a story of its own.
pub fn placing(source: &Arc<Source>) -> Placing {
    let source = source.clone();
    let place: Place = Box::new(move |changes, found| {
        let placed = panic::catch_unwind(AssertUnwindSafe(|| join(changes, found, &source)));
        if placed.is_err() {
            tracing::error!(source_id = %source.id, "looking for copies failed; the releases stand alone");
        }
    });
    Placing { wanted, place }
}

/// `found` has the candidates of each change, in order.
fn join(changes: &mut [ItemChange], found: Vec<Vec<Arc<Neighbour>>>, source: &Source) {
    let repeats = repeats(changes);
    let mut siblings = Siblings::default();
    for ((index, item), stored) in changes.iter_mut().enumerate().zip(found) {
        if let Change::Revised { release, parts, significant: true, .. } = &mut item.change {
            *parts = !dedup::stays(&Said::from(&**release), stored.iter().map(|fellow| &**fellow));
        }
        let (Some(print), Change::New { release, joins }) = (item.fingerprint.as_ref(), &mut item.change) else {
            continue;
        };
        let said = Said::from(&**release);
        let near: Vec<&Neighbour> = stored.iter().map(|neighbour| &**neighbour).chain(siblings.near(print)).collect();
        let joined = dedup::cluster(&said, &source.id, near.iter().copied(), repeats[index]);
        let joined = joined.map(|(neighbour, evidence)| (neighbour.story, evidence));
        let others = near.iter().filter(|near| {
            trust::may_translate(&source.id, (&item.standing, release), near)
                && dedup::is_translation(&said, &near.said, near.source_id == source.id)
        });
        item.translates = others.map(|near| near.story).collect();
        item.translates.sort_unstable();
        item.translates.dedup();
        let story = joined.as_ref().map_or(Ref::Sibling(index), |(story, _)| *story);
        *joins = match joined {
            None => Joins::New { wanted_entry_id: trust::entry_id(source, release, &item.keys) },
            Some((story, evidence)) => Joins::Story { story, evidence },
        };
        let (source_id, own_page) = (source.id.clone(), item.standing.rank.is_on_own_page());
        let release = Ref::Sibling(index);
        siblings.add(Neighbour { release, story, source_id, own_page, said }, print);
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
        let latest = |band| self.by_band.get(band).map(|places| &places[places.len().saturating_sub(OF_A_BAND)..]);
        for place in print.bands.iter().filter_map(latest).flatten() {
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
