//! A WebSub subscriber on a loopback port: confirms what it is asked, keeps what it is sent, and can be down.

use std::{
    io::{BufRead, BufReader, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU16, Ordering},
    },
    thread,
};

use super::site::Seen;

#[derive(Debug, Default)]
struct Desk {
    verified: Mutex<Vec<String>>,
    delivered: Mutex<Vec<Seen>>,
    refuses: AtomicBool,
    closed: AtomicBool,
    status: AtomicU16,
}

/// The subscriber. It ends with its value.
#[derive(Debug)]
pub struct Reader {
    pub address: SocketAddr,
    desk: Arc<Desk>,
}

impl Reader {
    /// On a free port of 127.0.0.1.
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a loopback port");
        let address = listener.local_addr().expect("its address");
        let desk = Arc::new(Desk { status: AtomicU16::new(200), ..Desk::default() });
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

    /// Its callback; the path tells callbacks apart.
    pub fn callback(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Answers deliveries with this status from now on; 0 hangs up without an answer.
    pub fn set_status(&self, status: u16) {
        self.desk.status.store(status, Ordering::Relaxed);
    }

    /// Says no when asked whether it wants to subscribe.
    pub fn refuse(&self) {
        self.desk.refuses.store(true, Ordering::Relaxed);
    }

    /// Paths, with their queries, of the questions whether it wants to.
    pub fn verified(&self) -> Vec<String> {
        self.desk.verified.lock().expect("questions").clone()
    }

    /// What was delivered and taken.
    pub fn delivered(&self) -> Vec<Seen> {
        self.desk.delivered.lock().expect("deliveries").clone()
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        self.desk.closed.store(true, Ordering::Relaxed);
        // wakes the listener, which then ends
        drop(TcpStream::connect(self.address));
    }
}

fn serve(stream: &TcpStream, desk: &Desk) {
    let mut reader = BufReader::new(stream);
    while let Some(seen) = read(&mut reader) {
        let (status, body) = match seen.method.as_str() {
            "GET" => {
                let challenge = seen.path.split("hub.challenge=").nth(1).unwrap_or_default();
                let challenge = challenge.split('&').next().unwrap_or_default().to_owned();
                desk.verified.lock().expect("questions").push(seen.path);
                if desk.refuses.load(Ordering::Relaxed) { (404, String::new()) } else { (200, challenge) }
            }
            _ => {
                let status = desk.status.load(Ordering::Relaxed);
                if status == 0 {
                    return;
                }
                if status < 300 {
                    desk.delivered.lock().expect("deliveries").push(seen);
                }
                (status, String::new())
            }
        };
        let answer = format!("HTTP/1.1 {status} Answer\r\nContent-Length: {}\r\n\r\n{body}", body.len());
        let mut stream = stream;
        if stream.write_all(answer.as_bytes()).is_err() {
            return;
        }
    }
}

fn read(reader: &mut impl BufRead) -> Option<Seen> {
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let mut words = line.split_whitespace();
    let (method, path) = (words.next()?.to_owned(), words.next()?.to_owned());
    let mut headers = std::collections::HashMap::new();
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
