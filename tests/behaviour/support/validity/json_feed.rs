//! JSON Feed 1.1.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};

use super::{Problems, html, values};

/// Problems of a document that was got from this address.
pub fn check(bytes: &[u8], address: &str, now: DateTime<Utc>) -> Vec<String> {
    let mut problems = Problems::default();
    problems.at("json");
    match serde_json::from_slice::<Value>(bytes) {
        Ok(Value::Object(feed)) => feed_object(&mut problems, &feed, address, now),
        Ok(_) => problems.unless(false, || "not an object".into()),
        Err(error) => problems.unless(false, || error.to_string()),
    }
    problems.found
}

fn feed_object(problems: &mut Problems, feed: &Map<String, Value>, address: &str, now: DateTime<Utc>) {
    problems.unless(feed.get("version").is_some_and(|v| v == "https://jsonfeed.org/version/1.1"), || "version".into());
    problems.unless(feed.get("title").is_some_and(Value::is_string), || "no title".into());
    problems.unless(feed.get("feed_url").is_some_and(|url| url == address), || format!("feed_url is not {address}"));
    for (name, value) in feed {
        let right = match name.as_str() {
            "version" | "title" | "description" | "user_comment" => said(value),
            "home_page_url" | "feed_url" | "next_url" | "icon" | "favicon" => uri(value),
            "language" => value.as_str().is_some_and(values::is_language),
            "expired" => value.is_boolean(),
            "authors" => people(value),
            "hubs" => list(value, |hub| said(&hub["type"]) && uri(&hub["url"])),
            "items" => value.is_array(),
            other => other.starts_with('_') && value.is_object(),
        };
        problems.unless(right, || format!("{name}: {value}"));
    }
    let mut ids = HashSet::new();
    for item in feed.get("items").and_then(Value::as_array).into_iter().flatten() {
        problems.at(format!("json item {}", item["id"]));
        problems.unless(said(&item["id"]) && ids.insert(item["id"].to_string()), || "no id of its own".into());
        let body = item.get("content_html").or(item.get("content_text"));
        problems.unless(body.is_some(), || "neither content_html nor content_text".into());
        item.as_object().into_iter().flatten().for_each(|(name, value)| member(problems, name, value, now));
        nothing_empty(problems, item);
    }
}

fn member(problems: &mut Problems, name: &str, value: &Value, now: DateTime<Utc>) {
    let right = match name {
        "id" | "title" | "content_text" | "summary" => said(value),
        "content_html" => {
            html::check(problems, value.as_str().unwrap_or_default());
            said(value)
        }
        "url" | "external_url" | "image" | "banner_image" => uri(value),
        "date_published" | "date_modified" => {
            let time = value.as_str().and_then(values::rfc3339);
            time.is_some_and(|time| values::is_plausible(time, now))
        }
        "language" => value.as_str().is_some_and(values::is_language),
        "authors" => people(value),
        "tags" => list(value, said),
        "attachments" => list(value, attachment),
        other => other.starts_with('_') && value.is_object(),
    };
    problems.unless(right, || format!("{name}: {value}"));
}

fn attachment(file: &Value) -> bool {
    uri(&file["url"])
        && file["mime_type"].as_str().is_some_and(values::is_media_type)
        && file.get("size_in_bytes").is_none_or(Value::is_u64)
        && file.get("duration_in_seconds").is_none_or(|d| d.as_f64().is_some_and(|seconds| seconds >= 0.0))
        && file.get("title").is_none_or(said)
}

fn people(value: &Value) -> bool {
    list(value, |author| {
        author.as_object().is_some_and(|members| {
            !members.is_empty()
                && members.iter().all(|(name, value)| match name.as_str() {
                    "name" => said(value),
                    "url" | "avatar" => uri(value),
                    _ => false,
                })
        })
    })
}

fn list(value: &Value, right: impl Fn(&Value) -> bool) -> bool {
    value.as_array().is_some_and(|list| !list.is_empty() && list.iter().all(right))
}

fn said(value: &Value) -> bool {
    value.as_str().is_some_and(|text| !text.is_empty())
}

fn uri(value: &Value) -> bool {
    value.as_str().is_some_and(values::is_uri)
}

/// Absent means unknown: never "", [], {} or null.
fn nothing_empty(problems: &mut Problems, value: &Value) {
    match value {
        Value::Null => problems.unless(false, || "holds null".into()),
        Value::String(text) => problems.unless(!text.is_empty(), || "holds an empty text".into()),
        Value::Array(list) => {
            problems.unless(!list.is_empty(), || "holds an empty list".into());
            list.iter().for_each(|member| nothing_empty(problems, member));
        }
        Value::Object(members) => {
            problems.unless(!members.is_empty(), || "holds an empty object".into());
            members.values().for_each(|member| nothing_empty(problems, member));
        }
        _ => {}
    }
}
