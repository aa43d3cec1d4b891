//! robots.txt of each host: asked once at a time, kept in memory for at most a day.
//!
//! 2xx is parsed, 4xx means that everything is allowed, but for 429; 5xx, 429 and no answer mean that nothing is
//! (RFC 9309 §2.3.1), looked at again after ten minutes. More than five redirects count as absent.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, SystemTime},
};

use bytes::Bytes;
use http::{HeaderMap, header};
use tokio::time::Instant;
use url::Url;

use super::{
    Error,
    client::{Ask, set},
    hints,
    redirects::Hops,
    robots::{MAX_BYTES, Rules},
    shown,
    transport::Transport,
};
use crate::model::Failure;

/// RFC 9309 §2.4: not longer than 24 hours.
const KEEP: Duration = Duration::from_secs(86_400);
/// An answer's own shorter freshness is followed down to this; a robots.txt that could not be read is tried again after it.
const KEEP_AT_LEAST: Duration = Duration::from_secs(600);

const MAX_REDIRECTS: usize = 5;
const MAX_KNOWN: usize = 4096;
/// Of all rules in memory together; with more, all is forgotten and asked again.
const MAX_WEIGHT: usize = 16 << 20;

#[derive(Clone)]
enum Verdict {
    Rules(Arc<Rules>),
    Unread { message: String, failure: Failure },
}

struct Known {
    until: Instant,
    verdict: Verdict,
}

type Slot = Arc<tokio::sync::Mutex<Option<Known>>>;

/// What is known of all hosts asked so far.
#[derive(Default)]
pub(super) struct RobotsCache {
    by_origin: Mutex<HashMap<String, Slot>>,
    /// In bytes, of what was read since all was forgotten last.
    weight: AtomicUsize,
}

impl RobotsCache {
    /// An error when robots.txt forbids the URL; else the crawl delay that it asks for.
    pub(super) async fn permits(
        &self,
        transport: &Transport,
        url: &Url,
        guest: bool,
    ) -> Result<Option<Duration>, Error> {
        let slot = self.slot(&url.origin().ascii_serialization());
        let mut known = slot.lock().await;
        let verdict = match &*known {
            Some(known) if known.until > Instant::now() => known.verdict.clone(),
            _ => {
                let (verdict, keep) = asked(transport, url, guest).await;
                if let Verdict::Rules(rules) = &verdict {
                    self.make_room(rules.weight());
                }
                *known = Some(Known { until: Instant::now() + keep, verdict: verdict.clone() });
                verdict
            }
        };
        drop(known);
        match verdict {
            Verdict::Rules(rules) => match rules.refusal(url) {
                Some(rule) => Err(Error::Robots { url: shown(url), rule }),
                None => Ok(rules.crawl_delay),
            },
            Verdict::Unread { message, failure } => Err(Error::RobotsUnread { url: shown(url), message, failure }),
        }
    }

    fn make_room(&self, bytes: usize) {
        if self.weight.fetch_add(bytes, Ordering::Relaxed) > MAX_WEIGHT {
            self.weight.store(0, Ordering::Relaxed);
            self.by_origin.lock().unwrap_or_else(PoisonError::into_inner).clear();
        }
    }

    fn slot(&self, origin: &str) -> Slot {
        let mut slots = self.by_origin.lock().unwrap_or_else(PoisonError::into_inner);
        if slots.len() >= MAX_KNOWN && !slots.contains_key(origin) {
            let now = Instant::now();
            slots.retain(|_, slot| {
                Arc::strong_count(slot) > 1
                    || slot.try_lock().is_ok_and(|known| known.as_ref().is_some_and(|known| known.until > now))
            });
            if slots.len() >= MAX_KNOWN {
                slots.clear();
            }
        }
        Arc::clone(slots.entry(origin.to_owned()).or_default())
    }
}

/// Once for all processes that share a database, if some do.
async fn asked(transport: &Transport, url: &Url, guest: bool) -> (Verdict, Duration) {
    let Some(gate) = transport.gate() else {
        let (verdict, keep, _) = read(transport, url, guest).await;
        return (verdict, keep);
    };
    let origin = url.origin().ascii_serialization();
    if let Some((body, keep)) = gate.robots(&origin).await {
        return (Verdict::Rules(Arc::new(Rules::parse(&body))), keep);
    }
    let (verdict, keep, body) = read(transport, url, guest).await;
    if matches!(verdict, Verdict::Rules(_)) {
        gate.keep_robots(&origin, body.to_vec(), keep).await;
    }
    (verdict, keep)
}

/// Where it is the host that cannot be asked, robots.txt explains nothing.
fn why_unread(error: &Error, url: &Url) -> String {
    let text = error.to_string();
    let why = text.strip_prefix(&format!("{}: ", shown(url))).unwrap_or(&text);
    match error {
        Error::Scheme { .. } | Error::Address { .. } | Error::BadAddress { .. } => why.to_owned(),
        Error::Unreachable { .. } | Error::Tls { .. } => why.to_owned(),
        _ => format!("not asked, as robots.txt could not be read: {why}"),
    }
}

/// What it says, how long that holds, and its words.
async fn read(transport: &Transport, url: &Url, guest: bool) -> (Verdict, Duration, Bytes) {
    let allow_all = (Verdict::Rules(Arc::default()), KEEP, Bytes::new());
    let Ok(first) = url.join("/robots.txt") else { return allow_all };
    let mut hops = Hops::new(&first);
    let mut left = transport.timeout;
    for _ in 0..=MAX_REDIRECTS {
        let mut headers = HeaderMap::new();
        set(&mut headers, header::ACCEPT, "text/plain, */*;q=0.1");
        let guest = guest || !hops.at_first_host();
        let ask = Ask { url: hops.here(), guest, headers, body: None, limit: MAX_BYTES, part_will_do: true };
        let answer = match transport.exchange(&ask, None, &mut left).await {
            Ok(answer) => answer,
            Err(Error::NotRecorded { .. }) => return allow_all,
            Err(error) => {
                let verdict = Verdict::Unread { message: why_unread(&error, hops.here()), failure: error.failure() };
                return (verdict, KEEP_AT_LEAST, Bytes::new());
            }
        };
        match hops.follow(&answer) {
            Ok(true) => continue,
            Ok(false) => {}
            Err(_) => return allow_all,
        }
        let now = SystemTime::now();
        return match answer.status {
            _ if answer.is_success() => {
                let keep = hints::freshness(&answer.headers, now)
                    .fresh_for
                    .map_or(KEEP, |hint| hint.clamp(KEEP_AT_LEAST, KEEP));
                (Verdict::Rules(Arc::new(Rules::parse(&answer.body))), keep, answer.body)
            }
            429 | 500..=599 => {
                let wait = hints::retry_after(answer.status, &answer.headers, now);
                let failure = if matches!(answer.status, 429 | 503) { Failure::Busy(wait) } else { Failure::Other };
                let message = format!("not asked, as robots.txt could not be read: it answers {}", answer.status);
                let keep = wait.unwrap_or_default().clamp(KEEP_AT_LEAST, KEEP);
                (Verdict::Unread { message, failure }, keep, Bytes::new())
            }
            _ => allow_all,
        };
    }
    allow_all
}
