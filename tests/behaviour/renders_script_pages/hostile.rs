//! Pages that want more than a page may: each is ended within its limits, and nothing of it reaches the network or stays.

use std::{
    net::TcpListener,
    process::{Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use super::{browsers, home, pages, source, turn};
use crate::support::{Answer, Home, Site, program::wait, rss};

/// A port of loopback that nobody may touch.
struct Canary {
    port: u16,
    touched: Arc<AtomicUsize>,
}

impl Canary {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a loopback port");
        let port = listener.local_addr().expect("its address").port();
        let touched = Arc::new(AtomicUsize::new(0));
        let count = touched.clone();
        thread::spawn(move || {
            for _ in listener.incoming() {
                count.fetch_add(1, Ordering::Relaxed);
            }
        });
        Self { port, touched }
    }
}

/// Scripts of a kind each; `PORT` stands for the canary's.
const SCRIPTS: [(&str, &str); 14] = [
    ("loop", "while (true) {}"),
    (
        "memory",
        "const all = []; setInterval(() => { for (let i = 0; i < 40; i++) all.push(new Uint8Array(10 << 20).fill(1)) }, 1)",
    ),
    (
        "nodes",
        "(function more() { for (let i = 0; i < 20000; i++) document.body.append(document.createElement('p')); setTimeout(more) })()",
    ),
    ("requests", "for (let i = 0; i < 10000; i++) fetch('/nothing?' + i).catch(() => 0)"),
    (
        "frames",
        "document.body.innerHTML = '<iframe src=/frames/></iframe>'.repeat(20) + '<iframe src=http://127.0.0.1:PORT/></iframe>'",
    ),
    ("alerts", "while (true) { alert(1); confirm(2); prompt(3) }"),
    ("files", "location = 'file:///etc/passwd'; fetch('file:///etc/passwd').catch(() => 0)"),
    ("redirect", "fetch('/redirect/to').catch(() => 0); location = '/redirect/to'"),
    (
        "sockets",
        "new WebSocket('ws://127.0.0.1:PORT/'); new EventSource('http://127.0.0.1:PORT/'); navigator.sendBeacon('http://127.0.0.1:PORT/', 'x')",
    ),
    (
        "rtc",
        "const c = new RTCPeerConnection({ iceServers: [{ urls: ['stun:127.0.0.1:PORT', 'turn:127.0.0.1:PORT?transport=tcp'], username: 'a', credential: 'b' }] }); \
             c.createDataChannel('x'); c.createOffer().then((o) => c.setLocalDescription(o))",
    ),
    (
        "prefetch",
        "document.head.innerHTML += '<link rel=dns-prefetch href=//canary.example><link rel=preconnect href=http://127.0.0.1:PORT>\
                  <link rel=prefetch href=http://127.0.0.1:PORT/><link rel=prerender href=http://127.0.0.1:PORT/>'",
    ),
    (
        "download",
        "const a = document.createElement('a'); a.href = '/zip'; a.download = 'x'; document.body.append(a); a.click(); location = '/zip'",
    ),
    (
        "away",
        "setInterval(() => { location = 'http://127.0.0.1:PORT/' + Math.random() }, 10); open('http://127.0.0.1:PORT/')",
    ),
    (
        "worker",
        "navigator.serviceWorker.register('/worker.js').catch(() => 0); new Worker('/worker.js'); new SharedWorker('/worker.js')",
    ),
];

fn set(site: &Site, canary: &Canary) {
    for (name, script) in SCRIPTS {
        let script = script.replace("PORT", &canary.port.to_string());
        site.set(&format!("/{name}/"), pages::shell(&format!("<script>{script}</script>")));
    }
    let there = format!("http://127.0.0.1:{}/", canary.port);
    site.set("/redirect/to", Answer::status(302).with("Location", &there));
    site.set("/zip", Answer::new("application/zip", "PK").with("Content-Disposition", "attachment"));
    let worker = format!("fetch('{there}'); setInterval(() => fetch('{there}').catch(() => 0), 10)");
    site.set("/worker.js", Answer::new("text/javascript", worker));
}

#[test]
#[ignore = "needs Debian's chromium-headless-shell: tests/run has it"]
fn hostile_pages_end_within_their_limits_and_reach_nothing() {
    let _turn = turn();
    let (site, canary) = (Site::start(), Canary::start());
    set(&site, &canary);
    let item = ["1", "http://a.example/1", "A feed is polled meanwhile", "", "Mon, 20 May 2024 08:00:00 GMT"];
    site.set("/feed", Answer::rss(rss("Feed", &[item])));
    let sources: String = SCRIPTS.iter().map(|(name, _)| source(&site, name)).collect();
    let feed = format!("[[source]]\nid = \"feed\"\nname = \"Feed\"\nfeed = \"{}\"\n", site.url("/feed"));
    let home = home(&site, &(sources + &feed));
    let begun = Instant::now();
    let polled = home.poll(&[]);
    let took = begun.elapsed();
    assert_eq!(polled.len(), SCRIPTS.len() + 1, "{polled:#?}");
    for report in &polled {
        let (id, limit) = (report["source_id"].as_str().unwrap_or_default(), 14_000 * SCRIPTS.len() as u64);
        let waited = report["took_ms"].as_u64().expect("a time");
        assert!(if id == "feed" { waited < 5_000 } else { waited < limit }, "{id} took {waited} ms");
        assert_eq!(report["new"], u64::from(id == "feed"), "{report:#}");
        let endless = ["loop", "memory", "nodes", "alerts"].contains(&id);
        assert!(!endless || !report["error"].is_null(), "{report:#}");
    }
    assert!(took < Duration::from_secs(150), "{took:?}");
    assert_eq!(canary.touched.load(Ordering::Relaxed), 0, "the canary was touched");
    let asked = site.seen().iter().filter(|seen| seen.path.starts_with("/nothing")).count();
    assert!(asked <= 60, "{asked} requests of one page");
    assert!(site.asked("/frames/").len() == 1, "frames are not loaded");
    nothing_is_left(&home);
}

fn nothing_is_left(home: &Home) {
    wait(|| browsers(home).is_empty(), || format!("browsers are left: {:?}", browsers(home)));
    let folders = std::fs::read_dir("/dev/shm").into_iter().flatten().filter_map(Result::ok);
    let left: Vec<_> = folders.map(|entry| entry.file_name()).filter(|name| name == "profile").collect();
    assert!(left.is_empty(), "a profile is left");
}

fn polling(home: &Home) -> std::process::Child {
    let mut command: Command = home.command(&["poll", "--json", "--force"]);
    let child = command.stdout(Stdio::piped()).spawn().expect("the program");
    wait(|| browsers(home).len() >= 3, || "no browser was started".into());
    std::thread::sleep(Duration::from_millis(500));
    child
}

fn kill(pid: u32) {
    // it may be gone already
    drop(Command::new("kill").args(["-9", &pid.to_string()]).stderr(Stdio::null()).status());
}

#[test]
#[ignore = "needs Debian's chromium-headless-shell: tests/run has it"]
fn whoever_is_killed_in_the_middle_takes_all_others_with_it() {
    let _turn = turn();
    let (site, canary) = (Site::start(), Canary::start());
    set(&site, &canary);
    let home = home(&site, &source(&site, "loop"));

    let mut pressfeed = polling(&home);
    kill(pressfeed.id());
    pressfeed.wait().expect("its end");
    nothing_is_left(&home);

    // whichever of the browser's processes it is
    for at in 0..3 {
        let pressfeed = polling(&home);
        let victim = browsers(&home).into_iter().nth(at).expect("a process");
        let begun = Instant::now();
        kill(victim);
        let output = pressfeed.wait_with_output().expect("its end");
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        // before its first word or later: it is named as what failed
        assert!(text.contains("\"outcome\":\"error\"") && text.contains("browser"), "{text}");
        assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
        nothing_is_left(&home);
    }
}
