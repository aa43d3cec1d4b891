//! A list of one: a single dated teaser under the heading of an archive.

use std::collections::HashSet;

use super::{
    fields::{self, Item},
    leads,
    records::Record,
    score::is_headline,
    tree::Tree,
    when,
    zone::Zone,
};
use crate::text::dates::Hints;

/// Longest teaser, in characters: beyond it is a text.
const MAX_CHARS: usize = 1_500;

/// The only article of a page whose h1 says that it is an archive, where the article's headline leads to its own page
/// and the teaser is dated.
pub fn find(tree: &Tree<'_>, hints: &Hints<'_>) -> Option<Item> {
    let heading = (0..tree.slots.len()).find(|place| tree.tag(*place) == "h1")?;
    let text = tree.text_of(heading);
    if text.chars().count() > 60 || !(leads::is_section(&text) || leads::is_section_of_news(&text)) {
        return None;
    }
    let mut articles =
        (heading..tree.slots.len()).filter(|at| tree.tag(*at) == "article" && tree.slots[*at].zone == Zone::Main);
    let article = articles.next().filter(|_| articles.next().is_none())?;
    let end = tree.slots[article].end;
    let heads = |place: usize| tree.within(place, &["h2", "h3"]).is_some_and(|at| at > article);
    let link = tree.links.iter().position(|link| (article..end).contains(&link.slot) && heads(link.slot))?;
    let record = Record { start: article, end, link };
    let mut item = fields::read(tree, &record, &HashSet::new())?;
    item.date = when::first(&item.spots, Some(&item.url), hints);
    let fit = tree.chars(article, end) <= MAX_CHARS && tree.own_key.is_some() && is_headline(&item.title);
    (fit && item.date.is_some() && !item.impure).then_some(item)
}
