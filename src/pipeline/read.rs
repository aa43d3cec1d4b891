//! What a source's address answered, read as what it is: a feed, a sitemap or a listing.

use chrono::{DateTime, Utc};
use reader::{
    Error, encoding,
    feed::{self, Sort},
    listing,
    text::dates::Hints,
};

use crate::model::{Document, Fetched, Format, Source, Target};

/// Reads what a source's address answered: as a feed, a sitemap or a listing, whatever it is.
///
/// A page where a feed was configured is an error that names the feeds it links: an operator's mistake, a
/// captive portal or a moved feed, and in no case a list of releases.
pub fn index(source: &Source, fetched: &Fetched, now: DateTime<Utc>) -> Result<Document, Error> {
    let base_url = source.base_url(&fetched.url);
    let (body, base) = (fetched.body.as_ref(), Some(&base_url));
    let content_type = fetched.content_type.as_deref();
    let hints = hints(source, now);
    let decoded = || html(fetched);
    let sort = feed::sort_of(body, content_type);
    let mut document = match (sort, &source.target) {
        (Sort::Feed, _) => feed::read(body, content_type, base)?,
        (Sort::Sitemap, _) | (_, Target::Sitemap(_)) => listing::sitemap(body, base)?,
        (_, Target::Feed(_)) => {
            let because =
                |error| if sort == Sort::Page { explained(error, &decoded(), fetched, &hints) } else { error };
            feed::read(body, content_type, base).map_err(because)?
        }
        (_, Target::Newsroom(_)) => listing::read(&decoded(), base, &hints, source.select.as_ref())?,
    };
    // WebSub §4: what the headers say goes before what the document says
    if !fetched.hubs.is_empty() {
        document.hubs.clone_from(&fetched.hubs);
    }
    Ok(document)
}

/// As [`index`], for a poll: a page without a release that says why is a failure, and no quiet newsroom.
pub fn polled(source: &Source, fetched: &Fetched, now: DateTime<Utc>) -> Result<Document, Error> {
    let document = index(source, fetched, now)?;
    let silent = document.items.is_empty() && document.format == Format::Html;
    match silent.then(|| note(&html(fetched), fetched, &hints(source, now))).flatten() {
        Some(note) => Err(Error::NotReadable { expected: "a list of releases", found: format!("none: {note}") }),
        None => Ok(document),
    }
}

fn hints(source: &Source, now: DateTime<Utc>) -> Hints<'_> {
    Hints { language: source.language.as_deref(), zone: source.time_zone, now: Some(now), ..Hints::default() }
}

fn html(fetched: &Fetched) -> String {
    encoding::decode(&fetched.body, fetched.content_type.as_deref(), encoding::Kind::Html).into()
}

/// Why a page says nothing: it asks for a login, is drawn by script, checks the browser.
fn note(html: &str, fetched: &Fetched, hints: &Hints<'_>) -> Option<String> {
    reader::page::read(html, Some(&fetched.url), hints, None).ok()?.1.note
}

/// An error with what the page itself gives as the cause.
fn explained(error: Error, html: &str, fetched: &Fetched, hints: &Hints<'_>) -> Error {
    match (error, note(html, fetched, hints)) {
        (Error::NotReadable { expected, found }, Some(note)) => {
            Error::NotReadable { expected, found: format!("{found}; {note}") }
        }
        (error, _) => error,
    }
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
            cut: None,
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
            Utc::now(),
        )
        .unwrap();
        assert_eq!((document.items.len(), document.hubs.len()), (1, 1));
    }

    #[test]
    fn a_page_where_a_feed_was_expected_is_an_error_that_names_its_feeds() {
        let page = "<!doctype html><html><head><link rel=alternate type=application/rss+xml href=/rss></head></html>";
        let error = index(&feed_source(), &fetched(page), Utc::now()).unwrap_err().to_string();
        assert_eq!(error, "expected a feed, found an HTML page, which links these feeds: https://a.example/rss");
    }

    #[test]
    fn a_newsroom_behind_a_login_or_drawn_by_script_is_a_failure_with_its_cause() {
        let newsroom = Source::new("a", "A", Target::Newsroom(url::Url::parse("https://a.example/news").unwrap()));
        let login = "<!doctype html><html><body><form><input name=user><input type=password></form></body></html>";
        let script = "<!doctype html><html><body><div id=root></div><script src=/main.js></script></body></html>";
        for (page, cause) in [(login, "asks for a login"), (script, "drawn by script")] {
            let error = polled(&newsroom, &fetched(page), Utc::now()).unwrap_err().to_string();
            assert!(error.contains(cause), "{error}");
            let error = index(&feed_source(), &fetched(page), Utc::now()).unwrap_err().to_string();
            assert!(error.starts_with("expected a feed") && error.contains(cause), "{error}");
        }
        let empty = "<!doctype html><html><body><main><h1>News</h1><p>There is no news yet.</p></main></body></html>";
        assert!(polled(&newsroom, &fetched(empty), Utc::now()).unwrap().items.is_empty());
    }
}
