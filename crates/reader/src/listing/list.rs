//! A list that was read off a page, and how it compares with another.

use std::collections::HashSet;

use super::{fields::Item, score::Score, zone::Zone};

/// A list that was read.
#[derive(Debug, Clone)]
pub struct List {
    /// Its items in document order.
    pub items: Vec<Item>,
    /// How good it is.
    pub score: Score,
    /// Part of the page.
    pub zone: Zone,
    /// "records", "microdata", "h-feed".
    pub method: &'static str,
}

impl List {
    /// The same list as a part of it, with the rest of its rows, as good.
    pub fn is_whole_of(&self, part: &Self) -> bool {
        self.items.len() * 2 > part.items.len() * 3
            && self.score.quality > 0.9 * part.score.quality
            && part.overlap(self) * 10 >= part.items.len() * 9
    }

    /// Items that another has too.
    pub fn overlap(&self, other: &Self) -> usize {
        let keys: HashSet<&str> = other.items.iter().map(|item| item.key.as_str()).collect();
        self.items.iter().filter(|item| keys.contains(item.key.as_str())).count()
    }
}
