//! `/media/RELEASE/WIDTH/NAME`: a picture that a release shows, scaled, from our side (`[pages] media = "proxy"`), so that
//! no publisher hears of who reads.
//!
//! Only what a release shows has an address here. It is fetched behind the guard of every request, few at a time, within
//! bounds of bytes, pixels and time; what came of it, a failure too, is kept in memory for a while. To wait is no failure:
//! a page of large pictures has them one after the other.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use axum::{
    extract::{Path, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use hosts::registrable;
use tokio::sync::{OnceCell, Semaphore};
use url::Url;

use super::{Serving, failure::Failure, pace::Paces, pages, scaled, single};
use crate::{
    model::ReleaseId,
    publish::html::{self, Width},
};

/// Pictures under way at once, and those that wait for it.
const AT_ONCE: usize = 4;
const WAITING: usize = 200;
/// Bytes of all that is kept, and how many.
const ROOM: usize = 32 << 20;
const MOST: usize = 2_000;
/// How long it is kept, and how long a failure.
const KEPT: Duration = Duration::from_secs(86_400);
const FAILED: Duration = Duration::from_secs(600);
/// For a publisher's answer.
const PATIENCE: Duration = Duration::from_secs(15);

type Name = (ReleaseId, Width, String);

/// A picture, with its type.
type Picture = (&'static str, Bytes);

/// What came of a question.
struct Answer {
    picture: Result<Picture, Nothing>,
    at: Instant,
}

/// Why there is no picture.
enum Nothing {
    /// It was tried.
    Failed(String),
    /// Its host was asked often enough.
    Later,
}

impl From<String> for Nothing {
    fn from(why: String) -> Self {
        Self::Failed(why)
    }
}

impl Answer {
    fn size(&self) -> usize {
        self.picture.as_ref().map_or(0, |(_, bytes)| bytes.len())
    }

    fn holds(&self) -> bool {
        self.at.elapsed()
            < match self.picture {
                Ok(_) => KEPT,
                Err(Nothing::Failed(_)) => FAILED,
                Err(Nothing::Later) => Duration::ZERO,
            }
    }
}

/// A place for an answer, and when it was last asked for.
type Place = (Arc<OnceCell<Answer>>, Instant);

/// All that is kept.
pub struct Media {
    places: Mutex<HashMap<Name, Place>>,
    turns: Arc<Semaphore>,
    /// Millions of pixels that may be decoded: one large picture, or several small ones.
    room: Arc<Semaphore>,
    waiting: Semaphore,
    paces: Paces,
}

impl Default for Media {
    fn default() -> Self {
        let [turns, room] = [AT_ONCE, scaled::MILLIONS].map(|count| Arc::new(Semaphore::new(count)));
        Self {
            places: Mutex::default(),
            turns,
            room,
            waiting: Semaphore::new(AT_ONCE + WAITING),
            paces: Paces::default(),
        }
    }
}

impl Media {
    fn place(&self, name: &Name) -> Arc<OnceCell<Answer>> {
        let mut places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((place, used)) = places.get_mut(name)
            && place.get().is_none_or(Answer::holds)
        {
            *used = Instant::now();
            return Arc::clone(place);
        }
        places.remove(name);
        let mut size: usize = places.values().filter_map(|(place, _)| place.get()).map(Answer::size).sum();
        while size > ROOM || places.len() >= MOST {
            // names that somebody made up do not drive out pictures
            let has_picture = |place: &OnceCell<Answer>| place.get().is_some_and(|answer| answer.picture.is_ok());
            let goes_first = |(place, used): &Place| (size <= ROOM && has_picture(place), *used);
            let Some(oldest) = places.iter().min_by_key(|(_, place)| goes_first(place)).map(|(name, _)| name.clone())
            else {
                break;
            };
            let gone = places.remove(&oldest);
            size -= gone.and_then(|(place, _)| place.get().map(Answer::size)).unwrap_or_default();
        }
        let place = Arc::<OnceCell<Answer>>::default();
        places.insert(name.clone(), (Arc::clone(&place), Instant::now()));
        place
    }
}

/// The picture.
pub async fn picture(
    State(serving): State<Arc<Serving>>,
    Path((release, width, name)): Path<(ReleaseId, String, String)>,
    asked: HeaderMap,
) -> Response {
    let missing = || pages::failure(&serving, &asked, &Failure::NotFound);
    let Some(width) = Width::of(&width).filter(|_| serving.settings().scales_media) else { return missing() };
    let name = (release, width, name);
    let place = serving.media.place(&name);
    if place.get().is_none() {
        let Ok(_waits) = serving.media.waiting.try_acquire() else {
            return pages::failure(&serving, &asked, &Failure::Busy);
        };
        place.get_or_init(|| answer(&serving, &name)).await;
    }
    let kept = |text: &'static str| [(header::CACHE_CONTROL, text)];
    match place.get().map(|answer| &answer.picture) {
        Some(Ok((kind, bytes))) => {
            (kept("public, max-age=604800, immutable"), [(header::CONTENT_TYPE, *kind)], bytes.clone()).into_response()
        }
        Some(Err(Nothing::Later)) => pages::failure(&serving, &asked, &Failure::Busy),
        Some(Err(Nothing::Failed(_))) | None => (StatusCode::NOT_FOUND, kept("public, max-age=600")).into_response(),
    }
}

async fn answer(serving: &Serving, name: &Name) -> Answer {
    let picture = made(serving, name).await;
    if let Err(Nothing::Failed(why)) = &picture {
        tracing::debug!(release = name.0.0, why, "no picture");
    }
    Answer { picture, at: Instant::now() }
}

async fn made(serving: &Serving, (release, width, name): &Name) -> Result<Picture, Nothing> {
    let shown = single::shown(serving, *release).await.map_err(|failure| format!("{failure:?}"))?;
    let url = html::picture(&shown, name).ok_or_else(|| "the release does not show it".to_owned())?;
    let url = Url::parse(&url).map_err(|error| error.to_string())?;
    let courier = serving.courier.get().ok_or_else(|| "nobody fetches yet".to_owned())?;
    if !serving.media.paces.may_ask(registrable(url.host_str().unwrap_or_default()), Instant::now()) {
        return Err(Nothing::Later);
    }
    let turn = Arc::clone(&serving.media.turns).acquire_owned().await.map_err(|error| error.to_string())?;
    let bytes = tokio::time::timeout(PATIENCE, courier.picture(url)).await;
    let bytes = bytes.map_err(|_| format!("no answer in {} s", PATIENCE.as_secs()))??;
    let head = bytes.clone();
    let millions = aside(move || scaled::millions(&head)).await?;
    let room = Arc::clone(&serving.media.room).acquire_many_owned(millions).await.map_err(|error| error.to_string())?;
    let width = *width as u32;
    let scaled = aside(move || {
        let scaled = scaled::scaled(&bytes, width);
        // what decodes cannot be stopped: its turn ends when it does
        drop((turn, room));
        scaled
    });
    let scaled = scaled.await?;
    Ok((scaled.media_type, scaled.bytes.into()))
}

/// Work that must not hold up what answers.
async fn aside<T: Send + 'static>(work: impl FnOnce() -> Result<T, String> + Send + 'static) -> Result<T, String> {
    tokio::task::spawn_blocking(work).await.map_err(|error| error.to_string())?
}
