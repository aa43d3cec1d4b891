//! Text in lines of a width, which is counted as a terminal counts: a Chinese sign takes two.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// A text in lines of at most `width`; a longer word begins a line, and is cut behind a mark if it has one.
pub fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let mut rest = word;
        loop {
            let line = lines.last_mut().map_or(0, |line| line.width());
            let gap = usize::from(line > 0);
            if line + gap + rest.width() <= width {
                push(&mut lines, rest, gap);
                break;
            }
            if line > 0 {
                lines.push(String::new());
                continue;
            }
            let fits = fitting(rest, width.max(1));
            // what ends at a mark is read as a part of an address
            let marked = rest[..fits].rfind(['/', '?', '&', '=', '-', '.', ',', '_']).map(|place| place + 1);
            let cut = marked.filter(|cut| *cut * 2 >= fits && *cut < rest.len()).unwrap_or(fits);
            push(&mut lines, &rest[..cut], 0);
            rest = &rest[cut..];
            if rest.is_empty() {
                break;
            }
            lines.push(String::new());
        }
    }
    lines
}

fn push(lines: &mut [String], word: &str, gap: usize) {
    if let Some(line) = lines.last_mut() {
        line.push_str(&" "[..gap]);
        line.push_str(word);
    }
}

/// Bytes of a word that fit; at least its first character.
fn fitting(word: &str, width: usize) -> usize {
    let mut used = 0;
    for (place, c) in word.char_indices() {
        used += c.width().unwrap_or(0);
        if used > width && place > 0 {
            return place;
        }
    }
    word.len()
}

/// The beginning of a text, in a line of `width`.
pub fn cut(text: &str, width: usize) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.width() <= width { line } else { format!("{}…", &line[..fitting(&line, width.saturating_sub(1))]) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_begins_a_line_and_breaks_at_its_marks() {
        let lines = wrapped("backoff: http://press.example.org/news/releases.xml", 30);
        assert_eq!(lines, ["backoff:", "http://press.example.org/news/", "releases.xml"]);
        assert_eq!(wrapped("東京東京", 3), ["東", "京", "東", "京"]);
        assert_eq!(wrapped("東京", 1), ["東", "京"]);
    }

    #[test]
    fn a_text_is_cut_at_a_width_not_at_bytes() {
        assert_eq!(cut("ein  kurzer Text", 40), "ein kurzer Text");
        assert_eq!(cut("東京東京東京", 7), "東京東…");
    }
}
