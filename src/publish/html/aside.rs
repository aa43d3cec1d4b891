//! What stands beside a release: whom to ask, what to load, and facts in short.

use super::{Moment, language::name as language, release::joined};
use crate::{
    model::{AssetType, Contact, Release},
    publish::{entry, json_feed::said},
};

/// Files listed; facts too.
const FILES: usize = 40;
/// Bytes of an address that is linked.
const ADDRESS: usize = 1_000;

/// Someone to ask.
pub struct Person<'a> {
    /// Name.
    pub name: Option<&'a str>,
    /// Role.
    pub role: Option<&'a str>,
    /// Organisation.
    pub organization: Option<&'a str>,
    /// Addresses.
    pub emails: &'a [String],
    /// Numbers.
    pub phones: Vec<Phone<'a>>,
    /// When to call.
    pub hours: Option<&'a str>,
    /// Anything else.
    pub note: Option<&'a str>,
}

/// A number.
pub struct Phone<'a> {
    /// As printed.
    pub shown: &'a str,
    /// For `tel:` (RFC 3966).
    pub dialled: String,
}

/// A file.
pub struct File<'a> {
    /// Address.
    pub url: &'a str,
    /// Title, else its name.
    pub name: String,
    /// Type, credit, size.
    pub facts: String,
}

/// A fact.
pub struct Fact {
    /// What it is.
    pub name: &'static str,
    /// What it says.
    pub value: String,
    /// Where it leads.
    pub url: Option<String>,
}

/// Someone to ask.
pub fn person(contact: &Contact) -> Person<'_> {
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

/// What there is to load.
pub fn files(release: &Release) -> Vec<File<'_>> {
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
    assets.chain(attached).filter(|file| file.url.len() <= ADDRESS).take(FILES).collect()
}

/// The rest, a line a fact.
pub fn facts(release: &Release) -> Vec<Fact> {
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
    fact("Language", release.language.as_deref().map(language), None);
    for variant in &anatomy.variants {
        fact("Also in", Some(language(&variant.language)), Some(variant.url.clone()));
    }
    fact("Rights", release.extras.rights.clone(), None);
    facts.truncate(FILES);
    facts
}
