//! Addresses of copies: the same page, whatever was hung on its address.

/// Host and path: without scheme, `www.`, query, fragment and trailing slash.
pub fn page(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let rest = rest.strip_prefix("www.").unwrap_or(rest);
    rest.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/')
}

/// The same page: no parameter contradicts another, and what only one of them has follows readers about, or what each
/// has for itself are words that say where a reader came from.
pub fn same(one: &str, two: &str) -> bool {
    if page(one) != page(two) {
        return false;
    }
    let (mut one, mut two) = (parameters(one), parameters(two));
    one.retain(|part| !is_decoration(part));
    two.retain(|part| !is_decoration(part));
    let lacks = |part: &&&str, other: &[&str]| !other.contains(part);
    let (ours, theirs): (Vec<&&str>, Vec<&&str>) =
        (one.iter().filter(|part| lacks(part, &two)).collect(), two.iter().filter(|part| lacks(part, &one)).collect());
    ours.is_empty()
        || theirs.is_empty()
        || !ours.iter().any(|part| theirs.iter().any(|other| name(part) == name(other)))
            && ours.iter().chain(&theirs).all(|part| !value(part).bytes().any(|b| b.is_ascii_digit()))
}

/// The same but for tokens that chance made: a session's in the one, another's in the other.
pub fn same_but_for_tokens(one: &str, two: &str) -> bool {
    fn split(url: &str) -> (Vec<&str>, Vec<&str>) {
        parameters(url).into_iter().partition(|part| is_token(value(part)))
    }
    let ((tokens, one_plain), (others, two_plain)) = (split(one), split(two));
    let names = |tokens: &[&str]| tokens.iter().map(|part| name(part).to_owned()).collect::<Vec<_>>();
    !tokens.is_empty() && page(one) == page(two) && one_plain == two_plain && names(&tokens) == names(&others)
}

/// Fewer characters are no session's.
const TOKEN: usize = 12;

/// Long, of letters and digits: chance made it.
pub fn is_token(value: &str) -> bool {
    let plain = value.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    plain && value.len() >= TOKEN && digits >= 3 && digits < value.len()
}

/// Names under which feeds write who led a reader here.
const DECORATION: [&str; 12] =
    ["ref", "referrer", "source", "src", "from", "via", "rss", "feed", "partner", "medium", "campaign", "cmp"];

fn is_decoration(part: &str) -> bool {
    let name = name(part).to_ascii_lowercase();
    name.starts_with("utm_") || DECORATION.contains(&name.as_str()) && !value(part).bytes().any(|b| b.is_ascii_digit())
}

fn name(part: &str) -> &str {
    part.split('=').next().unwrap_or_default()
}

fn value(part: &str) -> &str {
    part.split_once('=').map_or("", |(_, value)| value)
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
        assert!(!same("https://a.example/?p=5", "https://a.example/?page_id=7"));
    }

    #[test]
    fn another_session_is_the_same_page() {
        let page = |query: &str| format!("https://a.example/x?{query}");
        let same = |one: &str, two: &str| same_but_for_tokens(&page(one), &page(two));
        assert!(same("n=1&s=4fe09ab17c6d2e88", "n=1&s=99b09ab17c6d2e88"));
        assert!(!same("n=1&s=4fe09ab17c6d2e88", "n=2&s=99b09ab17c6d2e88"));
        assert!(!same("n=1", "n=1"), "there is no session");
    }

    #[test]
    fn two_feeds_decorate_one_link_each_in_its_way() {
        let page = |query: &str| format!("https://a.example/x?{query}");
        for (one, two) in [
            ("utm_source=rss", "ref=newsletter"),
            ("id=1&emc=rss", "id=1&partner=wire"),
            ("ref=rss", "ref=atom"),
            ("id=1&utm_medium=feed&utm_source=a", "utm_source=b&id=1"),
        ] {
            assert!(same(&page(one), &page(two)), "{one} {two}");
        }
        assert!(!same(&page("id=1&ref=rss"), &page("id=2&ref=rss")));
        assert!(!same(&page("lang=de"), &page("lang=en")));
        assert!(!same(&page("ref=1207"), &page("ref=1208")));
    }
}
