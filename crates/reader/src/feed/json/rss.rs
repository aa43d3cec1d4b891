//! RSS in JSON: RSS 2.0's elements as members, `{"rss":{"channel":{"item":[...]}}}`.
//!
//! Seen at scripting.com (2012 to date), which describes it; NetNewsWire reads it. Written as RSS again and read as such.

use serde_json::{Map, Value};
use url::Url;

use crate::{
    feed::{dialect, entities::escape_into, read_xml},
    model::{Document, Format},
};

/// Elements whose simple members are attributes.
const ATTRIBUTIVE: [&str; 6] = ["category", "cloud", "enclosure", "guid", "source", "rss"];

/// Reads what `rss` holds.
pub fn read(rss: &Map<String, Value>, base: Option<&Url>) -> Option<Document> {
    let mut xml = String::new();
    object("rss", rss, &mut xml);
    let dialect::Kind::Feed(root) = dialect::of(&xml) else { return None };
    Some(Document { format: Format::Json, ..read_xml(&xml, &root, base) })
}

fn element(name: &str, value: &Value, xml: &mut String) {
    match value {
        Value::Array(list) => list.iter().for_each(|value| element(name, value, xml)),
        Value::Object(members) => object(name, members, xml),
        simple => {
            if let Some(text) = text(simple) {
                xml.extend(["<", name, ">"]);
                escape_into(xml, &text);
                xml.extend(["</", name, ">"]);
            }
        }
    }
}

/// An element with parts; its own text is the member `#value`.
fn object(name: &str, members: &Map<String, Value>, xml: &mut String) {
    let own = members.get("#value").and_then(text);
    let attributive = ATTRIBUTIVE.contains(&name) || own.is_some();
    let members = || members.iter().filter(|(key, _)| is_name(key));
    let attributes = || members().filter(|_| attributive).filter_map(|(key, value)| Some((key, text(value)?)));
    xml.extend(["<", name]);
    for (key, value) in attributes() {
        xml.extend([" ", key, "=\""]);
        escape_into(xml, &value);
        xml.push('"');
    }
    xml.push('>');
    escape_into(xml, &own.unwrap_or_default());
    members()
        .filter(|(_, value)| !attributive || text(value).is_none())
        .for_each(|(key, value)| element(key, value, xml));
    xml.extend(["</", name, ">"]);
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        _ => None,
    }
}

fn is_name(key: &str) -> bool {
    key.starts_with(|c: char| c.is_ascii_alphabetic())
        && key.bytes().all(|b| b.is_ascii_alphanumeric() || b":_-.".contains(&b))
}

#[cfg(test)]
mod tests {
    use crate::{feed::read, model::Markup};

    #[test]
    fn items_are_read_as_those_of_rss() {
        let json = r##"{"rss":{"version":"2.0","channel":{"title":"N","link":"http://a.example/","item":[
            {"title":"A & B","guid":{"isPermaLink":"false","#value":"x1"},"pubDate":"Mon, 26 Jun 2017 12:20:05 GMT","enclosure":{"url":"http://a.example/f.mp3","type":"audio/mpeg","length":"7"}},
            {"description":"Two","guid":"http://a.example/2"}]}}}"##;
        let document = read(json.as_bytes(), None, None).unwrap();
        let [one, two] = &document.items[..] else { panic!("{document:?}") };
        assert_eq!(one.title.as_ref().map(|t| &t.value), Some(&Markup::Text("A & B".into())));
        assert_eq!((one.guid.as_deref(), one.guid_is_permalink, one.attachments.len()), (Some("x1"), false, 1));
        assert_eq!(two.url.as_ref().map(|u| u.value.as_str()), Some("http://a.example/2"));
    }
}
