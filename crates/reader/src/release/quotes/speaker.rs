//! Who said it: the words before or after a quote.

use super::clause::{head, last_sentence, sentence, tail};
use crate::{
    lexicon::{begins_clause, is_auxiliary, is_pronoun, is_verb},
    release::{
        cues::strip_prefix_folded,
        words::{self, Person},
    },
};

/// Who a clause says spoke.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Said {
    /// `None` for "he said".
    pub name: Option<String>,
    /// All that was printed of the function, not yet parted from its organisation.
    pub role: Option<String>,
}

/// More of a clause than this is not looked at.
const MAX: usize = 420;

/// Reads ", said Jane Roe, Chief Executive of X." `whole`: the clause reaches to the paragraph's end.
pub(super) fn after(clause: &str, whole: bool) -> Option<Said> {
    let clause = head(clause, MAX);
    let dashed = clause.trim_start().starts_with(['–', '—', '-']);
    let clause = sentence(clause.trim_start_matches(|c: char| {
        matches!(c, ',' | '.' | '!' | '?' | ';' | '–' | '—' | '-' | '…' | '*') || c.is_whitespace()
    }));
    let clause = clause.trim_end_matches(|c: char| {
        matches!(c, '.' | ':' | ',' | ')' | ';' | '“' | '„' | '"' | '«') || c.is_whitespace()
    });
    // "(Jane Roe, Chair)" names a speaker; "(Example TV)" only says what was quoted
    let (clause, bracketed) = clause.strip_prefix('(').map_or((clause, false), |inner| (inner, true));
    if bracketed && !(whole && clause.contains(',')) {
        return None;
    }
    let tokens: Vec<&str> = clause.split_whitespace().collect();
    let first = tokens.first()?;
    let skip = usize::from(is_auxiliary(first) && tokens.get(1).is_some_and(|t| is_verb(t)));
    if is_verb(tokens.get(skip)?) {
        let mut from = skip + 1;
        while tokens.get(from).is_some_and(|t| {
            ["to", "sich", "dazu", "hierzu", "dabei", "auch", "weiter", "wörtlich", "deshalb", "daher", "abschließend"]
                .contains(&t.to_lowercase().as_str())
        }) {
            from += 1;
        }
        let rest = tokens.get(from..)?.join(" ");
        if tokens.get(from).is_some_and(|t| is_pronoun(t)) {
            return Some(Said::default());
        }
        return introduced(&rest).or_else(|| surname(&rest));
    }
    let verb = tokens
        .iter()
        .take(12)
        .position(|t| is_verb(t))
        .map(|at| at - usize::from(at > 0 && is_auxiliary(tokens[at - 1])));
    if let Some(at) = verb.filter(|at| *at > 0) {
        if is_pronoun(first) && at == 1 {
            return Some(Said::default());
        }
        return apposed(&tokens[..at].join(" "), true);
    }
    (whole && clause.len() <= 160 && (dashed || clause.contains(',') || words::person(clause).is_some()))
        .then(|| introduced(clause))
        .flatten()
        .filter(|s| s.name.as_ref().is_some_and(|n| n.contains(' ')))
}

/// "Roe" behind the verb: one word, which the text must have elsewhere.
fn surname(text: &str) -> Option<Said> {
    let name = text.trim_end_matches(|c: char| !c.is_alphanumeric());
    let other = words::is_role_word(name) || words::is_organisation_word(name);
    let sound = !name.contains(' ') && words::is_name_word(name) && name.chars().count() > 2 && !other;
    sound.then(|| Said { name: Some(name.to_owned()), role: None })
}

/// Reads "Nils Muižnieks, Amnesty International’s Europe Director, said:" at the end of a clause.
pub(super) fn before(clause: &str) -> Option<Said> {
    let clause = without_brackets(last_sentence(tail(clause, MAX)));
    let trimmed = clause.trim_end();
    let colon = trimmed.ends_with(':');
    let trimmed = trimmed.trim_end_matches(|c: char| matches!(c, ':' | ',' | '-' | '–') || c.is_whitespace());
    let tokens: Vec<&str> = trimmed.split_whitespace().collect();
    if tokens.first().is_some_and(|t| begins_clause(t)) && (3..=16).contains(&tokens.len()) {
        let from = 1 + tokens[1..].iter().take_while(|t| is_verb(t)).count();
        let said =
            introduced(&tokens[from..].join(" ")).filter(|said| said.name.as_ref().is_some_and(|n| n.contains(' ')));
        if said.is_some() {
            return said;
        }
    }
    let verb = tokens.iter().rposition(|t| is_verb(t)).filter(|at| tokens.len() - at <= if colon { 14 } else { 3 });
    let Some(at) = verb else {
        return (colon && trimmed.len() <= 200).then(|| whole_person(trimmed)).flatten();
    };
    let end = at - usize::from(at > 0 && is_auxiliary(tokens[at - 1]));
    if tokens[..end].last().is_some_and(|t| is_pronoun(t)) && end <= 2 {
        return Some(Said::default());
    }
    let right = tokens.get(at + 1..).unwrap_or_default().join(" ");
    let short = colon && end <= 2;
    apposed(&tokens[..end].join(" "), short).or_else(|| introduced(&right).filter(|s| s.name.is_some()))
}

/// "Genel Müdür Murat Erdem, “...” dedi.": the verb alone behind the quote, who speaks before it.
pub(super) fn around(clause: &str, follows: &str) -> Option<Said> {
    let behind = sentence(head(follows, MAX));
    let verbs = (1..=3).contains(&behind.split_whitespace().count()) && behind.split_whitespace().any(is_verb);
    let clause = without_brackets(last_sentence(tail(clause, MAX)));
    let named = clause.trim_end_matches(|c: char| matches!(c, ',' | ':' | '،') || c.is_whitespace());
    apposed(named, false).filter(|said| verbs && said.name.is_some())
}

/// "Jane Roe, Chief Executive of X": the person first.
fn introduced(text: &str) -> Option<Said> {
    let text = text.trim().trim_start_matches("to ");
    let plain = without_brackets(text);
    let text = without_article(&plain);
    if let Some(said) = function_first(text) {
        return Some(said);
    }
    let (first, rest) = text.split_once([',', '،']).map_or((text, ""), |(f, r)| (f, r.trim()));
    let Some((person, beyond)) = leading_person(first) else { return caseless(first, rest) };
    let credential = rest.split(',').next().is_some_and(|p| words::are_credentials(p.trim()));
    let rest = if credential { rest.split_once(',').map_or("", |(_, r)| r.trim()) } else { rest };
    let role = join(person.role.as_deref(), beyond.as_deref(), Some(rest).filter(|r| is_function(r)));
    Some(Said { name: Some(person.name), role })
}

/// "سعيد المنصوري، الرئيس التنفيذي": in a script without capitals a comma tells where the name ends.
fn caseless(name: &str, rest: &str) -> Option<Said> {
    let spaced = words::is_caseless(name) && !words::is_unspaced(name) && (2..=4).contains(&name.split(' ').count());
    let letters = name.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '-' | '.' | '\'' | '"'));
    let role = rest.split([',', '،', ':']).next().map(str::trim).unwrap_or_default();
    let sound = spaced && letters && (1..=8).contains(&role.split_whitespace().count());
    sound.then(|| Said { name: Some(name.to_owned()), role: Some(role.to_owned()) })
}

/// "the trust’s Chairman and CEO, Erik Habering": the function first, then a comma, then the name.
fn function_first(text: &str) -> Option<Said> {
    let Some((role, rest)) = text.split_once(", ") else { return of_organisation(text) };
    let name = rest.split([',', ';', '.']).next().unwrap_or(rest);
    let name = name.split(" (").next().unwrap_or(name);
    let person = words::person(name).filter(|person| person.name.contains(' ') && person.role.is_none())?;
    let named = words::person(role).is_some_and(|person| person.name.contains(' ') && person.role.is_none());
    (words::is_role(role) && !named).then(|| Said { name: Some(person.name), role: Some(role.to_owned()) })
}

/// "Oxfields vd Robert Beck": an organisation's name in the genitive, a function in small letters, the name.
fn of_organisation(text: &str) -> Option<Said> {
    let tokens: Vec<&str> = text.split_whitespace().take(12).collect();
    let at = tokens.iter().rposition(|token| words::is_role_word(token) && token.starts_with(char::is_lowercase))?;
    let person = words::person(&tokens[at + 1..].join(" ")).filter(|person| person.name.contains(' '))?;
    let owner = tokens[..at].first().is_some_and(|first| first.starts_with(char::is_uppercase) && first.ends_with('s'));
    owner.then(|| Said { name: Some(person.name), role: Some(tokens[..=at].join(" ")) })
}

/// "Jonas Warberg (EPL, SE)": what stands in brackets behind a name.
fn without_brackets(text: &str) -> String {
    let mut plain = text.to_owned();
    while let Some(open) = plain.find(" (") {
        let Some(close) = plain[open..].find(')').filter(|length| *length <= 40) else { break };
        plain.replace_range(open..open + close + 1, "");
    }
    plain
}

const ARTICLES: [&str; 16] =
    ["the ", "la ", "le ", "el ", "il ", "lo ", "o ", "a ", "die ", "der ", "de ", "den ", "l’", "l'", "ο ", "η "];

/// "la Dre Katherine A.", "the chair": without the article, which a name has in capitals.
fn without_article(text: &str) -> &str {
    ARTICLES.iter().find_map(|article| text.strip_prefix(article)).unwrap_or(text)
}

/// A person that the whole line names before its colon: "Michael Franke, Vice President of X".
fn whole_person(line: &str) -> Option<Said> {
    let (first, rest) = line.split_once(',').map_or((line, ""), |(f, r)| (f, r.trim()));
    if let Some((person, beyond)) = leading_person(first) {
        let sound = person.name.contains(' ') && (rest.is_empty() || is_function(rest) || words::is_organisation(rest));
        return sound.then(|| Said {
            name: Some(person.name),
            role: join(person.role.as_deref(), beyond.as_deref(), Some(rest)),
        });
    }
    None
}

/// The person in front of a verb, with what is put between commas after the name. `surname`: one word will do.
fn apposed(text: &str, surname: bool) -> Option<Said> {
    let plain = text.replace(['“', '”', '„', '"', '«', '»'], "");
    let parts: Vec<&str> = plain.split(',').map(str::trim).filter(|p| !p.is_empty()).collect();
    // "Sally-Ann Roe, CEO of Example": the first that is a person with a function behind it
    let first =
        parts.iter().position(|part| words::person(part).is_some_and(|p| p.name.contains(' ') && p.role.is_none()));
    if let Some(at) = first.filter(|at| parts.get(at + 1).is_some_and(|next| is_function(next)))
        && let Some(person) = words::person(parts[at])
    {
        return Some(Said { name: Some(person.name), role: Some(parts[at + 1..].join(", ")) });
    }
    for (at, part) in parts.iter().enumerate().rev().take(5) {
        let role = parts.get(at + 1..).unwrap_or_default().join(", ");
        let found = words::person(part)
            .map(|p| (p, None))
            .or_else(|| leading_person(part).filter(|(p, _)| p.name.contains(' ')))
            .or_else(|| trailing_person(part).map(|p| (p, None)));
        if let Some((person, beyond)) = found {
            let apposition =
                Some(role.as_str()).filter(|r| !r.is_empty() && (is_function(r) || words::is_organisation(r)));
            // "Die Präsidentin des Verbandes, Jane Roe, betonte": the function before the name
            let before = at.checked_sub(1).and_then(|before| function_before(parts[before]));
            let apposition = apposition.or(before.filter(|_| person.role.is_none() && beyond.is_none()));
            return Some(Said {
                name: Some(person.name),
                role: join(person.role.as_deref(), beyond.as_deref(), apposition),
            });
        }
        if surname && at == 0 && parts.len() <= 2 {
            let tokens: Vec<&str> = part.split_whitespace().collect();
            let last = tokens.last().filter(|t| {
                words::is_name_word(t)
                    && t.chars().count() > 2
                    && !words::is_role_word(t)
                    && !words::is_organisation_word(t)
            })?;
            return (tokens.len() <= 2).then(|| Said {
                name: Some((*last).trim_end_matches(',').to_owned()),
                role: Some(role).filter(|r| is_function(r)),
            });
        }
    }
    None
}

/// "Die Präsidentin des Verbandes" in front of a name: an article or the function opens it.
fn function_before(text: &str) -> Option<&str> {
    let text = last_sentence(text).trim();
    let plain = ARTICLES.iter().find_map(|article| strip_prefix_folded(text, article)).unwrap_or(text);
    let opens = plain.len() < text.len() || text.split_whitespace().next().is_some_and(words::is_role_word);
    let near = plain.split_whitespace().take(4).any(words::is_role_word);
    (opens && near && words::is_role(text) && !text.split_whitespace().any(is_verb)).then_some(plain)
}

/// A person at the beginning; the rest begins with a small word ("von Amnesty", "at the opening").
fn leading_person(text: &str) -> Option<(Person, Option<String>)> {
    if let Some(person) = words::person(text) {
        return Some((person, None));
    }
    let tokens: Vec<&str> = text.split_whitespace().collect();
    for n in (1..tokens.len().min(9)).rev() {
        let small = tokens[n]
            .chars()
            .next()
            .is_some_and(|c| c.is_lowercase() || matches!(c, '(' | '“' | '„' | '"' | '«' | '&'));
        if !small {
            continue;
        }
        if let Some(person) = words::person(&tokens[..n].join(" ")) {
            let rest = tokens[n..].join(" ");
            let linked = [
                "of ", "from ", "von ", "vom ", "bei ", "beim ", "at ", "de ", "du ", "der ", "des ", "van ",
                "from the ",
            ]
            .iter()
            .find_map(|l| rest.strip_prefix(l))
            .map(|r| without_particle(r).trim_matches(['"', '“', '”', '„', ' ']).to_owned());
            let linked = linked.filter(|r| r.chars().next().is_some_and(char::is_uppercase) && r.len() <= 80);
            // "Rácz Tamás műszaki igazgató": the function behind the name, without a comma
            let function = tokens[n..].iter().take(3).any(|token| words::is_role_word(token)).then_some(rest);
            let role = person.role.clone().or(function.filter(|_| linked.is_none()));
            return Some((Person { role, ..person }, linked.map(|r| format!("@{r}"))));
        }
    }
    None
}

/// "hebt Jane Roe vom Institut hervor": the end of a verb that is parted.
fn without_particle(text: &str) -> &str {
    [" hervor", " hinzu", " fest", " klar", " heraus"].iter().find_map(|end| text.strip_suffix(end)).unwrap_or(text)
}

/// A person at the end: "In a statement Jane Roe".
fn trailing_person(text: &str) -> Option<Person> {
    let tokens: Vec<&str> = text.split_whitespace().collect();
    let from = tokens
        .iter()
        .rposition(|t| {
            t.chars().next().is_some_and(char::is_lowercase)
                && !["von", "van", "de", "der", "den", "da", "di", "la", "le", "du", "del"].contains(t)
        })
        .map_or(0, |at| at + 1);
    let preposition = from > 0
        && ["of", "for", "at", "in", "to", "des", "für", "bei", "zu", "with", "mit", "by", "on"]
            .contains(&tokens[from - 1].to_lowercase().as_str());
    let person = words::person(&tokens.get(from..)?.join(" "))?;
    (!preposition && person.name.contains(' ')).then_some(person)
}

/// An apposition that tells a function; a relative clause tells none.
fn is_function(text: &str) -> bool {
    let first = text.split_whitespace().next().unwrap_or_default();
    // "die Pressesprecherin des Bündnisses", not "die das Bündnis leitet"
    if matches!(first, "der" | "die" | "das") {
        return text.split_whitespace().skip(1).take(2).any(words::is_role_word);
    }
    !text.is_empty()
        && !is_verb(first)
        && !["who", "der", "die", "das", "qui", "que", "adding", "and", "und", "which", "che", "som", "który", "która"]
            .contains(&first)
        && text.split(',').next().is_some_and(|p| words::is_role(p) || words::is_organisation(p))
}

/// The function's pieces; "@X" is an organisation without a function.
fn join(before: Option<&str>, beyond: Option<&str>, after: Option<&str>) -> Option<String> {
    let organisation = beyond.and_then(|b| b.strip_prefix('@'));
    let role = after.filter(|r| !r.is_empty()).map_or_else(
        || before.map(str::to_owned),
        |after| Some(before.map_or_else(|| after.to_owned(), |b| format!("{b}, {after}"))),
    );
    match (role, organisation) {
        (Some(role), Some(org)) if after.is_none_or(str::is_empty) => Some(format!("{role} at {org}")),
        (None, Some(org)) => Some(format!("@{org}")),
        (role, _) => role,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(said: Option<Said>) -> Option<(String, String)> {
        said.map(|s| (s.name.unwrap_or_default(), s.role.unwrap_or_default()))
    }

    #[test]
    fn the_speaker_is_read_after_the_quote() {
        for (clause, name, role) in [
            (
                " said Scott O’Leary, Vice President, Loyalty & Product, Air Canada. “We",
                "Scott O’Leary",
                "Vice President, Loyalty & Product, Air Canada",
            ),
            (", sagt BKA-Präsident Holger Münch. „Der Rechtsstaat", "Holger Münch", "BKA-Präsident"),
            (" Logan said. “It reflects", "Logan", ""),
            (" said Logan. “It reflects", "Logan", ""),
            (", he said.", "", ""),
            (", sagt Dr. Georg Schneider, der das Labor leitet.", "Georg Schneider", ""),
            (
                " said lead author Elizabeth A. Hoge, MD, associate professor in the Department.",
                "Elizabeth A. Hoge",
                "lead author, associate professor in the Department",
            ),
            (" Tim Coulter, Truffle CEO and Founder", "Tim Coulter", "Truffle CEO and Founder"),
            (
                " souligne Romain Canler, Directeur général de l’Agence.",
                "Romain Canler",
                "Directeur général de l’Agence",
            ),
            (" a déclaré Jeanne Martin, présidente de X.", "Jeanne Martin", "présidente de X"),
            (" said co-host Flynn.", "Flynn", "co-host"),
            (", sier konsernsjef Anne Roe i Eksempel.", "Anne Roe", "konsernsjef"),
            (" said Jane Roe, Ph.D., Chief Executive of X.", "Jane Roe", "Chief Executive of X"),
            (", sagte Ministerin Jane Roe bei der Eröffnung des Werks in Neustadt.", "Jane Roe", "Ministerin"),
            (" (Jane Roe, Chief Executive of X)", "Jane Roe", "Chief Executive of X"),
        ] {
            assert_eq!(pair(after(clause, true)), Some((name.to_owned(), role.to_owned())), "{clause}");
        }
        for clause in
            [" ist eine Studie der Diakonie Deutschland, des Unternehmens", "", " and others.", " (Tenderfoot TV)."]
        {
            assert_eq!(pair(after(clause, true)), None, "{clause}");
        }
    }

    #[test]
    fn the_speaker_is_read_before_the_quote() {
        for (clause, name, role) in [
            (
                "Responding to the decision by the Court in London not to approve it, Nils Muižnieks, Amnesty International’s Europe Director, said:",
                "Nils Muižnieks",
                "Amnesty International’s Europe Director",
            ),
            (
                "Dr Jane Roe, Chief Executive of the Example Trust, said: ", "Jane Roe",
                "Chief Executive of the Example Trust",
            ),
            (
                "Michael Franke, Vice President Global Engineering der Nordex Group: ",
                "Michael Franke",
                "Vice President Global Engineering der Nordex Group",
            ),
            ("NABU-Bundesgeschäftsführer Leif Miller: ", "Leif Miller", "NABU-Bundesgeschäftsführer"),
            (
                "Es ist gut. Danny Sitnam, President & CEO of Helijet said, ",
                "Danny Sitnam",
                "President & CEO of Helijet",
            ),
            ("Ousman Noor von \"Stop Killer Robots\" sagt: ", "Ousman Noor", "@Stop Killer Robots"),
            ("Die Präsidentin des Verbandes, Birte Roe, betonte: ", "Birte Roe", "Präsidentin des Verbandes"),
            ("La concejala de Cultura, Lucía Roe, ha explicado que ", "Lucía Roe", "concejala de Cultura"),
            ("وقال سعيد المنصوري، الرئيس التنفيذي للهيئة: ", "سعيد المنصوري", "الرئيس التنفيذي للهيئة"),
            (
                "Vice President of Strategic Partnerships Wesley McVay adds, ",
                "Wesley McVay",
                "Vice President of Strategic Partnerships",
            ),
        ] {
            assert_eq!(pair(before(clause)), Some((name.to_owned(), role.to_owned())), "{clause}");
        }
        assert_eq!(pair(before("The list of things is: ")), None);
    }
}
