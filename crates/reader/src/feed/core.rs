//! RSS's own elements: Netscape's and Userland's 0.90 to 0.94, 2.0, RDF's 1.0, and what people believe is RSS.
//!
//! <https://www.rssboard.org/rss-specification>, <https://web.resource.org/rss/1.0/spec>. Titles and descriptions
//! may be HTML or not; nothing says which. `lastBuildDate` is the feed's, `pubDate` the item's; both are written in both.

use super::{
    element::{Context, Element, Mode, Place, Plan},
    notes::{Captured, Notes},
    person, values,
};
use crate::model::{Attachment, Image};

/// Elements of the feed or its items that hold plain text.
const TEXTS: [&str; 27] = [
    "category", "comments", "created", "date", "encoded", "generator", "guid", "icon", "id", "image", "issued",
    "keyword", "language", "lastbuilddate", "lastmod", "link", "logo", "modified", "pubdate", "pubdatetime",
    "published", "tag", "thumb", "thumbnail", "ttl", "updated", "url",
];

/// What a start tag means.
pub fn open(element: &Element<'_>, context: Context, notes: &mut Notes) -> Plan {
    match (context, &*element.local) {
        (Context::Channel, "image") if element.attributes.is_empty() || element.attribute("url").is_none() => {
            Plan::Enter(Context::Image)
        }
        (Context::Channel, "channel") => Plan::Enter(Context::Channel),
        (Context::Channel, "items" | "textinput" | "cloud") => Plan::Ignore,
        (Context::Channel, "skiphours" | "skipdays") => Plan::Enter(Context::Skip),
        (Context::Item, "source") => {
            if let Some(item) = notes.item.as_deref_mut()
                && let Some(url) = element.url_attribute("url")
            {
                item.origin().url = Some(url);
            }
            Plan::Capture(Mode::Loose)
        }
        (Context::Item, "enclosure") => {
            let told = element.attribute("url").or_else(|| element.attribute("href")).is_some();
            enclosure(element, notes);
            if told { Plan::Ignore } else { Plan::Capture(Mode::Plain) }
        }
        (Context::Item, "image") => {
            picture(element.url_attribute("url").or_else(|| element.url_attribute("href")), notes);
            Plan::Enter(Context::Image)
        }
        (Context::Item, "guid") => {
            if let Some(item) = notes.item.as_deref_mut() {
                item.permalink =
                    Some(element.attribute("ispermalink").is_none_or(|v| !v.eq_ignore_ascii_case("false")));
            }
            Plan::Capture(Mode::Plain)
        }
        // an author with parts, as Atom writes it, within RSS
        (Context::Channel | Context::Item, "author" | "managingeditor" | "webmaster" | "contributor") => {
            Plan::Enter(Context::Person(context.place().unwrap_or(Place::Channel)))
        }
        (Context::Item, "fullitem" | "body" | "content" | "title" | "description" | "summary" | "abstract") => {
            Plan::Capture(Mode::Loose)
        }
        (Context::Channel, "title" | "description" | "subtitle" | "tagline" | "abstract" | "summary") => {
            Plan::Capture(Mode::Loose)
        }
        (Context::Channel | Context::Item, "copyright" | "rights") => Plan::Capture(Mode::Loose),
        (Context::Channel | Context::Item, "categories" | "tags") => Plan::Enter(context),
        (Context::Channel | Context::Item, name) if TEXTS.contains(&name) => Plan::Capture(Mode::Plain),
        (Context::Image | Context::Skip | Context::Source, _) => Plan::Capture(Mode::Plain),
        // what nobody knows may hold titles and dates of its own
        _ => Plan::Ignore,
    }
}

fn enclosure(element: &Element<'_>, notes: &mut Notes) {
    let Some(item) = notes.item.as_deref_mut() else { return };
    item.media = true;
    if let Some(url) = element.url_attribute("url").or_else(|| element.url_attribute("href")) {
        item.attach(Attachment {
            mime_type: values::media_type(element.attribute("type"), &url),
            url,
            size_in_bytes: element.attribute("length").and_then(values::size),
            ..Attachment::default()
        });
    }
}

/// What a captured text means.
pub fn close(captured: Captured<'_>, context: Context, notes: &mut Notes) {
    match context {
        Context::Channel => channel(captured, notes),
        Context::Item => item(captured, notes),
        Context::Image => image(captured, notes),
        Context::Skip => skip(&captured, notes),
        _ => {}
    }
}

fn channel(captured: Captured<'_>, notes: &mut Notes) {
    let local = captured.element.local.clone();
    let fields = &mut notes.fields;
    match &*local {
        "title" => fields.title.set(0, captured.markup()),
        "link" => fields.url.set(0, captured.element.url_attribute("href").or_else(|| captured.url())),
        "description" => fields.summary.set(0, captured.markup()),
        "subtitle" | "tagline" | "abstract" | "summary" => fields.summary.set(2, captured.markup()),
        "language" => fields.language.set(0, captured.line()),
        "copyright" | "rights" => fields.rights.set(0, captured.line()),
        "pubdate" | "published" => fields.published.set(0, captured.line()),
        "lastbuilddate" | "updated" | "modified" | "lastmod" | "date" => fields.updated.set(0, captured.line()),
        "category" | "tag" => fields.tag(captured.line().as_deref().unwrap_or_default()),
        "generator" => notes.document.generator = captured.line().or(notes.document.generator.take()),
        "ttl" => {
            notes.document.advice.ttl_minutes =
                captured.plain().and_then(|t| t.parse().ok()).or(notes.document.advice.ttl_minutes)
        }
        "id" | "guid" => fields.id.set(0, captured.line()),
        "url" | "logo" | "icon" | "image" => {
            let url = captured.url().or_else(|| captured.element.url_attribute("url"));
            fields.image.set(3, url.map(|url| Image { url, ..Image::default() }));
        }
        _ => {}
    }
}

fn item(captured: Captured<'_>, notes: &mut Notes) {
    let local = captured.element.local.clone();
    let Some(item) = notes.item.as_deref_mut() else { return };
    let fields = &mut item.fields;
    match &*local {
        "title" => fields.title.set(0, captured.markup()),
        "link" => fields.url.set(0, captured.element.url_attribute("href").or_else(|| captured.url())),
        "guid" => fields.id.set(0, captured.line()),
        "id" => fields.id.set(1, captured.line()),
        "description" | "summary" => description(captured, fields),
        "abstract" => fields.summary.set(1, captured.body()),
        "content" | "fullitem" | "body" | "encoded" => fields.content.set(3, captured.body()),
        "pubdate" | "published" | "issued" | "created" => fields.published.set(0, captured.line()),
        "date" | "pubdatetime" => fields.published.set(6, captured.line()),
        "updated" | "modified" | "lastbuilddate" | "lastmod" => fields.updated.set(0, captured.line()),
        "category" | "keyword" | "tag" => fields.tag(captured.line().as_deref().unwrap_or_default()),
        "comments" => item.draft.extras.comments_url = captured.url().or(item.draft.extras.comments_url.take()),
        "language" => fields.language.set(0, captured.line()),
        "copyright" | "rights" => fields.rights.set(0, captured.line()),
        "source" => {
            if let Some(title) = captured.line() {
                item.origin().title = Some(title);
            }
        }
        // its address as its text
        "enclosure" => {
            if let Some(url) = captured.url() {
                let mime_type = values::media_type(captured.element.attribute("type"), &url);
                item.attach(Attachment { url, mime_type, ..Attachment::default() });
            }
        }
        "thumbnail" | "thumb" => item.thumbnail.set(5, captured.url()),
        _ => {}
    }
}

/// `description` and `summary` beside each other: the first is the teaser, the second the text.
fn description(captured: Captured<'_>, fields: &mut super::notes::Fields) {
    let name: &'static str = if captured.element.local == "summary" { "summary" } else { "description" };
    match fields.summary_from {
        Some(first) if first != name => fields.content.set(5, captured.body()),
        _ => {
            fields.summary_from = Some(name);
            fields.summary.set(0, captured.body());
        }
    }
}

fn image(captured: Captured<'_>, notes: &mut Notes) {
    let local = captured.element.local.clone();
    let Some(fields) = notes.fields(if notes.item.is_some() { Place::Item } else { Place::Channel }) else { return };
    let mut picture = fields.image.take().unwrap_or_default();
    match &*local {
        "url" | "href" => picture.url = captured.url().unwrap_or(picture.url),
        "title" => picture.title = captured.line(),
        "link" => picture.link = captured.url(),
        _ => {}
    }
    fields.image.put(0, Some(picture));
}

/// The address of an item's picture, without an element of its own.
pub fn picture(url: Option<String>, notes: &mut Notes) {
    if let Some(item) = notes.item.as_deref_mut() {
        item.fields.image.put(3, url.map(|url| Image { url, ..Image::default() }));
    }
}

fn skip(captured: &Captured<'_>, notes: &mut Notes) {
    let advice = &mut notes.document.advice;
    let Some(text) = captured.plain() else { return };
    match &*captured.element.local {
        // 24 is written for 0: RSS 0.91 counted from 1
        "hour" => {
            if let Some(hour) = text.parse::<u8>().ok().filter(|h| *h <= 24).map(|h| h % 24)
                && !advice.skip_hours.contains(&hour)
            {
                advice.skip_hours.push(hour);
            }
        }
        "day" => {
            let day = text.to_ascii_lowercase();
            let known = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
            if known.contains(&day.as_str()) && !advice.skip_days.contains(&day) {
                advice.skip_days.push(day);
            }
        }
        _ => {}
    }
}

/// Ends a person: whose it is depends on the element's name.
pub fn end_person(local: &str, at: Place, notes: &mut Notes) {
    let person = notes.person.finish();
    let rank = match local {
        "author" => 0,
        "creator" => 1,
        "managingeditor" => 3,
        "webmaster" => 8,
        _ => 6,
    };
    if local == "contributor" {
        return; // a hand that helped is no author
    }
    if let Some(fields) = notes.fields(at) {
        fields.author(rank, person);
    }
}

/// A person written as one text, by an element of another vocabulary.
pub fn author_text(rank: u8, captured: Captured<'_>, context: Context, notes: &mut Notes) {
    let person = captured.line().and_then(|t| person::parse(&t));
    if let Some(fields) = context.place().and_then(|p| notes.fields(p)) {
        fields.author(rank, person);
    }
}
