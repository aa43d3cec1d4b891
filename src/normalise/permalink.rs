//! Addresses: absolute, safe to link, and a canonical form that identity hangs on.

use url::Url;

use crate::model::without_userinfo;
use reader::text::invisible;

/// Longer than any address that a browser takes.
const MAX_LENGTH: usize = 8192;

/// Query parameters that only tell where a reader came from.
const TRACKING: &[&str] = &[
    "fbclid", "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "gad_source", "gad_campaignid", "srsltid", "msclkid",
    "yclid", "ymclid", "ysclid", "twclid", "ttclid", "tblci", "li_fat_id", "igshid", "igsh", "epik", "rdt_cid",
    "mc_cid", "mc_eid", "mkt_tok", "_hsenc", "_hsmi", "__hssc", "__hstc", "__hsfp", "hsctatracking", "vero_id",
    "vero_conv", "oly_anon_id", "oly_enc_id", "rb_clickid", "s_cid", "ml_subscriber", "ml_subscriber_hash", "wickedid",
    "_openstat", "ref_src", "ref_url", "spm", "cmpid", "wt.mc_id", "wt_mc", "wt_zmc", "xtor", "at_medium",
    "at_campaign", "at_custom1", "at_custom2", "at_custom3", "at_custom4", "ncid", "sr_share", "guccounter",
    "guce_referrer", "guce_referrer_sig", "_ga", "_gl", "_ke", "_branch_match_id", "_branch_referrer", "cvid", "oicd",
    "itm_source", "itm_medium", "itm_campaign", "trk_contact", "trk_msg", "trk_module", "trk_sid", "mbid", "amp_js_v",
    "soc_src", "soc_trk", "beehiiv_ads", "_bhlid", "campaign_id_", "sc_cid", "sc_campaign", "cm_mmc", "asc_refurl",
    "asc_campaign", "asc_source",
];
/// The same by their beginnings.
const TRACKING_PREFIXES: &[&str] =
    &["utm_", "mtm_", "matomo_", "pk_", "piwik_", "hsa_", "ga_", "gad_", "oft_", "stm_", "vero_"];

/// Names that servers give the number of a visit; a bare `sid` may be a story's.
const SESSIONS: &[&str] =
    &["jsessionid", "phpsessid", "sessionid", "session_id", "sessid", "cfid", "cftoken", "osgsid"];

/// An address as published: joined to its base, http(s) only, control characters out. None when it is no web address.
pub fn absolute(text: &str, base: Option<&Url>) -> Option<Url> {
    if text.len() > MAX_LENGTH {
        return None;
    }
    let plain = text.bytes().all(|b| b.is_ascii_graphic());
    let cleaned = (!plain).then(|| text.chars().filter(|c| !c.is_control() && !invisible(*c)).collect::<String>());
    let text = cleaned.as_deref().unwrap_or(text).trim();
    if text.is_empty() {
        return None;
    }
    let mut url = match (Url::parse(text), base) {
        (Ok(url), _) => url,
        (Err(_), Some(base)) => base.join(text).ok()?,
        // no base, but a host: as a browser would have it
        (Err(_), None) => text.starts_with("//").then(|| Url::parse(&format!("https:{text}")).ok()).flatten()?,
    };
    // nobody is logged in somewhere because a feed says how
    without_userinfo(&mut url);
    (matches!(url.scheme(), "http" | "https") && url.host_str().is_some_and(|h| !h.is_empty())).then_some(url)
}

/// [`absolute`], spelled as the publisher has it where nothing had to be done.
pub fn published(text: &str, base: Option<&Url>) -> Option<String> {
    let plain = text.trim();
    if text.len() <= MAX_LENGTH && is_plain(plain) {
        return Some(plain.to_owned());
    }
    absolute(text, base).map(String::from)
}

/// Absolute http(s) of harmless characters: can be shown as printed.
pub fn is_plain(text: &str) -> bool {
    let odd = |b: u8| {
        !b.is_ascii_graphic() || matches!(b, b'<' | b'>' | b'"' | b'\'' | b'`' | b'\\' | b'{' | b'}' | b'|' | b'^')
    };
    let Some(rest) = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")) else { return false };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let letters = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-');
    // ports, numeric (`0x7f.1`, `1.0xf`) and encoded hosts are for the parser to judge
    let last = host.rsplit('.').next().unwrap_or_default();
    let named =
        last.bytes().last().is_some_and(|b| b.is_ascii_alphabetic()) && !last.starts_with(|c: char| c.is_ascii_digit());
    let clear = host.bytes().all(letters) && named;
    clear && !host.starts_with(['.', '-']) && !host.contains("..") && !host.contains("--") && !rest.bytes().any(odd)
}

/// The canonical form, for comparing only: scheme left out, host in lower case without default port or `www.`, no tracking
/// parameters, sorted query, no trailing slash, no fragment unless `keep_fragment`.
pub fn canonical(url: &Url, keep_fragment: bool) -> String {
    canonical_without(url, keep_fragment, &[])
}

/// [`canonical`], without the parameters of these names too.
pub fn canonical_without(url: &Url, keep_fragment: bool, noise: &[String]) -> String {
    let host = url.host_str().unwrap_or_default();
    let host = host.strip_prefix("www.").filter(|h| h.contains('.')).unwrap_or(host);
    let mut out = host.trim_end_matches('.').to_owned();
    if let Some(port) = url.port() {
        out.push_str(&format!(":{port}"));
    }
    push_path(&mut out, url.path().trim_end_matches('/'));
    let mut query: Vec<&str> = url
        .query()
        .unwrap_or_default()
        .split('&')
        .filter(|pair| !pair.is_empty() && !is_tracking(pair) && !is_noise(pair, noise))
        .collect();
    query.sort_unstable();
    query.dedup();
    if !query.is_empty() {
        out.push('?');
        out.push_str(&query.join("&"));
    }
    if let Some(fragment) = url.fragment().filter(|f| keep_fragment && !f.is_empty()) {
        out.push('#');
        out.push_str(fragment);
    }
    out
}

/// The path without the sessions that servers write into it: `;jsessionid=...`, and ASP.NET's `(S(...))` as a segment.
fn push_path(out: &mut String, path: &str) {
    if !path.contains([';', '(']) {
        out.push_str(path);
        return;
    }
    let session = |part: &str| part.starts_with('(') && part.ends_with("))") && part.contains("S(");
    for part in path.split('/').skip(1).filter(|part| !session(part)) {
        out.push('/');
        let mut parts = part.split(';');
        out.push_str(parts.next().unwrap_or_default());
        for parameter in parts.filter(|parameter| !is_session(parameter)) {
            out.push(';');
            out.push_str(parameter);
        }
    }
}

fn is_session(pair: &str) -> bool {
    let name = pair.split('=').next().unwrap_or_default().to_ascii_lowercase();
    SESSIONS.contains(&name.as_str()) || name.starts_with("aspsessionid")
}

fn is_noise(pair: &str, noise: &[String]) -> bool {
    is_session(pair) || noise.iter().any(|name| pair.split('=').next() == Some(name))
}

fn is_tracking(pair: &str) -> bool {
    let name = pair.split('=').next().unwrap_or_default().to_ascii_lowercase();
    TRACKING.contains(&name.as_str()) || TRACKING_PREFIXES.iter().any(|p| name.starts_with(p))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same(one: &str, two: &str) -> bool {
        let form = |u: &str| canonical(&absolute(u, None).unwrap(), false);
        form(one) == form(two)
    }

    #[test]
    fn only_web_addresses_are_addresses() {
        let base = Url::parse("https://ok.example/news/").unwrap();
        let read = |text: &str| absolute(text, Some(&base)).map(String::from);
        assert_eq!(read(" /a b\n").as_deref(), Some("https://ok.example/a%20b"));
        assert_eq!(read("https://x.example/\u{200b}y").as_deref(), Some("https://x.example/y"));
        assert_eq!(read("http://admin:pw@x.example/y").as_deref(), Some("http://x.example/y"));
        assert_eq!(read("//cdn.example/i.png").as_deref(), Some("https://cdn.example/i.png"));
        for bad in [
            "javascript:pwn(1)", "JAVASCRIPT:x", " javascript:pwn(3)", "java\tscript:pwn(4)", "vbscript:x",
            "data:text/html,x", "\u{1}javascript:pwn(8)", "file:///etc/passwd", "feed:javascript:x", "mailto:a@b.c",
            "feed:https://x.example/", "",
        ] {
            assert_eq!(read(bad), None, "{bad:?}");
        }
        assert_eq!(absolute("news/1", None), None);
    }

    #[test]
    fn what_is_printed_as_it_should_be_stays_so_and_the_rest_is_for_the_parser() {
        let read = |text: &str| published(text, None);
        for text in ["https://a.example/x?y=1#z", "http://a.example", "https://www.a.example/%C3%A9"] {
            assert_eq!(read(&format!(" {text}\n")).as_deref(), Some(text));
        }
        assert_eq!(read("https://A.example/ä").as_deref(), Some("https://a.example/%C3%A4"));
        assert_eq!(read("http://0xff/x").as_deref(), Some("http://0.0.0.255/x"));
        for text in ["http://a.0xf/", &format!("https://a.example/{}", "x".repeat(9000))] {
            assert_eq!(read(text), None);
        }
    }

    #[test]
    fn the_same_page_has_one_canonical_form() {
        assert!(same("http://www.Example.com:80/a/?b=2&a=1&utm_source=x#top", "https://example.com/a?a=1&b=2"));
        assert!(same("https://example.com/?id=3&fbclid=abc&mtm_campaign=z", "https://example.com?id=3"));
        assert!(!same("https://example.com/?id=3", "https://example.com/?id=4"));
        assert!(!same("https://example.com/A", "https://example.com/a"));
        assert!(!same("https://example.com:8080/", "https://example.com/"));
        assert!(same("https://example.com/a;jsessionid=1F2E.node1?id=3", "https://example.com/a?id=3&PHPSESSID=77"));
        assert!(same("https://example.com/(S(lit3py55t21z5v55vlm25s55))/a.aspx", "https://example.com/a.aspx"));
        assert!(!same("https://example.com/a;v=1", "https://example.com/a;v=2"));
        assert!(!same("https://example.com/a(b)", "https://example.com/a"));
        let url = Url::parse("https://example.com/p#item-2").unwrap();
        assert_eq!(canonical(&url, true), "example.com/p#item-2");
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig { cases: 64, failure_persistence: None, ..Default::default() })]
        #[test]
        fn the_canonical_form_is_its_own(path in "[a-z/]{0,12}", query in "[a-z=&_]{0,20}") {
            let once = canonical(&Url::parse(&format!("https://www.example.com/{path}?{query}")).unwrap(), false);
            let twice = canonical(&Url::parse(&format!("https://{once}")).unwrap(), false);
            proptest::prop_assert_eq!(once, twice);
        }
    }
}
