//! A function as printed, parted into what and of whom: "Europe Director" of "Amnesty International".

use super::{clean_role, contains_words, is_office, is_organisation, is_organisation_word, is_role, is_role_word};

/// A function and its organisation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::release) struct Function {
    /// "Europe Director".
    pub role: Option<String>,
    /// "Amnesty International".
    pub organization: Option<String>,
}

/// Functions that are of a whole organisation: what follows "of" names it.
const TOPS: &[&str] = &[
    "ceo", "cfo", "cto", "coo", "chief executive", "executive director", "chairman", "chairwoman", "chair", "founder",
    "spokesperson", "spokesman", "spokeswoman", "general secretary", "secretary general", "secretary-general",
    "managing director", "president", "director general", "präsident", "präsidentin", "geschäftsführer",
    "geschäftsführerin", "vorsitzende", "vorsitzender", "sprecher", "sprecherin", "vorstand", "leiter", "leiterin",
    "président", "présidente", "directeur général", "directrice générale", "porte-parole", "presidente", "presidenta",
    "portavoz", "portavoce", "porta-voz", "amministratore delegato", "voorzitter", "woordvoerder", "prezes",
    "ordförande", "vd", "generalsekretär", "generalsekretärin",
];

/// Words of parts of an organisation.
const PARTS: &[&str] = &[
    "abteilung", "referat", "bereich", "stabsstelle", "fachbereich", "communications", "marketing", "operations",
    "research", "product", "products", "sales", "engineering", "policy", "strategy", "finance", "partnerships",
    "programmes", "programs", "development", "technology", "innovation", "affairs", "kommunikation", "presse",
    "vertrieb", "forschung", "naturschutz", "human", "people", "digital", "legal", "security", "advocacy", "campaigns",
    "sustainability", "public", "corporate", "psychiatry", "medicine", "professor", "department", "communication",
    "comunicación", "comunicação", "comunicazione", "prensa", "media", "press", "news",
];

/// Parts a function; `known` are organisations of the page that need no other sign.
pub(in crate::release) fn function(text: &str, known: &[&str]) -> Function {
    let text = clean_role(cut_clause(text));
    if text.is_empty() || text.len() > 200 {
        return Function::default();
    }
    possessive(&text, known)
        .or_else(|| comma(&text, known))
        .or_else(|| linked(&text, known))
        .or_else(|| prefixed(&text, known))
        .unwrap_or_else(|| Function { role: Some(text.clone()), organization: None })
}

/// Without a relative clause or an adverbial after it.
fn cut_clause(text: &str) -> &str {
    const CUTS: &[&str] = &[
        " who ", ", der ", ", die ", ", das ", " qui ", ", que ", " which ", " adding", " in a statement",
        " in response", ", said", " today", " speaking", " anlässlich", " am montag", " am dienstag", " am mittwoch",
        " am donnerstag", " am freitag", " heute", " dans un communiqué",
    ];
    let lower = text.to_lowercase();
    if lower.len() != text.len() {
        return text;
    }
    let end = CUTS.iter().filter_map(|cut| lower.find(cut)).min().unwrap_or(text.len());
    text.get(..end).unwrap_or(text)
}

/// "Amnesty International’s Europe Director".
fn possessive(text: &str, _known: &[&str]) -> Option<Function> {
    let at = ["’s ", "'s ", "’ ", "' "].iter().filter_map(|mark| text.find(mark).map(|at| (at, mark.len()))).min()?;
    let (owner, role) = (text.get(..at.0)?, text.get(at.0 + at.1..)?);
    let capital = owner.chars().next().is_some_and(char::is_uppercase);
    (capital && is_role(role) && owner.split_whitespace().count() <= 8).then(|| {
        let inner = linked(role, &[]);
        let role = inner.and_then(|f| f.role).unwrap_or_else(|| role.to_owned());
        Function { role: Some(clean_role(&role)), organization: Some(owner.to_owned()) }
    })
}

/// "Vice President, Loyalty & Product, Air Canada": the last part without a function in it.
fn comma(text: &str, known: &[&str]) -> Option<Function> {
    let (head, tail) = text.rsplit_once(", ")?;
    if !is_role(head) || is_role(tail) || tail.chars().next().is_some_and(char::is_lowercase) {
        return None;
    }
    let part = is_part(tail);
    if (part && !is_known(tail, known)) || tail.split_whitespace().count() > 9 {
        return None;
    }
    let inner = linked(head, known).filter(|f| f.organization.is_some());
    let role = inner.and_then(|f| f.role).unwrap_or_else(|| head.to_owned());
    Some(Function { role: Some(clean_role(&role)), organization: Some(trim_article(tail)) })
}

/// "Chief Executive of the Example Trust", "Rüstungsexperte bei Amnesty".
fn linked(text: &str, known: &[&str]) -> Option<Function> {
    const AT: &[&str] = &[
        " at the ", " at ", " bei der ", " beim ", " bei ", " chez ", " bij ", " presso ", " hos ", " w ",
        " with the ", " with ",
    ];
    const OF: &[&str] = &[
        " of the ", " of ", " for the ", " for ", " der ", " des ", " von ", " vom ", " du ", " de la ", " de l'",
        " de l’", " de los ", " de ", " del ", " della ", " dell'", " dell’", " di ", " van de ", " van het ", " van ",
        " da ", " do ", " för ", " för den ", " for ",
    ];
    let find = |links: &[&'static str]| {
        links
            .iter()
            .filter_map(|link| text.find(link).map(|at| (at, *link)))
            .min_by_key(|(at, link)| (*at, usize::MAX - link.len()))
    };
    let (at, link, sure) = match (find(AT), find(OF)) {
        (Some((at, link)), _) => (at, link, true),
        (None, Some((at, link))) => (at, link, false),
        (None, None) => return None,
    };
    let (role, organization) = (text.get(..at)?, text.get(at + link.len()..)?);
    let capital = organization.chars().next().is_some_and(|c| c.is_uppercase() || c.is_numeric());
    if !capital || !is_role(role) || organization.split_whitespace().count() > 10 {
        return None;
    }
    let lower = role.to_lowercase();
    let top = TOPS.iter().any(|t| contains_words(&lower, t)) && !lower.contains("vice");
    // "Head of Media Relations": an office is a part of whom it answers for
    let office = is_office(organization);
    let named = is_known(organization, known)
        || is_organisation(organization) && !office && !is_part(organization)
        || (top && !is_part(organization) && !office);
    (sure || named).then(|| Function { role: Some(clean_role(role)), organization: Some(trim_article(organization)) })
}

/// "Truffle CEO and Founder": capitalised words of an organisation that the page knows; "BKA-Präsident" stays whole.
fn prefixed(text: &str, known: &[&str]) -> Option<Function> {
    if let Some((owner, role)) = text.split_once('-')
        && !owner.contains(' ')
        && is_role_word(role.split_whitespace().next().unwrap_or_default())
        && owner.chars().filter(|c| c.is_uppercase()).count() >= 2
    {
        return Some(Function { role: Some(text.to_owned()), organization: Some(owner.to_owned()) });
    }
    let tokens: Vec<&str> = text.split_whitespace().collect();
    let at = tokens.iter().position(|t| is_role_word(t))?;
    let owner = tokens.get(..at)?.join(" ");
    // "Steering Committee member": a body's member is a function of it
    if at > 0 && matches!(tokens[at - 1], "Committee" | "Board" | "Council" | "Comité" | "Commission") {
        return Some(Function { role: Some(text.to_owned()), organization: None });
    }
    let owned = at > 0 && (is_known(&owner, known) || tokens[..at].iter().any(|t| is_organisation_word(t)));
    owned.then(|| Function { role: Some(tokens[at..].join(" ")), organization: Some(owner) })
}

fn is_part(text: &str) -> bool {
    let lower = text.to_lowercase();
    // "Media (Geneva)" is a part, "Roe Media" a name
    let mut plain = lower.split('(').next().unwrap_or_default().split_whitespace();
    let only = plain.all(|word| PARTS.contains(&word) || matches!(word, "and" | "&" | "und" | "et" | "y" | "e"));
    only || PARTS.iter().any(|part| contains_words(&lower, part)) && !text.split_whitespace().any(is_organisation_word)
}

fn is_known(text: &str, known: &[&str]) -> bool {
    let lower = text.to_lowercase();
    lower.chars().count() >= 3
        && known.iter().any(|k| k.to_lowercase().contains(&lower) || lower.contains(&k.to_lowercase()))
}

fn trim_article(text: &str) -> String {
    clean_role(text).trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_is_parted_from_its_organisation() {
        for (text, role, organization) in [
            ("Amnesty International’s Europe Director", "Europe Director", Some("Amnesty International")),
            ("Chief Executive of the Example Trust", "Chief Executive", Some("Example Trust")),
            (
                "Rüstungsexperte bei Amnesty International in Deutschland",
                "Rüstungsexperte",
                Some("Amnesty International in Deutschland"),
            ),
            ("Vice President, Loyalty & Product, Air Canada", "Vice President, Loyalty & Product", Some("Air Canada")),
            (
                "Principal Program Manager, Azure Blockchain Engineering",
                "Principal Program Manager, Azure Blockchain Engineering", None,
            ),
            ("BKA-Präsident", "BKA-Präsident", Some("BKA")),
            ("Truffle CEO and Founder", "CEO and Founder", Some("Truffle")),
            ("Leiter der Abteilung Naturschutz", "Leiter der Abteilung Naturschutz", None),
            ("President & CEO of Helijet", "President & CEO", Some("Helijet")),
            ("Vice President of Strategic Partnerships", "Vice President of Strategic Partnerships", None),
            ("Head of Media Relations", "Head of Media Relations", None),
            ("Head of Communications at Example, who was there", "Head of Communications", Some("Example")),
            ("Pressesprecherin des Deutschen Caritasverbandes", "Pressesprecherin", Some("Deutschen Caritasverbandes")),
        ] {
            let read = function(text, &["Truffle Suite"]);
            assert_eq!((read.role.as_deref(), read.organization.as_deref()), (Some(role), organization), "{text}");
        }
    }
}
