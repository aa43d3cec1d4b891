//! Addresses of copies: the same page, whatever was hung on its address.

/// Host and path: without scheme, `www.`, query, fragment and trailing slash.
pub fn page(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let rest = rest.strip_prefix("www.").unwrap_or(rest);
    rest.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/')
}

/// The same page, and one of them has every parameter that the other has: what it has more follows readers about.
pub fn same(one: &str, two: &str) -> bool {
    page(one) == page(two) && {
        let (one, two) = (parameters(one), parameters(two));
        one.iter().all(|part| two.contains(part)) || two.iter().all(|part| one.contains(part))
    }
}

fn parameters(url: &str) -> Vec<&str> {
    let query = url.split('#').next().and_then(|url| url.split_once('?')).map_or("", |(_, query)| query);
    query.split('&').filter(|part| !part.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_tell_pages_apart_unless_one_has_only_more_of_them() {
        assert!(same("https://www.a.example/x/?utm_source=b", "http://a.example/x"));
        assert!(same("https://a.example/x?id=1&utm_source=b", "https://a.example/x?id=1"));
        assert!(!same("https://a.example/x?id=1", "https://a.example/x?id=2"));
        assert!(!same("https://a.example/x", "https://a.example/y"));
    }
}
