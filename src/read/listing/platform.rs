//! Platforms and content management systems that a page was made with, as far as it says so.
//!
//! For the report only: what a platform's pages look like is read from their structure. Each mark was seen on pages of
//! that platform (newsrooms, 2013 to 2026) unless it says otherwise.

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
