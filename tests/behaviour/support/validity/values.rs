//! Single values: dates, addresses, languages, media types, plain text.

use chrono::{DateTime, Utc};

/// RFC 4287 §3.3: RFC 3339 with capitals.
pub fn rfc3339(text: &str) -> Option<DateTime<Utc>> {
    let shaped = text.as_bytes().get(10) == Some(&b'T') && !text.contains(char::is_whitespace) && !text.contains('z');
    DateTime::parse_from_rfc3339(text).ok().filter(|_| shaped).map(|time| time.to_utc())
}

/// RFC 822 with a year of four digits, the right day of the week, one space between the parts.
pub fn rfc822(text: &str) -> Option<DateTime<Utc>> {
    let time = DateTime::parse_from_rfc2822(text).ok()?;
    let rewritten = time.to_utc().format("%a, %d %b %Y %H:%M:%S GMT").to_string();
    (rewritten == text).then(|| time.to_utc())
}

/// Since 1990, and not in the future.
pub fn is_plausible(time: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    time.timestamp() >= 631_152_000 && (time - now).num_seconds() <= 600
}

/// An absolute URI in the characters of RFC 3986.
pub fn is_uri(text: &str) -> bool {
    let scheme = text.split_once(':').map_or("", |(scheme, _)| scheme);
    let shaped = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b));
    let rest = text.replace("://[::1]", "://host");
    let escapes = text
        .match_indices('%')
        .all(|(at, _)| text.get(at + 1..at + 3).is_some_and(|hex| hex.bytes().all(|b| b.is_ascii_hexdigit())));
    let host = !matches!(scheme, "http" | "https") || url::Url::parse(text).is_ok_and(|url| url.has_host());
    shaped
        && escapes
        && host
        && text.matches('#').count() <= 1
        && rest.bytes().all(|b| b.is_ascii_alphanumeric() || b";/?:@&=+$.-_!~*'()%,#".contains(&b))
}

/// http(s) at a host with a dot, as an enclosure of RSS wants it.
pub fn is_web_address(text: &str) -> bool {
    is_uri(text)
        && url::Url::parse(text).is_ok_and(|url| {
            matches!(url.scheme(), "http" | "https") && url.host_str().is_some_and(|host| host.contains('.'))
        })
}

/// RFC 4287 §4.2.6.1, and what the validator calls canonical.
pub fn is_canonical(id: &str) -> bool {
    let lower = id
        .match_indices('%')
        .any(|(at, _)| id.get(at + 1..at + 3).is_some_and(|hex| hex.bytes().any(|b| b.is_ascii_lowercase())));
    let same = !id.starts_with("http") || url::Url::parse(id).is_ok_and(|url| url.as_str() == id);
    let uuid = id.strip_prefix("urn:uuid:").is_none_or(|uuid| {
        uuid.split('-').map(str::len).eq([8, 4, 4, 4, 12]) && uuid.bytes().all(|b| b == b'-' || b.is_ascii_hexdigit())
    });
    is_uri(id) && same && uuid && !lower
}

/// BCP 47 that begins with a code of two or three letters, and says something.
pub fn is_language(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let primary = parts.next().unwrap_or_default();
    (2..=3).contains(&primary.len())
        && primary.bytes().all(|b| b.is_ascii_alphabetic())
        && parts.all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric()))
        && !["und", "mul", "zxx", "mis"].contains(&primary.to_ascii_lowercase().as_str())
}

pub fn is_media_type(text: &str) -> bool {
    let token =
        |part: &str| !part.is_empty() && !part.contains(|c: char| c.is_whitespace() || "()<>,;:\\\"/[]?=".contains(c));
    text.split(';')
        .next()
        .and_then(|kind| kind.trim().split_once('/'))
        .is_some_and(|(kind, sub)| token(kind) && token(sub))
}

/// As the validator wants an address of mail.
pub fn is_email(text: &str) -> bool {
    text.split_once('@').is_some_and(|(user, host)| {
        !user.is_empty()
            && user.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-+.'".contains(&b))
            && host.contains('.')
            && host
                .split('.')
                .all(|label| !label.is_empty() && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-'))
    })
}

/// No mark of a wrong encoding.
pub fn bad_character(text: &str) -> Option<char> {
    text.chars().find(|c| matches!(c, '\u{7f}'..='\u{9f}' | '\u{fffd}'))
}

/// Plain text that the validator would take for HTML: an end tag, or what looks like a reference and is not written
/// with a numeric one (the RSS profile's way to say that it is meant).
pub fn looks_like_html(text: &str, raw: &str) -> Option<String> {
    for (at, _) in text.match_indices("</") {
        let rest = &text[at + 2..];
        let name: String = rest.chars().take_while(char::is_ascii_alphanumeric).collect();
        if !name.is_empty() && rest[name.len()..].starts_with('>') {
            return Some(format!("</{name}>"));
        }
    }
    if raw.contains("&#x") {
        return None;
    }
    text.match_indices('&').find_map(|(at, _)| {
        let rest = &text[at + 1..];
        let name: String = rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '#').collect();
        let known = ["lt", "gt", "amp", "quot", "apos", "nbsp", "copy", "reg", "euro", "mdash", "ndash", "hellip"];
        (name.starts_with('#') && name.len() > 1 || known.contains(&name.as_str())).then(|| format!("&{name}"))
    })
}
