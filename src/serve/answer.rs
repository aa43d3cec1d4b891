//! A document as a response: content coding, validators, 304 (RFC 9110 §13).

use std::sync::Arc;

use axum::{
    body::Body,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use chrono::SubsecRound;

use super::document::{Coding, Document};

/// Pages: no script, no frame, no style inside; nothing from elsewhere but pictures and films, and those not in the open.
pub const CSP: &str = "default-src 'none'; style-src 'self'; img-src 'self' https:; manifest-src 'self'; media-src https:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The same where pictures come from us.
pub const CSP_OWN: &str = "default-src 'none'; style-src 'self'; img-src 'self'; manifest-src 'self'; media-src https:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The document, what changed of it, or 304 when the reader has it.
pub async fn document(document: Arc<Document>, asked: &HeaderMap) -> Response {
    let coding = if document.compressible() { choose(asked) } else { Coding::Identity };
    let mut response = if unchanged(&document, asked) {
        StatusCode::NOT_MODIFIED.into_response()
    } else if let Some(delta) = delta(&document, asked) {
        let coding = if delta.compressible() { coding } else { Coding::Identity };
        let mut response = whole(&delta, coding, asked).await;
        *response.status_mut() = StatusCode::IM_USED;
        response.headers_mut().insert(IM, HeaderValue::from_static("feed"));
        response
    } else {
        whole(&document, coding, asked).await
    };
    let delta = response.status() == StatusCode::IM_USED;
    let headers = response.headers_mut();
    headers.extend(head(&document, coding).clone());
    if delta {
        // RFC 3229 §10.8.3: a cache that knows no deltas must not keep one
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store, im, max-age=60"));
    }
    response
}

/// 304, when the reader has the document.
pub fn not_modified(document: &Document, asked: &HeaderMap) -> Option<Response> {
    let coding = if document.compressible() { choose(asked) } else { Coding::Identity };
    unchanged(document, asked).then(|| {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        *response.headers_mut() = head(document, coding).clone();
        response
    })
}

/// What every answer with a document says of it, made once.
fn head(document: &Document, coding: Coding) -> &HeaderMap {
    document.head(coding, || {
        let mut headers = HeaderMap::new();
        text(&mut headers, header::ETAG, &document.etag(coding));
        text(&mut headers, header::LAST_MODIFIED, &httpdate::fmt_http_date(document.modified.into()));
        headers.insert(header::CACHE_CONTROL, document.cache_control.clone());
        headers.insert(header::VARY, HeaderValue::from_static(varies(document)));
        headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("none"));
        headers.extend(document.link.clone().map(|link| (header::LINK, link)));
        headers
    })
}

/// What every answer says.
pub fn common(headers: &mut HeaderMap) {
    let mut say = |name: HeaderName, value| headers.insert(name, HeaderValue::from_static(value));
    say(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    say(header::REFERRER_POLICY, "no-referrer");
    say(header::CONTENT_SECURITY_POLICY, CSP);
    // feeds are for reading from anywhere
    say(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*");
}

const IM: HeaderName = HeaderName::from_static("im");
const A_IM: HeaderName = HeaderName::from_static("a-im");

async fn whole(document: &Document, coding: Coding, asked: &HeaderMap) -> Response {
    let mut response = Body::from(document.coded(coding).await).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type(document, asked)));
    match coding {
        Coding::Identity => None,
        Coding::Gzip => headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip")),
        Coding::Brotli => headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("br")),
    };
    response
}

/// What the reader lacks, if it knows deltas and we know the version that it has.
fn delta(document: &Document, asked: &HeaderMap) -> Option<Document> {
    let wanted = asked.get_all(A_IM).iter().filter_map(|list| list.to_str().ok()).flat_map(|list| list.split(','));
    let mut names = wanted.map(|offer| offer.split(';').next().unwrap_or_default().trim());
    if !names.any(|name| name.eq_ignore_ascii_case("feed")) {
        return None;
    }
    let parts = document.parts.as_ref()?;
    let bytes = tags(asked).find_map(|tag| parts.since(&document.bytes, tag))?;
    Some(Document::new(document.media_type, bytes, document.modified))
}

fn is_xml_feed(document: &Document) -> bool {
    document.media_type.starts_with("application/atom+xml") || document.media_type.starts_with("application/rss+xml")
}

/// A browser shows a feed under its own media type as source text, or offers to save it; as XML it is shown with
/// its stylesheet (Chromium 156). Feed readers do not ask for HTML first.
fn media_type(document: &Document, asked: &HeaderMap) -> &'static str {
    let browser = asked.get(header::ACCEPT).is_some_and(|accept| accept.as_bytes().starts_with(b"text/html"));
    if browser && is_xml_feed(document) { "application/xml; charset=utf-8" } else { document.media_type }
}

/// Somebody opened this address in a browser: only a browser that navigates says so (Fetch Metadata), where `Accept`
/// is imitated by many a program.
pub fn is_opened(asked: &HeaderMap) -> bool {
    asked.get("sec-fetch-dest").is_some_and(|dest| dest == "document")
}

fn varies(document: &Document) -> &'static str {
    match &document.parts {
        Some(_) if is_xml_feed(document) => "accept-encoding, accept, a-im, sec-fetch-dest",
        Some(_) => "accept-encoding, a-im",
        None if document.media_type.starts_with("text/html") => {
            "accept-encoding, accept-language, cookie, sec-fetch-dest"
        }
        None => "accept-encoding",
    }
}

fn text(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}

/// A query that is not understood.
pub fn bad_request(why: &str) -> Response {
    (StatusCode::BAD_REQUEST, format!("{why}\n")).into_response()
}

/// The client has searches enough under way.
pub fn too_many() -> Response {
    let later = [(header::RETRY_AFTER, "5")];
    (StatusCode::TOO_MANY_REQUESTS, later, "too many searches at once\n").into_response()
}

/// Whether the reader's copy still holds. An entity tag decides alone where there is one; it is compared
/// weakly and without its coding, since all codings hold the same content.
fn unchanged(document: &Document, asked: &HeaderMap) -> bool {
    if asked.contains_key(header::IF_NONE_MATCH) {
        return tags(asked).any(|tag| tag == "*" || tag == document.tag);
    }
    let since =
        asked.get(header::IF_MODIFIED_SINCE).and_then(|date| httpdate::parse_http_date(date.to_str().ok()?).ok());
    since.is_some_and(|since| chrono::DateTime::<chrono::Utc>::from(since) >= document.modified.trunc_subsecs(0))
}

/// The tags that the reader has, without their codings.
fn tags(asked: &HeaderMap) -> impl Iterator<Item = &str> {
    let lists = asked.get_all(header::IF_NONE_MATCH).iter().filter_map(|list| list.to_str().ok());
    lists.flat_map(|list| list.split(',')).map(|tag| {
        let tag = tag.trim();
        let opaque = tag.strip_prefix("W/").unwrap_or(tag).trim_matches('"');
        opaque.strip_suffix("-gz").or_else(|| opaque.strip_suffix("-br")).unwrap_or(opaque)
    })
}

/// The coding that the reader likes best; brotli among equals (RFC 9110 §12.5.3).
fn choose(asked: &HeaderMap) -> Coding {
    let lists = asked.get_all(header::ACCEPT_ENCODING).iter().filter_map(|list| list.to_str().ok());
    let (mut gzip, mut brotli, mut any) = (None, None, None);
    for offer in lists.flat_map(|list| list.split(',')) {
        let (name, weight) = match offer.split_once(';') {
            Some((name, parameter)) => {
                let weight = parameter.trim().strip_prefix("q=").and_then(|q| q.trim().parse::<f32>().ok());
                (name.trim(), weight.unwrap_or(1.0))
            }
            None => (offer.trim(), 1.0),
        };
        match name.to_ascii_lowercase().as_str() {
            "gzip" | "x-gzip" => gzip = Some(weight),
            "br" => brotli = Some(weight),
            "*" => any = Some(weight),
            _ => {}
        }
    }
    let weight = |own: Option<f32>| own.or(any).unwrap_or(0.0);
    let (gzip, brotli) = (weight(gzip), weight(brotli));
    if brotli > 0.0 && brotli >= gzip {
        Coding::Brotli
    } else if gzip > 0.0 {
        Coding::Gzip
    } else {
        Coding::Identity
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(name: HeaderName, value: &str) -> HeaderMap {
        HeaderMap::from_iter([(name, HeaderValue::from_str(value).unwrap())])
    }

    #[test]
    fn a_coding_is_chosen_by_weight() {
        let choice = |value: &str| choose(&with(header::ACCEPT_ENCODING, value));
        assert_eq!(choice("gzip, deflate, br"), Coding::Brotli);
        assert_eq!(choice("gzip;q=1.0, br;q=0.5"), Coding::Gzip);
        assert_eq!(choice("br;q=0, gzip"), Coding::Gzip);
        assert_eq!(choice("identity"), Coding::Identity);
        assert_eq!(choice("*"), Coding::Brotli);
    }

    #[test]
    fn a_tag_matches_weakly_in_a_list_and_in_any_coding() {
        let document = Document::new("text/plain", b"x".to_vec(), chrono::DateTime::UNIX_EPOCH);
        let matches = |value: &str| unchanged(&document, &with(header::IF_NONE_MATCH, value));
        assert!(matches(&document.etag(Coding::Gzip)));
        assert!(matches(&format!("\"zzz\", W/{}", document.etag(Coding::Identity))));
        assert!(matches("*"));
        assert!(!matches("\"zzz\""));
        let mut both = with(header::IF_NONE_MATCH, "\"zzz\"");
        both.insert(header::IF_MODIFIED_SINCE, HeaderValue::from_static("Fri, 01 Jan 2100 00:00:00 GMT"));
        assert!(!unchanged(&document, &both), "the tag decides");
    }
}
