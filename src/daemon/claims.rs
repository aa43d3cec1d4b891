//! Where several processes poll into one database: hosts are claimed, and what is due there is in the queue for as long as
//! they are held.

use std::{collections::HashMap, sync::Arc, time::Duration};

use chrono::{DateTime, Utc};
use tokio::{sync::oneshot, task};

use super::{
    Error, Finished, Options, POLLS_AT_ONCE, Service, polled,
    sharing::{Leases, Roster, Turns},
};
use crate::{
    config::Config,
    fetch::Mode,
    model::{Ended, Report, Source, SourceId, SourceState},
    pipeline::World,
    serve::{
        Serving,
        websub::callback::{Event, Said},
    },
    store::shared::{Claim, Heard, Shared},
};

/// Who was asked for by name and is polled by another process is tried again so often.
const ASKED: Duration = Duration::from_millis(300);

/// What this process has with the others.
pub struct Claims {
    shared: Arc<dyn Shared>,
    leases: Leases,
    turns: Arc<Turns>,
    /// The sources of the configuration.
    known: HashMap<SourceId, Arc<Source>>,
    /// To be polled now, due or not.
    asked: Vec<SourceId>,
    /// Polls that run.
    running: HashMap<task::Id, (Arc<Source>, task::AbortHandle)>,
}

/// What is shared with other processes that have the database: duties, hosts, and who talks to them.
pub async fn shared(
    config: &Config,
    options: &Options,
    world: &Arc<World>,
    serving: &Arc<Serving>,
) -> Result<(Roster, Option<Claims>), Error> {
    let Some(shared) = world.store.clone().shared() else { return Ok((Roster::alone(), None)) };
    let sources = polled(options, &world.web, &config.sources);
    // a replay of nothing leaves hosts to those who poll
    let nothing = matches!(options.mode, Mode::Replay(_)) && sources.is_empty();
    if !options.polls || nothing {
        return Ok((Roster::none(), None));
    }
    let (lease, clock) = (shared.lease().await?, world.clock);
    let turns = Arc::new(Turns::begin(shared.clone(), lease));
    world.web.share(turns.clone());
    let roster = Roster::begin(shared.clone(), lease, serving.clone(), clock);
    let leases = Leases::begin(shared.clone(), lease, clock);
    Ok((roster, Some(Claims::begin(shared, leases, turns, &sources))))
}

impl Claims {
    /// None yet.
    pub fn begin(shared: Arc<dyn Shared>, leases: Leases, turns: Arc<Turns>, sources: &[Arc<Source>]) -> Self {
        let (known, asked, running) = (HashMap::new(), Vec::new(), HashMap::new());
        let mut claims = Self { shared, leases, turns, known, asked, running };
        claims.replace(sources);
        claims
    }

    /// The sources of another configuration.
    pub fn replace(&mut self, sources: &[Arc<Source>]) {
        self.known = sources.iter().map(|source| (source.id.clone(), source.clone())).collect();
    }

    /// To be polled as soon as no other process polls it.
    pub fn ask(&mut self, source: &SourceId) {
        self.asked.push(source.clone());
    }

    /// A source of the configuration.
    pub fn knows(&self, source: &SourceId) -> bool {
        self.known.contains_key(source)
    }

    /// Until hosts are to be looked for.
    pub fn wait(&self) -> Duration {
        let wait = self.leases.wait();
        if self.asked.is_empty() { wait } else { wait.min(ASKED) }
    }

    /// A poll begins.
    pub fn begun(&mut self, source: &Arc<Source>, poll: task::AbortHandle) {
        self.running.insert(poll.id(), (source.clone(), poll));
    }

    /// A poll ended, in whatever way; its source.
    pub fn over(&mut self, poll: task::Id) -> Option<Arc<Source>> {
        self.running.remove(&poll).map(|(source, _)| source)
    }

    /// Others may poll everything.
    pub async fn end(self) {
        for done in [self.turns.end().await, self.leases.end().await, self.shared.resign().await] {
            if let Err(error) = done {
                tracing::warn!(%error, "others wait until the leases of this process end");
            }
        }
    }
}

impl Service {
    /// Takes hosts that are due, as far as there is room for their sources.
    pub(super) async fn claim(&mut self, now: DateTime<Utc>) {
        self.abandon_lost();
        self.claim_asked().await;
        let room = POLLS_AT_ONCE.saturating_sub(self.queue.len());
        let Some(claims) = &mut self.claims else { return };
        match claims.leases.due(room).await {
            Ok(taken) => self.take(taken, now).await,
            Err(error) => tracing::warn!(%error, "no host can be claimed"),
        }
    }

    /// What was to be polled at hosts whose leases ended is polled by others.
    fn abandon_lost(&mut self) {
        let Some(claims) = &self.claims else { return };
        for id in claims.leases.lost() {
            self.queue.forget(&id);
            let polls = claims.running.values().filter(|(source, _)| source.id == id);
            polls.for_each(|(_, poll)| poll.abort());
        }
    }

    async fn claim_asked(&mut self) {
        let Some(claims) = self.claims.as_mut().filter(|claims| !claims.asked.is_empty()) else { return };
        let asked = std::mem::take(&mut claims.asked);
        let sources: Vec<Arc<Source>> = asked.iter().filter_map(|id| claims.known.get(id)).cloned().collect();
        let hosts = sources.iter().map(|source| source.target.host().to_owned());
        let mut hosts: Vec<String> = hosts.filter(|host| !claims.leases.has(host)).collect();
        hosts.sort_unstable();
        hosts.dedup();
        let taken = if hosts.is_empty() { Ok(Vec::new()) } else { claims.leases.these(hosts).await };
        let now = self.world.clock.now();
        match taken {
            // all of them are looked at before any host is given back for having nothing due
            Ok(taken) => self.take_asked((taken, sources), now).await,
            Err(error) => {
                tracing::warn!(%error, "no host can be claimed");
                self.claims.iter_mut().for_each(|claims| claims.asked.clone_from(&asked));
            }
        }
    }

    async fn take_asked(&mut self, (taken, sources): (Vec<Claim>, Vec<Arc<Source>>), now: DateTime<Utc>) {
        for source in sources {
            let host = source.target.host();
            let is_ours = self.claims.as_ref().is_some_and(|claims| claims.leases.has(host));
            if !is_ours {
                self.claims.iter_mut().for_each(|claims| claims.ask(&source.id));
                continue;
            }
            if self.queue.has(&source.id) && self.queue.idle(&source.id).is_none() {
                continue;
            }
            let known = self.queue.idle(&source.id).map(|(_, state)| state.clone());
            let stored = if known.is_none() { self.stored(&source.id).await } else { None };
            if let Some(mut state) = known.or(stored) {
                (state.next.at, state.gone) = (now, false);
                self.queue.forget(&source.id);
                self.enqueue(&source, state);
            }
        }
        self.take(taken, now).await;
    }

    /// What is due at hosts that were taken.
    async fn take(&mut self, taken: Vec<Claim>, now: DateTime<Utc>) {
        for Claim { lease, due, heard } in taken {
            for state in due {
                let source = self.claims.as_ref().and_then(|claims| claims.known.get(&state.source_id)).cloned();
                match source {
                    Some(source) => self.enqueue(&source, state),
                    None => self.claims.iter().for_each(|claims| claims.leases.unknown(&lease.host)),
                }
            }
            for heard in heard {
                self.take_heard(&lease.host, heard, now).await;
            }
            self.claims.iter().for_each(|claims| claims.leases.settle(&lease.host));
        }
    }

    fn enqueue(&mut self, source: &Arc<Source>, state: SourceState) {
        // a poll of it that was cut short may not have ended yet
        if let Some(claims) = self.claims.as_ref().filter(|_| !self.queue.has(&source.id)) {
            claims.leases.add(source.target.host(), &source.id);
            self.queue.add(source.clone(), state);
        }
    }

    async fn stored(&self, id: &SourceId) -> Option<SourceState> {
        let stored = self.world.store.state(id).await;
        stored
            .inspect_err(|error| tracing::warn!(source_id = %id, %error, "its state could not be read"))
            .ok()
            .flatten()
    }

    /// A hub said something to one of us. What cannot be done now is there again with the next lease.
    async fn take_heard(&mut self, host: &str, heard: Heard, now: DateTime<Utc>) {
        let Some(claims) = &self.claims else { return };
        let Some(source) = claims.known.get(&heard.source).cloned() else { return claims.leases.unknown(host) };
        let shared = claims.shared.clone();
        if !self.queue.has(&heard.source)
            && let Some(state) = self.stored(&heard.source).await
        {
            self.enqueue(&source, state);
        }
        if self.queue.idle(&heard.source).is_some() {
            let (number, id) = (heard.number, heard.source.clone());
            let (event, stored) = event(heard);
            self.heed(event).await;
            let heeded = async move {
                if stored.await == Ok(true)
                    && let Err(error) = shared.heeded(number).await
                {
                    tracing::debug!(%error, "what a hub said will be heard again");
                }
            };
            tokio::spawn(heeded);
            if self.queue.idle(&id).is_some_and(|(_, state)| state.next.at > now) {
                self.let_go(&id);
            }
        }
    }

    /// A push that could not be read is a reason to ask the source: whoever polls it next is to know.
    pub(super) async fn keep_hint(&mut self, id: &SourceId, report: &Report) {
        let is_hint = report.outcome == Ended::Pushed && report.error.is_some() && !report.disk;
        let state = self.queue.idle(id).map(|(_, state)| state.clone());
        if let Some(state) = state.filter(|_| is_hint && self.claims.is_some()) {
            self.keep(state).await;
        }
    }

    /// Nothing more is to be done with a source, for now.
    pub(super) fn let_go(&mut self, id: &SourceId) {
        let Some(claims) = &self.claims else { return };
        let Some(source) = self.queue.idle(id).map(|(source, _)| source.clone()) else { return };
        self.queue.forget(id);
        claims.leases.done(source.target.host(), id);
    }

    /// A poll came to its end; none: it was cut short.
    pub(super) fn concluded(&mut self, ended: Result<(task::Id, Finished), task::JoinError>) -> Option<Finished> {
        let (id, finished) = match ended {
            Ok((id, finished)) => (id, Some(finished)),
            // a poll cannot panic: what computes does so elsewhere
            Err(error) => (error.id(), None),
        };
        let source = self.claims.as_mut().and_then(|claims| claims.over(id));
        if let Some(source) = source.filter(|_| finished.is_none()) {
            self.queue.retire(&source);
        }
        finished
    }

    /// Whoever polls the source is told what a hub said.
    pub(super) async fn pass_on(&self, event: Event) {
        let Some(claims) = &self.claims else { return };
        let Said::Unheard(why) = event.said else { return };
        let (source, token) = (event.source, event.token);
        let heard = Heard { number: 0, source, token, said: "unheard".into(), about: Some(why), body: None };
        if let Err(error) = claims.shared.hear(heard).await {
            tracing::warn!(%error, "a hub that was not reached could not be noted");
        }
    }

    /// A source's plan was changed by us, though we do not hold its host.
    pub(super) async fn wake(&self, id: &SourceId) {
        let Some(claims) = &self.claims else { return };
        if let Err(error) = claims.shared.wake(vec![id.clone()]).await {
            tracing::debug!(%error, "a host was not woken");
        }
    }
}

/// As our own callbacks would tell it; hears true when it is stored.
fn event(heard: Heard) -> (Event, oneshot::Receiver<bool>) {
    let (sender, stored) = oneshot::channel();
    let (source, token) = (heard.source, heard.token);
    let about = heard.about.unwrap_or_default();
    let mut sender = Some(sender);
    let said = match (heard.said.as_str(), heard.body) {
        ("verified", _) => Said::Verified(Duration::from_secs(about.parse().unwrap_or_default())),
        ("denied", _) => Said::Denied(about),
        ("unheard", _) => Said::Unheard(about),
        ("pushed", Some(body)) => {
            let content_type = Some(about).filter(|about| !about.is_empty());
            match sender.take() {
                Some(stored) => Said::Pushed { content_type, body: body.into(), stored },
                None => Said::Changed,
            }
        }
        _ => Said::Changed,
    };
    if let Some(sender) = sender {
        // all but a push is written before this is read
        sender.send(true).unwrap_or_default();
    }
    (Event { source, token, said }, stored)
}
