//! An origin on a loopback port: what it answers is set by the test, what it was asked is remembered.

use std::{
    collections::HashMap,
    io::{BufRead, BufReader, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

/// What a path answers. With `validators` on, a matching If-None-Match or If-Modified-Since is answered 304.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    /// Waited before answering.
    pub delay: Duration,
}

impl Answer {
    /// 200 with this type and body.
    pub fn new(content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        let headers = vec![("Content-Type".to_owned(), content_type.to_owned())];
        Self { status: 200, headers, body: body.into(), delay: Duration::ZERO }
    }

    /// An RSS document.
    pub fn rss(body: impl Into<Vec<u8>>) -> Self {
        Self::new("application/rss+xml", body)
    }

    /// A page.
    pub fn html(body: impl Into<Vec<u8>>) -> Self {
        Self::new("text/html; charset=utf-8", body)
    }

    /// Nothing but a status.
    pub fn status(status: u16) -> Self {
        Self { status, ..Self::new("text/plain", "") }
    }

    /// With a header more.
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

/// A request as it came.
#[derive(Debug, Clone)]
pub struct Seen {
    pub method: String,
    /// With its query.
    pub path: String,
    /// Names in lower case.
    pub headers: HashMap<String, String>,
    pub body: Vec<u8>,
}

#[derive(Debug, Default)]
struct Desk {
    answers: Mutex<HashMap<String, Answer>>,
    seen: Mutex<Vec<Seen>>,
    closed: AtomicBool,
}

/// The origin. Unknown paths answer 404. It ends with its value.
#[derive(Debug)]
pub struct Site {
    pub address: SocketAddr,
    desk: Arc<Desk>,
}

impl Site {
    /// On a free port of 127.0.0.1.
    pub fn start() -> Self {
        Self::on("127.0.0.1:0")
    }

    /// On this address; other loopback addresses are other hosts.
    pub fn on(address: &str) -> Self {
        let listener = TcpListener::bind(address).expect("a loopback port");
        let address = listener.local_addr().expect("its address");
        let desk = Arc::new(Desk::default());
        let shared = desk.clone();
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                if shared.closed.load(Ordering::Relaxed) {
                    return;
                }
                let desk = shared.clone();
                thread::spawn(move || serve(&stream, &desk));
            }
        });
        Self { address, desk }
    }

    /// An absolute address on this site.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// From now on, this path answers so.
    pub fn set(&self, path: &str, answer: Answer) {
        self.desk.answers.lock().expect("answers").insert(path.to_owned(), answer);
    }

    /// Everything asked so far.
    pub fn seen(&self) -> Vec<Seen> {
        self.desk.seen.lock().expect("the log").clone()
    }

    /// What was asked of one path.
    pub fn asked(&self, path: &str) -> Vec<Seen> {
        self.seen().into_iter().filter(|seen| seen.path == path).collect()
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.desk.closed.store(true, Ordering::Relaxed);
        // wakes the listener, which then ends
        drop(TcpStream::connect(self.address));
    }
}

/// Requests of one connection, one after the other.
fn serve(stream: &TcpStream, desk: &Desk) {
    let mut reader = BufReader::new(stream);
    while let Some(seen) = read(&mut reader) {
        let known = desk.answers.lock().expect("answers").get(&seen.path).cloned();
        let answer = known.unwrap_or_else(|| Answer::status(404));
        let unchanged = answer.status == 200 && matches(&answer, &seen);
        let bare = seen.method == "HEAD";
        desk.seen.lock().expect("the log").push(seen);
        thread::sleep(answer.delay);
        if write(stream, &answer, unchanged, bare).is_err() {
            return;
        }
    }
}

fn read(reader: &mut impl BufRead) -> Option<Seen> {
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let mut words = line.split_whitespace();
    let (method, path) = (words.next()?.to_owned(), words.next()?.to_owned());
    let mut headers = HashMap::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
    }
    let length = headers.get("content-length").and_then(|l| l.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(Seen { method, path, headers, body })
}

fn matches(answer: &Answer, seen: &Seen) -> bool {
    let same = |theirs: &str, ours: &str| {
        let asked = seen.headers.get(theirs);
        asked.map(|value| answer.header(ours) == Some(value))
    };
    same("if-none-match", "etag").or_else(|| same("if-modified-since", "last-modified")).unwrap_or(false)
}

fn write(mut stream: &TcpStream, answer: &Answer, unchanged: bool, bare: bool) -> std::io::Result<()> {
    let status = if unchanged { 304 } else { answer.status };
    let mut head = format!("HTTP/1.1 {status} Answer\r\n");
    for (name, value) in &answer.headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    let body: &[u8] = if unchanged { b"" } else { &answer.body };
    head.push_str(&format!("Content-Length: {}\r\n\r\n", body.len()));
    stream.write_all(head.as_bytes())?;
    if !bare {
        stream.write_all(body)?;
    }
    stream.flush()
}
