//! WebSub, the subscriber's side: the cases of the websub.rocks suite, through the binary and HTTP, with a hub of our own.

use std::{thread, time::Duration};

use crate::support::{Answer, Daemon, Home, Hub, Site, http, program::wait};

const FEED: &str = "application/rss+xml";
const LEASE: u64 = 864_000;

fn items(numbers: std::ops::Range<usize>) -> String {
    let item = |number: usize| {
        let (link, text) = (format!("http://example.org/{number}"), "A few words that are the release. ".repeat(20));
        format!(
            "<item><guid isPermaLink=\"false\">g{number}</guid><link>{link}</link><title>Release number {number}</title><description>{text}{number}</description></item>"
        )
    };
    numbers.rev().map(item).collect()
}

fn document(head: &str, numbers: std::ops::Range<usize>) -> String {
    format!(
        "<rss version=\"2.0\" xmlns:atom=\"http://www.w3.org/2005/Atom\"><channel><title>A</title>\
         <link>http://example.org/</link><description>d</description>{head}{}</channel></rss>",
        items(numbers)
    )
}

/// A source whose feed names the hub in its headers; every second of its interval it would be polled.
fn subscribed() -> (Site, Hub, Home, Daemon) {
    let (site, hub) = (Site::start(), Hub::start());
    let answer = Answer::rss(document("", 0..3)).with("ETag", "\"1\"");
    let links = format!("<{}>; rel=\"self\", <{}>; rel=\"hub\"", site.url("/feed"), hub.url());
    site.set("/feed", answer.with("Link", &links));
    let home = Home::new(&stanza("feed", &site.url("/feed")));
    let daemon = home.start(&[]);
    (site, hub, home, daemon)
}

fn stanza(kind: &str, url: &str) -> String {
    format!("[[source]]\nid = \"a\"\nname = \"A\"\n{kind} = \"{url}\"\ninterval = \"1s\"\nfill = \"never\"\n")
}

fn titles(daemon: &Daemon) -> Vec<String> {
    let feed = daemon.get("/feed.json").expect("a feed").json();
    let items = feed["items"].as_array().cloned().unwrap_or_default();
    items.iter().filter_map(|item| item["title"].as_str().map(str::to_owned)).collect()
}

fn shows(daemon: &Daemon, number: usize) -> bool {
    titles(daemon).contains(&format!("Release number {number}"))
}

/// Sets up a site, and gives the topic that its subscriber asks the hub for.
fn topic_of(kind: &str, prepare: impl Fn(&Site, &Hub)) -> (Site, Hub, String) {
    let (site, hub) = (Site::start(), Hub::start());
    prepare(&site, &hub);
    let home = Home::new(&stanza(kind, &site.url("/topic")));
    let _daemon = home.start(&[]);
    let topic = hub.subscription(0).topic().to_owned();
    (site, hub, topic)
}

fn in_headers(answer: Answer, itself: &str, hub: &str) -> Answer {
    answer.with("Link", &format!("<{itself}>; rel=\"self\"")).with("Link", &format!("<{hub}>; rel=\"hub\""))
}

#[test]
fn case_100_a_hub_in_the_headers_is_found() {
    let (site, hub, topic) = topic_of("feed", |site, hub| {
        site.set("/topic", in_headers(Answer::rss(document("", 0..3)), &site.url("/topic"), &hub.url()));
    });
    assert_eq!(topic, site.url("/topic"));
    let form = hub.subscription(0).form;
    assert_eq!(form["hub.mode"], "subscribe");
    assert!(form["hub.callback"].contains("/websub/callback/"), "{form:?}");
    assert!((32..200).contains(&form["hub.secret"].len()), "a secret of fewer than 200 bytes");
}

#[test]
fn case_101_a_hub_in_the_tags_of_a_page_is_found() {
    let (site, _, topic) = topic_of("newsroom", |site, hub| {
        let record = |n: usize| {
            format!(
                "<article><h2><a href=\"/news/{n}\">Release number {n} of the house</a></h2><time datetime=\"2026-11-0{n}\">{n} November 2026</time><p>A teaser of it.</p></article>"
            )
        };
        let records: String = (1..8).rev().map(record).collect();
        let links =
            format!("<link rel=\"hub\" href=\"{}\"><link rel=\"self\" href=\"{}\">", hub.url(), site.url("/topic"));
        site.set("/topic", Answer::html(format!("<!doctype html><html lang=en><head><title>N</title>{links}</head><body><main><h1>News</h1>{records}</main></body></html>")));
    });
    assert_eq!(topic, site.url("/topic"));
}

#[test]
fn case_102_a_hub_in_an_atom_feed_is_found() {
    let (site, _, topic) = topic_of("feed", |site, hub| {
        let (itself, hub) = (site.url("/topic"), hub.url());
        let feed = format!(
            "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>A</title><id>urn:x:a</id><updated>2026-11-24T10:00:00Z</updated>\
             <link rel=\"self\" href=\"{itself}\"/><link rel=\"hub\" href=\"{hub}\"/>\
             <entry><title>One</title><id>urn:x:1</id><updated>2026-11-24T10:00:00Z</updated><link href=\"http://example.org/1\"/></entry></feed>"
        );
        site.set("/topic", Answer::new("text/xml", feed));
    });
    assert_eq!(topic, site.url("/topic"));
}

#[test]
fn case_103_a_hub_in_an_rss_feed_is_found() {
    let (site, _, topic) = topic_of("feed", |site, hub| {
        let (itself, hub) = (site.url("/topic"), hub.url());
        let links = format!("<atom:link rel=\"self\" href=\"{itself}\"/><atom:link rel=\"hub\" href=\"{hub}\"/>");
        site.set("/topic", Answer::new("text/xml", document(&links, 0..3)));
    });
    assert_eq!(topic, site.url("/topic"));
}

#[test]
fn case_104_the_headers_go_before_the_document() {
    let (site, hub, topic) = topic_of("feed", |site, hub| {
        let links = format!(
            "<atom:link rel=\"self\" href=\"{}\"/><atom:link rel=\"hub\" href=\"{}\"/>",
            site.url("/wrong"),
            hub.site.url("/wronghub")
        );
        site.set("/topic", in_headers(Answer::rss(document(&links, 0..3)), &site.url("/topic"), &hub.url()));
    });
    assert_eq!(topic, site.url("/topic"));
    assert!(hub.site.asked("/wronghub").is_empty());
}

#[test]
fn case_200_the_topic_is_what_the_feed_calls_itself() {
    let (site, _, topic) = topic_of("feed", |site, hub| {
        site.set("/topic", in_headers(Answer::rss(document("", 0..3)), &site.url("/topic?self=other"), &hub.url()));
    });
    assert_eq!(topic, site.url("/topic?self=other"));
}

#[test]
fn cases_201_and_202_a_redirected_topic_is_the_one_that_it_leads_to() {
    for status in [302, 301] {
        let (site, _, topic) = topic_of("feed", |site, hub| {
            site.set("/topic", Answer::status(status).with("Location", "/topic?redirect=complete"));
            let answer = Answer::rss(document("", 0..3));
            site.set("/topic?redirect=complete", in_headers(answer, &site.url("/topic?redirect=complete"), &hub.url()));
        });
        assert_eq!(topic, site.url("/topic?redirect=complete"), "{status}");
    }
}

#[test]
fn cases_203_and_204_a_redirected_hub_gets_the_same_request() {
    for status in [307, 308] {
        let (site, hub, topic) = topic_of("feed", |site, hub| {
            hub.site.set("/old", Answer::status(status).with("Location", "/hub"));
            site.set("/topic", in_headers(Answer::rss(document("", 0..3)), &site.url("/topic"), &hub.site.url("/old")));
        });
        assert_eq!((topic, hub.site.asked("/old").len()), (site.url("/topic"), 1), "{status}");
    }
}

#[test]
fn case_205_a_verification_of_what_was_not_asked_for_is_refused() {
    let (site, hub, _home, daemon) = subscribed();
    let asked = hub.subscription(0);
    assert_eq!(asked.verify(&site.url("/other"), LEASE).status, 404);
    assert_eq!(http::get(daemon.address, "/websub/callback/guessed?hub.mode=subscribe").unwrap().status, 404);
    let (topic, unsubscribe) = (asked.topic().to_owned(), asked.form["hub.callback"].replace("http://", ""));
    let path =
        format!("/{}?hub.mode=unsubscribe&hub.topic={topic}&hub.challenge=x", unsubscribe.split_once('/').unwrap().1);
    assert_eq!(http::get(daemon.address, &path).unwrap().status, 404, "nobody asked to end it");
    let answer = asked.verify(&topic, LEASE);
    assert_eq!((answer.status, answer.text().as_str()), (200, "say it"));
    assert!(answer.header("content-type").unwrap().starts_with("text/plain"));
}

#[test]
fn case_300_polling_rests_and_a_push_is_in_the_feed_when_it_is_acknowledged() {
    let (site, hub, home, daemon) = subscribed();
    let asked = hub.subscription(0);
    wait(|| site.asked("/feed").len() > 1, String::new);
    assert_eq!(asked.verify(asked.topic(), LEASE).status, 200);
    wait(|| home.ok(&["list", "--json"]).contains("has promised to push it"), || home.ok(&["list", "--json"]));
    let before = site.asked("/feed").len();
    for (number, method) in ["sha1", "sha256", "sha384", "sha512"].into_iter().enumerate() {
        let answer = asked.push(method, FEED, &document("", 3 + number..4 + number));
        assert_eq!(answer.status, 200, "{method}: {}", answer.text());
        // an outdated document is handed out for a moment
        wait(|| shows(&daemon, 3 + number), || format!("{:?}", titles(&daemon)));
    }
    assert_eq!(titles(&daemon).len(), 7, "a push that lacks the old ones takes nothing away");
    thread::sleep(Duration::from_secs(3));
    assert_eq!(site.asked("/feed").len(), before, "polling rests");
    assert!(home.ok(&["list", "--json"]).contains("pushes it"));
    let metrics = daemon.get("/metrics").unwrap().text();
    assert!(metrics.contains("pressfeed_sources_pushed 1") && metrics.contains("{outcome=\"pushed\"} 4"), "{metrics}");
    assert!(!home.ok(&["list", "--json"]).contains(&asked.form["hub.secret"]), "secrets never show");
}

#[test]
fn cases_301_and_302_a_push_without_a_signature_that_holds_is_ignored() {
    let (_site, hub, _home, daemon) = subscribed();
    let asked = hub.subscription(0);
    asked.verify(asked.topic(), LEASE);
    let body = document("", 8..9);
    let other = asked.signature("sha256", "another body");
    for headers in [&[("Content-Type", FEED)][..], &[("X-Hub-Signature", &*other)], &[("X-Hub-Signature", "md5=00")]] {
        assert_eq!(asked.push_with(headers, &body).status, 403, "{headers:?}");
    }
    assert!(!shows(&daemon, 8));
    let unknown = http::request(daemon.address, "POST", "/websub/callback/x", &[], body.as_bytes()).unwrap();
    assert_eq!(unknown.status, 410, "its hub may forget it");
}

#[test]
fn a_push_that_cannot_be_read_makes_the_source_be_asked() {
    let (site, hub, home, _daemon) = subscribed();
    let asked = hub.subscription(0);
    asked.verify(asked.topic(), LEASE);
    wait(|| home.ok(&["list", "--json"]).contains("has promised to push it"), String::new);
    let before = site.asked("/feed").len();
    assert!((200..300).contains(&asked.push("sha256", "text/plain", "ping").status));
    wait(|| site.asked("/feed").len() > before, String::new);
}

#[test]
fn a_subscription_outlives_a_restart_and_ends_with_its_lease() {
    let (site, hub, home, daemon) = subscribed();
    let asked = hub.subscription(0);
    asked.verify(asked.topic(), 6);
    wait(|| home.ok(&["list", "--json"]).contains("has promised to push it"), String::new);
    daemon.signal("TERM");
    daemon.ended(Duration::from_secs(5));
    let daemon = home.start(&[]);
    assert_eq!(asked.push("sha256", FEED, &document("", 5..6)).status, 200);
    wait(|| shows(&daemon, 5), || format!("{:?}", titles(&daemon)));
    // renewed under the same callback when it has run out, and polled again meanwhile
    let (renewed, polls) = (hub.subscription(1), site.asked("/feed").len());
    assert_eq!(renewed.form["hub.callback"], asked.form["hub.callback"]);
    wait(|| site.asked("/feed").len() > polls + 1, String::new);
}

#[test]
fn a_hub_that_does_not_push_is_found_out_and_polling_wakes() {
    let (site, hub, home, daemon) = subscribed();
    let asked = hub.subscription(0);
    asked.verify(asked.topic(), LEASE);
    wait(|| home.ok(&["list", "--json"]).contains("has promised to push it"), String::new);
    daemon.signal("TERM");
    daemon.ended(Duration::from_secs(5));
    site.set("/feed", Answer::rss(document("", 0..4)));
    let report = home.poll(&["a"]);
    assert_eq!(report[0]["new"], 1, "{report:?}");
    assert_eq!(report[0]["next"]["reason"], "every 1s (configured)");
    let _daemon = home.start(&[]);
    let before = site.asked("/feed").len();
    wait(|| site.asked("/feed").len() > before + 1, String::new);
    assert_eq!(hub.asked().len(), 1, "the subscription is kept");
    // a push puts it to rest again
    assert_eq!(asked.push("sha256", FEED, &document("", 7..8)).status, 200);
    wait(|| home.ok(&["list", "--json"]).contains("pushes it"), || home.ok(&["list", "--json"]));
}

#[test]
fn a_hub_that_says_no_leaves_polling_as_it_was() {
    let (site, hub, home, _daemon) = subscribed();
    let asked = hub.subscription(0);
    assert_eq!(asked.deny().status, 200);
    wait(|| home.ok(&["list", "--json"]).contains("its hub refuses: not today"), || home.ok(&["list", "--json"]));
    let before = site.asked("/feed").len();
    wait(|| site.asked("/feed").len() > before + 1, String::new);
    assert_eq!(hub.asked().len(), 1, "nor is it asked at once again");
}
