//! Networks of addresses, as an exception names them.

use std::net::IpAddr;

/// A network, and a port if only that one is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Network {
    network: IpAddr,
    bits: u8,
    port: Option<u16>,
}

impl Network {
    /// `10.1.2.3`, `10.1.0.0/16`, `10.1.0.0/16:8080`, `::1`, `[::1]:8000`, `fd00::/8`, `[fd00::/8]:8000`, `[fd00::]/8:8000`.
    pub fn parse(text: &str) -> Result<Self, String> {
        Self::of(text).ok_or_else(|| {
            format!("{text:?} is no address -> like \"10.1.2.3\", \"10.1.0.0/16:8080\" or \"[::1]:8000\"")
        })
    }

    /// The only port that is meant, if one is.
    pub fn port(&self) -> Option<u16> {
        self.port
    }

    fn of(text: &str) -> Option<Self> {
        let (network, port) = match text.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            Some((inside, "")) => (inside.to_owned(), None),
            Some((inside, rest)) => match rest.rsplit_once(':') {
                Some((bits, port)) => (format!("{inside}{bits}"), Some(port)),
                None => (format!("{inside}{rest}"), None),
            },
            None if text.matches(':').count() == 1 => {
                text.split_once(':').map(|(network, port)| (network.to_owned(), Some(port)))?
            }
            None => (text.to_owned(), None),
        };
        let port = port.map(str::parse).transpose().ok()?;
        let (network, bits) = match network.split_once('/') {
            Some((network, bits)) => (network.parse::<IpAddr>().ok()?, bits.parse().ok()?),
            None => {
                let network: IpAddr = network.parse().ok()?;
                (network, if network.is_ipv4() { 32 } else { 128 })
            }
        };
        (bits <= if network.is_ipv4() { 32 } else { 128 }).then_some(Self { network, bits, port })
    }

    /// True for an address in it, on that port.
    pub fn covers(&self, address: IpAddr, port: Option<u16>) -> bool {
        if self.port.is_some() && self.port != port {
            return false;
        }
        match (self.network, address) {
            (IpAddr::V4(network), IpAddr::V4(address)) => {
                same_prefix(network.to_bits().into(), address.to_bits().into(), self.bits, 32)
            }
            (IpAddr::V6(network), IpAddr::V6(address)) => {
                same_prefix(network.to_bits(), address.to_bits(), self.bits, 128)
            }
            _ => false,
        }
    }
}

fn same_prefix(one: u128, other: u128, bits: u8, width: u8) -> bool {
    let shift = u32::from(width.saturating_sub(bits));
    one.checked_shr(shift).unwrap_or(0) == other.checked_shr(shift).unwrap_or(0)
}
