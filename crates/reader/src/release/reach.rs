//! E-mail addresses and phone numbers in a line of text.
//!
//! Addresses come out plain: "presse (at) example (dot) org" too. Phones come out as printed; a date or an
//! amount is none.

use std::{ops::Range, sync::LazyLock};

use regex::Regex;

/// Something to reach somebody by, with its place in the line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reach {
    /// Where it stands, its label not included.
    pub range: Range<usize>,
    /// As to be used.
    pub text: String,
}

/// Lines beyond this are prose; their numbers are not looked for.
const MAX_LINE: usize = 20_000;

static EMAIL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"\b([A-Za-z0-9._%+\-]+)",
        r"(?:@| ?[\(\[\{<] ?(?i:at|ät|a|@|æt|arroba|chez|chiocciola|kukac|snabel-?a|małpa|zavináč) ?[\)\]\}>] ?| @ )",
        r"([A-Za-z0-9äöüÄÖÜß\-]+(?:(?:\.| ?[\(\[\{] ?(?i:dot|punkt|point|punto|ponto|kropka|\.) ?[\)\]\}] ?)[A-Za-z0-9äöüÄÖÜß\-]+)+)",
    ))
    .expect("constant")
});
static DOT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i) ?[\(\[\{] ?(?:dot|punkt|point|punto|ponto|kropka|\.) ?[\)\]\}] ?").expect("constant")
});
static PHONE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"[(\[]?\+?[(\[]?[0-9][0-9 \u{a0}().\]/‐‑–-]{4,30}[0-9](?: ?(?i:ext|extension|durchwahl|dw|poste|x)\.? ?[0-9]{1,5}\b)?",
    )
    .expect("constant")
});
static DATE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?:[0-9]{1,2} ?[./-] ?[0-9]{1,2} ?[./-] ?(?:19|20)?[0-9]{2}|(?:19|20)[0-9]{2}[-/.][0-9]{1,2}[-/.][0-9]{1,2}|(?:19|20)[0-9]{2} ?[-–/] ?(?:19|20)?[0-9]{2}$)").expect("constant")
});
static AMERICAN: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^1?[-. ]?\(?[0-9]{3}\)?[-. ]{1,2}[0-9]{3}[-. ][0-9]{4}").expect("constant"));

/// Whether a line holds an address or a number.
pub(super) fn has(line: &str) -> bool {
    !emails(line).is_empty() || !phones(line, true).is_empty()
}

/// The addresses of a line.
pub(super) fn emails(line: &str) -> Vec<Reach> {
    if line.len() > MAX_LINE || !line.contains(['@', '(', '[', '{']) {
        return Vec::new();
    }
    EMAIL
        .captures_iter(line)
        .filter_map(|found| {
            let (whole, local, domain) = (found.get(0)?, found.get(1)?.as_str(), found.get(2)?.as_str());
            let domain = DOT.replace_all(domain, ".");
            let domain = domain.trim_end_matches(['-', '.']);
            let top = domain.rsplit('.').next()?;
            let sound = top.chars().count() >= 2 && top.chars().all(char::is_alphabetic) && !local.starts_with('.');
            let (local, end) = (local.trim_start_matches(['-', '.']), whole.end());
            (sound && !local.is_empty()).then(|| Reach { range: whole.start()..end, text: format!("{local}@{domain}") })
        })
        .collect()
}

/// The phone numbers of a line, faxes left out. `sure`: the line stands where contacts stand, so a bare
/// national number counts too.
pub(super) fn phones(line: &str, sure: bool) -> Vec<Reach> {
    if line.len() > MAX_LINE || line.bytes().filter(u8::is_ascii_digit).count() < 6 {
        return Vec::new();
    }
    PHONE
        .find_iter(line)
        .flat_map(|m| parts(m.as_str(), m.start()))
        .filter_map(|(range, text)| phone(line, range, text, sure))
        .collect()
}

/// Two numbers with a stroke or a dash between them ("030 1234 / 0151 5678901") are two.
fn parts(found: &str, start: usize) -> Vec<(Range<usize>, &str)> {
    let digits = found.bytes().filter(u8::is_ascii_digit).count();
    let mark = [" / ", "  ", " – ", " - "].iter().find_map(|mark| found.find(mark));
    let Some(at) = mark.filter(|_| digits > 14) else {
        return vec![(start..start + found.len(), found)];
    };
    let second = at + found[at..].len() - found[at..].trim_start_matches([' ', '/', '–', '-']).len();
    vec![(start..start + at, &found[..at]), (start + second..start + found.len(), &found[second..])]
}

fn phone(line: &str, range: Range<usize>, text: &str, sure: bool) -> Option<Reach> {
    let mut text = text.trim();
    for (open, close) in [('(', ')'), ('[', ']')] {
        if text.matches(open).count() > text.matches(close).count() && text.starts_with(open) {
            text = text[1..].trim_start();
        }
        if text.matches(close).count() > text.matches(open).count() {
            text = text.rsplit_once(close).map_or(text, |(before, _)| before).trim();
        }
    }
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let before = line.get(..range.start).unwrap_or_default();
    let after = line.get(range.end..).unwrap_or_default().chars().next();
    let glued =
        before.chars().next_back().is_some_and(|c| c.is_alphanumeric() || matches!(c, '/' | '@' | '_' | '=' | '#'))
            || after.is_some_and(|c| c.is_alphanumeric() || matches!(c, '@' | '_' | '%'));
    if !(6..=16).contains(&digits) || glued || DATE.is_match(text) {
        return None;
    }
    let label = label_before(before);
    if matches!(label, Label::Other) {
        return None;
    }
    let international = text.starts_with('+') || text.starts_with("(+") || text.starts_with("00");
    // "(11) 95555-0123": the code of an area in brackets
    let bracketed = text.starts_with('(') && text.find(") ").is_some_and(|at| (3..=6).contains(&at)) && digits >= 8;
    let national =
        (text.starts_with('0') || text.starts_with("(0") || AMERICAN.is_match(text)) && digits >= 7 || bracketed;
    let alone = line.len() <= text.len() + 30
        && line
            .get(range.end..)
            .is_none_or(|rest| rest.trim_start().starts_with('(') || !rest.contains(char::is_alphabetic));
    let known = matches!(label, Label::Phone)
        || (international && digits >= 8)
        || (sure && (national || (alone && text.contains([' ', '-', '/', '.']) && !looks_postal(line, text))));
    let parted = |text: &str, mark: Option<char>| text.is_empty() || mark.is_some_and(|c| ":：|/,;•·–—)(".contains(c));
    let (left, right) = (before.trim_end(), line.get(range.end..).unwrap_or_default().trim_start());
    let parted = parted(left, left.chars().next_back()) && parted(right, right.chars().next());
    let known = known || sure && digits >= 8 && text.contains(' ') && parted;
    let from = range.start + line.get(range.clone())?.find(text)?;
    known.then(|| Reach { range: from..from + text.len(), text: text.to_owned() })
}

/// "10117 Berlin", "SW1A 2AA": digits that lead a place are a postal code.
fn looks_postal(line: &str, text: &str) -> bool {
    text.bytes().filter(u8::is_ascii_digit).count() <= 6 && line.chars().any(char::is_alphabetic)
}

enum Label {
    Phone,
    /// A fax, or a number of another sort.
    Other,
    None,
}

/// What the words right before a number call it.
fn label_before(before: &str) -> Label {
    const PHONES: &[&str] = &[
        "tel", "telephone", "phone", "fon", "telefon", "telefonnummer", "mobile", "mobil", "mob", "cell", "m", "t",
        "p", "ph", "handy", "tél", "téléphone", "telef", "telf", "móvil", "portable", "port", "telefono", "teléfono",
        "cellulare", "mobiel", "telefoon", "telefone", "telemóvel", "celular", "kom", "telefonisch", "call", "hours",
        "direct", "office", "puh", "puhelin", "tlf", "hotline", "whatsapp", "contact", "number", "line", "desk",
        "rufnummer", "durchwahl", "cel", "mobilni", "mobilnummer",
    ];
    let tail: String = before.chars().rev().take(24).collect::<Vec<_>>().into_iter().rev().collect();
    let word = tail.to_lowercase();
    let word = word.trim_end_matches(|c: char| !c.is_alphabetic());
    let last = word.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    match last {
        "isbn" | "issn" | "iban" | "doi" | "isin" | "nr" | "no" | "fax" | "telefax" | "faks" | "télécopie" | "f"
        | "fx" => Label::Other,
        last if PHONES.contains(&last) => Label::Phone,
        _ => Label::None,
    }
}

/// The digits, for telling whether two are the same number: the last eight decide.
pub(super) fn digits(phone: &str) -> String {
    let all: Vec<char> = phone.chars().filter(char::is_ascii_digit).collect();
    all[all.len().saturating_sub(8)..].iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mail(line: &str) -> Vec<String> {
        emails(line).into_iter().map(|r| r.text).collect()
    }

    fn tel(line: &str) -> Vec<String> {
        phones(line, true).into_iter().map(|r| r.text).collect()
    }

    #[test]
    fn addresses_are_read_however_they_are_hidden() {
        for line in [
            "Mail: press@example.org.", "press (at) example (dot) org", "press[at]example.org",
            "press{ät}example[punkt]org", "press @ example.org, and more",
        ] {
            assert_eq!(mail(line), ["press@example.org"], "{line}");
        }
        assert_eq!(mail("a@b.org or c.d@e-f.co.uk"), ["a@b.org", "c.d@e-f.co.uk"]);
        assert!(mail("at home (at) noon; [email protected]; @handle; a@b").is_empty());
    }

    #[test]
    fn numbers_are_read_as_printed() {
        for number in [
            "+44 (0) 20 7413 5566", "(+32) 2 28 31834", "0228 - 8491 - 4444", "+49 - (40) - 300 30 - 1141",
            "030/212341-251", "+49 (0)30-212 341-253", "(202) 555-0143", "+1.604.273.4688", "030 65211-1780",
        ] {
            assert_eq!(tel(&format!("Tel.: {number}")), [number]);
            assert_eq!(tel(number), [number]);
        }
        assert_eq!(tel("Tel. 030 284447-42 / 0151 67851903, Fax 030 284447-55"), ["030 284447-42", "0151 67851903"]);
    }

    #[test]
    fn a_number_between_marks_needs_no_label() {
        assert_eq!(tel("Inês Roe (coordenadora): 955 012 345 | ines@example.org"), ["955 012 345"]);
        assert_eq!(tel("They sold 955 012 345 units"), [""; 0]);
    }

    #[test]
    fn dates_amounts_and_postal_codes_are_no_numbers() {
        for line in [
            "28.01.2022", "2021-01-04", "10117 Berlin", "Konstantinstraße 110, 53179 Bonn", "Fax: 030 1234567",
            "2 350 000 euros", "ISBN 978-3-16-148410-0",
        ] {
            assert_eq!(tel(line), [""; 0], "{line}");
        }
        assert!(phones("The 018 284 444 people", false).is_empty());
    }
}
