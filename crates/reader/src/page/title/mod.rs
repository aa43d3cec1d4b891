//! The headline: what the page calls itself, agreed between its sources.
//!
//! Candidates are the JSON-LD headline, og:title, the page's own h1 and `<title>`; the site's name, a date in front,
//! a kicker and soft hyphens go.

mod clean;

use self::clean::{PARTS, document_title, is_label, tidy, without_date, without_site};
use super::{body::Segment, frame::Frame, json_ld::JsonLd, meta::Meta, tree::Tree};
use crate::model::{Found, Provenance};

/// The headline with its origin, and the index of the heading that shows it.
pub fn read(
    tree: &Tree<'_>,
    meta: &Meta<'_>,
    ld: &JsonLd,
    lines: &[Segment],
    frame: &Frame,
) -> (Option<Found<String>>, Option<usize>) {
    let site = site_name(meta, ld);
    let strip = |text: String| without_site(&text, site.as_deref());
    let og = meta.line(&["og:title"]).map(strip);
    let twitter = meta
        .line(&["twitter:title", "dc.title", "dcterms.title", "citation_title", "parsely-title", "sailthru.title"])
        .map(strip);
    let headline = if ld.is_story() { ld.text("headline").or_else(|| ld.text("name")) } else { None }.map(strip);
    let document = meta.title.clone().map(|title| document_title(&title, site.as_deref()));
    let known: Vec<&String> = [&headline, &og, &twitter, &document].into_iter().flatten().collect();
    let heading = choose_heading(headings(tree, frame), (tree, lines), &known, meta.title.as_deref(), site.as_deref());
    let shown = heading.as_ref().map(|heading| heading.index);
    let declared = headline.clone().map(|text| Found::new(text, Provenance::JsonLd)).or_else(|| {
        og.clone().filter(|text| Some(text) != site.as_ref()).map(|text| Found::new(text, Provenance::Meta))
    });
    let visible = heading.as_ref().map(|heading| heading.text(&known));
    // Two declarations with the same words know more than a heading that shows a part of them.
    let fuller = match (&headline, &og, &visible) {
        (Some(headline), Some(og), Some(visible))
            if plain(headline) == plain(og)
                && extends(og, visible)
                && !og.strip_suffix(visible.as_str()).is_some_and(is_label) =>
        {
            Some(og.clone())
        }
        _ => None,
    };
    // A declaration that leaves out what stands before the colon leaves out a kicker.
    let kickerless = match (&og, &visible) {
        (Some(og), Some(visible)) if og.split_whitespace().count() > 2 => {
            visible.strip_suffix(og.as_str()).is_some_and(|kicker| kicker.trim_end().ends_with(':')).then(|| og.clone())
        }
        _ => None,
    };
    if let Some(text) = fuller.or(kickerless) {
        return (Some(Found::new(tidy(&text), Provenance::Meta)), shown);
    }
    let agreed = visible.clone().filter(|text| known.iter().any(|other| alike(other, text)));
    // A page's "News" is no headline where the page declares one.
    let agreed = agreed.filter(|text| {
        text.split_whitespace().count() > 2
            || [&headline, &og]
                .into_iter()
                .flatten()
                .all(|other| alike(other, text) || other.split_whitespace().count() <= 2)
    });
    let found = agreed
        .map(|text| Found::new(text, Provenance::Text))
        .or(declared)
        .or_else(|| {
            visible
                .filter(|_| heading.is_some_and(|heading| heading.level < 3))
                .map(|text| Found::new(text, Provenance::Text))
        })
        .or_else(|| twitter.or(document).or(og).map(|text| Found::new(text, Provenance::Meta)));
    let found = found.map(|found| found.map(|text| tidy(&text)));
    (found.filter(|found| !found.value.is_empty()), shown)
}

/// og:site_name, or the publisher's name.
pub fn site_name(meta: &Meta<'_>, ld: &JsonLd) -> Option<String> {
    meta.line(&["og:site_name", "application-name", "apple-mobile-web-app-title"])
        .or_else(|| ld.of_kind("WebSite")?.get("name").and_then(|name| ld.name_of(name)))
        .or_else(|| ld.text("publisher"))
}

/// A visible heading.
#[derive(Debug)]
struct Heading {
    index: usize,
    level: u8,
    /// Its line.
    whole: String,
    /// The same without a kicker that stands in it as an element of its own.
    bare: Option<String>,
}

impl Heading {
    /// What it says: as declared when the declaration has the same letters, without its kicker when a declaration has none.
    fn text(&self, known: &[&String]) -> String {
        let same = |text: &str| known.iter().find(|other| plain(other) == plain(text)).map(|other| (*other).clone());
        match &self.bare {
            Some(bare) if same(bare).is_some() => bare.clone(),
            // The declaration has the colon that a line break stands for.
            Some(bare) => same(&self.whole).unwrap_or_else(|| bare.clone()),
            // Elements side by side often stand without the space that the declaration has.
            None => same(&self.whole)
                .filter(|declared| declared.split_whitespace().count() > self.whole.split_whitespace().count())
                .unwrap_or_else(|| self.whole.clone()),
        }
    }
}

/// Headings considered at most.
const MAX_HEADINGS: usize = 60;

fn headings(tree: &Tree<'_>, frame: &Frame) -> Vec<Heading> {
    let level = |index: usize| match tree.name(index) {
        "h1" => Some(1),
        "h2" => Some(2),
        "h3" => Some(3),
        _ => None,
    };
    (0..tree.entries.len())
        .filter_map(|index| Some((index, level(index)?)))
        .filter(|(index, _)| !frame.is_elsewhere(*index) && !is_unseen(tree, *index))
        .map(|(index, level)| Heading {
            index,
            level,
            whole: without_date(&tree.line(index)),
            bare: without_kicker(tree, index),
        })
        .filter(|heading| !heading.whole.is_empty())
        .take(MAX_HEADINGS)
        .collect()
}

/// A heading for readers of the markup alone: "Navigation and service".
fn is_unseen(tree: &Tree<'_>, index: usize) -> bool {
    tree.element(index).is_some_and(|element| {
        let hint = super::body::hint(element);
        hint.hidden || hint.unseen
    })
}

/// The text of a heading that begins with an element of its own, without that element.
fn without_kicker(tree: &Tree<'_>, index: usize) -> Option<String> {
    let children: Vec<usize> = (index + 1..tree.end(index)).filter(|&at| tree.entries[at].parent == index).collect();
    // Scaffolding around the whole heading is looked through.
    if let [only] = children.as_slice()
        && tree.element(*only).is_some()
    {
        return without_kicker(tree, *only);
    }
    let first = children.iter().copied().find(|&at| !tree.line_of(at).is_empty())?;
    if !matches!(tree.name(first), "span" | "small" | "em" | "strong" | "div" | "p" | "i" | "b" | "sup") {
        return None;
    }
    let rest: Vec<String> =
        children.iter().filter(|&&at| at > first).map(|&at| tree.line_of(at)).filter(|text| !text.is_empty()).collect();
    let rest = crate::text::html::clean_line(&rest.join(" "));
    let rest = rest.trim_start_matches([':', '|', '–', '-', ' ']);
    let mut kicker = false;
    if let Some(class) = tree.attr(first, "class") {
        super::tree::words(class, |word| {
            kicker |= matches!(
                word,
                "kicker"
                    | "overline"
                    | "topline"
                    | "dachzeile"
                    | "prefix"
                    | "roof"
                    | "spitzmarke"
                    | "eyebrow"
                    | "pretitle"
                    | "preheadline"
                    | "category"
                    | "topic"
                    | "label"
                    | "overhead"
                    | "superhead"
                    | "supertitle"
                    | "roofline"
                    | "sr"
                    | "hidden"
                    | "invisible"
                    | "visually"
                    | "date"
                    | "uppertitle"
                    | "rubric"
                    | "rubrik"
                    | "intro"
                    | "subtitle"
                    | "pre"
                    | "top"
                    | "small"
                    | "section"
                    | "flag"
                    | "subheading"
                    | "strapline"
            );
        });
    }
    (rest.split_whitespace().count() >= 2 && (kicker || tree.line_of(first).split_whitespace().count() <= 6))
        .then(|| rest.to_owned())
}

/// The heading that the declarations agree with; else the first h1 that is not the site's name.
fn choose_heading(
    mut headings: Vec<Heading>,
    (tree, lines): (&Tree<'_>, &[Segment]),
    known: &[&String],
    document: Option<&str>,
    site: Option<&str>,
) -> Option<Heading> {
    let tail = document.map(plain).unwrap_or_default();
    // A colon introduces a headline; a site's name is the shorter part, behind something else.
    let introduced = document.and_then(|text| text.rsplit_once(": ")).map(|(_, text)| plain(text));
    let is_site = |text: &str| {
        let text = plain(text);
        site.is_some_and(|site| plain(site) == text)
            || (tail.len() > text.len() * 2
                && tail.len() > text.len() + 8
                && tail.ends_with(&text)
                && !text.is_empty()
                && introduced.as_ref() != Some(&text))
    };
    let best = |level: u8| {
        headings.iter().position(|heading| {
            heading.level == level && !is_site(&heading.whole) && known.iter().any(|other| alike(other, &heading.whole))
        })
    };
    // What stands between the separators of `<title>`, the longest that a heading repeats.
    let part = || {
        let parts = PARTS[..PARTS.len() - 2]
            .iter()
            .fold(vec![document?], |texts, by| texts.into_iter().flat_map(|text| text.split(by)).collect());
        let parts: Vec<String> = parts.into_iter().map(plain).collect();
        (0..headings.len())
            .filter(|&at| !is_site(&headings[at].whole) && headings[at].whole.split_whitespace().count() > 1)
            .filter(|&at| parts.contains(&plain(&headings[at].whole)))
            .max_by_key(|&at| (headings[at].whole.len(), usize::MAX - at))
    };
    // With nothing to agree with: the h1 above the most text, or an h2 above far more.
    let any = || {
        headings.iter().find(|heading| heading.level == 1)?;
        let own = |at: &usize| headings[*at].level < 3 && !is_site(&headings[*at].whole);
        let mass = |at: usize| {
            let level = headings[at].level;
            let next = headings[at + 1..].iter().find(|next| next.level <= level).map_or(usize::MAX, |next| next.index);
            let from = lines.partition_point(|line| line.start < tree.end(headings[at].index));
            let below = lines[from..].iter().take_while(|line| line.start < next);
            (below.map(Segment::weight).sum::<f64>() + 1.0) * if level == 1 { 10.0 } else { 1.0 }
        };
        let all = (0..headings.len()).filter(own).filter(|&at| headings[at].whole.chars().count() > 3);
        all.rev().max_by(|&a, &b| mass(a).total_cmp(&mass(b)))
    };
    // A short h1 is as often the site's name.
    let first = best(1);
    let short = first.is_none_or(|at| headings[at].whole.split_whitespace().count() <= 3);
    let chosen = short.then(part).flatten().or(first).or_else(|| best(2)).or_else(|| best(3)).or_else(any)?;
    Some(headings.swap_remove(chosen))
}

/// Letters and digits only, in lower case.
pub fn plain(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    let letters = |c: &char| c.is_alphanumeric();
    if text.is_ascii() {
        return text.chars().filter(letters).map(|c| c.to_ascii_lowercase()).collect();
    }
    text.nfc().filter(letters).flat_map(char::to_lowercase).collect()
}

/// Whether two headlines say the same: one begins with, ends with or holds the other.
fn alike(a: &str, b: &str) -> bool {
    let (a, b) = (plain(a), plain(b));
    if a.is_empty() || b.is_empty() {
        return false;
    }
    a == b || (a.len().min(b.len()) * 10 > a.len().max(b.len()) * 4 && (a.contains(&b) || b.contains(&a)))
}

/// Whether `long` begins or ends with the words of `short` and has more.
fn extends(long: &str, short: &str) -> bool {
    let (long, short) = (plain(long), plain(short));
    !short.is_empty() && long.len() > short.len() && (long.starts_with(&short) || long.ends_with(&short))
}
