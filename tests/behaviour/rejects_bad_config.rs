//! A configuration with a fault ends with exit code 2, before any request, and says what, where and what was meant.

use crate::support::{Home, Site};

const GOOD: &str = "[[source]]\nid = \"a\"\nname = \"A\"\nfeed = \"http://127.0.0.1:9/feed\"\n";

/// What a command says of a configuration, and its exit code.
fn said(home: &Home, words: &[&str]) -> (String, Option<i32>) {
    let output = home.run(words);
    (String::from_utf8(output.stderr).expect("errors in UTF-8"), output.status.code())
}

#[track_caller]
fn refused(config: &str, wanted: &[&str]) {
    let home = Home::new("");
    home.configure(config);
    for command in ["check", "poll", "run"] {
        let (text, code) = said(&home, &[command]);
        assert_eq!(code, Some(2), "{command}: {text}");
        for words in wanted {
            assert!(text.contains(words), "{command} does not say {words:?}:\n{text}");
        }
    }
}

#[test]
fn an_unknown_key_is_pointed_at_and_the_nearest_one_named() {
    refused(&format!("{GOOD}intervall = \"5m\"\n"), &["feeds.toml:10", "intervall", "did you mean \"interval\"?"]);
    refused(&format!("[fetch]\nmin_intervall = \"5m\"\n{GOOD}"), &["min_intervall", "did you mean \"min_interval\"?"]);
}

#[test]
fn an_id_that_stands_twice_names_both_places() {
    refused(&format!("{GOOD}\n{GOOD}"), &["\"a\"", "already used", "feeds.toml:7", "unique"]);
}

#[test]
fn bad_values_are_named_with_their_key() {
    refused(&GOOD.replace("http://", "gopher://"), &["feed", "gopher", "only http and https"]);
    refused(&format!("{GOOD}interval = \"soon\"\n"), &["interval", "soon"]);
    refused(&format!("{GOOD}[source.select]\nitem = \"article[\"\n"), &["item", "article[", "CSS selector"]);
    refused(&format!("{GOOD}newsroom = \"https://a.example/\"\n"), &["exactly one of feed, newsroom, sitemap"]);
    refused("[[source]]\nid = \"a\"\nname = \"A\"\n", &["exactly one of feed, newsroom, sitemap"]);
    refused("[feed]\nmax_entries = 0\n", &["max_entries", "0"]);
    refused("[[source]\n", &["not TOML", "feeds.toml:6"]);
}

#[test]
fn all_faults_are_told_at_once() {
    refused(&format!("{GOOD}colour = 1\ntags = 3\n[daemon2]\n"), &["colour", "tags", "daemon2"]);
}

#[test]
fn what_is_left_out_of_a_list_is_told_with_its_line() {
    let home = Home::new("");
    home.configure(GOOD);
    let main = std::fs::read_to_string(home.path("feeds.toml")).expect("a configuration");
    std::fs::write(home.path("feeds.toml"), format!("include = [\"more.opml\"]\n{main}")).expect("written");
    let outlines =
        "<outline text='good' xmlUrl='http://127.0.0.1:9/good'/>\n<outline text='bad' xmlUrl='gopher://a.example/x'/>";
    std::fs::write(home.path("more.opml"), format!("<opml>\n<body>\n{outlines}\n</body></opml>")).expect("written");
    for command in ["check", "poll"] {
        let (text, code) = said(&home, &[command]);
        assert!(code != Some(2) && text.contains("more.opml: line 4: ") && text.contains("bad"), "{command}: {text}");
    }
}

#[test]
fn an_included_file_is_checked_and_named_too() {
    let home = Home::new("");
    home.configure(GOOD);
    let main = std::fs::read_to_string(home.path("feeds.toml")).expect("a configuration");
    std::fs::write(home.path("feeds.toml"), format!("include = [\"more.toml\"]\n{main}")).expect("written");
    std::fs::write(home.path("more.toml"), "[[source]]\nid = \"b\"\nnmae = \"B\"\nfeed = \"http://127.0.0.1:9/b\"\n")
        .expect("written");
    let (text, code) = said(&home, &["check"]);
    assert_eq!(code, Some(2), "{text}");
    assert!(text.contains("more.toml:3") && text.contains("did you mean \"name\"?"), "{text}");
    std::fs::write(home.path("more.toml"), "[daemon]\nlisten = \"127.0.0.1:1\"\n").expect("written");
    let (text, code) = said(&home, &["check"]);
    assert!(code == Some(2) && text.contains("more.toml:1: unknown key \"daemon\" in an included file"), "{text}");
}

#[test]
fn nothing_is_asked_before_the_configuration_is_right() {
    let site = Site::start();
    let home =
        Home::new(&format!("[[source]]\nid = \"a\"\nname = \"A\"\nfeed = \"{}\"\ncolour = 1\n", site.url("/feed")));
    assert_eq!(said(&home, &["poll"]).1, Some(2));
    assert!(site.seen().is_empty());
    assert!(!home.path("test.db").exists(), "a database was made");
}

#[test]
fn a_good_configuration_is_said_to_be_good() {
    let home = Home::new("");
    home.configure(GOOD);
    let (text, code) = said(&home, &["check"]);
    assert_eq!(code, Some(0), "{text}");
}
