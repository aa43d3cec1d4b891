//! A feed or listing as it was read.

use serde::Serialize;

use super::{
    Hub, VERSION,
    item::{Author, Item, author, email, said},
};
use crate::{
    model::{Document, FeedLink, Format, Image, Listed, Markup, Release},
    publish::when,
};
use reader::text::{dates, html};

/// The document's members.
#[derive(Debug, Serialize)]
pub(super) struct Read<'a> {
    version: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    home_page_url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    feed_url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    icon: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    authors: Vec<Author<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    hubs: Vec<Hub<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expired: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_url: Option<&'a str>,
    #[serde(rename = "_pressfeed")]
    own: Own<'a>,
    items: Vec<Item<'a>>,
}

/// `_pressfeed` of the document.
#[derive(Debug, Serialize)]
struct Own<'a> {
    format: Format,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    updated: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    published: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    generator: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rights: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<&'a Image>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    tags: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    author_email: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ttl_minutes: Option<u64>,
    #[serde(skip_serializing_if = "<[u8]>::is_empty")]
    skip_hours: &'a [u8],
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    skip_days: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    hub: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<&'a str>,
    #[serde(skip_serializing_if = "<[FeedLink]>::is_empty")]
    feeds: &'a [FeedLink],
    #[serde(skip_serializing_if = "Option::is_none")]
    listed: Option<&'a Listed>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    warnings: &'a [String],
}

impl<'a> Read<'a> {
    /// What was read.
    pub fn of(document: &'a Document, items: &'a [Release]) -> Self {
        Self {
            version: VERSION,
            title: plain(document.title.as_ref()),
            home_page_url: said(&document.home_page_url),
            feed_url: said(&document.feed_url),
            description: plain(document.description.as_ref()),
            icon: said(&document.icon),
            language: said(&document.language),
            authors: document.authors.iter().filter_map(author).collect(),
            hubs: document.hubs.iter().map(|url| Hub { kind: "WebSub", url }).collect(),
            expired: document.expired,
            next_url: said(&document.next),
            own: Own::of(document),
            items: items.iter().map(Item::of).collect(),
        }
    }
}

impl<'a> Own<'a> {
    fn of(document: &'a Document) -> Self {
        Self {
            format: document.format,
            id: said(&document.id),
            updated: instant(document.updated.as_deref()),
            published: instant(document.published.as_deref()),
            generator: said(&document.generator),
            rights: said(&document.rights),
            image: document.image.as_ref().filter(|image| !image.url.is_empty()),
            tags: &document.tags,
            author_email: email(&document.authors),
            ttl_minutes: document.advice.ttl_minutes,
            skip_hours: &document.advice.skip_hours,
            skip_days: &document.advice.skip_days,
            hub: document.hubs.first().map(String::as_str),
            next: said(&document.next),
            feeds: &document.feeds,
            listed: document.listed.as_ref(),
            warnings: &document.warnings,
        }
    }
}

/// A title is plain by now, unless the document was never normalised.
fn plain(text: Option<&Markup>) -> Option<String> {
    let words = match text? {
        Markup::Text(words) => words.clone(),
        Markup::Html(markup) => html::to_line(markup),
    };
    Some(words).filter(|words| !words.is_empty())
}

/// A document's dates are kept as printed; what no rule reads is not shown.
fn instant(printed: Option<&str>) -> Option<String> {
    let printed = printed?;
    let exact = chrono::DateTime::parse_from_rfc3339(printed).ok();
    let read = exact.or_else(|| dates::parse(printed, &dates::Hints::default()).map(|date| date.instant(None)));
    read.as_ref().map(when)
}

#[cfg(test)]
mod tests {
    use crate::{model::*, publish::json_feed::document};

    #[test]
    fn a_document_says_what_it_found_and_nothing_more() {
        let found = Document {
            title: Some(Markup::Text("News".into())),
            hubs: vec!["https://hub.example/".into()],
            updated: Some("2024-05-01T10:00:00Z".into()),
            image: Some(Image { url: "https://a.example/l.png".into(), ..Image::default() }),
            next: Some("https://a.example/?page=2".into()),
            advice: Advice { ttl_minutes: Some(60), ..Advice::default() },
            ..Document::default()
        };
        let shown = document(&found, &[Release { title: Some("One".into()), ..Release::default() }]);
        assert_eq!(shown["hubs"][0]["url"], "https://hub.example/");
        assert_eq!(shown["next_url"], "https://a.example/?page=2");
        assert_eq!(shown["_pressfeed"]["image"]["url"], "https://a.example/l.png");
        assert_eq!(shown["_pressfeed"]["updated"], "2024-05-01T10:00:00Z");
        assert_eq!(shown["_pressfeed"]["format"], "rss2");
        assert_eq!(shown["items"][0]["title"], "One");
        assert!(shown.get("icon").is_none() && shown["_pressfeed"].get("skip_hours").is_none());
    }
}
