//! What leaves pressfeed as files, and what comes in as one.

use std::{fs, path::Path};

use crate::support::{Answer, Home, Site, rss};

fn home(site: &Site, address: &str) -> Home {
    let items = [1, 2, 3].map(|number| {
        let link = format!("https://org.example/{number}");
        let day = format!("0{number} Sep 2026 08:00:00 GMT");
        [link.clone(), link, format!("Release number {number}"), format!("Its text, the {number}."), day]
    });
    let items: Vec<[&str; 5]> = items.iter().map(|item| item.each_ref().map(String::as_str)).collect();
    site.set("/feed", Answer::rss(rss("Org", &items)));
    let sources =
        format!("[[source]]\nid = \"org\"\nname = \"Org\"\nfeed = \"{}\"\nfill = \"never\"\n", site.url("/feed"));
    let home = Home::new(&format!("[feed]\nmax_entries = 2\n\n{sources}"));
    let text = fs::read_to_string(home.path("feeds.toml")).expect("the configuration");
    let own = format!("http://{}/", home.listen);
    fs::write(home.path("feeds.toml"), format!("# ours\n{}", text.replace(&own, address))).expect("written");
    assert_eq!(home.poll(&[])[0]["new"], 3);
    home
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn a_feed_goes_to_standard_output_in_every_format() {
    let site = Site::start();
    let home = home(&site, "https://press.example/");
    for (format, begin) in [("atom", "<?xml"), ("rss", "<?xml"), ("json", "{"), ("opml", "<?xml")] {
        let text = home.ok(&["export", "--format", format]);
        assert!(text.starts_with(begin), "{format}: {text}");
        assert!(!text.contains("websub/hub"), "a file has no hub");
    }
    let lines = home.ok(&["export", "--format", "ninjs"]);
    let items: Vec<serde_json::Value> = lines.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(items.len(), 3, "all of them, not a page");
    assert_eq!((&items[0]["standard"]["version"], &items[0]["type"]), (&"3.0".into(), &"text".into()));
    assert_eq!(items[0]["headlines"][0]["value"], "Release number 3");
}

#[test]
fn the_whole_site_becomes_files_whose_links_lead_to_files() {
    let site = Site::start();
    let home = home(&site, "https://press.example/news/");
    home.ok(&["export", "--to", "site"]);
    let root = home.path("site");
    let feed = read(&root.join("feed.atom"));
    let older = feed.split("rel=\"next\" href=\"https://press.example/news/").nth(1).expect("a next page");
    let older = older.split('"').next().expect("its address");
    assert!(!older.contains('?') && read(&root.join(older)).contains("Release number 1"), "{older}");
    let archive = feed.split("rel=\"prev-archive\" href=\"https://press.example/news/").nth(1).expect("an archive");
    assert!(read(&root.join(archive.split('"').next().expect("its address"))).contains("<fh:archive/>"));
    let page = read(&root.join("index.html"));
    let release = page.split("href=\"/news/release/").nth(1).expect("a release").split('"').next().expect("its number");
    assert!(read(&root.join("release").join(release).join("index.html")).contains("Release number"));
    for file in ["feed.rss", "feed.json", "source/org.atom", "style.css", "opml.opml"] {
        assert!(root.join(file).is_file(), "{file}");
    }
}

#[test]
fn a_list_of_newsrooms_goes_into_a_fresh_configuration_and_needs_no_database() {
    let home = Home::new(
        "[[source]]\nid = \"a\"\nname = \"A\"\nnewsroom = \"https://a.example/\"\ninterval = \"2h\"\n[source.select]\nitem = \"li\"\n",
    );
    let list = home.ok(&["export", "--format", "opml"]);
    fs::write(home.path("out.opml"), &list).expect("a list");
    home.ok(&["init", "fresh"]);
    let fresh = ["--config", "fresh/feeds.toml"];
    home.ok(&["import", "out.opml", fresh[0], fresh[1]]);
    home.ok(&["check", fresh[0], fresh[1]]);
    let stanza = |list: &str| list.split(" pressfeed:source=").nth(1).expect("a stanza").to_owned();
    assert_eq!(stanza(&home.ok(&["export", "--format", "opml", fresh[0], fresh[1]])), stanza(&list));
    assert!(read(&home.path("fresh/feeds.toml")).contains("interval = \"2h\""));
}

#[test]
fn a_subscription_list_is_added_once_and_comments_stay() {
    let site = Site::start();
    let home = home(&site, "https://press.example/");
    let list = format!(
        "<opml version=\"2.0\"><body><outline text=\"Known\" xmlUrl=\"{}\"/><outline text=\"Org\" category=\"a, b\" \
         xmlUrl=\"https://new.example/feed\"/></body></opml>",
        site.url("/feed")
    );
    fs::write(home.path("in.opml"), list).expect("a list");
    let said = home.ok(&["import", "in.opml"]);
    assert!(said.contains("polled already") && said.contains("added as org-2"), "{said}");
    assert!(home.ok(&["import", "in.opml"]).contains("0 added"));
    let text = read(&home.path("feeds.toml"));
    assert!(text.contains("# ours") && text.contains("tags = [\"a\", \"b\"]"), "{text}");
    home.ok(&["check"]);
    let refused = home.run(&["import", "feeds.toml"]);
    assert_eq!(refused.status.code(), Some(1));
}
