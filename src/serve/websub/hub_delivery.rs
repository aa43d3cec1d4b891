//! What changed of a topic, sent to a subscriber (WebSub §7), signed if it gave a secret (§7.1).
//!
//! A delivery holds the entries that changed since the subscriber's last one, in the topic's own format: so one that was
//! down for long gets all that it missed, in order, and not what happens to be on the front page then.

use bytes::Bytes;
use chrono::TimeDelta;
use ring::hmac;
use url::Url;

use super::{Courier, HUB, hub::of_topic};
use crate::{
    publish::{Channel, Feed, entry},
    serve::{GENERATOR, Serving, cache::Failure, feeds},
    store::{Booking, Query, Subscriber},
};

/// Entries of a delivery.
const MOST: usize = 100;
/// A failed delivery is tried again after this, then after twice as long, and so on.
const FIRST_RETRY: i64 = 30;
/// But never later than this.
const LAST_RETRY: i64 = 600;

/// What all subscribers of a topic with the same cursor get.
pub struct Letter {
    /// The document; none when nothing that changed belongs to the topic.
    pub document: Option<(&'static str, Bytes)>,
    /// The cursor after it.
    pub through: i64,
}

/// Writes a letter; none when the topic is no feed of ours any more.
pub async fn letter(serving: &Serving, topic: &str, cursor: i64) -> Result<Option<Letter>, Failure> {
    let settings = serving.settings();
    let Some((format, filter)) = of_topic(&settings, topic) else { return Ok(None) };
    let Some(query) = feeds::query(&settings, &filter) else { return Ok(None) };
    let changes = serving.store.changes(&Query { limit: MOST, ..query }, cursor, serving.now()).await?;
    if changes.stories.is_empty() {
        return Ok(Some(Letter { document: None, through: changes.through }));
    }
    let channel = Channel {
        title: feeds::title(&settings, &filter.selection),
        home: settings.public_url.clone(),
        self_url: topic.to_owned(),
        hub_url: Some(format!("{}{HUB}", settings.public_url)),
        updated: changes.stories.iter().map(|story| entry::updated(story).to_utc()).max(),
        generator: GENERATOR.into(),
        ..Channel::default()
    };
    let feed = Feed { channel, stories: changes.stories.into_iter().rev().collect() };
    let written = tokio::task::spawn_blocking(move || format.write(&feed).map(|pieces| pieces.whole()));
    let bytes = written.await.map_err(Failure::from_task)?.map_err(Failure::from_io)?;
    Ok(Some(Letter { document: Some((format.media_type(), bytes.into())), through: changes.through }))
}

/// Delivers, and says what is to be written down.
pub async fn deliver(serving: &Serving, courier: &dyn Courier, to: Subscriber, letter: &Letter) -> Booking {
    let status = match (&letter.document, Url::parse(&to.callback)) {
        (None, _) => Ok(200),
        (Some((kind, body)), Ok(url)) => {
            let home = &serving.settings().public_url;
            courier.post(url, headers(home, &to, kind, body), body.clone()).await
        }
        (Some(_), Err(error)) => Err(error.to_string()),
    };
    let now = serving.now();
    match status {
        Ok(200..300) => Booking::Delivered(Subscriber { cursor: letter.through, tries: 0, next_at: now, ..to }),
        // §7: the subscriber says that it is gone
        Ok(410) => Booking::Unsubscribe { topic: to.topic, callback: to.callback },
        failed => {
            let wait = (FIRST_RETRY << to.tries.min(10)).min(LAST_RETRY);
            tracing::info!(
                topic = to.topic,
                callback = to.callback,
                ?failed,
                again_in_secs = wait,
                "hub: not delivered"
            );
            Booking::Delivered(Subscriber { tries: to.tries + 1, next_at: now + TimeDelta::seconds(wait), ..to })
        }
    }
}

fn headers(home: &str, to: &Subscriber, kind: &str, body: &[u8]) -> Vec<(&'static str, String)> {
    let mut headers = vec![
        ("content-type", kind.to_owned()),
        ("link", format!("<{home}{HUB}>; rel=\"hub\", <{}>; rel=\"self\"", to.topic)),
    ];
    if let Some(secret) = &to.secret {
        headers.push(("x-hub-signature", signature(secret.expose(), body)));
    }
    headers
}

/// HMAC-SHA256 in the form `sha256=HEX`.
fn signature(secret: &str, body: &[u8]) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    let hex: String = hmac::sign(&key, body).as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256={hex}")
}

#[cfg(test)]
mod tests {
    use super::signature;

    /// RFC 4231 §4.3.
    #[test]
    fn a_signature_is_hmac_sha256() {
        assert_eq!(
            signature("Jefe", b"what do ya want for nothing?"),
            "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
    }
}
