//! How far a source's guids and links can be trusted: its own habit, learned from every whole reading.

use std::collections::HashMap;

use crate::model::{Key, KeyKind, KnownItem, Trust};

/// Items after which old lessons count half.
const MEMORY: u32 = 400;

/// What a source's keys say, by its habit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Habit {
    /// Guids name items. Not where they were seen on several items, or new ones on known items, too often.
    pub guids: bool,
    /// One list had guids that differ: one for all would be no item's.
    pub guids_differ: bool,
    /// One list had links that differ.
    pub links_differ: bool,
    /// Lists had one link for several items, and no other: it is the page of them all, whichever of them is shown.
    pub one_page: bool,
}

impl Habit {
    /// By what was learned.
    pub fn of(trust: &Trust) -> Self {
        let items = trust.items.max(1);
        Self {
            guids: trust.reused * 50 <= items && trust.churned * 20 <= items,
            guids_differ: trust.guids_differ,
            links_differ: trust.links_differ,
            one_page: trust.links_shared && !trust.links_differ,
        }
    }
}

/// What one whole reading teaches: the keys of each of its items, and the known item that it was recognised as.
pub fn learned<'k>(trust: &Trust, items: impl Iterator<Item = (&'k [Key], Option<&'k KnownItem>)>) -> Trust {
    let of = |keys: &[Key], kind: KeyKind| keys.iter().find(|key| key.kind == kind).copied();
    let mut new = Trust { items: 0, reused: 0, churned: 0, ..trust.clone() };
    let (mut first_guid, mut first_link) = (None, None);
    let mut links_of: HashMap<Key, Option<Key>> = HashMap::new();
    for (keys, known) in items {
        new.items += 1;
        let link = of(keys, KeyKind::Permalink);
        if let Some(link) = link {
            match first_link {
                Some(first) if first == link => new.links_shared = true,
                Some(_) => new.links_differ = true,
                None => first_link = Some(link),
            }
        }
        let Some(guid) = of(keys, KeyKind::Guid) else { continue };
        new.guids_differ |= *first_guid.get_or_insert(guid) != guid;
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
        ..new
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{dedup::identify, model::Draft};

    fn learned_of(items: &[(&str, &str)]) -> Trust {
        let keys: Vec<_> = items
            .iter()
            .map(|(guid, link)| identify(&Draft { guid: Some((*guid).into()), ..Draft::default() }, Some(link)))
            .collect();
        learned(&Trust::default(), keys.iter().map(|keys| (&keys.keys[..], None)))
    }

    #[test]
    fn a_guid_on_two_items_is_learned() {
        let trust = learned_of(&[("all", "a/1"), ("all", "a/2")]);
        assert!(!Habit::of(&trust).guids && (trust.items, trust.reused, trust.churned) == (2, 1, 0));
        assert!(!Habit::of(&trust).guids_differ && Habit::of(&trust).links_differ);
    }

    #[test]
    fn keys_that_were_never_others_have_told_nothing() {
        let one = learned_of(&[("all", "a/all")]);
        assert!(!Habit::of(&one).guids_differ && !Habit::of(&one).links_differ);
        let two = learned_of(&[("1", "a/1"), ("2", "a/2")]);
        assert!(Habit::of(&two).guids_differ && Habit::of(&two).links_differ);
        assert!(!Habit::of(&one).one_page && !Habit::of(&two).one_page);
    }

    #[test]
    fn one_link_for_several_items_is_the_page_of_all_until_another_link_is_seen() {
        let all = learned_of(&[("1", "a/all"), ("2", "a/all")]);
        assert!(Habit::of(&all).one_page && !Habit::of(&all).links_differ);
        let keys = |link: &str| identify(&Draft::default(), Some(link)).keys;
        let (first, second) = (keys("a/1"), keys("a/2"));
        let later = learned(&all, [(&first[..], None), (&second[..], None)].into_iter());
        assert!(!Habit::of(&later).one_page && Habit::of(&later).links_differ);
    }
}
