//! What a hostile document can reach.

use pressfeed::{
    normalise::{self, Context},
    publish::json_feed,
};
use reader::Input;
use url::Url;

/// A reader, as the daemon and the commands call it; `true` when it read something.
pub(crate) type Read = fn(&str) -> bool;

/// A name, what it is told, and how the markup is dressed for it.
pub(crate) struct Target {
    pub(crate) name: &'static str,
    pub(crate) read: Read,
    dress: fn(&str) -> String,
}

impl Target {
    /// The whole document with this markup in it.
    pub(crate) fn document(&self, markup: &str) -> String {
        (self.dress)(markup)
    }
}

/// All of them.
pub(crate) const TARGETS: [Target; 6] = [
    Target { name: "parse", read: parse, dress: feed },
    Target { name: "parse-json", read: parse, dress: json_feed },
    Target { name: "parse-raw", read: parse, dress: raw_feed },
    Target { name: "listing", read: listing, dress: page },
    Target { name: "extract", read: extract, dress: page },
    Target { name: "sanitise", read: sanitise, dress: str::to_owned },
];

/// The markup is one item's body.
fn feed(markup: &str) -> String {
    let body = markup.replace("]]>", "]] >");
    format!(
        "<rss version='2.0'><channel><title>t</title><item><guid>1</guid><title>One</title>\
         <description><![CDATA[{body}]]></description></item></channel></rss>"
    )
}

/// The markup stands in the feed's own tree.
fn raw_feed(markup: &str) -> String {
    format!("<feed xmlns='http://www.w3.org/2005/Atom'><entry><id>1</id><content type='xhtml'>{markup}")
}

/// The text stands among the items of a JSON Feed.
fn json_feed(text: &str) -> String {
    format!(r#"{{"version":"https://jsonfeed.org/version/1.1","title":"t","items":[{{"id":"1"}},{text}"#)
}

fn page(markup: &str) -> String {
    format!("<!doctype html><html><head><title>News</title></head><body><h1>News</h1>{markup}</body></html>")
}

fn base() -> Option<Url> {
    Url::parse("https://example.org/news").ok()
}

/// What `pressfeed parse` does.
fn parse(text: &str) -> bool {
    feed_of_bytes(text.as_bytes(), base().as_ref()) > 0
}

/// What `pressfeed parse` does with a body; the length of its answer.
pub(crate) fn feed_of_bytes(body: &[u8], base: Option<&Url>) -> usize {
    let Ok(mut document) = reader::read_feed(&Input { url: base, ..Input::new(body) }) else { return 0 };
    let drafts = std::mem::take(&mut document.items);
    normalise::heading(&mut document);
    let context = Context::default();
    let releases: Vec<_> =
        drafts.into_iter().map(|draft| normalise::release(draft, &context, &mut document.warnings)).collect();
    json_feed::document(&document, &releases).to_string().len()
}

fn input<'a>(html: &'a str, url: Option<&'a Url>) -> Input<'a> {
    Input { url, content_type: Some("text/html; charset=utf-8"), ..Input::new(html.as_bytes()) }
}

/// What `pressfeed listing` does.
fn listing(html: &str) -> bool {
    let base = base();
    let Ok(mut document) = reader::read_listing(&input(html, base.as_ref())) else { return false };
    let drafts = std::mem::take(&mut document.items);
    let context = Context::default();
    let releases: Vec<_> =
        drafts.into_iter().map(|draft| normalise::release(draft, &context, &mut document.warnings)).collect();
    !json_feed::document(&document, &releases).to_string().is_empty()
}

/// What `pressfeed extract` and the page fill do.
fn extract(html: &str) -> bool {
    let base = base();
    let Ok((draft, _)) = reader::read_release(&input(html, base.as_ref())) else { return false };
    let release = normalise::release(draft, &Context::default(), &mut Vec::new());
    !json_feed::item(&release).to_string().is_empty()
}

/// What becomes of each body.
fn sanitise(html: &str) -> bool {
    !normalise::html::sanitise(html, base().as_ref()).is_empty()
}
