//! Words, and what is made of them.

use crate::model::Release;

/// Lower-case runs of letters and digits, in order: punctuation, case and markup make no difference.
pub fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase)
}

/// 63 bits of BLAKE3, positive: what every SQL engine indexes, and what a hostile feed cannot choose.
pub fn hash(parts: &[&[u8]]) -> i64 {
    let mut bytes = Vec::with_capacity(128);
    for part in parts {
        bytes.extend_from_slice(&(part.len() as u64).to_le_bytes());
        bytes.extend_from_slice(part);
    }
    // of a short text at once: a hasher is two thousand bytes to be made first
    let hash = blake3::hash(&bytes);
    hash.as_bytes().first_chunk().map_or(0, |bytes| i64::from_le_bytes(*bytes)) & i64::MAX
}

/// The body as plain text; a teaser, when there is no body.
pub fn text(release: &Release) -> &str {
    release.content_text.as_deref().or(release.summary.as_deref()).unwrap_or_default()
}

/// Hash of title, words and attachments: equal means that no reader would see a difference.
pub fn content_hash(release: &Release) -> [u8; 16] {
    let title = release.title.as_deref().unwrap_or_default();
    let mut bytes = Vec::with_capacity(title.len() + text(release).len() + 2);
    for part in [title, text(release)] {
        push_words(&mut bytes, part);
        bytes.push(b'\n');
    }
    let mut files: Vec<&str> = release.attachments.iter().map(|attachment| &*attachment.url).collect();
    files.sort_unstable();
    files.dedup();
    for file in files {
        bytes.extend_from_slice(file.as_bytes());
        bytes.push(b'\n');
    }
    *blake3::hash(&bytes).as_bytes().first_chunk().expect("16 of 32 bytes")
}

/// A comment that was escaped once too often is noise of a server, and no word of the text.
fn without_comments(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest.take()?;
        let begins = text.find('<').and_then(|from| Some(from + text[from..].find("<!--")?));
        let comment = begins.and_then(|from| Some((from, from + text[from..].find("-->")? + 3)));
        let Some((from, to)) = comment else { return Some(text) };
        rest = Some(&text[to..]);
        Some(&text[..from])
    })
}

/// What an ASCII character is in a row of words: itself in lower case, or the blank between them. Without a branch or a
/// table, so that sixteen are looked at in one step.
fn folded(byte: u8) -> u8 {
    let letter = byte | 0x20;
    let is_letter = letter.wrapping_sub(b'a') < 26;
    let is_digit = byte.wrapping_sub(b'0') < 10;
    let kept = if is_letter { letter } else { byte };
    if is_letter | is_digit { kept } else { b' ' }
}

/// Puts a run of ASCII behind the words that begin at `start`, blanks in a row once.
fn push_folded(words: &mut Vec<u8>, start: usize, run: &[u8]) {
    let own = words.len();
    let skipped =
        if ends_blank(&words[start..]) { run.iter().take_while(|byte| folded(**byte) == b' ').count() } else { 0 };
    words.extend(run[skipped..].iter().map(|byte| folded(*byte)));
    // most marks stand beside a blank: what lies between two such places is moved at once
    let blanks = memchr::memmem::Finder::new(b"  ");
    let Some(first) = blanks.find(&words[own..]) else { return };
    let mut to = own + first + 1;
    let mut from = to;
    while from < words.len() {
        from += words[from..].iter().take_while(|byte| **byte == b' ').count();
        let length = blanks.find(&words[from..]).map_or(words.len() - from, |at| at + 1);
        words.copy_within(from..from + length, to);
        (from, to) = (from + length, to + length);
    }
    words.truncate(to);
}

/// A blank more would be one too many.
fn ends_blank(words: &[u8]) -> bool {
    words.last().is_none_or(|byte| *byte == b' ')
}

/// How many bytes of a text are ASCII before the first that is not; looked at many at once.
fn leading_ascii(text: &[u8]) -> usize {
    let whole: usize = text.chunks(64).take_while(|chunk| chunk.is_ascii()).map(<[u8]>::len).sum();
    whole + text[whole..].iter().take_while(|byte| byte.is_ascii()).count()
}

/// The words without a string for each: this runs for every new item.
pub fn push_words(words: &mut Vec<u8>, text: &str) {
    let start = words.len();
    for part in without_comments(text) {
        let mut rest = part;
        while !rest.is_empty() {
            let (run, behind) = rest.split_at(leading_ascii(rest.as_bytes()));
            push_folded(words, start, run.as_bytes());
            rest = behind;
            let Some(c) = rest.chars().next() else { break };
            if c.is_alphanumeric() {
                c.to_lowercase().for_each(|c| words.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()));
            } else if !ends_blank(&words[start..]) {
                words.push(b' ');
            }
            rest = &rest[c.len_utf8()..];
        }
    }
    if words.len() > start && ends_blank(&words[start..]) {
        words.pop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Attachment;

    fn release(text: &str) -> Release {
        Release { title: Some("A title".into()), content_text: Some(text.into()), ..Release::default() }
    }

    #[test]
    fn a_row_of_words_is_the_words_with_a_blank_between() {
        for text in [
            "",
            " ",
            "  , a",
            "A, b.  C -- d!",
            "Ünder  \u{2013} ÉTÉ, x",
            "a\u{a0} b",
            "é",
            "., é ., ",
            "x<!-- y -->, z",
            "at 9 [0] `a` {b} @C",
            "one, two; three: four. Five? Six! (seven) \u{201c}eight\u{201d}",
        ] {
            let mut row = b"before".to_vec();
            push_words(&mut row, text);
            let wanted = words(&text.replace("<!-- y -->", "")).collect::<Vec<_>>().join(" ");
            assert_eq!(String::from_utf8(row).unwrap(), format!("before{wanted}"), "{text:?}");
        }
    }

    #[test]
    fn only_words_and_files_make_a_difference() {
        let one = content_hash(&release("Some words, said – twice."));
        assert_eq!(one, content_hash(&release("some  WORDS said\ntwice")));
        assert_eq!(one, content_hash(&release("Some words, <!-- cache 0x9 -->said – twice.")));
        assert_ne!(one, content_hash(&release("some words said thrice")));
        let mut with_file = release("Some words, said – twice.");
        with_file.attachments.push(Attachment { url: "https://a.example/x.pdf".into(), ..Attachment::default() });
        assert_ne!(one, content_hash(&with_file));
    }
}
