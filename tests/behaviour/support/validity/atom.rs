//! RFC 4287, with RFC 5005 for archived documents.

use std::collections::HashSet;

use chrono::{DateTime, Utc};

use super::{
    Problems, html, values, vocabulary,
    xml::{ATOM, Element, XML, tree},
};

const RELATIONS: &str = "alternate current describedby edit edit-media enclosure first hub last license next next-archive \
    payment prev-archive previous related replies search self service up via";
const PAGING: &str = "current first last next next-archive prev-archive previous";
const NAMESPACES: [&str; 8] = [
    ATOM,
    vocabulary::MEDIA,
    vocabulary::DC,
    vocabulary::TERMS,
    vocabulary::GEO,
    vocabulary::HISTORY,
    vocabulary::TOMBSTONES,
    vocabulary::OWN,
];

/// Problems of a document that was got from this address.
pub fn check(bytes: &[u8], address: &str, now: DateTime<Utc>) -> Vec<String> {
    let mut problems = Problems::default();
    problems.at("atom");
    match tree(bytes) {
        Ok(feed) => Checker { problems: &mut problems, now }.feed(&feed, address),
        Err(error) => problems.unless(false, || format!("not well-formed: {error}")),
    }
    problems.found
}

struct Checker<'p> {
    problems: &'p mut Problems,
    now: DateTime<Utc>,
}

impl Checker<'_> {
    fn feed(&mut self, feed: &Element, address: &str) {
        self.problems.unless(feed.space == ATOM && feed.name == "feed", || "the root is no atom:feed".into());
        self.namespaces(feed);
        self.characters(feed);
        self.counts(feed, &[("id", 1, 1), ("title", 1, 1), ("updated", 1, 1), ("generator", 0, 1), ("subtitle", 0, 1)]);
        let first = feed.children.iter().position(|child| child.name == "entry").unwrap_or(usize::MAX);
        let last = feed.children.iter().rposition(|child| child.space == ATOM && child.name != "entry");
        self.problems.unless(last.is_none_or(|last| last < first), || "metadata behind an entry".into());
        let of_self: Vec<_> = feed.all(ATOM, "link").filter(|link| link.attribute("rel") == Some("self")).collect();
        self.problems.unless(of_self.len() == 1, || format!("{} links rel=self", of_self.len()));
        for link in of_self {
            self.problems.unless(link.attribute("href") == Some(address), || format!("rel=self is not {address}"));
        }
        let archived = feed.one(vocabulary::HISTORY, "archive").is_some();
        let current = feed.all(ATOM, "link").any(|link| link.attribute("rel") == Some("current"));
        self.problems.unless(!archived || current, || "an archive document without rel=current".into());
        for child in feed.children.iter().filter(|child| child.name != "entry") {
            self.part(
                "feed",
                child,
                &["id", "title", "updated", "link", "author", "generator", "subtitle", "rights", "icon", "logo"],
            );
        }
        self.entries(feed);
    }

    fn entries(&mut self, feed: &Element) {
        let (mut ids, mut times) = (HashSet::new(), HashSet::new());
        let author = feed.one(ATOM, "author").is_some();
        for entry in feed.all(ATOM, "entry") {
            let id = entry.one(ATOM, "id").map(|id| id.text.clone()).unwrap_or_default();
            self.problems.at(format!("atom entry {id}"));
            self.entry(entry, author);
            self.problems.unless(ids.insert(id), || "the id of another entry".into());
            let updated = entry.one(ATOM, "updated").map(|updated| updated.text.clone()).unwrap_or_default();
            self.problems.unless(times.insert(updated), || "the same updated as another entry".into());
        }
    }

    fn entry(&mut self, entry: &Element, author: bool) {
        self.counts(
            entry,
            &[
                ("id", 1, 1),
                ("title", 1, 1),
                ("updated", 1, 1),
                ("published", 0, 1),
                ("content", 0, 1),
                ("summary", 0, 1),
                ("rights", 0, 1),
                ("source", 0, 1),
            ],
        );
        let alone = author || entry.one(ATOM, "author").is_some();
        self.problems.unless(alone, || "nobody wrote it".into());
        let mut alternates = HashSet::new();
        for link in entry.all(ATOM, "link") {
            let rel = link.attribute("rel").unwrap_or("alternate");
            self.problems
                .unless(!PAGING.split_whitespace().any(|paging| paging == rel), || format!("rel={rel} in an entry"));
            let kind = (link.attribute("type").map(str::to_owned), link.attribute("hreflang").map(str::to_lowercase));
            self.problems.unless(rel != "alternate" || alternates.insert(kind), || "two alternates of a kind".into());
        }
        let words = entry.one(ATOM, "content").or(entry.one(ATOM, "summary"));
        self.problems.unless(words.is_some() && !alternates.is_empty(), || "no words, or no alternate".into());
        for (space, name, value) in &entry.attributes {
            let language = space == XML && name == "lang" && values::is_language(value);
            self.problems.unless(language, || format!("attribute {name}={value}"));
        }
        for child in &entry.children {
            let known = [
                "id", "title", "updated", "published", "author", "contributor", "link", "category", "summary",
                "content", "rights", "source",
            ];
            self.part("entry", child, &known);
        }
    }

    fn part(&mut self, parent: &str, element: &Element, known: &[&str]) {
        if element.space != ATOM {
            let checked = vocabulary::check(self.problems, element);
            return self.problems.unless(checked, || format!("{} of {:?}", element.name, element.space));
        }
        let name = element.name.as_str();
        self.problems.unless(known.contains(&name), || format!("atom:{name} in {parent}"));
        match name {
            "id" => self.problems.unless(values::is_canonical(&element.text), || format!("id {}", element.text)),
            "title" | "summary" | "content" | "rights" | "subtitle" => self.words(element),
            "updated" | "published" => self.date(element),
            "author" | "contributor" => self.person(element),
            "link" => self.link(element),
            "category" => self.category(element),
            "source" => self.source(element),
            _ => {}
        }
    }

    fn words(&mut self, element: &Element) {
        let name = &element.name;
        self.problems.unless(!element.text.is_empty() && element.children.is_empty(), || format!("{name} is empty"));
        match element.attribute("type").unwrap_or("text") {
            "text" => {
                let html = values::looks_like_html(&element.text, &element.raw);
                self.problems.unless(html.is_none(), || format!("{name} holds undeclared HTML: {html:?}"));
            }
            "html" => html::check(self.problems, &element.text),
            other => self.problems.unless(false, || format!("{name} of type {other}")),
        }
    }

    fn date(&mut self, element: &Element) {
        let time = values::rfc3339(&element.text);
        self.problems.unless(time.is_some_and(|time| values::is_plausible(time, self.now)), || {
            format!("{} {}", element.name, element.text)
        });
    }

    fn person(&mut self, person: &Element) {
        self.counts(person, &[("name", 1, 1), ("uri", 0, 1), ("email", 0, 1)]);
        for part in &person.children {
            let right = match part.name.as_str() {
                "name" => !part.text.trim().is_empty() && values::looks_like_html(&part.text, &part.raw).is_none(),
                "uri" => values::is_uri(&part.text),
                "email" => values::is_email(&part.text),
                _ => false,
            };
            self.problems.unless(right, || format!("{} {} {:?}", person.name, part.name, part.text));
        }
    }

    fn link(&mut self, link: &Element) {
        let rel = link.attribute("rel").unwrap_or("alternate");
        self.problems.unless(RELATIONS.split_whitespace().any(|known| known == rel), || format!("rel={rel}"));
        self.problems.unless(link.children.is_empty() && link.text.trim().is_empty(), || "a link with content".into());
        for (space, name, value) in &link.attributes {
            let right = space.is_empty()
                && match name.as_str() {
                    "rel" => true,
                    "href" => values::is_uri(value),
                    "type" => values::is_media_type(value),
                    "hreflang" => values::is_language(value),
                    "length" => value.parse::<u64>().is_ok(),
                    "title" => !value.trim().is_empty() && values::looks_like_html(value, "&#x").is_none(),
                    _ => false,
                };
            self.problems.unless(right, || format!("link {name}={value}"));
        }
        self.problems.unless(link.attribute("href").is_some(), || "a link without href".into());
    }

    fn category(&mut self, category: &Element) {
        let term = category.attribute("term").is_some_and(|term| !term.trim().is_empty());
        let scheme = category.attribute("scheme").is_none_or(values::is_uri);
        self.problems.unless(term && scheme, || format!("category {:?}", category.attributes));
    }

    fn source(&mut self, source: &Element) {
        self.counts(source, &[("id", 1, 1), ("title", 1, 1), ("updated", 1, 1)]);
        for part in &source.children {
            match part.name.as_str() {
                // another's identifier is not ours to mend
                "id" => self.problems.unless(values::is_uri(&part.text), || format!("source id {}", part.text)),
                _ => self.part("source", part, &["title", "updated", "link", "author", "rights"]),
            }
        }
    }

    fn counts(&mut self, element: &Element, bounds: &[(&str, usize, usize)]) {
        for (name, least, most) in bounds {
            let count = element.all(ATOM, name).count();
            self.problems.unless((*least..=*most).contains(&count), || format!("{count} {name} in {}", element.name));
        }
    }

    fn namespaces(&mut self, root: &Element) {
        for (prefix, space) in &root.declared {
            let known = NAMESPACES.contains(&space.as_str());
            self.problems.unless(known, || format!("unknown namespace {prefix}={space}"));
        }
    }

    fn characters(&mut self, root: &Element) {
        let mut all = Vec::new();
        root.every(&mut all);
        for element in all {
            let texts = element.attributes.iter().map(|(.., value)| value).chain([&element.text]);
            for text in texts {
                let bad = values::bad_character(text);
                self.problems.unless(bad.is_none(), || format!("{} holds {bad:?}", element.name));
            }
        }
    }
}
