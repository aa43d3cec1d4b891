//! `postgres://user:password@host/name?key=value` as the driver takes it, and what of it is ours.

use std::{sync::Arc, time::Duration};

use deadpool_postgres::{Hook, HookError, Manager, ManagerConfig, Pool, PoolBuilder, RecyclingMethod, Runtime};
use rustls::{
    ClientConfig, RootCertStore,
    pki_types::{CertificateDer, pem::PemObject},
};
use tokio_postgres::{
    Config, NoTls,
    config::{Host, SslMode},
};
use tokio_postgres_rustls::MakeRustlsConnect;

/// Connections of a process.
const CONNECTIONS: usize = 8;
/// Of these, for what is quick and waits for no reader.
const QUICK: usize = 2;
/// To a host that does not answer.
const CONNECT: Duration = Duration::from_secs(5);
/// A host that vanished is noticed within seconds, not hours.
const SILENCE: Duration = Duration::from_secs(10);
/// For a connection to be free.
const WAIT: Duration = Duration::from_secs(10);

/// An address that was read.
pub struct Address {
    config: Config,
    connections: usize,
    /// Statements are prepared once a connection; not so behind a pooler that changes them between two.
    pub prepared: bool,
    /// Certificates of issuers that are trusted beside the system's.
    issuers: Option<String>,
}

impl Address {
    /// Takes our own keys out, and reads the others.
    pub fn read(text: &str) -> Result<Self, String> {
        let (place, query) = text.split_once('?').unwrap_or((text, ""));
        let (mut connections, mut prepared, mut issuers, mut mode) = (CONNECTIONS, true, None, None);
        let mut others = Vec::new();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            match pair.split_once('=').unwrap_or((pair, "")) {
                ("connections", count) => {
                    let count: Option<usize> = count.parse().ok().filter(|count| (3..=100).contains(count));
                    connections = count.ok_or("connections is a number from 3 to 100")?;
                }
                ("prepared", "true") => prepared = true,
                ("prepared", "false") => prepared = false,
                ("prepared", _) => return Err("prepared is true or false".into()),
                ("sslrootcert", file) => issuers = Some(file.replace("%2F", "/")),
                ("sslmode", word) => mode = Some(word),
                _ => others.push(pair),
            }
        }
        let rest = if others.is_empty() { place.to_owned() } else { format!("{place}?{}", others.join("&")) };
        // the driver's error may quote the address
        let mut config: Config =
            rest.parse().map_err(|_| "the address cannot be read: %-code what its password has of : / ? # @")?;
        let mode = ssl_mode(&config, mode)?;
        config.ssl_mode(mode).application_name("pressfeed");
        let is_told = |key: &str| others.iter().any(|pair| pair.split('=').next() == Some(key));
        if !is_told("connect_timeout") {
            config.connect_timeout(CONNECT);
        }
        if !is_told("tcp_user_timeout") {
            config.tcp_user_timeout(SILENCE);
        }
        if !is_told("keepalives_idle") {
            config.keepalives_idle(SILENCE);
        }
        Ok(Self { config, connections, prepared, issuers })
    }

    /// Connections, opened as they are needed: for everything, and some that are kept for what is quick.
    pub fn pools(&self) -> Result<[Pool; 2], String> {
        let prepared = self.prepared;
        // few statements, each with few values: to plan them anew for those takes longer than to do them
        let plan_once = Hook::async_fn(move |client, _| {
            Box::pin(async move {
                let set = "SET plan_cache_mode = 'force_generic_plan'";
                if prepared { client.batch_execute(set).await.map_err(HookError::Backend) } else { Ok(()) }
            })
        });
        let build = |builder: PoolBuilder| builder.build().map_err(|error| error.to_string());
        let quick = QUICK.min(self.connections - 2);
        Ok([build(self.builder(self.connections - quick)?)?, build(self.builder(quick)?.post_create(plan_once))?])
    }

    fn builder(&self, connections: usize) -> Result<PoolBuilder, String> {
        let (config, how) = (self.config.clone(), ManagerConfig { recycling_method: RecyclingMethod::Fast });
        let manager = match config.get_ssl_mode() {
            SslMode::Disable => Manager::from_config(config, NoTls, how),
            _ => {
                let tls = MakeRustlsConnect::new(verifying(self.issuers.as_deref())?);
                Manager::from_config(config, tls, how)
            }
        };
        let builder = Pool::builder(manager).max_size(connections).runtime(Runtime::Tokio1);
        Ok(builder.wait_timeout(Some(WAIT)).create_timeout(Some(WAIT)))
    }
}

/// Nothing is sent unprotected to another machine, and to none that did not prove who it is.
fn ssl_mode(config: &Config, word: Option<&str>) -> Result<SslMode, String> {
    let is_here = |host: &Host| match host {
        Host::Unix(_) => true,
        Host::Tcp(name) => {
            name == "localhost" || name.parse().is_ok_and(|address: std::net::IpAddr| address.is_loopback())
        }
    };
    let here = config.get_hosts().iter().all(is_here);
    match word {
        None if here => Ok(SslMode::Disable),
        Some("disable") if here => Ok(SslMode::Disable),
        None | Some("require" | "verify-ca" | "verify-full") => Ok(SslMode::Require),
        Some("disable") => Err("sslmode=disable: only on this machine, by a socket or loopback".into()),
        Some(word) => Err(format!("sslmode={word}: it may end unprotected; require is always verified here")),
    }
}

/// Trusts the system's issuers, and those of a file.
fn verifying(issuers: Option<&str>) -> Result<ClientConfig, String> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    if let Some(file) = issuers {
        let told = |error: &dyn std::fmt::Display| format!("sslrootcert={file}: {error}");
        let own = CertificateDer::pem_file_iter(file).map_err(|error| told(&error))?;
        for certificate in own {
            roots.add(certificate.map_err(|error| told(&error))?).map_err(|error| told(&error))?;
        }
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let versions = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    Ok(versions.map_err(|error| error.to_string())?.with_root_certificates(roots).with_no_client_auth())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_own_keys_are_taken_out_and_the_others_are_the_drivers() {
        let address =
            Address::read("postgres://u:p%40@localhost/n?prepared=false&connections=5&target_session_attrs=any");
        let address = address.unwrap();
        assert_eq!((address.prepared, address.connections, address.config.get_dbname()), (false, 5, Some("n")));
        assert_eq!(address.config.get_password(), Some(&b"p@"[..]));
        assert!(Address::read("postgres://localhost/n?connections=1").is_err());
        assert!(Address::read("postgres://localhost/n?nonsense=1").is_err());
    }

    #[test]
    fn another_machine_is_spoken_to_under_tls_or_not_at_all() {
        let mode = |text: &str| Address::read(text).map(|address| address.config.get_ssl_mode());
        assert_eq!(mode("postgres:///n?host=/run/postgresql"), Ok(SslMode::Disable));
        assert_eq!(mode("postgres://127.0.0.1,[::1]/n"), Ok(SslMode::Disable));
        assert_eq!(mode("postgres://127.0.0.1/n?sslmode=require"), Ok(SslMode::Require));
        assert_eq!(mode("postgres://localhost,db.example/n"), Ok(SslMode::Require));
        assert!(mode("postgres://db.example/n?sslmode=disable").is_err());
        assert!(mode("postgres://db.example/n?sslmode=prefer").unwrap_err().contains("unprotected"));
    }
}
