//! A feed with more items than are kept: which ones stay.

use super::notes::Item;
use crate::text::dates::{self, Hints};

/// Keeps the newest `limit` items, in the order of the document. Undated ones count as old as the dated one before
/// them: most feeds begin with the newest.
pub fn keep(items: &mut Vec<Item>, limit: usize) {
    if items.len() <= limit {
        return;
    }
    let mut last = i64::MAX;
    let mut order: Vec<(i64, usize)> = items
        .iter_mut()
        .enumerate()
        .map(|(at, item)| {
            last = age(item).unwrap_or(last);
            (last, at)
        })
        .collect();
    order.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut stays = vec![false; items.len()];
    for (_, at) in order.into_iter().take(limit) {
        stays[at] = true;
    }
    let mut at = 0;
    items.retain(|_| {
        at += 1;
        stays[at - 1]
    });
}

fn age(item: &Item) -> Option<i64> {
    let text = item.fields.published.get().or(item.fields.updated.get())?;
    dates::parse(text, &Hints::default()).map(|when| when.instant(None).timestamp())
}
