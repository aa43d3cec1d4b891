//! A newsroom's index page -> items, without configuration; and sitemaps.

use url::Url;

use super::Error;
use crate::{
    model::{Document, Select},
    text::dates::Hints,
};

/// Reads an index page. No list on it: a document without items and with a warning that says so.
pub fn read(html: &str, url: Option<&Url>, hints: &Hints<'_>, select: Option<&Select>) -> Result<Document, Error> {
    let _ = (html, url, hints, select);
    Ok(Document::default())
}

/// Reads an XML sitemap (news and image extensions too); an index of sitemaps gives [`Document::next`] and links.
pub fn sitemap(bytes: &[u8], url: Option<&Url>) -> Result<Document, Error> {
    let _ = (bytes, url);
    Ok(Document::default())
}
