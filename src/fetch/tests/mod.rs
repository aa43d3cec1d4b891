//! The web as servers really are: a raw TCP server says what each test wants said.

mod answers;
mod manners;
mod recordings;

use std::{
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};
use url::Url;

use super::{Error, Mode, Request, Settings, Web};
use crate::model::{Credentials, Failure, Fetched, Outcome, Secret, Validators, Wanted};

/// A server on a free port of 127.0.0.1: `answer` gets path and head of each request and gives the raw answer.
struct Server {
    base: Url,
    /// The heads of all requests.
    asked: Arc<Mutex<Vec<String>>>,
}

impl Server {
    async fn new(answer: impl Fn(&str, &str) -> Vec<u8> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = Url::parse(&format!("http://{}/", listener.local_addr().unwrap())).unwrap();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (answer, log) = (Arc::new(answer), Arc::clone(&asked));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (answer, log) = (Arc::clone(&answer), Arc::clone(&log));
                tokio::spawn(async move { serve(stream, &*answer, &log).await });
            }
        });
        Self { base, asked }
    }

    fn url(&self, path: &str) -> Url {
        self.base.join(path).unwrap()
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

/// A piece that begins with this is followed by a pause of so many tenths of a second.
const PAUSE: &str = "\u{1}pause";

async fn serve(
    mut stream: TcpStream,
    answer: &(dyn Fn(&str, &str) -> Vec<u8> + Send + Sync),
    log: &Mutex<Vec<String>>,
) {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).await.is_ok_and(|read| read == 1) {
        head.push(byte[0]);
    }
    let head = head.iter().map(|&byte| char::from(byte)).collect::<String>();
    let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
    log.lock().unwrap().push(head.clone());
    let bytes = answer(&path, &head);
    let mut rest = bytes.as_slice();
    while let Some(at) = rest.windows(PAUSE.len()).position(|window| window == PAUSE.as_bytes()) {
        let _sent = stream.write_all(&rest[..at]).await;
        tokio::time::sleep(Duration::from_millis(100)).await;
        rest = &rest[at + PAUSE.len()..];
    }
    let _sent = stream.write_all(rest).await;
}

fn reply(status: &str, headers: &[&str], body: &[u8]) -> Vec<u8> {
    let mut text = format!("HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: {}\r\n", body.len());
    for header in headers {
        text.push_str(header);
        text.push_str("\r\n");
    }
    let mut bytes = crate::fetch::hints::bytes_of(&text);
    bytes.extend_from_slice(b"\r\n");
    bytes.extend_from_slice(body);
    bytes
}

fn quick() -> Settings {
    Settings {
        timeout: Duration::from_secs(1),
        per_host_delay: Duration::ZERO,
        per_host_concurrency: 4,
        allow_private_addresses: true,
        ..Settings::default()
    }
}

fn live() -> Web {
    Web::new(&quick(), Mode::Live).unwrap()
}

async fn feed(web: &Web, url: &Url, validators: &Validators) -> Result<Outcome, Error> {
    web.get(Request {
        url,
        wanted: Wanted::Feed,
        validators,
        validators_of: None,
        credentials: &Credentials::default(),
        guest: false,
    })
    .await
}

async fn plain(web: &Web, url: &Url) -> Result<Fetched, Error> {
    match feed(web, url, &Validators::default()).await? {
        Outcome::Modified(fetched) => Ok(*fetched),
        Outcome::NotModified { .. } => panic!("not modified"),
    }
}
