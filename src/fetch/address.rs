//! Which addresses may be connected to: a URL or a resolved name in, yes or a refusal out.
//!
//! Two gates, because a resolver never sees a literal: [`Guard::check`] looks at the URL before each hop
//! (the url crate has normalised `0x7f.1`, `2130706433`, `１２７.0.0.1` by then), [`Resolver`] at what a name
//! resolved to. The connection is made to the checked addresses and no others, so a name that changes its
//! mind in between (DNS rebinding) gains nothing. A name with public and private addresses keeps its public ones.
//!
//! Documentation ranges (RFC 5737) are not refused: they are nobody's private network.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    sync::Arc,
};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::{Host, Url};

use super::{Error, error::Refused, shown};
use crate::model::Network;

/// No server takes longer ones, and patterns are matched against them.
pub(super) const MAX_URL_BYTES: usize = 8 << 10;

/// The rule of one configuration.
#[derive(Debug, Default)]
pub(super) struct Guard {
    allow_private: bool,
    exceptions: Vec<Network>,
}

impl Guard {
    pub(super) fn new(allow_private: bool, allow_addresses: &[String]) -> Result<Self, Error> {
        let exceptions = allow_addresses
            .iter()
            .map(|text| {
                Network::parse(text).map_err(|why| Error::Setup { message: format!("fetch.allow_addresses: {why}") })
            })
            .collect::<Result<_, _>>()?;
        Ok(Self { allow_private, exceptions })
    }

    /// Ports that some exception names: each needs a resolver of its own, as a resolver is not told the port.
    pub(super) fn ports(&self) -> Vec<u16> {
        let mut ports: Vec<u16> = self.exceptions.iter().filter_map(Network::port).collect();
        ports.sort_unstable();
        ports.dedup();
        ports
    }

    /// May this address be connected to on this port?
    pub(super) fn allows(&self, address: IpAddr, port: Option<u16>) -> bool {
        let address = address.to_canonical();
        self.allow_private
            || is_public(address)
            || self.exceptions.iter().any(|exception| exception.covers(address, port))
    }

    /// Refuses a URL by its scheme, or by the address that stands in it.
    pub(super) fn check(&self, url: &Url) -> Result<(), Error> {
        if !matches!(url.scheme(), "http" | "https") {
            return Err(Error::Scheme { url: shown(url), scheme: url.scheme().to_owned() });
        }
        if url.as_str().len() > MAX_URL_BYTES {
            let message = format!("the address is longer than {MAX_URL_BYTES} bytes");
            return Err(Error::BadAddress { url: shown(url), message });
        }
        let address = match url.host() {
            Some(Host::Ipv4(address)) => IpAddr::V4(address),
            Some(Host::Ipv6(address)) => IpAddr::V6(address),
            Some(Host::Domain(name)) if !name.is_empty() => return Ok(()),
            _ => return Err(Error::BadAddress { url: shown(url), message: "the address has no host".into() }),
        };
        let port = url.port_or_known_default();
        if port == Some(0) {
            return Err(Error::Unreachable { url: shown(url), message: "port 0 cannot be connected to".into() });
        }
        if self.allows(address, port) {
            return Ok(());
        }
        Err(Error::Address { url: shown(url), address: address.to_string() })
    }
}

/// True for an address of the public internet (IANA special-purpose registries; REQUIREMENTS-like lists agree on these).
pub(super) fn is_public(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    !matches!(
        address.octets(),
        [0 | 10 | 127, ..]
            | [100, 64..=127, ..]
            | [169, 254, ..]
            | [172, 16..=31, ..]
            | [192, 0, 0, _]
            | [192, 88, 99, _]
            | [192, 168, ..]
            | [198, 18..=19, ..]
            | [224..=255, ..]
    )
}

/// Only 2000::/3 is handed out as global unicast; within it, addresses that carry or stand for others are refused.
fn is_public_v6(address: Ipv6Addr) -> bool {
    match address.segments() {
        [0x2001, 0..=0x1ff, ..] => false, // IETF protocols: Teredo, ORCHID, benchmarking, anycast
        [0x2002, ..] => false,            // 6to4: a v4 address in disguise
        [first, ..] => first & 0xe000 == 0x2000,
    }
}

/// Resolves by the system, keeps what the guard allows.
pub(super) struct Resolver {
    pub(super) guard: Arc<Guard>,
    /// The port of the requests that come this way, when an exception names it.
    pub(super) port: Option<u16>,
}

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let (guard, port) = (Arc::clone(&self.guard), self.port);
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            let (allowed, refused): (Vec<_>, Vec<_>) =
                found.into_iter().partition(|address| guard.allows(address.ip(), port));
            match refused.first() {
                Some(address) if allowed.is_empty() => Err(Refused { address: address.ip().to_string() }.into()),
                _ => Ok(Box::new(allowed.into_iter()) as Addrs),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refuses(guard: &Guard, url: &str) -> bool {
        guard.check(&Url::parse(url).unwrap()).is_err()
    }

    #[test]
    fn private_and_special_addresses_are_refused_in_every_spelling() {
        let guard = Guard::default();
        for host in [
            "0.0.0.0", "10.0.0.5", "100.64.0.1", "127.0.0.1", "127.7.7.7", "169.254.169.254", "172.16.0.1",
            "172.31.255.255", "192.0.0.8", "192.168.1.1", "198.18.0.1", "198.19.255.255", "224.0.0.1", "240.0.0.1",
            "255.255.255.255", "[::]", "[::1]", "[::7f00:1]", "[::ffff:127.0.0.1]", "[::ffff:a9fe:a9fe]",
            "[64:ff9b::a00:5]", "[64:ff9b:1::1]", "[2002:a00:5::1]", "[2001::1]", "[fc00::1]", "[fd00::1]",
            "[fe80::1]", "[fec0::1]", "[ff02::1]", "[100::1]", "2130706433", "0x7f000001", "0177.0.0.1", "127.1",
            "\u{ff11}\u{ff12}\u{ff17}.0.0.1", "public.test@127.0.0.1", "127。0。0。1",
        ] {
            assert!(refuses(&guard, &format!("http://{host}:8000/a")), "{host}");
        }
    }

    #[test]
    fn public_addresses_and_names_pass() {
        let guard = Guard::default();
        for host in [
            "93.184.215.14", "8.8.8.8", "172.32.0.1", "100.128.0.1", "[2606:2800:21f::14]", "[2001:4860:4860::8888]",
            "[::ffff:8.8.8.8]", "example.org",
        ] {
            assert!(!refuses(&guard, &format!("http://{host}/a")), "{host}");
        }
    }

    #[test]
    fn only_http_and_https_pass() {
        let guard = Guard::new(true, &[]).unwrap();
        for url in [
            "file:///etc/passwd", "ftp://example.org/", "gopher://example.org/", "data:text/xml,x", "unix:/run/x",
            "javascript:x",
        ] {
            assert!(refuses(&guard, url), "{url}");
        }
        assert!(!refuses(&guard, "https://example.org/"));
    }

    #[test]
    fn exceptions_open_one_network_and_one_port() {
        let guard = Guard::new(
            false,
            &[
                "10.1.0.0/16:8080".into(),
                "[::1]:8000".into(),
                "192.168.0.7".into(),
                "fd00::/8".into(),
                "[fe80::]/10:81".into(),
            ],
        )
        .unwrap();
        for open in
            ["10.1.2.3:8080", "[::1]:8000", "192.168.0.7:1234", "[fd12::1]", "[fe80::1]:81", "[::ffff:10.1.2.3]:8080"]
        {
            assert!(!refuses(&guard, &format!("http://{open}/")), "{open}");
        }
        for shut in ["10.1.2.3", "10.2.0.1:8080", "[::1]:8001", "192.168.0.8", "[fe80::1]"] {
            assert!(refuses(&guard, &format!("http://{shut}/")), "{shut}");
        }
        assert_eq!(guard.ports(), [81, 8000, 8080]);
    }

    #[test]
    fn a_bad_exception_is_named() {
        for bad in ["", "10.1.0.0/33", "example.org", "10.0.0.1:99999", "::/129", "[::1]:x"] {
            let error = Guard::new(false, &[bad.to_owned()]).unwrap_err().to_string();
            assert!(error.contains("allow_addresses"), "{error}");
        }
    }
}
