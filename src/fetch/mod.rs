//! Polite, bounded, safe HTTP: the only place that knows reqwest.
//!
//! Everything is asked through [`Web`]: live, recording, or replayed. A request goes through robots.txt (pages
//! only), the address guard, its host's turn, and one exchange a hop; the deadline counts the exchanges, not the
//! waiting for turns. A body is given out only when it came whole, or its document did.

mod address;
mod apart;
mod browser;
mod client;
mod cookies;
mod decode;
mod ending;
mod error;
mod gate;
mod hints;
mod politeness;
mod redirects;
mod refresh;
mod replay;
mod robots;
mod robots_cache;
#[cfg(test)]
mod tests;
mod transport;
mod web;

use std::{path::PathBuf, time::Duration};

use url::Url;

use crate::model::{Credentials, Validators, Wanted};

pub use browser::{Drawing, Drawn, draw, serve as serve_browsers};
pub use error::Error;
use error::shown;
pub use gate::{Entered, Gate};
pub use web::{MayGo, Web};

/// Of an answer's head.
const MAX_HEAD_BYTES: u64 = 64 << 10;

/// `[fetch]` of the configuration.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Total deadline of one fetch, redirects and body included.
    pub timeout: Duration,
    /// Requests in flight at one host.
    pub per_host_concurrency: usize,
    /// Between the starts of requests to one host.
    pub per_host_delay: Duration,
    /// Decoded.
    pub max_body_bytes: u64,
    /// Private networks too.
    pub allow_private_addresses: bool,
    /// "10.1.0.0/16:8080": named exceptions.
    pub allow_addresses: Vec<String>,
    /// Certificates of issuers that are trusted beside the system's, PEM.
    pub ca_file: Option<PathBuf>,
    /// `[browser] command`: a program, or `unix:` and the socket of its unit; none: as found.
    pub browser: Option<String>,
    /// `pressfeed/0.1.0 (+https://...)`.
    pub user_agent: String,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(30),
            per_host_concurrency: 1,
            per_host_delay: Duration::from_secs(1),
            max_body_bytes: 16 << 20,
            allow_private_addresses: false,
            allow_addresses: Vec::new(),
            ca_file: None,
            browser: None,
            user_agent: concat!("pressfeed/", env!("CARGO_PKG_VERSION"), " (+https://pressfeed.example/bot)").into(),
        }
    }
}

/// One thing to ask.
#[derive(Debug, Clone)]
pub struct Request<'a> {
    /// Where.
    pub url: &'a Url,
    /// What for.
    pub wanted: Wanted,
    /// Validators of the stored body, if any.
    pub validators: &'a Validators,
    /// The address that the validators belong to ([`crate::model::Memory::validators_of`]): sent to that one only,
    /// which may be a redirect's target. None: to `url`.
    pub validators_of: Option<&'a str>,
    /// Sent to their own origin only, wherever the request goes.
    pub credentials: &'a Credentials,
    /// The host is not the source's own: what it says of waiting holds for guests, and never for its own source.
    pub guest: bool,
}

/// Where exchanges come from.
#[derive(Debug, Clone)]
pub enum Mode {
    /// The network.
    Live,
    /// The network, each exchange stored under this folder.
    Record(PathBuf),
    /// Recorded exchanges only; what was not recorded is an error.
    Replay(PathBuf),
}
