//! The organisation's card: website, newsroom, address and accounts, each behind its label.

use crate::{
    model::Social,
    release::{cues::Part, distributor::Carried, reach, scene::Scene, social},
};

/// Where labels name parts of the card.
pub(super) const NEWSROOM: &[&str] = &[
    "newsroom", "press room", "pressroom", "media room", "media centre", "press centre", "online-pressemappe",
    "pressemappe", "espace presse", "sala de prensa", "sala stampa", "perskamer", "sala de imprensa", "pressrum",
    "presserom", "uutishuone",
];
pub(super) const WEBSITE: &[&str] = &[
    "website", "web", "web site", "homepage", "internet", "site", "site web", "site internet", "sitio web",
    "página web", "sito web", "sito", "webseite", "webbplats", "hemsida", "hjemmeside", "nettside", "strona",
    "strona www", "www", "verkkosivut", "webová stránka",
];
pub(super) const EMAIL: &[&str] =
    &["primary email", "primary e-mail", "email", "e-mail", "mail", "courriel", "correo electrónico", "e-post"];

/// Label and block of the lines of an organisation's card: "Website:" with its value beside or below it.
pub(super) fn card(scene: &Scene<'_>) -> Vec<(String, usize)> {
    scene
        .blocks
        .iter()
        .enumerate()
        .skip(scene.start())
        .filter(|(_, b)| b.text.len() <= 200)
        .filter_map(|(i, b)| {
            let label = b
                .text
                .split([':', ' '])
                .next()
                .filter(|_| b.text.contains(':'))
                .map(|_| b.text.split(':').next().unwrap_or_default())
                .unwrap_or(&b.text);
            let label = label.trim().to_lowercase();
            (label.len() <= 30
                && (NEWSROOM.contains(&label.as_str())
                    || WEBSITE.contains(&label.as_str())
                    || EMAIL.contains(&label.as_str())))
            .then_some((label, i))
        })
        .collect()
}

/// The address that the first line with one of the labels leads to.
pub(super) fn labelled(scene: &Scene<'_>, card: &[(String, usize)], labels: &[&str]) -> Option<String> {
    card.iter().filter(|(label, _)| labels.contains(&label.as_str())).find_map(|(_, at)| {
        let own = scene.blocks[*at].text.contains(':')
            && scene.blocks[*at].text.split_once(':').is_some_and(|(_, v)| !v.trim().is_empty());
        let block = if own { Some(&scene.blocks[*at]) } else { scene.blocks.get(at + 1) }?;
        let printed = block
            .text
            .split_whitespace()
            .find(|w| w.starts_with("http://") || w.starts_with("https://") || w.starts_with("www."));
        let printed = printed.map(|w| if w.starts_with("www.") { format!("https://{w}") } else { w.to_owned() });
        printed
            .filter(|p| !p.contains('…'))
            .or_else(|| block.links.iter().map(|l| l.href.clone()).find(|h| h.starts_with("http")))
            .and_then(|u| scene.absolute(&u))
    })
}

pub(super) fn email_at(scene: &Scene<'_>, at: usize) -> Option<String> {
    let linked = |b: &crate::blocks::Block| {
        let address = b.links.iter().find_map(|link| link.href.strip_prefix("mailto:"))?;
        reach::emails(address).pop()
    };
    scene
        .blocks
        .iter()
        .skip(at)
        .take(2)
        .find_map(|b| reach::emails(&b.text).pop().or_else(|| linked(b)))
        .map(|r| r.text)
}

/// On a distributor's page only the accounts of the organisation's card; on its own page all that are linked.
pub(super) fn accounts(scene: &Scene<'_>, carried: Option<&Carried>, lines: &[(String, usize)]) -> Vec<Social> {
    let absolute = |href: &str| scene.absolute(href);
    let section = scene.of(Part::Social).filter(|s| s.head >= scene.start()).flat_map(|s| s.blocks.clone());
    // icons without a word stand below the card's lines
    let around = lines.first().zip(lines.last()).map_or(0..0, |((_, first), (_, last))| *first..last + 8);
    let around = around.start..around.end.min(scene.blocks.len());
    let section = section.chain(around);
    let card = social::of(section.map(|i| &scene.blocks[i]).filter(|b| b.text.len() <= 200), absolute);
    let other = |account: &Social| {
        carried
            .and_then(|c| c.by.as_deref())
            .is_none_or(|by| !account.url.to_lowercase().contains(&by.to_lowercase().replace(' ', "")))
    };
    if carried.is_some() {
        return card.into_iter().filter(other).collect();
    }
    let mut all = card;
    for account in social::of(scene.blocks.iter(), absolute) {
        let body = scene.blocks[scene.start().min(scene.end)..scene.end]
            .iter()
            .any(|b| !b.chrome && b.text.len() > 200 && b.links.iter().any(|l| l.href == account.url));
        if !body && !all.iter().any(|a| a.network == account.network) {
            all.push(account);
        }
    }
    all
}
