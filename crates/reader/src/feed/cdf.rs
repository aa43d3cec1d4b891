//! CDF, Microsoft's Channel Definition Format of 1997: channels and items whose addresses stand in attributes.

use super::{
    element::{Context, Element, Mode, Plan},
    notes::{Captured, Notes},
};
use crate::model::Image;

/// What the attributes of `CHANNEL` or `ITEM` say.
pub fn attributes(element: &Element<'_>, context: Context, notes: &mut Notes) {
    if let Some(fields) = context.place().and_then(|p| notes.fields(p)) {
        fields.url.put(0, element.url_attribute("href"));
        fields.updated.put(0, element.attribute("lastmod").map(str::to_owned));
    }
}

/// What a start tag means.
pub fn open(element: &Element<'_>, context: Context, notes: &mut Notes) -> Plan {
    match (context, &*element.local) {
        (Context::Channel, "channel") => {
            attributes(element, context, notes);
            Plan::Enter(Context::Channel)
        }
        (Context::Channel | Context::Item, "a") => {
            if let Some(fields) = context.place().and_then(|p| notes.fields(p)) {
                fields.url.put(1, element.url_attribute("href"));
            }
            Plan::Ignore
        }
        (Context::Channel, "logo") => {
            let url = element.url_attribute("href");
            notes.fields.image.put(0, url.map(|url| Image { url, ..Image::default() }));
            Plan::Ignore
        }
        (Context::Channel | Context::Item, "title" | "abstract" | "description") => Plan::Capture(Mode::Loose),
        _ => Plan::Ignore,
    }
}

/// What a captured text means.
pub fn close(captured: Captured<'_>, context: Context, notes: &mut Notes) {
    let Some(fields) = context.place().and_then(|p| notes.fields(p)) else { return };
    match &*captured.element.local {
        "title" => fields.title.put(0, captured.markup()),
        _ => fields.summary.put(0, captured.markup()),
    }
}
