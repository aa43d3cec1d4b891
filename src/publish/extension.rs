//! What Atom and RSS carry of a story beyond their core: Media RSS, Dublin Core, GeoRSS, and under our own
//! namespace the parts of a press release. ANATOMY of the fields: the page `/ns/1` that every instance serves.
//!
//! Only terms that feed validators know are used of the common vocabularies: `media:copyright` for a licence,
//! `dc:identifier` rather than `dcterms:identifier`.

use crate::{
    model::{Anatomy, Asset, AssetType, Contact, Issuer, Quote, Release, Story},
    publish::{
        entry,
        json_feed::said,
        uri, when,
        xml::{Element, html_of, is_tagged},
    },
};

/// The namespace of `pf:`.
pub const NAMESPACE: &str = "urn:pressfeed:ns:1";
/// Prefixes and namespaces that any feed may use.
pub const COMMON: [(&str, &str); 4] = [
    ("media", "http://search.yahoo.com/mrss/"),
    ("dc", "http://purl.org/dc/elements/1.1/"),
    ("dcterms", "http://purl.org/dc/terms/"),
    ("georss", "http://www.georss.org/georss"),
];

/// All of a story's.
pub fn elements(story: &Story) -> Vec<Element<'_>> {
    let mut all = common(story);
    all.extend(seen(story));
    all.extend(anatomy(&story.lead.anatomy));
    all
}

/// When it was first seen, where it bears no date: readers are told that theirs is assumed.
fn seen(story: &Story) -> Option<Element<'_>> {
    let seen = || when(&story.first_seen.fixed_offset());
    if entry::claimed(story).is_some() { None } else { Element::around("pf:seen", Some(seen())) }
}

/// Those of the vocabularies that feed readers know.
pub fn common(story: &Story) -> Vec<Element<'_>> {
    let release = &story.lead;
    let mut all = media(release);
    all.extend(dublin_core(&release.anatomy));
    all.extend(
        release
            .extras
            .geo
            .filter(|place| place.lat.is_finite() && place.lon.is_finite())
            .and_then(|place| Element::around("georss:point", Some(format!("{} {}", place.lat, place.lon)))),
    );
    all
}

fn media(release: &Release) -> Vec<Element<'_>> {
    let assets = &release.anatomy.assets;
    let mut all = Vec::new();
    if let Some(image) = said(&release.image).filter(|image| !assets.iter().any(|asset| asset.url == *image)) {
        all.push(Element::new("media:content").with("url", Some(uri(image))).with("medium", Some("image")));
    }
    all.extend(assets.iter().filter(|asset| asset.kind != AssetType::Embed).map(content));
    let small = said(&release.extras.thumbnail).or(said(&release.image));
    all.extend(small.map(|url| Element::new("media:thumbnail").with("url", Some(uri(url)))));
    all
}

/// One file of the release.
fn content(asset: &Asset) -> Element<'_> {
    let medium = match asset.kind {
        AssetType::Image => "image",
        AssetType::Video | AssetType::Embed => "video",
        AssetType::Audio => "audio",
        AssetType::Document => "document",
    };
    let pixels = |side: Option<u32>| side.filter(|side| *side > 0).map(|side| side.to_string());
    let license = said(&asset.license).map(|license| {
        let address = license.starts_with("http").then(|| uri(license));
        Element { text: Some(license.into()), ..Element::new("media:copyright").with("url", address) }
    });
    Element::new("media:content")
        .with("url", Some(uri(&asset.url)))
        .with("type", said(&asset.mime_type).filter(|kind| entry::is_mime_type(kind)))
        .with("medium", Some(medium))
        .with("width", pixels(asset.width))
        .with("height", pixels(asset.height))
        .holding(said(&asset.title).and_then(|title| words("media:title", title)))
        .holding(said(&asset.caption).and_then(|caption| words("media:description", caption)))
        .holding(said(&asset.thumbnail).map(|url| Element::new("media:thumbnail").with("url", Some(uri(url)))))
        .holding(Element::around("media:credit", said(&asset.credit)))
        .holding(license)
}

/// Plain, unless it holds what validators take for undeclared HTML.
fn words<'a>(name: &'static str, text: &'a str) -> Option<Element<'a>> {
    if is_tagged(text) {
        Element::around(name, Some(html_of(text))).map(|element| element.with("type", Some("html")))
    } else {
        Element::around(name, Some(text))
    }
}

fn dublin_core(anatomy: &Anatomy) -> impl Iterator<Item = Element<'_>> {
    let issuer = anatomy.issuer.as_ref().and_then(|issuer| said(&issuer.name));
    let place = anatomy.dateline.as_ref().and_then(|line| said(&line.place));
    let available = anatomy.embargo.as_ref().map(|embargo| when(&embargo.until));
    let carried = anatomy.distributor.as_ref().and_then(|carrier| said(&carrier.raw));
    [
        Element::around("dc:publisher", issuer),
        Element::around("dc:identifier", said(&anatomy.reference)),
        Element::around("dcterms:spatial", place),
        Element::around("dcterms:available", available),
        Element::around("dcterms:provenance", carried),
    ]
    .into_iter()
    .flatten()
}

/// The parts that only a press release has.
fn anatomy(anatomy: &Anatomy) -> Vec<Element<'_>> {
    let mut all: Vec<Element<'_>> = Element::around("pf:subtitle", said(&anatomy.subtitle)).into_iter().collect();
    if let Some(line) = &anatomy.dateline {
        let dateline = Element { text: said(&line.raw).map(Into::into), ..Element::new("pf:dateline") };
        all.push(dateline.with("place", said(&line.place)).with("date", line.date.map(|day| day.to_string())));
    }
    all.extend(anatomy.embargo.iter().map(|embargo| {
        let printed = (!embargo.raw.is_empty()).then_some(embargo.raw.as_str());
        Element {
            text: printed.map(Into::into),
            ..Element::new("pf:embargo").with("until", Some(when(&embargo.until)))
        }
    }));
    all.extend(anatomy.status.and_then(|status| Element::around("pf:status", Some(word(&status)))));
    let issuers = if anatomy.issuers.is_empty() { anatomy.issuer.as_slice() } else { &anatomy.issuers };
    all.extend(issuers.iter().map(issuer));
    all.extend(anatomy.distributor.iter().map(|carrier| {
        Element::new("pf:distributor")
            .with("date", carrier.date.map(|day| day.to_string()))
            .holding(Element::around("pf:name", said(&carrier.name)))
            .holding(Element::around("pf:uri", said(&carrier.url)))
            .holding(Element::around("pf:printed", said(&carrier.raw)))
    }));
    all.extend(anatomy.quotes.iter().map(quote));
    all.extend(anatomy.contacts.iter().map(contact));
    all.extend(Element::around("pf:notes", said(&anatomy.notes)).map(|notes| notes.with("type", Some("html"))));
    all.extend(anatomy.boilerplate.iter().filter_map(|about| {
        Some(Element::around("pf:boilerplate", Some(&*about.text))?.with("organization", said(&about.organization)))
    }));
    all.retain(|element| !element.is_empty());
    all
}

fn issuer(issuer: &Issuer) -> Element<'_> {
    Element::new("pf:issuer")
        .holding(Element::around("pf:name", said(&issuer.name)))
        .holding(Element::around("pf:uri", said(&issuer.url)))
        .holding(Element::around("pf:newsroom", said(&issuer.newsroom)))
        .holding(Element::around("pf:email", said(&issuer.email)))
        .holding(Element::around("pf:logo", said(&issuer.logo)))
        .holding(issuer.social.iter().filter_map(|account| {
            Some(Element::around("pf:account", Some(&*account.url))?.with("network", Some(&*account.network)))
        }))
}

fn quote(quote: &Quote) -> Element<'_> {
    Element::new("pf:quote")
        .holding(Element::around("pf:text", Some(&*quote.text)))
        .holding(Element::around("pf:speaker", said(&quote.speaker)))
        .holding(Element::around("pf:role", said(&quote.role)))
        .holding(Element::around("pf:organization", said(&quote.organization)))
}

fn contact(contact: &Contact) -> Element<'_> {
    Element::new("pf:contact")
        .holding(Element::around("pf:name", said(&contact.name)))
        .holding(Element::around("pf:role", said(&contact.role)))
        .holding(Element::around("pf:organization", said(&contact.organization)))
        .holding(contact.emails.iter().filter_map(|email| Element::around("pf:email", Some(&**email))))
        .holding(contact.phones.iter().filter_map(|phone| Element::around("pf:phone", Some(&**phone))))
        .holding(Element::around("pf:hours", said(&contact.hours)))
        .holding(Element::around("pf:note", said(&contact.note)))
}

/// An enumeration's word, as JSON has it.
pub fn word(value: &impl serde::Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}
