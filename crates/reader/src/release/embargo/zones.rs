//! Zones by the names that embargo lines use, and by language.

use chrono_tz::Tz;

use crate::release::words;

/// A zone by the name of its city or region: "London time", "ET".
pub(super) fn named_zone(text: &str) -> Option<Tz> {
    const NAMES: &[(&str, Tz)] = &[
        ("gmt", Tz::UTC),
        ("utc", Tz::UTC),
        ("london time", Tz::Europe__London),
        ("uk time", Tz::Europe__London),
        ("bst", Tz::Europe__London),
        ("irish time", Tz::Europe__Dublin),
        ("brussels time", Tz::Europe__Brussels),
        ("geneva time", Tz::Europe__Zurich),
        ("paris time", Tz::Europe__Paris),
        ("heure de paris", Tz::Europe__Paris),
        ("berliner zeit", Tz::Europe__Berlin),
        ("berlin time", Tz::Europe__Berlin),
        ("cest", Tz::Europe__Berlin),
        ("cet", Tz::Europe__Berlin),
        ("mesz", Tz::Europe__Berlin),
        ("mez", Tz::Europe__Berlin),
        ("rome time", Tz::Europe__Rome),
        ("hora peninsular", Tz::Europe__Madrid),
        ("us eastern", Tz::America__New_York),
        ("eastern time", Tz::America__New_York),
        ("eastern", Tz::America__New_York),
        ("et", Tz::America__New_York),
        ("edt", Tz::America__New_York),
        ("est", Tz::America__New_York),
        ("central time", Tz::America__Chicago),
        ("ct", Tz::America__Chicago),
        ("mountain time", Tz::America__Denver),
        ("pacific time", Tz::America__Los_Angeles),
        ("pt", Tz::America__Los_Angeles),
        ("pdt", Tz::America__Los_Angeles),
        ("pst", Tz::America__Los_Angeles),
        ("brt", Tz::America__Sao_Paulo),
        ("horário de brasília", Tz::America__Sao_Paulo),
        ("jst", Tz::Asia__Tokyo),
        ("aest", Tz::Australia__Brisbane),
        ("aedt", Tz::Australia__Sydney),
        ("sast", Tz::Africa__Johannesburg),
        ("eat", Tz::Africa__Nairobi),
        ("eet", Tz::Europe__Helsinki),
        ("eest", Tz::Europe__Helsinki),
        ("wet", Tz::Europe__Lisbon),
        ("hkt", Tz::Asia__Hong_Kong),
        ("sgt", Tz::Asia__Singapore),
        ("nzst", Tz::Pacific__Auckland),
        ("nzdt", Tz::Pacific__Auckland),
    ];
    let lower = text.to_lowercase();
    NAMES.iter().find(|(name, _)| words::contains_words(&lower, name)).map(|(_, zone)| *zone)
}

/// Where most who write a language live; English alone says nothing.
pub(super) fn usual_zone(language: &str) -> Option<Tz> {
    let lower = language.to_lowercase().replace('_', "-");
    let zone = match lower.as_str() {
        "en-gb" => Tz::Europe__London,
        "en-ie" => Tz::Europe__Dublin,
        "de-at" => Tz::Europe__Vienna,
        "de-ch" | "fr-ch" | "it-ch" => Tz::Europe__Zurich,
        "fr-be" | "nl-be" => Tz::Europe__Brussels,
        "pt-br" => Tz::America__Sao_Paulo,
        "es-mx" => Tz::America__Mexico_City,
        "es-ar" => Tz::America__Argentina__Buenos_Aires,
        _ => match lower.split('-').next().unwrap_or_default() {
            "de" => Tz::Europe__Berlin,
            "fr" => Tz::Europe__Paris,
            "es" | "ca" | "eu" | "gl" => Tz::Europe__Madrid,
            "it" => Tz::Europe__Rome,
            "nl" => Tz::Europe__Amsterdam,
            "pt" => Tz::Europe__Lisbon,
            "pl" => Tz::Europe__Warsaw,
            "sv" => Tz::Europe__Stockholm,
            "da" => Tz::Europe__Copenhagen,
            "no" | "nb" | "nn" => Tz::Europe__Oslo,
            "fi" => Tz::Europe__Helsinki,
            "cs" => Tz::Europe__Prague,
            "sk" => Tz::Europe__Bratislava,
            "hu" => Tz::Europe__Budapest,
            "ro" => Tz::Europe__Bucharest,
            "el" => Tz::Europe__Athens,
            "ja" => Tz::Asia__Tokyo,
            "tr" => Tz::Europe__Istanbul,
            _ => return None,
        },
    };
    Some(zone)
}
