//! Atom: RFC 4287, its draft 0.3, and Atom's elements within RSS.
//!
//! 0.3 had `mode="escaped"` and media types where 1.0 has `type="html"`, and `modified`, `issued`, `created`, `tagline`,
//! `copyright`. Within RSS, `atom:link` says more than RSS can: `self`, `hub`, `next` (RFC 5005).

use url::Url;

use super::{
    element::{Context, Element, Mode, Place, Plan, absolute},
    notes::{Captured, Item, Notes},
    values,
};
use crate::model::{Attachment, Format, Image, Person};

/// How the text of an element with `type` and `mode` is written (RFC 4287 §3.1.1, §4.1.3.3; Atom 0.3 §3.1).
pub fn mode(element: &Element<'_>) -> Mode {
    let kind = element.attribute("type").unwrap_or("text").to_ascii_lowercase();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    let html = matches!(kind, "html" | "text/html");
    let xhtml = matches!(kind, "xhtml" | "application/xhtml+xml" | "application/xhtml");
    match element.attribute("mode").map(str::to_ascii_lowercase).as_deref() {
        Some("base64") => return Mode::Base64,
        Some("escaped") if html || xhtml || kind == "text" => return Mode::Escaped,
        Some("escaped") => return Mode::Plain,
        Some("xml") if html || xhtml => return Mode::Inline,
        _ => {}
    }
    match kind {
        _ if html => Mode::Escaped,
        _ if xhtml => Mode::Inline,
        "text" | "" => Mode::Plain,
        _ if kind.ends_with("/xml") || kind.ends_with("+xml") => Mode::Inline,
        _ if kind.contains('/') && !kind.starts_with("text/") => Mode::Base64,
        _ => Mode::Plain,
    }
}

/// What a start tag means.
pub fn open(element: &Element<'_>, context: Context, notes: &mut Notes) -> Plan {
    match (context, &*element.local) {
        (Context::Channel | Context::Item | Context::Source, "author" | "contributor") => {
            Plan::Enter(Context::Person(context.place().unwrap_or(Place::Channel)))
        }
        (Context::Channel | Context::Item, "category") => {
            if let Some(fields) = context.place().and_then(|p| notes.fields(p)) {
                let tag = element.attribute("label").or_else(|| element.attribute("term"));
                fields.tag(tag.unwrap_or_default());
            }
            Plan::Capture(Mode::Plain)
        }
        (Context::Item, "source") => Plan::Enter(Context::Source),
        (Context::Item, "content") => {
            if let (Some(item), Some(src)) = (notes.item.as_deref_mut(), element.url_attribute("src")) {
                elsewhere(item, element, src);
            }
            Plan::Capture(mode(element))
        }
        (
            Context::Channel | Context::Item | Context::Source,
            "title" | "subtitle" | "tagline" | "summary" | "rights" | "copyright" | "info",
        ) => Plan::Capture(mode(element)),
        (Context::Channel, "channel") => Plan::Enter(Context::Channel),
        (Context::Channel | Context::Item | Context::Source, _) => Plan::Capture(Mode::Plain),
        _ => Plan::Ignore,
    }
}

/// A part of a person.
pub fn open_person(element: &Element<'_>) -> Plan {
    match &*element.local {
        "name" | "uri" | "url" | "email" | "homepage" => Plan::Capture(Mode::Plain),
        _ => Plan::Ignore,
    }
}

/// A part of a person.
pub fn close_person(captured: Captured<'_>, notes: &mut Notes) {
    let local = captured.element.local.clone();
    match &*local {
        "name" => notes.person.name = captured.line().or(notes.person.name.take()),
        "email" => notes.person.email = captured.line().map(|e| e.trim_start_matches("mailto:").to_owned()),
        _ => notes.person.url = captured.url(),
    }
}

/// An id must be an IRI (RFC 4287 §4.2.6); one that is a path is joined, as other readers do.
fn whole_id(id: String, base: Option<&Url>) -> String {
    let relative = id.contains('/') && !id.contains(':') && !id.contains(char::is_whitespace);
    if relative { absolute(&id, base).unwrap_or(id) } else { id }
}

/// A link as it is written.
struct Link {
    /// Its relation, in lower case and without the registry's address.
    rel: String,
    /// `type`, in lower case.
    kind: String,
    /// Absolute.
    href: String,
}

/// A link with its address in the attribute, where an empty one is the base itself, or as text (Atom 0.3 as written by hand).
fn link(element: &Element<'_>, text: Option<&str>, context: Context, notes: &mut Notes) {
    let attribute = element.attributes.iter().find(|(n, _)| n.eq_ignore_ascii_case("href")).map(|(_, v)| v.trim());
    let rel = element.attribute("rel").unwrap_or("alternate").to_ascii_lowercase();
    // rel may be an IRI, registered or not (RFC 4287 §4.2.7.2)
    let rel = rel.rsplit('/').next().unwrap_or(&rel).to_owned();
    let href = match attribute {
        // no feed is its own hub or file
        Some("") if !matches!(rel.as_str(), "alternate" | "self") => None,
        Some("") => element.scope.base.as_ref().map(|b| b.to_string()),
        Some(href) => element.url(href),
        None => text.and_then(|t| element.url(t)),
    };
    let Some(href) = href else { return };
    let kind = element.attribute("type").unwrap_or_default().to_ascii_lowercase();
    match context {
        Context::Channel => channel_link(Link { rel, kind, href }, element, notes),
        Context::Source => {
            if let Some(item) = notes.item.as_deref_mut()
                && matches!(rel.as_str(), "alternate" | "self")
                && (rel == "alternate" || item.origin().url.is_none())
            {
                item.origin().url = Some(href);
            }
        }
        _ => item_link(Link { rel, kind, href }, element, notes),
    }
}

/// The text lies at this address: a page, or a file, which no reader shows in a page's place.
fn elsewhere(item: &mut Item, element: &Element<'_>, src: String) {
    let mime_type = values::media_type(element.attribute("type"), &src);
    let is_file = mime_type.as_deref().is_some_and(|kind| !kind.starts_with("text/") && !kind.contains("xhtml"));
    if is_file {
        item.media = true;
        item.attach(Attachment { mime_type, url: src.clone(), ..Attachment::default() });
    }
    item.fields.url.put(AT_CONTENT, Some(src));
}

/// The address of an entry: behind all alternates its content's own, then its own document.
const AT_CONTENT: u8 = 12;
const AT_SELF: u8 = 13;

/// What is said to be HTML, then what says nothing, then the rest, each in the entry's own language first; an element of
/// Atom in RSS after RSS's own.
fn link_rank(kind: &str, element: &Element<'_>) -> u8 {
    let foreign = if matches!(element.format, Format::Atom1 | Format::Atom03) { 0 } else { 3 };
    let sort = if kind.contains("html") { 0 } else { 1 + u8::from(!kind.is_empty()) };
    let primary = |code: &str| code.split(['-', '_']).next().unwrap_or(code).to_ascii_lowercase();
    let translated = element
        .attribute("hreflang")
        .zip(element.scope.language.as_deref())
        .is_some_and(|(target, own)| primary(target) != primary(own));
    2 * (foreign + sort) + u8::from(translated)
}

fn channel_link(link: Link, element: &Element<'_>, notes: &mut Notes) {
    let document = &mut notes.document;
    let Link { rel, kind, href } = link;
    match rel.as_str() {
        "alternate" | "" => notes.fields.url.put(link_rank(&kind, element), Some(href)),
        "self" => document.feed_url = document.feed_url.take().or(Some(href)),
        "hub" if !document.hubs.contains(&href) && document.hubs.len() < 16 => document.hubs.push(href),
        "next" => document.next = Some(href),
        "prev-archive" => document.next = document.next.take().or(Some(href)),
        "license" | "copyright" => notes.fields.rights.put(5, Some(href)),
        "icon" | "shortcut icon" | "apple-touch-icon" => notes.fields.icon.put(2, Some(href)),
        _ => {}
    }
}

fn item_link(link: Link, element: &Element<'_>, notes: &mut Notes) {
    let Some(item) = notes.item.as_deref_mut() else { return };
    let extras = &mut item.draft.extras;
    let Link { rel, kind, href } = link;
    match rel.as_str() {
        "alternate" | "" => item.fields.url.put(link_rank(&kind, element), Some(href)),
        "self" if matches!(element.format, Format::Atom1 | Format::Atom03) => item.fields.url.put(AT_SELF, Some(href)),
        "enclosure" => {
            item.media = true;
            item.attach(Attachment {
                mime_type: values::media_type(element.attribute("type"), &href),
                url: href,
                title: element.attribute("title").map(str::to_owned),
                size_in_bytes: element.attribute("length").and_then(values::size),
                ..Attachment::default()
            });
        }
        "replies" if kind.is_empty() || kind.contains("html") || extras.comments_url.is_none() => {
            extras.comments_url = Some(href)
        }
        "license" => extras.license = Some(href),
        "related" => item.draft.external_url = item.draft.external_url.take().or(Some(href)),
        "image" | "preview" | "thumbnail" => item.thumbnail.put(4, Some(href)),
        _ => {}
    }
}

/// What a captured text means.
pub fn close(captured: Captured<'_>, context: Context, notes: &mut Notes) {
    if captured.element.local == "link" {
        return link(&captured.element, captured.plain(), context, notes);
    }
    match context {
        Context::Channel => channel(captured, notes),
        Context::Item => item(captured, notes),
        Context::Source => source(captured, notes),
        _ => {}
    }
}

/// Within RSS, Atom's elements stand behind RSS's own.
fn behind(captured: &Captured<'_>) -> u8 {
    if matches!(captured.element.format, Format::Atom1 | Format::Atom03) { 0 } else { 4 }
}

fn channel(captured: Captured<'_>, notes: &mut Notes) {
    let local = captured.element.local.clone();
    let rank = behind(&captured);
    let fields = &mut notes.fields;
    match &*local {
        "title" => fields.title.set(rank, captured.markup()),
        "subtitle" | "tagline" | "description" => fields.summary.set(rank, captured.markup()),
        "info" | "summary" => fields.summary.set(rank + 1, captured.markup()),
        "id" => fields.id.set(rank, captured.line()),
        "updated" | "modified" => fields.updated.set(rank, captured.line()),
        "published" | "issued" => fields.published.set(rank, captured.line()),
        "created" => fields.published.set(rank + 1, captured.line()),
        "rights" | "copyright" => fields.rights.set(rank, captured.line()),
        "language" => fields.language.set(1, captured.line()),
        "generator" => notes.document.generator = captured.line().or(notes.document.generator.take()),
        "logo" | "image" => fields.image.set(rank, captured.url().map(|url| Image { url, ..Image::default() })),
        "icon" => fields.icon.set(rank, captured.url()),
        "category" => fields.tag(captured.line().as_deref().unwrap_or_default()),
        _ => {}
    }
}

fn item(captured: Captured<'_>, notes: &mut Notes) {
    let local = captured.element.local.clone();
    let rank = behind(&captured);
    let Some(item) = notes.item.as_deref_mut() else { return };
    let fields = &mut item.fields;
    match &*local {
        "title" => fields.title.set(rank, captured.markup()),
        "summary" | "tagline" | "subtitle" | "description" => fields.summary.set(rank, captured.body()),
        "content" => fields.content.set(rank, captured.body()),
        "id" => {
            let scope = captured.element.scope.clone();
            fields.id.set(rank, captured.line().map(|id| whole_id(id, scope.base.as_deref())));
        }
        "guid" => fields.id.set(rank + 1, captured.line()),
        "updated" | "modified" => fields.updated.set(rank, captured.line()),
        "published" | "pubdate" => fields.published.set(rank, captured.line()),
        "issued" => fields.published.set(rank + 1, captured.line()),
        "created" => fields.published.set(rank + 2, captured.line()),
        "rights" | "copyright" => fields.rights.set(rank, captured.line()),
        "category" => fields.tag(captured.line().as_deref().unwrap_or_default()),
        "comments" => item.draft.extras.comments_url = captured.url(),
        _ => {}
    }
}

/// `atom:source`: what the entry's own feed says stands in for what the entry does not (RFC 4287 §4.2.11).
fn source(captured: Captured<'_>, notes: &mut Notes) {
    let local = captured.element.local.clone();
    let Some(item) = notes.item.as_deref_mut() else { return };
    match &*local {
        "title" => item.origin().title = captured.line(),
        "rights" => item.fields.rights.set(6, captured.line()),
        "id" if item.origin().url.is_none() => {
            let id = captured.line().filter(|id| id.starts_with("http"));
            item.origin().url = id;
        }
        _ => {}
    }
}

/// An author of the source is the entry's, when it names none itself.
pub fn source_author(person: Option<Person>, notes: &mut Notes) {
    if let Some(item) = notes.item.as_deref_mut() {
        item.fields.author(5, person);
    }
}
