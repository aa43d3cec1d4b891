//! Place and day at the head of the text: "SEATTLE / June 7, 2019 --", "Berlin, 28.10.2021, 058/21",
//! "25. Januar 2022 (DJV/FWR) Berlin/Ratingen", "Hamburg (agency) -"; or as labels: "Ort", "Datum".
//!
//! A line is read by a small grammar: a place, a day and an agency in any order with separators between. All lines near
//! the head of the text are candidates; what they hold, how they end and whether the page knows the place decides.

use std::sync::LazyLock;

use regex::Regex;

use super::{cues, grammar, kind, place, scene::Scene, words};
use crate::{
    blocks::Block,
    model::Dateline,
    text::dates::{self, Hints},
};

static POSTAL: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\b(?:[A-Z]{1,2}-)?[0-9]{4,5} +([^ ,.;:()0-9]+)").expect("constant"));

/// What was read of one block.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Head {
    pub dateline: Dateline,
    /// Within parentheses or strokes: "(BUSINESS WIRE)".
    pub wire: Option<String>,
    /// How sure its form is.
    pub score: f64,
}

/// A candidate of fewer points is none.
const ENOUGH: f64 = 3.0;

/// Reads the head of a line by its form alone.
pub(super) fn of_line(text: &str, hints: &Hints<'_>) -> Option<Head> {
    scored(text, hints).filter(|head| head.score >= ENOUGH)
}

fn scored(text: &str, hints: &Hints<'_>) -> Option<Head> {
    let own = strip_kind(text);
    let found = grammar::parse(own, hints)?;
    let place = found.place?;
    if found.date.is_some() && is_label(own, &place) {
        return None;
    }
    let mut score = 0.0;
    score += if found.date.is_some() { 3.0 } else { 0.0 };
    score += if found.wire.as_deref().is_some_and(grammar::is_agency) { 2.0 } else { 0.0 };
    score += if place::is_capitals(&place) { 2.0 } else { 0.0 };
    score += if place.contains([',', '/']) { 1.0 } else { 0.0 };
    score += match found.end {
        grammar::End::Dash { long } if found.sentence => 2.0 + if long { 1.0 } else { 0.0 },
        grammar::End::Colon if found.sentence => 1.0,
        grammar::End::Colon | grammar::End::Dash { .. } if found.date.is_none() => -3.0,
        grammar::End::Open => -4.0,
        _ => 0.0,
    };
    // "(Bergen, 23 October 2025) The company", "Bergen, 23 October 2025. The company"
    let dated = found.date.is_some() && found.sentence;
    score += if dated && found.end == grammar::End::Mark { 1.0 } else { 0.0 };
    let formal = dated && matches!(found.end, grammar::End::Dash { .. });
    // "Bergen 23. oktober 2025 – The company": the dash makes up for the comma
    score -= match (found.bare, formal) {
        (true, true) => 2.0,
        (true, false) => 3.0,
        _ => 0.0,
    };
    let person = !place.contains(',') && is_person(&place) && !place::is_capitals(&place);
    score -= match (person, formal) {
        (true, true) => 1.5,
        (true, false) => 4.0,
        _ => 0.0,
    };
    score -=
        if found.date.is_none() && place.split_whitespace().count() > 3 && !place.contains(',') { 2.0 } else { 0.0 };
    let raw = own.get(..found.stop).map(|raw| raw.trim().to_owned());
    Some(Head { dateline: Dateline { raw, place: Some(place), date: found.date }, wire: found.wire, score })
}

/// "Publiceret: 14. marts 2024": what a colon parts from a day is its label.
fn is_label(text: &str, place: &str) -> bool {
    let behind = text.find(place).and_then(|at| text.get(at + place.len()..));
    behind.is_some_and(|rest| rest.trim_start().starts_with([':', '：']))
}

fn strip_kind(before: &str) -> &str {
    let trimmed = before.trim();
    [
        "PRESS RELEASE", "NEWS RELEASE", "MEDIA RELEASE", "PRESSEMITTEILUNG", "COMMUNIQUÉ DE PRESSE",
        "COMUNICATO STAMPA", "NOTA DE PRENSA", "FOR IMMEDIATE RELEASE",
    ]
    .iter()
    .find_map(|k| cues::strip_prefix_folded(trimmed, k))
    .map_or(before, |rest| rest.trim_start_matches([':', '-', '–', '—', '|', ' ', '*', '/']))
}

/// The dateline of a release, its block, and the agency that it names; then the candidates that were worth less.
pub(super) fn read(scene: &Scene<'_>) -> Option<(usize, Head, Vec<String>)> {
    let near: Vec<(usize, &Block)> = scene
        .blocks
        .iter()
        .enumerate()
        .take(scene.end)
        .skip(scene.start())
        .take(80)
        .filter(|(_, b)| !b.chrome && !b.text.is_empty())
        .scan(0, |prose, (i, b)| {
            *prose += usize::from(b.is_prose());
            (*prose <= 4).then_some((i, b))
        })
        .take(24)
        .collect();
    let mut found = lines(scene, &near);
    found.extend(neighbours(scene, &near));
    found.extend(above(scene));
    found.extend(labelled(scene, &near));
    found.extend(kicker(scene));
    found.extend(closing_line(scene));
    found.retain(|(_, head)| head.score >= ENOUGH);
    found.sort_by(|a, b| b.1.score.total_cmp(&a.1.score));
    let mut found = found.into_iter();
    let (at, head) = found.next()?;
    let others = found.filter_map(|(_, head)| head.dateline.raw).take(3).collect();
    Some((at, head, others))
}

/// Each line by itself: nearer to the headline is surer, and so is a place that the page knows.
fn lines(scene: &Scene<'_>, near: &[(usize, &Block)]) -> Vec<(usize, Head)> {
    let first = near.iter().position(|(_, b)| b.is_prose());
    near.iter()
        .enumerate()
        .filter_map(|(order, (at, block))| {
            let mut head = scored(&block.text, scene.hints)?;
            let place = head.dateline.place.as_deref()?;
            head.score -= 0.1 * order as f64;
            // what the page knows is looked up only where it can decide
            let dated = head.dateline.date.is_some();
            head.score += if head.score >= ENOUGH - 3.5 { known(scene, *at, place, dated) } else { 0.0 };
            head.score -= if block.caption { 3.0 } else { 0.0 };
            // "Leeds: Today the trust ...": the colon tells a place only at the head of the text
            let colon = first == Some(order) && !is_german(scene) && place.split_whitespace().count() <= 2;
            head.score += if colon && head.dateline.date.is_none() { 2.0 } else { 0.0 };
            Some((*at, head))
        })
        .collect()
}

/// Above the headline a dateline has a day.
fn above(scene: &Scene<'_>) -> Vec<(usize, Head)> {
    let lines = scene.above().filter_map(|(at, block)| Some((at, scored(&block.text, scene.hints)?)));
    // "Wismar, den 17. März 2025": the article tells a place from a category
    let told = |head: &Head| {
        let raw = head.dateline.raw.as_deref().unwrap_or_default().to_lowercase();
        [", den ", ", le ", ", dnia ", ", dne ", ", lì "].iter().any(|article| raw.contains(article))
    };
    lines
        .filter(|(_, head)| head.dateline.date.is_some())
        .map(|(at, head)| (at, Head { score: head.score - if told(&head) { 0.0 } else { 1.0 }, ..head }))
        .collect()
}

/// "13.01.2022", "•", "Verden an der Aller": place and day on lines of their own, side by side; or a place alone, in
/// bold or with a full stop, above the text.
fn neighbours(scene: &Scene<'_>, near: &[(usize, &Block)]) -> Vec<(usize, Head)> {
    let said: Vec<&(usize, &Block)> =
        near.iter().filter(|(_, b)| b.text.chars().any(char::is_alphanumeric) && !b.caption).take(8).collect();
    let day = |text: &str| {
        let (range, when) = dates::find(text, scene.hints).filter(|_| text.len() <= 60)?;
        let rest = text.len() - range.len();
        (rest <= 12).then_some(when.date)
    };
    let mut found = Vec::new();
    for (order, (at, block)) in said.iter().enumerate() {
        let text = block.text.trim_end_matches(['.', ':']);
        if block.text.len() > 60 || !block.links.is_empty() {
            continue;
        }
        let Some(place) = place::of(text).filter(|p| !is_person(p) || p.contains(" and ")) else {
            continue;
        };
        let beside = [order.checked_sub(1), Some(order + 1)].into_iter().flatten().filter_map(|other| said.get(other));
        let date = beside.filter_map(|(_, b)| Some((b.text.as_str(), day(&b.text)?))).next();
        let bullet = near.iter().any(|(i, b)| i.abs_diff(*at) == 1 && !b.text.chars().any(char::is_alphanumeric));
        let several = bullet || place.contains([',', '/']) || place.contains(" and ");
        let marked =
            (block.bold || block.text.ends_with('.')) && !matches!(block.kind, crate::blocks::BlockKind::Heading(_));
        let known = known(scene, *at, &place, false);
        let score = match date {
            Some(_) => 2.0 + known + if several { 1.0 } else { 0.0 },
            None if marked && said.get(order + 1).is_some_and(|(_, b)| b.is_prose()) => 2.0 + known,
            None => continue,
        };
        let raw = date.map_or_else(|| block.text.clone(), |(day, _)| format!("{}, {day}", block.text));
        let date = date.map(|(_, date)| date);
        let dateline = Dateline { raw: Some(raw), place: Some(place), date };
        found.push((*at, Head { dateline, wire: None, score: score - 0.1 * order as f64 }));
    }
    found
}

/// Whether the page speaks of the place: in an address, in the headline, in the text. An organisation's or an author's
/// name is none, but for the town that is a part of it ("City of Leeds"), in front of a day.
fn known(scene: &Scene<'_>, at: usize, place: &str, dated: bool) -> f64 {
    let fold = |text: &str| text.to_lowercase();
    let own = fold(place);
    let mut names = scene.organisations().into_iter().chain(scene.known.authors.iter().copied()).map(fold);
    // "ZVA: ..." where the page prints "Zentralverband Autohandel (ZVA)"
    let mark = format!("({place})");
    if place::is_capitals(place) && scene.blocks.iter().any(|block| block.text.contains(&mark)) {
        return -4.0;
    }
    if names.any(|name| words::contains_words(&name, &own) && !(dated && name.len() > own.len() + 3)) {
        return -4.0;
    }
    let first = place.split([',', '/', ' ']).next().unwrap_or(place);
    let first = if place.contains(' ') && !place.contains([',', '/']) { place } else { first };
    let first = fold(first);
    if first.chars().count() < 4 {
        return 0.0;
    }
    let title = scene.known.title.is_some_and(|title| words::contains_words(&fold(title), &first));
    let text = scene.blocks.iter().enumerate().filter(|(other, b)| *other != at && b.text.len() >= first.len());
    let said = || {
        text.clone().filter(|(other, _)| *other + 400 > at).any(|(_, b)| words::contains_words(&fold(&b.text), &first))
    };
    if title || said() { 1.0 } else { 0.0 }
}

/// A person's name, not "New York".
fn is_person(place: &str) -> bool {
    let first = place.split_whitespace().next().unwrap_or_default();
    words::person(place).is_some() && !crate::lexicon::begins_place(first)
}

fn is_german(scene: &Scene<'_>) -> bool {
    scene.hints.language.is_some_and(|language| language.starts_with("de"))
}

/// "Ort Saarbrücken", "Datum 28.01.2022", on a line each or as label and value.
fn labelled(scene: &Scene<'_>, near: &[(usize, &Block)]) -> Option<(usize, Head)> {
    const PLACES: &[&str] = &[
        "ort", "place", "location", "lieu", "lugar", "luogo", "plaats", "local", "miejsce", "plats", "sted", "paikka",
        "místo",
    ];
    let value = |at: usize, label: &str| -> Option<String> {
        let text = &near[at].1.text;
        let rest = cues::strip_prefix_folded(text, label)?;
        match rest.trim_matches([':', ' ']) {
            "" => near.get(at + 1).map(|(_, b)| b.text.clone()),
            value if rest.starts_with([':', ' ']) => Some(value.to_owned()),
            _ => None,
        }
    };
    let (at, place) = (0..near.len()).find_map(|at| {
        PLACES
            .iter()
            .find_map(|label| value(at, label))
            .filter(|v| v.len() <= 60)
            .and_then(|v| place::of(&v))
            .map(|p| (at, p))
    })?;
    let date = near
        .iter()
        .skip(at.saturating_sub(2))
        .take(6)
        .filter(|(_, b)| b.text.len() <= 60)
        .find_map(|(_, b)| dates::find(&b.text, scene.hints));
    Some((
        near[at].0,
        Head {
            dateline: Dateline {
                raw: Some(near[at].1.text.clone()),
                place: Some(place),
                date: date.map(|(_, w)| w.date),
            },
            wire: None,
            score: 4.0,
        },
    ))
}

/// "Pressemitteilung Berlin" above the headline, when the page has an address there.
fn kicker(scene: &Scene<'_>) -> Option<(usize, Head)> {
    let (i, block, place) =
        scene.above().filter(|(_, b)| b.text.len() <= 60 && kind::label(&b.text).is_some()).find_map(|(i, b)| {
            let candidate = b.text.split_whitespace().next_back()?;
            (b.text.split_whitespace().count() == 2).then_some((i, b, place::of(candidate)?))
        })?;
    let addressed =
        scene.blocks.iter().any(|b| b.text.len() <= 120 && POSTAL.captures_iter(&b.text).any(|m| m[1] == *place));
    addressed.then(|| {
        (
            i,
            Head {
                dateline: Dateline { raw: Some(block.text.clone()), place: Some(place), date: None },
                wire: None,
                score: 3.0,
            },
        )
    })
}

/// "Hamburg, den 02. Dezember 2022" on a line of its own below the text.
fn closing_line(scene: &Scene<'_>) -> Option<(usize, Head)> {
    let lines = scene
        .blocks
        .iter()
        .enumerate()
        .take(scene.end)
        .skip(scene.start())
        .filter(|(_, b)| !b.chrome && b.text.len() <= 60 && !b.caption && b.links.is_empty());
    lines.filter(|(_, b)| b.text.contains(|c: char| c.is_ascii_digit())).find_map(|(i, b)| {
        let (range, when) = dates::find(&b.text, scene.hints)?;
        let rest = b.text.get(range.end..)?.trim_matches(['.', ' ', '-', '–']);
        let place = place::of(b.text.get(..range.start)?)
            .filter(|p| rest.is_empty() && !is_person(p) && !is_label(&b.text, p))?;
        Some((
            i,
            Head {
                dateline: Dateline { raw: Some(b.text.clone()), place: Some(place), date: Some(when.date) },
                wire: None,
                score: 3.0,
            },
        ))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<(String, Option<String>)> {
        let hints = Hints { day_first: Some(true), ..Hints::default() };
        of_line(text, &hints).map(|h| (h.dateline.place.unwrap_or_default(), h.dateline.date.map(|d| d.to_string())))
    }

    #[test]
    fn datelines_are_read_in_the_forms_that_newsrooms_print() {
        for (text, place, date) in [
            ("LEEDS, 11 March 2024 – The Example Trust will open a new wing, it said.", "LEEDS", Some("2024-03-11")),
            (
                "SARASOTA, Fla. (Dec. 10, 2015) Doug Logan, CEO of the company, has been named",
                "SARASOTA, Fla.",
                Some("2015-12-10"),
            ),
            ("WASHINGTON (January 24, 2017) — Mindfulness meditation is popular.", "WASHINGTON", Some("2017-01-24")),
            ("SEATTLE / June 7, 2019 -- Truffle announced today a partnership", "SEATTLE", Some("2019-06-07")),
            ("Hamilton, Bermuda – September 17, 2015 -- The company", "Hamilton, Bermuda", Some("2015-09-17")),
            ("April 7, 2022 - New York, NY - The company announced", "New York, NY", Some("2022-04-07")),
            ("Berlin, 28.10.2021, 058/21", "Berlin", Some("2021-10-28")),
            ("25. Januar 2022 (DJV/FWR) Berlin/Ratingen", "Berlin/Ratingen", Some("2022-01-25")),
            (
                "Musterstadt, 3. Mai 2024. Die Beispiel AG hat ihren Umsatz gesteigert.",
                "Musterstadt",
                Some("2024-05-03"),
            ),
            ("Paris, le 3 mai 2024 – La fondation annonce aujourd'hui", "Paris", Some("2024-05-03")),
            ("NEW YORK, Jan. 4, 2021 /PRNewswire/ -- Example Corp. announced", "NEW YORK", Some("2021-01-04")),
            ("DALLAS--(BUSINESS WIRE)--Example Corp. announced today that it will", "DALLAS", None),
            ("Hamburg (iwr-pressedienst) - Die vermehrte Stromerzeugung hat einen Einfluss", "Hamburg", None),
            ("BRUSSELS — The Commission has today adopted a new plan for it.", "BRUSSELS", None),
            ("(New York) – The trust has opened a workshop for boats.", "New York", None),
            ("29 September 2021, San Marco – The trust today opened a workshop.", "San Marco", Some("2021-09-29")),
            ("Santa Roe, 3 de julio de 2025.- El Ayuntamiento abrirá más salas.", "Santa Roe", Some("2025-07-03")),
            ("HONG KONG - Example Newswire - 12 June 2025 - The trust opened it.", "HONG KONG", Some("2025-06-12")),
            ("(Bergen, 23 October 2025) The company harvested more.", "Bergen", Some("2025-10-23")),
            ("Bergen 23. oktober 2025 – Selskapet høstet mer i dag.", "Bergen", Some("2025-10-23")),
            (
                "Vienna, Austria / Budapest, Hungary, 5 September 2025: Two groups will map it.",
                "Vienna, Austria / Budapest, Hungary",
                Some("2025-09-05"),
            ),
            (
                "Köln, Germany / Tampere, Finland – The group has signed an agreement.",
                "Köln, Germany / Tampere, Finland",
                None,
            ),
            ("（中国苏州，2025年7月30日）例子科技股份有限公司今日发布新一代产品。", "中国苏州", Some("2025-07-30")),
            ("أبوظبي، 12 أكتوبر 2025: دشنت الهيئة اليوم محطة جديدة", "أبوظبي", Some("2025-10-12")),
            (
                "LEEDS, England (Meridian Wire) – 3 May 2024 – The trust opened it.",
                "LEEDS, England",
                Some("2024-05-03"),
            ),
        ] {
            assert_eq!(read(text), Some((place.to_owned(), date.map(str::to_owned))), "{text}");
        }
    }

    #[test]
    fn prose_and_meta_lines_are_none() {
        for text in [
            "PUBLISHED JAN 4, 2021",
            "Publiceret: 14. marts 2024",
            "December 11, 2015 by Cyberninjas",
            "02. November 2021",
            "Pressemitteilung Aktuell 02. November 2021",
            "Responding to the decision, Nils Muižnieks said:",
            "Note: The study was published on 3 May 2024.",
            "BWE-Präsident Hermann Albers: „Die Dauer ist lang und wird noch länger“",
            "",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
