//! What a page that is drawn may load: a request of the browser in, a verdict out.
//!
//! The page's own document, its scripts and their data pass, of its own site and of the hosts that the source allows.
//! Pictures, films, fonts, frames, sockets, beacons and strangers do not: nothing of them is read. A style is answered
//! with an empty one, as loaders of scripts wait for it.

use std::collections::BTreeSet;

use serde_json::Value;
use url::Url;

use hosts::registrable;

/// Of one page. A person's browser asks for more, but most of it is pictures.
const MAX_REQUESTS: usize = 60;
/// The page itself, and where its script leads at once.
const MAX_DOCUMENTS: usize = 4;

/// A request that waits for an answer (`Fetch.requestPaused`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Paused {
    pub(super) id: String,
    pub(super) url: String,
    method: String,
    /// As CDP names it: Document, Script, XHR, Fetch ...
    kind: String,
    frame: String,
    /// Who asks, where another origin is asked.
    pub(super) origin: Option<String>,
    /// Headers that a preflight asks for.
    pub(super) wanted_headers: String,
}

impl Paused {
    /// Reads the event's parameters.
    pub(super) fn of(event: &Value) -> Self {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let request = &event["request"];
        let headers = request["headers"].as_object();
        let header = |wanted: &str| {
            let found = headers.and_then(|all| all.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted)));
            found.map(|(_, value)| text(value))
        };
        Self {
            id: text(&event["requestId"]),
            url: text(&request["url"]),
            method: text(&request["method"]),
            kind: text(&event["resourceType"]),
            frame: text(&event["frameId"]),
            origin: header("origin"),
            wanted_headers: header("access-control-request-headers").unwrap_or_default(),
        }
    }

    /// A page, and no part of one.
    pub(super) fn is_document(&self) -> bool {
        self.kind == "Document"
    }

    /// A script asks for it, to read it.
    pub(super) fn is_data(&self) -> bool {
        matches!(self.kind.as_str(), "XHR" | "Fetch")
    }
}

/// How a request is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// With what `Web` brings.
    Ask,
    /// With nothing, of this media type.
    Empty(&'static str),
    /// That it may be asked (a CORS preflight): the host itself is asked by nobody's cookies.
    Preflight,
    /// Not, for this reason of CDP's (`Network.ErrorReason`).
    Refuse(&'static str),
}

/// The rules of one page, and what it used up.
#[derive(Debug)]
pub(super) struct Rules {
    site: String,
    port: Option<u16>,
    allowed: Vec<String>,
    requests: usize,
    documents: usize,
    /// Hosts whose scripts were refused.
    pub(super) strangers: BTreeSet<String>,
    /// Data of the site's own that was refused: what the page is drawn from is not known whole.
    pub(super) unanswered: bool,
}

impl Rules {
    pub(super) fn new(page: &Url, allowed: &[String]) -> Self {
        Self {
            site: registrable(page.host_str().unwrap_or_default()),
            port: page.port_or_known_default(),
            allowed: allowed.to_vec(),
            requests: 0,
            documents: 0,
            strangers: BTreeSet::new(),
            unanswered: false,
        }
    }

    /// What to answer; `frame` is the page's own frame.
    pub(super) fn judge(&mut self, paused: &Paused, frame: &str) -> Verdict {
        let verdict = self.verdict(paused, frame);
        self.unanswered |= paused.is_data() && self.is_own(&paused.url) && matches!(verdict, Verdict::Refuse(_));
        verdict
    }

    fn verdict(&mut self, paused: &Paused, frame: &str) -> Verdict {
        // an aborted navigation leaves the page as it is
        let no = Verdict::Refuse(if paused.is_document() { "Aborted" } else { "BlockedByClient" });
        if !self.is_own(&paused.url) {
            if paused.kind == "Script" {
                self.strangers.extend(host(&paused.url));
            }
            return no;
        }
        match (paused.kind.as_str(), paused.method.as_str()) {
            ("Preflight", _) | (_, "OPTIONS") => Verdict::Preflight,
            ("Stylesheet", "GET") => Verdict::Empty("text/css"),
            ("Document", "GET") if paused.frame == frame && self.documents < MAX_DOCUMENTS => {
                self.documents += 1;
                Verdict::Ask
            }
            ("Script" | "XHR" | "Fetch", "GET") if self.requests < MAX_REQUESTS => {
                self.requests += 1;
                Verdict::Ask
            }
            _ => no,
        }
    }

    fn is_own(&self, url: &str) -> bool {
        let Some(url) = Url::parse(url).ok().filter(|url| matches!(url.scheme(), "http" | "https")) else {
            return false;
        };
        let Some(host) = url.host_str() else { return false };
        let port = url.port_or_known_default();
        // another port is another server, whoever's name it has
        let usual = port == self.port || matches!(port, Some(80 | 443));
        usual && (registrable(host) == self.site || self.allowed.iter().any(|name| is_within(host, name)))
    }
}

fn host(url: &str) -> Option<String> {
    Url::parse(url).ok()?.host_str().map(str::to_owned)
}

fn is_within(host: &str, name: &str) -> bool {
    host.strip_suffix(name).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn paused(kind: &str, method: &str, url: &str) -> Paused {
        Paused::of(&json!({
            "requestId": "1", "resourceType": kind, "frameId": "F", "request": {"url": url, "method": method, "headers": {}}
        }))
    }

    fn rules() -> Rules {
        let page = Url::parse("https://www.example.org/news").unwrap();
        Rules::new(&page, &["static.example.net".into()])
    }

    #[test]
    fn documents_scripts_and_data_of_the_own_site_are_asked() {
        for (kind, url) in [
            ("Document", "https://www.example.org/news"),
            ("Script", "https://cdn.example.org/a.js"),
            ("XHR", "https://api.example.org/list?page=1"),
            ("Fetch", "http://example.org/list"),
            ("Script", "https://static.example.net/a.js"),
            ("Script", "https://a.static.example.net/a.js"),
        ] {
            assert_eq!(rules().judge(&paused(kind, "GET", url), "F"), Verdict::Ask, "{kind} {url}");
        }
    }

    #[test]
    fn whatever_else_a_page_wants_is_refused() {
        for (kind, method, url) in [
            ("Image", "GET", "https://www.example.org/a.png"),
            ("Ping", "POST", "https://www.example.org/seen"),
            ("XHR", "POST", "https://www.example.org/graphql"),
            ("Script", "GET", "https://stats.example.com/a.js"),
            ("Script", "GET", "https://notstatic.example.net.example.com/a.js"),
            ("XHR", "GET", "http://169.254.169.254/latest"),
            ("XHR", "GET", "https://www.example.org:5432/"),
            ("Document", "GET", "file:///etc/passwd"),
            ("Document", "GET", "https://example.com/"),
            ("WebSocket", "GET", "wss://www.example.org/"),
        ] {
            let verdict = rules().judge(&paused(kind, method, url), "F");
            assert!(matches!(verdict, Verdict::Refuse(_)), "{kind} {method} {url}: {verdict:?}");
        }
        let frame = rules().judge(&paused("Document", "GET", "https://www.example.org/frame"), "other");
        assert_eq!(frame, Verdict::Refuse("Aborted"));
    }

    #[test]
    fn styles_are_empty_and_preflights_are_answered_here() {
        let mut rules = rules();
        let style = paused("Stylesheet", "GET", "https://www.example.org/a.css");
        assert_eq!(rules.judge(&style, "F"), Verdict::Empty("text/css"));
        let preflight = paused("Preflight", "OPTIONS", "https://api.example.org/list");
        assert_eq!(rules.judge(&preflight, "F"), Verdict::Preflight);
    }

    #[test]
    fn a_page_has_so_many_requests_and_documents() {
        let mut rules = rules();
        let ask = |rules: &mut Rules, kind: &str| rules.judge(&paused(kind, "GET", "https://www.example.org/x"), "F");
        let passed = |rules: &mut Rules, kind| (0..1000).filter(|_| ask(rules, kind) == Verdict::Ask).count();
        assert_eq!(passed(&mut rules, "Fetch"), MAX_REQUESTS);
        assert!(rules.unanswered);
        assert_eq!(passed(&mut rules, "Document"), MAX_DOCUMENTS);
    }

    #[test]
    fn strangers_whose_scripts_were_refused_are_named() {
        let mut rules = rules();
        rules.judge(&paused("Script", "GET", "https://lib.example.com/a.js"), "F");
        rules.judge(&paused("XHR", "GET", "https://stats.example.com/a"), "F");
        assert_eq!(rules.strangers.iter().collect::<Vec<_>>(), ["lib.example.com"]);
        assert!(!rules.unanswered);
    }
}
