//! `[[digest]]`: stories by mail, once a day or as they come.

use chrono::NaiveTime;
use url::{Host, Url};

use super::{
    View,
    named::NamedSource,
    outgoing::{chosen, id},
    stanza::expand,
    table::Table,
    view::FoundView,
};
use crate::model::{Recipient, Secret};

/// One recipient of a `[[digest]]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Digest {
    /// Of these.
    pub of: View,
    /// Who.
    pub to: Recipient,
}

/// All recipients. Who is named as sender by default follows from the site's address.
pub(super) fn digests(
    root: &mut Table<'_>,
    views: &[FoundView],
    named: &mut Vec<NamedSource>,
    home: Option<&Url>,
) -> Vec<Digest> {
    let mut all = Vec::new();
    for mut table in root.tables_or_one("digest") {
        all.extend(digest(&mut table, views, named, home).into_iter().flatten());
        root.absorb(table);
    }
    all
}

fn digest(
    table: &mut Table<'_>,
    views: &[FoundView],
    named: &mut Vec<NamedSource>,
    home: Option<&Url>,
) -> Option<Vec<Digest>> {
    let of = chosen(table, views, named);
    table.missing("to", "a digest needs to -> add to = [\"desk@example.org\"]");
    table.missing(
        "smtp",
        "a digest needs smtp -> add the server that takes its mail: smtp = \"smtps://user:${PASSWORD}@mail.example.org\"",
    );
    let to = table.each("to", address);
    let ours = home.and_then(Url::host_str).filter(|host| host.contains('.')).map(|host| format!("pressfeed@{host}"));
    let from = table.checked("from", address).or(ours);
    let at = table.checked("at", time);
    let smtp = table.checked("smtp", server)?;
    if from.is_none() && !table.has_any(&["from"]) {
        table.missing("from", "a digest needs from -> add from = \"press@example.org\": who sends it");
    }
    let from = from?;
    let named = |to: String| {
        let id = id(&format!("mail\0{to}\0{at:?}"), &of);
        Digest { of: of.clone(), to: Recipient { id, to, from: from.clone(), smtp: smtp.clone(), at } }
    };
    Some(to.into_iter().map(named).collect())
}

/// `press@example.org`, `Press desk <press@example.org>`.
fn address(text: &str) -> Result<String, String> {
    let inner = text.rsplit_once('<').map_or(Some(text), |(_, rest)| rest.strip_suffix('>'));
    let plain = |part: &str| {
        !part.is_empty() && !part.contains(|c: char| c.is_whitespace() || c.is_control() || "<>,;".contains(c))
    };
    let fine =
        inner.and_then(|inner| inner.trim().rsplit_once('@')).is_some_and(|(user, host)| plain(user) && plain(host));
    if fine && !text.contains(char::is_control) {
        Ok(text.trim().to_owned())
    } else {
        Err(format!("{text:?} is no mail address -> desk@example.org, or Desk <desk@example.org>"))
    }
}

fn time(text: &str) -> Result<NaiveTime, String> {
    NaiveTime::parse_from_str(text, "%H:%M").map_err(|_| format!("{text:?} is no time of day -> \"07:00\""))
}

/// Beyond this machine mail is sent over TLS only: `smtp://` begins it there by itself.
fn server(text: &str) -> Result<Secret, String> {
    let text = expand(text)?;
    let wrong = || "no mail server -> smtp://host:port or smtps://user:password@host".to_owned();
    let mut url = Url::parse(&text).map_err(|_| wrong())?;
    let local = match url.host() {
        // a scheme that is not the web's: its hosts are not parsed as numbers
        Some(Host::Domain(name)) => {
            name == "localhost" || name.parse().is_ok_and(|ip: std::net::IpAddr| ip.is_loopback())
        }
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => return Err(wrong()),
    };
    match url.scheme() {
        "smtps" => {}
        "smtp" if local => {}
        "smtp" if url.query_pairs().any(|(key, value)| key == "tls" && value != "required") => {
            return Err("beyond this machine mail is sent over TLS -> leave tls= out".into());
        }
        "smtp" => url.set_query(Some("tls=required")),
        _ => return Err(wrong()),
    }
    Ok(Secret::new(url.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mail_goes_over_tls_but_on_this_machine() {
        let shown = |text: &str| server(text).map(|url| url.expose().to_owned());
        assert_eq!(shown("smtp://127.0.0.1:2525").as_deref(), Ok("smtp://127.0.0.1:2525"));
        assert_eq!(shown("smtp://mail.example.org:587").as_deref(), Ok("smtp://mail.example.org:587?tls=required"));
        assert_eq!(shown("smtps://a:b@mail.example.org").as_deref(), Ok("smtps://a:b@mail.example.org"));
        assert!(shown("smtp://mail.example.org?tls=none").is_err() && shown("https://mail.example.org").is_err());
    }

    #[test]
    fn an_address_is_one_address_and_nothing_of_a_head() {
        assert!(address("press@example.org").is_ok() && address("Press desk <press@example.org>").is_ok());
        for wrong in
            ["press", "a@example.org, b@example.org", "a@example.org\r\nBcc: b@example.org", "<a@example.org", "@"]
        {
            assert!(address(wrong).is_err(), "{wrong}");
        }
    }
}
