//! Which file reads which vocabulary: a new one is a file and a line in each function here.

use super::{
    atom, cdf, core, dublin,
    element::{Context, Element, Plan},
    geo, itunes, media, modules,
    names::Ns,
    notes::{Captured, Notes},
};
use crate::model::Format;

/// What a start tag means where it stands; what its attributes say is noted.
pub fn open(element: &Element<'_>, context: Context, notes: &mut Notes) -> Plan {
    match element.ns {
        _ if context == Context::Ignored => Plan::Ignore,
        Ns::Core if element.format == Format::Cdf => cdf::open(element, context, notes),
        Ns::Core | Ns::Atom => match context {
            Context::Person(_) => atom::open_person(element),
            _ if element.is_atom() => atom::open(element, context, notes),
            _ => core::open(element, context, notes),
        },
        Ns::Dc | Ns::DcTerms => dublin::open(context),
        Ns::Content => modules::open_content(element, context),
        Ns::Xhtml => modules::open_xhtml(element, context),
        Ns::Media | Ns::Itunes => {
            notes.modelled = true;
            if element.ns == Ns::Media {
                media::open(element, context, notes)
            } else {
                itunes::open(element, context, notes)
            }
        }
        Ns::Geo | Ns::Gml => geo::open(element, context, notes),
        Ns::Syndication | Ns::Cc | Ns::Comments => modules::open(element, context, notes),
        Ns::Counter => modules::open_counter(element, context),
        Ns::Rdf | Ns::Other => Plan::Ignore,
    }
}

/// What a captured text means where it stands.
pub fn close(captured: Captured<'_>, context: Context, notes: &mut Notes) {
    match captured.element.ns {
        Ns::Core if captured.element.format == Format::Cdf => cdf::close(captured, context, notes),
        Ns::Core | Ns::Atom => match context {
            Context::Person(_) => atom::close_person(captured, notes),
            _ if captured.element.is_atom() => atom::close(captured, context, notes),
            _ => core::close(captured, context, notes),
        },
        Ns::Dc | Ns::DcTerms => dublin::close(captured, context, notes),
        Ns::Content | Ns::Xhtml => modules::close_content(captured, context, notes),
        Ns::Media => media::close(captured, context, notes),
        Ns::Itunes => itunes::close(captured, context, notes),
        Ns::Geo | Ns::Gml => geo::close(captured, context, notes),
        Ns::Syndication | Ns::Cc | Ns::Comments => modules::close(captured, context, notes),
        Ns::Counter => modules::close_counter(captured, notes),
        Ns::Rdf | Ns::Other => {}
    }
}
