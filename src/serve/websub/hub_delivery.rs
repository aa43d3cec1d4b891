//! What changed of a topic, sent to a subscriber (WebSub §7), signed if it gave a secret (§7.1).
//!
//! A delivery holds the entries that changed since the subscriber's last one, in the topic's own format: so one that was
//! down for long gets all that it missed, in order, and not what happens to be on the front page then.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
};

use bytes::Bytes;
use chrono::{DateTime, TimeDelta, Utc};
use ring::hmac;
use tokio::sync::OnceCell;
use url::Url;

use super::{Courier, HUB, host, hub::of_topic};
use crate::{
    publish::{Channel, Feed, entry},
    serve::{GENERATOR, Serving, failure::Failure, feeds, page},
    store::{Booking, Changes, Query, Subscriber},
};

/// Entries of a delivery, and roughly its bytes: many may be under way.
const MOST: usize = 100;
const LONGEST: usize = 1 << 20;
/// Entries that are read at once.
const BATCH: usize = 10;
/// A failed delivery is tried again after this, then after twice as long, and so on: ten failures in a row take four
/// hours, and end the subscription.
const FIRST_RETRY: i64 = 30;
const LAST_TRY: u32 = 10;
/// When we could not write the letter.
const OUR_RETRY: i64 = 60;
/// Letters kept for whoever has the same cursor.
const KEPT: usize = 4;

/// What all subscribers of a topic with the same cursor get.
pub struct Letter {
    /// The document; none when nothing that changed belongs to the topic.
    pub document: Option<(&'static str, Bytes)>,
    /// The cursor after it.
    pub through: i64,
}

/// Writes a letter; none when the topic is no feed of ours any more.
async fn letter(serving: &Serving, topic: &str, cursor: i64) -> Result<Option<Letter>, Failure> {
    let settings = serving.settings();
    let Some((format, filter)) = of_topic(&settings, topic) else { return Ok(None) };
    let Some(query) = page::query(&settings, &filter) else { return Ok(None) };
    let changes = changes(serving, query, cursor).await?;
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

/// What changed, as far as one letter has room for it.
async fn changes(serving: &Serving, query: Query, cursor: i64) -> Result<Changes, Failure> {
    let query = Query { limit: BATCH, ..query };
    let mut all = Changes { stories: Vec::new(), through: cursor };
    let mut bytes = 0;
    while all.stories.len() < MOST && bytes < LONGEST {
        let more = serving.store.changes(&query, all.through, serving.now()).await?;
        let last = more.stories.len() < BATCH;
        bytes += more.stories.iter().map(page::weight).sum::<usize>();
        all.through = more.through;
        all.stories.extend(more.stories);
        if last {
            break;
        }
    }
    Ok(all)
}

/// The letters written last: subscribers of one topic that have the same get the same.
#[derive(Default)]
pub struct Letters(Mutex<VecDeque<(Address, Arc<OnceCell<Written>>)>>);

type Address = (String, i64);
type Written = Option<Arc<Letter>>;

impl Letters {
    /// The letter; it is written now if it was not before.
    pub async fn get(&self, serving: &Serving, topic: &str, cursor: i64) -> Result<Written, Failure> {
        let cell = self.cell((topic.to_owned(), cursor));
        let written = cell.get_or_try_init(|| async { Ok(letter(serving, topic, cursor).await?.map(Arc::new)) });
        written.await.cloned()
    }

    fn cell(&self, address: Address) -> Arc<OnceCell<Written>> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, cell)) = kept.iter().find(|(known, _)| *known == address) {
            return Arc::clone(cell);
        }
        kept.truncate(KEPT - 1);
        let cell = Arc::<OnceCell<Written>>::default();
        kept.push_front((address, Arc::clone(&cell)));
        cell
    }

    /// Nothing is under way.
    pub fn clear(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

/// Delivers, and says what is to be written down.
pub async fn deliver(serving: &Serving, courier: &dyn Courier, letters: &Letters, to: Subscriber) -> Booking {
    let now = serving.now();
    let letter = match letters.get(serving, &to.topic, to.cursor).await {
        Ok(Some(letter)) => letter,
        // no feed of ours any more
        Ok(None) => return Booking::Unsubscribe { topic: to.topic, callback: to.callback },
        Err(error) => {
            tracing::warn!(topic = to.topic, ?error, "hub: no letter");
            return Booking::Delivered(Subscriber { next_at: now + TimeDelta::seconds(OUR_RETRY), ..to });
        }
    };
    let status = match (&letter.document, Url::parse(&to.callback)) {
        (None, _) => Ok(200),
        (Some((kind, body)), Ok(url)) => {
            let home = &serving.settings().public_url;
            courier.post(url, headers(home, &to, kind, body), body.clone()).await
        }
        (Some(_), Err(error)) => Err(error.to_string()),
    };
    answered(status, to, letter.through, serving.now())
}

fn answered(status: Result<u16, String>, to: Subscriber, through: i64, now: DateTime<Utc>) -> Booking {
    let tries = to.tries + 1;
    match status {
        Ok(200..300) => Booking::Delivered(Subscriber { cursor: through, tries: 0, next_at: now, ..to }),
        // §7: the subscriber says that it is gone
        Ok(410) => Booking::Unsubscribe { topic: to.topic, callback: to.callback },
        failed if tries >= LAST_TRY => {
            tracing::info!(topic = to.topic, callback = host(&to.callback), ?failed, tries, "hub: subscription ended");
            Booking::Unsubscribe { topic: to.topic, callback: to.callback }
        }
        failed => {
            let wait = FIRST_RETRY << to.tries;
            tracing::info!(
                topic = to.topic,
                callback = host(&to.callback),
                ?failed,
                again_in_secs = wait,
                "hub: not delivered"
            );
            Booking::Delivered(Subscriber { tries, next_at: now + TimeDelta::seconds(wait), ..to })
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
    use super::*;

    #[test]
    fn ten_failures_in_a_row_end_a_subscription_and_a_delivery_forgives_them() {
        let now = DateTime::UNIX_EPOCH;
        let mut to = Subscriber {
            topic: "t".into(),
            callback: "c".into(),
            secret: None,
            lease_until: now,
            cursor: 1,
            tries: 0,
            next_at: now,
        };
        let mut waited = 0;
        for _ in 1..LAST_TRY {
            let Booking::Delivered(next) = answered(Ok(500), to.clone(), 2, now) else { panic!("ended") };
            waited += (next.next_at - now).num_seconds();
            to = next;
        }
        assert_eq!((to.cursor, to.tries, waited / 3600), (1, 9, 4));
        assert!(matches!(answered(Err("down".into()), to.clone(), 2, now), Booking::Unsubscribe { .. }));
        let Booking::Delivered(to) = answered(Ok(204), to, 2, now) else { panic!("ended") };
        assert_eq!((to.cursor, to.tries), (2, 0));
    }

    /// RFC 4231 §4.3.
    #[test]
    fn a_signature_is_hmac_sha256() {
        assert_eq!(
            signature("Jefe", b"what do ya want for nothing?"),
            "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
    }
}
