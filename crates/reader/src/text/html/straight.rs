//! Markup that needs no tree: every element listed, properly nested and closed, nothing that HTML's rules would move.
//! Most bodies are such markup.

use super::scan::{Piece, Pieces};

/// Elements that may hold text and each other, and are closed by their own end tag only.
const PHRASES: &[&str] = &[
    "a", "abbr", "b", "cite", "code", "del", "em", "i", "ins", "kbd", "mark", "q", "s", "samp", "small", "span",
    "strong", "sub", "sup", "time", "u", "var",
];
/// Elements that would end an open paragraph.
const BLOCKS: &[&str] = &[
    "article", "blockquote", "div", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "ol", "p", "section",
    "ul",
];
const VOID: &[&str] = &["br", "img", "wbr"];

/// What stands next in straight markup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Straight<'h> {
    /// An element begins; a void one ends at once.
    Open(Tag<'h>),
    /// The element that began last ends.
    Close(&'static str),
    /// Characters, references not decoded.
    Text(&'h str),
}

/// A start tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag<'h> {
    /// Lower case.
    pub name: &'static str,
    /// It has no content and no end tag.
    pub void: bool,
    /// Names, each once, and values, references not decoded.
    pub attributes: Vec<(&'h str, &'h str)>,
}

/// The pieces of a fragment in order; a `None` where the rules of HTML have to decide, and the tree is needed.
pub fn straight(html: &str) -> impl Iterator<Item = Option<Straight<'_>>> {
    let mut open: Vec<&'static str> = Vec::with_capacity(16);
    let mut pieces = Pieces::of(html);
    std::iter::from_fn(move || match pieces.next() {
        Some(piece) => Some(read(html, piece, &mut open)),
        None => open.pop().map(|_| None),
    })
}

fn read<'h>(html: &'h str, piece: Piece, open: &mut Vec<&'static str>) -> Option<Straight<'h>> {
    match piece {
        Piece::Text(at) => html.get(at).filter(|text| !text.contains('<')).map(Straight::Text),
        Piece::Start { name, at, .. } => {
            let inside = html.get(name.end..at.end)?.strip_suffix('>')?;
            start(html.get(name)?, inside, open).map(Straight::Open)
        }
        Piece::End { name, .. } => {
            let name = html.get(name)?;
            open.pop().filter(|top| *top == name).map(Straight::Close)
        }
        Piece::Other(_) => None,
    }
}

fn start<'h>(name: &str, inside: &'h str, open: &mut Vec<&'static str>) -> Option<Tag<'h>> {
    let find = |names: &[&'static str]| names.iter().copied().find(|n| *n == name);
    let void = find(VOID);
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
    let inside = inside.strip_suffix('/').filter(|_| void.is_some()).unwrap_or(inside);
    let attributes = attributes(inside)?;
    if void.is_none() {
        open.push(listed);
    }
    Some(Tag { name: listed, void: void.is_some(), attributes })
}

/// `name="value"` and `name='value'`, each name once: other forms go to the tree.
fn attributes(mut rest: &str) -> Option<Vec<(&str, &str)>> {
    let mut found: Vec<(&str, &str)> = Vec::new();
    loop {
        let trimmed = rest.trim_ascii_start();
        if trimmed.is_empty() {
            return Some(found);
        }
        if trimmed.len() == rest.len() {
            return None;
        }
        let (name, tail) = trimmed.split_once('=')?;
        let plain = !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        let quote = tail.chars().next().filter(|q| matches!(q, '"' | '\'') && plain)?;
        let (value, behind) = tail.get(1..)?.split_once(quote)?;
        let odd = value.bytes().any(|b| b < b' ') || !references_are_whole(value);
        if found.iter().any(|(known, _)| *known == name) || found.len() > 30 || odd {
            return None;
        }
        found.push((name, value));
        rest = behind;
    }
}

/// Every `&` begins a reference with its semicolon: without it, attributes have rules of their own.
fn references_are_whole(value: &str) -> bool {
    value.split('&').skip(1).all(|part| {
        let name = part.split(';').next().unwrap_or_default();
        name.len() < part.len() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'#')
    })
}
