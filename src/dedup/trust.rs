//! Who may speak for whom.
//!
//! Text can be copied by anybody, and dates and identifiers can be claimed; only where a thing was fetched from cannot.
//! So a source *owns* hosts: the registrable domain (<https://publicsuffix.org>) of its configured address, an address
//! that is a number by itself, and what its stanza names under `hosts`. Every question of the sort "may this source say
//! that about this story, identifier, address, language version, embargo?" is answered here, from that alone.

use chrono::{DateTime, TimeDelta, Utc};
use hosts::registrable;
use url::Url;

use super::words::hash;
use crate::model::{Keys, Neighbour, Rank, Release, Source, SourceId, Standing};
use reader::text::iri;

/// No embargo lasts for more days: nobody hides a release for ever.
const LONGEST_EMBARGO: TimeDelta = TimeDelta::days(60);

/// Whether an address lies on a host of the source's own.
pub fn owns(source: &Source, url: &Url) -> bool {
    url.host_str().is_some_and(|host| owns_host(source, host))
}

/// Where a release of a source stands among others. `seen`: when it was first seen, as far as that tells an order.
pub fn standing(source: &Source, release: &Release, seen: DateTime<Utc>, now: DateTime<Utc>) -> Standing {
    let own_page = release.url.as_deref().is_some_and(|url| owns_text(source, url));
    let claimed = release.published.map(|time| time.to_utc());
    let embargo = release.anatomy.embargo.as_ref().map(|embargo| embargo.until.to_utc());
    let variants = release.anatomy.variants.iter().map(|variant| &variant.url);
    let variants = variants.filter(|url| own_page && owns_text(source, url)).cloned().collect();
    let held_until = embargo.filter(|until| *until > now).map(|until| until.min(now + LONGEST_EMBARGO));
    Standing { rank: Rank::new(own_page, source.role, seen, claimed), held_until, variants }
}

/// Whether a release of this source may be shown as a translation of a stored one, and that one as its.
pub fn may_translate(source: &SourceId, own: (&Standing, &Release), other: &Neighbour) -> bool {
    let (standing, release) = own;
    let host = |url: Option<&String>| url.and_then(|url| Url::parse(url).ok()?.host_str().map(str::to_owned));
    let hosts = || host(release.url.as_ref()).zip(host(other.said.links.first()));
    *source == other.source_id
        || standing.rank.is_on_own_page() && other.own_page && hosts().is_some_and(|(one, two)| same_owner(&one, &two))
}

/// The entry id of a story that begins with this release: the publisher's own identifier (RFC 4287 §4.2.6) where its
/// authority is a host that the source owns; else one from the source and the first key, the same after any loss.
pub fn entry_id(source: &Source, release: &Release, keys: &Keys) -> Option<String> {
    let kept = |id: &&String| iri::is_canonical(id) && authority(id).is_some_and(|host| owns_host(source, &host));
    if let Some(id) = release.guid.as_ref().filter(kept) {
        return Some(id.clone());
    }
    let key = keys.keys.first()?;
    Some(uuid(&[source.id.as_bytes(), &(key.kind as u64).to_le_bytes(), &key.hash.to_le_bytes()]))
}

/// Who assigned an identifier: the host of an address, the authority of a tag (RFC 4151). Of other schemes nobody knows.
fn authority(id: &str) -> Option<String> {
    if let Some(rest) = id.strip_prefix("tag:") {
        let name = rest.split([',', ':']).next()?;
        return Some(name.rsplit('@').next()?.to_owned());
    }
    let url = Url::parse(id).ok()?;
    matches!(url.scheme(), "http" | "https").then(|| url.host_str().map(str::to_owned))?
}

/// A name-based identifier (RFC 9562 §5.8).
fn uuid(parts: &[&[u8]]) -> String {
    let half = |salt: &[u8]| hash(&[&[salt], parts].concat());
    let (high, low) = (half(b"high"), half(b"low"));
    let (a, b, c) = (high >> 31 & 0xffff_ffff, high >> 15 & 0xffff, high & 0xfff);
    format!("urn:uuid:{a:08x}-{b:04x}-8{c:03x}-{:04x}-{:012x}", 0x8000 | low >> 49 & 0x3fff, low & 0xffff_ffff_ffff)
}

fn owns_text(source: &Source, url: &str) -> bool {
    Url::parse(url).is_ok_and(|url| owns(source, &url))
}

fn owns_host(source: &Source, host: &str) -> bool {
    let own = source.target.url().host_str().is_some_and(|own| same_owner(own, host));
    own || source.hosts.iter().any(|named| is_within(host, named))
}

/// Both hosts are one, or lie in one registrable domain.
fn same_owner(one: &str, two: &str) -> bool {
    registrable(one) == registrable(two)
}

/// The host itself, or below it; below what everybody registers under (`co.uk`) lies nobody's.
fn is_within(host: &str, named: &str) -> bool {
    let plain = |host: &str| {
        let host = host.trim_end_matches('.').to_ascii_lowercase();
        host.strip_prefix("www.").map_or(host.clone(), str::to_owned)
    };
    let (host, named) = (plain(host), plain(named));
    let below = format!("x.{named}");
    host == named || host.ends_with(&below[1..]) && registrable(&below) != below
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Anatomy, Embargo, Key, KeyKind, Ref, ReleaseId, Said, StoryId, Target, Variant};

    fn source(address: &str, hosts: &[&str]) -> Source {
        let target = Target::Feed(address.parse().unwrap());
        Source { hosts: hosts.iter().map(|host| (*host).to_owned()).collect(), ..Source::new("a", "A", target) }
    }

    fn owned(source: &Source, url: &str) -> bool {
        owns(source, &url.parse().unwrap())
    }

    #[test]
    fn a_source_owns_the_registrable_domain_of_its_address() {
        let own = source("https://feeds.example.co.uk/all", &[]);
        for url in ["https://www.example.co.uk/1", "http://example.co.uk:8080/", "https://EXAMPLE.co.uk./x"] {
            assert!(owned(&own, url), "{url}");
        }
        for url in ["https://other.co.uk/", "https://example.com/", "https://notexample.co.uk/", "http://127.0.0.1/"] {
            assert!(!owned(&own, url), "{url}");
        }
    }

    #[test]
    fn those_who_share_a_suffix_or_a_number_share_nothing() {
        let hosted = source("https://alder.github.io/feed", &[]);
        assert!(owned(&hosted, "https://alder.github.io/1") && !owned(&hosted, "https://birch.github.io/1"));
        let number = source("http://127.0.0.1:8080/feed", &[]);
        assert!(owned(&number, "http://127.0.0.1/1") && !owned(&number, "http://127.0.0.2/1"));
        let six = source("http://[::1]/feed", &[]);
        assert!(owned(&six, "http://[::1]:80/x") && !owned(&six, "http://[::2]/x"));
        let inside = source("http://intranet/feed", &[]);
        assert!(owned(&inside, "http://intranet/x") && !owned(&inside, "http://x.intranet/"));
    }

    #[test]
    fn an_identifier_is_kept_where_its_authority_is_the_sources_own() {
        let own = source("https://feeds.example.org/all", &[]);
        let keys = |hash| Keys { keys: vec![Key { kind: KeyKind::Guid, hash }], version: 1 };
        let id = |guid: &str, hash| {
            entry_id(&own, &Release { guid: Some(guid.into()), ..Release::default() }, &keys(hash)).unwrap()
        };
        for kept in ["tag:example.org,2026:1", "tag:press@www.example.org,2026-01:x", "https://www.example.org/?p=1"] {
            assert_eq!(id(kept, 1), kept);
        }
        let minted = id("tag:other.example,2026:1", 1);
        assert!(minted.starts_with("urn:uuid:") && minted.len() == 45, "{minted}");
        for strange in ["https://other.example/1", "urn:uuid:5f2b9d5e-0000-4000-8000-000000000007", "1", "tag:,2026:1"]
        {
            assert_eq!(id(strange, 1), minted, "the same key is the same entry");
        }
        assert_ne!(id("1", 2), minted);
        let other = Source { id: "b".into(), ..own.clone() };
        assert_ne!(entry_id(&other, &Release::default(), &keys(1)).unwrap(), minted);
    }

    #[test]
    fn an_embargo_lies_at_most_sixty_days_ahead() {
        let (own, now) = (source("https://a.example/feed", &[]), Utc::now());
        let held = |days| {
            let until = (now + TimeDelta::days(days)).fixed_offset();
            let embargo = Some(Embargo { until, raw: String::new() });
            let release = Release { anatomy: Anatomy { embargo, ..Anatomy::default() }, ..Release::default() };
            standing(&own, &release, now, now).held_until.map(|until| (until - now).num_days())
        };
        assert_eq!([-1, 1, 60, 61, 30_000].map(held), [None, Some(1), Some(60), Some(60), Some(60)]);
    }

    #[test]
    fn translations_are_shown_within_one_owner() {
        let (own, now) = (source("https://a.example/feed", &[]), Utc::now());
        let release = |url: &str| {
            let variants = ["https://de.a.example/1", "https://b.example/1"]
                .map(|url| Variant { language: "de".into(), url: url.into() });
            let anatomy = Anatomy { variants: variants.into(), ..Anatomy::default() };
            Release { url: Some(url.into()), anatomy, ..Release::default() }
        };
        let (here, there) = (release("https://a.example/1"), release("https://b.example/1"));
        let stands = |release: &Release| standing(&own, release, now, now);
        assert_eq!(stands(&here).variants, ["https://de.a.example/1"]);
        assert!(stands(&there).variants.is_empty());
        let other = |source: &str, url: &str, own_page| Neighbour {
            release: Ref::Stored(ReleaseId(1)),
            story: Ref::Stored(StoryId(1)),
            source_id: source.into(),
            own_page,
            said: Said { links: vec![url.into()], ..Said::default() },
        };
        let may = |release: &Release, other: Neighbour| may_translate(&own.id, (&stands(release), release), &other);
        assert!(may(&there, other("a", "https://b.example/2", false)), "one source");
        assert!(may(&here, other("b", "https://de.a.example/2", true)), "one owner");
        assert!(!may(&here, other("b", "https://de.a.example/2", false)));
        assert!(!may(&here, other("b", "https://b.example/2", true)));
        assert!(!may(&there, other("b", "https://b.example/2", true)));
    }

    #[test]
    fn hosts_of_the_stanza_are_owned_with_what_lies_below_them() {
        let own = source("https://feeds.hosting.example/a", &["www.example.org", "press.shared.example", "co.uk"]);
        for url in ["https://example.org/", "https://media.example.org/", "https://press.shared.example/"] {
            assert!(owned(&own, url), "{url}");
        }
        for url in ["https://shared.example/", "https://xexample.org/", "https://anybody.co.uk/"] {
            assert!(!owned(&own, url), "{url}");
        }
    }
}
