//! Two texts beside each other: the runs of words that both have, in the same order.

use super::tokens::{Token, mix, settle};

/// So many tokens from `a` in the one text and from `b` in the other are the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Run {
    /// Where it begins in the one text.
    pub a: usize,
    /// And in the other.
    pub b: usize,
    /// Tokens.
    pub length: usize,
}

/// Sequences of `WIDTH` tokens that a text has once, sorted: where two texts are fastened to each other.
pub struct Anchors {
    width: usize,
    once: Vec<(u64, u32)>,
}

impl Anchors {
    /// Of a text.
    pub fn of(tokens: &[Token], width: usize) -> Self {
        let hash = |window: &[Token]| settle(window.iter().fold(0, |hash, token| mix(hash, token.hash)));
        let mut all: Vec<(u64, u32)> = tokens.windows(width).map(hash).zip(0..).collect();
        all.sort_unstable();
        let mut once = Vec::with_capacity(all.len());
        for same in all.chunk_by(|one, two| one.0 == two.0) {
            if let [one] = same {
                once.push(*one);
            }
        }
        Self { width, once }
    }
}

/// The runs in order: the longest ascending row of common anchors (patience diff), each grown as far as words agree;
/// between them the same once more, for what a text says twice may stand there once.
pub fn runs(a: &[Token], anchors_a: &Anchors, b: &[Token], anchors_b: &Anchors) -> Vec<Run> {
    let width = anchors_a.width;
    let mut out: Vec<Run> = Vec::new();
    let (mut end_a, mut end_b) = (0, 0);
    let mut rows = grown(a, b, ascending(common(anchors_a, anchors_b)));
    rows.push(Run { a: a.len(), b: b.len(), length: 0 });
    for run in rows {
        let (part_a, part_b) = (&a[end_a..run.a], &b[end_b..run.b]);
        if part_a.len() >= width && part_b.len() >= width {
            let row = ascending(common(&Anchors::of(part_a, width), &Anchors::of(part_b, width)));
            let inner = grown(part_a, part_b, row);
            out.extend(inner.iter().map(|run| Run { a: run.a + end_a, b: run.b + end_b, length: run.length }));
        }
        (end_a, end_b) = (run.a + run.length, run.b + run.length);
        match out.last_mut() {
            Some(last) if last.a + last.length == run.a && last.b + last.length == run.b => last.length += run.length,
            _ => out.push(run),
        }
    }
    out.retain(|run| run.length >= width);
    out
}

/// Anchors grown to runs, as far as words agree and the neighbours leave room.
fn grown(a: &[Token], b: &[Token], anchors: Vec<(usize, usize)>) -> Vec<Run> {
    let mut out: Vec<Run> = Vec::new();
    for (at_a, at_b) in anchors {
        let (end_a, end_b) = out.last().map_or((0, 0), |run| (run.a + run.length, run.b + run.length));
        if at_a < end_a || at_b < end_b {
            continue; // inside of the run before
        }
        let same = |(a, b): &(&Token, &Token)| a.hash == b.hash;
        let back = a[end_a..at_a].iter().rev().zip(b[end_b..at_b].iter().rev()).take_while(same).count();
        let ahead = a[at_a..].iter().zip(&b[at_b..]).take_while(same).count();
        out.push(Run { a: at_a - back, b: at_b - back, length: back + ahead });
    }
    out
}

/// Places of the anchors that both texts have, in the order of the first text.
fn common(a: &Anchors, b: &Anchors) -> Vec<(u32, u32)> {
    let (mut i, mut j) = (0, 0);
    let mut pairs = Vec::new();
    while let (Some(one), Some(two)) = (a.once.get(i), b.once.get(j)) {
        match one.0.cmp(&two.0) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                pairs.push((one.1, two.1));
                (i, j) = (i + 1, j + 1);
            }
        }
    }
    pairs.sort_unstable();
    pairs
}

/// The longest row of pairs that ascends in both places.
fn ascending(pairs: Vec<(u32, u32)>) -> Vec<(usize, usize)> {
    let mut ends: Vec<usize> = Vec::new(); // ends[n]: the pair that ends the best row of n + 1 pairs
    let mut before = vec![usize::MAX; pairs.len()];
    for (place, pair) in pairs.iter().enumerate() {
        let row = ends.partition_point(|end| pairs[*end].1 < pair.1);
        if row > 0 {
            before[place] = ends[row - 1];
        }
        if row == ends.len() { ends.push(place) } else { ends[row] = place }
    }
    let mut at = ends.last().copied().unwrap_or(usize::MAX);
    let mut out = Vec::with_capacity(ends.len());
    while let Some(pair) = pairs.get(at) {
        out.push((pair.0 as usize, pair.1 as usize));
        at = before[at];
    }
    out.reverse();
    out
}
