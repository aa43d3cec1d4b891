//! `unit`, `completions`, `backup`: for those who run the machine.

use std::{
    io::{self, Write},
    path::PathBuf,
    process::ExitCode,
};

use clap::{Args, Command};

use super::{
    Ended,
    progress::Progress,
    setup::{self, Where},
};

/// The hardened unit, as packaged.
const UNIT: &str = include_str!("../../packaging/pressfeed.service");

/// Prints the systemd unit.
pub fn unit() -> Ended {
    io::stdout().write_all(UNIT.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

/// Completions.
#[derive(Debug, Args)]
pub struct Completions {
    shell: clap_complete::Shell,
}

impl Completions {
    /// Prints them.
    pub fn run(self, mut command: Command) -> Ended {
        let mut text = Vec::new();
        clap_complete::generate(self.shell, &mut command, "pressfeed", &mut text);
        io::stdout().write_all(&text)?;
        Ok(ExitCode::SUCCESS)
    }
}

/// An online copy.
#[derive(Debug, Args)]
pub struct Backup {
    #[command(flatten)]
    place: Where,
    /// The copy: an older one under this name is replaced once the new one is whole, any other file is not.
    file: PathBuf,
}

impl Backup {
    /// Copies, while the service may be running.
    pub fn run(self) -> Ended {
        let config = self.place.load_begun()?;
        let _progress = Progress::begin(&format!("copying {}", config.daemon.database.display()));
        setup::block_on(async { setup::reader(&config)?.backup(&self.file).await.map_err(anyhow::Error::from) })??;
        Ok(ExitCode::SUCCESS)
    }
}
