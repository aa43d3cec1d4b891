//! Index keys of a release: copies share some of them.

use chrono::{DateTime, Utc};

use super::{
    evidence::REACH_DAYS,
    link,
    tokens::{Token, mix, settle, tokens},
    translation,
};
use crate::model::{BAND_BITS, Fingerprint, Release, Said, Sought};

/// Words of a shingle.
const SHINGLE: usize = 4;
/// From, to and width: of the shingles there the least of each so many neighbours is a band, so that any common row of
/// words that is a little longer shares one (winnowing, Schleimer et al. 2003). What is trimmed is trimmed at the end.
const PARTS: [(usize, usize, usize); 2] = [(0, 64, 14), (64, 240, 60)];
/// An undated release is sought among those of so many days before.
const UNDATED_DAYS: i64 = 14;
const DAY: i64 = 86_400;

/// The fingerprint of a release.
pub fn fingerprint(release: &Release, now: DateTime<Utc>) -> Fingerprint {
    let now = now.timestamp();
    let claimed = release.published.map(|time| time.timestamp());
    let at = claimed.unwrap_or(now).min(now);
    let said = Said::from(release);
    let figures = translation::band(&said).map(number);
    let bands = bands(&said).into_iter().chain(figures).collect();
    Fingerprint { bands, figures, day: at / DAY, dated: claimed.is_some() }
}

/// Where its copies are looked for.
pub fn sought(print: &Fingerprint) -> Sought {
    let back = if print.dated { REACH_DAYS } else { UNDATED_DAYS };
    Sought { bands: print.bands.clone(), figures: print.figures, from: print.day - back, to: print.day + REACH_DAYS }
}

fn bands(said: &Said) -> Vec<i64> {
    let tokens_of_body = tokens(&said.text, PARTS[1].1 + SHINGLE);
    let hash = |kind: u64, window: &[Token]| settle(window.iter().fold(kind, |hash, token| mix(hash, token.hash)));
    let shingles: Vec<u64> = tokens_of_body.windows(SHINGLE).map(|window| hash(1, window)).collect();
    let mut bands: Vec<u64> = Vec::with_capacity(24);
    for (from, to, width) in PARTS {
        let part = &shingles[from.min(shingles.len())..to.min(shingles.len())];
        least(part, width.min(part.len()).max(1), &mut bands);
    }
    let title = tokens(&said.title, 40);
    if title.len() > 2 {
        bands.push(hash(2, &title));
    }
    bands.extend(said.links.iter().map(|url| settle(link::page(url).bytes().fold(3, |hash, b| mix(hash, b.into())))));
    bands.sort_unstable();
    bands.dedup();
    bands.into_iter().map(number).collect()
}

/// Positive: what every SQL engine indexes.
fn number(band: u64) -> i64 {
    (band >> (u64::BITS - BAND_BITS)).cast_signed()
}

/// The least of every `width` neighbours, each once.
fn least(all: &[u64], width: usize, out: &mut Vec<u64>) {
    let mut place = None;
    for (from, window) in all.windows(width).enumerate() {
        let last = from + width - 1;
        let new = match place {
            Some(place) if place >= from && all[place] <= all[last] => continue,
            Some(place) if place >= from => last,
            _ => from + (0..width).min_by_key(|at| window[*at]).unwrap_or(0),
        };
        place = Some(new);
        out.push(all[new]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shared(one: &str, two: &str) -> usize {
        let of = |text: &str| bands(&Said { text: text.into(), ..Said::default() });
        let two = of(two);
        of(one).iter().filter(|band| two.contains(band)).count()
    }

    #[test]
    fn the_least_of_neighbours_is_found_once() {
        let mut found = Vec::new();
        least(&[5, 3, 4, 9, 8, 7, 1], 3, &mut found);
        assert_eq!(found, [3, 4, 7, 1]);
    }

    #[test]
    fn a_teaser_and_a_wire_copy_share_bands_with_the_whole_text() {
        let word = |n: usize| format!("word{n}");
        let text: String = (0..400).map(word).collect::<Vec<_>>().join(" ");
        let teaser: String = (0..16).map(word).collect::<Vec<_>>().join(" ");
        assert!(shared(&text, &teaser) > 0);
        assert!(shared(&text, &format!("TOWN, May 3, 2026 /WIRE/ -- {text} SOURCE Sample")) > 5);
        assert!((8..30).contains(&shared(&text, &text)));
        assert_eq!(shared(&text, &(400..800).map(word).collect::<Vec<_>>().join(" ")), 0);
    }
}
