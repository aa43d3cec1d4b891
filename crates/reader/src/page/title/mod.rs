//! The headline: what the page calls itself, agreed between its sources.
//!
//! Candidates are the JSON-LD headline, og:title, the page's own h1 and `<title>`; the site's name, a date in front,
//! a kicker and soft hyphens go.

mod clean;
mod headings;
mod likeness;
mod printed;

use url::Url;

pub(crate) use self::likeness::plain;
use self::{
    clean::{document_title, is_label, is_label_of_site, tidy, without_host, without_site},
    headings::{Heading, choose_heading, headings},
    likeness::{alike, extends, words},
    printed::{TELLING, TERSE, is_nothing, lone, outdoes, prominent},
};
use super::{body::Segment, frame::Frame, json_ld::JsonLd, meta::Meta, others::Other, tree::Tree};
use crate::model::{Found, Provenance};

/// What the reader of titles looks at.
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
    /// Where the release is, as far as it is known.
    pub frame: &'c Frame,
    /// The page's address.
    pub address: Option<&'c Url>,
}

/// A page's headline.
#[derive(Debug, Default)]
pub struct Title {
    /// With its origin.
    pub found: Option<Found<String>>,
    /// Index of the heading that shows it.
    pub heading: Option<usize>,
    /// What else it could have been.
    pub others: Vec<Other>,
}

/// What the head and the JSON-LD call the page, without the site's name.
#[derive(Debug, Default)]
struct Declared {
    site: Option<String>,
    headline: Option<String>,
    og: Option<String>,
    /// Twitter's card, Dublin Core, Highwire and their like.
    cards: Option<String>,
    document: Option<String>,
}

impl Declared {
    fn of(context: &Context<'_, '_>) -> Self {
        let Context { meta, ld, address, .. } = *context;
        let site = site_name(meta, ld);
        let strip = |text: String| without_host(&without_site(&text, site.as_deref()), address);
        let cards = ["twitter:title", "dc.title", "dcterms.title", "citation_title", "parsely-title", "sailthru.title"];
        let headline = if ld.is_story() { ld.text("headline").or_else(|| ld.text("name")) } else { None };
        let document = meta.title.clone().map(|title| {
            let bare = without_host(&title, address);
            if bare == title { document_title(&title, site.as_deref()) } else { bare }
        });
        Self {
            headline: headline.map(strip),
            og: meta.line(&["og:title"]).map(strip),
            cards: meta.line(&cards).map(strip),
            document,
            site,
        }
    }

    fn known(&self) -> Vec<&String> {
        [&self.headline, &self.og, &self.cards, &self.document].into_iter().flatten().collect()
    }

    /// The surest of them.
    fn best(&self) -> Option<Found<String>> {
        let told = |text: &String| !is_label_of_site(text, self.site.as_deref());
        let og = self.og.clone().filter(|text| Some(text) != self.site.as_ref() && !is_label(text) && told(text));
        let headline = self.headline.clone().filter(told).map(|text| Found::new(text, Provenance::JsonLd));
        headline.or_else(|| og.map(|text| Found::new(text, Provenance::Meta)))
    }

    /// A declaration that knows the headline's bounds better than the heading which shows it.
    fn refined(&self, visible: &str) -> Option<String> {
        let og = self.og.as_ref()?;
        // two declarations with the same words know more than a heading that shows a part of them
        let same = self.headline.as_ref().is_some_and(|headline| plain(headline) == plain(og));
        let fuller = same && extends(og, visible) && !og.strip_suffix(visible).is_some_and(is_label);
        // one that leaves out what stands before the colon leaves out a kicker
        let kicker = visible.strip_suffix(og.as_str()).is_some_and(|kicker| kicker.trim_end().ends_with(':'));
        (fuller || kicker && og.split_whitespace().count() > 2).then(|| og.clone())
    }

    /// What is left when nothing was declared for sharing and no heading shows it: a title that says nothing gives way
    /// to the first line that is set as a headline is.
    fn rest(&self, context: &Context<'_, '_>) -> Option<Found<String>> {
        let rest = || [&self.cards, &self.document, &self.og].into_iter().flatten();
        let told = rest().find(|text| !is_nothing(text));
        let terse = told.is_none_or(|text| words(text).count() <= TERSE);
        let set = terse.then(|| prominent(context.tree, context.lines, told.is_none())).flatten();
        let found = |text: &String| Found::new(text.clone(), Provenance::Meta);
        set.map(|text| Found::new(text, Provenance::Text))
            .or_else(|| told.map(found))
            .or_else(|| rest().next().map(found))
    }
}

/// The headline: of what is declared and what is printed, that which was published.
pub fn read(context: &Context<'_, '_>) -> Title {
    let Context { tree, ld, frame, .. } = *context;
    let declared = Declared::of(context);
    let known = declared.known();
    let shown = headings(tree, frame);
    let printed = lone(&shown, declared.site.as_deref()).map(|heading| (heading.index, heading.whole.clone()));
    let heading = choose_heading(shown, context, &known, declared.site.as_deref());
    let visible = heading.as_ref().map(|heading| heading.text(&known));
    let index = heading.as_ref().map(|heading| heading.index);
    let refined = visible.as_deref().and_then(|visible| declared.refined(visible));
    let (found, heading) = match refined {
        Some(text) => (Some(Found::new(tidy(&text), Provenance::Meta)), index),
        None => {
            let found = chosen(context, &declared, heading.as_ref().zip(visible.as_deref()));
            // a newspaper words its headlines apart for each place, and means all of them
            let apart = |printed: &str| {
                let own = declared.headline.as_ref().filter(|own| ld.is_news() && words(own).count() >= TELLING);
                own.is_some_and(|own| !alike(own, printed))
            };
            match (printed, &found) {
                (Some((at, text)), Some(own)) if !apart(&text) && outdoes(&text, &own.value, &known) => {
                    (Some(Found::new(tidy(&text), Provenance::Text)), Some(at))
                }
                _ => (found, index),
            }
        }
    };
    let others = others(&declared, visible.as_deref(), found.as_ref().map(|found| found.value.as_str()));
    Title { found, heading, others }
}

/// The visible heading where a declaration agrees with it, else the best of the declarations, else what there is.
fn chosen(context: &Context<'_, '_>, declared: &Declared, visible: Option<(&Heading, &str)>) -> Option<Found<String>> {
    let text_of = |text: &str| Found::new(text.to_owned(), Provenance::Text);
    let agreed = visible.filter(|(_, text)| declared.known().iter().any(|other| alike(other, text)));
    // a page's "News" is no headline where the page declares one
    let agreed = agreed.filter(|(_, text)| {
        let others = [&declared.headline, &declared.og].into_iter().flatten();
        text.split_whitespace().count() > 2
            || others.into_iter().all(|other| alike(other, text) || other.split_whitespace().count() <= 2)
    });
    let found = agreed
        .map(|(_, text)| text_of(text))
        .or_else(|| declared.best())
        .or_else(|| visible.filter(|(heading, _)| heading.level < 3).map(|(_, text)| text_of(text)))
        .or_else(|| declared.rest(context));
    found.map(|found| found.map(|text| tidy(&text))).filter(|found| !found.value.is_empty())
}

/// The candidates that say something else, by how many of all say the same.
fn others(declared: &Declared, visible: Option<&str>, chosen: Option<&str>) -> Vec<Other> {
    let all = [
        (Provenance::JsonLd, declared.headline.as_deref()),
        (Provenance::Meta, declared.og.as_deref()),
        (Provenance::Text, visible),
        (Provenance::Meta, declared.cards.as_deref()),
        (Provenance::Meta, declared.document.as_deref()),
    ];
    let texts = || all.iter().filter_map(|(origin, text)| Some((*origin, (*text)?)));
    let differ = texts().filter(|(_, text)| !text.is_empty() && chosen.is_none_or(|own| plain(own) != plain(text)));
    let agreeing = |text: &str| texts().map(|(_, other)| i32::from(alike(other, text))).sum();
    differ.map(|(origin, text)| Other { score: agreeing(text), origin, value: text.to_owned() }).collect()
}

/// og:site_name, or the publisher's name.
pub fn site_name(meta: &Meta<'_>, ld: &JsonLd) -> Option<String> {
    meta.line(&["og:site_name", "application-name", "apple-mobile-web-app-title"])
        .or_else(|| ld.of_kind("WebSite")?.get("name").and_then(|name| ld.name_of(name)))
        .or_else(|| ld.text("publisher"))
}
