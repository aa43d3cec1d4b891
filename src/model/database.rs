//! Where everything is kept.

use std::{
    fmt,
    path::{Path, PathBuf},
};

/// A database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Database {
    /// A file of this machine.
    File(PathBuf),
    /// A server.
    Server(ServerAddress),
}

impl Database {
    /// The file, if it is one.
    pub fn file(&self) -> Option<&Path> {
        match self {
            Self::File(path) => Some(path),
            Self::Server(_) => None,
        }
    }

    /// The server, if it is one.
    pub fn server(&self) -> Option<&ServerAddress> {
        match self {
            Self::File(_) => None,
            Self::Server(address) => Some(address),
        }
    }

    /// True for what names a server.
    pub fn is_address(text: &str) -> bool {
        text.starts_with("postgres:") || text.starts_with("postgresql:")
    }
}

/// As anybody may see it.
impl fmt::Display for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => write!(f, "{}", path.display()),
            Self::Server(address) => f.write_str(&address.shown()),
        }
    }
}

/// `postgres://user:password@host/name`; its password is in no text that is made of it.
#[derive(Clone, PartialEq, Eq)]
pub struct ServerAddress(String);

impl ServerAddress {
    /// Checks what can be checked without asking it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let form = "-> postgres://user:${PASSWORD}@host/name, or postgres:///name?host=/run/postgresql";
        let rest = text.strip_prefix("postgres://").or_else(|| text.strip_prefix("postgresql://"));
        let rest = rest.ok_or_else(|| format!("not the address of a database {form}"))?;
        let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (host, name) = place.rsplit_once('/').unwrap_or((place, ""));
        let named = |key: &str| query.split('&').any(|pair| pair.split('=').next() == Some(key));
        if name.is_empty() && !named("dbname") {
            return Err(format!("names no database {form}"));
        }
        let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
        if host.is_empty() && !named("host") && !named("hostaddr") {
            return Err(format!("names no host {form}"));
        }
        if text.chars().any(|c| c.is_whitespace() || c.is_control()) {
            return Err("has spaces -> write them, and other signs of a password, as %20".into());
        }
        Ok(Self(text.to_owned()))
    }

    /// All of it, to connect with and nothing else.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Without its password.
    pub fn shown(&self) -> String {
        let (place, query) = self.0.split_once('?').map_or((&*self.0, None), |(place, query)| (place, Some(query)));
        let (scheme, rest) = place.split_once("://").unwrap_or(("postgres", place));
        let shown = match rest.rsplit_once('@') {
            Some((user, host)) => format!("{scheme}://{}@{host}", user.split(':').next().unwrap_or_default()),
            None => format!("{scheme}://{rest}"),
        };
        let open = |pair: &&str| pair.split('=').next() != Some("password");
        let query: Vec<&str> = query.into_iter().flat_map(|query| query.split('&')).filter(open).collect();
        if query.is_empty() { shown } else { format!("{shown}?{}", query.join("&")) }
    }
}

impl fmt::Debug for ServerAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_shown_nowhere() {
        for (address, shown) in [
            ("postgres://u:s3cr@t@db/news", "postgres://u@db/news"),
            ("postgresql://u@a:5432,b:5433/news?sslmode=require", "postgresql://u@a:5432,b:5433/news?sslmode=require"),
            ("postgres:///news?host=/run/postgresql&password=s3cret", "postgres:///news?host=/run/postgresql"),
        ] {
            let database = Database::Server(ServerAddress::parse(address).unwrap());
            assert_eq!(database.to_string(), shown);
            assert!(!format!("{database:?}").contains("s3cr"));
        }
    }

    #[test]
    fn what_is_no_address_says_what_would_be() {
        for wrong in
            ["postgres:news", "postgres://db", "postgres://db/", "postgres:///news", "postgres://u:a b@db/news"]
        {
            assert!(ServerAddress::parse(wrong).unwrap_err().contains("->"), "{wrong}");
        }
    }
}
