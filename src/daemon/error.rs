//! What keeps the service from starting, with the way out.

use crate::{config, fetch, store};

/// Why the service could not start, or had to stop.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Bad configuration.
    #[error(transparent)]
    Config(#[from] config::Error),
    /// The database.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// The client.
    #[error(transparent)]
    Fetch(#[from] fetch::Error),
    /// The address to serve on.
    #[error("cannot listen on {address}: {}\n  {}", words(.error), listen_elsewhere(.error))]
    Listen {
        /// Wanted.
        address: String,
        /// The system's words.
        error: std::io::Error,
    },
    /// Signals, threads.
    #[error("the system refuses: {0}")]
    System(#[from] std::io::Error),
}

/// The system's words, without its number.
fn words(error: &std::io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or(&text).to_owned()
}

fn listen_elsewhere(error: &std::io::Error) -> &'static str {
    match error.kind() {
        std::io::ErrorKind::AddrInUse => {
            "another program serves there: --listen 127.0.0.1:8081 takes another port, [daemon] listen sets it"
        }
        std::io::ErrorKind::PermissionDenied => {
            "ports below 1024 need a right of their own: take a higher one, or a socket of systemd"
        }
        _ => "this machine has no such address: --listen or [daemon] listen names another, 0.0.0.0 is all of them",
    }
}
