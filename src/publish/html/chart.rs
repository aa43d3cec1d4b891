//! Bars, as one path of SVG.

use std::fmt::Write as _;

/// A bar a month, in a box of 72 by 20.
pub fn spark(counts: &[u32]) -> String {
    bars(counts, 6, 4, 20)
}

/// A bar a week, on a floor at 82.
pub fn year(counts: &[u32]) -> String {
    bars(counts, 15, 11, 82)
}

fn bars(counts: &[u32], step: usize, width: usize, floor: u32) -> String {
    let most = counts.iter().copied().max().unwrap_or(1).max(1);
    let mut path = String::new();
    for (at, count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
        let height = (count * (floor - 2) / most).max(2);
        // writing to a String does not fail
        write!(path, "M{} {}h{width}v{height}h-{width}z", at * step + usize::from(step > 6) * 2, floor - height)
            .unwrap_or_default();
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_stand_on_the_floor_and_the_highest_fills_the_box() {
        assert_eq!(spark(&[0, 1, 2]), "M6 11h4v9h-4zM12 2h4v18h-4z");
        assert_eq!(year(&[4, 0, 1]), "M2 2h11v80h-11zM32 62h11v20h-11z");
    }
}
