//! Feed documents of any dialect: RSS 0.90 to 2.0, RSS 1.0, Atom 0.3 and 1.0, CDF, JSON Feed.
//!
//! Bytes -> [`encoding`] -> `dialect` -> `mend`: one pass that notes what the document says and mends it ->
//! `complete`, where films or podcasts stand in it: feed-rs on the mended document, joined with the notes -> drafts.
//! JSON Feed has its own reader (`json`). A fault in one item never loses the others; a truncated feed gives the items so far, with a warning.
//! To add a dialect or a vocabulary: one file, and its line in `vocabulary`.

mod atom;
mod capture;
mod cdf;
mod complete;
mod copy;
mod core;
mod dialect;
mod dublin;
mod element;
mod entities;
mod geo;
mod itunes;
mod json;
mod media;
mod mend;
mod modules;
mod names;
mod newest;
mod notes;
mod page;
mod person;
#[cfg(test)]
mod tests;
mod tokens;
mod values;
mod vocabulary;

use std::{borrow::Cow, collections::HashSet};

use url::Url;

use super::{Error, encoding};
use crate::model::{Document, Format, Provenance};

pub use page::feeds as linked_by;

/// What a body is, as far as its reader is concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// A feed of any dialect.
    Feed,
    /// An XML sitemap.
    Sitemap,
    /// A page.
    Page,
    /// None of these.
    Other,
}

/// Tells feeds, sitemaps and pages apart by their first elements; media types are not asked, too many are wrong.
pub fn sort_of(bytes: &[u8], content_type: Option<&str>) -> Sort {
    if is_json(bytes, content_type) {
        return Sort::Feed;
    }
    let head = &bytes[..bytes.len().min(64 * 1024)];
    let text = characters(encoding::decode(head, content_type, encoding::Kind::Xml));
    match dialect::of(&text) {
        dialect::Kind::Feed(_) => Sort::Feed,
        dialect::Kind::Page => Sort::Page,
        dialect::Kind::Other(found) if found.contains("sitemap") => Sort::Sitemap,
        dialect::Kind::Other(_) if content_type.is_some_and(|t| t.contains("html")) => Sort::Page,
        dialect::Kind::Other(_) => Sort::Other,
    }
}

/// Reads a feed document. `base` is the address that it was fetched from.
pub(crate) fn read(bytes: &[u8], content_type: Option<&str>, base: Option<&Url>) -> Result<Document, Error> {
    let not = |found: String| Error::NotReadable { expected: "a feed", found };
    if let Some(found) = not_text(bytes) {
        return Err(not(found.into()));
    }
    let mut document = if is_json(bytes, content_type) {
        json::read(&encoding::decode(bytes, content_type, encoding::Kind::Json), base)?
    } else {
        let text = characters(encoding::decode(bytes, content_type, encoding::Kind::Xml));
        match dialect::of(&text) {
            dialect::Kind::Feed(root) => read_xml(&text, &root, base),
            dialect::Kind::Page => return Err(not(page::described(&text, base))),
            dialect::Kind::Other(found) => return Err(not(found)),
        }
    };
    bases_of_texts(&mut document, base);
    Ok(document)
}

/// A relative address in an item's text was written for the item's page, else for the site: the feed may lie on another
/// host. Where `xml:base` says otherwise, that holds.
fn bases_of_texts(document: &mut Document, base: Option<&Url>) {
    let home = document.home_page_url.as_deref().filter(|url| url.starts_with("http"));
    for item in &mut document.items {
        let declared = item.base.as_deref().is_some_and(|own| Some(own) != base.map(Url::as_str) && Some(own) != home);
        let page = item.url.as_ref().map(|found| found.value.as_str()).filter(|url| url.starts_with("http"));
        if let Some(nearer) = page.or(home).filter(|_| !declared) {
            item.base = Some(nearer.to_owned());
        }
    }
}

/// Documents that follow each other in one answer and are read: a cache or a script wrote the feed once more.
const MAX_DOCUMENTS: usize = 4;

/// A feed, and what follows it in the same answer: the items of all.
fn read_xml(text: &str, root: &dialect::Root, base: Option<&Url>) -> Document {
    let (mut document, mut end) = read_one(text, root, base);
    for _ in 1..MAX_DOCUMENTS {
        let rest = text.get(end..).unwrap_or_default();
        let dialect::Kind::Feed(root) = dialect::of(rest) else { break };
        let (next, length) = read_one(rest, &root, base);
        end += length;
        document.warnings.push("another document follows the feed: its items were read too".to_owned());
        if document.items.is_empty() {
            let warnings = std::mem::take(&mut document.warnings);
            document = next;
            document.warnings.splice(0..0, warnings);
        } else {
            let known: HashSet<_> = document.items.iter().map(|item| item.raw_hash).collect();
            let room = mend::MAX_ITEMS.saturating_sub(document.items.len());
            document.items.extend(next.items.into_iter().filter(|item| !known.contains(&item.raw_hash)).take(room));
        }
    }
    document
}

/// The document that begins at this root, and where it ends.
fn read_one(text: &str, root: &dialect::Root, base: Option<&Url>) -> (Document, usize) {
    let mended = mend::mend(text, root, base);
    let end = mended.end;
    let mut notes = mended.notes;
    if let Some(document) = mended.document.as_ref().filter(|_| notes.modelled) {
        complete::complete(document, base, &mut notes);
    }
    let mut document = notes.finish_document();
    if let (Some(period), frequency) = notes.period {
        let hint = period / frequency.unwrap_or(1).max(1);
        document.advice.ttl_minutes = Some(document.advice.ttl_minutes.unwrap_or(0).max(hint)).filter(|m| *m > 0);
    }
    document.items = notes.items.into_iter().map(notes::Item::finish).collect();
    if matches!(document.format, Format::Atom1 | Format::Atom03) {
        // an entry without authors is by the feed's (RFC 4287 §4.2.1)
        for item in document.items.iter_mut().filter(|item| item.authors.is_empty()) {
            item.authors.clone_from(&document.authors);
            item.authors_origin = (!item.authors.is_empty()).then_some(Provenance::Feed);
        }
    }
    (document, end)
}

/// Bodies that are no text at all, by their first bytes.
fn not_text(bytes: &[u8]) -> Option<&'static str> {
    Some(match bytes {
        [] => "nothing",
        _ if bytes.iter().all(u8::is_ascii_whitespace) => "nothing",
        [0x1f, 0x8b, ..] => "compressed data",
        [0x89, b'P', b'N', b'G', ..] | [0xff, 0xd8, 0xff, ..] | [b'G', b'I', b'F', b'8', ..] => "a picture",
        [b'%', b'P', b'D', b'F', ..] => "a PDF",
        [b'P', b'K', 3, 4, ..] => "a ZIP archive",
        _ => return None,
    })
}

fn is_json(bytes: &[u8], content_type: Option<&str>) -> bool {
    let marks: [&[u8]; 3] = [b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"];
    let head = marks.iter().find_map(|mark| bytes.strip_prefix(*mark)).unwrap_or(bytes);
    match head.iter().find(|b| !b.is_ascii_whitespace() && **b != 0) {
        Some(b'{') => true,
        Some(b'[') => {
            let second = head.iter().filter(|b| !b.is_ascii_whitespace() && **b != 0).nth(1);
            content_type.is_some_and(|t| t.contains("json")) || second == Some(&b'{') || !head.contains(&b'<')
        }
        Some(b'<') => is_behind_a_notice(head),
        // a comment before the document
        Some(b'/') => head.iter().find(|b| matches!(b, b'{' | b'<')) == Some(&b'{'),
        _ => content_type.is_some_and(|t| t.contains("json")) || is_called(head),
    }
}

/// A JSON Feed behind what a server prints of its own faults: `<b>Notice</b>: ... {"version": ...}`.
fn is_behind_a_notice(head: &[u8]) -> bool {
    const VERSION: &[u8] = b"jsonfeed.org/version/";
    head.trim_ascii_end().ends_with(b"}") && memchr::memmem::find(head, VERSION).is_some()
}

/// `load({...})`.
fn is_called(head: &[u8]) -> bool {
    let name = head.iter().take(64).position(|b| *b == b'(').and_then(|end| head.get(..end));
    let named =
        |name: &[u8]| name.iter().all(|b| b.is_ascii_alphanumeric() || b"_$./*".contains(b) || b.is_ascii_whitespace());
    let behind = |name: &[u8]| head.iter().skip(name.len() + 1).find(|b| !b.is_ascii_whitespace());
    name.is_some_and(|name| named(name) && matches!(behind(name), Some(b'{' | b'[')))
}

/// Characters that XML 1.0 allows: control characters and U+FFFE, U+FFFF go (XML 1.0 §2.2).
fn characters(text: Cow<'_, str>) -> Cow<'_, str> {
    let control = |b: u8| b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r');
    // in blocks that are not left early, so that the compiler takes many bytes at once; 0xef begins the other two
    let suspicious = |block: &[u8]| block.iter().fold(false, |found, b| found | control(*b) | (*b == 0xef));
    if !text.as_bytes().chunks(256).any(suspicious) {
        return text;
    }
    let noncharacter = |c: char| matches!(c, '\u{fffe}' | '\u{ffff}');
    if !text.bytes().any(control) && !text.contains(noncharacter) {
        return text;
    }
    let kept = text.chars().filter(|c| !(noncharacter(*c) || c.is_ascii() && control(*c as u8)));
    kept.collect::<String>().into()
}
