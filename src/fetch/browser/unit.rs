//! The browser's own unit: a connection in, a browser out. `pressfeed-browser.socket` starts it when somebody wants one.
//!
//! The service itself may make neither namespaces nor memory that is both written and run, as Chromium must: so its
//! browsers run in a unit beside it, which has no network and nothing of the service's.

use std::{os::unix::net::UnixListener, time::Duration};

use tokio::{sync::Semaphore, time::timeout};

use super::launch::{self, Process};
use crate::fetch::Error;

/// Without a browser for so long, the unit ends; the socket starts it again.
const IDLE: Duration = Duration::from_secs(60);
/// No page is drawn for longer.
const LONGEST: Duration = Duration::from_secs(240);
/// Browsers at once; a connection waits for its own.
static PLACES: Semaphore = Semaphore::const_new(2);

/// Starts a browser for each connection, until nobody has wanted one for a minute.
pub async fn serve(listener: UnixListener, command: Option<&str>) -> Result<(), Error> {
    let program = launch::find(command)?;
    let failed = |error: std::io::Error| Error::NoBrowser { message: format!("the socket cannot be used: {error}") };
    listener.set_nonblocking(true).map_err(failed)?;
    let listener = tokio::net::UnixListener::from_std(listener).map_err(failed)?;
    loop {
        let Ok(accepted) = timeout(IDLE, listener.accept()).await else {
            if PLACES.available_permits() == 2 {
                return Ok(());
            }
            continue;
        };
        let stream = accepted.and_then(|(stream, _)| stream.into_std()).map_err(failed)?;
        stream.set_nonblocking(false).map_err(failed)?;
        let Ok(place) = PLACES.acquire().await else { return Ok(()) };
        let mut process = Process::start(&program, stream)?;
        tokio::spawn(async move {
            let begun = tokio::time::Instant::now();
            while !process.has_ended() && begun.elapsed() < LONGEST {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            drop((process, place));
        });
    }
}
