//! Connections: how many, how long a request may take to arrive, and how they end.
//!
//! HTTP/1.1 only: a proxy in front speaks what browsers like, and nobody can hold a connection open
//! without sending the head of a request within [`HEAD`].

use std::{future::Future, io, sync::Arc, time::Duration};

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
    service::TowerToHyperService,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::Semaphore,
};

/// Connections at once; more wait in the kernel's queue.
const MOST: usize = 1024;
/// A request's head must be there in this time, and the next one of a connection too.
const HEAD: Duration = Duration::from_secs(10);
/// Bytes of a request's head.
const HEAD_BYTES: usize = 32 << 10;
/// Header fields of a request.
const FIELDS: usize = 100;
/// A whole connection: nobody needs longer, but who reads drop by drop.
const LIFE: Duration = Duration::from_secs(300);
/// Answers under way may take this long when the daemon stops.
const FAREWELL: Duration = Duration::from_secs(3);

/// Serves until `shutdown`, then lets the answers under way end.
pub async fn run(listener: TcpListener, router: Router, shutdown: impl Future<Output = ()>) -> io::Result<()> {
    let graceful = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(MOST));
    tokio::pin!(shutdown);
    loop {
        let place = tokio::select! {
            place = Arc::clone(&places).acquire_owned() => place.map_err(io::Error::other)?,
            () = &mut shutdown => break,
        };
        let stream = tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => stream,
                Err(error) => {
                    // out of descriptors, or a reader that was gone at once: the next may do
                    tracing::warn!(%error, "a connection could not be accepted");
                    tokio::time::sleep(Duration::from_millis(100)).await;
                    continue;
                }
            },
            () = &mut shutdown => break,
        };
        let connection = graceful.watch(connection(stream, router.clone()));
        tokio::spawn(async move {
            // readers go away as they please: neither an error nor a timeout is ours
            let ended = tokio::time::timeout(LIFE, connection).await;
            tracing::trace!(?ended, "connection closed");
            drop(place);
        });
    }
    drop(listener);
    if tokio::time::timeout(FAREWELL, graceful.shutdown()).await.is_err() {
        tracing::warn!("some readers were cut off");
    }
    Ok(())
}

fn connection(stream: TcpStream, router: Router) -> http1::Connection<TokioIo<TcpStream>, TowerToHyperService<Router>> {
    if let Err(error) = stream.set_nodelay(true) {
        tracing::trace!(%error, "nodelay");
    }
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD)
        .max_buf_size(HEAD_BYTES)
        .max_headers(FIELDS)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(router))
}
