//! JSON that a page's script starts from: `__NEXT_DATA__`, Next's flight rows, Nuxt, `window.__STATE__ = {...}`, any
//! `application/json` script, and what elements carry in an attribute (Inertia's `data-page`, `:items`). The list is the
//! array or the map of objects that have a title, an address and, better, a date.
//!
//! Field names differ from site to site, so they are recognised by what they are called in general, and by their values.

use serde_json::Value;

use super::{entry::Entry, json_ld, score, tree::Tree};
use crate::{
    json::Allowance,
    model::{Found, Provenance},
    text::{
        dates::{self, Hints},
        html::to_line,
    },
};

const TITLES: &[&str] =
    &["headline", "title", "heading", "name", "shorttitle", "posttitle", "pagetitle", "subject", "label"];
const ADDRESSES: &[&str] = &[
    "url", "href", "link", "permalink", "canonicalurl", "pageurl", "linktodetailpage", "path", "uri", "fullslug",
    "slug",
];
const DATES: &[&str] = &[
    "datepublished", "publishdate", "publishedat", "publishedon", "published", "publicationdate", "pubdate",
    "releasedate", "pressreleasedate", "publisheddate", "displaydate", "postdate", "firstpublishedat", "date",
    "dategmt", "createdat", "created", "sortdate", "datetime", "timestamp",
];
const TEASERS: &[&str] =
    &["summary", "description", "excerpt", "teaser", "abstract", "subtitle", "standfirst", "intro", "lead", "dek"];
const IMAGES: &[&str] =
    &["image", "thumbnail", "featuredimage", "heroimage", "coverimage", "imageurl", "picture", "photo", "cover"];

/// Longest script that is read, in bytes.
const MAX_SCRIPT: usize = 8 << 20;

/// The best list in the page's state; its addresses are made absolute, a bare slug stands below the page's own path.
pub fn entries(tree: &Tree<'_>, hints: &Hints<'_>) -> Vec<Entry> {
    let mut flight = String::new();
    let mut search = Search { tree, hints, allowance: Allowance::default(), best: Vec::new(), weight: 0.0 };
    for place in 0..tree.slots.len() {
        if tree.tag(place) != "script" {
            carried(tree, place).for_each(|json| search.text(json));
            continue;
        }
        if tree.attr(place, "src").is_some() {
            continue;
        }
        let kind = tree.attr(place, "type").unwrap_or("");
        if kind.contains("ld+json") || kind.contains("importmap") || kind.contains("speculation") {
            continue;
        }
        let Some(text) = json_ld::script(tree, place).filter(|text| text.len() <= MAX_SCRIPT) else { continue };
        if text.contains("__next_f") {
            flight.push_str(&pushed(&text, &mut search.allowance));
        } else if kind.contains("json") {
            search.text(text.trim());
        } else if let Some(json) = assigned(&text) {
            search.text(json);
        }
    }
    for row in flight.lines() {
        if let Some((_, json)) = row.split_once(':')
            && json.starts_with(['[', '{'])
        {
            search.text(json);
        }
    }
    search.best
}

/// The search for the best list of a page's state.
struct Search<'s, 'a> {
    tree: &'s Tree<'a>,
    hints: &'s Hints<'s>,
    allowance: Allowance,
    best: Vec<Entry>,
    /// Of the best, in titles and dates.
    weight: f64,
}

impl Search<'_, '_> {
    /// Looks through a text that begins with JSON.
    fn text(&mut self, json: &str) {
        // a prefix is enough: what follows an assignment is other code
        let Some(value) = self.allowance.first(json) else { return };
        if let Value::Array(flat) = &value
            && flat.len() > 8
            && flat.iter().any(|one| one.as_object().is_some_and(|map| map.values().all(Value::is_u64)))
        {
            self.weigh(unflattened(flat).iter());
        }
        self.within(&value, 0);
    }

    /// Looks through a value, and what is in it.
    fn within(&mut self, value: &Value, depth: usize) {
        if depth > 40 {
            return;
        }
        match value {
            Value::Array(all) => {
                if all.iter().filter(|item| item.is_object()).count() >= 2 {
                    self.weigh(all);
                }
                all.iter().for_each(|item| self.within(item, depth + 1));
            }
            Value::Object(map) => {
                // a store keeps its objects by their ids
                let named = |item: &&Value| item.as_object().is_some_and(|own| field(own, TITLES).is_some());
                if map.len() >= 3 && map.values().filter(named).take(3).count() == 3 {
                    self.weigh(map.values().filter(named));
                }
                map.values().for_each(|item| self.within(item, depth + 1));
            }
            _ => {}
        }
    }

    /// Takes a list that weighs more.
    fn weigh<'v>(&mut self, all: impl IntoIterator<Item = &'v Value>) {
        let mut read: Vec<Entry> =
            all.into_iter().take(2_000).filter_map(|item| entry(self.tree, item, self.hints)).collect();
        let mut seen = std::collections::HashSet::new();
        read.retain(|entry| seen.insert(entry.key()));
        let long = read
            .iter()
            .filter(|entry| entry.title.as_ref().is_some_and(|title| score::is_headline(&title.value)))
            .count();
        let dated = read.iter().filter(|entry| entry.published.is_some()).count();
        // without dates it is as likely a menu
        if long < 2 || long * 2 < read.len() || dated * 2 < read.len() {
            return;
        }
        let weight = (long + dated) as f64;
        if weight > self.weight {
            (self.weight, self.best) = (weight, read);
        }
    }
}

/// JSON of some length in the attributes of an element.
fn carried<'a>(tree: &Tree<'a>, place: usize) -> impl Iterator<Item = &'a str> {
    let element = tree.slots[place].node.value().as_element();
    let values = element.into_iter().flat_map(|element| element.attrs()).map(|(_, value)| value.trim());
    values.filter(|value| value.len() >= 120 && (value.starts_with("[{") || value.starts_with("{\"")))
}

/// The strings that `self.__next_f.push([1,"..."])` appends.
fn pushed(script: &str, allowance: &mut Allowance) -> String {
    let mut out = String::new();
    for part in script.split("__next_f.push(").skip(1) {
        if let Some(Value::Array(pair)) = allowance.first(part)
            && let Some(text) = pair.get(1).and_then(Value::as_str)
        {
            out.push_str(text);
        }
    }
    out
}

/// What `window.__NAME__ = ` is set to, when it is JSON.
fn assigned(script: &str) -> Option<&str> {
    let head: String = script.chars().take(400).collect();
    let named = ["__NUXT__", "_STATE__", "__DATA__", "_DATA__", "__PROPS__", "initialState", "preloadedState"]
        .iter()
        .any(|name| head.contains(name));
    let at = named.then(|| script.find('=')).flatten()?;
    let json = script[at + 1..].trim_start();
    json.starts_with(['{', '[']).then_some(json)
}

/// Nuxt 3 writes one flat array in which objects point to their values by place.
fn unflattened(flat: &[Value]) -> Vec<Value> {
    let follow = |value: &Value| {
        value.as_u64().and_then(|at| flat.get(usize::try_from(at).ok()?)).cloned().unwrap_or(Value::Null)
    };
    let objects =
        flat.iter().filter_map(Value::as_object).filter(|map| !map.is_empty() && map.values().all(Value::is_u64));
    objects.map(|map| Value::Object(map.iter().map(|(name, value)| (name.clone(), follow(value))).collect())).collect()
}

/// A field by its general names; `date_published`, `publishDate` and `PublishDate` are one.
fn field<'v>(map: &'v serde_json::Map<String, Value>, names: &[&str]) -> Option<&'v Value> {
    let plain = |name: &str| name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    let keys: Vec<(String, &Value)> =
        map.iter().filter(|(_, value)| !value.is_null()).map(|(name, value)| (plain(name), value)).collect();
    names.iter().find_map(|name| keys.iter().find(|(key, _)| key == name).map(|(_, value)| *value))
}

/// A text, also within `{rendered: ...}` (WordPress), `{current: ...}` (Sanity) and their like.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()).filter(|text| !text.trim().is_empty()),
        Value::Object(map) => ["rendered", "current", "text", "value", "plain", "url", "src", "href"]
            .iter()
            .find_map(|name| map.get(*name).and_then(text)),
        _ => None,
    }
}

fn entry(tree: &Tree<'_>, item: &Value, hints: &Hints<'_>) -> Option<Entry> {
    let mut map = item.as_object()?;
    for wrapper in ["node", "fields", "attributes", "_source", "content"] {
        if field(map, TITLES).and_then(text).is_none()
            && let Some(inner) = map.get(wrapper).and_then(Value::as_object)
        {
            map = inner;
        }
    }
    let found = |value: String| Found::new(value, Provenance::JsonLd);
    let title = to_line(&field(map, TITLES).and_then(text)?);
    let url = address(tree, &field(map, ADDRESSES).and_then(text)?)?;
    let published = field(map, DATES).and_then(|value| moment(value, hints));
    (title.chars().count() > 3).then(|| Entry {
        content: None,
        url,
        url_origin: Some(Provenance::JsonLd),
        title: Some(found(title)),
        published: published.map(found),
        relative: false,
        updated: None,
        summary: field(map, TEASERS)
            .and_then(text)
            .map(|text| to_line(&text))
            .filter(|text| !text.is_empty())
            .map(found),
        image: field(map, IMAGES)
            .and_then(text)
            .filter(|src| src.contains('/'))
            .and_then(|src| tree.absolute(&src))
            .map(found),
    })
}

/// A date as text, or seconds or milliseconds since 1970.
fn moment(value: &Value, hints: &Hints<'_>) -> Option<String> {
    let seconds = |number: i64| {
        let number = if number > 100_000_000_000 { number / 1000 } else { number };
        (number > 300_000_000).then(|| chrono::DateTime::from_timestamp(number, 0)).flatten().map(|at| at.to_rfc3339())
    };
    match value {
        Value::Number(number) => seconds(number.as_i64()?),
        Value::String(text) => dates::parse(text, hints).map(|_| text.trim().to_owned()),
        Value::Object(map) => ["date", "iso", "start", "value", "$date"]
            .iter()
            .find_map(|name| map.get(*name).and_then(|inner| moment(inner, hints))),
        _ => None,
    }
}

fn address(tree: &Tree<'_>, text: &str) -> Option<String> {
    let text = text.trim();
    if text.starts_with("http") || text.starts_with('/') {
        return tree.absolute(text);
    }
    if text.is_empty() || text.contains(char::is_whitespace) {
        return None;
    }
    // the page itself may link it
    let tail = format!("/{}", text.trim_matches('/'));
    if let Some(link) = tree.links.iter().find(|link| link.key.ends_with(&tail)) {
        return Some(link.url.clone());
    }
    let base = tree.base.as_ref()?;
    let mut below = base.clone();
    below.set_query(None);
    below.set_fragment(None);
    let path = format!("{}{tail}", base.path().trim_end_matches('/'));
    below.set_path(&path);
    Some(below.to_string())
}
