//! A release's own page.

use askama::Template;
use chrono::{DateTime, FixedOffset, Utc};

use super::{
    Link, Moment, Site,
    card::kind,
    diff::{self, Piece},
    encoded,
};
use crate::{
    model::{AssetType, Boilerplate, Contact, Provenance, Release, Status, Story},
    publish::{entry, extension::word, json_feed::said, when},
    text,
};

/// What is shown.
#[derive(Debug)]
pub struct Shown<'a> {
    /// The story, of which the release is the lead or a copy.
    pub story: &'a Story,
    /// The release.
    pub release: &'a Release,
    /// When it was first seen.
    pub first_seen: DateTime<Utc>,
    /// Name and id of its source.
    pub source: (&'a str, &'a str),
    /// All appearances of the story, itself included.
    pub appearances: Vec<Appearance<'a>>,
    /// When a version was replaced, and what it was; newest first.
    pub revisions: Vec<(DateTime<Utc>, &'a Release)>,
}

/// One appearance of a story.
#[derive(Debug, Clone)]
pub struct Appearance<'a> {
    /// The source's name.
    pub name: &'a str,
    /// The page there.
    pub url: Option<&'a str>,
    /// As claimed there.
    pub published: Option<DateTime<FixedOffset>>,
    /// Why it was taken for the same story.
    pub evidence: Option<&'a str>,
}

#[derive(Template)]
#[template(path = "release.html")]
pub(super) struct Page<'a> {
    site: &'a Site,
    title: String,
    subtitle: Option<&'a str>,
    language: Option<&'a str>,
    url: Option<&'a str>,
    source: &'a str,
    source_path: String,
    kind: Option<&'static str>,
    status: Option<&'static str>,
    published: Option<Moment>,
    first_seen: Moment,
    updated: Option<Moment>,
    authors: Option<String>,
    image: Option<Picture<'a>>,
    body: Option<String>,
    summary: Option<&'a str>,
    notes: Option<&'a str>,
    boilerplate: Vec<&'a Boilerplate>,
    quotes: Vec<Saying<'a>>,
    contacts: Vec<Person<'a>>,
    files: Vec<File<'a>>,
    facts: Vec<Fact>,
    tags: Vec<Link>,
    copies: Vec<Copy<'a>>,
    revisions: Vec<Revision>,
    origins: Vec<Origin<'a>>,
}

struct Picture<'a> {
    url: &'a str,
    caption: &'a str,
    credit: Option<&'a str>,
}

struct Saying<'a> {
    text: &'a str,
    who: String,
}

struct Person<'a> {
    name: Option<&'a str>,
    role: Option<&'a str>,
    organization: Option<&'a str>,
    emails: &'a [String],
    phones: Vec<Phone<'a>>,
    hours: Option<&'a str>,
    note: Option<&'a str>,
}

struct Phone<'a> {
    shown: &'a str,
    dialled: String,
}

struct File<'a> {
    url: &'a str,
    name: String,
    facts: String,
}

struct Fact {
    name: &'static str,
    value: String,
    url: Option<String>,
}

struct Copy<'a> {
    name: &'a str,
    url: Option<&'a str>,
    published: Option<Moment>,
    evidence: Option<&'a str>,
}

struct Revision {
    at: Moment,
    parts: Vec<Part>,
}

struct Part {
    name: &'static str,
    pieces: Vec<Piece>,
}

struct Origin<'a> {
    field: String,
    place: &'static str,
    raw: Option<&'a str>,
}

impl<'a> Page<'a> {
    pub fn of(site: &'a Site, shown: &'a Shown<'a>) -> Self {
        let release = shown.release;
        let anatomy = &release.anatomy;
        let text = said(&release.content_text).unwrap_or_default();
        // a body that was read whole holds its notes and its boilerplate; one of a feed often does not
        let absent = |part: &str| !text.contains(part.trim().get(..40).unwrap_or(part.trim()));
        let body = said(&release.content_html).map(str::to_owned).or_else(|| paragraphs(said(&release.content_text)?));
        let notes = said(&anatomy.notes).filter(|notes| absent(text::html::to_text(notes).trim()));
        Self {
            site,
            title: said(&release.title).map_or_else(|| entry::title(shown.story).into_owned(), str::to_owned),
            subtitle: said(&anatomy.subtitle),
            language: entry::language(release),
            url: said(&release.url),
            source: shown.source.0,
            source_path: encoded(shown.source.1),
            kind: anatomy.kind.and_then(kind),
            status: anatomy.status.and_then(status),
            published: release.published.map(Moment::of),
            first_seen: Moment::of(shown.first_seen.fixed_offset()),
            updated: release.updated.filter(|updated| Some(*updated) != release.published).map(Moment::of),
            authors: authors(release, shown.source.0),
            image: picture(release),
            body,
            summary: entry::summary(release),
            notes,
            boilerplate: anatomy.boilerplate.iter().filter(|about| absent(&about.text)).collect(),
            quotes: anatomy
                .quotes
                .iter()
                .map(|quote| Saying {
                    text: &quote.text,
                    who: joined(&[&quote.speaker, &quote.role, &quote.organization]),
                })
                .collect(),
            contacts: anatomy.contacts.iter().map(person).collect(),
            files: files(release),
            facts: facts(release),
            tags: entry::tags(shown.story).iter().map(|tag| Link::to(tag, tag)).collect(),
            copies: copies(shown),
            revisions: revisions(shown),
            origins: origins(release),
        }
    }
}

/// Plain text as HTML, a paragraph a line.
fn paragraphs(text: &str) -> Option<String> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let html: String = lines.map(|line| format!("<p>{}</p>", crate::publish::xml::html_of(line))).collect();
    (!html.is_empty()).then_some(html)
}

fn status(status: Status) -> Option<&'static str> {
    match status {
        Status::Immediate | Status::Embargoed => None,
        Status::Withdrawn => Some("Withdrawn"),
        Status::Corrected => Some("Corrected"),
    }
}

/// Who signed it, unless that is only the source again.
fn authors(release: &Release, source: &str) -> Option<String> {
    let names: Vec<&str> =
        release.authors.iter().filter_map(|author| said(&author.name)).filter(|name| *name != source).collect();
    (!names.is_empty()).then(|| names.join(", "))
}

fn picture(release: &Release) -> Option<Picture<'_>> {
    let url = said(&release.image)?;
    let asset = release.anatomy.assets.iter().find(|asset| asset.url == url);
    let caption = asset.and_then(|asset| said(&asset.caption).or(said(&asset.title))).unwrap_or_default();
    // a body that shows the picture itself needs no second one
    let shown =
        said(&release.content_html).is_some_and(|html| html.contains(url) || html.contains(&url.replace('&', "&amp;")));
    (!shown).then(|| Picture { url, caption, credit: asset.and_then(|asset| said(&asset.credit)) })
}

fn joined(parts: &[&Option<String>]) -> String {
    parts.iter().filter_map(|part| said(part)).collect::<Vec<_>>().join(", ")
}

fn person(contact: &Contact) -> Person<'_> {
    let dialled = |phone: &str| phone.replace("(0)", "").chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
    Person {
        name: said(&contact.name),
        role: said(&contact.role),
        organization: said(&contact.organization),
        emails: &contact.emails,
        phones: contact.phones.iter().map(|phone| Phone { shown: phone, dialled: dialled(phone) }).collect(),
        hours: said(&contact.hours),
        note: said(&contact.note),
    }
}

fn files(release: &Release) -> Vec<File<'_>> {
    let name = |title: Option<&str>, url: &str| {
        let last = url.split(['?', '#']).next().unwrap_or(url).trim_end_matches('/').rsplit('/').next().unwrap_or(url);
        entry::excerpt(title.unwrap_or(last), 90).into_owned()
    };
    let size = |bytes: u64| match bytes {
        0..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{} kB", bytes / 1_000),
        _ => format!("{:.1} MB", bytes as f64 / 1e6),
    };
    let assets = release.anatomy.assets.iter().map(|asset| {
        let kind = match asset.kind {
            AssetType::Image => "Image",
            AssetType::Video => "Video",
            AssetType::Audio => "Audio",
            AssetType::Document => "Document",
            AssetType::Embed => "Embedded media",
        };
        let facts = [Some(kind), said(&asset.credit), said(&asset.license)];
        File {
            url: &asset.url,
            name: name(said(&asset.title).or(said(&asset.caption)), &asset.url),
            facts: facts.into_iter().flatten().collect::<Vec<_>>().join(" · "),
        }
    });
    let known = |url: &str| release.anatomy.assets.iter().any(|asset| asset.url == url);
    let attached = release.attachments.iter().filter(|file| !known(&file.url)).map(|file| {
        let facts = [said(&file.mime_type).map(str::to_owned), file.size_in_bytes.map(size)];
        File {
            url: &file.url,
            name: name(said(&file.title), &file.url),
            facts: facts.into_iter().flatten().collect::<Vec<_>>().join(" · "),
        }
    });
    assets.chain(attached).collect()
}

fn facts(release: &Release) -> Vec<Fact> {
    let anatomy = &release.anatomy;
    let mut facts = Vec::new();
    let mut fact = |name: &'static str, value: Option<String>, url: Option<String>| {
        facts.extend(value.filter(|value| !value.is_empty()).map(|value| Fact { name, value, url }));
    };
    let issuers = if anatomy.issuers.is_empty() { anatomy.issuer.as_slice() } else { &anatomy.issuers };
    for issuer in issuers {
        fact("Issued by", issuer.name.clone(), issuer.url.clone());
        for account in &issuer.social {
            fact("Elsewhere", Some(account.network.clone()), Some(account.url.clone()));
        }
    }
    if let Some(carrier) = &anatomy.distributor {
        fact("Distributed by", carrier.name.clone().or_else(|| carrier.raw.clone()), carrier.url.clone());
    }
    if let Some(line) = &anatomy.dateline {
        fact("Dateline", line.raw.clone().or_else(|| line.place.clone()), None);
    }
    fact("Embargo", anatomy.embargo.as_ref().map(|embargo| Moment::of(embargo.until).shown), None);
    fact("Reference", anatomy.reference.clone(), None);
    for ticker in &anatomy.tickers {
        let listed = joined(&[&ticker.exchange, &ticker.symbol]).replace(", ", ": ");
        fact("Security", ticker.isin.clone().or(Some(listed)), None);
    }
    fact("Language", release.language.clone(), None);
    for variant in &anatomy.variants {
        fact("Also in", Some(variant.language.clone()), Some(variant.url.clone()));
    }
    fact("Rights", release.extras.rights.clone(), None);
    facts
}

/// Only when there is more than one place.
fn copies<'a>(shown: &'a Shown<'a>) -> Vec<Copy<'a>> {
    if shown.appearances.len() < 2 {
        return Vec::new();
    }
    let copy = |place: &Appearance<'a>| Copy {
        name: place.name,
        url: place.url,
        published: place.published.map(Moment::of),
        evidence: place.evidence,
    };
    shown.appearances.iter().map(copy).collect()
}

/// Each version against the one that replaced it.
fn revisions(shown: &Shown<'_>) -> Vec<Revision> {
    let mut newer = shown.release;
    let mut all = Vec::new();
    for (at, older) in &shown.revisions {
        let mut parts = Vec::new();
        for (name, of) in [
            ("Headline", (|r| &r.title) as fn(&Release) -> &Option<String>),
            ("Summary", |r| &r.summary),
            ("Text", |r| &r.content_text),
        ] {
            let (old, new) = (of(older).as_deref().unwrap_or_default(), of(newer).as_deref().unwrap_or_default());
            if old != new {
                parts.push(Part { name, pieces: diff::words(old, new) });
            }
        }
        let day = |release: &Release| release.published.as_ref().map(when).unwrap_or_default();
        if day(older) != day(newer) {
            parts.push(Part { name: "Published", pieces: diff::words(&day(older), &day(newer)) });
        }
        if !parts.is_empty() {
            all.push(Revision { at: Moment::of(at.fixed_offset()), parts });
        }
        newer = older;
    }
    all
}

fn origins(release: &Release) -> Vec<Origin<'_>> {
    let origin = |(field, provenance): (&String, &Provenance)| Origin {
        field: field.replace('_', " "),
        place: match provenance {
            Provenance::Selector => "the operator's selector",
            Provenance::Feed => "the feed",
            Provenance::JsonLd => "structured data (JSON-LD)",
            Provenance::Microdata => "microdata",
            Provenance::Meta => "the page's head",
            Provenance::Time => "a time element",
            Provenance::Text => "the visible text",
            Provenance::Url => "the address",
            Provenance::Assumed => "assumed",
        },
        raw: release.raws.get(field).map(String::as_str),
    };
    release.provenance.iter().map(origin).collect()
}

/// An enumeration's word with a capital.
pub(super) fn capital(value: &impl serde::Serialize) -> String {
    let mut text = word(value);
    if let Some(first) = text.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    text
}
