//! How much a set of items looks like a newsroom's list.

use std::collections::HashSet;

use super::{fields::Item, tree::Tree, zone::Zone};

/// What was counted, each a share of the items.
#[derive(Debug, Clone, Copy, Default)]
pub struct Score {
    /// All in one: higher is better, about 0 to 4 a doubling of items.
    pub total: f64,
    /// 0 to 1: how sure the set is a list of releases, whatever its size.
    pub quality: f64,
    /// Items with a date.
    pub dated: f64,
    /// Items whose address is that of a text.
    pub addressed: f64,
    /// Items that lead to another host.
    pub off: f64,
}

fn share(count: usize, of: usize) -> f64 {
    if of == 0 { 0.0 } else { count as f64 / of as f64 }
}

/// Scores items that were read from `records` records.
pub fn score(tree: &Tree<'_>, items: &[Item], records: usize, zone: Zone) -> Score {
    let n = items.len();
    if n == 0 {
        return Score::default();
    }
    let dated = share(items.iter().filter(|item| item.date.is_some()).count(), n);
    let titled = share(items.iter().filter(|item| item.titled).count(), n);
    let long = share(items.iter().filter(|item| is_headline(&item.title)).count(), n);
    let teased = share(items.iter().filter(|item| item.summary.is_some()).count(), n);
    let pictured = share(items.iter().filter(|item| item.image.is_some()).count(), n);
    let slugged = share(items.iter().filter(|item| is_release_address(&item.key)).count(), n);
    let titles: HashSet<&str> = items.iter().map(|item| item.title.as_str()).collect();
    let keys: HashSet<&str> = items.iter().map(|item| item.key.as_str()).collect();
    let distinct = share(titles.len().min(keys.len()), n);
    let impure = share(items.iter().filter(|item| item.impure).count(), n);
    let inline = share(items.iter().filter(|item| item.inline).count(), n);
    let read = share(n, records);
    let own = tree.own_key.as_deref().map_or(0.0, |own| {
        let section = own.split('?').next().unwrap_or(own).trim_end_matches("index.html").trim_end_matches('/');
        share(items.iter().filter(|item| section.contains('/') && item.key.starts_with(section)).count(), n)
    });
    let quality =
        0.30 * long + 0.28 * dated + 0.14 * titled + 0.12 * slugged + 0.08 * teased + 0.04 * pictured + 0.06 * own;
    let quality = quality
        * distinct
        * read
        * (1.0 - 0.6 * impure)
        * (1.0 - 0.8 * inline)
        * if zone == Zone::Side { 0.5 } else { 1.0 };
    let size = (1.0 + n.min(300) as f64).ln();
    let off = share(items.iter().filter(|item| !tree.is_own(&item.key)).count(), n);
    Score { total: quality * size * (1.0 - 0.25 * off), off, quality, dated, addressed: slugged }
}

/// Of the length of a headline: some words, not a menu's one or two.
pub fn is_headline(title: &str) -> bool {
    let words = title.split_whitespace().count();
    words >= 4
        || (words >= 2 && title.chars().count() >= 20)
        || title.chars().filter(|c| *c as u32 >= 0x2E80).count() >= 8
}

/// The address of one text rather than of a section: a slug, a number, a date, a document.
fn is_release_address(key: &str) -> bool {
    let (path, query) = key.split_once('?').unwrap_or((key, ""));
    let path = path.trim_end_matches("index.html").trim_end_matches("index.htm").trim_end_matches('/');
    let last = path.rsplit('/').next().unwrap_or("");
    let digits = |text: &str, least: usize| text.split(|c: char| !c.is_ascii_digit()).any(|run| run.len() >= least);
    path.contains('/')
        && (last.matches(['-', '_']).count() >= 2 || digits(last, 3) || digits(path, 4) || last.ends_with(".pdf"))
        || digits(query, 2)
}

/// An address whose last part is a sentence or carries a long number: no section's.
pub fn is_slug(key: &str) -> bool {
    let path = key.split('?').next().unwrap_or(key).trim_end_matches("index.html").trim_end_matches('/');
    let Some((_, last)) = path.rsplit_once('/') else { return false };
    last.matches(['-', '_']).count() >= 3 || last.split(|c: char| !c.is_ascii_digit()).any(|run| run.len() >= 5)
}
