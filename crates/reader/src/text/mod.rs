//! What every stage needs to know of text: dates as people print them, and HTML as plain words.
//! A leaf: knows nothing of ours, pure. The reader must recognise a date to find it and the normaliser must
//! read it: one grammar here, not two there.

pub mod dates;
pub mod html;
pub mod iri;

pub use dates::invisible;

/// Letters and digits alone, in lower case: what two spellings of one title or name share.
pub(crate) fn folded(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    let letters = |c: &char| c.is_alphanumeric();
    if text.is_ascii() {
        return text.chars().filter(letters).map(|c| c.to_ascii_lowercase()).collect();
    }
    text.nfc().filter(letters).flat_map(char::to_lowercase).collect()
}

/// The words that a class or id is made of, in lower case: "ArticleBody related-links" has article, body, related, links.
pub(crate) fn name_words(text: &str, mut each: impl FnMut(&str)) {
    let mut word = String::new();
    let mut lower = false;
    for c in text.chars().take(400) {
        if (!c.is_alphanumeric() || (c.is_uppercase() && lower)) && !word.is_empty() {
            each(&word);
            word.clear();
        }
        lower = c.is_lowercase();
        if c.is_alphanumeric() {
            word.extend(c.to_lowercase());
        }
    }
    if !word.is_empty() {
        each(&word);
    }
}

/// 50000 -> "50,000".
pub(crate) fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let first = (digits.len() - 1) % 3 + 1;
    let (head, tail) = digits.split_at(first);
    let groups = tail.as_bytes().chunks(3).map(String::from_utf8_lossy);
    groups.fold(head.to_owned(), |all, group| all + "," + &group)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn class_names_fall_into_words() {
        let mut found = Vec::new();
        name_words("articleBody related-links BIG", |word| found.push(word.to_owned()));
        assert_eq!(found, ["article", "body", "related", "links", "big"]);
    }
}
