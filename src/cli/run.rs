//! `run`: the service.

use std::{
    env,
    net::SocketAddr,
    os::unix::process::CommandExt,
    process::{Command, ExitCode},
    sync::Arc,
};

use chrono::{DateTime, Utc};
use clap::Args;
use tracing_subscriber::filter::LevelFilter;

use super::{
    Ended, log,
    setup::{self, Exchanges, Where},
};
use crate::{
    config,
    daemon::{self, Options},
};

/// The service.
#[derive(Debug, Args)]
pub struct Run {
    #[command(flatten)]
    place: Where,
    #[command(flatten)]
    exchanges: Exchanges,
    /// Serve here, instead of the configured address, e.g. 127.0.0.1:8081.
    #[arg(long, value_name = "ADDRESS", value_parser = address)]
    listen: Option<SocketAddr>,
    /// Poll and do not serve.
    #[arg(long, conflicts_with = "no_poll")]
    no_serve: bool,
    /// Serve what is stored and poll nobody.
    #[arg(long)]
    no_poll: bool,
    /// Poll the sources that were applied to a server's database; others than these are left alone.
    #[arg(long)]
    no_apply: bool,
}

fn address(text: &str) -> Result<SocketAddr, String> {
    config::listen(text).map_err(|error| error.replace(config::WAY_OUT, ": "))
}

/// glibc keeps a heap for nearly each thread, and puts what is large into them too once some of it was let go: among
/// hostile sources two to four times as much was held as with two heaps and blocks of a mebibyte on their own. It is told
/// so by its environment alone, as a program starts: so this one starts again, as the same process with the same files.
fn with_small_heaps() {
    const WANTED: [(&str, &str); 2] = [("MALLOC_ARENA_MAX", "2"), ("MALLOC_MMAP_THRESHOLD_", "1048576")];
    let missing: Vec<_> = WANTED.into_iter().filter(|(name, _)| env::var_os(name).is_none()).collect();
    if !cfg!(target_env = "gnu") || missing.is_empty() {
        return;
    }
    let mut arguments = env::args_os();
    if let (Ok(program), Some(name)) = (env::current_exe(), arguments.next()) {
        // what cannot be started again goes on as it is
        let _ = Command::new(program).arg0(name).args(arguments).envs(missing).exec();
    }
}

impl Run {
    /// Until SIGTERM.
    pub fn run(mut self, now: Option<DateTime<Utc>>) -> Ended {
        with_small_heaps();
        self.exchanges.bring(&mut self.place.file);
        let config = self.place.load_begun()?;
        log::begin(LevelFilter::INFO, config.daemon.log);
        for warning in &config.warnings {
            tracing::warn!("{}", warning.line());
        }
        let place = self.place;
        let options = Options {
            mode: self.exchanges.mode(),
            clock: setup::clock(now),
            load: Arc::new(move || place.load_begun()),
            listen: self.listen.unwrap_or(config.daemon.listen),
            serves: !self.no_serve,
            polls: !self.no_poll,
            // who only reads a server's database changes nothing there
            applies: !self.no_apply && (!self.no_poll || config.daemon.database.file().is_some()),
        };
        setup::block_on(async move {
            let store = if options.polls { setup::store(&config).await? } else { setup::served(&config).await? };
            daemon::run(config, options, store).await.map_err(anyhow::Error::from)
        })??;
        Ok(ExitCode::SUCCESS)
    }
}
