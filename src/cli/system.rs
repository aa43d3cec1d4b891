//! `unit`, `completions`, `backup`: for those who run the machine.

use std::{
    io::{self, Write},
    path::PathBuf,
    process::ExitCode,
};

use anyhow::Context as _;
use clap::{Args, Command};
use tracing_subscriber::filter::LevelFilter;

use super::{
    Ended, log,
    progress::Progress,
    setup::{self, Where},
};
use crate::{config::Log, fetch};

/// The hardened unit, as packaged.
const UNIT: &str = include_str!("../../packaging/pressfeed.service");

/// The unit of the browser, and its socket's.
const BROWSER: &str = include_str!("../../packaging/pressfeed-browser.service");
const BROWSER_SOCKET: &str = include_str!("../../packaging/pressfeed-browser.socket");

/// Print a systemd unit.
#[derive(Debug, Args)]
pub struct Unit {
    /// Of what.
    #[arg(value_enum, default_value = "service")]
    of: UnitOf,
}

/// What has a unit.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum UnitOf {
    /// pressfeed.service
    Service,
    /// pressfeed-browser.service: a browser without a network, for sources with `render`
    #[value(name = "browser.service")]
    Browser,
    /// pressfeed-browser.socket, which starts it when a page is to be drawn
    #[value(name = "browser.socket")]
    BrowserSocket,
}

impl Unit {
    /// Prints it.
    pub fn run(self) -> Ended {
        let text = match self.of {
            UnitOf::Service => UNIT,
            UnitOf::Browser => BROWSER,
            UnitOf::BrowserSocket => BROWSER_SOCKET,
        };
        io::stdout().write_all(text.as_bytes())?;
        Ok(ExitCode::SUCCESS)
    }
}

/// What pressfeed-browser.service runs: a browser without a network for whoever connects to the socket that it is handed.
#[derive(Debug, Args)]
pub struct Browser {
    /// The program, instead of the one that is found.
    #[arg(long, value_name = "PROGRAM")]
    command: Option<String>,
}

impl Browser {
    /// Until nobody has wanted a browser for a minute.
    pub fn run(self) -> Ended {
        log::begin(LevelFilter::WARN, Log::default());
        let handed = listenfd::ListenFd::from_env().take_unix_listener(0).context("the socket that was handed over")?;
        let listener =
            handed.context("run by pressfeed-browser.socket, not by hand (`pressfeed unit browser.socket`)")?;
        setup::block_on(async { fetch::serve_browsers(listener, self.command.as_deref()).await })??;
        Ok(ExitCode::SUCCESS)
    }
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
        let _progress = Progress::begin(&format!("copying {}", config.daemon.database));
        setup::block_on(async {
            setup::reader(&config).await?.backup(&self.file).await.map_err(anyhow::Error::from)
        })??;
        Ok(ExitCode::SUCCESS)
    }
}
