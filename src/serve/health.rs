//! What ails the daemon, for `/healthz` and `/readyz`.

use std::{
    collections::BTreeMap,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use super::Serving;

/// Writing is tried at most this often.
const TRIED: Duration = Duration::from_millis(1500);
/// A store that takes longer than this to write does not.
const PATIENCE: Duration = Duration::from_secs(3);

/// Troubles by part of the daemon, and whether it serves yet.
#[derive(Debug, Default)]
pub struct Health {
    troubles: Mutex<BTreeMap<&'static str, String>>,
    unready: AtomicBool,
    writing: tokio::sync::Mutex<Option<(Instant, Option<String>)>>,
}

impl Health {
    /// A part ails (`Some`), or is well again.
    pub fn set(&self, part: &'static str, trouble: Option<String>) {
        let mut troubles = self.troubles.lock().unwrap_or_else(PoisonError::into_inner);
        match trouble {
            Some(words) => troubles.insert(part, words),
            None => troubles.remove(part),
        };
    }

    /// `/readyz` says no while the daemon stops.
    pub fn set_ready(&self, ready: bool) {
        self.unready.store(!ready, Ordering::Relaxed);
    }

    pub(super) fn is_ready(&self) -> bool {
        !self.unready.load(Ordering::Relaxed)
    }

    /// Everything that ails, the database's writing tried now or a moment ago.
    pub(super) async fn troubles(&self, serving: &Serving) -> BTreeMap<&'static str, String> {
        let mut writing = self.writing.lock().await;
        if writing.as_ref().is_none_or(|(at, _)| at.elapsed() > TRIED) {
            let trouble = match tokio::time::timeout(PATIENCE, serving.store.writable()).await {
                Ok(Ok(())) => None,
                Ok(Err(error)) => Some(error.to_string()),
                Err(_) => Some(format!("nothing could be written for {} s", PATIENCE.as_secs())),
            };
            *writing = Some((Instant::now(), trouble));
        }
        let trouble = writing.as_ref().and_then(|(_, trouble)| trouble.clone());
        drop(writing);
        let mut troubles = self.troubles.lock().unwrap_or_else(PoisonError::into_inner).clone();
        troubles.extend(trouble.map(|words| ("database", words)));
        troubles
    }
}
