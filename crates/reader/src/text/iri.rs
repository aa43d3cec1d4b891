//! Identifiers that every reader takes as they are.

/// True for an identifier that is an absolute IRI in its canonical form, in the characters of RFC 3986: an http(s)
/// address, a URN, a tag (RFC 4151). Two readers that normalise differently (RFC 4287 §4.2.6.1) still see the same one.
pub fn is_canonical(id: &str) -> bool {
    let Some((scheme, rest)) = id.split_once(':') else { return false };
    match scheme {
        "http" | "https" => {
            url::Url::parse(id).is_ok_and(|url| url.as_str() == id) && id.bytes().all(is_address) && is_encoded_once(id)
        }
        "urn" => is_urn(rest),
        "tag" => is_tag(rest),
        _ => false,
    }
}

fn is_address(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b";/?:@&=+$.-_!~*'(),%#".contains(&byte)
}

/// Escapes in capitals, and none of what needs no escape.
fn is_encoded_once(id: &str) -> bool {
    let unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    id.match_indices('%').all(|(at, _)| {
        let hex = id.get(at + 1..at + 3).unwrap_or_default();
        !hex.bytes().any(|b| b.is_ascii_lowercase()) && u8::from_str_radix(hex, 16).is_ok_and(|byte| !unreserved(byte))
    })
}

/// What follows `urn:` (RFC 8141), a UUID with all its digits.
fn is_urn(rest: &str) -> bool {
    let Some((space, name)) = rest.split_once(':') else { return false };
    if space.eq_ignore_ascii_case("uuid") {
        let groups: Vec<usize> = name.split('-').map(str::len).collect();
        return groups == [8, 4, 4, 4, 12] && name.bytes().all(|b| b == b'-' || b.is_ascii_hexdigit());
    }
    (2..=31).contains(&space.len())
        && space.bytes().enumerate().all(|(at, b)| b.is_ascii_alphanumeric() || (at > 0 && b == b'-'))
        && !name.is_empty()
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"()+,.:=@;$_!*'-%".contains(&b))
        && is_encoded_once(name)
}

/// What follows `tag:`: an authority, a day, a name.
fn is_tag(rest: &str) -> bool {
    let Some((entity, name)) = rest.split_once(':') else { return false };
    let Some((authority, day)) = entity.split_once(',') else { return false };
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let date: Vec<&str> = day.split('-').collect();
    let digits = |text: &str, length: usize| text.len() == length && text.bytes().all(|b| b.is_ascii_digit());
    !host.is_empty()
        && authority.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-._@".contains(&b))
        && authority.matches('@').count() <= 1
        && date.len() <= 3
        && date.iter().zip([4, 2, 2]).all(|(part, length)| digits(part, length))
        && name.matches('#').count() <= 1
        && name.bytes().all(is_address)
}

#[cfg(test)]
mod tests {
    use super::is_canonical;

    #[test]
    fn identifiers_that_need_no_repair_are_kept() {
        for id in [
            "https://a.example/?p=1", "http://a.example/", "https://a.example/a%20b#c",
            "urn:uuid:5f2b9d5e-0000-4000-8000-000000000007", "urn:isbn:0451450523",
            "tag:a.example,2026-01-02:/release/7", "tag:jo@a.example,2026:x",
        ] {
            assert!(is_canonical(id), "{id}");
        }
    }

    #[test]
    fn identifiers_that_readers_would_repair_each_in_their_way_are_not() {
        for id in [
            "http://a.example", "HTTP://a.example/", "http://A.example/", "https://a.example:443/",
            "https://a.example/é", "https://a.example/a|b", "https://a.example/%c3%a9", "https://a.example/%7Eme",
            "https://a.example/../b", "urn:uuid:5f2b9d5e", "urn:x:1", "tag:A.example,2026:x", "tag:a.example:x",
            "release 7", "7", "mailto:a@b.example",
        ] {
            assert!(!is_canonical(id), "{id}");
        }
    }
}
