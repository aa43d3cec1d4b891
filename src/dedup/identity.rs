//! Who an item is, within its source.

use chrono::NaiveDate;

use super::{
    trust::trusted,
    words::{hash, words},
};
use crate::model::{Draft, Key, KeyKind, Keys, KnownItem, Markup, Trust};
use reader::text::{
    dates::{self, Hints},
    html,
};

/// Version of the algorithm that makes keys; stored with them.
pub const VERSION: u16 = 1;

/// The keys of a draft; `permalink` is the canonical form of its address.
pub fn identify(draft: &Draft, permalink: Option<&str>) -> Keys {
    let key = |kind: KeyKind, text: &[u8]| Key { kind, hash: hash(&[&[kind as u8], text]) };
    let mut keys = Vec::with_capacity(3);
    let guid = draft.guid.as_deref().map(plain_guid).filter(|guid| !guid.is_empty());
    keys.extend(guid.map(|guid| key(KeyKind::Guid, guid.as_bytes())));
    keys.extend(permalink.map(|permalink| key(KeyKind::Permalink, permalink.as_bytes())));
    let title: String = title(draft).map(|title| words(&title).collect::<Vec<_>>().join(" ")).unwrap_or_default();
    let mut told = match day(draft) {
        Some(day) => format!("{title}\n{day}"),
        None => format!("{title}\n"),
    };
    if keys.is_empty() {
        // nothing else tells it apart: its words must
        told.push_str(body(draft));
    }
    if !title.is_empty() || keys.is_empty() {
        keys.push(key(KeyKind::TitleDay, told.as_bytes()));
    }
    Keys { keys, version: VERSION }
}

/// A guid that is an address is the same one by http and https.
fn plain_guid(guid: &str) -> &str {
    let guid = guid.trim();
    let rest = guid.strip_prefix("https://").or_else(|| guid.strip_prefix("http://"));
    rest.unwrap_or(guid)
}

fn title(draft: &Draft) -> Option<String> {
    Some(match &draft.title.as_ref()?.value {
        Markup::Html(text) => html::to_line(text),
        Markup::Text(text) => text.clone(),
    })
}

fn body(draft: &Draft) -> &str {
    let found = draft.content.as_ref().or(draft.summary.as_ref());
    found.map_or("", |found| match &found.value {
        Markup::Html(text) | Markup::Text(text) => text,
    })
}

fn day(draft: &Draft) -> Option<NaiveDate> {
    let printed = &draft.published.as_ref().or(draft.updated.as_ref())?.value;
    dates::parse(printed, &Hints::default()).map(|when| when.date)
}

/// Which of the known items a draft is, if any.
pub fn recognise<'k>(keys: &[Key], draft: &Draft, known: &'k [KnownItem], trust: &Trust) -> Option<&'k KnownItem> {
    let title = title(draft).unwrap_or_default();
    let believed = trusted(trust);
    let link = keys.iter().find(|key| key.kind == KeyKind::Permalink);
    let guid = keys.iter().find(|key| key.kind == KeyKind::Guid);
    // a link that several items have is a page about all of them, and nobody's own
    let shared_link = link.is_some_and(|link| known.iter().filter(|item| item.keys.contains(link)).count() > 1);
    let rank = |item: &KnownItem| {
        let has = |key: Option<&Key>| key.is_some_and(|key| item.keys.contains(key));
        let lacks = |key: Option<&Key>, kind| key.is_none() || !item.keys.iter().any(|known| known.kind == kind);
        let titled = keys.iter().any(|key| key.kind == KeyKind::TitleDay && item.keys.contains(key));
        let old = item.title.as_deref().unwrap_or_default();
        let alike = titled || similar(&title, old);
        let (same_link, same_guid) = (has(link), has(guid));
        match () {
            () if same_link && same_guid && (alike || !shared_link) => Some(4),
            () if same_link && (alike || (!shared_link && (!believed || lacks(guid, KeyKind::Guid)))) => Some(3),
            () if same_guid && alike && (believed || titled) => Some(2),
            () if same_guid && believed && lacks(link, KeyKind::Permalink) => Some(2),
            () if titled && (lacks(link, KeyKind::Permalink) || lacks(guid, KeyKind::Guid) && link.is_none()) => {
                Some(1)
            }
            () => None,
        }
    };
    let ranked = known.iter().filter_map(|item| rank(item).map(|rank| (rank, item)));
    ranked.max_by_key(|(rank, item)| (*rank, std::cmp::Reverse(item.release_id))).map(|(_, item)| item)
}

/// Titles of one item before and after an edit: most words stay, and no figure changes.
fn similar(a: &str, b: &str) -> bool {
    let split = |text: &str| {
        let (mut figures, mut plain): (Vec<String>, Vec<String>) =
            words(text).partition(|word| word.chars().any(|c| c.is_numeric()));
        figures.sort_unstable();
        plain.sort_unstable();
        plain.dedup();
        (figures, plain)
    };
    let ((figures, one), (other_figures, other)) = (split(a), split(b));
    let common = one.iter().filter(|word| other.binary_search(word).is_ok()).count();
    let all = one.len() + other.len() - common;
    figures == other_figures && common * 10 >= all * 6 && (all > 0 || !figures.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Found, Provenance};

    fn draft(guid: &str, title: &str) -> Draft {
        Draft {
            guid: Some(guid.into()).filter(|guid: &String| !guid.is_empty()),
            title: Some(Found::new(Markup::Text(title.into()), Provenance::Feed)),
            published: Some(Found::new("Mon, 02 Nov 2026 10:00:00 GMT".into(), Provenance::Feed)),
            ..Draft::default()
        }
    }

    fn item(id: i64, guid: &str, link: &str, title: &str) -> KnownItem {
        KnownItem {
            release_id: id,
            story_id: id,
            keys: keys(guid, link, title),
            raw_hash: None,
            content_hash: None,
            title: Some(title.into()),
            url: None,
            published: None,
            first_seen: chrono::Utc::now(),
            unfilled: false,
        }
    }

    fn keys(guid: &str, link: &str, title: &str) -> Vec<Key> {
        identify(&draft(guid, title), Some(link).filter(|link| !link.is_empty())).keys
    }

    fn found(known: &[KnownItem], guid: &str, link: &str, title: &str, trust: &Trust) -> Option<i64> {
        recognise(&keys(guid, link, title), &draft(guid, title), known, trust).map(|item| item.release_id)
    }

    #[test]
    fn an_edited_title_a_moved_page_and_another_scheme_are_the_same_item() {
        let known = [item(1, "http://a.example/1", "a.example/1", "Old words of a title")];
        let trust = Trust::default();
        assert_eq!(found(&known, "http://a.example/1", "a.example/1", "Quite another one", &trust), Some(1));
        assert_eq!(found(&known, "https://a.example/1", "a.example/moved", "Old words of a title", &trust), Some(1));
        assert_eq!(found(&known, "", "a.example/1", "Changed", &trust), Some(1));
    }

    #[test]
    fn a_guid_reused_for_another_story_is_a_new_item() {
        let known = [item(1, "slot1", "a.example/1", "Report number 1")];
        assert_eq!(found(&known, "slot1", "a.example/101", "Report number 101", &Trust::default()), None);
        assert_eq!(found(&known, "slot1", "a.example/2", "Something else", &Trust::default()), None);
    }

    #[test]
    fn items_that_share_a_guid_are_told_apart_by_their_links() {
        let known = [item(1, "all", "a.example/1", "One"), item(2, "all", "a.example/2", "Two")];
        assert_eq!(found(&known, "all", "a.example/2", "Two", &Trust::default()), Some(2));
        assert_eq!(found(&known, "all", "a.example/3", "Three", &Trust::default()), None);
    }

    #[test]
    fn items_that_share_a_link_are_told_apart_by_their_titles() {
        let known = [item(1, "", "a.example/", "One thing"), item(2, "", "a.example/", "Two things")];
        assert_eq!(found(&known, "", "a.example/", "Two things", &Trust::default()), Some(2));
        assert_eq!(found(&known, "", "a.example/", "Three", &Trust::default()), None);
    }

    #[test]
    fn a_guid_that_changes_at_every_poll_is_not_believed() {
        let known = [item(1, "random-1", "a.example/1", "Old")];
        let churned = Trust { items: 100, reused: 0, churned: 50 };
        assert_eq!(found(&known, "random-2", "a.example/1", "New", &churned), Some(1));
    }

    #[test]
    fn an_item_without_address_is_told_by_its_title_and_day() {
        let known = [item(1, "", "", "Notice")];
        assert_eq!(found(&known, "", "", "Notice", &Trust::default()), Some(1));
        assert_eq!(found(&known, "", "", "Another notice", &Trust::default()), None);
    }
}
