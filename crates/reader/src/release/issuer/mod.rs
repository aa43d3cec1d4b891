//! Who speaks: the distributor's line, labels in the text, metadata, the press contact, the copyright line, in this
//! order; with website, newsroom, address and accounts from the organisation's card.

mod candidates;
mod card;
mod joint;
mod names;
mod printed;

use std::sync::LazyLock;

use regex::Regex;

use card::{EMAIL, NEWSROOM, WEBSITE, accounts, card, email_at, labelled};
use joint::joint;
pub(crate) use names::is_generic as is_section;
use names::{begins, better, clean, is_name, same};
pub(super) use printed::is_bent;

use super::{distributor::Carried, platforms, scene::Scene, words};
use crate::{
    blocks::Block,
    model::{Boilerplate, Contact, Issuer, Provenance},
};

static LABELLED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^(?:issued by|published by|source|herausgeber(?:in)?|herausgegeben von|absender|émetteur|fuente|fonte|bron|źródło|källa|avsändare|utgivare|original-content von|issuer|company|organisation|organization|veröffentlicht von|ein(?:e)? (?:mitteilung|pressemitteilung) (?:von|der|des)) ?:? +(?P<name>[^:]+)$").expect("constant")
});
static BYLINE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^(?i:by|von|par|por|door|di) (?P<name>.+)$").expect("constant"));
/// The issuer, others who speak with it, and where the name was found.
pub(super) fn read(
    scene: &Scene<'_>,
    carried: Option<&Carried>,
    contacts: &[Contact],
    about: &[Boilerplate],
) -> Option<(Issuer, Vec<Issuer>, Provenance)> {
    let (name, origin) = name(scene, carried, contacts, about)?;
    let name = if carried.is_some() { name } else { printed::Printed::new(scene).form(name) };
    let mut issuer = Issuer { name: Some(name), ..Issuer::default() };
    let card = card(scene);
    issuer.url = labelled(scene, &card, WEBSITE)
        .or_else(|| scene.known.publisher_url.filter(|_| carried.is_none()).and_then(|u| scene.absolute(u)))
        .or_else(|| own_site(scene, carried));
    issuer.newsroom = labelled(scene, &card, NEWSROOM);
    issuer.email = card
        .iter()
        .find_map(|(label, at)| EMAIL.contains(&label.as_str()).then(|| email_at(scene, *at)).flatten())
        .filter(|_| {
            carried.is_some() || issuer.newsroom.is_some() || card.iter().any(|(l, _)| l.starts_with("primary"))
        });
    issuer.social = accounts(scene, carried, &card);
    let others = joint(scene, &issuer);
    Some((issuer, others, origin))
}

fn name(
    scene: &Scene<'_>,
    carried: Option<&Carried>,
    contacts: &[Contact],
    about: &[Boilerplate],
) -> Option<(String, Provenance)> {
    // a wire's mark in the dateline of an organisation's own page says nothing of whose page it is
    let own_host = scene.url.and_then(|u| u.host_str()).is_some_and(|host| platforms::of_host(host).is_none());
    let on_site = |c: &Carried| scene.known.site_name.zip(c.by.as_deref()).is_some_and(|(site, by)| begins(site, by));
    let carried = carried.filter(|c| c.on_behalf_of.is_some() || c.block.is_some() || !own_host || on_site(c));
    let distributor = carried.and_then(|c| c.by.as_deref());
    let other = |name: &&str| {
        distributor.is_none_or(|d| !same(d, name))
            && carried.is_none_or(|c| c.on_behalf_of.is_some() || scene.known.site_name.is_none_or(|s| !same(s, name)))
    };
    let text = |name: &str| (clean(name), Provenance::Text);
    if let Some(name) = carried.and_then(|c| c.on_behalf_of.as_deref()) {
        return Some(text(name));
    }
    let last = scene.blocks[scene.start().min(scene.end)..scene.end].iter().rev().take(12);
    let lines = near(scene).chain(last.filter(|b| !b.chrome && b.text.len() <= 140));
    // "October 23, 2025 | Source: Example ASA": a label beside others
    let label = lines.into_iter().flat_map(|b| b.text.split(['|', '•', '·'])).find_map(|piece| {
        let name = LABELLED.captures(piece.trim()).and_then(|m| m.name("name").map(|n| n.as_str()));
        name.filter(|n| is_capital(n) && is_name(n))
    });
    if let Some(label) = label.filter(other) {
        return Some(text(label));
    }
    let organisations = contacts.iter().filter_map(|c| c.organization.as_deref()).take(3);
    let organisations = organisations.chain(about.iter().filter_map(|b| b.organization.as_deref()).take(3));
    if let Some(name) =
        carried.and_then(|_| spoken_of(scene, byline(scene).into_iter().chain(organisations).filter(other)))
    {
        return Some(text(name));
    }
    if carried.is_some() {
        let publisher = scene.known.publisher.filter(other).filter(|p| is_name(p));
        return publisher
            .map(|publisher| (better(scene, publisher), Provenance::JsonLd))
            .or_else(|| quoted_subject(scene).map(|n| (n, Provenance::Text)));
    }
    candidates::best(scene, contacts, about)
}

/// "Source: Example, Inc.": a line that names whose text it is.
pub(super) fn is_source(line: &str) -> bool {
    line.len() <= 120 && line.contains(':') && LABELLED.is_match(line)
}

/// The short lines around the headline.
fn near<'s>(scene: &'s Scene<'_>) -> impl Iterator<Item = &'s Block> {
    let below = scene.blocks.iter().skip(scene.start()).take(10);
    scene.above().map(|(_, b)| b).chain(below).filter(|b| !b.chrome && b.text.len() <= 140)
}

/// Who stands at the headline of a page that carries another's release.
fn byline<'s>(scene: &'s Scene<'_>) -> Option<&'s str> {
    let named = |block: &'s Block| BYLINE.captures(&block.text).and_then(|m| m.name("name")).map(|name| name.as_str());
    let organisation = near(scene).map(|b| b.text.as_str()).find(|text| words::is_organisation(text));
    organisation.or_else(|| near(scene).filter_map(named).find(|name| is_capital(name)))
}

/// Of several names the one that headline and text say most, the first of equals: an agency that sent the release in is
/// named beside it, and not in it.
fn spoken_of<'n>(scene: &Scene<'_>, names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let said = candidates::told(scene);
    names.min_by_key(|name| 3 - said.matches(names::folded(name).as_str()).take(3).count())
}

/// Begins as names do: looked at here, since every letter of Unicode makes a pattern slow to build.
fn is_capital(name: &str) -> bool {
    name.starts_with(char::is_uppercase)
}

/// A distributor's page without a label: the subject that the title or the text puts in quotation marks or in capitals first.
fn quoted_subject(scene: &Scene<'_>) -> Option<String> {
    let title = scene.known.title?;
    let from = title.find(['“', '„', '«'])?;
    let inner = title[from..].trim_start_matches(['“', '„', '«']).split(['”', '“', '»']).next()?;
    let named =
        inner.split_whitespace().count() <= 5 && scene.text().filter(|(_, b)| b.text.contains(inner)).count() >= 2;
    named.then(|| inner.to_owned())
}

/// The site itself, when nobody else carries the release.
fn own_site(scene: &Scene<'_>, carried: Option<&Carried>) -> Option<String> {
    let url =
        scene.url.filter(|u| carried.is_none() && u.host_str().is_some_and(|h| platforms::of_host(h).is_none()))?;
    Some(format!("{}/", url.origin().ascii_serialization()))
}
