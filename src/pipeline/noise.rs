//! What changes in a source's links at every reading and tells no items apart: session ids, counters, times of the build.
//!
//! Learned from the links themselves: one long token in all links of a reading is that reading's session, and a parameter
//! that changed on items which are known by other signs was noise. What is noise must not tell any two items of the
//! reading apart.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use url::Url;

use crate::{dedup::is_token, normalise::permalink};

/// More names of one source are a game.
const MOST: usize = 8;

/// Names of parameters that have the same token in all links of a reading: a session's.
pub fn sessions(urls: &[Option<Url>], noise: &mut Vec<String>) {
    let urls: Vec<&Url> = urls.iter().flatten().collect();
    let Some((first, rest)) = urls.split_first().filter(|(_, rest)| !rest.is_empty()) else { return };
    for (name, value) in first.query_pairs().filter(|(_, value)| is_token(value)) {
        let same = |url: &&Url| url.query_pairs().any(|pair| pair == (name.clone(), value.clone()));
        if rest.iter().all(same) {
            add(noise, name.into_owned());
        }
    }
}

/// Names of parameters that changed on items which were recognised all the same; each pair is a link now and before.
pub fn changed<'u>(pairs: impl Iterator<Item = (&'u Url, Url)>, urls: &[Option<Url>], noise: &mut Vec<String>) {
    let mut names: BTreeSet<String> = BTreeSet::new();
    for (now, before) in pairs.filter(|(now, before)| now.host() == before.host() && now.path() == before.path()) {
        let (now, before) = (parameters(now), parameters(&before));
        let all = now.keys().chain(before.keys());
        names.extend(all.filter(|name| now.get(*name) != before.get(*name)).cloned());
    }
    let count = |noise: &[String]| {
        let forms = urls.iter().flatten().map(|url| permalink::canonical_without(url, true, noise));
        forms.collect::<HashSet<_>>().len()
    };
    let several = urls.iter().flatten().count() > 1;
    for name in names {
        let mut more = noise.clone();
        add(&mut more, name);
        if several && count(&more) == count(noise) {
            *noise = more;
        }
    }
}

fn parameters(url: &Url) -> BTreeMap<String, String> {
    url.query_pairs().into_owned().collect()
}

fn add(noise: &mut Vec<String>, name: String) {
    if noise.len() < MOST && !noise.contains(&name) {
        noise.push(name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn urls(all: &[&str]) -> Vec<Option<Url>> {
        all.iter().map(|url| Url::parse(url).ok()).collect()
    }

    #[test]
    fn one_token_in_all_links_of_a_reading_is_its_session() {
        let mut noise = Vec::new();
        sessions(
            &urls(&[
                "http://a.example/?p=1&lang=en&s=4fe09ab17c6d2e88", "http://a.example/?p=2&lang=en&s=4fe09ab17c6d2e88",
            ]),
            &mut noise,
        );
        assert_eq!(noise, ["s"]);
        for apart in [
            &["http://a.example/?p=4fe09ab17c6d2e88", "http://a.example/?p=4fe09ab17c6d2e89"][..],
            &["http://a.example/?s=4fe09ab17c6d2e88"],
            &["http://a.example/?c=press-releases", "http://a.example/x?c=press-releases"],
        ] {
            let mut noise = Vec::new();
            sessions(&urls(apart), &mut noise);
            assert!(noise.is_empty(), "{apart:?}");
        }
    }

    #[test]
    fn a_parameter_that_changed_on_known_items_is_noise_unless_it_tells_items_apart() {
        let now = urls(&["http://a.example/?p=1&t=77", "http://a.example/?p=2&t=78"]);
        let before = ["http://a.example/?p=1&t=55", "http://a.example/?p=2&t=56"].map(|url| Url::parse(url).unwrap());
        let learned = |urls: &[Option<Url>], before: &[Url]| {
            let mut noise = Vec::new();
            changed(urls.iter().flatten().zip(before.iter().cloned()), urls, &mut noise);
            noise
        };
        assert_eq!(learned(&now, &before), ["t"]);
        let moved = urls(&["http://a.example/?p=101", "http://a.example/?p=102"]);
        assert!(
            learned(&moved, &["http://a.example/?p=1", "http://a.example/?p=2"].map(|url| Url::parse(url).unwrap()))
                .is_empty()
        );
        assert!(learned(&now[..1], &before[..1]).is_empty(), "one link tells nothing");
    }
}
