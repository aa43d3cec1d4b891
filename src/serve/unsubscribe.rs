//! `/unsubscribe/ID/TOKEN`: who gets mail takes itself off the list, by one click (RFC 8058) or on a page.
//!
//! The token follows from the recipient and from a key that the store keeps: only whoever got the mail has it.

use std::sync::Arc;

use super::{Serving, failure::Failure, form, look::Look, pages, site};
use crate::{model::Progress, publish::html, store};
use axum::{
    body::Body,
    extract::{Path, State},
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use ring::rand::{SecureRandom, SystemRandom};

/// Under this name the store keeps the key.
const KEY: &str = "unsubscribe";

/// What the page's form says; a mail program's own form has nothing that we need.
struct Wish {
    again: bool,
}

fn stop(id: &str) -> String {
    format!("{id}.stopped")
}

/// Whether a recipient wants no more.
pub async fn is_stopped(serving: &Serving, id: &str) -> Result<bool, store::Error> {
    Ok(serving.store.told(&stop(id)).await?.is_some_and(|stopped| stopped.cursor > 0))
}

/// The page's address, for a mail.
pub async fn address(serving: &Serving, id: &str) -> Result<String, store::Error> {
    Ok(format!("{}{}", serving.public_url(), path(id, &token(serving, id).await?)))
}

fn path(id: &str, token: &str) -> String {
    format!("unsubscribe/{id}/{token}")
}

async fn token(serving: &Serving, id: &str) -> Result<String, store::Error> {
    let key = match serving.store.told(KEY).await? {
        Some(known) => known.cursor,
        None => made(serving).await?,
    };
    let key = blake3::derive_key("pressfeed unsubscribe", &key.to_le_bytes());
    Ok(blake3::keyed_hash(&key, id.as_bytes()).to_hex()[..32].to_owned())
}

async fn made(serving: &Serving) -> Result<i64, store::Error> {
    let mut bytes = [0; 8];
    SystemRandom::new()
        .fill(&mut bytes)
        .map_err(|_| store::Error::Other("the system gives no random numbers".into()))?;
    let key = i64::from_le_bytes(bytes);
    serving.store.tell(KEY.into(), Progress { cursor: key, tries: 0 }).await?;
    Ok(key)
}

/// The page.
pub async fn page(state: State<Arc<Serving>>, path: Path<(String, String)>, asked: HeaderMap) -> Response {
    answer(state, path, asked, None).await
}

/// The wish.
pub async fn obey(state: State<Arc<Serving>>, path: Path<(String, String)>, asked: HeaderMap, body: Body) -> Response {
    let form = match form::whole(body).await {
        Ok(form) => form,
        Err(refusal) => return refusal,
    };
    let wish = Wish { again: url::form_urlencoded::parse(&form).any(|(name, _)| name == "again") };
    answer(state, path, asked, Some(wish)).await
}

async fn answer(
    State(serving): State<Arc<Serving>>,
    Path((id, given)): Path<(String, String)>,
    asked: HeaderMap,
    wish: Option<Wish>,
) -> Response {
    match known(&serving, &id, &given, wish).await {
        Ok(Some(stopped)) => {
            let look = Look::of(&Default::default(), &asked, &serving.settings());
            let shown = html::Site { hidden: true, ..pages::site(&serving, look, "", path(&id, &given)) };
            match html::unsubscribe(&shown, stopped) {
                Ok(page) => {
                    ([("content-type", pages::MEDIA_TYPE), ("cache-control", "no-store")], page).into_response()
                }
                Err(error) => pages::failure(&serving, &asked, &Failure::from_io(error)),
            }
        }
        Ok(None) => pages::failure(&serving, &asked, &Failure::NotFound),
        Err(error) => pages::failure(&serving, &asked, &error.into()),
    }
}

/// What is so after the wish: whether mail is stopped; none for who shows no token.
async fn known(serving: &Serving, id: &str, given: &str, wish: Option<Wish>) -> Result<Option<bool>, store::Error> {
    if serving.store.told(id).await?.is_none() || !site::is_same(given, &token(serving, id).await?) {
        return Ok(None);
    }
    if let Some(wish) = wish {
        let stopped = Progress { cursor: i64::from(!wish.again), tries: 0 };
        serving.store.tell(stop(id), stopped).await?;
    }
    is_stopped(serving, id).await.map(Some)
}
