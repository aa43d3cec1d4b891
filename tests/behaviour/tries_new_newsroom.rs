//! `probe`: point it at anything and it says what it is, what would be polled and why, and what to do otherwise.

use std::{fs, process::Output};

use crate::support::{Answer, Home, Site, program::project, rss};
use serde_json::Value;

const TITLES: [&str; 5] = [
    "Harbour bridge opens to cyclists after two years", "Museum receives the largest gift in its history",
    "New wing for the children's hospital approved", "Ferry timetable changes for the summer season",
    "Council names three finalists for the market hall",
];

/// A newsroom's page with five dated releases; `head` goes into its head.
fn listing(head: &str) -> Answer {
    let rows: String = (0..5)
        .map(|n| {
            format!(
                "<article class=card><h3><a href=/news/release-{n}-of-the-city>{}</a></h3><p>{} May 2024</p></article>",
                TITLES[n],
                20 - n
            )
        })
        .collect();
    Answer::html(format!(
        "<!doctype html><html lang=en><head><title>City newsroom</title>{head}</head><body><nav><a href=/>Home</a> \
         <a href=/about>About the city</a></nav><main><h1>News</h1>{rows}</main></body></html>"
    ))
}

fn release(title: &str) -> Answer {
    let text = "The city opened the bridge today, and everybody who wanted to cross it could do so on foot. ".repeat(5);
    Answer::html(format!(
        "<!doctype html><html lang=en><head><title>{title}</title></head><body><main><h1>{title}</h1><p>20 May 2024</p>\
         <p>{text}</p><p>{text}</p><h2>Press contact</h2><p>Jane Roe, press officer<br>press@city.example</p></main></body></html>"
    ))
}

fn newsroom(head: &str) -> Site {
    let site = Site::start();
    site.set("/news/", listing(head));
    for (n, title) in TITLES.iter().enumerate() {
        site.set(&format!("/news/release-{n}-of-the-city"), release(title));
    }
    site
}

/// The site's feed with its first `count` releases.
fn feed(site: &Site, count: usize) -> Answer {
    let links: Vec<String> = (0..count).map(|n| site.url(&format!("/news/release-{n}-of-the-city"))).collect();
    let items: Vec<[&str; 5]> =
        (0..count).map(|n| [&*links[n], &*links[n], TITLES[n], "", "Mon, 20 May 2024 08:00:00 GMT"]).collect();
    Answer::rss(rss("City news", &items))
}

fn words(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

fn all_in(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "{part:?} is not in:\n{text}");
    }
}

fn json(home: &Home, url: &str) -> Value {
    let output = home.run(&["probe", "--json", url]);
    let text = String::from_utf8(output.stdout).expect("output in UTF-8");
    assert_eq!(text.lines().count(), 1, "one object a line: {text}");
    serde_json::from_str(&text).expect("a JSON object")
}

#[test]
fn a_newsroom_is_told_in_one_screen() {
    let (site, home) = (newsroom(""), Home::new(""));
    let text = home.ok(&["probe", &site.url("/news/")]);
    all_in(
        &text,
        &[
            "a newsroom's listing with 5 items",
            "confidence ",
            "runner-up",
            "robots.txt allows it",
            "would poll the newsroom",
            "because 5 items read from the page itself",
            "2024-05-20",
            TITLES[4],
            "body in 5 (its page has it)",
            "the newest item's page",
            "press@city.example",
            "[[source]]",
            &format!("newsroom = \"{}\"", site.url("/news/")),
            "# item = \"article.card\"",
        ],
    );
    assert!(text.lines().count() <= 50, "more than a screen: {} lines", text.lines().count());
    assert!(site.seen().len() <= 5, "{:#?}", site.seen());
    assert_eq!(site.asked("/robots.txt").len(), 1);
}

#[test]
fn a_linked_feed_is_taken_when_it_has_the_pages_items_and_a_decoy_is_not() {
    let link = |href: &str| format!("<link rel=alternate type=application/rss+xml href={href}>");
    let (site, home) = (newsroom(&(link("/comments/feed/") + &link("/feed"))), Home::new(""));
    site.set("/feed", feed(&site, 5));
    site.set("/comments/feed/", feed(&site, 5));
    let found = json(&home, &site.url("/news/"));
    assert_eq!((&found["what"], &found["target"]["kind"]), (&"listing".into(), &"feed".into()), "{found:#}");
    assert_eq!(found["target"]["why"], "the feed has 5 of the page's 5 items");
    assert!(site.asked("/comments/feed/").is_empty() && site.asked("/rss.xml").is_empty());

    let other = newsroom(&link("/blog.rss"));
    let item = ["x", "http://a.example/x", "Something else that the blog says", "", ""];
    other.set("/blog.rss", Answer::rss(rss("Blog", &[item])));
    let found = json(&home, &other.url("/news/"));
    assert_eq!(found["target"]["kind"], "newsroom", "{found:#}");
    assert_eq!((&found["feeds"][0]["items"], &found["feeds"][0]["shared"]), (&1.into(), &0.into()));
}

#[test]
fn a_feed_that_is_not_linked_is_found_where_the_platform_has_it() {
    let (site, home) = (newsroom("<meta name=generator content='WordPress 6.5'>"), Home::new(""));
    site.set("/news/feed/", feed(&site, 4));
    let found = json(&home, &site.url("/news/"));
    assert_eq!((&found["target"]["kind"], &found["feeds"][0]["guessed"]), (&"feed".into(), &true.into()), "{found:#}");
}

#[test]
fn a_feed_is_told_with_what_its_pages_add() {
    let (site, home) = (newsroom(""), Home::new(""));
    site.set("/feed.xml", feed(&site, 3).with("ETag", "\"1\"").with("Cache-Control", "max-age=3600"));
    let text = home.ok(&["probe", &site.url("/feed.xml")]);
    all_in(
        &text,
        &[
            "an RSS 2.0 feed with 3 items", "ETag: polls are conditional", "the server asks for 1h between polls",
            "body in 3 (its page has it)", "contacts ", "name = \"City news\"", "feed = \"",
        ],
    );
}

#[test]
fn a_release_a_home_page_and_a_page_of_scripts_say_what_to_do() {
    let (site, home) = (newsroom(""), Home::new(""));
    site.set(
        "/",
        Answer::html(
            "<h1>The city</h1><p>Welcome to the city.</p><nav><a href=/shop>Shop</a> <a href=/news/>Newsroom</a></nav>",
        ),
    );
    site.set("/app", Answer::html("<!doctype html><html><head><title>News</title><script src=/a.js></script></head><body><div id=root></div><noscript>You need to enable JavaScript to run this app.</noscript></body></html>"));
    let newsroom = format!("pressfeed probe {}", site.url("/news/"));
    let refused = |path: &str| {
        let output = home.run(&["probe", &site.url(path)]);
        assert_eq!(output.status.code(), Some(1), "{path}: {}", words(&output));
        words(&output)
    };
    all_in(&refused("/"), &["a page without a list of releases", "newsroom may be", &newsroom]);
    let one = home.ok(&["probe", &site.url("/news/release-0-of-the-city")]);
    all_in(&one, &["a release", "the release says", "date_published", "Nothing here can be polled as it is"]);
    all_in(&refused("/app"), &["drawn by script", "Look for a feed or a sitemap"]);
}

#[test]
fn what_cannot_be_had_is_said_with_what_to_do() {
    let (site, home) = (newsroom(""), Home::new(""));
    site.set("/robots.txt", Answer::new("text/plain", "User-agent: *\nDisallow: /private/\n"));
    site.set("/private/", listing(""));
    site.set(
        "/guarded",
        Answer { status: 403, ..Answer::html("<title>Just a moment...</title>") }.with("cf-mitigated", "challenge"),
    );
    for (path, parts) in [
        ("/nowhere", &["404", "gone or the address mistyped", "pressfeed probe"][..]),
        ("/private/", &["robots.txt", "line 2: Disallow: /private/", "ask its owner"][..]),
        ("/guarded", &["a bot challenge by Cloudflare", "ask its owner"][..]),
    ] {
        let output = home.run(&["probe", &site.url(path)]);
        assert_eq!(output.status.code(), Some(1), "{path}: {}", words(&output));
        all_in(&words(&output), parts);
        assert!(json(&home, &site.url(path))["error"].is_string());
    }
    assert!(site.asked("/private/").is_empty(), "a disallowed page was asked");
    let output = home.run(&["probe", "ftp://example.org/"]);
    assert_ne!(output.status.code(), Some(0), "{}", words(&output));
}

#[test]
fn adding_keeps_comments_and_what_was_added_is_polled() {
    let (site, home) = (newsroom(""), Home::new("# my sources\n[feed]\ntitle = \"Mine\"   # said so\n"));
    home.ok(&["probe", "--add", &site.url("/news/")]);
    let again = home.run(&["probe", "--add", &site.url("/news/")]);
    assert_eq!(again.status.code(), Some(0), "{}", words(&again));
    let text = fs::read_to_string(home.path("feeds.toml")).expect("the configuration");
    all_in(&text, &["# my sources", "title = \"Mine\"   # said so", "newsroom = \""]);
    assert_eq!(text.lines().filter(|line| line.starts_with("id = ")).count(), 1, "added once: {text}");
    all_in(&words(&home.run(&["probe", "--add", &site.url("/news/")])), &["polled already, as"]);
    home.ok(&["check"]);
    assert_eq!(home.poll(&[])[0]["new"], 5);
}

#[test]
fn a_recording_leaves_expectations_that_a_person_has_to_review() {
    let (site, home) = (newsroom(""), Home::new(""));
    let folder = home.path("fixtures/city");
    let folder = folder.to_str().expect("a path in UTF-8");
    home.ok(&["probe", "--add", "--record", folder, &site.url("/news/")]);
    let text = fs::read_to_string(home.path("fixtures/city/expected.toml")).expect("expectations");
    let expected: toml::Table = text.parse().expect("TOML");
    assert_eq!(expected["reviewed"], toml::Value::Boolean(false));
    let first = &expected["release"].as_array().expect("releases")[0];
    assert_eq!((first["title"].as_str(), first["published"].as_str()), (Some(TITLES[0]), Some("2024-05-20")));
    assert!(home.path("fixtures/city/NOTES.md").is_file());
    let (before, replay) = (site.seen().len(), ["--replay", folder]);
    assert_eq!(home.poll(&replay)[0]["new"], 5);
    assert_eq!(site.seen().len(), before, "a replay asks nobody");
    let again = home.run(&["probe", "--record", folder, &site.url("/news/")]);
    all_in(&words(&again), &["exists already"]);
}

/// The guide's newsroom, which lists its events above its releases.
const WALK: &str = "fixtures/_walkthrough";

#[test]
fn the_walk_through_of_the_guide_is_true() {
    let (home, replay) = (Home::new(""), project().join(WALK));
    let replay = replay.to_str().expect("a path in UTF-8");
    let url = "https://verband.example.org/presse";
    let wrong = home.ok(&["probe", "--replay", replay, url]);
    all_in(&wrong, &["Fachtag: Pflege", "runner-up  4 items at div.mitteilung"]);

    let pinned = project().join(WALK).join("feeds.toml");
    let config = ["--config", pinned.to_str().expect("a path in UTF-8")];
    let counts = home.ok(&[&["check", "--rules", "--replay", replay], &config[..]].concat());
    all_in(
        &counts,
        &[
            "feeds.toml:", "verband: item: 4 matches, the first \"", "verband: title: 4 matches",
            "verband: date: 4 matches",
        ],
    );
    let right = home.ok(&[&["probe", "--replay", replay, url], &config[..]].concat());
    all_in(
        &right,
        &["source verband", "read by    selectors", "2026-11-20", "Verband fordert", "presse@verband.example.org"],
    );
    assert!(!right.contains("Fachtag"), "{right}");

    let guide = fs::read_to_string(project().join("docs/GUIDE.md")).expect("the guide");
    let stanza = fs::read_to_string(pinned).expect("the stanza");
    for line in stanza.lines().filter(|line| line.contains(" = ")) {
        assert!(guide.contains(line), "the guide does not show {line:?}");
    }
}

#[test]
fn a_rule_that_matches_nothing_fails_the_check() {
    let (site, home) = (newsroom(""), Home::new(""));
    let stanza = format!(
        "[[source]]\nid = \"city\"\nname = \"City\"\nnewsroom = \"{}\"\n[source.select]\nitem = \"article.card\"\ntitle = \"h3 a\"\ndate = \"time\"\n",
        site.url("/news/")
    );
    home.configure(&format!("[fetch]\nallow_private_addresses = true\nper_host_delay = \"0s\"\n\n{stanza}"));
    let output = home.run(&["check", "--rules"]);
    assert_eq!(output.status.code(), Some(1));
    all_in(
        &words(&output),
        &["city: item: 5 matches", "city: title: 5 matches", "feeds.toml:17: city: date: error: 0 matches"],
    );
}
