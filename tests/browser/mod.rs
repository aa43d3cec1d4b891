//! A small press world, polled on Monday and Tuesday from recordings, served, and a browser to look at it.

mod driver;

use std::{
    io::{BufRead, BufReader},
    net::SocketAddr,
    path::PathBuf,
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex, PoisonError, Weak},
};

pub use driver::{Answer, Browser, ENTER};
use driver::{Driver, http};

/// The clock of the site.
const NOW: &str = "2026-11-24T10:00:00Z";

/// The site and the driver, shared by the tests that run at the same time.
pub struct World {
    site: Site,
    driver: Driver,
}

static SHARED: Mutex<Weak<World>> = Mutex::new(Weak::new());

/// Started by the test that asks first.
pub fn world() -> Arc<World> {
    let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
    shared.upgrade().unwrap_or_else(|| {
        let world = Arc::new(World { site: Site::start(), driver: Driver::start() });
        *shared = Arc::downgrade(&world);
        world
    })
}

impl World {
    /// A window of a desktop, in the light.
    pub fn browser(&self) -> Browser {
        let browser = self.driver.open();
        browser.resize(1280, 900);
        browser.dark(false);
        browser
    }

    /// The address of a page.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.site.address)
    }

    /// Asks the site without a browser.
    pub fn get(&self, path: &str) -> Answer {
        http(self.site.address, "GET", path, "").unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// The page of the release whose title begins so, as a path.
    pub fn release(&self, title: &str) -> String {
        let river = self.get("/").body;
        let before = river.split(&format!("\">{title}")).next().expect("a page");
        let at = before.rfind("href=\"").unwrap_or_else(|| panic!("no release {title:?}")) + 6;
        before[at..].to_owned()
    }

    /// Every page there is, one of each kind and every release.
    pub fn pages(&self) -> Vec<String> {
        let river = self.get("/").body;
        let releases = river.split("<h3").skip(1).filter_map(|rest| rest.split("href=\"").nth(1)?.split('"').next());
        let releases = releases.map(str::to_owned);
        let fixed = [
            "/", "/sources", "/sources?order=count", "/status", "/?show=compact", "/?language=de&period=month",
            "/source/harbour", "/source/broken", "/tag/coast", "/view/water", "/feed.atom", "/search",
            "/search?q=wall", "/search?q=nothing+of+the+kind", "/subscribe", "/ns/1", "/not/there",
        ];
        fixed.iter().map(|path| (*path).to_owned()).chain(releases).collect()
    }
}

struct Site {
    child: Child,
    address: SocketAddr,
    _database: tempfile::TempDir,
}

impl Site {
    /// Polls twice, with corrections in between, and serves.
    fn start() -> Self {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/browser");
        let database = tempfile::tempdir().expect("a folder");
        let pressfeed = |command: &str, day: &str| {
            let mut asked = Command::new(env!("CARGO_BIN_EXE_pressfeed"));
            asked.arg(command).arg("--config").arg(folder.join("feeds.toml")).arg("--replay").arg(folder.join(day));
            asked.arg("--database").arg(database.path().join("browser.db"));
            asked
        };
        for (day, now) in [("monday", "2026-11-23T12:00:00Z"), ("tuesday", NOW)] {
            // two of the sources fail, as they should
            let polled = pressfeed("poll", day).args(["--now", now, "--force"]).output().expect("a poll");
            assert!(!String::from_utf8_lossy(&polled.stdout).is_empty(), "{polled:?}");
        }
        let mut child = pressfeed("run", "tuesday")
            .args(["--now", NOW])
            .env("NO_COLOR", "1")
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the daemon");
        let mut lines = BufReader::new(child.stderr.take().expect("its log")).lines().map_while(Result::ok);
        let address = lines
            .by_ref()
            .find_map(|line| line.split_once("address=")?.1.split(' ').next()?.parse().ok())
            .expect("the daemon says where it listens");
        std::thread::spawn(move || lines.count());
        Self { child, address, _database: database }
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}
