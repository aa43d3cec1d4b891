//! Lists in JSON-LD: `ItemList`, `Blog.blogPost`, `CollectionPage`, and several articles side by side in a graph.

use serde_json::Value;

use super::{entry::Entry, tree::Tree};
use crate::{
    json::Allowance,
    model::{Found, Provenance},
    text::html::to_line,
};

/// Entries of the page's JSON-LD lists; the longest list when there are several.
pub fn entries(tree: &Tree<'_>) -> Vec<Entry> {
    let mut best: Vec<Entry> = Vec::new();
    let mut allowance = Allowance::default();
    for place in 0..tree.slots.len() {
        let typed =
            tree.tag(place) == "script" && tree.attr(place, "type").is_some_and(|kind| kind.contains("ld+json"));
        let Some(value) = typed.then(|| script(tree, place)).flatten().and_then(|text| parse(&text, &mut allowance))
        else {
            continue;
        };
        let mut lists: Vec<Vec<&Value>> = Vec::new();
        walk(&value, 0, &mut lists);
        for list in lists {
            let read: Vec<Entry> = list.into_iter().filter_map(|item| entry(tree, item)).collect();
            if read.len() > best.len() {
                best = read;
            }
        }
    }
    if best.len() < 2 { Vec::new() } else { best }
}

/// Whether the page's JSON-LD describes exactly one article that is no member of a list.
pub fn has_one_article(tree: &Tree<'_>) -> bool {
    let mut count = 0;
    let mut allowance = Allowance::default();
    for place in 0..tree.slots.len() {
        let typed =
            tree.tag(place) == "script" && tree.attr(place, "type").is_some_and(|kind| kind.contains("ld+json"));
        let Some(value) = typed.then(|| script(tree, place)).flatten().and_then(|text| parse(&text, &mut allowance))
        else {
            continue;
        };
        let top = match &value {
            Value::Array(all) => all.iter().collect(),
            one => vec![one],
        };
        let graph = top.iter().filter_map(|one| one.get("@graph").and_then(Value::as_array)).flatten();
        count += top.iter().copied().chain(graph).filter(|one| is_release(one)).count();
    }
    count == 1
}

/// The source of a script element.
pub fn script(tree: &Tree<'_>, place: usize) -> Option<String> {
    let texts = (place + 1..tree.slots[place].end).filter_map(|inner| tree.slots[inner].node.value().as_text());
    let text: String = texts.map(|text| &**text).collect();
    (!text.trim().is_empty()).then_some(text)
}

/// JSON as pages write it: within comments or CDATA, with raw line breaks in strings, a semicolon behind.
fn parse(text: &str, allowance: &mut Allowance) -> Option<Value> {
    let trimmed =
        text.trim().trim_start_matches("<!--").trim_start_matches("//<![CDATA[").trim_start_matches("<![CDATA[");
    let trimmed =
        trimmed.trim_end_matches("-->").trim_end_matches("//]]>").trim_end_matches("]]>").trim().trim_end_matches(';');
    allowance.whole(trimmed).or_else(|| {
        let tame: String = trimmed.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        allowance.whole(&tame)
    })
}

fn types(value: &Value) -> Vec<&str> {
    match value.get("@type") {
        Some(Value::String(kind)) => vec![kind.as_str()],
        Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

fn is_release(value: &Value) -> bool {
    types(value).iter().any(|kind| {
        kind.ends_with("Article")
            || kind.ends_with("Posting")
            || matches!(*kind, "Report" | "PressRelease" | "CreativeWork") && value.get("datePublished").is_some()
    })
}

fn walk<'v>(value: &'v Value, depth: usize, lists: &mut Vec<Vec<&'v Value>>) {
    if depth > 12 {
        return;
    }
    match value {
        Value::Array(all) => {
            let releases: Vec<&Value> = all.iter().filter(|item| is_release(item)).collect();
            if releases.len() > 1 {
                lists.push(releases);
            }
            all.iter().for_each(|item| walk(item, depth + 1, lists));
        }
        Value::Object(map) => {
            let kinds = types(value);
            if kinds.contains(&"BreadcrumbList") || kinds.contains(&"SiteNavigationElement") {
                return;
            }
            if let Some(Value::Array(all)) = map.get("itemListElement") {
                let listed = all.iter().map(|item| item.get("item").filter(|inner| inner.is_object()).unwrap_or(item));
                lists.push(
                    listed
                        .filter(|item| is_release(item) || types(item).iter().all(|kind| *kind == "ListItem"))
                        .collect(),
                );
            }
            for (name, inner) in map {
                if !matches!(name.as_str(), "mentions" | "relatedLink" | "itemListElement" | "comment" | "review") {
                    walk(inner, depth + 1, lists);
                }
            }
        }
        _ => {}
    }
}

fn text(value: Option<&Value>) -> Option<String> {
    let line = match value? {
        Value::String(text) => to_line(text),
        Value::Object(map) => text(map.get("@value").or_else(|| map.get("name")))?,
        Value::Array(all) => text(all.first())?,
        _ => return None,
    };
    (!line.is_empty()).then_some(line)
}

fn address(value: Option<&Value>) -> Option<String> {
    match value? {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty() && !text.starts_with('#')),
        Value::Object(map) => address(map.get("url").or_else(|| map.get("@id")).or_else(|| map.get("contentUrl"))),
        Value::Array(all) => address(all.first()),
        _ => None,
    }
}

fn entry(tree: &Tree<'_>, item: &Value) -> Option<Entry> {
    let found = |value: String| Found::new(value, Provenance::JsonLd);
    let of_page = || address(item.get("mainEntityOfPage"));
    let url = address(item.get("url"))
        .or_else(of_page)
        .or_else(|| address(item.get("item")))
        .or_else(|| address(item.get("@id")))?;
    let url = tree.absolute(&url)?;
    Some(Entry {
        content: None,
        url,
        url_origin: Some(Provenance::JsonLd),
        title: text(item.get("headline")).or_else(|| text(item.get("name"))).map(found),
        published: text(item.get("datePublished").or_else(|| item.get("dateCreated"))).map(found),
        relative: false,
        updated: text(item.get("dateModified")).map(found),
        summary: text(item.get("description")).map(found),
        image: address(item.get("image").or_else(|| item.get("thumbnailUrl")))
            .and_then(|url| tree.absolute(&url))
            .map(found),
    })
}
