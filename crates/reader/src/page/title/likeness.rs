//! Likeness of headlines: letters alone, and words.

pub(crate) use crate::text::folded as plain;

/// Whether two headlines say the same: one begins with, ends with or holds the other.
pub fn alike(a: &str, b: &str) -> bool {
    let (a, b) = (plain(a), plain(b));
    if a.is_empty() || b.is_empty() {
        return false;
    }
    a == b || (a.len().min(b.len()) * 10 > a.len().max(b.len()) * 4 && (a.contains(&b) || b.contains(&a)))
}

/// Whether `long` begins or ends with the words of `short` and has more.
pub fn extends(long: &str, short: &str) -> bool {
    let (long, short) = (plain(long), plain(short));
    !short.is_empty() && long.len() > short.len() && (long.starts_with(&short) || long.ends_with(&short))
}

/// Words in lower case.
pub fn words(text: &str) -> impl Iterator<Item = String> {
    text.to_lowercase()
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect::<Vec<_>>()
        .into_iter()
}

/// Share of the shorter text's words that the other has too.
pub fn shared(a: &str, b: &str) -> f64 {
    let (a, b): (std::collections::HashSet<String>, std::collections::HashSet<String>) =
        (words(a).collect(), words(b).collect());
    let least = a.len().min(b.len());
    if least == 0 { 0.0 } else { a.intersection(&b).count() as f64 / least as f64 }
}
