//! The elements and attributes that stay.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};

/// Text, lists, tables, figures and media; sectioning too. What is not here goes, its text stays.
const ELEMENTS: &[&str] = &[
    "a", "abbr", "acronym", "address", "article", "aside", "audio", "b", "bdi", "bdo", "blockquote", "br", "caption",
    "center", "cite", "code", "col", "colgroup", "dd", "del", "details", "dfn", "div", "dl", "dt", "em", "figcaption",
    "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "i", "img", "ins", "kbd", "li", "mark",
    "ol", "p", "picture", "pre", "q", "rp", "rt", "ruby", "s", "samp", "section", "small", "source", "span", "strike",
    "strong", "sub", "summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "time", "tr", "tt", "u", "ul",
    "var", "video", "wbr",
];

/// Elements that go with all that is in them. Not `object` and its like: what they hold is for readers without them.
const WITHOUT_CONTENT: &[&str] = &[
    "script", "style", "template", "svg", "math", "iframe", "noembed", "noframes", "title", "xmp", "textarea",
    "select", "button", "plaintext", "head", "dialog", "map",
];

const ATTRIBUTES: &[(&str, &[&str])] = &[
    ("a", &["href", "hreflang", "title"]),
    ("abbr", &["title"]),
    ("acronym", &["title"]),
    ("audio", &["src"]),
    ("blockquote", &["cite"]),
    ("col", &["span"]),
    ("colgroup", &["span"]),
    ("del", &["cite", "datetime"]),
    ("details", &["open"]),
    ("dfn", &["title"]),
    ("img", &["src", "srcset", "sizes", "alt", "title", "width", "height"]),
    ("ins", &["cite", "datetime"]),
    ("li", &["value"]),
    ("ol", &["start", "type", "reversed"]),
    ("q", &["cite"]),
    ("source", &["src", "srcset", "sizes", "type", "media", "width", "height"]),
    ("td", &["colspan", "rowspan", "headers", "align"]),
    ("th", &["colspan", "rowspan", "headers", "scope", "align"]),
    ("time", &["datetime"]),
    ("video", &["src", "poster", "width", "height"]),
];

/// Attributes of any element.
const EVERYWHERE: [&str; 2] = ["lang", "dir"];

/// True for an attribute that is on the list.
pub fn keeps(element: &str, attribute: &str) -> bool {
    EVERYWHERE.contains(&attribute) || ATTRIBUTES.iter().any(|(e, names)| *e == element && names.contains(&attribute))
}

/// Made once: to make one costs more than to clean a release.
pub static BUILDER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::empty();
    let attributes: HashMap<&str, HashSet<&str>> =
        ATTRIBUTES.iter().map(|(element, names)| (*element, names.iter().copied().collect())).collect();
    builder
        .tags(ELEMENTS.iter().copied().collect())
        .clean_content_tags(WITHOUT_CONTENT.iter().copied().collect())
        .tag_attributes(attributes)
        .generic_attributes(EVERYWHERE.into())
        .url_schemes(["http", "https", "mailto", "tel"].into())
        .url_relative(UrlRelative::PassThrough)
        .link_rel(None)
        .strip_comments(true)
        // a player without its buttons cannot be stopped
        .set_tag_attribute_value("audio", "controls", "")
        .set_tag_attribute_value("video", "controls", "")
        .attribute_filter(super::attribute);
    builder
});
