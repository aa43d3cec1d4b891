//! Who wrote it: JSON-LD, meta, microdata and rel=author, then the visible byline.

use serde_json::Value;

use super::{
    body::Segment,
    json_ld::JsonLd,
    meta::Meta,
    microdata::{self, is_elsewhere},
    tree::Tree,
};
use crate::{
    model::{Person, Provenance},
    text::html::clean_line,
};

/// Authors at most.
const MAX_AUTHORS: usize = 30;

/// What the reader of authors looks at.
#[derive(Debug)]
pub struct Context<'c, 'a> {
    /// The page.
    pub tree: &'c Tree<'a>,
    /// Its head.
    pub meta: &'c Meta<'a>,
    /// Its JSON-LD.
    pub ld: &'c JsonLd,
    /// Its lines.
    pub lines: &'c [Segment],
    /// Index of the heading that shows the headline.
    pub headline: Option<usize>,
    /// Index of the element that holds the body.
    pub body: Option<usize>,
    /// The site's name: an author only when there is no other.
    pub site: Option<&'c str>,
}

/// The authors, and where they were found. People come before the organisation that the page also names.
pub fn read(context: &Context<'_, '_>) -> (Vec<Person>, Option<Provenance>) {
    let layers: [(Provenance, &dyn Fn() -> Vec<Person>); 5] = [
        (Provenance::JsonLd, &|| from_json(context.ld)),
        (Provenance::Meta, &|| from_meta(context.meta)),
        (Provenance::Microdata, &|| from_microdata(context.tree)),
        (Provenance::Text, &|| from_byline(context.tree)),
        (Provenance::Text, &|| from_lines(context)),
    ];
    let mut organisation = None;
    for (origin, layer) in layers {
        let found = tidy(layer());
        let is_organisation = |person: &Person| {
            is_site(person, context.site)
                || origin == Provenance::JsonLd
                    && person
                        .name
                        .as_deref()
                        .is_some_and(|name| organisations(context.ld).iter().any(|other| other == name))
        };
        let people: Vec<Person> = found.iter().filter(|person| !is_organisation(person)).cloned().collect();
        if !people.is_empty() {
            return (people, Some(origin));
        }
        if !found.is_empty() && organisation.is_none() {
            organisation = Some((found, Some(origin)));
        }
    }
    organisation.unwrap_or_default()
}

/// Names of the release's authors that its JSON-LD calls organisations.
fn organisations(ld: &JsonLd) -> Vec<String> {
    let author = ld.main().and_then(|object| object.get("author").or_else(|| object.get("creator")));
    let list: Vec<&Value> = match author {
        Some(Value::Array(list)) => list.iter().take(MAX_AUTHORS).collect(),
        Some(value) => vec![value],
        None => Vec::new(),
    };
    list.into_iter()
        .filter_map(Value::as_object)
        .map(|object| ld.resolve(object))
        .filter(|object| {
            matches!(
                object.get("@type").and_then(Value::as_str),
                Some("Organization" | "NewsMediaOrganization" | "Corporation")
            )
        })
        .filter_map(|object| object.get("name").and_then(|name| ld.name_of(name)))
        .collect()
}

/// Lines near the headline or the end of the body that begin as a byline and hold nothing but names.
fn from_lines(context: &Context<'_, '_>) -> Vec<Person> {
    let number = |at: usize| context.lines.partition_point(|line| line.start < at);
    let mut near: Vec<usize> = Vec::new();
    if let Some(heading) = context.headline {
        let at = number(context.tree.end(heading));
        near.extend(at..at + 12);
        near.extend(at.saturating_sub(5)..at);
    }
    if let Some(body) = context.body {
        let (start, end) = (number(body), number(context.tree.end(body)));
        near.extend(start.saturating_sub(4)..start + 3);
        near.extend(end.saturating_sub(3)..end + 4);
    }
    let lines = near.into_iter().filter_map(|index| context.lines.get(index));
    for line in lines.filter(|line| line.chars <= 90) {
        if let Some(names) = byline(&line.text) {
            return names.into_iter().map(Person::named).collect();
        }
    }
    Vec::new()
}

/// The names of a line that is a byline.
fn byline(text: &str) -> Option<Vec<String>> {
    let cut = text.split(['|', '•', '·', '–', '—']).next().unwrap_or(text).trim();
    let lower = cut.to_lowercase();
    let opening = [
        "by ",
        "von ",
        "par ",
        "por ",
        "di ",
        "door ",
        "av ",
        "af ",
        "text: ",
        "autor: ",
        "autorin: ",
        "author: ",
        "written by ",
        "posted by ",
        "words by ",
    ]
    .iter()
    .find(|opening| lower.starts_with(**opening))?;
    let rest = cut.get(opening.len()..)?;
    let names = split(rest);
    let named = |name: &String| {
        let words: Vec<&str> = name.split_whitespace().collect();
        (2..=4).contains(&words.len())
            && words.iter().filter(|word| word.starts_with(char::is_uppercase)).count() >= 2
            && !name.contains(|c: char| c.is_ascii_digit())
    };
    let letters: usize = names.iter().map(|name| name.len()).sum();
    (!names.is_empty() && names.iter().all(named) && letters + 16 > rest.len()).then_some(names)
}

fn is_site(person: &Person, site: Option<&str>) -> bool {
    let plain = super::title::plain;
    match (&person.name, site) {
        (Some(name), Some(site)) => plain(name) == plain(site),
        _ => false,
    }
}

fn from_json(ld: &JsonLd) -> Vec<Person> {
    let mut people = Vec::new();
    for key in ["author", "creator"] {
        if let Some(value) = ld.main().and_then(|object| object.get(key)) {
            collect(ld, value, &mut people);
        }
        if !people.is_empty() {
            break;
        }
    }
    people
}

fn collect(ld: &JsonLd, value: &Value, people: &mut Vec<Person>) {
    match value {
        Value::Array(list) => list.iter().take(MAX_AUTHORS).for_each(|value| collect(ld, value, people)),
        Value::Object(object) => {
            let object = ld.resolve(object);
            // A list of names in one name is as common as a list of objects.
            if let Some(Value::Array(names)) = object.get("name") {
                people.extend(names.iter().filter_map(Value::as_str).map(Person::named));
            } else if let Some(name) = ld.name_of(value) {
                let url = object.get("url").and_then(|url| ld.url_of(url)).filter(|url| url.starts_with("http"));
                people.push(Person { name: Some(name), url, ..Person::default() });
            }
        }
        _ => people.extend(ld.name_of(value).map(Person::named)),
    }
}

fn from_meta(meta: &Meta<'_>) -> Vec<Person> {
    for names in [&[
        "parsely-author",
        "sailthru.author",
        "citation_author",
        "article:author_name",
        "author",
        "dc.creator",
        "dcterms.creator",
        "dc.contributor",
        "byl",
        "byline",
        "article:author",
        "og:author",
        "rbauthors",
        "cxenseparse:author",
    ] as &[&str]]
    {
        for name in names {
            let people: Vec<Person> = meta
                .all(&[name])
                .into_iter()
                .map(super::meta::clean)
                .filter(|text| !text.contains("://"))
                .map(Person::named)
                .collect();
            if !people.is_empty() {
                return people;
            }
        }
    }
    Vec::new()
}

fn from_microdata(tree: &Tree<'_>) -> Vec<Person> {
    let mut people = Vec::new();
    for author in microdata::properties(tree, &["author", "creator"]) {
        if is_elsewhere(tree, author.index) {
            continue;
        }
        let named = microdata::properties(tree, &["name"])
            .into_iter()
            .find(|name| name.index > author.index && name.index < tree.end(author.index));
        people.push(Person::named(named.map_or(author.value, |name| name.value)));
    }
    if people.is_empty() {
        let by_rel = tree.named("a").filter(|&index| {
            tree.attr(index, "rel").is_some_and(|rel| rel.split_whitespace().any(|rel| rel == "author"))
        });
        people.extend(by_rel.filter(|&index| !is_elsewhere(tree, index)).map(|index| Person::named(tree.line(index))));
    }
    people
}

fn from_byline(tree: &Tree<'_>) -> Vec<Person> {
    let names = [
        "author",
        "byline",
        "p-author",
        "vcard",
        "fn",
        "author-name",
        "byline-name",
        "article-author",
        "post-author",
        "entry-author",
        "author__name",
        "byline__name",
        "article__author",
        "c-byline",
        "autor",
        "authors",
        "posted-by",
        "byline-author",
        "by-line",
        "writer",
        "contributor",
    ];
    for index in microdata::classed(tree, &names) {
        if is_elsewhere(tree, index) {
            continue;
        }
        let line = tree.line(index);
        if !line.is_empty() && line.chars().count() < 100 {
            let people = tidy(vec![Person::named(line)]);
            if !people.is_empty() {
                return people;
            }
        }
    }
    Vec::new()
}

/// Names cleaned, lists taken apart, doubles and what is no name out.
fn tidy(people: Vec<Person>) -> Vec<Person> {
    let mut tidied: Vec<Person> = Vec::new();
    for person in people {
        let Some(text) = &person.name else { continue };
        let parts = split(text);
        let single = parts.len() == 1;
        for name in parts {
            let key = super::title::plain(&name);
            if !tidied.iter().any(|other| other.name.as_deref().map(super::title::plain).as_deref() == Some(&key))
                && tidied.len() < MAX_AUTHORS
            {
                let url = person.url.clone().filter(|_| single);
                tidied.push(Person { name: Some(name), url, ..Person::default() });
            }
        }
    }
    tidied
}

/// "By Ann Lee and Bo Ek, Reporters" is Ann Lee and Bo Ek.
pub fn split(text: &str) -> Vec<String> {
    let text = clean_line(text);
    let mut rest = text.as_str();
    for opening in OPENINGS {
        if rest.len() >= opening.len()
            && rest.is_char_boundary(opening.len())
            && rest[..opening.len()].to_lowercase() == *opening
            && rest[opening.len()..].starts_with([' ', ':'])
        {
            rest = rest[opening.len()..].trim_start_matches([':', ' ']);
        }
    }
    let mut names = Vec::new();
    let rest = rest.strip_prefix("Veröffentlicht von").unwrap_or(rest);
    let listed = rest
        .replace(" and ", ", ")
        .replace(" und ", ", ")
        .replace(" & ", ", ")
        .replace(" et ", ", ")
        .replace(" y ", ", ")
        .replace(" og ", ", ")
        .replace("; ", ", ")
        .replace([';', '|', '•', '·'], ", ");
    for part in listed.split(", ") {
        let name = part
            .split(['(', '<', '['])
            .next()
            .unwrap_or(part)
            .trim()
            .trim_matches(|c: char| !c.is_alphanumeric() && c != '.' && c != ')')
            .trim();
        if is_name(name) {
            names.push(name.to_owned());
        }
    }
    names
}

const OPENINGS: &[&str] = &[
    "written by",
    "posted by",
    "reported by",
    "by",
    "von",
    "par",
    "por",
    "de la redacción",
    "door",
    "autor",
    "autorin",
    "author",
    "authors",
    "text",
    "av",
    "af",
    "di",
    "przez",
    "od",
];

fn is_name(text: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let lower = text.to_lowercase();
    letters >= 2
        && digits <= 2
        && text.chars().count() <= 60
        && text.split_whitespace().count() <= 6
        && !text.contains('@')
        && !text.contains("://")
        && !matches!(
            lower.as_str(),
            "admin"
                | "administrator"
                | "staff"
                | "editor"
                | "redaktion"
                | "author"
                | "null"
                | "undefined"
                | "unknown"
                | "none"
                | "root"
                | "webmaster"
                | "guest"
                | "anonymous"
                | "no author"
                | "phd"
                | "md"
                | "redaktion online"
                | "news"
                | "nachrichten"
                | "share"
                | "twitter"
                | "facebook"
                | "follow"
                | "kommentare"
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byline_falls_into_names() {
        assert_eq!(split("By Ann Lee and Bo Ek"), ["Ann Lee", "Bo Ek"]);
        assert_eq!(split("Von: Jörg Öz"), ["Jörg Öz"]);
        assert_eq!(split("ann@example.org"), Vec::<String>::new());
    }
}
