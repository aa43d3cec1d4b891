//! Places: GeoRSS simple and GML, W3C's `geo:lat` and `geo:long`. Degrees, latitude first.
//!
//! <https://docs.ogc.org/cs/17-002r1/17-002r1.html>; a shape that is no point is left out.

use super::{
    element::{Context, Element, Mode, Plan},
    notes::{Captured, Notes},
};

/// What a start tag means.
pub fn open(element: &Element<'_>, context: Context) -> Plan {
    match (context, &*element.local) {
        (Context::Item, "where" | "point") if element.local == "where" => Plan::Enter(Context::Where),
        (Context::Item | Context::Where, "point") => {
            if context == Context::Where {
                Plan::Enter(Context::Where)
            } else {
                Plan::Capture(Mode::Plain)
            }
        }
        (Context::Item | Context::Where, "lat" | "long" | "lon" | "lat_long" | "pos" | "coordinates") => {
            Plan::Capture(Mode::Plain)
        }
        _ => Plan::Ignore,
    }
}

/// What a captured text means.
pub fn close(captured: Captured<'_>, _: Context, notes: &mut Notes) {
    let (Some(item), Some(text)) = (notes.item.as_deref_mut(), captured.plain()) else { return };
    let mut numbers = text
        .split(|c: char| c.is_whitespace() || c == ',')
        .filter(|s| !s.is_empty())
        .map_while(|s| s.parse::<f64>().ok());
    let (first, second) = (numbers.next(), numbers.next());
    match &*captured.element.local {
        "lat" => item.position.lat = first,
        "long" | "lon" => item.position.lon = first,
        _ => {
            if let (Some(lat), Some(lon)) = (first, second) {
                item.place(lat, lon);
            }
        }
    }
}
