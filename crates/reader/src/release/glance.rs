//! A glance at a feed's content, before anything is parsed: can it hold a part of the anatomy at all?

use std::{ops::Range, sync::LazyLock};

use regex::Regex;

/// A dateline stands within so many bytes of the beginning, markup included.
const HEAD_BYTES: usize = 600;

/// Whether a feed's content can hold a part at all: asked of every new item, so one search for all cues, and one more
/// in the head for what marks a dateline there and is common further on.
pub(super) fn has_parts(html: &str) -> bool {
    static CUES: LazyLock<Regex> = LazyLock::new(|| {
        let quotes = r#"[“„«”»「]|&(?:[lr]dquo|bdquo|[lr]aquo|quot|#8220|#8222|#171|#x201c);|(?:^|[\s>(\[])""#;
        let contacts =
            r"@|\[at\]|\(at\)|data-cfemail|conta[ct]t|kontakt|(?-u:\b)press|prens|pras|stampa|imprensa|redac|redak";
        let abouts = r"(?:^|[>\n])\s*(?:more about|about|über|à propos|qui sommes|acerca de|sobre|informazioni su|chi |over|om|kort om|o) ";
        let others = r"isin|nyse|nasdaq|wkn|aim:|lse:|tsx|asx:|otc|euronext|xetra|ends?\s?-|###|-30-|wire\)|newswire/|embargo|sperrfrist|gesperrt";
        let issuers = r"behalf of|issued by|source ?:|auftrag|herausgeber|au nom d|en nombre de|per conto di|namens|em nome de|w imieniu|uppdrag av|immediate|immédiate|inmediata|sofortig|immediata|onmiddellijk|imediata|natychmiast|omedelbar";
        Regex::new(&format!("(?i){quotes}|{contacts}|{abouts}|{others}|{issuers}")).expect("constant")
    });
    static HEAD: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"\s(?:[–—-]|--)\s|&(?:[mn]dash|#821[12]);|(?-u:\b)(?:19|20)\d\d(?-u:\b)").expect("constant")
    });
    if HEAD.is_match(&html[..html.floor_char_boundary(HEAD_BYTES)]) {
        return true;
    }
    // a single word between marks is no quote
    let mut behind = 0;
    CUES.find_iter(html).any(|cue| {
        if cue.start() < behind || (cue.as_str().ends_with('"') && !is_long(&html[cue.end()..])) {
            return false;
        }
        match marked_word(html, cue.range()) {
            Some(end) => behind = end,
            None => return true,
        }
        false
    })
}

/// What follows a straight mark is some words, and not the rest of a tag.
fn is_long(text: &str) -> bool {
    const CHARS: usize = 20;
    text.chars().take(CHARS).filter(|c| !matches!(c, '<' | '>' | '=' | '"')).count() == CHARS
}

/// Whether a feed's content has pictures, films or files.
pub(super) fn has_media(html: &str) -> bool {
    static MEDIA: LazyLock<Regex> = LazyLock::new(|| {
        let files = "pdf|docx?|xlsx?|pptx?|zip|mp[34]|m4[av]|mov|webm|wav";
        Regex::new(&format!(r#"(?i)<(?:img|video|audio|iframe|embed|object)\s|\.(?:{files})["'?#]"#)).expect("constant")
    });
    MEDIA.is_match(html)
}

/// Where a word between quotation marks ends, when there is nothing else between them.
fn marked_word(html: &str, mark: Range<usize>) -> Option<usize> {
    const MARKS: [char; 7] = ['“', '„', '«', '”', '»', '「', '」'];
    if !html[mark.clone()].starts_with(MARKS) {
        return None;
    }
    let word = html[mark.end..].trim_start();
    let end = word.find(|c: char| c.is_whitespace() || c == '<' || MARKS.contains(&c))?;
    let closing = word[end..].trim_start();
    let mark = closing.chars().next().filter(|c| MARKS.contains(c))?;
    Some(html.len() - closing.len() + mark.len_utf8())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        release::{Known, anatomy_of_body},
        text::dates::Hints,
    };

    #[test]
    fn a_word_between_marks_is_no_quote_and_two_may_be_one() {
        for html in ["<p>The “green” deal and a „neue“ plan, « oui »", "<p>“One” and ”two”.</p>"] {
            assert!(!has_parts(html), "{html}");
        }
        for html in ["<p>A “green” deal. “We go,” she said.</p>", "<p>“<b>We go</b>”", "<p>“We</p><p>go on”", "“so"]
        {
            assert!(has_parts(html), "{html}");
        }
    }

    #[test]
    fn pictures_and_files_of_a_body_are_read_though_it_has_no_other_parts() {
        let html =
            r#"<p>It is open.</p><img src="https://a.example/a.jpg" alt="A"><a href="https://a.example/b.pdf">B</a>"#;
        let found = anatomy_of_body(html, &Known::default(), &Hints::default()).anatomy.assets;
        assert_eq!(
            found.iter().map(|asset| &*asset.url).collect::<Vec<_>>(),
            ["https://a.example/a.jpg", "https://a.example/b.pdf"]
        );
        assert!(anatomy_of_body("<p>It is open.</p>", &Known::default(), &Hints::default()).anatomy.assets.is_empty());
    }
}
