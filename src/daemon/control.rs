//! A word to the running service: a socket beside its database, through which `pressfeed poll` has it poll somebody now.
//!
//! A line of JSON comes ([`Wanted`]), a line for each report goes back, and the end of the stream is the end. Whoever may
//! write the database may speak here: the socket is its owner's alone.

use std::{
    collections::HashMap,
    fs, io,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::{UnixListener, UnixStream},
    sync::mpsc::{self, Receiver, UnboundedReceiver, UnboundedSender},
    task::JoinHandle,
};

use crate::model::{Report, SourceId};

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
    path: PathBuf,
    asked: Receiver<Asked>,
    accepting: JoinHandle<()>,
    waiting: HashMap<SourceId, Vec<UnboundedSender<String>>>,
}

fn socket(database: &Path) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push("-control");
    name.into()
}

impl Control {
    /// Listens beside a database that is ours alone; what a former process left there is taken away.
    pub fn open(database: &Path) -> io::Result<Self> {
        let path = socket(database);
        if path.exists() {
            fs::remove_file(&path)?;
        }
        let listener = UnixListener::bind(&path)?;
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600))?;
        let (asks, asked) = mpsc::channel(8);
        let accepting = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, asks.clone()));
            }
        });
        Ok(Self { path, asked, accepting, waiting: HashMap::new() })
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
        if let Err(error) = fs::remove_file(&self.path) {
            tracing::debug!(%error, "the control socket stays");
        }
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
pub async fn ask(database: &Path, wanted: &Wanted, mut heard: impl FnMut(serde_json::Value)) -> io::Result<()> {
    let (from, mut to) = UnixStream::connect(socket(database)).await?.into_split();
    to.write_all(format!("{}\n", serde_json::to_string(wanted)?).as_bytes()).await?;
    let mut lines = BufReader::new(from).lines();
    while let Some(line) = lines.next_line().await? {
        heard(serde_json::from_str(&line)?);
    }
    Ok(())
}
