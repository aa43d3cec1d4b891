//! "EMBARGOED UNTIL 00:01 GMT, 12 March 2024", "Sperrfrist: 3. Mai 2024, 10:00 Uhr": not to be published before.
//!
//! Only a line that opens with such words is one; a text about an arms embargo is not. A time without a zone is
//! meant in the zone of the source, else in the usual zone of the language.

mod status;
mod zones;

use std::sync::LazyLock;

use chrono::NaiveTime;
use regex::Regex;

pub(super) use status::status;
pub use status::status_of_title;
use zones::{named_zone, usual_zone};

use super::{cues, scene::Scene};
use crate::{
    model::Embargo,
    text::dates::{self, Hints},
};

/// Openings, lower case.
const CUES: &[&str] = &[
    "strictly embargoed until", "strictly embargoed to", "strictly embargoed for", "strictly embargoed",
    "embargoed until", "embargoed for release until", "embargoed for release at", "embargoed for", "embargoed to",
    "embargoed till", "under embargo until", "under strict embargo until", "strict embargo until", "strict embargo",
    "embargo until", "embargo till", "embargo ends", "embargo lifts", "embargo date", "embargo time", "embargo",
    "embargoed", "not for release before", "not for release until", "not for publication before",
    "not for publication until", "not to be published before", "not for broadcast or publication before",
    "hold for release until", "hold until", "news embargo", "press embargo", "media embargo", "sperrfrist bis",
    "sperrfrist", "sendesperrfrist", "gesperrt bis", "frei ab", "freigabe ab", "nicht zur veröffentlichung vor",
    "bitte beachten sie die sperrfrist", "achtung sperrfrist", "achtung, sperrfrist", "mit sperrfrist",
    "zur veröffentlichung ab", "sous embargo jusqu'au", "sous embargo jusqu’au", "sous embargo jusqu'à",
    "sous embargo jusqu’à", "sous embargo", "embargo jusqu'au", "embargo jusqu’au", "ne pas diffuser avant",
    "embargado hasta", "bajo embargo hasta", "embargo hasta", "información embargada hasta", "no publicar antes",
    "sotto embargo fino", "embargo fino", "sotto embargo", "onder embargo tot", "embargo tot", "sob embargo até",
    "embargado até", "embargo até", "embargo do", "objęte embargiem do", "embargo till", "under embargo till",
    "embargo til", "klausul til", "klausuleret til", "klausulert til", "sperrefrist", "julkaisuvapaa", "embargo asti",
    "pod embargem do", "embargováno do", "zákaz publikování do", "под эмбарго до", "эмбарго до", "эмбарго",
    "під ембарго до", "ембарго до", "embargó", "sub embargo până la", "embargo până la", "sub embargo", "ambargo",
    "εμπάργκο έως", "解禁日時", "情報解禁", "解禁", "엠바고", "禁发至",
];

/// The same at a line's end.
const BEHIND: &[&str] =
    &["kadar ambargolu", "kadar ambargoludur", "kadar yayınlanamaz", "asti embargo", "まで解禁不可"];

/// What says that nothing is held back.
const IMMEDIATE: &[&str] = &[
    "for immediate release",
    "for immediate publication",
    "immediate release",
    "zur sofortigen veröffentlichung",
    "zur sofortigen freigabe",
    "frei zur veröffentlichung",
    "frei zur sofortigen veröffentlichung",
    "pour diffusion immédiate",
    "pour publication immédiate",
    "para publicación inmediata",
    "para su publicación inmediata",
    "para difusión inmediata",
    "per diffusione immediata",
    "per pubblicazione immediata",
    "voor onmiddellijke publicatie",
    "voor directe publicatie",
    "para divulgação imediata",
    "para publicação imediata",
    "do natychmiastowej publikacji",
    "för omedelbar publicering",
    "til øjeblikkelig offentliggørelse",
    "til umiddelbar publisering",
    "julkaistavissa heti",
    "k okamžitému zveřejnění",
    "julkaisuvapaa heti",
    "azonnal közölhető",
    "azonnali közlésre",
    "pentru publicare imediată",
    "pentru difuzare imediată",
    "hemen yayınlanabilir",
    "для немедленной публикации",
    "для немедленного распространения",
    "для негайної публікації",
    "即时发布",
    "即時發布",
    "즉시 배포",
];

static CLOCK: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b([0-9]{1,2})(?:[:.h]([0-9]{2}))? ?(a\.?m\.?|p\.?m\.?|uhr|hrs|hours|h|o'clock)?(?:$|[^0-9\w])")
        .expect("constant")
});

/// The embargo with its block.
pub(super) fn read(scene: &Scene<'_>) -> Option<(usize, Embargo)> {
    let head = scene
        .above()
        .chain(scene.blocks.iter().enumerate().skip(scene.headline.unwrap_or(0)).take(20).filter(|(_, b)| !b.chrome));
    for (i, block) in head {
        if block.text.len() > 400 {
            continue;
        }
        let Some(rest) = opening(&block.text) else { continue };
        let next = scene.blocks.get(i + 1).map(|b| b.text.as_str()).filter(|t| t.len() <= 120).unwrap_or_default();
        let joined = if rest.chars().any(|c| c.is_ascii_digit()) {
            block.text.clone()
        } else {
            format!("{} {next}", block.text)
        };
        if let Some(until) = until(&joined, scene.hints) {
            return Some((i, Embargo { until, raw: joined.trim().to_owned() }));
        }
    }
    None
}

/// A line that holds back, or says that nothing is held back.
pub(super) fn is_line(line: &str) -> bool {
    let lower = line.to_lowercase();
    line.len() <= 200 && (opening(line).is_some() || IMMEDIATE.iter().any(|w| lower.contains(w)))
}

/// What follows the opening words, when the line opens with some.
fn opening(line: &str) -> Option<&str> {
    let line = line.trim_start_matches(|c: char| !c.is_alphanumeric());
    // "14 Mart 2024, 09:00 tarihine kadar ambargolu": where the verb ends the sentence
    let folded = line.trim_end().to_lowercase();
    if line.len() <= 160 && BEHIND.iter().any(|cue| folded.ends_with(cue)) {
        return Some(line);
    }
    let rest = CUES.iter().filter_map(|cue| cues::strip_prefix_folded(line, cue)).min_by_key(|rest| rest.len())?;
    rest.chars().next().is_none_or(|c| !c.is_alphanumeric()).then_some(rest)
}

fn until(text: &str, hints: &Hints<'_>) -> Option<chrono::DateTime<chrono::FixedOffset>> {
    let (range, mut when) = dates::find(text, hints)?;
    if when.time.is_none() {
        when.time = clock(&format!("{} | {}", text.get(..range.start)?, text.get(range.end..)?));
    }
    if when.offset.is_none()
        && let Some(named) = named_zone(text)
    {
        return Some(when.instant(Some(named)));
    }
    Some(when.instant(hints.zone.or_else(|| usual_zone(hints.language?))))
}

/// A time of day outside the date, with something that says so.
fn clock(text: &str) -> Option<NaiveTime> {
    let lower = text.to_lowercase();
    if lower.contains("midnight") || lower.contains("mitternacht") || lower.contains("minuit") {
        return Some(NaiveTime::MIN);
    }
    if lower.contains("noon") || lower.contains("midday") {
        return NaiveTime::from_hms_opt(12, 0, 0);
    }
    CLOCK.captures_iter(text).find_map(|m| {
        let hour: u32 = m[1].parse().ok()?;
        let minute: u32 = m.get(2).map_or(Some(0), |m| m.as_str().parse().ok())?;
        let suffix = m.get(3).map(|s| s.as_str().to_lowercase().replace('.', ""));
        m.get(2).or(m.get(3))?;
        let hour = match suffix.as_deref() {
            Some("pm") if hour < 12 => hour + 12,
            Some("am") if hour == 12 => 0,
            _ => hour,
        };
        NaiveTime::from_hms_opt(hour, minute, 0)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, language: &str) -> Option<String> {
        opening(text)?;
        until(text, &Hints { language: Some(language), ..Hints::default() }).map(|t| t.to_rfc3339())
    }

    #[test]
    fn the_hour_is_read_with_its_zone() {
        for (text, language, want) in [
            ("EMBARGOED UNTIL 00:01 GMT, 12 March 2024", "en-GB", "2024-03-12T00:01:00+00:00"),
            ("Sperrfrist: 3. Mai 2024, 10:00 Uhr", "de", "2024-05-03T10:00:00+02:00"),
            ("STRICTLY EMBARGOED until Tuesday 2 July 2024 at 00.01 BST", "en", "2024-07-02T00:01:00+01:00"),
            ("Under embargo until 9:00 a.m. ET on January 9, 2025", "en", "2025-01-09T09:00:00-05:00"),
            ("*** Embargo: 5 January 2024, 06:00 CET ***", "en", "2024-01-05T06:00:00+01:00"),
            ("Sous embargo jusqu’au 3 mai 2024 à 6h00", "fr", "2024-05-03T06:00:00+02:00"),
            ("Embargado hasta el 3 de mayo de 2024 a las 10:00 h", "es", "2024-05-03T10:00:00+02:00"),
            ("Onder embargo tot 3 mei 2024, 10.00 uur", "nl", "2024-05-03T10:00:00+02:00"),
        ] {
            assert_eq!(read(text, language).as_deref(), Some(want), "{text}");
        }
    }

    #[test]
    fn a_text_about_an_embargo_is_none() {
        for text in [
            "The arms embargo until 3 May 2024 was lifted", "Embargoes hurt people, said the report of 3 May 2024",
            "FOR IMMEDIATE RELEASE 3 May 2024",
        ] {
            assert_eq!(read(text, "en"), None, "{text}");
        }
    }
}
