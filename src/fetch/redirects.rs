//! The way of one request through its redirects: each hop a URL to be checked and asked like the first.
//!
//! At most ten hops, no URL twice. A chain counts as moved for good only up to its first temporary hop
//! (301 and 308 against 302, 303 and 307; RFC 9110 §15.4). A user name in a `Location` is dropped: a server
//! has no say in what credentials are sent elsewhere.

use http::{HeaderMap, header};
use url::Url;

use super::{Error, address::MAX_URL_BYTES, client::Answer, cookies::Jar, hints, refresh, shown};
use crate::model::without_userinfo;

const MAX_HOPS: usize = 10;

/// Where a request is on its way.
pub(super) struct Hops {
    way: Vec<Url>,
    /// Of each, what the jar was when it was asked.
    asked_with: Vec<usize>,
    jar: Jar,
    /// All redirects so far were permanent.
    permanent: bool,
    moved_to: Option<Url>,
}

impl Hops {
    pub(super) fn new(url: &Url) -> Self {
        let mut url = url.clone();
        url.set_fragment(None);
        without_userinfo(&mut url);
        Self { way: vec![url], asked_with: vec![0], jar: Jar::default(), permanent: true, moved_to: None }
    }

    /// The URL to ask now.
    pub(super) fn here(&self) -> &Url {
        &self.way[self.way.len() - 1]
    }

    /// Where the first URL has moved for good, as far as known.
    pub(super) fn moved_to(&self) -> Option<Url> {
        self.moved_to.clone()
    }

    /// Still at the host that was asked first.
    pub(super) fn at_first_host(&self) -> bool {
        self.way[0].host() == self.here().host()
    }

    /// At the host and port of the first URL, and no less safe: what was told there may be told here.
    pub(super) fn is_as_private(&self) -> bool {
        let (first, here) = (&self.way[0], self.here());
        self.at_first_host()
            && match (first.scheme(), here.scheme()) {
                ("http", "https") => first.port().is_none() && here.port().is_none(),
                (one, other) => one == other && first.port() == here.port(),
            }
    }

    /// `Cookie` of the request now, from what the hops before it set.
    pub(super) fn cookies(&self) -> Option<String> {
        self.jar.header(self.here())
    }

    /// Goes where the answer points; false when it points nowhere.
    pub(super) fn follow(&mut self, answer: &Answer) -> Result<bool, Error> {
        let Some(location) = location(answer.status, &answer.headers) else { return Ok(false) };
        let here = self.here().clone();
        self.jar.take(&here, &answer.headers);
        self.go(&location, matches!(answer.status, 301 | 308))
    }

    /// Goes where a page without content sends its readers, which holds for today only; false when it sends nowhere else.
    pub(super) fn refreshed(&mut self, answer: &Answer) -> Result<bool, Error> {
        let Some(location) = refresh::target(answer) else { return Ok(false) };
        let here = self.here().clone();
        self.jar.take(&here, &answer.headers);
        let changed = self.jar.changes() > self.asked_with.last().copied().unwrap_or_default();
        // a page that loads itself again is no redirect, but for the cookie that it waits for
        if here.join(&location).is_ok_and(|next| next == here) && !changed {
            return Ok(false);
        }
        self.go(&location, false)
    }

    fn go(&mut self, location: &str, permanent: bool) -> Result<bool, Error> {
        let fail = |message: String| Err(Error::Redirect { url: shown(self.here()), message });
        if location.len() > MAX_URL_BYTES {
            return fail(format!("redirects to an address of {} bytes", location.len()));
        }
        let mut next = match self.here().join(location.trim()) {
            Ok(next) => next,
            Err(error) => return fail(format!("redirects to what is no address ({error})")),
        };
        next.set_fragment(None);
        without_userinfo(&mut next);
        let last = self.way.iter().rposition(|url| *url == next).and_then(|at| self.asked_with.get(at));
        if last.is_some_and(|jar| *jar == self.jar.changes()) {
            return fail(format!(
                "redirects in a circle, back to {}{}",
                shown(&next),
                if self.jar.changes() > 0 { ", though its cookies were sent" } else { "" }
            ));
        }
        if self.way.len() > MAX_HOPS {
            return fail(format!("more than {MAX_HOPS} redirects"));
        }
        self.permanent &= permanent;
        if self.permanent {
            self.moved_to = Some(next.clone());
        }
        self.way.push(next);
        self.asked_with.push(self.jar.changes());
        Ok(true)
    }
}

/// UTF-8 where it is UTF-8, else ISO 8859-1: servers send both raw.
fn location(status: u16, headers: &HeaderMap) -> Option<String> {
    if !matches!(status, 301 | 302 | 303 | 307 | 308) {
        return None;
    }
    let value = headers.get(header::LOCATION)?;
    Some(std::str::from_utf8(value.as_bytes()).map_or_else(|_| hints::latin1(value), str::to_owned))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fetch::client::set;

    fn answer(status: u16, location: &str) -> Answer {
        let mut headers = HeaderMap::new();
        assert!(set(&mut headers, header::LOCATION, location));
        Answer { status, headers, body: bytes::Bytes::new(), cut: None }
    }

    fn hops(steps: &[(u16, &str)]) -> Result<Hops, Error> {
        let mut hops = Hops::new(&Url::parse("http://a.example/feed.xml#top").unwrap());
        for (status, location) in steps {
            hops.follow(&answer(*status, location))?;
        }
        Ok(hops)
    }

    fn moved(steps: &[(u16, &str)]) -> Option<String> {
        hops(steps).unwrap().moved_to().map(String::from)
    }

    #[test]
    fn a_chain_is_permanent_up_to_its_first_temporary_hop() {
        assert_eq!(moved(&[(301, "/b"), (308, "/c")]).as_deref(), Some("http://a.example/c"));
        assert_eq!(moved(&[(301, "/b"), (302, "/c"), (301, "/d")]).as_deref(), Some("http://a.example/b"));
        assert_eq!(moved(&[(302, "/b"), (301, "/c")]), None);
        assert_eq!(moved(&[(303, "/b")]), None);
        assert_eq!(moved(&[(307, "/b")]), None);
    }

    #[test]
    fn circles_and_endless_chains_are_errors() {
        assert!(hops(&[(301, "/feed.xml")]).is_err());
        assert!(hops(&[(302, "/b"), (302, "/feed.xml#x")]).is_err());
        assert!(hops(&[(302, "")]).is_err());
        let steps: Vec<(u16, String)> = (0..11).map(|hop| (302, format!("/{hop}"))).collect();
        let steps: Vec<(u16, &str)> = steps.iter().map(|(status, to)| (*status, to.as_str())).collect();
        assert!(hops(&steps[..10]).is_ok());
        assert!(hops(&steps).is_err());
    }

    #[test]
    fn what_is_told_to_one_host_is_told_to_no_other() {
        assert!(hops(&[(302, "/b")]).unwrap().is_as_private());
        assert!(hops(&[(301, "https://a.example/b")]).unwrap().is_as_private());
        for elsewhere in ["http://b.example/", "http://a.example:8080/", "//a.example.b.example/"] {
            assert!(!hops(&[(302, elsewhere)]).unwrap().is_as_private(), "{elsewhere}");
        }
        let mut secure = Hops::new(&Url::parse("https://a.example/").unwrap());
        secure.follow(&answer(302, "http://a.example/")).unwrap();
        assert!(!secure.is_as_private(), "a secret is never sent in the clear");
    }

    #[test]
    fn odd_locations_are_read_or_refused_but_never_panic() {
        assert_eq!(hops(&[(302, "http://u:p@b.example/x")]).unwrap().here().as_str(), "http://b.example/x");
        assert_eq!(hops(&[(302, " /caf\u{e9} ")]).unwrap().here().as_str(), "http://a.example/caf%C3%A9");
        assert!(hops(&[(302, "http://[::")]).is_err());
        assert!(hops(&[(302, &"/a".repeat(5000))]).is_err());
        let unasked = hops(&[(200, "/b")]).unwrap();
        assert_eq!(unasked.here().as_str(), "http://a.example/feed.xml");
    }
}
