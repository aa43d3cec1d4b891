//! Who is due: pure.
//!
//! Dispatch is spread over hosts (no host has more polls running than it may have requests), the source whose last
//! success is oldest first, so that the same ones do not always lose.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use chrono::{DateTime, Utc};

use crate::model::{Source, SourceId, SourceState};

/// Sources in the order in which they want to be polled.
pub struct Queue {
    entries: HashMap<SourceId, Entry>,
    /// Not due yet, by time.
    waiting: BTreeSet<(DateTime<Utc>, SourceId)>,
    /// Due, by last success.
    ready: BTreeSet<(Option<DateTime<Utc>>, SourceId)>,
    busy: HashMap<String, usize>,
    per_host: usize,
}

struct Entry {
    source: Arc<Source>,
    state: Box<SourceState>,
    host: String,
    running: bool,
}

impl Queue {
    /// With at most `per_host` polls of one host at once.
    pub fn new(per_host: usize) -> Self {
        Self {
            entries: HashMap::new(),
            waiting: BTreeSet::new(),
            ready: BTreeSet::new(),
            busy: HashMap::new(),
            per_host: per_host.max(1),
        }
    }

    /// Takes over a configuration, with the states that changed with it: all others stay as they are. States of running
    /// polls come back later.
    pub fn replace(&mut self, sources: &[Arc<Source>], states: Vec<SourceState>) {
        let mut states: HashMap<SourceId, SourceState> = states.into_iter().map(|s| (s.source_id.clone(), s)).collect();
        let mut old = std::mem::take(&mut self.entries);
        self.waiting.clear();
        self.ready.clear();
        for source in sources {
            let (state, running) = match (old.remove(&source.id), states.remove(&source.id)) {
                (Some(entry), None) => (entry.state, entry.running),
                (before, Some(state)) => (Box::new(state), before.is_some_and(|entry| entry.running)),
                (None, None) => continue,
            };
            self.insert(source.clone(), state, running);
        }
    }

    /// One more source, not being polled.
    pub fn add(&mut self, source: Arc<Source>, state: SourceState) {
        self.insert(source, Box::new(state), false);
    }

    fn insert(&mut self, source: Arc<Source>, state: Box<SourceState>, running: bool) {
        if !running {
            self.wait(&state);
        }
        let host = source.target.url().host_str().unwrap_or_default().to_owned();
        self.entries.insert(source.id.clone(), Entry { source, state, host, running });
    }

    /// Those of a configuration that are not in it.
    pub fn lacks(&self, sources: &[Arc<Source>]) -> impl Iterator<Item = SourceId> {
        sources.iter().map(|source| &source.id).filter(|id| !self.entries.contains_key(*id)).cloned()
    }

    fn wait(&mut self, state: &SourceState) {
        if !state.gone {
            self.waiting.insert((state.next.at, state.source_id.clone()));
        }
    }

    /// At most `free` sources to be polled now; they count as running until they are [`Queue::finished`].
    pub fn due(&mut self, now: DateTime<Utc>, free: usize) -> Vec<(Arc<Source>, SourceState)> {
        while self.waiting.first().is_some_and(|(at, _)| *at <= now) {
            if let Some((_, id)) = self.waiting.pop_first()
                && let Some(entry) = self.entries.get(&id)
            {
                self.ready.insert((entry.state.succeeded_at, id));
            }
        }
        let mut taken = Vec::new();
        for (success, id) in &self.ready {
            if taken.len() == free {
                break;
            }
            let Some(entry) = self.entries.get_mut(id) else { continue };
            let busy = self.busy.entry(entry.host.clone()).or_default();
            if *busy < self.per_host {
                *busy += 1;
                entry.running = true;
                taken.push((*success, id.clone()));
            }
        }
        taken.iter().for_each(|key| _ = self.ready.remove(key));
        let entry =
            |(_, id): (_, SourceId)| self.entries.get(&id).map(|e| (e.source.clone(), SourceState::clone(&e.state)));
        taken.into_iter().filter_map(entry).collect()
    }

    /// Whether a source is polled from here at all.
    pub fn has(&self, id: &SourceId) -> bool {
        self.entries.contains_key(id)
    }

    /// How many are due and wait for a turn.
    pub fn waiting_for_turn(&self) -> usize {
        self.ready.len()
    }

    /// A source that is not being polled now, with its state.
    pub fn idle(&self, id: &SourceId) -> Option<(Arc<Source>, SourceState)> {
        let entry = self.entries.get(id).filter(|entry| !entry.running)?;
        Some((entry.source.clone(), SourceState::clone(&entry.state)))
    }

    /// All states, those of running polls as they were before.
    pub fn states(&self) -> impl Iterator<Item = &SourceState> {
        self.entries.values().map(|entry| &*entry.state)
    }

    /// The states that sources had before the polls of them that run now.
    pub fn running(&self) -> impl Iterator<Item = &SourceState> {
        self.entries.values().filter(|entry| entry.running).map(|entry| &*entry.state)
    }

    /// All sources that are not being polled now.
    pub fn all_idle(&self) -> impl Iterator<Item = (&Source, &SourceState)> {
        self.entries.values().filter(|entry| !entry.running).map(|entry| (&*entry.source, &*entry.state))
    }

    /// An idle source begins work outside of its turn; it counts as running until it is [`Queue::finished`].
    pub fn begin(&mut self, id: &SourceId) {
        let Some(entry) = self.entries.get_mut(id).filter(|entry| !entry.running) else { return };
        entry.running = true;
        self.waiting.remove(&(entry.state.next.at, id.clone()));
        self.ready.remove(&(entry.state.succeeded_at, id.clone()));
        *self.busy.entry(entry.host.clone()).or_default() += 1;
    }

    /// A new state of an idle source.
    pub fn update(&mut self, state: SourceState) {
        let Some(entry) = self.entries.get_mut(&state.source_id).filter(|entry| !entry.running) else { return };
        self.waiting.remove(&(entry.state.next.at, state.source_id.clone()));
        self.ready.remove(&(entry.state.succeeded_at, state.source_id.clone()));
        *entry.state = state.clone();
        self.wait(&state);
    }

    /// A poll came to its end, and the source is not to be polled again.
    pub fn retire(&mut self, source: &Source) {
        self.release(source);
        self.entries.remove(&source.id);
    }

    /// A poll came to its end.
    pub fn finished(&mut self, source: &Source, state: SourceState) {
        self.release(source);
        let Some(entry) = self.entries.get_mut(&source.id) else { return };
        entry.running = false;
        // a source whose address changed while it was polled starts over: that poll's state is not its own
        if entry.source.target == source.target {
            *entry.state = state;
        }
        let state = entry.state.clone();
        self.wait(&state);
    }

    /// Frees the host's place.
    fn release(&mut self, source: &Source) {
        let host = source.target.url().host_str().unwrap_or_default();
        if let Some(busy) = self.busy.get_mut(host) {
            *busy -= 1;
            if *busy == 0 {
                self.busy.remove(host);
            }
        }
    }

    /// When somebody is due next; nobody, while all that are due wait for their hosts.
    pub fn next_at(&self) -> Option<DateTime<Utc>> {
        self.waiting.first().map(|(at, _)| *at)
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;
    use crate::model::Target;

    fn source(id: &str, host: &str) -> Arc<Source> {
        Source::new(id, id, Target::Feed(format!("http://{host}/feed").parse().unwrap())).into()
    }

    fn queue(sources: &[Arc<Source>], now: DateTime<Utc>) -> Queue {
        let mut queue = Queue::new(1);
        queue.replace(sources, sources.iter().map(|s| SourceState::new(s.id.clone(), now)).collect());
        queue
    }

    #[test]
    fn a_host_has_one_poll_at_a_time() {
        let now = Utc::now();
        let sources = [source("a", "x.example"), source("b", "x.example"), source("c", "y.example")];
        let mut queue = queue(&sources, now);
        let first = queue.due(now, 10);
        assert_eq!(first.len(), 2);
        assert!(queue.due(now, 10).is_empty());
        let mut state = first[0].1.clone();
        state.next.at = now + TimeDelta::hours(1);
        queue.finished(&first[0].0, state);
        assert_eq!(queue.due(now, 10).len(), 1);
    }

    #[test]
    fn the_oldest_success_goes_first_and_a_gone_source_never() {
        let now = Utc::now();
        let sources = [source("a", "a.example"), source("b", "b.example"), source("c", "c.example")];
        let mut queue = Queue::new(1);
        let mut states: Vec<SourceState> = sources.iter().map(|s| SourceState::new(s.id.clone(), now)).collect();
        states[0].succeeded_at = Some(now);
        states[1].succeeded_at = Some(now - TimeDelta::hours(1));
        states[2].gone = true;
        queue.replace(&sources, states);
        let ids: Vec<String> = queue.due(now, 10).iter().map(|(source, _)| source.id.to_string()).collect();
        assert_eq!(ids, ["b", "a"]);
    }

    #[test]
    fn a_reload_polls_nothing_twice_and_forgets_what_is_gone() {
        let now = Utc::now();
        let sources = [source("a", "a.example"), source("b", "b.example")];
        let mut queue = queue(&sources, now);
        let running = queue.due(now, 1);
        queue.replace(&sources[..1], vec![SourceState::new("a".into(), now)]);
        assert!(queue.due(now, 10).is_empty());
        queue.finished(&running[0].0, running[0].1.clone());
        assert_eq!(queue.due(now, 10).len(), 1);
    }
}
