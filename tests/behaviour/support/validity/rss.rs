//! RSS 2.0 with the RSS board's profile.

use std::collections::HashSet;

use chrono::{DateTime, Utc};

use super::{
    Problems, html, values, vocabulary,
    xml::{ATOM, Element, tree},
};

const CONTENT: &str = "http://purl.org/rss/1.0/modules/content/";
const NAMESPACES: [&str; 6] = [ATOM, CONTENT, vocabulary::MEDIA, vocabulary::DC, vocabulary::TERMS, vocabulary::GEO];
const CHANNEL: &str = "title link description language copyright managingEditor webMaster pubDate lastBuildDate category \
    generator docs cloud ttl image skipHours skipDays item";
const ITEM: &str = "title link description author category comments enclosure guid pubDate source";

/// Problems of a document that was got from this address.
pub fn check(bytes: &[u8], address: &str, now: DateTime<Utc>) -> Vec<String> {
    let mut problems = Problems::default();
    problems.at("rss");
    match tree(bytes) {
        Ok(root) => channel(&mut problems, &root, address, now),
        Err(error) => problems.unless(false, || format!("not well-formed: {error}")),
    }
    problems.found
}

fn channel(problems: &mut Problems, root: &Element, address: &str, now: DateTime<Utc>) {
    problems.unless(root.name == "rss" && root.attribute("version") == Some("2.0"), || "no RSS 2.0".into());
    for (prefix, space) in &root.declared {
        problems.unless(NAMESPACES.contains(&space.as_str()), || format!("unknown namespace {prefix}={space}"));
    }
    let mut all = Vec::new();
    root.every(&mut all);
    for element in &all {
        let bad = element.attributes.iter().map(|(.., value)| value).chain([&element.text]);
        let bad = bad.filter_map(|text| values::bad_character(text)).next();
        problems.unless(bad.is_none(), || format!("{} holds {bad:?}", element.name));
    }
    let Some(channel) = root.one("", "channel") else { return problems.unless(false, || "no channel".into()) };
    for name in ["title", "link", "description"] {
        problems.unless(channel.all("", name).count() == 1, || format!("not one {name}"));
    }
    let first = channel.children.iter().position(|child| child.name == "item").unwrap_or(usize::MAX);
    let last = channel.children.iter().rposition(|child| child.name != "item");
    problems.unless(last.is_none_or(|last| last < first), || "metadata behind an item".into());
    let of_self: Vec<_> = channel.all(ATOM, "link").filter(|link| link.attribute("rel") == Some("self")).collect();
    let right = matches!(of_self[..], [link] if link.attribute("href") == Some(address));
    problems.unless(right, || format!("atom:link rel=self is not {address}"));
    let mut guids = HashSet::new();
    for child in &channel.children {
        if child.space.is_empty() && child.name == "item" {
            let guid = child.one("", "guid").map(|guid| guid.text.clone()).unwrap_or_default();
            problems.at(format!("rss item {guid}"));
            item(problems, child, now);
            problems.unless(!guid.is_empty() && guids.insert(guid), || "no guid of its own".into());
        } else {
            plain_part(problems, child, CHANNEL, now);
        }
    }
}

fn item(problems: &mut Problems, item: &Element, now: DateTime<Utc>) {
    let title = item.one("", "title").or(item.one("", "description"));
    problems.unless(title.is_some(), || "neither title nor description".into());
    for name in ["title", "link", "description", "comments", "enclosure", "guid", "pubDate", "source"] {
        problems.unless(item.all("", name).count() <= 1, || format!("two {name}"));
    }
    let place = |space: &str, name: &str| item.children.iter().position(|c| c.space == space && c.name == name);
    if let Some(content) = place(CONTENT, "encoded") {
        let before = place("", "description").is_some_and(|description| description < content);
        problems.unless(before, || "content:encoded without a description before it".into());
    }
    item.children.iter().for_each(|child| plain_part(problems, child, ITEM, now));
}

fn plain_part(problems: &mut Problems, part: &Element, known: &str, now: DateTime<Utc>) {
    let name = part.name.as_str();
    match part.space.as_str() {
        "" => {}
        CONTENT => return html::check(problems, &part.text),
        ATOM => {
            let right = name == "link" && part.attribute("href").is_some_and(values::is_uri);
            return problems.unless(right, || format!("atom:{name} {:?}", part.attributes));
        }
        _ => {
            let checked = vocabulary::check(problems, part) && part.space != vocabulary::OWN;
            return problems.unless(checked, || format!("{name} of {}", part.space));
        }
    }
    problems.unless(known.split_whitespace().any(|known| known == name), || format!("the element {name}"));
    let html_like = values::looks_like_html(&part.text, &part.raw).or(character_data(part));
    let attribute = |name: &str| part.attribute(name).unwrap_or_default();
    let right = match name {
        "title" | "category" => !part.text.trim().is_empty() && html_like.is_none(),
        "link" | "comments" | "docs" => values::is_uri(&part.text),
        "pubDate" | "lastBuildDate" => values::rfc822(&part.text).is_some_and(|time| values::is_plausible(time, now)),
        "guid" => {
            let linked = attribute("isPermaLink");
            linked == "false" && !part.text.is_empty() || linked == "true" && values::is_uri(&part.text)
        }
        "enclosure" => {
            values::is_web_address(attribute("url"))
                && attribute("length").parse::<u64>().is_ok()
                && values::is_media_type(attribute("type"))
        }
        "source" => values::is_uri(attribute("url")) && html_like.is_none(),
        "author" | "managingEditor" | "webMaster" => part.text.contains('@') && part.text.ends_with(')'),
        "language" => values::is_language(&part.text),
        _ => true,
    };
    problems.unless(right, || format!("{name} {:?} {:?}", part.text, part.attributes));
    if name == "description" && known == ITEM {
        html::check(problems, &part.text);
    }
}

/// The profile: what looks like markup is written with numeric references.
fn character_data(part: &Element) -> Option<String> {
    if part.raw.contains("&#x") {
        return None;
    }
    let marked = part
        .text
        .match_indices('<')
        .any(|(at, _)| part.text[at + 1..].starts_with(|c: char| c == '/' || c.is_ascii_alphabetic()));
    marked.then(|| "character data that looks like a tag".into())
}
