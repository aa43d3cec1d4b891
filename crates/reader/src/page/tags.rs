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
    let site = super::title::site_name(meta, ld);
    let layers: [(Provenance, &dyn Fn() -> Vec<String>); 8] = [
        (Provenance::JsonLd, &|| from_json(ld)),
        (Provenance::Meta, &|| listed(&meta.all(&["article:tag", "parsely-tags", "sailthru.tags", "og:article:tag"]))),
        (Provenance::Meta, &|| listed(&meta.all(&["news_keywords"]))),
        (Provenance::Meta, &|| listed(&meta.all(&["keywords", "dc.subject", "dcterms.subject", "citation_keywords"]))),
        (Provenance::Meta, &|| listed(&meta.ending(&["keywords"]))),
        (Provenance::Text, &|| from_links(tree)),
        (Provenance::Text, &|| from_lists(tree)),
        (Provenance::Text, &|| from_addresses(tree)),
    ];
    for (origin, layer) in layers {
        let mut tags = without_folders(layer());
        // whose pages they are is no topic
        if tags.len() > 1 {
            tags.retain(|tag| site.as_ref() != Some(tag));
        }
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

/// What stands before a list of tags.
const LABELS: &[&str] = &[
    "tags", "tag", "topics", "keywords", "labels", "schlagwörter", "schlagworte", "themen", "stichwörter", "mots-clés",
    "étiquettes", "etiquetas", "temas", "tópicos", "argomenti", "trefwoorden", "onderwerpen", "ämnen", "emner",
    "avainsanat", "tagi", "štítky",
];

/// Links in an element that is called after tags or topics, where nothing says more.
fn from_lists(tree: &Tree<'_>) -> Vec<String> {
    let named = |index: &usize| {
        ["class", "id"].iter().filter_map(|name| tree.attr(*index, name)).flat_map(str::split_whitespace).any(|name| {
            let (mut tags, mut other) = (false, false);
            super::tree::words(name, |word| {
                tags |=
                    matches!(word, "tags" | "topics" | "keywords" | "taglist" | "schlagworte" | "themen" | "labels");
                other |=
                    matches!(word, "cloud" | "menu" | "nav" | "filter" | "popular" | "widget" | "sidebar" | "search");
            });
            tags && !other
        })
    };
    let lists =
        (0..tree.entries.len()).filter(|index| !matches!(tree.name(*index), "" | "html" | "body" | "main" | "article"));
    let labelled = |index: &usize| {
        matches!(tree.name(*index), "p" | "div" | "li" | "ul" | "span") && {
            let line = tree.raw_text(*index, 60).trim_start().to_lowercase();
            LABELS.iter().any(|label| line.strip_prefix(label).is_some_and(|rest| rest.starts_with(':')))
        }
    };
    for list in lists.filter(|index| named(index) || labelled(index)) {
        let apart = tree
            .ancestors(list)
            .any(|up| matches!(tree.name(up), "nav" | "header") || up != 0 && named(&up) && tree.name(up) == "nav");
        let links: Vec<String> =
            (list..tree.end(list)).filter(|at| tree.name(*at) == "a").map(|at| tree.line(at)).collect();
        let short = !links.is_empty() && links.len() <= 20 && links.iter().all(|text| text.chars().count() <= 40);
        if short && !apart {
            return unique(links.into_iter());
        }
    }
    Vec::new()
}

/// Folders that pages of topics lie in.
const FOLDERS: &[&str] = &[
    "topic", "topics", "tag", "tags", "thema", "themen", "keyword", "keywords", "tema", "temas", "mot-cle", "etiqueta",
];

/// Links to pages of topics, side by side behind the headline.
fn from_addresses(tree: &Tree<'_>) -> Vec<String> {
    let leads = |index: &usize| {
        tree.attr(*index, "href").is_some_and(|href| {
            let path = href.split(['?', '#']).next().unwrap_or(href).trim_end_matches('/');
            let mut parts = path.rsplit('/').map(str::to_lowercase);
            parts.next().is_some_and(|last| !last.is_empty())
                && parts.next().is_some_and(|folder| FOLDERS.contains(&folder.as_str()))
        })
    };
    let apart =
        |index: usize| tree.ancestors(index).any(|up| matches!(tree.name(up), "nav" | "header" | "footer" | "aside"));
    let head = tree.named("h1").next().unwrap_or(0);
    let links: Vec<usize> =
        tree.named("a").filter(|index| *index > head).filter(leads).filter(|index| !apart(*index)).take(60).collect();
    // the first run of them: what lies far behind is of other stories
    let run = links.windows(2).take_while(|pair| pair[1] < tree.end(pair[0]) + 12).count() + 1;
    let texts: Vec<String> = links.into_iter().take(run).map(|index| tree.line(index)).collect();
    let fit = (2..=20).contains(&texts.len()) && texts.iter().all(|text| text.chars().count() <= 40);
    if fit { unique(texts.into_iter()) } else { Vec::new() }
}

/// "section/sverige", "topic/assault": folders of a content system, where every tag has one.
fn without_folders(tags: Vec<String>) -> Vec<String> {
    let bare = |tag: &String| {
        let (folder, name) = tag.split_once('/')?;
        let plain = folder.chars().all(|c| c.is_ascii_lowercase()) && !name.is_empty();
        plain.then(|| name.to_owned())
    };
    let bares: Option<Vec<String>> = tags.iter().map(bare).collect();
    bares.filter(|bares| bares.len() > 1).unwrap_or(tags)
}

/// Values that are lists in one string, or one a value.
fn listed(values: &[&str]) -> Vec<String> {
    unique(values.iter().flat_map(|value| {
        let by: &[char] = if value.contains(';') {
            &[';']
        } else if value.contains('|') {
            &['|']
        } else if !value.contains(',') && value.chars().any(|c| c >= '\u{3040}') {
            // of words that are written without blanks a blank parts two
            &[' ', '、', '，', '\u{3000}']
        } else {
            &[',']
        };
        value.split(by).map(meta::clean).collect::<Vec<_>>()
    }))
}

fn unique(tags: impl Iterator<Item = String>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for tag in tags {
        let tag = without_key(tag.trim_start_matches('#').trim()).to_owned();
        if tag.chars().any(char::is_alphanumeric)
            && !is_code(&tag)
            && tag.chars().count() <= 100
            && found.len() < MAX_TAGS
            && !found.contains(&tag)
        {
            found.push(tag);
        }
    }
    found
}

/// Numbers of a content system, and keys that only it reads: "100312362", a UUID, "WC: 1000-1999", "Page Type: Article".
fn is_code(tag: &str) -> bool {
    let digits = tag.chars().filter(char::is_ascii_digit).count();
    let letters = tag.chars().filter(|c| c.is_alphabetic()).count();
    let unspaced = !tag.contains(' ');
    let uuid = unspaced && tag.len() >= 32 && tag.chars().all(|c| c.is_ascii_hexdigit() || c == '-');
    let long_number = letters == 0 && digits >= 5;
    keyed(tag).is_some() || uuid || long_number || (unspaced && digits >= 6 && digits > letters)
}

/// Key and value of a tag of the form "com:AGRI".
fn keyed(tag: &str) -> Option<(&str, &str)> {
    let (key, value) = tag.split_once([':', '='])?;
    let value = value.trim();
    (!value.starts_with("//") && key.len() <= 24 && key.is_ascii() && !value.is_empty()).then_some((key, value))
}

/// "com:AGRI" is tagged AGRI; a value that is a number, a day or a constant is none.
fn without_key(tag: &str) -> &str {
    let Some((key, value)) = keyed(tag).filter(|_| !tag.contains(' ')) else { return tag };
    let word = value.chars().all(|c| c.is_alphabetic() || c == '-');
    if word && !key.to_lowercase().contains("type") { value } else { tag }
}

#[cfg(test)]
mod tests {
    use scraper::Html;

    use super::*;

    #[test]
    fn codes_are_no_tags() {
        for tag in [
            "26157981-b4f7-4929-adc1-e860c6f03636", "100312362", "WC: 1000-1999", "Page Type: Article",
            "productType=car",
        ] {
            assert!(is_code(tag), "{tag}");
        }
        for tag in ["Boats", "2024", "COVID-19", "5G", "C++", "ISO 27001", "G20"] {
            assert!(!is_code(tag), "{tag}");
        }
        assert_eq!(listed(&["productType:PRESS,com:AGRI,day:2024-05-01,Harbour"]), ["AGRI", "Harbour"]);
    }

    #[test]
    fn links_of_a_list_of_topics_are_tags_and_a_cloud_is_none() {
        let tags = |html: &str| from_lists(&Tree::of(&Html::parse_document(html)));
        assert_eq!(
            tags("<div class=article-tags><h4>Topics</h4><a href=/t/a>Boats</a> <a href=/t/b>Harbour</a></div>"),
            ["Boats", "Harbour"]
        );
        assert_eq!(
            tags("<p>Schlagwörter: <a href=/t/a>Hafen</a>, <a href=/t/b>Werkstatt</a></p>"),
            ["Hafen", "Werkstatt"]
        );
        assert!(tags("<div class=tag-cloud-tags><a href=/t/a>Boats</a></div>").is_empty());
        assert_eq!(
            from_addresses(&Tree::of(&Html::parse_document(
                "<h1>T</h1><p>Text</p><div><a href=/news/topics/c1>Boats</a></div><div><a href=/news/topics/c2>Harbour</a></div>",
            ))),
            ["Boats", "Harbour"]
        );
        assert_eq!(without_folders(vec!["topic/boats".into(), "place/lund".into()]), ["boats", "lund"]);
        assert_eq!(listed(&["深空 探月"]), ["深空", "探月"]);
        assert!(tags("<nav><div class=topics><a href=/t/a>Boats</a></div></nav>").is_empty());
    }
}
