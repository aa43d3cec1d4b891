//! Who speaks: the distributor's line, labels in the text, metadata, the press contact, the copyright line, in this
//! order; with website, newsroom, address and accounts from the organisation's card.

use std::sync::LazyLock;

use regex::Regex;

use super::{cues::Part, distributor::Carried, place, platforms, reach, scene::Scene, social, words};
use crate::model::{Boilerplate, Contact, Issuer, Provenance};

static LABELLED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^(?:issued by|source|herausgeber(?:in)?|herausgegeben von|absender|émetteur|fuente|fonte|bron|źródło|källa|avsändare|utgivare|original-content von|issuer|company|organisation|organization|veröffentlicht von|ein(?:e)? (?:mitteilung|pressemitteilung) (?:von|der|des))\s?:?\s+(?P<name>\p{Lu}[^:]{1,100})$").expect("constant")
});
static BYLINE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^(?i:by|von|par|por|door|di)\s(?P<name>\p{Lu}.{1,80})$").expect("constant"));
static COPYRIGHT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)(?:©|\(c\)|copyright|&copy;)\s*(?:(?:19|20)\d{2}\s?(?:[-–]\s?(?:19|20)?\d{2,4})?)?\s*(?:by|von)?\s*(?P<name>\p{Lu}[^.|•·,;©–]{2,80}?)(?:\s(?:19|20)\d{2}.*)?(?:[.|•·,;©–]|\s[-–]\s|\sall rights|\salle rechte|\stous droits|$)").expect("constant")
});
static JOINT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^(?:gemeinsame (?:pressemitteilung|presseinformation|medienmitteilung|erklärung) (?:mit|von|des|der)|joint (?:press release|statement|news release|media release) (?:with|by|of|from)|communiqué (?:de presse )?(?:commun|conjoint) (?:avec|de|du)|comunicado conjunto (?:con|de)|nota (?:de prensa )?conjunta (?:con|de)|comunicato congiunto (?:con|di)|gezamenlijk persbericht (?:met|van)|wspólny komunikat|gemensamt pressmeddelande (?:med|från))\s(?P<names>.{3,200})$").expect("constant")
});

/// Where labels name parts of the card.
const NEWSROOM: &[&str] = &[
    "newsroom",
    "press room",
    "pressroom",
    "media room",
    "media centre",
    "press centre",
    "online-pressemappe",
    "pressemappe",
    "espace presse",
    "sala de prensa",
    "sala stampa",
    "perskamer",
    "sala de imprensa",
    "pressrum",
    "presserom",
    "uutishuone",
];
const WEBSITE: &[&str] = &[
    "website",
    "web",
    "web site",
    "homepage",
    "internet",
    "site",
    "site web",
    "site internet",
    "sitio web",
    "página web",
    "sito web",
    "sito",
    "webseite",
    "webbplats",
    "hemsida",
    "hjemmeside",
    "nettside",
    "strona",
    "strona www",
    "www",
    "verkkosivut",
    "webová stránka",
];
const EMAIL: &[&str] =
    &["primary email", "primary e-mail", "email", "e-mail", "mail", "courriel", "correo electrónico", "e-post"];

/// The issuer, others who speak with it, and where the name was found.
pub(super) fn read(
    scene: &Scene<'_>,
    carried: Option<&Carried>,
    contacts: &[Contact],
    about: &[Boilerplate],
) -> Option<(Issuer, Vec<Issuer>, Provenance)> {
    let (name, origin) = name(scene, carried, contacts, about)?;
    let mut issuer = Issuer { name: Some(name), ..Issuer::default() };
    let card = card(scene);
    issuer.url = labelled(scene, &card, WEBSITE)
        .or_else(|| scene.known.publisher_url.filter(|_| carried.is_none()).and_then(|u| scene.absolute(u)))
        .or_else(|| own_site(scene, carried));
    issuer.newsroom = labelled(scene, &card, NEWSROOM);
    issuer.email = card
        .iter()
        .find_map(|(label, at)| EMAIL.contains(&label.as_str()).then(|| email_at(scene, *at)).flatten())
        .filter(|_| issuer.newsroom.is_some() || card.iter().any(|(l, _)| l.starts_with("primary")));
    issuer.social = accounts(scene, carried);
    let others = joint(scene, &issuer);
    Some((issuer, others, origin))
}

fn name(
    scene: &Scene<'_>,
    carried: Option<&Carried>,
    contacts: &[Contact],
    about: &[Boilerplate],
) -> Option<(String, Provenance)> {
    let distributor = carried.and_then(|c| c.by.as_deref());
    let other = |name: &&str| {
        distributor.is_none_or(|d| !same(d, name))
            && carried.is_none_or(|c| c.on_behalf_of.is_some() || scene.known.site_name.is_none_or(|s| !same(s, name)))
    };
    let text = |name: &str| (clean(name), Provenance::Text);
    if let Some(name) = carried.and_then(|c| c.on_behalf_of.as_deref()) {
        return Some(text(name));
    }
    let near = || {
        scene
            .above()
            .map(|(_, b)| b)
            .chain(scene.blocks.iter().skip(scene.start()).take(10))
            .filter(|b| !b.chrome && b.text.len() <= 140)
    };
    let label = near()
        .chain(
            scene.blocks[scene.start().min(scene.end)..scene.end]
                .iter()
                .rev()
                .take(12)
                .filter(|b| !b.chrome && b.text.len() <= 140),
        )
        .find_map(|b| {
            LABELLED.captures(&b.text).and_then(|m| m.name("name").map(|n| n.as_str())).filter(|n| is_name(n))
        });
    if let Some(label) = label.filter(other) {
        return Some(text(label));
    }
    if carried.is_some() {
        let byline = near()
            .find_map(|b| words::is_organisation(&b.text).then_some(b.text.as_str()))
            .or_else(|| near().find_map(|b| BYLINE.captures(&b.text).and_then(|m| m.name("name").map(|n| n.as_str()))));
        let organisation = byline
            .or_else(|| contacts.iter().find_map(|c| c.organization.as_deref()))
            .or_else(|| about.iter().find_map(|b| b.organization.as_deref()))
            .filter(other);
        if let Some(name) = organisation {
            return Some(text(name));
        }
    }
    if let Some(publisher) = scene.known.publisher.filter(other).filter(|p| is_name(p)) {
        return Some((better(scene, publisher), Provenance::JsonLd));
    }
    if carried.is_some() {
        return quoted_subject(scene).map(|n| (n, Provenance::Text));
    }
    from_site(scene, contacts, about)
}

/// The organisation whose own page this is.
fn from_site(scene: &Scene<'_>, contacts: &[Contact], about: &[Boilerplate]) -> Option<(String, Provenance)> {
    let copyright = scene
        .blocks
        .iter()
        .rev()
        .take(60)
        .filter(|b| b.text.len() <= 200 && !scene.blocks[..scene.end].is_empty())
        .find_map(|b| {
            COPYRIGHT
                .captures(&b.text)
                .and_then(|m| m.name("name"))
                .map(|n| clean(n.as_str()))
                .filter(|n| is_name(n) && words::person(n).is_none_or(|_| !b.caption))
        });
    let contact = contacts.iter().find_map(|c| c.organization.clone());
    if let Some(site) = scene.known.site_name.map(clean).filter(|s| is_name(s)) {
        let short = site.split_whitespace().count() <= 2 || site.contains('.');
        let longer = contact.clone().filter(|_| short).filter(|c| words::is_organisation(c) && !same(c, &site));
        return Some(longer.map_or((better(scene, &site), Provenance::Meta), |c| (c, Provenance::Text)));
    }
    if let Some(contact) = contact {
        return Some((contact, Provenance::Text));
    }
    let title_end = suffix(scene).map(|name| (name, Provenance::Meta));
    title_end
        .or_else(|| copyright.map(|c| (better(scene, &c), Provenance::Text)))
        .or_else(|| {
            scene.known.authors.iter().find(|a| words::is_organisation(a)).map(|a| ((*a).to_owned(), Provenance::Meta))
        })
        .or_else(|| about.iter().find_map(|b| b.organization.clone()).map(|n| (n, Provenance::Text)))
        .or_else(|| by_host(scene).map(|n| (n, Provenance::Url)))
}

/// "DRK e.V." where the page prints "Deutsches Rotes Kreuz (DRK)"; a host's name where it prints the organisation's.
fn better(scene: &Scene<'_>, name: &str) -> String {
    let name = clean(name);
    let first = name.split_whitespace().next().unwrap_or_default();
    let acronym = (2..=6).contains(&first.len())
        && first.chars().all(|c| c.is_uppercase() || c.is_numeric())
        && name.split_whitespace().count() <= 2;
    if !acronym {
        return if name.contains('.') && !name.contains(' ') { by_host(scene).unwrap_or(name) } else { name };
    }
    let mark = format!("({first})");
    scene
        .blocks
        .iter()
        .take(scene.end)
        .skip(scene.headline.unwrap_or(0))
        .filter(|b| b.text.contains(&mark))
        .find_map(|b| expansion(&b.text, &mark, first))
        .unwrap_or(name)
}

/// The capitalised words before "(DRK)", beginning with its first letter.
fn expansion(text: &str, mark: &str, acronym: &str) -> Option<String> {
    let before = text.get(..text.find(mark)?)?;
    let tokens: Vec<&str> = before.split_whitespace().collect();
    let initial = acronym.chars().next()?;
    let from = (2..=acronym.chars().count() + 4)
        .filter_map(|n| tokens.len().checked_sub(n))
        .filter(|at| tokens[*at].starts_with(initial))
        .find(|at| {
            tokens[*at..].iter().all(|t| {
                !t.ends_with(['.', ',', ':'])
                    && t.chars().next().is_some_and(|c| {
                        c.is_uppercase()
                            || matches!(
                                *t,
                                "für"
                                    | "der"
                                    | "des"
                                    | "und"
                                    | "of"
                                    | "for"
                                    | "and"
                                    | "in"
                                    | "de"
                                    | "la"
                                    | "et"
                                    | "the"
                            )
                    })
            })
        })?;
    Some(tokens[from..].join(" "))
}

/// "Title | Site": what the page's title adds to the headline.
fn suffix(scene: &Scene<'_>) -> Option<String> {
    let (title, page) = (scene.known.title?, scene.known.page_title?);
    let rest = [" | ", " - ", " – ", " — ", " :: ", " · "]
        .iter()
        .filter_map(|sep| page.rsplit_once(sep))
        .min_by_key(|(_, tail)| tail.len())?;
    let (tail, front) = (
        clean(rest.1),
        page.split([" | ", " - ", " – ", " :: "].iter().find(|s| page.contains(**s)).copied().unwrap_or("|"))
            .next()
            .unwrap_or_default(),
    );
    let fold = |t: &str| t.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    if fold(title).contains(&fold(&tail)) {
        return Some(clean(front)).filter(|f| is_name(f) && !fold(title).contains(&fold(f)));
    }
    is_name(&tail).then(|| better(scene, &tail))
}

/// The host's label as the text writes it: "helijet.com" and "Helijet International" give the latter's first word.
fn by_host(scene: &Scene<'_>) -> Option<String> {
    let host = scene.url?.host_str()?.trim_start_matches("www.").to_owned();
    let labels: Vec<&str> = host.split('.').collect();
    let label = labels.iter().take(labels.len().saturating_sub(1)).max_by_key(|l| l.len())?.to_lowercase();
    let fold = |t: &str| t.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    let wanted = fold(&label);
    scene.blocks.iter().filter(|b| !b.text.is_empty() && b.text.len() < 4000).find_map(|b| {
        let tokens: Vec<&str> = b.text.split_whitespace().collect();
        (0..tokens.len().min(400)).find_map(|i| {
            (1..=4)
                .filter(|n| i + n <= tokens.len())
                .find(|n| {
                    tokens[i].chars().next().is_some_and(char::is_uppercase)
                        && fold(&tokens[i..i + n].join("")) == wanted
                })
                .map(|n| clean(&tokens[i..i + n].join(" ")))
        })
    })
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

/// Label and block of the lines of an organisation's card: "Website:" with its value beside or below it.
fn card(scene: &Scene<'_>) -> Vec<(String, usize)> {
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
fn labelled(scene: &Scene<'_>, card: &[(String, usize)], labels: &[&str]) -> Option<String> {
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

fn email_at(scene: &Scene<'_>, at: usize) -> Option<String> {
    scene.blocks.iter().skip(at).take(2).find_map(|b| reach::emails(&b.text).pop()).map(|r| r.text)
}

/// The site itself, when nobody else carries the release.
fn own_site(scene: &Scene<'_>, carried: Option<&Carried>) -> Option<String> {
    let url =
        scene.url.filter(|u| carried.is_none() && u.host_str().is_some_and(|h| platforms::of_host(h).is_none()))?;
    Some(format!("{}://{}/", url.scheme(), url.host_str()?))
}

/// On a distributor's page only the accounts of the organisation's card; on its own page all that are linked.
fn accounts(scene: &Scene<'_>, carried: Option<&Carried>) -> Vec<crate::model::Social> {
    let absolute = |href: &str| scene.absolute(href);
    let section = scene.of(Part::Social).filter(|s| s.head >= scene.start()).flat_map(|s| s.blocks.clone());
    let card = social::of(section.map(|i| &scene.blocks[i]).filter(|b| b.text.len() <= 200), absolute);
    let other = |account: &crate::model::Social| {
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

/// "Gemeinsame Pressemitteilung mit X und Y": the issuer first, then the others.
fn joint(scene: &Scene<'_>, issuer: &Issuer) -> Vec<Issuer> {
    let near =
        scene.above().map(|(_, b)| b).chain(scene.blocks.iter().skip(scene.start()).take(6)).filter(|b| !b.chrome);
    let Some(names) =
        near.filter_map(|b| JOINT.captures(&b.text)).find_map(|m| m.name("names").map(|n| n.as_str().to_owned()))
    else {
        return Vec::new();
    };
    let parts = names
        .replace(" und ", ",")
        .replace(" and ", ",")
        .replace(" et ", ",")
        .replace(" y ", ",")
        .replace(" e ", ",")
        .replace(" en ", ",")
        .replace(" & ", ",")
        .replace(" i ", ",")
        .replace(" och ", ",");
    let others = parts
        .split([',', ';', '/'])
        .map(|p| clean(p.trim_start_matches("dem ").trim_start_matches("der ").trim_start_matches("the ")))
        .filter(|p| p.len() > 1 && p.chars().next().is_some_and(char::is_uppercase));
    let mut all = vec![issuer.clone()];
    all.extend(
        others
            .filter(|n| issuer.name.as_ref().is_none_or(|own| !same(own, n)))
            .map(|name| Issuer { name: Some(name), ..Issuer::default() }),
    );
    if all.len() > 1 { all } else { Vec::new() }
}

fn same(a: &str, b: &str) -> bool {
    let fold = |t: &str| t.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    fold(a) == fold(b)
}

/// Not a menu word, a day or an address.
fn is_name(text: &str) -> bool {
    const NONE: &[&str] = &[
        "home",
        "homepage",
        "news",
        "press",
        "presse",
        "startseite",
        "start",
        "newsroom",
        "press releases",
        "pressemitteilungen",
        "blog",
        "admin",
        "all rights reserved",
        "alle rechte vorbehalten",
        "impressum",
        "datenschutz",
        "website",
    ];
    let lower = text.trim().to_lowercase();
    (2..=120).contains(&lower.len())
        && !NONE.contains(&lower.as_str())
        && !lower.starts_with("http")
        && lower.chars().any(char::is_alphabetic)
        && !(place::of(text).is_some() && lower.starts_with("photo"))
}

fn clean(name: &str) -> String {
    let name = name.split(['<', '®', '™']).next().unwrap_or(name).trim().trim_matches(|c: char| {
        matches!(c, '"' | '“' | '”' | '„' | ',' | ';' | ':' | '|' | '–' | '-') || c.is_whitespace()
    });
    let name = name.rsplit_once(" - ").map_or(name, |(front, tail)| {
        if words::is_organisation(tail) || front.split_whitespace().count() == 1 { tail } else { name }
    });
    name.strip_prefix("the ").unwrap_or(name).to_owned()
}
