//! `/subscribe`: addresses to follow.

use std::io;

use askama::Template;

use super::{Choice, Follow, Site, page};

/// What can be followed.
#[derive(Debug, Clone, Default)]
pub struct Subscribe {
    /// Everything.
    pub all: Follow,
    /// Selections of the site, with what is said of each.
    pub views: Vec<(Follow, Option<String>)>,
    /// Topics.
    pub topics: Vec<Choice>,
    /// Organisations.
    pub organisations: Vec<Choice>,
}

#[derive(Template)]
#[template(path = "subscribe.html")]
struct SubscribePage<'a> {
    site: &'a Site,
    shown: Subscribe,
}

/// The page.
pub fn subscribe(site: &Site, shown: Subscribe) -> io::Result<Vec<u8>> {
    page(&SubscribePage { site, shown })
}
