//! What stands between the parts of a date and says nothing: "of", "de", commas, endings of ordinals and of cases.

use super::names;
use super::tokens::{Kind, Tokens};

/// Over "of", "de", words for year, commas and dots: "พ.ศ." alone is four tokens.
pub fn over_joiners(t: &Tokens<'_>, mut i: usize) -> usize {
    for _ in 0..5 {
        // "พ.ย." begins as the Thai for year does
        if names::thai_abbreviation(t, i).is_some() {
            break;
        }
        match t.get(i).map(|x| x.kind) {
            Some(Kind::Mark('.' | ',' | '-' | '/' | '\'' | '_')) => i += 1,
            Some(Kind::Mark('(')) if case_ending(t, i).is_some() => i = case_ending(t, i).unwrap_or(i),
            Some(Kind::Word) if t.word(i).is_some_and(|w| names::joins(&w)) => i += 1,
            _ => break,
        }
    }
    i
}

/// Behind "(e)ko" and "(a)": endings of a case that Basque hangs on a figure.
fn case_ending(t: &Tokens<'_>, i: usize) -> Option<usize> {
    let glued = t.mark(i) == Some('(') && t.mark(i + 2) == Some(')') && (i..i + 3).all(|at| !t.spaced(at));
    let short = t.raw(i + 1).is_some_and(|word| word.chars().count() <= 2);
    let next = if !t.spaced(i + 3) && t.raw(i + 3).is_some() { i + 4 } else { i + 3 };
    (glued && short).then_some(next)
}

/// Over the ending of an ordinal: 1st, 2nd, 1er, 1º, 3-го.
pub fn over_ordinal(t: &Tokens<'_>, i: usize) -> usize {
    let ending = |at: usize| {
        t.word(at).is_some_and(|w| {
            matches!(
                w.as_str(),
                "st" | "nd" | "rd" | "th" | "er" | "re" | "e" | "º" | "ª" | "o" | "a" | "го" | "и" | "an" | "en" | "d"
            )
        })
    };
    if let Some(next) = case_ending(t, i) {
        next
    } else if !t.spaced(i) && ending(i) {
        i + 1
    } else if t.mark(i) == Some('-') && !t.spaced(i) && !t.spaced(i + 1) && ending(i + 1) {
        i + 2
    } else if t.mark(i) == Some('°') {
        i + 1
    } else {
        i
    }
}
