//! The publisher's number of a release: "Nr. 17/2024", "Ref.: 20221014IPR43206", "058/21" beside the date, or the
//! number at the end of the address that a newsroom platform gives it.

use std::sync::LazyLock;

use regex::Regex;

use super::scene::Scene;
use crate::{
    lexicon::{self, headings},
    model::Provenance,
};

static NAMED: LazyLock<Regex> = LazyLock::new(|| {
    let what = "press ?release|news release|media release|press notice|press information|release|pressemitteilung|medienmitteilung|presseinformation|presseaussendung|presseinfo|medieninformation|pressemeldung|pm|mitteilung|communiqué(?: de presse)?|nota de prensa|comunicado(?: de prensa| de imprensa)?|comunicato(?: stampa)?|persbericht|nota de imprensa|informacja prasowa|komunikat(?: prasowy)?|pressmeddelande|pressemeddelelse|pressemelding|tiedote|tisková zpráva";
    let number = r"(?:no\.?|nr\.?|n°|nº|№|number|nummer|numéro|número|numero|num\.?|n\.|#)";
    Regex::new(&format!(r"(?i)\b(?:{what}) ?[-:]? ?(?:{number} ?:? ?([0-9]{{1,6}}(?: ?[/\-–] ?[0-9]{{2,4}})?[a-z]?)\b|([0-9]{{1,5}} ?/ ?[0-9]{{2,4}})\b)")).expect("constant")
});
static LABELLED: LazyLock<Regex> = LazyLock::new(|| {
    let labels: Vec<&str> = lexicon::words(headings::REFERENCE).collect();
    Regex::new(&format!(r"(?i)^(?:{})(?: (?:no|number|nr|nummer|code|id)\b\.?)? ?[.:#：]? ?:? *([A-Z0-9][A-Za-z0-9]*(?:[/\-.–][A-Za-z0-9]+){{0,4}})$", labels.join("|"))).expect("constant")
});
static AFTER_DATE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b((?:19|20)[0-9]{2}|[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{2,4}) ?[,|•·–-] ?(?:Nr\.? ?|No\.? ?)?([0-9]{1,4}/[0-9]{2,4}) *$")
        .expect("constant")
});
/// The number and where it was found.
pub(super) fn read(scene: &Scene<'_>) -> Option<(String, Provenance, String)> {
    let start = scene.start();
    let near = scene
        .above()
        .map(|(_, b)| b)
        .chain(scene.blocks.iter().skip(start).take(12).filter(|b| !b.chrome))
        .filter(|b| b.text.len() <= 160);
    for block in near {
        if let Some(number) = of_line(&block.text) {
            return Some((number, Provenance::Text, block.text.clone()));
        }
    }
    let labelled = scene
        .blocks
        .iter()
        .skip(start)
        .filter(|b| b.text.len() <= 60)
        .find_map(|b| labelled(&b.text).filter(|n| n.len() >= 5).map(|n| (n, b)));
    if let Some((number, block)) = labelled {
        return Some((number, Provenance::Text, block.text.clone()));
    }
    let url = scene.url?;
    of_address(url.path()).map(|number| (number, Provenance::Url, url.to_string()))
}

fn of_line(line: &str) -> Option<String> {
    if !line.bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    if let Some(m) = NAMED.captures(line) {
        return m.get(1).or(m.get(2)).map(|n| n.as_str().replace(' ', ""));
    }
    labelled(line).or_else(|| AFTER_DATE.captures(line).and_then(|m| m.get(2)).map(|n| n.as_str().to_owned()))
}

fn labelled(line: &str) -> Option<String> {
    let digits = |text: &str| text.bytes().any(|b| b.is_ascii_digit());
    // "Reference: 2024-017 | 14 March 2024": a line of several facts
    let pieces = line.split(['|', '·', '•']).map(str::trim).filter(|piece| digits(piece));
    let number = pieces.filter_map(|piece| LABELLED.captures(piece)?.get(1)).map(|number| number.as_str());
    // three numbers with the same mark between are a day
    let is_day = |number: &str| number.split(['-', '.', '/']).filter(|part| part.parse::<u16>().is_ok()).count() == 3;
    number.filter(|number| digits(number) && !is_day(number)).map(str::to_owned).next()
}

/// "…/releases/en/words-of-the-title-3084": only below a folder of releases; a year is none.
fn of_address(path: &str) -> Option<String> {
    const FOLDERS: &[&str] = &[
        "release", "newsroom", "pressroom", "pressreleas", "presse", "press", "news", "pm", "pressemitteilung",
        "comunicad", "comunicat", "communique", "prensa", "stampa", "imprensa", "nyheter",
    ];
    let segments: Vec<&str> = path.split('/').filter(|s| !s.is_empty()).collect();
    let (last, folders) = segments.split_last()?;
    let below = folders
        .iter()
        .any(|f| FOLDERS.iter().any(|word| f.to_lowercase().starts_with(word) || f.to_lowercase().ends_with(word)));
    let (number, own) = numbered(last)?;
    let year = number.len() == 4 && (number.starts_with("19") || number.starts_with("20"));
    let day = number.len() == 8 && (number.starts_with("19") || number.starts_with("20"));
    ((below || own) && !year && !day).then(|| number.to_owned())
}

/// The number that an address's last part is or ends with, and whether a word beside it says that it is one.
fn numbered(part: &str) -> Option<(&str, bool)> {
    const WORDS: [&str; 6] = ["news", "pm", "release", "id", "pressrelease", "article"];
    let ends = [".html", ".htm", ".aspx", ".asp", ".php"];
    let part = ends.iter().find_map(|end| part.strip_suffix(end)).unwrap_or(part);
    let is_number = |text: &str, least| (least..=9).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    let worded = |head: &str| head.contains(|c: char| c.is_ascii_lowercase() || !c.is_ascii());
    if let Some((_, number)) = part.rsplit_once('-').filter(|(head, tail)| worded(head) && is_number(tail, 3)) {
        return Some((number, false));
    }
    let behind = WORDS.iter().filter_map(|word| part.strip_prefix(word));
    let own = behind.map(|rest| rest.strip_prefix(['-', '_']).unwrap_or(rest)).find(|rest| is_number(rest, 3));
    let inner = || part.rsplit_once("pm-").filter(|(head, _)| head.is_empty() || head.ends_with('-'));
    let inner = || inner().and_then(|(_, rest)| rest.split_once('-')).filter(|(number, _)| is_number(number, 3));
    if let Some(number) = own.or_else(|| inner().map(|(number, _)| number)) {
        return Some((number, true));
    }
    let (number, rest) = part.split_once('-').unwrap_or((part, "a"));
    (is_number(number, 4) && rest.starts_with(|c: char| c.is_ascii_lowercase())).then_some((number, false))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_where_a_line_names_them() {
        for (line, number) in [
            ("Pressemitteilung Nr. 17/2024", "17/2024"),
            ("PM 058/21", "058/21"),
            ("Berlin, 28.10.2021, 058/21", "058/21"),
            ("Press release No. 12", "12"),
            ("Ref.: 20221014IPR43206", "20221014IPR43206"),
            ("Communiqué n° 12-2024", "12-2024"),
            ("Numer: 2024-017 | 14 marca 2024", "2024-017"),
        ] {
            assert_eq!(of_line(line).as_deref(), Some(number), "{line}");
        }
        for line in [
            "Press release 26 January 2022", "Pressemitteilung vom 10.08.21", "No comment", "Ref. to it",
            "In 2021, 058 people",
        ] {
            assert_eq!(of_line(line), None, "{line}");
        }
    }

    #[test]
    fn an_address_ends_in_the_platforms_number() {
        for (path, number) in [
            ("/newsroom/x/releases/en/title-of-it-3084", Some("3084")),
            ("/de/news823456", Some("823456")),
            ("/news/presse/pm-7663-iwes-und-nordex", Some("7663")),
            ("/news/results-for-2024", None),
            ("/products/model-3084", None),
            ("/press/2024/01/title", None),
        ] {
            assert_eq!(of_address(path).as_deref(), number, "{path}");
        }
    }
}
