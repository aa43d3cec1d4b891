//! One release's own page -> a draft: an ordered list of signals (JSON-LD, microdata, meta, `<time>`, visible text, address).
//!
//! The page is parsed once; every reader works on the same flat view of its tree (`tree`). Each field carries its
//! origin. Dates stay as printed and HTML unsanitised: that is normalise's work.

mod authors;
mod body;
mod facts;
mod frame;
mod image;
mod json_ld;
mod meta;
mod microdata;
mod others;
mod tags;
mod time;
mod title;
mod tree;

use std::collections::{HashMap, HashSet};

use ego_tree::NodeId;
use scraper::Html;
use url::Url;

use self::{frame::Frame, json_ld::JsonLd, meta::Meta, tree::Tree};
use crate::{
    Error, blocks, lexicon,
    model::{Draft, Field, Found, Markup, PageFacts, Person, Provenance, Select, Variant},
    release,
    text::dates::{self, Hints},
};

/// Reads a release's page. Parses it once.
pub fn read(
    html: &str,
    url: Option<&Url>,
    hints: &Hints<'_>,
    select: Option<&Select>,
) -> Result<(Draft, PageFacts), Error> {
    let mut page = crate::html::document(html)?;
    crate::html::remove_layers(&mut page);
    let tree = Tree::of(&page);
    let meta = Meta::of(&tree);
    let address = meta.address(url);
    let base = base(&meta, address.as_ref());
    let ld = json_ld(&tree, &meta, address.as_ref());
    let lines = body::Lines::of(&tree);
    let (address, base) = (address.as_ref(), base.as_ref());
    let sheet = Sheet { page: &page, tree: &tree, meta: &meta, ld: &ld, lines: &lines, address, base };

    let mut draft = Draft { base: base.map(Url::to_string), summary: summary(&meta, &ld), ..Draft::default() };
    let mut frame = Frame::of(&tree, &lines.segments);
    let title = sheet.title(&mut frame, &mut draft);
    let headline = title.as_ref().map(|title| title.value.as_str());
    let chosen = select.and_then(|select| select.body.as_deref()).and_then(|css| body::selected(&page, &tree, css));
    let body = sheet.body(&mut frame, headline, draft.summary.as_ref(), chosen);
    let language = sheet.language(&body, &mut draft);
    let hints = Hints { language: hints.language.or(language.as_deref()), ..*hints };
    sheet.dates(&frame, hints, &mut draft);
    sheet.authors(&frame, &mut draft);
    let (tags, tags_origin) = tags::read(&tree, &meta, &ld);
    draft.tags = tags;
    draft.origins.extend(tags_origin.map(|origin| (Field::Tags, origin)));
    draft.image = image::read(&meta, &ld, base);
    links(&meta, base, url, &mut draft);
    let facts = facts::read(&tree, base, body.chars);
    let seen = Seen { sheet: &sheet, url, frame: &frame, body: &body, headline };
    let parts = seen.anatomy(&hints, &mut draft);
    draft.title = title.map(|found| found.map(Markup::Text));
    draft.content = content(&body, body.html(&tree, &lines, &parts), &ld);
    Ok((draft, facts))
}

/// A page as it lies before the readers of single fields.
struct Sheet<'s, 'a> {
    page: &'s Html,
    tree: &'s Tree<'a>,
    meta: &'s Meta<'a>,
    ld: &'s JsonLd,
    lines: &'s body::Lines,
    address: Option<&'s Url>,
    /// What relative addresses are relative to.
    base: Option<&'s Url>,
}

impl Sheet<'_, '_> {
    fn title(&self, frame: &mut Frame, draft: &mut Draft) -> Option<Found<String>> {
        let title::Title { found, heading, others } = title::read(&title::Context {
            tree: self.tree,
            meta: self.meta,
            ld: self.ld,
            lines: &self.lines.segments,
            frame,
            address: self.address,
        });
        frame.with_heading(self.tree, heading);
        others::note(&mut draft.raws, Field::Title, others);
        found
    }

    /// `chosen`: the element that the operator's selector names.
    fn body(
        &self,
        frame: &mut Frame,
        headline: Option<&str>,
        summary: Option<&Found<Markup>>,
        chosen: Option<usize>,
    ) -> body::Body {
        let summary = summary.map(|found| match &found.value {
            Markup::Html(text) | Markup::Text(text) => text.as_str(),
        });
        let known = body::Page { headline, heading: frame.heading, summary, chosen, base: self.base };
        let body = body::extract(self.tree, self.lines, &known);
        frame.with_body(self.tree, body.root);
        body
    }

    /// The declared language, unless the text is of another; where none is declared, the text's is for dates alone.
    fn language(&self, body: &body::Body, draft: &mut Draft) -> Option<String> {
        let text = body.text(self.lines, 1_500);
        let Some(declared) = language(self.meta, self.ld) else {
            return lexicon::of_text(&text, None).map(str::to_owned);
        };
        let own = lexicon::of_text(&text, Some(&declared.value));
        let found = own.map_or(declared, |own| Found::new(own.to_owned(), Provenance::Text));
        Some(draft.language.insert(found).value.clone())
    }

    fn dates(&self, frame: &Frame, hints: Hints<'_>, draft: &mut Draft) {
        let dates = time::read(&time::Context {
            tree: self.tree,
            meta: self.meta,
            ld: self.ld,
            lines: &self.lines.segments,
            frame,
            address: self.address,
            hints,
        });
        draft.published = dates.published;
        draft.updated = dates.updated;
        others::note(&mut draft.raws, Field::DatePublished, dates.others);
    }

    fn authors(&self, frame: &Frame, draft: &mut Draft) {
        draft.extras.site_name = title::site_name(self.meta, self.ld);
        let written = authors::read(&authors::Context {
            tree: self.tree,
            meta: self.meta,
            ld: self.ld,
            lines: &self.lines.segments,
            frame,
            site: draft.extras.site_name.as_deref(),
        });
        (draft.authors, draft.authors_origin) = (written.people, written.origin);
        others::note(&mut draft.raws, Field::Authors, written.others);
    }
}

/// On a distributor's page the issuer is the author, where no person is named and whatever the byline's capitals.
fn speaker(draft: &mut Draft) {
    let issuer = draft.anatomy.issuer.as_ref().filter(|_| draft.anatomy.distributor.is_some());
    let Some((name, url)) = issuer.and_then(|issuer| Some((issuer.name.clone()?, issuer.url.clone()))) else { return };
    let same = |author: &Person| author.name.as_ref().is_some_and(|own| own.to_lowercase() == name.to_lowercase());
    if draft.authors.iter().all(same) {
        draft.authors = vec![Person { name: Some(name), url, ..Person::default() }];
        draft.authors_origin.get_or_insert(Provenance::Text);
    }
}

/// The page's JSON-LD, read by what the head calls the page.
fn json_ld(tree: &Tree<'_>, meta: &Meta<'_>, address: Option<&Url>) -> JsonLd {
    let headlines: Vec<String> =
        meta.line(&["og:title", "twitter:title"]).into_iter().chain(meta.title.clone()).collect();
    JsonLd::of(tree, address.map(Url::as_str), &headlines.iter().map(String::as_str).collect::<Vec<_>>())
}

/// What relative links are relative to.
fn base(meta: &Meta<'_>, address: Option<&Url>) -> Option<Url> {
    match (meta.base, address) {
        (Some(base), Some(address)) => address.join(base).ok().or_else(|| Some(address.clone())),
        (Some(base), None) => Url::parse(base).ok(),
        (None, address) => address.cloned(),
    }
}

/// The body, or the JSON-LD's when the tree gives much less.
fn content(body: &body::Body, html: String, ld: &JsonLd) -> Option<Found<Markup>> {
    let declared = if ld.is_story() {
        ld.main().and_then(|object| object.get("articleBody")).and_then(|value| value.as_str())
    } else {
        None
    };
    if let Some(text) = declared.filter(|text| text.chars().count() > 2 * body.chars + 200) {
        let markup = if crate::text::html::looks_like_html(text) {
            Markup::Html(text.to_owned())
        } else {
            Markup::Text(text.to_owned())
        };
        return Some(Found::new(markup, Provenance::JsonLd));
    }
    (!html.is_empty()).then(|| Found::new(Markup::Html(html), Provenance::Text))
}

fn language(meta: &Meta<'_>, ld: &JsonLd) -> Option<Found<String>> {
    let declared = ld.is_story().then(|| ld.text("inLanguage")).flatten().filter(|text| text.len() <= 12);
    declared
        .map(|text| Found::new(text, Provenance::JsonLd))
        .or_else(|| meta.lang.map(|text| Found::new(text.to_owned(), Provenance::Meta)))
        .or_else(|| {
            meta.line(&["og:locale", "content-language", "dc.language", "dcterms.language", "language"])
                .map(|text| Found::new(text, Provenance::Meta))
        })
}

fn summary(meta: &Meta<'_>, ld: &JsonLd) -> Option<Found<Markup>> {
    let declared = meta.line(&[
        "og:description", "description", "twitter:description", "dc.description", "dcterms.abstract",
        "sailthru.description",
    ]);
    declared
        .map(|text| Found::new(Markup::Text(text), Provenance::Meta))
        .or_else(|| ld.text("description").map(|text| Found::new(Markup::Text(text), Provenance::JsonLd)))
}

/// The page's own address and its translations.
fn links(meta: &Meta<'_>, base: Option<&Url>, url: Option<&Url>, draft: &mut Draft) {
    let canonical = meta.canonical.or_else(|| meta.first(&["og:url"])).and_then(|text| image::absolute(text, base));
    draft.url = match (url, &canonical) {
        (Some(url), _) => Some(Found::new(url.to_string(), Provenance::Url)),
        (None, Some(canonical)) => Some(Found::new(canonical.clone(), Provenance::Meta)),
        (None, None) => None,
    };
    draft.extras.canonical_url = canonical;
    for (language, href) in meta.alternates.iter().take(100) {
        if let Some(url) = image::absolute(href, base)
            && !language.eq_ignore_ascii_case("x-default")
        {
            draft.anatomy.variants.push(Variant { language: (*language).to_owned(), url });
        }
    }
}

/// What the readers of single fields found out of a page as a whole.
struct Seen<'s, 'a> {
    sheet: &'s Sheet<'s, 'a>,
    /// Asked.
    url: Option<&'s Url>,
    frame: &'s Frame,
    body: &'s body::Body,
    headline: Option<&'s str>,
}

impl Seen<'_, '_> {
    /// The parts of a press release, read from the page's blocks, beside what is known; answers the text nodes that are
    /// parts of their own, not the release's text.
    fn anatomy(&self, hints: &Hints<'_>, draft: &mut Draft) -> HashSet<NodeId> {
        let Sheet { page, tree, meta, ld, base, .. } = *self.sheet;
        let Seen { frame, body, .. } = *self;
        let blocks = blocks::around(page, &frame.around(tree));
        let heading: HashSet<NodeId> = frame.heading.into_iter().flat_map(|index| tree.nodes(index)).collect();
        let publisher =
            ld.main().and_then(|object| object.get("sourceOrganization").or_else(|| object.get("publisher")));
        let (publisher, publisher_url) =
            (publisher.and_then(|value| ld.name_of(value)), publisher.and_then(|value| ld.url_of(value)));
        let leads = self.sheet.lines.leads(tree);
        let of = |nodes: &HashSet<NodeId>| {
            let within = blocks.iter().enumerate().filter(|(_, block)| nodes.contains(&block.node));
            within.map(|(index, _)| index).collect::<Vec<_>>()
        };
        let known = release::Known {
            title: self.headline,
            heading: blocks.iter().rposition(|block| heading.contains(&block.node) && !block.text.is_empty()),
            page_title: meta.title.as_deref(),
            site_name: draft.extras.site_name.as_deref(),
            publisher: publisher.as_deref(),
            publisher_url: publisher_url.as_deref(),
            authors: draft.authors.iter().filter_map(|author| author.name.as_deref()).collect(),
            body: of(&body.nodes),
            leads: of(&leads),
            images: body.images(),
            base,
        };
        // a dateline without a year is of the year in which it was published
        let published = draft.published.as_ref().and_then(|found| dates::parse(&found.value, hints));
        let now =
            published.and_then(|when| when.date.succ_opt()?.succ_opt()?.and_hms_opt(0, 0, 0)).map(|day| day.and_utc());
        let hints = Hints { now: now.or(hints.now), ..*hints };
        let reading = release::anatomy(&blocks, self.url, &known, &hints);
        let parts = nodes_of(&blocks, &reading.not_body, tree);
        let variants = std::mem::take(&mut draft.anatomy.variants);
        draft.anatomy = reading.anatomy;
        if draft.anatomy.variants.is_empty() {
            draft.anatomy.variants = variants;
        }
        draft.origins.extend(reading.origins);
        draft.raws.extend(reading.raws);
        speaker(draft);
        if draft.published.is_none() {
            draft.published = reading.published.map(|text| Found::new(text, Provenance::Text));
        }
        parts
    }
}

/// The text nodes of these blocks, but for those that other blocks share.
fn nodes_of(blocks: &[blocks::Block], chosen: &[usize], tree: &Tree<'_>) -> HashSet<NodeId> {
    let spans: HashMap<NodeId, NodeId> = chosen.iter().map(|index| blocks[*index].span).collect();
    let mut nodes = HashSet::new();
    let mut last = None;
    for entry in &tree.entries {
        last = last.or_else(|| spans.get(&entry.node).copied());
        if last.is_some() {
            nodes.insert(entry.node);
        }
        if last == Some(entry.node) {
            last = None;
        }
    }
    for (index, block) in blocks.iter().enumerate() {
        if !block.text.is_empty() && chosen.binary_search(&index).is_err() {
            nodes.remove(&block.span.0);
            nodes.remove(&block.span.1);
        }
    }
    nodes
}
