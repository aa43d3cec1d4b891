//! Whom a host belongs to.
//!
//! A crate of its own for the Public Suffix List: `psl` is some thousand functions that whoever calls it compiles anew.

use std::net::IpAddr;

/// The domain that a host's name was registered under (Public Suffix List): `www.news.example.co.uk` belongs to
/// `example.co.uk`. An address, a suffix and a name of one label belong to themselves.
pub fn registrable(host: &str) -> String {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    let literal = host.trim_start_matches('[').trim_end_matches(']');
    if let Ok(address) = literal.parse::<IpAddr>() {
        return address.to_canonical().to_string();
    }
    psl::domain_str(&host).map_or(host.clone(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::registrable;

    #[test]
    fn a_host_belongs_to_the_domain_that_was_registered() {
        for (host, owner) in [
            ("www.News.example.org", "example.org"),
            ("example.org.", "example.org"),
            ("a.b.example.co.uk", "example.co.uk"),
            ("someone.github.io", "someone.github.io"),
            ("github.io", "github.io"),
            ("localhost", "localhost"),
            ("127.0.0.1", "127.0.0.1"),
            ("[::ffff:127.0.0.1]", "127.0.0.1"),
            ("[2001:db8::1]", "2001:db8::1"),
        ] {
            assert_eq!(registrable(host), owner);
        }
    }
}
