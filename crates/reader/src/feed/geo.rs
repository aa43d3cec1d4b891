//! Places: GeoRSS simple and GML, W3C's `geo:lat` and `geo:long`. Degrees, latitude first.
//!
//! <https://docs.ogc.org/cs/17-002r1/17-002r1.html>; a shape that is no point is left out.

use super::{
    element::{Context, Element, Mode, Plan},
    names::Ns,
    notes::{Captured, Notes},
};

/// What a start tag means.
pub fn open(element: &Element<'_>, context: Context, notes: &mut Notes) -> Plan {
    if !matches!(context, Context::Item | Context::Where) {
        return Plan::Ignore;
    }
    match (element.ns, &*element.local) {
        (Ns::Geo, "where") => Plan::Enter(Context::Where),
        (Ns::Gml, "point") => {
            if let Some(item) = notes.item.as_deref_mut() {
                item.position.east_first = element.attribute("srsname").is_some_and(is_projected);
            }
            Plan::Enter(Context::Where)
        }
        (Ns::Geo, "point" | "lat" | "long" | "lon" | "lat_long") | (Ns::Gml, "pos" | "coordinates") => {
            Plan::Capture(Mode::Plain)
        }
        _ => Plan::Ignore,
    }
}

/// UTM and its like name the easting first; degrees written under their names are written so too.
fn is_projected(srs: &str) -> bool {
    let code = srs.rsplit(':').next().and_then(|c| c.parse::<u32>().ok()).unwrap_or(0);
    matches!(code, 25800..=25899 | 26900..=26999 | 27000..=27099 | 32600..=32799)
}

/// What a captured text means.
pub fn close(captured: Captured<'_>, _: Context, notes: &mut Notes) {
    let (Some(item), Some(text)) = (notes.item.as_deref_mut(), captured.plain()) else { return };
    let parts = text.split(|c: char| c.is_whitespace() || c == ',').filter(|s| !s.is_empty());
    let mut numbers = parts.map_while(|s| s.parse::<f64>().ok());
    let (first, second) = (numbers.next(), numbers.next());
    match &*captured.element.local {
        "lat" => item.position.lat = first,
        "long" | "lon" => item.position.lon = first,
        _ => {
            if let (Some(a), Some(b)) = (first, second) {
                let (lat, lon) = if item.position.east_first { (b, a) } else { (a, b) };
                item.place(lat, lon);
            }
        }
    }
}
