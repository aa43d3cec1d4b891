//! Forty-odd mistakes: each message names the place, the cause and the way out, in at most three lines.

use crate::support::{Answer, Home, Site};

const GOOD: &str = "[[source]]\nid = \"a\"\nname = \"A\"\nfeed = \"http://127.0.0.1:9/feed\"\n";

/// A configuration behind `[daemon]`, whose first line is the sixth; where the fault is, and words of its cause and way out.
struct Config(&'static str, &'static str, &'static [&'static str]);

const CONFIGS: [Config; 40] = [
    Config(
        "[fetch]\ntimout = \"5s\"\n",
        "feeds.toml:7",
        &["unknown key \"timout\" in [fetch]", "did you mean \"timeout\"?"],
    ),
    Config(
        "[feed]\ntimeout = \"5s\"\n",
        "feeds.toml:7",
        &["unknown key \"timeout\" in [feed]", "belongs under [fetch]"],
    ),
    Config(
        "[fetch]\ntimeout = 30\n",
        "feeds.toml:7",
        &["fetch.timeout: a number instead of a text in quotes", "write timeout = \"30s\""],
    ),
    Config("[pages]\nmedia = true\n", "feeds.toml:7", &["true or false instead of", "write \"direct\" or \"proxy\""]),
    Config(
        "[feed]\nmax_entries = \"all\"\n",
        "feeds.toml:7",
        &["a text instead of a whole number", "write 1 to 100000"],
    ),
    Config("[pages]\nlanguages = 3\n", "feeds.toml:7", &["a number instead of a list", "languages = [\"de\", \"fr\"]"]),
    Config("[fetch]\ntimeout = \"half an hour\"\n", "feeds.toml:7", &["is no duration", "\"15m\""]),
    Config(
        "[fetch]\nallow_private_addresses = \"yes\"\n",
        "feeds.toml:7",
        &["a text instead of true or false", "write true or false"],
    ),
    Config("[feed]\nmax_entries = 0\n", "feeds.toml:7", &["0 is not from 1 to 100000"]),
    Config(
        "[daemon2]\nlisten = \"1\"\n",
        "feeds.toml:6",
        &["unknown key \"daemon2\" at the top", "did you mean \"daemon\"?"],
    ),
    Config("[[source]\nid = \"b\"\n", "feeds.toml:6", &["not TOML"]),
    Config(
        "[[source]]\nname = \"B\"\nfeed = \"http://b.example/\"\n",
        "feeds.toml:6",
        &["a source needs an id", "add id = "],
    ),
    Config(
        "[[source]]\nid = \"b\"\nname = \"B\"\n",
        "feeds.toml:6",
        &["exactly one of feed, newsroom, sitemap", "pressfeed probe URL"],
    ),
    Config(
        "[[source]]\nid = \"b\"\nname = \"B\"\nfeed = \"www.example.org/feed\"\n",
        "feeds.toml:9",
        &["has no scheme", "\"https://www.example.org/feed\""],
    ),
    Config(
        "[[source]]\nid = \"b\"\nname = \"B\"\nfeed = \"localhost:8080/feed\"\n",
        "feeds.toml:9",
        &["has no scheme", "\"https://localhost:8080/feed\""],
    ),
    Config(
        "[[source]]\nid = \"b\"\nname = \"B\"\nfeed = \"ftp://example.org/feed\"\n",
        "feeds.toml:9",
        &["scheme \"ftp\" is unsupported", "only http and https"],
    ),
    Config(
        "[[source]]\nid = \"b b\"\nname = \"B\"\nfeed = \"http://b.example/\"\n",
        "feeds.toml:7",
        &["\"b b\" is no id", "letters, digits"],
    ),
    Config(
        "[[source]]\nid = \"a\"\nname = \"B\"\nfeed = \"http://b.example/\"\n",
        "feeds.toml:11",
        &["already used at", "feeds.toml:7"],
    ),
    Config(
        "[[source]]\nid = \"b\"\nname = \"B\"\nfeed = \"http://b.example/\"\nlanguage = \"german\"\n",
        "feeds.toml:10",
        &["\"german\" is no language", "did you mean \"de\"?"],
    ),
    Config(
        "[[source]]\nid = \"b\"\nname = \"B\"\nfeed = \"http://b.example/\"\ntime_zone = \"Europe/Londn\"\n",
        "feeds.toml:10",
        &["is not a time zone", "did you mean \"Europe/London\"?"],
    ),
    Config(
        "[[source]]\nid = \"b\"\nname = \"B\"\nfeed = \"http://b.example/\"\nrole = \"distributer\"\n",
        "feeds.toml:10",
        &["is not one of", "did you mean \"distributor\"?"],
    ),
    Config(
        "[[source]]\nid = \"b\"\nname = \"B\"\nfeed = \"http://b.example/\"\nexclude = [\"(\"]\n",
        "feeds.toml:10",
        &["\"(\" is no pattern: unclosed group", "regular expression"],
    ),
    Config(
        "[[source]]\nid = \"b\"\nname = \"B\"\nnewsroom = \"http://b.example/\"\n[source.select]\nitem = \"article.\"\n",
        "feeds.toml:11",
        &["is no CSS selector", "article.card"],
    ),
    Config(
        "[[source]]\nid = \"b\"\nname = \"B\"\nfeed = \"http://b.example/${NO_SUCH_NAME}\"\n",
        "feeds.toml:9",
        &["${NO_SUCH_NAME} is set nowhere", "NO_SUCH_NAME=...", "systemd credential"],
    ),
    Config(
        "[[view]]\nname = \"v\"\nsources = [\"aa\"]\n",
        "feeds.toml:8",
        &["names no source: \"aa\"", "did you mean \"a\"?"],
    ),
    Config(
        "[[notify]]\nurl = \"https://hooks.example/x\"\nview = \"news\"\n",
        "feeds.toml:8",
        &["there is no view \"news\"", "add a [[view]]"],
    ),
    Config(
        "[[view]]\nid = \"v\"\nname = \"v\"\n",
        "feeds.toml:7",
        &["unknown key \"id\" in [view]", "did you mean \"name\"?"],
    ),
    Config("[rule]\nadd = [\"x\"]\n", "feeds.toml:6", &["a table instead of a list of tables", "write [[rule]]"]),
    Config("[fetch]\ncontact = me@example.org\n", "feeds.toml:7", &["not TOML", "in quotes: \"me@example.org\""]),
    Config("[fetch]\ncontact = “me”\n", "feeds.toml:7", &["not TOML", "quotes are straight"]),
    Config(
        "[fetch]\nallow_addresses = [\"10.0.0.0/8\"\ntimeout = \"5s\"\n",
        "feeds.toml:8",
        &["not TOML", "a list before it is not closed"],
    ),
    Config(
        "[fetch]\ntimeout = \"5s\"\ntimeout = \"6s\"\n",
        "feeds.toml:8",
        &["duplicate key", "it stands above already"],
    ),
    Config(
        "[fetch]\nallow_addresses = [\"10.0.0.0/8\", \"10.0.0.0/99\"]\n",
        "feeds.toml:7",
        &["\"10.0.0.0/99\" is no address", "10.1.0.0/16:8080"],
    ),
    Config("[feed]\nkeep = \"always\"\n", "feeds.toml:7", &["is no duration", "or \"forever\""]),
    Config(
        "[[source]]\nid = \"b\"\nname = \"\"\nfeed = \"http://b.example/\"\n",
        "feeds.toml:8",
        &["a source needs a name", "readers see it"],
    ),
    Config(
        "[[source]]\nid = \"b\"\nname = \"B\"\nfeed = \"http://b.example/\"\nheaders = { X-Key = \"${NO_SUCH_NAME}\" }\n",
        "feeds.toml:10",
        &["source.headers.X-Key", "${NO_SUCH_NAME} is set nowhere", "NO_SUCH_NAME=..."],
    ),
    Config(
        "[[view]]\nname = \"v\"\n[[view]]\nname = \"v\"\n",
        "feeds.toml:9",
        &["there is a view \"v\" already", "a name of its own"],
    ),
    Config(
        "[[rule]]\nmatch = { source = [\"aa\"] }\nadd = [\"x\"]\n",
        "feeds.toml:7",
        &["a rule names no source: \"aa\"", "did you mean \"a\"?"],
    ),
    Config(
        "[[notify]]\nurl = \"https://hooks.example/x\"\nsources = [\"aa\"]\n",
        "feeds.toml:8",
        &["a notify names no source: \"aa\"", "did you mean \"a\"?"],
    ),
    Config("[[rule]]\ndrop = \"yes\"\n", "feeds.toml:7", &["a text instead of true or false", "write true or false"]),
];

/// In at most three lines, none of them longer than two of a terminal of 80 columns.
#[track_caller]
fn short(text: &str, of: &str) {
    let lines: Vec<&str> = text.trim_end().lines().collect();
    assert!(lines.len() <= 3, "{of}: {} lines:\n{text}", lines.len());
    assert!(lines.iter().all(|line| line.chars().count() <= 160), "{of}: a long line:\n{text}");
}

#[test]
fn wrong_configurations() {
    for Config(text, place, wanted) in CONFIGS {
        let home = Home::new("");
        // what is wrong stands before what is right, but where it needs a source before it
        let (before, after) = if text.contains("id = \"a\"") { (GOOD, "") } else { ("", GOOD) };
        home.configure(&format!("{before}{text}{after}"));
        let mut command = home.command(&["check", "--config", "feeds.toml"]);
        let output = command.env_remove("PRESSFEED_CONFIG").output().expect("the program");
        let said = String::from_utf8(output.stderr).expect("UTF-8");
        assert_eq!(output.status.code(), Some(2), "{text}: {said}");
        let faults: Vec<&str> = said.split("error: ").filter(|fault| !fault.is_empty()).collect();
        let fault =
            faults.iter().find(|fault| fault.starts_with(place) && wanted.iter().all(|words| fault.contains(words)));
        let fault = fault.unwrap_or_else(|| panic!("{text}\ndoes not say {place} and {wanted:?}:\n{said}"));
        short(fault, text);
    }
}

#[test]
fn a_mistake_is_told_once() {
    let cascade = "[fetch]\nallow_addresses = [\"10.0.0.0/8\"\ntimeout = \"5s\"\n";
    for text in ["[[rule]]\ndrop = \"yes\"\n", cascade, "[fetch]\ntimeout = 5 seconds\n"] {
        let home = Home::new("");
        home.configure(&format!("{text}{GOOD}"));
        let said = String::from_utf8(home.run(&["check"]).stderr).expect("UTF-8");
        let first = said.lines().next().unwrap_or_default().split(": ").nth(1).unwrap_or_default();
        assert_eq!(said.matches(first).count(), 1, "{text}: {said}");
        short(&said, text);
    }
}

#[test]
fn a_database_of_another_kind_and_a_list_that_is_none_are_named() {
    let home = Home::new("");
    std::fs::write(home.path("page.opml"), "<html><body>no list</body></html>").expect("written");
    for (text, wanted) in [
        ("[daemon]\ndatabase = \"mysql://a/b\"\n", &["feeds.toml:2", "\"mysql\" is no database", "postgres://"][..]),
        ("include = [\"page.opml\"]\n", &["page.opml: ", "has no outline"]),
    ] {
        std::fs::write(home.path("feeds.toml"), format!("{text}{GOOD}")).expect("written");
        let output = home.run(&["check"]);
        let said = String::from_utf8(output.stderr).expect("UTF-8");
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(wanted.iter().all(|words| said.contains(words)), "{wanted:?}: {said}");
        short(&said, text);
    }
}

#[test]
fn what_is_odd_is_a_warning_and_holds() {
    for (text, wanted) in [
        (
            "[[source]]\nid = \"b\"\nname = \"B\"\nfeed = \"http://127.0.0.1:9/feed/\"\n",
            &["\"b\" polls what \"a\"", "feeds.toml:11"][..],
        ),
        ("[[view]]\nname = \"v\"\ntags = [\"scence\"]\n", &["shows nothing of ours", "tag a source"]),
        (
            "[[source]]\nid = \"b\"\nname = \"B\"\nfeed = \"http://127.0.0.1:9/b\"\ninterval = \"10s\"\n",
            &["interval 10s is below the floor", "min_interval"],
        ),
    ] {
        let home = Home::new("");
        home.configure(&format!("{GOOD}{text}"));
        let output = home.run(&["check"]);
        let said = String::from_utf8(output.stderr).expect("UTF-8");
        assert_eq!(output.status.code(), Some(0), "{said}");
        assert!(wanted.iter().all(|words| said.contains(words)), "{wanted:?}: {said}");
        short(&said, text);
    }
}

const SCRIPT: &str = "<!doctype html><html><head><title>News</title><script src=/a.js></script></head><body><div id=root></div><noscript>You need to enable JavaScript to run this app.</noscript></body></html>";
const LOGIN: &str = "<!doctype html><html><head><title>Sign in</title></head><body><form><input name=user><input type=password></form></body></html>";

fn status(status: u16) -> Answer {
    Answer { status, ..Answer::html("<h1>No</h1>") }
}

/// Paths of a server that does everything wrong, and what is said of each.
fn wrong_urls() -> Vec<(&'static str, Answer, &'static [&'static str])> {
    vec![
        ("/400", status(400), &["400 Bad Request"]),
        ("/401", status(401), &["401 Unauthorized", "it wants a password", "headers"]),
        ("/403", status(403), &["403 Forbidden", "does not let this program in", "contact"]),
        ("/404", status(404), &["404 Not Found", "mistyped", "pressfeed probe"]),
        ("/410", status(410), &["410 Gone", "pressfeed probe"]),
        ("/429", status(429), &["429 Too Many Requests", "per_host_delay"]),
        ("/451", status(451), &["451", "legal reasons"]),
        ("/500", status(500), &["500 Internal Server Error", "asked again later"]),
        ("/503", status(503).with("Retry-After", "120"), &["503", "asks to wait 120s"]),
        ("/204", status(204), &["204 No Content", "nothing to read in it"]),
        ("/pdf", Answer::new("application/pdf", "%PDF-1.7\n..."), &["a PDF document", "probe the page that links it"]),
        ("/png", Answer::new("image/png", b"\x89PNG\r\n\x1a\n....".to_vec()), &["a picture (PNG)", "probe the page"]),
        ("/jpeg", Answer::new("image/jpeg", b"\xff\xd8\xff\xe0....".to_vec()), &["a picture (JPEG)"]),
        ("/zip", Answer::new("application/zip", b"PK\x03\x04....".to_vec()), &["an archive or an office document"]),
        ("/empty", Answer::html(""), &["Nothing here can be polled"]),
        ("/script", Answer::html(SCRIPT), &["drawn by script", "Look for a feed or a sitemap"]),
        ("/login", Answer::html(LOGIN), &["asks for a login", "headers"]),
        ("/private/x", Answer::html("x"), &["robots.txt of this host disallows it", "ask its owner"]),
        ("/loop", Answer { status: 302, ..Answer::html("") }.with("Location", "/loop"), &["redirect"]),
        ("/nowhere", Answer { status: 302, ..Answer::html("") }, &["redirect"]),
        ("/words", Answer::new("text/plain", "hello"), &["found no markup", "index page, or of a feed"]),
        ("/opml", Answer::new("text/xml", "<opml><body/></opml>"), &["an OPML list of feeds", "pressfeed import FILE"]),
        ("/catalog", Answer::new("text/xml", "<catalog><book/></catalog>"), &["markup that begins with <catalog>"]),
    ]
}

#[test]
fn wrong_addresses() {
    let site = Site::start();
    site.set("/robots.txt", Answer::new("text/plain", "User-agent: *\nDisallow: /private/\n"));
    let home = Home::new("");
    for (path, answer, wanted) in wrong_urls() {
        site.set(path, answer);
        let output = home.run(&["probe", &site.url(path)]);
        let (shown, error) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert_eq!(output.status.code(), Some(1), "{path}: {shown}{error}");
        let said = format!("{shown}{error}").split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(wanted.iter().all(|words| said.contains(words)), "{path} does not say {wanted:?}:\n{shown}{error}");
        if shown.is_empty() {
            short(&error, path);
        }
    }
    for (typed, wanted) in [
        ("ftp://example.org/", "only http and https"),
        ("mailto:press@example.org", "unsupported"),
        ("http://", "no address"),
        ("not an address", "no address"),
        ("http://127.0.0.1:1/", "nothing answers there"),
        (&site.url("/").replace("http", "https"), "without TLS it is `pressfeed probe http://127.0.0.1:"),
        ("http://nowhere.invalid/", "its name leads nowhere"),
    ] {
        let output = home.run(&["probe", typed]);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && said.contains(wanted), "{typed}: {said}");
    }
}
