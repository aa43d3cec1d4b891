//! [`Web`]: one request from its first hop to its outcome.

use std::{
    net::IpAddr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, SystemTime},
};

use http::{HeaderMap, HeaderName, header};
use url::Url;

use super::{
    Error, Gate, Mode, Request, Settings,
    client::{Answer, Ask, set},
    hints,
    politeness::Hosts,
    redirects::Hops,
    robots_cache::RobotsCache,
    shown,
    transport::Transport,
};
use crate::model::{Credentials, Fetched, Outcome, Validators, Wanted};

const ACCEPT_FEED: &str = "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, application/xml;q=0.8, text/xml;q=0.8, */*;q=0.1";
const ACCEPT_PART: &str = "application/json, text/javascript, */*;q=0.5";
const ACCEPT_PAGE: &str = "text/html, application/xhtml+xml;q=0.9, */*;q=0.1";

const ACCEPT_PICTURE: &str = "image/webp, image/png, image/jpeg, image/*;q=0.5";

/// Of a callback's answer: more says nothing.
const LONGEST_REPLY: usize = 8 << 10;
/// For a callback to answer: whoever is slow keeps others waiting.
const CALL_TIME: Duration = Duration::from_secs(10);

/// Whether a redirect may be followed to an address.
pub type MayGo<'a> = dyn Fn(&Url) -> bool + Sync + 'a;

/// The web, asked politely. Cheap to clone.
#[derive(Clone)]
pub struct Web {
    inner: Arc<Inner>,
}

struct Inner {
    settings: Settings,
    transport: Transport,
    robots: Arc<RobotsCache>,
    /// Bytes of all bodies so far, decoded.
    read: Arc<AtomicU64>,
}

impl Web {
    /// Issuers of certificates that are trusted beside the system's, PEM.
    pub fn ca_file(&self) -> Option<&std::path::Path> {
        self.inner.settings.ca_file.as_deref()
    }

    /// Opens the client (and reads the recordings, when replaying).
    pub fn new(settings: &Settings, mode: Mode) -> Result<Self, Error> {
        let hosts = Hosts::new(settings.per_host_concurrency, settings.per_host_delay);
        let transport = Transport::new(settings, mode, Arc::new(hosts))?;
        let (robots, read) = (Arc::default(), Arc::default());
        Ok(Self { inner: Arc::new(Inner { settings: settings.clone(), transport, robots, read }) })
    }

    /// With other settings: what is known of hosts, their turns and rests and robots.txt, goes on.
    pub fn again(&self, settings: &Settings, mode: Mode) -> Result<Self, Error> {
        let hosts = self.inner.transport.hosts.clone();
        hosts.set(settings.per_host_concurrency, settings.per_host_delay);
        let transport = Transport::new(settings, mode, hosts)?;
        let (robots, read) = (self.inner.robots.clone(), self.inner.read.clone());
        Ok(Self { inner: Arc::new(Inner { settings: settings.clone(), transport, robots, read }) })
    }

    /// Bytes of all bodies that were read so far, decoded.
    pub fn bytes_read(&self) -> u64 {
        self.inner.read.load(Ordering::Relaxed)
    }

    /// Other processes talk to the same hosts: what is done there is told through the gate.
    pub fn share(&self, gate: Arc<dyn Gate>) {
        self.inner.transport.hosts.share(gate);
    }

    /// Asks for one thing: address guard, robots.txt for pages, per-host spacing, conditional headers, one total deadline, body cap.
    pub async fn get(&self, request: Request<'_>) -> Result<Outcome, Error> {
        self.walk(request, &|_| true).await
    }

    /// The same; `may_go` is asked of each address that a redirect leads to.
    async fn walk(&self, request: Request<'_>, may_go: &MayGo<'_>) -> Result<Outcome, Error> {
        let mut hops = Hops::new(request.url);
        let mut left = self.inner.settings.timeout;
        loop {
            let guest = request.guest || !hops.at_first_host();
            let crawl_delay = match request.wanted {
                Wanted::Page | Wanted::Part => self.permits(hops.here(), guest).await?,
                Wanted::Feed => None,
            };
            let (headers, conditional) = self.headers(&request, &hops)?;
            let ask = Ask {
                url: hops.here(),
                guest,
                headers,
                body: None,
                limit: self.inner.body_limit(),
                part_will_do: false,
            };
            let answer = self.inner.transport.exchange(&ask, crawl_delay, &mut left).await?;
            if !hops.follow(&answer)? && !hops.refreshed(&answer)? {
                return self.conclude(&request, &hops, answer, conditional);
            }
            if !may_go(hops.here()) {
                let message = "leads to somebody else's host, of which no more pages are asked now".into();
                return Err(Error::Redirect { url: shown(request.url), message });
            }
        }
    }

    /// False when this web replays and has no recording of the address: then it need not be asked.
    pub fn may_answer(&self, url: &Url) -> bool {
        self.inner.transport.may_answer(url)
    }

    /// What robots.txt says of a page: an error when it forbids it, else the delay between requests that it asks for.
    pub async fn permitted(&self, url: &Url) -> Result<Option<Duration>, Error> {
        self.permits(url, true).await
    }

    async fn permits(&self, url: &Url, guest: bool) -> Result<Option<Duration>, Error> {
        self.inner.robots.permits(&self.inner.transport, url, guest).await
    }

    /// A page of a source's own, unconditionally.
    pub async fn page(&self, url: &Url, credentials: &Credentials) -> Result<Fetched, Error> {
        self.unconditional(url, (credentials, false), &|_| true).await
    }

    /// The same, but that no redirect leads where `may_go` says no.
    pub async fn page_within(
        &self,
        url: &Url,
        credentials: &Credentials,
        may_go: &MayGo<'_>,
    ) -> Result<Fetched, Error> {
        self.unconditional(url, (credentials, false), may_go).await
    }

    /// A page of somebody else's.
    pub async fn foreign_page(&self, url: &Url) -> Result<Fetched, Error> {
        self.unconditional(url, (&Credentials::default(), true), &|_| true).await
    }

    async fn unconditional(
        &self,
        url: &Url,
        (credentials, guest): (&Credentials, bool),
        may_go: &MayGo<'_>,
    ) -> Result<Fetched, Error> {
        let (wanted, validators) = (Wanted::Page, &Validators::default());
        let request = Request { url, wanted, validators, validators_of: None, credentials, guest };
        match self.walk(request, may_go).await? {
            Outcome::Modified(fetched) => Ok(*fetched),
            Outcome::NotModified { .. } => Err(Error::Unasked304 { url: shown(url) }),
        }
    }

    /// Sends a form (a WebSub hub's subscription request, WebSub §5.1); redirects are followed with it, 301 and 302
    /// included, as RFC 9110 §15.4 allows: a subscription is no GET. The form has a secret: no redirect takes it to
    /// another host, nor out of https. The status, if it is 2xx.
    pub async fn post_form(&self, url: &Url, fields: &[(&str, &str)]) -> Result<u16, Error> {
        let form = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let mut hops = Hops::new(url);
        let mut left = self.inner.settings.timeout;
        loop {
            let mut headers = HeaderMap::new();
            set(&mut headers, header::CONTENT_TYPE, "application/x-www-form-urlencoded");
            let ask = Ask {
                url: hops.here(),
                guest: true,
                headers,
                body: Some(form.clone().into()),
                limit: self.inner.body_limit(),
                part_will_do: true,
            };
            let answer = self.inner.transport.exchange(&ask, None, &mut left).await?;
            if matches!(answer.status, 301 | 302 | 307 | 308) && hops.follow(&answer)? {
                if !hops.is_as_private() {
                    let message = "redirects a request with a secret to another host: it was not sent there".into();
                    return Err(Error::Redirect { url: shown(url), message });
                }
                continue;
            }
            if (200..300).contains(&answer.status) {
                return Ok(answer.status);
            }
            return Err(self.refusal(hops.here(), &answer, SystemTime::now()));
        }
    }

    /// Where a host's name leads to, as the guard permits it; empty when it leads nowhere. A replay looks nothing up.
    pub async fn addresses(&self, url: &Url) -> Vec<IpAddr> {
        self.inner.transport.addresses(url).await
    }

    /// Asks or tells a callback (of a subscriber to our hub): any status is an answer, redirects are not followed; the
    /// hub spaces its calls itself. A replay reaches nobody.
    pub async fn call(
        &self,
        url: &Url,
        headers: HeaderMap,
        body: Option<bytes::Bytes>,
    ) -> Result<(u16, bytes::Bytes), Error> {
        let ask = Ask { url, guest: true, headers, body, limit: LONGEST_REPLY, part_will_do: true };
        let mut left = self.inner.settings.timeout.min(CALL_TIME);
        let answer = self.inner.transport.at_once(&ask, &mut left).await?;
        Ok((answer.status, answer.body))
    }

    /// A picture that a page of ours shows. A page shows a dozen at once, as a browser would ask for them: no turn is waited
    /// for, and whoever asks bounds how many are under way. A replay reaches nobody.
    pub async fn picture(&self, url: &Url, limit: usize) -> Result<bytes::Bytes, Error> {
        let mut hops = Hops::new(url);
        let mut left = self.inner.settings.timeout.min(CALL_TIME);
        loop {
            let mut headers = HeaderMap::new();
            set(&mut headers, header::ACCEPT, ACCEPT_PICTURE);
            let ask = Ask { url: hops.here(), guest: true, headers, body: None, limit, part_will_do: false };
            let answer = self.inner.transport.at_once(&ask, &mut left).await?;
            if hops.follow(&answer)? {
                continue;
            }
            if !answer.is_success() {
                return Err(self.refusal(hops.here(), &answer, SystemTime::now()));
            }
            return Ok(answer.body);
        }
    }

    /// As configured.
    pub(super) fn settings(&self) -> &Settings {
        &self.inner.settings
    }

    /// The request's head, and whether it is conditional.
    fn headers(&self, request: &Request<'_>, hops: &Hops) -> Result<(HeaderMap, bool), Error> {
        let mut headers = HeaderMap::new();
        let accept = match request.wanted {
            Wanted::Feed => ACCEPT_FEED,
            Wanted::Page => ACCEPT_PAGE,
            Wanted::Part => ACCEPT_PART,
        };
        set(&mut headers, header::ACCEPT, accept);
        for (name, value) in request.credentials.for_url(hops.here()) {
            let sent =
                HeaderName::from_bytes(name.as_bytes()).is_ok_and(|name| set(&mut headers, name, value.expose()));
            if !sent {
                return Err(Error::Header { url: shown(hops.here()), name: name.clone() });
            }
        }
        if let Some(cookies) = hops.cookies() {
            let own = headers.get(header::COOKIE).map(hints::latin1);
            let all = own.into_iter().chain([cookies]).collect::<Vec<_>>().join("; ");
            set(&mut headers, header::COOKIE, &all);
        }
        // A recording is made of whole answers.
        let owner = request.validators_of.unwrap_or(request.url.as_str());
        if owner != hops.here().as_str() || self.inner.transport.records() {
            return Ok((headers, false));
        }
        let Validators { etag, last_modified } = request.validators;
        let mut conditional =
            last_modified.as_ref().is_some_and(|text| set(&mut headers, header::IF_MODIFIED_SINCE, text));
        if etag.as_ref().is_some_and(|text| set(&mut headers, header::IF_NONE_MATCH, text)) {
            conditional = true;
            // RFC 3229: a delta against the body that this ETag names.
            if request.wanted == Wanted::Feed {
                set(&mut headers, HeaderName::from_static("a-im"), "feed");
            }
        }
        Ok((headers, conditional))
    }

    fn conclude(
        &self,
        request: &Request<'_>,
        hops: &Hops,
        answer: Answer,
        conditional: bool,
    ) -> Result<Outcome, Error> {
        let (url, now) = (hops.here(), SystemTime::now());
        let freshness = hints::freshness(&answer.headers, now);
        // what was not transferred well may be another body than its validators name
        let validators =
            if answer.cut.is_none() { hints::validators(&answer.headers, now) } else { Validators::default() };
        let moved_to = hops.moved_to();
        if answer.status == 304 {
            return if conditional {
                Ok(Outcome::NotModified { freshness, validators, moved_to })
            } else {
                Err(Error::Unasked304 { url: shown(url) })
            };
        }
        let delta = answer.status == 226;
        let asked_for_delta = conditional && request.validators.etag.is_some() && request.wanted == Wanted::Feed;
        if !answer.is_success() || (delta && !asked_for_delta) {
            return Err(self.refusal(url, &answer, now));
        }
        self.inner.read.fetch_add(answer.body.len() as u64, Ordering::Relaxed);
        Ok(Outcome::Modified(Box::new(Fetched {
            url: url.clone(),
            status: answer.status,
            content_type: answer.headers.get(header::CONTENT_TYPE).map(hints::latin1),
            validators,
            freshness,
            hubs: hints::links(&answer.headers, url, "hub"),
            topic: hints::links(&answer.headers, url, "self").into_iter().next(),
            body: answer.body,
            moved_to,
            delta,
            cut: answer.cut,
        })))
    }

    fn refusal(&self, url: &Url, answer: &Answer, now: SystemTime) -> Error {
        let (url, status, retry_after) =
            (shown(url), answer.status, hints::retry_after(answer.status, &answer.headers, now));
        match hints::challenger(answer.status, &answer.headers, &answer.body) {
            Some(vendor) => {
                Error::Challenge { url, status, vendor, agent: self.inner.settings.user_agent.clone(), retry_after }
            }
            None => Error::Status { url, status, retry_after },
        }
    }
}

impl Inner {
    fn body_limit(&self) -> usize {
        usize::try_from(self.settings.max_body_bytes).unwrap_or(usize::MAX)
    }
}
