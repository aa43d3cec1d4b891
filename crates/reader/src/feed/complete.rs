//! feed-rs on the mended document, joined with what the pass noted.
//!
//! The pass knows what feed-rs's model cannot carry: dates as printed, whether a text is HTML, what a guid is, raw
//! bytes. feed-rs knows what takes a model: Media RSS with its groups and scopes, podcasts, subcategories. What the
//! pass noted stands; feed-rs gives media and every field that the pass had no rule for. A feed without Media RSS and
//! podcast elements is not parsed again: it gave nothing there, and took 40 % of the time of reading. Items are matched by place,
//! and only if both count the same. A refusal or a panic of the parser costs what it would have added, no more.

use std::panic::{AssertUnwindSafe, catch_unwind};

use feed_rs::{
    model::{Category, Entry, Feed, Link, MediaObject, Text},
    parser,
};
use url::Url;

use super::notes::{Fields, Item, Notes};
use super::values;
use crate::model::{Attachment, Image, Markup, Person};

/// Rank of what only feed-rs found.
const BEHIND: u8 = 100;

/// Parses a mended document and completes the notes.
pub fn complete(document: &str, base: Option<&Url>, notes: &mut Notes) {
    let parser = parser::Builder::new()
        .base_uri(base.map(Url::as_str))
        .id_generator(|_, _, _| String::new()) // none is better than a new one at each poll
        .timestamp_parser(|_| None) // dates stay text, and its regexes cost a third of its time
        .sanitize_content(false)
        .build();
    let parsed = catch_unwind(AssertUnwindSafe(|| parser.parse(document.as_bytes())));
    let Ok(Ok(feed)) = parsed else { return };
    if feed.entries.len() == notes.items.len() {
        for (item, entry) in notes.items.iter_mut().zip(&feed.entries) {
            complete_item(item, entry, base);
        }
    }
    complete_document(&feed, notes);
}

fn complete_document(feed: &Feed, notes: &mut Notes) {
    let fields = &mut notes.fields;
    fields.title.put(BEHIND, feed.title.as_ref().and_then(markup));
    fields.summary.put(BEHIND, feed.description.as_ref().and_then(markup));
    fields.language.put(BEHIND, feed.language.clone());
    fields.rights.put(BEHIND, feed.rights.as_ref().map(|t| t.content.trim().to_owned()).filter(|t| !t.is_empty()));
    fields.image.put(BEHIND, feed.logo.as_ref().and_then(picture));
    fields.icon.put(BEHIND, feed.icon.as_ref().map(|i| i.uri.clone()));
    let document = &mut notes.document;
    document.generator = document.generator.take().or_else(|| feed.generator.as_ref().map(|g| g.content.clone()));
    document.advice.ttl_minutes = document.advice.ttl_minutes.or(feed.ttl.map(u64::from));
    if fields.tags.is_empty() {
        tags(&feed.categories, fields);
    }
}

fn complete_item(item: &mut Item, entry: &Entry, base: Option<&Url>) {
    if item.media {
        for object in &entry.media {
            media(object, item, base);
        }
    }
    let fields = &mut item.fields;
    fields.title.put(BEHIND, entry.title.as_ref().and_then(markup));
    fields.summary.put(BEHIND, entry.summary.as_ref().and_then(markup));
    fields.language.put(BEHIND, entry.language.clone());
    // a link with a target is that of the comments
    let page = |l: &&Link| l.target.is_none() && matches!(l.rel.as_deref(), None | Some("alternate"));
    fields.url.put(BEHIND, entry.links.iter().find(page).map(|l| l.href.clone()));
    if fields.tags.is_empty() {
        tags(&entry.categories, fields);
    }
    if fields.authors.is_empty() {
        for person in &entry.authors {
            let person = Person {
                name: person.name.clone(),
                email: person.email.clone(),
                url: person.uri.clone(),
                avatar: None,
            };
            fields.author(BEHIND, (person.name.is_some() || person.email.is_some()).then_some(person));
        }
    }
}

/// A media object: each of its contents is a file; its title and duration are theirs when they are one.
fn media(object: &MediaObject, item: &mut Item, base: Option<&Url>) {
    let alone = object.content.len() == 1;
    let title = object
        .title
        .as_ref()
        .filter(|_| alone)
        .map(|t| crate::text::html::to_line(&t.content))
        .filter(|t| !t.is_empty());
    for content in &object.content {
        // joined to the feed's address an empty one is the feed
        let Some(url) = content.url.as_ref().filter(|url| Some(*url) != base) else { continue };
        let duration = content.duration.or(object.duration.filter(|_| alone));
        let url = values::address(url.as_str(), None).into_owned();
        // the address as feed-rs parsed it may differ from the one noted by a slash
        let known = item.draft.attachments.iter().find(|a| same_address(&a.url, &url)).map(|a| a.url.clone());
        item.attach(Attachment {
            url: known.unwrap_or(url),
            mime_type: content.content_type.as_ref().and_then(|kind| values::media_type(Some(kind.as_ref()), "")),
            title: title.clone(),
            size_in_bytes: content.size.filter(|n| *n > 0),
            duration_in_seconds: duration.map(|d| d.as_secs_f64()).filter(|d| *d > 0.0),
        });
    }
    item.thumbnail.put(2, object.thumbnails.first().map(|t| t.image.uri.clone()).filter(|u| !u.is_empty()));
}

fn same_address(a: &str, b: &str) -> bool {
    a == b || Url::parse(a).is_ok_and(|parsed| parsed.as_str() == b)
}

fn tags(categories: &[Category], fields: &mut Fields) {
    for category in categories {
        fields.tag(category.label.as_deref().unwrap_or(&category.term));
        tags(&category.subcategories, fields);
    }
}

fn markup(text: &Text) -> Option<Markup> {
    let content = text.content.trim();
    let html = text.content_type.subty() != "plain";
    (!content.is_empty())
        .then(|| if html { Markup::Html(content.to_owned()) } else { Markup::Text(content.to_owned()) })
}

fn picture(image: &feed_rs::model::Image) -> Option<Image> {
    let url = image.uri.trim();
    (!url.is_empty()).then(|| Image {
        url: url.to_owned(),
        title: image.title.clone(),
        link: image.link.as_ref().map(|l| l.href.clone()),
    })
}
