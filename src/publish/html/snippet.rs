//! Where a search hits: the words around it, with the hits marked. Accents and case do not matter, as in the index.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Characters before the first hit, and in all.
const AROUND: (usize, usize) = (70, 230);

/// A piece of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bit {
    /// Its words.
    pub text: String,
    /// It was searched for.
    pub hit: bool,
}

/// The stretch around the first hit; none without a hit.
pub fn around(text: &str, wanted: &[String]) -> Option<Vec<Bit>> {
    let first = hits(text, wanted).next()?.start;
    let begin = text[..first].char_indices().rev().nth(AROUND.0).map_or(0, |(at, _)| at);
    let begin = if begin == 0 { 0 } else { text[begin..first].find(' ').map_or(begin, |space| begin + space + 1) };
    let rest = &text[begin..];
    let end = rest.char_indices().nth(AROUND.1).map_or(rest.len(), |(at, _)| at);
    let cut = if end == rest.len() { end } else { rest[..end].rfind(' ').unwrap_or(end) };
    let mut bits = marked(&rest[..cut], wanted);
    if begin > 0 {
        bits.insert(0, Bit { text: "… ".into(), hit: false });
    }
    if cut < rest.len() {
        bits.push(Bit { text: " …".into(), hit: false });
    }
    Some(bits)
}

/// A text with its hits marked.
pub fn marked(text: &str, wanted: &[String]) -> Vec<Bit> {
    let mut bits = Vec::new();
    let mut last = 0;
    let mut bit = |from: usize, to: usize, hit: bool| {
        if from < to {
            bits.push(Bit { text: text[from..to].replace(['\n', '\t'], " "), hit });
        }
    };
    for hit in hits(text, wanted) {
        bit(last, hit.start, false);
        bit(hit.start, hit.end, true);
        last = hit.end;
    }
    bit(last, text.len(), false);
    bits
}

/// Words that begin with one that is wanted.
fn hits<'t>(text: &'t str, wanted: &[String]) -> impl Iterator<Item = std::ops::Range<usize>> + 't {
    let wanted: Vec<String> = wanted.iter().map(|word| fold(word)).collect();
    words(text).filter(move |at| {
        let word = fold(&text[at.clone()]);
        wanted.iter().any(|start| word.starts_with(start))
    })
}

fn fold(word: &str) -> String {
    word.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect()
}

/// Runs of letters and digits.
fn words(text: &str) -> impl Iterator<Item = std::ops::Range<usize>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let begin = at + text[at..].find(char::is_alphanumeric)?;
        let end = text[begin..].find(|c: char| !c.is_alphanumeric()).map_or(text.len(), |length| begin + length);
        at = end;
        Some(begin..end)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(bits: &[Bit]) -> String {
        bits.iter().map(|bit| if bit.hit { format!("[{}]", bit.text) } else { bit.text.clone() }).collect()
    }

    #[test]
    fn hits_are_marked_whatever_their_accents() {
        let wanted = ["wattfuhrer".to_owned(), "sea".to_owned()];
        assert_eq!(
            shown(&marked("Wattführerin at the sea, seaside, season", &wanted)),
            "[Wattführerin] at the [sea], [seaside], [season]"
        );
        assert!(around("nothing here", &wanted).is_none());
    }

    #[test]
    fn a_long_text_is_cut_around_the_first_hit() {
        let text = format!("{} the SEA wall {}", "before ".repeat(80), "after ".repeat(80));
        let found = shown(&around(&text, &["sea".to_owned()]).unwrap());
        assert!(found.starts_with("… before") && found.contains("the [SEA] wall") && found.ends_with(" …"), "{found}");
        assert!(found.len() < 300);
    }
}
