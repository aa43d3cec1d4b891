//! Names out of a byline's words.

use crate::text::html::clean_line;

/// "By Ann Lee and Bo Ek, Reporters" is Ann Lee and Bo Ek.
pub fn split(text: &str) -> Vec<String> {
    let text = clean_line(text);
    let mut rest = text.as_str();
    for opening in OPENINGS {
        if rest.len() >= opening.len()
            && rest.is_char_boundary(opening.len())
            && rest[..opening.len()].to_lowercase() == *opening
            && rest[opening.len()..].starts_with([' ', ':'])
        {
            rest = rest[opening.len()..].trim_start_matches([':', ' ']);
        }
    }
    let mut names = Vec::new();
    let rest = rest.strip_prefix("Veröffentlicht von").unwrap_or(rest);
    let listed = rest
        .replace(" and ", ", ")
        .replace(" und ", ", ")
        .replace(" & ", ", ")
        .replace(" et ", ", ")
        .replace(" y ", ", ")
        .replace(" og ", ", ")
        .replace("; ", ", ")
        .replace([';', '|', '•', '·'], ", ");
    for part in listed.split(", ") {
        let name = part
            .split(['(', '<', '['])
            .next()
            .unwrap_or(part)
            .trim()
            .trim_matches(|c: char| !c.is_alphanumeric() && c != '.' && c != ')')
            .trim();
        if is_name(name) {
            names.push(name.to_owned());
        }
    }
    names
}

const OPENINGS: &[&str] = &[
    "written by",
    "posted by",
    "reported by",
    "by",
    "von",
    "par",
    "por",
    "de la redacción",
    "door",
    "autor",
    "autorin",
    "author",
    "authors",
    "text",
    "av",
    "af",
    "di",
    "przez",
    "od",
];

fn is_name(text: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let lower = text.to_lowercase();
    letters >= 2
        && digits <= 2
        && text.chars().count() <= 60
        && text.split_whitespace().count() <= 6
        && !text.contains('@')
        && !text.contains("://")
        && !lower
            .split_whitespace()
            .all(|word| matches!(word, "twitter" | "facebook" | "instagram" | "linkedin" | "email"))
        && !matches!(
            lower.as_str(),
            "admin"
                | "administrator"
                | "staff"
                | "editor"
                | "redaktion"
                | "author"
                | "null"
                | "undefined"
                | "unknown"
                | "none"
                | "root"
                | "webmaster"
                | "guest"
                | "anonymous"
                | "no author"
                | "phd"
                | "md"
                | "redaktion online"
                | "news"
                | "nachrichten"
                | "share"
                | "twitter"
                | "facebook"
                | "follow"
                | "publisher"
                | "kommentare"
        )
}

/// A first and a last name.
pub fn is_full_name(name: &str) -> bool {
    let words: Vec<&str> = name.split_whitespace().collect();
    (2..=4).contains(&words.len())
        && words.iter().filter(|word| word.starts_with(char::is_uppercase)).count() >= 2
        && !name.contains(|c: char| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byline_falls_into_names() {
        assert_eq!(split("By Ann Lee and Bo Ek"), ["Ann Lee", "Bo Ek"]);
        assert_eq!(split("Von: Jörg Öz"), ["Jörg Öz"]);
        assert_eq!(split("ann@example.org"), Vec::<String>::new());
        assert_eq!(split("Twitter Facebook"), Vec::<String>::new());
    }

    #[test]
    fn a_full_name_has_two_capitals() {
        assert!(is_full_name("Ann van der Lee"));
        assert!(!is_full_name("Follow us"));
        assert!(!is_full_name("Ann"));
    }
}
