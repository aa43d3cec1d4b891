//! A database moves from a file to PostgreSQL and back, and nothing is another one afterwards.

use std::fs;

use crate::support::{Answer, Home, Site, postgres, rss};

/// Two sources with a release in common, one of its own each, one revised, one forgotten.
fn polled() -> (Site, Home) {
    let site = Site::start();
    let home = Home::new(&stanzas(&site));
    let shared = "Example Works opens a plant for heat pumps in Oxfield, where two hundred people build nine a day.";
    let own = "The museum of clocks shows a hundred watches, and its director explains how each of them was found.";
    let items = |name: &str| {
        let page = |n: u8| format!("http://{name}.example.org/{n}");
        let (one, two) = (page(1), page(2));
        rss(
            name,
            &[["1", &one, "Plant for heat pumps opens", shared, ""], ["2", &two, name, &format!("{own} {name}"), ""]],
        )
    };
    site.set("/one", Answer::rss(items("one")));
    site.set("/two", Answer::rss(items("two")));
    assert_eq!(home.poll(&[]).len(), 2);
    site.set(
        "/one",
        Answer::rss(items("one").replace("nine a day", "nine an hour, and sell them in the whole country")),
    );
    home.poll(&["--force"]);
    let found: Vec<serde_json::Value> =
        home.ok(&["find", "--json", "clocks"]).lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    home.ok(&["forget", found[0]["id"].as_str().expect("an id")]);
    (site, home)
}

fn stanzas(site: &Site) -> String {
    ["one", "two"]
        .map(|id| {
            let url = site.url(&format!("/{id}"));
            format!("[[source]]\nid = \"{id}\"\nname = \"{id}\"\nfeed = \"{url}\"\ntags = [\"{id}\", \"all\"]\nfill = \"never\"\n")
        })
        .join("\n")
}

#[test]
fn what_was_moved_and_moved_back_is_the_same_byte_for_byte() {
    let Some(cluster) = postgres::cluster() else { return };
    let (_site, home) = polled();
    let server = cluster.database();
    let before = home.ok(&["dump"]);
    assert!(before.lines().count() > 20 && before.contains("heat pumps"), "{before}");
    home.ok(&["migrate", "--to", &server]);
    assert_eq!(home.ok(&["dump", "--database", &server]), before);
    let back = home.path("back.db").display().to_string();
    home.ok(&["migrate", "--database", &server, "--to", &back]);
    assert_eq!(home.ok(&["dump", "--database", &back]), before);
    // readers see the same, by words, by tags and by source
    for words in [&["export"][..], &["find", "pumps"], &["find", "--source", "two"], &["list", "--json"]] {
        let (own, moved) = (home.ok(words), home.ok(&[words, &["--database", &server]].concat()));
        assert_eq!(own, moved, "{words:?}");
    }
    // and nothing that is known is new
    let again = home.run(&["poll", "--json", "--force", "--database", &server]);
    let lines = String::from_utf8(again.stdout).expect("UTF-8");
    assert!(lines.lines().count() == 2 && !lines.contains("\"new\":1"), "{lines}");
}

#[test]
fn a_dump_is_restored_into_what_is_empty_and_only_when_it_is_whole() {
    let Some(cluster) = postgres::cluster() else { return };
    let (_site, home) = polled();
    home.ok(&["dump", "all.ndjson"]);
    let server = cluster.pooled().unwrap_or_else(|| cluster.database());
    assert!(home.ok(&["restore", "all.ndjson", "--database", &server]).contains("rows restored"));
    let told = |words: &[&str]| {
        let output = home.run(words);
        assert_eq!(output.status.code(), Some(1));
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    assert!(told(&["restore", "all.ndjson", "--database", &server]).contains("only an empty one"));
    let text = fs::read_to_string(home.path("all.ndjson")).expect("a dump");
    for (name, text, fault) in [
        ("cut", &text[..text.len() - 1], "cut short"),
        ("changed", &text.replacen("heat pumps", "heat  umps", 1), "its hash"),
        ("newer", &text.replacen("\"pressfeed\":1", "\"pressfeed\":2", 1), "newer"),
        ("other", "{}\n", "no dump"),
    ] {
        fs::write(home.path(name), text).expect("a file");
        let error = told(&["restore", name, "--database", &format!("{name}.db")]);
        assert!(error.contains(fault), "{name}: {error}");
    }
}

#[test]
fn check_says_how_far_the_tables_have_come_and_no_password() {
    let Some(cluster) = postgres::cluster() else { return };
    let site = Site::start();
    site.set("/one", Answer::rss(rss("one", &[])));
    site.set("/two", Answer::rss(rss("two", &[])));
    let home = Home::new(&stanzas(&site));
    let server = cluster.database().replace("user=pressfeed", "user=pressfeed&password=s3cret");
    let check = || home.run(&["check", "--database", &server]);
    let told = String::from_utf8(check().stdout).expect("UTF-8");
    assert!(told.contains("migrations applied") && !told.contains("s3cret"), "{told}");
    home.run(&["poll", "--database", &server]);
    let told = String::from_utf8(check().stdout).expect("UTF-8");
    assert!(told.contains("up to date") && !told.contains("s3cret"), "{told}");
}
