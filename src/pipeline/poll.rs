//! A poll: what it asks, what it learns of its source, and what it writes.

use std::{sync::Arc, time::Instant};

use chrono::{DateTime, TimeDelta, Utc};
use url::Url;

use super::{Error, World, attempt, desk::Desk, drawn, drift, quota, read, stories, validators};
use crate::{
    fetch::Request,
    model::{
        self, Change, Committed, Document, Ended, Fetched, Freshness, ItemChange, Memory, NextPoll, Outcome, Report,
        Source, SourceState, Target, Validators, Wanted, Warning,
    },
    schedule,
};

/// After the database could not be written, a source is asked again no sooner than this.
const STORE_RETRY: TimeDelta = TimeDelta::seconds(5);

/// A source's turn.
pub(super) struct Poll<'w> {
    pub world: &'w World,
    pub source: &'w Arc<Source>,
    /// The source as it is after what was done so far.
    pub state: SourceState,
    pub report: Report,
    /// When it began.
    pub now: DateTime<Utc>,
    pub desk: Desk<'w>,
    begun: Instant,
}

impl<'w> Poll<'w> {
    pub fn new(world: &'w World, source: &'w Arc<Source>, state: SourceState) -> Self {
        let (report, desk, now) = (Report::new(source, &state), Desk::new(world), world.clock.now());
        Self { world, source, state, report, now, desk, begun: Instant::now() }
    }

    /// Polls; what went wrong is in the report and in the state.
    pub async fn run(mut self) -> (Report, SourceState) {
        self.state.polled_at = Some(self.now);
        let before = self.state.clone();
        if let Err(error) = self.turn().await {
            let version = self.state.version;
            self.state = SourceState { memory: Memory { attempts: 0, ..before.memory }, version, ..before };
            if matches!(error, Error::Lost) {
                self.lost().await;
                return self.ended();
            }
            self.report.outcome = Ended::Failed;
            self.report.error = Some(self.source.without_secrets(&error.to_string()));
            match error {
                Error::Store(_) => self.unstored(),
                error => Box::pin(self.failed(&error)).await,
            }
        }
        self.ended()
    }

    /// What came of it.
    pub fn ended(mut self) -> (Report, SourceState) {
        self.report.next = self.state.next.clone();
        for warning in &mut self.report.warnings {
            warning.url = warning.url.as_deref().map(|url| self.source.without_secrets(url));
            warning.text = self.source.without_secrets(&warning.text);
        }
        self.report.took_ms = self.begun.elapsed().as_millis().try_into().unwrap_or(u64::MAX);
        (self.report, self.state)
    }

    /// Asks, reads what came, completes what is new from its own pages, and writes all of it. (What only some polls do is
    /// boxed: hundreds wait at once, each as large as the largest thing that it may come to do.)
    async fn turn(&mut self) -> Result<(), Error> {
        let succeeded_at = self.state.succeeded_at;
        let (fresh, changes) = match self.ask().await? {
            Outcome::NotModified { freshness, validators, moved_to } => {
                self.not_modified(validators);
                self.adopt(moved_to.as_ref(), true);
                (freshness, Box::pin(self.untried()).await?)
            }
            Outcome::Modified(mut fetched) => {
                let (changes, recognised) = Box::pin(self.modified(&mut fetched)).await?;
                self.adopt(fetched.moved_to.as_ref(), recognised);
                (fetched.freshness, changes)
            }
        };
        schedule::push::found(&mut self.state, succeeded_at, new_ones(&changes), self.now);
        self.succeed(&fresh);
        self.world.reached(self.source, self.now);
        self.commit(changes, self.world.round(succeeded_at, self.now)).await
    }

    /// Where the source lives now.
    pub fn address(&self) -> Url {
        let moved = self.state.memory.moved_to.as_deref().and_then(|text| Url::parse(text).ok());
        moved.unwrap_or_else(|| self.source.target.url().clone())
    }

    async fn ask(&mut self) -> Result<Outcome, Error> {
        let wanted = if matches!(self.source.target, Target::Newsroom(_)) { Wanted::Page } else { Wanted::Feed };
        let request = Request {
            url: &self.address(),
            wanted,
            validators: &self.state.memory.validators,
            validators_of: self.state.memory.validators_of.as_deref(),
            credentials: &self.source.credentials,
            guest: false,
        };
        let outcome = Box::pin(self.world.web.get(request)).await?;
        Ok(Box::pin(drawn::drawn(self.world, self.source, &mut self.state, outcome)).await?)
    }

    fn not_modified(&mut self, validators: Validators) {
        self.report.outcome = Ended::NotModified;
        let memory = &mut self.state.memory;
        if !validators.is_empty() {
            memory.validators = validators::merged(&memory.validators, validators);
        }
        drift::unchanged(memory, self.now);
    }

    fn adopt(&mut self, moved_to: Option<&Url>, same_feed: bool) {
        if let Some(url) = schedule::redirect(&mut self.state.memory, moved_to, self.now, same_feed) {
            tracing::info!(source_id = %self.source.id, to = self.source.shown_address(&url), "permanent redirect adopted");
        }
    }

    /// A body: what it changes, and whether the source is recognised in it.
    async fn modified(&mut self, fetched: &mut Fetched) -> Result<(Vec<ItemChange>, bool), Error> {
        if let Some(cut) = &fetched.cut {
            let text = format!("the transfer failed at its end ({cut}), the document is whole and was read");
            self.report.warnings.push(Warning { url: Some(self.source.shown_address(&fetched.url)), text });
        }
        let (hash, bytes) = (blake3::hash(&fetched.body).to_hex()[..32].to_owned(), fetched.body.len() as u64);
        let same = !fetched.delta && self.state.memory.body_hash.as_ref() == Some(&hash);
        let mut kept = Some(hash);
        let changes = if same {
            self.report.outcome = Ended::Unchanged;
            drift::unchanged(&mut self.state.memory, self.now);
            (Box::pin(self.untried()).await?, true)
        } else {
            self.report.outcome = Ended::Modified;
            self.desk.sit(fetched.body.len()).await;
            self.note_attempt().await?;
            let mut document = self.read(fetched, self.state.memory.items > 0).await?;
            if let Some(part) = read::newest_part(&document) {
                document = Box::pin(self.part(&part, document)).await?;
                (kept, fetched.validators) = (None, Validators::default());
            }
            Box::pin(self.changes(fetched, document)).await?
        };
        let memory = &mut self.state.memory;
        if !fetched.delta {
            (memory.body_hash, memory.body_bytes) = (kept, bytes);
        }
        memory.validators = if same { validators::refused(&fetched.validators) } else { fetched.validators.clone() };
        memory.validators_of = Some(fetched.url.to_string());
        memory.unconditional = fetched.validators.is_empty();
        quota::unread(memory);
        Ok(changes)
    }

    /// The document that came; `had`: something was found in it before.
    pub async fn read(&self, fetched: &Fetched, had: bool) -> Result<Document, Error> {
        let url = fetched.url.to_string();
        let (source, fetched, now) = (self.source.clone(), fetched.clone(), self.now);
        let read = self.world.cpu(self.source, move || read::polled(&source, &fetched, had, now)).await;
        read.map_err(|why| Error::stopped(why, &url))?.map_err(|error| Error::Read { url, error })
    }

    /// What a part of an index holds: asked for anew each time, since an index may stand still while its parts change.
    async fn part(&self, url: &Url, index: Document) -> Result<Document, Error> {
        let request = Request {
            url,
            wanted: Wanted::Feed,
            validators: &Validators::default(),
            validators_of: None,
            credentials: &self.source.credentials,
            guest: url.host_str() != self.source.target.url().host_str(),
        };
        match self.world.web.get(request).await? {
            Outcome::Modified(part) => self.read(&part, true).await,
            Outcome::NotModified { .. } => Ok(index),
        }
    }

    /// What is read may end this process, and who comes next may be another machine's: where there is no file to note it
    /// in, the store says until the commit that the source lost a turn.
    pub async fn note_attempt(&mut self) -> Result<(), Error> {
        if self.world.takes_notes() {
            return Ok(());
        }
        let state = attempt::attempted(self.world, self.source, self.state.clone());
        let poll = model::Poll { state, changes: Vec::new(), now: self.world.clock.now() };
        let committed = self.world.store.commit(poll).await?;
        self.take_version(&committed)
    }

    /// What is written next hangs on what was written last.
    pub fn take_version(&mut self, committed: &Committed) -> Result<(), Error> {
        if committed.lost {
            return Err(Error::Lost);
        }
        self.state.version = committed.version;
        Ok(())
    }

    /// The source goes on as it is stored.
    pub async fn lost(&mut self) {
        (self.report.outcome, self.report.error) = (Ended::Lost, None);
        match self.world.store.state(&self.source.id).await {
            Ok(Some(state)) => self.state = state,
            Ok(None) => {}
            Err(_) => self.unstored(),
        }
    }

    fn succeed(&mut self, fresh: &Freshness) {
        let (state, now) = (&mut self.state, self.now);
        state.succeeded_at = Some(now);
        state.failures = 0;
        state.last_error = None;
        state.memory.attempts = 0;
        state.memory.proposed.clear();
        // intervals are kept from start to start, freshness counts from the answer
        let waited = (self.world.clock.now() - now).to_std().unwrap_or_default();
        let fresh = Freshness { fresh_for: fresh.fresh_for.map(|hint| hint.saturating_add(waited)) };
        let when = schedule::When { policy: &self.world.policy, now, chance: self.world.chance() };
        state.next = schedule::next_poll(self.source, state, &fresh, when);
        if quota::has_more(&state.memory, now) {
            state.next = schedule::for_the_rest(self.source, &state.next, &self.world.policy, now);
        }
    }

    /// Finds the stories of what is new, and writes everything in one transaction. `seen`: see [`World::round`].
    pub async fn commit(&mut self, changes: Vec<ItemChange>, seen: DateTime<Utc>) -> Result<(), Error> {
        let changes = self.fingerprinted(changes, seen).await?;
        let place = stories::needs_placing(&changes);
        let poll = model::Poll { state: self.state.clone(), changes, now: self.now };
        let committed = if place {
            self.world.store.commit_placed(poll, stories::placing(self.source)).await?
        } else {
            self.world.store.commit(poll).await?
        };
        self.take_version(&committed)?;
        (self.report.new, self.report.revised) = (committed.new, committed.revised);
        Ok(())
    }

    async fn fingerprinted(&self, changes: Vec<ItemChange>, seen: DateTime<Utc>) -> Result<Vec<ItemChange>, Error> {
        if changes.is_empty() {
            return Ok(changes);
        }
        let (source, now) = (self.source.clone(), self.now);
        let work = move || stories::fingerprinted(changes, &source, seen, now);
        self.world.cpu(self.source, work).await.map_err(|why| Error::stopped(why, self.source.target.url().as_str()))
    }

    /// Our own fault: the source is not blamed, its old validators stay, and it is asked again when writing works.
    fn unstored(&mut self) {
        self.report.disk = true;
        let at = self.world.clock.now() + STORE_RETRY;
        self.state.next = NextPoll { at, reason: "the database could not be written".into() };
    }
}

/// When the new releases were published, as far as they say.
fn new_ones(changes: &[ItemChange]) -> Vec<Option<DateTime<Utc>>> {
    let published = |change: &ItemChange| match &change.change {
        Change::New { release, .. } => Some(release.published.map(|time| time.to_utc())),
        _ => None,
    };
    changes.iter().filter_map(published).collect()
}
