//! Addresses in the characters of RFC 3986. What a browser repairs silently, a validator refuses and a strict reader
//! drops: letters beyond ASCII, spaces, `|`, `{`, brackets, a second `#`.

use std::borrow::Cow;

/// The address with everything else percent-encoded.
pub fn uri(address: &str) -> Cow<'_, str> {
    let bytes = address.as_bytes();
    let host = literal_host(address);
    let mut fragment = false;
    let mut allowed = |at: usize, byte: u8| match byte {
        b'#' => !std::mem::replace(&mut fragment, true),
        b'%' => bytes.get(at + 1..at + 3).is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit)),
        b'[' | b']' => host.contains(&at),
        _ => byte.is_ascii_alphanumeric() || b";/?:@&=+$.-_!~*'(),".contains(&byte),
    };
    let kept: Vec<bool> = bytes.iter().enumerate().map(|(at, byte)| allowed(at, *byte)).collect();
    if kept.iter().all(|kept| *kept) {
        return Cow::Borrowed(address);
    }
    let mut out = String::with_capacity(bytes.len() + 32);
    for (byte, kept) in bytes.iter().zip(kept) {
        if kept {
            out.push(char::from(*byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    Cow::Owned(out)
}

/// Where an IPv6 address stands in brackets.
fn literal_host(address: &str) -> std::ops::Range<usize> {
    let begin = address.find("://[").map_or(0, |at| at + 3);
    let end = address.get(begin..).filter(|_| begin > 0).and_then(|rest| rest.find(']')).map_or(0, |at| begin + at + 1);
    begin..end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_rfc_3986_has_no_place_for_is_encoded_once() {
        assert_eq!(
            uri("https://a.example/é b|{x}?q=[1]#a#b"),
            "https://a.example/%C3%A9%20b%7C%7Bx%7D?q=%5B1%5D#a%23b"
        );
        assert_eq!(uri("https://a.example/%C3%A9?100%"), "https://a.example/%C3%A9?100%25");
        assert!(matches!(uri("http://[::1]:80/a?b=c;d,(e)"), Cow::Borrowed(_)));
        let once = uri("https://a.example/ü").into_owned();
        assert_eq!(uri(&once), once);
    }
}
