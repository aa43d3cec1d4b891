//! What opens a source, and the one origin that may be told.
//!
//! A secret belongs to an exact origin: scheme, host and port (RFC 6454) of the configured address. [`Credentials`]
//! gives its headers out for an address of that origin only, so that no request can carry them elsewhere: neither a
//! release's page, nor a redirect, nor robots.txt, nor a hub. The user and password of an address (RFC 3986 §3.2.1)
//! are taken out of it before anybody else sees it, and become such a header.

use std::fmt;

use url::{Origin, Url};

/// Parts of names of query parameters that carry secrets.
const SECRET_NAMES: [&str; 10] =
    ["token", "secret", "password", "passwd", "apikey", "api_key", "api-key", "auth", "signature", "credential"];
/// Whole names of the same.
const SECRET_WORDS: [&str; 6] = ["key", "pass", "pwd", "sig", "sid", "session"];

/// A value that never shows: not in logs, not in `list`, not in a feed.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Wraps.
    pub fn new(text: String) -> Self {
        Self(text)
    }
    /// Unwraps, to be sent and nothing else.
    pub fn expose(&self) -> &str {
        &self.0
    }
}
impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[secret]")
    }
}

/// Headers for one origin; most sources have none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Credentials {
    kept: Option<Box<Kept>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Kept {
    origin: Origin,
    headers: Vec<(String, Secret)>,
    userinfo: Option<Secret>,
}

impl Credentials {
    /// For the origin of an address, which loses its user and password.
    pub fn taken_from(url: &mut Url) -> Self {
        if url.username().is_empty() && url.password().is_none() {
            return Self::default();
        }
        let origin = url.origin();
        let decoded = |text: &str| percent_decoded(text);
        let pair = [decoded(url.username()), b":".to_vec(), decoded(url.password().unwrap_or_default())].concat();
        let userinfo = format!("{}:{}", url.username(), url.password().unwrap_or_default());
        without_userinfo(url);
        let basic = Secret::new(format!("Basic {}", base64(&pair)));
        let (headers, userinfo) = (vec![("Authorization".into(), basic)], Some(Secret::new(userinfo)));
        Self { kept: Some(Box::new(Kept { origin, headers, userinfo })) }
    }

    /// With these headers too, for the same address; one of the same name as what the address said takes its place.
    pub fn with(mut self, url: &Url, headers: Vec<(String, Secret)>) -> Self {
        if !headers.is_empty() {
            let none = || Box::new(Kept { origin: url.origin(), headers: Vec::new(), userinfo: None });
            let kept = self.kept.get_or_insert_with(none);
            kept.headers.retain(|(name, _)| !headers.iter().any(|(other, _)| other.eq_ignore_ascii_case(name)));
            kept.headers.extend(headers);
        }
        self
    }

    /// What may be sent to an address: nothing, unless it is of their own origin.
    pub fn for_url(&self, url: &Url) -> &[(String, Secret)] {
        self.of(url).map_or(&[], |kept| &kept.headers)
    }

    fn of(&self, url: &Url) -> Option<&Kept> {
        self.kept.as_deref().filter(|kept| kept.origin == url.origin())
    }

    /// An address of their origin with the user and password that it came with: to be written into a configuration,
    /// and for nothing else.
    pub fn restored(&self, url: &Url) -> String {
        match self.of(url).and_then(|kept| kept.userinfo.as_ref()) {
            Some(userinfo) => url.as_str().replacen("://", &format!("://{}@", userinfo.expose()), 1),
            None => url.to_string(),
        }
    }
}

/// Takes user and password out of an address.
pub fn without_userinfo(url: &mut Url) {
    if !url.username().is_empty() || url.password().is_some() {
        // both fail only for addresses that cannot have a user at all
        let _none_there = url.set_username("").and_then(|()| url.set_password(None));
    }
}

/// An address as anybody may see it: without user and password, and without the parameters that carry secrets by name.
pub fn shown_url(url: &Url) -> Url {
    let mut shown = url.clone();
    without_userinfo(&mut shown);
    let Some(query) = url.query() else { return shown };
    let parts: Vec<&str> = query.split('&').filter(|part| !is_secret(part.split('=').next().unwrap_or(part))).collect();
    if parts.len() < query.split('&').count() {
        shown.set_query(Some(parts.join("&").as_str()).filter(|rest| !rest.is_empty()));
    }
    shown
}

fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    SECRET_WORDS.contains(&name.as_str()) || SECRET_NAMES.iter().any(|part| name.contains(part))
}

fn percent_decoded(text: &str) -> Vec<u8> {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let code = text.get(at + 1..at + 3).and_then(|code| u8::from_str_radix(code, 16).ok());
        match code.filter(|_| *byte == b'%') {
            Some(code) => {
                out.push(code);
                at += 3;
            }
            None => {
                out.push(*byte);
                at += 1;
            }
        }
    }
    out
}

/// RFC 4648 §4.
pub fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let byte = |at: usize| u32::from(group.get(at).copied().unwrap_or_default());
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for at in 0..4 {
            let letter = char::from(LETTERS[((bits >> (18 - 6 * at)) & 63) as usize]);
            out.push(if at > group.len() { '=' } else { letter });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    fn sent(credentials: &Credentials, to: &str) -> Vec<String> {
        credentials.for_url(&url(to)).iter().map(|(name, value)| format!("{name}: {}", value.expose())).collect()
    }

    #[test]
    fn headers_are_for_one_scheme_host_and_port() {
        let key = vec![("X-Key".to_owned(), Secret::new("k".into()))];
        let address = url("https://a.example/feed");
        let credentials = Credentials::taken_from(&mut address.clone()).with(&address, key);
        assert_eq!(sent(&credentials, "https://a.example:443/other?x"), ["X-Key: k"]);
        for other in
            ["http://a.example/feed", "https://b.example/feed", "https://a.example:8443/", "https://x.a.example/"]
        {
            assert!(sent(&credentials, other).is_empty(), "{other}");
        }
        assert!(sent(&Credentials::default(), "https://a.example/").is_empty());
    }

    #[test]
    fn user_and_password_leave_the_address_and_become_a_header() {
        let mut address = url("http://ag%65nt:s3cr%40t@a.example/f");
        let credentials = Credentials::taken_from(&mut address);
        assert_eq!(address.as_str(), "http://a.example/f");
        assert_eq!(sent(&credentials, "http://a.example/f"), ["Authorization: Basic YWdlbnQ6czNjckB0"]);
        assert_eq!(credentials.restored(&address), "http://ag%65nt:s3cr%40t@a.example/f");
        assert_eq!(credentials.restored(&url("http://b.example/f")), "http://b.example/f");
        let own = credentials.with(&address, vec![("authorization".into(), Secret::new("Bearer x".into()))]);
        assert_eq!(sent(&own, "http://a.example/f"), ["authorization: Bearer x"]);
    }

    #[test]
    fn base64_pads_as_its_rfc_says() {
        for (plain, coded) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg==")] {
            assert_eq!(base64(plain.as_bytes()), coded);
        }
    }

    #[test]
    fn what_is_shown_has_no_secret_parameters() {
        for (address, shown) in [
            ("https://u:p@a.example/f?lang=en&access_token=x1&page=2", "https://a.example/f?lang=en&page=2"),
            ("https://a.example/f?key=x1", "https://a.example/f"),
            ("https://a.example/f?monkey=1&q=a%20b", "https://a.example/f?monkey=1&q=a%20b"),
        ] {
            assert_eq!(shown_url(&url(address)).as_str(), shown);
        }
    }
}
