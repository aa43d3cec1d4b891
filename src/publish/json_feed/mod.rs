//! JSON Feed 1.1 with `_pressfeed`: the published feed, and what `parse`, `listing` and `extract` print.
//!
//! Absent means unknown: no field is ever `""`, `[]` or null. Dates are RFC 3339. The members of `_pressfeed`
//! stand in CONTRACT section 2; <https://www.jsonfeed.org/version/1.1/> has the others.

mod document;
mod item;

use std::io;

use serde::Serialize;
use serde_json::Value;

pub(super) use self::item::said;
use self::item::{Author, Item};
use super::{Feed, Pieces, when};
use crate::model::{Document, Release, Story};

/// `version` of every document.
const VERSION: &str = "https://jsonfeed.org/version/1.1";

/// One item, as `extract` prints it.
pub fn item(release: &Release) -> Value {
    value(&Item::of(release))
}

/// One story as an item of the published feed.
pub fn story(story: &Story) -> io::Result<Vec<u8>> {
    Ok(serde_json::to_vec(&Item::published(story))?)
}

/// A document that was read, as `parse` and `listing` print it.
pub fn document(document: &Document, items: &[Release]) -> Value {
    value(&document::Read::of(document, items))
}

/// The published feed.
pub fn published(feed: &Feed) -> io::Result<Vec<u8>> {
    Ok(pieces(feed)?.whole())
}

/// The published feed in pieces.
pub fn pieces(feed: &Feed) -> io::Result<Pieces> {
    let channel = &feed.channel;
    let frame = Published {
        version: VERSION,
        title: &channel.title,
        home_page_url: &channel.home,
        feed_url: &channel.self_url,
        description: channel.subtitle.as_deref(),
        icon: channel.icon_url.as_deref(),
        favicon: channel.icon_url.as_deref(),
        authors: [Author { name: Some(&channel.title), url: Some(&channel.home), avatar: None }],
        hubs: channel.hub_url.iter().map(|url| Hub { kind: "WebSub", url }).collect(),
        next_url: channel.next_url.as_deref(),
        own: PublishedOwn { generator: &channel.generator, updated: channel.updated.map(|t| when(&t.fixed_offset())) },
    };
    let frame = serde_json::to_string(&frame)?;
    // the frame's own brace is closed by the tail
    let head = format!("{},\n\"items\":[\n", frame.strip_suffix('}').unwrap_or(&frame));
    let entries = feed.stories.iter().map(|story| serde_json::to_vec(&Item::published(story)));
    let entries = entries.collect::<Result<_, _>>()?;
    Ok(Pieces { head: head.into_bytes(), entries, between: ",\n", tail: b"\n]}\n".to_vec() })
}

/// `hubs` of JSON Feed.
#[derive(Debug, Serialize)]
struct Hub<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    url: &'a str,
}

#[derive(Debug, Serialize)]
struct Published<'a> {
    version: &'static str,
    title: &'a str,
    home_page_url: &'a str,
    feed_url: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    icon: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    favicon: Option<&'a str>,
    authors: [Author<'a>; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    hubs: Vec<Hub<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_url: Option<&'a str>,
    #[serde(rename = "_pressfeed")]
    own: PublishedOwn<'a>,
}

#[derive(Debug, Serialize)]
struct PublishedOwn<'a> {
    generator: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    updated: Option<String>,
}

/// As a tree without nulls: a number that JSON cannot say (NaN) is unknown too.
fn value(shown: &impl Serialize) -> Value {
    let mut tree = serde_json::to_value(shown).unwrap_or_default();
    prune(&mut tree);
    tree
}

fn prune(tree: &mut Value) {
    match tree {
        Value::Object(members) => {
            members.retain(|_, member| {
                prune(member);
                !member.is_null()
            });
        }
        Value::Array(members) => members.iter_mut().for_each(prune),
        _ => {}
    }
}
