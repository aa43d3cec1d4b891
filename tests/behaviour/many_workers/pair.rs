//! A PostgreSQL server and a standby that follows it, until it takes the other's place; and a proxy on the way there.

use std::{
    fs,
    io::{Read, Write},
    net::{Shutdown, TcpListener, TcpStream},
    path::PathBuf,
    process::{Child, Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU8, Ordering},
    },
    thread,
    time::Duration,
};

use crate::support::{postgres, program::free_port};

const KEEPER: &str = r#"
cd "$1"
folder=$1 bin=$2
"$bin/initdb" -D one -A trust -U pressfeed -E UTF8 --locale=C --no-sync > log 2>&1 || exit 1
cat >> one/postgresql.conf << END
unix_socket_directories = '$1'
listen_addresses = '127.0.0.1'
fsync = off
max_connections = 200
shared_buffers = 64MB
END
"$bin/postgres" -D one -c port="$3" >> log 2>&1 < /dev/null &
first=$!
until "$bin/pg_isready" -q -h "$folder" -p "$3"; do sleep 0.1; done
"$bin/pg_basebackup" -D two -R -X stream -h "$folder" -p "$3" -U pressfeed >> log 2>&1 || exit 1
"$bin/postgres" -D two -c port="$4" >> log 2>&1 < /dev/null &
second=$!
if read -r failover; then
  kill -QUIT $first
  wait $first
  "$bin/pg_ctl" promote -D two >> log 2>&1
  cat > /dev/null
fi
kill -QUIT $first $second 2> /dev/null
wait
rm -rf "$folder"
"#;

/// They end with this process, whatever ends that.
pub struct Pair {
    folder: PathBuf,
    programs: PathBuf,
    /// Of the server, and of its standby.
    pub ports: [u16; 2],
    failed_over: AtomicBool,
    keeper: Child,
}

impl Pair {
    /// Both, once the standby follows; none where no PostgreSQL is installed.
    pub fn start() -> Option<Self> {
        let programs = postgres::programs()?;
        let ports = [free_port().port(), free_port().port()];
        let folder = std::env::temp_dir().join(format!("pressfeed-pair-{}-{}", std::process::id(), ports[0]));
        fs::create_dir_all(&folder).expect("a folder for both");
        let keeper = postgres::shell(KEEPER, (&folder, &programs), &ports.map(|port| port.to_string()));
        let pair = Self { folder, programs, ports, failed_over: AtomicBool::new(false), keeper };
        let log = || fs::read_to_string(pair.folder.join("log")).unwrap_or_default();
        super::wait_long(|| pair.psql(1, "SELECT 'follows'").contains("follows"), log);
        Some(pair)
    }

    /// What the one that is written to answers.
    pub fn answer(&self, statement: &str) -> String {
        self.psql(usize::from(self.failed_over.load(Ordering::Relaxed)), statement)
    }

    fn psql(&self, which: usize, statement: &str) -> String {
        let mut psql = Command::new(self.programs.join("psql"));
        psql.args(["-XqAt", "-U", "pressfeed", "-d", "postgres", "-c", statement, "-h"]).arg(&self.folder);
        let out = psql.args(["-p", &self.ports[which].to_string()]).stderr(Stdio::null()).output().expect("psql");
        String::from_utf8(out.stdout).expect("an answer").trim().to_owned()
    }

    /// The server is killed, and the standby takes its place.
    pub fn fail_over(&mut self) {
        self.keeper.stdin.as_mut().expect("its input").write_all(b"now\n").expect("a word");
        self.failed_over.store(true, Ordering::Relaxed);
        super::wait_long(|| self.answer("SELECT pg_is_in_recovery()") == "f", || "not promoted".into());
    }
}

/// What a proxy does with what comes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Way {
    Passes,
    Delays,
    /// Connections end, and none is made.
    Drops,
    /// Nothing arrives, and nobody hears of it.
    Swallows,
}

/// On the way from one worker to a server.
pub struct Proxy {
    pub port: u16,
    way: Arc<AtomicU8>,
}

impl Proxy {
    pub fn start(to: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let (port, way) = (listener.local_addr().expect("its address").port(), Arc::new(AtomicU8::new(0)));
        let ours = way.clone();
        thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                let Ok(server) = TcpStream::connect(("127.0.0.1", to)) else { continue };
                for (from, to) in [(&client, &server), (&server, &client)] {
                    let both = [from, to].map(|stream| stream.try_clone().expect("a stream"));
                    let way = ours.clone();
                    thread::spawn(move || carry(both, &way));
                }
            }
        });
        Self { port, way }
    }

    pub fn set(&self, way: Way) {
        self.way.store(way as u8, Ordering::Relaxed);
    }
}

fn carry([mut from, mut to]: [TcpStream; 2], way: &AtomicU8) -> Option<()> {
    // a connection that is dropped is noticed though nothing comes
    from.set_read_timeout(Some(Duration::from_millis(100))).ok()?;
    let (mut bytes, mut swallowed) = ([0; 16_384], false);
    loop {
        let read = from.read(&mut bytes);
        let is = |other: Way| way.load(Ordering::Relaxed) == other as u8;
        let waits = read.as_ref().is_err_and(|error| error.kind() == std::io::ErrorKind::WouldBlock);
        let count = if waits { 0 } else { read.unwrap_or_default() };
        if is(Way::Drops) || (count == 0 && !waits) {
            return from.shutdown(Shutdown::Both).and(to.shutdown(Shutdown::Both)).ok();
        }
        // what comes after a piece that is missing is nothing to anybody
        swallowed |= count > 0 && is(Way::Swallows);
        if is(Way::Delays) {
            thread::sleep(Duration::from_millis(150));
        }
        if !swallowed {
            to.write_all(&bytes[..count]).ok()?;
        }
    }
}
