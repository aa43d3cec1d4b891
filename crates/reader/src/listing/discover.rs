//! What a page says of itself: the feeds it links, its hubs, title, language, pictures, program.
//!
//! Feeds: `<link rel=alternate>` of a feed's type (RSS autodiscovery, RFC 4287 §7.1), then visible links that look like
//! one. Feeds of comments, which WordPress links on every page, come last.

use super::{tree::Tree, zone::Zone};
use crate::{
    model::{Document, FeedLink, Image, Markup},
    text::html::clean_line,
};

const TYPES: &[&str] = &[
    "application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml", "application/xml",
    "text/xml", "text/rss+xml",
];

/// Fills a document's own fields.
pub fn head(tree: &Tree<'_>, document: &mut Document) {
    let mut icon = None;
    for place in 0..tree.slots.len() {
        match tree.tag(place) {
            "html" => {
                document.language = tree.attr(place, "lang").map(str::trim).filter(|l| !l.is_empty()).map(str::to_owned)
            }
            "title" if document.title.is_none() && tree.tag(tree.slots[place].parent) == "head" => {
                let text = raw_text(tree, place);
                document.title = (!text.is_empty()).then_some(Markup::Text(text));
            }
            "link" => link(tree, place, document, &mut icon),
            "meta" => meta(tree, place, document),
            _ => {}
        }
    }
    document.icon = icon.map(|(_, url)| url);
    document.home_page_url = document.home_page_url.take().or_else(|| tree.base.as_ref().map(ToString::to_string));
}

/// The characters of an element whatever its zone.
pub fn raw_text(tree: &Tree<'_>, place: usize) -> String {
    let texts = (place + 1..tree.slots[place].end).filter_map(|inner| tree.slots[inner].node.value().as_text());
    clean_line(&texts.map(|text| &**text).collect::<String>())
}

fn link(tree: &Tree<'_>, place: usize, document: &mut Document, icon: &mut Option<(u8, String)>) {
    let Some(url) = tree.attr(place, "href").and_then(|href| tree.absolute(href)) else { return };
    for rel in tree.attr(place, "rel").unwrap_or("").split_whitespace() {
        match rel.to_ascii_lowercase().as_str() {
            "hub" => document.hubs.push(url.clone()),
            "self" => document.feed_url = document.feed_url.take().or_else(|| Some(url.clone())),
            "canonical" => document.home_page_url = document.home_page_url.take().or_else(|| Some(url.clone())),
            "apple-touch-icon" if icon.as_ref().is_none_or(|(rank, _)| *rank < 2) => *icon = Some((2, url.clone())),
            "icon" if icon.is_none() => *icon = Some((1, url.clone())),
            _ => {}
        }
    }
}

fn meta(tree: &Tree<'_>, place: usize, document: &mut Document) {
    let Some(content) = tree.attr(place, "content").map(str::trim).filter(|text| !text.is_empty()) else { return };
    let name = tree.attr(place, "property").or_else(|| tree.attr(place, "name")).unwrap_or("");
    match name.to_ascii_lowercase().as_str() {
        "description" | "og:description" if document.description.is_none() => {
            document.description = Some(Markup::Text(clean_line(content)));
        }
        "generator" if document.generator.is_none() => document.generator = Some(clean_line(content)),
        "og:image" if document.image.is_none() => {
            document.image = tree.absolute(content).map(|url| Image { url, ..Image::default() });
        }
        _ => {}
    }
}

/// The feeds that a page links, most promising first.
pub fn feeds(tree: &Tree<'_>) -> Vec<FeedLink> {
    let mut found: Vec<(u8, FeedLink)> = Vec::new();
    for place in 0..tree.slots.len() {
        let ranked = match tree.tag(place) {
            "link" => declared(tree, place).map(|feed| (0, feed)),
            "a" if tree.slots[place].zone != Zone::Hidden => visible(tree, place).map(|feed| (1, feed)),
            _ => None,
        };
        if let Some((rank, feed)) = ranked
            && !found.iter().any(|(_, own)| own.url == feed.url)
            && found.len() < 40
        {
            found.push((rank + 2 * u8::from(is_of_comments(&feed)), feed));
        }
    }
    found.sort_by_key(|(rank, _)| *rank);
    found.into_iter().map(|(_, feed)| feed).collect()
}

fn declared(tree: &Tree<'_>, place: usize) -> Option<FeedLink> {
    let rel = tree.attr(place, "rel")?.to_ascii_lowercase();
    let mime = tree.attr(place, "type").map(|t| t.split(';').next().unwrap_or(t).trim().to_ascii_lowercase());
    let alternate = rel.split_whitespace().any(|word| word == "alternate" || word == "feed");
    let typed = mime.as_deref().is_some_and(|mime| TYPES.contains(&mime));
    let url = tree.absolute(tree.attr(place, "href")?)?;
    // application/json is a feed only when it says so: WordPress links its REST API that way
    let json = mime.as_deref() == Some("application/json") && looks_like_feed(&url);
    (alternate && (typed || json)).then(|| FeedLink {
        url,
        mime_type: mime,
        title: tree.attr(place, "title").map(clean_line).filter(|title| !title.is_empty()),
    })
}

fn visible(tree: &Tree<'_>, place: usize) -> Option<FeedLink> {
    let href = tree.attr(place, "href")?.trim();
    let title = tree.text_of(place);
    let called = || [Some(&*title), tree.attr(place, "aria-label"), tree.attr(place, "title")];
    if !looks_like_feed(href) && (href.starts_with('#') || !called().into_iter().flatten().any(is_called_feed)) {
        return None;
    }
    Some(FeedLink { url: tree.absolute(href)?, mime_type: None, title: (!title.is_empty()).then_some(title) })
}

/// "RSS", "Subscribe by RSS", "Atom feed"; a sentence that speaks of one is no name.
fn is_called_feed(name: &str) -> bool {
    let mut words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let few: Vec<&str> = words.by_ref().take(3).collect();
    words.next().is_none() && few.iter().any(|word| ["rss", "atom"].iter().any(|feed| word.eq_ignore_ascii_case(feed)))
}

/// `/feed`, `/rss.xml`, `.atom`, `?format=rss`.
fn looks_like_feed(url: &str) -> bool {
    let lower = url.to_ascii_lowercase();
    let (path, query) = lower.split_once('?').unwrap_or((&lower, ""));
    let path = path.split('#').next().unwrap_or(path).trim_end_matches('/');
    let last = path.rsplit('/').next().unwrap_or("");
    let by_path = matches!(last, "feed" | "rss" | "atom" | "rss2" | "feed.json" | "rss.php" | "feed.php")
        || [".rss", ".atom", ".rdf"].iter().any(|end| last.ends_with(end))
        || last.ends_with(".xml") && ["rss", "feed", "atom"].iter().any(|word| last.contains(word));
    by_path
        || query.split('&').any(|pair| {
            matches!(pair, "format=rss" | "format=feed" | "format=atom" | "feed=rss2" | "feed=atom" | "type=rss")
        })
}

fn is_of_comments(feed: &FeedLink) -> bool {
    let title = feed.title.as_deref().unwrap_or("").to_lowercase();
    let words =
        ["comment", "kommentar", "commentaire", "comentario", "comentário", "commenti", "reacties", "komentarz"];
    feed.url.contains("/comments/") || words.iter().any(|word| title.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_that_is_called_a_feed_is_one_whatever_its_address() {
        for name in ["RSS", "Subscribe by RSS", "Atom feed", "rss 2.0"] {
            assert!(is_called_feed(name), "{name}");
        }
        for name in ["News", "Everything about our RSS feeds", "Anatomy", ""] {
            assert!(!is_called_feed(name), "{name}");
        }
    }
}
