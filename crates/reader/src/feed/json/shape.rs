//! Lists in JSON of other shapes: the answers of content systems' interfaces, feeds that were converted, a bare array.
//!
//! Their items are given JSON Feed's members where those are missing: by the names that others use for the same thing.

use serde_json::{Map, Value};

/// Members of JSON Feed, and what others call them, the surest first.
const NAMES: &[(&str, &[&str])] = &[
    ("id", &["guid", "_id", "uid", "uuid"]),
    ("url", &["link", "permalink", "href", "web_url", "webUrl", "canonical_url", "canonicalUrl", "uri"]),
    ("title", &["headline", "subject", "heading"]),
    ("content_html", &["content", "content:encoded", "contentHtml", "body", "bodyHtml", "html"]),
    ("summary", &["description", "excerpt", "abstract", "teaser", "snippet", "lead"]),
    (
        "date_published",
        &[
            "pubDate", "published", "publishedAt", "published_at", "datePublished", "publishDate", "publish_date",
            "publicationDate", "publication_date", "releaseDate", "release_date", "isoDate", "date", "createdAt",
            "created_at",
        ],
    ),
    ("date_modified", &["updated", "updatedAt", "updated_at", "dateModified", "modified", "lastModified"]),
    ("image", &["thumbnail", "image_url", "imageUrl", "featured_image", "featuredImage", "picture"]),
    ("tags", &["categories", "category", "keywords"]),
    ("author", &["creator", "dc:creator", "byline"]),
    ("attachments", &["enclosures", "enclosure"]),
];

/// What holds the text of a member that is an object: WordPress, Google, converters from XML.
const TEXTS: [&str; 6] = ["rendered", "$t", "#text", "_", "value", "html"];

/// How deep a list may lie.
const DEPTH: usize = 3;

/// The document as JSON Feed has it; `None` where no list of releases is in it.
pub fn feed(value: Value) -> Option<Map<String, Value>> {
    let mut top = match value {
        Value::Object(top) if is_feed(&top) => top,
        other => holder(other, DEPTH)?,
    };
    if let Some(items @ Value::Object(_)) = top.get_mut("items")
        && let Value::Object(numbered) = items.take()
    {
        *items = in_order(numbered);
    }
    if let Some(Value::Array(items)) = top.get_mut("items") {
        items.iter_mut().filter_map(Value::as_object_mut).for_each(rename);
    }
    Some(top)
}

fn is_feed(top: &Map<String, Value>) -> bool {
    let version = top.get("version").and_then(Value::as_str).unwrap_or_default();
    version.contains("jsonfeed") || matches!(top.get("items"), Some(Value::Array(_)))
}

/// The object that holds the list, its list under `items`.
fn holder(value: Value, depth: usize) -> Option<Map<String, Value>> {
    match value {
        Value::Array(items) => {
            tells(items.iter()).then(|| [("items".to_owned(), Value::Array(items))].into_iter().collect())
        }
        Value::Object(mut top) => {
            let listed = |value: &Value| match value {
                Value::Array(items) => tells(items.iter()),
                Value::Object(items) => items.len() > 1 && tells(items.values()),
                _ => false,
            };
            if let Some(key) = top.iter().find(|(_, value)| listed(value)).map(|(key, _)| key.clone()) {
                let items = match top.remove(&key)? {
                    Value::Object(items) => in_order(items),
                    list => list,
                };
                top.insert("items".into(), items);
                if let Some(title) = top.get("title").and_then(text) {
                    top.insert("title".into(), title);
                }
                return Some(top);
            }
            let within = top.into_iter().filter(|(_, value)| value.is_object()).take(16);
            depth.checked_sub(1).and_then(|depth| within.map(|(_, value)| value).find_map(|value| holder(value, depth)))
        }
        _ => None,
    }
}

/// Items under numbers, in the order of those.
fn in_order(items: Map<String, Value>) -> Value {
    let mut items: Vec<(String, Value)> = items.into_iter().collect();
    items.sort_by_key(|(key, _)| key.parse::<u64>().unwrap_or(u64::MAX));
    items.into_iter().map(|(_, item)| item).collect()
}

/// Nearly all are objects with a headline and an address.
fn tells<'v>(items: impl Iterator<Item = &'v Value>) -> bool {
    let named = |item: &Map<String, Value>, member: &str| {
        item.contains_key(member) || others(member).iter().any(|name| item.contains_key(*name))
    };
    let told = |item: &&Value| item.as_object().is_some_and(|item| named(item, "title") && named(item, "url"));
    let items: Vec<&Value> = items.take(50).collect();
    !items.is_empty() && items.iter().copied().filter(|item| told(item)).count() * 4 >= items.len() * 3
}

fn others(member: &str) -> &'static [&'static str] {
    NAMES.iter().find(|(own, _)| *own == member).map_or(&[], |(_, others)| others)
}

/// Gives an item JSON Feed's members.
fn rename(item: &mut Map<String, Value>) {
    // in UTC, which it does not say
    if let Some(utc) = item.get("date_gmt").and_then(Value::as_str).filter(|date| date.len() == 19) {
        item.insert("date_published".into(), format!("{utc}Z").into());
    }
    let content = item.contains_key("content_text");
    for (member, others) in NAMES {
        if *member == "content_html" && content || *member == "author" && item.contains_key("authors") {
            continue;
        }
        let own = item.get(*member).filter(|value| !value.is_null());
        let value = match own {
            Some(value) => (*member == "content_html" || value.is_object()).then(|| text(value)).flatten(),
            None => others.iter().filter_map(|name| item.get(*name)).find_map(|value| taken(member, value)),
        };
        if let Some(value) = value {
            item.insert((*member).into(), value);
        }
    }
}

/// The value of a member by another name; numbers of categories say nothing.
fn taken(member: &str, value: &Value) -> Option<Value> {
    match member {
        "tags" => {
            let numbers = value.as_array().is_some_and(|list| list.iter().all(Value::is_number));
            (!numbers && !value.is_null()).then(|| value.clone())
        }
        "attachments" | "image" | "url" | "author" => {
            (!value.is_null() && *value != "").then(|| text(value).unwrap_or_else(|| value.clone()))
        }
        _ => text(value),
    }
}

/// A text, wherever in its member it lies; the parts of a list one behind the other.
fn text(value: &Value) -> Option<Value> {
    match value {
        Value::String(words) => (!words.trim().is_empty()).then(|| value.clone()),
        Value::Number(_) => Some(value.clone()),
        Value::Object(parts) => TEXTS.iter().find_map(|name| parts.get(*name)).filter(|text| text.is_string()).cloned(),
        Value::Array(parts) => {
            let parts: Vec<&str> = parts.iter().filter_map(Value::as_str).collect();
            (!parts.is_empty()).then(|| parts.join("\n").into())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::feed::json::read;

    fn told(json: &str) -> Vec<String> {
        let document = read(json, "https://a.example/f".parse().ok().as_ref()).unwrap();
        let line = |item: &crate::model::Draft| {
            let markup = |found: &Option<crate::model::Found<crate::model::Markup>>| {
                found.as_ref().map(|found| match &found.value {
                    crate::model::Markup::Html(text) | crate::model::Markup::Text(text) => text.clone(),
                })
            };
            let url = item.url.as_ref().map(|found| found.value.clone());
            let date = item.published.as_ref().map(|found| found.value.clone());
            [markup(&item.title), url, date, markup(&item.content)].map(Option::unwrap_or_default).join(" | ")
        };
        document.items.iter().map(line).collect()
    }

    #[test]
    fn lists_of_other_shapes_are_read() {
        let one = "One | https://a.example/1 | 2026-11-03T09:00:00Z | <p>x</p>";
        for json in [
            r#"[{"title":"One","link":"/1","pubDate":"2026-11-03T09:00:00Z","description":"d","content":"<p>x</p>"}]"#,
            r#"{"items":[{"title":"One","link":"/1","published":"2026-11-03T09:00:00Z","content":"<p>x</p>"}]}"#,
            r#"{"status":"ok","data":{"articles":[{"headline":"One","href":"/1","publishedAt":"2026-11-03T09:00:00Z","body":"<p>x</p>"}]}}"#,
            r#"[{"id":5,"date":"2026-11-03T10:00:00","date_gmt":"2026-11-03T09:00:00","link":"/1","title":{"rendered":"One"},"content":{"rendered":"<p>x</p>"},"categories":[4,5]}]"#,
            r#"{"feed":{"title":{"$t":"T"},"entry":[{"title":{"$t":"One"},"link":[{"rel":"alternate","href":"/1"}],"published":{"$t":"2026-11-03T09:00:00Z"},"content":{"$t":"<p>x</p>"}}]}}"#,
            r#"{"items":[{"id":"1","url":"/1","title":"One","date_published":"2026-11-03T09:00:00Z","content_html":["<p>x</p>"]}]}"#,
            r#"load({"items":[{"url":"/1","title":"One","date_published":"2026-11-03T09:00:00Z","content_html":"<p>x</p>"}]});"#,
        ] {
            assert_eq!(told(json), [one], "{json}");
        }
    }

    #[test]
    fn items_by_number_keep_their_order() {
        let told = told(r#"{"items":{"0":{"title":"One","url":"/1"},"1":{"title":"Two","url":"/2"}}}"#);
        assert_eq!(told, ["One | https://a.example/1 |  | ", "Two | https://a.example/2 |  | "]);
        let feed =
            r#"{"version":"https://jsonfeed.org/version/1.1","items":{"a":{"id":"1","title":"One","url":"/1"}}}"#;
        assert_eq!(self::told(feed), ["One | https://a.example/1 |  | "]);
    }

    #[test]
    fn what_lists_no_releases_is_no_feed() {
        for json in [r#"{"a":[{"name":"x"}]}"#, "[]", "[1,2]", r#"{"error":"not found"}"#, r#"{"a":{"title":"x"}}"#] {
            assert!(read(json, None).is_err(), "{json}");
        }
    }
}
