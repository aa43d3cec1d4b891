//! A PostgreSQL cluster of the tests' own, with pgbouncer in front of it: made when it is first asked for, in a folder of
//! its own, without the network; it ends with the process that asked, whatever ends that.

use std::{
    env, fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        OnceLock,
        atomic::{AtomicU32, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

/// Waits for the end of its input, which is the end of whoever holds the other end of it.
const KEEPER: &str = r#"
cd "$1"
"$2/initdb" -D data -A trust -U pressfeed -E UTF8 --locale=C --no-sync > log 2>&1 || exit 1
"$2/postgres" -D data -k "$1" -F -c listen_addresses= -c full_page_writes=off -c synchronous_commit=off \
  -c max_connections=300 -c shared_buffers=64MB >> log 2>&1 < /dev/null &
server=$!
pooler=
if command -v pgbouncer > /dev/null; then pgbouncer pgbouncer.ini >> log 2>&1 < /dev/null & pooler=$!; fi
cat > /dev/null
kill -QUIT $server 2> /dev/null
[ -z "$pooler" ] || kill -TERM "$pooler" 2> /dev/null
wait
rm -rf "$1"
"#;

/// The server is asked through sockets in this folder.
pub struct Cluster {
    folder: PathBuf,
    programs: PathBuf,
    pooled: bool,
    /// Ends with the other side of its input, which is ours.
    _keeper: Child,
}

/// The cluster; none where no PostgreSQL is installed.
pub fn cluster() -> Option<&'static Cluster> {
    static CLUSTER: OnceLock<Option<Cluster>> = OnceLock::new();
    CLUSTER.get_or_init(start).as_ref()
}

/// Where Debian has them, the newest first.
pub fn programs() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").ok()?.filter_map(Result::ok);
    let versions = versions.filter_map(|entry| Some((entry.file_name().to_str()?.parse::<u32>().ok()?, entry.path())));
    let (_, newest) = versions.filter(|(version, _)| *version >= 15).max()?;
    Some(newest.join("bin")).filter(|folder| folder.join("initdb").exists())
}

fn start() -> Option<Cluster> {
    let Some(programs) = programs() else {
        eprintln!("ignored: needs Debian's postgresql (15 or newer)");
        return None;
    };
    let folder = env::temp_dir().join(format!("pressfeed-postgres-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("a folder for the cluster");
    let pooler = format!(
        "[databases]\n* = host={0} port=5432\n[pgbouncer]\nunix_socket_dir = {0}\nlisten_addr =\nlisten_port = 6432\n\
         auth_type = trust\nauth_file = {0}/users\npool_mode = transaction\nmax_client_conn = 500\n\
         default_pool_size = 8\nlogfile = {0}/pooler\n",
        folder.display()
    );
    fs::write(folder.join("pgbouncer.ini"), pooler).expect("the pooler's settings");
    fs::write(folder.join("users"), "\"pressfeed\" \"\"\n").expect("the pooler's users");
    let mut child = shell(KEEPER, (&folder, &programs), &[]);
    // held open to the end of this process
    std::mem::forget(child.stdin.take());
    let pooled = Command::new("sh").args(["-c", "command -v pgbouncer"]).output().is_ok_and(|out| out.status.success());
    let cluster = Cluster { folder, programs, pooled, _keeper: child };
    let begun = Instant::now();
    while !cluster.does("postgres", "SELECT 1") {
        let log = || fs::read_to_string(cluster.folder.join("log")).unwrap_or_default();
        assert!(begun.elapsed() < Duration::from_secs(60), "the cluster did not start: {}", log());
        thread::sleep(Duration::from_millis(50));
    }
    Some(cluster)
}

/// A shell that does this as somebody who may run a server. Its words are the folder, which is given to him, the server's
/// programs, and these.
pub fn shell(script: &str, (folder, programs): (&Path, &Path), words: &[String]) -> Child {
    let as_root = Command::new("id").arg("-u").output().is_ok_and(|id| id.stdout.starts_with(b"0"));
    let mut shell = if as_root {
        let owned = Command::new("chown").args(["-R", "postgres"]).arg(folder).status();
        assert!(owned.is_ok_and(|status| status.success()), "the folder cannot be given to the user postgres");
        let mut command = Command::new("setpriv");
        command.args(["--reuid=postgres", "--regid=postgres", "--init-groups", "sh"]);
        command
    } else {
        Command::new("sh")
    };
    let shell = shell.args(["-c", script, "keeper"]).arg(folder).arg(programs).args(words).stdin(Stdio::piped());
    shell.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("a shell")
}

impl Cluster {
    /// The address of an empty database.
    pub fn database(&self) -> String {
        static MADE: AtomicU32 = AtomicU32::new(0);
        let name = format!("t{}", MADE.fetch_add(1, Ordering::Relaxed));
        assert!(
            self.does("postgres", &format!("CREATE DATABASE {name} TEMPLATE template0")),
            "no database could be made"
        );
        format!("postgres:///{name}?host={}&user=pressfeed", self.folder.display())
    }

    /// The same by way of pgbouncer, which gives each transaction another connection; none where it is not installed.
    pub fn pooled(&self) -> Option<String> {
        if !self.pooled {
            eprintln!("ignored: needs Debian's pgbouncer");
            return None;
        }
        Some(format!("{}&port=6432&prepared=false", self.database()))
    }

    /// Whether a statement is done.
    pub fn does(&self, database: &str, statement: &str) -> bool {
        let mut psql = Command::new(self.programs.join("psql"));
        psql.args(["-X", "-q", "-v", "ON_ERROR_STOP=1", "-U", "pressfeed", "-d", database, "-h"]).arg(&self.folder);
        let mut child = psql.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("psql");
        let written = child.stdin.take().map(|mut input| input.write_all(statement.as_bytes()));
        written.is_some_and(|written| written.is_ok()) && child.wait().is_ok_and(|status| status.success())
    }
}
