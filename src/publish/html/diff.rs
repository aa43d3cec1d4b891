//! Two versions of a text: what stayed, what came, what went. By words, within paragraphs that differ.

/// A run of words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// What became of it.
    pub change: Change,
    /// The words.
    pub text: String,
    /// White space stands behind them.
    pub spaced: bool,
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
/// Bytes after which the rest of a long change is not shown.
const LONGEST: usize = 6_000;

/// The differences; unchanged stretches are cut down to a few words around a change.
pub fn words(old: &str, new: &str) -> Vec<Piece> {
    let (old, new) = (split(old), split(new));
    let start = old.iter().zip(&new).take_while(|(a, b)| same(a, b)).count();
    let end = old[start..].iter().rev().zip(new[start..].iter().rev()).take_while(|(a, b)| same(a, b)).count();
    let mut steps = Vec::with_capacity(new.len() + 16);
    steps.extend(old[..start].iter().zip(&new).map(|(old, new)| (Change::Same, longer(old, new))));
    middle(&old[start..old.len() - end], &new[start..new.len() - end], &mut steps);
    steps.extend(new[new.len() - end..].iter().map(|word| (Change::Same, *word)));
    pieces(&steps)
}

/// Words with the white space behind them. Writing that has no spaces is cut into its characters.
fn split(text: &str) -> Vec<&str> {
    let text = text.trim_start();
    let mut words = Vec::new();
    let (mut start, mut last) = (0, None);
    for (at, c) in text.char_indices() {
        let begins = last.is_some_and(|last: char| {
            !c.is_whitespace() && (last.is_whitespace() || is_unspaced(last) || is_unspaced(c))
        });
        if begins {
            words.push(&text[start..at]);
            start = at;
        }
        last = Some(c);
    }
    if start < text.len() {
        words.push(&text[start..]);
    }
    words
}

/// Thai to Khmer, and what is written with ideographs or kana.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3000}'..='\u{30ff}'
        | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ffef}' | '\u{20000}'..='\u{3ffff}')
}

fn same(a: &str, b: &str) -> bool {
    a.trim_end() == b.trim_end()
}

/// The one with white space behind it: a word may have come or gone there.
fn longer<'a>(old: &'a str, new: &'a str) -> &'a str {
    if old.len() > new.len() { old } else { new }
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
            lengths[i * width + j] = if same(old[i], new[j]) {
                lengths[(i + 1) * width + j + 1] + 1
            } else {
                lengths[(i + 1) * width + j].max(lengths[i * width + j + 1])
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    while i < old.len() || j < new.len() {
        if i < old.len() && j < new.len() && same(old[i], new[j]) {
            steps.push((Change::Same, longer(old[i], new[j])));
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
    let mut all = Vec::with_capacity(runs.len());
    let mut length = 0;
    for (at, run) in runs.iter().enumerate() {
        if length > LONGEST {
            all.push(Piece { change: Change::Same, text: "…".into(), spaced: false });
            break;
        }
        let piece = piece(run, at == 0, at == last);
        length += piece.text.len();
        all.push(piece);
    }
    all
}

/// A run of words with one fate, in short.
fn piece(run: &[(Change, &str)], first: bool, last: bool) -> Piece {
    let joined = |words: &[(Change, &str)]| words.iter().map(|(_, word)| *word).collect::<String>();
    let whole = joined(run);
    let spaced = whole.ends_with(char::is_whitespace);
    let mut text = whole.trim_end().to_owned();
    if run[0].0 == Change::Same && run.len() > 2 * AROUND {
        let (head, tail) = (joined(&run[..AROUND]), joined(&run[run.len() - AROUND..]));
        let (head, tail) = (head.trim_end(), tail.trim_end());
        text = match (first, last) {
            (true, true) => String::new(),
            (true, false) => format!("… {tail}"),
            (false, true) => format!("{head} …"),
            (false, false) => format!("{head} … {tail}"),
        };
    } else if text.len() > LONGEST {
        text = crate::publish::entry::excerpt(&text, LONGEST / 4).into_owned();
    }
    Piece { change: run[0].0, text, spaced }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(old: &str, new: &str) -> String {
        let mark = |piece: &Piece| {
            let mark = match piece.change {
                Change::Same => "",
                Change::Added => "+",
                Change::Removed => "-",
            };
            format!("{mark}{}{mark}{}", piece.text, if piece.spaced { " " } else { "" })
        };
        words(old, new).iter().map(mark).collect::<String>().trim_end().to_owned()
    }

    #[test]
    fn words_that_came_and_went_are_told_apart() {
        assert_eq!(shown("a total of 12 people", "a total of 14 people"), "a total of -12- +14+ people");
        assert_eq!(shown("", "new"), "+new+");
        assert_eq!(shown("same", "same"), "same");
        assert_eq!(shown("one two three", "two three four"), "-one- two three +four+");
        assert_eq!(shown("高さは七メートルです。", "高さは八メートルです。"), "高さは-七-+八+メートルです。");
        assert_eq!(shown("a\nb c", "a b"), "a b -c-");
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
