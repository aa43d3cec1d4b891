//! Where each part of a release was found.

use super::Site;
use crate::{
    model::{Provenance, Release},
    publish::entry,
};

/// Characters of a field as printed.
const PRINTED: usize = 120;

/// A part with its origin.
pub struct Origin {
    pub part: String,
    pub place: &'static str,
    pub raw: Option<String>,
}

/// One row a part, in the order of the page.
pub fn of(site: &Site, release: &Release) -> Vec<Origin> {
    let origin = |(field, provenance): (&String, &Provenance)| {
        // a value that stands beside the one that was printed is not what was printed
        let raw = release.raws.get(field).map(|raw| entry::excerpt(raw, PRINTED).into_owned());
        Origin { part: part(site, field), place: place(site, *provenance), raw }
    };
    let mut all: Vec<Origin> = release.provenance.iter().map(origin).collect();
    all.dedup_by(|a, b| a.part == b.part && a.place == b.place && a.raw.is_none() && b.raw.is_none());
    all
}

fn place(site: &Site, provenance: Provenance) -> &'static str {
    match provenance {
        Provenance::Selector => site.t.a_rule,
        Provenance::Feed => site.t.the_feed,
        Provenance::JsonLd | Provenance::Microdata => site.t.structured_data,
        Provenance::Meta => site.t.page_head,
        Provenance::Time => site.t.time_element,
        Provenance::Text => site.t.visible_text,
        Provenance::Url => site.t.an_address,
        Provenance::Assumed => site.t.assumed,
    }
}

/// A field's name for people.
fn part(site: &Site, field: &str) -> String {
    let t = site.t;
    let known = match field {
        "title" => t.headline,
        "subtitle" => t.subtitle,
        "summary" => t.summary,
        "content_html" | "content_text" | "content" => t.text,
        "date_published" | "published" => t.published,
        "date_modified" | "updated" => t.revised,
        "image" | "assets" => t.pictures,
        "attachments" => t.files,
        "authors" => t.by,
        "language" => t.language,
        "tags" => t.topics,
        "contacts" => t.contacts,
        "quotes" => t.quoted,
        "dateline" => t.place,
        "issuer" | "issuers" => t.issued_by,
        "distributor" => t.distributed_by,
        "boilerplate" => t.about_issuer,
        "notes" => t.notes,
        "kind" => t.kind,
        "reference" => t.reference,
        "embargo" => t.embargo,
        "tickers" => t.security,
        "variants" => t.also_in,
        "rights" => t.rights,
        "status" => t.marked,
        "url" => t.an_address,
        other => return other.replace('_', " "),
    };
    let mut letters = known.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}
