//! How far a source's guids can be trusted: learned from every whole reading.

use std::collections::HashMap;

use crate::model::{Key, KeyKind, KnownItem, Trust};

/// Items after which old lessons count half.
const MEMORY: u32 = 400;

/// True unless guids were seen on several items, or new ones on known items, too often.
pub fn trusted(trust: &Trust) -> bool {
    let items = trust.items.max(1);
    trust.reused * 50 <= items && trust.churned * 20 <= items
}

/// What one whole reading teaches: the keys of each of its items, and the known item that it was recognised as.
pub fn learned<'k>(trust: &Trust, items: impl Iterator<Item = (&'k [Key], Option<&'k KnownItem>)>) -> Trust {
    let of = |keys: &[Key], kind: KeyKind| keys.iter().find(|key| key.kind == kind).copied();
    let mut new = Trust::default();
    let mut links_of: HashMap<Key, Option<Key>> = HashMap::new();
    for (keys, known) in items {
        new.items += 1;
        let (Some(guid), link) = (of(keys, KeyKind::Guid), of(keys, KeyKind::Permalink)) else { continue };
        let first = *links_of.entry(guid).or_insert(link);
        new.reused += u32::from(first != link);
        let churned = known
            .is_some_and(|known| !known.keys.contains(&guid) && known.keys.iter().any(|key| key.kind == KeyKind::Guid));
        new.churned += u32::from(churned);
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
    use crate::{dedup::identify, model::Draft};

    #[test]
    fn a_guid_on_two_items_is_learned() {
        let draft = Draft { guid: Some("all".into()), ..Draft::default() };
        let keys = [identify(&draft, Some("a/1")), identify(&draft, Some("a/2"))];
        let trust = learned(&Trust::default(), keys.iter().map(|keys| (&keys.keys[..], None)));
        assert!(!trusted(&trust) && trust == Trust { items: 2, reused: 1, churned: 0 });
    }
}
