//! Two versions of a text: what stayed, what came, what went. By words, within paragraphs that differ.

/// A run of words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// What became of it.
    pub change: Change,
    /// The words.
    pub text: String,
}

impl Piece {
    /// For the template.
    pub fn is_added(&self) -> bool {
        self.change == Change::Added
    }
    /// For the template.
    pub fn is_removed(&self) -> bool {
        self.change == Change::Removed
    }
}

/// What became of some words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Stayed.
    Same,
    /// Came.
    Added,
    /// Went.
    Removed,
}

/// A table of more cells than this is not made: the texts then differ as wholes.
const CELLS: usize = 250_000;
/// Words shown around a change.
const AROUND: usize = 12;

/// The differences; unchanged stretches are cut down to a few words around a change.
pub fn words(old: &str, new: &str) -> Vec<Piece> {
    let (old, new): (Vec<&str>, Vec<&str>) = (old.split_whitespace().collect(), new.split_whitespace().collect());
    let start = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let end = old[start..].iter().rev().zip(new[start..].iter().rev()).take_while(|(a, b)| a == b).count();
    let mut steps: Vec<(Change, &str)> = old[..start].iter().map(|word| (Change::Same, *word)).collect();
    middle(&old[start..old.len() - end], &new[start..new.len() - end], &mut steps);
    steps.extend(old[old.len() - end..].iter().map(|word| (Change::Same, *word)));
    pieces(&steps)
}

/// The longest common subsequence, walked from the front.
fn middle<'a>(old: &[&'a str], new: &[&'a str], steps: &mut Vec<(Change, &'a str)>) {
    let width = new.len() + 1;
    if old.len().saturating_mul(width) > CELLS {
        steps.extend(old.iter().map(|word| (Change::Removed, *word)));
        steps.extend(new.iter().map(|word| (Change::Added, *word)));
        return;
    }
    let mut lengths = vec![0_u32; (old.len() + 1) * width];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            lengths[i * width + j] = if old[i] == new[j] {
                lengths[(i + 1) * width + j + 1] + 1
            } else {
                lengths[(i + 1) * width + j].max(lengths[i * width + j + 1])
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    while i < old.len() || j < new.len() {
        if i < old.len() && j < new.len() && old[i] == new[j] {
            steps.push((Change::Same, old[i]));
            (i, j) = (i + 1, j + 1);
        } else if i < old.len() && (j == new.len() || lengths[(i + 1) * width + j] >= lengths[i * width + j + 1]) {
            steps.push((Change::Removed, old[i]));
            i += 1;
        } else {
            steps.push((Change::Added, new[j]));
            j += 1;
        }
    }
}

fn pieces(steps: &[(Change, &str)]) -> Vec<Piece> {
    let runs: Vec<&[(Change, &str)]> = steps.chunk_by(|a, b| a.0 == b.0).collect();
    let last = runs.len().saturating_sub(1);
    let joined = |words: &[(Change, &str)]| words.iter().map(|(_, word)| *word).collect::<Vec<_>>().join(" ");
    let piece = |(at, run): (usize, &&[(Change, &str)])| {
        let change = run[0].0;
        if change != Change::Same || run.len() <= 2 * AROUND {
            return Piece { change, text: joined(run) };
        }
        let (head, tail) = (joined(&run[..AROUND]), joined(&run[run.len() - AROUND..]));
        let text = match (at == 0, at == last) {
            (true, true) => String::new(),
            (true, false) => format!("… {tail}"),
            (false, true) => format!("{head} …"),
            (false, false) => format!("{head} … {tail}"),
        };
        Piece { change, text }
    };
    runs.iter().enumerate().map(piece).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(old: &str, new: &str) -> String {
        let mark = |piece: &Piece| match piece.change {
            Change::Same => piece.text.clone(),
            Change::Added => format!("+{}+", piece.text),
            Change::Removed => format!("-{}-", piece.text),
        };
        words(old, new).iter().map(mark).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn words_that_came_and_went_are_told_apart() {
        assert_eq!(shown("a total of 12 people", "a total of 14 people"), "a total of -12- +14+ people");
        assert_eq!(shown("", "new"), "+new+");
        assert_eq!(shown("same", "same"), "same");
        assert_eq!(shown("one two three", "two three four"), "-one- two three +four+");
    }

    #[test]
    fn long_texts_stay_short_and_quick() {
        let old = (0..5_000).map(|n| n.to_string()).collect::<Vec<_>>().join(" ");
        let new = old.replace(" 2500 ", " x ");
        assert!(shown(&old, &new).len() < 200);
        let other = (0..5_000).map(|n| (n * 7 + 1).to_string()).collect::<Vec<_>>().join(" ");
        assert!(!words(&old, &other).is_empty());
    }
}
