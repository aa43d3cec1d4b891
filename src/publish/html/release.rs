//! A release's own page.

use std::borrow::Cow;

use askama::Template;

use super::{
    Link, Moment, Site,
    aside::{self, Fact, Person},
    body::{self, Body},
    card::{self, Card, Mark},
    copies::{self, Copy},
    encoded,
    gallery::{self, File},
    language::direction,
    origins::{self, Origin},
    picture::{Pictures, Width},
    revisions::{self, Revision},
    shown::Shown,
    words::fill,
};
use crate::{
    model::{Boilerplate, Release, ReleaseId},
    publish::{entry, json_feed::said},
};
use reader::text;

/// Bytes of a page without its pictures.
const BYTES: usize = 58_000;
/// The body's part of it is never less.
const BODY: usize = 10_000;
/// Bytes of the notes, where the body does not have them.
const NOTES: usize = 6_000;
/// Contacts shown, and half of the tags: real releases have fewer.
const MANY: usize = 12;
/// Boilerplates shown, and characters of one.
const BOILERPLATES: (usize, usize) = (4, 1_500);
/// Characters of a headline.
const TITLE: usize = 300;
/// Words that are read in a minute.
const PACE: usize = 200;

#[derive(Template)]
#[template(path = "release.html")]
pub(super) struct Page<'a> {
    site: &'a Site,
    id: ReleaseId,
    title: String,
    subtitle: Option<&'a str>,
    language: Option<&'a str>,
    direction: &'static str,
    url: Option<&'a str>,
    source: &'a str,
    source_path: String,
    mark: Option<Mark>,
    published: Option<Moment>,
    first_seen: Moment,
    updated: Option<Moment>,
    place: Option<&'a str>,
    minutes: Option<String>,
    image: Option<Picture<'a>>,
    host: String,
    body: Option<Body>,
    summary: Option<&'a str>,
    notes: Option<String>,
    boilerplate: Vec<About<'a>>,
    contacts: Vec<Person<'a>>,
    tiles: Vec<File<'a>>,
    files: Vec<File<'a>>,
    facts: Vec<Fact>,
    tags: Vec<Link>,
    copies: Vec<Copy<'a>>,
    revisions: Vec<Revision>,
    origins: Vec<Origin>,
    citation: Citation<'a>,
    mail: String,
    before: Option<Card>,
    after: Option<Card>,
    related: Vec<Card>,
    about: Option<String>,
}

struct Picture<'a> {
    url: String,
    size: Option<(u32, u32)>,
    caption: &'a str,
    credit: Option<&'a str>,
}

/// "Harbour Trust: Sea wall opens. 23 November 2026. https://press.example.org/release/5", in parts: each is written in a
/// direction of its own.
struct Citation<'a> {
    source: &'a str,
    title: String,
    date: Option<String>,
}

struct About<'a> {
    organization: &'a str,
    text: Cow<'a, str>,
}

impl<'a> Page<'a> {
    pub fn of(site: &'a Site, shown: &'a Shown<'a>) -> Self {
        let (story, release) = (shown.story, shown.release);
        let anatomy = &release.anatomy;
        let text = said(&release.content_text).unwrap_or_default();
        // a body that was read whole holds its notes and its boilerplate; one of a feed often does not
        let absent = |part: &str| !text.contains(part.trim().get(..40).unwrap_or(part.trim()));
        let title =
            said(&release.title).map_or_else(|| entry::title(story), |title| entry::excerpt(title, TITLE)).into_owned();
        let notes = said(&anatomy.notes).filter(|notes| absent(text::html::to_text(notes).trim()));
        let (tiles, files) = gallery::files(site, release, Pictures::of(site, shown.id));
        let dated = if shown.id == story.lead_id { entry::claimed(story) } else { release.published };
        let citation = Citation {
            source: shown.source.0,
            title: title.trim_end_matches('.').to_owned(),
            date: dated.map(|time| Moment::of(site, time).shown),
        };
        let about = anatomy.boilerplate.iter().filter(|about| absent(&about.text)).filter_map(about);
        let [before, after] = shown.beside.each_ref().map(|story| story.as_ref().map(|story| card::card(site, story)));
        Self {
            site,
            id: shown.id,
            subtitle: said(&anatomy.subtitle).filter(|subtitle| *subtitle != title),
            language: entry::language(release),
            direction: direction(entry::language(release)),
            url: said(&release.url),
            host: said(&release.url).map(host).unwrap_or_default(),
            source: shown.source.0,
            source_path: encoded(shown.source.1),
            mark: Mark::of(site, story)
                .filter(|mark| shown.id == story.lead_id && (mark.class != "revised" || !shown.revisions.is_empty())),
            published: dated.map(|time| Moment::of(site, time)),
            first_seen: Moment::ours(site, shown.first_seen),
            updated: release
                .updated
                .filter(|updated| Some(*updated) != release.published)
                .map(|time| Moment::of(site, time)),
            place: anatomy.dateline.as_ref().and_then(|line| said(&line.place)).filter(|place| place.len() < 60),
            minutes: minutes(site, text),
            image: picture(release, Pictures::of(site, shown.id)),
            body: None,
            summary: entry::summary(release),
            notes: notes.map(|notes| body::fit(notes, &[], NOTES, Pictures::of(site, shown.id)).html),
            boilerplate: about.take(BOILERPLATES.0).collect(),
            contacts: anatomy.contacts.iter().take(MANY).map(aside::person).collect(),
            tiles,
            files,
            facts: aside::facts(site, story, release),
            tags: aside::topics(story, 2 * MANY),
            copies: copies::of(site, shown.id, &shown.appearances),
            revisions: revisions::of(site, release, &shown.revisions),
            origins: origins::of(site, release),
            mail: encoded(&title),
            about: super::head::description(release),
            citation,
            before,
            after,
            related: shown.related.iter().map(|story| card::card(site, story)).collect(),
            title,
        }
    }

    /// The page in HTML: the body gets what room the rest leaves.
    pub fn render_whole(mut self, release: &Release) -> askama::Result<String> {
        let html = said(&release.content_html).map(str::to_owned).or_else(|| paragraphs(said(&release.content_text)?));
        let Some(html) = html else { return self.render() };
        let rest = self.render()?.len();
        let above: Vec<&str> = std::iter::once(self.title.as_str()).chain(self.subtitle).collect();
        let body = body::fit(&html, &above, BYTES.saturating_sub(rest).max(BODY), Pictures::of(self.site, self.id));
        self.body = Some(body).filter(|body| !body.html.trim().is_empty());
        self.render()
    }
}

/// Only of an organisation that is named: a paragraph that merely begins like a description is none.
fn about(boilerplate: &Boilerplate) -> Option<About<'_>> {
    let organization = said(&boilerplate.organization)?;
    Some(About { organization, text: entry::excerpt(&boilerplate.text, BOILERPLATES.1) })
}

/// Plain text as HTML, a paragraph a line.
fn paragraphs(text: &str) -> Option<String> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let html: String = lines.map(|line| format!("<p>{}</p>", crate::publish::xml::html_of(line))).collect();
    (!html.is_empty()).then_some(html)
}

/// Where it can be read.
fn host(url: &str) -> String {
    let host = url::Url::parse(url).ok().and_then(|url| url.host_str().map(str::to_owned));
    host.unwrap_or_default().trim_start_matches("www.").to_owned()
}

/// "4 min", for a text that takes longer than a glance; writing without spaces is counted by its characters.
fn minutes(site: &Site, text: &str) -> Option<String> {
    let words = text.split_whitespace().count().max(text.chars().count() / 9);
    let minutes = words.div_ceil(PACE);
    (minutes > 1).then(|| fill(site.t.minutes, &[("n", &minutes.to_string())]))
}

fn picture<'r>(release: &'r Release, from: Pictures<'_>) -> Option<Picture<'r>> {
    let url = said(&release.image)?;
    let asset = release.anatomy.assets.iter().find(|asset| asset.url == url);
    let caption = asset.and_then(|asset| said(&asset.caption).or(said(&asset.title)));
    let attached = release.attachments.iter().find(|file| file.url == url);
    let caption = caption.or(attached.and_then(|file| said(&file.title))).unwrap_or_default();
    (!entry::holds_picture(release, url)).then(|| Picture {
        url: from.address(url, Width::Whole),
        size: asset.and_then(|asset| asset.width.zip(asset.height)),
        caption,
        credit: asset.and_then(|asset| said(&asset.credit)),
    })
}
