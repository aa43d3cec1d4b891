//! Media RSS: pictures and films with their titles, kinds and sizes. <https://www.rssboard.org/media-rss>
//!
//! feed-rs reads it in full ([`super::complete`]); noted here is what it has no place for, and what stands in when it refuses.

use super::{
    core,
    element::{Context, Element, Mode, Plan},
    notes::{Captured, Notes},
    values,
};
use crate::model::{Attachment, Image};

/// Bytes of what is said of a file: what is longer tells of the item.
const CAPTION: usize = 300;

/// What a start tag means.
pub fn open(element: &Element<'_>, context: Context, notes: &mut Notes) -> Plan {
    let Some(item) = notes.item.as_deref_mut().filter(|_| matches!(context, Context::Item | Context::Media)) else {
        return if context == Context::Channel { channel(element, notes) } else { Plan::Ignore };
    };
    item.media = true;
    match &*element.local {
        "group" => Plan::Enter(Context::Media),
        "content" => {
            content(element, item);
            Plan::Enter(Context::Media)
        }
        "thumbnail" => {
            let url = element.url_attribute("url");
            if url.is_none() {
                return Plan::Capture(Mode::Plain); // some write the address as text
            }
            item.thumbnail.put(0, url);
            Plan::Ignore
        }
        "license" => {
            let url = element.url_attribute("href");
            item.draft.extras.license = item.draft.extras.license.take().or(url);
            Plan::Ignore
        }
        "title" | "description" | "text" => Plan::Capture(Mode::Loose),
        "category" | "keywords" | "credit" | "copyright" => Plan::Capture(Mode::Plain),
        _ => Plan::Ignore,
    }
}

fn channel(element: &Element<'_>, notes: &mut Notes) -> Plan {
    match &*element.local {
        "thumbnail" | "content" => {
            let picture = element.local == "thumbnail" || is_image(element);
            let url = element.url_attribute("url").filter(|_| picture);
            notes.fields.image.put(4, url.map(|url| Image { url, ..Image::default() }));
            Plan::Ignore
        }
        "category" | "copyright" => Plan::Capture(Mode::Plain),
        _ => Plan::Ignore,
    }
}

fn is_image(element: &Element<'_>) -> bool {
    element.attribute("medium") == Some("image") || element.attribute("type").is_some_and(|t| t.starts_with("image/"))
}

fn content(element: &Element<'_>, item: &mut super::notes::Item) {
    let Some(url) = element.url_attribute("url") else { return };
    let mime = values::media_type(element.attribute("type"), &url);
    let image =
        element.attribute("medium") == Some("image") || mime.as_deref().is_some_and(|m| m.starts_with("image/"));
    if image {
        item.fields.image.put(2, Some(Image { url: url.clone(), ..Image::default() }));
    }
    item.last_media = Some(url.clone());
    item.attach(Attachment {
        url,
        mime_type: mime,
        size_in_bytes: element.attribute("filesize").and_then(values::size),
        duration_in_seconds: element.attribute("duration").and_then(values::duration),
        ..Attachment::default()
    });
}

/// What is said of one file is its title, rather than the item's.
fn caption(said: Option<String>, notes: &mut Notes) {
    let said = said.filter(|text| text.len() <= CAPTION);
    let Some(item) = notes.item.as_deref_mut() else { return };
    let last = item.last_media.as_deref();
    if let Some(file) = item.draft.attachments.iter_mut().rev().find(|file| Some(file.url.as_str()) == last) {
        file.title = file.title.take().or(said);
    }
}

/// What a captured text means.
pub fn close(captured: Captured<'_>, context: Context, notes: &mut Notes) {
    let local = captured.element.local.clone();
    if &*local == "credit" {
        let role = captured.element.attribute("role").unwrap_or("author");
        if matches!(role, "author" | "owner") && context == Context::Item {
            core::author_text(6, captured, context, notes);
        }
        return;
    }
    let is_caption = context == Context::Media && matches!(&*local, "title" | "description");
    if is_caption && captured.text.len() <= CAPTION * 2 {
        caption(captured.clone().line(), notes);
    }
    let item = notes.item.as_deref_mut();
    let Some(fields) = item.map(|i| (&mut i.fields, &mut i.thumbnail)) else {
        if &*local == "category" {
            notes.fields.tag(captured.line().as_deref().unwrap_or_default());
        }
        return;
    };
    let (fields, thumbnail) = fields;
    match &*local {
        "title" => fields.title.put(5, captured.markup()),
        "description" => fields.summary.put(6, captured.markup()),
        "copyright" => fields.rights.put(4, captured.line()),
        "thumbnail" => thumbnail.put(1, captured.url()),
        "category" => {
            let label = captured.element.attribute("label").map(str::to_owned);
            fields.tag(label.or_else(|| captured.line()).as_deref().unwrap_or_default());
        }
        "keywords" => {
            for word in captured.line().unwrap_or_default().split(',') {
                fields.tag(word);
            }
        }
        _ => {}
    }
}
