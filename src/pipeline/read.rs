//! What a source's address answered, read as what it is: a feed, a sitemap or a listing.

use reader::{
    Error, encoding,
    feed::{self, Sort},
    listing,
    text::dates::Hints,
};

use crate::model::{Document, Fetched, Source, Target};

/// Reads what a source's address answered: as a feed, a sitemap or a listing, whatever it is.
///
/// A page where a feed was configured is an error that names the feeds it links: an operator's mistake, a
/// captive portal or a moved feed, and in no case a list of releases.
pub fn index(source: &Source, fetched: &Fetched) -> Result<Document, Error> {
    let (body, base) = (fetched.body.as_ref(), Some(&fetched.url));
    let content_type = fetched.content_type.as_deref();
    let mut document = match (feed::sort_of(body, content_type), &source.target) {
        (Sort::Feed, _) => feed::read(body, content_type, base)?,
        (Sort::Sitemap, _) | (_, Target::Sitemap(_)) => listing::sitemap(body, base)?,
        (_, Target::Feed(_)) => feed::read(body, content_type, base)?,
        (_, Target::Newsroom(_)) => {
            let html = encoding::decode(body, content_type, encoding::Kind::Html);
            let hints = Hints { language: source.language.as_deref(), zone: source.time_zone, ..Hints::default() };
            listing::read(&html, base, &hints, source.select.as_ref())?
        }
    };
    // WebSub §4: what the headers say goes before what the document says
    if !fetched.hubs.is_empty() {
        document.hubs.clone_from(&fetched.hubs);
    }
    Ok(document)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fetched(body: &'static str) -> Fetched {
        Fetched {
            url: url::Url::parse("https://a.example/feed").unwrap(),
            status: 200,
            content_type: Some("text/html".into()),
            validators: Default::default(),
            freshness: Default::default(),
            body: body.into(),
            moved_to: None,
            hubs: vec!["https://hub.example/".into()],
            topic: None,
            delta: false,
        }
    }

    fn feed_source() -> Source {
        Source::new("a", "A", Target::Feed(url::Url::parse("https://a.example/feed").unwrap()))
    }

    #[test]
    fn a_feed_is_read_whatever_its_media_type() {
        let document = index(
            &feed_source(),
            &fetched("<rss version='2.0'><channel><item><title>t</title></item></channel></rss>"),
        )
        .unwrap();
        assert_eq!((document.items.len(), document.hubs.len()), (1, 1));
    }

    #[test]
    fn a_page_where_a_feed_was_expected_is_an_error_that_names_its_feeds() {
        let page = "<!doctype html><html><head><link rel=alternate type=application/rss+xml href=/rss></head></html>";
        let error = index(&feed_source(), &fetched(page)).unwrap_err().to_string();
        assert_eq!(error, "expected a feed, found an HTML page, which links these feeds: https://a.example/rss");
    }
}
