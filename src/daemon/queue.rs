//! Who is due: pure.
//!
//! Dispatch is spread over hosts (no host has more polls running than it may have requests). Of those that are due, that
//! one goes first whose next turn but one comes soonest (the earliest deadline, where a deadline is a due time and the
//! wait that led to it): whoever is asked each minute is not behind a thousand that are asked each day, and these have
//! their turn within theirs.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use chrono::{DateTime, TimeDelta, Utc};

use crate::model::{Source, SourceId, SourceState};

/// What one that was never polled, and names no interval, may wait for its first turn.
const FIRST_TURN: TimeDelta = TimeDelta::hours(1);

/// Sources in the order in which they want to be polled.
pub struct Queue {
    entries: HashMap<SourceId, Entry>,
    /// Not due yet, by time.
    waiting: BTreeSet<(DateTime<Utc>, SourceId)>,
    /// Those with somebody due, or being polled.
    hosts: HashMap<String, Host>,
    /// The first of each host that has room.
    open: BTreeSet<Turn>,
    /// Due, of all hosts.
    ready: usize,
    per_host: usize,
}

struct Entry {
    source: Arc<Source>,
    state: Box<SourceState>,
    running: bool,
}

#[derive(Default)]
struct Host {
    ready: BTreeSet<Turn>,
    busy: usize,
    /// The one of them that stands among the first.
    first: Option<Turn>,
}

/// Who is due: by deadline, then by last success.
type Turn = (DateTime<Utc>, Option<DateTime<Utc>>, SourceId);

impl Queue {
    /// With at most `per_host` polls of one host at once.
    pub fn new(per_host: usize) -> Self {
        Self {
            entries: HashMap::new(),
            waiting: BTreeSet::new(),
            hosts: HashMap::new(),
            open: BTreeSet::new(),
            ready: 0,
            per_host: per_host.max(1),
        }
    }

    /// Takes over a configuration, with the states that changed with it: all others stay as they are. States of running
    /// polls come back later.
    pub fn replace(&mut self, sources: &[Arc<Source>], states: Vec<SourceState>) {
        let mut states: HashMap<SourceId, SourceState> = states.into_iter().map(|s| (s.source_id.clone(), s)).collect();
        let mut old = std::mem::take(&mut self.entries);
        self.waiting.clear();
        self.open.clear();
        self.ready = 0;
        self.hosts.retain(|_, host| host.busy > 0);
        for host in self.hosts.values_mut() {
            host.ready.clear();
            host.first = None;
        }
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
        let id = source.id.clone();
        self.entries.insert(id.clone(), Entry { source, state, running });
        if !running {
            self.wait(&id);
        }
    }

    /// Those of a configuration that are not in it.
    pub fn lacks(&self, sources: &[Arc<Source>]) -> impl Iterator<Item = SourceId> {
        sources.iter().map(|source| &source.id).filter(|id| !self.entries.contains_key(*id)).cloned()
    }

    fn wait(&mut self, id: &SourceId) {
        let Some(entry) = self.entries.get(id).filter(|entry| !entry.state.gone) else { return };
        self.waiting.insert((entry.state.next.at, id.clone()));
    }

    /// At most `free` sources to be polled now; they count as running until they are [`Queue::finished`].
    pub fn due(&mut self, now: DateTime<Utc>, free: usize) -> Vec<(Arc<Source>, SourceState)> {
        while self.waiting.first().is_some_and(|(at, _)| *at <= now) {
            if let Some((_, id)) = self.waiting.pop_first()
                && let Some(entry) = self.entries.get(&id)
            {
                let (host, turn) = (host(&entry.source), entry.turn());
                self.ready += usize::from(self.hosts.entry(host.to_owned()).or_default().ready.insert(turn));
                order(&mut self.hosts, &mut self.open, (host, self.per_host));
            }
        }
        let mut taken = Vec::new();
        while taken.len() < free
            && let Some((_, _, id)) = self.open.first().cloned()
        {
            let Some(entry) = self.take(&id) else { break };
            taken.push(owned((&entry.source, &entry.state)));
        }
        taken
    }

    /// It is polled from now on, and has a place at its host.
    fn take(&mut self, id: &SourceId) -> Option<&Entry> {
        let entry = self.entries.get_mut(id)?;
        entry.running = true;
        let (host, turn) = (host(&entry.source), entry.turn());
        let place = self.hosts.entry(host.to_owned()).or_default();
        place.busy += 1;
        self.ready -= usize::from(place.ready.remove(&turn));
        order(&mut self.hosts, &mut self.open, (host, self.per_host));
        Some(entry)
    }

    /// It is neither waited for nor due any more.
    fn leave(&mut self, id: &SourceId) {
        let Some(entry) = self.entries.get(id) else { return };
        self.waiting.remove(&(entry.state.next.at, id.clone()));
        let host = host(&entry.source);
        if let Some(place) = self.hosts.get_mut(host) {
            self.ready -= usize::from(place.ready.remove(&entry.turn()));
            order(&mut self.hosts, &mut self.open, (host, self.per_host));
        }
    }

    /// Whether a source is polled from here at all.
    pub fn has(&self, id: &SourceId) -> bool {
        self.entries.contains_key(id)
    }

    /// How many are due and wait for a turn.
    pub fn waiting_for_turn(&self) -> usize {
        self.ready
    }

    /// A source that is not being polled now, with its state.
    pub fn idle(&self, id: &SourceId) -> Option<(&Arc<Source>, &SourceState)> {
        let entry = self.entries.get(id).filter(|entry| !entry.running)?;
        Some((&entry.source, &entry.state))
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
        if self.idle(id).is_some() {
            self.leave(id);
            self.take(id);
        }
    }

    /// A new state of an idle source.
    pub fn update(&mut self, state: SourceState) {
        let id = state.source_id.clone();
        if self.idle(&id).is_none() {
            return;
        }
        self.leave(&id);
        if let Some(entry) = self.entries.get_mut(&id) {
            *entry.state = state;
        }
        self.wait(&id);
    }

    /// How many it holds.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// An idle source is not to be polled from here.
    pub fn forget(&mut self, id: &SourceId) {
        if self.idle(id).is_some() {
            self.leave(id);
            self.entries.remove(id);
        }
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
        self.wait(&source.id);
    }

    /// Frees the host's place.
    fn release(&mut self, source: &Source) {
        let host = host(source);
        if let Some(place) = self.hosts.get_mut(host) {
            place.busy -= 1;
            order(&mut self.hosts, &mut self.open, (host, self.per_host));
        }
    }

    /// When somebody is due next; nobody, while all that are due wait for their hosts.
    pub fn next_at(&self) -> Option<DateTime<Utc>> {
        self.waiting.first().map(|(at, _)| *at)
    }
}

impl Entry {
    fn turn(&self) -> Turn {
        let (source, state) = (&self.source, &self.state);
        let first = || source.interval.and_then(|own| TimeDelta::from_std(own).ok()).unwrap_or(FIRST_TURN);
        let waited = state.polled_at.map_or_else(first, |polled| state.next.at - polled);
        (state.next.at + waited.max(TimeDelta::zero()), state.succeeded_at, state.source_id.clone())
    }
}

/// To be kept while the queue goes on.
pub fn owned((source, state): (&Arc<Source>, &SourceState)) -> (Arc<Source>, SourceState) {
    (source.clone(), state.clone())
}

fn host(source: &Source) -> &str {
    source.target.host()
}

/// After a host changed: its first that is due is among the first ones if there is room for it.
fn order(hosts: &mut HashMap<String, Host>, open: &mut BTreeSet<Turn>, (name, room): (&str, usize)) {
    let Some(host) = hosts.get_mut(name) else { return };
    let first = host.ready.first().filter(|_| host.busy < room);
    if first != host.first.as_ref() {
        let first = first.cloned();
        if let Some(before) = std::mem::replace(&mut host.first, first.clone()) {
            open.remove(&before);
        }
        open.extend(first);
    }
    if host.busy == 0 && host.ready.is_empty() {
        hosts.remove(name);
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
    fn who_is_asked_each_second_does_not_wait_for_a_crowd_that_was_never_asked() {
        let now = Utc::now();
        let sources: Vec<Arc<Source>> = (0..50)
            .map(|n| source(&format!("new{n}"), &format!("h{n}.example")))
            .chain([source("live", "l.example")])
            .collect();
        let mut states: Vec<SourceState> = sources.iter().map(|s| SourceState::new(s.id.clone(), now)).collect();
        let live = &mut states[50];
        (live.polled_at, live.succeeded_at) = (Some(now), Some(now));
        live.next.at = now + TimeDelta::seconds(1);
        let mut queue = Queue::new(1);
        queue.replace(&sources, states);
        assert_eq!((queue.due(now, 10).len(), queue.waiting_for_turn()), (10, 40));
        let later = queue.due(now + TimeDelta::seconds(1), 1);
        assert_eq!(&*later[0].0.id, "live");
        // its next turn comes after theirs once it is asked as rarely as they are
        let mut state = later[0].1.clone();
        state.polled_at = Some(now + TimeDelta::seconds(1));
        state.next.at = now + TimeDelta::minutes(50);
        queue.finished(&later[0].0, state);
        let rest = queue.due(now + TimeDelta::minutes(50), 50);
        assert_eq!((rest.len(), &*rest[40].0.id, queue.waiting_for_turn()), (41, "live", 0));
    }

    #[test]
    fn a_host_that_many_are_on_gives_its_places_in_turn() {
        let now = Utc::now();
        let sources: Vec<Arc<Source>> = (0..9).map(|n| source(&n.to_string(), "x.example")).collect();
        let mut queue = queue(&sources, now);
        let mut seen = Vec::new();
        while let [(source, _)] = &queue.due(now, 10)[..] {
            seen.push(source.id.to_string());
            queue.retire(source);
        }
        assert_eq!((seen.len(), queue.hosts.len(), queue.open.len()), (9, 0, 0));
        assert!(seen.is_sorted());
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
