//! Tells others of stories (`[[notify]]`): in the order of their changes, each at least once, never in a poll's way.
//!
//! Each receiver has a task of its own and a place in the row of changes, kept in the store: whoever was away, slow or
//! killed in the middle goes on where it was. One story is on its way to a receiver at a time, and few are in all, so
//! that a thousand receivers of one change hold a few bodies in memory.

use std::{sync::Arc, time::Duration};

use ring::hmac;
use tokio::{
    sync::{Semaphore, watch},
    task::JoinSet,
    time::{Instant, sleep_until},
};
use url::Url;

use super::{Notify, SECOND, Serving, page, refused, websub::Courier};
use crate::{
    model::{NoticeFormat, Progress, Receiver, Story},
    publish::notice,
    store::{self, Query},
};

/// Deliveries at once.
const AT_ONCE: usize = 16;
/// How often changes are looked for.
const LOOK: Duration = SECOND;
/// The first wait after a failure; each further one doubles it.
const FIRST: Duration = SECOND.saturating_mul(2);
/// The longest wait.
const LONGEST: Duration = SECOND.saturating_mul(900);
/// A story that a receiver calls wrong so often is left out.
const REFUSED: u32 = 5;
/// One delivery.
const PATIENCE: Duration = SECOND.saturating_mul(20);

/// Runs until it is aborted. A new configuration begins anew with the places that the store has.
pub async fn run(serving: Arc<Serving>, courier: Arc<dyn Courier>) {
    loop {
        let generation = serving.version().1;
        let (says, hears) = watch::channel(serving.version().0);
        let places = Arc::new(Semaphore::new(AT_ONCE));
        let mut tasks = JoinSet::new();
        for notify in serving.settings().notify.clone() {
            let (serving, courier) = (Arc::clone(&serving), Arc::clone(&courier));
            let mut teller = Teller { serving, courier, notify, places: Arc::clone(&places), progress: None };
            let mut hears = hears.clone();
            tasks.spawn(async move { teller.tell(&mut hears).await });
        }
        while serving.version().1 == generation {
            tokio::time::sleep(LOOK).await;
            let version = serving.version().0;
            says.send_if_modified(|last| std::mem::replace(last, version) != version);
        }
        tasks.shutdown().await;
    }
}

/// What became of a delivery.
enum Outcome {
    /// The receiver has it, or will never take it.
    Done,
    /// Not now.
    Later(String),
    /// Not now, and it may be the story's fault.
    Refused(String),
}

/// Tells one receiver.
struct Teller {
    serving: Arc<Serving>,
    courier: Arc<dyn Courier>,
    notify: Notify,
    places: Arc<Semaphore>,
    /// None before it was read.
    progress: Option<Progress>,
}

impl Teller {
    async fn tell(&mut self, hears: &mut watch::Receiver<u64>) {
        loop {
            let wait = match self.tell_all().await {
                Ok(None) => None,
                Ok(Some(wait)) => Some(wait),
                Err(error) => {
                    tracing::warn!(%error, "notify");
                    Some(LONGEST.min(FIRST * 8))
                }
            };
            match wait {
                Some(wait) => sleep_until(Instant::now() + wait).await,
                // the configuration goes, and this task with it
                None if hears.changed().await.is_err() => return,
                None => {}
            }
        }
    }

    /// All that changed; a failure says how long to wait.
    async fn tell_all(&mut self) -> Result<Option<Duration>, store::Error> {
        let Some(query) = self.query() else { return Ok(None) };
        let mut progress = match self.progress.take() {
            Some(progress) => progress,
            None => self.begin(&query).await?,
        };
        loop {
            // before anything is read: a thousand receivers of one story do not hold it a thousand times
            let Ok(_place) = Arc::clone(&self.places).acquire_owned().await else { return Ok(None) };
            let changes = self.serving.store.changes(&query, progress.cursor, self.serving.now()).await?;
            let Some(story) = changes.stories.into_iter().next() else {
                // nobody is told of what is of no interest: the place is kept in memory until somebody is
                progress.cursor = progress.cursor.max(changes.through);
                self.progress = Some(progress);
                return Ok(None);
            };
            let mut through = changes.through;
            let failed = match self.deliver(&story, through, progress.tries).await {
                Outcome::Done => None,
                Outcome::Later(why) => Some(why),
                Outcome::Refused(why) if progress.tries + 1 < REFUSED => Some(why),
                Outcome::Refused(why) => match self.taken_after(&query, (&story, through)).await? {
                    Some(taken) => {
                        through = taken;
                        None
                    }
                    None => Some(why),
                },
            };
            let Some(why) = failed else {
                progress = Progress { cursor: through, tries: 0 };
                self.serving.store.tell(self.notify.to.id.clone(), progress.clone()).await?;
                continue;
            };
            progress.tries += 1;
            self.serving.store.tell(self.notify.to.id.clone(), progress.clone()).await?;
            let wait = (FIRST * 2_u32.saturating_pow(progress.tries.min(16) - 1)).min(LONGEST);
            tracing::warn!(receiver = self.host(), tries = progress.tries, wait_secs = wait.as_secs(), why, "notify");
            self.progress = Some(progress);
            return Ok(Some(wait));
        }
    }

    /// The change up to which a receiver takes stories, though it refuses this one.
    async fn taken_after(&self, query: &Query, (story, change): (&Story, i64)) -> Result<Option<i64>, store::Error> {
        for (next, through) in refused::after(&self.serving, query, (&story.source, change)).await? {
            if !matches!(self.deliver(&next, through, 0).await, Outcome::Done) {
                continue;
            }
            // or the receiver is back this very moment
            if matches!(self.deliver(story, change, 0).await, Outcome::Done) {
                return Ok(Some(change));
            }
            let (receiver, source, story) = (self.host(), &*story.source, story.lead_id.0);
            tracing::error!(receiver, source, story, "notify: it is refused, others are not, and left out");
            return Ok(Some(through));
        }
        Ok(None)
    }

    /// A new receiver is told of what changes from now on.
    async fn begin(&self, query: &Query) -> Result<Progress, store::Error> {
        if let Some(known) = self.serving.store.told(&self.notify.to.id).await? {
            return Ok(known);
        }
        let cursor = self.serving.store.changes(query, i64::MAX, self.serving.now()).await?.through;
        let progress = Progress { cursor, tries: 0 };
        self.serving.store.tell(self.notify.to.id.clone(), progress.clone()).await?;
        Ok(progress)
    }

    fn query(&self) -> Option<Query> {
        let settings = self.serving.settings();
        let mut query = page::of_view(&self.notify.of, Query::default());
        query.limit = 1;
        (!settings.is_still).then_some(query)
    }

    async fn deliver(&self, story: &Story, change: i64, tries: u32) -> Outcome {
        let Receiver { url, format, secret, .. } = &self.notify.to;
        let Some((url, topic)) = address(url.expose(), *format) else { return Outcome::Done };
        let body = match notice::message(*format, story, &self.serving.public_url(), &topic) {
            Ok(body) => body,
            Err(error) => return Outcome::Later(error.to_string()),
        };
        let mut headers = vec![
            ("content-type", "application/json".to_owned()),
            ("x-pressfeed-delivery", format!("{}-{change}", self.notify.to.id)),
        ];
        headers.extend(secret.as_ref().map(|secret| match format {
            NoticeFormat::Json | NoticeFormat::Ninjs => ("x-hub-signature-256", signed(secret.expose(), &body)),
            NoticeFormat::Slack | NoticeFormat::Matrix | NoticeFormat::Ntfy => {
                ("authorization", format!("Bearer {}", secret.expose()))
            }
        }));
        let answer = tokio::time::timeout(PATIENCE, self.courier.post(url, headers, body.into())).await;
        match answer {
            Ok(Ok(200..300)) => Outcome::Done,
            Ok(Ok(status @ (400 | 413 | 415 | 422))) if tries + 1 >= REFUSED => {
                tracing::error!(
                    receiver = self.host(),
                    status,
                    story = story.lead_id.0,
                    "notify: it is refused and left out"
                );
                Outcome::Done
            }
            Ok(Ok(status @ (429 | 503))) => Outcome::Later(format!("HTTP {status}")),
            Ok(Ok(status)) => Outcome::Refused(format!("HTTP {status}")),
            Ok(Err(error)) => Outcome::Later(error),
            Err(_) => Outcome::Later(format!("no answer in {} s", PATIENCE.as_secs())),
        }
    }

    /// For the log: the rest of an address may be a secret.
    fn host(&self) -> String {
        let url = Url::parse(self.notify.to.url.expose()).ok();
        url.and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default()
    }
}

/// Where it is sent, and ntfy's topic: its JSON goes to the server's root.
fn address(url: &str, format: NoticeFormat) -> Option<(Url, String)> {
    let url = Url::parse(url).ok()?;
    if format != NoticeFormat::Ntfy {
        return Some((url, String::new()));
    }
    let topic = url.path_segments()?.rfind(|part| !part.is_empty())?.to_owned();
    Some((url.join("./").ok()?, topic))
}

/// `sha256=HEX` of an HMAC over the body, as GitHub and WebSub have it.
fn signed(secret: &str, body: &[u8]) -> String {
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes()), body);
    tag.as_ref().iter().fold("sha256=".to_owned(), |mut hex, byte| {
        hex.push_str(&format!("{byte:02x}"));
        hex
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_is_signed_as_the_standard_says() {
        // RFC 4231 §4.3
        let expected = "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
        assert_eq!(signed("Jefe", b"what do ya want for nothing?"), expected);
    }

    #[test]
    fn ntfy_is_told_at_its_root() {
        let (url, topic) = address("https://ntfy.example.org/press", NoticeFormat::Ntfy).unwrap();
        assert_eq!((url.as_str(), topic.as_str()), ("https://ntfy.example.org/", "press"));
        let (url, topic) = address("https://hooks.example.org/x?y=1", NoticeFormat::Slack).unwrap();
        assert_eq!((url.as_str(), topic.as_str()), ("https://hooks.example.org/x?y=1", ""));
    }
}
