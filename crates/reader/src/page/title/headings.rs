//! The headings that a page shows, and which of them is the headline.

use super::{
    super::{
        body::{Segment, hint},
        frame::Frame,
        tree::{Tree, words as words_of},
    },
    Context,
    clean::{PARTS, is_label, without_date},
    likeness::{alike, plain},
};

/// A visible heading.
#[derive(Debug)]
pub struct Heading {
    /// Where it stands.
    pub index: usize,
    /// 1 to 3.
    pub level: u8,
    /// Its line.
    pub whole: String,
    /// The same without a kicker that stands in it as an element of its own.
    bare: Option<String>,
    /// Leads somewhere, as a site's name does.
    pub linked: bool,
}

impl Heading {
    /// What it says: as declared when the declaration has the same letters, without its kicker when a declaration has none.
    pub fn text(&self, known: &[&String]) -> String {
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

/// The headings that are the page's own, in document order.
pub fn headings(tree: &Tree<'_>, frame: &Frame) -> Vec<Heading> {
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
            whole: without_date(&seen(tree, index)),
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
        let hint = hint(element);
        hint.hidden || hint.unseen
    })
}

/// The line of a heading as whoever sees it reads it, without what is in it for screen readers alone.
fn seen(tree: &Tree<'_>, index: usize) -> String {
    let line = tree.line_but(index, |at| is_unseen(tree, at));
    if line.is_empty() { tree.line(index) } else { line }
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
    if !["span", "small", "em", "strong", "div", "p", "i", "b", "sup", "time"].contains(&tree.name(first)) {
        return None;
    }
    let rest = children.iter().filter(|&&at| at > first && !is_unseen(tree, at)).map(|&at| tree.line_of(at));
    let rest: Vec<String> = rest.filter(|text| !text.is_empty()).collect();
    let rest = crate::text::html::clean_line(&rest.join(" "));
    let rest = rest.trim_start_matches([':', '|', '–', '-', ' ']);
    let mut kicker = false;
    if let Some(class) = tree.attr(first, "class") {
        words_of(class, |word| {
            kicker |= [
                "kicker", "overline", "topline", "dachzeile", "prefix", "roof", "spitzmarke", "eyebrow", "pretitle",
                "preheadline", "category", "topic", "label", "overhead", "superhead", "supertitle", "roofline", "sr",
                "hidden", "invisible", "visually", "date", "uppertitle", "rubric", "rubrik", "intro", "subtitle",
                "pre", "top", "small", "section", "flag", "subheading", "strapline", "badge", "pill",
            ]
            .contains(&word);
        });
    }
    (rest.split_whitespace().count() >= 2 && (kicker || tree.line_of(first).split_whitespace().count() <= 6))
        .then(|| rest.to_owned())
}

/// The heading that the declarations agree with; else the first h1 that is not the site's name.
pub fn choose_heading(
    mut headings: Vec<Heading>,
    context: &Context<'_, '_>,
    known: &[&String],
    site: Option<&str>,
) -> Option<Heading> {
    let shown = Shown::new(&headings, context, known, site);
    // A short h1 is as often the site's name.
    let first = shown.agreed(1);
    let short = first.is_none_or(|at| headings[at].whole.split_whitespace().count() <= 3);
    let part = || shown.part_of_document();
    let chosen = short.then(part).flatten().or(first);
    let chosen = chosen.or_else(|| shown.agreed(2)).or_else(|| shown.agreed(3)).or_else(|| shown.weightiest())?;
    Some(headings.swap_remove(chosen))
}

/// The headings of a page beside what it declares.
struct Shown<'s, 'a> {
    headings: &'s [Heading],
    context: &'s Context<'s, 'a>,
    /// Declared headlines.
    known: &'s [&'s String],
    /// The site's name, folded.
    site: Option<String>,
    /// `<title>`, folded.
    document: String,
    /// What a colon introduces in it, folded.
    introduced: Option<String>,
}

impl<'s, 'a> Shown<'s, 'a> {
    fn new(headings: &'s [Heading], context: &'s Context<'s, 'a>, known: &'s [&'s String], site: Option<&str>) -> Self {
        let document = context.meta.title.as_deref();
        // A colon introduces a headline; a site's name is the shorter part, behind something else.
        let introduced = document.and_then(|text| text.rsplit_once(": ")).map(|(_, text)| plain(text));
        let document = document.map(plain).unwrap_or_default();
        Self { headings, context, known, site: site.map(plain), document, introduced }
    }

    /// Whether a heading is the site's name.
    fn is_site(&self, heading: &Heading) -> bool {
        let text = plain(&heading.whole);
        self.site.as_ref() == Some(&text)
            || (self.document.len() > text.len() * 2
                && self.document.len() > text.len() + 8
                && self.document.ends_with(&text)
                && !text.is_empty()
                && self.introduced.as_ref() != Some(&text))
    }

    /// The first of a level that a declaration agrees with.
    fn agreed(&self, level: u8) -> Option<usize> {
        self.headings.iter().position(|heading| {
            heading.level == level
                && !self.is_site(heading)
                && self.known.iter().any(|other| alike(other, &heading.whole))
        })
    }

    /// What stands between the separators of `<title>`, the longest that a heading repeats.
    fn part_of_document(&self) -> Option<usize> {
        let whole = vec![self.context.meta.title.as_deref()?];
        let parts = PARTS[..PARTS.len() - 2]
            .iter()
            .fold(whole, |texts, by| texts.into_iter().flat_map(|text| text.split(by)).collect());
        let parts: Vec<String> = parts.into_iter().map(plain).collect();
        let repeats = |heading: &Heading| {
            !self.is_site(heading)
                && heading.whole.split_whitespace().count() > 1
                && parts.contains(&plain(&heading.whole))
        };
        (0..self.headings.len())
            .filter(|&at| repeats(&self.headings[at]))
            .max_by_key(|&at| (self.headings[at].whole.len(), usize::MAX - at))
    }

    /// With nothing to agree with: the h1 above the most text, or an h2 above far more.
    fn weightiest(&self) -> Option<usize> {
        let headings = self.headings;
        if !headings.iter().any(|heading| heading.level == 1) {
            return self.first_in_article();
        }
        let fits = |heading: &Heading| heading.level < 3 && !self.is_site(heading) && heading.whole.chars().count() > 3;
        let all = (0..headings.len()).filter(|&at| fits(&headings[at]));
        all.rev().max_by(|&a, &b| self.mass(a).total_cmp(&self.mass(b)))
    }

    /// Without an h1 the first heading of an article is its headline, where the page says but a word or two.
    fn first_in_article(&self) -> Option<usize> {
        let document = self.context.meta.title.as_deref();
        let terse = document.is_some_and(|text| text.split_whitespace().count() <= 3)
            && !self.known.iter().any(|text| text.split_whitespace().count() > 3);
        let tree = self.context.tree;
        let in_article = |heading: &Heading| tree.ancestors(heading.index).any(|up| tree.name(up) == "article");
        self.headings.iter().position(|heading| terse && heading.level < 3 && in_article(heading))
    }

    /// Weight of the text below a heading, up to the next of its level.
    fn mass(&self, at: usize) -> f64 {
        let Context { tree, lines, .. } = *self.context;
        let heading = &self.headings[at];
        let next = self.headings[at + 1..].iter().find(|next| next.level <= heading.level);
        let next = next.map_or(usize::MAX, |next| next.index);
        let from = lines.partition_point(|line| line.start < tree.end(heading.index));
        let below = lines[from..].iter().take_while(|line| line.start < next);
        (below.map(Segment::weight).sum::<f64>() + 1.0) * if heading.level == 1 { 10.0 } else { 1.0 }
    }
}
