//! JSON Feed 1.0 and 1.1, and what calls itself so. <https://www.jsonfeed.org/version/1.1/>
//!
//! feed-rs refuses a feed for one integer id or missing title; here any field may be missing or of another type.
//! A truncated document gives the items that are whole. Depth is bounded by serde_json (128).

mod mend;
mod rss;

use serde_json::{Map, Value};
use url::Url;

use super::{element::absolute, mend::MAX_ITEMS};
use crate::{
    Error,
    model::{Attachment, Document, Draft, Format, Found, Image, Markup, Person, Provenance},
    text::html::decode,
};

const MAX_TAGS: usize = 100;
const MAX_TEXT: usize = 1 << 20;

/// Reads a JSON Feed.
pub fn read(text: &str, base: Option<&Url>) -> Result<Document, Error> {
    let mut warnings = Vec::new();
    let value = match serde_json::from_str::<Value>(text) {
        Ok(value) => value,
        Err(error) => {
            let unreadable =
                || Error::NotReadable { expected: "a feed", found: format!("JSON that cannot be read: {error}") };
            let (mended, complaints) = mend::mend(text).ok_or_else(unreadable)?;
            warnings.extend(complaints.into_iter().map(str::to_owned));
            serde_json::from_str(&mended).map_err(|_| unreadable())?
        }
    };
    let Value::Object(top) = value else { return Err(not_a_feed()) };
    if let Some(Value::Object(rss)) = top.get("rss") {
        return rss::read(rss, base).ok_or_else(not_a_feed);
    }
    let version = string(&top, "version").unwrap_or_default();
    if !version.contains("jsonfeed") && !matches!(top.get("items"), Some(Value::Array(_))) {
        return Err(not_a_feed());
    }
    Ok(document(&top, base, warnings))
}

fn not_a_feed() -> Error {
    Error::NotReadable { expected: "a feed", found: "JSON that is no JSON Feed".into() }
}

fn document(top: &Map<String, Value>, base: Option<&Url>, mut warnings: Vec<String>) -> Document {
    let url = |key| string(top, key).and_then(|u| absolute(&u, base));
    let mut items = Vec::new();
    for value in top.get("items").and_then(Value::as_array).into_iter().flatten() {
        match value {
            Value::Object(fields) if items.len() < MAX_ITEMS => items.push(item(fields, value, base)),
            Value::Object(_) => {
                warnings.push("the feed has more items than are kept; the last ones were left out".into());
                break;
            }
            _ => warnings.push("an item that is no object was left out".into()),
        }
    }
    warnings.dedup();
    let authors = authors(top, base);
    for item in items.iter_mut().filter(|item| item.authors.is_empty()) {
        item.authors.clone_from(&authors); // the feed's authors are its items' (1.1, "authors")
        item.authors_origin = (!authors.is_empty()).then_some(Provenance::Feed);
    }
    let newest =
        |date: fn(&Draft) -> Option<&Found<String>>| items.iter().find_map(|item| date(item)).map(|d| d.value.clone());
    Document {
        updated: newest(|item| item.updated.as_ref().or(item.published.as_ref())),
        format: Format::Json,
        title: title(top),
        home_page_url: url("home_page_url"),
        feed_url: url("feed_url"),
        description: string(top, "description").map(Markup::Text),
        icon: url("icon").or_else(|| url("favicon")),
        image: url("favicon").filter(|_| top.contains_key("icon")).map(|url| Image { url, ..Image::default() }),
        language: string(top, "language"),
        authors,
        hubs: hubs(top),
        expired: top.get("expired").and_then(Value::as_bool),
        next: url("next_url"),
        warnings,
        items,
        ..Document::default()
    }
}

fn item(fields: &Map<String, Value>, value: &Value, base: Option<&Url>) -> Draft {
    let found = |v| Found::new(v, Provenance::Feed);
    let url = |key| string(fields, key).and_then(|u| absolute(&u, base));
    let html = string(fields, "content_html").map(Markup::Html);
    let authors = authors(fields, base);
    let mut draft = Draft {
        guid: string(fields, "id").or_else(|| string(fields, "guid")),
        base: base.map(ToString::to_string),
        url: url("url").map(found),
        external_url: url("external_url"),
        language: string(fields, "language").map(found),
        title: title(fields).map(|t| Found::new(t, Provenance::Feed)),
        summary: string(fields, "summary").map(|t| Found::new(Markup::Text(t), Provenance::Feed)),
        content: html
            .or_else(|| string(fields, "content_text").map(Markup::Text))
            .map(|m| Found::new(m, Provenance::Feed)),
        published: string(fields, "date_published").map(found),
        updated: string(fields, "date_modified").map(found),
        image: url("image").map(found),
        authors_origin: (!authors.is_empty()).then_some(Provenance::Feed),
        authors,
        attachments: attachments(fields, base),
        raw_hash: Some(hash(value)),
        ..Draft::default()
    };
    draft.extras.banner_image = url("banner_image");
    for tag in fields.get("tags").and_then(Value::as_array).into_iter().flatten().take(MAX_TAGS) {
        if let Some(tag) = text_of(tag)
            && !draft.tags.contains(&tag)
        {
            draft.tags.push(tag);
        }
    }
    if draft.url.is_none() {
        // an id that is an address is one (JSON Feed 1.1: "ideally, the id is the full URL"); what it tells of is better than none
        let id = draft.guid.clone().filter(|id| id.starts_with("http://") || id.starts_with("https://"));
        draft.url = id.or_else(|| draft.external_url.clone()).map(found);
    }
    draft
}

/// A title is plain text; one with character references was written as HTML (WordPress's plug-in, 2017 to date).
fn title(fields: &Map<String, Value>) -> Option<Markup> {
    let title = string(fields, "title")?;
    let html = title.contains('&') && decode(&title) != title;
    Some(if html { Markup::Html(title) } else { Markup::Text(title) })
}

/// 1.1's `authors`, else 1.0's `author`; a bare name is one.
fn authors(fields: &Map<String, Value>, base: Option<&Url>) -> Vec<Person> {
    let one = |value: &Value| match value {
        Value::Object(person) => {
            let url = |key| string(person, key).and_then(|u| absolute(&u, base));
            let (url, email) = match url("url") {
                Some(u) if u.starts_with("mailto:") => (None, u.strip_prefix("mailto:").map(str::to_owned)),
                other => (other, None),
            };
            let person = Person {
                name: string(person, "name"),
                url,
                avatar: string(person, "avatar").and_then(|u| absolute(&u, base)),
                email,
            };
            (person != Person::default()).then_some(person)
        }
        other => text_of(other).map(Person::named),
    };
    let list = fields
        .get("authors")
        .and_then(Value::as_array)
        .map(|list| list.iter().take(MAX_TAGS).filter_map(one).collect::<Vec<_>>());
    let list = list.filter(|list| !list.is_empty());
    list.unwrap_or_else(|| fields.get("author").and_then(one).into_iter().collect())
}

fn attachments(fields: &Map<String, Value>, base: Option<&Url>) -> Vec<Attachment> {
    let list = fields
        .get("attachments")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .take(MAX_TAGS)
        .filter_map(Value::as_object);
    list.filter_map(|file| {
        Some(Attachment {
            url: string(file, "url").and_then(|u| absolute(&u, base))?,
            mime_type: string(file, "mime_type"),
            title: string(file, "title"),
            size_in_bytes: number(file, "size_in_bytes").map(|n| n as u64).filter(|n| *n > 0),
            duration_in_seconds: number(file, "duration_in_seconds").filter(|n| *n > 0.0),
        })
    })
    .collect()
}

fn hubs(top: &Map<String, Value>) -> Vec<String> {
    let list = top.get("hubs").and_then(Value::as_array).into_iter().flatten().take(16);
    list.filter_map(|hub| hub.as_object().map_or_else(|| text_of(hub), |hub| string(hub, "url"))).collect()
}

fn number(fields: &Map<String, Value>, key: &str) -> Option<f64> {
    let value = fields.get(key)?;
    value.as_f64().or_else(|| value.as_str()?.trim().parse().ok()).filter(|n| n.is_finite())
}

fn string(fields: &Map<String, Value>, key: &str) -> Option<String> {
    text_of(fields.get(key)?)
}

/// Text of a string or number; whole numbers as they are written.
fn text_of(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.trim(),
        Value::Number(number) => {
            return Some(
                number
                    .as_f64()
                    .filter(|f| f.fract() == 0.0 && f.abs() < 9e15)
                    .map_or(number.to_string(), |f| format!("{f}")),
            );
        }
        _ => return None,
    };
    let mut end = text.len().min(MAX_TEXT);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let clean: String = text[..end].chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t' | '\r')).collect();
    (!clean.is_empty()).then_some(clean)
}

fn hash(value: &Value) -> [u8; 16] {
    let mut hash = [0u8; 16];
    hash.copy_from_slice(&blake3::hash(value.to_string().as_bytes()).as_bytes()[..16]);
    hash
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrong_types_are_forgiven() {
        let feed = r#"{"items":[{"id":12,"url":"/a","tags":["x",3],"author":"Ann","attachments":[{"url":"f.pdf","size_in_bytes":"7"}]},3]}"#;
        let document = read(feed, Url::parse("https://a.example/f.json").ok().as_ref()).unwrap();
        let item = &document.items[0];
        assert_eq!(item.guid.as_deref(), Some("12"));
        assert_eq!(item.url.as_ref().map(|u| u.value.as_str()), Some("https://a.example/a"));
        assert_eq!(item.tags, ["x", "3"]);
        assert_eq!(item.authors, [Person::named("Ann")]);
        assert_eq!(item.attachments[0].size_in_bytes, Some(7));
    }

    #[test]
    fn a_cut_document_gives_its_whole_items() {
        let document =
            read(r#"{"version":"https://jsonfeed.org/version/1","items":[{"id":"1"},{"id":"2","ti"#, None).unwrap();
        assert_eq!(document.items.len(), 1);
        assert!(!document.warnings.is_empty());
    }

    #[test]
    fn half_a_character_is_replaced() {
        let document = read(r#"{"items":[{"id":"a","title":"x \ud83d y \ud83d\ude00 \\ud83d"}]}"#, None).unwrap();
        assert_eq!(
            document.items[0].title.as_ref().map(|t| &t.value),
            Some(&Markup::Text("x \u{fffd} y 😀 \\ud83d".into()))
        );
    }

    #[test]
    fn the_hash_is_of_the_item_alone() {
        let one = read(r#"{"items":[{"id":"a"},{"id":"b"}]}"#, None).unwrap();
        let two = read(r#"{"items":[{"id":"b"}, {"id":"c"}]}"#, None).unwrap();
        assert_eq!(one.items[1].raw_hash, two.items[0].raw_hash);
        assert_ne!(one.items[0].raw_hash, one.items[1].raw_hash);
    }
}
