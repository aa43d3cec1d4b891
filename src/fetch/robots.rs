//! robots.txt (RFC 9309): its bytes in, [`Rules`] for our own token out; [`Rules::refusal`] answers for a URL.
//!
//! Groups that name `pressfeed` are merged and hold; without any, those for `*`. The longest matching rule
//! decides, Allow on a tie; `*` and `$` are understood; percent-encoding is compared in one form.

use std::time::Duration;

use url::Url;

/// Our product token.
const TOKEN: &str = "pressfeed";

/// RFC 9309 §2.5 asks for at least this much to be read.
pub(super) const MAX_BYTES: usize = 500 << 10;

const MAX_RULES: usize = 10_000;

/// What a robots.txt says to us.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Rules {
    rules: Vec<Rule>,
    /// Not in the RFC, but widely used.
    pub(super) crawl_delay: Option<Duration>,
}

#[derive(Debug, Clone, PartialEq)]
struct Rule {
    allow: bool,
    /// Without a trailing `$`, in normal form.
    pattern: String,
    to_the_end: bool,
    line: usize,
}

#[derive(Default)]
struct Group {
    rules: Rules,
    named: bool,
}

impl Rules {
    pub(super) fn parse(bytes: &[u8]) -> Self {
        let text = String::from_utf8_lossy(bytes.get(..MAX_BYTES).unwrap_or(bytes));
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        let (mut ours, mut everyones) = (Group::default(), Group::default());
        let (mut for_us, mut for_all, mut agents_open) = (false, false, false);
        // RFC 9309 §2.2: CR, LF or both end a line; an empty one between \r and \n does no harm but to the count.
        for (line, text) in (1..).zip(text.split('\n').flat_map(|line| line.trim_end_matches('\r').split('\r'))) {
            let text = text.split('#').next().unwrap_or_default();
            let Some((key, value)) = text.split_once(':') else { continue };
            let (key, value) = (key.trim().to_ascii_lowercase(), value.trim());
            if key == "user-agent" {
                if !agents_open {
                    (for_us, for_all, agents_open) = (false, false, true);
                }
                let token = product(value);
                for_us |= token.eq_ignore_ascii_case(TOKEN);
                for_all |= token == "*";
                ours.named |= for_us;
                continue;
            }
            if !matches!(key.as_str(), "allow" | "disallow" | "crawl-delay") {
                continue; // Sitemap and unknown lines belong to no group and end none.
            }
            agents_open = false;
            for group in [for_us.then_some(&mut ours), for_all.then_some(&mut everyones)].into_iter().flatten() {
                group.rules.take(&key, value, line);
            }
        }
        if ours.named { ours.rules } else { everyones.rules }
    }

    fn take(&mut self, key: &str, value: &str, line: usize) {
        if key == "crawl-delay" {
            let seconds = value.parse::<f64>().ok().filter(|seconds| seconds.is_finite() && *seconds >= 0.0);
            self.crawl_delay =
                seconds.map(|seconds| Duration::from_secs_f64(seconds.min(86_400.0))).or(self.crawl_delay);
            return;
        }
        // An empty Disallow forbids nothing, an empty Allow allows nothing.
        if value.is_empty() || self.rules.len() >= MAX_RULES {
            return;
        }
        let (pattern, to_the_end) = value.strip_suffix('$').map_or((value, false), |pattern| (pattern, true));
        let pattern = if pattern.starts_with(['/', '*']) { normal(pattern) } else { normal(&format!("/{pattern}")) };
        self.rules.push(Rule { allow: key == "allow", pattern, to_the_end, line });
    }

    /// The rule that forbids this URL, in words; none when it may be asked. /robots.txt itself always may.
    pub(super) fn refusal(&self, url: &Url) -> Option<String> {
        let path = normal(&url[url::Position::BeforePath..url::Position::AfterQuery]);
        if path == "/robots.txt" {
            return None;
        }
        let deciding = self
            .rules
            .iter()
            .filter(|rule| rule.matches(path.as_bytes()))
            .max_by_key(|rule| (rule.pattern.len() + usize::from(rule.to_the_end), rule.allow))?;
        (!deciding.allow).then(|| {
            format!(
                "line {}: Disallow: {}{}",
                deciding.line,
                deciding.pattern,
                if deciding.to_the_end { "$" } else { "" }
            )
        })
    }
}

impl Rule {
    /// A prefix match with wildcards: greedy over the pieces between them, so linear in path and pattern.
    fn matches(&self, path: &[u8]) -> bool {
        let mut pieces = self.pattern.split('*');
        let first = pieces.next().unwrap_or_default().as_bytes();
        let Some(mut rest) = path.strip_prefix(first) else { return false };
        let mut last: Option<&[u8]> = None;
        for piece in pieces.map(str::as_bytes) {
            let Some(at) = find(rest, piece) else { return false };
            rest = rest.get(at + piece.len()..).unwrap_or_default();
            last = Some(piece);
        }
        match last {
            _ if !self.to_the_end || rest.is_empty() => true,
            // The last piece may stand further on, at the very end.
            Some(piece) => rest.ends_with(piece),
            None => false,
        }
    }
}

fn find(text: &[u8], piece: &[u8]) -> Option<usize> {
    if piece.is_empty() {
        return Some(0);
    }
    text.windows(piece.len()).position(|window| window == piece)
}

/// "PressFeed/1.0 (x)" -> "PressFeed": the token ends at the first char that a token cannot hold.
fn product(value: &str) -> &str {
    if value.starts_with('*') {
        return "*";
    }
    let end =
        value.find(|char: char| !(char.is_ascii_alphanumeric() || matches!(char, '-' | '_'))).unwrap_or(value.len());
    value.get(..end).unwrap_or_default()
}

/// RFC 9309 §2.2.2: bytes beyond ASCII are percent-encoded, encoded unreserved characters decoded, hex in capitals.
fn normal(path: &str) -> String {
    let bytes = path.as_bytes();
    let mut out = String::with_capacity(path.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let encoded = (byte == b'%')
            .then(|| bytes.get(at + 1..at + 3))
            .flatten()
            .and_then(|hex| u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok());
        at += if encoded.is_some() { 3 } else { 1 };
        match encoded.unwrap_or(byte) {
            plain @ (b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~') => {
                out.push(char::from(plain))
            }
            other if encoded.is_some() || !(b'!'..=b'~').contains(&other) => out.push_str(&format!("%{other:02X}")),
            other => out.push(char::from(other)),
        }
    }
    out
}
