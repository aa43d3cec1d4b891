//! Which items of a reading are new, which are known, and which of those changed.

use std::collections::HashSet;

use chrono::{DateTime, TimeDelta, Utc};
use url::Url;

use super::noise;
use crate::{
    dedup::{self, Asked, Habit},
    model::{Draft, Fill, Keys, KnownItem, Memory, Source, Trust},
    normalise::permalink,
};

/// A page that did not answer is tried again for so long.
pub(super) const PATIENCE: TimeDelta = TimeDelta::days(3);

/// A draft with its identity.
pub(super) struct Keyed {
    draft: Draft,
    pub keys: Keys,
    url: Option<Url>,
}

/// A new or changed item.
pub(super) struct Recognised {
    pub draft: Draft,
    pub keys: Keys,
    pub known: Option<KnownItem>,
}

/// What readings teach of a source's ids and links.
pub(super) struct Learned {
    pub trust: Trust,
    pub noise: Vec<String>,
}

/// What is to be written of a reading.
pub(super) struct Found {
    /// Oldest first.
    pub items: Vec<Recognised>,
    /// Known ones, unchanged, that another version of this program read last.
    pub same: Vec<KnownItem>,
    pub learned: Learned,
    /// New ones that there was no room for.
    pub waiting: usize,
}

/// Addresses and keys. Fragments count for a source once two of its items differed in nothing else.
pub(super) fn keyed(drafts: Vec<Draft>, memory: &mut Memory) -> Vec<Keyed> {
    let urls: Vec<Option<Url>> = drafts.iter().map(address).collect();
    if urls.iter().flatten().any(|url| url.fragment().is_some()) {
        let whole: HashSet<String> = urls.iter().flatten().map(|url| permalink::canonical(url, true)).collect();
        let cut: HashSet<String> = urls.iter().flatten().map(|url| permalink::canonical(url, false)).collect();
        memory.fragments_tell |= whole.len() > cut.len();
    }
    noise::sessions(&urls, &mut memory.noise);
    let form = |url: &Url| permalink::canonical_without(url, memory.fragments_tell, &memory.noise);
    let home = memory.home.as_deref().and_then(|home| Url::parse(home).ok());
    let home = home.map(|url| form(&url));
    let keys = |draft: &Draft, url: &Option<Url>| {
        // the site itself is nobody's own page
        let own = url.as_ref().map(form).filter(|form| form.contains(['/', '?', '#']) && home.as_ref() != Some(form));
        dedup::identify(draft, own.as_deref())
    };
    drafts.into_iter().zip(urls).map(|(draft, url)| Keyed { keys: keys(&draft, &url), draft, url }).collect()
}

fn address(draft: &Draft) -> Option<Url> {
    let base = draft.base.as_deref().and_then(|base| Url::parse(base).ok());
    permalink::absolute(&draft.url.as_ref()?.value, base.as_ref())
}

/// The new and changed ones of a reading, with room for so many new ones. The newest are taken: what a source lists last
/// can wait.
pub(super) fn recognise(
    keyed: Vec<Keyed>,
    known: &[KnownItem],
    before: Learned,
    (source, room, now): (&Source, usize, DateTime<Utc>),
) -> Found {
    let mut seen = HashSet::new();
    let keyed: Vec<Keyed> =
        keyed.into_iter().filter(|item| seen.insert((item.draft.raw_hash, item.keys.keys.clone()))).collect();
    let (trust, found) = who(&keyed, known, &before.trust, source);
    let mut learned = Learned { trust, ..before };
    let old = |place: usize| known[place].url.as_deref().and_then(|url| Url::parse(url).ok());
    let pairs = keyed.iter().zip(&found).filter_map(|(item, place)| Some((item.url.as_ref()?, old((*place)?)?)));
    let urls: Vec<Option<Url>> = keyed.iter().map(|item| item.url.clone()).collect();
    noise::changed(pairs, &urls, &mut learned.noise);
    let (mut items, mut same) = (Vec::new(), Vec::new());
    for (Keyed { draft, mut keys, .. }, found) in keyed.into_iter().zip(found).rev() {
        let known = found.map(|place| known[place].clone());
        if let Some(known) = known.as_ref().filter(|known| is_unchanged(&draft, &keys, known, (source, now))) {
            same.extend((known.version != keys.version).then(|| known.clone()));
            continue;
        }
        keys.keys.extend(dedup::words_key(&draft));
        items.push(Recognised { draft, keys, known });
    }
    let waiting = items.iter().filter(|item| item.known.is_none()).count().saturating_sub(room);
    let mut too_many = waiting;
    items.retain(|item| {
        let waits = item.known.is_none() && too_many > 0;
        too_many -= usize::from(waits);
        !waits
    });
    Found { items, same, learned, waiting }
}

/// It was read in this form before, and nothing of it is to be tried again.
fn is_unchanged(draft: &Draft, keys: &Keys, known: &KnownItem, (source, now): (&Source, DateTime<Utc>)) -> bool {
    let retry = known.unfilled && now - known.first_seen < PATIENCE && source.fill != Fill::Never;
    let complete = keys.keys.iter().all(|key| known.keys.contains(key));
    draft.raw_hash.is_some() && draft.raw_hash == known.raw_hash && !retry && complete
}

/// Who each item is, by what is known and by the source's habit; and what that teaches of its habit. What it teaches may
/// change who they are: then they are looked at again.
fn who(keyed: &[Keyed], known: &[KnownItem], trust: &Trust, source: &Source) -> (Trust, Vec<Option<usize>>) {
    let asked: Vec<Asked<'_>> =
        keyed.iter().map(|item| Asked::new(&item.draft, &item.keys.keys, source.time_zone)).collect();
    let taught = |found: &[Option<usize>]| {
        dedup::learned(
            trust,
            asked.iter().map(Asked::keys).zip(found.iter().map(|place| place.map(|place| &known[place]))),
        )
    };
    // what the list says by itself, whoever its items are
    let before = Habit::of(&taught(&vec![None; asked.len()]));
    let mut found = dedup::recognise(&asked, known, before);
    let trust = taught(&found);
    let after = Habit::of(&trust);
    if after != before {
        found = dedup::recognise(&asked, known, after);
    }
    (trust, found)
}
