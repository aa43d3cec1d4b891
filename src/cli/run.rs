//! `run`: the service.

use std::process::ExitCode;

use chrono::{DateTime, Utc};
use clap::Args;
use tracing_subscriber::filter::LevelFilter;

use super::{
    Ended,
    setup::{self, Exchanges, Where},
};
use crate::daemon::{self, Options};

/// The service.
#[derive(Debug, Args)]
pub struct Run {
    #[command(flatten)]
    place: Where,
    #[command(flatten)]
    exchanges: Exchanges,
}

impl Run {
    /// Until SIGTERM.
    pub fn run(self, now: Option<DateTime<Utc>>) -> Ended {
        let config = self.place.load()?;
        setup::logging(LevelFilter::INFO);
        let options = Options {
            config: self.place.config.clone(),
            mode: self.exchanges.mode(),
            clock: setup::clock(now),
            load: setup::load,
        };
        setup::block_on(async move {
            let store = setup::store(&config)?;
            daemon::run(config, options, store).await
        })??;
        Ok(ExitCode::SUCCESS)
    }
}
