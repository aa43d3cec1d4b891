//! Atom (RFC 4287): the unified feed.
//!
//! Valid whatever the releases hold: every entry has an author, an alternate link and an `updated`; the bytes
//! depend on the stories alone. Paged as RFC 5005 §3, licences as RFC 4946, comments as RFC 4685,
//! entries that left as RFC 6721.

mod entry;

use std::io;

use chrono::DateTime;

use super::{
    Channel, Feed, Pieces, extension, when,
    xml::{Document, path_of, untagged},
};
use crate::model::Story;

/// Media type of the document.
pub const MEDIA_TYPE: &str = "application/atom+xml";
/// Path of the stylesheet that shows a feed to people.
pub const STYLESHEET: &str = "feed.css";

/// The document.
pub fn published(feed: &Feed) -> io::Result<Vec<u8>> {
    Ok(pieces(feed)?.whole())
}

/// The document in pieces.
pub fn pieces(feed: &Feed) -> io::Result<Pieces> {
    let entries = feed.stories.iter().map(|story| entry(story, &feed.channel.home)).collect::<io::Result<_>>()?;
    framed(&feed.channel, entries)
}

/// One entry, for [`framed`]; `home` is the site's address.
pub fn entry(story: &Story, home: &str) -> io::Result<Vec<u8>> {
    let mut out = Document::part();
    entry::write(&mut out, story, home)?;
    Ok(out.finish())
}

/// Entries that were written before, in a document.
pub fn framed(channel: &Channel, entries: Vec<Vec<u8>>) -> io::Result<Pieces> {
    let mut out = Document::new(Some(&format!("{}{STYLESHEET}", path_of(&channel.home))))?;
    let mut spaces: Vec<(String, &str)> = vec![("xmlns".into(), "http://www.w3.org/2005/Atom")];
    spaces.extend(extension::COMMON.iter().map(|(prefix, space)| (format!("xmlns:{prefix}"), *space)));
    let mut more = |prefix: &str, space: &'static str, wanted: bool| {
        spaces.extend(wanted.then(|| (format!("xmlns:{prefix}"), space)));
    };
    more("pf", extension::NAMESPACE, entries.iter().any(|entry| holds(entry, b"<pf:")));
    more("fh", "http://purl.org/syndication/history/1.0", channel.archive);
    more("at", "http://purl.org/atompub/tombstones/1.0", !channel.tombstones.is_empty());
    let spaces: Vec<(&str, &str)> = spaces.iter().map(|(name, space)| (name.as_str(), *space)).collect();
    out.open("feed", &spaces)?;
    head(&mut out, channel)?;
    let head = out.finish();
    Ok(Pieces { head, entries, between: "", tail: b"</feed>\n".to_vec() })
}

fn head(out: &mut Document, channel: &Channel) -> io::Result<()> {
    out.text("id", &[], channel.current_url.as_deref().unwrap_or(&channel.self_url))?;
    out.construct("title", &channel.title)?;
    for (name, text) in [("subtitle", &channel.subtitle), ("icon", &channel.icon_url), ("logo", &channel.logo_url)] {
        match text.as_deref() {
            Some(text) if name == "subtitle" => out.construct(name, text)?,
            Some(url) => out.text(name, &[], url)?,
            None => {}
        }
    }
    out.text("updated", &[], &when(&channel.updated.unwrap_or(DateTime::UNIX_EPOCH).fixed_offset()))?;
    out.empty("link", &[("rel", "self"), ("type", MEDIA_TYPE), ("href", &channel.self_url)])?;
    out.empty("link", &[("rel", "alternate"), ("type", "text/html"), ("href", &channel.home)])?;
    let links = [
        ("hub", &channel.hub_url),
        ("current", &channel.current_url),
        ("next", &channel.next_url),
        ("prev-archive", &channel.prev_archive_url),
    ];
    for (rel, href) in links {
        if let Some(href) = href.as_deref().filter(|href| rel != "current" || *href != channel.self_url) {
            out.empty("link", &[("rel", rel), ("href", href)])?;
        }
    }
    if channel.archive {
        out.empty("fh:archive", &[])?;
    }
    out.open("author", &[])?;
    out.text("name", &[], &untagged(&channel.title))?;
    out.text("uri", &[], &channel.home)?;
    out.close("author")?;
    if let Some((name, version)) = channel.generator.split_once('/') {
        out.text("generator", &[("version", version)], name)?;
    }
    for stone in &channel.tombstones {
        let at = when(&stone.at.fixed_offset());
        out.open("at:deleted-entry", &[("ref", &stone.entry_id), ("when", &at)])?;
        out.text("at:comment", &[], &stone.reason)?;
        out.close("at:deleted-entry")?;
    }
    Ok(())
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}
