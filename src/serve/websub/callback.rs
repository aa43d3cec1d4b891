//! Where hubs answer: verification of intent (WebSub §5.3) and content distribution (§7).
//!
//! A callback's address holds a token that nobody can guess. What is answered here is decided here; what follows from
//! it is told to the daemon as an [`Event`].

use std::{
    collections::{HashMap, VecDeque},
    sync::{
        Arc, Mutex, OnceLock, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use axum::{
    body::Bytes,
    extract::{Path, Query, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use tokio::sync::{mpsc, oneshot};

use super::{bodies::Bodies, signature};
use crate::{
    model::{Secret, SourceId},
    serve::Serving,
    store::{self, shared::Heard},
};

/// A hub is kept waiting this long for a push to be stored; then it is told that it was accepted.
const PATIENCE: Duration = Duration::from_secs(8);
/// When a hub names no lease, though it must: ten days, which hubs give by default.
const USUAL_LEASE: u64 = 864_000;
/// Pushes of a subscription that are remembered: one that comes again says nothing new.
const REMEMBERED: usize = 16;
/// Of a challenge: it is sent back.
const MAX_CHALLENGE_BYTES: usize = 1024;

/// What a callback expects.
#[derive(Debug, Clone)]
pub struct Expected {
    /// Whose.
    pub source: SourceId,
    /// Of this topic only.
    pub topic: String,
    /// Pushes are signed with it; none: their content is not believed.
    pub secret: Option<Secret>,
}

/// What a hub said.
#[derive(Debug)]
pub struct Event {
    /// Of whose subscription.
    pub source: SourceId,
    /// The callback's token: the subscription may have been replaced since.
    pub token: String,
    /// What.
    pub said: Said,
}

/// What a hub said.
#[derive(Debug)]
pub enum Said {
    /// The subscription holds for so long.
    Verified(Duration),
    /// It does not, or no longer.
    Denied(String),
    /// The topic has changed, and the push's content cannot be believed or read.
    Changed,
    /// The topic's new content. The sender hears when it is stored.
    Pushed {
        /// As sent.
        content_type: Option<String>,
        /// As sent.
        body: Bytes,
        /// True: stored.
        stored: oneshot::Sender<bool>,
    },
    /// The request for a subscription was not taken (said by the daemon to itself).
    Unheard(String),
}

/// All callbacks.
#[derive(Debug, Default)]
pub struct Callbacks {
    expected: Mutex<HashMap<String, Expected>>,
    /// What was pushed last, by token.
    pushed: Mutex<HashMap<String, VecDeque<u64>>>,
    events: OnceLock<mpsc::Sender<Event>>,
    bodies: Bodies,
    /// Who is expected is known here: not while the service starts, and never where another process polls.
    known: AtomicBool,
}

impl Callbacks {
    /// What hubs say from now on; one listener only.
    pub fn listen(&self, to: mpsc::Sender<Event>) {
        // a second listener would be a mistake of ours; the first one stays
        self.events.get_or_init(|| to);
    }

    /// Of a token that is not known. A hub ends a subscription for it, so as long as none is known it is to come again.
    fn unknown(&self, status: StatusCode) -> Response {
        if self.known.load(Ordering::Acquire) { (status, "no such subscription\n").into_response() } else { busy() }
    }

    /// This callback is to be answered.
    pub fn expect(&self, token: String, expected: Expected) {
        self.lock().insert(token, expected);
    }

    /// These and no others are to be answered.
    pub fn replace(&self, all: HashMap<String, Expected>) {
        self.pushed.lock().unwrap_or_else(PoisonError::into_inner).retain(|token, _| all.contains_key(token));
        *self.lock() = all;
        self.known.store(true, Ordering::Release);
    }

    /// What is expected of a token: where processes share a database, any of them finds it there.
    async fn find(serving: &Serving, token: &str) -> Result<Option<Expected>, store::Error> {
        let Some(shared) = serving.store.clone().shared() else {
            return Ok(serving.callbacks().lock().get(token).cloned());
        };
        let known = shared.expected(token.to_owned()).await?;
        Ok(known.map(|(source, known)| Expected { source, topic: known.topic, secret: known.secret }))
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<String, Expected>> {
        self.expected.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the same body was pushed before. WebSub has no nonce: whoever overheard a push could send it again, and
    /// bring older words back.
    fn is_repeated(&self, token: &str, body: &[u8]) -> bool {
        let hash = blake3::hash(body);
        let hash = u64::from_le_bytes(std::array::from_fn(|at| hash.as_bytes()[at]));
        let mut pushed = self.pushed.lock().unwrap_or_else(PoisonError::into_inner);
        let known = pushed.entry(token.to_owned()).or_default();
        if known.contains(&hash) {
            return true;
        }
        known.truncate(REMEMBERED - 1);
        known.push_front(hash);
        false
    }

    async fn tell(serving: &Serving, source: SourceId, token: String, said: Said) -> Told {
        if let Some(shared) = serving.store.clone().shared() {
            let stored = shared.hear(heard(source, token, said)).await;
            let stored = stored.inspect_err(|error| tracing::warn!(%error, "what a hub said could not be stored"));
            return if stored.is_ok() { Told::Stored } else { Told::Nobody };
        }
        let Some(events) = serving.callbacks().events.get() else { return Told::Nobody };
        let sent = events.send_timeout(Event { source, token, said }, PATIENCE).await;
        if sent.is_ok() { Told::Daemon } else { Told::Nobody }
    }
}

/// Who heard it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Told {
    Nobody,
    /// The daemon of this process.
    Daemon,
    /// It is stored for whichever process polls the source.
    Stored,
}

/// As it is stored.
fn heard(source: SourceId, token: String, said: Said) -> Heard {
    let (said, about, body) = match said {
        Said::Verified(lease) => ("verified", Some(lease.as_secs().to_string()), None),
        Said::Denied(why) => ("denied", Some(why), None),
        Said::Unheard(why) => ("unheard", Some(why), None),
        Said::Changed => ("changed", None, None),
        Said::Pushed { content_type, body, .. } => ("pushed", content_type, Some(body.to_vec())),
    };
    Heard { number: 0, source, token, said: said.to_owned(), about, body }
}

/// Parameters of a verification.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(rename = "hub.mode", default)]
    mode: String,
    #[serde(rename = "hub.topic", default)]
    topic: String,
    #[serde(rename = "hub.challenge", default)]
    challenge: String,
    #[serde(rename = "hub.lease_seconds", default)]
    lease: String,
    #[serde(rename = "hub.reason", default)]
    reason: String,
}

/// "Did you ask for this?" Only what was asked for is confirmed; nothing is ever unsubscribed, leases end by themselves.
pub async fn verify(
    State(serving): State<Arc<Serving>>,
    Path(token): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    let callbacks = serving.callbacks();
    let unknown = || callbacks.unknown(StatusCode::NOT_FOUND);
    let expected = match Callbacks::find(&serving, &token).await {
        Ok(Some(expected)) => expected,
        Ok(None) => return unknown(),
        Err(_) => return busy(),
    };
    let denied = asked.mode == "denied";
    if asked.topic != expected.topic && !(denied && asked.topic.is_empty()) {
        return unknown();
    }
    let said = match asked.mode.as_str() {
        "denied" => {
            let reason: String = asked.reason.chars().filter(|char| !char.is_control()).take(200).collect();
            Said::Denied(if reason.is_empty() {
                "its hub refuses".into()
            } else {
                format!("its hub refuses: {reason}")
            })
        }
        "subscribe" if (1..=MAX_CHALLENGE_BYTES).contains(&asked.challenge.len()) => {
            Said::Verified(Duration::from_secs(asked.lease.trim().parse().unwrap_or(USUAL_LEASE)))
        }
        _ => return unknown(),
    };
    if Callbacks::tell(&serving, expected.source, token, said).await == Told::Nobody {
        return busy();
    }
    let challenge = if denied { String::new() } else { asked.challenge };
    (StatusCode::OK, [(header::CONTENT_TYPE, "text/plain; charset=utf-8")], challenge).into_response()
}

/// New content. Answered with 2xx only when it is stored, or will be asked for.
pub async fn push(
    State(serving): State<Arc<Serving>>,
    Path(token): Path<String>,
    headers: HeaderMap,
    body: axum::body::Body,
) -> Response {
    let callbacks = serving.callbacks();
    let expected = match Callbacks::find(&serving, &token).await {
        Ok(Some(expected)) => expected,
        Ok(None) => return callbacks.unknown(StatusCode::GONE),
        Err(_) => return busy(),
    };
    let body = match callbacks.bodies.take(&token, body).await {
        Ok(body) => body,
        Err(StatusCode::SERVICE_UNAVAILABLE) => return busy(),
        Err(status) => return (status, format!("{status}\n")).into_response(),
    };
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let (sender, stored) = oneshot::channel();
    let said = match &expected.secret {
        Some(secret) if !signature::holds(text("x-hub-signature").unwrap_or_default(), secret.expose(), &body) => {
            return (StatusCode::FORBIDDEN, "X-Hub-Signature does not hold\n").into_response();
        }
        // what comes again is not believed, but a reason to ask the source itself
        Some(_) if callbacks.is_repeated(&token, &body) => Said::Changed,
        Some(_) if !body.is_empty() && text("content-encoding").is_none_or(|coding| coding == "identity") => {
            Said::Pushed { content_type: text("content-type").map(str::to_owned), body, stored: sender }
        }
        _ => Said::Changed,
    };
    let waits = matches!(said, Said::Pushed { .. });
    match Callbacks::tell(&serving, expected.source, token, said).await {
        Told::Nobody => return busy(),
        Told::Stored => return if waits { StatusCode::OK } else { StatusCode::ACCEPTED }.into_response(),
        // nothing is stored of it: its hub is not kept waiting
        Told::Daemon if !waits => return StatusCode::ACCEPTED.into_response(),
        Told::Daemon => {}
    }
    match tokio::time::timeout(PATIENCE, stored).await {
        Ok(Ok(true)) => StatusCode::OK.into_response(),
        Ok(_) => busy(),
        Err(_) => StatusCode::ACCEPTED.into_response(),
    }
}

fn busy() -> Response {
    (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, "60")]).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_push_that_comes_again_is_known_for_a_while() {
        let callbacks = Callbacks::default();
        assert!(!callbacks.is_repeated("t", b"one") && !callbacks.is_repeated("t", b"two"));
        assert!(callbacks.is_repeated("t", b"one") && !callbacks.is_repeated("u", b"one"));
        for number in 0..REMEMBERED {
            assert!(!callbacks.is_repeated("t", format!("{number}").as_bytes()));
        }
        assert!(!callbacks.is_repeated("t", b"one"));
        callbacks.replace(HashMap::new());
        assert!(callbacks.pushed.lock().unwrap().is_empty());
    }

    #[test]
    fn no_subscription_ends_for_a_service_that_only_starts() {
        let callbacks = Callbacks::default();
        assert_eq!(callbacks.unknown(StatusCode::GONE).status(), 503);
        callbacks.replace(HashMap::new());
        assert_eq!(callbacks.unknown(StatusCode::GONE).status(), 410);
    }
}
