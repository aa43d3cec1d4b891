//! What a page says beyond its release: the feeds that it links, and why it says little.

use url::Url;

use super::{
    image::absolute,
    tree::{Tree, What},
};
use crate::model::{FeedLink, PageFacts};

/// Letters of a body below which a reason is looked for.
const LITTLE: usize = 250;

/// Feeds, and a note.
pub fn read(tree: &Tree<'_>, base: Option<&Url>, body_chars: usize) -> PageFacts {
    PageFacts { feeds: feeds(tree, base), note: if body_chars < LITTLE { note(tree) } else { None } }
}

fn feeds(tree: &Tree<'_>, base: Option<&Url>) -> Vec<FeedLink> {
    let mut feeds: Vec<FeedLink> = Vec::new();
    for index in tree.named("link") {
        let is_alternate = tree
            .attr(index, "rel")
            .is_some_and(|rel| rel.split_whitespace().any(|rel| rel.eq_ignore_ascii_case("alternate")));
        let kind = tree.attr(index, "type").unwrap_or_default().to_ascii_lowercase();
        let is_feed = matches!(
            kind.as_str(),
            "application/rss+xml" | "application/atom+xml" | "application/feed+json" | "application/rdf+xml"
        );
        if let (true, true, Some(url)) =
            (is_alternate, is_feed, tree.attr(index, "href").and_then(|href| absolute(href, base)))
            && !feeds.iter().any(|feed| feed.url == url)
            && feeds.len() < 50
        {
            feeds.push(FeedLink { url, mime_type: Some(kind), title: tree.attr(index, "title").map(str::to_owned) });
        }
    }
    feeds
}

/// Why a page shows no text: a challenge, a login, a page that scripts draw.
fn note(tree: &Tree<'_>) -> Option<String> {
    let (mut scripts, mut letters) = (0_usize, 0_usize);
    let (mut challenge, mut password, mut root) = (false, false, false);
    for index in 0..tree.entries.len() {
        match tree.entries[index].what {
            What::Text(text) => {
                let parent = tree.name(tree.entries[index].parent);
                if parent == "script" {
                    scripts += text.len();
                    challenge |= text.contains("_cf_chl_opt") || text.contains("/cdn-cgi/challenge-platform");
                } else if !super::tree::is_silent(parent) {
                    letters += text.trim().len();
                }
            }
            What::Element(element) => {
                if element.name() == "script" {
                    scripts += element.attr("src").map_or(0, |_| 2_000);
                    challenge |= element.attr("src").is_some_and(|src| src.contains("/cdn-cgi/challenge-platform"));
                }
                challenge |= matches!(
                    element.id(),
                    Some("cf-wrapper" | "challenge-form" | "cf-challenge-running" | "challenge-error-text")
                );
                password |= element.name() == "input"
                    && element.attr("type").is_some_and(|kind| kind.eq_ignore_ascii_case("password"));
                root |= matches!(
                    element.id(),
                    Some("root" | "app" | "__next" | "__nuxt" | "___gatsby" | "svelte" | "ember-application")
                ) || element.name() == "app-root";
            }
        }
    }
    let note = if challenge {
        "the server answered with a browser check (Cloudflare); ask the owner for access or a feed"
    } else if password && letters < 2_000 {
        "the page asks for a login"
    } else if root || (letters < 600 && scripts > 10 * letters.max(100)) {
        "the page is drawn by script: its text is not in the HTML"
    } else {
        return None;
    };
    Some(note.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use scraper::Html;

    #[test]
    fn a_page_drawn_by_script_says_so() {
        let page = Html::parse_document("<body><div id=root></div><script src=/main.js></script>");
        let facts = read(&Tree::of(&page), None, 0);
        assert!(facts.note.is_some_and(|note| note.contains("script")));
    }

    #[test]
    fn feeds_are_absolute() {
        let page = Html::parse_document("<link rel=alternate type='application/rss+xml' href=/feed title=News>");
        let facts = read(&Tree::of(&page), Url::parse("https://a.example/x").ok().as_ref(), 9_999);
        assert_eq!(facts.feeds[0].url, "https://a.example/feed");
    }
}
