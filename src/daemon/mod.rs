//! The service: who is due is polled, readers are served, until SIGTERM.
//!
//! READY once it listens and knows whom it polls, SIGHUP reloads the configuration (nothing is polled early for it),
//! SIGTERM ends it within seconds: a poll that is cut short has changed nothing, because a poll is one transaction.

mod asked;
mod claims;
pub mod control;
mod courier;
#[cfg(test)]
mod crowd;
mod duties;
mod error;
#[cfg(test)]
mod fuzz;
pub mod keep;
mod made;
mod mail;
#[cfg(test)]
mod month;
mod outage;
mod queue;
mod reading;
mod reload;
pub mod round;
mod sharing;
mod signals;
mod watch;
mod websub;

use std::{collections::HashMap, future::Future, net::SocketAddr, sync::Arc, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::{
    config::Config,
    fetch::{Mode, Web},
    model::{Poll, Report, Source, SourceId, SourceState},
    pipeline::{self, Clock, World},
    serve::{self, Serving},
    store::{self, Store},
};
use claims::Claims;
pub use error::Error;
pub use made::{askable, fetch_settings, publishing, still, world};
use queue::Queue;
use signals::Signal;

/// Polls at once: a poll waits for the network nearly all of its time, and for a host that does not answer half a minute.
/// What computes has places of its own.
const POLLS_AT_ONCE: usize = 512;
/// What running polls may take to notice that they must end.
const LAST_MOMENTS: Duration = Duration::from_secs(2);
/// Then it is looked whether a hub is to be asked, and whether the readers still read.
const LONGEST_SLEEP: Duration = Duration::from_secs(10);
/// A clock that goes back by less was only put right.
const SET_BACK: TimeDelta = TimeDelta::minutes(10);
/// A disk that could not be written is tried again so often.
const DISK_RETRY: Duration = Duration::from_secs(2);

/// How to run.
pub struct Options {
    /// Where exchanges come from.
    pub mode: Mode,
    /// The time.
    pub clock: Clock,
    /// Reads the configuration again.
    pub load: reading::Load,
    /// Where to serve.
    pub listen: SocketAddr,
    /// Readers are served.
    pub serves: bool,
    /// Sources are polled.
    pub polls: bool,
    /// What the configuration says of sources holds for the database.
    pub applies: bool,
}

/// Runs until told to stop.
pub async fn run(config: Config, options: Options, store: Arc<dyn Store>) -> Result<(), Error> {
    let mut signals = signals::Signals::new()?;
    let world = Arc::new(world(&config, options.mode.clone(), store.clone(), options.clock)?);
    if options.applies {
        store.register(&config.sources, world.clock.now()).await?;
    }
    pipeline::blame(&world, &config.sources).await?;
    let listener = if options.serves { Some(signals::listener(options.listen).await?) } else { None };
    let address = listener.as_ref().map_or(Ok(options.listen), tokio::net::TcpListener::local_addr)?;
    let options = Options { listen: address, ..options };
    let stop = CancellationToken::new();
    let clock = options.clock;
    let serving = Serving::new(store, watch::settings(&config, address), Arc::new(move || clock.now()));
    let (roster, claims) = claims::shared(&config, &options, &world, &serving).await?;
    let (keep, wanted) = tokio::sync::watch::channel(config.feed.keep);
    let mut duties = duties::begin((&world, &serving, roster), wanted, &stop);
    let (readers, stopped) = (serving.clone(), stop.clone().cancelled_owned());
    let server = tokio::spawn(async move {
        match listener {
            Some(listener) => serve::run(listener, readers, stopped).await,
            None => {
                stopped.await;
                Ok(())
            }
        }
    });
    let mut service = Service::new(&config, options, world, serving).await?;
    (service.keep, service.claims) = (keep, claims);
    signals::ready(&format!("serving on {address}, {} sources", config.sources.len()));
    tracing::info!(%address, sources = config.sources.len(), database = %config.daemon.database, "ready");
    if config.sources.is_empty() {
        tracing::warn!("no source yet: `pressfeed probe URL --add` adds one, then reload (SIGHUP)");
    }
    let ended = service.turn(&mut signals).await;
    signals::stopping();
    service.serving.health().set_ready(false);
    stop.cancel();
    service.polls.shutdown().await;
    service.forget_attempts().await;
    service.world.ends_in_order();
    duties.shutdown().await;
    if let Some(claims) = service.claims.take() {
        claims.end().await;
    }
    if tokio::time::timeout(LAST_MOMENTS, server).await.is_err() {
        tracing::warn!("readers were still being served");
    }
    tracing::info!("stopped");
    ended
}

type Finished = (Arc<Source>, SourceState, Report);

struct Service {
    options: Options,
    world: Arc<World>,
    serving: Arc<Serving>,
    queue: Queue,
    polls: JoinSet<Finished>,
    hubs: websub::Subscriber,
    /// Hosts that are held, where other processes poll too: the queue has what is due there, and no more.
    claims: Option<Claims>,
    /// Who asks from the command line; none where no socket can be.
    control: Option<control::Control>,
    /// As it was read last.
    config: Config,
    /// Who was not reached since somebody was.
    suspects: Vec<SourceId>,
    watchdog: Option<Duration>,
    /// How long bodies are kept.
    keep: tokio::sync::watch::Sender<Option<Duration>>,
    /// The sources of the configuration, to be looked up again when the clock was set.
    sources: Vec<Arc<Source>>,
    /// When the clock was looked at last.
    looked: DateTime<Utc>,
    /// The next configuration.
    reading: reading::Reading,
}

impl Service {
    async fn new(config: &Config, options: Options, world: Arc<World>, serving: Arc<Serving>) -> Result<Self, Error> {
        let mut queue = Queue::new(config.fetch.per_host_concurrency);
        if !options.polls || world.store.clone().shared().is_none() {
            fill(&mut queue, &options, &world, &config.sources).await?;
        }
        let control = if options.polls || config.daemon.database.file().is_some() {
            control::Control::open(&config.daemon.database)
        } else {
            Err(std::io::ErrorKind::Unsupported.into())
        };
        let control = control.inspect_err(|error| tracing::debug!(%error, "no control socket")).ok();
        let (mut hubs, says) = websub::Subscriber::new();
        hubs.reachable(config.daemon.public_url.as_ref(), &options.mode);
        serving.callbacks().listen(says);
        let service = Self {
            looked: world.clock.now(),
            options,
            world,
            serving,
            queue,
            polls: JoinSet::new(),
            hubs,
            claims: None,
            control,
            config: config.clone(),
            suspects: Vec::new(),
            watchdog: signals::watchdog(),
            keep: tokio::sync::watch::Sender::new(config.feed.keep),
            sources: config.sources.clone(),
            reading: reading::Reading::default(),
        };
        service.expect_all();
        Ok(service)
    }

    /// Polls what is due, until a signal ends it.
    async fn turn(&mut self, signals: &mut signals::Signals) -> Result<(), Error> {
        loop {
            let free = POLLS_AT_ONCE.saturating_sub(self.polls.len());
            let now = self.world.clock.now();
            self.look_at_clock(now).await;
            self.claim(now).await;
            for (source, state) in self.queue.due(now, free) {
                self.poll(source, state);
            }
            self.serving.metrics().waiting(self.queue.waiting_for_turn());
            self.look_round().await;
            self.look_at_readers();
            let wait = self.until_next(now);
            tokio::select! {
                signal = signals.next() => match signal {
                    Signal::Stop => return Ok(()),
                    Signal::Reload => self.reload(),
                },
                (read, again) = self.reading.read() => self.reloaded(read, again).await,
                Some(ended) = self.polls.join_next_with_id() => self.ended(ended).await,
                Some(event) = self.hubs.next() => self.hear(event).await,
                Some(asked) = question(&mut self.control) => self.poll_now(&asked),
                () = tokio::time::sleep(wait) => {}
            }
        }
    }

    fn poll(&mut self, source: Arc<Source>, state: SourceState) {
        let (world, polled) = (self.world.clone(), source.clone());
        self.begin(&source, async move {
            let (report, state) = pipeline::poll(&world, &polled, state).await;
            (polled, state, report)
        });
    }

    /// A poll, or what is like one, runs from now on.
    fn begin(&mut self, source: &Arc<Source>, poll: impl Future<Output = Finished> + Send + 'static) {
        let handle = self.polls.spawn(poll);
        self.claims.iter_mut().for_each(|claims| claims.begun(source, handle.clone()));
    }

    /// Documents that do not end hold all threads that read: nothing can be polled.
    fn look_at_readers(&self) {
        let stuck = || "all readers are held by documents that do not end; restart the service".to_owned();
        self.serving.health().set("readers", self.world.readers_are_stuck().then(stuck));
    }

    /// Until somebody is due, or the watchdog wants a word.
    fn until_next(&self, now: DateTime<Utc>) -> Duration {
        let due = self.queue.next_at().map(|at| (at - now).to_std().unwrap_or_default());
        let limit = self.watchdog.map_or(LONGEST_SLEEP, |watchdog| watchdog.min(LONGEST_SLEEP));
        let claims = self.claims.as_ref().filter(|_| self.queue.len() < POLLS_AT_ONCE);
        let limit = claims.map_or(limit, |claims| claims.wait().min(limit));
        signals::alive(self.watchdog);
        due.unwrap_or(limit).min(limit).max(Duration::from_millis(5))
    }

    async fn ended(&mut self, ended: Result<(tokio::task::Id, Finished), tokio::task::JoinError>) {
        let Some((source, state, report)) = self.concluded(ended) else { return };
        watch::log(&report);
        watch::count(&self.serving, &report);
        watch::measure(&self.serving, &self.config.daemon.database);
        self.serving.metrics().fetched(self.world.web.bytes_read());
        if let Some(control) = &mut self.control {
            control.tell(&report);
        }
        self.queue.finished(&source, state);
        self.consider_outage(&source.id, &report).await;
        self.keep_hint(&source.id, &report).await;
        self.after_poll(&source.id).await;
        self.let_go(&source.id);
        if report.disk {
            self.wait_for_disk().await;
        }
    }

    /// Nothing can be kept: polling on would ask servers in vain.
    async fn wait_for_disk(&mut self) {
        while let Err(error) = self.world.store.writable().await {
            tracing::debug!(%error, "still not writable");
            signals::alive(self.watchdog);
            tokio::time::sleep(DISK_RETRY).await;
        }
    }

    /// A poll that was cut short by the end of the service has changed nothing.
    async fn forget_attempts(&self) {
        for state in self.queue.running() {
            if let Err(error) = self.forget_attempt(state.clone()).await {
                tracing::warn!(source_id = %state.source_id, %error, "its poll was cut short and costs it a turn");
            }
        }
    }

    /// The attempt was noted under a version that nobody heard of: it is taken back as long as it is what is stored.
    async fn forget_attempt(&self, mut state: SourceState) -> Result<(), store::Error> {
        if state.version.is_some()
            && let Some(noted) = self.world.store.state(&state.source_id).await?
            && noted.memory.attempts == state.memory.attempts + 1
        {
            state.version = noted.version;
        }
        self.write(&mut state).await
    }

    /// Stores a state that no poll has changed; where another process was before, its own is taken.
    async fn write(&self, state: &mut SourceState) -> Result<(), store::Error> {
        let poll = Poll { state: state.clone(), changes: Vec::new(), now: self.world.clock.now() };
        let committed = self.world.store.commit(poll).await?;
        if !committed.lost {
            state.version = committed.version;
        } else if let Some(stored) = self.world.store.state(&state.source_id).await? {
            *state = stored;
        }
        Ok(())
    }

    /// A clock that was set back has left plans in a future that is far away: the store corrects them.
    async fn look_at_clock(&mut self, now: DateTime<Utc>) {
        let before = std::mem::replace(&mut self.looked, now);
        if before - now < SET_BACK {
            return;
        }
        tracing::warn!(%before, %now, "the clock was set back");
        let store = self.world.store.clone();
        let corrected = async {
            let applies = self.options.applies;
            let changed = if applies { store.register(&self.sources, now).await? } else { Vec::new() };
            store.states_of(changed).await
        };
        match corrected.await {
            Ok(states) => self.requeue(&polled(&self.options, &self.world.web, &self.sources), states),
            Err(error) => tracing::error!(%error, "plans could not be corrected"),
        }
    }
}

/// All sources that this process polls, where no other does.
async fn fill(queue: &mut Queue, options: &Options, world: &World, sources: &[Arc<Source>]) -> Result<(), Error> {
    let polled = polled(options, &world.web, sources).into_iter();
    let mut sources: HashMap<SourceId, Arc<Source>> = polled.map(|source| (source.id.clone(), source)).collect();
    let add = |state: SourceState| {
        if let Some(source) = sources.remove(&state.source_id) {
            queue.add(source, state);
        }
    };
    Ok(store::each_state(&*world.store, add).await?)
}

/// The next one; never, where nobody can ask.
async fn question(control: &mut Option<control::Control>) -> Option<control::Asked> {
    match control {
        Some(control) => control.next().await,
        None => std::future::pending().await,
    }
}

/// Who is polled by this process.
fn polled(options: &Options, web: &Web, sources: &[Arc<Source>]) -> Vec<Arc<Source>> {
    if options.polls { askable(web, sources) } else { Vec::new() }
}
