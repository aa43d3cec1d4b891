//! Pages that are drawn by script: a document in, the document as a browser has drawn it out.
//!
//! The browser has no network. Whatever a page wants comes to us (`Fetch.requestPaused`) and goes through [`Web`], or not
//! at all ([`rules`]): so the address guard, robots.txt, turns and spacing, limits, credentials by origin, recording and
//! replaying hold for a browser as for everything else. A browser draws one page and ends; two run at once.

mod launch;
mod rules;
mod run;
mod session;
mod unit;
mod wire;

use tokio::{net::UnixStream, sync::Semaphore};

use self::{
    run::{Run, Stop},
    wire::Wire,
};
use super::{Error, Web, shown};

pub use run::{Drawing, Drawn};
pub use unit::serve;

/// Browsers at once: each takes a third of a gigabyte at worst.
static TURNS: Semaphore = Semaphore::const_new(2);

/// Draws a page.
pub async fn draw(web: &Web, drawing: Drawing<'_>) -> Result<Drawn, Error> {
    let _turn = TURNS.acquire().await;
    let (stream, mut process) = launch::open(web.settings().browser.as_deref())?;
    let stream = stream.set_nonblocking(true).and_then(|()| UnixStream::from_std(stream));
    let stream = stream.map_err(|error| Error::NoBrowser { message: error.to_string() })?;
    let url = shown(&drawing.document.url);
    let drawn = Run::new(web, drawing, Wire::new(stream)).finish().await;
    drawn.map_err(|stop| match (stop, &mut process) {
        (Stop::Unborn, Some(process)) => process.last_words(),
        (Stop::Unborn, None) => Error::NoBrowser {
            message: "the browser's unit ended at once: journalctl -u pressfeed-browser says why".into(),
        },
        (Stop::Page(message), _) => Error::Drawing { url, message },
    })
}
