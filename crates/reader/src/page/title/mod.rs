//! The headline: what the page calls itself, agreed between its sources.
//!
//! Candidates are the JSON-LD headline, og:title, the page's own h1 and `<title>`; the site's name, a date in front,
//! a kicker and soft hyphens go.

mod clean;

use url::Url;

use self::clean::{PARTS, document_title, is_label, tidy, without_date, without_host, without_site};
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

/// The headline: of what is declared and what is printed, that which was published.
pub fn read(context: &Context<'_, '_>) -> Title {
    let Context { tree, meta, ld, lines, frame, address } = *context;
    let site = site_name(meta, ld);
    let strip = |text: String| without_host(&without_site(&text, site.as_deref()), address);
    let og = meta.line(&["og:title"]).map(strip);
    let twitter = meta
        .line(&["twitter:title", "dc.title", "dcterms.title", "citation_title", "parsely-title", "sailthru.title"])
        .map(strip);
    let headline = if ld.is_story() { ld.text("headline").or_else(|| ld.text("name")) } else { None }.map(strip);
    let document = meta.title.clone().map(|title| {
        let bare = without_host(&title, address);
        if bare == title { document_title(&title, site.as_deref()) } else { bare }
    });
    let known: Vec<&String> = [&headline, &og, &twitter, &document].into_iter().flatten().collect();
    let shown = headings(tree, frame);
    let printed = lone(&shown, site.as_deref()).map(|heading| (heading.index, heading.whole.clone()));
    let heading = choose_heading(shown, (tree, lines), &known, meta.title.as_deref(), site.as_deref());
    let shown = heading.as_ref().map(|heading| heading.index);
    let declared = headline.clone().map(|text| Found::new(text, Provenance::JsonLd)).or_else(|| {
        let og = og.clone().filter(|text| Some(text) != site.as_ref() && !is_label(text));
        og.map(|text| Found::new(text, Provenance::Meta))
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
    let all = [
        (Provenance::JsonLd, &headline),
        (Provenance::Meta, &og),
        (Provenance::Text, &visible),
        (Provenance::Meta, &twitter),
        (Provenance::Meta, &document),
    ];
    let ended = |found: Option<Found<String>>, heading| {
        let others = others(&all, found.as_ref().map(|found| found.value.as_str()));
        Title { found, heading, others }
    };
    if let Some(text) = fuller.or(kickerless) {
        return ended(Some(Found::new(tidy(&text), Provenance::Meta)), shown);
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
                .clone()
                .filter(|_| heading.is_some_and(|heading| heading.level < 3))
                .map(|text| Found::new(text, Provenance::Text))
        })
        .or_else(|| {
            let rest = || [&twitter, &document, &og].into_iter().flatten();
            // a title that says nothing gives way to the first line that is set as a headline is
            let told = rest().find(|text| !is_nothing(text));
            let first = told.cloned().map(|text| Found::new(text, Provenance::Meta));
            let terse = told.is_none_or(|text| text.split_whitespace().count() <= TERSE);
            let set = terse.then(|| prominent(tree, lines)).flatten().map(|text| Found::new(text, Provenance::Text));
            set.or(first).or_else(|| rest().next().map(|text| Found::new(text.clone(), Provenance::Meta)))
        });
    let found = found.map(|found| found.map(|text| tidy(&text))).filter(|found| !found.value.is_empty());
    // a newspaper words its headlines apart for each place, and means all of them
    let apart = ld.is_news()
        && headline.as_ref().is_some_and(|own| {
            words(own).count() >= TELLING && printed.as_ref().is_some_and(|(_, text)| !alike(own, text))
        });
    match (printed, &found) {
        (Some((index, text)), Some(found)) if !apart && outdoes(&text, &found.value, &known) => {
            ended(Some(Found::new(tidy(&text), Provenance::Text)), Some(index))
        }
        _ => ended(found, shown),
    }
}

/// The candidates that say something else, by how many of the others say the same.
fn others(all: &[(Provenance, &Option<String>)], chosen: Option<&str>) -> Vec<Other> {
    let texts = || all.iter().filter_map(|(origin, text)| Some((*origin, text.as_deref()?)));
    let differ = texts().filter(|(_, text)| !text.is_empty() && chosen.is_none_or(|own| plain(own) != plain(text)));
    let agreeing = |text: &str| texts().filter(|(_, other)| alike(other, text)).count();
    differ.map(|(origin, text)| Other { score: agreeing(text) as i32, origin, value: text.to_owned() }).collect()
}

/// Words of a headline from which on what the page prints outdoes what it declares.
const TELLING: usize = 7;

/// The only h1, where it is no link home and not the site's name.
fn lone<'h>(headings: &'h [Heading], site: Option<&str>) -> Option<&'h Heading> {
    let is_site = |heading: &&Heading| site.is_some_and(|site| plain(site) == plain(&heading.whole));
    let mut first = headings.iter().filter(|heading| heading.level == 1).filter(|heading| !is_site(heading));
    let only = first.next().filter(|heading| !heading.linked)?;
    first.next().is_none().then_some(only)
}

/// Whether a printed headline is what was published, and the chosen one was written for search engines: other words, of
/// which a third or so are shared, or a few words only. One within the other is a matter of kickers and site names.
fn outdoes(printed: &str, chosen: &str, known: &[&String]) -> bool {
    let (own, other) = (plain(printed), plain(chosen));
    let (size, declared) = (words(printed).count(), words(chosen).count());
    // a name of a subject out of the middle of the headline
    let middle = own.contains(&other) && !own.starts_with(&other) && !own.ends_with(&other);
    if middle && size >= TELLING && declared <= TERSE {
        return true;
    }
    if own.is_empty() || own.contains(&other) || other.contains(&own) || is_label(printed) {
        return false;
    }
    let likeness = known.iter().map(|text| shared(printed, text)).fold(0.0, f64::max);
    let shouted = !printed.chars().any(char::is_lowercase) && printed.chars().any(char::is_uppercase);
    let same = shared(printed, chosen) > 0.99 && size.abs_diff(declared) <= 1;
    let terse = (2..=TERSE).contains(&declared);
    size >= TELLING && (likeness >= 0.3 || terse) && !same && !(shouted && shared(printed, chosen) > 0.8)
}

/// Words of a title up to which it only names a subject.
const TERSE: usize = 4;

fn words(text: &str) -> impl Iterator<Item = String> {
    text.to_lowercase()
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect::<Vec<_>>()
        .into_iter()
}

/// Share of the shorter text's words that the other has too.
fn shared(a: &str, b: &str) -> f64 {
    let (a, b): (std::collections::HashSet<String>, std::collections::HashSet<String>) =
        (words(a).collect(), words(b).collect());
    let least = a.len().min(b.len());
    if least == 0 { 0.0 } else { a.intersection(&b).count() as f64 / least as f64 }
}

/// A template's title, or a label.
fn is_nothing(text: &str) -> bool {
    let lower = text.to_lowercase();
    is_label(text) || matches!(lower.as_str(), "document" | "untitled" | "untitled document" | "new page" | "default")
}

/// Lines among which a headline that is no heading is looked for.
const FIRST_LINES: usize = 40;

/// The first line of a headline's length above the text that is bold as a whole, or called a title, on a page without
/// headings.
fn prominent(tree: &Tree<'_>, lines: &[Segment]) -> Option<String> {
    let is_bold = |at: usize| {
        let styled = || {
            tree.attr(at, "style").is_some_and(|style| style.contains("weight:700") || style.contains("weight: bold"))
        };
        matches!(tree.name(at), "b" | "strong") || styled()
    };
    let bold_as_a_whole = |line: &Segment| {
        let texts = (line.start..line.stop).filter(|at| tree.name(*at).is_empty() && !tree.line_of(*at).is_empty());
        texts.into_iter().all(|at| tree.ancestors(at).take_while(|up| *up >= line.container).any(is_bold))
    };
    let named = |line: &Segment| tree.attr(line.container, "class").is_some_and(calls_title);
    let fit = |line: &&Segment| {
        (6..=40).contains(&line.words) && line.link_density() < 0.5 && (named(line) || bold_as_a_whole(line))
    };
    let above = lines.iter().take(FIRST_LINES).take_while(|line| line.words <= 40);
    above.into_iter().find(fit).map(|line| line.text.clone())
}

fn calls_title(class: &str) -> bool {
    let mut title = false;
    super::tree::words(class, |word| {
        title |= matches!(word, "title" | "titre" | "titel" | "headline" | "titulo" | "titolo");
    });
    title
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
    /// Leads somewhere, as a site's name does.
    linked: bool,
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
    let shown = (0..tree.entries.len())
        .filter_map(|index| Some((index, level(index)?)))
        .filter(|(index, _)| !frame.is_elsewhere(*index) && !is_unseen(tree, *index))
        .map(|(index, level)| Heading {
            index,
            level,
            whole: without_date(&tree.line(index)),
            bare: without_kicker(tree, index),
            linked: is_linked(tree, index),
        })
        .filter(|heading| !heading.whole.is_empty())
        .take(MAX_HEADINGS);
    // "Press release" in the place of the headline: the heading below it is the headline
    let mut headings: Vec<Heading> = Vec::new();
    let mut labelled = false;
    for mut heading in shown {
        if is_label(&heading.whole) {
            labelled |= heading.level == 1;
            continue;
        }
        if std::mem::take(&mut labelled) {
            heading.level = 1;
        }
        headings.push(heading);
    }
    headings
}

fn is_linked(tree: &Tree<'_>, index: usize) -> bool {
    tree.ancestors(index)
        .chain(index..tree.end(index))
        .any(|at| tree.name(at) == "a" && tree.attr(at, "href").is_some())
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
        // without an h1 the first heading of an article is its headline, where the page says but a word or two
        let terse = document.is_some_and(|text| text.split_whitespace().count() <= 3)
            && !known.iter().any(|text| text.split_whitespace().count() > 3);
        if !headings.iter().any(|heading| heading.level == 1) {
            let in_article = |heading: &Heading| tree.ancestors(heading.index).any(|up| tree.name(up) == "article");
            return headings.iter().position(|heading| terse && heading.level < 3 && in_article(heading));
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_printed_outdoes_what_is_declared_in_other_words() {
        let declared = "Boat builder workshop Oxfield".to_owned();
        let printed = "Trust opens second workshop for boat builders in the harbour";
        assert!(outdoes(printed, &declared, &[&declared]));
        // one within the other, a label, a slogan of other words, a shout
        assert!(!outdoes("Boat builder workshop Oxfield opens", &declared, &[&declared]));
        assert!(!outdoes("Press release", &declared, &[&declared]));
        assert!(!outdoes("We care for all of you", &declared, &[&declared]));
        // a few words that name a subject are no headline
        assert!(outdoes("Port authority seeks forty apprentices for its new dry dock", "Harbour jobs", &[]));
        let known = "Best drip coffee maker of 2026 tips from pros".to_owned();
        assert!(!outdoes("BEST DRIP COFFEE MAKER IN 2026: TIPS FROM PROS", &known, &[&known]));
    }

    #[test]
    fn words_are_shared_whatever_their_order() {
        assert!((shared("a b c", "c b x") - 2.0 / 3.0).abs() < 1e-9);
        assert!(shared("", "a") < 1e-9);
    }
}
