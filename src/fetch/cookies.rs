//! Cookies from hop to hop of one fetch: a site that sets one with a redirect and asks for it at once is answered as a
//! browser would. They are never stored and never sent at a later poll, so nobody is followed by them.

use http::{HeaderMap, header};
use url::Url;

use super::hints;

/// More of one fetch are a game.
const MOST: usize = 16;
/// Of name and value.
const LONGEST: usize = 4096;

/// What the hops so far have set.
#[derive(Default)]
pub(super) struct Jar {
    cookies: Vec<Cookie>,
    /// Grows with every cookie that is new.
    changes: usize,
}

struct Cookie {
    /// That set it: it goes back to no other.
    host: String,
    secure: bool,
    name: String,
    value: String,
}

impl Jar {
    /// Takes what an answer from there sets. Only the host itself gets it back, whatever `Domain` says.
    pub(super) fn take(&mut self, from: &Url, headers: &HeaderMap) {
        for set in headers.get_all(header::SET_COOKIE).iter().map(hints::latin1) {
            let (pair, attributes) = set.split_once(';').unwrap_or((&set, ""));
            let Some((name, value)) = pair.split_once('=').map(|(name, value)| (name.trim(), value.trim())) else {
                continue;
            };
            if name.is_empty() || pair.len() > LONGEST || self.cookies.len() >= MOST {
                continue;
            }
            let secure = attributes.split(';').any(|attribute| attribute.trim().eq_ignore_ascii_case("secure"));
            self.put(Cookie {
                host: host(from),
                secure: secure || from.scheme() == "https",
                name: name.into(),
                value: value.into(),
            });
        }
    }

    fn put(&mut self, cookie: Cookie) {
        let known = self.cookies.iter().position(|known| known.host == cookie.host && known.name == cookie.name);
        match known {
            Some(at) if self.cookies[at].value == cookie.value => return,
            Some(at) => self.cookies[at] = cookie,
            None => self.cookies.push(cookie),
        }
        self.changes += 1;
    }

    /// What is sent there: `Cookie`, when there is any.
    pub(super) fn header(&self, to: &Url) -> Option<String> {
        let host = host(to);
        let sent =
            self.cookies.iter().filter(|cookie| cookie.host == host && (!cookie.secure || to.scheme() == "https"));
        let pairs: Vec<String> = sent.map(|cookie| format!("{}={}", cookie.name, cookie.value)).collect();
        (!pairs.is_empty()).then(|| pairs.join("; "))
    }

    /// How often it has changed: an address may be asked again after that.
    pub(super) fn changes(&self) -> usize {
        self.changes
    }
}

fn host(url: &Url) -> String {
    format!("{}:{}", url.host_str().unwrap_or_default(), url.port_or_known_default().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    fn set(jar: &mut Jar, from: &str, cookie: &str) {
        let mut headers = HeaderMap::new();
        headers.insert(header::SET_COOKIE, cookie.parse().unwrap());
        jar.take(&url(from), &headers);
    }

    #[test]
    fn a_cookie_goes_back_to_the_host_that_set_it_and_to_no_other() {
        let mut jar = Jar::default();
        set(&mut jar, "http://a.example/x", "seen=1; Path=/; Domain=example; HttpOnly");
        set(&mut jar, "https://b.example/", "k=v; Secure");
        assert_eq!(jar.header(&url("http://a.example/y")).as_deref(), Some("seen=1"));
        assert_eq!(jar.header(&url("https://b.example/")).as_deref(), Some("k=v"));
        for other in ["http://b.example/", "http://c.example/", "http://a.example:8080/", "http://www.a.example/"] {
            assert_eq!(jar.header(&url(other)), None, "{other}");
        }
    }

    #[test]
    fn only_what_is_new_changes_the_jar() {
        let mut jar = Jar::default();
        for (cookie, changes) in [("a=1", 1), ("a=1", 1), ("a=2", 2), ("=3", 2), ("nothing", 2)] {
            set(&mut jar, "http://a.example/", cookie);
            assert_eq!(jar.changes(), changes, "{cookie}");
        }
        for number in 0..40 {
            set(&mut jar, "http://a.example/", &format!("n{number}=1"));
        }
        assert_eq!(jar.changes(), 2 + MOST - 1);
    }
}
