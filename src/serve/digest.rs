//! Stories by mail (`[[digest]]`): once a day, or as they come; each at least once, in the order of their changes.
//!
//! Each recipient has a task and a place in the row of changes of its own, kept in the store as for `[[notify]]`: a server
//! that does not answer costs time and no story, and who was mailed twice sees the same `Message-ID` twice.

use std::{sync::Arc, time::Duration};

use chrono::{DateTime, Days, NaiveTime, TimeZone, Utc};
use chrono_tz::Tz;
use futures_util::future::BoxFuture;
use tokio::task::JoinSet;

use super::{Digest, SECOND, Serving, look::Look, page, pages, refused, unsubscribe};
use crate::{
    model::{Progress, Recipient, Story},
    publish::html,
    store::{self, Query},
};

/// How often it is looked whether something is to be sent.
const LOOK: Duration = SECOND;
/// The first wait after a failure; each further one doubles it.
const FIRST: Duration = SECOND.saturating_mul(5);
/// The longest wait.
const LONGEST: Duration = SECOND.saturating_mul(900);
/// A server that refuses for good is asked again so much later, and then after twice as long, up to a day: somebody has
/// to mend something there, or here; or it was one story, and others have come since.
const REFUSED: Duration = SECOND.saturating_mul(3_600);
const LONGEST_REFUSED: Duration = SECOND.saturating_mul(86_400);
/// Stories of one mail; the next ones are in the next.
const MOST: usize = 60;

/// A mail to one recipient.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// Who gets it, who sends it, and by which server.
    pub to: Recipient,
    /// What it says.
    pub letter: html::Letter,
    /// For `Message-ID`: the same for the same stories.
    pub id: String,
    /// Where the recipient takes itself off the list.
    pub unsubscribe: String,
}

/// Why a mail was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The server's words.
    pub why: String,
    /// It will not take it later either.
    pub for_good: bool,
}

/// How mail leaves: by SMTP.
pub trait Mailer: Send + Sync {
    /// Done when the server has it.
    fn send(&self, mail: Mail) -> BoxFuture<'_, Result<(), Refusal>>;
}

/// Runs until it is aborted. A new configuration begins anew with the places that the store has.
pub async fn run(serving: Arc<Serving>, mailer: Arc<dyn Mailer>) {
    loop {
        let generation = serving.version().1;
        let mut tasks = JoinSet::new();
        for digest in serving.settings().digests.clone() {
            let (serving, mailer) = (Arc::clone(&serving), Arc::clone(&mailer));
            tasks.spawn(async move { Sender { serving, mailer, digest, seen: None }.work().await });
        }
        while serving.version().1 == generation {
            tokio::time::sleep(LOOK).await;
        }
        tasks.shutdown().await;
    }
}

struct Sender {
    serving: Arc<Serving>,
    mailer: Arc<dyn Mailer>,
    digest: Digest,
    /// The version of the store of which all is sent.
    seen: Option<u64>,
}

impl Sender {
    async fn work(mut self) {
        loop {
            let wait = match self.look().await {
                Ok(wait) => wait,
                Err(error) => {
                    tracing::warn!(%error, "digest");
                    LONGEST
                }
            };
            tokio::time::sleep(wait).await;
        }
    }

    /// Sends what is due; how long to wait before the next look.
    async fn look(&mut self) -> Result<Duration, store::Error> {
        let version = self.serving.version().0;
        if self.seen == Some(version) || unsubscribe::is_stopped(&self.serving, &self.digest.to.id).await? {
            return Ok(LOOK);
        }
        let mut progress = self.progress().await?;
        if !self.is_due().await? {
            return Ok(LOOK);
        }
        let mut most = MOST;
        loop {
            let query = Query { limit: most, ..self.query() };
            let changes = self.serving.store.changes(&query, progress.cursor, self.serving.now()).await?;
            let (count, mut through) = (changes.stories.len(), changes.through);
            if count > 0
                && let Err(refusal) = self.send(&changes.stories, through).await
            {
                if refusal.for_good && count > 1 {
                    // it may be one of them: a filter does not like its words
                    most = count / 2;
                    continue;
                }
                let taken = match changes.stories.first().filter(|_| refusal.for_good) {
                    Some(story) => self.taken_after((story, through)).await?,
                    None => None,
                };
                let Some(taken) = taken else {
                    progress.tries += 1;
                    self.note(progress.clone()).await?;
                    return Ok(self.wait(&progress, &refusal));
                };
                through = taken;
            }
            progress = Progress { cursor: progress.cursor.max(through), tries: 0 };
            self.note(progress.clone()).await?;
            if count < most {
                self.sent().await?;
                self.seen = self.digest.to.at.is_none().then_some(version);
                return Ok(LOOK);
            }
            most = MOST;
        }
    }

    /// The change up to which the server takes mail, though it refuses this story.
    async fn taken_after(&self, (story, change): (&Story, i64)) -> Result<Option<i64>, store::Error> {
        for (next, through) in refused::after(&self.serving, &self.query(), (&story.source, change)).await? {
            if self.send(&[next], through).await.is_err() {
                continue;
            }
            // or the server is mended this very moment
            if self.send(std::slice::from_ref(story), change).await.is_ok() {
                return Ok(Some(change));
            }
            let (view, source, story) = (self.digest.of.label(), &*story.source, story.lead_id.0);
            tracing::error!(view, source, story, "digest: it is refused, others are not, and left out");
            return Ok(Some(through));
        }
        Ok(None)
    }

    fn wait(&self, progress: &Progress, refusal: &Refusal) -> Duration {
        let (first, longest) = if refusal.for_good { (REFUSED, LONGEST_REFUSED) } else { (FIRST, LONGEST) };
        let wait = (first * 2_u32.saturating_pow(progress.tries.min(16) - 1)).min(longest);
        let server = url::Url::parse(self.digest.to.smtp.expose()).ok();
        let server = server.as_ref().and_then(url::Url::host_str).unwrap_or_default();
        let (view, tries, wait_secs) = (self.digest.of.label(), progress.tries, wait.as_secs());
        tracing::warn!(server, view, tries, wait_secs, why = refusal.why, "digest: the mail was not taken");
        wait
    }

    fn query(&self) -> Query {
        Query { limit: MOST, ..page::of_view(&self.digest.of, Query::default()) }
    }

    /// A new recipient gets what changes from now on.
    async fn progress(&self) -> Result<Progress, store::Error> {
        if let Some(known) = self.serving.store.told(&self.digest.to.id).await? {
            return Ok(known);
        }
        let cursor = self.serving.store.changes(&self.query(), i64::MAX, self.serving.now()).await?.through;
        let progress = Progress { cursor, tries: 0 };
        self.note(progress.clone()).await?;
        self.sent().await?;
        Ok(progress)
    }

    async fn note(&self, progress: Progress) -> Result<(), store::Error> {
        self.serving.store.tell(self.digest.to.id.clone(), progress).await
    }

    fn last(&self) -> String {
        format!("{}.sent", self.digest.to.id)
    }

    /// The day's mail is on its way, or there was nothing to say.
    async fn sent(&self) -> Result<(), store::Error> {
        if self.digest.to.at.is_none() {
            return Ok(());
        }
        let now = Progress { cursor: self.serving.now().timestamp(), tries: 0 };
        self.serving.store.tell(self.last(), now).await
    }

    async fn is_due(&self) -> Result<bool, store::Error> {
        let Some(at) = self.digest.to.at else { return Ok(true) };
        let last =
            self.serving.store.told(&self.last()).await?.and_then(|last| DateTime::from_timestamp(last.cursor, 0));
        let zone = self.serving.settings().zone;
        Ok(last.is_none_or(|last| next(last, at, zone) <= self.serving.now()))
    }

    async fn send(&self, stories: &[Story], through: i64) -> Result<(), Refusal> {
        let later = |why: String| Refusal { why, for_good: false };
        let (of, to) = (&self.digest.of, &self.digest.to);
        let look = Look::of_site(&self.serving.settings());
        let site = pages::site(&self.serving, look, "", String::new());
        let what = if of.name.is_empty() { site.title.clone() } else { of.label().to_owned() };
        let unsubscribe =
            unsubscribe::address(&self.serving, &to.id).await.map_err(|error| later(error.to_string()))?;
        let digest = html::Digest { stories, what: &what, to: &to.to, unsubscribe: &unsubscribe };
        let letter = html::letter(&site, digest).map_err(|error| later(error.to_string()))?;
        let id = format!("{}.{through}", to.id);
        self.mailer.send(Mail { to: to.clone(), letter, id, unsubscribe }).await
    }
}

/// The first time of day after a moment, on the site's clock; where a clock is put forward, the hour after.
fn next(last: DateTime<Utc>, at: NaiveTime, zone: Tz) -> DateTime<Utc> {
    let day = last.with_timezone(&zone).date_naive();
    let times = (0..3).filter_map(|days| {
        let time = day.checked_add_days(Days::new(days))?.and_time(at);
        let later = || zone.from_local_datetime(&(time + chrono::TimeDelta::hours(1))).earliest();
        zone.from_local_datetime(&time).earliest().or_else(later)
    });
    times.map(|time| time.to_utc()).find(|time| *time > last).unwrap_or(last + chrono::TimeDelta::days(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_has_one_time_for_mail_in_summer_and_winter() {
        let zone = chrono_tz::Europe::Berlin;
        let seven = NaiveTime::from_hms_opt(7, 0, 0).unwrap();
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        assert_eq!(next(at("2026-11-24T05:59:59Z"), seven, zone), at("2026-11-24T06:00:00Z"));
        assert_eq!(next(at("2026-11-24T06:00:00Z"), seven, zone), at("2026-11-25T06:00:00Z"));
        assert_eq!(next(at("2026-07-01T12:00:00Z"), seven, zone), at("2026-07-02T05:00:00Z"));
        // the night when half past two is not there
        let gone = NaiveTime::from_hms_opt(2, 30, 0).unwrap();
        assert_eq!(next(at("2026-03-28T12:00:00Z"), gone, zone), at("2026-03-29T01:30:00Z"));
    }
}
