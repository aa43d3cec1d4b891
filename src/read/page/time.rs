//! When it was published and when it was changed: what the page declares, then `<time>`, then dates in visible text,
//! last the address. Strings that `text::dates` reads, as printed; nothing is invented.

use chrono::NaiveDate;
use url::Url;

use super::{
    body::Segment,
    json_ld::JsonLd,
    meta::Meta,
    microdata::{self, is_elsewhere},
    tree::Tree,
};
use crate::{
    model::{Found, Provenance},
    text::dates::{self, Hints, When},
};

/// Both dates.
#[derive(Debug, Default)]
pub struct Dates {
    /// First publication.
    pub published: Option<Found<String>>,
    /// Last change.
    pub updated: Option<Found<String>>,
}

/// What the readers of dates look at.
#[derive(Debug)]
pub struct Context<'c, 'a> {
    /// The page.
    pub tree: &'c Tree<'a>,
    /// Its head.
    pub meta: &'c Meta<'a>,
    /// Its JSON-LD.
    pub ld: &'c JsonLd,
    /// Its lines.
    pub lines: &'c [Segment],
    /// Index of the heading that shows the headline.
    pub headline: Option<usize>,
    /// Index of the element that holds the body.
    pub body: Option<usize>,
    /// The page's address.
    pub address: Option<&'c Url>,
    /// Language, zone, order, clock.
    pub hints: Hints<'c>,
}

/// A date read.
#[derive(Debug, Clone)]
struct Candidate {
    found: Found<String>,
    when: When,
}

const PUBLISHED: &[&str] = &[
    "article:published_time",
    "article:published",
    "og:article:published_time",
    "og:published_time",
    "datepublished",
    "article.published",
    "sailthru.date",
    "parsely-pub-date",
    "cxenseparse:recs:publishtime",
    "cxenseparse:publishtime",
    "publication_date",
    "publish_date",
    "publish-date",
    "publishdate",
    "publisheddate",
    "published_date",
    "date_published",
    "published",
    "pubdate",
    "pub_date",
    "article_date_original",
    "originalpublicationdate",
    "rnews:datepublished",
    "shareaholic:article_published_time",
    "citation_publication_date",
    "citation_date",
    "citation_online_date",
    "dcterms.issued",
    "dc.date.issued",
    "dcterms.created",
    "dc.date.created",
    "dc.created",
    "dc.issued",
    "dcterms.available",
    "article:post_date",
    "article.created",
    "datecreated",
    "created",
    "bt:pubdate",
    "timestamp",
    "dcterms.date",
    "dc.date",
    "date",
    "dc:date",
    "og:pubdate",
    "og:article:post_date",
    "video:release_date",
    "release_date",
    "og:release_date",
    "prism.publicationdate",
    "doc_date",
    "last_published",
    "displaydate",
    "mediator_published_time",
    "vr:published_time",
];

const UPDATED: &[&str] = &[
    "article:modified_time",
    "og:updated_time",
    "og:article:modified_time",
    "datemodified",
    "article.updated",
    "dcterms.modified",
    "dc.date.modified",
    "dc.modified",
    "lastmodified",
    "last-modified",
    "modified",
    "revised",
    "updated_time",
    "article:updated_time",
    "cxenseparse:modtime",
    "lastmod",
    "lastdate",
    "modificationdate",
    "last_updated",
    "utime",
];

/// Reads both.
pub fn read(context: &Context<'_, '_>) -> Dates {
    let layers: [fn(&Context<'_, '_>) -> Vec<Candidate>; 7] =
        [from_json, from_meta, from_microdata, from_time, from_labels, near_headline, from_address];
    let mut chosen: Option<Candidate> = None;
    for layer in layers {
        for candidate in layer(context) {
            match &mut chosen {
                None => chosen = Some(candidate),
                // A clock and a zone are worth having when the day is the same.
                Some(known)
                    if known.when.date == candidate.when.date && detail(&candidate.when) > detail(&known.when) =>
                {
                    *known = candidate
                }
                Some(_) => {}
            }
        }
        if chosen.as_ref().is_some_and(|known| detail(&known.when) == 2) {
            break;
        }
    }
    let updated = from_updated(context);
    Dates { published: chosen.map(|candidate| candidate.found), updated: updated.map(|candidate| candidate.found) }
}

/// 0: a day; 1: a time; 2: an instant.
fn detail(when: &When) -> u8 {
    u8::from(when.time.is_some()) + u8::from(when.time.is_some() && when.offset.is_some())
}

impl Context<'_, '_> {
    /// A string that is a date as a whole, else holds one.
    fn candidate(&self, text: &str, origin: Provenance) -> Option<Candidate> {
        let text = text.trim();
        if text.is_empty() || text.len() > 300 {
            return None;
        }
        if let Some(when) = dates::parse(text, &self.hints).filter(|when| self.plausible(when.date)) {
            return Some(Candidate { found: Found::new(text.to_owned(), origin), when });
        }
        let (range, when) = dates::find(text, &self.hints)?;
        let value = text.get(range)?.to_owned();
        self.plausible(when.date).then(|| Candidate { found: Found::read_from(value, origin, text), when })
    }

    /// Pages are younger than the web, and not from the future.
    fn plausible(&self, date: NaiveDate) -> bool {
        use chrono::Datelike;
        let latest = self.hints.now.map(|now| now.date_naive() + chrono::Days::new(2));
        date.year() >= 1994 && latest.is_none_or(|latest| date <= latest)
    }
}

fn from_json(context: &Context<'_, '_>) -> Vec<Candidate> {
    ["datePublished", "dateCreated", "uploadDate"]
        .iter()
        .filter_map(|key| context.ld.text_or_page(key))
        .filter_map(|text| context.candidate(&text, Provenance::JsonLd))
        .collect()
}

fn from_meta(context: &Context<'_, '_>) -> Vec<Candidate> {
    context.meta.all(PUBLISHED).into_iter().filter_map(|text| context.candidate(text, Provenance::Meta)).collect()
}

fn from_microdata(context: &Context<'_, '_>) -> Vec<Candidate> {
    microdata::properties(context.tree, &["datePublished", "dateCreated"])
        .into_iter()
        .filter(|property| !is_elsewhere(context.tree, property.index))
        .take(2)
        .filter_map(|property| context.candidate(&property.value, Provenance::Microdata))
        .collect()
}

/// `<time>` elements, those that say so first, then the nearest to the headline.
fn from_time(context: &Context<'_, '_>) -> Vec<Candidate> {
    let tree = context.tree;
    let anchor = context.headline.or(context.body).unwrap_or(0);
    let mut found: Vec<(i32, usize, Candidate)> = Vec::new();
    for index in tree.named("time").take(200) {
        if is_elsewhere(tree, index) {
            continue;
        }
        let names = [tree.attr(index, "class"), tree.attr(index, "itemprop")]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" ")
            .to_lowercase();
        let says = i32::from(
            tree.attr(index, "pubdate").is_some()
                || names.contains("publish")
                || names.contains("entry-date")
                || names.contains("pubdate"),
        );
        let changed = i32::from(names.contains("updated") || names.contains("modified")) * 2;
        let text = tree.attr(index, "datetime").map_or_else(|| tree.line(index), str::to_owned);
        if let Some(candidate) = context
            .candidate(&text, Provenance::Time)
            .or_else(|| context.candidate(&tree.line(index), Provenance::Time))
        {
            found.push((changed - says, index.abs_diff(anchor), candidate));
        }
    }
    found.sort_by_key(|(rank, distance, _)| (*rank, *distance));
    found.into_iter().take(1).map(|(.., candidate)| candidate).collect()
}

/// Words before a date that say what it is of.
const LABELS: &[&str] = &[
    "published",
    "posted",
    "publication date",
    "release date",
    "date:",
    "date published",
    "created",
    "first published",
    "issued",
    "veröffentlicht",
    "erschienen",
    "publiziert",
    "erstellt",
    "datum",
    "pressemitteilung vom",
    "meldung vom",
    "vom ",
    "publié",
    "mis en ligne",
    "paru le",
    "créé le",
    "publicado",
    "fecha",
    "pubblicato",
    "data:",
    "gepubliceerd",
    "geplaatst",
    "opublikowano",
    "dodano",
    "data publikacji",
    "publicerad",
    "julkaistu",
    "publisert",
    "publiceret",
    "udgivet",
];

const CHANGED: &[&str] = &[
    "updated",
    "last update",
    "last modified",
    "modified",
    "last edited",
    "edited",
    "revised",
    "aktualisiert",
    "geändert",
    "letzte änderung",
    "zuletzt",
    "stand:",
    "stand ",
    "mis à jour",
    "modifié",
    "dernière",
    "actualizado",
    "modificado",
    "última",
    "aggiornato",
    "ultima",
    "bijgewerkt",
    "gewijzigd",
    "atualizado",
    "aktualizacja",
    "zaktualizowano",
    "uppdaterad",
    "päivitetty",
    "oppdatert",
    "opdateret",
    "copyright",
    "©",
];

/// What a date line is of: true for first publication, false for a change, None when it does not say.
fn label(before: &str) -> Option<bool> {
    let lower = before.to_lowercase();
    let last = |words: &[&str]| words.iter().filter_map(|word| lower.rfind(word)).max();
    match (last(LABELS), last(CHANGED)) {
        (Some(published), Some(changed)) => Some(published > changed),
        (Some(_), None) => Some(true),
        (None, Some(_)) => Some(false),
        (None, None) => None,
    }
}

/// Dates of visible lines, each with what its label says.
fn printed(context: &Context<'_, '_>) -> Vec<(usize, Option<bool>, Candidate)> {
    let mut found = Vec::new();
    let mut before_line = "";
    for line in context.lines.iter().take(3_000) {
        if line.chars <= 160
            && line.text.bytes().any(|byte| byte.is_ascii_digit())
            && !is_elsewhere(context.tree, line.start)
        {
            let mut from = 0;
            for (range, when) in dates::find_all(&line.text, &context.hints).into_iter().take(4) {
                let before = line.text.get(from..range.start).unwrap_or_default();
                let said = if before.trim().is_empty() && from == 0 && before_line.len() < 60 {
                    label(before_line)
                } else {
                    label(before)
                };
                from = range.end;
                if let Some(value) = line.text.get(range)
                    && context.plausible(when.date)
                {
                    let found_text = Found::read_from(value.to_owned(), Provenance::Text, line.text.clone());
                    found.push((line.start, said, Candidate { found: found_text, when }));
                }
            }
        }
        before_line = &line.text;
    }
    found
}

fn from_labels(context: &Context<'_, '_>) -> Vec<Candidate> {
    let anchor = context.headline.or(context.body).unwrap_or(0);
    let labelled = printed(context).into_iter().filter(|(_, said, _)| *said == Some(true));
    labelled.min_by_key(|(index, ..)| index.abs_diff(anchor)).map(|(.., candidate)| candidate).into_iter().collect()
}

/// The unlabelled date nearest to the headline.
fn near_headline(context: &Context<'_, '_>) -> Vec<Candidate> {
    let anchor = context.headline.or(context.body).unwrap_or(0);
    let plain = printed(context).into_iter().filter(|(_, said, _)| said.is_none());
    plain.min_by_key(|(index, ..)| index.abs_diff(anchor)).map(|(.., candidate)| candidate).into_iter().collect()
}

/// `/2017/05/03/` in the address.
fn from_address(context: &Context<'_, '_>) -> Vec<Candidate> {
    let Some(url) = context.address else { return Vec::new() };
    date_in_path(url.path())
        .filter(|date| context.plausible(*date))
        .map(|date| {
            let found = Found::read_from(date.to_string(), Provenance::Url, url.as_str());
            Candidate { found, when: When { date, time: None, offset: None } }
        })
        .into_iter()
        .collect()
}

/// A day in a path: `/2017/05/03/`, `/2017-05-03-`, `/20170503`.
pub fn date_in_path(path: &str) -> Option<NaiveDate> {
    let numbers: Vec<&str> = path.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
    for (index, part) in numbers.iter().enumerate() {
        let date = match part.len() {
            4 => {
                let month = numbers.get(index + 1).filter(|month| month.len() <= 2)?;
                let Some(day) = numbers.get(index + 2).filter(|day| day.len() <= 2) else { continue };
                (part.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
            }
            8 => (part.get(..4)?.parse().ok()?, part.get(4..6)?.parse().ok()?, part.get(6..)?.parse().ok()?),
            _ => continue,
        };
        if (1995..2100).contains(&date.0)
            && let Some(date) = NaiveDate::from_ymd_opt(date.0, date.1, date.2)
        {
            return Some(date);
        }
    }
    None
}

fn from_updated(context: &Context<'_, '_>) -> Option<Candidate> {
    let declared =
        context.ld.text_or_page("dateModified").and_then(|text| context.candidate(&text, Provenance::JsonLd));
    declared
        .or_else(|| context.meta.all(UPDATED).into_iter().find_map(|text| context.candidate(text, Provenance::Meta)))
        .or_else(|| {
            let found = microdata::properties(context.tree, &["dateModified"]);
            found.into_iter().find_map(|property| context.candidate(&property.value, Provenance::Microdata))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_in_the_address_is_read_and_numbers_that_are_none_are_not() {
        assert_eq!(date_in_path("/news/2017/05/03/x.html"), NaiveDate::from_ymd_opt(2017, 5, 3));
        assert_eq!(date_in_path("/p/20170503-x"), NaiveDate::from_ymd_opt(2017, 5, 3));
        assert_eq!(date_in_path("/p/12345678"), None);
    }

    #[test]
    fn the_nearest_label_says_what_a_date_is_of() {
        assert_eq!(label("Published on"), Some(true));
        assert_eq!(label("Posted by X, last updated"), Some(false));
        assert_eq!(label("Berlin,"), None);
    }
}
