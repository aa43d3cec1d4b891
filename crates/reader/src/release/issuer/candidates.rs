//! Whose page it is: every name that the page gives itself is a candidate; what agrees with others and with the text
//! is worth more.

use std::{collections::HashSet, sync::LazyLock};

use regex::Regex;
use url::Url;

use super::names::{better, by_host, clean, folded, is_generic, is_name, suffix, without_generic};
use crate::{
    blocks::Block,
    model::{Boilerplate, Contact, Provenance},
    release::{cues::Part, scene::Scene, words},
};

static COPYRIGHT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i:©|\(c\)|copyright|&copy;) *(?:(?:19|20)[0-9]{2} ?(?:[-–] ?(?:19|20)?[0-9]{2,4})?)? *(?i:by|von)? *(?P<name>[^ 0-9.|•·,;©–][^.|•·,;©–]+?)(?: (?:19|20)[0-9]{2}.*)?(?:[.|•·,;©–]| [-–] |(?i: all rights| alle rechte| tous droits)|$)").expect("constant")
});

/// A name with its worth.
struct Candidate {
    name: String,
    origin: Provenance,
    score: f64,
}

/// The best of the names.
pub(super) fn best(scene: &Scene<'_>, contacts: &[Contact], about: &[Boilerplate]) -> Option<(String, Provenance)> {
    let mut all = collect(scene, contacts, about);
    for candidate in &mut all {
        candidate.name = without_generic(&candidate.name);
    }
    all.retain(|candidate| is_name(&candidate.name) && !is_generic(&candidate.name));
    let text = said(scene);
    let scores: Vec<f64> = (0..all.len()).map(|at| worth(&all, at, &text)).collect();
    let best = (0..all.len()).rev().max_by(|a, b| scores[*a].total_cmp(&scores[*b]))?;
    let chosen = &all[best];
    let short = chosen.name.split_whitespace().count() <= 2 && !words::is_organisation(&chosen.name)
        || chosen.name.contains('.') && !chosen.name.contains(' ');
    // one word of a site's name is often short for what the press contact or the copyright line says in full
    let fuller = contacts.first().and_then(|contact| contact.organization.as_deref());
    let own = folded(&chosen.name);
    // a name that only the line of rights has is the registered one, not the one that speaks
    let spoken =
        |name: &str| !(own.len() >= 4 && text.matches(own.as_str()).count() >= 3) || text.contains(&folded(name));
    let fuller = fuller.filter(|name| words::is_organisation(name) && chosen.origin != Provenance::JsonLd);
    let agreeing = all.iter().filter(|other| {
        words::is_organisation(&other.name) && folded(&other.name).starts_with(&own) && spoken(&other.name)
    });
    let agreeing = agreeing.max_by(|a, b| a.score.total_cmp(&b.score));
    match (short, fuller, agreeing) {
        (true, Some(name), _) => Some((name.to_owned(), Provenance::Text)),
        (true, None, Some(other)) => Some((other.name.clone(), other.origin)),
        _ => Some((better(scene, &chosen.name), chosen.origin)),
    }
}

fn collect(scene: &Scene<'_>, contacts: &[Contact], about: &[Boilerplate]) -> Vec<Candidate> {
    let mut all = Vec::new();
    let mut add = |name: Option<&str>, origin, score| {
        if let Some(name) = name.map(clean).filter(|name| is_name(name)) {
            all.push(Candidate { name, origin, score });
        }
    };
    add(scene.known.publisher, Provenance::JsonLd, 5.0);
    let told = told(scene);
    let says = |name: &str| told.contains(&folded(name));
    let described = || about.iter().take(4).filter_map(|about| about.organization.as_deref());
    let spoken = described().any(says);
    // an agency's site tells of its clients, not of itself
    let alike = |a: &str, b: &str| folded(a).contains(&folded(b)) || folded(b).contains(&folded(a));
    let of_another = |name: &str| spoken && !says(name) && !described().any(|own| alike(own, name));
    let weighed = |name: &str, score: f64| if of_another(name) { score / 2.0 - 1.0 } else { score };
    let mut declared = |name: Option<&str>, origin, score: f64| {
        add(name, origin, name.map_or(0.0, |name| weighed(name, score)));
    };
    declared(scene.known.site_name, Provenance::Meta, 4.5);
    declared(suffix(scene).as_deref(), Provenance::Meta, 3.0);
    declared(copyright(scene).as_deref(), Provenance::Text, 2.5);
    declared(home(scene).as_deref(), Provenance::Text, 2.0);
    for name in contacts.iter().take(4).filter_map(|contact| contact.organization.as_deref()) {
        add(Some(name), Provenance::Text, if spoken && !says(name) { 1.0 } else { 3.0 });
    }
    about.iter().take(4).for_each(|about| add(about.organization.as_deref(), Provenance::Text, 2.0));
    let authors = scene.known.authors.iter().copied().filter(|author| words::is_organisation(author));
    authors.for_each(|author| add(Some(author), Provenance::Meta, 2.0));
    add(subject(scene).as_deref(), Provenance::Text, 1.5);
    add(by_host(scene).as_deref(), Provenance::Url, 1.0);
    all
}

/// A candidate's own worth, what agrees with it, and how often the text says it.
fn worth(all: &[Candidate], at: usize, text: &str) -> f64 {
    let own = folded(&all[at].name);
    let mut score = all[at].score;
    for (other, candidate) in all.iter().enumerate().filter(|(other, _)| *other != at) {
        let name = folded(&candidate.name);
        let agrees = name == own || name.len().min(own.len()) >= 4 && (name.contains(&own) || own.contains(&name));
        let first = all[..other].iter().all(|before| before.origin != candidate.origin || folded(&before.name) != name);
        score += if agrees && first { 1.0 } else { 0.0 };
    }
    let times = text.matches(own.as_str()).take(3).count();
    let declared = matches!(all[at].origin, Provenance::JsonLd | Provenance::Meta) && all[at].score > 4.0;
    score += match times {
        0 if declared => -0.5,
        0 => -1.5,
        _ => 0.3 * times as f64,
    };
    score -= if all[at].name.contains('.') && !all[at].name.contains(' ') { 1.0 } else { 0.0 };
    score
}

/// Headline and text, folded.
pub(super) fn said(scene: &Scene<'_>) -> String {
    let text = scene.blocks.iter().take(scene.end).skip(scene.start()).filter(|b| !b.chrome).take(200);
    joined(scene, text)
}

/// The same without whom the press may ask: an agency is named there, and not in what it sent in.
pub(super) fn told(scene: &Scene<'_>) -> String {
    let contacts = scene.of(Part::PressContact).chain(scene.of(Part::Contact));
    let asked: HashSet<usize> = contacts.flat_map(|section| section.blocks.clone().chain([section.head])).collect();
    let text = scene.blocks.iter().enumerate().take(scene.end).skip(scene.start());
    joined(scene, text.filter(|(at, b)| !b.chrome && !asked.contains(at)).map(|(_, b)| b).take(200))
}

fn joined<'b>(scene: &Scene<'_>, text: impl Iterator<Item = &'b Block>) -> String {
    let title = scene.known.title.into_iter();
    title.chain(text.map(|b| b.text.as_str())).map(folded).collect::<Vec<_>>().join(" ")
}

/// "© 2018 Example Trust", "Example Foundation Copyright 2009 ©" below the text.
fn copyright(scene: &Scene<'_>) -> Option<String> {
    scene.blocks.iter().rev().take(60).filter(|b| b.text.len() <= 200).find_map(|b| {
        let found = COPYRIGHT.captures(&b.text).and_then(|m| m.name("name")).map(|n| clean(n.as_str()));
        let before = || b.text.find("Copyright").or_else(|| b.text.find('©')).map(|at| clean(&b.text[..at]));
        let sound = |n: &String| {
            n.starts_with(char::is_alphabetic)
                && is_name(n)
                && words::person(n).is_none_or(|_| !b.caption)
                && !is_generic(n)
        };
        found.filter(sound).or_else(|| before().filter(|n| sound(n) && words::is_organisation(n)))
    })
}

/// What leads home at the head of the page: its words, or those of its picture.
fn home(scene: &Scene<'_>) -> Option<String> {
    let root =
        |href: &str| scene.absolute(href).and_then(|url| Url::parse(&url).ok()).is_some_and(|url| url.path() == "/");
    let named = |name: &str| {
        let bare =
            name.split_whitespace().filter(|word| !word.eq_ignore_ascii_case("logo")).collect::<Vec<_>>().join(" ");
        Some(clean(&bare)).filter(|name| is_name(name) && !is_generic(name) && name.split(' ').count() <= 8)
    };
    scene.blocks.iter().take(scene.headline.unwrap_or(40).min(40)).find_map(|block| {
        let linked = block.links.iter().filter(|link| root(&link.href)).find_map(|link| named(&link.text));
        let logo =
            |label: &&str| block.links.iter().any(|link| root(&link.href)) || label.to_lowercase().contains("logo");
        let pictured = || block.media.iter().filter_map(|medium| medium.label.as_deref()).filter(logo).find_map(named);
        linked.or_else(pictured)
    })
}

/// The organisation that the headline begins with: "Example Trust opens second workshop".
fn subject(scene: &Scene<'_>) -> Option<String> {
    let title = scene.known.title?;
    let title = title.split_once(": ").map_or(title, |(_, rest)| rest);
    let words: Vec<&str> = title.split_whitespace().collect();
    let joins = |word: &str| ["of", "for", "and", "the", "der", "für", "de", "du", "des", "la", "&"].contains(&word);
    let upper = |word: &str| word.chars().next().is_some_and(|c| c.is_uppercase() || c.is_ascii_digit());
    let run = words.iter().take_while(|word| upper(word) || joins(word)).count();
    (2..=run.min(8)).rev().find_map(|count| {
        let name = words[..count].join(" ");
        (upper(words[count - 1]) && words::is_organisation(&name) && run < words.len()).then_some(name)
    })
}
