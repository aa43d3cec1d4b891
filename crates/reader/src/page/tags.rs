//! Topics: article:tag, JSON-LD keywords, meta keywords, rel=tag.

use serde_json::Value;

use super::{
    json_ld::JsonLd,
    meta::{self, Meta},
    tree::Tree,
};
use crate::model::Provenance;

/// Tags at most.
const MAX_TAGS: usize = 60;

/// The tags, and where they were found.
pub fn read(tree: &Tree<'_>, meta: &Meta<'_>, ld: &JsonLd) -> (Vec<String>, Option<Provenance>) {
    let layers: [(Provenance, &dyn Fn() -> Vec<String>); 5] = [
        (Provenance::JsonLd, &|| from_json(ld)),
        (Provenance::Meta, &|| listed(&meta.all(&["article:tag", "parsely-tags", "sailthru.tags", "og:article:tag"]))),
        (Provenance::Meta, &|| listed(&meta.all(&["news_keywords"]))),
        (Provenance::Meta, &|| listed(&meta.all(&["keywords", "dc.subject", "dcterms.subject", "citation_keywords"]))),
        (Provenance::Text, &|| from_links(tree)),
    ];
    for (origin, layer) in layers {
        let tags = layer();
        if !tags.is_empty() {
            return (tags, Some(origin));
        }
    }
    (Vec::new(), None)
}

fn from_json(ld: &JsonLd) -> Vec<String> {
    let Some(value) = ld.main().and_then(|object| object.get("keywords")) else { return Vec::new() };
    let texts: Vec<String> = match value {
        Value::Array(list) => list.iter().filter_map(|value| ld.name_of(value)).collect(),
        other => ld.name_of(other).into_iter().collect(),
    };
    match texts.as_slice() {
        [one] => listed(&[one.as_str()]),
        many => unique(many.iter().cloned()),
    }
}

fn from_links(tree: &Tree<'_>) -> Vec<String> {
    let tagged = tree.named("a").filter(|&index| {
        tree.attr(index, "rel").is_some_and(|rel| rel.split_whitespace().any(|rel| rel.eq_ignore_ascii_case("tag")))
    });
    unique(tagged.map(|index| tree.line(index)))
}

/// Values that are lists in one string, or one a value.
fn listed(values: &[&str]) -> Vec<String> {
    unique(values.iter().flat_map(|value| {
        let by: &[char] = if value.contains(';') {
            &[';']
        } else if value.contains('|') {
            &['|']
        } else {
            &[',']
        };
        value.split(by).map(meta::clean).collect::<Vec<_>>()
    }))
}

fn unique(tags: impl Iterator<Item = String>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for tag in tags {
        let tag = tag.trim_start_matches('#').trim().to_owned();
        if tag.chars().any(char::is_alphanumeric)
            && tag.chars().count() <= 100
            && found.len() < MAX_TAGS
            && !found.contains(&tag)
        {
            found.push(tag);
        }
    }
    found
}
