//! feeds.toml text in, settings and sources out.
//!
//! CONTRACT section 4. Every fault is found before any request: an unknown key, a doubled id, a bad address, interval,
//! pattern or selector is a [`Problem`] that names file, line and key, points at the place and suggests the nearest
//! key. All problems of all files are reported at once.

mod duration;
mod include;
mod opml;
mod outgoing;
mod outline;
mod pages;
mod problem;
mod stanza;
mod table;
mod view;

use std::{
    collections::HashSet,
    fs,
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use url::Url;

pub use duration::{human, parse as parse_duration};
pub use opml::{List, read as read_opml};
pub use outgoing::Notify;
pub use outline::web_address as typed_address;
pub use pages::{Pages, Status};
pub use problem::{Error, Problem, nearest};
pub use stanza::web_address;
use table::Table;
use view::{FoundView, views};

use crate::model::{Rule, Secret, Source, SourceId};

/// Tells why a CSS selector is none. Handed in, because reading pages is not the configuration's matter.
pub type CheckSelector<'a> = &'a dyn Fn(&str) -> Result<(), String>;

/// `[daemon]`.
#[derive(Debug, Clone)]
pub struct Daemon {
    /// Where to serve, unless systemd hands over a socket.
    pub listen: SocketAddr,
    /// A file.
    pub database: PathBuf,
    /// How readers reach us, with a trailing slash; none: `http://LISTEN/`.
    pub public_url: Option<Url>,
    /// To whom the states of the sources are open.
    pub status: Status,
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

/// `[[view]]`: a filtered feed with a name.
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
    pub query: Option<String>,
    /// For people.
    pub title: Option<String>,
    /// For people.
    pub description: Option<String>,
    /// A private view: served to whoever has this, named nowhere.
    pub token: Option<Secret>,
}

/// The whole configuration.
#[derive(Debug, Clone)]
pub struct Config {
    /// The file that was read first.
    pub path: PathBuf,
    /// `[daemon]`.
    pub daemon: Daemon,
    /// `[fetch]`.
    pub fetch: Fetch,
    /// `[feed]`.
    pub feed: Feed,
    /// `[pages]`.
    pub pages: Pages,
    /// All sources, of included files too.
    pub sources: Vec<Arc<Source>>,
    /// Views.
    pub views: Vec<View>,
    /// Who is told of which stories.
    pub notify: Vec<Notify>,
    /// What is odd, and left out or taken as it is.
    pub warnings: Vec<Problem>,
}

impl Config {
    /// What the addresses of our own feeds begin with.
    pub fn own_addresses(&self) -> Vec<String> {
        own_addresses(&self.daemon)
    }
}

fn own_addresses(daemon: &Daemon) -> Vec<String> {
    let port = daemon.listen.port();
    let local = ["127.0.0.1", "localhost", "[::1]"].map(|host| format!("http://{host}:{port}/"));
    let listen = format!("http://{}/", daemon.listen);
    daemon.public_url.iter().map(ToString::to_string).chain([listen]).chain(local).collect()
}

/// Reads a configuration with everything that it includes.
pub fn load(path: &Path, check: CheckSelector<'_>) -> Result<Config, Error> {
    loaded(path, check, true)
}

/// The same of a file that may have no source yet.
pub fn load_begun(path: &Path, check: CheckSelector<'_>) -> Result<Config, Error> {
    loaded(path, check, false)
}

fn loaded(path: &Path, check: CheckSelector<'_>, whole: bool) -> Result<Config, Error> {
    let text = read(path)?;
    let mut files = Files {
        check,
        seen: Vec::new(),
        sources: Vec::new(),
        problems: Vec::new(),
        warnings: Vec::new(),
        own: Vec::new(),
    };
    let config = files.main(path, &text);
    files.problems.extend(files.doubled());
    if whole && files.problems.is_empty() && files.sources.is_empty() {
        files.problems.push(Problem::file(path, "no source: add a [[source]] with id, name and feed or newsroom"));
    }
    match config {
        Some(config) if files.problems.is_empty() => {
            let sources = files.sources.into_iter().map(|found| Arc::new(found.source)).collect();
            Ok(Config { sources, warnings: files.warnings, ..config })
        }
        _ => Err(Error { problems: files.problems }),
    }
}

fn read(path: &Path) -> Result<Arc<str>, Error> {
    fs::read_to_string(path).map(Arc::from).map_err(|error| Error {
        problems: vec![Problem::file(path, &format!("cannot be read: {error}; name another with --config"))],
    })
}

/// An id that nobody has: it, or it with a number.
pub fn free_id(id: SourceId, taken: &mut HashSet<SourceId>) -> SourceId {
    let numbered = (2..).map(|number| SourceId::from(format!("{id}-{number}").as_str()));
    let mut ids = std::iter::once(id.clone()).chain(numbered);
    ids.find(|id| taken.insert(id.clone())).unwrap_or(id)
}

/// A source and where its id stands.
struct FoundSource {
    source: Source,
    place: problem::Place,
}

/// What is gathered over all files.
struct Files<'c> {
    check: CheckSelector<'c>,
    seen: Vec<PathBuf>,
    sources: Vec<FoundSource>,
    problems: Vec<Problem>,
    warnings: Vec<Problem>,
    /// What the addresses of our own feeds begin with.
    own: Vec<String>,
}

impl Files<'_> {
    fn main(&mut self, path: &Path, text: &Arc<str>) -> Option<Config> {
        self.seen.push(path.to_owned());
        let parsed = self.parse(path, text)?;
        let mut root = Table::new(path, text, parsed.get_ref(), 0..0, "");
        let daemon = daemon(&mut root);
        self.own = own_addresses(&daemon);
        let fetch = fetch(&mut root);
        let feed = feed(&mut root);
        let pages = pages::pages(&mut root);
        self.sources(&mut root);
        let views = views(&mut root);
        let notify = outgoing::notify(&mut root, &views);
        let rules: Arc<[Rule]> = outgoing::rules(&mut root).into();
        let includes = root.strings("include");
        self.problems.extend(root.finish());
        for (pattern, span) in includes {
            match include::files(path, &pattern) {
                Ok(files) => files.iter().for_each(|file| self.included(file)),
                Err(message) => self.problems.push(Problem::at(path, text, span, &message, None)),
            }
        }
        let ids: Vec<SourceId> = self.sources.iter().map(|found| found.source.id.clone()).collect();
        for view in &views {
            for (source, span) in view.sources.iter().zip(&view.spans) {
                if !ids.contains(source) {
                    let near = problem::nearest(source, ids.iter().map(|id| &**id));
                    let message = format!("view {:?} names no source: {:?}", view.name, &**source);
                    self.problems.push(Problem::at(path, text, span.clone(), &message, near.as_deref()));
                }
            }
        }
        let views = views.into_iter().map(FoundView::into_view).collect();
        for found in &mut self.sources {
            found.source.rules = Arc::clone(&rules);
        }
        Some(Config {
            path: path.to_owned(),
            daemon,
            fetch,
            feed,
            pages,
            sources: Vec::new(),
            views,
            notify,
            warnings: Vec::new(),
        })
    }

    /// A file that the main one includes: sources only.
    fn included(&mut self, path: &Path) {
        if self.seen.iter().any(|seen| seen == path) {
            return;
        }
        self.seen.push(path.to_owned());
        if path.extension().is_some_and(|e| e.eq_ignore_ascii_case("opml") || e.eq_ignore_ascii_case("xml")) {
            return self.list(path);
        }
        let text = match read(path) {
            Ok(text) => text,
            Err(error) => return self.problems.extend(error.problems),
        };
        let Some(parsed) = self.parse(path, &text) else { return };
        let mut root = Table::new(path, &text, parsed.get_ref(), 0..0, "");
        self.sources(&mut root);
        self.problems.extend(root.finish());
    }

    /// A subscription list: what cannot be polled of it is a warning.
    fn list(&mut self, path: &Path) {
        let read = fs::read(path).map_err(|error| format!("cannot be read: {error}"));
        match read.and_then(|bytes| opml::read(&bytes, &self.own, self.check)) {
            Ok(list) => {
                let warning = |(line, remark): &(usize, String)| Problem::in_line(path, *line, remark);
                self.warnings.extend(list.remarks.iter().map(warning));
                let mut taken: HashSet<SourceId> = self.sources.iter().map(|found| found.source.id.clone()).collect();
                for (mut source, _) in list.sources {
                    source.id = free_id(source.id, &mut taken);
                    self.sources.push(FoundSource { place: problem::Place::whole(path), source });
                }
            }
            Err(message) => self.problems.push(Problem::file(path, &message)),
        }
    }

    fn parse<'t>(&mut self, path: &Path, text: &'t Arc<str>) -> Option<toml::Spanned<toml::de::DeTable<'t>>> {
        let (table, errors) = toml::de::DeTable::parse_recoverable(text);
        if errors.is_empty() {
            return Some(table);
        }
        for error in errors {
            let span = error.span().unwrap_or(0..0);
            let message = format!("not TOML: {}", error.message());
            self.problems.push(Problem::at(path, text, span, &message, None));
        }
        None
    }

    fn sources(&mut self, root: &mut Table<'_>) {
        for mut table in root.tables("source") {
            let place = table.place("id");
            if let Some(source) = stanza::source(&mut table, self.check) {
                self.sources.push(FoundSource { source, place });
            }
            self.problems.extend(table.finish());
        }
    }

    /// An id that stands twice, over all files.
    fn doubled(&self) -> Vec<Problem> {
        let mut seen = std::collections::HashMap::new();
        self.sources
            .iter()
            .filter_map(|found| {
                let first = seen.insert(found.source.id.clone(), &found.place)?;
                let message = format!("source id {:?} is already used at {first}: ids are unique", &*found.source.id);
                Some(Problem::placed(&found.place, &message))
            })
            .collect()
    }
}

fn daemon(root: &mut Table<'_>) -> Daemon {
    let mut table = root.table("daemon");
    let daemon = Daemon {
        listen: table
            .parsed("listen", "an address and port, e.g. \"127.0.0.1:8080\"")
            .unwrap_or(([127, 0, 0, 1], 8080).into()),
        database: table.checked("database", database).unwrap_or_else(|| "pressfeed.db".into()),
        public_url: table.checked("public_url", public_url),
        status: table.checked("status", pages::status).unwrap_or_default(),
    };
    root.absorb(table);
    daemon
}

fn database(text: &str) -> Result<PathBuf, String> {
    if text.starts_with("postgres:") || text.starts_with("postgresql:") {
        return Err("PostgreSQL is not supported by this version: name a file".into());
    }
    if text.is_empty() { Err("empty: name a file".into()) } else { Ok(text.into()) }
}

fn public_url(text: &str) -> Result<Url, String> {
    let mut url = stanza::web_address(text)?;
    if !url.path().ends_with('/') {
        url.set_path(&format!("{}/", url.path()));
    }
    Ok(url)
}

fn fetch(root: &mut Table<'_>) -> Fetch {
    let mut table = root.table("fetch");
    let fetch = Fetch {
        min_interval: table.duration("min_interval").unwrap_or(Duration::from_secs(600)),
        timeout: table.duration("timeout").unwrap_or(Duration::from_secs(30)),
        per_host_concurrency: table.integer("per_host_concurrency", 1..=64).unwrap_or(1) as usize,
        per_host_delay: table.duration_or_zero("per_host_delay").unwrap_or(Duration::from_secs(1)),
        max_body_bytes: table.integer("max_body_bytes", 1024..=1 << 30).unwrap_or(16 << 20),
        backoff_max: table.duration("backoff_max").unwrap_or(Duration::from_secs(86_400)),
        allow_private_addresses: table.boolean("allow_private_addresses").unwrap_or(false),
        allow_addresses: table.strings("allow_addresses").into_iter().map(|(text, _)| text).collect(),
        ca_file: table.string("ca_file").map(PathBuf::from),
        contact: table.string("contact"),
    };
    root.absorb(table);
    fetch
}

fn feed(root: &mut Table<'_>) -> Feed {
    let mut table = root.table("feed");
    let feed = Feed {
        title: table.string("title").unwrap_or_else(|| "Unified newsroom feed".into()),
        max_entries: table.integer("max_entries", 1..=100_000).unwrap_or(100) as usize,
        keep: table
            .checked("keep", |text| if text == "forever" { Ok(None) } else { duration::parse(text).map(Some) })
            .flatten(),
    };
    root.absorb(table);
    feed
}

#[cfg(test)]
mod tests;
