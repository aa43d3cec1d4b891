//! Room for what hubs push: from a body's first byte until it is read, which may be after a long poll of its source.
//!
//! A source chooses its hub. Without a share of its own, one whose hub sends slowly would keep all other hubs out.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use axum::{body::Body, http::StatusCode};
use bytes::Bytes;
use futures_util::StreamExt;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, TryAcquireError};

/// Of a body.
const MOST: usize = 16 << 20;
/// For one to come whole.
const PATIENCE: Duration = Duration::from_secs(30);
/// A longer one is a large one: few of all sources are in memory at once, and one of each.
const SMALL: usize = 64 << 10;
const LARGE_ONES: usize = 4;
/// Bodies of one source at once.
const OF_SOURCE: usize = 4;

/// All that is in memory.
#[derive(Debug)]
pub struct Bodies {
    /// By the callback's token.
    shares: Mutex<HashMap<String, Share>>,
    large: Arc<Semaphore>,
}

/// What one source may send at once.
#[derive(Debug, Clone)]
struct Share {
    any: Arc<Semaphore>,
    large: Arc<Semaphore>,
}

/// A body with the places that it takes.
struct Kept {
    bytes: Vec<u8>,
    places: Vec<OwnedSemaphorePermit>,
}

impl AsRef<[u8]> for Kept {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

impl Default for Bodies {
    fn default() -> Self {
        Self { shares: Mutex::default(), large: Arc::new(Semaphore::new(LARGE_ONES)) }
    }
}

impl Bodies {
    /// The whole body, which keeps its place until it is dropped; else the status of the answer.
    pub async fn take(&self, token: &str, body: Body) -> Result<Bytes, StatusCode> {
        let (share, place) = self.share(token)?;
        let mut kept = Kept { bytes: Vec::new(), places: vec![place] };
        let whole = tokio::time::timeout(PATIENCE, self.fill(&mut kept, &share, body));
        whole.await.unwrap_or(Err(StatusCode::REQUEST_TIMEOUT))?;
        Ok(Bytes::from_owner(kept))
    }

    async fn fill(&self, kept: &mut Kept, share: &Share, body: Body) -> Result<(), StatusCode> {
        let mut pieces = body.into_data_stream();
        while let Some(piece) = pieces.next().await {
            kept.bytes.extend_from_slice(&piece.map_err(|_| StatusCode::BAD_REQUEST)?);
            if kept.bytes.len() > MOST {
                return Err(StatusCode::PAYLOAD_TOO_LARGE);
            }
            if kept.bytes.len() > SMALL && kept.places.len() == 1 {
                for places in [&share.large, &self.large] {
                    kept.places.push(place(places)?);
                }
            }
        }
        Ok(())
    }

    fn share(&self, token: &str) -> Result<(Share, OwnedSemaphorePermit), StatusCode> {
        let mut shares = self.shares.lock().unwrap_or_else(PoisonError::into_inner);
        shares.retain(|_, share| share.any.available_permits() < OF_SOURCE);
        let [any, large] = [OF_SOURCE, 1].map(|count| Arc::new(Semaphore::new(count)));
        let share = shares.entry(token.to_owned()).or_insert(Share { any, large }).clone();
        let place = place(&share.any)?;
        Ok((share, place))
    }
}

fn place(places: &Arc<Semaphore>) -> Result<OwnedSemaphorePermit, StatusCode> {
    Arc::clone(places).try_acquire_owned().map_err(|_: TryAcquireError| StatusCode::SERVICE_UNAVAILABLE)
}

#[cfg(test)]
mod tests {
    use futures_util::stream;

    use super::*;

    /// So much at once, and then nothing for ever.
    fn stuck(bytes: usize) -> Body {
        let begun: [Result<_, std::io::Error>; 1] = [Ok(vec![b'x'; bytes])];
        Body::from_stream(stream::iter(begun).chain(stream::pending()))
    }

    fn status(taken: Result<Bytes, StatusCode>) -> u16 {
        taken.map_or_else(|status| status.as_u16(), |_| 200)
    }

    #[tokio::test]
    async fn a_hub_that_sends_slowly_holds_up_itself_alone() {
        let bodies = Arc::<Bodies>::default();
        let mut sending = tokio::task::JoinSet::new();
        for size in [SMALL + 1, 1, 1, 1] {
            let bodies = Arc::clone(&bodies);
            sending.spawn(async move { status(bodies.take("slow", stuck(size)).await) });
        }
        tokio::task::yield_now().await;
        assert_eq!(status(bodies.take("slow", Body::from("x")).await), 503);
        assert_eq!(status(bodies.take("other", Body::from(vec![0; SMALL + 1])).await), 200);
        sending.shutdown().await;
        assert_eq!(status(bodies.take("slow", Body::from(vec![0; SMALL + 1])).await), 200);
    }

    #[tokio::test]
    async fn a_body_keeps_its_place_until_it_is_read() {
        let bodies = Bodies::default();
        let large = || Body::from(vec![0; SMALL + 1]);
        let kept = bodies.take("a", large()).await.unwrap();
        assert_eq!(status(bodies.take("a", large()).await), 503, "a second large one");
        assert_eq!(status(bodies.take("a", Body::from("x")).await), 200);
        drop(kept);
        assert_eq!(status(bodies.take("a", large()).await), 200);
        assert_eq!(status(bodies.take("a", Body::from(vec![0; MOST + 1])).await), 413);
        let mut all = Vec::new();
        for token in ["a", "b", "c", "d"] {
            all.push(bodies.take(token, large()).await.unwrap());
        }
        assert_eq!(status(bodies.take("e", large()).await), 503, "all places are taken");
        assert_eq!(status(bodies.take("e", Body::from("x")).await), 200, "but those of small ones");
    }
}
