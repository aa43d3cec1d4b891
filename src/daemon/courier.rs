//! The hub's way out: callbacks are reached by the client that polls, behind the same guard.

use std::net::IpAddr;

use bytes::Bytes;
use futures_util::future::BoxFuture;
use http::{HeaderMap, HeaderName, HeaderValue};
use url::Url;

use crate::{fetch::Web, serve::websub::Courier};

/// Bytes of a picture that is scaled for a page.
const PICTURE: usize = 12 << 20;

/// By the web.
pub struct ByWeb(pub Web);

impl Courier for ByWeb {
    fn get(&self, url: Url) -> BoxFuture<'_, Result<(u16, Bytes), String>> {
        Box::pin(async move { self.0.call(&url, HeaderMap::new(), None).await.map_err(|error| error.why()) })
    }

    fn picture(&self, url: Url) -> BoxFuture<'_, Result<Bytes, String>> {
        Box::pin(async move { self.0.picture(&url, PICTURE).await.map_err(|error| error.why()) })
    }

    fn addresses(&self, url: Url) -> BoxFuture<'_, Vec<IpAddr>> {
        Box::pin(async move { self.0.addresses(&url).await })
    }

    fn post(&self, url: Url, headers: Vec<(&'static str, String)>, body: Bytes) -> BoxFuture<'_, Result<u16, String>> {
        let pair = |(name, value): (&'static str, String)| {
            Some((HeaderName::from_static(name), HeaderValue::from_str(&value).ok()?))
        };
        let headers: HeaderMap = headers.into_iter().filter_map(pair).collect();
        Box::pin(async move {
            let answer = self.0.call(&url, headers, Some(body)).await;
            answer.map(|(status, _)| status).map_err(|error| error.why())
        })
    }
}
