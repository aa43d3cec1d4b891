//! The same release in other sources: candidates by shared bands, then a verification on words.

use super::{
    evidence::Words,
    words::{hash, text, words},
};
use crate::model::{Fingerprint, Neighbour, Release, Role, Source};

/// Words of a body that are looked at for bands: what is trimmed is trimmed at the end.
const HEAD: usize = 200;
/// Of the first of them more shingles become bands, so that a teaser has some.
const TEASER: usize = 60;
/// Words of a shingle.
const SHINGLE: usize = 5;

/// The words as index keys: equal for equal words, and bands that copies share.
///
/// A shingle becomes a band when its hash says so, wherever it stands: a part of a text has a part of its bands.
pub fn fingerprint(release: &Release) -> Fingerprint {
    let title: Vec<String> = words(release.title.as_deref().unwrap_or_default()).collect();
    let body: Vec<String> = words(text(release)).take(HEAD).collect();
    let whole = [title.join(" "), body.join(" ")];
    let mut bands = Vec::new();
    for (place, shingle) in body.windows(SHINGLE).enumerate() {
        let band = hash(&[b"words", shingle.join(" ").as_bytes()]);
        let one_in = if place < TEASER { 8 } else { 32 };
        if band % one_in == 0 {
            bands.push(band);
        }
    }
    if title.len() > 2 {
        bands.push(hash(&[b"title", whole[0].as_bytes()]));
    }
    if let Some(url) = release.extras.canonical_url.as_ref().or(release.url.as_ref()) {
        bands.push(hash(&[b"link", link(url).as_bytes()]));
    }
    bands.sort_unstable();
    bands.dedup();
    Fingerprint { words: hash(&[whole[0].as_bytes(), whole[1].as_bytes()]), bands }
}

/// An address for comparing: without scheme, `www.`, query, fragment and trailing slash.
pub fn link(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let rest = rest.strip_prefix("www.").unwrap_or(rest);
    rest.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/')
}

/// The story that a new release belongs to, among its neighbours, with the evidence; the strongest evidence wins.
pub fn cluster<'n>(
    release: &Release,
    print: &Fingerprint,
    source: &Source,
    neighbours: &'n [Neighbour],
) -> Option<(&'n Neighbour, String)> {
    if neighbours.is_empty() {
        return None;
    }
    let own = Words::of(release);
    let verdict = |neighbour: &'n Neighbour| {
        let same_words = print.words == neighbour.words;
        let verdict = own.same_story(&Words::of(&neighbour.release), neighbour.source_id == source.id, same_words)?;
        Some((verdict, neighbour))
    };
    let best = neighbours.iter().filter_map(verdict).max_by(|(a, _), (b, _)| a.strength.total_cmp(&b.strength))?;
    Some((best.1, best.0.said))
}

/// True when a new release leads the story that `neighbour` belongs to: an organisation's own before a distributor's.
pub fn leads(_release: &Release, source: &Source, neighbour: &Neighbour) -> bool {
    source.role == Role::Organisation && neighbour.role == Role::Distributor
}
