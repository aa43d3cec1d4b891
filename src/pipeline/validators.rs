//! What is sent back of ETag and Last-Modified: byte for byte as they came, but for ETags that a proxy altered.

use crate::model::Validators;

/// What compressing proxies hang on an ETag, and do not take off again when it comes back (Apache's mod_deflate, Jetty).
const HUNG_ON: [&str; 6] = ["-gzip", "--gzip", ";gzip", "-br", "-df", "-deflate"];

/// A 304 may bring new validators; what it does not name stays (RFC 9111 §4.3.4).
pub fn merged(old: &Validators, new: Validators) -> Validators {
    let stays = |etag: &String| old.etag.as_ref().is_some_and(|old| old.contains(&**etag));
    let etag = new.etag.filter(|etag| !stays(etag)).or_else(|| old.etag.clone());
    Validators { etag, last_modified: new.last_modified.or(old.last_modified.clone()) }
}

/// The same body came again though its validators were sent: an ETag that was altered on its way is sent as it was too.
pub fn refused(sent: &Validators) -> Validators {
    let plain = |etag: &String| {
        let inner = etag.strip_suffix('"')?;
        let cut = HUNG_ON.iter().find_map(|hung| inner.strip_suffix(hung))?;
        Some(format!("{etag}, {cut}\""))
    };
    Validators { etag: sent.etag.as_ref().map(|etag| plain(etag).unwrap_or_else(|| etag.clone())), ..sent.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn etag(text: &str) -> Validators {
        Validators { etag: Some(text.into()), last_modified: Some("Mon".into()) }
    }

    #[test]
    fn an_etag_that_a_proxy_altered_is_sent_both_ways_after_it_was_refused() {
        assert_eq!(refused(&etag("\"abc-gzip\"")), etag("\"abc-gzip\", \"abc\""));
        assert_eq!(refused(&etag("W/\"abc;gzip\"")), etag("W/\"abc;gzip\", W/\"abc\""));
        assert_eq!(refused(&etag("\"abc\"")), etag("\"abc\""));
        assert_eq!(refused(&Validators::default()), Validators::default());
    }

    #[test]
    fn a_304_changes_what_it_names_and_no_more() {
        let both = etag("\"abc-gzip\", \"abc\"");
        assert_eq!(merged(&both, Validators { etag: Some("\"abc-gzip\"".into()), last_modified: None }), both);
        assert_eq!(merged(&both, Validators { etag: Some("\"new\"".into()), last_modified: None }), etag("\"new\""));
        assert_eq!(merged(&both, Validators::default()), both);
    }
}
