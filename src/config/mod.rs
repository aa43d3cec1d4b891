//! feeds.toml text in, settings and sources out.
//!
//! CONTRACT section 4. Every fault is found before any request: an unknown key, a doubled id, a bad address, interval,
//! pattern or selector is a [`Problem`] that names file, line and key, points at the place and suggests the nearest
//! key. All problems of all files are reported at once.

mod address;
mod digest;
mod duration;
mod hidden;
mod include;
pub mod keys;
mod kinds;
mod language;
mod named;
mod opml;
mod outgoing;
mod outline;
mod pages;
mod plain;
mod problem;
mod remarks;
mod settings;
mod stanza;
mod syntax;
mod table;
mod view;

use std::{
    collections::{HashMap, HashSet},
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
};

pub use address::{typed_address, web_address};
pub use digest::Digest;
pub use duration::human;
use named::NamedSource;
pub use opml::{List, read as read_opml};
pub use outgoing::Notify;
pub use pages::{Media, Pages, Status};
use problem::File;
pub use problem::{Error, Place, Problem, WAY_OUT, nearest};
pub use settings::{Browser, Daemon, Feed, Fetch, Log, database, listen};
use table::Table;
use view::{FoundView, views};

use crate::model::{Rule, Secret, Source, SourceId};

/// Tells why a CSS selector is none. Handed in, because reading pages is not the configuration's matter.
pub type CheckSelector<'a> = &'a dyn Fn(&str) -> Result<(), String>;

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
    /// `[browser]`.
    pub browser: Browser,
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
    /// Who gets which stories by mail.
    pub digests: Vec<Digest>,
    /// What is odd, and left out or taken as it is.
    pub warnings: Vec<Problem>,
    /// Where the selectors of the sources stand.
    pub selectors: HashMap<SourceId, Vec<(String, Place)>>,
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
        let message = "no source: add a [[source]] with id, name and feed or newsroom -> `pressfeed probe URL --add` writes one, `pressfeed import FILE` many";
        files.problems.push(Problem::file(path, message));
    }
    match config {
        Some(config) if files.problems.is_empty() => {
            let selectors =
                files.sources.iter_mut().map(|found| (found.source.id.clone(), std::mem::take(&mut found.selectors)));
            let selectors = selectors.filter(|(_, places)| !places.is_empty()).collect();
            // not collected: that would go on using the room of what they are taken out of, sixty times theirs
            let mut sources = Vec::with_capacity(files.sources.len());
            sources.extend(files.sources.into_iter().map(|found| Arc::new(found.source)));
            Ok(Config { sources, warnings: files.warnings, selectors, ..config })
        }
        _ => {
            let file = |problem: &Problem| files.seen.iter().position(|seen| seen == problem.path());
            files.problems.sort_by_key(|problem| (file(problem), problem.order()));
            Err(Error { problems: files.problems })
        }
    }
}

fn read(path: &Path) -> Result<Arc<str>, Error> {
    let unread = |error: io::Error| {
        let way_out = match error.kind() {
            io::ErrorKind::PermissionDenied => "call as its owner, or with sudo",
            io::ErrorKind::IsADirectory => "--config names the file in it",
            _ => "`pressfeed init` writes one, --config names another",
        };
        format!("cannot be read: {} -> {way_out}", words(&error))
    };
    let text = fs::read(path).map_err(unread).and_then(|bytes| {
        String::from_utf8(bytes).map_err(|error| {
            let before = &error.as_bytes()[..error.utf8_error().valid_up_to()];
            let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
            format!("line {line} is not UTF-8 -> save the file in that encoding")
        })
    });
    text.map(Arc::from).map_err(|message| Error { problems: vec![Problem::file(path, &message)] })
}

/// The system's words, without its number.
fn words(error: &std::io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or(&text).to_owned()
}

/// An id that nobody has: it, or it with a number.
pub fn free_id(id: SourceId, taken: &mut HashSet<SourceId>) -> SourceId {
    let numbered = (2..).map(|number| SourceId::from(format!("{id}-{number}").as_str()));
    let mut ids = std::iter::once(id.clone()).chain(numbered);
    ids.find(|id| taken.insert(id.clone())).unwrap_or(id)
}

/// A source, and where it stands.
struct FoundSource {
    source: Source,
    /// Its id.
    place: Place,
    interval_at: Place,
    selectors: Vec<(String, Place)>,
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
        let file = File { path, text };
        let parsed = self.parse(file)?;
        let mut root = Table::new(file, parsed.get_ref(), 0..0, "");
        let daemon = settings::daemon(&mut root, path);
        self.own = own_addresses(&daemon);
        let fetch = settings::fetch(&mut root, path);
        let browser = settings::browser(&mut root);
        let feed = settings::feed(&mut root);
        let pages = pages::pages(&mut root);
        self.sources(&mut root);
        let mut named = Vec::new();
        let views = views(&mut root, &mut named);
        let notify = outgoing::notify(&mut root, &views, &mut named);
        let digests = digest::digests(&mut root, &views, &mut named, daemon.public_url.as_ref());
        let rules: Arc<[Rule]> = outgoing::rules(&mut root, &mut named).into();
        let includes = root.strings("include");
        self.problems.extend(root.finish());
        for (pattern, span) in includes {
            match include::files(path, &pattern) {
                Ok(files) => files.iter().for_each(|file| self.included(file)),
                Err(message) => self.problems.push(Problem::at(file, span, &message)),
            }
        }
        let ids: Vec<SourceId> = self.sources.iter().map(|found| found.source.id.clone()).collect();
        for NamedSource { whose, id, place } in named.iter().filter(|named| !ids.contains(&named.id)) {
            let near = nearest(id, ids.iter().map(|id| &**id));
            let help =
                near.map_or_else(|| "`pressfeed list` shows all".into(), |near| format!("did you mean {near:?}?"));
            self.problems.push(Problem::placed(place, &format!("{whose} names no source: {:?} -> {help}", &**id)));
        }
        self.warnings.extend(remarks::remarks(&fetch, &self.sources, &views, &rules));
        let views = views.into_iter().map(FoundView::into_view).collect();
        for found in &mut self.sources {
            found.source.rules = Arc::clone(&rules);
        }
        Some(Config {
            path: path.to_owned(),
            daemon,
            fetch,
            browser,
            feed,
            pages,
            sources: Vec::new(),
            views,
            notify,
            digests,
            warnings: Vec::new(),
            selectors: HashMap::new(),
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
        let file = File { path, text: &text };
        let Some(parsed) = self.parse(file) else { return };
        let mut root = Table::new(file, parsed.get_ref(), 0..0, keys::INCLUDED);
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
                    let place = Place::whole(path);
                    self.sources.push(FoundSource { interval_at: place.clone(), selectors: Vec::new(), place, source });
                }
            }
            Err(message) => self.problems.push(Problem::file(path, &message)),
        }
    }

    fn parse<'t>(&mut self, file: File<'t>) -> Option<toml::Spanned<toml::de::DeTable<'t>>> {
        let (table, errors) = toml::de::DeTable::parse_recoverable(file.text);
        if errors.is_empty() {
            return Some(table);
        }
        self.problems.extend(syntax::faults(file, &errors));
        None
    }

    fn sources(&mut self, root: &mut Table<'_>) {
        for mut table in root.tables("source") {
            let (place, interval_at, selectors) = (table.place("id"), table.place("interval"), table.places("select"));
            if let Some(source) = stanza::source(&mut table, self.check) {
                self.sources.push(FoundSource { source, place, interval_at, selectors });
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
                let message = format!(
                    "source id {:?} is already used at {first} -> ids are unique: give this one another",
                    &*found.source.id
                );
                Some(Problem::placed(&found.place, &message))
            })
            .collect()
    }
}

#[cfg(test)]
mod tests;
