//! Reads what organisations publish: feeds of any dialect, newsroom index pages, and the pages of single press releases.
//!
//! Bytes in, drafts out. No I/O and no clock; nothing here panics on any input, and every step is bounded in time, depth
//! and memory. Callers with an async runtime run it on a thread for computing.
//!
//! # The three doors
//!
//! | you have | ask | and get |
//! |---|---|---|
//! | RSS 0.9 to 2.0, RDF, Atom, CDF, JSON Feed | [`read_feed`] | a [`Document`] with its items |
//! | a newsroom's index page, an XML sitemap | [`read_listing`] | a [`Document`] of links, titles, dates |
//! | one release's page | [`read_release`] | a [`Draft`] with its text and its anatomy, and [`PageFacts`] |
//!
//! Each takes an [`Input`]: the bytes, and what is known of them. [`feed::sort_of`] tells which door a body is for;
//! [`read_sitemap`] takes what is said to be a sitemap, whatever it looks like.
//!
//! ```
//! use pressfeed_reader::{Input, read_feed};
//!
//! let feed = b"<rss version='2.0'><channel><title>Press</title>\
//!     <item><title>Trust opens workshop</title><link>https://a.example/1</link></item></channel></rss>";
//! let document = read_feed(&Input::new(feed))?;
//! assert_eq!(document.items[0].url.as_ref().map(|url| url.value.as_str()), Some("https://a.example/1"));
//! # Ok::<(), pressfeed_reader::Error>(())
//! ```
//!
//! # What a draft is
//!
//! A [`Draft`] is an item *as found*: every field optional, each with its [`Provenance`](model::Provenance) and, where it was
//! read out of a longer text, that text. Dates stay as printed: [`text::dates::parse`] reads them, in some ninety languages and
//! six calendars, with [`Hints`] for what a text alone does not say. HTML is untrusted: sanitise it before showing it.
//! What else a title, a day or an author could have been stands in [`Draft::raws`] under `title.others` and so on.
//!
//! # The anatomy of a release
//!
//! [`Draft::anatomy`] holds what a press release is made of: dateline, embargo, quotes with their speakers, contacts,
//! boilerplate, assets, issuer and distributor, reference, tickers. It is read from what a reader sees, in whatever markup,
//! in the languages of the lexicon (one table a concept, one row a language). What is doubtful is left out.
//!
//! # When the guess is wrong
//!
//! [`Input::select`] takes CSS selectors ([`Select`]) for a listing's items and a release's body: what they find goes before
//! every guess. [`Document::listed`] says how a listing was read, how sure that is, and what the next best choice was.
//!
//! # Errors
//!
//! [`Error::NotReadable`] says what was expected and what came (a page that links feeds names them); [`Error::Limit`] says
//! which bound was passed. A fault in one item never loses the others: it is a line in [`Document::warnings`].

/// The example of the README is a test too.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

pub mod model;
pub mod text;

mod blocks;
pub mod cancel;
pub mod encoding;
pub mod feed;
pub mod html;
pub mod json;
mod lexicon;
pub mod listing;
mod page;
pub mod release;

use model::{Document, Draft, PageFacts, Select};
use text::dates::Hints;
use url::Url;

/// A body, and what is known of it.
#[derive(Debug, Clone, Copy)]
pub struct Input<'a> {
    /// As received, without content coding.
    pub bytes: &'a [u8],
    /// The address that they were fetched from: what relative addresses are relative to.
    pub url: Option<&'a Url>,
    /// The `Content-Type` header: its charset is believed where the bytes can be that.
    pub content_type: Option<&'a str>,
    /// Language, zone, order of numbers and the time of reading, for dates.
    pub hints: Hints<'a>,
    /// Selectors that go before every guess.
    pub select: Option<&'a Select>,
}

impl<'a> Input<'a> {
    /// Bytes of which nothing else is known.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, url: None, content_type: None, hints: Hints::default(), select: None }
    }

    /// The same, fetched from an address.
    pub fn from_url(self, url: &'a Url) -> Self {
        Self { url: Some(url), ..self }
    }

    fn html(&self) -> std::borrow::Cow<'a, str> {
        encoding::decode(self.bytes, self.content_type, encoding::Kind::Html)
    }
}

/// Reads a feed document of any dialect.
///
/// A page where a feed was expected is an error that names the feeds which it links.
pub fn read_feed(input: &Input<'_>) -> Result<Document, Error> {
    feed::read(input.bytes, input.content_type, input.url)
}

/// Reads an index page without configuration, or an XML sitemap. A page that is no list gives no items, and says why.
///
/// ```
/// use pressfeed_reader::{Input, read_listing};
///
/// let page = br#"<h1>Press</h1><ul>
///     <li><a href="/press/7">Trust opens workshop for boat builders</a> <time>3 May 2024</time>
///     <li><a href="/press/6">Port authority seeks forty apprentices</a> <time>2 April 2024</time>
///     <li><a href="/press/5">Assembly backs flood aid for the border</a> <time>9 March 2024</time></ul>"#;
/// let url = "https://a.example/press".parse().expect("an address");
/// let document = read_listing(&Input::new(page).from_url(&url))?;
/// assert_eq!(document.items.len(), 3);
/// assert_eq!(document.items[0].published.as_ref().map(|day| day.value.as_str()), Some("3 May 2024"));
/// # Ok::<(), pressfeed_reader::Error>(())
/// ```
pub fn read_listing(input: &Input<'_>) -> Result<Document, Error> {
    match feed::sort_of(input.bytes, input.content_type) {
        feed::Sort::Sitemap => read_sitemap(input),
        _ => listing::read(&input.html(), input.url, &input.hints, input.select),
    }
}

/// Reads an XML sitemap, or an index of sitemaps, where that is what the address is said to be.
pub fn read_sitemap(input: &Input<'_>) -> Result<Document, Error> {
    listing::sitemap(input.bytes, input.url)
}

/// Reads one release's page: headline, day, authors, text and the parts of a press release; and what the page as a whole
/// says of itself: the feeds that it links, and why it may say little.
///
/// ```
/// use pressfeed_reader::{Input, read_release};
///
/// let page = br#"<html lang=en><h1>Trust opens second workshop</h1>
///     <p>OXFIELD, 3 May 2024 - The Oxfield Trust has opened a second workshop for boat builders in the harbour quarter.</p>
///     <p>"We have waited long for this day, and so has the town," said Nora Vale, chief executive of the Oxfield Trust.</p>
///     <h2>Press contact</h2><p>Jane Roe, press officer, jane.roe@a.example</p>"#;
/// let (draft, _) = read_release(&Input::new(page))?;
/// assert_eq!(draft.anatomy.dateline.and_then(|line| line.place).as_deref(), Some("OXFIELD"));
/// assert_eq!(draft.anatomy.contacts[0].name.as_deref(), Some("Jane Roe"));
/// assert_eq!(draft.anatomy.quotes[0].speaker.as_deref(), Some("Nora Vale"));
/// # Ok::<(), pressfeed_reader::Error>(())
/// ```
pub fn read_release(input: &Input<'_>) -> Result<(Draft, PageFacts), Error> {
    page::read(&input.html(), input.url, &input.hints, input.select)
}

/// Why bytes could not be read.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The body is neither a feed nor a page.
    #[error("expected {expected}, found {found}")]
    NotReadable {
        /// What was asked for.
        expected: &'static str,
        /// What came, in a few words.
        found: String,
    },
    /// A limit that protects the program was passed.
    #[error("refused: {0}")]
    Limit(String),
}
