//! Whether a document is whole, though its transfer did not end well.
//!
//! RFC 9112 §8 calls such a message incomplete. Servers that never send the last chunk, or count a byte too many, never
//! mend it, and what they sent is whole: its root is closed.

use serde::de::IgnoredAny;

/// The root element that opened the document ends it, or it is one JSON value.
pub(super) fn is_whole(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii();
    match bytes.first() {
        Some(b'{' | b'[') => serde_json::from_slice::<IgnoredAny>(bytes).is_ok(),
        Some(b'<') => root(bytes).is_some_and(|root| is_closed(bytes, root)),
        _ => false,
    }
}

/// The name of the first element.
fn root(bytes: &[u8]) -> Option<&[u8]> {
    let mut rest = bytes;
    loop {
        let at = rest.iter().position(|byte| *byte == b'<')?;
        rest = rest.get(at + 1..)?;
        if rest.starts_with(b"!--") {
            rest = behind(rest, b"-->")?;
        } else if rest.starts_with(b"?") {
            rest = behind(rest, b"?>")?;
        } else if rest.starts_with(b"!") {
            rest = behind(rest, b">")?;
        } else {
            let end = rest.iter().position(|byte| byte.is_ascii_whitespace() || matches!(byte, b'>' | b'/'))?;
            return rest.get(..end).filter(|name| !name.is_empty());
        }
    }
}

fn behind<'b>(bytes: &'b [u8], mark: &[u8]) -> Option<&'b [u8]> {
    let at = bytes.windows(mark.len()).position(|window| window == mark)?;
    bytes.get(at + mark.len()..)
}

/// Its end tag is the last thing but for comments.
fn is_closed(bytes: &[u8], root: &[u8]) -> bool {
    let mut rest = bytes;
    while let Some(body) = rest.strip_suffix(b"-->") {
        let Some(at) = body.windows(4).rposition(|window| window == b"<!--") else { return false };
        rest = body.get(..at).unwrap_or_default().trim_ascii_end();
    }
    let Some(body) = rest.strip_suffix(b">").map(<[u8]>::trim_ascii_end) else { return false };
    let Some(at) = body.len().checked_sub(root.len()) else { return false };
    let (before, name) = body.split_at(at);
    name.eq_ignore_ascii_case(root) && before.ends_with(b"</")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_whole_when_its_root_is_closed() {
        for whole in [
            "<?xml version='1.0'?>\n<!-- a > b --><rss><channel/></rss>\n",
            "\u{feff}<!DOCTYPE html><HTML lang=en><body>x</body></html>",
            "<feed xmlns='http://www.w3.org/2005/Atom'></feed >\n<!-- cached 12:03 -->",
            "<rdf:RDF></rdf:RDF>",
            "{\"version\": \"https://jsonfeed.org/version/1.1\", \"items\": []}",
        ] {
            assert!(is_whole(whole.as_bytes()), "{whole}");
        }
    }

    #[test]
    fn what_stops_before_its_end_is_not() {
        for cut in [
            "<rss><channel><item></item>", "<rss><channel></channel></rss",
            "<rss><channel><description>&lt;/rss></description>", "<feed></feeds>", "{\"items\": [",
            "plain text </rss>", "", "<",
        ] {
            assert!(!is_whole(cut.as_bytes()), "{cut}");
        }
    }
}
