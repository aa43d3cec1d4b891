//! Recorded exchanges: a folder of readable pairs, `NAME.http` (request line, status line, headers) and `NAME.body`.
//!
//! ```text
//! GET https://www.example.org/feed.xml
//! HTTP/1.1 200 OK
//! content-type: application/rss+xml
//! etag: "v1"
//! ```
//!
//! The body is stored decoded; a pair without `.body` has an empty one. Redirects are exchanges of their own.
//! A folder is searched with all folders below it; of two recordings of one URL the one whose path sorts last
//! counts, so that a newer dated folder replaces an older one. Replay knows no network, no delays and no chance.

use std::{
    collections::HashMap,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, StatusCode, header};
use url::Url;

use super::{
    Error,
    client::{Answer, Ask},
    hints, shown,
};

/// Not stored: what describes the transfer and not the body, and what is private.
const LEFT_OUT: [HeaderName; 6] = [
    header::CONTENT_ENCODING,
    header::CONTENT_LENGTH,
    header::TRANSFER_ENCODING,
    header::CONNECTION,
    header::SET_COOKIE,
    header::TRAILER,
];

/// Folders below the first that are searched.
const MAX_DEPTH: usize = 16;

/// A folder of recordings, opened.
pub(super) struct Recordings {
    by_url: HashMap<String, Recording>,
}

struct Recording {
    status: u16,
    headers: HeaderMap,
    body: PathBuf,
}

impl Recordings {
    /// Reads all heads; bodies are read when asked for.
    pub(super) fn open(folder: &Path) -> Result<Self, Error> {
        let mut heads = Vec::new();
        find_heads(folder, 0, &mut heads)?;
        heads.sort();
        let mut by_url = HashMap::with_capacity(heads.len());
        for path in heads {
            let text = fs::read(&path).map_err(|error| at(&path, error))?;
            let (url, status, headers) =
                parse_head(&String::from_utf8_lossy(&text)).map_err(|message| at(&path, message))?;
            by_url.insert(url, Recording { status, headers, body: path.with_extension("body") });
        }
        Ok(Self { by_url })
    }

    /// True when the address was recorded.
    pub(super) fn has(&self, url: &Url) -> bool {
        self.by_url.contains_key(without_credentials(url).as_str())
    }

    /// The recorded answer; 304 when the request carries its validators.
    pub(super) async fn answer(&self, ask: &Ask<'_>) -> Result<Answer, Error> {
        let url = without_credentials(ask.url);
        let recording = self.by_url.get(url.as_str()).filter(|_| ask.body.is_none());
        let recording = recording.ok_or_else(|| Error::NotRecorded { url: shown(ask.url) })?;
        let body = match tokio::fs::read(&recording.body).await {
            Ok(bytes) => Bytes::from(bytes),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Bytes::new(),
            Err(error) => return Err(at(&recording.body, error)),
        };
        let mut answer = Answer { status: recording.status, headers: recording.headers.clone(), body, cut: None };
        if !answer.is_success() {
            return Ok(answer);
        }
        if answer.body.len() > ask.limit {
            if !ask.part_will_do {
                return Err(Error::TooLarge { url: shown(ask.url), what: "the body", limit: ask.limit as u64 });
            }
            answer.body.truncate(ask.limit);
        }
        if unchanged(ask, &answer.headers) {
            (answer.status, answer.body) = (304, Bytes::new());
        }
        Ok(answer)
    }
}

/// RFC 9110 §13.2.2: If-None-Match decides where it is sent.
fn unchanged(ask: &Ask<'_>, recorded: &HeaderMap) -> bool {
    let same =
        |asked: HeaderName, kept: HeaderName| ask.headers.get(asked).map(|value| Some(value) == recorded.get(kept));
    same(header::IF_NONE_MATCH, header::ETAG)
        .or_else(|| same(header::IF_MODIFIED_SINCE, header::LAST_MODIFIED))
        .unwrap_or(false)
}

fn find_heads(folder: &Path, depth: usize, heads: &mut Vec<PathBuf>) -> Result<(), Error> {
    for entry in fs::read_dir(folder)
        .map_err(|error| at(folder, format!("cannot be read as a folder of recordings: {error}")))?
    {
        let path = entry.map_err(|error| at(folder, error))?.path();
        if path.is_dir() {
            if depth < MAX_DEPTH {
                find_heads(&path, depth + 1, heads)?;
            }
        } else if path.extension().is_some_and(|extension| extension == "http") {
            heads.push(path);
        }
    }
    Ok(())
}

fn parse_head(text: &str) -> Result<(String, u16, HeaderMap), String> {
    let mut lines = text.lines();
    let request = lines.next().unwrap_or_default();
    let url = request.strip_prefix("GET ").ok_or("line 1 must be \"GET URL\"")?.trim();
    let url = Url::parse(url).map_err(|error| format!("line 1: {url:?} is no address: {error}"))?;
    let status_line = lines.next().unwrap_or_default();
    let mut words = status_line.split_ascii_whitespace();
    let status = match (words.next(), words.next().and_then(|code| code.parse().ok())) {
        (Some(version), Some(code)) if version.starts_with("HTTP/") && StatusCode::from_u16(code).is_ok() => code,
        _ => return Err(format!("line 2 must be like \"HTTP/1.1 200 OK\", not {status_line:?}")),
    };
    let mut headers = HeaderMap::new();
    for (number, line) in (3..).zip(lines).take_while(|(_, line)| !line.trim().is_empty()) {
        let field = line.split_once(':').and_then(|(name, value)| {
            let value = http::HeaderValue::from_bytes(&hints::bytes_of(value.trim())).ok()?;
            Some((HeaderName::from_bytes(name.trim().as_bytes()).ok()?, value))
        });
        let (name, value) = field.ok_or_else(|| format!("line {number} is no header: {line:?}"))?;
        headers.append(name, value);
    }
    Ok((without_credentials(&url).into(), status, headers))
}

/// A folder that exchanges are stored in.
pub(super) struct Recorder {
    folder: PathBuf,
}

impl Recorder {
    pub(super) fn new(folder: PathBuf) -> Result<Self, Error> {
        fs::create_dir_all(&folder).map_err(|error| at(&folder, format!("cannot be made: {error}")))?;
        Ok(Self { folder })
    }

    /// Stores one exchange; a second one of the same URL replaces the first.
    pub(super) async fn store(&self, url: &Url, answer: &Answer) -> Result<(), Error> {
        let url = without_credentials(url);
        let head = self.folder.join(format!("{}.http", name(&url)));
        let body = head.with_extension("body");
        tokio::fs::write(&head, head_text(&url, answer)).await.map_err(|error| at(&head, error))?;
        let written = match answer.body.is_empty() {
            false => tokio::fs::write(&body, &answer.body).await,
            true => tokio::fs::remove_file(&body)
                .await
                .or_else(|error| if error.kind() == std::io::ErrorKind::NotFound { Ok(()) } else { Err(error) }),
        };
        written.map_err(|error| at(&body, error))
    }
}

fn head_text(url: &Url, answer: &Answer) -> String {
    let reason =
        StatusCode::from_u16(answer.status).ok().and_then(|status| status.canonical_reason()).unwrap_or("Unknown");
    let mut text = format!("GET {url}\nHTTP/1.1 {} {reason}\n", answer.status);
    for (name, value) in answer.headers.iter().filter(|(name, _)| !LEFT_OUT.contains(name)) {
        // Writing to a String does not fail.
        let _infallible = writeln!(text, "{name}: {}", hints::latin1(value));
    }
    text
}

/// Readable, and unique by a short hash of the whole URL.
fn name(url: &Url) -> String {
    let readable = format!("{}{}", url.host_str().unwrap_or_default(), url.path());
    let mut slug = String::new();
    for char in readable.chars() {
        match char {
            'a'..='z' | 'A'..='Z' | '0'..='9' | '.' => slug.push(char.to_ascii_lowercase()),
            _ if !slug.ends_with('-') => slug.push('-'),
            _ => {}
        }
        if slug.len() >= 80 {
            break;
        }
    }
    let hash = blake3::hash(url.as_str().as_bytes()).to_hex();
    format!("{}-{}", slug.trim_matches(['-', '.']), hash.get(..8).unwrap_or_default())
}

fn without_credentials(url: &Url) -> Url {
    let mut url = url.clone();
    url.set_fragment(None);
    // Fails only for URLs without a host, which have no credentials either.
    let _dropped = url.set_username("").and_then(|()| url.set_password(None));
    url
}

fn at(path: &Path, message: impl ToString) -> Error {
    Error::Recording { path: path.display().to_string(), message: message.to_string() }
}
