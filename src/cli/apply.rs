//! `apply`: what the configuration says of sources holds for the database.

use std::{io::Write, process::ExitCode};

use chrono::{DateTime, Utc};
use clap::Args;

use super::{
    Ended, output,
    setup::{self, Where},
};

/// The sources of the configuration are those of the database.
#[derive(Debug, Args)]
pub struct Apply {
    #[command(flatten)]
    place: Where,
}

impl Apply {
    /// Writes what differs.
    pub fn run(self, now: Option<DateTime<Utc>>) -> Ended {
        let config = self.place.load_begun()?;
        setup::tell_remarks(&config)?;
        let changed = setup::block_on(async {
            let store = setup::store(&config).await?;
            let changed = store.register(&config.sources, setup::clock(now).now()).await?;
            if let Some(shared) = store.shared() {
                shared.resign().await?;
            }
            anyhow::Ok(changed.len())
        })??;
        let (database, sources) = (&config.daemon.database, output::counted(config.sources.len(), "source"));
        writeln!(output::out(), "{database}: {sources}, {changed} of them new, moved or back")?;
        Ok(ExitCode::SUCCESS)
    }
}
