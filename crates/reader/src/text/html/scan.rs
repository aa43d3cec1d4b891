//! Markup cut into tags and text, as a browser's tokenizer would (HTML Standard 13.2.5), in one pass and without a copy.

use std::borrow::Cow;
use std::ops::Range;

use memchr::memchr;

/// A piece of markup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Characters, references not decoded.
    Text(Range<usize>),
    /// `<name ...>`; the range is the whole tag.
    Start {
        /// The name, as printed.
        name: Range<usize>,
        /// The tag.
        at: Range<usize>,
        /// Written `<name/>`: means nothing in HTML, but closes a foreign element.
        closed: bool,
    },
    /// `</name>`.
    End {
        /// The name, as printed.
        name: Range<usize>,
        /// The tag.
        at: Range<usize>,
    },
    /// Comment, doctype, CDATA mark, processing instruction; its whole range.
    Other(Range<usize>),
}

/// Elements whose content is text up to their own end tag.
const RAW: [&str; 9] = ["script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes", "noscript"];

/// True for elements whose content is not markup.
pub fn is_raw(name: &str) -> bool {
    // noscript is markup for a reader that runs no scripts
    RAW[..8].iter().any(|v| v.eq_ignore_ascii_case(name))
}

/// The pieces of a string, in order; together they are the whole string.
pub struct Pieces<'a> {
    html: &'a str,
    at: usize,
    /// Inside this raw text element.
    raw: Option<Range<usize>>,
    /// As a person would have it, not a browser: what a frame holds is markup, `<!'` is text, and a comment that
    /// never ends ends at the next `>`.
    kindly: bool,
    /// No `-->` lies ahead.
    comments_done: bool,
}

impl<'a> Pieces<'a> {
    /// Cuts a string.
    pub fn of(html: &'a str) -> Self {
        Self { html, at: 0, raw: None, kindly: false, comments_done: false }
    }

    /// Cuts a string that will be read, not parsed: more of what its writer meant is kept.
    pub fn kindly(html: &'a str) -> Self {
        Self { kindly: true, ..Self::of(html) }
    }

    fn bytes(&self) -> &'a [u8] {
        self.html.as_bytes()
    }

    /// From `from`, the place of a byte, or the end.
    fn next_byte(&self, from: usize, byte: u8) -> usize {
        self.bytes().get(from..).and_then(|bytes| memchr(byte, bytes)).map_or(self.html.len(), |at| from + at)
    }

    /// From `from`, the place behind a needle, or the end.
    fn behind(&self, from: usize, needle: &str) -> usize {
        self.html.get(from..).and_then(|h| h.find(needle)).map_or(self.html.len(), |p| from + p + needle.len())
    }

    /// Up to the end tag of a raw text element.
    fn raw_text(&mut self, name: &Range<usize>) -> Range<usize> {
        let start = self.at;
        let wanted = self.html.get(name.clone()).unwrap_or_default();
        let mut i = start;
        loop {
            i = self.next_byte(i, b'<');
            if i >= self.html.len() {
                break;
            }
            let tail = self.bytes().get(i + 1..).unwrap_or_default();
            let closes = tail.first() == Some(&b'/')
                && tail.get(1..=wanted.len()).is_some_and(|n| n.eq_ignore_ascii_case(wanted.as_bytes()))
                && tail.get(wanted.len() + 1).is_none_or(|b| b.is_ascii_whitespace() || matches!(b, b'/' | b'>'));
            if closes {
                break;
            }
            i += 1;
        }
        self.at = i;
        start..i
    }

    /// The end of a tag whose name ends at `i`: quotes around values hide `>`.
    fn tag_end(&self, mut i: usize) -> (usize, bool) {
        let bytes = self.bytes();
        let mut value = false;
        while let Some(b) = bytes.get(i) {
            match b {
                b'>' => return (i + 1, bytes.get(i - 1) == Some(&b'/')),
                b'"' | b'\'' if value => {
                    i = self.next_byte(i + 1, *b);
                    value = false;
                }
                b'=' => value = true,
                b if b.is_ascii_whitespace() => {}
                _ => value = false,
            }
            i += 1;
        }
        (self.html.len(), false)
    }

    fn markup(&mut self) -> Piece {
        let start = self.at;
        let bytes = self.bytes();
        let first = bytes.get(start + 1).copied().unwrap_or(b' ');
        let piece = if first.is_ascii_alphabetic() {
            let name = self.name(start + 1);
            let (end, closed) = self.tag_end(name.end);
            Piece::Start { name, at: start..end, closed }
        } else if first == b'/' && bytes.get(start + 2).is_some_and(u8::is_ascii_alphabetic) {
            let name = self.name(start + 2);
            let end = self.tag_end(name.end).0;
            Piece::End { name, at: start..end }
        } else if self.html.get(start..).is_some_and(|h| h.starts_with("<!--")) {
            Piece::Other(start..self.comment_end(start + 4))
        } else if matches!(first, b'!' | b'?' | b'/')
            && !(self.kindly
                && first == b'!'
                && !bytes.get(start + 2).is_some_and(|b| b.is_ascii_alphabetic() || *b == b'['))
        {
            Piece::Other(start..(self.next_byte(start + 1, b'>') + 1).min(self.html.len()))
        } else {
            Piece::Text(start..self.next_byte(start + 1, b'<'))
        };
        self.at = match &piece {
            Piece::Text(at) | Piece::Other(at) | Piece::Start { at, .. } | Piece::End { at, .. } => at.end,
        };
        piece
    }

    /// A comment ends at `-->`, at `--!>`, and at once when it begins with `>` or `->`.
    fn comment_end(&mut self, from: usize) -> usize {
        if !self.kindly {
            return self.comment_mark(from).unwrap_or(self.html.len());
        }
        let end = if self.comments_done { None } else { self.comment_mark(from) };
        self.comments_done |= end.is_none();
        end.unwrap_or_else(|| (self.next_byte(from, b'>') + 1).min(self.html.len()))
    }

    /// Behind the comment; none when it never ends.
    fn comment_mark(&self, from: usize) -> Option<usize> {
        let rest = self.html.get(from..).unwrap_or_default();
        if rest.starts_with('>') {
            return Some(from + 1);
        }
        if rest.starts_with("->") {
            return Some(from + 2);
        }
        let mut at = from;
        loop {
            at = self.behind(at, "--");
            let rest = self.html.get(at..).unwrap_or_default();
            match rest.as_bytes() {
                [] => return None,
                [b'>', ..] => return Some(at + 1),
                [b'!', b'>', ..] => return Some(at + 2),
                // "--->" ends too: step back over one hyphen
                [b'-', ..] => at -= 1,
                _ => {}
            }
        }
    }

    fn name(&self, start: usize) -> Range<usize> {
        let length = self
            .bytes()
            .get(start..)
            .unwrap_or_default()
            .iter()
            .take_while(|b| !(b.is_ascii_whitespace() || matches!(b, b'/' | b'>')))
            .count();
        start..start + length
    }
}

impl Iterator for Pieces<'_> {
    type Item = Piece;

    fn next(&mut self) -> Option<Piece> {
        if self.at >= self.html.len() {
            return None;
        }
        if let Some(name) = self.raw.take() {
            let text = self.raw_text(&name);
            if !text.is_empty() {
                return Some(Piece::Text(text));
            }
        }
        if self.at >= self.html.len() {
            return None;
        }
        if self.bytes().get(self.at) != Some(&b'<') {
            let end = self.next_byte(self.at, b'<');
            let text = self.at..end;
            self.at = end;
            return Some(Piece::Text(text));
        }
        let piece = self.markup();
        if let Piece::Start { name, .. } = &piece
            && self
                .html
                .get(name.clone())
                .is_some_and(|n| is_raw(n) && !(self.kindly && n.eq_ignore_ascii_case("iframe")))
        {
            self.raw = Some(name.clone());
        }
        Some(piece)
    }
}

/// Markup without comments, declarations and frames (what they hold stays); a `<` that opens no tag is escaped.
/// Borrowed when there is none of these.
pub fn without_oddities(html: &str) -> Cow<'_, str> {
    let odd = |at: usize| {
        let tail = html.as_bytes().get(at + 1..).unwrap_or_default();
        match tail {
            [b'/', rest @ ..] => !rest.first().is_some_and(u8::is_ascii_alphabetic) || frame(rest),
            rest => !rest.first().is_some_and(u8::is_ascii_alphabetic) || frame(rest),
        }
    };
    if !html.match_indices('<').any(|(at, _)| odd(at)) {
        return Cow::Borrowed(html);
    }
    let mut out = String::with_capacity(html.len() + 16);
    for piece in Pieces::kindly(html) {
        match piece {
            Piece::Text(at) => match html.get(at).unwrap_or_default() {
                text if text.starts_with('<') => out.extend(["&lt;", text.get(1..).unwrap_or_default()]),
                text => out.push_str(text),
            },
            Piece::Start { name, at, .. } | Piece::End { name, at } => {
                if !html.get(name).is_some_and(|n| n.eq_ignore_ascii_case("iframe")) {
                    out.push_str(html.get(at).unwrap_or_default());
                }
            }
            Piece::Other(_) => {}
        }
    }
    Cow::Owned(out)
}

fn frame(tail: &[u8]) -> bool {
    tail.get(..6).is_some_and(|t| t.eq_ignore_ascii_case(b"iframe"))
}
