//! Place and day at the head of the text: "SEATTLE / June 7, 2019 --", "Berlin, 28.10.2021, 058/21",
//! "25. Januar 2022 (DJV/FWR) Berlin/Ratingen", "Hamburg (agency) -"; or as labels: "Ort", "Datum".

use std::sync::LazyLock;

use regex::Regex;

use super::{cues, kind, place, scene::Scene};
use crate::{
    blocks::Block,
    model::Dateline,
    text::dates::{self, Hints},
};

/// A dateline stands in the first words of a block.
const HEAD_CHARS: usize = 170;

static DASH: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?P<place>[^0-9–—]{2,60}?)\s?(?:(?:--|[–—])?\s?(?P<wire>\([^()]{2,40}\)|/[^/]{2,40}/))?\s?(?P<dash>[–—]|--|\s-\s|-\s|\s-|:\s)").expect("constant")
});
static WIRE_AFTER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"^\s*[,.)/]?\s*(?:[-–—]+\s*)?(?P<wire>\([^()]{2,40}\)|/[^/]{3,40}/)?\s*(?P<end>[-–—]{1,3}|:|\.|\)|/|,|$)",
    )
    .expect("constant")
});
static POSTAL: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\b(?:[A-Z]{1,2}-)?\d{4,5}\s+(\p{Lu}\p{L}+)").expect("constant"));

/// What was read of one block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Head {
    pub dateline: Dateline,
    /// Within parentheses or strokes: "(BUSINESS WIRE)".
    pub wire: Option<String>,
}

/// Reads the head of a block. `alone`: the block is a line of its own, not a paragraph.
pub(super) fn of_line(text: &str, hints: &Hints<'_>) -> Option<Head> {
    let end = text.char_indices().nth(HEAD_CHARS).map_or(text.len(), |(at, _)| at);
    let head = &text[..end];
    if let Some((range, when)) =
        dates::find(head, hints).filter(|(range, _)| range.start <= 100 && range.end <= head.len())
    {
        let (before, after) = (head.get(..range.start)?, head.get(range.end..)?);
        if let Some(dated) = dated(text, before, after, range.end, Some(when.date)) {
            return Some(dated);
        }
        if range.start < 60 {
            return None;
        }
    }
    undated(head)
}

fn dated(text: &str, before: &str, after: &str, end: usize, date: Option<chrono::NaiveDate>) -> Option<Head> {
    if let Some(place) = place::of(strip_kind(before)) {
        let m = WIRE_AFTER.captures(after)?;
        let stop = end + m.get(0)?.end();
        let dash = m.name("end").map_or("", |e| e.as_str());
        let closed = dash != "," || after.len() < 30;
        let raw = text.get(..stop).map(|raw| raw.trim().to_owned());
        return closed.then(|| Head {
            dateline: Dateline { raw, place: Some(place), date },
            wire: m.name("wire").map(|w| w.as_str().to_owned()),
        });
    }
    if !before.trim().is_empty() {
        return None;
    }
    // The day first: "April 7, 2022 - New York, NY - ", "25. Januar 2022 (DJV/FWR) Berlin/Ratingen".
    let rest = after.trim_start().trim_start_matches(['-', '–', '—', ',', '|', '/', '•', '·']).trim_start();
    let rest = rest.strip_prefix('(').and_then(|r| r.split_once(')')).map_or(rest, |(_, r)| r.trim_start());
    let (candidate, closed) = match DASH.captures(rest) {
        Some(m) => (m.name("place")?.as_str(), true),
        None => (rest, rest.len() <= 50 && text.len() <= 120),
    };
    let place = place::of(candidate).filter(|p| closed && super::words::person(p).is_none_or(|_| p.contains(',')))?;
    let stop = text.find(candidate).map_or(text.len(), |at| at + candidate.len());
    Some(Head {
        dateline: Dateline { raw: text.get(..stop).map(|r| r.trim().to_owned()), place: Some(place), date },
        wire: None,
    })
}

/// A place and a dash, but no day: capitals, an agency, or a dash that a sentence follows.
fn undated(head: &str) -> Option<Head> {
    let m = DASH.captures(head)?;
    let (candidate, wire, dash) = (m.name("place")?.as_str(), m.name("wire"), m.name("dash")?.as_str());
    let place = place::of(candidate)?;
    let after = head.get(m.get(0)?.end()..)?.trim_start();
    let sentence = after.split_whitespace().count() >= 5
        && after.chars().next().is_some_and(|c| c.is_uppercase() || matches!(c, '“' | '„' | '«' | '"'));
    let sure = wire.is_some_and(|w| is_agency(w.as_str()))
        || (place::is_capitals(&place) && !dash.starts_with(':'))
        || (matches!(dash.trim(), "–" | "—" | "--")
            && place.split_whitespace().count() <= 3
            && super::words::person(&place).is_none());
    let raw = Some(head.get(..m.get(0)?.end())?.trim().to_owned());
    (sentence && sure && dash.trim() != "").then(|| Head {
        dateline: Dateline { raw, place: Some(place), date: None },
        wire: wire.map(|w| w.as_str().to_owned()),
    })
}

/// A parenthesis that names an agency, not the organisation's abbreviation alone.
pub(super) fn is_agency(wire: &str) -> bool {
    let lower = wire.to_lowercase();
    ["wire", "pressedienst", "ots", "presse", "press", "news", "agency", "agentur", "idw", "cnw", "dpa", "afp", "pr"]
        .iter()
        .any(|w| lower.contains(w))
}

fn strip_kind(before: &str) -> &str {
    let trimmed = before.trim();
    [
        "PRESS RELEASE",
        "NEWS RELEASE",
        "MEDIA RELEASE",
        "PRESSEMITTEILUNG",
        "COMMUNIQUÉ DE PRESSE",
        "COMUNICATO STAMPA",
        "NOTA DE PRENSA",
        "FOR IMMEDIATE RELEASE",
    ]
    .iter()
    .find_map(|k| cues::strip_prefix_folded(trimmed, k))
    .map_or(before, |rest| rest.trim_start_matches([':', '-', '–', '—', '|', ' ', '*', '/']))
}

/// The dateline of a release, its block, and the agency that it names.
pub(super) fn read(scene: &Scene<'_>) -> Option<(usize, Head)> {
    let near: Vec<(usize, &Block)> = scene
        .blocks
        .iter()
        .enumerate()
        .skip(scene.start())
        .take(30)
        .filter(|(_, b)| !b.chrome && !b.text.is_empty())
        .take(12)
        .collect();
    let paragraph =
        near.iter().filter(|(_, b)| !b.caption).find_map(|(i, b)| of_line(&b.text, scene.hints).map(|head| (*i, head)));
    let labelled = labelled(scene, &near);
    let above = || {
        scene.above().find_map(|(i, b)| {
            of_line(&b.text, scene.hints).filter(|h| h.dateline.date.is_some()).map(|head| (i, head))
        })
    };
    let tail = || closing_line(scene);
    paragraph.or(labelled).or_else(|| beside_date(scene, &near)).or_else(above).or_else(|| kicker(scene)).or_else(tail)
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
        },
    ))
}

/// "13.01.2022", "•", "Verden an der Aller": a line of its own beside the day, with a bullet between.
fn beside_date(scene: &Scene<'_>, near: &[(usize, &Block)]) -> Option<(usize, Head)> {
    let bullet = |b: &Block| !b.text.chars().any(char::is_alphanumeric);
    let date = near.iter().position(|(_, b)| {
        b.text.len() <= 40 && dates::find(&b.text, scene.hints).is_some_and(|(r, _)| r.len() + 4 >= b.text.len())
    })?;
    let (i, block) = near.get(date + 2).filter(|_| bullet(near[date + 1].1))?;
    let when = dates::find(&near[date].1.text, scene.hints)?.1;
    let place = place::of(&block.text).filter(|p| block.links.is_empty() && super::words::person(p).is_none())?;
    Some((
        *i,
        Head {
            dateline: Dateline {
                raw: Some(format!("{} {}", near[date].1.text, block.text)),
                place: Some(place),
                date: Some(when.date),
            },
            wire: None,
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
        (i, Head { dateline: Dateline { raw: Some(block.text.clone()), place: Some(place), date: None }, wire: None })
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
        let place = place::of(b.text.get(..range.start)?).filter(|_| rest.is_empty())?;
        Some((
            i,
            Head {
                dateline: Dateline { raw: Some(b.text.clone()), place: Some(place), date: Some(when.date) },
                wire: None,
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
        ] {
            assert_eq!(read(text), Some((place.to_owned(), date.map(str::to_owned))), "{text}");
        }
    }

    #[test]
    fn prose_and_meta_lines_are_none() {
        for text in [
            "PUBLISHED JAN 4, 2021",
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
