//! Which dialect a document is, and what has to be corrected for the parser to take it as such.
//!
//! feed-rs knows `rss` 0.91, 0.92, 2.0, `RDF` and `feed` by their names and namespaces, and refuses versions that
//! never existed (2.0.1, 2, 1.0) and media types of Atom 0.3. Dialect is what the root says; a version it cannot have is 2.0.

use std::ops::Range;

use super::{
    atom,
    element::{Element, Mode, absolute},
    names,
    notes::Item,
    tokens::{Attributes, Token, Tokens},
    values::is_vast,
};
use crate::model::Format;

/// Tokens before the root that are looked through: error messages and notices stand there.
const MAX_PROLOG: usize = 2000;

/// The root of a feed.
#[derive(Debug, Clone)]
pub struct Root {
    /// Dialect.
    pub format: Format,
    /// First byte of its start tag.
    pub start: usize,
    /// The document type's contents.
    pub doctype: Option<Range<usize>>,
}

/// What a document is, by its first element that says so.
pub enum Kind {
    /// A feed.
    Feed(Root),
    /// A page.
    Page,
    /// Something else, in a few words.
    Other(String),
}

/// Looks for the root.
pub fn of(input: &str) -> Kind {
    let mut tokens = Tokens::from(input, 0);
    let mut doctype = None;
    let mut first = None;
    for _ in 0..MAX_PROLOG {
        let Some(token) = tokens.next() else { break };
        match token {
            Token::Doctype(text) => {
                if text.trim_start().get(..4).is_some_and(|s| s.eq_ignore_ascii_case("html")) && doctype.is_none() {
                    first = first.or(Some("html"));
                }
                let end = tokens.span.end.saturating_sub(1);
                doctype = doctype.or(Some(end.saturating_sub(text.len())..end));
            }
            Token::Start { name, attributes, .. } => {
                if let Some(format) = format_of(name, attributes) {
                    return Kind::Feed(Root { format, start: tokens.span.start, doctype });
                }
                first = first.or(Some(name));
                let local = name.rsplit(':').next().unwrap_or(name).to_ascii_lowercase();
                match local.as_str() {
                    "html" | "head" | "body" => return Kind::Page,
                    "opml" => return Kind::Other("an OPML list of feeds".into()),
                    "urlset" | "sitemapindex" => return Kind::Other("an XML sitemap".into()),
                    "svg" => return Kind::Other("an SVG picture".into()),
                    _ => {}
                }
            }
            _ => {}
        }
    }
    match first {
        Some(name) if is_html(name) => Kind::Page,
        Some(name) => Kind::Other(format!("markup that begins with <{}>", name.chars().take(40).collect::<String>())),
        None => Kind::Other("no markup".into()),
    }
}

fn is_html(name: &str) -> bool {
    ["html", "p", "div", "title", "meta", "script", "h1", "br", "b", "body", "center", "style", "link"]
        .iter()
        .any(|n| name.eq_ignore_ascii_case(n))
}

fn format_of(name: &str, attributes: &str) -> Option<Format> {
    let attribute = |wanted: &str| {
        Attributes(attributes).take(64).find(|(n, _, _)| n.eq_ignore_ascii_case(wanted)).map(|(_, v, _)| v.trim())
    };
    let (prefix, local) = name.split_once(':').unwrap_or(("", name));
    let version = attribute("version").unwrap_or_default();
    match local.to_ascii_lowercase().as_str() {
        "rss" if version.starts_with("0.9") => Some(Format::Rss0),
        "rss" => Some(Format::Rss2),
        "rdf" => {
            let netscape =
                Attributes(attributes).take(64).any(|(n, v, _)| n.starts_with("xmlns") && (v.contains("netscape.com")));
            Some(if netscape { Format::Rss0 } else { Format::Rss1 })
        }
        "feed" | "entry" => {
            let namespace = attribute(&if prefix.is_empty() { "xmlns".to_owned() } else { format!("xmlns:{prefix}") })
                .unwrap_or_default();
            let old = namespace.contains("purl.org/atom/ns")
                || namespace.is_empty() && matches!(version, "0.1" | "0.2" | "0.3");
            Some(if old { Format::Atom03 } else { Format::Atom1 })
        }
        "channel" => Some(if name == "channel" { Format::Rss2 } else { Format::Cdf }),
        _ => None,
    }
}

/// Attributes of an element that the parser would refuse or misread, and what they should be.
pub fn corrections(element: &Element<'_>, root: bool, wanted: &mut Vec<(&str, &'static str)>) {
    if root && element.local == "rss" {
        let version = element.attribute("version").unwrap_or_default();
        if !matches!(version, "2.0" | "0.91" | "0.92") {
            wanted.push(("version", if element.format == Format::Rss0 { "0.92" } else { "2.0" }));
        }
    }
    if root && element.is_atom() && element.ns == names::Ns::Core {
        wanted.push(("xmlns", names::ATOM));
    }
    if element.ns == names::Ns::Media
        && let Some(name) =
            ["time", "start", "end"].into_iter().find(|name| element.attribute(name).is_some_and(is_vast))
    {
        wanted.push((name, "0"));
    }
    if element.is_atom()
        && must_have_text(&element.local)
        && let Some(kind) = element.attribute("type")
        && !matches!(kind, "text" | "html" | "xhtml")
    {
        let corrected = match atom::mode(element) {
            Mode::Escaped => "html",
            Mode::Inline => "xhtml",
            _ => "text",
        };
        wanted.push(("type", corrected));
    }
}

/// Elements of Atom for whose emptiness or type feed-rs refuses the whole feed.
pub fn must_have_text(local: &str) -> bool {
    matches!(local, "title" | "subtitle" | "summary" | "rights" | "content")
}

/// Defaults of a dialect, when an item is complete: RSS 2.0's guid is the permalink unless it says otherwise.
pub fn settle(item: &mut Item, format: Format) {
    let rss = matches!(format, Format::Rss2 | Format::Rss0 | Format::Rss1);
    let guid = item.fields.id.get().cloned();
    let Some(guid) = guid else { return };
    let web = guid.starts_with("http://") || guid.starts_with("https://");
    let nowhere = |url: &String| ["javascript:", "about:", "data:", "#"].iter().any(|head| url.starts_with(head));
    if web && item.fields.url.get().is_some_and(nowhere) {
        item.fields.url.take();
    }
    if rss && item.permalink == Some(true) && web {
        item.fields.url.put(5, absolute(&guid, None));
    }
    // an address is better than none: Atom entries without links have it as their id
    if web && (!rss || item.permalink.is_none()) {
        item.fields.url.put(9, absolute(&guid, None));
    } else if rss && item.permalink == Some(true) && !web {
        item.permalink = Some(false);
    }
}
