//! Text cut into numbers, words and marks: what the date rules look at.
//!
//! White space (NBSP and its kin too) only leaves a flag; soft hyphens and zero-width characters leave nothing.

use super::{eras, han};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Sort of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Decimal digits of any common script.
    Number {
        /// Saturates.
        value: u32,
        /// How many digits were printed.
        digits: u8,
    },
    /// Letters. East Asian date marks directly after a number (年, 월 ...) stand alone as marks.
    Word,
    /// Anything else, one character; all hyphens are `-`.
    Mark(char),
}

/// A token and its place.
#[derive(Debug, Clone, Copy)]
pub struct Token {
    /// Sort.
    pub kind: Kind,
    /// Byte offset.
    pub start: usize,
    /// Byte offset behind it.
    pub end: usize,
    /// White space stands before it.
    pub spaced: bool,
}

/// A text's tokens.
pub struct Tokens<'a> {
    /// The text.
    pub text: &'a str,
    list: Vec<Token>,
}

/// Where the ten digits of a script begin: full width, Arabic-Indic, Persian, N'Ko, the scripts of India, Sinhala, Thai, Lao,
/// Tibetan, Burmese, Khmer, Mongolian.
const ZEROS: [u32; 20] = [
    0xFF10, 0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6, 0x0D66, 0x0DE6,
    0x0E50, 0x0ED0, 0x0F20, 0x1040, 0x17E0, 0x1810,
];

/// The value of a decimal digit of any common script.
pub fn digit(c: char) -> Option<u32> {
    if c.is_ascii() {
        return c.to_digit(10);
    }
    ZEROS.into_iter().find_map(|zero| u32::from(c).checked_sub(zero).filter(|d| *d < 10))
}

/// Soft hyphens, joiners, direction marks, BOM.
pub fn invisible(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}

fn date_mark(c: char) -> bool {
    matches!(
        c,
        '年' | '月'
            | '日'
            | '號'
            | '号'
            | '時'
            | '时'
            | '点'
            | '點'
            | '分'
            | '秒'
            | '년'
            | '월'
            | '일'
            | '시'
            | '분'
            | '초'
    )
}

/// A mark as ASCII has it.
fn plain(mark: char) -> char {
    match mark {
        '\u{2010}' | '\u{2011}' | '\u{2212}' | '\u{FF0D}' => '-',
        '\u{FF0F}' | '\u{2044}' => '/',
        '\u{FF0E}' | '\u{970}' => '.',
        '\u{FF1A}' => ':',
        '\u{FF08}' => '(',
        '\u{FF09}' => ')',
        '\u{2018}' | '\u{2019}' | '\u{2BC}' | '\u{5F3}' | '`' | '\u{B4}' => '\'',
        '\u{FF0C}' | '\u{3001}' | '\u{60C}' => ',',
        _ => mark,
    }
}

impl<'a> Tokens<'a> {
    /// Cuts a text, in linear time.
    pub fn of(text: &'a str) -> Self {
        let mut list: Vec<Token> = Vec::with_capacity(text.len() / 5 + 4);
        let mut spaced = false;
        let mut read_to = 0;
        for (start, c) in text.char_indices() {
            let end = start + c.len_utf8();
            if start < read_to {
                continue;
            }
            if c.is_whitespace() {
                spaced = true;
                continue;
            }
            if invisible(c) {
                continue;
            }
            let number_before = matches!(list.last(), Some(Token { kind: Kind::Number { .. }, .. }));
            let after_number = !spaced && number_before;
            if let Some(han::Numeral { value, digits, length }) = han::number(&text[start..]) {
                split_era(text, &mut list);
                let kind = Kind::Number { value, digits };
                list.push(Token { kind, start, end: start + length, spaced });
                (spaced, read_to) = (false, start + length);
                continue;
            }
            let kind = if let Some(d) = digit(c) {
                split_era(text, &mut list);
                if let (true, Some(Token { kind: Kind::Number { value, digits }, end: e, .. })) =
                    (after_number, list.last_mut())
                {
                    *value = value.saturating_mul(10).saturating_add(d);
                    *digits = digits.saturating_add(1);
                    *e = end;
                    continue;
                }
                Kind::Number { value: d, digits: 1 }
            } else if c.is_alphabetic() && !(number_before && date_mark(c)) || is_combining(c) {
                // "HealthDECEMBER 22": elements side by side that only a style parts
                let parted = spaced || c.is_uppercase() && text[..start].ends_with(char::is_lowercase);
                if let (false, Some(Token { kind: Kind::Word, end: e, .. })) = (parted, list.last_mut()) {
                    *e = end;
                    continue;
                }
                Kind::Word
            } else {
                Kind::Mark(plain(c))
            };
            list.push(Token { kind, start, end, spaced });
            spaced = false;
        }
        Self { text, list }
    }

    /// Whether the word at an index is all capitals.
    pub fn is_upper(&self, i: usize) -> bool {
        self.list
            .get(i)
            .and_then(|token| self.text.get(token.start..token.end))
            .is_some_and(|word| word.chars().all(char::is_uppercase))
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// A token.
    pub fn get(&self, i: usize) -> Option<&Token> {
        self.list.get(i)
    }

    /// Value and number of digits of a number.
    pub fn number(&self, i: usize) -> Option<(u32, u8)> {
        match self.list.get(i)?.kind {
            Kind::Number { value, digits } => Some((value, digits)),
            _ => None,
        }
    }

    /// The character of a mark.
    pub fn mark(&self, i: usize) -> Option<char> {
        match self.list.get(i)?.kind {
            Kind::Mark(c) => Some(c),
            _ => None,
        }
    }

    /// A word as printed.
    pub fn raw(&self, i: usize) -> Option<&'a str> {
        let token = self.list.get(i).filter(|t| t.kind == Kind::Word)?;
        self.text.get(token.start..token.end)
    }

    /// A word, folded: lower case, without accents. Words longer than any name are none.
    pub fn word(&self, i: usize) -> Option<String> {
        self.raw(i).filter(|w| w.len() <= 64).map(fold)
    }

    /// White space stands before it. Beyond the end: true.
    pub fn spaced(&self, i: usize) -> bool {
        self.list.get(i).is_none_or(|t| t.spaced)
    }
}

/// Parts the name of an era before a number from the word that it is glued to: "公開日令和".
fn split_era(text: &str, list: &mut Vec<Token>) {
    let Some(last) = list.last_mut().filter(|token| token.kind == Kind::Word) else { return };
    let word = text.get(last.start..last.end).unwrap_or_default();
    let Some(cut) = eras::at_end(word).filter(|cut| *cut > 0) else { return };
    let (start, end) = (last.start + cut, last.end);
    last.end = start;
    list.push(Token { kind: Kind::Word, start, end, spaced: false });
}

fn is_combining(c: char) -> bool {
    !c.is_ascii() && is_combining_mark(c)
}

/// Lower case, accents off, `ı` and `ς` as their common forms, invisible characters out: "FÉVR" and "févr" are one.
pub fn fold(word: &str) -> String {
    if word.is_ascii() {
        return word.to_ascii_lowercase();
    }
    let lower = word.to_lowercase();
    lower
        .nfd()
        .filter(|c| !is_combining_mark(*c) && !invisible(*c))
        .map(|c| {
            if c == 'ı' {
                'i'
            } else if c == 'ς' {
                'σ'
            } else {
                c
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn soft_hyphens_and_no_break_spaces_do_not_part_a_word() {
        let t = Tokens::of("3.\u{a0}Ja\u{ad}nu\u{ad}ar 2024年5月");
        assert_eq!(t.word(2).as_deref(), Some("januar"));
        assert_eq!(
            (t.number(3), t.mark(4), t.number(5), t.mark(6)),
            (Some((2024, 4)), Some('年'), Some((5, 1)), Some('月'))
        );
    }

    #[test]
    fn a_capital_behind_a_small_letter_begins_a_word() {
        let t = Tokens::of("HealthDECEMBER 22");
        assert_eq!((t.word(0).as_deref(), t.word(1).as_deref()), (Some("health"), Some("december")));
    }

    #[test]
    fn folding_makes_capitals_without_accents_equal() {
        assert_eq!(fold("Août"), fold("AOUT"));
        assert_eq!(fold("Ιουλίου"), fold("ΙΟΥΛΙΟΥ"));
        assert_eq!(fold("Kasım"), fold("KASIM"));
    }
}
