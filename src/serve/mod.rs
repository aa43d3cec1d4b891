//! The HTTP side: feeds for readers, pages for people, health for machines.
//!
//! [`Serving`] is the state that the daemon makes once and keeps a hold of: it swaps the configuration on
//! reload, says what ails it, and counts. [`router`] answers from it, [`run`] carries the connections.
//! A document is rendered once a change of the store, not once a request: see `cache`.

mod address;
mod answer;
mod archive;
mod bar;
mod cache;
mod client;
mod connections;
mod delta;
pub mod digest;
mod document;
pub mod export;
mod failure;
mod fair;
mod feeds;
mod form;
mod format;
mod health;
mod key;
mod listing;
mod look;
mod media;
mod metrics;
pub mod notify;
mod pace;
mod page;
mod pages;
mod places;
mod process;
mod refused;
mod routes;
mod scaled;
mod searchers;
mod single;
mod site;
mod statics;
mod status;
#[cfg(test)]
mod tests;
mod unchanged;
mod unsubscribe;
mod visit;
pub mod websub;
mod words;

use std::{
    net::IpAddr,
    sync::{Arc, OnceLock, PoisonError, RwLock},
    time::Duration,
};

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

pub use self::feeds::outlines;
pub use self::{
    address::Format,
    connections::run,
    health::Health,
    metrics::{Metrics, Polled},
    routes::router,
};
pub use crate::publish::html::Directory;
use crate::{
    model::{Receiver, Recipient, Secret, Source, SourceId},
    store::Store,
};

/// What waits for others counts in these; tests live a thousand times faster.
const SECOND: Duration = if cfg!(test) { Duration::from_millis(1) } else { Duration::from_secs(1) };

/// Names the program in feeds.
pub const GENERATOR: &str = concat!("pressfeed/", env!("CARGO_PKG_VERSION"));

/// The clock: given, so that tests and `--now` can hold it.
pub type Clock = Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>;

/// A filtered feed with a name: `/view/NAME.atom`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct View {
    /// In its address.
    pub name: String,
    /// Any of these tags.
    pub tags: Vec<String>,
    /// Any of these sources.
    pub sources: Vec<SourceId>,
    /// Any of these languages.
    pub languages: Vec<String>,
    /// Words.
    pub words: Option<String>,
    /// For people.
    pub title: Option<String>,
    /// For people.
    pub description: Option<String>,
    /// A private view: served to whoever has this, named nowhere.
    pub token: Option<Secret>,
}

impl View {
    /// For people: its title, else its name.
    pub fn label(&self) -> &str {
        self.title.as_deref().unwrap_or(&self.name)
    }
}

/// To whom the states of the sources are open.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum States {
    /// Everybody.
    #[default]
    Public,
    /// Whoever asks from this machine.
    Loopback,
    /// Nobody.
    Off,
}

/// Who is told of which stories.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notify {
    /// Of these.
    pub of: View,
    /// Who.
    pub to: Receiver,
}

/// Who gets which stories by mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Digest {
    /// Of these.
    pub of: View,
    /// Who.
    pub to: Recipient,
}

/// What the configuration says of serving; swapped whole on reload.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// Title of the unified feed.
    pub title: String,
    /// How readers reach us, with a trailing slash.
    pub public_url: String,
    /// Entries of a page of a feed.
    pub max_entries: usize,
    /// Filtered feeds.
    pub views: Vec<View>,
    /// Who is told of what.
    pub notify: Vec<Notify>,
    /// Who gets what by mail.
    pub digests: Vec<Digest>,
    /// All sources, in the order of the configuration.
    pub sources: Vec<Arc<Source>>,
    /// The same in the orders of their list.
    pub directory: Directory,
    /// Of the times on pages.
    pub zone: Tz,
    /// That the pages speak, the likeliest first; empty: all there are.
    pub languages: Vec<String>,
    /// Pictures on pages come from us, scaled, and not from their publishers.
    pub scales_media: bool,
    /// What operators need: to whom it is open.
    pub states: States,
    /// To be written into files: nothing that only a program answers is named.
    pub is_still: bool,
}

impl Settings {
    /// The view of this name.
    pub fn view(&self, name: &str) -> Option<&View> {
        self.views.iter().find(|view| view.name == name)
    }
}

/// The state behind the routes.
pub struct Serving {
    store: Arc<dyn Store>,
    clock: Clock,
    settings: RwLock<Current>,
    cache: cache::Cache,
    /// Pictures that come from us.
    media: media::Media,
    health: Health,
    metrics: Metrics,
    callbacks: websub::callback::Callbacks,
    /// When an empty feed was last changed, for want of anything better.
    started: DateTime<Utc>,
    /// Held while entries leave for the archive.
    leaving: tokio::sync::Mutex<()>,
    /// The hub has a new request.
    hub_called: tokio::sync::Notify,
    /// Whom the hub calls, and who does not want it.
    callers: Arc<websub::Callers>,
    /// Who is searching.
    searchers: Arc<searchers::Searchers>,
    /// How the hub reaches callbacks, once it is at work.
    courier: OnceLock<Arc<dyn websub::Courier>>,
}

/// Settings and how often they changed.
#[derive(Clone, Default)]
struct Current {
    settings: Arc<Settings>,
    generation: u64,
}

impl Serving {
    /// Of a store, a configuration and a clock.
    pub fn new(store: Arc<dyn Store>, settings: Settings, clock: Clock) -> Arc<Self> {
        let started = clock();
        Arc::new(Self {
            store,
            clock,
            settings: RwLock::new(Current { settings: Arc::new(settings), generation: 0 }),
            cache: cache::Cache::default(),
            media: media::Media::default(),
            health: Health::default(),
            metrics: Metrics::default(),
            callbacks: websub::callback::Callbacks::default(),
            started,
            leaving: tokio::sync::Mutex::default(),
            hub_called: tokio::sync::Notify::new(),
            callers: Arc::default(),
            searchers: Arc::default(),
            courier: OnceLock::new(),
        })
    }

    /// A new configuration: what was rendered under the old one is rendered anew.
    pub fn reload(&self, settings: Settings) {
        let mut current = self.settings.write().unwrap_or_else(PoisonError::into_inner);
        *current = Current { settings: Arc::new(settings), generation: current.generation + 1 };
    }

    /// Whether the store has changed since this version of it, for whoever looks after what follows from that.
    pub fn store_version(&self) -> u64 {
        self.store.version()
    }

    /// Sees entries off into the archive until none is left that the feed has no room for.
    pub async fn settle_archive(&self) -> Result<(), String> {
        archive::settle(self).await.map_err(|failure| format!("{failure:?}"))
    }

    /// What ails the daemon.
    pub fn health(&self) -> &Health {
        &self.health
    }

    /// What the daemon counts.
    pub fn metrics(&self) -> &Metrics {
        &self.metrics
    }

    /// Where hubs answer.
    pub fn callbacks(&self) -> &websub::callback::Callbacks {
        &self.callbacks
    }

    /// How readers reach us, with a trailing slash.
    pub fn public_url(&self) -> String {
        self.settings().public_url.clone()
    }

    /// As configured now.
    pub fn settings(&self) -> Arc<Settings> {
        Arc::clone(&self.settings.read().unwrap_or_else(PoisonError::into_inner).settings)
    }

    /// Changes whenever anything that is published does.
    fn version(&self) -> (u64, u64) {
        let generation = self.settings.read().unwrap_or_else(PoisonError::into_inner).generation;
        (self.store.version(), generation)
    }

    /// Where a callback's name leads to.
    async fn addresses(&self, url: &url::Url) -> Vec<IpAddr> {
        match self.courier.get() {
            Some(courier) => courier.addresses(url.clone()).await,
            None => Vec::new(),
        }
    }

    fn now(&self) -> DateTime<Utc> {
        (self.clock)()
    }
}

/// Number and commit of what runs; the commit is empty where it is not known.
fn version() -> (&'static str, &'static str) {
    let whole = env!("PRESSFEED_VERSION");
    let (number, commit) = whole.split_once(" (").unwrap_or((whole, ""));
    (number, commit.trim_end_matches(')'))
}
