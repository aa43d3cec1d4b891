//! The demo of fixtures/feeds.toml over the shipped fixtures: what a person typed from the recorded pages must come out.

use std::{collections::BTreeMap, fs, path::PathBuf};

use crate::support::{Answer, Home, Site, http, program::project, rss};
use serde::Deserialize;
use serde_json::Value;

/// `expected.toml`: typed by a person from the pages.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    reviewed: bool,
    source: String,
    release: Vec<Release>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Release {
    url: String,
    title: String,
    /// A day or an instant; a release without one is dated by its first sight.
    published: Option<String>,
    language: Option<String>,
    distributor: Option<String>,
    place: Option<String>,
    #[serde(default)]
    contains: Vec<String>,
    #[serde(default)]
    emails: Vec<String>,
}

/// The folders of organisations; those that begin with `_` hold single documents.
fn expectations() -> BTreeMap<PathBuf, Expected> {
    let folders = fs::read_dir(project().join("fixtures")).expect("fixtures").map(|entry| entry.expect("an entry"));
    let own = folders.filter(|entry| !entry.file_name().to_string_lossy().starts_with('_'));
    let files =
        own.map(|entry| entry.path().join("expected.toml")).filter(|path| path.parent().is_some_and(|p| p.is_dir()));
    files
        .map(|path| {
            let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            let expected = toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            (path, expected)
        })
        .collect()
}

/// A home with the demo's configuration, but for address and database.
fn shipped() -> Home {
    let home = Home::new("");
    let text = fs::read_to_string(project().join("fixtures/feeds.toml")).expect("the demo's configuration");
    let start = text.find("[fetch]").expect("[fetch] after [daemon]");
    home.configure(&text[start..]);
    home
}

const REPLAY: [&str; 2] = ["--replay", concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures")];

#[test]
fn every_expectation_was_reviewed_and_has_its_notes() {
    let all = expectations();
    assert!(all.len() >= 12, "only {} organisations are recorded", all.len());
    for (path, expected) in &all {
        assert!(expected.reviewed, "{}: compare it with the pages, then set reviewed = true", path.display());
        assert!(path.with_file_name("NOTES.md").is_file(), "{}: NOTES.md says why it is kept", path.display());
    }
}

#[test]
fn what_a_person_read_on_the_recorded_pages_comes_out() {
    let home = shipped();
    let first = home.poll(&REPLAY);
    assert!(first.iter().all(|report| report["error"].is_null()), "{first:#?}");
    let daemon = home.start(&REPLAY);
    let feed = daemon.get("/feed.json?limit=500").expect("a feed").json();
    let items: BTreeMap<&str, &Value> = feed["items"]
        .as_array()
        .expect("items")
        .iter()
        .filter_map(|item| Some((item["url"].as_str()?, item)))
        .collect();
    let mut wrong = Vec::new();
    for expected in expectations().values() {
        for release in &expected.release {
            // a copy has no entry of its own: its story's lead names it
            let copy = |item: &&&Value| copies(item).any(|url| url == release.url);
            match items.get(&*release.url) {
                Some(item) => wrong.extend(compare(&expected.source, release, item)),
                None if items.values().any(|item| copy(&item)) => {}
                None => wrong.push(format!("{}: {} is missing", expected.source, release.url)),
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn copies(item: &Value) -> impl Iterator<Item = &str> {
    item["_pressfeed"]["copies"].as_array().into_iter().flatten().filter_map(|copy| copy["url"].as_str())
}

fn compare(source: &str, release: &Release, item: &Value) -> Vec<String> {
    let ours = &item["_pressfeed"];
    let mut wrong = Vec::new();
    let mut check = |what: &str, holds: bool, found: &Value| {
        if !holds {
            wrong.push(format!("{source}: {}: {what} is {found}", release.url));
        }
    };
    let same = |value: &Value, wanted: &Option<String>| wanted.as_deref().is_none_or(|text| value == text);
    check("title", item["title"] == *release.title, &item["title"]);
    check("source_id", ours["source_id"] == source, &ours["source_id"]);
    check("language", same(&item["language"], &release.language), &item["language"]);
    check("distributor", same(&ours["distributor"]["name"], &release.distributor), &ours["distributor"]);
    check("place", same(&ours["dateline"]["place"], &release.place), &ours["dateline"]);
    if let Some(wanted) = &release.published {
        let found = item["date_published"].as_str().unwrap_or_default();
        check("date_published", is_when(found, wanted), &item["date_published"]);
    }
    let text = format!("{} {}", item["content_html"], item["content_text"]);
    for words in &release.contains {
        check(&format!("a body without {words:?}"), text.contains(&**words), &item["content_html"]);
    }
    let contacts = ours["contacts"].to_string();
    for email in &release.emails {
        check(&format!("a contact without {email}"), contacts.contains(&**email), &ours["contacts"]);
    }
    wrong
}

/// The same instant, or the same day as the page's own clock had it.
fn is_when(found: &str, wanted: &str) -> bool {
    let instant = |text: &str| chrono::DateTime::parse_from_rfc3339(text).ok();
    match (instant(found), instant(wanted)) {
        (Some(found), Some(wanted)) => found == wanted,
        (Some(found), None) => found.date_naive().to_string() == wanted,
        _ => false,
    }
}

#[test]
fn a_second_round_stores_nothing() {
    let home = shipped();
    let first = home.poll(&REPLAY);
    assert!(first.iter().map(|report| report["new"].as_u64().unwrap_or(0)).sum::<u64>() >= 40, "{first:#?}");
    let second = home.poll(&[&REPLAY[..], &["--force"]].concat());
    assert_eq!(first.len(), second.len());
    for report in &second {
        assert!(["not-modified", "unchanged"].iter().any(|same| report["outcome"] == *same), "{report}");
        assert_eq!((&report["new"], &report["revised"]), (&0.into(), &0.into()), "{report}");
    }
}

#[test]
fn the_ids_of_entries_outlive_a_restart_and_another_round() {
    let home = shipped();
    home.poll(&REPLAY);
    let ids = || {
        let daemon = home.start(&REPLAY);
        let feed = http::get(daemon.address, "/feed.json").expect("a feed").json();
        let items = feed["items"].as_array().cloned().unwrap_or_default();
        items.iter().map(|item| (item["id"].to_string(), item["url"].to_string())).collect::<Vec<_>>()
    };
    let before = ids();
    home.poll(&[&REPLAY[..], &["--force"]].concat());
    assert_eq!(before, ids());
    assert!(!before.is_empty());
}

#[test]
fn a_page_beyond_the_bounds_is_a_failure_that_names_the_bound_and_others_are_read() {
    let site = Site::start();
    let links: String =
        (0..10_001).map(|n| format!("<p><a href=/n/{n}>A headline of the day, number {n}</a></p>")).collect();
    site.set("/links", Answer::html(format!("<html><body>{links}</body></html>")));
    site.set("/misnested", Answer::html(format!("<html><body>{}</body></html>", "<b><h1></b>".repeat(40_000))));
    site.set("/feed", Answer::rss(rss("Honest", &[["1", "", "An honest release", "Words.", ""]])));
    let stanza = |id: &str, kind: &str| {
        format!(
            "[[source]]\nid = \"{id}\"\nname = \"{id}\"\n{kind} = \"{}\"\nfill = \"never\"\n",
            site.url(&format!("/{id}"))
        )
    };
    let home =
        Home::new(&[stanza("links", "newsroom"), stanza("misnested", "newsroom"), stanza("feed", "feed")].concat());
    let reports = home.poll(&[]);
    let error = |id: &str| {
        let report = reports.iter().find(|report| report["source_id"] == id).expect("a report");
        report["error"].as_str().unwrap_or_default().to_owned()
    };
    assert!(error("links").ends_with("refused: more than 10,000 links"), "{}", error("links"));
    // what nests too deep is kept, but nests no further
    assert!(error("misnested").contains("a list of releases, found none"), "{}", error("misnested"));
    assert_eq!(error("feed"), "");
}

#[test]
fn an_index_of_sitemaps_is_read_by_its_newest_part_at_every_poll() {
    let site = Site::start();
    let row = |name: &str| format!("<url><loc>{}</loc><lastmod>2024-05-20</lastmod></url>", site.url(name));
    let part = |rows: &[String]| Answer::new("application/xml", format!("<urlset>{}</urlset>", rows.concat()));
    let index = format!("<sitemapindex><sitemap><loc>{}</loc></sitemap></sitemapindex>", site.url("/part.xml"));
    site.set("/index.xml", Answer::new("application/xml", index).with("ETag", "\"1\""));
    site.set("/part.xml", part(&[row("/a-first-headline")]));
    let stanza = format!("[[source]]\nid = \"a\"\nname = \"A\"\nsitemap = \"{}\"\n", site.url("/index.xml"));
    let home = Home::new(&format!("{stanza}fill = \"never\"\n"));
    assert_eq!(home.poll(&["--force"])[0]["new"], 1);
    // the index stands still
    site.set("/part.xml", part(&[row("/a-first-headline"), row("/another-headline")]));
    assert_eq!(home.poll(&["--force"])[0]["new"], 1);
    assert!(home.ok(&["probe", &site.url("/index.xml")]).contains("a sitemap with 2 items"));
}
