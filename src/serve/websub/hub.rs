//! The hub's door (WebSub §5): a request is checked, written down, and answered 202; the callback is asked later
//! whether it was its wish. What was answered 202 survives a restart.

use std::sync::Arc;

use axum::{
    body::Bytes,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use chrono::{DateTime, Utc};
use url::{Url, form_urlencoded};

use super::is_topic;
use crate::{
    model::Secret,
    serve::{
        Serving, Settings,
        address::{Filter, Format},
        feeds,
    },
    store::{Booking, Intent},
};

/// Granted when nothing was asked for: ten days.
const LEASE: i64 = 864_000;
/// Never less, so that nobody has to renew all the time; never more, so that the dead are forgotten.
const LEASES: std::ops::RangeInclusive<i64> = 300..=2_592_000;
/// Bytes of a secret (§5.1.1: less than 200), and of an address.
const LONGEST_SECRET: usize = 199;
const LONGEST_ADDRESS: usize = 2_000;
/// Requests that wait for their callbacks, and those of one host: the hub is no tool to flood somebody with.
const WAITING: usize = 1_000;
const WAITING_OF_HOST: usize = 20;
const SUBSCRIBERS: usize = 20_000;

/// `POST /websub/hub`.
pub async fn endpoint(State(serving): State<Arc<Serving>>, body: Bytes) -> Response {
    let intent = match read(&serving.settings(), &body, serving.now()) {
        Ok(intent) => intent,
        Err(why) => return (StatusCode::BAD_REQUEST, format!("{why}\n")).into_response(),
    };
    match admit(&serving, intent).await {
        Ok(()) => StatusCode::ACCEPTED.into_response(),
        Err(why) => {
            (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, "120")], format!("{why}\n")).into_response()
        }
    }
}

async fn admit(serving: &Serving, intent: Intent) -> Result<(), String> {
    let books = serving.store.hub().await.map_err(|error| error.to_string())?;
    let host = |callback: &str| Url::parse(callback).ok().and_then(|url| url.host_str().map(str::to_owned));
    let own = host(&intent.callback);
    let of_host = books.intents.iter().filter(|other| host(&other.callback) == own).count();
    if books.intents.len() >= WAITING || of_host >= WAITING_OF_HOST || books.subscribers.len() >= SUBSCRIBERS {
        return Err("too many requests wait for their callbacks: try again in two minutes".into());
    }
    serving.store.book(Booking::Intend(intent)).await.map_err(|error| error.to_string())?;
    serving.hub_called.notify_one();
    Ok(())
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
        return Err(format!(
            "hub.topic: not a feed of this site; expected the rel=self of one, such as {}feed.atom",
            settings.public_url
        ));
    }
    let callback = value("hub.callback").ok_or("hub.callback: missing")?;
    let web = |url: &Url| matches!(url.scheme(), "http" | "https") && url.has_host() && url.fragment().is_none();
    if callback.len() > LONGEST_ADDRESS || !Url::parse(&callback).is_ok_and(|url| web(&url)) {
        return Err("hub.callback: expected an http or https address".into());
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
    Ok(Intent { topic, callback, subscribes, secret, lease_secs, tries: 0, next_at: now })
}

/// The feed that an address of ours names, if it can be subscribed to.
pub(super) fn of_topic(settings: &Settings, topic: &str) -> Option<(Format, Filter)> {
    let path = topic.strip_prefix(&settings.public_url)?;
    let (format, filter) = Filter::of_path(path)?;
    (is_topic(&filter) && feeds::query(settings, &filter).is_some()).then_some((format, filter))
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
        for callback in ["ftp://a.example/", "reader", "https://a.example/#x"] {
            refused(&[MODE, TOPIC, ("hub.callback", callback)], "hub.callback");
        }
        refused(&[MODE, TOPIC, CALLBACK, ("hub.secret", &"x".repeat(200))], "hub.secret");
        refused(&[MODE, TOPIC, CALLBACK, ("hub.lease_seconds", "-1")], "hub.lease_seconds");
        refused(&[MODE, TOPIC, CALLBACK, ("hub.lease_seconds", "soon")], "hub.lease_seconds");
    }
}
