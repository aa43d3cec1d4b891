//! Who asks.

use std::net::IpAddr;

/// Who asks, as far as the connection tells.
#[derive(Debug, Clone, Copy)]
pub struct Client(pub IpAddr);
