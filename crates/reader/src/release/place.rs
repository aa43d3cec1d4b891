//! Whether a few words can be the place of a dateline: "SARASOTA, Fla.", "Verden an der Aller", "Berlin/Ratingen".

use super::words;

const LABELS: &[&str] = &[
    "published", "updated", "posted", "date", "datum", "stand", "press", "presse", "pressemitteilung",
    "medienmitteilung", "pressemeldung", "release", "news", "media", "medien", "statement", "veröffentlicht",
    "erschienen", "publié", "communiqué", "publicado", "comunicado", "comunicato", "pubblicato", "persbericht",
    "gepubliceerd", "opublikowano", "publicerad", "publiceret", "publisert", "julkaistu", "zveřejněno", "közzétéve",
    "publicat", "опубликовано", "yayın", "dato", "pressmeddelande", "by", "von", "par", "por", "am", "on", "le", "el",
    "il", "vom", "embargoed", "embargo", "sperrfrist", "aktuell", "aktuelles", "meldung", "nachricht", "nachrichten",
    "information", "informationen", "blog", "tags", "category", "kategorie", "contact", "kontakt", "immediate",
    "photo", "foto", "image", "bild", "quelle", "source", "note", "background", "hintergrund", "update", "important",
    "today", "heute", "termin", "ort", "wann", "wo", "event", "thema", "nr", "no", "pm", "ref", "copyright", "read",
    "download", "listen", "watch", "video", "podcast", "q", "a", "step", "part", "teil", "chapter", "phase", "tipp",
    "tip", "fact", "facts", "fazit", "ziel", "headline", "summary", "subject", "betreff", "re", "for", "editors",
    "attention", "achtung", "hinweis", "warning", "correction", "korrektur", "january", "february", "march", "april",
    "may", "june", "july", "august", "september", "october", "november", "december", "januar", "februar", "märz",
    "mai", "juni", "juli", "oktober", "dezember", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday",
    "sunday", "montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag",
];

const INNER: &[&str] = &[
    "an", "der", "am", "im", "in", "bei", "ob", "upon", "on", "de", "la", "le", "les", "du", "of", "the", "sur",
    "sous", "en", "del", "di", "da", "do", "dos", "das", "a", "d.c.", "aan", "den", "het", "and", "und", "&", "et",
    "y", "e", "near", "nad", "und", "v.",
];

/// The place, without what stands around it.
pub(super) fn of(text: &str) -> Option<String> {
    let text = text.trim().trim_matches(|c: char| {
        matches!(c, ',' | '，' | ';' | ':' | '–' | '—' | '-' | '/' | '|' | '•' | '·' | '(' | '（' | '*' | '"')
            || c.is_whitespace()
    });
    let text = ["den", "le", "el", "il", "on", "am", "der", "dne", "dnia", "den"]
        .iter()
        .find_map(|tail| text.strip_suffix(tail).filter(|t| t.ends_with([' ', ','])))
        .unwrap_or(text)
        .trim()
        .trim_end_matches([',', '–', '-', '/', ' ']);
    if text.is_empty()
        || text.chars().count() > 60
        || text
            .contains(|c: char| c.is_ascii_digit() || matches!(c, '!' | '?' | '"' | '“' | '„' | '@' | '©' | '=' | '<'))
    {
        return None;
    }
    // "東京", "港区": a script without capitals tells a place by its brevity
    if words::is_unspaced(text) {
        let brief = text.chars().count() <= 6 && text.chars().all(char::is_alphabetic);
        return (brief && !words::is_role_word(text)).then(|| text.to_owned());
    }
    let tokens: Vec<&str> = text.split([' ', '/']).filter(|t| !t.is_empty() && *t != "–" && *t != "-").collect();
    let first = tokens.first()?;
    let capital = |t: &str| t.chars().next().is_some_and(char::is_uppercase);
    let fits = tokens.len() <= 8
        && capital(first)
        && tokens.iter().all(|t| {
            capital(t) || INNER.contains(t) || t.starts_with("d'") || t.starts_with("d’") || t.starts_with("l’")
        });
    let label = |t: &&str| capital(t) && LABELS.contains(&words::bare(t).as_str());
    let other = tokens.iter().any(label)
        || tokens
            .iter()
            .any(|t| words::is_organisation_word(t) || (words::is_role_word(t) && t.chars().any(char::is_lowercase)));
    let sentence = tokens.iter().rev().skip(1).any(|t| t.ends_with('.') && t.chars().count() > 6);
    (fits && !other && !sentence).then(|| text.to_owned())
}

/// "أبوظبي": a few words in a script without capitals, which nothing but the day behind them tells from others.
pub(super) fn caseless(text: &str) -> Option<String> {
    let text = text.trim_matches(|c: char| !c.is_alphabetic());
    let words = text.split_whitespace().count();
    let letters = text.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '-'));
    (words::is_caseless(text) && (1..=2).contains(&words) && letters && text.chars().count() <= 20)
        .then(|| text.to_owned())
}

/// Nothing but capitals, as wires print places.
pub(super) fn is_capitals(text: &str) -> bool {
    let head = text.split(',').next().unwrap_or(text);
    head.chars().filter(|c| c.is_alphabetic()).count() >= 3
        && head.chars().all(|c| !c.is_alphabetic() || c.is_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_told_from_labels_and_sentences() {
        for place in [
            "SARASOTA, Fla.", "Verden an der Aller", "Berlin/Ratingen", "Hamilton, Bermuda", "New York, NY",
            "WASHINGTON, D.C.", "Saint-Denis", "Frankfurt am Main", "LONDON and PARIS",
        ] {
            assert_eq!(of(place).as_deref(), Some(place));
        }
        assert_eq!(of("Hamburg, den ").as_deref(), Some("Hamburg"));
        for text in [
            "PUBLISHED", "Pressemitteilung Aktuell", "The company said", "Bundesverband WindEnergie", "by Cyberninjas",
            "", "Am Montag", "28 people", "Posted in",
        ] {
            assert_eq!(of(text), None, "{text}");
        }
    }
}
