//! Looks for what costs much.

use std::{
    collections::HashSet,
    io,
    time::{Duration, Instant},
};

use crate::{
    MAX_KILOBYTES, MAX_TIME,
    chance::Chance,
    measure::{Bench, Cost},
    shape::Shape,
    targets::{TARGETS, Target},
};

/// So many of the worst are printed.
const KEPT: usize = 50;
/// Smaller documents cost what they cost.
const SMALLEST: usize = 1 << 10;
const LARGEST_POWER: usize = 14;

/// The costliest for their size so far, and whether all kept to the bounds.
struct Worst {
    bench: Bench,
    /// Nanoseconds a byte, and what for.
    found: Vec<(u64, String)>,
    known: HashSet<String>,
    fine: bool,
    cases: usize,
}

impl Worst {
    fn new() -> io::Result<Self> {
        Ok(Self { bench: Bench::new()?, found: Vec::new(), known: HashSet::new(), fine: true, cases: 0 })
    }

    fn try_one(&mut self, shape: &Shape, target: &Target, bytes: usize) -> io::Result<()> {
        let text = target.document(&shape.of_size(bytes));
        let length = text.len();
        self.cases += 1;
        let cost = self.bench.read(target.read, text);
        let line = format!("{} | {}", target.name, shape.line());
        let wrong = match cost {
            Cost::Spent { time, kilobytes, .. } => {
                self.note(time, length, &line);
                (time > MAX_TIME || kilobytes > MAX_KILOBYTES).then(|| format!("{time:.2?}, {} MB", kilobytes >> 10))
            }
            Cost::Panicked => Some("a panic".into()),
            Cost::Endless => {
                self.bench = Bench::new()?;
                Some("no end".into())
            }
        };
        if let Some(wrong) = wrong {
            self.fine = false;
            println!("FAIL {wrong} at {} kB: {line}", length >> 10);
        }
        Ok(())
    }

    fn note(&mut self, time: Duration, length: usize, line: &str) {
        // what is small is measured badly
        if time < Duration::from_millis(5) || self.known.contains(line) {
            return;
        }
        let per_byte = u64::try_from(time.as_nanos()).unwrap_or(u64::MAX) / length.max(1) as u64;
        if self.found.len() == KEPT && self.found.last().is_some_and(|(least, _)| *least >= per_byte) {
            return;
        }
        self.known.insert(line.to_owned());
        self.found.push((per_byte, line.to_owned()));
        self.found.sort_by_key(|found| std::cmp::Reverse(found.0));
        self.found.truncate(KEPT);
    }

    fn end(self) -> bool {
        for (per_byte, line) in &self.found {
            println!("{per_byte} ns/byte: {line}");
        }
        println!("{} cases, {}", self.cases, if self.fine { "all within bounds" } else { "some beyond bounds" });
        self.fine
    }
}

/// Every pair of elements, misnested, for each target.
pub(crate) fn pairs(bytes: u64) -> io::Result<bool> {
    let mut worst = Worst::new()?;
    let bytes = usize::try_from(bytes).unwrap_or(usize::MAX);
    for shape in Shape::pairs() {
        for target in &TARGETS {
            worst.try_one(&shape, target, bytes)?;
        }
    }
    Ok(worst.end())
}

/// Shapes by chance, as long as there is time: most small, some as large as a body may be.
pub(crate) fn shapes(time: Duration, seed: u64) -> io::Result<bool> {
    let (mut worst, began, mut number) = (Worst::new()?, Instant::now(), 0);
    while began.elapsed() < time {
        let mut chance = Chance::of(seed, number);
        let shape = Shape::any(&mut chance);
        // of sixteen cases one is larger than a megabyte
        let power = if chance.below(16) == 0 { chance.below(LARGEST_POWER + 1) } else { chance.below(9) };
        let target = &TARGETS[chance.below(TARGETS.len())];
        worst.try_one(&shape, target, SMALLEST << power)?;
        number += 1;
    }
    Ok(worst.end())
}
