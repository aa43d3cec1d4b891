//! The words that open the parts of a release, in the languages of the organisations that write them.
//!
//! Compared case-folded with a whole line (numbering, bullets and a closing colon aside), with its beginning,
//! or with what stands before its first colon.

use std::{collections::HashMap, sync::LazyLock};

use crate::lexicon::{self, Rows, headings, words};

/// What a heading opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Part {
    /// Whom the press may ask.
    PressContact,
    /// "Contact": whom anybody may ask, the press too when nothing else is said.
    Contact,
    /// Investors, customers, members: not the press.
    OtherContact,
    /// "About X".
    About,
    /// Notes to editors, background.
    Notes,
    /// Downloads, media assets.
    Assets,
    /// Accounts elsewhere.
    Social,
    /// What follows is no part of the release: related items, sharing, comments.
    More,
}

/// A cue that was met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cue<'a> {
    /// What it opens.
    pub part: Part,
    /// Words of the line that belong to the heading: "X" of "About X".
    pub subject: Option<&'a str>,
    /// Words after the heading's colon on the same line.
    pub inline: Option<&'a str>,
}

/// Lines that are a heading as a whole, and beginnings of headings.
const LINES: &[(Part, Rows)] = &[
    (Part::PressContact, headings::PRESS_CONTACT),
    (Part::Contact, headings::CONTACT),
    (Part::OtherContact, headings::OTHER_CONTACT),
    (Part::Notes, headings::NOTES),
    (Part::Assets, headings::ASSETS),
    (Part::Social, headings::SOCIAL),
    (Part::More, headings::MORE),
    (Part::About, headings::OURSELVES),
];

static WHOLE: LazyLock<HashMap<&'static str, Part>> =
    LazyLock::new(|| LINES.iter().flat_map(|(part, rows)| words(rows).map(move |line| (line, *part))).collect());

/// Cues are asked of every line: their lists are taken apart once.
static LEADS: LazyLock<Vec<&'static str>> = LazyLock::new(|| words(headings::LEADS).collect());
static PROFILE: LazyLock<Vec<&'static str>> = LazyLock::new(|| words(headings::PROFILE).collect());
/// Beginnings of "About X", each with the languages in which it counts, by their first letters: most lines begin with
/// another.
static ABOUT: LazyLock<HashMap<char, Vec<(&'static str, &'static str)>>> = LazyLock::new(|| {
    let mut by_letter: HashMap<char, Vec<_>> = HashMap::new();
    for (languages, words) in headings::ABOUT {
        for word in words.split('|') {
            by_letter.entry(first_letter(word).unwrap_or_default()).or_default().push((*languages, word));
        }
    }
    by_letter
});

fn first_letter(text: &str) -> Option<char> {
    text.chars().next()?.to_lowercase().next()
}

/// A heading of more words than this opens nothing.
const MAX_WORDS: usize = 14;

/// Without numbering, bullets and marks around.
pub(super) fn bare_line(line: &str) -> &str {
    let line = line.trim();
    let line = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')).unwrap_or(line);
    let line = line.trim_start_matches(|c: char| {
        matches!(c, '-' | '–' | '—' | '*' | '#' | '•' | '·' | '»' | '>' | '▪' | '■' | '□' | '◆' | '|' | '/' | '【')
            || c.is_whitespace()
    });
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let numbered = (1..=2).contains(&digits)
        && line[digits..].starts_with(['.', ')'])
        && !line[digits + 1..].starts_with(|c: char| c.is_ascii_digit());
    let line = if numbered { &line[digits + 1..] } else { line };
    // of a name in marks both stay
    let quoted = line.contains('«');
    line.trim().trim_end_matches(|c: char| {
        matches!(c, ':' | '：' | '-' | '–' | '—' | '*' | '#' | '…' | '>' | '|' | '】')
            || c == '»' && !quoted
            || c.is_whitespace()
    })
}

/// The cue of a line. `language`: BCP 47 of the page, for cues of two letters ("o", "om").
pub(super) fn of<'a>(line: &'a str, language: Option<&str>) -> Option<Cue<'a>> {
    let line = bare_line(line);
    if line.is_empty() || line.len() > 4000 {
        return None;
    }
    if line.len() <= 160 && line.split_whitespace().count() <= MAX_WORDS {
        let folded = line.to_lowercase();
        if let Some(part) = whole(&folded) {
            return Some(Cue { part, subject: None, inline: None });
        }
        if let Some(cue) = about(line, language).or_else(|| begun(line, &folded)) {
            return Some(cue);
        }
    }
    inline(line, language).or_else(|| run_on(line, language))
}

fn whole(folded: &str) -> Option<Part> {
    let folded = folded.trim_start_matches(['“', '"']).trim_end_matches(['”', '"', '.', '!']);
    if let Some(part) = WHOLE.get(folded) {
        return Some(*part);
    }
    let rest = LEADS.iter().find_map(|lead| folded.strip_prefix(lead))?;
    WHOLE.get(rest).copied().filter(|part| matches!(part, Part::PressContact | Part::Contact))
}

/// "Media contact for X", "Ansprechpartner Presse bei X", "Contact presse Fondation X".
fn begun<'a>(line: &'a str, folded: &str) -> Option<Cue<'a>> {
    let ends: Vec<usize> = folded.match_indices([' ', '(', ',', '/']).map(|(at, _)| at).take(6).collect();
    for end in ends.into_iter().rev() {
        let Some(part) = folded.get(..end).map(str::trim_end).and_then(|head| WHOLE.get(head)).copied() else {
            continue;
        };
        if !matches!(part, Part::PressContact | Part::Assets | Part::OtherContact | Part::More | Part::Notes) {
            continue;
        }
        if part != Part::PressContact && part != Part::OtherContact {
            let short = folded.split_whitespace().count() <= 7 && !folded.ends_with(['.', '!']);
            return short.then_some(Cue { part, subject: None, inline: None });
        }
        let subject = after_chars(line, folded.get(..end)?.chars().count());
        let named = words(headings::LINKS).find_map(|link| strip_prefix_folded(subject, link)).unwrap_or(subject);
        let named = named
            .trim_matches(|c: char| matches!(c, '(' | ')' | ',' | '/' | ':' | '–' | '-' | '|') || c.is_whitespace());
        // "Press office X: Jane Roe, ...": what follows a colon is of the line, not of the heading
        let prose =
            folded.ends_with('.') || named.contains(": ") || named.chars().next().is_some_and(char::is_lowercase);
        return (!prose).then_some(Cue { part, subject: Some(named).filter(|s| !s.is_empty()), inline: None });
    }
    None
}

/// "For forespørgsler fra pressen, kontakt venligst:": a line that says whom to ask, the press or anybody.
pub(super) fn asked(line: &str) -> Option<Cue<'_>> {
    let folded = bare_line(line).to_lowercase();
    let short = folded.len() <= 110 && folded.split_whitespace().count() <= MAX_WORDS;
    let part = if lexicon::is_for_press(&folded) { Part::PressContact } else { Part::Contact };
    let bare = part == Part::PressContact && folded.split_whitespace().count() <= 2;
    (short && (bare || lexicon::asks(&folded))).then_some(Cue { part, subject: None, inline: None })
}

/// "Departamento de Comunicación": an office that answers the press, above what reaches it.
pub(super) fn office(line: &str) -> Option<Cue<'_>> {
    let line = bare_line(line);
    let named = line.len() <= 60 && super::words::is_office(line);
    named.then_some(Cue { part: Part::PressContact, subject: None, inline: None })
}

/// "Example Press Contact", "Example Media:": a name with the cue behind it.
pub(super) fn ended(line: &str) -> Option<Cue<'_>> {
    let line = bare_line(line);
    let words: Vec<&str> = line.split_whitespace().collect();
    if !(2..=8).contains(&words.len()) || line.len() > 100 {
        return None;
    }
    (1..words.len()).find_map(|from| {
        let tail = words[from..].join(" ").to_lowercase();
        let short = crate::lexicon::words(headings::ENDINGS).any(|own| own == tail);
        let known = short || WHOLE.get(tail.as_str()).is_some_and(|part| *part == Part::PressContact);
        let subject = line.get(..line.len() - words[from..].iter().map(|w| w.len() + 1).sum::<usize>())?.trim();
        let named = subject.split_whitespace().all(|word| word.chars().next().is_some_and(|c| !c.is_lowercase()));
        // "Lehdistön yhteyshenkilö" is of the press, not of an organisation
        let owner = Some(subject).filter(|own| own.contains(' ') || !lexicon::is_for_press(&own.to_lowercase()));
        (known && named).then_some(Cue { part: Part::PressContact, subject: owner, inline: None })
    })
}

/// What follows the first beginning of "About X" that a line has and that counts in its language.
fn behind_about<'a>(line: &'a str, language: Option<&str>, shortest: usize) -> Option<&'a str> {
    let counts = |languages: &str| {
        languages == "*" || language.is_none_or(|language| languages.split(' ').any(|own| own == language))
    };
    let mut long = ABOUT.get(&first_letter(line)?)?.iter().filter(|(_, prefix)| prefix.len() >= shortest);
    long.find_map(|(languages, prefix)| strip_prefix_folded(line, prefix).filter(|_| counts(languages)))
}

/// "About X", "Über die X AG", "Die X Group im Profil", "À propos de X".
fn about<'a>(line: &'a str, language: Option<&str>) -> Option<Cue<'a>> {
    let language = language.map(|l| l.split(['-', '_']).next().unwrap_or(l));
    let subject = behind_about(line, language, 1);
    let profile = || {
        let folded = line.to_lowercase();
        let suffix = PROFILE.iter().find(|suffix| folded.ends_with(**suffix))?;
        Some(before_chars(line, suffix.chars().count()))
    };
    let subject =
        subject.or_else(profile)?.trim_matches(|c: char| matches!(c, ':' | ',' | '–' | '|') || c.is_whitespace());
    let subject =
        words(headings::ARTICLES).find_map(|article| strip_prefix_folded(subject, article)).unwrap_or(subject);
    let first = subject.chars().next()?;
    let (high, low) = subject.split_whitespace().partition::<Vec<&str>, _>(|w| w.contains(char::is_uppercase));
    let caseless = first.is_alphabetic() && !first.is_uppercase() && !first.is_lowercase();
    let named = (high.len() + 2 >= low.len() || caseless)
        && (first.is_uppercase()
            || caseless
            || (first.is_numeric() && !high.is_empty())
            || matches!(first, '“' | '„' | '«' | '"' | '‘')
            || subject.chars().take(6).skip(1).any(char::is_uppercase)
            || subject.split_whitespace().count() <= 3 && super::words::is_legal_form(subject));
    let short = subject.split_whitespace().count() <= 10 && !subject.ends_with(['.', '?', '!'])
        || subject.ends_with("e.V.")
        || subject.ends_with("Inc.")
        || subject.ends_with("Ltd.");
    (named && short).then_some(Cue { part: Part::About, subject: Some(subject), inline: None })
}

/// "About Example The Example is ...": a name that the text begins with again.
fn run_on<'a>(line: &'a str, language: Option<&str>) -> Option<Cue<'a>> {
    let language = language.map(|l| l.split(['-', '_']).next().unwrap_or(l));
    let rest = behind_about(line, language, 5)?;
    let ends: Vec<usize> = rest.match_indices(' ').map(|(at, _)| at).take(7).collect();
    ends.into_iter().find_map(|end| {
        let (name, text) = rest.split_at(end);
        let text = text.trim_start();
        let plain = words(headings::ARTICLES).find_map(|article| strip_prefix_folded(text, article)).unwrap_or(text);
        let named = words(headings::ARTICLES).find_map(|article| strip_prefix_folded(name, article)).unwrap_or(name);
        let again = plain.strip_prefix(named)?.starts_with([' ', ',', '’', '\'', '®', '™']);
        let sound = again && named.starts_with(char::is_uppercase) && text.len() >= 60;
        sound.then_some(Cue { part: Part::About, subject: Some(named), inline: Some(text) })
    })
}

/// "Pressekontakt: Max Mustermann, Tel. ...", "About Helijet: Helijet is ...".
fn inline<'a>(line: &'a str, language: Option<&str>) -> Option<Cue<'a>> {
    let (at, mark) = line
        .char_indices()
        .take(100)
        .find(|(at, c)| *c == ':' || (matches!(c, '–' | '—' | '|') && line[..*at].ends_with(' ')))?;
    let (head, rest) = (line[..at].trim(), line[at + mark.len_utf8()..].trim());
    if head.is_empty() || rest.is_empty() || rest.starts_with("//") || head.split_whitespace().count() > 10 {
        return None;
    }
    let folded = head.to_lowercase();
    let cue = whole(&folded)
        .map(|part| Cue { part, subject: None, inline: None })
        .or_else(|| about(head, language))
        .or_else(|| begun(head, &folded))?;
    matches!(cue.part, Part::PressContact | Part::About | Part::Notes | Part::Contact | Part::OtherContact)
        .then_some(Cue { inline: Some(rest), ..cue })
}

/// What follows a beginning that is the same but for case.
pub(super) fn strip_prefix_folded<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let mut rest = text.chars();
    for expected in prefix.chars() {
        let c = rest.next()?;
        // cues are asked of every line: most differ in their first letter
        let same = c.eq_ignore_ascii_case(&expected)
            || !(c.is_ascii() && expected.is_ascii()) && c.to_lowercase().eq(expected.to_lowercase())
            || (matches!(c, '’' | '\'') && matches!(expected, '’' | '\''));
        if !same {
            return None;
        }
    }
    Some(rest.as_str())
}

fn after_chars(text: &str, count: usize) -> &str {
    text.char_indices().nth(count).map_or("", |(at, _)| &text[at..]).trim()
}

fn before_chars(text: &str, count: usize) -> &str {
    let keep = text.chars().count().saturating_sub(count);
    text.char_indices().nth(keep).map_or(text, |(at, _)| &text[..at]).trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read<'a>(line: &'a str, language: &str) -> Option<(Part, Option<&'a str>, Option<&'a str>)> {
        of(line, Some(language)).map(|c| (c.part, c.subject, c.inline))
    }

    #[test]
    fn headings_open_their_parts_in_every_language() {
        for (line, part) in [
            ("Press Contacts", Part::PressContact),
            ("2. Media contact:", Part::PressContact),
            ("Ihr Ansprechpartner für Pressefragen", Part::PressContact),
            ("CONTACT PRESSE", Part::PressContact),
            ("Ufficio stampa", Part::PressContact),
            ("Kontakt dla mediów:", Part::PressContact),
            ("Kontakt Investoren:", Part::OtherContact),
            ("Notes to editors", Part::Notes),
            ("Hintergrund:", Part::Notes),
            ("Weitere Pressemitteilungen von Nordex SE", Part::More),
            ("Media Assets", Part::Assets),
            ("Download Pressefoto:", Part::Assets),
            ("Social Media", Part::Social),
        ] {
            assert_eq!(read(line, "en").map(|c| c.0), Some(part), "{line}");
        }
    }

    #[test]
    fn about_names_its_organisation() {
        for (line, language, subject) in [
            ("About the Example Trust", "en", "Example Trust"),
            ("Über die Beispiel AG", "de", "Beispiel AG"),
            ("Die Nordex Group im Profil", "de", "Nordex Group"),
            ("À propos de l’Agence du Don en Nature :", "fr", "Agence du Don en Nature"),
            ("Om Exempel AB", "sv", "Exempel AB"),
            ("O Fundacji Przykład", "pl", "Fundacji Przykład"),
            ("Az Északi Kompokról", "hu", "Északi Kompok"),
            ("Kuzey Feribotları Hakkında", "tr", "Kuzey Feribotları"),
            ("О компании «Пример»", "ru", "«Пример»"),
            ("北海フェリーについて", "ja", "北海フェリー"),
        ] {
            assert_eq!(read(line, language), Some((Part::About, Some(subject), None)), "{line}");
        }
        assert_eq!(
            read("About Helijet: Helijet is a company.", "en"),
            Some((Part::About, Some("Helijet"), Some("Helijet is a company.")))
        );
    }

    #[test]
    fn prose_opens_nothing() {
        for line in [
            "About 300 people came to the opening and were glad",
            "Über das Förderprogramm können Landkreise Mittel beantragen.",
            "O projeto começa amanhã",
            "Background noise is a problem of cities, says the study.",
            "Over the Atlantic",
            "",
        ] {
            assert_eq!(read(line, "en"), None, "{line}");
        }
    }

    #[test]
    fn a_contact_on_the_line_of_its_heading_is_handed_on() {
        assert_eq!(
            read("Pressekontakt: Max Muster, Tel. 030 1", "de"),
            Some((Part::PressContact, None, Some("Max Muster, Tel. 030 1")))
        );
        assert_eq!(
            read("Ansprechpartner Presse bei Nordex SE", "de"),
            Some((Part::PressContact, Some("Nordex SE"), None))
        );
    }
}
