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

/// Whether the states of the sources are for whoever asks. What a proxy hands on came from elsewhere, and so does what a
/// page has its reader's browser ask, under a name of its own that leads here (DNS rebinding).
pub fn is_open(serving: &Serving, asked: &HeaderMap, peer: Option<IpAddr>) -> bool {
    let handed_on = ["forwarded", "x-forwarded-for", "x-real-ip", "via"].iter().any(|name| asked.contains_key(*name));
    match serving.settings().states {
        States::Public => true,
        States::Loopback => !handed_on && is_local(asked) && peer.is_some_and(|peer| peer.to_canonical().is_loopback()),
        States::Off => false,
    }
}

/// Named as this machine names itself: `localhost`, its loopback addresses, a name without a domain.
fn is_local(asked: &HeaderMap) -> bool {
    let Some(host) = asked.get(header::HOST) else { return true };
    let url = host.to_str().ok().and_then(|host| url::Url::parse(&format!("http://{host}/")).ok());
    match url.as_ref().and_then(url::Url::host) {
        Some(url::Host::Domain(name)) => !name.trim_end_matches('.').contains('.') || name.ends_with(".localhost"),
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => IpAddr::from(address).to_canonical().is_loopback(),
        None => false,
    }
}

/// Compared as hashes: how long it takes says nothing of the secret.
pub fn is_same(given: &str, secret: &str) -> bool {
    blake3::hash(given.as_bytes()) == blake3::hash(secret.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_somebody_else_gave_this_machine_is_not_its_own() {
        let local = |host: &str| is_local(&HeaderMap::from_iter([(header::HOST, host.parse().unwrap())]));
        for host in ["localhost:8080", "127.0.0.1:8080", "127.1.2.3", "[::1]:8080", "monitor", "press.localhost"] {
            assert!(local(host), "{host}");
        }
        for host in ["evil.example", "127.0.0.1.evil.example:8080", "192.168.1.5", "", "a b"] {
            assert!(!local(host), "{host}");
        }
        assert!(is_local(&HeaderMap::new()));
    }
}
