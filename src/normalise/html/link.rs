//! Addresses within HTML: absolute and of a harmless scheme, or gone.

use std::borrow::Cow;

use url::Url;

use crate::normalise::permalink::is_plain;
use reader::text::html::decode;

/// An `href` or `cite`: http(s), mailto or tel.
pub fn anchor<'v>(value: &'v str, base: Option<&Url>) -> Option<Cow<'v, str>> {
    resolve(value, base, &["http", "https", "mailto", "tel"])
}

/// A `src` or `poster`: http(s).
pub fn media<'v>(value: &'v str, base: Option<&Url>) -> Option<Cow<'v, str>> {
    resolve(value, base, &["http", "https"])
}

fn resolve<'v>(value: &'v str, base: Option<&Url>, schemes: &[&str]) -> Option<Cow<'v, str>> {
    if is_plain(value) {
        return Some(Cow::Borrowed(value));
    }
    let parsed = Url::parse(value).ok();
    let own = parsed.is_some();
    match parsed.or_else(|| base.and_then(|b| b.join(value).ok())) {
        Some(url) => (schemes.contains(&url.scheme()) && (own || matches!(url.scheme(), "http" | "https")))
            .then(|| Cow::Owned(url.into())),
        None if base.is_none() => relative(value).then_some(Cow::Borrowed(value)),
        None => None,
    }
}

/// A relative address of which no decoding makes one with a scheme.
fn relative(value: &str) -> bool {
    let twice = decode(&decode(value)).into_owned();
    let head = twice.split(['/', '?', '#']).next().unwrap_or_default();
    !head.contains(':') && !twice.contains(|c: char| c.is_control() || matches!(c, '<' | '>' | '"' | '`'))
}

/// Candidates of a `srcset` that are http(s), absolute.
pub fn srcset<'v>(value: &'v str, base: Option<&Url>) -> Option<Cow<'v, str>> {
    let mut kept: Vec<String> = Vec::new();
    let mut rest = value.trim_start_matches([' ', ',', '\t', '\n', '\r']);
    // at most so many candidates: each costs a parse
    while !rest.is_empty() && kept.len() < 20 {
        let (address, tail) = rest.split_once([' ', '\t', '\n', '\r']).unwrap_or((rest, ""));
        let (descriptor, behind) =
            if address.ends_with(',') { ("", tail) } else { tail.split_once(',').unwrap_or((tail, "")) };
        let descriptor = descriptor.trim();
        let harmless = descriptor.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'w' | b'x' | b'h' | b'.' | b' '));
        if let Some(url) = media(address.trim_end_matches(','), base).filter(|u| harmless && !u.contains(',')) {
            kept.push(if descriptor.is_empty() { url.into_owned() } else { format!("{url} {descriptor}") });
        }
        rest = behind.trim_start_matches([' ', ',', '\t', '\n', '\r']);
    }
    (!kept.is_empty()).then(|| kept.join(", ").into())
}

/// "640", "640px", "50%".
pub fn length(value: &str) -> Option<&str> {
    let value = value.trim();
    let digits = value.strip_suffix("px").or_else(|| value.strip_suffix('%')).unwrap_or(value);
    let number = !digits.is_empty() && digits.len() < 8 && digits.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    number.then(|| if value.ends_with('%') { value } else { digits })
}
