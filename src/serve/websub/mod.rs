//! WebSub, both ways: the hub of our own feeds, and what the hubs that we subscribe to send.

mod bodies;
pub mod callback;
pub mod hub;
mod hub_admission;
mod hub_callers;
mod hub_delivery;
mod hub_verification;
mod hub_worker;
mod signature;

use std::net::IpAddr;

use bytes::Bytes;
use futures_util::future::BoxFuture;
use url::Url;

pub use {
    hub_callers::Callers,
    hub_worker::{reach, run},
};

use super::address::Filter;

/// The hub's address, below the site's.
pub const HUB: &str = "websub/hub";

/// How callbacks are reached: by the daemon's own client, with its guard against private networks and its deadlines.
/// Redirects are not followed (WebSub §5.1, §7). An error says why there was no answer.
pub trait Courier: Send + Sync {
    /// The status and the body.
    fn get(&self, url: Url) -> BoxFuture<'_, Result<(u16, Bytes), String>>;
    /// The addresses that the host's name leads to; none when it leads nowhere.
    fn addresses(&self, url: Url) -> BoxFuture<'_, Vec<IpAddr>>;
    /// A picture, for a page.
    fn picture(&self, url: Url) -> BoxFuture<'_, Result<Bytes, String>> {
        Box::pin(async move { Err(format!("{url}: pictures are not fetched")) })
    }
    /// The status.
    fn post(&self, url: Url, headers: Vec<(&'static str, String)>, body: Bytes) -> BoxFuture<'_, Result<u16, String>>;
}

/// For the log: the rest of a callback's address may be a secret of its subscriber's.
fn host(callback: &str) -> String {
    Url::parse(callback).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default()
}

/// A feed that can be subscribed to: not a page of one, and not one of the past.
pub fn is_topic(filter: &Filter) -> bool {
    filter.before.is_none() && filter.since.is_none()
}
