//! What the site says to machines that come by: robots, browsers' search fields; and who may see its states.

use std::{net::IpAddr, sync::Arc};

use axum::{
    extract::State,
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};

use serde_json::json;

use super::{Serving, States};
use crate::publish::xml::html_of;

/// `/robots.txt`: releases may be found; what only repeats them is not looked through.
pub async fn robots(State(serving): State<Arc<Serving>>) -> Response {
    let home = serving.public_url();
    let root = url::Url::parse(&home).map_or_else(|_| "/".into(), |home| home.path().to_owned());
    let lines: String =
        ["search", "status", "websub/", "*?*"].iter().map(|path| format!("Disallow: {root}{path}\n")).collect();
    let text = format!("User-agent: *\n{lines}\nSitemap: {home}sitemap.xml\n");
    ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response()
}

/// `/manifest.webmanifest`: what a phone shows of the site on its first screen.
pub async fn manifest(State(serving): State<Arc<Serving>>) -> Response {
    let settings = serving.settings();
    let root = url::Url::parse(&settings.public_url).map_or_else(|_| "/".into(), |home| home.path().to_owned());
    let icon =
        |name: &str, sizes: &str, kind: &str| json!({ "src": format!("{root}{name}"), "sizes": sizes, "type": kind });
    let about = json!({
        "name": settings.title,
        "start_url": root,
        "scope": root,
        "display": "browser",
        "icons": [icon("icon.svg", "any", "image/svg+xml"), icon("icon.png", "256x256", "image/png")],
    });
    ([(header::CONTENT_TYPE, "application/manifest+json")], about.to_string()).into_response()
}

/// `/opensearch.xml` (OpenSearch 1.1).
pub async fn opensearch(State(serving): State<Arc<Serving>>) -> Response {
    let (settings, home) = (serving.settings(), serving.public_url());
    let home = html_of(&home);
    let name: String = settings.title.chars().take(16).collect();
    let text = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<OpenSearchDescription xmlns=\"http://a9.com/-/spec/opensearch/1.1/\">\
         <ShortName>{}</ShortName><Description>{}</Description><InputEncoding>UTF-8</InputEncoding>\
         <Image height=\"16\" width=\"16\" type=\"image/svg+xml\">{home}icon.svg</Image>\
         <Url type=\"text/html\" template=\"{home}search?q={{searchTerms}}\"/>\
         <Url type=\"application/atom+xml\" template=\"{home}search.atom?q={{searchTerms}}\"/></OpenSearchDescription>\n",
        html_of(&name),
        html_of(&settings.title),
    );
    ([(header::CONTENT_TYPE, "application/opensearchdescription+xml; charset=utf-8")], text).into_response()
}

/// Whether the states of the sources are for whoever asks. What a proxy hands on came from elsewhere.
pub fn is_open(serving: &Serving, asked: &HeaderMap, peer: Option<IpAddr>) -> bool {
    let handed_on = ["forwarded", "x-forwarded-for", "x-real-ip", "via"].iter().any(|name| asked.contains_key(*name));
    match serving.settings().states {
        States::Public => true,
        States::Loopback => !handed_on && peer.is_some_and(|peer| peer.to_canonical().is_loopback()),
        States::Off => false,
    }
}

/// Compared as hashes: how long it takes says nothing of the secret.
pub fn is_same(given: &str, secret: &str) -> bool {
    blake3::hash(given.as_bytes()) == blake3::hash(secret.as_bytes())
}
