//! One line of a contact: what it holds, in the order of the line.

use std::{ops::Range, sync::LazyLock};

use regex::Regex;

use crate::{
    blocks::Block,
    lexicon,
    release::{cues::bare_line, reach, words},
};

/// A piece of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fact {
    /// A person, perhaps with the function before the name.
    Person(words::Person),
    /// An office: "Press Office".
    Office(String),
    Organisation(String),
    Role(String),
    Email(String),
    Phone(String),
    /// "Mon–Fri 9:00–17:00".
    Hours(String),
    /// "Out of hours".
    Note(String),
}

static HOURS: LazyLock<Regex> = LazyLock::new(|| {
    let days = r"(?:mon|tue|wed|thu|fri|mo|di|mi|do|fr|lun|mar|mer|jeu|ven|ma|vr|pon|pt|mån|fre)[a-z]*\.? ?(?:[-–]|to|bis|au?|tot|do|till) ?[^ .]+\.?,? .{0,6}?";
    let clock = r"[0-9]{1,2}(?:[:.h][0-9]{2})? ?(?:am|a\.m\.|uhr|h)? ?(?:[-–]|to|bis|à|a|tot|till|do) ?[0-9]{1,2}(?:[:.h][0-9]{2})?";
    Regex::new(&format!(r"(?i)\b{days}\b{clock}(?: ?(?:am|pm|p\.m\.|uhr|hrs|h|uur)\b)?|\b{clock} ?(?:am|pm|p\.m\.|uhr|hrs|h|uur)\b|\b[0-9]{{1,2}}[:.][0-9]{{2}} ?(?:[-–]|to|bis) ?[0-9]{{1,2}}[:.][0-9]{{2}}\b|\b24/7\b")).expect("constant")
});
static LABEL: LazyLock<Regex> = LazyLock::new(|| {
    let labels: Vec<&str> = lexicon::words(lexicon::CHANNELS).collect();
    Regex::new(&format!(r"(?i)(?:^|[ |,;/(•·])(?:{}) *(?:[:.：] ?|\||$)", labels.join("|"))).expect("constant")
});
/// A letter is a label only before an address or a number, never within a name.
static LETTER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)(?:^|[ |,;/(•·])(?:[mtepfx]|[mtepf] ?\([^)]\)) ?[:.]? *(?:\||$)").expect("constant")
});
/// "The Buckle, Inc.": the comma before a legal form is of the name.
static LEGAL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r", (Inc|LLC|L\.L\.C|Ltd|Limited|Corp|Co|LLP|L\.P|LP|PLC|plc|S\.A|SA|GmbH|AG|N\.V|B\.V)\b(\.?)")
        .expect("constant")
});
/// Stands for the comma of a name.
const COMMA: char = '\u{2063}';
const AFTER_HOURS: &[&str] = &[
    "out of hours", "out-of-hours", "outside office hours", "after hours", "weekend", "duty press",
    "outside working hours", "en dehors des heures", "fuera de horario", "fuori orario", "außerhalb der",
    "am wochenende", "buiten kantooruren", "emergency",
];

/// The facts of a block's line and its links.
pub(super) fn facts(block: Option<&Block>, text: &str) -> Vec<Fact> {
    let kept = LEGAL.replace_all(bare_line(text), format!("{COMMA} $1$2"));
    let text = kept.as_ref();
    let mut found: Vec<(Range<usize>, Fact)> = Vec::new();
    let hours = has_clock(text).then(|| HOURS.find_iter(text));
    for m in hours.into_iter().flatten() {
        found.push((m.range(), Fact::Hours(m.as_str().trim().to_owned())));
    }
    let free = |range: &Range<usize>, found: &[(Range<usize>, Fact)]| {
        found.iter().all(|(taken, _)| range.end <= taken.start || range.start >= taken.end)
    };
    for email in reach::emails(text) {
        found.push((email.range, Fact::Email(email.text)));
    }
    for phone in reach::phones(text, true) {
        if free(&phone.range, &found) {
            found.push((phone.range, Fact::Phone(phone.text)));
        }
    }
    let (mut facts, mut rest) = (Vec::new(), String::with_capacity(text.len()));
    found.sort_by_key(|(range, _)| range.start);
    let mut at = 0;
    for (range, fact) in found {
        rest.push_str(text.get(at..range.start).unwrap_or_default());
        rest.push_str(" | ");
        at = range.end.max(at);
        facts.push(fact);
    }
    rest.push_str(text.get(at..).unwrap_or_default());
    let mut all = named(&rest);
    all.extend(facts);
    if let Some(block) = block {
        linked(block, &mut all);
    }
    for fact in &mut all {
        if let Fact::Organisation(name) | Fact::Office(name) | Fact::Role(name) = fact {
            *name = name.replace(COMMA, ",");
        }
    }
    all
}

/// Whether a digit stands before a colon and another, or before the letter of an hour.
fn has_clock(text: &str) -> bool {
    let bytes = text.as_bytes();
    let hour = |at: usize| bytes.get(at).is_some_and(|b| matches!(b.to_ascii_lowercase(), b'a' | b'p' | b'u' | b'h'));
    let parts =
        |at: usize| matches!(bytes.get(at), Some(b':' | b'.')) && bytes.get(at + 1).is_some_and(u8::is_ascii_digit);
    let digits = (0..bytes.len()).filter(|at| bytes[*at].is_ascii_digit()).map(|at| at + 1);
    digits.into_iter().any(|at| parts(at) || hour(at) || bytes.get(at) == Some(&b' ') && hour(at + 1))
        || text.contains("24/7")
}

/// "Phone:", "E-mail": what a line says of a number or an address that stands on another.
pub(in crate::release) fn is_label(text: &str) -> bool {
    text.len() <= 40 && text.contains(char::is_alphabetic) && {
        let plain = LETTER.replace_all(text, " | ");
        !LABEL.replace_all(&plain, " | ").contains(char::is_alphanumeric)
    }
}

/// Addresses that only the links know.
fn linked(block: &Block, facts: &mut Vec<Fact>) {
    for link in &block.links {
        if let Some(address) = link.href.strip_prefix("mailto:") {
            let printed = facts.iter().any(|f| matches!(f, Fact::Email(_)));
            let address = address.split('?').next().unwrap_or_default().trim().replace("%40", "@");
            if !printed && let Some(email) = reach::emails(&address).pop() {
                facts.push(Fact::Email(email.text));
            }
        }
        if let Some(number) = link.href.strip_prefix("tel:") {
            let printed = facts.iter().any(|f| matches!(f, Fact::Phone(_)));
            if !printed && number.bytes().filter(u8::is_ascii_digit).count() >= 6 && number.len() <= 30 {
                facts.push(Fact::Phone(number.trim().to_owned()));
            }
        }
    }
}

/// Names, functions and organisations in what is left of a line.
fn named(rest: &str) -> Vec<Fact> {
    let lower = rest.to_lowercase();
    let mut facts = Vec::new();
    if let Some(note) = AFTER_HOURS.iter().find(|n| lower.contains(**n)) {
        let label = rest.split(['|', ':']).map(str::trim).find(|p| p.to_lowercase().contains(note)).unwrap_or(note);
        return vec![Fact::Note(label.chars().take(80).collect())];
    }
    let plain = LETTER.replace_all(rest, " | ");
    let plain = LABEL.replace_all(&plain, " | ");
    let whole = plain.trim_matches(|c: char| {
        matches!(c, '|' | ',' | ';' | ':' | '/' | '-' | '–' | '•' | '·' | '(' | ')') || c.is_whitespace()
    });
    if whole.is_empty() || whole.len() > 260 {
        return facts;
    }
    // a line that goes on with a number or an address may hold all of a card
    let goes_on = plain.contains('|');
    let is_card = goes_on && name_and_role(whole).is_some();
    let parts: Vec<&str> = whole
        .split(['|', ';', '•', '·', '\t', '\u{3000}'])
        .flat_map(|part| if goes_on { sentences(part) } else { vec![part] })
        .collect();
    if parts.len() == 1
        && !is_card
        && let Some(list) = piece(whole, true)
    {
        return list;
    }
    for part in parts {
        let part = part.trim().trim_matches([',', ' ', '-', '–', '(', ')', ':']);
        if goes_on && let Some((person, role)) = name_and_role(part) {
            facts.extend([Fact::Person(person), Fact::Role(role)]);
            continue;
        }
        match piece(part, true) {
            Some(list) => facts.extend(list),
            None => facts.extend(
                part.split([',', '(', ')'])
                    .flat_map(|p| p.split(" – "))
                    .flat_map(|p| p.split(" — "))
                    .flat_map(|p| p.split(" - "))
                    .filter_map(|p| piece(p.trim(), false))
                    .flatten()
                    .map(|fact| match fact {
                        // "Sachita S., Sr. Director Global Health": behind a person stands a function, not a second one
                        Fact::Person(words::Person { name, role: Some(role) })
                            if words::is_role(&role) && part.contains(',') =>
                        {
                            Fact::Role(format!("{role} {name}"))
                        }
                        fact => fact,
                    }),
            ),
        }
    }
    if goes_on && !facts.iter().any(|fact| matches!(fact, Fact::Person(_))) {
        facts.splice(0..0, caseless_name(whole));
    }
    facts
}

/// "Letra y Tinta. Hugo Roe.": the parts of a line that full stops part, those behind short words aside.
fn sentences(part: &str) -> Vec<&str> {
    let stop = |at: &usize| part[..*at].chars().rev().take(5).all(char::is_alphabetic);
    let stops: Vec<usize> = part.match_indices(". ").map(|(at, _)| at).filter(stop).collect();
    let begins = std::iter::once(0).chain(stops.iter().map(|at| at + 2));
    begins.zip(stops.iter().copied().chain([part.len()])).map(|(from, to)| &part[from..to]).collect()
}

/// A line with a number or an address, in a script without capitals, begins with the name: "רון כהן, דובר הבנק, ...".
fn caseless_name(line: &str) -> Vec<Fact> {
    let mut pieces = line.split(['|', ',', '،', '(']).map(str::trim);
    let name = pieces.next().unwrap_or_default();
    let named = words::is_caseless(name) && (2..=3).contains(&name.split(' ').count());
    if !named || piece(name, true).is_some() || name.contains(':') {
        return Vec::new();
    }
    let role = pieces.next().filter(|role| words::is_caseless(role)).map(str::to_owned);
    vec![Fact::Person(words::Person { name: name.to_owned(), role })]
}

/// What one piece is. A piece with a comma is only an office or an organisation.
fn piece(text: &str, whole: bool) -> Option<Vec<Fact>> {
    let text = text.trim().trim_matches([',', ' ', '-', '–', ':']);
    if text.is_empty() || text.len() > 140 {
        return None;
    }
    labelled(text).or_else(|| owned(text)).or_else(|| plain(text, whole))
}

/// "À Dakar : Jane Roe", "Title: Head of Media": what stands before a colon says of whom.
fn labelled(text: &str) -> Option<Vec<Fact>> {
    let (label, value) = text.rsplit_once([':', '：'])?;
    let mut facts = piece(value, true)?;
    if let [Fact::Person(person)] = facts.as_mut_slice()
        && words::is_role(label)
    {
        person.role.get_or_insert_with(|| label.trim().to_owned());
    }
    Some(facts)
}

/// "Jane Roe at Oxfield Media".
fn owned(text: &str) -> Option<Vec<Fact>> {
    let (person, owner) = [" at ", " bei ", " chez "].iter().find_map(|at| text.split_once(*at))?;
    let is_name = owner.starts_with(char::is_uppercase) && !owner.contains(',');
    let person = words::person(person).or_else(|| words::asked_for(person)).filter(|_| is_name)?;
    Some(vec![Fact::Person(person), Fact::Organisation(owner.to_owned())])
}

fn plain(text: &str, whole: bool) -> Option<Vec<Fact>> {
    // "Jane Roe (Press Officer)" and "Jane Roe – Press Officer" are lists as well
    let listed = text.contains(',')
        || ["(", " – ", " — ", " - "].iter().any(|mark| {
            text.split_once(*mark).is_some_and(|(name, _)| words::person(name).is_some_and(|own| own.role.is_none()))
        });
    // the label of whom another answers for
    if matches!(text.to_lowercase().as_str(), "pr-agentur" | "agentur" | "pr agency" | "agency" | "agence" | "agenzia")
    {
        return Some(Vec::new());
    }
    if whole && let Some((organisation, office)) = office_of(text) {
        return Some(vec![Fact::Organisation(organisation), Fact::Office(office)]);
    }
    // "홍보팀 이서연 과장": the name stands before the rank
    let hangul = text.split_whitespace().rev().take(2).find(|token| words::is_hangul_name(token));
    if let Some(name) = hangul.filter(|_| text.split_whitespace().count() <= 4) {
        return Some(vec![Fact::Person(words::Person { name: name.to_owned(), role: None })]);
    }
    if whole && words::is_unspaced_name(text) {
        return Some(vec![Fact::Person(words::Person { name: text.to_owned(), role: None })]);
    }
    if !listed && let Some(person) = words::person(text) {
        return Some(vec![Fact::Person(person)]);
    }
    if let Some(fact) = desk(text, listed) {
        return Some(vec![fact]);
    }
    if listed {
        return None;
    }
    if words::is_role(text) && text.split_whitespace().count() <= 10 && !text.ends_with('.') {
        return Some(vec![Fact::Role(text.to_owned())]);
    }
    if words::is_organisation(text) {
        return Some(vec![Fact::Organisation(text.to_owned())]);
    }
    words::asked_for(text).map(|person| vec![Fact::Person(person)])
}

/// Who answers, named by what they do.
fn desk(text: &str, listed: bool) -> Option<Fact> {
    if !words::is_office(text) || text.split_whitespace().count() > 8 {
        return None;
    }
    let role = text.split([' ', ',']).any(words::is_role_word);
    let role = role && !text.to_lowercase().starts_with("press o") && !text.to_lowercase().starts_with("referat");
    let organisation = !listed
        && words::is_organisation(text)
        && !role
        && text.split_whitespace().count() <= 3
        && !words::is_office(text.split_whitespace().next().unwrap_or_default());
    // "Vice President, Communications" is one function
    let function = || {
        let mut parts = text.split(',').map(str::trim);
        parts.next().is_some_and(words::is_role) && parts.all(words::is_office)
    };
    if listed && (role && !function() || text.split([',', '(']).any(|p| words::person(p).is_some())) {
        return None;
    }
    Some(if role {
        Fact::Role(text.to_owned())
    } else if organisation {
        Fact::Organisation(text.to_owned())
    } else {
        Fact::Office(text.to_owned())
    })
}

/// "Jane Roe Press Officer": elements side by side that only a style sheet parts.
fn name_and_role(text: &str) -> Option<(words::Person, String)> {
    let tokens: Vec<&str> = text.split_whitespace().collect();
    (2..tokens.len().min(5)).rev().find_map(|n| {
        let (name, role) = (tokens[..n].join(" "), tokens[n..].join(" "));
        // "Senior PR Manager" is a function as a whole
        let rank = |token: &&str| token.chars().all(char::is_uppercase) || ["Senior", "Junior"].contains(token);
        let named = !tokens[..n].iter().any(rank) && words::is_role(&role);
        words::person(&name).filter(|person| named && person.role.is_none()).map(|person| (person, role))
    })
}

/// "Bundesamt für X Pressestelle", "Pressestelle des Verbandes X", "Berliner Büro – Pressestelle".
fn office_of(text: &str) -> Option<(String, String)> {
    let (head, last) = text.rsplit_once(' ')?;
    if words::is_office(last)
        && words::is_organisation(head)
        && !head.contains(',')
        && !text.split_whitespace().any(words::is_role_word)
    {
        return Some((head.trim_matches([',', ' ', '–', '-']).to_owned(), last.to_owned()));
    }
    let (first, rest) = text.split_once(' ')?;
    let organisation = ["der ", "des ", "von ", "of the ", "of ", "du ", "de la ", "de ", "del ", "della ", "di "]
        .iter()
        .find_map(|link| rest.strip_prefix(link))?;
    (words::is_office(first) && words::is_organisation(organisation))
        .then(|| (organisation.to_owned(), first.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_parted_into_its_facts() {
        let person = |name: &str, role: Option<&str>| {
            Fact::Person(words::Person { name: name.into(), role: role.map(Into::into) })
        };
        for (text, want) in [
            (
                "John Doe, Head of Communications, Example Trust",
                vec![
                    person("John Doe", None),
                    Fact::Role("Head of Communications".into()),
                    Fact::Organisation("Example Trust".into()),
                ],
            ),
            ("Tel.: +49 30 23125 000", vec![Fact::Phone("+49 30 23125 000".into())]),
            (
                "E: j.doe@example.org | T: +44 113 496 0123",
                vec![Fact::Email("j.doe@example.org".into()), Fact::Phone("+44 113 496 0123".into())],
            ),
            (
                "Bundesamt für Sicherheit in der Informationstechnik Pressestelle",
                vec![
                    Fact::Organisation("Bundesamt für Sicherheit in der Informationstechnik".into()),
                    Fact::Office("Pressestelle".into()),
                ],
            ),
            (
                "Referat Presse, Öffentlichkeitsarbeit",
                vec![Fact::Office("Referat Presse, Öffentlichkeitsarbeit".into())],
            ),
            (
                "Anna Muster Press Officer +44 113 496 0123",
                vec![
                    person("Anna Muster", None),
                    Fact::Role("Press Officer".into()),
                    Fact::Phone("+44 113 496 0123".into()),
                ],
            ),
            ("Senior PR Manager", vec![Fact::Role("Senior PR Manager".into())]),
            ("Pressesprecherin Anna Muster", vec![person("Anna Muster", Some("Pressesprecherin"))]),
            (
                "Viktor ALMQVIST, Press Officer, (+32) 2 28 31834 (BXL)",
                vec![
                    person("Viktor ALMQVIST", None),
                    Fact::Role("Press Officer".into()),
                    Fact::Phone("(+32) 2 28 31834".into()),
                ],
            ),
            ("Mon-Fri 9:00-17:00", vec![Fact::Hours("Mon-Fri 9:00-17:00".into())]),
            (
                "please contact Anna Muster on +44 113 496 0123",
                vec![person("Anna Muster", None), Fact::Phone("+44 113 496 0123".into())],
            ),
            (
                "À Dakar : Awa Roe, +221 55 501 23 45",
                vec![person("Awa Roe", None), Fact::Phone("+221 55 501 23 45".into())],
            ),
            ("Title: Head of Communications", vec![Fact::Role("Head of Communications".into())]),
            (
                "Jane Roe at Oxfield Media | jane@example.org",
                vec![
                    person("Jane Roe", None),
                    Fact::Organisation("Oxfield Media".into()),
                    Fact::Email("jane@example.org".into()),
                ],
            ),
            ("Vice President, Communications", vec![Fact::Role("Vice President, Communications".into())]),
            ("홍보팀 이서연 과장 (02-555-0134)", vec![person("이서연", None), Fact::Phone("02-555-0134".into())]),
            (
                "רון כהן, דובר הבנק, 03-555-0188",
                vec![person("רון כהן", Some("דובר הבנק")), Fact::Phone("03-555-0188".into())],
            ),
            ("Konstantinstraße 110, 53179 Bonn", vec![]),
            ("Nordex SE", vec![Fact::Organisation("Nordex SE".into())]),
        ] {
            assert_eq!(facts(None, text), want, "{text}");
        }
    }
}
