//! Straight markup, written without a tree: what ammonia would write (a test holds them together), in a tenth of the
//! time; anything else is `None` and goes to the tree.

use reader::text::html::{Straight, Tag, decode, straight};

/// Canonical markup, or none when the rules of HTML have to decide.
pub fn sanitise(html: &str) -> Option<String> {
    let mut out = String::with_capacity(html.len() + 32);
    for piece in straight(html) {
        match piece? {
            Straight::Text(text) => push_text(text, &mut out)?,
            Straight::Open(tag) => push_tag(&tag, &mut out),
            Straight::Close(name) => out.extend(["</", name, ">"]),
        }
    }
    Some(out)
}

fn push_text(text: &str, out: &mut String) -> Option<()> {
    if is_plain(text) {
        out.push_str(text);
        return Some(());
    }
    if text.bytes().any(|b| b == b'\r' || (b < b' ' && !matches!(b, b'\n' | b'\t'))) {
        return None;
    }
    for c in decode(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\u{a0}' => out.push_str("&nbsp;"),
            c if c.is_control() && !matches!(c, '\n' | '\t') => return None,
            c => out.push(c),
        }
    }
    Some(())
}

/// Nothing in it is written otherwise. 0xC2 begins the no-break space and what is no character at all.
fn is_plain(text: &str) -> bool {
    let plain = |b: u8| ((b >= b' ') | (b == b'\n') | (b == b'\t')) & !matches!(b, b'&' | b'>' | 0x7F | 0xC2);
    // a block without a branch in it, as the processor likes it
    text.as_bytes().chunks(32).all(|block| block.iter().fold(true, |all, b| all & plain(*b)))
}

fn push_tag(tag: &Tag<'_>, out: &mut String) {
    out.extend(["<", tag.name]);
    for (name, value) in &tag.attributes {
        if super::allowed::keeps(tag.name, name) {
            let value = decode(value);
            if let Some(kept) = super::attribute(tag.name, name, &value) {
                out.extend([" ", name, "=\""]);
                escape(&kept, out);
                out.push('"');
            }
        }
    }
    out.push('>');
}

fn escape(value: &str, out: &mut String) {
    for c in value.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\u{a0}' => out.push_str("&nbsp;"),
            c => out.push(c),
        }
    }
}
