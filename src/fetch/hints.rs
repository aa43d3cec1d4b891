//! What an answer's headers say: validators, freshness, Retry-After, WebSub hubs. Headers in, nouns out.
//!
//! Header values are taken as ISO 8859-1, one char a byte, so that a validator goes back as it came.
//! Nothing overflows: figures saturate, and a Retry-After beyond seven days counts as seven days.

use std::time::{Duration, SystemTime};

use http::{HeaderMap, HeaderName, HeaderValue, header};
use url::Url;

use crate::model::{Freshness, Validators};

/// The longest Retry-After that is believed.
pub(super) const MAX_RETRY_AFTER: Duration = Duration::from_secs(7 * 86_400);

/// Longer validators are not kept: sent back, they would be refused as too large by most servers.
const MAX_VALIDATOR_BYTES: usize = 4096;

/// One char a byte.
pub(super) fn latin1(value: &HeaderValue) -> String {
    value.as_bytes().iter().map(|&byte| char::from(byte)).collect()
}

/// The reverse of [`latin1`]; chars beyond are sent as UTF-8, for values that people wrote.
pub(super) fn bytes_of(text: &str) -> Vec<u8> {
    match text.chars().map(u8::try_from).collect::<Result<Vec<u8>, _>>() {
        Ok(bytes) => bytes,
        Err(_) => text.as_bytes().to_vec(),
    }
}

/// All values of a header, joined as RFC 9110 §5.3 allows.
pub(super) fn joined(headers: &HeaderMap, name: HeaderName) -> String {
    headers.get_all(name).iter().map(latin1).collect::<Vec<_>>().join(", ")
}

/// How far a server's clock may be wrong before its Last-Modified is in the future.
const CLOCKS_DIFFER: Duration = Duration::from_secs(86_400);

/// ETag and Last-Modified as they stand. Neither where the last change is still to come (RFC 9110 §8.8.2.1 forbids it):
/// until then such a server answers that nothing has changed, whatever has, and makes its ETag of the same day.
pub(super) fn validators(headers: &HeaderMap, now: SystemTime) -> Validators {
    let sent = date(headers, header::DATE).map_or(now, |sent| sent.max(now));
    if date(headers, header::LAST_MODIFIED).is_some_and(|changed| changed > sent + CLOCKS_DIFFER) {
        return Validators::default();
    }
    let kept = |name: HeaderName| {
        headers.get(name).map(latin1).filter(|text| !text.is_empty() && text.len() <= MAX_VALIDATOR_BYTES)
    };
    Validators { etag: kept(header::ETAG), last_modified: kept(header::LAST_MODIFIED) }
}

/// RFC 9111 §4.2, as far as it concerns when to ask again: `no-cache` and `no-store` give no hint.
pub(super) fn freshness(headers: &HeaderMap, now: SystemTime) -> Freshness {
    let control = joined(headers, header::CACHE_CONTROL).to_ascii_lowercase();
    let directives = || control.split(',').map(str::trim);
    if directives().any(|directive| matches!(directive.split('=').next(), Some("no-store" | "no-cache"))) {
        return Freshness::default();
    }
    let age = headers.get(header::AGE).and_then(|value| whole_seconds(&latin1(value))).unwrap_or_default();
    let max_age = directives()
        .filter_map(|directive| directive.strip_prefix("max-age"))
        .filter_map(|rest| rest.trim_start().strip_prefix('='))
        .find_map(|figure| whole_seconds(figure.trim().trim_matches('"')))
        .map(|seconds| seconds.saturating_sub(age));
    let sent = date(headers, header::DATE).unwrap_or(now);
    let expires = date(headers, header::EXPIRES).and_then(|expires| expires.duration_since(sent).ok());
    Freshness { fresh_for: max_age.into_iter().chain(expires).max().filter(|hint| !hint.is_zero()) }
}

/// RFC 9110 §10.2.3: seconds, or a date in any of the three forms; garbage, negatives and the past are none.
/// Where nothing is said so, the quota's own figures are asked.
pub(super) fn retry_after(status: u16, headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let Some(text) = headers.get(header::RETRY_AFTER).map(latin1) else { return quota_returns(status, headers, now) };
    let wait = match whole_seconds(text.trim()) {
        Some(seconds) => seconds,
        None => {
            let until = httpdate::parse_http_date(text.trim()).ok()?;
            // Never earlier than either clock says: the server's may differ from ours.
            let by_ours = until.duration_since(now).unwrap_or_default();
            let by_theirs =
                date(headers, header::DATE).and_then(|sent| until.duration_since(sent).ok()).unwrap_or_default();
            by_ours.max(by_theirs)
        }
    };
    (!wait.is_zero()).then(|| wait.min(MAX_RETRY_AFTER))
}

/// A quota is given anew within a day: a greater figure is in another unit.
const LONGEST_QUOTA: Duration = Duration::from_secs(86_400);

/// When a quota that is used up is given anew: in seconds, or as the time of it.
fn quota_returns(status: u16, headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let figure = |names: &[&'static str]| {
        names.iter().find_map(|name| whole_seconds(latin1(headers.get(*name)?).split([',', ';']).next()?.trim()))
    };
    let left = figure(&["ratelimit-remaining", "x-ratelimit-remaining", "x-rate-limit-remaining"]);
    let used_up = match status {
        429 => left.is_none_or(|left| left.is_zero()),
        _ => left.is_some_and(|left| left.is_zero()) && status >= 400,
    };
    let wait = figure(&["ratelimit-reset", "x-ratelimit-reset", "x-rate-limit-reset"])?;
    let since_1970 = now.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    let wait = if wait > since_1970 / 2 { wait.saturating_sub(since_1970) } else { wait };
    (used_up && !wait.is_zero() && wait <= LONGEST_QUOTA).then_some(wait)
}

fn date(headers: &HeaderMap, name: HeaderName) -> Option<SystemTime> {
    httpdate::parse_http_date(latin1(headers.get(name)?).trim()).ok()
}

/// Digits only; more than fit are very many. A fraction, as some send, is rounded up.
fn whole_seconds(text: &str) -> Option<Duration> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    if whole.is_empty() || !whole.bytes().chain(fraction.bytes()).all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let up = u64::from(fraction.bytes().any(|byte| byte != b'0'));
    Some(Duration::from_secs(whole.parse::<u64>().unwrap_or(u64::MAX).saturating_add(up)))
}

/// Targets of `Link` headers with this relation (RFC 8288), absolute.
pub(super) fn links(headers: &HeaderMap, base: &Url, relation: &str) -> Vec<String> {
    let all = joined(headers, header::LINK);
    let mut found = Vec::new();
    for link in all.split('<').skip(1).take(100) {
        let Some((target, parameters)) = link.split_once('>') else { continue };
        let related = parameters.split([';', ',']).any(|parameter| {
            let Some((name, value)) = parameter.split_once('=') else { return false };
            name.trim().eq_ignore_ascii_case("rel")
                && value.trim().trim_matches('"').split_ascii_whitespace().any(|one| one.eq_ignore_ascii_case(relation))
        });
        if let (true, Ok(url)) = (related, base.join(target.trim())) {
            found.push(url.to_string());
        }
    }
    found
}

/// Who asks for a browser instead of answering (seen with newsrooms behind these services in 2025 and 2026).
pub(super) fn challenger(status: u16, headers: &HeaderMap, beginning: &[u8]) -> Option<&'static str> {
    let text = |name: &'static str| headers.get(name).map(latin1).unwrap_or_default().to_ascii_lowercase();
    let says = |words: &[u8]| beginning.windows(words.len()).any(|window| window.eq_ignore_ascii_case(words));
    match status {
        _ if text("cf-mitigated") == "challenge" => Some("Cloudflare"),
        403 | 503 | 429
            if text("server") == "cloudflare" && (says(b"just a moment") || says(b"/cdn-cgi/challenge-platform/")) =>
        {
            Some("Cloudflare")
        }
        202 | 405 if !text("x-amzn-waf-action").is_empty() => Some("AWS WAF"),
        403 if !text("x-datadome").is_empty() => Some("DataDome"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(lines: &[(&'static str, &str)]) -> HeaderMap {
        lines
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_bytes(&bytes_of(value)).unwrap()))
            .collect()
    }

    fn noon() -> SystemTime {
        httpdate::parse_http_date("Sun, 06 Nov 1994 12:00:00 GMT").unwrap()
    }

    fn fresh(lines: &[(&'static str, &str)]) -> Option<u64> {
        freshness(&headers(lines), noon()).fresh_for.map(|hint| hint.as_secs())
    }

    fn wait(value: &str) -> Option<u64> {
        retry_after(503, &headers(&[("retry-after", value)]), noon()).map(|wait| wait.as_secs())
    }

    #[test]
    fn validators_are_kept_byte_for_byte() {
        let validators = |lines: &[(&'static str, &str)]| validators(&headers(lines), noon());
        let kept = validators(&[("etag", "W/\"weak:7,x;y\u{e9}\""), ("last-modified", "yesterday, about noon")]);
        assert_eq!(bytes_of(kept.etag.as_deref().unwrap()), b"W/\"weak:7,x;y\xe9\"");
        assert_eq!(kept.last_modified.as_deref(), Some("yesterday, about noon"));
        assert_eq!(validators(&[("etag", "W/\"\"")]).etag.as_deref(), Some("W/\"\""));
        assert!(validators(&[("etag", &"e".repeat(5000))]).is_empty());
    }

    #[test]
    fn a_change_that_is_still_to_come_validates_nothing() {
        let kept =
            |changed: &str| !validators(&headers(&[("etag", "\"x\""), ("last-modified", changed)]), noon()).is_empty();
        assert!(kept("Sun, 06 Nov 1994 11:00:00 GMT") && kept("Sun, 06 Nov 1994 15:00:00 GMT"));
        assert!(!kept("Sat, 16 Nov 2041 19:11:00 GMT"));
        // by the server's own clock it has come
        let sent = [("last-modified", "Tue, 08 Nov 1994 12:00:00 GMT"), ("date", "Tue, 08 Nov 1994 13:00:00 GMT")];
        assert!(!validators(&headers(&sent), noon()).is_empty());
    }

    #[test]
    fn a_quota_that_is_used_up_says_when_it_is_given_anew() {
        let wait = |status: u16, lines: &[(&'static str, &str)]| {
            retry_after(status, &headers(lines), noon()).map(|wait| wait.as_secs())
        };
        assert_eq!(wait(429, &[("x-ratelimit-reset", "294.0"), ("x-ratelimit-remaining", "0.0")]), Some(294));
        assert_eq!(wait(429, &[("ratelimit-reset", "60")]), Some(60));
        assert_eq!(wait(403, &[("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", "784123260")]), Some(60));
        assert_eq!(wait(429, &[("x-ratelimit-reset", "294"), ("retry-after", "5")]), Some(5));
        for unsaid in [("x-ratelimit-reset", "784123260000"), ("x-ratelimit-reset", "0"), ("ratelimit-reset", "soon")] {
            assert_eq!(wait(429, &[unsaid]), None, "{unsaid:?}");
        }
        assert_eq!(wait(404, &[("x-ratelimit-reset", "60")]), None);
        assert_eq!(wait(404, &[("x-ratelimit-reset", "60"), ("x-ratelimit-remaining", "12")]), None);
    }

    #[test]
    fn freshness_is_the_greater_of_max_age_less_age_and_expires_less_date() {
        assert_eq!(fresh(&[("cache-control", "public, max-age=600")]), Some(600));
        assert_eq!(fresh(&[("cache-control", "Max-Age=\"600\""), ("age", "100")]), Some(500));
        assert_eq!(fresh(&[("cache-control", "max-age=60"), ("age", "100")]), None);
        assert_eq!(fresh(&[("expires", "Sun, 06 Nov 1994 12:10:00 GMT")]), Some(600));
        assert_eq!(
            fresh(&[("expires", "Sun, 06 Nov 1994 12:10:00 GMT"), ("date", "Sun, 06 Nov 1994 12:05:00 GMT")]),
            Some(300)
        );
        assert_eq!(fresh(&[("expires", "Sun, 06 Nov 1994 12:10:00 GMT"), ("cache-control", "max-age=900")]), Some(900));
        assert_eq!(fresh(&[("expires", "0"), ("cache-control", "no-store, max-age=300")]), None);
        assert_eq!(fresh(&[("cache-control", "max-age=99999999999999999999")]), Some(u64::MAX));
        assert_eq!(fresh(&[("cache-control", "max-age=-5, s-maxage=9")]), None);
    }

    #[test]
    fn retry_after_reads_seconds_and_all_three_date_forms() {
        assert_eq!(wait("120"), Some(120));
        assert_eq!(wait("1.5"), Some(2));
        for form in ["Sun, 06 Nov 1994 13:00:00 GMT", "Sunday, 06-Nov-94 13:00:00 GMT", "Sun Nov  6 13:00:00 1994"] {
            assert_eq!(wait(form), Some(3600), "{form}");
        }
    }

    #[test]
    fn retry_after_is_capped_at_a_week_and_garbage_is_none() {
        assert_eq!(wait("99999999999"), Some(604_800));
        assert_eq!(wait("99999999999999999999999"), Some(604_800));
        assert_eq!(wait("Sun, 06 Nov 2033 13:00:00 GMT"), Some(604_800));
        for garbage in ["-5", "", "soon", "0", "Tue, 32 Foo 2999 99:99:99 GMT", "Sun, 06 Nov 1994 11:00:00 GMT"] {
            assert_eq!(wait(garbage), None, "{garbage}");
        }
    }

    #[test]
    fn hubs_are_read_from_link_headers() {
        let base = Url::parse("https://example.org/feed/").unwrap();
        let sent = headers(&[
            ("link", "<https://hub.example/?a,b>; rel=\"hub\", <../feed.xml>; rel=self"),
            ("link", "</hub2>; title=\"x\"; REL=\"Hub other\", <nowhere; rel=hub"),
        ]);
        assert_eq!(links(&sent, &base, "hub"), ["https://hub.example/?a,b", "https://example.org/hub2"]);
        assert_eq!(links(&sent, &base, "self"), ["https://example.org/feed.xml"]);
    }

    proptest::proptest! {
        #[test]
        fn no_header_value_panics(value in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..60)) {
            let text: String = value.iter().map(|&byte| char::from(byte)).filter(|char| !char.is_control()).collect();
            for name in ["cache-control", "expires", "age", "date", "retry-after", "ratelimit-reset", "link", "etag"] {
                let sent = headers(&[(name, &text), ("cache-control", &format!("max-age={text}"))]);
                let _read = (freshness(&sent, noon()), validators(&sent, noon()), links(&sent, &Url::parse("http://a/").unwrap(), "hub"));
                if let Some(wait) = retry_after(429, &sent, noon()) {
                    proptest::prop_assert!(wait <= MAX_RETRY_AFTER);
                }
            }
        }
    }
}
