//! Connections: how many, how long a request may take to arrive, and how they end.
//!
//! HTTP/1.1 only: a proxy in front speaks what browsers like, and nobody can hold a connection open
//! without sending the head of a request within [`HEAD`]. Whoever takes no bytes is let go, and when places run out,
//! those who have stood still the longest make room: see [`super::places`].

use std::{convert::Infallible, future::Future, io, sync::Arc, time::Duration};

use axum::{
    Router,
    body::Body,
    http::{HeaderValue, Request, Response, StatusCode, Version, header},
    response::IntoResponse,
};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
};
use socket2::SockRef;
use tokio::net::{TcpListener, TcpStream};
use tower::ServiceExt;

use super::{
    Serving,
    client::Client,
    places::{Place, Places, Watched},
    routes::router,
    unchanged,
};

/// A request's head must be there in this time, and the next one of a connection too.
const HEAD: Duration = Duration::from_secs(10);
/// Bytes of a request's head: a reader that kept a thousand entity tags may name them.
const HEAD_BYTES: usize = 34_000;
/// Header fields of a request.
const FIELDS: usize = 100;
/// A whole connection: nobody needs longer, but who reads drop by drop.
const LIFE: Duration = Duration::from_secs(300);
/// Answers under way may take this long when the daemon stops.
const FAREWELL: Duration = Duration::from_secs(3);
/// What the system keeps of an answer that is not taken (it doubles this).
const SEND_BUFFER: usize = 128 << 10;

/// What answers.
struct Site {
    router: Router,
    serving: Arc<Serving>,
}

/// Serves until `shutdown`, then lets the answers under way end.
pub async fn run(listener: TcpListener, serving: Arc<Serving>, shutdown: impl Future<Output = ()>) -> io::Result<()> {
    let site = Arc::new(Site { router: router(Arc::clone(&serving)), serving });
    let graceful = GracefulShutdown::new();
    let places = Arc::<Places>::default();
    // connections inherit it
    SockRef::from(&listener).set_send_buffer_size(SEND_BUFFER)?;
    tokio::pin!(shutdown);
    loop {
        tokio::select! {
            () = places.room() => {}
            () = &mut shutdown => break,
        }
        let (stream, client) = tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, address)) => (stream, address.ip().to_canonical()),
                Err(error) => {
                    // out of descriptors, or a reader that was gone at once: the next may do
                    tracing::warn!(%error, "a connection could not be accepted");
                    tokio::time::sleep(Duration::from_millis(100)).await;
                    continue;
                }
            },
            () = &mut shutdown => break,
        };
        let place = places.take(client);
        let ended = place.ended();
        let connection = graceful.watch(connection(stream, Arc::clone(&site), place));
        tokio::spawn(async move {
            // readers go away as they please: neither an error nor a timeout is ours
            tokio::select! {
                ended = tokio::time::timeout(LIFE, connection) => tracing::trace!(?ended, "connection closed"),
                () = ended.cancelled() => tracing::trace!("connection closed: another needs its place"),
            }
        });
    }
    drop(listener);
    if tokio::time::timeout(FAREWELL, graceful.shutdown()).await.is_err() {
        tracing::warn!("some readers were cut off");
    }
    Ok(())
}

fn connection(
    stream: TcpStream,
    site: Arc<Site>,
    place: Place,
) -> impl hyper_util::server::graceful::GracefulConnection<Error = hyper::Error> {
    if let Err(error) = stream.set_nodelay(true) {
        tracing::trace!(%error, "nodelay");
    }
    let client = Client(place.client);
    let service = service_fn(move |request| answer(Arc::clone(&site), client, request));
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD)
        .max_buf_size(HEAD_BYTES)
        .max_headers(FIELDS)
        .serve_connection(TokioIo::new(Watched::new(stream, place)), service)
}

async fn answer(site: Arc<Site>, client: Client, mut request: Request<Incoming>) -> Result<Response<Body>, Infallible> {
    if let Some(status) = refused(&request) {
        let mut response = (status, format!("{status}\n")).into_response();
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
        return Ok(response);
    }
    if let Some(response) = unchanged::answer(&site.serving, &request) {
        return Ok(response);
    }
    request.extensions_mut().insert(client);
    site.router.clone().oneshot(request).await
}

/// A request names its host, once (RFC 9112 §3.2), and its head keeps its size.
fn refused<B>(request: &Request<B>) -> Option<StatusCode> {
    let fields: usize = request.headers().iter().map(|(name, value)| name.as_str().len() + value.len() + 4).sum();
    let hosts = request.headers().get_all(header::HOST).iter().count();
    let wanted = if request.version() >= Version::HTTP_11 { 1..=1 } else { 0..=1 };
    if fields + request.uri().path_and_query().map_or(0, |path| path.as_str().len()) > HEAD_BYTES {
        Some(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE)
    } else {
        (!wanted.contains(&hosts)).then_some(StatusCode::BAD_REQUEST)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_without_one_host_or_with_a_long_head_is_refused() {
        let request = |fields: &[(&str, &str)], version| {
            let mut request = Request::builder().uri("/feed.atom").version(version);
            for (name, value) in fields {
                request = request.header(*name, *value);
            }
            refused(&request.body(()).unwrap())
        };
        let (host, bad) = (("host", "a.example"), Some(StatusCode::BAD_REQUEST));
        assert_eq!(request(&[host], Version::HTTP_11), None);
        assert_eq!(request(&[], Version::HTTP_10), None);
        assert_eq!(request(&[], Version::HTTP_11), bad);
        assert_eq!(request(&[host, ("host", "b.example")], Version::HTTP_11), bad);
        let long = "x".repeat(HEAD_BYTES);
        assert_eq!(request(&[host, ("x", &long)], Version::HTTP_11), Some(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE));
    }
}
