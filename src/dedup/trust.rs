//! How far a source's guids can be trusted: learned from every whole reading.

use std::collections::HashMap;

use crate::model::{Draft, Key, KeyKind, Keys, KnownItem, Trust};

/// Items after which old lessons count half.
const MEMORY: u32 = 400;

/// True unless guids were seen on several items, or new ones on known items, too often.
pub fn trusted(trust: &Trust) -> bool {
    let items = trust.items.max(1);
    trust.reused * 50 <= items && trust.churned * 20 <= items
}

/// What one whole reading teaches: `items` are its drafts with their keys, `known` what the store knows of any of them.
pub fn learned<'d>(trust: &Trust, items: impl Iterator<Item = (&'d Draft, &'d Keys)>, known: &[KnownItem]) -> Trust {
    let of = |keys: &[Key], kind: KeyKind| keys.iter().find(|key| key.kind == kind).map(|key| key.hash);
    let mut guids_of: HashMap<i64, Vec<i64>> = HashMap::new();
    for item in known {
        if let Some(link) = of(&item.keys, KeyKind::Permalink) {
            let guids = item.keys.iter().filter(|key| key.kind == KeyKind::Guid).map(|key| key.hash);
            guids_of.entry(link).or_default().extend(guids);
        }
    }
    let mut new = Trust::default();
    let mut links_of: HashMap<i64, Option<i64>> = HashMap::new();
    for (_, keys) in items {
        new.items += 1;
        let (Some(guid), link) = (of(&keys.keys, KeyKind::Guid), of(&keys.keys, KeyKind::Permalink)) else { continue };
        let first = *links_of.entry(guid).or_insert(link);
        new.reused += u32::from(first != link);
        let old = link.and_then(|link| guids_of.get(&link));
        new.churned += u32::from(old.is_some_and(|old| !old.is_empty() && !old.contains(&guid)));
    }
    let halve = if trust.items > MEMORY { 2 } else { 1 };
    Trust {
        items: trust.items / halve + new.items,
        reused: trust.reused / halve + new.reused,
        churned: trust.churned / halve + new.churned,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dedup::identify;

    #[test]
    fn a_guid_on_two_items_is_learned() {
        let draft = Draft { guid: Some("all".into()), ..Draft::default() };
        let keys = [identify(&draft, Some("a/1")), identify(&draft, Some("a/2"))];
        let trust = learned(&Trust::default(), keys.iter().map(|keys| (&draft, keys)), &[]);
        assert!(!trusted(&trust) && trust == Trust { items: 2, reused: 1, churned: 0 });
    }
}
