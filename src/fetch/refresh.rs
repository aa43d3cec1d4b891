//! Redirects that are written where no redirect is expected: the `Refresh` header and `<meta http-equiv=refresh>`.
//!
//! Static hosts have no other way to move an address. It is followed as a temporary redirect, and only where the answer
//! is nothing else: after a few seconds at most, from a page without content.

use http::HeaderMap;

use super::{client::Answer, hints};

/// A page that is shown for longer than that is meant to be read.
const SOON: f64 = 10.0;
/// A stub is small, and so is what it says.
const MAX_STUB_BYTES: usize = 32 << 10;
const MAX_LETTERS: usize = 600;

/// Where a stub sends its readers.
pub(super) fn target(answer: &Answer) -> Option<String> {
    if answer.status != 200 || answer.body.len() > MAX_STUB_BYTES {
        return None;
    }
    let text = String::from_utf8_lossy(&answer.body);
    let page = without_comments(&text);
    if !is_page(&page) || letters(&page) > MAX_LETTERS {
        return None;
    }
    header(&answer.headers).or_else(|| tags(&page).filter_map(meta).find_map(|content| after(&content)))
}

fn header(headers: &HeaderMap) -> Option<String> {
    after(&hints::latin1(headers.get("refresh")?))
}

/// A feed may hold all the same words in its texts.
fn is_page(text: &str) -> bool {
    let head: String = text.trim_start_matches('\u{feff}').trim_start().chars().take(15).collect();
    let head = head.to_ascii_lowercase();
    ["<!doctype html", "<html", "<head", "<meta", "<title", "<body", "<script"]
        .iter()
        .any(|mark| head.starts_with(mark))
}

fn without_comments(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("<!--") {
        out.push_str(before);
        rest = after.split_once("-->").map_or("", |(_, behind)| behind);
    }
    out + rest
}

/// What stands between the tags, scripts and styles left out.
fn letters(page: &str) -> usize {
    let mut count = 0;
    let mut rest = page;
    while let Some((before, after)) = rest.split_once('<') {
        count += before.chars().filter(|c| c.is_alphanumeric()).count();
        let name: String = after.chars().take_while(char::is_ascii_alphanumeric).collect();
        let silent = ["script", "style"].into_iter().find(|silent| name.eq_ignore_ascii_case(silent));
        rest = after.split_once('>').map_or("", |(_, behind)| behind);
        if let Some(name) = silent {
            let end = format!("</{name}");
            let at = rest.to_ascii_lowercase().find(&end);
            rest = at.map_or("", |at| rest.split_at(at).1);
        }
    }
    count + rest.chars().filter(|c| c.is_alphanumeric()).count()
}

/// The inside of each tag.
fn tags(page: &str) -> impl Iterator<Item = &str> {
    page.split('<').skip(1)
}

/// The `content` of a `meta` that refreshes.
fn meta(tag: &str) -> Option<String> {
    let rest = tag.get(..4).filter(|name| name.eq_ignore_ascii_case("meta")).map(|_| &tag[4..])?;
    attribute(rest, "http-equiv").filter(|value| value.trim().eq_ignore_ascii_case("refresh"))?;
    attribute(rest, "content")
}

/// An attribute's value in quotes or without, its references undone where an address has them.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let lower = tag.to_ascii_lowercase();
    let found = lower.match_indices(name).find_map(|(at, _)| {
        let apart = lower[..at].ends_with(|c: char| c.is_ascii_whitespace() || matches!(c, '"' | '\''));
        let value = tag[at + name.len()..].trim_start().strip_prefix('=')?;
        apart.then_some(value.trim_start())
    })?;
    let value = match found.chars().next()? {
        quote @ ('"' | '\'') => found[1..].split(quote).next()?,
        _ => found.split(|c: char| c.is_ascii_whitespace() || c == '>').next()?,
    };
    Some(value.replace("&amp;", "&").replace("&#38;", "&").replace("&quot;", "\"").replace("&#39;", "'"))
}

/// `0; url=/there`, as browsers read it (HTML standard, shared declarative refresh steps): seconds that are few, and an
/// address, in quotes or not.
fn after(content: &str) -> Option<String> {
    let content = content.trim();
    let figures = content.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(content.len());
    let (seconds, rest) = content.split_at(figures);
    let seconds: f64 = if seconds.is_empty() { return None } else { seconds.parse().ok()? };
    let rest = rest.trim_start().trim_start_matches([';', ',']).trim_start();
    let named = rest.get(..3).is_some_and(|word| word.eq_ignore_ascii_case("url"));
    let rest = match named.then(|| rest[3..].trim_start().strip_prefix('=')).flatten() {
        Some(address) => address.trim_start(),
        None => rest,
    };
    let address = match rest.chars().next()? {
        quote @ ('"' | '\'') => rest[1..].split(quote).next()?,
        _ => rest,
    };
    let address = address.trim();
    (seconds <= SOON && !address.is_empty()).then(|| address.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(body: &str) -> Option<String> {
        let body = bytes::Bytes::copy_from_slice(body.as_bytes());
        target(&Answer { status: 200, headers: HeaderMap::new(), body, cut: None })
    }

    #[test]
    fn a_stub_sends_on_however_it_is_written() {
        for stub in [
            "<!doctype html><meta http-equiv=\"refresh\" content=\"0;url=/there\">",
            "<html><head><META CONTENT='3; URL=/there' HTTP-EQUIV='Refresh'></head><body>Moved</body></html>",
            "<html><head><meta http-equiv=refresh content=0;/there></head></html>",
            "<meta http-equiv=\"refresh\" content=\"0; url='/there'\" />",
        ] {
            assert_eq!(of(stub).as_deref(), Some("/there"), "{stub}");
        }
        let escaped = "<html><meta http-equiv=refresh content='0;url=/f?a=1&amp;b=2'>";
        assert_eq!(of(escaped).as_deref(), Some("/f?a=1&b=2"));
    }

    #[test]
    fn what_is_to_be_read_stays() {
        let words = "Words of a page that people read. ".repeat(40);
        for page in [
            "<html><meta http-equiv=refresh content=300></html>".to_owned(),
            "<html><meta http-equiv=refresh content='300;url=/again'></html>".into(),
            "<html><!-- <meta http-equiv=refresh content='0;url=/old'> --></html>".into(),
            "<html><meta name=description content='0;url=/there'></html>".into(),
            format!("<html><meta http-equiv=refresh content='0;url=/there'><p>{words}</html>"),
            "<rss><channel><description><![CDATA[<meta http-equiv=refresh content='0;url=/x'>]]></description></rss>"
                .into(),
            "<html><meta http-equiv=refresh content='0;url='></html>".into(),
            "<html><meta é".into(),
        ] {
            assert_eq!(of(&page), None, "{page}");
        }
    }

    #[test]
    fn the_header_says_the_same() {
        let mut headers = HeaderMap::new();
        headers.insert("refresh", "0; url=/there".parse().unwrap());
        let body = bytes::Bytes::from_static(b"<html>Moved</html>");
        assert_eq!(target(&Answer { status: 200, headers, body, cut: None }).as_deref(), Some("/there"));
    }
}
