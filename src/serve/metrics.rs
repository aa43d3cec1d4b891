//! Counters in the OpenMetrics text format: polls, releases, requests.

use std::{
    fmt,
    sync::atomic::AtomicU64,
    time::{Duration, SystemTime},
};

use prometheus_client::{
    encoding::{
        EncodeLabelSet,
        text::{encode_eof, encode_registry},
    },
    metrics::{counter::Counter, family::Family, gauge::Gauge, histogram::Histogram, info::Info},
    registry::{Registry, Unit},
};

use super::process::Process;
use crate::model::Ended;

/// `Content-Type` of `/metrics`.
pub const MEDIA_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Outcome {
    outcome: &'static str,
}

/// A source in trouble.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct Trouble {
    pub source: String,
    /// "failing", "gone", "drifting".
    pub kind: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Request {
    kind: &'static str,
    status: u16,
}

/// What one poll of one source came to.
#[derive(Debug, Clone, Copy, Default)]
pub struct Polled {
    /// The word of `Report::outcome`.
    pub outcome: &'static str,
    /// New releases.
    pub new: usize,
    /// Revised releases.
    pub revised: usize,
    /// Pages asked with success.
    pub filled: usize,
    /// Wall time.
    pub took: Duration,
}

/// Figures that are read from the store when they are asked for.
#[derive(Debug, Clone, Default)]
pub(super) struct Standing {
    pub sources: u64,
    pub troubles: Vec<Trouble>,
    pub failing: u64,
    pub gone: u64,
    pub drifting: u64,
    pub pushed: u64,
    pub releases: u64,
    pub stories: u64,
    pub published: u64,
}

/// What every process has, under the names that all programs give it.
#[derive(Debug, Default)]
struct Standard {
    cpu: Counter<f64, AtomicU64>,
    memory: Gauge<u64, AtomicU64>,
    files: Gauge<u64, AtomicU64>,
    start: Gauge<f64, AtomicU64>,
}

impl Standard {
    fn register(&self, r: &mut Registry) {
        r.register_with_unit("process_cpu", "User and system time", Unit::Seconds, self.cpu.clone());
        r.register_with_unit("process_resident_memory", "Memory in use", Unit::Bytes, self.memory.clone());
        r.register("process_open_fds", "Open files and connections", self.files.clone());
        r.register_with_unit("process_start_time", "When it started, since 1970", Unit::Seconds, self.start.clone());
    }

    fn set(&self, process: &Process) {
        self.cpu.inner().store(process.cpu_seconds.to_bits(), std::sync::atomic::Ordering::Relaxed);
        self.memory.set(process.resident_bytes);
        self.files.set(process.open_files);
    }
}

fn since_1970() -> f64 {
    SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs_f64()
}

/// What is counted.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    every_process: Registry,
    standard: Standard,
    due: Gauge<u64, AtomicU64>,
    last_success: Gauge<f64, AtomicU64>,
    database: Gauge<u64, AtomicU64>,
    polls: Family<Outcome, Counter>,
    poll_seconds: Histogram,
    new: Counter,
    revised: Counter,
    lost: Counter,
    filled: Counter,
    fetched: Counter,
    requests: Family<Request, Counter>,
    sent: Counter,
    render_seconds: Histogram,
    sources: Gauge<u64, AtomicU64>,
    failing: Gauge<u64, AtomicU64>,
    gone: Gauge<u64, AtomicU64>,
    drifting: Gauge<u64, AtomicU64>,
    pushed: Gauge<u64, AtomicU64>,
    troubles: Family<Trouble, Gauge<u64, AtomicU64>>,
    releases: Gauge<u64, AtomicU64>,
    stories: Gauge<u64, AtomicU64>,
    published: Gauge<u64, AtomicU64>,
}

impl Default for Metrics {
    fn default() -> Self {
        let mut metrics = Self {
            registry: Registry::with_prefix("pressfeed"),
            every_process: Registry::default(),
            standard: Standard::default(),
            due: Gauge::default(),
            last_success: Gauge::default(),
            database: Gauge::default(),
            polls: Family::default(),
            poll_seconds: Histogram::new([0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 15.0, 30.0, 60.0]),
            new: Counter::default(),
            revised: Counter::default(),
            lost: Counter::default(),
            filled: Counter::default(),
            fetched: Counter::default(),
            requests: Family::default(),
            sent: Counter::default(),
            render_seconds: Histogram::new([0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0]),
            sources: Gauge::default(),
            failing: Gauge::default(),
            gone: Gauge::default(),
            drifting: Gauge::default(),
            pushed: Gauge::default(),
            troubles: Family::default(),
            releases: Gauge::default(),
            stories: Gauge::default(),
            published: Gauge::default(),
        };
        metrics.register();
        for outcome in Ended::ALL.map(Ended::word) {
            // a counter that is there from the start can be alerted on
            let _counter = metrics.polls.get_or_create(&Outcome { outcome });
        }
        metrics
    }
}

impl Metrics {
    fn register(&mut self) {
        self.standard.register(&mut self.every_process);
        self.standard.start.set(since_1970());
        let r = &mut self.registry;
        let (version, commit) = crate::serve::version();
        r.register("build", "What runs", Info::new([("version", version), ("commit", commit)]));
        r.register("sources_due", "Sources that wait for their turn to be polled", self.due.clone());
        r.register_with_unit(
            "last_success_timestamp",
            "When a source was last polled with success, since 1970; 0: none yet",
            Unit::Seconds,
            self.last_success.clone(),
        );
        r.register_with_unit("database", "Size of the database's files", Unit::Bytes, self.database.clone());
        r.register("polls", "Polls of sources by outcome", self.polls.clone());
        r.register_with_unit("poll", "Time that a poll took", Unit::Seconds, self.poll_seconds.clone());
        r.register("releases_new", "Releases never seen before", self.new.clone());
        r.register("lost", "Polls whose result came too late: another process had polled", self.lost.clone());
        r.register("releases_revised", "Releases whose words or attachments changed", self.revised.clone());
        r.register("releases_filled", "Releases whose own page was asked with success", self.filled.clone());
        r.register_with_unit("fetched", "Decoded bodies read", Unit::Bytes, self.fetched.clone());
        r.register("http_requests", "Requests answered by kind of document and status", self.requests.clone());
        r.register_with_unit("http_sent", "Bodies of answers", Unit::Bytes, self.sent.clone());
        r.register_with_unit(
            "render",
            "Time that a document took from query to bytes",
            Unit::Seconds,
            self.render_seconds.clone(),
        );
        r.register("sources", "Sources in the configuration", self.sources.clone());
        r.register("sources_failing", "Sources whose last poll failed", self.failing.clone());
        r.register("sources_gone", "Sources that answered 410 and are no longer polled", self.gone.clone());
        r.register("sources_drifting", "Sources that answer, but not as they used to", self.drifting.clone());
        r.register("sources_pushed", "Sources that a WebSub hub pushes", self.pushed.clone());
        r.register("source_trouble", "1 for each source in trouble, by kind", self.troubles.clone());
        r.register("releases", "Releases known", self.releases.clone());
        r.register("stories", "Stories known", self.stories.clone());
        r.register("stories_published", "Stories published now", self.published.clone());
    }

    /// A poll ended.
    pub fn polled(&self, poll: Polled) {
        let count = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
        self.polls.get_or_create(&Outcome { outcome: poll.outcome }).inc();
        self.poll_seconds.observe(poll.took.as_secs_f64());
        self.new.inc_by(count(poll.new));
        self.revised.inc_by(count(poll.revised));
        self.lost.inc_by(u64::from(poll.outcome == Ended::Lost.word()));
        self.filled.inc_by(count(poll.filled));
    }

    /// A source was polled with success, just now.
    pub fn succeeded(&self) {
        self.last_success.set(since_1970());
    }

    /// So many sources are due and wait.
    pub fn waiting(&self, sources: usize) {
        self.due.set(sources as u64);
    }

    /// The database's files have so many bytes.
    pub fn stored(&self, bytes: u64) {
        self.database.set(bytes);
    }

    /// All bodies so far have so many bytes.
    pub fn fetched(&self, bytes: u64) {
        self.fetched.inc_by(bytes.saturating_sub(self.fetched.get()));
    }

    pub(super) fn answered(&self, kind: &'static str, status: u16, bytes: u64) {
        self.requests.get_or_create(&Request { kind, status }).inc();
        self.sent.inc_by(bytes);
    }

    pub(super) fn rendered(&self, took: Duration) {
        self.render_seconds.observe(took.as_secs_f64());
    }

    /// The text.
    pub(super) fn text(&self, standing: Standing) -> String {
        self.sources.set(standing.sources);
        self.failing.set(standing.failing);
        self.gone.set(standing.gone);
        self.drifting.set(standing.drifting);
        self.pushed.set(standing.pushed);
        self.troubles.clear();
        for trouble in standing.troubles {
            self.troubles.get_or_create(&trouble).set(1);
        }
        self.releases.set(standing.releases);
        self.stories.set(standing.stories);
        self.published.set(standing.published);
        self.standard.set(&Process::now());
        let mut text = String::new();
        // writing to a String cannot fail
        if self.encoded(&mut text).is_err() {
            text.clear();
        }
        text
    }

    fn encoded(&self, text: &mut String) -> fmt::Result {
        encode_registry(text, &self.every_process)?;
        encode_registry(text, &self.registry)?;
        encode_eof(text)
    }
}
