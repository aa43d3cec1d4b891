//! Eras of East Asia by their names: 令和6年 is the sixth year of one that began in 2019.

/// Names of eras, as they stand before a year, and the year before their first.
const ERAS: &[(&str, i32)] = &[
    ("令和", 2018),
    ("平成", 1988),
    ("昭和", 1925),
    ("大正", 1911),
    ("明治", 1867),
    ("中華民國", 1911),
    ("中华民国", 1911),
    ("中華民国", 1911),
    ("民國", 1911),
    ("民国", 1911),
    ("㋿", 2018),
    ("㍻", 1988),
    ("㍼", 1925),
];
/// Eras by their letter: R7.10.23, only in Japanese.
const LETTERS: &[(&str, i32)] = &[("R", 2018), ("H", 1988), ("S", 1925), ("T", 1911), ("M", 1867)];

/// Where an era's name begins that ends this word.
pub fn at_end(word: &str) -> Option<usize> {
    ERAS.iter().find(|(name, _)| word.ends_with(name)).map(|(name, _)| word.len() - name.len())
}

/// The year before an era's first.
pub fn before(name: &str) -> Option<i32> {
    ERAS.iter().find(|(own, _)| *own == name).map(|(_, before)| *before)
}

/// The year before the first of an era that is written as a letter.
pub fn before_by_letter(letter: &str) -> Option<i32> {
    LETTERS.iter().find(|(own, _)| *own == letter).map(|(_, before)| *before)
}
