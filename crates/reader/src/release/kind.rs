//! What sort of text it is, by what it calls itself beside its headline, else by its address.

use super::{cues::bare_line, scene::Scene};
use crate::model::{Kind, Provenance};

/// What texts call themselves, lower case; the longest that fits decides.
const LABELS: &[(Kind, &[&str])] = &[
    (
        Kind::Release,
        &[
            "press release", "news release", "media release", "pr ", "press statement and release", "pressemitteilung",
            "medienmitteilung", "presseinformation", "presseaussendung", "pressemeldung",
            "gemeinsame pressemitteilung", "presseinfo", "presse-information", "medieninformation", "pressenotiz",
            "communiqué de presse", "communique de presse", "communiqué", "nota de prensa", "comunicado de prensa",
            "comunicato stampa", "persbericht", "comunicado de imprensa", "nota de imprensa", "nota à imprensa",
            "press-release", "informacja prasowa", "komunikat prasowy", "pressmeddelande", "pressemeddelelse",
            "pressemelding", "lehdistötiedote", "mediatiedote", "tiskova zprava", "tisková zpráva", "tlačová správa",
            "sajtóközlemény", "comunicat de presă", "basın bülteni", "basın açıklaması", "пресс-релиз", "пресреліз",
            "прес-реліз", "δελτίο τύπου", "priopćenje za javnost", "priopćenje za medije", "joint press release",
            "新聞稿", "新闻稿", "보도자료", "プレスリリース", "ニュースリリース", "報道発表",
        ],
    ),
    (
        Kind::Advisory,
        &[
            "media advisory", "press advisory", "media alert", "media invitation", "press invitation",
            "press conference invitation", "presseeinladung", "einladung zur pressekonferenz",
            "einladung zum pressetermin", "medieneinladung", "terminhinweis", "pressetermin", "invitation presse",
            "note aux médias", "avis aux médias", "invitation à la presse", "convocatoria de prensa", "invito stampa",
            "persuitnodiging", "convite à imprensa", "zaproszenie dla mediów", "pressinbjudan", "presseinvitation",
            "kutsu medialle", "pozvánka pro média",
        ],
    ),
    (
        Kind::Statement,
        &[
            "statement", "press statement", "media statement", "joint statement", "statement by", "statement on",
            "stellungnahme", "erklärung", "presseerklärung", "déclaration", "declaración", "dichiarazione",
            "verklaring", "declaração", "oświadczenie", "uttalande", "udtalelse", "uttalelse", "lausunto",
            "prohlášení",
        ],
    ),
    (
        Kind::Regulatory,
        &[
            "ad-hoc", "ad hoc announcement", "ad-hoc-mitteilung", "ad hoc-mitteilung", "regulatory news",
            "regulatory announcement", "regulated information", "information réglementée", "stimmrechtsmitteilung",
            "voting rights announcement", "pflichtmitteilung", "hecho relevante", "otra información relevante",
            "raport bieżący", "börsmeddelande", "fondsbørsmeddelelse", "pörssitiedote", "inside information",
            "gereglementeerde informatie", "rns",
        ],
    ),
];

/// The sort that a short line names, when it does.
pub(super) fn label(line: &str) -> Option<Kind> {
    let line = bare_line(line).to_lowercase();
    if line.is_empty() || line.len() > 140 {
        return None;
    }
    LABELS
        .iter()
        .flat_map(|(kind, labels)| labels.iter().map(move |label| (*kind, *label)))
        .filter(|(_, label)| {
            line.strip_prefix(label)
                .is_some_and(|rest| rest.chars().next().is_none_or(|c| !c.is_alphabetic()) || label.ends_with(' '))
        })
        .max_by_key(|(_, label)| label.len())
        .map(|(kind, _)| kind)
}

/// Whether a line is nothing but what releases call themselves.
pub(crate) fn is_release_label(line: &str) -> bool {
    let line = bare_line(line).to_lowercase();
    LABELS.iter().any(|(kind, labels)| *kind == Kind::Release && labels.contains(&line.as_str()))
}

/// The sort and where it was found.
pub(super) fn read(scene: &Scene<'_>, distributed: bool) -> Option<(Kind, Provenance)> {
    let title = scene.known.title.and_then(label).filter(|kind| *kind != Kind::Release);
    let start = scene.start();
    let near = scene
        .above()
        .map(|(_, b)| b)
        .chain(scene.blocks.iter().skip(start).take(8).filter(|b| !b.chrome))
        .filter(|b| b.text.len() <= 140);
    let beside = near.filter_map(|b| label(&b.text)).min_by_key(|kind| matches!(kind, Kind::Release));
    if let Some(kind) = title.or(beside) {
        return Some((kind, Provenance::Text));
    }
    if distributed {
        return Some((Kind::Release, Provenance::Text));
    }
    from_address(scene.url?.path()).map(|kind| (kind, Provenance::Url))
}

fn from_address(path: &str) -> Option<Kind> {
    let path = path.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|w| path.contains(w));
    if has(&["advisory", "advisories", "presseeinladung"]) {
        Some(Kind::Advisory)
    } else if has(&["statement", "stellungnahme"]) {
        Some(Kind::Statement)
    } else if has(&[
        "press", "presse", "release", "medienmitteilung", "comunicad", "comunicat", "communique", "persbericht",
        "nota-de-prensa", "lehdisto", "tiskov", "tiedote", "prensa", "stampa", "imprensa", "prasow",
    ]) {
        Some(Kind::Release)
    } else {
        has(&["/news", "/nachricht", "/aktuell", "/actualit", "/noticia", "/notizi", "/nieuws", "/nyhet", "/blog"])
            .then_some(Kind::News)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_what_the_text_is() {
        for (line, kind) in [
            ("Pressemitteilung Nr. 17/2024", Some(Kind::Release)),
            ("MEDIA ADVISORY", Some(Kind::Advisory)),
            ("Press statement", Some(Kind::Statement)),
            ("Presseinladung und Terminhinweis", None),
            ("Pressemitteilungen der Region", None),
            ("Comunicato stampa", Some(Kind::Release)),
        ] {
            assert_eq!(label(line), kind, "{line}");
        }
        assert_eq!(from_address("/en/news/2024/x"), Some(Kind::News));
        assert_eq!(from_address("/presse/17"), Some(Kind::Release));
    }
}
