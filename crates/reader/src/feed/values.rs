//! Values as feeds write them, off their specifications: addresses escaped twice, sizes with separators, durations as a
//! clock, media types with decorations or none.

use std::borrow::Cow;

use url::Url;

use super::tokens::Attributes;

/// An address as it was meant: without the escapes of a second writer, with a scheme where `www.` needs one, and with
/// one scheme only.
pub fn address<'a>(text: &'a str, base: Option<&Url>) -> Cow<'a, str> {
    let mut text = Cow::Borrowed(text.trim());
    // a content system that prints its link where an address should stand
    if let Some(href) = anchored(&text) {
        text = href.into();
    }
    if text.contains(['\n', '\r', '\t']) {
        text = text.chars().filter(|c| !c.is_control()).collect::<String>().into();
    }
    // no site has a parameter `amp;b`
    for _ in 0..3 {
        let Some(plain) = ["&amp;", "&#38;", "&#038;", "&#x26;"].iter().find(|escape| text.contains(**escape)) else {
            break;
        };
        text = text.replace(plain, "&").into();
    }
    if let Some(inner) = ["http://", "https://"].iter().find_map(|scheme| text.strip_prefix(scheme))
        && (inner.starts_with("http://") || inner.starts_with("https://"))
    {
        return inner.to_owned().into();
    }
    // "https:/a.example/1" is no path of a site that has that host's name for a folder
    if let Some((scheme, rest)) =
        text.split_once(":/").filter(|(scheme, rest)| matches!(*scheme, "http" | "https") && !rest.starts_with('/'))
    {
        return format!("{scheme}://{rest}").into();
    }
    let bare = |host: &str| host.strip_prefix("www.").unwrap_or(host).to_ascii_lowercase();
    let first = text.split(['/', '?', '#']).next().unwrap_or_default();
    if let Some(base) =
        base.filter(|base| first.contains('.') && base.host_str().is_some_and(|own| bare(own) == bare(first)))
    {
        return format!("{}://{text}", base.scheme()).into();
    }
    let head = text.get(..4).is_some_and(|head| head.eq_ignore_ascii_case("www."));
    let host = text.split(['/', '?', '#']).next().unwrap_or_default();
    if head && host.matches('.').count() >= 2 && host.bytes().all(|b| b.is_ascii_alphanumeric() || b".-:".contains(&b))
    {
        let scheme = if base.is_some_and(|base| base.scheme() == "https") { "https" } else { "http" };
        return format!("{scheme}://{text}").into();
    }
    text
}

/// `<a href="ADDRESS">Read more</a>`.
fn anchored(text: &str) -> Option<String> {
    let rest = text.strip_prefix("<a").filter(|rest| rest.starts_with(char::is_whitespace))?;
    let tag = rest.split_once('>')?.0;
    Attributes(tag).find(|(name, ..)| name.eq_ignore_ascii_case("href")).map(|(_, href, _)| href.trim().to_owned())
}

/// A text that is markup from its first to its last letter, and escaped once more than its writer meant.
pub fn escaped_twice(text: &str) -> Option<String> {
    if !text.starts_with("&lt;") || !text.ends_with("&gt;") || text.contains('<') || !text.contains("&lt;/") {
        return None;
    }
    let name = text.get(4..)?.split(|c: char| !c.is_ascii_alphanumeric()).next()?.to_ascii_lowercase();
    let known = [
        "p", "div", "h1", "h2", "h3", "ul", "ol", "table", "figure", "section", "article", "span", "a", "b", "strong",
        "em",
    ];
    known.contains(&name.as_str()).then(|| crate::text::html::decode(text).into_owned())
}

/// Bytes: `1234567`, `1,234,567`, `1 234 567`, `1.5 MB`; none for zero and for what is no size.
pub fn size(text: &str) -> Option<u64> {
    let text: String = text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '\'' | '_' | '\u{2019}')).collect();
    let end = text.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ','))).unwrap_or(text.len());
    let (figures, unit) = text.split_at(end);
    let factor = match unit.to_ascii_lowercase().as_str() {
        "" | "b" | "byte" | "bytes" => 1.0,
        "k" | "kb" => 1e3,
        "kib" => 1024.0,
        "m" | "mb" => 1e6,
        "mib" => 1_048_576.0,
        "g" | "gb" => 1e9,
        "gib" => 1_073_741_824.0,
        _ => return None,
    };
    let number =
        if factor > 1.0 { decimal(figures)? } else { grouped(figures).map_or_else(|| decimal(figures), Some)? };
    let bytes = number * factor;
    (1.0..1e18).contains(&bytes).then_some(bytes as u64)
}

/// Digits in groups of three.
fn grouped(figures: &str) -> Option<f64> {
    let mut groups = figures.split(['.', ',']);
    let head = groups.next().filter(|head| !head.is_empty() && head.len() <= 3 || !figures.contains(['.', ',']))?;
    let mut digits = head.to_owned();
    for group in groups {
        if group.len() != 3 {
            return None;
        }
        digits.push_str(group);
    }
    digits.parse().ok()
}

fn decimal(figures: &str) -> Option<f64> {
    figures.replace(',', ".").parse().ok().filter(|number: &f64| number.is_finite())
}

/// Seconds: `3723`, `3723.5`, `1:02:03`, `62:03`, `PT1H2M3S`, `1h 2m 3s`, `62 min`; none for zero.
pub fn duration(text: &str) -> Option<f64> {
    let text = text.trim().to_ascii_lowercase();
    let seconds = if let Ok(number) = text.parse::<f64>() {
        number
    } else if text.contains(':') {
        text.split(':')
            .try_fold(0.0, |sum, part| Some(sum * 60.0 + part.trim().parse::<f64>().ok().filter(|n| *n >= 0.0)?))?
    } else {
        in_units(text.strip_prefix('p').unwrap_or(&text))?
    };
    (seconds.is_finite() && seconds > 0.0 && seconds < 1e8).then_some(seconds)
}

/// "1h 2m 3s", "t1h2m3s", "62 minutes".
fn in_units(text: &str) -> Option<f64> {
    let (mut seconds, mut rest) = (0.0, text.trim_start_matches(['t', ' ']));
    while !rest.is_empty() {
        let end = rest.find(|c: char| !(c.is_ascii_digit() || c == '.'))?;
        let number: f64 = rest[..end].parse().ok()?;
        let behind = rest[end..].trim_start();
        let unit_end = behind.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(behind.len());
        let (unit, behind) = behind.split_at(unit_end);
        // ISO 8601 puts a T between days and hours
        let (unit, _) = unit.split_at(if unit == "dt" { 1 } else { unit.len() });
        seconds += number
            * match unit {
                "d" | "day" | "days" => 86_400.0,
                "h" | "hr" | "hrs" | "hour" | "hours" | "std" => 3600.0,
                "m" | "min" | "mins" | "minute" | "minutes" => 60.0,
                "s" | "sec" | "secs" | "second" | "seconds" => 1.0,
                _ => return None,
            };
        rest = behind.trim_start_matches([' ', ',']);
    }
    Some(seconds)
}

/// Media types by the ends of addresses.
const TYPES: &[(&str, &str)] = &[
    ("mp3", "audio/mpeg"),
    ("m4a", "audio/mp4"),
    ("ogg", "audio/ogg"),
    ("oga", "audio/ogg"),
    ("opus", "audio/opus"),
    ("wav", "audio/wav"),
    ("flac", "audio/flac"),
    ("mp4", "video/mp4"),
    ("m4v", "video/mp4"),
    ("mov", "video/quicktime"),
    ("webm", "video/webm"),
    ("jpg", "image/jpeg"),
    ("jpeg", "image/jpeg"),
    ("png", "image/png"),
    ("gif", "image/gif"),
    ("webp", "image/webp"),
    ("svg", "image/svg+xml"),
    ("avif", "image/avif"),
    ("pdf", "application/pdf"),
    ("zip", "application/zip"),
    ("epub", "application/epub+zip"),
    ("doc", "application/msword"),
    ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
];

/// A media type without its decorations, else by a bare ending that stands in its place, else by the address.
pub fn media_type(written: Option<&str>, url: &str) -> Option<String> {
    let bare = written.map(|text| text.split([';', ',']).next().unwrap_or_default().trim().to_ascii_lowercase());
    let known = |ending: &str| TYPES.iter().find(|(end, _)| *end == ending).map(|(_, kind)| (*kind).to_owned());
    let bare = match bare.filter(|kind| !kind.is_empty()) {
        Some(kind) => match kind.split_once('/') {
            // no reader can do anything with a type that says nothing
            Some(_) if kind == "application/octet-stream" || kind.contains('*') => None,
            Some((group, sub)) if !group.is_empty() && !sub.is_empty() && !kind.contains(' ') => return Some(kind),
            _ => known(kind.trim_start_matches('.')),
        },
        None => None,
    };
    let path = url.split(['?', '#']).next().unwrap_or_default();
    let by_address = || known(&path.rsplit_once('.').filter(|(_, end)| end.len() <= 4)?.1.to_ascii_lowercase());
    bare.or_else(by_address).or_else(|| written.filter(|kind| kind.contains('/')).map(str::to_owned))
}

/// A number beyond 64 bits: feed-rs panics at durations of so many digits.
pub fn is_vast(text: &str) -> bool {
    text.as_bytes().split(|b| !b.is_ascii_digit()).any(|digits| digits.len() > 15)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_escaped_twice_are_those_that_were_meant() {
        for (text, wanted) in [
            ("http://a.example/?a=1&amp;b=2", "http://a.example/?a=1&b=2"),
            ("http://a.example/?a=1&amp;amp;b=2", "http://a.example/?a=1&b=2"),
            ("http://a.example/?a=1&#038;b=2", "http://a.example/?a=1&b=2"),
            ("http://a.example/?a=1&b=2", "http://a.example/?a=1&b=2"),
            ("www.b.example/news/7", "http://www.b.example/news/7"),
            ("www.txt", "www.txt"),
            ("https:/b.example/1", "https://b.example/1"),
            ("https://https://a.example/x", "https://a.example/x"),
            (" /a\n/b ", "/a/b"),
            ("<a href=\"/node/5?a=1&amp;b=2\" hreflang=\"en\">View</a>", "/node/5?a=1&b=2"),
            ("<abbr>/a</abbr>", "<abbr>/a</abbr>"),
        ] {
            assert_eq!(address(text, None), wanted);
        }
    }

    #[test]
    fn an_address_that_begins_with_the_sites_own_host_lacks_its_scheme() {
        let base = Url::parse("https://www.a.example/feeds/all").ok();
        for (text, wanted) in [
            ("a.example/news/1", "https://a.example/news/1"),
            ("www.a.example/news/1", "https://www.a.example/news/1"),
            ("b.example/news/1", "b.example/news/1"),
            ("1.html", "1.html"),
        ] {
            assert_eq!(address(text, base.as_ref()), wanted);
        }
    }

    #[test]
    fn markup_escaped_twice_is_markup_and_a_lesson_about_it_is_text() {
        assert_eq!(escaped_twice("&lt;p&gt;A &amp;amp; b&lt;/p&gt;").as_deref(), Some("<p>A &amp; b</p>"));
        for text in [
            "Write &lt;p&gt;x&lt;/p&gt;", "&lt;p&gt; opens a paragraph", "<p>&lt;p&gt;x&lt;/p&gt;</p>",
            "&lt;x&gt;y&lt;/x&gt;",
        ] {
            assert_eq!(escaped_twice(text), None, "{text}");
        }
    }

    #[test]
    fn sizes_are_read_with_their_separators_and_units() {
        for (text, wanted) in [
            ("1234567", Some(1_234_567)),
            ("1,234,567", Some(1_234_567)),
            ("1.234.567", Some(1_234_567)),
            ("1 234 567", Some(1_234_567)),
            ("1'234'567", Some(1_234_567)),
            ("1234567 bytes", Some(1_234_567)),
            ("1.5 MB", Some(1_500_000)),
            ("12,5 KB", Some(12_500)),
            ("12345.0", Some(12_345)),
            ("0", None),
            ("", None),
            ("large", None),
            ("-1", None),
        ] {
            assert_eq!(size(text), wanted, "{text}");
        }
    }

    #[test]
    fn durations_are_read_as_a_clock_and_in_units() {
        for (text, wanted) in [
            ("3723", Some(3723.0)),
            ("3723.5", Some(3723.5)),
            ("1:02:03", Some(3723.0)),
            ("62:03", Some(3723.0)),
            ("00:45", Some(45.0)),
            ("PT1H2M3S", Some(3723.0)),
            ("P1DT1S", Some(86_401.0)),
            ("1h 2m 3s", Some(3723.0)),
            ("62 min", Some(3720.0)),
            ("0", None),
            ("1:xx", None),
            ("99999999999999999999999", None),
            ("soon", None),
        ] {
            assert_eq!(duration(text), wanted, "{text}");
        }
    }

    #[test]
    fn a_media_type_is_undecorated_or_told_by_the_address() {
        for (written, url, wanted) in [
            (Some("audio/mpeg; charset=binary"), "x", Some("audio/mpeg")),
            (Some("AUDIO/MPEG"), "x", Some("audio/mpeg")),
            (Some("mp3"), "x", Some("audio/mpeg")),
            (Some(".pdf"), "x", Some("application/pdf")),
            (None, "https://a.example/f.PDF?x=1", Some("application/pdf")),
            (Some(""), "https://a.example/f.jpg", Some("image/jpeg")),
            (Some("application/octet-stream"), "https://a.example/f.mp4", Some("video/mp4")),
            (Some("application/octet-stream"), "https://a.example/f", Some("application/octet-stream")),
            (None, "https://a.example/f", None),
        ] {
            assert_eq!(media_type(written, url).as_deref(), wanted, "{written:?} {url}");
        }
    }
}
