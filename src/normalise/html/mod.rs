//! Untrusted HTML -> HTML that is safe to show anywhere.
//!
//! ammonia builds an HTML5 tree and keeps what is listed in `allowed`; addresses go through `link`. What comes out
//! is canonical markup: quoted attributes, closed tags, no comment.

mod allowed;
mod link;
mod pixels;
mod straight;

use std::cell::RefCell;

use url::Url;

use reader::{
    html::tame,
    text::html::{decode, pictures, to_text, without_oddities},
};

thread_local! {
    /// The base of the fragment that this thread is cleaning: the builder is made once, its filter asks here.
    static BASE: RefCell<Option<Url>> = const { RefCell::new(None) };
}

/// An HTML5-tree allow-list: no script, style, form, frame, svg, math or comment; no event handlers; links absolute
/// and http(s), mailto or tel; images http(s). Linear in time, bounded in depth.
pub fn sanitise(html: &str, base: Option<&Url>) -> String {
    let html = html.trim();
    if !html.contains('<') {
        return printable(plain(html));
    }
    let shown = pictures::unhidden(html);
    let plainer = without_oddities(&shown);
    BASE.with_borrow_mut(|b| *b = base.cloned());
    let clean = straight::sanitise(&plainer).unwrap_or_else(|| by_tree(&plainer));
    BASE.with_borrow_mut(|b| *b = None);
    let shown = pixels::without(clean);
    let trimmed = shown.trim();
    printable(if trimmed.len() == shown.len() { shown } else { trimmed.to_owned() })
}

/// Nothing that moves a terminal or turns the text around it: references can spell controls that the tree then holds.
fn printable(html: String) -> String {
    let odd = |c: char| {
        c.is_control() && !c.is_whitespace() || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
    };
    // as bytes: C2 begins the controls beyond ASCII, E2 80 and E2 81 those of direction
    let bytes = html.as_bytes();
    let may_be_odd = |at: usize| match bytes[at] {
        b'\t'..=b'\r' => false,
        0..=0x1F | 0x7F => true,
        0xC2 => bytes[at + 1] < 0xA0,
        0xE2 => matches!(bytes[at + 1], 0x80 | 0x81) && matches!(bytes[at + 2], 0xA6..=0xAE),
        _ => false,
    };
    // a block without a branch in it: most of a text is such blocks
    let is_plain = |block: &[u8]| block.iter().fold(true, |all, b| all & (matches!(b, b'\t'..=b'\r' | b' '..=b'~')));
    const BLOCK: usize = 64;
    let odd_from = |from: usize| {
        let to = bytes.len().min(from + BLOCK);
        !is_plain(&bytes[from..to]) && (from..to).any(may_be_odd)
    };
    if (0..bytes.len()).step_by(BLOCK).any(odd_from) { html.chars().filter(|c| !odd(*c)).collect() } else { html }
}

/// Markup beyond the bounds of a tree is left to its words.
fn by_tree(html: &str) -> String {
    match tame(html) {
        Ok(tame) => allowed::BUILDER.clean(&tame).to_string(),
        Err(_) => escaped(&to_text(html)),
    }
}

/// Text without a tag, canonically escaped.
fn plain(html: &str) -> String {
    escaped(&decode(html))
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\u{a0}' => out.push_str("&nbsp;"),
            '\0' => {}
            c if c.is_control() && !c.is_whitespace() => {}
            c => out.push(c),
        }
    }
    out
}

/// What becomes of one attribute: ammonia asks for each that is on the list.
fn attribute<'v>(element: &str, name: &str, value: &'v str) -> Option<std::borrow::Cow<'v, str>> {
    match name {
        "href" | "cite" => BASE.with_borrow(|base| link::anchor(value, base.as_ref())),
        // an empty one would be the page itself
        "src" | "poster" if value.trim().is_empty() => None,
        "src" | "poster" => BASE.with_borrow(|base| link::media(value, base.as_ref())),
        "srcset" => BASE.with_borrow(|base| link::srcset(value, base.as_ref())),
        "width" | "height" if matches!(element, "img" | "video" | "source") => link::length(value).map(Into::into),
        _ if value.chars().any(|c| c.is_control() && !c.is_whitespace()) => {
            Some(value.chars().filter(|c| !c.is_control()).collect::<String>().into())
        }
        _ => Some(value.into()),
    }
}

#[cfg(test)]
mod tests;
