//! The hub's door (WebSub §5): a request is checked, written down, and answered 202; the callback is asked later
//! whether it was its wish. What was answered 202 survives a restart.

use std::sync::Arc;

use axum::{
    body::Body,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use chrono::{DateTime, Utc};
use url::{Url, form_urlencoded};

use super::{
    hub_admission::{Refusal, admit},
    is_topic,
};
use crate::{
    model::Secret,
    serve::{
        Serving, Settings,
        address::{Filter, Format},
        form, page,
    },
    store::Intent,
};

/// Granted when nothing was asked for: ten days.
const LEASE: i64 = 864_000;
/// Never less, so that nobody has to renew all the time; never more, so that the dead are forgotten.
const LEASES: std::ops::RangeInclusive<i64> = 300..=2_592_000;
/// Bytes of a secret (§5.1.1: less than 200), and of an address.
const LONGEST_SECRET: usize = 199;
const LONGEST_ADDRESS: usize = 2_000;
const FORM: &str = "application/x-www-form-urlencoded";

/// `POST /websub/hub`.
pub async fn endpoint(State(serving): State<Arc<Serving>>, asked: HeaderMap, body: Body) -> Response {
    if let Some(refusal) = refused(&asked) {
        return refusal;
    }
    let body = match form::whole(body).await {
        Ok(body) => body,
        Err(refusal) => return refusal,
    };
    let intent = match read(&serving.settings(), &body, serving.now()) {
        Ok(intent) => intent,
        Err(why) => return said(StatusCode::BAD_REQUEST, &why),
    };
    let (status, why) = match admit(&serving, intent).await {
        Ok(()) => return StatusCode::ACCEPTED.into_response(),
        Err(Refusal::Owner(why)) => (StatusCode::TOO_MANY_REQUESTS, why.to_owned()),
        Err(Refusal::Full(why)) => (StatusCode::SERVICE_UNAVAILABLE, why),
    };
    (status, [(header::RETRY_AFTER, "120")], format!("{why}\n")).into_response()
}

fn said(status: StatusCode, why: &str) -> Response {
    (status, format!("{why}\n")).into_response()
}

/// A subscriber is a server. What a page makes a browser send is not its reader's wish.
fn refused(asked: &HeaderMap) -> Option<Response> {
    if asked.contains_key(header::ORIGIN) || asked.contains_key("sec-fetch-site") {
        return Some(said(StatusCode::FORBIDDEN, "subscriptions are not taken from browsers"));
    }
    let kind = asked.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    (!kind.eq_ignore_ascii_case(FORM)).then(|| said(StatusCode::UNSUPPORTED_MEDIA_TYPE, &format!("expected {FORM}")))
}

/// The request; the error says which parameter is wrong, and what would be right. Others are ignored.
fn read(settings: &Settings, body: &[u8], now: DateTime<Utc>) -> Result<Intent, String> {
    let value = |name: &str| {
        let mut pairs = form_urlencoded::parse(body);
        pairs.find(|(key, _)| key == name).map(|(_, value)| value.into_owned()).filter(|value| !value.is_empty())
    };
    let subscribes = match value("hub.mode").as_deref() {
        Some("subscribe") => true,
        Some("unsubscribe") => false,
        Some("publish") => return Err("hub.mode: this hub is for its own feeds, and knows when they change".into()),
        _ => return Err("hub.mode: expected subscribe or unsubscribe".into()),
    };
    let topic = value("hub.topic").ok_or("hub.topic: missing")?;
    if topic.len() > LONGEST_ADDRESS || of_topic(settings, &topic).is_none() {
        return Err(match named(settings, &topic) {
            Some(own) => format!("hub.topic: this feed calls itself {own}"),
            None => format!(
                "hub.topic: not a feed of this site; expected the rel=self of one, such as {}feed.atom",
                settings.public_url
            ),
        });
    }
    let callback = value("hub.callback").ok_or("hub.callback: missing")?;
    let callback = Some(callback).filter(|text| text.len() <= LONGEST_ADDRESS).and_then(|text| canonical(&text));
    let callback = callback.ok_or("hub.callback: expected an http or https address without user and password")?;
    if is_below(&callback, &format!("{}websub/", settings.public_url)) {
        return Err("hub.callback: that is this site itself".into());
    }
    let secret = value("hub.secret");
    if secret.as_ref().is_some_and(|secret| secret.len() > LONGEST_SECRET) {
        return Err(format!("hub.secret: longer than {LONGEST_SECRET} bytes"));
    }
    let lease_secs = match value("hub.lease_seconds") {
        Some(text) => text.trim().parse::<i64>().ok().filter(|seconds| *seconds >= 0),
        None => Some(LEASE),
    };
    // 0 asks for the hub's own choice
    let lease_secs = lease_secs.ok_or("hub.lease_seconds: expected a number of seconds")?;
    let lease_secs = if lease_secs == 0 { LEASE } else { lease_secs.clamp(*LEASES.start(), *LEASES.end()) };
    let secret = secret.map(Secret::new);
    Ok(Intent { topic, callback, subscribes, secret, lease_secs, owners: Vec::new(), tries: 0, next_at: now })
}

/// A callback as it is kept: however it was spelt, it is one.
fn canonical(callback: &str) -> Option<String> {
    let url = Url::parse(callback).ok()?;
    let bare = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
    (matches!(url.scheme(), "http" | "https") && url.has_host() && bare).then(|| url.into())
}

/// By whichever scheme: what a source would have us push to ourselves comes round.
fn is_below(callback: &str, home: &str) -> bool {
    let bare = |address: &str| address.split_once("://").map(|(_, rest)| rest.to_owned());
    bare(callback).zip(bare(home)).is_some_and(|(callback, home)| callback.starts_with(&home))
}

/// The feed that an address of ours names, if it can be subscribed to. Only the address that the feed gives itself
/// counts: any other would make another topic of the same.
pub(super) fn of_topic(settings: &Settings, topic: &str) -> Option<(Format, Filter)> {
    let (format, filter) = Filter::of_path(topic.strip_prefix(&settings.public_url)?)?;
    let subscribable = is_topic(&filter) && page::query(settings, &filter).is_some();
    (subscribable && named(settings, topic).as_deref() == Some(topic)).then_some((format, filter))
}

/// What the feed at an address calls itself.
fn named(settings: &Settings, topic: &str) -> Option<String> {
    let (format, filter) = Filter::of_path(topic.strip_prefix(&settings.public_url)?)?;
    Some(format!("{}{}", settings.public_url, filter.feed_path(format)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings() -> Settings {
        Settings { public_url: "https://press.example/".into(), ..Settings::default() }
    }

    fn asked(fields: &[(&str, &str)]) -> Result<Intent, String> {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        read(&settings(), body.as_bytes(), DateTime::UNIX_EPOCH)
    }

    const TOPIC: (&str, &str) = ("hub.topic", "https://press.example/feed.atom");
    const CALLBACK: (&str, &str) = ("hub.callback", "https://reader.example/push?a=b");
    const MODE: (&str, &str) = ("hub.mode", "subscribe");

    #[test]
    fn a_request_is_read_and_its_lease_kept_in_bounds() {
        let plain = asked(&[MODE, TOPIC, CALLBACK, ("foo", "bar")]).unwrap();
        assert_eq!((plain.lease_secs, plain.subscribes, plain.secret), (LEASE, true, None));
        let lease = |seconds| asked(&[MODE, TOPIC, CALLBACK, ("hub.lease_seconds", seconds)]).unwrap().lease_secs;
        assert_eq!((lease("1"), lease("1000"), lease("99999999"), lease("0")), (300, 1000, 2_592_000, LEASE));
        assert!(!asked(&[("hub.mode", "unsubscribe"), TOPIC, CALLBACK]).unwrap().subscribes);
    }

    #[test]
    fn one_callback_in_many_spellings_is_one_and_one_topic_has_one_address() {
        let kept = |callback| asked(&[MODE, TOPIC, ("hub.callback", callback)]).unwrap().callback;
        for spelling in
            [" https://reader.example/a/b", "HTTPS://Reader.example:443/a/./b", "https://reader.example/x/../a/\nb"]
        {
            assert_eq!(kept(spelling), "https://reader.example/a/b", "{spelling:?}");
        }
        for other in ["https://press.example/feed.atom?x=2", "https://press.example/search.atom?x=1&q=a"] {
            let why = asked(&[MODE, ("hub.topic", other), CALLBACK]).unwrap_err();
            assert!(why.contains("calls itself https://press.example/"), "{why}");
        }
    }

    #[test]
    fn a_browser_and_another_form_are_refused() {
        let with =
            |name: &'static str, value: &str| HeaderMap::from_iter([(name.parse().unwrap(), value.parse().unwrap())]);
        assert!(refused(&with("content-type", "text/plain")).is_some());
        assert!(refused(&with("content-type", "Application/x-www-form-urlencoded; charset=utf-8")).is_none());
        let mut browser = with("content-type", FORM);
        browser.insert(header::ORIGIN, "https://page.example".parse().unwrap());
        assert!(refused(&browser).is_some());
    }

    #[test]
    fn what_is_wrong_is_named() {
        let refused = |fields: &[(&str, &str)], name: &str| {
            let why = asked(fields).unwrap_err();
            assert!(why.starts_with(name), "{why}");
        };
        refused(&[TOPIC, CALLBACK], "hub.mode");
        refused(&[("hub.mode", "publish"), TOPIC], "hub.mode");
        refused(&[MODE, CALLBACK], "hub.topic");
        for topic in
            ["https://other.example/feed.atom", "https://press.example/", "https://press.example/source/none.atom"]
        {
            refused(&[MODE, CALLBACK, ("hub.topic", topic)], "hub.topic");
        }
        refused(&[MODE, TOPIC], "hub.callback");
        let ours = "http://press.example/websub/callback/x";
        for callback in
            ["ftp://a.example/", "reader", "https://a.example/#x", "https://u:p@a.example/", "http:///", ours]
        {
            refused(&[MODE, TOPIC, ("hub.callback", callback)], "hub.callback");
        }
        refused(&[MODE, TOPIC, CALLBACK, ("hub.secret", &"x".repeat(200))], "hub.secret");
        refused(&[MODE, TOPIC, CALLBACK, ("hub.lease_seconds", "-1")], "hub.lease_seconds");
        refused(&[MODE, TOPIC, CALLBACK, ("hub.lease_seconds", "soon")], "hub.lease_seconds");
    }
}
