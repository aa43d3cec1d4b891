//! A feed as a page, for whoever opens its address in a browser.

use std::io;

use askama::Template;

use super::{
    Follow, Site,
    card::{self, Card},
    page,
    river::zone,
};
use crate::model::Story;

/// What is shown.
#[derive(Debug)]
pub struct FeedPage<'a> {
    /// Of the feed.
    pub title: String,
    /// Its address.
    pub follow: Follow,
    /// Newest first.
    pub stories: &'a [Story],
    /// The same as a page; below the root.
    pub page: String,
}

#[derive(Template)]
#[template(path = "feed.html")]
struct Page<'a> {
    site: &'a Site,
    shown: &'a FeedPage<'a>,
    cards: Vec<Card>,
    zone: String,
}

/// The page.
pub fn feed(site: &Site, shown: &FeedPage<'_>) -> io::Result<Vec<u8>> {
    let cards = shown.stories.iter().map(|story| card::card(site, story)).collect();
    page(&Page { site, shown, cards, zone: zone(site) })
}
