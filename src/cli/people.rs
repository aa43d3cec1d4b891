//! Values for people, where programs get JSON.

use serde_json::{Map, Value};

/// In words: a contact is `Jane Roe, press officer, press@example.org`, a list is its parts with `;` between them.
pub fn value(value: &Value) -> String {
    match value {
        Value::Null => "-".into(),
        Value::Bool(yes) => if *yes { "yes" } else { "no" }.into(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.clone(),
        Value::Array(parts) => {
            let plain = parts.iter().all(|part| !part.is_object());
            let words: Vec<String> = parts.iter().map(self::value).filter(|part| !part.is_empty()).collect();
            words.join(if plain { ", " } else { "; " })
        }
        Value::Object(members) => object(members),
    }
}

/// What a person reads first: a name, then who that is, then where.
const FIRST: [&str; 9] = ["speaker", "name", "title", "role", "organisation", "text", "place", "date", "url"];

fn object(members: &Map<String, Value>) -> String {
    let first = FIRST.iter().filter_map(|name| members.get(*name));
    let rest = members.iter().filter(|(name, _)| !FIRST.contains(&name.as_str())).map(|(_, value)| value);
    let words = first.chain(rest).map(value).filter(|words| !words.is_empty() && words != "no");
    words.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::value;

    #[test]
    fn a_contact_is_a_line_and_a_list_is_its_parts() {
        let contacts = json!([{"emails": ["press@example.org"], "name": "Jane Roe", "phones": ["+44 20 1", "2"], "role": "press officer"}, {"name": "Desk"}]);
        assert_eq!(value(&contacts), "Jane Roe, press officer, press@example.org, +44 20 1, 2; Desk");
        assert_eq!(value(&json!(["a", "b"])), "a, b");
        assert_eq!(value(&json!({"place": "Geneva", "date": "2026-01-02", "held": false})), "Geneva, 2026-01-02");
    }
}
