//! What a source's address answered, read as what it is: a feed, a sitemap or a listing.

use chrono::{DateTime, Utc};
use reader::{
    Error, Input,
    feed::{self, Sort},
    read_feed, read_listing, read_release, read_sitemap,
    text::dates::Hints,
};
use url::Url;

use super::drawn;
use crate::{
    model::{Document, Fetched, Format, Found, Provenance, Source, Target},
    normalise::permalink,
};

/// Reads what a source's address answered: as a feed, a sitemap or a listing, whatever it is.
///
/// A page where a feed was configured is an error that names the feeds it links: an operator's mistake, a
/// captive portal or a moved feed, and in no case a list of releases.
pub fn index(source: &Source, fetched: &Fetched, now: DateTime<Utc>) -> Result<Document, Error> {
    if let Some(found) = of_another_kind(&fetched.body) {
        return Err(Error::NotReadable { expected: "a feed or a page", found: found.into() });
    }
    let base_url = source.base_url(&fetched.url);
    let input = input(fetched, &base_url, hints(source, now));
    let input = Input { select: source.select.as_deref(), ..input };
    let sort = feed::sort_of(input.bytes, input.content_type);
    let data = || listed_data(source, fetched, &input.hints);
    let mut document = match (sort, &source.target) {
        (Sort::Feed, Target::Newsroom(_)) if let Some(document) = data() => document,
        (Sort::Feed, _) => read_feed(&input)?,
        (Sort::Sitemap, _) | (_, Target::Sitemap(_)) => read_sitemap(&input)?,
        (_, Target::Feed(_)) => {
            let because = |error| if sort == Sort::Page { explained(error, fetched, input.hints) } else { error };
            read_feed(&input).map_err(because)?
        }
        (_, Target::Newsroom(_)) => read_listing(&input)?,
    };
    // the feed's own word for the page goes before the counter that its link leads through
    for item in &mut document.items {
        let page = item.behind_counter.take().filter(|page| is_page(page));
        item.url = page.map(|page| Found::new(page, Provenance::Feed)).or(item.url.take());
    }
    // WebSub §4: what the headers say goes before what the document says
    if !fetched.hubs.is_empty() {
        document.hubs.clone_from(&fetched.hubs);
    }
    Ok(document)
}

/// An address that leads somewhere, and not to a site as a whole.
fn is_page(address: &str) -> bool {
    permalink::absolute(address, None).is_some_and(|url| url.path() != "/" || url.query().is_some())
}

/// A list in data that a page's script would draw, where it is no JSON Feed: read as if it stood in the page that readers
/// are told (`public`), which its addresses hang on.
fn listed_data(source: &Source, fetched: &Fetched, hints: &Hints<'_>) -> Option<Document> {
    let page = drawn::as_state(fetched);
    if page.is_empty() || page.contains("jsonfeed.org/version/") {
        return None;
    }
    let base = source.public.as_deref().cloned().unwrap_or_else(|| source.base_url(&fetched.url));
    let input = Input { hints: *hints, ..Input::new(page.as_bytes()).from_url(&base) };
    let document = read_listing(&Input { content_type: Some("text/html; charset=utf-8"), ..input }).ok()?;
    Some(document).filter(|document| !document.items.is_empty())
}

/// As [`index`], for a poll: a page without a release is a failure with its cause, and no quiet newsroom. Where releases
/// were (`had`) and the page does not say why they are gone, it is a drift: told, and polled on.
pub fn polled(source: &Source, fetched: &Fetched, had: bool, now: DateTime<Utc>) -> Result<Document, Error> {
    let document = index(source, fetched, now)?;
    if !document.items.is_empty() || document.format != Format::Html {
        return Ok(document);
    }
    if let Some(found) = of_no_page(fetched) {
        return Err(Error::NotReadable { expected: "a feed or a page", found });
    }
    let found = match note(fetched, hints(source, now)) {
        Some(note) => format!("none: {note}"),
        // a rule that matches nothing is told as such
        None if had || source.select.is_some() => return Ok(document),
        None => "none (`pressfeed probe` shows what the page has; [source.select] pins a list)".into(),
    };
    Err(Error::NotReadable { expected: "a list of releases", found })
}

/// What is neither page nor feed, as whoever reads feeds names it: it has no list, and no script draws one.
pub fn of_no_page(fetched: &Fetched) -> Option<String> {
    let content_type = fetched.content_type.as_deref();
    if feed::sort_of(&fetched.body, content_type) != Sort::Other {
        return None;
    }
    let Error::NotReadable { found, .. } = read_feed(&input(fetched, &fetched.url, Hints::default())).err()? else {
        return None;
    };
    let way_out = if found.contains("OPML") { ": save it, `pressfeed import FILE` adds what it lists" } else { "" };
    Some(format!("{found}{way_out}"))
}

/// An index of sitemaps holds no release: the part that it names first is read in its place.
pub fn newest_part(document: &Document) -> Option<Url> {
    let is_index = document.format == Format::Sitemap && document.items.is_empty();
    document.next.as_deref().filter(|_| is_index).and_then(|part| Url::parse(part).ok())
}

/// Files that are neither feed nor page, by their first bytes.
fn of_another_kind(body: &[u8]) -> Option<&'static str> {
    const SIGNS: [(&[u8], &str); 12] = [
        (b"%PDF-", "a PDF document: probe the page that links it"),
        (b"\x89PNG\r\n", "a picture (PNG): probe the page that shows it"),
        (b"\xff\xd8\xff", "a picture (JPEG): probe the page that shows it"),
        (b"GIF8", "a picture (GIF): probe the page that shows it"),
        (b"II*\0", "a picture (TIFF): probe the page that shows it"),
        (b"PK\x03\x04", "an archive or an office document (ZIP): probe the page that links it"),
        (b"\xd0\xcf\x11\xe0", "an office document: probe the page that links it"),
        (b"\x1f\x8b", "a compressed file (gzip): probe the page that links it"),
        (b"7z\xbc\xaf", "an archive (7z): probe the page that links it"),
        (b"ID3", "a recording (MP3): probe the page that links it"),
        (b"OggS", "a recording (Ogg): probe the page that links it"),
        (b"\x1aE\xdf\xa3", "a video: probe the page that links it"),
    ];
    let empty = body.trim_ascii().is_empty().then_some("an empty answer: the server sent nothing to read");
    let known = SIGNS.iter().find(|(sign, _)| body.starts_with(sign)).map(|(_, name)| *name);
    let riff = || body.starts_with(b"RIFF").then_some("a picture, recording or video: probe the page that shows it");
    let film = || (body.get(4..8) == Some(b"ftyp")).then_some("a video or picture: probe the page that shows it");
    empty.or(known).or_else(riff).or_else(film)
}

fn hints(source: &Source, now: DateTime<Utc>) -> Hints<'_> {
    Hints { language: source.language.as_deref(), zone: source.time_zone, now: Some(now), ..Hints::default() }
}

fn input<'a>(fetched: &'a Fetched, base: &'a Url, hints: Hints<'a>) -> Input<'a> {
    let content_type = fetched.content_type.as_deref();
    Input { content_type, hints, ..Input::new(&fetched.body).from_url(base) }
}

/// Why a page says nothing: it asks for a login, is drawn by script, checks the browser.
fn note(fetched: &Fetched, hints: Hints<'_>) -> Option<String> {
    read_release(&input(fetched, &fetched.url, hints)).ok()?.1.note
}

/// An error with what the page itself gives as the cause.
fn explained(error: Error, fetched: &Fetched, hints: Hints<'_>) -> Error {
    match (error, note(fetched, hints)) {
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
    fn a_release_is_known_by_the_page_behind_a_counter() {
        let feed = "<rss version='2.0' xmlns:f='http://rssnamespace.org/feedburner/ext/1.0'><channel>\
            <item><link>https://counter.example/~3/x</link><f:origLink>https://a.example/1</f:origLink></item>\
            <item><link>https://a.example/2</link></item>\
            <item><link>https://a.example/3</link><f:origLink>https://a.example/</f:origLink></item>\
            <item><link>https://a.example/4</link><f:origLink>https://</f:origLink></item>\
            <item><link>https://a.example/5</link><f:origLink>httpx://a.example/9</f:origLink></item></channel></rss>";
        let document = index(&feed_source(), &fetched(feed), Utc::now()).unwrap();
        let pages: Vec<_> = document.items.iter().map(|item| item.url.as_ref().map(|url| url.value.as_str())).collect();
        let wanted = ["1", "2", "3", "4", "5"].map(|page| format!("https://a.example/{page}"));
        assert_eq!(pages, wanted.each_ref().map(|page| Some(page.as_str())), "what is no page gives way to the link");
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
            let error = polled(&newsroom, &fetched(page), true, Utc::now()).unwrap_err().to_string();
            assert!(error.contains(cause), "{error}");
            let error = index(&feed_source(), &fetched(page), Utc::now()).unwrap_err().to_string();
            assert!(error.starts_with("expected a feed") && error.contains(cause), "{error}");
        }
        let empty = "<!doctype html><html><body><main><h1>News</h1><p>There is no news yet.</p></main></body></html>";
        assert!(polled(&newsroom, &fetched(empty), true, Utc::now()).unwrap().items.is_empty(), "a drift");
        let error = polled(&newsroom, &fetched(empty), false, Utc::now()).unwrap_err().to_string();
        assert!(error.contains("list of releases, found none"), "{error}");
    }

    #[test]
    fn a_file_that_is_no_document_is_named_for_what_it_is() {
        let pdf = index(&feed_source(), &fetched("%PDF-1.7 ..."), Utc::now()).unwrap_err().to_string();
        assert_eq!(pdf, "expected a feed or a page, found a PDF document: probe the page that links it");
        assert!(of_another_kind(b"\xff\xd8\xff\xe0").is_some_and(|kind| kind.contains("JPEG")));
        assert!(of_another_kind(b" \r\n").is_some_and(|kind| kind.contains("empty")));
        let newsroom = Source::new("a", "A", Target::Newsroom(url::Url::parse("https://a.example/news").unwrap()));
        let list = "<opml version='2.0'><body><outline text='a' xmlUrl='https://a.example/rss'/></body></opml>";
        let opml = Fetched { content_type: Some("text/xml".into()), ..fetched(list) };
        let error = polled(&newsroom, &opml, true, Utc::now()).unwrap_err().to_string();
        assert!(error.starts_with("expected a feed or a page, found") && error.contains("pressfeed import"), "{error}");
        assert!(of_another_kind(b"\0\0\0\x20ftypavif").is_some() && of_another_kind(b"<rss>").is_none());
    }
}
