//! Markup as a flat sequence of tags and text, whatever its state: every byte of the input is in exactly one token.
//!
//! quick-xml ends at the first ill-formed tag and cannot say where to go on; feeds in the wild hold bare `<`,
//! unquoted attributes, unclosed comments and quotes, and are to be read to their end. Here these are text, or
//! end where an HTML parser would end them. Nothing is decoded, nothing recurses, and time is linear: a search
//! that failed once (for `-->`, `]]>`, a quote) is not repeated.

use std::ops::Range;

/// A piece of the input. Names and values are as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Token<'a> {
    /// `<name attributes>` or `<name attributes/>`.
    Start {
        /// With its prefix.
        name: &'a str,
        /// What stands between the name and the closing bracket.
        attributes: &'a str,
        /// Ends in `/>`.
        empty: bool,
    },
    /// `</name>`.
    End(&'a str),
    /// Character data, references not decoded.
    Text(&'a str),
    /// A `<` that starts no tag.
    Bare,
    /// Contents of a CDATA section.
    CData(&'a str),
    /// Contents of `<!DOCTYPE ...>`.
    Doctype(&'a str),
    /// Comments, processing instructions, and openers of such that never end.
    Skipped,
}

/// The sequence, with the place of the last token.
pub struct Tokens<'a> {
    input: &'a str,
    position: usize,
    /// Where the last token stands.
    pub span: Range<usize>,
    /// A CDATA section or tag that the end of the input cut.
    pub cut: bool,
    no_comment_end: bool,
    no_cdata_end: bool,
    no_instruction_end: bool,
    had_doctype: bool,
    no_quote: [bool; 2],
}

impl<'a> Tokens<'a> {
    /// Starts at a byte of the input that begins a character.
    pub fn from(input: &'a str, position: usize) -> Self {
        Self {
            input,
            position,
            span: position..position,
            cut: false,
            no_comment_end: false,
            no_cdata_end: false,
            no_instruction_end: false,
            had_doctype: false,
            no_quote: [false; 2],
        }
    }

    /// The next token; none at the end.
    pub fn next(&mut self) -> Option<Token<'a>> {
        let rest = &self.input[self.position..];
        if rest.is_empty() {
            return None;
        }
        let (token, length) = match rest.find('<') {
            None => (Token::Text(rest), rest.len()),
            Some(0) => self.markup(rest),
            Some(text) => (Token::Text(&rest[..text]), text),
        };
        self.span = self.position..self.position + length;
        self.position += length;
        Some(token)
    }

    fn markup(&mut self, rest: &'a str) -> (Token<'a>, usize) {
        match rest.as_bytes().get(1) {
            Some(b'/') => end_tag(rest),
            Some(b'!') => self.declaration(rest),
            Some(b'?') => self.instruction(rest),
            Some(&b) if b.is_ascii_alphabetic() || b == b'_' || b >= 0x80 => self.start_tag(rest),
            _ => (Token::Bare, 1),
        }
    }

    fn instruction(&mut self, rest: &'a str) -> (Token<'a>, usize) {
        if !self.no_instruction_end {
            if let Some(end) = rest.find("?>") {
                return (Token::Skipped, end + 2);
            }
            self.no_instruction_end = true;
        }
        (Token::Skipped, rest.find('>').map_or(rest.len(), |e| e + 1))
    }

    fn declaration(&mut self, rest: &'a str) -> (Token<'a>, usize) {
        if let Some(inner) = rest.strip_prefix("<!--") {
            if !self.no_comment_end {
                if let Some(end) = inner.find("-->") {
                    return (Token::Skipped, end + 7);
                }
                self.no_comment_end = true;
            }
            return (Token::Skipped, 4); // never closed: what follows is worth more than the comment
        }
        if let Some(inner) = rest.strip_prefix("<![CDATA[") {
            if !self.no_cdata_end {
                if let Some(end) = inner.find("]]>") {
                    return (Token::CData(&inner[..end]), end + 12);
                }
                self.no_cdata_end = true;
            }
            self.cut = true;
            return (Token::CData(inner), rest.len());
        }
        if rest.get(..9).is_some_and(|s| s.eq_ignore_ascii_case("<!doctype")) {
            let end = if std::mem::replace(&mut self.had_doctype, true) { None } else { doctype_end(rest) };
            // quotes that do not pair, or a second one: the first ">" will do
            let end = end.or_else(|| rest.find('>').map(|e| e + 1)).unwrap_or(rest.len());
            return (Token::Doctype(rest.get(9..end - 1).unwrap_or_default()), end);
        }
        (Token::Skipped, rest.find('>').map_or(rest.len(), |e| e + 1))
    }

    fn start_tag(&mut self, rest: &'a str) -> (Token<'a>, usize) {
        let bytes = rest.as_bytes();
        let name = bytes[1..].iter().position(|b| b.is_ascii_whitespace() || matches!(b, b'>' | b'/' | b'<'));
        let name_end = name.map_or(bytes.len(), |n| n + 1);
        let close = self.tag_end(rest, name_end);
        let Some(close) = close else {
            // a tag that the end of the input cut; or a bare "<" in the last text
            return if rest.contains('>') || rest.len() > 64 * 1024 {
                (Token::Bare, 1)
            } else {
                self.cut = true;
                (Token::Skipped, rest.len())
            };
        };
        let (inner, length) = (&rest[name_end..close], if bytes.get(close) == Some(&b'>') { close + 1 } else { close });
        let empty = inner.ends_with('/');
        let attributes = inner.strip_suffix('/').unwrap_or(inner);
        (Token::Start { name: &rest[1..name_end], attributes, empty }, length)
    }

    /// Place of the `>` that ends a tag, quoted values skipped; or of the next tag's `<` where there is none before it.
    fn tag_end(&mut self, rest: &str, from: usize) -> Option<usize> {
        let bytes = rest.as_bytes();
        let mut i = from;
        let mut after_equals = false;
        while let Some(&b) = bytes.get(i) {
            match b {
                b'>' => return Some(i),
                b'<' => return Some(i),
                b'"' | b'\'' if after_equals => {
                    if let Some(end) = self.quote_end(rest, i + 1, b) {
                        i = end;
                    }
                    after_equals = false;
                }
                b'=' => after_equals = true,
                b if b.is_ascii_whitespace() => {}
                _ => after_equals = false,
            }
            i += 1;
        }
        None
    }

    fn quote_end(&mut self, rest: &str, from: usize, quote: u8) -> Option<usize> {
        let known = &mut self.no_quote[usize::from(quote == b'\'')];
        if *known {
            return None;
        }
        match rest[from..].find(char::from(quote)) {
            Some(end) => Some(from + end),
            None => {
                *known = true;
                None
            }
        }
    }
}

fn end_tag(rest: &str) -> (Token<'_>, usize) {
    let close = rest[2..].find(['>', '<']).map_or(rest.len(), |e| e + 2);
    let name = rest[2..close].trim();
    let name = name.split_ascii_whitespace().next().unwrap_or("");
    let length = if rest.as_bytes().get(close) == Some(&b'>') { close + 1 } else { close };
    (Token::End(name), length)
}

/// Past the `>` of a document type, its internal subset skipped.
fn doctype_end(rest: &str) -> Option<usize> {
    let mut brackets = 0i32;
    let mut quote = None;
    for (i, b) in rest.bytes().enumerate() {
        match (b, quote) {
            (b'"' | b'\'', None) => quote = Some(b),
            (b, Some(q)) if b == q => quote = None,
            (_, Some(_)) => {}
            (b'[', None) => brackets += 1,
            (b']', None) => brackets -= 1,
            (b'>', None) if brackets <= 0 => return Some(i + 1),
            _ => {}
        }
    }
    None
}

/// The attributes of a start tag: name and raw value, quoted or not.
pub struct Attributes<'a>(pub &'a str);

impl<'a> Iterator for Attributes<'a> {
    type Item = (&'a str, &'a str, bool);

    /// Name, raw value, and whether it was written as XML asks.
    fn next(&mut self) -> Option<Self::Item> {
        let text = self.0.trim_start_matches(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '"' | '\''));
        if text.is_empty() {
            return None;
        }
        let name_end = text.find(|c: char| c.is_ascii_whitespace() || c == '=').unwrap_or(text.len());
        let (name, rest) = text.split_at(name_end);
        let Some(rest) = rest.trim_ascii_start().strip_prefix('=') else {
            self.0 = rest;
            return Some((name, "", false));
        };
        let rest = rest.trim_ascii_start();
        let quoted = rest.chars().next().filter(|c| matches!(c, '"' | '\''));
        if let Some(quote) = quoted
            && let Some(end) = rest[1..].find(quote)
        {
            self.0 = &rest[end + 2..];
            return Some((name, &rest[1..=end], !name.is_empty()));
        }
        let rest = rest.trim_start_matches(['"', '\'']);
        let end = rest.find(|c: char| c.is_ascii_whitespace()).unwrap_or(rest.len());
        self.0 = &rest[end..];
        Some((name, &rest[..end], false))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(input: &str) -> Vec<Token<'_>> {
        let mut tokens = Tokens::from(input, 0);
        std::iter::from_fn(|| tokens.next()).collect()
    }

    #[test]
    fn every_byte_is_in_one_token() {
        for input in
            ["a<b c='>'>d</b >e", "<", "<a", "a < b", "<!--", "<![CDATA[x", "<a b=\"c", "<?x", "</", "é<é é=é>é"]
        {
            let mut tokens = Tokens::from(input, 0);
            let mut at = 0;
            while tokens.next().is_some() {
                assert_eq!(tokens.span.start, at, "{input}");
                assert!(tokens.span.end > at, "{input}");
                at = tokens.span.end;
            }
            assert_eq!(at, input.len(), "{input}");
        }
    }

    #[test]
    fn a_bare_bracket_is_text() {
        assert_eq!(all("a < b"), [Token::Text("a "), Token::Bare, Token::Text(" b")]);
    }

    #[test]
    fn a_comment_that_never_ends_hides_nothing() {
        assert_eq!(all("<!-- x</a>"), [Token::Skipped, Token::Text(" x"), Token::End("a")]);
    }

    #[test]
    fn attributes_are_read_with_any_quotes() {
        let found: Vec<_> = Attributes(" a=\"1\" b='2' c=3 d").map(|(n, v, _)| (n, v)).collect();
        assert_eq!(found, [("a", "1"), ("b", "2"), ("c", "3"), ("d", "")]);
    }

    #[test]
    fn the_subset_of_a_document_type_is_part_of_it() {
        assert_eq!(all("<!DOCTYPE a [<!ENTITY b \"c>\">]><a>").len(), 2);
    }
}
