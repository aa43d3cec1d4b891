//! How two texts differ: where one has more than the other, and where each has something else in the same place.
//!
//! A copy was cut, or got something around it: words are missing on one side. Two texts from one template have other
//! figures and names in the same place of the same sentence. That is what tells them apart, in any language, and no
//! phrase need be known for it.

use std::cell::OnceCell;

use super::{
    align::{Anchors, Run, runs},
    tokens::{Token, tokens},
};

/// Tokens of a text that are looked at.
const LIMIT: usize = 600;
/// A part of so many tokens that was replaced as a whole is another passage; a shorter one is a value in a form.
const PASSAGE: usize = 8;
/// Behind so many tokens come contacts, notes and what a distributor adds: few differences tell nothing there.
const LEAD: usize = 120;
/// What stands before the text on both sides is a dateline, up to so many tokens.
pub const DATELINE: usize = 16;

/// A text, ready to be compared.
pub struct Text {
    /// Its words.
    pub tokens: Vec<Token>,
    width: usize,
    anchors: OnceCell<Anchors>,
}

impl Text {
    /// Of a body.
    pub fn body(text: &str) -> Self {
        Self::of(tokens(text, LIMIT), 3)
    }

    /// Of a headline.
    pub fn title(text: &str) -> Self {
        Self::of(tokens(text, 40), 1)
    }

    fn of(tokens: Vec<Token>, width: usize) -> Self {
        Self { tokens, width, anchors: OnceCell::new() }
    }

    fn anchors(&self) -> &Anchors {
        self.anchors.get_or_init(|| Anchors::of(&self.tokens, self.width))
    }

    /// Word for word: nothing need be laid beside anything.
    fn is(&self, other: &Self) -> bool {
        let same = |(one, two): (&Token, &Token)| one.hash == two.hash;
        let (own, others) = (&self.tokens, &other.tokens);
        own.len() == others.len() && own.len() >= self.width && own.iter().zip(others).all(same)
    }
}

/// What was found.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Comparison {
    /// Tokens that both have, in order.
    pub common: usize,
    /// Figures among them.
    pub figures: usize,
    /// Names among them, or what may be some.
    pub names: usize,
    /// Tokens of the shorter text, without what was added around it at its head.
    pub shorter: usize,
    /// Tokens of the longer one.
    pub longer: usize,
    /// Places where each has a figure that the other has not.
    pub other_figures: usize,
    /// Places where each has a name that the other has not.
    pub other_names: usize,
    /// Such places far behind the beginning.
    pub late: usize,
    /// Tokens of passages that were replaced.
    pub replaced: usize,
    /// Tokens before the common ones, where both have some: two datelines, or two beginnings.
    pub before: usize,
    /// Both begin within one sentence, of which a word or two differ.
    pub edited: bool,
    /// Tokens of the shorter text up to the last common one.
    pub reach: usize,
}

impl Comparison {
    /// Share of the shorter text that the longer one has.
    pub fn share(&self) -> f64 {
        share(self.common, self.shorter)
    }

    /// Share of the longer text that the shorter one has.
    pub fn share_of_longer(&self) -> f64 {
        share(self.common, self.longer)
    }

    /// Places that contradict each other.
    pub fn contradictions(&self) -> usize {
        self.other_figures + self.other_names + self.late.saturating_sub(1 + self.common / 100)
    }
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

/// Lays one text beside the other.
pub fn compare(a: &Text, b: &Text) -> Comparison {
    let runs = if a.is(b) {
        vec![Run { a: 0, b: 0, length: a.tokens.len() }]
    } else {
        runs(&a.tokens, a.anchors(), &b.tokens, b.anchors())
    };
    let common: usize = runs.iter().map(|run| run.length).sum();
    let told = || runs.iter().flat_map(|run| &a.tokens[run.a..run.a + run.length]);
    let figures = told().filter(|token| token.figure).count();
    let names = told().filter(|token| token.capital && !token.figure && !token.begins).count();
    let mut out = Comparison { common, figures, names, ..Comparison::default() };
    (out.shorter, out.longer) = (a.tokens.len().min(b.tokens.len()), a.tokens.len().max(b.tokens.len()));
    let (Some(first), Some(last)) = (runs.first(), runs.last()) else { return out };
    let (reach_a, reach_b) = (last.a + last.length - first.a, last.b + last.length - first.b);
    out.reach = reach_a.min(reach_b);
    out.head(&a.tokens, &b.tokens, first);
    for pair in runs.windows(2) {
        let [one, two] = pair else { continue };
        let between_a = Between { tokens: &a.tokens, from: one.a + one.length, to: two.a };
        out.gap(&between_a, &Between { tokens: &b.tokens, from: one.b + one.length, to: two.b });
    }
    out.tail(&a.tokens, last.a + last.length, &b.tokens, last.b + last.length);
    out
}

/// A stretch of a text between two runs of common words.
struct Between<'t> {
    tokens: &'t [Token],
    from: usize,
    to: usize,
}

impl<'t> Between<'t> {
    fn part(&self) -> &'t [Token] {
        &self.tokens[self.from..self.to]
    }
}

impl Comparison {
    /// What stands before the first common words: nothing on one side, or two datelines, or two different beginnings.
    fn head(&mut self, a: &[Token], b: &[Token], first: &Run) {
        let (before_a, before_b) = (&a[..first.a], &b[..first.b]);
        let less = lacking(before_a, before_b).min(lacking(before_b, before_a));
        if before_a.is_empty() || before_b.is_empty() {
            return;
        }
        let lines = |tokens: &[Token]| tokens.iter().filter(|token| token.begins).count();
        let whole = a[first.a].begins
            && b[first.b].begins
            && lines(before_a).min(lines(before_b)) <= 2
            && !is_form(before_a, before_b);
        self.before = if whole || less == 0 { less } else { DATELINE + 1 };
        if whole {
            // a dateline is no part of the text
            self.shorter -= if a.len() <= b.len() { first.a } else { first.b }.min(DATELINE).min(self.shorter);
            return;
        }
        let sentence = |tokens: &[Token]| tokens.iter().rposition(|token| token.begins).unwrap_or(0);
        let (from_a, from_b) = (sentence(before_a), sentence(before_b));
        let (rest_a, rest_b) = (&before_a[from_a..], &before_b[from_b..]);
        self.substituted(rest_a, rest_b, false);
        self.edited = from_a.min(from_b) == 0 && rest_a.len().max(rest_b.len()) <= PASSAGE;
    }

    /// What stands between two runs of common words.
    fn gap(&mut self, a: &Between<'_>, b: &Between<'_>) {
        let (part_a, part_b) = (a.part(), b.part());
        if part_a.is_empty() || part_b.is_empty() {
            return;
        }
        let less = part_a.len().min(part_b.len());
        let whole = part_a[0].begins && part_b[0].begins && a.tokens[a.to].begins && b.tokens[b.to].begins;
        if whole && less >= PASSAGE && !is_form(part_a, part_b) {
            self.replaced += less;
        } else {
            self.substituted(part_a, part_b, a.from > LEAD && b.from > LEAD);
        }
    }

    /// Behind the last common words: within a sentence its end may contradict, behind it anything may follow.
    fn tail(&mut self, a: &[Token], from_a: usize, b: &[Token], from_b: usize) {
        let (a, b) = (&a[from_a..], &b[from_b..]);
        let (Some(first_a), Some(first_b)) = (a.first(), b.first()) else { return };
        if first_a.begins && first_b.begins {
            return;
        }
        let sentence = |tokens: &[Token]| {
            let rest = tokens.iter().skip(1).take(PASSAGE).take_while(|token| !token.begins).count();
            1 + rest
        };
        self.substituted(&a[..sentence(a)], &b[..sentence(b)], from_a > LEAD && from_b > LEAD);
    }

    /// Something else in the same place.
    fn substituted(&mut self, a: &[Token], b: &[Token], late: bool) {
        let lacks = |token: &Token, other: &[Token]| !other.iter().any(|o| o.hash == token.hash);
        let own = |part: &[Token], other: &[Token], kind: fn(&Token) -> bool| {
            part.iter().filter(|token| kind(token) && lacks(token, other)).copied().collect::<Vec<Token>>()
        };
        let figure = |token: &Token| token.figure && !token.contact;
        let name = |token: &Token| token.capital && !token.figure && !token.contact;
        let (names_a, names_b) = (own(a, b, name), own(b, a, name));
        if !own(a, b, figure).is_empty() && !own(b, a, figure).is_empty() {
            *(if late { &mut self.late } else { &mut self.other_figures }) += 1;
        } else if let (Some(one), Some(two)) = (names_a.first(), names_b.first()) {
            let spelling = names_a.len() == 1 && names_b.len() == 1 && alike(one, two);
            *(if late { &mut self.late } else { &mut self.other_names }) += usize::from(!spelling);
        }
    }
}

/// Tokens that the other text has not.
fn lacking(tokens: &[Token], other: &[Token]) -> usize {
    tokens.iter().filter(|token| !other.iter().any(|o| o.hash == token.hash)).count()
}

/// The same labels with other values: no passage, and no dateline.
fn is_form(a: &[Token], b: &[Token]) -> bool {
    a.iter().filter(|a| !a.figure && b.iter().any(|b| a.hash == b.hash)).count() > 2
}

/// Two spellings of one word.
fn alike(a: &Token, b: &Token) -> bool {
    a.shape.0.abs_diff(b.shape.0) <= 1 && a.shape.1 == b.shape.1 && a.shape.2 == b.shape.2 && a.shape.0 > 4
}
