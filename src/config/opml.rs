//! Sources out of an OPML subscription list, as other programs write them: read as a browser would read it.
//!
//! Raw ampersands and quotes, attributes without quotes, any encoding, folders, missing schemes, outlines of scraped
//! pages. An outline that cannot be a source is left out, and named with its line: it costs itself only.

use std::collections::{HashMap, HashSet};

use quick_xml::escape::{resolve_html5_entity, resolve_xml_entity};
use reader::encoding;

use super::{
    CheckSelector,
    outline::{self, Outline},
    plain,
    stanza::identifier,
};
use crate::model::{Source, SourceId};

/// A list as it was read.
#[derive(Debug, Default)]
pub struct List {
    /// Sources, each with its line.
    pub sources: Vec<(Source, usize)>,
    /// What was not taken, or not wholly: line and reason.
    pub remarks: Vec<(usize, String)>,
    /// Outlines that were left out.
    pub left_out: usize,
}

/// Reads a list. `own` are the addresses that our own feeds begin with: they are not subscribed to.
pub fn read(bytes: &[u8], own: &[String], check: CheckSelector<'_>) -> Result<List, String> {
    let text = encoding::decode(bytes, None, encoding::Kind::Xml);
    let outlines = if text.contains('<') { outlines(&text)? } else { plain::outlines(&text)? };
    let mut list = List::default();
    let (mut taken, mut places) = (HashSet::new(), HashMap::new());
    let is_one = |outline: &&Outline| !outline.commented && (!outline.has_children || outline.get("xmlUrl").is_some());
    for outline in outlines.iter().filter(is_one) {
        match outline::source(outline, own, check) {
            Ok((mut source, remark)) => {
                let place = *places.entry(source.target.url().to_string()).or_insert(list.sources.len());
                if let Some((known, _)) = list.sources.get_mut(place).filter(|(known, _)| is_same(known, &source)) {
                    known.tags.extend(source.tags);
                    let mut seen = HashSet::new();
                    known.tags.retain(|tag| seen.insert(tag.clone()));
                    continue;
                }
                source.id = free_id(&source.id, &source.name, &mut taken);
                list.remarks.extend(remark.map(|remark| (outline.line, remark)));
                list.sources.push((source, outline.line));
            }
            Err(why) => {
                let name = outline.name().map_or_else(String::new, |name| format!("{name:?}: "));
                list.remarks.push((outline.line, format!("{name}{why}")));
                list.left_out += 1;
            }
        }
    }
    Ok(list)
}

/// In several folders: one source with the tags of all. Stanzas of our own have ids, and mean what they say.
fn is_same(known: &Source, source: &Source) -> bool {
    source.id.is_empty() && known.target == source.target && known.select == source.select
}

/// "Médecins Sans Frontières" -> "médecins-sans-frontières", with a number where that is taken.
fn free_id(wanted: &str, name: &str, taken: &mut HashSet<String>) -> SourceId {
    let words =
        |text: &str| text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect::<Vec<_>>().join("-");
    let made = words(name).to_lowercase().chars().take(60).collect::<String>();
    let base = if wanted.is_empty() { made } else { wanted.to_owned() };
    let base = identifier(&base).unwrap_or_else(|_| "feed".into());
    let mut ids = std::iter::once(base.clone()).chain((2..).map(|n| format!("{base}-{n}")));
    ids.find(|id| taken.insert(id.clone())).unwrap_or(base).as_str().into()
}

/// All outlines, in order.
fn outlines(text: &str) -> Result<Vec<Outline>, String> {
    let mut found: Vec<Outline> = Vec::new();
    // places in `found`, of the outlines that are open
    let mut open: Vec<usize> = Vec::new();
    let (mut at, mut line, mut counted, mut is_opml) = (0, 1, 0, false);
    while let Some(begin) = text[at..].find('<').map(|place| at + place) {
        let rest = &text[begin..];
        at = begin + 1;
        if let Some(skipped) = not_a_tag(rest) {
            at = begin + skipped;
        } else if let Some(after) = rest.strip_prefix("</") {
            let name = name_of(after);
            at += rest.find('>').unwrap_or(rest.len() - 1);
            if name.eq_ignore_ascii_case("outline") {
                open.pop();
            }
        } else {
            let name = name_of(&rest[1..]);
            is_opml |= name.eq_ignore_ascii_case("opml");
            if !name.eq_ignore_ascii_case("outline") {
                continue;
            }
            let tag = tag(&rest[1 + name.len()..]);
            at = begin + 1 + name.len() + tag.length;
            line += text[counted..begin].matches('\n').count();
            counted = begin;
            let parent = open.last().copied();
            if let Some(parent) = parent {
                found[parent].has_children = true;
            }
            let folders = folders(&found, &open);
            if !tag.is_empty {
                open.push(found.len());
            }
            let mut outline = Outline { attributes: tag.attributes, folders, line, cut: tag.cut, ..Outline::default() };
            // what stands below is commented out with it (OPML 2.0, isComment)
            outline.commented = outline.get("isComment").is_some_and(|value| value.eq_ignore_ascii_case("true"))
                || parent.is_some_and(|parent| found[parent].commented);
            found.push(outline);
        }
    }
    if found.is_empty() && !is_opml { Err("not OPML: it has no outline".into()) } else { Ok(found) }
}

/// The few outermost ones: more are no folders of a person's.
fn folders(found: &[Outline], open: &[usize]) -> Vec<String> {
    let names =
        open.iter().take(8).filter_map(|place| found[*place].get("text").or_else(|| found[*place].get("title")));
    names.map(outline::unescaped).collect()
}

/// Length of a comment, CDATA, processing instruction or declaration.
fn not_a_tag(rest: &str) -> Option<usize> {
    let until = |end: &str| rest.find(end).map_or(rest.len(), |place| place + end.len());
    match rest {
        _ if rest.starts_with("<!--") => Some(until("-->")),
        _ if rest.starts_with("<![CDATA[") => Some(until("]]>")),
        _ if rest.starts_with("<?") => Some(until("?>")),
        // a document type may hold declarations
        _ if rest.starts_with("<!") => {
            let plain = rest.find('>').unwrap_or(rest.len() - 1);
            Some(if rest[..plain].contains('[') { until("]>") } else { plain + 1 })
        }
        _ => None,
    }
}

fn name_of(text: &str) -> &str {
    &text[..text.find(|c: char| c.is_whitespace() || matches!(c, '>' | '/' | '<')).unwrap_or(text.len())]
}

/// What stands behind a tag's name.
struct Tag {
    attributes: Vec<(String, String)>,
    /// It ends itself.
    is_empty: bool,
    /// In bytes, its end included.
    length: usize,
    /// The list ends within it.
    cut: bool,
}

fn tag(text: &str) -> Tag {
    // a quote that never ends must not take the next outlines with it
    let begins = |place: usize| ["<outline", "</outline", "</body"].iter().any(|end| text[place..].starts_with(end));
    let next = text.match_indices('<').map(|(place, _)| place).find(|place| begins(*place));
    let limit = next.unwrap_or(text.len());
    let text = &text[..limit];
    let cut = next.is_none() && !text.contains('>');
    let mut attributes = Vec::new();
    let mut at = 0;
    loop {
        at += text[at..].len() - text[at..].trim_start().len();
        let rest = &text[at..];
        if rest.is_empty() || rest.starts_with('>') {
            return Tag { attributes, is_empty: false, length: (at + 1).min(limit), cut };
        }
        if rest.starts_with("/>") {
            return Tag { attributes, is_empty: true, length: at + 2, cut };
        }
        let name = rest.find(|c: char| c.is_whitespace() || matches!(c, '=' | '>' | '/')).unwrap_or(rest.len());
        if name == 0 {
            at += rest.chars().next().map_or(1, char::len_utf8);
            continue;
        }
        let after = &rest[name..];
        let Some(value) = after.trim_start().strip_prefix('=') else {
            at += name;
            continue;
        };
        let value = value.trim_start();
        let (text_of, used) = value_of(value);
        attributes.push((rest[..name].to_owned(), resolved(text_of)));
        at += rest.len() - value.len() + used;
    }
}

/// A value and its length with its quotes.
fn value_of(text: &str) -> (&str, usize) {
    let Some(quote) = text.chars().next().filter(|c| matches!(c, '"' | '\'')) else {
        let bare = text.find(|c: char| c.is_whitespace() || c == '>').unwrap_or(text.len());
        let bare = if text[..bare].ends_with('/') && text[bare..].starts_with('>') { bare - 1 } else { bare };
        return (&text[..bare], bare);
    };
    let inner = &text[1..];
    let ends = inner.match_indices(quote).map(|(place, _)| place);
    let end = ends.clone().find(|place| is_end(&inner[place + 1..])).or_else(|| ends.clone().next());
    match end {
        Some(end) => (&inner[..end], end + 2),
        None => {
            let end = inner.find('>').unwrap_or(inner.len());
            (&inner[..end], end + 1)
        }
    }
}

/// True behind a quote that ends a value: the tag's end, or another attribute. Quotes within a value are not escaped in
/// lists of the wild.
fn is_end(after: &str) -> bool {
    let rest = after.trim_start();
    if rest.is_empty() || rest.starts_with('>') || rest.starts_with("/>") || rest.starts_with('?') {
        return true;
    }
    let name = rest.find(|c: char| !(c.is_alphanumeric() || matches!(c, ':' | '-' | '_' | '.'))).unwrap_or(rest.len());
    let spaced = rest.len() < after.len();
    let follows = rest[name..].trim_start();
    name > 0 && (follows.starts_with('=') || (spaced && (follows.starts_with('>') || follows.starts_with("/>"))))
}

/// Entities as a browser reads them: an & that begins none stands for itself. White space is a space.
fn resolved(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(place) = rest.find('&') {
        out.push_str(&rest[..place]);
        rest = &rest[place + 1..];
        let end = rest.find(';').filter(|end| *end <= 32);
        match end.and_then(|end| Some((entity(&rest[..end])?, end))) {
            Some((meant, end)) => {
                out.push_str(&meant);
                rest = &rest[end + 1..];
            }
            None => out.push('&'),
        }
    }
    out.push_str(rest);
    out.replace(|c: char| c.is_control(), " ")
}

fn entity(name: &str) -> Option<String> {
    let Some(number) = name.strip_prefix('#') else {
        return resolve_xml_entity(name).or_else(|| resolve_html5_entity(name)).map(str::to_owned);
    };
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => number.parse().ok()?,
    };
    char::from_u32(code).map(String::from)
}
