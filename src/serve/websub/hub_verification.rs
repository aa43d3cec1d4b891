//! Was it the callback's wish (WebSub §5.3)?

use std::time::Instant;

use chrono::TimeDelta;
use ring::rand::{SecureRandom, SystemRandom};
use url::Url;

use super::{Courier, host};
use crate::{
    serve::Serving,
    store::{Booking, Intent, Subscriber},
};

/// A callback that does not answer is asked once more, after so many seconds.
const ONCE_MORE: i64 = 30;

/// Asks, and says what is to be written down.
pub async fn verify(serving: &Serving, courier: &dyn Courier, intent: Intent, owners: &[String]) -> Vec<Booking> {
    let Some((url, challenge)) = question(&intent) else { return vec![Booking::Drop(intent)] };
    match courier.get(url).await {
        Ok((status, body)) if (200..300).contains(&status) && body.trim_ascii() == challenge.as_bytes() => {
            let cursor = serving.store.last_change().await.unwrap_or(0);
            tracing::info!(
                topic = intent.topic,
                callback = host(&intent.callback),
                subscribes = intent.subscribes,
                "hub"
            );
            vec![confirmed(serving, &intent, cursor), Booking::Drop(intent)]
        }
        Ok((status, _)) => {
            serving.callers.refused(owners, Instant::now());
            tracing::info!(topic = intent.topic, callback = host(&intent.callback), status, "hub: not confirmed");
            vec![Booking::Drop(intent)]
        }
        Err(error) => {
            serving.callers.refused(owners, Instant::now());
            tracing::info!(topic = intent.topic, callback = host(&intent.callback), error, "hub: no answer");
            again(serving, intent)
        }
    }
}

fn confirmed(serving: &Serving, intent: &Intent, cursor: i64) -> Booking {
    let (topic, callback) = (intent.topic.clone(), intent.callback.clone());
    if !intent.subscribes {
        return Booking::Unsubscribe { topic, callback };
    }
    let now = serving.now();
    Booking::Subscribe(Subscriber {
        topic,
        callback,
        secret: intent.secret.clone(),
        lease_until: now + TimeDelta::seconds(intent.lease_secs),
        cursor,
        tries: 0,
        next_at: now,
    })
}

fn again(serving: &Serving, intent: Intent) -> Vec<Booking> {
    if intent.tries > 0 {
        return vec![Booking::Drop(intent)];
    }
    let next_at = serving.now() + TimeDelta::seconds(ONCE_MORE);
    vec![Booking::Intend(Intent { tries: intent.tries + 1, next_at, ..intent })]
}

/// The callback with the question, its own query kept, and the answer that is expected.
fn question(intent: &Intent) -> Option<(Url, String)> {
    let mut random = [0; 20];
    SystemRandom::new().fill(&mut random).ok()?;
    let challenge: String = random.iter().map(|byte| format!("{byte:02x}")).collect();
    let mut url = Url::parse(&intent.callback).ok()?;
    let mut pairs = url.query_pairs_mut();
    pairs.append_pair("hub.mode", if intent.subscribes { "subscribe" } else { "unsubscribe" });
    pairs.append_pair("hub.topic", &intent.topic);
    pairs.append_pair("hub.challenge", &challenge);
    if intent.subscribes {
        pairs.append_pair("hub.lease_seconds", &intent.lease_secs.to_string());
    }
    drop(pairs);
    Some((url, challenge))
}
