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

/// Of an address, looked through again for each pattern with `*`: thirty thousand patterns of real addresses, and a few
/// hundred of the longest. This is done where all else waits.
const MAX_LOOKED: usize = 4 << 20;

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
        // "private" for "/private" is seen often enough to be understood.
        let slash = if pattern.starts_with(['/', '*']) { "" } else { "/" };
        let pattern = format!("{slash}{}", normal(pattern, true));
        self.rules.push(Rule { allow: key == "allow", pattern, to_the_end, line });
    }

    /// About how much memory it takes, in bytes.
    pub(super) fn weight(&self) -> usize {
        self.rules.iter().map(|rule| size_of::<Rule>() + rule.pattern.len()).sum()
    }

    /// The rule that forbids this URL, in words; none when it may be asked. /robots.txt itself always may.
    pub(super) fn refusal(&self, url: &Url) -> Option<String> {
        let path = normal(&url[url::Position::BeforePath..url::Position::AfterQuery], false);
        if path == "/robots.txt" {
            return None;
        }
        let mut looked = 0;
        let matching = self.rules.iter().filter(|rule| looked <= MAX_LOOKED && rule.matches(&path, &mut looked));
        let deciding = matching.max_by_key(|rule| (rule.pattern.len() + usize::from(rule.to_the_end), rule.allow));
        if looked > MAX_LOOKED {
            return Some("it has more patterns than can be compared with so long an address".into());
        }
        let deciding = deciding?;
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
    /// A prefix match with wildcards: greedy over the pieces between them, so linear in path and pattern. Adds to `looked`
    /// what of the path had to be looked through.
    fn matches(&self, path: &str, looked: &mut usize) -> bool {
        let mut pieces = self.pattern.split('*');
        let Some(mut rest) = path.strip_prefix(pieces.next().unwrap_or_default()) else { return false };
        // Where the last piece was looked for: it may as well stand at the very end.
        let mut last: Option<(&str, &str)> = None;
        for piece in pieces {
            let after = if piece.is_empty() { Some(rest) } else { rest.split_once(piece).map(|(_, after)| after) };
            *looked += rest.len() - after.map_or(0, str::len);
            let Some(after) = after else { return false };
            last = Some((rest, piece));
            rest = after;
        }
        match last {
            _ if !self.to_the_end || rest.is_empty() => true,
            Some((from, piece)) => from.ends_with(piece),
            None => false,
        }
    }
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

/// RFC 9309 §2.2.2 and §2.2.3: unreserved characters stand for themselves, hex is in capitals, all else beyond ASCII is
/// percent-encoded, and so are `*` and `$` where they are no wildcards.
fn normal(path: &str, wildcards: bool) -> String {
    let bytes = path.as_bytes();
    let mut out = String::with_capacity(path.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let decoded = if byte == b'%' { hex(bytes.get(at + 1..at + 3)) } else { None };
        at += if decoded.is_some() { 3 } else { 1 };
        let plain = match decoded {
            Some(byte) => byte.is_ascii_alphanumeric() || b"-._~".contains(&byte),
            None => (b'!'..=b'~').contains(&byte) && byte != b'$' && (wildcards || byte != b'*'),
        };
        let byte = decoded.unwrap_or(byte);
        if plain {
            out.push(char::from(byte));
        } else {
            out.extend(['%', digit(byte >> 4), digit(byte & 15)]);
        }
    }
    out
}

fn hex(pair: Option<&[u8]>) -> Option<u8> {
    let value = |digit: &u8| char::from(*digit).to_digit(16);
    let [high, low] = pair? else { return None };
    u8::try_from(value(high)? * 16 + value(low)?).ok()
}

fn digit(value: u8) -> char {
    char::from_digit(value.into(), 16).unwrap_or('0').to_ascii_uppercase()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn patterns_without_end_cost_little_and_allow_nothing() {
        let long = format!("/{}", "a".repeat(8_000));
        for (rules, may_ask) in [
            ((0..MAX_RULES).map(|at| format!("Disallow: /*a*x{at}\n")).collect::<String>(), false),
            ((0..1_000).map(|at| format!("Disallow: /{}*b{at}\n", "*a".repeat(200))).collect(), false),
            ((0..160).map(|at| format!("Disallow: /*{}b{at}\n", "a".repeat(3_000))).collect(), true),
        ] {
            let begun = std::time::Instant::now();
            assert_eq!(for_all(&rules, &long), may_ask, "what was not compared is not allowed");
            assert!(begun.elapsed().as_secs() < 2, "{:?}", begun.elapsed());
            assert!(for_all(&rules, "/news/1"), "an address as they are");
        }
    }

    fn may(robots: &str, path: &str) -> bool {
        let url = Url::parse("https://www.example.org").unwrap().join(path).unwrap();
        Rules::parse(robots.as_bytes()).refusal(&url).is_none()
    }

    fn for_all(rules: &str, path: &str) -> bool {
        may(&format!("User-agent: *\n{rules}"), path)
    }

    #[test]
    fn rfc_9309_section_5_1_groups_of_several_agents_and_rules() {
        let robots = "User-Agent: *\nDisallow: *.gif$\nDisallow: /example/\nAllow: /publications/\n\n\
            User-Agent: foobot\nDisallow:/\nAllow:/example/page.html\nAllow:/example/allowed.gif\n\n\
            User-Agent: barbot\nUser-Agent: pressfeed\nDisallow: /example/page.html\n\nUser-Agent: quxbot\n";
        assert!(!may(robots, "/example/page.html"));
        assert!(may(robots, "/example/other.html"), "the group for * does not hold beside our own");
        assert!(may(robots, "/a.gif"));
        let others = robots.replace("pressfeed", "bazbot");
        assert!(
            !may(&others, "/a.gif")
                && may(&others, "/a.gif?x")
                && !may(&others, "/example/")
                && may(&others, "/publications/")
        );
    }

    #[test]
    fn rfc_9309_section_5_2_the_longest_match_decides_and_allow_wins_a_tie() {
        let rules = "Allow: /example/page/\nDisallow: /example/page/disallowed.gif\n";
        assert!(!for_all(rules, "/example/page/disallowed.gif") && for_all(rules, "/example/page/x"));
        assert!(for_all("Disallow: /page\nAllow: /page", "/page"));
        assert!(!for_all("Allow: /p\nDisallow: /", "/x") && for_all("Allow: /p\nDisallow: /", "/page"));
        assert!(for_all("Allow: /$\nDisallow: /", "/") && !for_all("Allow: /$\nDisallow: /", "/page.htm"));
    }

    #[test]
    fn wildcards_match_anything_and_the_end() {
        for (pattern, yes, no) in [
            ("/fish", "/fish.html", "/Fish.asp"),
            ("/fish*", "/fishheads/yummy.html", "/catfish"),
            ("/*.php", "/folder/any.php?q=1", "/windows.PHP"),
            ("/*.php$", "/folder/filename.php", "/filename.php?parameters"),
            ("/fish*.php", "/fishheads/catfish.php?parameters", "/Fish.PHP"),
            ("*/b$", "/a/b/b", "/a/b/c"),
            ("/a*b*c$", "/abbcbc", "/abcb"),
            ("/**x", "/yyx", "/yy"),
            ("private", "/private/x", "/public"),
        ] {
            let rules = format!("Disallow: {pattern}\n");
            assert!(!for_all(&rules, yes), "{pattern} {yes}");
            assert!(for_all(&rules, no), "{pattern} {no}");
        }
    }

    #[test]
    fn rfc_9309_section_2_2_2_encodings_are_compared_in_one_form() {
        for (pattern, path) in [
            ("/foo/bar?baz=quz", "/foo/bar?baz=quz"),
            ("/foo/bar?baz=https://foo.bar", "/foo/bar?baz=https://foo.bar"),
            ("/foo/bar/\u{30c4}", "/foo/bar/%E3%83%84"),
            ("/foo/bar/%e3%83%84", "/foo/bar/\u{30c4}"),
            ("/foo/bar/%62%61%7A", "/foo/bar/baz"),
            ("/path/file-with-a-%2A.html", "/path/file-with-a-*.html"),
            ("/path/foo-%24$", "/path/foo-$"),
        ] {
            assert!(!for_all(&format!("Disallow: {pattern}"), path), "{pattern}");
        }
        assert!(for_all("Disallow: /a%2Fb", "/a/b"), "an encoded slash is not a slash");
        assert!(for_all("Disallow: /a-%2A.html", "/a-b.html"), "an encoded star is no wildcard");
    }

    #[test]
    fn our_own_group_is_found_in_any_case_and_with_a_version() {
        for token in ["pressfeed", "PressFeed", "PRESSFEED/1.0", "pressfeed bot"] {
            assert!(!may(&format!("User-agent: {token}\nDisallow: /\n\nUser-agent: *\nAllow: /"), "/x"), "{token}");
        }
        assert!(may("User-agent: pressfeeder\nDisallow: /", "/x"));
        assert!(
            !may(
                "User-agent: pressfeed\nDisallow: /a\nUser-agent: *\nDisallow: /b\nUser-agent: pressfeed\nDisallow: /c",
                "/c"
            ),
            "groups are merged"
        );
        assert!(may("User-agent: *\nDisallow: /\nUser-agent: pressfeed\n", "/x"), "a group of ours without rules");
    }

    #[test]
    fn odd_files_are_read_as_far_as_they_go() {
        assert!(!may("\u{feff}user-AGENT : * # all\r\n disallow : /a # no\r\n", "/a"));
        assert!(!may("User-agent: *\rDisallow: /a\r", "/a"));
        assert!(!may("User-agent: *\nSitemap: https://x/\nfoo: bar\n\nDisallow: /a", "/a"));
        assert!(may("Disallow: /", "/a"), "a rule without a group");
        assert!(may("User-agent: *\nDisallow:\n", "/a"));
        assert!(may("<html><body>404</body></html>", "/a") && may("", "/"));
        assert!(may("User-agent: *\nDisallow: /", "/robots.txt"));
        let late = format!("User-agent: *\n{}Disallow: /a\n", "# long\n".repeat(60_000));
        assert!(late.len() < MAX_BYTES && !may(&late, "/a"), "500 KiB are read");
    }

    #[test]
    fn crawl_delay_is_read_from_the_group_that_holds() {
        let delay = |robots: &str| Rules::parse(robots.as_bytes()).crawl_delay.map(|delay| delay.as_millis());
        assert_eq!(delay("User-agent: *\nCrawl-delay: 2.5\n"), Some(2500));
        assert_eq!(delay("User-agent: *\nCrawl-delay: 9\nUser-agent: pressfeed\nDisallow: /x\n"), None);
        for nonsense in ["-1", "soon", "nan", ""] {
            assert_eq!(delay(&format!("User-agent: *\nCrawl-delay: {nonsense}\n")), None);
        }
        assert_eq!(delay("User-agent: *\nCrawl-delay: 1e300"), Some(86_400_000));
    }

    proptest! {
        /// Matching without wildcards is a prefix match; with them it agrees with the obvious, slow definition.
        #[test]
        fn matching_agrees_with_its_definition(pattern in "/[ab*]{0,8}", to_the_end in any::<bool>(), path in "/[ab]{0,10}") {
            fn slow(pattern: &[u8], path: &[u8], to_the_end: bool) -> bool {
                match pattern {
                    [] => !to_the_end || path.is_empty(),
                    [b'*', rest @ ..] => (0..=path.len()).any(|at| slow(rest, &path[at..], to_the_end)),
                    [first, rest @ ..] => path.first() == Some(first) && slow(rest, &path[1..], to_the_end),
                }
            }
            let rule = Rule { allow: false, pattern: pattern.clone(), to_the_end, line: 1 };
            prop_assert_eq!(rule.matches(&path, &mut 0), slow(pattern.as_bytes(), path.as_bytes(), to_the_end));
        }

        #[test]
        fn no_file_panics(bytes in proptest::collection::vec(any::<u8>(), 0..300), path in "/\\PC{0,30}") {
            let mut file = b"User-agent: *\nDisallow: ".to_vec();
            file.extend(bytes);
            let _answer = Rules::parse(&file).refusal(&Url::parse("http://a.example/").unwrap().join(&path).unwrap_or(Url::parse("http://a.example/x").unwrap()));
        }
    }
}
