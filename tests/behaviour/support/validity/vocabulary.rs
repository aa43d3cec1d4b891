//! Elements of other vocabularies in a feed: those that validators know, with the attributes and values that they take.

use super::{Problems, values, xml::Element};

pub const MEDIA: &str = "http://search.yahoo.com/mrss/";
pub const DC: &str = "http://purl.org/dc/elements/1.1/";
pub const TERMS: &str = "http://purl.org/dc/terms/";
pub const GEO: &str = "http://www.georss.org/georss";
pub const HISTORY: &str = "http://purl.org/syndication/history/1.0";
pub const TOMBSTONES: &str = "http://purl.org/atompub/tombstones/1.0";
/// Ours: documented at `/ns/1`, and not in RSS.
pub const OWN: &str = "urn:pressfeed:ns:1";

/// True if the element belongs to another vocabulary; then it was checked.
pub fn check(problems: &mut Problems, element: &Element) -> bool {
    match element.space.as_str() {
        MEDIA => media(problems, element),
        DC => {
            let known = ["creator", "publisher", "identifier", "date", "subject", "language", "rights", "source"];
            simple(problems, element, &known);
        }
        TERMS => {
            let known = ["spatial", "available", "provenance", "created", "modified", "issued", "license"];
            simple(problems, element, &known);
            if element.name == "available" {
                problems.unless(values::rfc3339(&element.text).is_some(), || {
                    format!("dcterms:available: {}", element.text)
                });
            }
        }
        GEO => {
            let numbers: Vec<f64> = element.text.split(' ').filter_map(|part| part.parse().ok()).collect();
            let inside = matches!(numbers[..], [lat, lon] if lat.abs() <= 90.0 && lon.abs() <= 180.0);
            problems.unless(element.name == "point" && inside, || format!("georss: {}", element.text));
        }
        OWN | HISTORY | TOMBSTONES => {}
        _ => return false,
    }
    true
}

fn simple(problems: &mut Problems, element: &Element, known: &[&str]) {
    problems.unless(known.contains(&element.name.as_str()), || {
        format!("the element {} of {}", element.name, element.space)
    });
    problems.unless(!element.text.trim().is_empty() && element.children.is_empty(), || {
        format!("{} is empty", element.name)
    });
    problems.unless(element.attributes.is_empty(), || format!("{} has attributes", element.name));
}

fn media(problems: &mut Problems, element: &Element) {
    let attributes: &[&str] = match element.name.as_str() {
        "content" => &["url", "fileSize", "type", "medium", "isDefault", "duration", "height", "width", "lang"],
        "thumbnail" => &["url", "height", "width", "time"],
        "title" | "description" => &["type"],
        "credit" => &["role", "scheme"],
        "copyright" => &["url"],
        "group" => &[],
        _ => return problems.unless(false, || format!("media:{}", element.name)),
    };
    for (space, name, value) in &element.attributes {
        let place = || format!("media:{} {name}={value}", element.name);
        problems.unless(space.is_empty() && attributes.contains(&name.as_str()), place);
        let right = match name.as_str() {
            "url" => values::is_uri(value),
            "type" if element.name == "content" => values::is_media_type(value),
            "type" => matches!(value.as_str(), "plain" | "html"),
            "medium" => ["image", "audio", "video", "document", "executable"].contains(&value.as_str()),
            "height" | "width" | "fileSize" => value.parse::<u64>().is_ok_and(|number| number > 0),
            "lang" => values::is_language(value),
            _ => true,
        };
        problems.unless(right, place);
    }
    if matches!(element.name.as_str(), "title" | "description" | "copyright") {
        if element.attribute("type") == Some("html") {
            super::html::check(problems, &element.text);
        } else {
            let html = values::looks_like_html(&element.text, &element.raw);
            problems.unless(html.is_none(), || format!("media:{}: {html:?}", element.name));
        }
    }
    if matches!(element.name.as_str(), "content" | "thumbnail") {
        problems.unless(element.attribute("url").is_some(), || format!("media:{} without url", element.name));
    }
    for child in &element.children {
        problems.unless(child.space == MEDIA, || format!("{} in media:{}", child.name, element.name));
        media(problems, child);
    }
}
