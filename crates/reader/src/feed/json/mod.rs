//! JSON Feed 1.0 and 1.1, and what calls itself so. <https://www.jsonfeed.org/version/1.1/>
//!
//! feed-rs refuses a feed for one integer id or missing title; here any field may be missing or of another type.
//! A truncated document gives the items that are whole. Depth is bounded by serde_json (128).

mod mend;
mod rss;
mod shape;

use serde_json::{Map, Value};
use url::Url;

use super::{element::absolute, mend::MAX_ITEMS, values};
use crate::{
    Error,
    encoding::windows_1252,
    json::Allowance,
    model::{Attachment, Document, Draft, Format, Found, Image, Markup, Person, Provenance},
    text::html::{decode, looks_like_html},
};

const MAX_TAGS: usize = 100;
const MAX_TEXT: usize = 1 << 20;

/// Reads a JSON Feed.
pub fn read(text: &str, base: Option<&Url>) -> Result<Document, Error> {
    let text = uncalled(text);
    Allowance::default().after(text)?;
    let mut warnings = Vec::new();
    let value = match serde_json::from_str::<Value>(text) {
        Ok(value) => value,
        Err(error) => {
            let unreadable =
                || Error::NotReadable { expected: "a feed", found: format!("JSON that cannot be read: {error}") };
            let (mended, complaints) = mend::mend(text).ok_or_else(unreadable)?;
            warnings.extend(complaints.into_iter().map(str::to_owned));
            Allowance::default().after(&mended)?;
            serde_json::from_str(&mended).map_err(|_| unreadable())?
        }
    };
    if let Some(Value::Object(rss)) = value.get("rss") {
        return rss::read(rss, base).ok_or_else(not_a_feed);
    }
    let top = shape::feed(value).ok_or_else(not_a_feed)?;
    Ok(document(&top, base, warnings))
}

/// Without the call around it: `load({...});` is JSON for pages of other hosts.
fn uncalled(text: &str) -> &str {
    let inner = || {
        let (name, rest) = text.trim().trim_start_matches("/**/").split_once('(')?;
        let rest = rest.trim_end().trim_end_matches(';').trim_end().strip_suffix(')')?;
        let called = !name.is_empty() && name.trim().bytes().all(|b| b.is_ascii_alphanumeric() || b"_$.".contains(&b));
        called.then_some(rest)
    };
    inner().unwrap_or(text)
}

fn not_a_feed() -> Error {
    Error::NotReadable { expected: "a feed", found: "JSON that is no JSON Feed".into() }
}

fn document(top: &Map<String, Value>, base: Option<&Url>, mut warnings: Vec<String>) -> Document {
    let url = |key| address(top, key, base);
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
    let url = |key| address(fields, key, base);
    let html = string(fields, "content_html").map(Markup::Html);
    let authors = authors(fields, base);
    let mut draft = Draft {
        guid: string(fields, "id").or_else(|| string(fields, "guid")),
        base: base.map(ToString::to_string),
        url: url("url").map(found),
        external_url: url("external_url"),
        language: string(fields, "language").map(found),
        title: title(fields).map(|t| Found::new(t, Provenance::Feed)),
        summary: string(fields, "summary").map(|t| Found::new(plain_or_html(t), Provenance::Feed)),
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
    draft.tags = tags(fields);
    if draft.url.is_none() {
        // an id that is an address is one (JSON Feed 1.1: "ideally, the id is the full URL"); what it tells of is better than none
        let id = draft.guid.clone().filter(|id| id.starts_with("http://") || id.starts_with("https://"));
        draft.url = id.or_else(|| draft.external_url.clone()).map(found);
    }
    draft
}

/// A summary is plain text; one with elements was written as HTML.
fn plain_or_html(text: String) -> Markup {
    if looks_like_html(&text) { Markup::Html(text) } else { Markup::Text(text) }
}

fn is_marked_up(title: &str) -> bool {
    let mut tags = title.split('<').skip(1).filter_map(|tag| tag.split_once('>'));
    looks_like_html(title) && tags.any(|(tag, _)| tag.starts_with('/') || tag.contains('='))
}

/// A title is plain text; one with character references (WordPress's plug-in, 2017 to date), or with a tag that ends or
/// has attributes, was written as HTML. "The <details> element" was not.
fn title(fields: &Map<String, Value>) -> Option<Markup> {
    let title = string(fields, "title")?;
    let html = title.contains('&') && decode(&title) != title || is_marked_up(&title);
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
    let many = |key| several(fields, key).filter_map(one).collect::<Vec<_>>();
    let list = many("authors");
    if list.is_empty() { many("author") } else { list }
}

/// The values of a member that should be an array: its values, or the one that stands there alone.
fn several<'a>(fields: &'a Map<String, Value>, key: &str) -> impl Iterator<Item = &'a Value> {
    let value = fields.get(key);
    let (list, one) = match value {
        Some(Value::Array(list)) => (list.as_slice(), None),
        other => (&[][..], other),
    };
    list.iter().chain(one).take(MAX_TAGS)
}

/// An array of words; or words in one text, parted by commas.
fn tags(fields: &Map<String, Value>) -> Vec<String> {
    let lone = matches!(fields.get("tags"), Some(Value::String(_)));
    let named = |value: &Value| match value {
        Value::Object(tag) => ["name", "term", "label", "title"].iter().find_map(|key| string(tag, key)),
        other => text_of(other),
    };
    let mut tags: Vec<String> = Vec::new();
    for text in several(fields, "tags").chain(several(fields, "tag")).filter_map(named) {
        let parts: Vec<&str> = if lone { text.split([',', ';']).collect() } else { vec![&text] };
        for tag in parts.into_iter().map(str::trim).filter(|tag| !tag.is_empty()) {
            if tags.len() < MAX_TAGS && !tags.iter().any(|own| own == tag) {
                tags.push(tag.to_owned());
            }
        }
    }
    tags
}

/// An address as text, or within an object as pictures have it elsewhere, or the first of an array.
fn address(fields: &Map<String, Value>, key: &str, base: Option<&Url>) -> Option<String> {
    let one = |value: &Value| match value {
        Value::Object(picture) => ["url", "href", "src"].iter().find_map(|key| string(picture, key)),
        other => text_of(other),
    };
    several(fields, key).find_map(one).and_then(|text| absolute(&text, base))
}

fn attachments(fields: &Map<String, Value>, base: Option<&Url>) -> Vec<Attachment> {
    let file = |value: &Value| {
        let url = match value {
            Value::Object(file) => ["url", "href", "link"].iter().find_map(|key| address(file, key, base)),
            other => text_of(other).and_then(|text| absolute(&text, base)),
        }?;
        let text = |key| value.as_object().and_then(|file| string(file, key));
        Some(Attachment {
            mime_type: values::media_type(text("mime_type").or_else(|| text("type")).as_deref(), &url),
            url,
            title: text("title"),
            size_in_bytes: text("size_in_bytes").or_else(|| text("length")).as_deref().and_then(values::size),
            duration_in_seconds: text("duration_in_seconds").as_deref().and_then(values::duration),
        })
    };
    several(fields, "attachments").filter_map(file).collect()
}

fn hubs(top: &Map<String, Value>) -> Vec<String> {
    let list = several(top, "hubs").take(16);
    list.filter_map(|hub| hub.as_object().map_or_else(|| text_of(hub), |hub| string(hub, "url"))).collect()
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
    let printed = |c: char| if matches!(c, '\u{80}'..='\u{9f}') { windows_1252(c) } else { c };
    let kept = text[..end].chars().map(printed).filter(|c| !c.is_control() || matches!(c, '\n' | '\t' | '\r'));
    let clean: String = kept.collect();
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
    fn a_title_is_plain_unless_it_is_marked_up() {
        for (title, html) in [
            ("The <details> element", false),
            ("x = <b> or y", false),
            ("1 < 2 and a/b > c", false),
            ("An <em>open</em> letter", true),
            ("<img src=x> of it", true),
            ("R&#38;D", true),
        ] {
            let feed = serde_json::json!({"items": [{"id": "a", "title": title}]}).to_string();
            let found = read(&feed, None).unwrap().items.remove(0).title.unwrap().value;
            assert_eq!(matches!(found, Markup::Html(_)), html, "{title}");
        }
    }

    #[test]
    fn escaped_controls_are_windows_1252() {
        let document = read(r#"{"items":[{"id":"a","title":"\u0093x\u0094"}]}"#, None).unwrap();
        assert_eq!(document.items[0].title.as_ref().map(|t| &t.value), Some(&Markup::Text("“x”".into())));
    }

    #[test]
    fn what_is_plainly_meant_is_taken_in_any_shape() {
        let feed = r#"{"authors":{"name":"Desk"},"icon":{"url":"/i.png"},"items":[
            {"id":"1","authors":{"name":"Ann"},"tags":"a, b; c","image":{"url":"/i.jpg"},"attachments":{"url":"/f.pdf","size_in_bytes":"1,024"}},
            {"id":"2","authors":"Ann","tags":[{"name":"x"}],"image":["/j.jpg"],"attachments":["/g.mp3"]},
            {"id":"3","author":[{"name":"Ann"},{"name":"Bob"}],"attachments":[{"url":"/h.mp3","mime_type":"audio/mpeg; q=1","duration_in_seconds":"1:02:03"}]},
            {"id":"4"}]}"#;
        let document = read(feed, Url::parse("https://a.example/f.json").ok().as_ref()).unwrap();
        let names = |item: &Draft| item.authors.iter().filter_map(|a| a.name.clone()).collect::<Vec<_>>().join("+");
        assert_eq!(document.items.iter().map(names).collect::<Vec<_>>(), ["Ann", "Ann", "Ann+Bob", "Desk"]);
        assert_eq!(document.icon.as_deref(), Some("https://a.example/i.png"));
        let image = |at: usize| document.items[at].image.as_ref().map(|found| found.value.as_str());
        assert_eq!((image(0), image(1)), (Some("https://a.example/i.jpg"), Some("https://a.example/j.jpg")));
        assert_eq!(
            (&document.items[0].tags[..], &document.items[1].tags[..]),
            (&["a", "b", "c"].map(String::from)[..], &["x".to_owned()][..])
        );
        let file = |at: usize| document.items[at].attachments[0].clone();
        assert_eq!((file(0).size_in_bytes, file(0).mime_type.as_deref()), (Some(1024), Some("application/pdf")));
        assert_eq!(file(1).url, "https://a.example/g.mp3");
        assert_eq!((file(2).duration_in_seconds, file(2).mime_type.as_deref()), (Some(3723.0), Some("audio/mpeg")));
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
