//! BCP 47 tags: tidied, or detected as a last resort.

use whatlang::Lang;

use super::plainly;

/// Shorter texts are not detected: a name, a number, a quotation in another language decides too much.
const MIN_CHARS: usize = 120;
/// More text than this makes no detection surer.
const MAX_CHARS: usize = 600;

/// "en_us" -> "en-US"; nonsense -> none.
pub fn tidy(tag: &str) -> Option<String> {
    // "en-US.UTF-8", "de@euro", "en-us, en-gb", "en;q=0.8"
    let tag = tag.trim().split(['.', '@', ',', ';', ' ']).next().unwrap_or_default();
    let mut parts = tag.split(['-', '_']).filter(|p| !p.is_empty());
    let primary = parts.next()?.to_ascii_lowercase();
    if !(2..=3).contains(&primary.len())
        || !primary.bytes().all(|b| b.is_ascii_lowercase())
        || matches!(primary.as_str(), "und" | "mul" | "zxx" | "mis" | "art")
    {
        return None;
    }
    let mut tidied = primary;
    for part in parts.take(6) {
        if part.len() > 8 || !part.bytes().all(|b| b.is_ascii_alphanumeric()) {
            break;
        }
        tidied.push('-');
        let letters = part.bytes().all(|b| b.is_ascii_alphabetic());
        match part.len() {
            2 if letters => tidied.push_str(&part.to_ascii_uppercase()),
            4 if letters => {
                let (head, tail) = part.split_at(1);
                tidied.push_str(&head.to_ascii_uppercase());
                tidied.push_str(&tail.to_ascii_lowercase());
            }
            _ => tidied.push_str(&part.to_ascii_lowercase()),
        }
    }
    Some(tidied)
}

/// The language of a text of some length, when the detection is sure.
pub fn detect(text: &str) -> Option<&'static str> {
    let end = text.char_indices().nth(MAX_CHARS).map_or(text.len(), |(at, _)| at);
    let sample = text.get(..end)?;
    let dense = sample.chars().filter(|c| u32::from(*c) > 0x2E80).count() > 30;
    if !dense && text.char_indices().nth(MIN_CHARS).is_none() {
        return None;
    }
    if let Some(plain) = plainly::language(sample) {
        return Some(plain);
    }
    let info = whatlang::detect(sample).filter(|i| i.is_reliable() && i.confidence() > 0.9)?;
    code(info.lang())
}

/// A text of this length outdoes what its channel says of all its items.
const SURE_CHARS: usize = 240;
/// Languages that detection takes for one another.
const ALIKE: &[&str] = &[
    "da nb no nn sv", "hr sr bs sl me", "cs sk", "id ms", "es ca gl pt", "ru uk be bg mk sr", "fa ur ar", "nl af",
    "et fi",
];

/// The language of an item that does not say its own: its channel's, unless a text of some length is surely in another;
/// a generator's default stands before the texts of a whole world.
pub fn of_item(channel: Option<&str>, text: Option<&str>) -> Option<String> {
    let channel = channel.and_then(tidy);
    let Some(own) = channel else { return text.and_then(detect).map(str::to_owned) };
    let long = text.filter(|text| text.char_indices().nth(SURE_CHARS).is_some());
    let detected = long.and_then(detect).filter(|detected| !alike(&own, detected));
    Some(detected.map_or(own, str::to_owned))
}

fn alike(tag: &str, detected: &str) -> bool {
    let primary = tag.split('-').next().unwrap_or(tag);
    primary == detected
        || ALIKE.iter().any(|group| group.split(' ').any(|l| l == primary) && group.split(' ').any(|l| l == detected))
}

/// ISO 639-1, of the languages that newsrooms write in.
fn code(language: Lang) -> Option<&'static str> {
    Some(match language {
        Lang::Eng => "en",
        Lang::Deu => "de",
        Lang::Fra => "fr",
        Lang::Spa => "es",
        Lang::Ita => "it",
        Lang::Nld => "nl",
        Lang::Por => "pt",
        Lang::Pol => "pl",
        Lang::Swe => "sv",
        Lang::Dan => "da",
        Lang::Nob => "nb",
        Lang::Fin => "fi",
        Lang::Ces => "cs",
        Lang::Slk => "sk",
        Lang::Slv => "sl",
        Lang::Hrv => "hr",
        Lang::Srp => "sr",
        Lang::Ron => "ro",
        Lang::Hun => "hu",
        Lang::Bul => "bg",
        Lang::Mkd => "mk",
        Lang::Rus => "ru",
        Lang::Ukr => "uk",
        Lang::Bel => "be",
        Lang::Ell => "el",
        Lang::Tur => "tr",
        Lang::Est => "et",
        Lang::Lav => "lv",
        Lang::Lit => "lt",
        Lang::Cat => "ca",
        Lang::Ara => "ar",
        Lang::Heb => "he",
        Lang::Pes => "fa",
        Lang::Urd => "ur",
        Lang::Hin => "hi",
        Lang::Ben => "bn",
        Lang::Tam => "ta",
        Lang::Tha => "th",
        Lang::Vie => "vi",
        Lang::Ind => "id",
        Lang::Jpn => "ja",
        Lang::Kor => "ko",
        Lang::Cmn => "zh",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_written_as_bcp_47_has_it() {
        for (tag, wanted) in [
            ("en_us", Some("en-US")),
            ("DE", Some("de")),
            ("zh-hant-tw", Some("zh-Hant-TW")),
            ("en-US.UTF-8", Some("en-US")),
            ("es-419", Some("es-419")),
            ("english", None),
            ("", None),
            ("x-default", None),
            ("und", None),
            ("en-", Some("en")),
            ("<b>", None),
        ] {
            assert_eq!(tidy(tag).as_deref(), wanted, "{tag}");
        }
    }

    #[test]
    fn a_long_text_outdoes_the_channel_and_a_short_one_does_not() {
        let german = "Die neue Taskforce des Bundeskriminalamtes nimmt heute ihre Arbeit auf. Sie soll die Zusammenarbeit zwischen den Ländern verbessern und Straftaten im Netz schneller aufklären. Die Leitung übernimmt eine erfahrene Beamtin, die zuvor in Wiesbaden gearbeitet hat.";
        assert_eq!(of_item(Some("en"), Some(german)).as_deref(), Some("de"));
        assert_eq!(of_item(Some("de-AT"), Some(german)).as_deref(), Some("de-AT"));
        assert_eq!(of_item(None, Some(german)).as_deref(), Some("de"));
        assert_eq!(of_item(Some("en"), Some("Die neue Taskforce nimmt heute ihre Arbeit auf.")).as_deref(), Some("en"));
        assert_eq!(of_item(Some("en"), None).as_deref(), Some("en"));
        let danish = "Regeringen har i dag besluttet, at den nye bro skal bygges i det kommende år, og at arbejdet begynder til foråret. Borgmesteren siger, at udgifterne ventes at blive tolv millioner kroner, og at hun glæder sig til åbningen af broen over fjorden.";
        assert_eq!(of_item(Some("nb"), Some(danish)).as_deref(), Some("nb"));
    }

    #[test]
    fn only_a_text_of_some_length_is_detected() {
        let german = "Die neue Taskforce des Bundeskriminalamtes nimmt heute ihre Arbeit auf. Sie soll die Zusammenarbeit zwischen den Ländern verbessern und Straftaten im Netz schneller aufklären.";
        assert_eq!(detect(german), Some("de"));
        assert_eq!(detect("Die neue Taskforce"), None);
        assert_eq!(detect(&"1 2 3 4 ".repeat(50)), None);
    }
}
