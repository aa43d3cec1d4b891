//! What commands share: the configuration, the database, a runtime.

use std::{
    future::Future,
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::Context as _;
use chrono::{DateTime, Utc};
use clap::Args;

use super::output::{self, Style};
use crate::{
    config::{self, Config},
    fetch::Mode,
    model::{Database, ServerAddress},
    pipeline::Clock,
    store::{self, Access, Migrations, Store, dump::Movable, sqlite::Sqlite},
};
use reader::listing::selectors;

/// What a configuration is called.
pub const FILE: &str = "feeds.toml";
/// Where packages put it.
const PACKAGED: &str = "/etc/pressfeed/feeds.toml";

/// `--config`.
#[derive(Debug, Args)]
pub struct Named {
    /// Configuration; without it ./feeds.toml, else /etc/pressfeed/feeds.toml.
    #[arg(long, value_name = "FILE", env = "PRESSFEED_CONFIG")]
    config: Option<PathBuf>,
}

impl Named {
    /// Which file.
    pub fn path(&self) -> PathBuf {
        let usual = || [FILE, PACKAGED].into_iter().find(|path| Path::new(path).exists()).unwrap_or(FILE).into();
        self.config.clone().unwrap_or_else(usual)
    }

    /// Somebody named it.
    pub fn is_given(&self) -> bool {
        self.config.is_some()
    }

    /// It names this one.
    pub fn name(&mut self, path: PathBuf) {
        self.config = Some(path);
    }
}

/// `--config`, `--database`.
#[derive(Debug, Args)]
pub struct Where {
    #[command(flatten)]
    pub file: Named,
    /// Database, instead of the configured one: a file, relative to the working folder, or postgres://...
    #[arg(long, value_name = "FILE", value_parser = database)]
    pub database: Option<Database>,
}

impl Where {
    /// Reads a configuration that has sources.
    pub fn load(&self) -> Result<Config, config::Error> {
        load(&self.file.path()).map(|config| self.applied(config))
    }

    /// Reads a configuration that may have no source yet.
    pub fn load_begun(&self) -> Result<Config, config::Error> {
        load_begun(&self.file.path()).map(|config| self.applied(config))
    }

    fn applied(&self, mut config: Config) -> Config {
        if let Some(database) = &self.database {
            config.daemon.database = database.clone();
        }
        config
    }
}

/// A file or a server, as an argument.
pub fn database(text: &str) -> Result<Database, String> {
    config::database(text).map_err(|error| error.replace(config::WAY_OUT, ": "))
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

    /// Recordings may bring the configuration that they were made with: it is taken where no other was named.
    pub fn bring(&self, named: &mut Named) {
        let own = self.replay.as_ref().map(|folder| folder.join(FILE)).filter(|path| path.is_file());
        if let Some(path) = own.filter(|_| !named.is_given()) {
            named.name(path);
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

/// Opens the database for polling, and makes it where none is.
pub async fn store(config: &Config) -> anyhow::Result<Arc<dyn Store>> {
    match &config.daemon.database {
        Database::File(path) => {
            not_left_behind(path)?;
            may_read(path)?;
            Ok(Arc::new(Sqlite::open(path, Access::Write)?))
        }
        Database::Server(address) => server(address, config.daemon.read_database.as_ref(), Access::Write).await,
    }
}

/// Opens the database for a process that serves and polls nobody: of a server's others may poll.
pub async fn served(config: &Config) -> anyhow::Result<Arc<dyn Store>> {
    match &config.daemon.database {
        Database::File(_) => store(config).await,
        Database::Server(address) => server(address, config.daemon.read_database.as_ref(), Access::Read).await,
    }
}

/// Opens the database for looking: needs no right to write.
pub async fn reader(config: &Config) -> anyhow::Result<Arc<dyn Store>> {
    opened(config, Access::Look).await
}

/// Opens the database for small changes beside a running service.
pub async fn beside(config: &Config) -> anyhow::Result<Arc<dyn Store>> {
    opened(config, Access::Read).await
}

/// Opens a database to move what is in it: nobody polls into it meanwhile.
pub async fn movable(database: &Database, is_there: bool) -> anyhow::Result<Arc<dyn Movable>> {
    match database {
        Database::File(path) => {
            anyhow::ensure!(!is_there || path.exists(), "no database at {}", path.display());
            Ok(Arc::new(Sqlite::open(path, Access::Write)?))
        }
        #[cfg(feature = "postgres")]
        Database::Server(address) => {
            let server = store::postgres::Postgres::open(address, Access::Write).await?;
            server.alone().await?;
            Ok(Arc::new(server))
        }
        #[cfg(not(feature = "postgres"))]
        Database::Server(address) => anyhow::bail!("{}: this program was built without PostgreSQL", address.shown()),
    }
}

/// How far the tables of a database have come; none where there is no database yet.
pub async fn migrations(database: &Database) -> anyhow::Result<Option<Migrations>> {
    match database {
        Database::File(path) if !path.exists() => Ok(None),
        Database::File(path) => Ok(Some(Sqlite::open(path, Access::Look)?.migrations().await?)),
        #[cfg(feature = "postgres")]
        Database::Server(address) => Ok(Some(store::postgres::Postgres::migrations_of(address).await?)),
        #[cfg(not(feature = "postgres"))]
        Database::Server(_) => Ok(None),
    }
}

#[cfg(feature = "postgres")]
async fn server(
    address: &ServerAddress,
    follower: Option<&Database>,
    access: Access,
) -> anyhow::Result<Arc<dyn Store>> {
    let follower = follower.and_then(Database::server);
    Ok(Arc::new(store::postgres::Postgres::open_with(address, follower, access).await?))
}

#[cfg(not(feature = "postgres"))]
async fn server(address: &ServerAddress, _: Option<&Database>, _: Access) -> anyhow::Result<Arc<dyn Store>> {
    anyhow::bail!("{}: this program was built without PostgreSQL", address.shown())
}

async fn opened(config: &Config, access: Access) -> anyhow::Result<Arc<dyn Store>> {
    let path = match &config.daemon.database {
        Database::File(path) => path,
        Database::Server(address) => return server(address, None, access).await,
    };
    may_read(path)?;
    if !path.exists() {
        not_left_behind(path)?;
        let named = config.path.display();
        anyhow::bail!(
            "no database at {}: nothing was polled yet, or it is elsewhere\n  `pressfeed poll` makes it; --database \
             names another; [daemon] database in {named} says where",
            path.display()
        );
    }
    Ok(Arc::new(Sqlite::open(path, access)?))
}

/// A right that is lacking is told as such: the file, and the log beside it.
fn may_read(path: &Path) -> anyhow::Result<()> {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    for file in [path, Path::new(&log)] {
        let opened = std::fs::File::open(file);
        let refused = opened.is_err_and(|error| error.kind() == std::io::ErrorKind::PermissionDenied);
        anyhow::ensure!(!refused, "{}: this user may not read it\n  call as its owner, or with sudo", file.display());
    }
    Ok(())
}

/// A database in the working folder, where older versions would have looked for it, is not silently left aside.
fn not_left_behind(path: &Path) -> anyhow::Result<()> {
    let Some(name) = path.file_name().map(Path::new).filter(|name| name.exists() && !path.exists()) else {
        return Ok(());
    };
    anyhow::bail!(
        "no database at {}, but one in this folder, where older versions looked for it\n  move {} there, or name it \
         with --database",
        path.display(),
        name.display()
    )
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

/// One line of what is wrong with a configuration that holds.
pub fn tell_remarks(config: &Config) -> std::io::Result<()> {
    let mut told = output::told();
    config.warnings.iter().try_for_each(|warning| told.line_of("warning: ", Style::Odd, &warning.to_string()))
}

/// Of a store that a command cannot open.
pub fn is_in_use(error: &anyhow::Error) -> bool {
    matches!(error.downcast_ref(), Some(store::Error::InUse { .. }))
}
