//! Dublin Core, elements and terms: RSS 1.0's dates and authors, and RSS 2.0's where its own lack.
//!
//! <https://web.resource.org/rss/1.0/modules/dc/>, <https://www.dublincore.org/specifications/dublin-core/dcmi-terms/>

use super::{
    core,
    element::{Context, Mode, Place, Plan},
    notes::{Captured, Notes},
};

/// Every element holds text.
pub fn open(context: Context) -> Plan {
    if context.place().is_some() { Plan::Capture(Mode::Loose) } else { Plan::Ignore }
}

/// What a captured text means.
pub fn close(captured: Captured<'_>, context: Context, notes: &mut Notes) {
    let local = captured.element.local.clone();
    match &*local {
        "creator" => return core::author_text(1, captured, context, notes),
        "author" => return core::author_text(2, captured, context, notes),
        "publisher" if context == Context::Channel => return core::author_text(7, captured, context, notes),
        _ => {}
    }
    let Some(at) = context.place() else { return };
    let Some(fields) = notes.fields(at) else { return };
    match &*local {
        "title" => fields.title.put(3, captured.markup()),
        "description" | "abstract" => fields.summary.put(3, captured.markup()),
        // of a feed, the last change; of an item, its publication
        "date" if at == Place::Channel => fields.updated.put(3, captured.line()),
        "date" => fields.published.set(2, captured.line()),
        "issued" | "available" => fields.published.put(3, captured.line()),
        "created" => fields.published.put(4, captured.line()),
        "modified" => fields.updated.put(2, captured.line()),
        "language" => fields.language.put(1, captured.line()),
        "rights" => fields.rights.put(2, captured.line()),
        "identifier" => fields.id.put(6, captured.line()),
        "subject" => fields.tag(captured.line().as_deref().unwrap_or_default()),
        "source" if at == Place::Item => {
            if let (Some(item), Some(title)) = (notes.item.as_deref_mut(), captured.line())
                && item.draft.extras.source.is_none()
            {
                let web = title.starts_with("http");
                let origin = item.origin();
                *if web { &mut origin.url } else { &mut origin.title } = Some(title);
            }
        }
        _ => {}
    }
}
