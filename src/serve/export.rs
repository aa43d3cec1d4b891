//! The whole site as files, for any web host: what the routes answer, found by following our own links.
//!
//! A page becomes `PATH/index.html`, a feed keeps its name; the pages behind a list or feed, which have a query here,
//! get a path of their own there. What needs a program (search, the hub) is left out.

use std::{
    collections::{BTreeSet, VecDeque},
    io,
    sync::Arc,
};

use axum::{Router, body::to_bytes, http::Request};
use tower::ServiceExt;

use super::{Serving, router};

/// Where following begins.
const ROOTS: [&str; 13] = [
    "",
    "feed.atom",
    "feed.rss",
    "feed.json",
    "sources",
    "subscribe",
    "ns/1",
    "opml",
    "status.atom",
    "style.css",
    "feed.css",
    "icon.svg",
    "favicon.ico",
];
/// Answered by a program only.
const LIVE: [&str; 5] = ["search", "websub/", "metrics", "healthz", "readyz"];

/// Hands over each file by its path, and says how many there were.
pub async fn site(serving: Arc<Serving>, mut write: impl FnMut(&str, &[u8]) -> io::Result<()>) -> io::Result<usize> {
    let home = serving.settings().public_url.clone();
    let root = url::Url::parse(&home).map_or_else(|_| "/".into(), |url| url.path().to_owned());
    let routes = router(serving);
    let mut waiting: VecDeque<String> = ROOTS.iter().map(|path| (*path).to_owned()).collect();
    let mut known: BTreeSet<String> = waiting.iter().cloned().collect();
    let mut written = 0;
    while let Some(path) = waiting.pop_front() {
        let Some((html, body)) = get(&routes, &path).await? else { continue };
        let body = match String::from_utf8(body) {
            Ok(text) => {
                let (text, links) = relinked(&text, &home, &root);
                waiting.extend(links.into_iter().filter(|link| known.insert(link.clone())));
                text.into_bytes()
            }
            Err(error) => error.into_bytes(),
        };
        write(&file(&path, html), &body)?;
        written += 1;
    }
    Ok(written)
}

/// What one path answers.
pub async fn document(serving: &Arc<Serving>, path: &str) -> io::Result<Vec<u8>> {
    let found = get(&router(Arc::clone(serving)), path).await?;
    found.map(|(_, body)| body).ok_or_else(|| io::Error::other(format!("/{path}: nothing there")))
}

/// The body, and whether it is a page; none when there is nothing at this path.
async fn get(routes: &Router, path: &str) -> io::Result<Option<(bool, Vec<u8>)>> {
    let request = Request::get(format!("/{path}")).body(axum::body::Body::empty()).map_err(io::Error::other)?;
    let Ok(response) = routes.clone().oneshot(request).await;
    if response.status() == axum::http::StatusCode::NOT_FOUND {
        return Ok(None);
    }
    if !response.status().is_success() {
        return Err(io::Error::other(format!("/{path}: {}", response.status())));
    }
    let kind = response.headers().get("content-type").and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let html = kind.starts_with("text/html");
    Ok(Some((html, to_bytes(response.into_body(), usize::MAX).await.map_err(io::Error::other)?.to_vec())))
}

/// The text with our links as the files have them, and the paths that they lead to.
fn relinked(text: &str, home: &str, root: &str) -> (String, Vec<String>) {
    let mut out = String::with_capacity(text.len());
    let mut links = Vec::new();
    let mut rest = text;
    while let Some(begin) =
        ["href=\"", "src=\"", "\"next_url\":\""].iter().filter_map(|key| rest.find(key).map(|at| at + key.len())).min()
    {
        let (before, after) = rest.split_at(begin);
        let (address, tail) = after.split_at(after.find('"').unwrap_or(after.len()));
        out.push_str(before);
        let plain = address.replace("&amp;", "&").replace("&#38;", "&").replace("&#x26;", "&");
        let ours = plain
            .strip_prefix(home)
            .map(|path| (home, path))
            .or_else(|| plain.strip_prefix(root).map(|path| (root, path)));
        match ours.filter(|(_, path)| !path.starts_with('/')) {
            Some((base, path)) => {
                let (path, fragment) = path.split_once('#').map_or((path, None), |(path, part)| (path, Some(part)));
                if let Some(moved) = address_of(path) {
                    links.push(path.to_owned());
                    out.push_str(base);
                    out.push_str(&moved);
                    out.extend(fragment.map(|part| format!("#{part}")));
                } else {
                    out.push_str(address);
                }
            }
            None => out.push_str(address),
        }
        rest = tail;
    }
    out.push_str(rest);
    (out, links)
}

/// The path without a query; none for what is left out.
fn address_of(path: &str) -> Option<String> {
    if LIVE.iter().any(|live| path.starts_with(live)) {
        return None;
    }
    if path == "opml" {
        return Some("opml.opml".into());
    }
    let Some((path, query)) = path.split_once('?') else { return Some(path.to_owned()) };
    let place = query.strip_prefix("before=").filter(|place| !place.contains('&'))?;
    Some(match path.rsplit_once('.') {
        Some((name, ending)) => format!("{name}/before-{place}.{ending}"),
        None if path.is_empty() => format!("before-{place}"),
        None => format!("{path}/before-{place}"),
    })
}

/// The file of a path.
fn file(path: &str, html: bool) -> String {
    let path = address_of(path).unwrap_or_default();
    match (html, path.is_empty()) {
        (true, true) => "index.html".into(),
        (true, false) => format!("{path}/index.html"),
        (false, _) => path,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lead_to_files() {
        let text = r#"<a href="/x/?before=5-7&amp;language=en"> <a href="/x/?before=5-7"> <a href="/x/release/9#top">
            <link href="https://a.example/x/feed.atom?before=1-2"/> <a href="/x/search?q=1"> <a href="https://b.example/">"#;
        let (out, links) = relinked(text, "https://a.example/x/", "/x/");
        assert_eq!(links, ["?before=5-7", "release/9", "feed.atom?before=1-2"]);
        assert!(out.contains("\"/x/before-5-7\"") && out.contains("\"/x/release/9#top\""), "{out}");
        assert!(out.contains("\"https://a.example/x/feed/before-1-2.atom\"") && out.contains("\"https://b.example/\""));
        assert_eq!(file("?before=5-7", true), "before-5-7/index.html");
        assert_eq!((file("", true), file("feed.atom", false)), ("index.html".into(), "feed.atom".into()));
    }
}
