//! A release's own page.

use std::borrow::Cow;

use askama::Template;
use chrono::{DateTime, FixedOffset, Utc};

use super::{
    Link, Moment, Site,
    aside::{self, Fact, File, Person},
    body::{self, Body, secure},
    card::kind,
    encoded,
    language::direction,
    revisions::{self, Revision},
};
use crate::{
    model::{Boilerplate, Provenance, Release, Status, Story},
    publish::{entry, extension::word, json_feed::said},
};
use reader::text;

/// Characters of a field as printed.
const PRINTED: usize = 160;
/// Bytes of a page; its stylesheet comes on top.
const BYTES: usize = 82_000;
/// The body's part of it is never less.
const BODY: usize = 20_000;
/// Bytes of the notes, where the body does not have them.
const NOTES: usize = 8_000;
/// Quotes and contacts shown, and half of the tags: real releases have fewer.
const MANY: usize = 12;
/// Characters of a quote: the text has it whole.
const QUOTE: usize = 700;
/// Boilerplates shown, and characters of one.
const BOILERPLATES: (usize, usize) = (4, 1_500);

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
    direction: Option<&'static str>,
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
    host: String,
    body: Option<Body>,
    summary: Option<&'a str>,
    notes: Option<String>,
    boilerplate: Vec<About<'a>>,
    quotes: Vec<Saying<'a>>,
    contacts: Vec<Person<'a>>,
    files: Vec<File<'a>>,
    facts: Vec<Fact>,
    tags: Vec<Link>,
    copies: Vec<Copy<'a>>,
    revisions: Vec<Revision>,
    origins: Vec<Origin>,
}

struct Picture<'a> {
    url: String,
    caption: &'a str,
    credit: Option<&'a str>,
}

struct About<'a> {
    organization: Option<&'a str>,
    text: Cow<'a, str>,
}

struct Saying<'a> {
    text: Cow<'a, str>,
    who: String,
}

struct Copy<'a> {
    name: &'a str,
    url: Option<&'a str>,
    published: Option<Moment>,
    evidence: Option<&'a str>,
}

struct Origin {
    field: String,
    place: &'static str,
    raw: Option<String>,
}

impl<'a> Page<'a> {
    pub fn of(site: &'a Site, shown: &'a Shown<'a>) -> Self {
        let release = shown.release;
        let anatomy = &release.anatomy;
        let text = said(&release.content_text).unwrap_or_default();
        // a body that was read whole holds its notes and its boilerplate; one of a feed often does not
        let absent = |part: &str| !text.contains(part.trim().get(..40).unwrap_or(part.trim()));
        let title = said(&release.title).map_or_else(|| entry::title(shown.story).into_owned(), str::to_owned);
        let subtitle = said(&anatomy.subtitle).filter(|subtitle| *subtitle != title);
        let notes = said(&anatomy.notes).filter(|notes| absent(text::html::to_text(notes).trim()));
        Self {
            site,
            subtitle,
            language: entry::language(release),
            direction: direction(entry::language(release)),
            url: said(&release.url),
            host: said(&release.url).map(host).unwrap_or_default(),
            source: shown.source.0,
            source_path: encoded(shown.source.1),
            kind: anatomy.kind.and_then(kind),
            status: anatomy.status.and_then(status),
            published: release.published.map(Moment::of),
            first_seen: Moment::of(shown.first_seen.fixed_offset()),
            updated: release.updated.filter(|updated| Some(*updated) != release.published).map(Moment::of),
            authors: authors(release, shown.source.0),
            image: picture(release),
            body: None,
            summary: entry::summary(release),
            notes: notes.map(|notes| body::fit(notes, &[], NOTES).html),
            boilerplate: anatomy
                .boilerplate
                .iter()
                .filter(|about| absent(&about.text))
                .take(BOILERPLATES.0)
                .map(about)
                .collect(),
            quotes: anatomy
                .quotes
                .iter()
                .take(MANY)
                .map(|quote| Saying {
                    text: entry::excerpt(&quote.text, QUOTE),
                    who: joined(&[&quote.speaker, &quote.role, &quote.organization]),
                })
                .collect(),
            contacts: anatomy.contacts.iter().take(MANY).map(aside::person).collect(),
            files: aside::files(release),
            facts: aside::facts(release),
            tags: entry::tags(shown.story).iter().take(2 * MANY).map(|tag| Link::to(tag, tag)).collect(),
            copies: copies(shown),
            revisions: revisions::of(release, &shown.revisions),
            origins: origins(release),
            title,
        }
    }

    /// The page in HTML: the body gets what room the rest leaves.
    pub fn render_whole(mut self, release: &Release) -> askama::Result<String> {
        let html = said(&release.content_html).map(str::to_owned).or_else(|| paragraphs(said(&release.content_text)?));
        let Some(html) = html else { return self.render() };
        let rest = self.render()?.len();
        let above: Vec<&str> = std::iter::once(self.title.as_str()).chain(self.subtitle).collect();
        let body = body::fit(&html, &above, BYTES.saturating_sub(rest).max(BODY));
        self.body = Some(body).filter(|body| !body.html.trim().is_empty());
        self.render()
    }
}

fn about(boilerplate: &Boilerplate) -> About<'_> {
    About { organization: said(&boilerplate.organization), text: entry::excerpt(&boilerplate.text, BOILERPLATES.1) }
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

/// Where it can be read.
fn host(url: &str) -> String {
    let host = url::Url::parse(url).ok().and_then(|url| url.host_str().map(str::to_owned));
    host.map_or_else(|| "the publisher".into(), |host| host.trim_start_matches("www.").to_owned())
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
    (!shown).then(|| Picture { url: secure(url), caption, credit: asset.and_then(|asset| said(&asset.credit)) })
}

/// Those that are known, parted by commas.
pub(super) fn joined(parts: &[&Option<String>]) -> String {
    parts.iter().filter_map(|part| said(part)).collect::<Vec<_>>().join(", ")
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
    shown.appearances.iter().take(2 * MANY).map(copy).collect()
}

fn origins(release: &Release) -> Vec<Origin> {
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
        raw: release.raws.get(field).map(|raw| entry::excerpt(raw, PRINTED).into_owned()),
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
