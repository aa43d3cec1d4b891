//! A word to the running service: a socket named after its database, through which `pressfeed poll` has it poll somebody now.
//!
//! A line of JSON comes ([`Wanted`]), a line for each report goes back, and the end of the stream is the end. The name is
//! an abstract one: no file lies beside the database, for whoever copies its folder, and nothing is left of a service that
//! was killed. The database's owner may speak here, and root.

use std::{
    collections::HashMap,
    fs, io,
    os::{
        linux::net::SocketAddrExt,
        unix::{
            fs::MetadataExt,
            net::{SocketAddr, UnixListener as Listener, UnixStream as Stream},
        },
    },
    path::Path,
};

use serde::{Deserialize, Serialize};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::{UnixListener, UnixStream},
    sync::mpsc::{self, Receiver, UnboundedReceiver, UnboundedSender},
    task::JoinHandle,
};

use crate::model::{Database, Report, SourceId};

/// Longer questions are none.
const LONGEST: u64 = 1 << 20;

/// Who is to be polled.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Wanted {
    /// These; none: all that are due, which the service polls by itself.
    pub sources: Vec<String>,
    /// All, whether they are due or not.
    pub force: bool,
}

/// A question, and where its answers go.
pub(super) struct Asked {
    pub wanted: Wanted,
    reports: UnboundedSender<String>,
}

/// The service's end.
pub(super) struct Control {
    asked: Receiver<Asked>,
    accepting: JoinHandle<()>,
    waiting: HashMap<SourceId, Vec<UnboundedSender<String>>>,
}

fn socket(database: &Database) -> io::Result<SocketAddr> {
    let name = match database {
        Database::File(path) => blake3::hash(fs::canonicalize(path)?.as_os_str().as_encoded_bytes()),
        Database::Server(address) => blake3::hash(address.shown().as_bytes()),
    };
    let name = name.to_hex();
    SocketAddr::from_abstract_name(format!("pressfeed-{}", &name[..32]))
}

/// The other end is the owner's of the database, or root's: the name itself is anybody's to take. A server's database
/// has no owner here: whoever runs the service is.
fn is_ours(stream: &UnixStream, database: &Database) -> bool {
    let owned = database.file().unwrap_or(Path::new("/proc/self"));
    let owner = fs::metadata(owned).map(|file| file.uid());
    let peer = stream.peer_cred().map(|peer| peer.uid());
    owner.is_ok_and(|owner| peer.is_ok_and(|peer| peer == owner || peer == 0))
}

impl Control {
    /// Listens for a database that is ours alone.
    pub fn open(database: &Database) -> io::Result<Self> {
        let database = database.to_owned();
        let listener = Listener::bind_addr(&socket(&database)?)?;
        listener.set_nonblocking(true)?;
        let listener = UnixListener::from_std(listener)?;
        let (asks, asked) = mpsc::channel(8);
        let accepting = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                if is_ours(&stream, &database) {
                    tokio::spawn(serve(stream, asks.clone()));
                }
            }
        });
        Ok(Self { asked, accepting, waiting: HashMap::new() })
    }

    /// The next question.
    pub async fn next(&mut self) -> Option<Asked> {
        self.asked.recv().await
    }

    /// Whoever asked hears of the next poll of this source.
    pub fn expect(&mut self, source: &SourceId, asked: &Asked) {
        self.waiting.entry(source.clone()).or_default().push(asked.reports.clone());
    }

    /// A poll ended.
    pub fn tell(&mut self, report: &Report) {
        for waiting in self.waiting.remove(&report.source_id).into_iter().flatten() {
            let line = serde_json::to_string(report).unwrap_or_default();
            // who asked may have gone
            waiting.send(line).unwrap_or_default();
        }
    }
}

impl Drop for Control {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

async fn serve(stream: UnixStream, asks: mpsc::Sender<Asked>) {
    let (from, mut to) = stream.into_split();
    let mut line = String::new();
    if BufReader::new(from.take(LONGEST)).read_line(&mut line).await.is_err() {
        return;
    }
    let Ok(wanted) = serde_json::from_str(&line) else { return };
    let (reports, mut answers): (_, UnboundedReceiver<String>) = mpsc::unbounded_channel();
    if asks.send(Asked { wanted, reports }).await.is_err() {
        return;
    }
    while let Some(line) = answers.recv().await {
        if to.write_all(format!("{line}\n").as_bytes()).await.is_err() {
            return;
        }
    }
}

/// Asks the service that has this database, and hears its reports.
pub async fn ask(database: &Database, wanted: &Wanted, mut heard: impl FnMut(serde_json::Value)) -> io::Result<()> {
    let stream = Stream::connect_addr(&socket(database)?)?;
    stream.set_nonblocking(true)?;
    let stream = UnixStream::from_std(stream)?;
    if !is_ours(&stream, database) {
        return Err(io::ErrorKind::PermissionDenied.into());
    }
    let (from, mut to) = stream.into_split();
    to.write_all(format!("{}\n", serde_json::to_string(wanted)?).as_bytes()).await?;
    let mut lines = BufReader::new(from).lines();
    while let Some(line) = lines.next_line().await? {
        heard(serde_json::from_str(&line)?);
    }
    Ok(())
}
