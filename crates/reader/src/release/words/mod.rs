//! What a few words are: a person, a function, an organisation, an office.
//!
//! No dictionary of names: a name is two to four capitalised words that are nothing else. In: a phrase of a
//! line; out: its parts, or `None`. Used by quotes and contacts alike.

mod roles;

pub(super) use roles::function;

use crate::lexicon;

/// A person, with the function printed before the name ("BWE-Präsident Hermann Albers").
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Person {
    /// Without titles.
    pub name: String,
    /// As printed before the name.
    pub role: Option<String>,
}

/// Lower case, without surrounding punctuation.
pub(super) fn bare(token: &str) -> String {
    token.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase()
}

/// A word that names a function; in a compound its last part decides.
pub(super) fn is_role_word(token: &str) -> bool {
    let word = bare(token);
    if word.is_empty() {
        return false;
    }
    let last = word.rsplit(['-', '/']).next().unwrap_or_default();
    let stem = last.split(['*', ':', '_', '·']).next().unwrap_or_default();
    [word.as_str(), last, stem].into_iter().any(lexicon::is_role) || lexicon::ends_as_role(stem)
}

/// A word of an organisation's name.
pub(super) fn is_organisation_word(token: &str) -> bool {
    let lower = token.trim_matches([',', ';', ':', '(', ')', '"', '“', '”']).to_lowercase();
    let word = bare(token);
    let stem = word.strip_suffix("es").or(word.strip_suffix('s')).unwrap_or(&word);
    lexicon::is_organisation(&lower)
        || lexicon::is_organisation(&word)
        || lexicon::ends_as_organisation(&word)
        || lexicon::ends_as_organisation(stem)
}

/// An office that answers the press, named as such ("Press Office", "Referat Presse").
pub(super) fn is_office(text: &str) -> bool {
    let lower = text.to_lowercase();
    text.len() <= 100 && lexicon::offices().any(|office| contains_words(&lower, office))
}

/// Whether a text is written in a script that parts no words: Han, kana.
pub(super) fn is_unspaced(text: &str) -> bool {
    text.chars().next().is_some_and(|c| matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}'))
}

/// "王晓雨": as many signs as a name has, and none of an office's.
pub(super) fn is_unspaced_name(text: &str) -> bool {
    let signs = (2..=4).contains(&text.chars().count()) && text.chars().all(|c| matches!(c, '\u{3400}'..='\u{9fff}'));
    let office = text
        .ends_with(['部', '課', '室', '科', '处', '處', '局', '社', '会', '會', '係', '司', '先', '者', '人', '式']);
    signs && !office && !is_role_word(text) && !is_organisation_word(text) && !is_office(text)
}

/// Signs with which most Korean names begin.
const HANGUL_SURNAMES: &str = "김이박최정강조윤장임한오서신권황안송류유홍전고문양손배백허남심노하곽성차주우구민진지엄채원천방공현함변여추도소석선설마길";

/// "이서연": a surname of one syllable and a name of two.
pub(super) fn is_hangul_name(token: &str) -> bool {
    let syllables = token.chars().count() == 3 && token.chars().all(|c| matches!(c, '가'..='힣'));
    let surname = token.chars().next().is_some_and(|c| HANGUL_SURNAMES.contains(c));
    syllables && surname && !is_role_word(token) && !is_organisation_word(token)
}

/// Whether a text is written in a script without capitals: Han, Hangul, Arabic.
pub(super) fn is_caseless(text: &str) -> bool {
    text.contains(char::is_alphabetic) && !text.contains(|c: char| c.is_uppercase() || c.is_lowercase())
}

/// Letters behind a name: "MD", "Ph.D.".
pub(super) fn are_credentials(text: &str) -> bool {
    let letters = text.len() <= 5 && !text.is_empty() && text.chars().all(|c| c.is_uppercase() || c == '.');
    letters || lexicon::is_credential(&text.to_lowercase())
}

/// The words of a text; where none are parted, about so many as its letters make.
pub(super) fn count(text: &str) -> usize {
    let letters = text.chars().filter(|c| matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}')).count();
    text.split_whitespace().count().max(letters / 2)
}

/// `needle` within `text` at word boundaries.
pub(super) fn contains_words(text: &str, needle: &str) -> bool {
    text.match_indices(needle).any(|(at, _)| {
        let before = text[..at].chars().next_back().is_none_or(|c| !c.is_alphanumeric());
        let after = text[at + needle.len()..].chars().next().is_none_or(|c| !c.is_alphanumeric());
        before && after
    })
}

/// Begins with a capital and holds letters only, as the words of names do.
pub(super) fn is_name_word(token: &str) -> bool {
    let token = token.trim_end_matches([',', ';', ':']);
    let mut chars = token.chars().skip_while(|c| matches!(c, '(' | '\'' | '’'));
    let Some(first) = chars.next() else { return false };
    let prefixed = ["d'", "d’", "l'", "l’", "o'"].iter().any(|p| token.starts_with(p));
    // "佐藤 美咲"
    let unspaced = is_unspaced(token) && token.chars().count() <= 4;
    (first.is_uppercase() || prefixed || unspaced)
        && chars.all(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '’' | '.' | '\u{301}' | ')'))
        && ((is_initial(token) && token.ends_with('.')) || !lexicon::is_no_name(&bare(token)))
}

fn is_particle(token: &str) -> bool {
    lexicon::is_particle(token)
}

fn is_initial(token: &str) -> bool {
    token.chars().filter(|c| c.is_alphabetic()).count() == 1
}

fn is_title(token: &str) -> bool {
    lexicon::is_title(&token.trim_matches(',').to_lowercase())
}

/// The name that the whole phrase is, perhaps after a function. Titles before and letters after it are left out.
pub(super) fn person(phrase: &str) -> Option<Person> {
    let phrase = phrase
        .trim()
        .trim_matches(|c: char| matches!(c, '-' | '–' | '—' | ',' | ':' | ';' | '|' | '•' | '*' | '"'))
        .trim();
    if phrase.is_empty()
        || phrase.len() > 160
        || phrase.contains(['@', '“', '”', '„', '«', '»', '!', '?', '/']) && !phrase.contains("/in ")
    {
        return None;
    }
    let tokens: Vec<&str> = phrase.split_whitespace().collect();
    if tokens.len() > 14 {
        return None;
    }
    let split = tokens.iter().rposition(|t| is_role_word(t) && !is_title(t)).map_or(0, |i| i + 1);
    let (role, rest) = tokens.split_at(split);
    let rest = strip(rest);
    let start = name_start(rest, !role.is_empty());
    let name = strip(&rest[start..]);
    if !is_name(name, !role.is_empty()) {
        return None;
    }
    let role = role.iter().chain(&rest[..start]).copied().collect::<Vec<_>>().join(" ");
    let role = clean_role(&role);
    Some(Person {
        name: name.join(" ").trim_end_matches([',', '.']).to_owned(),
        role: (!role.is_empty()).then_some(role),
    })
}

/// The person whom a few words ask to ask: "please contact Jane Roe", "neem contact op met Jane Roe".
pub(super) fn asked_for(text: &str) -> Option<Person> {
    let tokens: Vec<&str> = text.split_whitespace().collect();
    let small = |token: &str| token.starts_with(char::is_lowercase) && !is_particle(token);
    let end = tokens.iter().rposition(|token| !small(token))? + 1;
    let tokens = &tokens[..end];
    let from = tokens.iter().rposition(|token| small(token))? + 1;
    let asks = lexicon::asks(&tokens[..from].join(" ").to_lowercase());
    person(&tokens[from..].join(" ")).filter(|person| asks && person.name.contains(' '))
}

/// After a function with more words ("of Strategic Partnerships Wesley McVay") the name is the last of them.
fn name_start(rest: &[&str], after_role: bool) -> usize {
    let weight = rest.iter().filter(|t| !is_particle(t) && !is_initial(t)).count();
    let joined = rest.iter().position(|t| !is_name_word(t) && !is_particle(t));
    let connected = rest.first().is_some_and(|t| t.chars().all(char::is_lowercase) || *t == "&");
    if !after_role || (joined.is_none() && !connected && weight <= 3) {
        return 0;
    }
    let mut start = rest.len();
    let mut names = 0;
    while start > 0 && names < 2 {
        let token = rest[start - 1];
        if !is_name_word(token) && !is_particle(token) {
            break;
        }
        names += usize::from(!is_particle(token) && !is_initial(token));
        start -= 1;
    }
    // "Minister Jane Roe in Leeds": the name is behind the function, and not at the end
    let joins = ["and", "und", "&", "et", "y", "e", "of", "for", "für", "och", "og"];
    let led = joined.is_some_and(|at| at >= 2 && !joins.contains(&rest[at]));
    // "President of Helijet" names no person
    if led || connected && names < 2 { rest.len() } else { start }
}

/// Without titles at the beginning and letters at the end.
fn strip<'a, 'b>(tokens: &'a [&'b str]) -> &'a [&'b str] {
    let start = tokens.iter().position(|t| !is_title(t)).unwrap_or(tokens.len());
    let mut end = tokens.len();
    while end > start + 2 && lexicon::is_credential(&tokens[end - 1].trim_matches([',', '(', ')']).to_lowercase()) {
        end -= 1;
    }
    &tokens[start..end]
}

fn is_name(tokens: &[&str], after_role: bool) -> bool {
    let (Some(first), Some(last)) = (tokens.first(), tokens.last()) else { return false };
    let real = tokens.iter().filter(|t| !is_particle(t) && !is_initial(t)).count();
    let fits = tokens.len() <= 6
        && real <= 4
        && (real >= 2 || (after_role && real == 1) || (real == 1 && tokens.len() >= 2 && is_initial(first)));
    fits && is_name_word(first)
        && is_name_word(last)
        && last.chars().count() > 1
        && tokens.iter().all(|t| is_name_word(t) || is_particle(t))
        && !tokens.iter().any(|t| is_organisation_word(t) || is_role_word(t))
        && !is_office(&tokens.join(" "))
}

/// Without articles, "the then", and punctuation around it.
pub(super) fn clean_role(role: &str) -> String {
    let mut role = role
        .trim()
        .trim_matches(|c: char| matches!(c, ',' | ';' | ':' | '–' | '—' | '-' | '(' | '.' | '"' | '“' | '”'))
        .trim();
    loop {
        let lower = role.to_lowercase();
        let cut = [
            "the ", "a ", "an ", "der ", "die ", "das ", "le ", "la ", "el ", "il ", "lo ", "de ", "l'", "l’", "our ",
            "its ", "and ", "und ", "as ", "als ", "neue ", "neuer ",
        ]
        .iter()
        .find(|article| lower.starts_with(*article) && role.is_char_boundary(article.len()));
        match cut {
            Some(article) => role = role[article.len()..].trim_start(),
            None => break,
        }
    }
    let balanced = role.matches('(').count() <= role.matches(')').count();
    if balanced { role.to_owned() } else { format!("{role})") }
}

/// A name that ends in a legal form: "example GmbH".
pub(super) fn is_legal_form(text: &str) -> bool {
    let last = text.split_whitespace().next_back().unwrap_or_default().trim_matches(['.', ',']);
    const FORMS: &str = "GmbH|gGmbH|AG|SE|KG|e.V|eV|Inc|Ltd|LLC|Corp|plc|PLC|Co|SA|S.A|SAS|AB|AS|A/S|Oy|Oyj|BV|B.V|NV|N.V|SpA|S.p.A|Srl|Kft|Sp|z.o.o|s.r.o|a.s";
    text.contains(' ') && FORMS.split('|').any(|form| form == last)
}

/// Several words, one of them of a function, and no sentence.
pub(super) fn is_role(text: &str) -> bool {
    text.len() <= 160 && text.split_whitespace().count() <= 16 && text.split_whitespace().any(is_role_word)
}

/// An organisation's name: capitalised, with a word or a legal form that says so.
pub(super) fn is_organisation(text: &str) -> bool {
    let tokens: Vec<&str> = text.split_whitespace().collect();
    let capital = tokens.first().is_some_and(|t| t.chars().next().is_some_and(|c| c.is_uppercase() || c.is_numeric()));
    // "oxfield GmbH" writes itself so
    let small = || tokens.len() <= 4 && is_legal_form(text) && !tokens.first().is_some_and(|t| is_particle(t));
    (capital || small()) && tokens.len() <= 12 && text.len() <= 120 && tokens.iter().any(|t| is_organisation_word(t))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(phrase: &str) -> Option<(String, Option<String>)> {
        person(phrase).map(|p| (p.name, p.role))
    }

    #[test]
    fn a_name_is_read_with_the_function_before_it() {
        for (phrase, name, role) in [
            ("Nils Muižnieks", "Nils Muižnieks", None),
            ("Dr Jane Roe", "Jane Roe", None),
            ("Prof. Dr.-Ing. Andreas Reuter", "Andreas Reuter", None),
            ("Elizabeth A. Hoge, MD", "Elizabeth A. Hoge", None),
            ("BKA-Präsident Holger Münch", "Holger Münch", Some("BKA-Präsident")),
            ("Vorstandsvorsitzende Erika Muster", "Erika Muster", Some("Vorstandsvorsitzende")),
            (
                "Vice President of Strategic Partnerships Wesley McVay",
                "Wesley McVay",
                Some("Vice President of Strategic Partnerships"),
            ),
            ("co-host Flynn", "Flynn", Some("co-host")),
            ("Viktor ALMQVIST", "Viktor ALMQVIST", None),
            ("Ursula von der Leyen", "Ursula von der Leyen", None),
            ("Scott O’Leary", "Scott O’Leary", None),
            ("Eva Welskop-Deffaa", "Eva Welskop-Deffaa", None),
        ] {
            assert_eq!(read(phrase), Some((name.to_owned(), role.map(str::to_owned))), "{phrase}");
        }
    }

    #[test]
    fn what_is_no_person_is_none() {
        for phrase in [
            "Press Office", "Nordex SE", "The Example", "Chief Executive", "Example Trust", "Deutscher Caritasverband",
            "", "Bundesamt für Naturschutz", "press@amnesty.org", "Logan",
        ] {
            assert_eq!(read(phrase), None, "{phrase}");
        }
    }

    #[test]
    fn functions_offices_and_organisations_are_told_apart() {
        assert!(
            is_role("Leiterin Kommunikation") && is_role("Rüstungsexperte bei Amnesty") && !is_role("Nils Muižnieks")
        );
        assert!(
            is_office("Referat Presse, Öffentlichkeitsarbeit") && is_office("Press Office") && !is_office("Expression")
        );
        assert!(
            is_organisation("Gesellschaft Deutscher Chemiker e.V.")
                && is_organisation("Example Trust")
                && is_organisation("example GmbH")
                && !is_organisation("John Doe")
        );
    }
}
