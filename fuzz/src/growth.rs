//! Cost against size of the worst shapes that were found: four times the size, at most about four times the time.

use std::{fs, io, time::Duration};

use crate::{
    MAX_KILOBYTES, MAX_TIME,
    measure::{Bench, Cost},
    shape::Shape,
    targets::{TARGETS, Target},
};

/// The worst that `pairs` and `shapes` found, a line each: the target and the shape.
const WORST: &str = include_str!("../worst.txt");
/// Where the table begins.
const SMALLEST: usize = 64 << 10;
/// Less time than this says nothing of growth.
const NOISE: Duration = Duration::from_millis(40);
/// Four times the size may take so many times the time: caches end in between.
const STEEPEST: u32 = 7;
const STEEP: &str = "more than linear";

fn shapes(lines: &str) -> impl Iterator<Item = (&'static Target, Shape)> {
    lines.lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
        let (name, shape) = line.split_once(" | ")?;
        Some((TARGETS.iter().find(|target| target.name == name)?, Shape::of_line(shape)?))
    })
}

/// Prints the table, of the worst shapes or of those in a file; `true` when all grow linearly and stay within the bounds.
pub(crate) fn table(largest: u64, file: Option<&str>) -> io::Result<bool> {
    let lines = file.map(fs::read_to_string).transpose()?;
    let largest = usize::try_from(largest).unwrap_or(usize::MAX);
    let sizes: Vec<usize> =
        std::iter::successors(Some(SMALLEST), |size| Some(size * 4)).take_while(|size| *size <= largest).collect();
    let titles: String = sizes.iter().map(|size| format!("{:>9} kB", size >> 10)).collect();
    println!("{titles}  shape");
    let (mut fine, mut count) = (true, 0);
    for (target, shape) in shapes(lines.as_deref().unwrap_or(WORST)) {
        let mut row = costs(target, &shape, &sizes)?;
        if verdict(&row) == Some(STEEP) {
            // what else ran on the machine may have cost that; the second measurement holds
            row = costs(target, &shape, &sizes)?;
        }
        let times: String = row.iter().map(|(time, _)| format!("{:>9.0} ms", time.as_secs_f64() * 1e3)).collect();
        let verdict = verdict(&row);
        println!(
            "{times}  {} | {}{}",
            target.name,
            shape.line(),
            verdict.map_or_else(String::new, |why| format!("  FAIL {why}"))
        );
        fine &= verdict.is_none();
        count += 1;
    }
    println!("{count} shapes, {}", if fine { "all linear and within bounds" } else { "some not" });
    Ok(fine)
}

fn costs(target: &Target, shape: &Shape, sizes: &[usize]) -> io::Result<Vec<(Duration, u64)>> {
    let mut row = Vec::new();
    for size in sizes {
        match Bench::new()?.read(target.read, target.document(&shape.of_size(*size))) {
            Cost::Spent { time, kilobytes, .. } => row.push((time, kilobytes)),
            Cost::Panicked | Cost::Endless => {
                row.push((Duration::MAX, 0));
                break;
            }
        }
    }
    Ok(row)
}

fn verdict(row: &[(Duration, u64)]) -> Option<&'static str> {
    if row.iter().any(|(time, _)| *time > MAX_TIME) {
        return Some("too long");
    }
    if row.iter().any(|(_, kilobytes)| *kilobytes > MAX_KILOBYTES) {
        return Some("too much memory");
    }
    let steep = |pair: &[(Duration, u64)]| matches!(pair, [(small, _), (large, _)] if *small > NOISE && *large > *small * STEEPEST);
    row.windows(2).any(steep).then_some(STEEP)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_inputs_found_so_far_are_read_in_linear_time() {
        assert_eq!(shapes(WORST).count(), WORST.lines().filter(|line| !line.starts_with('#')).count());
        for (target, shape) in shapes(WORST) {
            let row = costs(target, &shape, &[32 << 10, 128 << 10]).unwrap();
            assert_eq!(verdict(&row), None, "{row:?} {} | {}", target.name, shape.line());
        }
    }
}
