//! Markup that needs no tree: every element listed, properly nested and closed, nothing that HTML's rules would move.
//!
//! Most bodies are such markup. What is written here is what ammonia would write (a test holds them together), in a
//! tenth of the time; anything else is `None` and goes to the tree.

use crate::text::html::{Piece, Pieces, decode};

/// Elements that may hold text and each other, and are closed by their own end tag only.
const PHRASES: &[&str] = &[
    "a", "abbr", "b", "cite", "code", "del", "em", "i", "ins", "kbd", "mark", "q", "s", "samp", "small", "span",
    "strong", "sub", "sup", "time", "u", "var",
];
/// Elements that would end an open paragraph.
const BLOCKS: &[&str] = &[
    "article",
    "blockquote",
    "div",
    "figcaption",
    "figure",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "ol",
    "p",
    "section",
    "ul",
];

/// Canonical markup, or none when the rules of HTML have to decide.
pub fn sanitise(html: &str) -> Option<String> {
    let mut out = String::with_capacity(html.len() + 32);
    let mut open: Vec<&'static str> = Vec::with_capacity(16);
    for piece in Pieces::of(html) {
        match piece {
            Piece::Text(at) => text(html.get(at)?, &mut out)?,
            Piece::Start { name, at, .. } => {
                let inside = html.get(name.end..at.end)?.strip_suffix('>')?;
                start(html.get(name)?, inside, &mut open, &mut out)?;
            }
            Piece::End { name, .. } => {
                let name = html.get(name)?;
                let top = open.pop().filter(|top| *top == name)?;
                out.extend(["</", top, ">"]);
            }
            Piece::Other(_) => return None,
        }
    }
    open.is_empty().then_some(out)
}

fn text(text: &str, out: &mut String) -> Option<()> {
    if text.bytes().any(|b| matches!(b, b'<' | b'\r') || (b < b' ' && !matches!(b, b'\n' | b'\t'))) {
        return None;
    }
    // 0xC2 begins the no-break space and what is no character at all
    if !text.bytes().any(|b| matches!(b, b'&' | b'>' | 0x7F | 0xC2)) {
        out.push_str(text);
        return Some(());
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

fn start(name: &str, inside: &str, open: &mut Vec<&'static str>, out: &mut String) -> Option<()> {
    let find = |names: &[&'static str]| names.iter().copied().find(|n| *n == name);
    let void = find(&["br", "img", "wbr"]);
    let block = find(BLOCKS);
    let listed = void.or(block).or_else(|| find(PHRASES)).or_else(|| find(&["li"]))?;
    let clear = match listed {
        // these would close or move what is open
        "a" => !open.contains(&"a"),
        "li" => matches!(open.last(), Some(&("ul" | "ol"))),
        _ if block.is_some() => !open.iter().any(|o| *o == "p" || o.starts_with('h')),
        _ => true,
    };
    let closed = inside.ends_with('/');
    if !clear || (closed && void.is_none()) || open.len() > 100 {
        return None;
    }
    out.extend(["<", listed]);
    attributes(listed, inside.strip_suffix('/').filter(|_| void.is_some()).unwrap_or(inside), out)?;
    out.push('>');
    if void.is_none() {
        open.push(listed);
    }
    Some(())
}

/// `name="value"` and `name='value'`, each name once: other forms go to the tree.
fn attributes(element: &str, mut rest: &str, out: &mut String) -> Option<()> {
    let mut seen: Vec<&str> = Vec::new();
    loop {
        let trimmed = rest.trim_ascii_start();
        if trimmed.is_empty() {
            return Some(());
        }
        if trimmed.len() == rest.len() {
            return None;
        }
        let (name, tail) = trimmed.split_once('=')?;
        let plain = !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        let quote = tail.chars().next().filter(|q| matches!(q, '"' | '\'') && plain)?;
        let (value, behind) = tail.get(1..)?.split_once(quote)?;
        let odd = value.bytes().any(|b| b < b' ') || !references_are_whole(value);
        if seen.contains(&name) || seen.len() > 30 || odd {
            return None;
        }
        seen.push(name);
        rest = behind;
        if super::allowed::keeps(element, name) {
            let value = decode(value);
            if let Some(kept) = super::attribute(element, name, &value) {
                out.extend([" ", name, "=\""]);
                escape(&kept, out);
                out.push('"');
            }
        }
    }
}

/// Every `&` begins a reference with its semicolon: without it, attributes have rules of their own.
fn references_are_whole(value: &str) -> bool {
    value.split('&').skip(1).all(|part| {
        let name = part.split(';').next().unwrap_or_default();
        name.len() < part.len() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'#')
    })
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
