//! The web as servers really are: a raw TCP server says what each test wants said.

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
use crate::model::{Failure, Fetched, Outcome, Secret, Validators, Wanted};

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
    web.get(Request { url, wanted: Wanted::Feed, validators, validators_of: None, headers: &[] }).await
}

async fn plain(web: &Web, url: &Url) -> Result<Fetched, Error> {
    match feed(web, url, &Validators::default()).await? {
        Outcome::Modified(fetched) => Ok(*fetched),
        Outcome::NotModified { .. } => panic!("not modified"),
    }
}

#[tokio::test]
async fn a_feed_is_asked_politely_and_comes_whole() {
    let server = Server::new(|_, _| {
        reply(
            "200 OK",
            &[
                "Content-Type: application/rss+xml",
                "ETag: \"v1\"",
                "Cache-Control: max-age=60",
                "Link: </hub>; rel=hub",
            ],
            b"<rss/>",
        )
    })
    .await;
    let fetched = plain(&live(), &server.url("/feed.xml")).await.unwrap();
    assert_eq!(&fetched.body[..], b"<rss/>");
    assert_eq!(
        (fetched.status, fetched.content_type.as_deref(), fetched.delta),
        (200, Some("application/rss+xml"), false)
    );
    assert_eq!(fetched.validators.etag.as_deref(), Some("\"v1\""));
    assert_eq!(fetched.freshness.fresh_for, Some(Duration::from_secs(60)));
    assert_eq!(fetched.hubs, [server.url("/hub").to_string()]);
    let head = server.asked().remove(0).to_ascii_lowercase();
    assert!(
        head.contains("user-agent: pressfeed/")
            && head.contains("accept: application/atom+xml")
            && head.contains("accept-encoding: gzip"),
        "{head}"
    );
    for never in ["cookie", "referer", "origin:", "if-none-match", "a-im"] {
        assert!(!head.contains(never), "{never} in {head}");
    }
    assert_eq!(server.asked().len(), 1, "no robots.txt for a feed, no stray request");
}

#[tokio::test]
async fn validators_go_back_byte_for_byte() {
    let server =
        Server::new(|_, _| reply("304 Not Modified", &["ETag: \"v2\"", "Cache-Control: max-age=9"], b"")).await;
    let validators =
        Validators { etag: Some("\"caf\u{e9} b\\c==;d".into()), last_modified: Some("yesterday-ish".into()) };
    let outcome = feed(&live(), &server.url("/"), &validators).await.unwrap();
    let Outcome::NotModified { freshness, validators: new, .. } = outcome else { panic!("{outcome:?}") };
    assert_eq!((freshness.fresh_for, new.etag.as_deref()), (Some(Duration::from_secs(9)), Some("\"v2\"")));
    let head = server.asked().remove(0);
    assert!(
        head.contains("if-none-match: \"caf\u{e9} b\\c==;d\r\n")
            && head.contains("if-modified-since: yesterday-ish\r\n"),
        "{head}"
    );
    assert!(head.contains("a-im: feed"), "{head}");
}

#[tokio::test]
async fn a_304_nobody_asked_for_and_an_unasked_delta_are_errors() {
    let server = Server::new(|path, _| {
        if path == "/304" {
            reply("304 Not Modified", &[], b"")
        } else {
            reply("226 IM Used", &["IM: feed"], b"<rss/>")
        }
    })
    .await;
    assert!(matches!(plain(&live(), &server.url("/304")).await, Err(Error::Unasked304 { .. })));
    assert!(matches!(plain(&live(), &server.url("/226")).await, Err(Error::Status { status: 226, .. })));
    let validators = Validators { etag: Some("\"v\"".into()), last_modified: None };
    let outcome = feed(&live(), &server.url("/226"), &validators).await.unwrap();
    assert!(matches!(outcome, Outcome::Modified(fetched) if fetched.delta));
}

#[tokio::test]
async fn validators_and_secrets_follow_their_own_address_only() {
    let other = Server::new(|_, _| reply("200 OK", &[], b"<rss/>")).await;
    let target = other.url("/target").to_string();
    let location = format!("Location: {target}");
    let server = Server::new(move |_, _| reply("301 Moved", &[&location], b"moved")).await;
    let headers = [("X-Key".to_owned(), Secret::new("s3cret".into()))];
    let validators = Validators { etag: Some("\"v\"".into()), last_modified: None };
    let url = server.url("/old");
    let request = Request {
        url: &url,
        wanted: Wanted::Feed,
        validators: &validators,
        validators_of: Some(&target),
        headers: &headers,
    };
    let Outcome::Modified(fetched) = live().get(request).await.unwrap() else { panic!() };
    assert_eq!(fetched.moved_to.as_ref().map(Url::as_str), Some(target.as_str()));
    assert_eq!(fetched.url.as_str(), target);
    let (first, second) = (server.asked().remove(0), other.asked().remove(0));
    assert!(first.contains("x-key: s3cret") && !first.contains("if-none-match"), "{first}");
    assert!(!second.contains("s3cret") && second.contains("if-none-match: \"v\""), "{second}");
}

#[tokio::test]
async fn cut_bodies_are_errors_never_content() {
    let server = Server::new(|path, _| match path {
        "/length" => b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\nETag: \"v\"\r\n\r\n<rss>".to_vec(),
        _ => b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n<rss>\r\n".to_vec(),
    })
    .await;
    for path in ["/length", "/chunked"] {
        let error = plain(&live(), &server.url(path)).await.unwrap_err();
        assert!(matches!(error, Error::Cut { .. }) && error.is_transient(), "{error}");
    }
}

#[tokio::test]
async fn one_deadline_ends_drips_endless_heads_and_floods_of_interim_answers() {
    let server = Server::new(|path, _| match path {
        "/body" => {
            format!("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{}", format!("a{PAUSE}").repeat(60)).into_bytes()
        }
        "/head" => format!("HTTP/1.1 200 OK\r\nX-Slow: {}", format!("a{PAUSE}").repeat(60)).into_bytes(),
        "/hints" => format!("HTTP/1.1 103 Early Hints\r\n\r\n{PAUSE}").repeat(60).into_bytes(),
        _ => format!("HTTP/1.1 503 No\r\nContent-Length: 100\r\n\r\n{}", format!("a{PAUSE}").repeat(60)).into_bytes(),
    })
    .await;
    for path in ["/body", "/head", "/hints", "/refusal"] {
        let begin = Instant::now();
        let error = plain(&live(), &server.url(path)).await.unwrap_err();
        assert!(begin.elapsed() < Duration::from_secs(3), "{path} took {:?}", begin.elapsed());
        match path {
            "/refusal" => {
                assert!(matches!(error, Error::Status { status: 503, .. } | Error::Timeout { .. }), "{error}")
            }
            _ => assert!(matches!(error, Error::Timeout { .. }), "{path}: {error}"),
        }
        let reached_nobody = matches!(path, "/head" | "/hints");
        assert_eq!(error.failure() == Failure::Unreachable, reached_nobody, "{path}: {error}");
    }
}

#[tokio::test]
async fn large_heads_and_bodies_are_refused() {
    let server = Server::new(|path, _| match path {
        "/fields" => reply("200 OK", &["X-A: b"; 200], b"<rss/>"),
        "/field" => reply("200 OK", &[&format!("X-A: {}", "b".repeat(100_000))], b"<rss/>"),
        "/huge" => reply("200 OK", &[&format!("X-A: {}", "b".repeat(1_000_000))], b"<rss/>"),
        "/declared" => b"HTTP/1.1 200 OK\r\nContent-Length: 999999999999\r\n\r\n<rss>".to_vec(),
        _ => [b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n".as_slice(), &[b' '; 100_000]].concat(),
    })
    .await;
    let web = Web::new(&Settings { max_body_bytes: 50_000, ..quick() }, Mode::Live).unwrap();
    for (path, what) in [
        ("/fields", "the head"),
        ("/field", "the head"),
        ("/huge", "the head"),
        ("/declared", "the body"),
        ("/endless", "the body"),
    ] {
        let error = plain(&web, &server.url(path)).await.unwrap_err();
        assert!(matches!(&error, Error::TooLarge { what: found, .. } if *found == what), "{path}: {error}");
    }
}

#[tokio::test]
async fn refusals_say_what_they_mean() {
    let server = Server::new(|path, _| match path {
        "/429" => reply("429 Too Many Requests", &["Retry-After: 120"], b"slow down"),
        "/503" => reply("503 Service Unavailable", &[], b""),
        "/410" => reply("410 Gone", &[], b"gone"),
        "/404" => reply("404 Not Found", &[], b"no"),
        "/403" => reply(
            "403 Forbidden",
            &["Server: cloudflare", "CF-Mitigated: challenge"],
            b"<title>Just a moment...</title>",
        ),
        "/204" => b"HTTP/1.1 204 No Content\r\n\r\n".to_vec(),
        _ => b"SSH-2.0-OpenSSH_9.6\r\n".to_vec(),
    })
    .await;
    for (path, failure) in [
        ("/429", Failure::Busy(Some(Duration::from_secs(120)))),
        ("/503", Failure::Busy(None)),
        ("/410", Failure::Gone),
        ("/404", Failure::NotFound),
        ("/403", Failure::Other),
        ("/204", Failure::Other),
        ("/ssh", Failure::Other),
    ] {
        let error = plain(&live(), &server.url(path)).await.unwrap_err();
        assert_eq!(error.failure(), failure, "{path}: {error}");
        assert!(error.to_string().contains(path), "{error}");
    }
    let error = plain(&live(), &server.url("/403")).await.unwrap_err();
    assert!(error.to_string().contains("Cloudflare"), "{error}");
}

#[tokio::test]
async fn the_guard_stands_before_every_connection() {
    let reached = Server::new(|_, _| reply("200 OK", &[], b"<rss/>")).await;
    let port = reached.base.port().unwrap();
    let targets = [
        "/plain".into(),
        format!("http://127.0.0.1:{port}/"),
        format!("http://localhost:{port}/"),
        format!("http://[::ffff:127.0.0.1]:{port}/"),
        "file:///etc/passwd".into(),
    ];
    let locations = targets.clone();
    let server = Server::new(move |path, _| {
        let number: usize = path.trim_start_matches('/').parse().unwrap_or(0);
        reply("302 Found", &[&format!("Location: {}", locations[number])], b"")
    })
    .await;
    let open = vec![format!("127.0.0.1:{}", server.base.port().unwrap())];
    let web =
        Web::new(&Settings { allow_private_addresses: false, allow_addresses: open, ..quick() }, Mode::Live).unwrap();
    for number in 1..targets.len() {
        let error = plain(&web, &server.url(&format!("/{number}"))).await.unwrap_err();
        assert!(matches!(error, Error::Address { .. } | Error::Scheme { .. }), "{}: {error}", targets[number]);
        let direct = plain(&web, &Url::parse(&targets[number]).unwrap()).await.unwrap_err();
        assert!(matches!(direct, Error::Address { .. } | Error::Scheme { .. }), "{direct}");
    }
    assert!(reached.asked().is_empty());
}

#[tokio::test]
async fn nobody_there_is_unreachable() {
    let closed = { TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap() };
    for url in [format!("http://{closed}/"), "http://no-such-host.invalid/".into(), "http://127.0.0.1:0/".into()] {
        let error = plain(&live(), &Url::parse(&url).unwrap()).await.unwrap_err();
        assert_eq!(error.failure(), Failure::Unreachable, "{error}");
    }
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = Url::parse(&format!("https://{}/", listener.local_addr().unwrap())).unwrap();
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        stream.write_all(b"not TLS at all").await.unwrap();
    });
    let error = plain(&live(), &url).await.unwrap_err();
    assert!(matches!(error, Error::Tls { .. }), "{error:?}");
}

#[tokio::test]
async fn robots_txt_is_asked_once_before_pages_and_obeyed() {
    let server = Server::new(|path, _| match path {
        "/robots.txt" => reply("200 OK", &[], b"User-agent: *\nDisallow: /private\n"),
        _ => reply("200 OK", &["Content-Type: text/html"], b"<html>"),
    })
    .await;
    let web = live();
    let (one, two) = (server.url("/a"), server.url("/b"));
    let (first, second) = tokio::join!(web.page(&one, &[]), web.page(&two, &[]));
    assert_eq!((first.unwrap().status, second.unwrap().status), (200, 200));
    let error = web.page(&server.url("/private/x"), &[]).await.unwrap_err();
    assert_eq!(error.failure(), Failure::Forbidden, "{error}");
    assert!(error.to_string().contains("line 2: Disallow: /private"), "{error}");
    let paths: Vec<String> = server.asked().iter().map(|head| head.split(' ').nth(1).unwrap().to_owned()).collect();
    assert_eq!(paths[0], "/robots.txt");
    assert_eq!(paths.len(), 3, "{paths:?}");
}

#[tokio::test]
async fn a_robots_txt_that_fails_forbids_and_one_that_is_absent_allows() {
    for (status, allowed) in [
        ("404 Not Found", true),
        ("403 Forbidden", true),
        ("500 Oops", false),
        ("503 Down", false),
        ("429 Slow", false),
    ] {
        let server =
            Server::new(
                move |path, _| {
                    if path == "/robots.txt" { reply(status, &[], b"x") } else { reply("200 OK", &[], b"<html>") }
                },
            )
            .await;
        let page = live().page(&server.url("/"), &[]).await;
        assert_eq!(page.is_ok(), allowed, "{status}: {page:?}");
        assert!(server.asked()[0].starts_with("GET /robots.txt "));
    }
    let server = Server::new(|path, _| {
        if path == "/" {
            reply("200 OK", &[], b"<html>")
        } else {
            reply("302 Found", &[&format!("Location: {path}x")], b"")
        }
    })
    .await;
    assert!(live().page(&server.url("/"), &[]).await.is_ok(), "more than five redirects count as absent");
    assert_eq!(server.asked().len(), 7);
}

#[tokio::test]
async fn what_was_recorded_is_replayed_without_a_network() {
    let server = Server::new(|path, _| match path {
        "/robots.txt" => reply("200 OK", &[], b"User-agent: *\nDisallow: /item\n"),
        "/old?x=1" => reply("301 Moved", &["Location: /feed.xml"], b"moved"),
        "/feed.xml" => reply(
            "200 OK",
            &["Content-Type: application/rss+xml", "Set-Cookie: a=b", "X-Odd: caf\u{e9}"],
            b"<rss>\xe9</rss>",
        ),
        "/tagged" => reply("200 OK", &["ETag: W/\"t\"", "Content-Encoding: gzip"], &{
            use std::io::Write;
            let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
            encoder.write_all(b"<tagged/>").unwrap();
            encoder.finish().unwrap()
        }),
        _ => reply("404 Not Found", &[], b"no such thing"),
    })
    .await;
    let folder = tempfile::tempdir().unwrap();
    let below = folder.path().join("an organisation/2026-11-24");
    let recording = Web::new(&quick(), Mode::Record(below.clone())).unwrap();
    for path in ["/old?x=1", "/tagged"] {
        plain(&recording, &server.url(path)).await.unwrap();
    }
    plain(&recording, &server.url("/missing")).await.unwrap_err();
    recording.page(&server.url("/item/1"), &[]).await.unwrap_err();
    let asked = server.asked().len();

    let replay = Web::new(&Settings::default(), Mode::Replay(folder.path().to_owned())).unwrap();
    let begin = Instant::now();
    let fetched = plain(&replay, &server.url("/old?x=1")).await.unwrap();
    assert_eq!(
        (fetched.url.path(), &fetched.body[..], fetched.content_type.as_deref()),
        ("/feed.xml", b"<rss>\xe9</rss>".as_slice(), Some("application/rss+xml"))
    );
    assert_eq!(fetched.moved_to, Some(server.url("/feed.xml")));
    let synthesised = fetched.validators;
    assert!(
        matches!(feed(&replay, &server.url("/feed.xml"), &synthesised).await.unwrap(), Outcome::NotModified { .. }),
        "a second round"
    );
    let tagged = plain(&replay, &server.url("/tagged")).await.unwrap();
    assert_eq!((&tagged.body[..], tagged.validators.etag.as_deref()), (b"<tagged/>".as_slice(), Some("W/\"t\"")));
    assert!(matches!(
        feed(&replay, &server.url("/tagged"), &tagged.validators).await.unwrap(),
        Outcome::NotModified { .. }
    ));
    assert_eq!(plain(&replay, &server.url("/missing")).await.unwrap_err().failure(), Failure::NotFound);
    assert_eq!(replay.page(&server.url("/item/1"), &[]).await.unwrap_err().failure(), Failure::Forbidden);
    let error = plain(&replay, &server.url("/never")).await.unwrap_err();
    assert!(error.to_string().contains("not recorded"), "{error}");
    assert_eq!(server.asked().len(), asked, "nothing was asked");
    assert!(begin.elapsed() < Duration::from_millis(900), "no spacing");
    let heads: String = std::fs::read_dir(&below)
        .unwrap()
        .map(|entry| std::fs::read_to_string(entry.unwrap().path()).unwrap_or_default())
        .collect();
    assert!(!heads.to_ascii_lowercase().contains("cookie") && !heads.contains("content-encoding"), "{heads}");
}

#[tokio::test]
async fn a_damaged_recording_names_its_file_and_line() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.http"), "GET https://a.example/\nHTTP/1.1 200 OK\nno header\n").unwrap();
    let Err(error) = Web::new(&Settings::default(), Mode::Replay(folder.path().to_owned())) else { panic!() };
    assert!(error.to_string().contains("a.http") && error.to_string().contains("line 3"), "{error}");
}

#[tokio::test]
async fn passwords_never_show() {
    let server = Server::new(|_, _| reply("500 Oops", &[], b"")).await;
    let mut url = server.url("/feed");
    url.set_username("me").unwrap();
    url.set_password(Some("s3cret")).unwrap();
    let error = plain(&live(), &url).await.unwrap_err();
    assert!(!format!("{error} {error:?}").contains("s3cret"), "{error:?}");
    assert!(server.asked()[0].contains("authorization: Basic"), "the configured credentials are used");
}
