//! What long work is at: one line on a terminal's standard error, with its seconds; nothing elsewhere.

use std::{
    io::{self, IsTerminal, Write},
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{self, RecvTimeoutError, Sender},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use super::{output, wrap};

/// What takes no longer needs no word.
const PATIENCE: Duration = Duration::from_millis(300);

/// A line that is rewritten while work goes on, and gone when it ends.
pub struct Progress {
    said: Arc<Mutex<String>>,
    /// Dropped: the end.
    ends: Option<Sender<()>>,
    teller: Option<JoinHandle<()>>,
}

impl Progress {
    /// Of work that begins now.
    pub fn begin(text: &str) -> Self {
        let said = Arc::new(Mutex::new(text.to_owned()));
        let mut progress = Self { said: said.clone(), ends: None, teller: None };
        if io::stderr().is_terminal() {
            let (ends, ended) = mpsc::channel::<()>();
            progress.ends = Some(ends);
            progress.teller = Some(thread::spawn(move || tell(&said, &ended)));
        }
        progress
    }

    /// What it is at now.
    pub fn say(&self, text: String) {
        *self.said.lock().unwrap_or_else(PoisonError::into_inner) = text;
    }
}

fn tell(said: &Mutex<String>, ended: &mpsc::Receiver<()>) {
    let begun = Instant::now();
    let mut shown = false;
    while ended.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
        let text = said.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let width = output::width(&io::stderr()).unwrap_or(80);
        let seconds = begun.elapsed().as_secs();
        let text = wrap::cut(&text, width.saturating_sub(8));
        shown |= raw(&format!("\r\x1b[K{text} {seconds} s"), &text);
    }
    if shown {
        raw("\r\x1b[K", "");
    }
}

/// True when it was written. Strangers' words (`text`) must be harmless.
fn raw(line: &str, text: &str) -> bool {
    output::is_harmless_text(text) && io::stderr().lock().write_all(line.as_bytes()).is_ok()
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.ends = None;
        if let Some(teller) = self.teller.take() {
            // a teller that panicked has nothing to tell
            drop(teller.join());
        }
    }
}
