//! Apple's podcast elements, where RSS's own lack. <https://help.apple.com/itc/podcasts_connect/#/itcb54353390>

use super::{
    core,
    element::{Context, Element, Mode, Place, Plan},
    notes::{Captured, Notes},
};
use crate::model::Image;

/// What a start tag means.
pub fn open(element: &Element<'_>, context: Context, notes: &mut Notes) -> Plan {
    let Some(at) = context.place() else { return Plan::Ignore };
    match &*element.local {
        "image" | "link" => {
            let url = element.url_attribute("href").or_else(|| element.url_attribute("url"));
            if let (Some(url), Some(fields)) = (url, notes.fields(at)) {
                fields.image.put(3, Some(Image { url, ..Image::default() }));
                return Plan::Ignore;
            }
            Plan::Capture(Mode::Plain)
        }
        "category" => {
            if let Some(fields) = notes.fields(at) {
                fields.tag(element.attribute("text").unwrap_or_default());
            }
            Plan::Enter(context)
        }
        "owner" if at == Place::Channel => Plan::Enter(Context::Person(at)),
        "summary" | "subtitle" | "title" => Plan::Capture(Mode::Loose),
        "author" | "duration" | "keywords" | "name" | "email" => Plan::Capture(Mode::Plain),
        "new-feed-url" if at == Place::Channel => Plan::Capture(Mode::Plain),
        _ => Plan::Ignore,
    }
}

/// What a captured text means.
pub fn close(captured: Captured<'_>, context: Context, notes: &mut Notes) {
    let local = captured.element.local.clone();
    if let Context::Person(_) = context {
        return super::atom::close_person(captured, notes);
    }
    if &*local == "author" {
        return core::author_text(4, captured, context, notes);
    }
    let Some(at) = context.place() else { return };
    if &*local == "new-feed-url" {
        return moved(&captured, notes);
    }
    if &*local == "duration" {
        if let Some(item) = notes.item.as_deref_mut() {
            item.media = true;
            item.draft.extras.duration = captured.line();
        }
        return;
    }
    let Some(fields) = notes.fields(at) else { return };
    match &*local {
        "title" => fields.title.put(4, captured.markup()),
        "summary" => fields.summary.put(4, captured.markup()),
        "subtitle" => fields.summary.put(5, captured.markup()),
        "image" => fields.image.put(3, captured.url().map(|url| Image { url, ..Image::default() })),
        // separated by commas as Apple asks, or by spaces
        "keywords" => {
            let text = captured.line().unwrap_or_default();
            let comma = text.contains(',');
            for word in text.split(|c: char| if comma { c == ',' } else { c.is_whitespace() }) {
                fields.tag(word);
            }
        }
        _ => {}
    }
}

/// Where the feed lives from now on: told, and not followed, since whoever writes into a feed is not yet its server.
fn moved(captured: &Captured<'_>, notes: &mut Notes) {
    let bare = |url: &str| url.split_once("://").map_or(url, |(_, rest)| rest).trim_end_matches('/').to_owned();
    let own = captured.element.scope.base.as_deref().map(|base| bare(base.as_str()));
    if let Some(url) = captured.url().filter(|url| Some(bare(url)) != own) {
        notes.warn(&format!("the feed says that it moved to {url}"));
    }
}
