//! The WebSub subscriber: who is to be asked for a subscription, and what hubs say.
//!
//! What changes a source's state waits until no poll of that source is running, so that nothing is lost between the two.

use std::collections::{HashMap, VecDeque};

use chrono::{DateTime, TimeDelta, Utc};
use ring::rand::{SecureRandom, SystemRandom};
use tokio::{
    sync::mpsc,
    task::JoinSet,
    time::{Duration, Instant},
};
use url::Url;

use super::{Service, queue::owned};
use crate::{
    fetch::Mode,
    model::{Secret, SourceId, SourceState, Subscription},
    pipeline::{self, Push},
    schedule::push,
    serve::websub::callback::{Event, Expected, Said},
};

/// Events that wait to be heard; hubs wait while it is full.
const EVENTS: usize = 32;
/// Events that wait for one source's poll.
const PATIENT: usize = 8;
/// How often everybody is looked at; who was just polled is looked at then.
const ROUND: Duration = Duration::from_secs(30);
/// Wanted: hubs decide.
const LEASE_SECONDS: &str = "864000";

/// What the service keeps of its subscriptions beside the sources' states.
pub struct Subscriber {
    /// `https://press.example.org/websub/callback/`; none: nobody could reach us.
    callback: Option<Url>,
    events: mpsc::Receiver<Event>,
    /// For requests that are under way to say how they ended.
    says: mpsc::Sender<Event>,
    waiting: HashMap<SourceId, VecDeque<Event>>,
    asking: JoinSet<()>,
    looked: Instant,
}

impl Subscriber {
    /// One that is told what hubs say through the sender.
    pub fn new() -> (Self, mpsc::Sender<Event>) {
        let (says, events) = mpsc::channel(EVENTS);
        let (waiting, asking, looked) = (HashMap::new(), JoinSet::new(), Instant::now());
        (Self { callback: None, events, says: says.clone(), waiting, asking, looked }, says)
    }

    /// Where hubs reach us, if they do.
    pub fn reachable(&mut self, public_url: Option<&Url>, mode: &Mode) {
        let live = matches!(mode, Mode::Live);
        self.callback = public_url.filter(|_| live).and_then(|url| url.join("websub/callback/").ok());
    }

    /// The next thing that a hub says.
    pub async fn next(&mut self) -> Option<Event> {
        self.events.recv().await
    }
}

impl Service {
    /// Callbacks of all subscriptions; what is not known any more is answered with 410, which ends it. Where another
    /// process polls, that one knows them.
    pub(super) fn expect_all(&self) {
        if !self.options.polls && self.world.store.clone().shared().is_none() {
            return;
        }
        let expected =
            self.queue.states().filter_map(|state| expected(state.memory.subscription.as_ref()?, &state.source_id));
        self.serving.callbacks().replace(expected.collect());
    }

    /// A hub spoke.
    pub(super) async fn hear(&mut self, event: Event) {
        if self.queue.idle(&event.source).is_some() {
            return self.heed(event).await;
        }
        if self.claims.is_some() && !self.queue.has(&event.source) {
            return self.pass_on(event).await;
        }
        let waiting = self.hubs.waiting.entry(event.source.clone()).or_default();
        // one that is dropped unheard makes its hub try again
        if waiting.len() < PATIENT {
            waiting.push_back(event);
        }
    }

    /// A poll has ended: now the source's hub is heard, or asked.
    pub(super) async fn after_poll(&mut self, id: &SourceId) {
        while self.queue.idle(id).is_some()
            && let Some(event) = self.hubs.waiting.get_mut(id).and_then(VecDeque::pop_front)
        {
            self.heed(event).await;
        }
        self.hubs.waiting.retain(|_, events| !events.is_empty());
        let now = self.world.clock.now();
        if self.queue.idle(id).is_some_and(|(_, state)| is_due(state, now)) {
            self.subscribe(id, now).await;
        }
    }

    /// Renewals, and hubs that did not verify.
    pub(super) async fn look_round(&mut self) {
        while self.hubs.asking.try_join_next().is_some() {}
        if self.hubs.looked.elapsed() < ROUND {
            return;
        }
        self.hubs.looked = Instant::now();
        let now = self.world.clock.now();
        let due = self.queue.all_idle().filter(|(_, state)| is_due(state, now));
        let due: Vec<SourceId> = due.map(|(source, _)| source.id.clone()).collect();
        for id in due {
            self.subscribe(&id, now).await;
        }
    }

    /// Of an idle source.
    pub(super) async fn heed(&mut self, event: Event) {
        let Event { source: id, token, said } = event;
        let Some((source, mut state)) = self.queue.idle(&id).map(owned) else { return };
        if state.memory.subscription.as_ref().is_none_or(|known| known.token != token) {
            return;
        }
        let now = self.world.clock.now();
        match said {
            Said::Verified(lease) => {
                push::verified(&mut state, lease, now);
                tracing::info!(source_id = %id, lease_secs = lease.as_secs(), "its hub will push it");
            }
            Said::Denied(why) => {
                tracing::warn!(source_id = %id, why, "its hub does not push it");
                push::refused(&mut state, why);
            }
            Said::Unheard(why) => {
                tracing::warn!(source_id = %id, why, "its hub could not be asked");
                push::unheard(&mut state.memory, why);
            }
            Said::Changed => push::hinted(&mut state, self.world.policy.min_interval, now),
            Said::Pushed { content_type, body, stored } => {
                self.queue.begin(&id);
                let (world, pushed) = (self.world.clone(), source.clone());
                self.begin(&source, async move {
                    let push = Push { content_type, body };
                    let (report, state) = pipeline::pushed(&world, &pushed, state, push).await;
                    // a hub that no longer waits has been told that it was accepted
                    stored.send(!report.disk).ok();
                    (pushed, state, report)
                });
                return;
            }
        }
        self.keep(state).await;
    }

    /// Stores a state that no poll has changed.
    pub(super) async fn keep(&mut self, mut state: SourceState) {
        if let Err(error) = self.write(&mut state).await {
            tracing::warn!(source_id = %state.source_id, %error, "a subscription could not be recorded");
        }
        self.queue.update(state);
    }

    /// Asks a source's hub. The request is remembered before it is sent: a hub may verify before it answers.
    async fn subscribe(&mut self, id: &SourceId, now: DateTime<Utc>) {
        let Some(base) = self.hubs.callback.clone() else { return };
        let Some((source, mut state)) = self.queue.idle(id).map(owned) else { return };
        let Some((token, secret)) = unguessable() else { return };
        // a hub is no part of the source: an address with a secret is no topic for it
        if state.memory.topic.is_none() && source.shown_url() != *source.target.url() {
            return;
        }
        let url = state.memory.moved_to.clone().unwrap_or_else(|| source.target.url().to_string());
        let Some(known) = push::asked(&mut state.memory, &url, || (token, secret), now).cloned() else { return };
        let (Ok(hub), Ok(callback)) = (Url::parse(&known.hub), base.join(&known.token)) else { return };
        if let Some((token, expected)) = expected(&known, id) {
            self.serving.callbacks().expect(token, expected);
        }
        self.keep(state).await;
        let (web, says, id) = (self.world.web.clone(), self.hubs.says.clone(), id.clone());
        self.hubs.asking.spawn(async move {
            let mut form = vec![
                ("hub.mode", "subscribe"),
                ("hub.topic", known.topic.as_str()),
                ("hub.callback", callback.as_str()),
                ("hub.lease_seconds", LEASE_SECONDS),
            ];
            form.extend(known.secret.as_ref().map(|secret| ("hub.secret", secret.expose())));
            if let Err(error) = web.post_form(&hub, &form).await {
                let event = Event { source: id, token: known.token.clone(), said: Said::Unheard(error.to_string()) };
                // nobody listens when the service ends
                says.send(event).await.ok();
            }
        });
    }
}

fn is_due(state: &SourceState, now: DateTime<Utc>) -> bool {
    let at = push::ask_at(&state.memory, now);
    !state.gone && state.failures == 0 && at.is_some_and(|at| at <= now + TimeDelta::seconds(1))
}

fn expected(known: &Subscription, id: &SourceId) -> Option<(String, Expected)> {
    let expected = Expected { source: id.clone(), topic: known.topic.clone(), secret: known.secret.clone() };
    (!known.token.is_empty()).then(|| (known.token.clone(), expected))
}

/// A token and a secret.
fn unguessable() -> Option<(String, Secret)> {
    let mut bytes = [0; 48];
    SystemRandom::new().fill(&mut bytes).ok()?;
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let (token, secret) = hex.split_at(32);
    Some((token.to_owned(), Secret::new(secret.to_owned())))
}
