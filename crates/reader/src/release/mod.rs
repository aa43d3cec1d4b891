//! The anatomy of a press release, read from its blocks: dateline, embargo, contacts, boilerplate, quotes,
//! assets, issuer and distributor, reference, tickers, social links.
//!
//! In: what a reader sees of the page, in order, and what its metadata said. Out: the fields, each with the
//! text that it was read from. Structure and lists of cues decide, never the phrases of one newsroom, so that
//! any markup around the same text gives the same fields. The shape is CONTRACT section 2.

mod assets;
mod boilerplate;
mod contacts;
mod cues;
mod dateline;
mod distributor;
mod embargo;
mod ends;
mod glance;
mod grammar;
mod issuer;
mod kind;
mod notes;
mod place;
mod platforms;
mod published;
mod quotes;
mod reach;
mod reference;
mod scene;
mod social;
mod subtitle;
mod tickers;
mod words;

pub(crate) use assets::credited;
pub use embargo::status_of_title;
pub(crate) use issuer::is_section;
pub(crate) use kind::is_release_label;
use url::Url;

use super::blocks::{self, Block};
use crate::{
    html,
    model::{Anatomy, Field, Provenance, Provenances},
    text::{dates::Hints, folded},
};
use cues::Part;
use scene::Scene;

/// What the metadata layer already knows, for the anatomy to lean on.
#[derive(Debug, Clone, Default)]
pub struct Known<'a> {
    /// Headline.
    pub title: Option<&'a str>,
    /// Index of the block that shows it, where the page's headline is known.
    pub heading: Option<usize>,
    /// `<title>`: what it adds to the headline may be the organisation.
    pub page_title: Option<&'a str>,
    /// og:site_name.
    pub site_name: Option<&'a str>,
    /// JSON-LD publisher or sourceOrganization.
    pub publisher: Option<&'a str>,
    /// Its address.
    pub publisher_url: Option<&'a str>,
    /// JSON-LD or meta authors.
    pub authors: Vec<&'a str>,
    /// Indices of the blocks that the body extraction kept.
    pub body: Vec<usize>,
    /// Indices of the blocks in an element that calls itself a standfirst.
    pub leads: Vec<usize>,
    /// What relative addresses are relative to, where it is not the page's own address.
    pub base: Option<&'a Url>,
    /// Images of the body: address, caption, credit.
    pub images: Vec<(String, Option<String>, Option<String>)>,
}

/// What was read: the fields, where each was found, and the text it was read from.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    /// Fields.
    pub anatomy: Anatomy,
    /// Origins.
    pub origins: Provenances,
    /// Raw text by field.
    pub raws: std::collections::BTreeMap<String, String>,
    /// A publication date printed in the text, as printed, when the anatomy found one.
    pub published: Option<String>,
    /// Blocks that are not part of the body: contacts, boilerplate, distributor's line, end mark.
    pub not_body: Vec<usize>,
}

/// Reads the anatomy of a whole page.
pub(crate) fn anatomy(blocks: &[Block], url: Option<&Url>, known: &Known<'_>, hints: &Hints<'_>) -> Reading {
    let scene = Scene::new(blocks, url, known, hints);
    let mut reading = Reading::default();
    head(&scene, &mut reading);
    body(&scene, &mut reading);
    let (contacts, used) = contacts::read(&scene);
    reading.anatomy.contacts = contacts;
    reading.note_blocks(Field::Contacts, &scene, &used);
    reading.not_body.extend(used);
    let carried = carrier(&scene, &mut reading);
    if let Some((issuer, issuers, origin)) =
        issuer::read(&scene, carried.as_ref(), &reading.anatomy.contacts, &reading.anatomy.boilerplate)
    {
        (reading.anatomy.issuer, reading.anatomy.issuers) = (Some(issuer), issuers);
        reading.origins.insert(Field::Issuer, origin);
    }
    if let Some((kind, origin)) = kind::read(&scene, carried.is_some()) {
        reading.anatomy.kind = Some(kind);
        reading.origins.insert(Field::Kind, origin);
    }
    // "About us" is of the issuer
    let issuer = reading.anatomy.issuer.as_ref().and_then(|issuer| issuer.name.clone());
    let bent = |name: &String| issuer.as_ref().is_some_and(|issuer| issuer::is_bent(name, issuer));
    for about in reading.anatomy.boilerplate.iter_mut().filter(|about| about.organization.as_ref().is_none_or(bent)) {
        about.organization.clone_from(&issuer);
    }
    reading.not_body.extend(signatures(&scene, issuer.as_deref()));
    reading.published = published::read(&scene)
        .or_else(|| reading.anatomy.distributor.as_ref().and_then(|d| d.date).map(|d| d.to_string()))
        .or_else(|| reading.anatomy.dateline.as_ref().and_then(|line| line.date).map(|day| day.to_string()));
    finish(&mut reading);
    reading
}

/// Reads the anatomy of a body alone (a feed's content, which has no page around it).
pub fn anatomy_of_body(markup: &str, known: &Known<'_>, hints: &Hints<'_>) -> Reading {
    let in_parts = glance::has_parts(markup);
    if !in_parts && !glance::has_media(markup) {
        return Reading::default();
    }
    // markup beyond the bounds has no parts that anybody could find
    let by_tree = || html::fragment(markup).map(|tree| blocks::of(&tree)).unwrap_or_default();
    let blocks = blocks::of_straight(markup).unwrap_or_else(by_tree);
    let bodyless = Known { title: None, heading: None, body: Vec::new(), ..known.clone() };
    let scene = Scene::of_body(&blocks, &bodyless, hints);
    let mut reading = Reading::default();
    if !in_parts {
        reading.anatomy.assets = assets::read(&scene);
        finish(&mut reading);
        return reading;
    }
    head(&scene, &mut reading);
    reading.anatomy.subtitle = None;
    body(&scene, &mut reading);
    let (contacts, used) = contacts::read(&scene);
    reading.anatomy.contacts = contacts;
    reading.note_blocks(Field::Contacts, &scene, &used);
    reading.not_body.extend(used);
    carrier(&scene, &mut reading);
    finish(&mut reading);
    reading
}

/// What stands at the head: embargo, status, number, dateline, subtitle.
fn head(scene: &Scene<'_>, reading: &mut Reading) {
    let raw = |i: usize| scene.blocks[i].text.clone();
    if let Some((i, status)) = embargo::status(scene) {
        reading.anatomy.status = Some(status);
        reading.note(Field::Status, raw(i));
        if scene.blocks[i].text.len() <= 60 && Some(i) != scene.headline {
            reading.not_body.push(i);
        }
    }
    if let Some((i, embargo)) = embargo::read(scene) {
        reading.note(Field::Embargo, embargo.raw.clone());
        reading.anatomy.embargo = Some(embargo);
        reading.anatomy.status.get_or_insert(crate::model::Status::Embargoed);
        reading.not_body.push(i);
    }
    if let Some((number, origin, text)) = reference::read(scene) {
        reading.anatomy.reference = Some(number);
        reading.note(Field::Reference, text);
        reading.origins.insert(Field::Reference, origin);
    }
    if let Some((_, text)) = subtitle::read(scene) {
        reading.note(Field::Subtitle, text.clone());
        reading.anatomy.subtitle = Some(text);
    }
}

/// What stands in the text and below it.
fn body(scene: &Scene<'_>, reading: &mut Reading) {
    let ends = ends::read(scene);
    if let Some((i, mark)) = ends.clone() {
        reading.anatomy.ends = Some(mark);
        reading.not_body.push(i);
    }
    reading.anatomy.quotes = quotes::read(scene);
    let (about, used) = boilerplate::read(scene);
    reading.anatomy.boilerplate = about;
    reading.note_blocks(Field::Boilerplate, scene, &used);
    reading.not_body.extend(used);
    if let Some((notes, used)) = notes::read(scene, ends.map(|(i, _)| i)) {
        reading.anatomy.notes = Some(notes);
        reading.not_body.extend(used);
    }
    reading.not_body.extend(media_lines(scene));
    reading.anatomy.tickers = tickers::read(scene);
    reading.anatomy.assets = assets::read(scene);
}

/// The issuer's name on a line of its own at the end: the heading of its card.
fn signatures(scene: &Scene<'_>, issuer: Option<&str>) -> Vec<usize> {
    let last = scene.blocks.iter().take(scene.end).rposition(|block| !block.chrome && block.is_prose()).unwrap_or(0);
    let own = |block: &Block| issuer.is_some_and(|name| block.text.eq_ignore_ascii_case(name));
    (last + 1..scene.end).filter(|at| own(&scene.blocks[*at])).collect()
}

/// The headings of downloads and accounts, with their links: rendered from the assets, not from the text.
fn media_lines(scene: &Scene<'_>) -> Vec<usize> {
    let sections = scene.sections.iter().filter(|s| matches!(s.part, Part::Assets | Part::Social | Part::More));
    sections
        .filter(|s| s.head >= scene.start() && !scene.blocks[s.head].chrome)
        .flat_map(|s| std::iter::once(s.head).chain(s.blocks.clone().filter(|_| s.part != Part::More)))
        .filter(|i| scene.blocks[*i].text.len() < 100 || !scene.blocks[*i].is_prose())
        .collect()
}

/// The dateline, and who carried the release: a wire leaves its mark in the dateline.
fn carrier(scene: &Scene<'_>, reading: &mut Reading) -> Option<distributor::Carried> {
    let line = dateline::read(scene);
    let wire = line.as_ref().and_then(|(i, head, _)| head.wire.as_deref().map(|w| (w, *i)));
    let carried = distributor::read(scene, wire).or_else(|| distributor::portal(scene, &reading.anatomy.contacts));
    if let Some((_, head, others)) = line {
        let others = if others.is_empty() { String::new() } else { format!(" (not: {})", others.join("; ")) };
        reading.note(Field::Dateline, format!("{}{others}", head.dateline.raw.as_deref().unwrap_or_default()));
        reading.anatomy.dateline = Some(head.dateline);
    }
    let carried = carried?;
    if let Some(name) = carried.by.clone() {
        let host = scene.url.and_then(|u| u.host_str().map(|h| (u, h)));
        let own = host.filter(|(_, h)| {
            platforms::of_host(h).is_some() || h.split('.').any(|label| folded(label) == folded(&name))
        });
        let url = own.map(|(u, h)| format!("{}://{h}/", u.scheme()));
        reading.anatomy.distributor = Some(crate::model::Distributor {
            name: Some(name),
            url,
            date: carried.date,
            raw: Some(carried.raw.clone()),
        });
        reading.note(Field::Distributor, carried.raw.clone());
        reading.not_body.extend(carried.block);
    }
    Some(carried)
}

/// The lead text of a feed's item is no place for what surrounds a release: every part found has its origin.
fn finish(reading: &mut Reading) {
    let found = &reading.anatomy;
    let parts = [
        (Field::Subtitle, found.subtitle.is_some()),
        (Field::Dateline, found.dateline.is_some()),
        (Field::Embargo, found.embargo.is_some()),
        (Field::Distributor, found.distributor.is_some()),
        (Field::Quotes, !found.quotes.is_empty()),
        (Field::Notes, found.notes.is_some()),
        (Field::Boilerplate, !found.boilerplate.is_empty()),
        (Field::Contacts, !found.contacts.is_empty()),
        (Field::Assets, !found.assets.is_empty()),
        (Field::Ends, found.ends.is_some()),
        (Field::Tickers, !found.tickers.is_empty()),
        (Field::Status, found.status.is_some()),
        (Field::Issuers, !found.issuers.is_empty()),
    ];
    for (part, _) in parts.into_iter().filter(|(_, there)| *there) {
        reading.origins.entry(part).or_insert(Provenance::Text);
    }
    reading.not_body.sort_unstable();
    reading.not_body.dedup();
}

impl Reading {
    /// The lines that a part was read from.
    fn note_blocks(&mut self, field: Field, scene: &Scene<'_>, blocks: &[usize]) {
        let lines: Vec<&str> =
            blocks.iter().map(|i| scene.blocks[*i].text.as_str()).filter(|t| !t.is_empty()).collect();
        if !lines.is_empty() {
            self.note(field, lines.join(" / ").chars().take(600).collect());
        }
    }

    fn note(&mut self, field: Field, raw: String) {
        self.raws.insert(field.name().to_owned(), raw);
    }
}
