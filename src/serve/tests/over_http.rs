//! Connections that behave, and those that do not.

use std::time::{Duration, Instant};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::oneshot,
};

use super::memory::{Memory, serving};
use crate::serve::run;

async fn start() -> (std::net::SocketAddr, oneshot::Sender<()>, tokio::task::JoinHandle<std::io::Result<()>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let server = tokio::spawn(run(listener, serving(Memory::with(20), 100), async {
        stopped.await.ok();
    }));
    (address, stop, server)
}

async fn answer(address: std::net::SocketAddr, request: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request).await.unwrap();
    let mut bytes = Vec::new();
    // a connection that is reset has said what it had to say
    tokio::time::timeout(Duration::from_secs(5), stream.read_to_end(&mut bytes)).await.unwrap().ok();
    String::from_utf8_lossy(&bytes).into_owned()
}

#[tokio::test]
async fn half_open_requests_keep_nobody_out_and_the_daemon_not_up() {
    let (address, stop, server) = start().await;
    let mut idle = Vec::new();
    for _ in 0..100 {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(b"GET /feed.atom HTTP/1.1\r\nX-").await.unwrap();
        idle.push(stream);
    }
    let served = answer(address, b"GET /feed.atom HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").await;
    assert!(served.starts_with("HTTP/1.1 200"), "{}", &served[..served.len().min(200)]);
    let begun = Instant::now();
    stop.send(()).unwrap();
    server.await.unwrap().unwrap();
    assert!(begun.elapsed() < Duration::from_secs(4));
}

#[tokio::test]
async fn requests_that_are_none_are_refused_and_harm_nobody() {
    let (address, _stop, _server) = start().await;
    let long = [b"GET /".to_vec(), vec![b'a'; 100_000], b" HTTP/1.1\r\nHost: x\r\n\r\n".to_vec()].concat();
    let many = [b"GET / HTTP/1.1\r\n".to_vec(), b"X: y\r\n".repeat(20_000), b"\r\n".to_vec()].concat();
    for request in [&long[..], &many[..], b"\x00\xff\xfe garbage\r\n\r\n"] {
        let said = answer(address, request).await;
        assert!(!said.starts_with("HTTP/1.1 200"), "{said}");
    }
    let body = answer(
        address,
        b"GET /feed.atom HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\nConnection: close\r\n\r\n",
    )
    .await;
    assert!(body.starts_with("HTTP/1.1 200"));
}
