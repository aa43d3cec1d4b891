//! The program: a folder with a configuration, its commands, and the daemon.

use std::{
    fs,
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    sync::atomic::{AtomicU32, Ordering},
    thread,
    time::{Duration, Instant},
};

use tempfile::TempDir;

use super::{
    http::{self, Response},
    postgres,
};

/// The binary under test.
pub const PRESSFEED: &str = env!("CARGO_BIN_EXE_pressfeed");

/// A folder with a configuration and a database of its own.
pub struct Home {
    folder: TempDir,
    pub listen: SocketAddr,
    /// As the configuration names it.
    database: String,
}

/// True where databases are a server's: what is said of files is tried elsewhere.
pub fn on_server() -> bool {
    std::env::var("PRESSFEED_TEST_DATABASE").is_ok_and(|word| word == "postgres")
}

/// A database of its own: a file, or where PRESSFEED_TEST_DATABASE says `postgres` one of the tests' cluster.
fn database(folder: &TempDir) -> String {
    if on_server() {
        return postgres::cluster().expect("a PostgreSQL server").database();
    }
    folder.path().join("test.db").display().to_string()
}

impl Home {
    /// Loopback may be asked, nothing waits for politeness; `sources` is TOML.
    pub fn new(sources: &str) -> Self {
        Self::with("min_interval = \"1s\"\nper_host_delay = \"0s\"", sources)
    }

    /// With lines of one's own under `[fetch]`, where loopback is allowed already.
    pub fn with(fetch: &str, sources: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let database = database(&folder);
        Self::of(folder, database, &format!("{fetch}\n\n{sources}"))
    }

    /// The same with this database.
    pub fn on(database: String, fetch: &str, sources: &str) -> Self {
        Self::of(tempfile::tempdir().expect("a folder"), database, &format!("{fetch}\n\n{sources}"))
    }

    fn of(folder: TempDir, database: String, text: &str) -> Self {
        let listen = free_port();
        let home = Self { folder, listen, database };
        home.configure(&format!("[fetch]\nallow_private_addresses = true\n{text}"));
        home
    }

    /// Replaces the configuration, but for `[daemon]`.
    pub fn configure(&self, text: &str) {
        let (listen, database) = (self.listen, &self.database);
        let daemon =
            format!("[daemon]\nlisten = \"{listen}\"\ndatabase = {database:?}\npublic_url = \"http://{listen}/\"\n\n");
        fs::write(self.path("feeds.toml"), daemon + text).expect("a configuration");
    }

    /// A path in the folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A command with the configuration, to be completed.
    pub fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(PRESSFEED);
        command.args(words).env("PRESSFEED_CONFIG", self.path("feeds.toml")).current_dir(self.folder.path());
        command
    }

    /// Runs a command to its end.
    pub fn run(&self, words: &[&str]) -> Output {
        self.command(words).output().expect("the program")
    }

    /// Runs a command that must end well, and gives its standard output.
    pub fn ok(&self, words: &[&str]) -> String {
        let output = self.run(words);
        let errors = String::from_utf8_lossy(&output.stderr);
        let text = String::from_utf8(output.stdout).expect("output in UTF-8");
        assert!(output.status.success(), "{words:?} ended with {}: {errors}{text}", output.status);
        text
    }

    /// One round, as JSON lines.
    pub fn poll(&self, words: &[&str]) -> Vec<serde_json::Value> {
        let output = self.run(&[&["poll", "--json"], words].concat());
        let text = String::from_utf8(output.stdout).expect("output in UTF-8");
        text.lines().map(|line| serde_json::from_str(line).expect("a JSON line")).collect()
    }

    /// Starts the daemon and waits until it serves.
    pub fn start(&self, words: &[&str]) -> Daemon {
        let log = fs::File::create(self.path("log")).expect("a log");
        let mut command = self.command(&[&["run"], words].concat());
        let child = command.stdout(Stdio::null()).stderr(log).spawn().expect("the program");
        let daemon = Daemon { child, address: self.listen };
        wait(
            || daemon.get("/readyz").is_some_and(|answer| answer.status == 200),
            || fs::read_to_string(self.path("log")).unwrap_or_default(),
        );
        daemon
    }

    /// The unified feed as JSON, served by a daemon that asks nobody.
    pub fn items(&self) -> Vec<serde_json::Value> {
        let daemon = self.start(&["--replay", "."]);
        let feed = daemon.get("/feed.json").expect("a feed").json();
        feed["items"].as_array().cloned().unwrap_or_default()
    }
}

/// A running daemon; ends with its value.
pub struct Daemon {
    child: Child,
    pub address: SocketAddr,
}

impl Daemon {
    /// GET; none when it does not answer.
    pub fn get(&self, path: &str) -> Option<Response> {
        http::get(self.address, path).ok()
    }

    /// GET with headers.
    pub fn ask(&self, path: &str, headers: &[(&str, &str)]) -> Response {
        http::request(self.address, "GET", path, headers, b"").expect("an answer")
    }

    /// Its process.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Sends a signal by name.
    pub fn signal(&self, name: &str) {
        let done = Command::new("kill").args([&format!("-{name}"), &self.pid().to_string()]).status();
        assert!(done.expect("kill").success(), "no signal could be sent");
    }

    /// Waits for its end.
    pub fn ended(mut self, limit: Duration) -> std::process::ExitStatus {
        let started = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().expect("its end") {
                return status;
            }
            assert!(started.elapsed() < limit, "still running after {limit:?}");
            thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        // it may have ended already
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// Waits until it holds, at most 20 s.
pub fn wait(holds: impl Fn() -> bool, told: impl Fn() -> String) {
    let started = Instant::now();
    while !holds() {
        assert!(started.elapsed() < Duration::from_secs(20), "did not come about in 20 s: {}", told());
        thread::sleep(Duration::from_millis(30));
    }
}

/// The project's own folder.
pub fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A loopback address for a program to listen on. Its port is below those that Linux lends to connections going out
/// (ip_local_port_range, from 32768), or some test's request could sit on it before the program does.
pub fn free_port() -> SocketAddr {
    static GIVEN: AtomicU32 = AtomicU32::new(0);
    loop {
        let given = GIVEN.fetch_add(1, Ordering::Relaxed);
        let port = 12_000 + std::process::id().wrapping_mul(64).wrapping_add(given) % 20_000;
        let address = SocketAddr::from(([127, 0, 0, 1], u16::try_from(port).expect("a port")));
        if TcpListener::bind(address).is_ok() {
            return address;
        }
    }
}
