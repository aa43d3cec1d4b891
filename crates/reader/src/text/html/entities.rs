//! Character references (HTML Standard 13.2.5.72): all named ones, with and without semicolon, and numeric ones.

use std::borrow::Cow;

use markup5ever::data::{C1_REPLACEMENTS, NAMED_ENTITIES};

/// Longest name: `CounterClockwiseContourIntegral;`.
const MAX_NAME: usize = 33;

/// References decoded, everything else left alone. Borrowed when there is none.
pub fn decode(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        let (before, behind) = rest.split_at(at);
        out.push_str(before);
        let length = reference(behind, &mut out);
        if length == 0 {
            out.push('&');
        }
        rest = behind.get(length.max(1)..).unwrap_or_default();
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// Decodes the reference that the text begins with; its length, 0 when it is none.
fn reference(text: &str, out: &mut String) -> usize {
    let tail = text.get(1..).unwrap_or_default();
    if let Some(number) = tail.strip_prefix('#') {
        return numeric(number, out);
    }
    let letters = tail.bytes().take(MAX_NAME).take_while(u8::is_ascii_alphanumeric).count();
    let longest = if tail.as_bytes().get(letters) == Some(&b';') { letters + 1 } else { letters };
    // the longest name that is known: "&notit;" is "¬it;"
    (2..=longest).rev().find_map(|length| named(tail.get(..length)?, out).map(|()| length + 1)).unwrap_or(0)
}

fn named(name: &str, out: &mut String) -> Option<()> {
    // the table holds all prefixes too, as 0
    let (first, second) = NAMED_ENTITIES.get(name).copied().filter(|(first, _)| *first != 0)?;
    out.push(char::from_u32(first)?);
    if second != 0 {
        out.push(char::from_u32(second)?);
    }
    Some(())
}

/// `&#8211;`, `&#x2013;`: the length with its `&#`.
fn numeric(text: &str, out: &mut String) -> usize {
    let (radix, prefix, digits) = match text.strip_prefix(['x', 'X']) {
        Some(hex) => (16, 1, hex),
        None => (10, 0, text),
    };
    let length = digits.bytes().take_while(|b| char::from(*b).is_digit(radix)).count();
    if length == 0 {
        return 0;
    }
    let value = digits.get(..length).map_or(0, |d| {
        u32::from_str_radix(d.trim_start_matches('0'), radix).unwrap_or(if d.bytes().all(|b| b == b'0') {
            0
        } else {
            u32::MAX
        })
    });
    let replaced =
        value.checked_sub(0x80).and_then(|i| C1_REPLACEMENTS.get(usize::try_from(i).ok()?).copied().flatten());
    out.push(replaced.or_else(|| char::from_u32(value)).filter(|c| *c != '\0').unwrap_or('\u{FFFD}'));
    2 + prefix + length + usize::from(digits.as_bytes().get(length) == Some(&b';'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_decoded_as_a_browser_does() {
        for (text, wanted) in [
            ("a &amp; b", "a & b"),
            ("&eacute;&nbsp;&mdash;", "é\u{a0}—"),
            ("&bogus; &", "&bogus; &"),
            ("&#8211;&#x2013;", "––"),
            ("&#150;", "–"),
            ("&copy 2024", "© 2024"),
            ("&notit;", "¬it;"),
            ("&#0;&#xD800;&#99999999999;", "\u{FFFD}\u{FFFD}\u{FFFD}"),
            ("&NotEqualTilde;", "≂\u{338}"),
            ("AT&T", "AT&T"),
            ("&#;", "&#;"),
            ("&amp;lt;", "&lt;"),
        ] {
            assert_eq!(decode(text), wanted, "{text}");
        }
    }
}
