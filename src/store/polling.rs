//! What a poll asks: what is known of its source and its items, where a release belongs, and that all of it is kept.

use std::{path::PathBuf, sync::Arc};

use chrono::{DateTime, Utc};
use futures_util::future::BoxFuture;

use super::{Error, Stored};
use crate::model::{
    Candidates, Committed, ItemChange, Key, KnownItem, Neighbour, Poll, Sought, Source, SourceId, SourceState,
};

/// Told the candidates of each change of a poll, in order, gives each its place among the stories.
pub type Place = Box<dyn Fn(&mut [ItemChange], Vec<Vec<Arc<Neighbour>>>) + Send>;

/// How releases find their stories.
pub struct Placing {
    /// Which candidates are wanted for a change.
    pub wanted: fn(&ItemChange) -> Candidates,
    /// What becomes of them.
    pub place: Place,
}

/// Some states, and the place that the next ones are behind, if there are more.
pub type StatesBehind = (Vec<SourceState>, Option<i64>);

/// What who polls asks of an engine.
pub trait Polling: Send + Sync {
    /// Makes the stored sources those of the configuration; a source whose address changed starts over (410 forgotten,
    /// validators dropped). Those whose states are other than they were.
    fn register<'a>(
        &'a self,
        sources: &'a [Arc<Source>],
        now: DateTime<Utc>,
    ) -> BoxFuture<'a, Result<Vec<SourceId>, Error>>;
    /// States of registered sources, some at a time: those behind a place, and the next place if there are more. 0 is the
    /// first.
    fn states_behind(&self, behind: i64) -> BoxFuture<'_, Result<StatesBehind, Error>>;
    /// The states of these sources, as far as they are known.
    fn states_of(&self, sources: Vec<SourceId>) -> BoxFuture<'_, Result<Vec<SourceState>, Error>>;
    /// One source's state.
    fn state<'a>(&'a self, source: &'a SourceId) -> BoxFuture<'a, Result<Option<SourceState>, Error>>;
    /// Items of this source that any of these keys know.
    fn known<'a>(&'a self, source: &'a SourceId, keys: Vec<Key>) -> BoxFuture<'a, Result<Vec<KnownItem>, Error>>;
    /// Releases of a source, first seen since then, whose page did not answer yet.
    fn unfilled<'a>(
        &'a self,
        source: &'a SourceId,
        since: DateTime<Utc>,
        limit: usize,
    ) -> BoxFuture<'a, Result<Vec<(KnownItem, Stored)>, Error>>;
    /// For each of these the few releases, of any source, that share the rarest bands with it within its days.
    fn neighbours(&self, sought: Vec<Sought>) -> BoxFuture<'_, Result<Vec<Vec<Arc<Neighbour>>>, Error>>;
    /// Everything a poll changes, in one transaction.
    fn commit(&self, poll: Poll) -> BoxFuture<'_, Result<Committed, Error>>;
    /// The same, but first the new releases find their places, among neighbours as this transaction sees them: copies
    /// that arrive at the same moment meet, and nobody waits for anybody's disk.
    fn commit_placed(&self, poll: Poll, placing: Placing) -> BoxFuture<'_, Result<Committed, Error>>;
    /// A file of that ending beside the database, where that is a file which this process alone writes.
    fn beside(&self, _ending: &str) -> Option<PathBuf> {
        None
    }
}

/// Hands over the state of each registered source; they are never in memory together.
pub async fn each_state(store: &dyn Polling, mut take: impl FnMut(SourceState)) -> Result<(), Error> {
    let mut place = Some(0);
    while let Some(behind) = place {
        let (states, next) = store.states_behind(behind).await?;
        states.into_iter().for_each(&mut take);
        place = next;
    }
    Ok(())
}

/// All of them at once: for those who look at all.
pub async fn every_state(store: &dyn Polling) -> Result<Vec<SourceState>, Error> {
    let mut states = Vec::new();
    each_state(store, |state| states.push(state)).await?;
    Ok(states)
}
