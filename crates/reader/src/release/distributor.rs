//! Who carried the release, and on whose behalf: "distributed by X on behalf of Y, on D", "Original-Content von: Y,
//! übermittelt durch X", a wire's mark in the dateline, or a site that says that the text is another's.

use std::sync::LazyLock;

use chrono::NaiveDate;
use regex::Regex;

use super::{platforms, scene::Scene};
use crate::{model::Contact, text::dates};

/// What a line says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Carried {
    /// The distributor.
    pub by: Option<String>,
    /// The issuer.
    pub on_behalf_of: Option<String>,
    /// The day.
    pub date: Option<NaiveDate>,
    /// The line.
    pub raw: String,
    /// Its block.
    pub block: Option<usize>,
}

/// Between a release and what is said of it stand at most so many characters.
const GAP: usize = 60;

static BY_FOR: LazyLock<Regex> = LazyLock::new(|| {
    let verb = r"(?:distributed|issued|published|released|provided|sent|circulated|verbreitet|veröffentlicht|übermittelt|versendet|versandt|diffusé|publié|distribué|distribuido|distribuida|difundido|publicado|distribuito|diffuso|verspreid|verstuurd|distribuído|divulgado|rozesłan[aoy]|opublikowan[aoy]|distribuerad|distribuerat|udsendt|sendt ut)";
    let by = r"(?:by|through|via|durch|von|über|par|por|da|tramite|door|przez|av|af|genom)";
    let of = r"(?:on behalf of|for and on behalf of|im Auftrag (?:von|der|des)|für|au nom de|pour le compte de|en nombre de|per conto di|namens|in opdracht van|em nome de|w imieniu|på uppdrag av|på vegne af|på vegne av)";
    Regex::new(&format!(r"(?i)\b{verb} {by} (?P<by>[^,.;:]+?) {of} (?P<of>.+?)(?:,? (?:on|am|le|el|il|op|em|w dniu|den|d\.) (?:[0-9]|[^ ]+ [0-9])|[.;]|,? \(|$)")).expect("constant")
});
static BY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:press release|news release|this release|this announcement|pressemitteilung|mitteilung|communiqué|comunicado|comunicato|persbericht|pressmeddelande|pressemeddelelse|komunikat)\b(?P<gap>.*?)\b(?:distributed|carried|transmitted|issued|provided|sent out|verbreitet|übermittelt|diffusé|distribué|distribuido|difundido|diffuso|verspreid|distribuído|distribuerat|distribuerades|udsendt|opublikowan[ay])\b (?:by|through|via|durch|von|par|por|da|door|przez|av|af|genom) (?P<by>[^,.;:]+?)(?:,? (?:on|am) [0-9].*|[.;,]|$)").expect("constant")
});
static ORIGINAL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)Original-Content von:? (?P<of>.+?),? übermittelt durch (?P<by>[^,.;]+)").expect("constant")
});
static TRANSMITTED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)\b(?:übermittelt durch|verbreitet durch|transmitted by|verbreitet von|carried by) (?P<by>[^,.;()]+)",
    )
    .expect("constant")
});
static RESPONSIBLE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)für den inhalt .*?(?:pressemitteilung|meldung|aussendung)(?P<gap>.*?)\b(?:ist|sind)\b.*?[»«„“”](?P<of>[^«»„“”]+)[«»“”]").expect("constant")
});

/// What the page says of it.
pub(super) fn read(scene: &Scene<'_>, wire: Option<(&str, usize)>) -> Option<Carried> {
    if let Some(carried) = scene
        .blocks
        .iter()
        .enumerate()
        .skip(scene.start())
        .filter(|(_, b)| b.text.len() <= 500)
        .find_map(|(i, b)| of_line(&b.text, scene).map(|c| Carried { block: Some(i), ..c }))
    {
        return Some(carried);
    }
    if let Some((mark, block)) = wire {
        let name = platforms::of_mark(mark)
            .map(str::to_owned)
            .or_else(|| super::grammar::is_agency(mark).then(|| mark.trim_matches(['(', ')', '/', ' ']).to_owned()));
        if let Some(name) = name {
            let raw = scene.blocks.get(block).map(|b| b.text.chars().take(120).collect()).unwrap_or_default();
            return Some(Carried { by: Some(name), raw, block: None, ..Carried::default() });
        }
    }
    wire_in_text(scene).or_else(|| link_site(scene)).or_else(|| {
        let name = platforms::of_host(scene.url?.host_str()?)?;
        Some(Carried { by: Some(name.to_owned()), raw: scene.url?.to_string(), ..Carried::default() })
    })
}

/// "Hamburg (example-pressedienst) - The ...": a wire's mark behind a picture's credit, where no dateline is read.
fn wire_in_text(scene: &Scene<'_>) -> Option<Carried> {
    let near = scene.blocks.iter().enumerate().take(scene.end).skip(scene.start()).filter(|(_, b)| !b.chrome);
    near.filter_map(|(_, block)| Some((block, mark_before_dash(&block.text)?))).find_map(|(block, mark)| {
        let lower = mark.to_lowercase();
        let wire = ["wire", "pressedienst", "presseservice", "presswire"].iter().any(|end| lower.ends_with(end));
        let name = platforms::of_mark(mark).map(str::to_owned).or_else(|| wire.then(|| mark.to_owned()))?;
        let raw = block.text.chars().take(120).collect();
        Some(Carried { by: Some(name), raw, block: None, ..Carried::default() })
    })
}

/// A site that calls itself a portal for the press, where the text speaks of somebody else only.
pub(super) fn portal(scene: &Scene<'_>, contacts: &[Contact]) -> Option<Carried> {
    const PORTALS: [&str; 8] = [
        "presseportal", "pressportal", "press portal", "pr-portal", "pr portal", "newswire", "presswire",
        "presseverteiler",
    ];
    let site = scene.known.site_name?;
    let lower = site.to_lowercase();
    let at = PORTALS.iter().find_map(|word| lower.find(word)).filter(|_| lower.len() == site.len())?;
    let name = Some(site[..at].trim_end_matches(|c: char| !c.is_alphanumeric())).filter(|name| !name.is_empty())?;
    let folded = name.to_lowercase();
    let says = |text: &str| text.to_lowercase().contains(&folded);
    let others = contacts.iter().filter_map(|contact| contact.organization.as_deref()).any(|other| !says(other));
    let own = scene.known.title.is_some_and(says) || scene.text().any(|(_, block)| says(&block.text));
    (others && !own).then(|| Carried { by: Some(name.to_owned()), raw: site.to_owned(), ..Carried::default() })
}

/// "example-pressedienst" of "Hamburg (example-pressedienst) - The ...".
fn mark_before_dash(text: &str) -> Option<&str> {
    // a mark has at most forty characters, and of what follows two or three tell
    const NEAR: usize = 200;
    text.match_indices(" (").find_map(|(at, _)| {
        let rest = &text[at + 2..];
        let (mark, rest) = rest[..rest.floor_char_boundary(NEAR)].split_once(')')?;
        let dashed = rest.trim_start().strip_prefix(['-', '–', '—']).map(|rest| rest.strip_prefix('-').unwrap_or(rest));
        let named = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '.' | '-');
        let sound = text[..at].ends_with(char::is_alphabetic) && dashed?.starts_with(' ') && mark.chars().all(named);
        (sound && (3..=40).contains(&mark.chars().count())).then_some(mark)
    })
}

fn of_line(line: &str, scene: &Scene<'_>) -> Option<Carried> {
    let date = || dates::find(line, scene.hints).map(|(_, when)| when.date);
    let name = |m: Option<regex::Match<'_>>| {
        m.map(|m| m.as_str().trim().trim_matches(['"', '“', '”', '»', '«', '(', ')']).trim().to_owned())
            .filter(|s| !s.is_empty())
    };
    let lower = line.to_lowercase();
    if ![
        "behalf", "distributed", "übermittelt", "auftrag", "verbreitet", "au nom", "compte de", "nombre de",
        "conto di", "namens", "opdracht", "em nome", "imieniu", "uppdrag", "vegne", "issued", "carried", "transmitted",
        "diffus", "distrib", "für den inhalt",
    ]
    .iter()
    .any(|w| lower.contains(w))
    {
        return None;
    }
    // lengths are looked at here: counted in a pattern, they make it a hundred times as large
    let short = |name: Option<String>, most: usize| name.filter(|name| (2..=most).contains(&name.chars().count()));
    let near = |m: &regex::Captures<'_>| m.name("gap").is_none_or(|gap| gap.as_str().chars().count() <= GAP);
    for pattern in [&*BY_FOR, &*ORIGINAL] {
        let found = pattern.captures(line);
        let names = found.and_then(|m| short(name(m.name("by")), 80).zip(short(name(m.name("of")), 120)));
        if let Some((by, of)) = names {
            return Some(Carried {
                by: Some(by),
                on_behalf_of: Some(of),
                date: date(),
                raw: line.to_owned(),
                block: None,
            });
        }
    }
    let by = BY.captures(line).filter(near).or_else(|| TRANSMITTED.captures(line));
    let named = |name: &String| name.starts_with(char::is_uppercase);
    if let Some(by) = by.and_then(|m| short(name(m.name("by")), 61)).filter(named) {
        return Some(Carried { by: Some(by), on_behalf_of: None, date: date(), raw: line.to_owned(), block: None });
    }
    let of = RESPONSIBLE.captures(line).filter(near).and_then(|m| short(name(m.name("of")), 100))?;
    let by = scene.known.site_name.map(str::to_owned);
    Some(Carried { by, on_behalf_of: Some(of), date: None, raw: line.to_owned(), block: None })
}

/// "This is a press release which we link to from X": the site names itself as the carrier.
fn link_site(scene: &Scene<'_>) -> Option<Carried> {
    let site = scene.known.site_name?;
    let folded = site.to_lowercase();
    let says = |text: &str| {
        let lower = text.to_lowercase();
        let release = ["press release", "pressemitteilung", "communiqué", "comunicado", "comunicato", "persbericht"]
            .iter()
            .any(|w| lower.contains(w));
        let carries = [
            "link to", "we publish", "provided by", "supplied by", "is not responsible", "not responsible for",
            "edits for", "edit for", "third party", "third-party", "nicht verantwortlich", "keine verantwortung",
            "keine haftung",
        ]
        .iter()
        .any(|w| lower.contains(w));
        release && carries && lower.contains(&folded)
    };
    let (i, block) =
        scene.blocks.iter().enumerate().skip(scene.start()).find(|(_, b)| b.text.len() <= 600 && says(&b.text))?;
    Some(Carried { by: Some(site.to_owned()), raw: block.text.clone(), block: Some(i), ..Carried::default() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{release::Known, text::dates::Hints};

    fn read(line: &str) -> Option<(String, String, Option<String>)> {
        let (known, hints) = (Known::default(), Hints::default());
        let scene = Scene::new(&[], None, &known, &hints);
        of_line(line, &scene)
            .map(|c| (c.by.unwrap_or_default(), c.on_behalf_of.unwrap_or_default(), c.date.map(|d| d.to_string())))
    }

    #[test]
    fn the_line_names_carrier_issuer_and_day() {
        for (line, by, of, date) in [
            (
                "Press release distributed by Media Pigeon on behalf of Amnesty International UK, on Jan 4, 2021. For more information subscribe and follow us.",
                "Media Pigeon",
                "Amnesty International UK",
                Some("2021-01-04"),
            ),
            ("Distributed by APO Group on behalf of Example Inc.", "APO Group", "Example Inc", None),
            ("Original-Content von: Beispiel AG, übermittelt durch news aktuell", "news aktuell", "Beispiel AG", None),
            ("This press release was distributed by Example Wire.", "Example Wire", "", None),
            (
                "Communiqué diffusé par Exemple Média pour le compte de Fondation X, le 3 mai 2024.",
                "Exemple Média",
                "Fondation X",
                Some("2024-05-03"),
            ),
        ] {
            assert_eq!(read(line), Some((by.to_owned(), of.to_owned(), date.map(str::to_owned))), "{line}");
        }
    }

    #[test]
    fn a_sentence_of_the_text_is_none() {
        for line in [
            "Food was distributed by volunteers on behalf of nobody", "She spoke on behalf of the union.",
            "The report was issued in May.",
        ] {
            let read = read(line).filter(|(by, _, _)| by.chars().next().is_some_and(char::is_uppercase));
            assert_eq!(read, None, "{line}");
        }
    }
}
