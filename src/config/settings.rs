//! `[daemon]`, `[fetch]` and `[feed]`.

use std::{
    fs,
    net::SocketAddr,
    path::{Path, PathBuf},
    time::Duration,
};

use url::Url;

use super::{duration, pages, pages::Status, stanza, table::Table, words};
use crate::model::{Database, Network, ServerAddress};

/// How the log is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Log {
    /// Lines for people.
    #[default]
    Text,
    /// One object a line.
    Json,
}

/// `[daemon]`.
#[derive(Debug, Clone)]
pub struct Daemon {
    /// Where to serve, unless systemd hands over a socket.
    pub listen: SocketAddr,
    /// A file, or a server.
    pub database: Database,
    /// A server that follows the database's, for readers.
    pub read_database: Option<Database>,
    /// How readers reach us, with a trailing slash; none: `http://LISTEN/`.
    pub public_url: Option<Url>,
    /// To whom the states of the sources are open.
    pub status: Status,
    /// How the log is written.
    pub log: Log,
}

/// `[fetch]`.
#[derive(Debug, Clone)]
pub struct Fetch {
    /// Floor for every source.
    pub min_interval: Duration,
    /// Total deadline of one fetch.
    pub timeout: Duration,
    /// Requests in flight at one host.
    pub per_host_concurrency: usize,
    /// Between the starts of two requests to one host.
    pub per_host_delay: Duration,
    /// Decoded.
    pub max_body_bytes: u64,
    /// Ceiling of the backoff.
    pub backoff_max: Duration,
    /// Private networks too.
    pub allow_private_addresses: bool,
    /// Named exceptions.
    pub allow_addresses: Vec<String>,
    /// Certificates of issuers that are trusted beside the system's, PEM.
    pub ca_file: Option<PathBuf>,
    /// Contact address in the User-Agent.
    pub contact: Option<String>,
}

/// `[browser]`.
#[derive(Debug, Clone, Default)]
pub struct Browser {
    /// A program, or `unix:` and the socket of its unit; none: as found.
    pub command: Option<String>,
}

/// `[feed]`.
#[derive(Debug, Clone)]
pub struct Feed {
    /// Of the unified feed.
    pub title: String,
    /// A page.
    pub max_entries: usize,
    /// Bodies older than this go, identities stay; none: for ever.
    pub keep: Option<Duration>,
}

pub(super) fn daemon(root: &mut Table<'_>, path: &Path) -> Daemon {
    let mut table = root.table("daemon");
    let daemon = Daemon {
        listen: table.checked("listen", listen).unwrap_or(([127, 0, 0, 1], 8080).into()),
        database: match table.checked("database", database) {
            Some(Database::Server(address)) => Database::Server(address),
            Some(Database::File(file)) => Database::File(beside(path, &file)),
            None => Database::File(beside(path, Path::new("pressfeed.db"))),
        },
        read_database: table.checked("read_database", follower),
        public_url: table.checked("public_url", public_url),
        status: table.checked("status", pages::status).unwrap_or_default(),
        log: table.checked("log", log).unwrap_or_default(),
    };
    root.absorb(table);
    daemon
}

/// A path is relative to the file that names it, from wherever the program is called.
fn beside(file: &Path, path: &Path) -> PathBuf {
    file.parent().unwrap_or(Path::new("")).join(path)
}

/// An address and port; names are looked up by nobody here.
pub fn listen(text: &str) -> Result<SocketAddr, String> {
    let wrong = || format!("{text:?} is not an address and port -> e.g. \"127.0.0.1:8080\", \"[::]:8080\"");
    if let Some(port) = text.strip_prefix("localhost:").or_else(|| text.strip_prefix(':')) {
        return port.parse().map(|port: u16| ([127, 0, 0, 1], port).into()).map_err(|_| wrong());
    }
    text.parse().map_err(|_| wrong())
}

fn log(text: &str) -> Result<Log, String> {
    stanza::choice(text, &[("text", Log::Text), ("json", Log::Json)])
}

/// A file, or the address of a server with its secrets put in for `${NAME}`.
pub fn database(text: &str) -> Result<Database, String> {
    if Database::is_address(text) {
        if cfg!(not(feature = "postgres")) {
            return Err("this program was built without PostgreSQL -> name a file".into());
        }
        return stanza::expand(text).and_then(|text| ServerAddress::parse(&text)).map(Database::Server);
    }
    let scheme = text.split_once("://").map(|(scheme, _)| scheme);
    if let Some(scheme) = scheme.filter(|scheme| scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c)))
    {
        return Err(format!("{scheme:?} is no database -> a file's path, or postgres://user:${{PASSWORD}}@host/name"));
    }
    if text.is_empty() { Err("empty -> name a file".into()) } else { Ok(Database::File(text.into())) }
}

fn follower(text: &str) -> Result<Database, String> {
    match database(text)? {
        Database::Server(address) => Ok(Database::Server(address)),
        Database::File(_) => Err("not the address of a server -> one that follows that of `database`".into()),
    }
}

fn public_url(text: &str) -> Result<Url, String> {
    let mut url = super::web_address(text)?;
    if !url.path().ends_with('/') {
        url.set_path(&format!("{}/", url.path()));
    }
    Ok(url)
}

pub(super) fn fetch(root: &mut Table<'_>, path: &Path) -> Fetch {
    let mut table = root.table("fetch");
    let fetch = Fetch {
        min_interval: table.duration("min_interval").unwrap_or(Duration::from_secs(600)),
        timeout: table.duration("timeout").unwrap_or(Duration::from_secs(30)),
        per_host_concurrency: table.integer("per_host_concurrency", 1..=64).unwrap_or(1) as usize,
        per_host_delay: table.duration_or_zero("per_host_delay").unwrap_or(Duration::from_secs(1)),
        max_body_bytes: table.integer("max_body_bytes", 1024..=1 << 30).unwrap_or(16 << 20),
        backoff_max: table.duration("backoff_max").unwrap_or(Duration::from_secs(86_400)),
        allow_private_addresses: table.boolean("allow_private_addresses").unwrap_or(false),
        allow_addresses: table.each("allow_addresses", |text| Network::parse(text).map(|_| text.to_owned())),
        ca_file: table.checked("ca_file", |file| {
            let file = beside(path, Path::new(file));
            fs::metadata(&file)
                .map(|_| file.clone())
                .map_err(|error| format!("{}: {} -> name a PEM file", file.display(), words(&error)))
        }),
        contact: table.string("contact"),
    };
    root.absorb(table);
    fetch
}

pub(super) fn browser(root: &mut Table<'_>) -> Browser {
    let mut table = root.table("browser");
    let browser = Browser { command: table.string("command") };
    root.absorb(table);
    browser
}

pub(super) fn feed(root: &mut Table<'_>) -> Feed {
    let mut table = root.table("feed");
    let feed = Feed {
        title: table.string("title").unwrap_or_else(|| "Unified newsroom feed".into()),
        max_entries: table.integer("max_entries", 1..=100_000).unwrap_or(100) as usize,
        keep: table
            .checked("keep", |text| match text {
                "forever" => Ok(None),
                _ => duration::parse(text).map(Some).map_err(|why| format!("{why}, or \"forever\"")),
            })
            .flatten(),
    };
    root.absorb(table);
    feed
}
