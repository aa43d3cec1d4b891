//! Polite, bounded, safe HTTP: the only place that knows reqwest.
//!
//! Everything is asked through [`Web`]: live, recording, or replayed.

use std::{path::PathBuf, time::Duration};

use url::Url;

use crate::model::{Failure, Fetched, Outcome, Secret, Validators, Wanted};

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
    /// Extra headers, for the host of `url` only: dropped at a redirect to another host.
    pub headers: &'a [(String, Secret)],
}

/// Why nothing usable came.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Placeholder variant until the helper's work.
    #[error("{url}: {message}")]
    Other {
        /// Asked.
        url: String,
        /// What happened and what to do.
        message: String,
    },
}

impl Error {
    /// What it means for the schedule.
    pub fn failure(&self) -> Failure {
        Failure::Other
    }
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

/// The web, asked politely. Cheap to clone.
#[derive(Clone)]
pub struct Web {}

impl Web {
    /// Opens the client (and reads the recordings, when replaying).
    pub fn new(settings: &Settings, mode: Mode) -> Result<Self, Error> {
        let _ = (settings, mode);
        Ok(Self {})
    }

    /// Asks for one thing: address guard, robots.txt for pages, per-host spacing, conditional headers, one total deadline, body cap.
    pub async fn get(&self, request: Request<'_>) -> Result<Outcome, Error> {
        Err(Error::Other { url: request.url.to_string(), message: "not there yet".into() })
    }

    /// A page, unconditionally.
    pub async fn page(&self, url: &Url, headers: &[(String, Secret)]) -> Result<Fetched, Error> {
        match self.get(Request { url, wanted: Wanted::Page, validators: &Validators::default(), headers }).await? {
            Outcome::Modified(fetched) => Ok(*fetched),
            Outcome::NotModified { .. } => {
                Err(Error::Other { url: url.to_string(), message: "304 to an unconditional request".into() })
            }
        }
    }
}
