//! Where the body is: the elements of the page that hold it.
//!
//! Every line of running text votes for the elements around it, less the further out they are; names, roles and the
//! share of links weigh the votes. A container that calls itself the body is believed when it holds enough.

use super::{super::tree::Tree, Lines, hints::Hint};

/// What of the page takes part, and how much running text each element holds.
#[derive(Debug)]
pub struct Field<'f, 'a> {
    /// The page.
    pub tree: &'f Tree<'a>,
    /// Its lines, and what its elements promise.
    pub lines: &'f Lines,
    /// Entries left out: navigation, comments, hidden, advertisement.
    pub pruned: Vec<bool>,
    /// Running totals of the weight of lines that start before an index.
    weights: Vec<f64>,
    /// The same of letters.
    letters: Vec<usize>,
    /// The same of letters within links.
    linked: Vec<usize>,
}

impl<'f, 'a> Field<'f, 'a> {
    /// Weighs the lines that are not pruned.
    fn of(tree: &'f Tree<'a>, lines: &'f Lines, pruned: Vec<bool>) -> Self {
        let size = tree.entries.len() + 1;
        let (mut weights, mut letters, mut linked) = (vec![0.0; size], vec![0; size], vec![0; size]);
        for segment in &lines.segments {
            if !pruned[segment.start] {
                weights[segment.start + 1] += segment.weight();
                letters[segment.start + 1] += segment.chars;
                linked[segment.start + 1] += segment.link_chars;
            }
        }
        for index in 1..size {
            weights[index] += weights[index - 1];
            letters[index] += letters[index - 1];
            linked[index] += linked[index - 1];
        }
        Self { tree, lines, pruned, weights, letters, linked }
    }

    /// Weight of the running text within an element.
    pub fn weight(&self, index: usize) -> f64 {
        self.weights[self.tree.end(index)] - self.weights[index]
    }

    /// Letters within an element.
    pub fn letters(&self, index: usize) -> usize {
        self.letters[self.tree.end(index)] - self.letters[index]
    }

    /// Share of an element's letters within links.
    pub fn link_density(&self, index: usize) -> f64 {
        let linked = self.linked[self.tree.end(index)] - self.linked[index];
        linked as f64 / self.letters(index).max(1) as f64
    }

    /// Weight of the whole page.
    pub fn total(&self) -> f64 {
        self.weights.last().copied().unwrap_or(0.0)
    }
}

/// Leaves out what is no part of any body. `strict`: by names too.
pub fn prune<'f, 'a>(tree: &'f Tree<'a>, lines: &'f Lines, strict: bool) -> Field<'f, 'a> {
    let marks = &lines.marks;
    let whole = Field::of(tree, lines, marks.iter().map(|mark| mark.out).collect());
    let total = whole.total().max(1.0);
    let headline = tree.named("h1").filter(|&h1| whole.letters(h1) > 0).last();
    let mut holds_body = vec![false; tree.entries.len()];
    for index in (0..tree.entries.len()).rev() {
        let own = (marks[index].hint.body && whole.weight(index) > 0.2 * total) || headline == Some(index);
        if own || holds_body[index] {
            holds_body[index] = true;
            holds_body[tree.entries[index].parent] = true;
        }
    }
    let mut pruned = vec![false; tree.entries.len()];
    let mut at = 0;
    while at < tree.entries.len() {
        let name = tree.name(at);
        let hint = marks[at].hint;
        let share = whole.weight(at) / total;
        let noise = marks[at].out
            || match name {
                "" | "html" | "body" | "main" => false,
                "footer" => share < 0.5,
                "aside" | "form" => share < 0.4,
                _ if hint.hidden => share < 0.7,
                _ if hint.comments => share < 0.9 && !(hint.body || holds_body[at]),
                _ => {
                    strict
                        && is_noise(hint, whole.weight(at))
                        && !hint.body
                        && share < if holds_body[at] { 0.2 } else { 0.6 }
                }
            };
        if noise {
            let end = tree.end(at);
            pruned[at..end].fill(true);
            at = end;
        } else {
            at += 1;
        }
    }
    Field::of(tree, lines, pruned)
}

/// Whether an element's names rule it out; those of a layout only while it holds little text.
pub fn is_noise(hint: Hint, weight: f64) -> bool {
    hint.noise || hint.layout && weight < 600.0
}

/// The element that holds the body, or the smallest around it.
pub fn container(field: &Field<'_, '_>, heading: Option<usize>) -> Option<usize> {
    let mut scores = scores(field);
    if let Some(heading) = heading {
        other_stories(field, &mut scores, heading);
    }
    let best =
        (0..scores.len()).filter(|&index| scores[index] > 0.0).max_by(|&a, &b| scores[a].total_cmp(&scores[b]))?;
    let top = named_body(field, best, heading).unwrap_or(best);
    Some(widened(field, top))
}

/// The widest ancestor that adds running text as a body in several pieces does: modules of the same make beside it,
/// or about as much text again, not more linked.
fn widened(field: &Field<'_, '_>, first: usize) -> usize {
    let (tree, marks) = (field.tree, &field.lines.marks);
    let mut top = first;
    let mut pieces = 0.0;
    for (up, ancestor) in tree.ancestors(first).enumerate() {
        if matches!(tree.name(ancestor), "html" | "") || leaves_story(field, top, ancestor) {
            break;
        }
        let (own, around) = (field.weight(top), field.weight(ancestor));
        let gain = (around - own) / own.max(1.0);
        let same_links = field.link_density(ancestor) < field.link_density(top) + 0.15;
        if up < 6 {
            pieces = same_make(field, first, ancestor);
        }
        let named = marks[top].hint.body;
        let wider = match tree.name(ancestor) {
            _ if pieces > 0.15 * own && gain < 3.0 * pieces / own.max(1.0) + 0.2 => gain > 0.02,
            "body" => gain > 0.8 && same_links && !named,
            "article" | "main" => gain > 0.1 && same_links && !named,
            _ if marks[ancestor].hint.body => gain > 0.02,
            _ if named || tree.name(top) == "article" => gain > 1.0 && same_links,
            _ => gain > 0.25 && same_links,
        };
        if wider {
            top = ancestor;
        }
    }
    top
}

/// Whether `ancestor` holds other stories beside the one that `top` is in.
fn leaves_story(field: &Field<'_, '_>, top: usize, ancestor: usize) -> bool {
    let tree = field.tree;
    let Some(story) = std::iter::once(top).chain(tree.ancestors(top)).find(|&up| tree.name(up) == "article") else {
        return false;
    };
    let headed = heads(tree, story);
    story > ancestor
        && (ancestor + 1..tree.end(ancestor)).any(|at| {
            tree.name(at) == "article"
                && !(at..tree.end(at)).contains(&story)
                && !field.pruned[at]
                && field.weight(at) > 0.0
                && (headed || tree.attr(at, "class") != tree.attr(story, "class"))
        })
}

/// Whether an element has a headline of its own.
fn heads(tree: &Tree<'_>, index: usize) -> bool {
    (index + 1..tree.end(index)).any(|at| matches!(tree.name(at), "h1" | "h2" | "h3"))
}

/// Weight of the elements under `ancestor` that have the name and class of `first`, beside it.
fn same_make(field: &Field<'_, '_>, first: usize, ancestor: usize) -> f64 {
    let tree = field.tree;
    let make = |index: usize| (tree.name(index), tree.attr(index, "class"));
    let wanted = make(first);
    if wanted.1.is_none() && wanted.0 != "section" {
        return 0.0;
    }
    let mut weight = 0.0;
    let mut at = ancestor + 1;
    while at < tree.end(ancestor) {
        if at == first {
            at = tree.end(at);
        } else if make(at) == wanted && !field.pruned[at] && field.link_density(at) < 0.4 {
            weight += field.weight(at);
            at = tree.end(at);
        } else {
            at += 1;
        }
    }
    weight
}

/// Where the headline stands in an `article`, other articles, and what wraps only them, count for less.
fn other_stories(field: &Field<'_, '_>, scores: &mut [f64], heading: usize) {
    let tree = field.tree;
    let own: Vec<usize> = tree.ancestors(heading).filter(|&up| tree.name(up) == "article").collect();
    // The innermost that has text: pages that scroll on hold the next stories in one article around all.
    let Some(&inner) = own.iter().find(|&&up| field.weight(up) > 300.0).or(own.last()) else { return };
    let mut done = 0;
    for article in tree.named("article").filter(|article| !own.contains(article)) {
        if article < done || (inner..tree.end(inner)).contains(&article) {
            continue;
        }
        let apart = |up: &usize| !(*up..tree.end(*up)).contains(&heading);
        let other = tree.ancestors(article).take_while(apart).last().unwrap_or(article);
        done = tree.end(other);
        for score in &mut scores[other..done] {
            *score *= 0.1;
        }
    }
}

fn scores(field: &Field<'_, '_>) -> Vec<f64> {
    let (tree, Lines { marks, segments }) = (field.tree, field.lines);
    let mut scores = vec![0.0_f64; tree.entries.len()];
    for segment in segments {
        let weight = segment.weight();
        if weight <= 0.0 || field.pruned[segment.start] {
            continue;
        }
        let vote = 1.0 + segment.stops.min(20) as f64 + (segment.chars as f64 / 100.0).min(6.0);
        let paragraph = matches!(tree.name(segment.container), "p" | "li" | "td" | "pre" | "blockquote" | "h2" | "h3");
        let mut share = 1.0;
        let skip = usize::from(paragraph);
        let chain = std::iter::once(segment.container).chain(tree.ancestors(segment.container));
        for ancestor in chain.skip(skip).take(6) {
            scores[ancestor] += vote * share;
            share *= 0.6;
        }
    }
    for (index, score) in scores.iter_mut().enumerate() {
        if *score > 0.0 {
            let hint = marks[index].hint;
            let factor = match tree.name(index) {
                "article" => 1.3,
                "main" => 1.15,
                "body" | "html" => 0.7,
                "li" | "ul" | "ol" | "td" | "p" | "blockquote" | "a" | "th" | "h1" | "h2" | "h3" | "h4" | "figure" => {
                    0.7
                }
                _ => 1.0,
            };
            let named = if hint.body {
                1.5
            } else if hint.likely {
                1.1
            } else if is_noise(hint, field.weight(index)) {
                0.5
            } else {
                1.0
            };
            *score *= factor * named * (1.0 - field.link_density(index));
        }
    }
    scores
}

/// A container that calls itself the body, around or inside the best one, or elsewhere with as much text.
fn named_body(field: &Field<'_, '_>, best: usize, heading: Option<usize>) -> Option<usize> {
    let (tree, marks) = (field.tree, &field.lines.marks);
    let weight = field.weight(best);
    let holds = |up: usize, at: usize| (up..tree.end(up)).contains(&at);
    let story = |at: usize| std::iter::once(at).chain(tree.ancestors(at)).find(|&up| tree.name(up) == "article");
    // The best one stands in the headline's own article: another article's body is another story's.
    let settled = heading.is_some_and(|heading| story(best).is_some_and(|story| holds(story, heading)));
    (0..tree.entries.len())
        .filter(|&index| marks[index].hint.body && !field.pruned[index] && field.weight(index) > 0.5 * weight)
        .filter(|&index| !holds(index, best) || !leaves_story(field, best, index))
        .filter(|&index| !settled || story(index).is_none_or(|story| holds(story, best)))
        .max_by(|&a, &b| field.weight(a).total_cmp(&field.weight(b)).then(a.cmp(&b)))
}
