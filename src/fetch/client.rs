//! One exchange over the network: an [`Ask`] in, an [`Answer`] with a whole, decoded, bounded body out.
//!
//! No redirects, cookies, Referer, proxies or retries here. Limits: a total deadline, 10 s to connect, 64 KiB and
//! 100 fields of head, the body's limit after decoding. Of bodies beyond 1 MiB only a few are in memory at a time:
//! the next one waits (within its deadline) until one of them is dropped.

use std::{
    net::IpAddr,
    sync::{
        Arc, Once,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, header};
use tokio::{
    net::lookup_host,
    sync::{OwnedSemaphorePermit, Semaphore},
    time::{Instant, timeout},
};
use url::{Host, Url};

use super::{
    Error, MAX_HEAD_BYTES, Settings,
    address::{Guard, Resolver},
    apart::opened,
    decode::{self, Decoder, Fault},
    ending, hints, shown,
};

const MAX_HEAD_FIELDS: usize = 100;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// A connection that nobody uses is kept for so long: a round over very many hosts leaves one at each, some 26 kB. The
/// next request to a host that is asked for pages follows within a second, but where it wants longer pauses.
const IDLE: Duration = Duration::from_secs(3);

/// Of the body of an answer that says no: enough to see who says it, and to use the connection again.
const REFUSAL_BYTES: usize = 8 << 10;
const REFUSAL_WAIT: Duration = Duration::from_secs(2);

/// A larger body takes of the room for large ones what it may come to, until it has been read.
const LARGE_BODY_BYTES: usize = 1 << 20;
/// The room for large bodies, in pieces of [`LARGE_BODY_BYTES`].
const LARGE_ROOM: usize = 32;

/// One GET, or a POST.
pub(super) struct Ask<'a> {
    pub(super) url: &'a Url,
    /// Nobody's own host: see [`super::Request::guest`].
    pub(super) guest: bool,
    pub(super) headers: HeaderMap,
    /// To be posted; of the type that the headers say.
    pub(super) body: Option<Bytes>,
    /// Of the decoded body.
    pub(super) limit: usize,
    /// Take the first `limit` bytes of a longer body, and what came of a broken one.
    pub(super) part_will_do: bool,
}

/// What came, whatever the status.
#[derive(Debug, Clone)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: HeaderMap,
    /// Decoded; of a refusal only its beginning.
    pub(super) body: Bytes,
    /// The transfer failed at its end, after a whole document: why.
    pub(super) cut: Option<String>,
}

impl Answer {
    /// A status that brings a body to be read: 200, 203 and 226 (RFC 3229), and a 206 that brings all.
    pub(super) fn is_success(&self) -> bool {
        brings_body(self.status, &self.headers)
    }
}

fn brings_body(status: u16, headers: &HeaderMap) -> bool {
    matches!(status, 200 | 203 | 226) || status == 206 && is_whole(headers)
}

/// "bytes 0-99/100": nobody asked for a range, and none was left out.
fn is_whole(headers: &HeaderMap) -> bool {
    let range = headers.get(header::CONTENT_RANGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let told = range.trim().strip_prefix("bytes 0-").and_then(|rest| rest.split_once('/'));
    told.and_then(|(last, all)| Some((last.parse::<u64>().ok()?, all.parse::<u64>().ok()?)))
        .is_some_and(|(last, all)| last.checked_add(1) == Some(all))
}

/// The network.
pub(super) struct Client {
    guard: Arc<Guard>,
    any_port: reqwest::Client,
    /// For ports that an exception of the guard names: a resolver is not told the port, so each has its own.
    by_port: Vec<(u16, reqwest::Client)>,
    large_bodies: Arc<Semaphore>,
}

/// A body with the place that it takes.
struct Large {
    bytes: Vec<u8>,
    _place: OwnedSemaphorePermit,
}

impl AsRef<[u8]> for Large {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

impl Client {
    pub(super) fn new(settings: &Settings) -> Result<Self, Error> {
        static PROVIDER: Once = Once::new();
        // An error here means that a provider was installed before, which serves as well.
        PROVIDER.call_once(|| drop(rustls::crypto::ring::default_provider().install_default()));
        let guard = Arc::new(Guard::new(settings.allow_private_addresses, &settings.allow_addresses)?);
        let issuers = issuers(settings)?;
        let build = |port| build(settings, &guard, &issuers, port);
        let by_port =
            guard.ports().into_iter().map(|port| Ok((port, build(Some(port))?))).collect::<Result<_, Error>>()?;
        Ok(Self { any_port: build(None)?, by_port, guard, large_bodies: Arc::new(Semaphore::new(LARGE_ROOM)) })
    }

    /// Where a host's name leads to, as far as the guard permits it.
    pub(super) async fn addresses(&self, url: &Url) -> Vec<IpAddr> {
        let port = url.port_or_known_default();
        let found: Vec<IpAddr> = match url.host() {
            Some(Host::Ipv4(address)) => vec![address.into()],
            Some(Host::Ipv6(address)) => vec![address.into()],
            Some(Host::Domain(name)) => match lookup_host((name, 0)).await {
                Ok(found) => found.map(|socket| socket.ip()).collect(),
                Err(_) => Vec::new(),
            },
            None => Vec::new(),
        };
        found.into_iter().filter(|address| self.guard.allows(*address, port)).collect()
    }

    /// Asks once; what it took is taken from `left`.
    pub(super) async fn exchange(&self, ask: &Ask<'_>, left: &mut Duration) -> Result<Answer, Error> {
        self.guard.check(ask.url)?;
        let (begin, allowed, answered) = (Instant::now(), *left, AtomicBool::new(false));
        let result = timeout(allowed, self.attempt(ask, &answered)).await;
        *left = allowed.saturating_sub(begin.elapsed());
        result.unwrap_or_else(|_| {
            Err(Error::Timeout {
                url: shown(ask.url),
                after: begin.elapsed(),
                answered: answered.load(Ordering::Relaxed),
            })
        })
    }

    async fn attempt(&self, ask: &Ask<'_>, answered: &AtomicBool) -> Result<Answer, Error> {
        let port = ask.url.port_or_known_default();
        let client =
            self.by_port.iter().find(|(number, _)| port == Some(*number)).map_or(&self.any_port, |(_, client)| client);
        let mut request = match &ask.body {
            None => client.get(ask.url.clone()),
            Some(body) => client.post(ask.url.clone()).body(body.clone()),
        };
        request = request.headers(ask.headers.clone());
        if !ask.headers.contains_key(header::ACCEPT_ENCODING) {
            request = request.header(header::ACCEPT_ENCODING, decode::OFFERED);
        }
        let mut response = opened(request.send()).await.map_err(|error| Error::of(ask.url, &error, false))?;
        answered.store(true, Ordering::Relaxed);
        let (status, headers) = (response.status().as_u16(), std::mem::take(response.headers_mut()));
        let head_bytes: usize = headers.iter().map(|(name, value)| name.as_str().len() + value.len() + 4).sum();
        if head_bytes as u64 > MAX_HEAD_BYTES {
            return Err(Error::TooLarge { url: shown(ask.url), what: "the head", limit: MAX_HEAD_BYTES });
        }
        let (body, cut) = if brings_body(status, &headers) {
            self.whole_body(ask, &mut response, &headers).await?
        } else {
            (timeout(REFUSAL_WAIT, beginning(&mut response, &headers)).await.unwrap_or_default().into(), None)
        };
        Ok(Answer { status, headers, body, cut })
    }

    async fn whole_body(
        &self,
        ask: &Ask<'_>,
        response: &mut reqwest::Response,
        headers: &HeaderMap,
    ) -> Result<(Bytes, Option<String>), Error> {
        let encoding = hints::joined(headers, header::CONTENT_ENCODING);
        let fail = |fault| match fault {
            Fault::Large => Error::TooLarge { url: shown(ask.url), what: "the body", limit: ask.limit as u64 },
            Fault::Cut => Error::Cut { url: shown(ask.url), message: format!("the {encoding} stream does not end") },
            Fault::Broken(message) => Error::Encoding { url: shown(ask.url), encoding: encoding.clone(), message },
        };
        let mut decoder = Decoder::new(&encoding, ask.limit).map_err(fail)?;
        if !ask.part_will_do && response.content_length().is_some_and(|bytes| bytes > ask.limit as u64) {
            return Err(fail(Fault::Large));
        }
        let (mut place, mut cut) = (None, None);
        // a server that never ends a transfer well sends whole documents all the same
        let mut whole = |bytes: Vec<u8>, error: Error| match error {
            Error::Cut { message, .. } if ending::is_whole(&bytes) => {
                cut = Some(message);
                Ok(bytes)
            }
            error => Err(error),
        };
        let bytes = loop {
            if place.is_none() && decoder.len() > LARGE_BODY_BYTES {
                let most = response.content_length().filter(|_| encoding.is_empty());
                let room = pieces(most.and_then(|bytes| usize::try_from(bytes).ok()).unwrap_or(ask.limit));
                place = Arc::clone(&self.large_bodies).acquire_many_owned(room).await.ok();
            }
            match response.chunk().await {
                Ok(Some(bytes)) => match decoder.push(&bytes) {
                    Ok(()) => {}
                    Err(_) if ask.part_will_do => break decoder.so_far(),
                    Err(fault) => return Err(fail(fault)),
                },
                Ok(None) => break decoder.finish().or_else(|(fault, bytes)| whole(bytes, fail(fault)))?,
                Err(_) if ask.part_will_do => break decoder.so_far(),
                Err(error) => break whole(decoder.so_far(), Error::of(ask.url, &error, true))?,
            }
        };
        let bytes = match place {
            Some(mut place) => {
                drop(place.split(place.num_permits().saturating_sub(pieces(bytes.len()) as usize)));
                Bytes::from_owner(Large { bytes, _place: place })
            }
            None => bytes.into(),
        };
        Ok((bytes, cut))
    }
}

/// How much of the room for large bodies one takes; none takes more than all of it.
fn pieces(bytes: usize) -> u32 {
    u32::try_from(bytes.div_ceil(LARGE_BODY_BYTES).clamp(1, LARGE_ROOM)).unwrap_or(1)
}

/// Certificates of issuers that the operator trusts beside the system's.
fn issuers(settings: &Settings) -> Result<Vec<reqwest::Certificate>, Error> {
    let Some(path) = &settings.ca_file else { return Ok(Vec::new()) };
    let fail = |message: String| Error::Setup { message: format!("fetch.ca_file {}: {message}", path.display()) };
    let pem = std::fs::read(path).map_err(|error| fail(error.to_string()))?;
    let found = reqwest::Certificate::from_pem_bundle(&pem).map_err(|error| fail(error.to_string()))?;
    if found.is_empty() { Err(fail("holds no certificate in PEM".into())) } else { Ok(found) }
}

fn build(
    settings: &Settings,
    guard: &Arc<Guard>,
    issuers: &[reqwest::Certificate],
    port: Option<u16>,
) -> Result<reqwest::Client, Error> {
    let mut headers = HeaderMap::new();
    let agent = HeaderValue::from_str(&settings.user_agent)
        .map_err(|_| Error::Setup { message: "the user agent holds characters that HTTP does not allow".into() })?;
    headers.insert(header::USER_AGENT, agent);
    reqwest::Client::builder()
        .default_headers(headers)
        .dns_resolver(Resolver { guard: Arc::clone(guard), port })
        .tls_certs_merge(issuers.iter().cloned())
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .referer(false)
        .connect_timeout(CONNECT_TIMEOUT)
        .pool_max_idle_per_host(1)
        .pool_idle_timeout(IDLE)
        .http1_max_headers(MAX_HEAD_FIELDS)
        .http2_max_header_list_size(MAX_HEAD_BYTES as u32)
        .http1_ignore_invalid_headers_in_responses(true)
        .http1_allow_obsolete_multiline_headers_in_responses(true)
        .http1_allow_spaces_after_header_name_in_responses(true)
        .build()
        .map_err(|error| Error::Setup {
            message: format!("the HTTP client cannot start: {error:?} (is the package ca-certificates installed?)"),
        })
}

/// The first kilobytes of a refusal, as far as they come at once; none is as good.
async fn beginning(response: &mut reqwest::Response, headers: &HeaderMap) -> Vec<u8> {
    let Ok(mut decoder) = Decoder::new(&hints::joined(headers, header::CONTENT_ENCODING), REFUSAL_BYTES) else {
        return Vec::new();
    };
    while let Ok(Some(bytes)) = response.chunk().await {
        if decoder.push(&bytes).is_err() {
            break;
        }
    }
    decoder.so_far()
}

/// Puts a header in place of what was there; its text as [`hints::bytes_of`].
pub(super) fn set(headers: &mut HeaderMap, name: HeaderName, text: &str) -> bool {
    HeaderValue::from_bytes(&hints::bytes_of(text)).map(|value| headers.insert(name, value)).is_ok()
}
