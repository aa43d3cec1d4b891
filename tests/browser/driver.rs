//! WebDriver (W3C) over HTTP, as much as these tests need: a small client for chromedriver.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpStream},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use serde_json::{Value, json};

/// Tab, as WebDriver names keys.
const TAB: &str = "\u{e004}";
/// Enter.
pub const ENTER: &str = "\u{e007}";
/// The longest wait for what a page does.
const PATIENCE: Duration = Duration::from_secs(30);

/// Quiet, without a sandbox for root, and asking nobody but us.
const CHROMIUM: [&str; 11] = [
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
    "--hide-scrollbars", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
];

/// A running chromedriver.
pub struct Driver {
    child: Child,
    address: SocketAddr,
}

impl Driver {
    /// Starts it at a port of its own choice.
    pub fn start() -> Self {
        let mut child = Command::new("chromedriver")
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| {
                panic!("chromedriver cannot be started ({error}): apt-get install chromium chromium-driver")
            });
        let lines = BufReader::new(child.stdout.take().expect("its output")).lines();
        let port = lines
            .map_while(Result::ok)
            .find_map(|line| line.split_once("successfully on port ")?.1.trim_end_matches('.').parse::<u16>().ok())
            .expect("chromedriver says which port it listens on");
        Self { child, address: SocketAddr::from(([127, 0, 0, 1], port)) }
    }

    /// A browser with an empty profile.
    pub fn open(&self) -> Browser {
        let options = json!({ "args": CHROMIUM });
        let asked =
            json!({ "capabilities": { "alwaysMatch": { "browserName": "chrome", "goog:chromeOptions": options } } });
        let made = call(self.address, "POST", "/session", Some(&asked));
        let session = made["sessionId"].as_str().expect("a session").to_owned();
        Browser { address: self.address, session }
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // asked first: a killed driver leaves its browsers behind
        let asked = http(self.address, "GET", "/shutdown", "").is_ok();
        if !asked {
            self.child.kill().ok();
        }
        self.child.wait().ok();
    }
}

/// One window.
pub struct Browser {
    address: SocketAddr,
    session: String,
}

impl Browser {
    fn ask(&self, method: &str, path: &str, body: Option<Value>) -> Value {
        call(self.address, method, &format!("/session/{}{path}", self.session), body.as_ref())
    }

    /// Opens a page and waits until it is drawn and holds the focus: keys that come before that are lost.
    pub fn go(&self, url: &str) {
        self.ask("POST", "/url", Some(json!({ "url": url })));
        self.settle();
    }

    /// Waits until the page is drawn and keys reach it.
    fn settle(&self) {
        self.until("document.readyState === 'complete' && document.hasFocus()");
        self.run_and_wait(
            "new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(() => drawn(true))))",
        );
    }

    /// Waits for an expression to hold in the page, on however slow a machine.
    pub fn until(&self, expression: &str) {
        let begun = Instant::now();
        while self.run(&format!("return Boolean({expression})")) != true {
            assert!(begun.elapsed() < PATIENCE, "{}: never {expression}", self.url());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Waits for a page that a click or a key has asked for.
    pub fn arrives_at(&self, url: &str) {
        let begun = Instant::now();
        while self.url() != url {
            assert!(begun.elapsed() < PATIENCE, "at {}, not at {url}", self.url());
            std::thread::sleep(Duration::from_millis(20));
        }
        self.settle();
    }

    /// Goes on with the keyboard, and waits until the focus has moved.
    pub fn tab(&self) {
        self.run("window.focusBefore = document.activeElement");
        self.press(TAB);
        self.until("document.activeElement !== window.focusBefore");
    }

    /// The address of the page.
    pub fn url(&self) -> String {
        self.ask("GET", "/url", None).as_str().expect("an address").to_owned()
    }

    /// Runs a function's body in the page; the page's own policy does not bind it.
    pub fn run(&self, script: &str) -> Value {
        self.ask("POST", "/execute/sync", Some(json!({ "script": script, "args": [] })))
    }

    /// The same, of a promise.
    pub fn run_and_wait(&self, promise: &str) -> Value {
        let script = format!("const done = arguments[0]; ({promise}).then(done, error => done('failed: ' + error));");
        self.ask("POST", "/execute/async", Some(json!({ "script": script, "args": [] })))
    }

    /// The text of what a selector names first, as shown.
    pub fn text(&self, selector: &str) -> String {
        let script = format!("return document.querySelector({})?.innerText ?? '(nothing)'", json!(selector));
        self.run(&script).as_str().unwrap_or_default().to_owned()
    }

    /// The texts of all that it names.
    pub fn texts(&self, selector: &str) -> Vec<String> {
        let script =
            format!("return [...document.querySelectorAll({})].map(found => found.innerText.trim())", json!(selector));
        let found = self.run(&script);
        found.as_array().into_iter().flatten().filter_map(|text| text.as_str().map(str::to_owned)).collect()
    }

    /// An attribute or property of what a selector names first.
    pub fn property(&self, selector: &str, name: &str) -> String {
        let script = format!("return String(document.querySelector({})?.{name})", json!(selector));
        self.run(&script).as_str().unwrap_or_default().to_owned()
    }

    /// Clicks, as a person would: on what can be seen.
    pub fn click(&self, selector: &str) {
        let found = self.ask("POST", "/element", Some(json!({ "using": "css selector", "value": selector })));
        let id = found.as_object().and_then(|found| found.values().next()?.as_str()).expect("an element");
        self.ask("POST", &format!("/element/{id}/click"), Some(json!({})));
    }

    /// Presses keys, one after the other.
    pub fn press(&self, keys: &str) {
        let steps: Vec<Value> = keys
            .chars()
            .flat_map(|key| ["keyDown", "keyUp"].map(|what| json!({ "type": what, "value": key.to_string() })))
            .collect();
        self.ask("POST", "/actions", Some(json!({ "actions": [{ "type": "key", "id": "keys", "actions": steps }] })));
    }

    /// What the window shows, as PNG.
    pub fn screenshot(&self) -> Vec<u8> {
        unbase64(self.ask("GET", "/screenshot", None).as_str().expect("a picture"))
    }

    fn devtools(&self, command: &str, parameters: Value) {
        self.ask("POST", "/goog/cdp/execute", Some(json!({ "cmd": command, "params": parameters })));
    }

    /// The size of the page's window, in CSS pixels.
    pub fn resize(&self, width: u32, height: u32) {
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600 });
        self.devtools("Emulation.setDeviceMetricsOverride", size);
    }

    /// Whether the reader likes it dark.
    pub fn dark(&self, dark: bool) {
        let value = if dark { "dark" } else { "light" };
        let features = json!({ "features": [{ "name": "prefers-color-scheme", "value": value }] });
        self.devtools("Emulation.setEmulatedMedia", features);
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        http(self.address, "DELETE", &format!("/session/{}", self.session), "").ok();
    }
}

fn call(address: SocketAddr, method: &str, path: &str, body: Option<&Value>) -> Value {
    let text = body.map(Value::to_string).unwrap_or_default();
    let answer = http(address, method, path, &text).unwrap_or_else(|error| panic!("{method} {path}: {error}"));
    let value: Value = serde_json::from_str(&answer.body).unwrap_or_else(|error| panic!("{method} {path}: {error}"));
    let value = value["value"].clone();
    assert!(value["error"].is_null(), "{method} {path}: {}: {}", value["error"], value["message"]);
    value
}

/// RFC 4648 §4.
fn unbase64(text: &str) -> Vec<u8> {
    const DIGITS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let (mut bytes, mut held, mut bits) = (Vec::new(), 0_u32, 0);
    for digit in text.chars().filter_map(|char| DIGITS.find(char)) {
        held = held << 6 | u32::try_from(digit).expect("a digit");
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from(held >> bits & 0xff).expect("a byte"));
        }
    }
    bytes
}

/// An answer over HTTP.
pub struct Answer {
    /// Status.
    pub status: u16,
    /// Status line and headers, in lower case.
    pub head: String,
    /// Content.
    pub body: String,
}

/// Asks over HTTP/1.1, once.
pub fn http(address: SocketAddr, method: &str, path: &str, body: &str) -> std::io::Result<Answer> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(Duration::from_secs(120)))?;
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nhost: {address}\r\naccept: text/html\r\ncontent-type: application/json\r\n\
         content-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    )?;
    let mut reader = BufReader::new(stream);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if reader.read_line(&mut head)? == 0 {
            return Err(std::io::Error::other("the answer ended in its head"));
        }
    }
    let head = head.to_ascii_lowercase();
    let length = head.split("content-length:").nth(1).and_then(|rest| rest.lines().next()?.trim().parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    reader.read_exact(&mut body)?;
    let status = head.split(' ').nth(1).and_then(|code| code.parse().ok()).unwrap_or(0);
    Ok(Answer { status, head, body: String::from_utf8_lossy(&body).into_owned() })
}
