//! Addresses as people write them.

use url::Url;

/// An address that can be polled.
pub fn web_address(text: &str) -> Result<Url, String> {
    let bare = text.trim();
    let whole = || format!("write it whole, e.g. \"https://{}\"", bare.trim_start_matches('/'));
    let url = match Url::parse(bare) {
        Ok(url) if url.has_host() || bare.contains("://") => url,
        // "www.example.org", and "localhost:8080", whose host looks like a scheme
        Ok(_) | Err(url::ParseError::RelativeUrlWithoutBase) if is_bare_host(bare) => {
            return Err(format!("{text:?} has no scheme -> {}", whole()));
        }
        Ok(url) => url,
        Err(url::ParseError::RelativeUrlWithoutBase) => {
            return Err(format!("{text:?} is no address -> write one as \"https://example.org/feed\""));
        }
        Err(error) => {
            return Err(format!("{text:?} is no address: {error} -> write one as \"https://example.org/feed\""));
        }
    };
    match url.scheme() {
        "http" | "https" if url.has_host() => Ok(url),
        scheme => Err(format!("scheme {scheme:?} is unsupported -> only http and https can be polled")),
    }
}

/// As a browser's address bar reads it: `feed:` is no scheme of its own, and a host without one is asked by https.
pub fn typed_address(text: &str) -> Result<Url, String> {
    let mut text = text.trim();
    for prefix in ["feed:", "pcast:", "itpc:", "rss:"] {
        if text.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix)) {
            text = &text[prefix.len()..];
        }
    }
    for twice in ["http://http", "https://http"] {
        let doubled = text.get(..twice.len()).is_some_and(|start| start.eq_ignore_ascii_case(twice));
        if doubled && text.matches("://").count() > 1 {
            text = &text[twice.len() - 4..];
        }
    }
    let whole = match text.strip_prefix("//") {
        Some(rest) => format!("http://{rest}"),
        None if is_bare_host(text) => format!("https://{text}"),
        None => text.to_owned(),
    };
    web_address(&whole)
}

/// `www.example.org/feed`, `example.org`, `localhost:8080/feed`: no scheme, but a host.
fn is_bare_host(text: &str) -> bool {
    let host = text.split(['/', '?', '#']).next().unwrap_or_default();
    let (name, port) = host.split_once(':').map_or((host, None), |(name, port)| (name, Some(port)));
    let named = name.contains('.') || name.eq_ignore_ascii_case("localhost");
    let sound =
        name.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-')) && name.starts_with(char::is_alphanumeric);
    named && sound && port.is_none_or(|port| !port.is_empty() && port.chars().all(|c| c.is_ascii_digit()))
}
