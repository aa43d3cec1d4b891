//! Platforms and content management systems that a page was made with, as far as it says so.
//!
//! What a platform's pages look like is read from their structure; its name is for the report, and for the place where
//! its feeds usually are. Each mark was seen on pages of that platform (newsrooms, 2013 to 2026).

use url::Url;

use super::tree::Tree;

/// Marks in the generator, in addresses of scripts, styles and pictures, or in the page's scripts' ids.
const MARKS: &[(&str, &[&str])] = &[
    ("Media Pigeon", &["mediapigeon.io/"]),
    ("Prezly", &["assets.prezly.com"]),
    ("Presspage", &["content.presspage.com"]),
    ("Mynewsdesk", &["mynewsdesk.com/"]),
    ("Notified", &["gcs-web.com", "client.notified.com"]),
    ("Q4", &["q4web.com", "q4inc.com", "q4cdn.com"]),
    ("Cision", &["news.cision.com", "mb.cision.com"]),
    ("Prowly", &["prowly.com/"]),
    ("Squarespace", &["static1.squarespace.com", "squarespace-cdn.com"]),
    ("WordPress", &["/wp-content/", "/wp-includes/", "wordpress "]),
    ("Drupal", &["drupal ", "/sites/default/files/", "/core/misc/drupal"]),
    ("Joomla", &["joomla!"]),
    ("TYPO3", &["typo3 cms", "/typo3temp/", "/typo3conf/"]),
    ("Government Site Builder", &["government site builder", "/siteglobals/"]),
    ("AEM", &["/etc.clientlibs/", "/content/dam/"]),
    ("Sitecore", &["/-/media/"]),
    ("Next.js", &["/_next/"]),
    ("Nuxt", &["/_nuxt/"]),
    ("Hugo", &["hugo "]),
    ("Jekyll", &["jekyll "]),
];

/// Where a platform puts the feed of a listing: `.` is the listing's own address, `/` the site's. WordPress, Squarespace
/// and Hugo as their pages link them; Drupal, Joomla, TYPO3 and Prezly by their documentation.
const FEEDS: &[(&str, &str)] = &[
    ("WordPress", "./feed/"),
    ("Squarespace", ".?format=rss"),
    ("Drupal", "/rss.xml"),
    ("Joomla", ".?format=feed&type=rss"),
    ("TYPO3", "./feed.xml"),
    ("Prezly", "/feed"),
    ("Presspage", "/rss"),
    ("Hugo", "./index.xml"),
    ("Jekyll", "/feed.xml"),
];

/// Tried where no platform is recognised.
const ANY: &[&str] = &["./feed/", "/rss.xml"];

/// Addresses that may be the feed of a listing that links none: one of a known platform, else two common ones.
pub fn likely_feeds(platform: Option<&str>, listing: &Url) -> Vec<Url> {
    let known: Vec<&str> = FEEDS.iter().filter(|(name, _)| Some(*name) == platform).map(|(_, at)| *at).collect();
    let places = if platform.is_some() { known } else { ANY.to_vec() };
    let folder = listing.path().trim_end_matches('/');
    let at = |place: &str| match place.strip_prefix('.') {
        Some(rest) if rest.starts_with('?') => listing.join(rest),
        Some(rest) => listing.join(&format!("{folder}{rest}")),
        None => listing.join(place),
    };
    places.into_iter().filter_map(|place| at(place).ok()).collect()
}

/// The platform, when one is recognised.
pub fn recognise(tree: &Tree<'_>, generator: Option<&str>) -> Option<String> {
    let mut counts = vec![0_usize; MARKS.len()];
    let own = tree.base.as_ref().map(ToString::to_string);
    let mut look = |text: &str, weight: usize| {
        let lower = text.get(..300).unwrap_or(text).to_ascii_lowercase();
        for (index, (_, marks)) in MARKS.iter().enumerate() {
            counts[index] += weight * usize::from(marks.iter().any(|mark| lower.contains(mark)));
        }
    };
    generator.into_iter().for_each(|text| look(text, 100));
    own.iter().for_each(|text| look(text, 100));
    for place in 0..tree.slots.len() {
        if matches!(tree.tag(place), "script" | "link" | "img") {
            ["src", "href"].into_iter().filter_map(|name| tree.attr(place, name)).for_each(|text| look(text, 1));
        }
    }
    let best = counts.iter().enumerate().max_by_key(|(index, count)| (**count, std::cmp::Reverse(*index)))?;
    (*best.1 > 0).then(|| MARKS[best.0].0.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_platforms_feed_is_looked_for_where_it_puts_it() {
        let listing = Url::parse("https://a.example/news/press/?page=2").unwrap();
        let at = |platform| likely_feeds(platform, &listing).iter().map(Url::to_string).collect::<Vec<_>>();
        assert_eq!(at(Some("WordPress")), ["https://a.example/news/press/feed/"]);
        assert_eq!(at(Some("Squarespace")), ["https://a.example/news/press/?format=rss"]);
        assert_eq!(at(Some("Q4")), [""; 0]);
        assert_eq!(at(None), ["https://a.example/news/press/feed/", "https://a.example/rss.xml"]);
    }
}
