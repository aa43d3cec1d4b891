//! Small modules: `content:encoded` and XHTML bodies, syndication hints, Creative Commons, comments.
//!
//! <https://web.resource.org/rss/1.0/modules/>; cc also as `creativeCommons:license` (Userland) and `cc:license` with `rdf:resource`.

use super::{
    element::{Context, Element, Mode, Plan},
    notes::{Captured, Notes},
};

/// `content:encoded`, and the RDF form `content:items` that nobody reads.
pub fn open_content(element: &Element<'_>, context: Context) -> Plan {
    match (&*element.local, context) {
        ("encoded", Context::Item) => Plan::Capture(Mode::Escaped),
        _ => Plan::Ignore,
    }
}

/// `xhtml:body` or `xhtml:div` within an item.
pub fn open_xhtml(element: &Element<'_>, context: Context) -> Plan {
    match (&*element.local, context) {
        ("body" | "div", Context::Item) => Plan::Capture(Mode::Inline),
        _ => Plan::Ignore,
    }
}

/// The body.
pub fn close_content(captured: Captured<'_>, context: Context, notes: &mut Notes) {
    if let Some(fields) = context.place().and_then(|p| notes.fields(p)) {
        fields.content.put(if captured.element.local == "encoded" { 0 } else { 1 }, captured.markup());
    }
}

/// `origLink`: the page itself, where `link` leads through a counter that may be gone.
pub fn open_counter(element: &Element<'_>, context: Context) -> Plan {
    match (&*element.local, context) {
        ("origlink", Context::Item) => Plan::Capture(Mode::Plain),
        _ => Plan::Ignore,
    }
}

/// The page.
pub fn close_counter(captured: Captured<'_>, notes: &mut Notes) {
    if let Some(item) = notes.item.as_deref_mut() {
        item.draft.behind_counter = captured.plain().filter(|text| text.starts_with("http")).and(captured.url());
    }
}

/// What a start tag means.
pub fn open(element: &Element<'_>, context: Context, notes: &mut Notes) -> Plan {
    if context.place().is_none() {
        return Plan::Ignore;
    }
    if &*element.local == "license"
        && let Some(url) = element.url_attribute("resource")
    {
        license(Some(url), context, notes);
        return Plan::Ignore;
    }
    Plan::Capture(Mode::Plain)
}

/// What a captured text means.
pub fn close(captured: Captured<'_>, context: Context, notes: &mut Notes) {
    match &*captured.element.local {
        "license" => license(captured.url(), context, notes),
        "updateperiod" if context == Context::Channel => {
            notes.period.0 = captured.plain().and_then(|period| match period.to_ascii_lowercase().as_str() {
                "hourly" => Some(60),
                "daily" => Some(24 * 60),
                "weekly" => Some(7 * 24 * 60),
                "monthly" => Some(30 * 24 * 60),
                "yearly" => Some(365 * 24 * 60),
                _ => None,
            });
        }
        "updatefrequency" if context == Context::Channel => {
            notes.period.1 = captured.plain().and_then(|t| t.parse().ok()).filter(|n| *n > 0)
        }
        "comment" if context == Context::Item => {
            if let Some(item) = notes.item.as_deref_mut() {
                item.draft.extras.comments_url = item.draft.extras.comments_url.take().or(captured.url());
            }
        }
        _ => {}
    }
}

fn license(url: Option<String>, context: Context, notes: &mut Notes) {
    match (context, notes.item.as_deref_mut()) {
        (Context::Item, Some(item)) => item.draft.extras.license = url.or(item.draft.extras.license.take()),
        (Context::Channel, _) => notes.fields.rights.put(6, url),
        _ => {}
    }
}
