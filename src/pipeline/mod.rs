//! One source, polled once, told in order:
//!
//! fetch (conditional) -> unchanged? record the next poll -> read drafts -> identify -> ask the store what is known ->
//! normalise the new and changed -> fill what is missing from their own pages -> cluster -> commit, all in one transaction.
//!
//! No path leaves a source due: a failure records its next poll too.

mod desk;
mod drift;
mod failed;
mod fill;
mod foreign;
mod items;
mod noise;
mod place;
mod pushed;
mod quota;
mod read;
mod stories;
#[cfg(test)]
mod tests;
mod validators;
mod workers;
mod world;

use std::{sync::Arc, time::Instant};

use chrono::{DateTime, TimeDelta, Utc};
use url::Url;

use desk::Desk;
pub use fill::{complete, page};
pub use pushed::{Push, pushed};
pub use read::index;
use workers::Stopped;
pub use world::{Clock, World};

use crate::{
    fetch::{self, Request},
    model::{
        Change, Committed, Document, Failure, Fetched, Freshness, ItemChange, Memory, NextPoll, Outcome, Poll, Report,
        Source, SourceState, Target, Wanted, Warning,
    },
    schedule, store,
};

/// After the database could not be written, a source is asked again no sooner than this.
const STORE_RETRY: TimeDelta = TimeDelta::seconds(5);

/// Why a poll brought nothing.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Nothing usable came.
    #[error(transparent)]
    Fetch(#[from] fetch::Error),
    /// What came could not be read.
    #[error("{url}: {error}")]
    Read {
        /// Which address.
        url: String,
        /// Why.
        error: reader::Error,
    },
    /// It could not be kept.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// A reader panicked: this source's error, and no other's.
    #[error(
        "{url}: the reader failed on this document; please report it (pressfeed probe {url} --record DIR keeps it)"
    )]
    Panicked {
        /// Which address.
        url: String,
    },
    /// A document that takes longer than any honest one.
    #[error(
        "{url}: reading it took too long and was given up; please report it (pressfeed probe {url} --record DIR keeps it)"
    )]
    Overran {
        /// Which address.
        url: String,
    },
}

impl Error {
    fn stopped(why: Stopped, url: impl Into<String>) -> Self {
        match why {
            Stopped::Panicked => Self::Panicked { url: url.into() },
            Stopped::Overran => Self::Overran { url: url.into() },
        }
    }

    fn failure(&self) -> Failure {
        match self {
            Self::Fetch(error) => error.failure(),
            _ => Failure::Other,
        }
    }
}

/// Polls one source; what went wrong is in the report, and in the state, which is stored unless storing is what failed.
pub async fn poll(world: &World, source: &Arc<Source>, mut state: SourceState) -> (Report, SourceState) {
    let started = Instant::now();
    let now = world.clock.now();
    state.polled_at = Some(now);
    let before = SourceState { memory: Memory { attempts: 0, ..state.memory.clone() }, ..state.clone() };
    let mut report = Report::new(source, &state);
    if let Err(error) = try_poll(world, source, &mut state, now, &mut report).await {
        state = before;
        report.outcome = "error";
        report.error = Some(source.without_secrets(&error.to_string()));
        match error {
            Error::Store(_) => unstored(&mut state, &mut report, world.clock.now()),
            error => failed::record(world, source, &mut state, &error, &mut report).await,
        }
    }
    report.next = state.next.clone();
    report.took_ms = started.elapsed().as_millis().try_into().unwrap_or(u64::MAX);
    (report, state)
}

async fn try_poll(
    world: &World,
    source: &Arc<Source>,
    state: &mut SourceState,
    now: DateTime<Utc>,
    report: &mut Report,
) -> Result<(), Error> {
    let before = state.clone();
    let url = address(source, state);
    let mut desk = world.desk();
    let asked = ask(world, source, state, &url).await?;
    let (fresh, changes) = match asked {
        Outcome::NotModified { freshness, validators, moved_to } => {
            report.outcome = "not-modified";
            if !validators.is_empty() {
                state.memory.validators = validators::merged(&state.memory.validators, validators);
            }
            drift::unchanged(&mut state.memory, now);
            adopt(state, moved_to.as_ref(), true, now);
            (freshness, items::untried(world, source, state, report).await?)
        }
        Outcome::Modified(mut fetched) => {
            let (changes, recognised) = modified(&mut desk, source, state, &mut fetched, now, report).await?;
            adopt(state, fetched.moved_to.as_ref(), recognised, now);
            (fetched.freshness.clone(), changes)
        }
    };
    schedule::push::found(state, &before, new_ones(&changes), now);
    succeed(world, source, state, &fresh, now);
    world.reached(source, now);
    let seen = world.round(before.succeeded_at, now);
    record(world, source, state, changes, (seen, now), report).await
}

/// When the new releases were published, as far as they say.
fn new_ones(changes: &[ItemChange]) -> Vec<Option<DateTime<Utc>>> {
    let published = |change: &ItemChange| match &change.change {
        Change::New { release, .. } => Some(release.published.map(|time| time.to_utc())),
        _ => None,
    };
    changes.iter().filter_map(published).collect()
}

async fn record(
    world: &World,
    source: &Arc<Source>,
    state: &SourceState,
    changes: Vec<ItemChange>,
    times: (DateTime<Utc>, DateTime<Utc>),
    report: &mut Report,
) -> Result<(), Error> {
    let committed = commit(world, source, state, changes, times).await?;
    report.new = committed.new;
    report.revised = committed.revised;
    Ok(())
}

/// Finds the stories of what is new, and writes everything in one transaction.
async fn commit(
    world: &World,
    source: &Arc<Source>,
    state: &SourceState,
    changes: Vec<ItemChange>,
    (seen, now): (DateTime<Utc>, DateTime<Utc>),
) -> Result<Committed, Error> {
    let changes = stories::printed(world, source, changes, (seen, now)).await?;
    let place = stories::needs_placing(&changes);
    let poll = Poll { state: state.clone(), changes, now };
    if !place {
        return Ok(world.store.commit(poll).await?);
    }
    Ok(world.store.commit_placed(poll, stories::placing(source)).await?)
}

/// Where the source lives now.
fn address(source: &Source, state: &SourceState) -> Url {
    let moved = state.memory.moved_to.as_deref().and_then(|text| Url::parse(text).ok());
    moved.unwrap_or_else(|| source.target.url().clone())
}

async fn ask(world: &World, source: &Source, state: &SourceState, url: &Url) -> Result<Outcome, Error> {
    let wanted = if matches!(source.target, Target::Newsroom(_)) { Wanted::Page } else { Wanted::Feed };
    let request = Request {
        url,
        wanted,
        validators: &state.memory.validators,
        validators_of: state.memory.validators_of.as_deref(),
        credentials: &source.credentials,
        guest: false,
    };
    Ok(world.web.get(request).await?)
}

fn adopt(state: &mut SourceState, moved_to: Option<&Url>, same_feed: bool, now: DateTime<Utc>) {
    if let Some(url) = schedule::redirect(&mut state.memory, moved_to, now, same_feed) {
        tracing::info!(source_id = %state.source_id, to = %url, "permanent redirect adopted");
    }
}

/// A body: read, recognised, normalised, filled, clustered.
async fn modified(
    desk: &mut Desk<'_>,
    source: &Arc<Source>,
    state: &mut SourceState,
    fetched: &mut Fetched,
    now: DateTime<Utc>,
    report: &mut Report,
) -> Result<(Vec<ItemChange>, bool), Error> {
    if let Some(cut) = &fetched.cut {
        let text = format!("the transfer failed at its end ({cut}), the document is whole and was read");
        report.warnings.push(Warning { url: Some(fetched.url.to_string()), text });
    }
    let (hash, bytes) = (blake3::hash(&fetched.body).to_hex()[..32].to_owned(), fetched.body.len() as u64);
    let same = !fetched.delta && state.memory.body_hash.as_ref() == Some(&hash);
    let read = if same {
        report.outcome = "unchanged";
        drift::unchanged(&mut state.memory, now);
        (items::untried(desk.world, source, state, report).await?, true)
    } else {
        report.outcome = "modified";
        desk.sit().await;
        note_attempt(desk.world, source, state).await?;
        let document = read(desk.world, source, fetched, state.memory.items > 0).await?;
        items::changes(desk, source, state, fetched, document, now, report).await?
    };
    if !fetched.delta {
        state.memory.body_hash = Some(hash);
    }
    state.memory.validators = if same { validators::refused(&fetched.validators) } else { fetched.validators.clone() };
    state.memory.validators_of = Some(fetched.url.to_string());
    state.memory.unconditional = fetched.validators.is_empty();
    if !fetched.delta {
        state.memory.body_bytes = bytes;
    }
    quota::unread(&mut state.memory);
    Ok(read)
}

async fn read(world: &World, source: &Arc<Source>, fetched: &Fetched, had: bool) -> Result<Document, Error> {
    let url = fetched.url.to_string();
    let (source, fetched) = (source.clone(), fetched.clone());
    let now = world.clock.now();
    let read = world.read(fetched.body.len(), move || read::polled(&source, &fetched, had, now)).await;
    read.map_err(|why| Error::stopped(why, &url))?.map_err(|error| Error::Read { url, error })
}

/// What is read may end this process: until the commit, the store says that the source lost a turn.
async fn note_attempt(world: &World, source: &Source, state: &SourceState) -> Result<(), Error> {
    let now = world.clock.now();
    let mut attempt = state.clone();
    attempt.memory.attempts = attempt.memory.attempts.saturating_add(1);
    attempt.next = schedule::after_attempt(source, &attempt, &world.policy, now);
    world.store.commit(Poll { state: attempt, changes: Vec::new(), now }).await?;
    Ok(())
}

fn succeed(world: &World, source: &Source, state: &mut SourceState, fresh: &Freshness, now: DateTime<Utc>) {
    state.succeeded_at = Some(now);
    state.failures = 0;
    state.last_error = None;
    state.memory.attempts = 0;
    state.memory.proposed.clear();
    // intervals are kept from start to start, freshness counts from the answer
    let waited = (world.clock.now() - now).to_std().unwrap_or_default();
    let fresh = Freshness { fresh_for: fresh.fresh_for.map(|hint| hint.saturating_add(waited)) };
    state.next = schedule::next_poll(source, state, &fresh, &world.policy, now, world.chance());
    if quota::has_more(&state.memory, now) {
        state.next = schedule::for_the_rest(source, &state.next, &world.policy, now);
    }
}

/// Our own fault: the source is not blamed, its old validators stay, and it is asked again when writing works.
fn unstored(state: &mut SourceState, report: &mut Report, now: DateTime<Utc>) {
    report.disk = true;
    state.next = NextPoll { at: now + STORE_RETRY, reason: "the database could not be written".into() };
}
