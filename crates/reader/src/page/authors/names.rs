//! Names out of a byline's words.

use crate::text::html::clean_line;

/// "By Ann Lee and Bo Ek, Reporters" is Ann Lee and Bo Ek.
pub fn split(text: &str) -> Vec<String> {
    let text = clean_line(text);
    let mut names = Vec::new();
    // a list of "Last, First" has semicolons between
    for group in without_openings(&text).split([';', '|', '•', '·', '⋅']) {
        if let Some(turned) = turned(group) {
            names.push(turned);
            continue;
        }
        let listed = JOINERS.iter().fold(group.to_owned(), |text, joiner| text.replace(joiner, ", "));
        for part in listed.split(", ").filter(|part| !names_no_author(part)) {
            let name = tidied(part);
            let function = !names.is_empty() && is_function(&name);
            if is_name(&name) && !function {
                names.push(name);
            }
        }
    }
    names
}

const JOINERS: &[&str] = &[" and ", " und ", " & ", " et ", " y ", " og ", " och ", " en ", " e ", " oraz ", " with "];

/// What stands before names; what follows the longest that fits is the name.
const OPENINGS: &[&str] = &[
    "view all posts by", "see all posts by", "view all articles by", "see all of", "more posts by", "more articles by",
    "more from", "more about", "posts by", "articles by", "about the author", "zeige alle beiträge von",
    "alle beiträge von", "alle artikel von", "veröffentlicht von", "verfasst von", "geschrieben von",
    "voir tous les articles de", "voir tous les articles par", "tous les articles de", "tous les articles par",
    "vedi tutti gli articoli di", "ver todos los artículos de", "ver todos os artigos de", "toon alle berichten van",
    "visa alla inlägg av", "vis alle indlæg af", "zobacz wszystkie wpisy", "écrit par", "publié par",
    "ver todas las entradas de", "escrito por", "publicado por", "scritto da", "pubblicato da", "geschreven door",
    "skrivet av", "skrevet af", "skrevet av", "written by", "posted by", "published by", "reported by", "submitted by",
    "words by", "story by", "article by", "recipe by", "text by", "by", "von", "par", "por", "de la redacción", "door",
    "autorin/autor", "autor/in", "autor", "autorin", "auteur", "autore", "ein artikel von", "ein beitrag von",
    "ein text von", "erstellt von", "interview", "an article by", "a post by", "un article de", "un artículo de",
    "author", "authors", "contributors", "contributor", "text", "av", "af", "di", "przez", "od",
];

/// What stands behind an opening, where there is one: "By: Ann Lee", "ByAnn Lee".
pub fn behind_opening(text: &str) -> Option<&str> {
    let opening = OPENINGS.iter().filter(|opening| opens(text, opening)).max_by_key(|opening| opening.len())?;
    Some(text[opening.len()..].trim_start_matches([':', ' ', '\u{a0}', '/', '-', '–']))
}

/// From the label of a name on: "Date: 3 May 2024 Author: Ann Lee".
pub fn behind_label(text: &str) -> &str {
    let labels = ["Author:", "Autor:", "Autorin:", "Auteur:", "Autore:"];
    labels.iter().filter_map(|label| text.find(label)).min().and_then(|at| text.get(at..)).unwrap_or(text)
}

fn opens(text: &str, opening: &str) -> bool {
    let Some(head) = text.get(..opening.len()) else { return false };
    let rest = &text[opening.len()..];
    let parted = rest.starts_with([' ', ':', '\u{a0}']) || rest.is_empty();
    // "ByAnn Lee": two elements side by side
    let glued = opening.len() > 1
        && head.starts_with(char::is_uppercase)
        && head.ends_with(char::is_lowercase)
        && rest.starts_with(char::is_uppercase);
    (parted || glued) && head.to_lowercase() == *opening
}

fn without_openings(text: &str) -> &str {
    let mut rest = text.trim_start_matches(['—', '–', '-', ' ']);
    for _ in 0..3 {
        match behind_opening(rest) {
            Some(behind) => rest = behind,
            None => break,
        }
    }
    rest
}

/// "Lee, Ann" as it is said: "Ann Lee".
fn turned(text: &str) -> Option<String> {
    let (last, first) = text.trim().split_once(", ")?;
    let word = |text: &str| {
        let mut letters = text.chars();
        letters.next().is_some_and(char::is_uppercase)
            && letters.clone().any(char::is_lowercase)
            && text.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '’'))
    };
    let initial = |text: &str| text.chars().count() <= 2 && text.starts_with(char::is_uppercase);
    // "PhD" is no given name
    let degree = first.chars().filter(|c| c.is_uppercase()).count() > first.split(['-', ' ']).count();
    let mut given = first.split(' ');
    let fits = !degree
        && word(last)
        && !last.contains(' ')
        && given.next().is_some_and(word)
        && given.clone().count() <= 1
        && given.all(|part| word(part) || initial(part))
        && !is_role(first);
    fits.then(|| format!("{first} {last}"))
}

/// "Updated by Bo Ek", "Edited by Bo Ek", "33 Comments": a hand that helped, or none.
fn names_no_author(part: &str) -> bool {
    let lower = part.trim().to_lowercase();
    [
        "updated", "edited by", "reviewed by", "fact checked", "fact-checked", "medically reviewed", "photo",
        "more about", "published ",
    ]
    .iter()
    .any(|opening| lower.starts_with(opening))
}

/// Words for what somebody does, that follow a name.
const ROLES: &[&str] = &[
    "senior", "junior", "chief", "editor", "editors", "reporter", "writer", "staff", "manager", "director", "founder",
    "cofounder", "ceo", "cto", "cfo", "contributor", "contributing", "analyst", "correspondent", "columnist",
    "marketing", "product", "head", "vice", "president", "associate", "assistant", "freelance", "author", "journalist",
    "producer", "engineer", "developer", "specialist", "consultant", "professor", "managing", "executive", "redakteur",
    "redakteurin", "redacteur", "rédacteur", "rédactrice", "journaliste", "redactor", "redactora", "periodista",
    "redattore", "follow", "wci", "content", "reviewed",
];

fn is_role(text: &str) -> bool {
    text.split(' ').next().is_some_and(|word| ROLES.contains(&word.to_lowercase().trim_end_matches([',', '.'])))
}

/// What somebody is or works for, behind a name: "Executive Editor", "Oxfield Institute".
fn is_function(text: &str) -> bool {
    text.contains(' ')
        && text
            .split([' ', '-'])
            .map(str::to_lowercase)
            .any(|word| ROLES.contains(&word.as_str()) || crate::lexicon::is_role(&word) || word == "institute")
}

/// A name alone: without what is glued to it or follows it, a date, a role, a place of work.
fn tidied(part: &str) -> String {
    let head = part.split(['(', '<', '[']).next().unwrap_or(part);
    let head = [" - ", " – ", " — ", " / ", " on behalf ", " on ", " at ", " in ", " for "]
        .iter()
        .filter_map(|mark| head.find(mark))
        .min()
        .map_or(head, |at| &head[..at]);
    let mut words: Vec<&str> = Vec::new();
    for word in head.split_whitespace() {
        if (word.starts_with('@') || word.bytes().any(|b| b.is_ascii_digit())) && !words.is_empty() {
            break;
        }
        let capitals = words.iter().all(|word| word.starts_with(char::is_uppercase));
        if words.len() >= 2 && capitals && (is_role(word) || is_label(word)) {
            break;
        }
        let (own, glued) = unglued(word);
        words.push(own);
        if glued {
            break;
        }
    }
    while words.len() > 1
        && words.last().is_some_and(|word| crate::text::dates::is_calendar_word(word) || is_label(word))
    {
        words.pop();
    }
    // the same name twice, beside a portrait and below it
    if words.len().is_multiple_of(2) && words.len() >= 4 && words[..words.len() / 2] == words[words.len() / 2..] {
        words.truncate(words.len() / 2);
    }
    words.join(" ").trim_matches(|c: char| !c.is_alphanumeric() && c != '.' && c != ')').trim().to_owned()
}

fn is_label(word: &str) -> bool {
    matches!(word.to_lowercase().as_str(), "updated" | "published" | "posted" | "last" | "date" | "•" | "·" | "|")
}

/// "HabernyFounder" is Haberny: a role or a day of the week glued to a name by a style sheet.
fn unglued(word: &str) -> (&str, bool) {
    let mut before = ' ';
    for (at, c) in word.char_indices() {
        if at > 2 && c.is_uppercase() && before.is_lowercase() {
            let tail = &word[at..];
            if is_role(tail) || crate::text::dates::is_calendar_word(tail) || is_label(tail) {
                return (&word[..at], true);
            }
        }
        before = c;
    }
    (word, false)
}

fn is_name(text: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let lower = text.to_lowercase();
    letters >= 2
        && digits <= 2
        && !is_key(text)
        && text.chars().count() <= 60
        && text.split_whitespace().count() <= 6
        && !text.contains('@')
        && !text.contains("://")
        && !lower
            .split_whitespace()
            .all(|word| matches!(word, "twitter" | "facebook" | "instagram" | "linkedin" | "email"))
        && ![
            "admin", "administrator", "staff", "editor", "redaktion", "author", "null", "undefined", "unknown", "none",
            "root", "webmaster", "webadmin", "web admin", "wpadmin", "wordpress", "superuser", "guest", "anonymous",
            "no author", "phd", "md", "redaktion online", "news", "nachrichten", "share", "twitter", "facebook",
            "follow", "publisher", "kommentare", "written by", "posted by", "by", "edited by", "comments",
            "leave a comment",
        ]
        .contains(&lower.as_str())
}

/// A key of a template that nobody filled: "page.head.extra.author", "{{author}}".
fn is_key(text: &str) -> bool {
    text.contains(['{', '}', '%', '$'])
        || (!text.contains(' ') && text.matches('.').count() >= 2 && text.chars().all(|c| !c.is_uppercase()))
}

/// A name of an account rather than of a person: "jrobison", "ann.lee".
pub fn is_handle(name: &str) -> bool {
    !name.contains(' ') && name.is_ascii() && !name.chars().any(|c| c.is_ascii_uppercase())
        || !name.contains(' ') && name.chars().any(|c| c.is_ascii_digit() || matches!(c, '_' | '@'))
}

/// A first and a last name.
pub fn is_full_name(name: &str) -> bool {
    let words: Vec<&str> = name.split_whitespace().collect();
    let begins = words.first().is_some_and(|word| {
        word.starts_with(char::is_uppercase) || *word == "the" || crate::lexicon::is_particle(word)
    });
    begins
        && (2..=4).contains(&words.len())
        && words.iter().filter(|word| word.starts_with(char::is_uppercase)).count() >= 2
        && !name.contains(|c: char| c.is_ascii_digit() || c == ':')
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
        assert_eq!(split("ByAnn Lee"), ["Ann Lee"]);
        assert_eq!(split("View all posts by Ann Lee →"), ["Ann Lee"]);
        assert_eq!(split("Lee, Ann"), ["Ann Lee"]);
        assert_eq!(split("Lee, Ann M.; Ek, Bo"), ["Ann M. Lee", "Bo Ek"]);
        assert_eq!(split("Lee, PhD"), ["Lee"]);
        assert_eq!(split("Byron Lee"), ["Byron Lee"]);
    }

    #[test]
    fn what_follows_a_name_is_none_of_it() {
        for text in [
            "Ann Lee Senior Autos Reporter", "Ann LeeFounder at Example", "Ann LeeMonday", "Ann Lee March 2",
            "Ann Lee - Mar 27, 2024", "Ann Lee, Updated by Bo Ek", "Ann Lee on behalf of the board",
            "By: Ann Lee on 04-08-2021", "Ann Lee ⋅ Review Editor", "Ann Lee @annlee", "Ann Lee Ann Lee",
            "Ann Lee, Executive Editor, Oxfield Institute",
        ] {
            assert_eq!(split(text).first().map(String::as_str), Some("Ann Lee"), "{text}");
        }
        assert_eq!(split("Ann Lee, Executive Editor"), ["Ann Lee"]);
        assert_eq!(split("DITIB"), ["DITIB"]);
        assert_eq!(behind_label("Date: 3 May 2024 Author: Ann Lee"), "Author: Ann Lee");
        assert_eq!(split("page.head.extra.author"), Vec::<String>::new());
        assert!(is_handle("jrobison") && is_handle("ann.lee") && !is_handle("Ann"));
    }

    #[test]
    fn a_full_name_has_two_capitals() {
        assert!(is_full_name("Ann van der Lee"));
        assert!(!is_full_name("Follow us") && !is_full_name("mit Ann Lee"));
        assert!(!is_full_name("Ann"));
    }
}
