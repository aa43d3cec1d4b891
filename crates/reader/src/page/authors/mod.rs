//! Who wrote it: JSON-LD, meta, microdata and rel=author, then the visible byline.

mod byline;
mod names;

use serde_json::Value;

pub use self::names::split;
use super::{body::Segment, frame::Frame, json_ld::JsonLd, meta::Meta, microdata, others::Other, tree::Tree};
use crate::model::{Person, Provenance};

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
    /// Where the release is.
    pub frame: &'c Frame,
    /// The site's name: an author only when there is no other.
    pub site: Option<&'c str>,
}

impl Context<'_, '_> {
    /// Within a dozen lines of the headline.
    fn is_near_headline(&self, index: usize) -> bool {
        let number = |at: usize| self.lines.partition_point(|line| line.start < at);
        self.frame.heading.is_some_and(|heading| {
            let head = number(self.tree.end(heading));
            (head.saturating_sub(6)..head + 13).contains(&number(index))
        })
    }
}

/// Names from one source, and how much the source and their form speak for them.
struct Candidate {
    score: i32,
    origin: Provenance,
    people: Vec<Person>,
}

/// Who wrote it.
#[derive(Debug, Default)]
pub struct Authors {
    /// In the order of the page.
    pub people: Vec<Person>,
    /// Where they were found.
    pub origin: Option<Provenance>,
    /// Who else it could have been.
    pub others: Vec<Other>,
}

/// The authors: of all candidates the likeliest. A byline above the text outdoes what a
/// template declares, which is as often the account that published; people come before organisations.
pub fn read(context: &Context<'_, '_>) -> Authors {
    let mut all: Vec<Candidate> = Vec::new();
    let mut add = |score: i32, origin: Provenance, people: Vec<Person>| {
        let people = tidy(people);
        if !people.is_empty() {
            all.push(Candidate { score, origin, people });
        }
    };
    add(80, Provenance::JsonLd, from_json(context.ld));
    add(64, Provenance::Meta, from_meta(context.meta));
    add(62, Provenance::Meta, from_card(context.meta));
    add(65, Provenance::Microdata, from_microdata(context));
    let visible = [byline::near(context), byline::named(context), byline::linked(context)];
    for (score, people) in visible.into_iter().flatten() {
        add(score, Provenance::Text, people);
    }
    let organisations = organisations(context.ld);
    for candidate in &mut all {
        weigh(candidate, context.site, &organisations);
    }
    let mut best: Option<&Candidate> = None;
    for candidate in &all {
        if best.is_none_or(|best| candidate.score > best.score) {
            best = Some(candidate);
        }
    }
    let Some(best) = best else { return Authors::default() };
    // a declaration that has these names too knows their addresses, and where they end
    let holds = |other: &&Candidate| {
        best.origin == Provenance::Text
            && other.origin != Provenance::Text
            && other.score >= 60
            && best.people.iter().all(|own| has(&other.people, own))
    };
    let chosen = all.iter().find(holds).unwrap_or(best);
    let others = all.iter().filter(|other| other.people != chosen.people).map(Candidate::as_other).collect();
    Authors { people: chosen.people.clone(), origin: Some(chosen.origin), others }
}

impl Candidate {
    fn as_other(&self) -> Other {
        let names: Vec<&str> = self.people.iter().filter_map(|person| person.name.as_deref()).collect();
        Other { score: self.score, origin: self.origin, value: names.join(", ") }
    }
}

/// Whether one of these people is meant: by the same name, or by the head of a longer one ("Ann LeeReporter").
fn has(people: &[Person], one: &Person) -> bool {
    let plain = |person: &Person| person.name.as_deref().map(super::title::plain).unwrap_or_default();
    let own = plain(one);
    people.iter().map(plain).any(|other| own == other || (other.len() >= 6 && own.contains(&other)))
}

/// Takes organisations from among people, and lowers what is no person's name.
fn weigh(candidate: &mut Candidate, site: Option<&str>, organisations: &[String]) {
    let is_organisation = |person: &Person| {
        is_site(person, site) || person.name.as_ref().is_some_and(|name| organisations.contains(name))
    };
    let people: Vec<Person> = candidate.people.iter().filter(|person| !is_organisation(person)).cloned().collect();
    if people.is_empty() {
        candidate.score -= 100;
        return;
    }
    candidate.people = people;
    let handle = |person: &Person| person.name.as_deref().is_some_and(names::is_handle);
    if candidate.people.iter().all(handle) {
        candidate.score -= 50;
    }
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

/// The site's name, with or without what it adds ("Example News Online"), or its domain.
fn is_site(person: &Person, site: Option<&str>) -> bool {
    let plain = super::title::plain;
    let Some(name) = &person.name else { return false };
    let domain = !name.contains(' ') && name.rsplit_once('.').is_some_and(|(_, tail)| (2..=4).contains(&tail.len()));
    let named = site.map(plain).is_some_and(|site| {
        let name = plain(name);
        !name.is_empty()
            && site.len() > 3
            && (name == site || name.len() > 3 && (name.starts_with(&site) || site.starts_with(&name)))
    });
    let initials = (2..=5).contains(&name.chars().count()) && name.chars().all(char::is_uppercase);
    domain || named || initials
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
        "parsely-author", "sailthru.author", "citation_author", "article:author_name", "author", "dc.creator",
        "dcterms.creator", "dc.contributor", "byl", "byline", "article:author", "og:author", "rbauthors",
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

/// What cards name "Written by": label and data of a Twitter card, as WordPress SEO plugins write them.
fn from_card(meta: &Meta<'_>) -> Vec<Person> {
    let labels = ["written by", "verfasst von", "geschrieben von", "écrit par", "escrito por", "scritto da"];
    let data = [("twitter:label1", "twitter:data1"), ("twitter:label2", "twitter:data2")];
    data.iter()
        .filter(|(label, _)| meta.first(&[label]).is_some_and(|said| labels.contains(&said.to_lowercase().as_str())))
        .filter_map(|(_, name)| meta.line(&[name]))
        .map(Person::named)
        .collect()
}

fn from_microdata(context: &Context<'_, '_>) -> Vec<Person> {
    let Context { tree, frame, .. } = *context;
    let mut people = Vec::new();
    for author in microdata::properties(tree, &["author", "creator"]) {
        if frame.is_elsewhere(author.index) {
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
        people.extend(by_rel.filter(|&index| !frame.is_elsewhere(index)).map(|index| Person::named(tree.line(index))));
    }
    people
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
