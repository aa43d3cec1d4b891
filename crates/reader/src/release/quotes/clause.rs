//! A clause within a sentence: where sentences end, and which full stops end none.

/// Up to the sentence's end; a full stop after a title, an initial or a number ends none.
pub(super) fn sentence(text: &str) -> &str {
    for (at, _) in text.match_indices(['.', '!', '?']) {
        let rest = &text[at + 1..];
        let next = rest.trim_start_matches(['”', '“', '"', '»', ')']).trim_start().chars().next();
        let word = word_before(text, at);
        if rest.starts_with([' ', '”', '“', '"'])
            && next.is_none_or(|c| c.is_uppercase() || matches!(c, '“' | '”' | '„' | '"' | '«' | '»'))
            && !is_abbreviation(word)
        {
            return &text[..at];
        }
    }
    let quote =
        text.find(['“', '„', '«']).filter(|at| text[..*at].trim_end().ends_with([':', ','])).unwrap_or(text.len());
    &text[..quote]
}

pub(super) fn last_sentence(text: &str) -> &str {
    let mut start = 0;
    for (at, _) in text.match_indices(['.', '!', '?']) {
        let rest = &text[at + 1..];
        let word = word_before(text, at);
        if rest.starts_with([' ', '”', '“', '"', '»'])
            && rest.trim_start_matches(['”', '“', '"', '»']).trim_start().chars().next().is_some_and(char::is_uppercase)
            && !is_abbreviation(word)
        {
            start = at + 1;
        }
    }
    text[start..].trim_start_matches(['”', '“', '"', '»', ' '])
}

/// The word that ends there, or the last letters of a long one, which is no abbreviation.
fn word_before(text: &str, end: usize) -> &str {
    const LONGEST: usize = 24;
    let near = &text[text.floor_char_boundary(end.saturating_sub(LONGEST))..end];
    near.rsplit([' ', '\u{a0}', '(']).next().unwrap_or_default()
}

fn is_abbreviation(word: &str) -> bool {
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    letters <= 1
        || [
            "dr", "prof", "mr", "mrs", "ms", "st", "dipl", "dr.-ing", "ing", "mag", "no", "nr", "jr", "sr", "rev",
            "hon", "inc", "ltd", "corp", "e.v", "z.b", "bzw", "ca", "ph", "med",
        ]
        .contains(&word.to_lowercase().as_str())
}

pub(super) fn head(text: &str, limit: usize) -> &str {
    text.char_indices().nth(limit).map_or(text, |(at, _)| &text[..at])
}

pub(super) fn tail(text: &str, limit: usize) -> &str {
    let skip = text.chars().count().saturating_sub(limit);
    text.char_indices().nth(skip).map_or(text, |(at, _)| &text[at..])
}
