//! When it was published and when it was changed: what the page declares, then `<time>`, then dates in visible text,
//! last the address. Strings that `text::dates` reads, as printed; nothing is invented.

mod address;
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

/// Where dates are read, the surest first.
const LAYERS: usize = 14;

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
    let of = |scores: std::ops::Range<i32>| {
        let own = visible.iter().filter(|(score, _)| scores.contains(score));
        own.map(|(_, candidate)| candidate.clone()).collect::<Vec<_>>()
    };
    let (clear, vague, faint) =
        (of(visible::CLEAR..i32::MAX), of(visible::FAINT..visible::CLEAR), of(0..visible::FAINT));
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
        address::of_page(context),
        vague,
        state::dates(context),
        from_tails(context),
        address::of_image(context),
        // a page that only says when it was changed is at least not younger
        visible::changed(context).into_iter().collect(),
        faint,
    ];
    let built = context
        .ld
        .text_or_page("dateModified")
        .is_some_and(|changed| context.ld.text_or_page("datePublished").is_some_and(|published| published == changed));
    let chosen = choose(context, &layers, built);
    let others = others(&layers, chosen.as_ref());
    let published = chosen.map(|candidate| candidate.found);
    Dates { published, updated: from_updated(context).map(|candidate| candidate.found), others }
}

/// The candidates of other days.
fn others(layers: &[Vec<Candidate>; LAYERS], chosen: Option<&Candidate>) -> Vec<Other> {
    let day = chosen.map(|candidate| candidate.when.date);
    let ranked = layers
        .iter()
        .zip((1..=LAYERS as i32).rev())
        .flat_map(|(layer, score)| layer.iter().map(move |own| (score, own)));
    let differ = ranked.filter(|(_, candidate)| Some(candidate.when.date) != day).take(8);
    let other =
        |(score, own): (i32, &Candidate)| Other { score, origin: own.found.origin, value: own.found.value.clone() };
    differ.map(other).collect()
}

/// Whether two days are neighbours, or one with day and month changed over.
fn beside(a: NaiveDate, b: NaiveDate) -> bool {
    (a - b).num_days().abs() <= 1 || is_turned(a, b)
}

/// As printed: an order that had to be guessed is written anew.
fn is_year_first(found: &Found<String>) -> bool {
    let printed = found.raw.as_deref().unwrap_or(&found.value);
    printed.bytes().take(4).filter(u8::is_ascii_digit).count() == 4
}

/// The same numbers with day and month changed over.
fn is_turned(a: NaiveDate, b: NaiveDate) -> bool {
    use chrono::Datelike;
    a != b && a.year() == b.year() && a.month() == b.day() && a.day() == b.month()
}

/// The first layer's date, unless two later layers agree on another day; with the clock and zone of a later layer when
/// the day is the same. `built`: JSON-LD says the same of publication and of change, as templates do that know when the
/// page was built.
fn choose(context: &Context<'_, '_>, layers: &[Vec<Candidate>; LAYERS], built: bool) -> Option<Candidate> {
    let first = layers.iter().find_map(|layer| layer.first())?;
    // Microdata and what is seen are one witness: they stand on the same element.
    let head =
        |layers: &[Vec<Candidate>]| layers.iter().find_map(|layer| layer.first()).map(|candidate| candidate.when.date);
    let witnesses = [head(&layers[..1]), head(&layers[1..2]), head(&layers[2..5])];
    let day = match witnesses {
        [Some(json), Some(meta), Some(seen)] if meta == seen && json != meta => meta,
        [Some(json), _, Some(seen)] if json != seen && context.is_said(seen) => seen,
        [Some(json), None, Some(seen)] if built && (json - seen).num_days() > 1 => seen,
        // "03-09-2026": which of the two is the month stands beside it
        [_, _, Some(seen)] if is_turned(first.when.date, seen) && !is_year_first(&first.found) => seen,
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
fn against_microdata(layers: &[Vec<Candidate>; LAYERS]) -> Option<NaiveDate> {
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
            if microdata::names_comments(self.tree, up) && self.frame.body.is_none_or(|body| up > body) {
                return OTHERS;
            }
            // what stands in the page's own header is the day of the visit
            if self.tree.name(up) == "header" && self.frame.heading.is_some_and(|heading| up < heading) {
                penalty = penalty.max(16);
            }
            // A link around more than the date is a card of another story.
            let card = || self.tree.name(up) == "a" && self.tree.raw_text(up, 200).trim().len() > 60;
            if self.frame.parts(up) || card() {
                penalty = 18;
            }
        }
        penalty
    }

    /// Whether one of several stories in the JSON-LD is of this day.
    fn is_said(&self, day: NaiveDate) -> bool {
        let stories = self.ld.published();
        let read = |text: &String| self.candidate(text, Provenance::JsonLd).is_some_and(|own| own.when.date == day);
        stories.len() > 1 && stories.iter().any(read)
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

/// Names of a site's own vocabulary that end as the common ones do: `photo:uploaded`, `shop.published_at`.
fn from_tails(context: &Context<'_, '_>) -> Vec<Candidate> {
    let tails = ["uploaded", "published", "published_at", "published_time", "pubdate", "publishdate", "created_at"];
    let values = context.meta.ending(&tails).into_iter();
    values.filter_map(|text| context.candidate(text, Provenance::Meta)).collect()
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
}
