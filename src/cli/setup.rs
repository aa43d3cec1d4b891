//! What commands share: the configuration, the database, a runtime, logging.

use std::{
    future::Future,
    io::IsTerminal,
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::Context as _;
use chrono::{DateTime, Utc};
use clap::Args;
use tracing_subscriber::{EnvFilter, filter::LevelFilter};

use crate::{
    config::{self, Config},
    fetch::Mode,
    pipeline::Clock,
    store::{
        self, Store,
        sqlite::{Access, Sqlite},
    },
};
use reader::listing::selectors;

/// `--config`, `--database`.
#[derive(Debug, Args)]
pub struct Where {
    /// Configuration.
    #[arg(long, value_name = "FILE", env = "PRESSFEED_CONFIG", default_value = "feeds.toml")]
    pub config: PathBuf,
    /// Database, instead of the configured one.
    #[arg(long, value_name = "FILE")]
    pub database: Option<PathBuf>,
}

impl Where {
    /// Reads the configuration.
    pub fn load(&self) -> Result<Config, config::Error> {
        let mut config = load(&self.config)?;
        if let Some(database) = &self.database {
            config.daemon.database = database.clone();
        }
        Ok(config)
    }
}

/// `--replay`, `--record`.
#[derive(Debug, Args)]
pub struct Exchanges {
    /// Answer from recorded exchanges, without a network.
    #[arg(long, value_name = "DIR", conflicts_with = "record")]
    pub replay: Option<PathBuf>,
    /// Keep every exchange in this folder.
    #[arg(long, value_name = "DIR")]
    pub record: Option<PathBuf>,
}

impl Exchanges {
    /// Where exchanges come from.
    pub fn mode(&self) -> Mode {
        match (&self.replay, &self.record) {
            (Some(folder), _) => Mode::Replay(folder.clone()),
            (_, Some(folder)) => Mode::Record(folder.clone()),
            _ => Mode::Live,
        }
    }
}

/// Reads a configuration.
pub fn load(path: &Path) -> Result<Config, config::Error> {
    config::load(path, &|css| selectors::is_valid(css))
}

/// Reads a configuration that may have no source yet.
pub fn load_begun(path: &Path) -> Result<Config, config::Error> {
    config::load_begun(path, &|css| selectors::is_valid(css))
}

/// Opens the database for reading and writing.
pub fn store(config: &Config) -> Result<Arc<dyn Store>, store::Error> {
    Ok(Arc::new(Sqlite::open(&config.daemon.database, Access::Write)?))
}

/// Opens the database beside a running service.
pub fn reader(config: &Config) -> anyhow::Result<Arc<dyn Store>> {
    let opened = Sqlite::open(&config.daemon.database, Access::Read);
    Ok(Arc::new(opened.context("nothing was polled yet? `pressfeed poll` makes the database")?))
}

/// The clock that `--now` asks for.
pub fn clock(now: Option<DateTime<Utc>>) -> Clock {
    now.map_or(Clock::System, Clock::Fixed)
}

/// Runs async work to its end.
pub fn block_on<T>(work: impl Future<Output = T>) -> anyhow::Result<T> {
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    // readers are bounded in depth, but trees are deep before they are cut
    let runtime = builder.enable_all().thread_stack_size(4 << 20).build().context("no threads to be had")?;
    let done = runtime.block_on(work);
    // work that computes cannot be cancelled; it must not keep us either
    runtime.shutdown_timeout(std::time::Duration::from_millis(500));
    Ok(done)
}

/// Logs to standard error, fields after the words. `PRESSFEED_LOG` filters. Under journald time and level are its matter.
pub fn logging(default: LevelFilter) {
    let filter =
        EnvFilter::builder().with_env_var("PRESSFEED_LOG").with_default_directive(default.into()).from_env_lossy();
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(super::output::log).with_target(false);
    let builder = builder.with_ansi(std::io::stderr().is_terminal());
    // a second logger in one process is a test's; the first one stays
    let _ = if std::env::var_os("JOURNAL_STREAM").is_some() {
        builder.without_time().try_init()
    } else {
        builder.try_init()
    };
}
