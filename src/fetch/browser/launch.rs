//! A browser without a network: its own unit's, or one that is started here in namespaces of its own.
//!
//! Chromium speaks DevTools over file descriptors 3 and 4, which are both ends of one socket pair, and ends when the
//! other side of it does: so nothing outlives us, however we end. Its network namespace has no interface, its folder for
//! profiles is a file system of its own in memory, and the first process of its process namespace takes all others with it:
//! nothing is left of a browser, however it ends. `unshare` and `setpriv` are util-linux's: there is no unsafe code here.

use std::{
    fs,
    io::Read,
    os::{
        fd::OwnedFd,
        unix::{fs::MetadataExt, net::UnixStream},
    },
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use crate::fetch::Error;

/// Where the packaged unit listens.
const UNIT: &str = "/run/pressfeed-browser.sock";
/// In `[browser] command`: the socket of a unit.
const SOCKET: &str = "unix:";
/// Names of Chromium's shell without windows.
const NAMES: [&str; 2] = ["chromium-headless-shell", "chrome-headless-shell"];
/// Of each of its processes: a page's own takes a sixth of it as a rule.
const MAX_KILOBYTES: &str = "524288";

/// Runs with the namespaces there and the program behind it: what it must find is made, what it may do is given up.
const SCRIPT: &str = "mount -t tmpfs -o size=64m,mode=1777 tmpfs /dev/shm && cd /dev/shm && ulimit -d $1 && shift && \
    exec setpriv --pdeathsig=KILL --inh-caps=-all --no-new-privs \"$@\" 3<&0 4>&1 0</dev/null 1>/dev/null 2>/dev/null";

/// As root: Chromium's own sandbox wants an ordinary user, nobody.
const AS_ROOT: [&str; 4] = ["--reuid=65534", "--regid=65534", "--clear-groups", "--bounding-set=-all"];
const AS_USER: [&str; 1] = ["--ambient-caps=-all"];

const FLAGS: [&str; 14] = [
    "--remote-debugging-pipe", "--headless", "--user-data-dir=/dev/shm/profile",
    "--host-resolver-rules=MAP * ~NOTFOUND", "--no-first-run", "--disable-background-networking", "--disable-breakpad",
    "--disable-crashpad-for-testing", "--disable-dev-shm-usage", "--disable-extensions", "--disable-gpu",
    "--disable-software-rasterizer", "--disable-site-isolation-trials", "--block-new-web-contents",
];

/// A browser that was started here: it ends with this.
#[derive(Debug)]
pub(super) struct Process {
    child: Child,
}

impl Process {
    /// Starts a program with its DevTools at one end of a socket pair.
    pub(super) fn start(program: &Path, end: UnixStream) -> Result<Self, Error> {
        let root = fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0);
        let (user, rights): (&[&str], &[&str]) =
            if root { (&[], &AS_ROOT) } else { (&["--user", "--map-current-user", "--keep-caps"], &AS_USER) };
        let both = end.try_clone().map_err(system)?;
        let child = Command::new("unshare")
            .args(user)
            .args(["--net", "--mount", "--pid", "--fork", "--kill-child=KILL", "--"])
            .args(["sh", "-c", SCRIPT, "sh", MAX_KILOBYTES])
            .args(rights)
            .arg(program)
            .args(FLAGS)
            // what our environment holds of secrets is not for a browser
            .env_clear()
            .envs(std::env::var_os("PATH").map(|path| ("PATH", path)))
            .envs([("HOME", "/dev/shm"), ("TMPDIR", "/dev/shm"), ("LANG", "C.UTF-8")])
            .stdin(Stdio::from(OwnedFd::from(end)))
            .stdout(Stdio::from(OwnedFd::from(both)))
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| unusable(&format!("unshare (of util-linux) cannot be started: {error}")))?;
        Ok(Self { child })
    }

    /// Why it ended before it said anything.
    pub(super) fn last_words(&mut self) -> Error {
        self.end();
        let mut words = String::new();
        if let Some(output) = self.child.stderr.take() {
            // what is no text says nothing either
            output.take(2_000).read_to_string(&mut words).unwrap_or_default();
        }
        let why = words.lines().find(|line| !line.trim().is_empty());
        unusable(why.unwrap_or("it ended at once; does it run by itself?"))
    }

    /// It has ended by itself.
    pub(super) fn has_ended(&mut self) -> bool {
        !matches!(self.child.try_wait(), Ok(None))
    }

    fn end(&mut self) {
        // it may have ended by itself
        drop(self.child.kill());
        if let Err(error) = self.child.wait() {
            tracing::warn!(%error, "the browser's end was not seen");
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.end();
    }
}

/// A connection to a browser, and its process where that is ours.
pub(super) fn open(command: Option<&str>) -> Result<(UnixStream, Option<Process>), Error> {
    let socket = command.map_or(Some(UNIT).filter(|unit| Path::new(unit).exists()), |text| text.strip_prefix(SOCKET));
    if let Some(path) = socket {
        let stream = UnixStream::connect(path).map_err(|error| {
            let message = format!("{path}: {error}: is pressfeed-browser.socket active? (systemctl status shows it)");
            Error::NoBrowser { message }
        })?;
        return Ok((stream, None));
    }
    let program = find(command)?;
    let (ours, theirs) = UnixStream::pair().map_err(system)?;
    Ok((ours, Some(Process::start(&program, theirs)?)))
}

/// The program that is named, or one of the usual names.
pub(super) fn find(command: Option<&str>) -> Result<PathBuf, Error> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    let named = command.map_or(NAMES.to_vec(), |name| vec![name]);
    let found = named.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name)));
    found.into_iter().find(|file| file.is_file()).ok_or_else(|| {
        let message = match command {
            Some(name) => format!("[browser] command: there is no program {name}"),
            None => "no browser was found: install Debian's chromium-headless-shell, or name one in [browser] command"
                .into(),
        };
        Error::NoBrowser { message }
    })
}

fn system(error: std::io::Error) -> Error {
    Error::NoBrowser { message: format!("the system refuses a browser: {error}") }
}

fn unusable(why: &str) -> Error {
    let message = format!(
        "no browser could be started without a network: {why}; enable pressfeed-browser.socket (README, newsrooms drawn by script, says \
         how), or let pressfeed make namespaces (sysctl kernel.unprivileged_userns_clone=1)"
    );
    Error::NoBrowser { message }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_that_is_not_there_is_an_error_that_says_what_to_do() {
        let error = find(Some("no-such-browser")).unwrap_err().to_string();
        assert!(error.contains("[browser] command") && error.contains("no-such-browser"), "{error}");
        let error = open(Some("unix:/nowhere/browser.sock")).unwrap_err().to_string();
        assert!(error.contains("pressfeed-browser.socket"), "{error}");
    }

    #[test]
    fn what_ends_at_once_says_why() {
        let (_ours, theirs) = UnixStream::pair().unwrap();
        let mut process = Process::start(Path::new("/nowhere/browser"), theirs).unwrap();
        process.child.wait().unwrap();
        let error = process.last_words().to_string();
        assert!(error.contains("without a network") && error.contains("pressfeed-browser.socket"), "{error}");
    }
}
