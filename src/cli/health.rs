//! `health`: asks the running service, for containers.

use std::{
    io::{Read, Write},
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream},
    process::ExitCode,
    time::Duration,
};

use anyhow::Context as _;
use clap::Args;

use super::{
    Ended, output,
    setup::{self, Named},
};
use crate::config;

/// Longer is ill.
const PATIENCE: Duration = Duration::from_secs(5);

/// A probe for containers.
#[derive(Debug, Args)]
pub struct Health {
    #[command(flatten)]
    file: Named,
    /// Where it serves, instead of the configured address.
    #[arg(long, value_name = "ADDRESS", value_parser = address)]
    listen: Option<SocketAddr>,
}

fn address(text: &str) -> Result<SocketAddr, String> {
    config::listen(text).map_err(|error| error.replace(config::WAY_OUT, ": "))
}

impl Health {
    /// Exit code 0 when it can write, else 1.
    pub fn run(self) -> Ended {
        let configured = || setup::load_begun(&self.file.path()).map(|config| config.daemon.listen);
        let address = here(self.listen.map_or_else(configured, Ok)?);
        let answer = asked(address).with_context(|| {
            format!("nothing answers at {address}: the service is not running there, or --listen names where it is")
        })?;
        let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
        writeln!(output::out(), "{}", body.trim())?;
        let well = head.split_whitespace().nth(1) == Some("200");
        Ok(if well { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

/// Who listens everywhere listens here.
fn here(mut address: SocketAddr) -> SocketAddr {
    match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => address.set_ip(Ipv4Addr::LOCALHOST.into()),
        IpAddr::V6(ip) if ip.is_unspecified() => address.set_ip(Ipv6Addr::LOCALHOST.into()),
        _ => {}
    }
    address
}

fn asked(address: SocketAddr) -> std::io::Result<String> {
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    write!(stream, "GET /healthz HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")?;
    let mut answer = String::new();
    stream.take(1 << 16).read_to_string(&mut answer)?;
    Ok(answer)
}
