//! A page where a feed was expected: which feeds it links, so that the message says what to configure.

use url::Url;

use super::{
    element::absolute,
    entities::Entities,
    tokens::{Attributes, Token, Tokens},
};
use crate::model::FeedLink;

/// Links that are listed.
const MAX_LINKS: usize = 20;
/// Tags that are looked through.
const MAX_TAGS: usize = 20_000;

/// The feeds that a page's `link rel=alternate` name, in its order.
pub fn feeds(html: &str, base: Option<&Url>) -> Vec<FeedLink> {
    let mut tokens = Tokens::from(html, 0);
    let mut found: Vec<FeedLink> = Vec::new();
    let mut base = base.cloned();
    for _ in 0..MAX_TAGS {
        let Some(token) = tokens.next() else { break };
        let Token::Start { name, attributes, .. } = token else { continue };
        let attribute = |wanted: &str| {
            let raw =
                Attributes(attributes).take(64).find(|(n, _, _)| n.eq_ignore_ascii_case(wanted)).map(|(_, v, _)| v)?;
            Some(Entities::default().decode(raw).text.trim().to_owned()).filter(|v| !v.is_empty())
        };
        if name.eq_ignore_ascii_case("base") {
            base = attribute("href")
                .and_then(|href| absolute(&href, base.as_ref()))
                .and_then(|u| Url::parse(&u).ok())
                .or(base);
        }
        if !name.eq_ignore_ascii_case("link")
            || !attribute("rel").is_some_and(|r| r.split_whitespace().any(|r| r.eq_ignore_ascii_case("alternate")))
        {
            continue;
        }
        let Some(kind) = attribute("type").map(|t| t.to_ascii_lowercase()) else { continue };
        let is_feed = kind.contains("rss")
            || kind.contains("atom")
            || kind.contains("feed+json")
            || kind == "text/xml"
            || kind == "application/rdf+xml";
        if let Some(url) = attribute("href").filter(|_| is_feed).and_then(|href| absolute(&href, base.as_ref()))
            && found.len() < MAX_LINKS
            && !found.iter().any(|f| f.url == url)
        {
            found.push(FeedLink { url, mime_type: Some(kind), title: attribute("title") });
        }
    }
    found
}

/// What to say of a page.
pub fn described(html: &str, base: Option<&Url>) -> String {
    let links: Vec<String> = feeds(html, base).into_iter().map(|f| f.url).collect();
    if links.is_empty() {
        "an HTML page that links no feed".into()
    } else {
        format!("an HTML page, which links these feeds: {}", links.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_feeds_of_a_page_are_named() {
        let html = "<html><head><base href='/n/'><link rel='alternate' type='application/rss+xml' href='feed?a=1&amp;b=2'><link rel=stylesheet href=x>";
        let base = Url::parse("https://a.example/").unwrap();
        assert_eq!(
            described(html, Some(&base)),
            "an HTML page, which links these feeds: https://a.example/n/feed?a=1&b=2"
        );
        assert_eq!(described("<html>", None), "an HTML page that links no feed");
    }
}
