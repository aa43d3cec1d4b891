//! Where each part of a release was found.

use super::Site;
use crate::{
    model::{Field, Provenance, Release},
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
    let origin = |(field, provenance): (&Field, &Provenance)| {
        // a value that stands beside the one that was printed is not what was printed
        let raw = release.raws.get(field.name()).map(|raw| entry::excerpt(raw, PRINTED).into_owned());
        Origin { part: part(site, *field), place: place(site, *provenance), raw }
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
fn part(site: &Site, field: Field) -> String {
    let t = site.t;
    let known = match field {
        Field::Title => t.headline,
        Field::Subtitle => t.subtitle,
        Field::Summary => t.summary,
        Field::ContentHtml | Field::ContentText => t.text,
        Field::DatePublished => t.published,
        Field::DateModified => t.revised,
        Field::Image | Field::Assets => t.pictures,
        Field::Authors => t.by,
        Field::Language => t.language,
        Field::Tags => t.topics,
        Field::Contacts => t.contacts,
        Field::Quotes => t.quoted,
        Field::Dateline => t.place,
        Field::Issuer | Field::Issuers => t.issued_by,
        Field::Distributor => t.distributed_by,
        Field::Boilerplate => t.about_issuer,
        Field::Notes => t.notes,
        Field::Kind => t.kind,
        Field::Reference => t.reference,
        Field::Embargo => t.embargo,
        Field::Tickers => t.security,
        Field::Variants => t.also_in,
        Field::Status => t.marked,
        Field::Url => t.an_address,
        Field::Ends | Field::ExternalUrl => return field.name().replace('_', " "),
    };
    let mut letters = known.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}
