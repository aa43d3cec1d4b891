//! Feeds of a page: those that it links, else those that its platform usually has; each is held against the page's items.

use std::collections::HashSet;

use url::Url;

use super::{
    found::{Found, Tried, What},
    reading::{document, get, releases},
};
use crate::{
    cli::output,
    fetch::Web,
    model::{FeedLink, Format, Release, Target, Wanted},
    normalise::permalink,
};
use reader::listing::platform;

/// Linked feeds that are tried.
const LINKED: usize = 3;

/// Tries what the page links; guesses only where it links nothing, as a site that names its feeds has no others.
pub async fn try_all(web: &Web, links: &[FeedLink], platform: Option<&str>, found: &mut Found) {
    // WordPress links a feed of comments on every page
    let own: Vec<&FeedLink> = links.iter().filter(|link| !link.url.contains("comments")).collect();
    for link in own.iter().take(LINKED) {
        one(web, link, false, found).await;
    }
    if own.is_empty() && (found.what == What::Listing || found.scripted) {
        let likely = platform::likely_feeds(platform, &found.url);
        for url in likely.into_iter().filter(|url| web.may_answer(url)) {
            let link = FeedLink { url: url.into(), mime_type: None, title: None };
            one(web, &link, true, found).await;
        }
    }
}

/// Tries a feed: it is polled instead of the page when it has the page's own items.
async fn one(web: &Web, link: &FeedLink, guessed: bool, found: &mut Found) {
    let Ok(url) = Url::parse(&link.url) else { return };
    let result = match get(web, &url, Wanted::Feed, &found.credentials).await {
        Err(error) => Err(error.to_string()),
        Ok(fetched) => document(&fetched, None, found.now),
    };
    let result = result.and_then(|document| match document.format {
        Format::Html => Err("a page, no feed".to_owned()),
        _ => Ok(document),
    });
    let mut document = match result {
        Ok(read) => read,
        Err(why) => {
            found.tried.push(Tried { link: link.clone(), guessed, result: Err(why), shared: 0 });
            return;
        }
    };
    let items = releases(&mut document, found.now, &mut Vec::new());
    let shared = shared(&items, &found.releases);
    found.tried.push(Tried { link: link.clone(), guessed, result: Ok(items.len()), shared });
    let taken = matches!(found.target, Some((Target::Feed(_), _)));
    let (of, same) = (found.releases.len(), shared * 3 >= found.releases.len().max(1));
    if !taken && !items.is_empty() && (same || found.what == What::Page) {
        let why = match (found.what, guessed) {
            (What::Page, false) => {
                format!("the page links this feed, which has {}", output::counted(items.len(), "item"))
            }
            (What::Page, true) => format!("the site has this feed, with {}", output::counted(items.len(), "item")),
            _ => format!("the feed has {shared} of the page's {of} items{}", lost(&items, &found.releases)),
        };
        found.target = Some((Target::Feed(url), why));
        found.document = Some(document);
        found.releases = items;
    }
}

/// How many of the page's items are in the feed.
pub(super) fn shared(feed: &[Release], page: &[Release]) -> usize {
    page.len() - not_in(feed, page).len()
}

/// What a feed costs that has not all of the page's items, and why it is taken all the same.
fn lost(feed: &[Release], page: &[Release]) -> String {
    let lost = not_in(feed, page);
    let titles = lost.iter().filter_map(|release| release.title.as_deref()).take(2);
    match titles.map(|title| format!("{title:?}")).collect::<Vec<_>>().as_slice() {
        [] => String::new(),
        titles => format!(
            ", whose new ones it will have too, whole and for less; not in it: {}{}",
            titles.join(", "),
            if lost.len() > titles.len() { " ..." } else { "" }
        ),
    }
}

/// The page's items that the feed has not.
fn not_in<'p>(feed: &[Release], page: &'p [Release]) -> Vec<&'p Release> {
    let key = |release: &Release| {
        let url = release.url.as_deref().and_then(|text| Url::parse(text).ok())?;
        Some(permalink::canonical(&url, false))
    };
    let feed: HashSet<String> = feed.iter().filter_map(key).collect();
    page.iter().filter(|release| key(release).is_none_or(|key| !feed.contains(&key))).collect()
}
