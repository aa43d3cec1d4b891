//! Atom (RFC 4287): the unified feed.
//!
//! Valid whatever the releases hold: every entry has an author, an alternate link and an `updated`; the bytes
//! depend on the stories alone. Paged as RFC 5005 §3, licences as RFC 4946, comments as RFC 4685.

mod entry;

use std::io;

use chrono::DateTime;

use super::{
    Feed, extension, when,
    xml::{Document, path_of},
};

/// Media type of the document.
pub const MEDIA_TYPE: &str = "application/atom+xml";
/// Path of the stylesheet that shows a feed to people.
pub const STYLESHEET: &str = "feed.css";

/// The document.
pub fn published(feed: &Feed) -> io::Result<Vec<u8>> {
    let channel = &feed.channel;
    let mut out = Document::new(Some(&format!("{}{STYLESHEET}", path_of(&channel.home))))?;
    let mut spaces: Vec<(String, &str)> = vec![("xmlns".into(), "http://www.w3.org/2005/Atom")];
    spaces.extend(extension::COMMON.iter().map(|(prefix, space)| (format!("xmlns:{prefix}"), *space)));
    if feed.stories.iter().any(extension::has_anatomy) {
        spaces.push(("xmlns:pf".into(), extension::NAMESPACE));
    }
    let spaces: Vec<(&str, &str)> = spaces.iter().map(|(name, space)| (name.as_str(), *space)).collect();
    out.open("feed", &spaces)?;
    out.text("id", &[], channel.current_url.as_deref().unwrap_or(&channel.self_url))?;
    out.text("title", &[], &channel.title)?;
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
    out.open("author", &[])?;
    out.text("name", &[], &channel.title)?;
    out.text("uri", &[], &channel.home)?;
    out.close("author")?;
    let (name, version) = channel.generator.split_once('/').unwrap_or((&channel.generator, ""));
    let version = [("version", version)];
    out.text("generator", version.get(usize::from(version[0].1.is_empty())..).unwrap_or_default(), name)?;
    feed.stories.iter().try_for_each(|story| entry::write(&mut out, story, &channel.home))?;
    out.close("feed")?;
    Ok(out.finish())
}
