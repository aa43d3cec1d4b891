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
use crate::store::Query;

/// Where following begins.
const ROOTS: [&str; 15] = [
    "", "feed.atom", "feed.rss", "feed.json", "sources", "subscribe", "ns/1", "opml", "status.atom", "style.css",
    "feed.css", "icon.svg", "icon.png", "logo.png", "favicon.ico",
];
/// Answered by a program only.
const LIVE: [&str; 5] = ["search", "websub/", "metrics", "healthz", "readyz"];

/// A longer name is no file on most systems.
const LONGEST_NAME: usize = 200;

/// Hands over each file by its path, and says how many there were.
///
/// Links stand in releases too, where strangers write them: so a page behind a list is found only by the list's own
/// link to the next one, a topic only where a release has it, and what does not answer, or cannot be a file, is left out.
pub async fn site(serving: Arc<Serving>, mut write: impl FnMut(&str, &[u8]) -> io::Result<()>) -> io::Result<usize> {
    let home = serving.settings().public_url.clone();
    let root = url::Url::parse(&home).map_or_else(|_| "/".into(), |url| url.path().to_owned());
    let topics = topics(&serving).await?;
    let routes = router(serving);
    let mut waiting: VecDeque<String> = ROOTS.iter().map(|path| (*path).to_owned()).collect();
    let mut known: BTreeSet<String> = waiting.iter().cloned().collect();
    let mut files = Files::default();
    while let Some(path) = waiting.pop_front() {
        let Some((html, body)) = get(&routes, &path).await? else { continue };
        let name = file(&path, html);
        let Some(body) = files.is_free(&name).then_some(body) else { continue };
        let body = match String::from_utf8(body) {
            Ok(text) => {
                let (text, links) = relinked(&text, &home, &root);
                let wanted = |link: &String| is_followed(link, &topics) && known.insert(link.clone());
                waiting.extend(links.into_iter().filter(wanted));
                text.into_bytes()
            }
            Err(error) => error.into_bytes(),
        };
        write(&name, &body)?;
    }
    Ok(files.written.len())
}

/// Names that were written: one is never another's folder, nor written twice.
#[derive(Default)]
struct Files {
    written: BTreeSet<String>,
    folders: BTreeSet<String>,
}

impl Files {
    fn is_free(&mut self, name: &str) -> bool {
        let folders: Vec<&str> = name.match_indices('/').map(|(place, _)| &name[..place]).collect();
        let fits = name.split('/').all(|part| part.len() <= LONGEST_NAME && !part.is_empty());
        if !fits || self.folders.contains(name) || folders.iter().any(|folder| self.written.contains(*folder)) {
            return false;
        }
        self.folders.extend(folders.into_iter().map(str::to_owned));
        self.written.insert(name.to_owned())
    }
}

/// Tags of releases and sources.
async fn topics(serving: &Serving) -> io::Result<BTreeSet<String>> {
    let mut topics = BTreeSet::new();
    let mut query = Query { limit: 500, ..Query::default() };
    loop {
        let stories = serving.store.stories(&query, serving.now()).await.map_err(io::Error::other)?;
        topics.extend(stories.iter().flat_map(|story| story.source_tags.iter().chain(&story.lead.tags)).cloned());
        query.before = stories.last().map(|last| (last.sorted_at.timestamp(), last.id));
        if stories.len() < query.limit {
            topics.extend(serving.settings().sources.iter().flat_map(|source| source.tags.iter().cloned()));
            return Ok(topics);
        }
    }
}

fn is_followed(path: &str, topics: &BTreeSet<String>) -> bool {
    let Some(name) = path.split('?').next().and_then(|path| path.strip_prefix("tag/")) else { return true };
    let name = percent_decoded(name);
    let bare = [".atom", ".rss", ".json"].iter().find_map(|ending| name.strip_suffix(ending));
    topics.contains(&name) || bare.is_some_and(|name| topics.contains(name))
}

fn percent_decoded(text: &str) -> String {
    let form = format!("x={}", text.replace('+', "%2B"));
    url::form_urlencoded::parse(form.as_bytes()).next().map(|(_, value)| value.into_owned()).unwrap_or_default()
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
    if response.status().is_client_error() {
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
    // places of addresses, found in one walk
    let keys = ["href=\"", "src=\"", "\"next_url\":\""];
    let places = text.match_indices('"').filter_map(|(quote, _)| {
        let begin = quote + 1;
        keys.iter().any(|key| text[..begin].ends_with(key)).then_some(begin)
    });
    for at in places {
        let Some(begin) = at.checked_sub(text.len() - rest.len()) else { continue };
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
                    if !path.contains('?') || leads_on(&rest[..begin], tail) {
                        links.push(path.to_owned());
                    }
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

/// True within a tag that leads to the list's next page: no release may have one, for bodies keep no `rel`.
fn leads_on(before: &str, after: &str) -> bool {
    if before.ends_with("\"next_url\":\"") {
        return true;
    }
    let begin = before.rfind('<').map_or("", |place| &before[place..]);
    let end = after.split('>').next().unwrap_or_default();
    [begin, end].iter().any(|part| part.contains("rel=\"next\""))
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
        let text = r#"<a href="/x/?before=5-7&amp;language=en"> <a rel="next" href="/x/?before=5-7"> <a href="/x/?before=3-3"> <a href="/x/release/9#top">
            <link rel="next" href="https://a.example/x/feed.atom?before=1-2"/> <a href="/x/search?q=1"> <a href="https://b.example/">"#;
        let (out, links) = relinked(text, "https://a.example/x/", "/x/");
        assert_eq!(links, ["?before=5-7", "release/9", "feed.atom?before=1-2"]);
        assert!(out.contains("\"/x/before-5-7\"") && out.contains("\"/x/release/9#top\""), "{out}");
        assert!(out.contains("\"https://a.example/x/feed/before-1-2.atom\"") && out.contains("\"https://b.example/\""));
        assert_eq!(file("?before=5-7", true), "before-5-7/index.html");
        assert_eq!((file("", true), file("feed.atom", false)), ("index.html".into(), "feed.atom".into()));
    }
}
