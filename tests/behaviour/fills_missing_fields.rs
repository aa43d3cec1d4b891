//! What a feed or a listing leaves out comes from the release's own page, and says so.

use crate::support::{Answer, Home, Site, rss};

const PAGE: &str = r#"<!doctype html><html lang="en"><head><title>Bridge opens - Sample City</title>
<meta property="og:image" content="/bridge.jpg"><meta property="og:site_name" content="Sample City">
<script type="application/ld+json">{"@context":"https://schema.org","@type":"NewsArticle","headline":"Bridge opens",
"datePublished":"2026-11-03T09:30:00+01:00"}</script></head><body>
<nav><a href="/">Home</a> <a href="/news">News</a></nav>
<main><h1>Bridge opens</h1><p>The bridge over the river opens on Tuesday, after three years of work and at the price
that was planned, as the city said in a statement this morning to all who asked.</p>
<p>It carries a road, a path and a tramway, and replaces a bridge from the century before last. The old one stays for
those who walk.</p><h2>Press contact</h2><p>Kim Sample, press officer<br>press@city.example<br>+44 20 7946 0123</p></main>
<footer>Imprint</footer></body></html>"#;

fn polled(site: &Site, lines: &str) -> (Home, Vec<serde_json::Value>) {
    let home = Home::new(&format!("[[source]]\nid = \"city\"\nname = \"Sample City\"\n{lines}"));
    let reports = home.poll(&[]);
    assert!(reports[0]["error"].is_null(), "{reports:#?}\n{:#?}", site.seen());
    let items = home.items();
    (home, items)
}

fn site_with_titles_only() -> Site {
    let site = Site::start();
    site.set("/page", Answer::html(PAGE));
    let link = site.url("/page");
    site.set("/feed", Answer::rss(rss("Sample City", &[["1", &link, "Bridge opens", "", ""]])));
    site
}

#[test]
fn date_body_image_and_contact_come_from_the_page_with_their_origins() {
    let site = site_with_titles_only();
    let (_home, items) = polled(&site, &format!("feed = \"{}\"\n", site.url("/feed")));
    let item = &items[0];
    let ours = &item["_pressfeed"];
    assert_eq!(item["date_published"], "2026-11-03T09:30:00+01:00", "{item:#}");
    assert!(item["content_text"].as_str().is_some_and(|text| text.contains("a tramway")), "{item:#}");
    assert!(!item["content_text"].to_string().contains("Imprint"), "{item:#}");
    assert_eq!(item["image"], site.url("/bridge.jpg"));
    assert_eq!(ours["contacts"][0]["emails"][0], "press@city.example");
    assert_eq!(
        (&ours["provenance"]["title"], &ours["provenance"]["date_published"]),
        (&"feed".into(), &"json-ld".into())
    );
}

#[test]
fn robots_txt_is_asked_before_a_page_and_obeyed() {
    let site = site_with_titles_only();
    site.set("/robots.txt", Answer::new("text/plain", "User-agent: pressfeed\nDisallow: /page\n"));
    let (_home, items) = polled(&site, &format!("feed = \"{}\"\n", site.url("/feed")));
    assert_eq!(items[0]["title"], "Bridge opens");
    assert!(site.asked("/page").is_empty(), "a forbidden page was asked");
    assert_eq!(site.asked("/robots.txt").len(), 1);
}

#[test]
fn a_failing_page_is_a_warning_the_release_is_kept_and_completed_later() {
    let site = site_with_titles_only();
    site.set("/page", Answer::status(503));
    let home = Home::new(&format!("[[source]]\nid = \"city\"\nname = \"City\"\nfeed = \"{}\"\n", site.url("/feed")));
    let first = home.poll(&[]);
    assert_eq!((&first[0]["new"], first[0]["warnings"].as_array().map(Vec::len)), (&1.into(), Some(1)), "{first:#?}");
    site.set("/page", Answer::html(PAGE));
    home.poll(&["--force"]);
    let items = home.items();
    assert_eq!(items.len(), 1);
    assert_eq!(items[0]["date_published"], "2026-11-03T09:30:00+01:00", "{:#}", items[0]);
}

#[test]
fn a_feed_that_answers_for_a_page_gives_no_text() {
    let site = site_with_titles_only();
    let link = site.url("/other");
    let other = ["2", &link, "A tunnel opens", "The tunnel below the hill opens on Friday.", ""];
    site.set("/page", Answer::rss(rss("Sample City", &[other])));
    let (_home, items) = polled(&site, &format!("feed = \"{}\"\n", site.url("/feed")));
    assert_eq!((items.len(), site.asked("/page").len()), (1, 1));
    assert!(!items[0].to_string().contains("tunnel"), "{:#}", items[0]);
}

#[test]
fn fill_never_asks_no_page() {
    let site = site_with_titles_only();
    let (_home, items) = polled(&site, &format!("feed = \"{}\"\nfill = \"never\"\n", site.url("/feed")));
    assert_eq!((items.len(), site.asked("/page").len()), (1, 0));
}

#[test]
fn a_listing_without_a_feed_is_read_and_filled() {
    let site = Site::start();
    let mut list = String::from("<!doctype html><html lang=en><title>News</title><main><h1>News</h1><ul>");
    for (n, day) in [(1, "3 November 2026"), (2, "27 October 2026"), (3, "9 October 2026"), (4, "28 September 2026")] {
        list += &format!("<li><span>{day}</span> <a href=\"/news/{n}\">A sample release with the number {n}</a></li>");
        let page = PAGE.replace("Bridge opens", &format!("A sample release with the number {n}"));
        site.set(&format!("/news/{n}"), Answer::html(page.replace("2026-11-03T09:30:00+01:00", "")));
    }
    site.set("/news", Answer::html(list + "</ul></main></html>"));
    let (_home, items) = polled(&site, &format!("newsroom = \"{}\"\n", site.url("/news")));
    assert_eq!(items.len(), 4, "{items:#?}");
    assert_eq!(items[0]["title"], "A sample release with the number 1");
    assert!(items[0]["date_published"].as_str().is_some_and(|time| time.starts_with("2026-11-03")), "{:#}", items[0]);
    assert!(items[3]["content_text"].as_str().is_some_and(|text| text.contains("a tramway")), "{:#}", items[3]);
}
