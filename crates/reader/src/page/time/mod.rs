//! When it was published and when it was changed: what the page declares, then `<time>`, then dates in visible text,
//! last the address. Strings that `text::dates` reads, as printed; nothing is invented.

mod state;
mod visible;

use chrono::NaiveDate;
use url::Url;

use super::{body::Segment, frame::Frame, json_ld::JsonLd, meta::Meta, microdata, others::Other, tree::Tree};
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
    /// Other days that could have been that of publication; the surer its layer the higher the score.
    pub others: Vec<Other>,
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
    /// Where the release is.
    pub frame: &'c Frame,
    /// The page's address.
    pub address: Option<&'c Url>,
    /// Language, zone, order, clock.
    pub hints: Hints<'c>,
}

/// A date read.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// As printed.
    pub found: Found<String>,
    /// As read.
    pub when: When,
}

/// The weight that rules a date out.
const OTHERS: i32 = 1_000;

/// Names that mean first publication and nothing else.
const PUBLISHED: &[&str] = &[
    "article:published_time", "article:published", "datepublished", "parsely-pub-date", "sailthru.date",
    "article.published", "cxenseparse:recs:publishtime", "cxenseparse:publishtime", "article_date_original",
    "originalpublicationdate", "rnews:datepublished", "shareaholic:article_published_time",
    "citation_publication_date", "citation_online_date", "mediator_published_time", "vr:published_time", "bt:pubdate",
    "dcterms.issued", "dc.date.issued",
];

/// Names that content systems also fill with the day of the last change or of the crawl.
const LOOSE: &[&str] = &[
    "og:article:published_time", "og:published_time", "publication_date", "publish_date", "publish-date",
    "publishdate", "publisheddate", "published_date", "published-date", "date_published", "published", "pubdate",
    "pub_date", "article:post_date", "og:article:post_date", "og:pubdate", "article.created", "datecreated", "created",
    "dcterms.created", "dc.date.created", "dc.created", "dc.issued", "dcterms.available", "citation_date", "timestamp",
    "date", "dc.date", "dc:date", "dcterms.date", "displaydate", "release_date", "og:release_date",
    "video:release_date", "prism.publicationdate", "doc_date", "last_published",
];

const UPDATED: &[&str] = &[
    "article:modified_time", "og:updated_time", "og:article:modified_time", "datemodified", "article.updated",
    "dcterms.modified", "dc.date.modified", "dc.modified", "lastmodified", "last-modified", "modified", "revised",
    "updated_time", "article:updated_time", "cxenseparse:modtime", "lastmod", "lastdate", "modificationdate",
    "modified-date", "modified-time", "last_updated", "utime",
];

/// Reads both.
pub fn read(context: &Context<'_, '_>) -> Dates {
    let visible = visible::dates(context);
    let (clear, vague): (Vec<_>, Vec<_>) = visible.into_iter().partition(|(score, _)| *score >= visible::CLEAR);
    let bare = |list: Vec<(i32, Candidate)>| list.into_iter().map(|(_, candidate)| candidate).collect::<Vec<_>>();
    let (clear, vague) = (bare(clear), bare(vague));
    let loose = from_meta(context, LOOSE);
    // A loose declaration to the second beats a printed day beside it, and a printed day that reads both ways.
    let (before, loose) = match (clear.first(), loose.first()) {
        (Some(seen), Some(declared)) if detail(&declared.when) == 2 && beside(seen.when.date, declared.when.date) => {
            (loose, Vec::new())
        }
        _ => (Vec::new(), loose),
    };
    let layers = [
        from_json(context, &["datePublished"]),
        from_meta(context, PUBLISHED),
        from_microdata(context),
        before,
        clear,
        loose,
        from_json(context, &["dateCreated", "uploadDate"]),
        from_address(context),
        vague,
        state::dates(context),
        from_tails(context),
        from_image(context),
        // a page that only says when it was changed is at least not younger
        visible::changed(context).into_iter().collect(),
    ];
    let chosen = choose(&layers);
    let others = others(&layers, chosen.as_ref());
    let published = chosen.map(|candidate| candidate.found);
    Dates { published, updated: from_updated(context).map(|candidate| candidate.found), others }
}

/// The candidates of other days.
fn others(layers: &[Vec<Candidate>; 13], chosen: Option<&Candidate>) -> Vec<Other> {
    let day = chosen.map(|candidate| candidate.when.date);
    let ranked = layers.iter().zip((1..=13).rev()).flat_map(|(layer, score)| layer.iter().map(move |own| (score, own)));
    let differ = ranked.filter(|(_, candidate)| Some(candidate.when.date) != day).take(8);
    let other =
        |(score, own): (i32, &Candidate)| Other { score, origin: own.found.origin, value: own.found.value.clone() };
    differ.map(other).collect()
}

/// Whether two days are neighbours, or one with day and month changed over.
fn beside(a: NaiveDate, b: NaiveDate) -> bool {
    use chrono::Datelike;
    (a - b).num_days().abs() <= 1 || (a.year() == b.year() && a.month() == b.day() && a.day() == b.month())
}

/// The first layer's date, unless two later layers agree on another day; with the clock and zone of a later layer when
/// the day is the same.
fn choose(layers: &[Vec<Candidate>; 13]) -> Option<Candidate> {
    let first = layers.iter().find_map(|layer| layer.first())?;
    // Microdata and what is seen are one witness: they stand on the same element.
    let head =
        |layers: &[Vec<Candidate>]| layers.iter().find_map(|layer| layer.first()).map(|candidate| candidate.when.date);
    let witnesses = [head(&layers[..1]), head(&layers[1..2]), head(&layers[2..5])];
    let day = match witnesses {
        [Some(json), Some(meta), Some(seen)] if meta == seen && json != meta => meta,
        [None, None, Some(_)] => against_microdata(layers).unwrap_or(first.when.date),
        _ => first.when.date,
    };
    let on_day = || layers.iter().flatten().filter(|candidate| candidate.when.date == day);
    let most = on_day().map(|candidate| detail(&candidate.when)).max()?;
    let own = on_day().next()?;
    if detail(&own.when) == most {
        Some(own.clone())
    } else {
        on_day().find(|candidate| detail(&candidate.when) == most).cloned()
    }
}

/// The day that a loose declaration and a printed line agree on, where microdata say another: some say when the page was
/// built.
fn against_microdata(layers: &[Vec<Candidate>; 13]) -> Option<NaiveDate> {
    let [_, _, microdata, before, clear, loose, _, _, vague, ..] = layers;
    let built = microdata.first()?.when.date;
    let declared = before.first().or(loose.first())?.when.date;
    let printed = clear.iter().chain(vague).any(|candidate| candidate.when.date == declared);
    (printed && declared != built).then_some(declared)
}

/// 0: a day; 1: a time; 2: an instant.
fn detail(when: &When) -> u8 {
    u8::from(when.time.is_some()) + u8::from(when.time.is_some() && when.offset.is_some())
}

impl Context<'_, '_> {
    /// A string that is a date as a whole, else holds one.
    pub fn candidate(&self, text: &str, origin: Provenance) -> Option<Candidate> {
        let text = text.trim();
        // A year alone is no day.
        if text.len() <= 4 || text.len() > 300 {
            return None;
        }
        if let Some(when) = dates::parse(text, &self.hints).filter(|when| self.plausible(when.date)) {
            return Some(Candidate { found: found(dates::as_text(text, &when), origin, text), when });
        }
        let (range, when) = dates::find(text, &self.hints)?;
        let value = dates::as_text(text.get(range)?, &when);
        self.plausible(when.date).then(|| Candidate { found: found(value, origin, text), when })
    }

    /// How much an element seems to belong to another story, as far as what is around it does not also hold the headline
    /// or the body: nothing, a little (a sidebar, where some designs keep the date), or wholly (readers' comments).
    pub fn elsewhere(&self, index: usize) -> i32 {
        let mut penalty = 0;
        for up in self.tree.ancestors(index).take_while(|&up| !self.frame.holds(up)) {
            // Readers answer below the body: above it, "comment" names a genre.
            if microdata::names_comments(self.tree, up) && self.body.is_none_or(|body| up > body) {
                return OTHERS;
            }
            // A link around more than the date is a card of another story.
            let card = || self.tree.name(up) == "a" && self.tree.raw_text(up, 200).trim().len() > 60;
            if self.frame.parts(up) || card() {
                penalty = 18;
            }
        }
        penalty
    }

    /// Pages are younger than the web, and not from the future.
    pub fn plausible(&self, date: NaiveDate) -> bool {
        use chrono::Datelike;
        let latest = self.hints.now.map(|now| now.date_naive() + chrono::Days::new(2));
        date.year() >= 1994 && latest.is_none_or(|latest| date <= latest)
    }
}

fn found(value: String, origin: Provenance, text: &str) -> Found<String> {
    if value == text { Found::new(value, origin) } else { Found::read_from(value, origin, text) }
}

fn from_json(context: &Context<'_, '_>, keys: &[&str]) -> Vec<Candidate> {
    keys.iter()
        .filter_map(|key| context.ld.text_or_page(key))
        .filter_map(|text| context.candidate(&text, Provenance::JsonLd))
        .collect()
}

fn from_meta(context: &Context<'_, '_>, names: &[&str]) -> Vec<Candidate> {
    context.meta.all(names).into_iter().filter_map(|text| context.candidate(text, Provenance::Meta)).collect()
}

fn from_microdata(context: &Context<'_, '_>) -> Vec<Candidate> {
    microdata::properties(context.tree, &["datePublished", "dateCreated"])
        .into_iter()
        .map(|property| (context.elsewhere(property.index), property))
        .filter(|(penalty, _)| *penalty < OTHERS)
        .filter_map(|(penalty, property)| Some((penalty, context.candidate(&property.value, Provenance::Microdata)?)))
        .min_by_key(|(penalty, _)| *penalty)
        .map(|(_, candidate)| candidate)
        .into_iter()
        .collect()
}

/// `/2017/05/03/` in the address.
fn from_address(context: &Context<'_, '_>) -> Vec<Candidate> {
    let Some(url) = context.address else { return Vec::new() };
    date_in_path(url.path())
        .filter(|date| context.plausible(*date))
        .map(|date| {
            let found = Found::read_from(date.to_string(), Provenance::Url, url.as_str());
            Candidate { found, when: When { date, time: None, offset: None, basis: dates::Basis::Printed } }
        })
        .into_iter()
        .collect()
}

/// Names of a site's own vocabulary that end as the common ones do: `photo:uploaded`, `shop.published_at`.
fn from_tails(context: &Context<'_, '_>) -> Vec<Candidate> {
    let tails = ["uploaded", "published", "published_at", "published_time", "pubdate", "publishdate", "created_at"];
    let values = context.meta.ending(&tails).into_iter();
    values.filter_map(|text| context.candidate(text, Provenance::Meta)).collect()
}

/// The day of the folder that the page's picture was uploaded to, where nothing else says anything.
fn from_image(context: &Context<'_, '_>) -> Vec<Candidate> {
    let path = context.meta.first(&["og:image", "twitter:image"]);
    let date = path.and_then(date_in_path).filter(|date| context.plausible(*date));
    date.into_iter()
        .map(|date| {
            let found = Found::read_from(date.to_string(), Provenance::Meta, path.unwrap_or_default());
            Candidate { found, when: When { date, time: None, offset: None, basis: dates::Basis::Printed } }
        })
        .collect()
}

/// A day in a path: `/2017/05/03/`, `/2017-05-03-`, `/20170503`, `/03-05-2017`.
pub fn date_in_path(path: &str) -> Option<NaiveDate> {
    // Words between the numbers keep them apart: `/2019-4/issue-4`.
    let numbers: Vec<&str> = path
        .split(['/', '-', '_', '.'])
        .map(|part| if part.bytes().all(|byte| byte.is_ascii_digit()) { part } else { "" })
        .collect();
    for (index, part) in numbers.iter().enumerate() {
        let number = |at: usize, size: usize| numbers.get(at).filter(|number| number.len() == size);
        let date = match part.len() {
            2 if path.contains(&format!("{part}-")) => {
                let (Some(month), Some(year)) = (number(index + 1, 2), number(index + 2, 4)) else { continue };
                (year.parse().ok()?, month.parse().ok()?, part.parse().ok()?)
            }
            4 => {
                let short = |at: usize| numbers.get(at).filter(|number| matches!(number.len(), 1 | 2));
                let (Some(month), Some(day)) = (short(index + 1), short(index + 2)) else { continue };
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
        .or_else(|| visible::changed(context))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_html(html: &str) -> (Option<String>, Option<String>) {
        let (draft, _) = super::super::read(html, None, &Hints::default(), None).unwrap();
        (draft.published.map(|found| found.value), draft.updated.map(|found| found.value))
    }

    #[test]
    fn the_date_of_a_cited_work_is_not_the_page_s() {
        let page = "<head><meta name=dc.date content=2017-01-30><body><h1>On a matter of weight</h1><ul>\
            <li itemprop=citation itemscope><meta itemprop=datePublished content=2006-02-03>Other et al.</ul>";
        assert_eq!(read_html(page).0.as_deref(), Some("2017-01-30"));
    }

    #[test]
    fn a_label_above_a_date_says_which_of_the_two_it_is() {
        let page = "<h1>We opened a new plant</h1><p>Words, and more of them.</p>\
            <div class=event><span>Erschienen am:</span><h2>13.10.2021</h2></div>\
            <div><h4>Zuletzt geändert am:</h4><ul><li>15.10.2021</ul></div>";
        assert_eq!(read_html(page), (Some("13.10.2021".into()), Some("15.10.2021".into())));
    }

    #[test]
    fn the_day_when_a_member_joined_is_not_the_page_s() {
        let page = "<h1>House rules of the board</h1><div class=side>Joined: 26 Oct 2013</div>\
            <p>Posted: 2 Nov 2013, 10:15</p><p>Please be kind to one another, and keep to the subject.</p>";
        assert_eq!(read_html(page).0.as_deref(), Some("2 Nov 2013, 10:15"));
    }

    #[test]
    fn a_day_without_a_year_gives_way_to_the_same_day_with_one() {
        let page = "<h1>Stones for two doctors</h1><h3>On 27 January the union remembers</h3>\
            <p>27.1.2022 - At the remembrance of the persecuted they were long unseen, which a union will now change.</p>";
        assert_eq!(read_html(page).0.as_deref(), Some("27.1.2022"));
    }

    #[test]
    fn a_site_s_own_vocabulary_and_a_picture_s_folder_speak_last() {
        let tail = "<meta property=px:uploaded content=2013-02-16T04:36:36-05:00><h1>Spring</h1>";
        assert_eq!(read_html(tail).0.as_deref(), Some("2013-02-16T04:36:36-05:00"));
        let image = "<meta property=og:image content=https://a.example/files/2016/05/04/x.png><h1>Report</h1>";
        assert_eq!(read_html(image).0.as_deref(), Some("2016-05-04"));
    }

    #[test]
    fn a_heading_above_a_time_says_what_it_is_of() {
        let page = "<h1>A guide for small firms</h1><p>Words, and more of them, for the guide.</p>\
            <div><h4>Published</h4><time datetime=2018-11-15>15 November 2018</time></div>\
            <p>Diese Seite wurde zuletzt am 29. Januar 2020 um 13:22 Uhr geändert.</p>";
        assert_eq!(read_html(page), (Some("15 November 2018".into()), Some("29. Januar 2020 um 13:22 Uhr".into())));
    }

    #[test]
    fn a_day_in_the_address_is_read_and_numbers_that_are_none_are_not() {
        assert_eq!(date_in_path("/news/2017/05/03/x.html"), NaiveDate::from_ymd_opt(2017, 5, 3));
        assert_eq!(date_in_path("/p/20170503-x"), NaiveDate::from_ymd_opt(2017, 5, 3));
        assert_eq!(date_in_path("/notes/29-10-2021"), NaiveDate::from_ymd_opt(2021, 10, 29));
        assert_eq!(date_in_path("/p/12345678"), None);
        assert_eq!(date_in_path("/issues/2019-4/article/interview-issue-4-2019.html"), None);
    }
}
