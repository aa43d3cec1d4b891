//! Addresses that Cloudflare hides: `data-cfemail="hex"` and `/cdn-cgi/l/email-protection#hex`.
//!
//! The first byte is the key that every other byte was combined with (exclusive or). A page so treated
//! shows "[email protected]" until a script runs; that placeholder is never an address.

/// What stands in the page in place of the address.
pub const PLACEHOLDER: &str = "[email protected]";

const PATH: &str = "/cdn-cgi/l/email-protection";

/// Undoes the hex form. `None` when it is not one or does not yield an address.
pub fn decode(hex: &str) -> Option<String> {
    let hex = hex.trim().as_bytes();
    if hex.len() < 8 || hex.len() > 400 || !hex.len().is_multiple_of(2) {
        return None;
    }
    let byte = |pair: &[u8]| std::str::from_utf8(pair).ok().and_then(|s| u8::from_str_radix(s, 16).ok());
    let key = byte(&hex[..2])?;
    let plain: Option<Vec<u8>> = hex[2..].chunks(2).map(|pair| byte(pair).map(|b| b ^ key)).collect();
    let address = String::from_utf8(plain?).ok()?;
    let address = address.split('?').next().unwrap_or_default().to_owned();
    (address.contains('@') && !address.contains(char::is_whitespace)).then_some(address)
}

/// The address that a protected link leads to.
pub fn from_href(href: &str) -> Option<String> {
    let (before, hex) = href.split_once('#')?;
    before.ends_with(PATH).then(|| decode(hex)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hide(address: &str, key: u8) -> String {
        std::iter::once(key).chain(address.bytes().map(|b| b ^ key)).map(|b| format!("{b:02x}")).collect()
    }

    #[test]
    fn a_hidden_address_is_read_back() {
        assert_eq!(decode(&hide("press@example.org", 0x5a)).as_deref(), Some("press@example.org"));
        let href = format!("/cdn-cgi/l/email-protection#{}", hide("a@b.org?subject=x", 7));
        assert_eq!(from_href(&href).as_deref(), Some("a@b.org"));
    }

    #[test]
    fn what_is_no_hidden_address_is_none() {
        for hex in ["", "zz", "5a5a5a5a5", "5a3e3e3e3e", "ü5ü5ü5ü5"] {
            assert_eq!(decode(hex), None, "{hex}");
        }
        assert_eq!(from_href("https://example.org/#5a3e"), None);
    }
}
