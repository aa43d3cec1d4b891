//! Character references: XML's five, HTML's names (RSS writers use them as if XML knew them), a document's own
//! internal entities, and numbers as browsers read them (`&#146;` is Windows-1252's apostrophe).
//!
//! External entities are never fetched; what entities expand to is bounded over the whole document
//! ([`MAX_EXPANSION`]), and entities within entities are not expanded more than [`MAX_NESTED`] deep.

use std::{borrow::Cow, collections::HashMap, rc::Rc};

use quick_xml::escape::resolve_html5_entity;

/// Bytes that all internal entities of a document may expand to.
const MAX_EXPANSION: usize = 1 << 20;
const MAX_NESTED: u8 = 8;
const MAX_DECLARED: usize = 256;

/// What `&#128;` to `&#159;` mean to browsers (HTML standard, numeric character reference end state).
const C1: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘', '’',
    '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// A document's entities and what is left of their budget.
#[derive(Debug, Default)]
pub struct Entities {
    declared: HashMap<String, Rc<str>>,
    spent: usize,
}

/// Decoded text, and whether an XML parser would have read it so.
pub struct Decoded<'a> {
    /// The characters.
    pub text: Cow<'a, str>,
    /// False: a bare `&`, a name that XML does not know, a number that is no character.
    pub sound: bool,
}

impl Entities {
    /// Notes `<!ENTITY name "value">` of a document type; parameter and external entities are left out.
    pub fn declare(&mut self, doctype: &str) {
        for piece in doctype.split("<!ENTITY").skip(1).take(MAX_DECLARED) {
            let piece = piece.trim_start();
            let Some((name, rest)) = piece.split_once(|c: char| c.is_ascii_whitespace()) else { continue };
            let rest = rest.trim_start();
            let Some(quote) = rest.chars().next().filter(|c| matches!(c, '"' | '\'')) else { continue };
            if let Some(end) = rest[1..].find(quote)
                && name != "%"
                && end <= MAX_EXPANSION
            {
                self.declared.entry(name.to_owned()).or_insert_with(|| rest[1..=end].into());
            }
        }
    }

    /// References replaced by what they stand for; what stands for nothing stays as written.
    pub fn decode<'a>(&mut self, text: &'a str) -> Decoded<'a> {
        let Some(first) = text.find('&') else { return Decoded { text: Cow::Borrowed(text), sound: true } };
        let mut out = String::with_capacity(text.len());
        let sound = self.append(&mut out, text, first, 0);
        Decoded { text: Cow::Owned(out), sound }
    }

    fn append(&mut self, out: &mut String, text: &str, first: usize, depth: u8) -> bool {
        let mut sound = true;
        out.push_str(&text[..first]);
        let mut rest = &text[first..];
        loop {
            // rest starts with '&'
            let (length, known) = self.reference(out, rest, depth);
            sound &= known;
            rest = &rest[length..];
            match rest.find('&') {
                Some(next) => {
                    out.push_str(&rest[..next]);
                    rest = &rest[next..];
                }
                None => {
                    out.push_str(rest);
                    return sound;
                }
            }
        }
    }

    /// Appends what the reference at the start of `rest` stands for; its length, and whether XML knows it.
    fn reference(&mut self, out: &mut String, rest: &str, depth: u8) -> (usize, bool) {
        let limit = rest.len().min(34);
        let end = rest.as_bytes()[1..limit]
            .iter()
            .position(|b| !(b.is_ascii_alphanumeric() || matches!(b, b'#' | b'_' | b'-' | b'.' | b':')))
            .map_or(limit, |e| e + 1);
        let name = &rest[1..end];
        let closed = rest.as_bytes().get(end) == Some(&b';');
        let length = end + usize::from(closed);
        if matches!(name, "#226" | "#xE2" | "#xe2" | "acirc")
            && let Some((c, length)) = punctuation_in_bytes(rest)
        {
            out.push(c);
            return (length, false);
        }
        if let Some((c, length)) = surrogates(rest) {
            out.push(c);
            return (length, false);
        }
        if let Some(number) = name.strip_prefix('#') {
            return match numeric(number) {
                Some(Some(c)) => {
                    out.push(c);
                    (length, closed && ((c as u32) < 0x80 || !is_c1(number)))
                }
                Some(None) => (length, false), // a number that is no character: dropped
                None => {
                    out.push('&');
                    (1, false)
                }
            };
        }
        let xml = match name {
            "amp" => "&",
            "lt" => "<",
            "gt" => ">",
            "quot" => "\"",
            "apos" => "'",
            _ => "",
        };
        if !xml.is_empty() && closed {
            out.push_str(xml);
            return (length, true);
        }
        if closed && let Some(value) = self.declared.get(name).cloned() {
            self.expand(out, &value, depth);
            return (length, false);
        }
        if closed && let Some(value) = resolve_html5_entity(name) {
            out.push_str(value);
            return (length, false);
        }
        out.push('&');
        (1, false)
    }

    fn expand(&mut self, out: &mut String, value: &str, depth: u8) {
        self.spent += value.len();
        if self.spent > MAX_EXPANSION || depth >= MAX_NESTED {
            return;
        }
        match value.find('&') {
            Some(first) => {
                self.append(out, value, first, depth + 1);
            }
            None => out.push_str(value),
        }
    }
}

/// Punctuation as UTF-8 written byte by byte (`&#226;&#128;&#166;` for an ellipsis). Only the block of quotes, dashes
/// and the euro sign: "é" before a no-break space and "»" is good French and would be a Chinese sign.
fn punctuation_in_bytes(rest: &str) -> Option<(char, usize)> {
    let mut bytes = [0u8; 3];
    let mut length = 0;
    for byte in &mut bytes {
        let reference = rest.get(length..)?.strip_prefix('&')?;
        let end = reference.bytes().take(8).position(|b| b == b';')?;
        let name = &reference[..end];
        *byte = match name.strip_prefix('#') {
            Some(number) => u8::try_from(parse(number)?).ok()?,
            None => u8::try_from(resolve_html5_entity(name)?.chars().next()?).ok()?,
        };
        length += end + 2;
    }
    match bytes {
        [0xe2, 0x80 | 0x82 | 0x84, _] => Some((std::str::from_utf8(&bytes).ok()?.chars().next()?, length)),
        _ => None,
    }
}

/// A character beyond the first 65,536 as the two halves of its UTF-16 (`&#xD83D;&#xDE00;`), as JSON writes it.
fn surrogates(rest: &str) -> Option<(char, usize)> {
    let half = |rest: &str| {
        let reference = rest.strip_prefix("&#")?;
        let end = reference.bytes().take(8).position(|b| b == b';')?;
        Some((u16::try_from(parse(&reference[..end])?).ok()?, end + 3))
    };
    let (high, length) = half(rest).filter(|(unit, _)| matches!(unit, 0xd800..=0xdbff))?;
    let (low, rest) = half(rest.get(length..)?)?;
    Some((char::decode_utf16([high, low]).next()?.ok()?, length + rest))
}

fn is_c1(number: &str) -> bool {
    matches!(parse(number), Some(0x80..=0x9f))
}

fn parse(number: &str) -> Option<u32> {
    match number.strip_prefix(['x', 'X']) {
        Some(hex) if !hex.is_empty() => u32::from_str_radix(hex, 16).ok(),
        Some(_) => None,
        None => number.parse().ok(),
    }
}

/// None: not a number. `Some(None)`: a number, of no character that a text may hold.
fn numeric(number: &str) -> Option<Option<char>> {
    if number.is_empty() || !number.bytes().all(|b| b.is_ascii_hexdigit() || matches!(b, b'x' | b'X')) {
        return None;
    }
    let Some(code) = parse(number) else { return number.bytes().all(|b| b.is_ascii_digit()).then_some(None) };
    Some(match code {
        9 | 10 | 13 => char::from_u32(code),
        0..=31 | 0x7f | 0xfffe | 0xffff => None,
        0x80..=0x9f => C1.get(code as usize - 0x80).copied(),
        _ => char::from_u32(code),
    })
}

/// Text as XML: the characters that would be read as markup escaped.
pub fn escape_into(out: &mut String, text: &str) {
    let mut last = 0;
    for (i, b) in text.bytes().enumerate() {
        let replacement = match b {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            _ => continue,
        };
        out.push_str(&text[last..i]);
        out.push_str(replacement);
        last = i + 1;
    }
    out.push_str(&text[last..]);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(text: &str) -> String {
        Entities::default().decode(text).text.into_owned()
    }

    #[test]
    fn names_and_numbers_are_read_and_the_rest_stays() {
        assert_eq!(
            decoded("&lt;caf&eacute;&nbsp;&#8212; &#x2014; &bogus; & AT&T &#146;"),
            "<café\u{a0}— — &bogus; & AT&T ’"
        );
    }

    #[test]
    fn punctuation_written_in_bytes_is_read_and_french_stays() {
        assert_eq!(decoded("&#226;&#128;&#166; &acirc;&#128;&brvbar; &eacute;&nbsp;&raquo;"), "… … é\u{a0}»");
    }

    #[test]
    fn two_halves_of_a_character_are_one() {
        assert_eq!(decoded("hi &#xD83D;&#xDE00; &#55357;&#56832;&#xD83D;!"), "hi 😀 😀!");
    }

    #[test]
    fn numbers_of_no_character_are_dropped() {
        assert_eq!(decoded("a&#0;b&#xD800;c&#8;d&#xFFFF;e&#99999999999;f"), "abcdef");
    }

    #[test]
    fn laughter_is_bounded() {
        let mut entities = Entities::default();
        let mut doctype = String::from("<!ENTITY a0 \"lol\">");
        for i in 1..20 {
            doctype += &format!("<!ENTITY a{i} \"{}\">", format!("&a{};", i - 1).repeat(10));
        }
        entities.declare(&doctype);
        assert!(entities.decode("&a19;").text.len() <= MAX_EXPANSION);
    }

    #[test]
    fn own_entities_are_read_and_external_ones_are_not() {
        let mut entities = Entities::default();
        entities.declare("<!ENTITY co \"ACME\"><!ENTITY x SYSTEM \"file:///etc/passwd\">");
        assert_eq!(entities.decode("&co; &x;").text, "ACME &x;");
    }
}
