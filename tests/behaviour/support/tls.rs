//! An origin that speaks TLS, and origins that misuse it.

use std::{collections::HashMap, net::SocketAddr, sync::Arc, time::Duration};

use axum::{Router, extract::State, http::Uri, response::IntoResponse};
use hyper_util::{
    rt::{TokioExecutor, TokioIo},
    server::conn::auto,
    service::TowerToHyperService,
};
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    runtime::Runtime,
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        ServerConfig,
        crypto::ring,
        pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer},
    },
    server::TlsStream,
};

/// A path's status, headers and body.
pub type Answers = HashMap<&'static str, (u16, Vec<(&'static str, String)>, String)>;

/// Who issues certificates.
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    /// Its own certificate.
    pub pem: String,
}

/// A certificate with its key.
pub struct Identity(CertificateDer<'static>, PrivateKeyDer<'static>);

impl Authority {
    pub fn new(name: &str) -> Self {
        let key = KeyPair::generate().expect("a key");
        let mut wanted = CertificateParams::default();
        wanted.distinguished_name.push(DnType::CommonName, name);
        wanted.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let pem = wanted.self_signed(&key).expect("a certificate").pem();
        Self { issuer: Issuer::new(wanted, key), pem }
    }

    /// For a host, good for ages.
    pub fn certify(&self, host: &str) -> Identity {
        self.certify_until(host, 2100)
    }

    /// For a host, until the first day of a year.
    pub fn certify_until(&self, host: &str, year: i32) -> Identity {
        let key = KeyPair::generate().expect("a key");
        let mut wanted = CertificateParams::new([host.to_owned()]).expect("a host");
        wanted.not_before = rcgen::date_time_ymd(2019, 1, 1);
        wanted.not_after = rcgen::date_time_ymd(year, 1, 1);
        let certificate = wanted.signed_by(&key, &self.issuer).expect("a certificate");
        Identity(certificate.der().clone(), PrivatePkcs8KeyDer::from(key.serialize_der()).into())
    }
}

/// What an origin does with those who come.
pub enum Manner {
    /// Answers, over HTTP/2 or 1.1 as asked.
    Serve(Answers),
    /// Accepts, and never says a word.
    Stall,
    /// Resets the stream of a request again and again.
    Resets,
    /// Begins a head that never ends.
    Continues,
    /// Hands what is said on to a server that has no TLS of its own.
    Relay(SocketAddr),
}

/// An origin on a loopback port. It ends with its value.
pub struct Secure {
    pub address: SocketAddr,
    runtime: Option<Runtime>,
}

impl Secure {
    pub fn start(identity: Identity, manner: Manner) -> Self {
        let provider = Arc::new(ring::default_provider());
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("versions")
            .with_no_client_auth()
            .with_single_cert(vec![identity.0], identity.1)
            .expect("an identity");
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        let (acceptor, manner) = (TlsAcceptor::from(Arc::new(config)), Arc::new(manner));
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
        let runtime = runtime.expect("a runtime");
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).expect("a loopback port");
        let address = listener.local_addr().expect("its address");
        runtime.spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(meet(acceptor.clone(), stream, manner.clone()));
            }
        });
        Self { address, runtime: Some(runtime) }
    }

    pub fn url(&self, path: &str) -> String {
        format!("https://{}{path}", self.address)
    }
}

impl Drop for Secure {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

async fn meet(acceptor: TlsAcceptor, stream: TcpStream, manner: Arc<Manner>) {
    if matches!(*manner, Manner::Stall) {
        tokio::time::sleep(Duration::from_secs(60)).await;
        return drop(stream);
    }
    // who does not trust the certificate goes away here
    let Ok(mut stream) = acceptor.accept(stream).await else { return };
    match &*manner {
        Manner::Serve(answers) => serve(stream, answers.clone()).await,
        Manner::Resets => flood(stream, |stream| frame(3, 0, stream, &8u32.to_be_bytes()), None).await,
        Manner::Continues => {
            // a literal field without indexing; its name alone is longer than any head may be
            let block = [&[0x00, 0x7f, 0xff, 0xff, 0xff, 0x07][..], &[b'a'; 16_000]].concat();
            let begin = move |stream| frame(1, 0, stream, &[0x88]);
            flood(stream, move |stream| frame(9, 0, stream, &block), Some(Box::new(begin))).await;
        }
        Manner::Relay(to) => {
            let mut plain = TcpStream::connect(to).await.expect("the server behind");
            tokio::io::copy_bidirectional(&mut stream, &mut plain).await.ok();
        }
        Manner::Stall => {}
    }
}

async fn serve(stream: TlsStream<TcpStream>, answers: Answers) {
    let protocol = stream.get_ref().1.alpn_protocol().map(|name| String::from_utf8_lossy(name).into_owned());
    let protocol = protocol.unwrap_or_default();
    let answer = move |State(answers): State<Arc<Answers>>, uri: Uri| async move {
        let Some((status, headers, body)) = answers.get(uri.path()).cloned() else {
            return axum::http::StatusCode::NOT_FOUND.into_response();
        };
        let mut response = body.replace("{protocol}", &protocol).into_response();
        *response.status_mut() = status.try_into().expect("a status");
        for (name, value) in headers {
            response.headers_mut().insert(name, value.parse().expect("a header"));
        }
        response
    };
    let service = TowerToHyperService::new(Router::new().fallback(answer).with_state(Arc::new(answers)));
    // the client may hang up when it likes
    drop(auto::Builder::new(TokioExecutor::new()).serve_connection(TokioIo::new(stream), service).await);
}

/// RFC 9113 §4.1.
fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).expect("a short frame").to_be_bytes();
    [&length[1..], &[kind, flags], &stream.to_be_bytes(), payload].concat()
}

/// Greets as HTTP/2 does, waits for a request, then sends frames without end, until nobody takes them any more.
async fn flood(
    mut stream: TlsStream<TcpStream>,
    again: impl Fn(u32) -> Vec<u8>,
    first: Option<Box<dyn Fn(u32) -> Vec<u8> + Send>>,
) {
    let mut head = vec![0; 24];
    if stream.read_exact(&mut head).await.is_err() || stream.write_all(&frame(4, 0, 0, &[])).await.is_err() {
        return;
    }
    let asked = loop {
        let mut head = [0; 9];
        if stream.read_exact(&mut head).await.is_err() {
            return;
        }
        let mut payload = vec![0; u32::from_be_bytes([0, head[0], head[1], head[2]]) as usize];
        if stream.read_exact(&mut payload).await.is_err() {
            return;
        }
        if head[3] == 1 {
            break u32::from_be_bytes([head[5], head[6], head[7], head[8]]);
        }
    };
    if let Some(first) = first
        && stream.write_all(&first(asked)).await.is_err()
    {
        return;
    }
    let many = again(asked).repeat(64);
    while stream.write_all(&many).await.is_ok() {}
}
