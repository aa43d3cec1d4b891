//! An organisation's name as it should be printed: cleaned, written out where it was an acronym or a host.

use crate::release::{place, scene::Scene, words};

/// "DRK e.V." where the page prints "Deutsches Rotes Kreuz (DRK)"; a host's name where it prints the organisation's.
pub(super) fn better(scene: &Scene<'_>, name: &str) -> String {
    let name = clean(name);
    let first = name.split_whitespace().next().unwrap_or_default();
    let acronym = (2..=6).contains(&first.len())
        && first.chars().all(|c| c.is_uppercase() || c.is_numeric())
        && name.split_whitespace().count() <= 2;
    if !acronym {
        return if name.contains('.') && !name.contains(' ') { by_host(scene).unwrap_or(name) } else { name };
    }
    let mark = format!("({first})");
    scene
        .blocks
        .iter()
        .take(scene.end)
        .skip(scene.headline.unwrap_or(0))
        .filter(|b| b.text.contains(&mark))
        .find_map(|b| expansion(&b.text, &mark, first))
        .unwrap_or(name)
}

/// The capitalised words before "(DRK)", beginning with its first letter.
fn expansion(text: &str, mark: &str, acronym: &str) -> Option<String> {
    let before = text.get(..text.find(mark)?)?;
    let tokens: Vec<&str> = before.split_whitespace().collect();
    let initial = acronym.chars().next()?;
    let from = (2..=acronym.chars().count() + 4)
        .filter_map(|n| tokens.len().checked_sub(n))
        .filter(|at| tokens[*at].starts_with(initial))
        .find(|at| {
            tokens[*at..].iter().all(|t| {
                !t.ends_with(['.', ',', ':'])
                    && t.chars().next().is_some_and(|c| {
                        c.is_uppercase()
                            || ["für", "der", "des", "und", "of", "for", "and", "in", "de", "la", "et", "the"]
                                .contains(t)
                    })
            })
        })?;
    Some(tokens[from..].join(" "))
}

/// "Title | Site": what the page's title adds to the headline.
pub(super) fn suffix(scene: &Scene<'_>) -> Option<String> {
    let (title, page) = (scene.known.title?, scene.known.page_title?);
    let rest = [" | ", " - ", " – ", " — ", " :: ", " · ", " « ", " » "]
        .iter()
        .filter_map(|sep| page.rsplit_once(sep))
        .min_by_key(|(_, tail)| tail.len())?;
    if folded(rest.0) == folded(title) && is_name(&clean(rest.1)) {
        return Some(better(scene, rest.1));
    }
    let (tail, front) = (
        clean(rest.1),
        page.split([" | ", " - ", " – ", " :: "].iter().find(|s| page.contains(**s)).copied().unwrap_or("|"))
            .next()
            .unwrap_or_default(),
    );
    if folded(title).contains(&folded(&tail)) {
        // a shorter headline, or the name of a part of the site, leaves the tail to be the site's name
        let part = is_generic(&clean(front)) || begins_alike(front, title);
        let sound = |name: &String| is_name(name) && !part && !folded(title).contains(&folded(name));
        let front = Some(clean(front)).filter(sound);
        return front.or_else(|| Some(tail).filter(|tail| part && is_name(tail) || words::is_organisation(tail)));
    }
    is_name(&tail).then(|| better(scene, &tail))
}

/// Whether a page's title is its headline in other words: the first of them are the same.
fn begins_alike(front: &str, title: &str) -> bool {
    let first = |text: &str| text.split_whitespace().take(3).map(words::bare).collect::<Vec<_>>();
    first(front).len() == 3 && first(front) == first(title)
}

/// The host's label as the text writes it: "helijet.com" and "Helijet International" give the latter's first word.
pub(super) fn by_host(scene: &Scene<'_>) -> Option<String> {
    let host = scene.url?.host_str()?.trim_start_matches("www.").to_owned();
    let labels: Vec<&str> = host.split('.').collect();
    let label = labels.iter().take(labels.len().saturating_sub(1)).max_by_key(|l| l.len())?.to_lowercase();
    // "ExampleOrg" on example.org: the whole host is the name
    printed_as(scene, &folded(&host)).or_else(|| printed_as(scene, &folded(&label)))
}

/// One to four words of the page that have these letters.
fn printed_as(scene: &Scene<'_>, wanted: &str) -> Option<String> {
    scene.blocks.iter().filter(|b| !b.text.is_empty() && b.text.len() < 4000).find_map(|b| {
        let tokens: Vec<&str> = b.text.split_whitespace().collect();
        (0..tokens.len().min(400)).find_map(|i| {
            (1..=4)
                .filter(|n| i + n <= tokens.len())
                .find(|n| {
                    tokens[i].chars().next().is_some_and(char::is_uppercase)
                        && folded(&tokens[i..i + n].join("")) == wanted
                })
                .map(|n| clean(&tokens[i..i + n].join(" ")))
        })
    })
}

pub(super) use crate::text::folded;

/// Whether a site's name is another's, or that with more behind it.
pub(super) fn begins(site: &str, name: &str) -> bool {
    folded(site).starts_with(&folded(name))
}

pub(super) fn same(a: &str, b: &str) -> bool {
    folded(a) == folded(b)
}

/// Words that name a part of a site, not whose it is.
#[rustfmt::skip]
const GENERIC: &str = "default|home|homepage|news|newsroom|press|presse|media|medien|release|releases|press-release|information|informationen|pressemitteilung|pressemitteilungen|presseportal|presseinformation|corporate|blog|site|website|web|official|online|startseite|start|page|room|center|centre|portal|archive|archiv|communiqué|communiqués|comunicado|comunicados|prensa|stampa|comunicati|aktuelles|meldungen|sala|document|untitled|index|media-center|newsletter|updates|global|international|group site|espace|salle|imprensa|noticias|notícias|notizie|nieuws|persberichten|pers|basın|odası|bültenleri|haberler|duyurular|tiskové|zprávy|aktualności|komunikaty|prasowe|pressrum|pressmeddelanden|nyheter|presserum|pressemeddelelser|nyheder|pressemeldinger|tiedotteet|uutiset|siaran|berita|νέα|δελτία|τύπου|новости|пресс-центр|пресс-релизы|новини|المركز|الإعلامي|البيانات|الصحفية|الأخبار|חדשות|עיתונות|הודעות|חדר|보도자료|뉴스|뉴스룸|新闻|新闻中心|新聞|ニュース|ニュースリリース|プレスリリース|お知らせ";

/// Of these at least one makes a part of a name generic.
const PRESS_WORDS: &str = "press|presse|media|news|newsroom|corporate|presseportal|blog|website|official|online|release|releases|information|prensa|stampa|medien|home|pressemitteilung";

/// Whether a name has only such words.
pub(crate) fn is_generic(name: &str) -> bool {
    let generic = |word: &str| GENERIC.split('|').any(|own| own == words::bare(word));
    name.split_whitespace().all(generic) || words::is_legal_form(&format!("x {name}")) && !name.contains(' ')
}

/// "Example Press Release" and "ONO CORPORATE" without what is the site's part.
pub(super) fn without_generic(name: &str) -> String {
    let generic = |word: &&str| {
        let bare = words::bare(word);
        GENERIC.split('|').any(|own| own == bare) && !matches!(bare.as_str(), "international" | "global" | "media")
    };
    // "Medical Center" is a name, "Press Center" is none
    let of_press = |run: &[&str]| run.iter().any(|word| PRESS_WORDS.split('|').any(|own| own == words::bare(word)));
    let words: Vec<&str> = name.split_whitespace().collect();
    let end = words.iter().rposition(|word| !generic(word)).map_or(0, |at| at + 1);
    let end = if of_press(&words[end..]) { end } else { words.len() };
    let start = words.iter().position(|word| !generic(word)).unwrap_or(0);
    let start = if of_press(&words[..start]) { start } else { 0 };
    words.get(start..end).filter(|left| !left.is_empty()).map_or_else(|| name.to_owned(), |left| left.join(" "))
}

/// Not a menu word, a day or an address.
pub(super) fn is_name(text: &str) -> bool {
    const NONE: &[&str] = &[
        "home", "homepage", "news", "press", "presse", "startseite", "start", "newsroom", "press releases",
        "pressemitteilungen", "blog", "admin", "all rights reserved", "alle rechte vorbehalten", "impressum",
        "datenschutz", "website", "pr-agentur", "agentur", "pr agency", "agency", "agence", "agencia", "agenzia",
    ];
    let lower = text.trim().to_lowercase();
    (2..=120).contains(&lower.len())
        && !NONE.contains(&lower.as_str())
        && !lower.starts_with("http")
        && !lower.contains('_')
        && lower.chars().any(char::is_alphabetic)
        && (place::of(text).is_none() || !lower.starts_with("photo"))
}

/// What follows a name in a line of rights.
const RIGHTS: &[&str] = &["all rights", "alle rechte", "tous droits", "todos los derechos", "tutti i diritti"];

/// "Example Limited, All Rights Reserved" is Example Limited.
fn without_rights(name: &str) -> &str {
    let lower = name.to_lowercase();
    let at = RIGHTS.iter().filter_map(|words| lower.find(words)).min();
    at.filter(|at| *at > 0).and_then(|at| name.get(..at)).unwrap_or(name)
}

pub(super) fn clean(name: &str) -> String {
    // an address, a day or a menu behind the name
    let name = [" · ", " | ", " • "].iter().fold(name.trim(), |name, mark| name.split(mark).next().unwrap_or(name));
    let name = without_rights(name).split(['<', '®', '™']).next().unwrap_or(name).trim().trim_matches(|c: char| {
        matches!(c, '"' | '“' | '”' | '„' | ',' | ';' | ':' | '|' | '–' | '-') || c.is_whitespace()
    });
    let name = name.rsplit_once(" - ").map_or(name, |(front, tail)| {
        if words::is_organisation(tail) || front.split_whitespace().count() == 1 { tail } else { name }
    });
    name.strip_prefix("the ").unwrap_or(name).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_behind_a_name_is_not_of_it() {
        assert_eq!(clean("Landratsamt Oxfeld · Platz 1 · 79999 Oxfeld"), "Landratsamt Oxfeld");
        assert_eq!(clean("Oxfield Trust | 14/08/2024"), "Oxfield Trust");
    }
}
