//! Politeness, through the binary and HTTP: what origins see, and what the operator is told.

use std::time::Duration;

use crate::support::{Answer, Home, Site, program::wait, rss};
use serde_json::Value;

fn feed(numbers: std::ops::Range<usize>) -> String {
    let texts: Vec<[String; 5]> = numbers
        .rev()
        .map(|n| {
            let text = format!("Release {n} says this. {}", "And more of it. ".repeat(40));
            [format!("g{n}"), format!("http://example.org/{n}"), format!("Release number {n}"), text, String::new()]
        })
        .collect();
    let items: Vec<[&str; 5]> = texts.iter().map(|item| item.each_ref().map(String::as_str)).collect();
    rss("A", &items)
}

fn stanza(kind: &str, url: &str, more: &str) -> String {
    format!("[[source]]\nid = \"a\"\nname = \"A\"\n{kind} = \"{url}\"\nfill = \"never\"\n{more}\n")
}

/// A feed at `/feed` without an interval of its own, and its home.
fn polled(answer: Answer) -> (Site, Home) {
    let site = Site::start();
    site.set("/feed", answer);
    let home = Home::new(&stanza("feed", &site.url("/feed"), ""));
    (site, home)
}

fn list(home: &Home) -> Value {
    serde_json::from_str(home.ok(&["list", "--json"]).lines().next().expect("a line")).expect("JSON")
}

fn force(home: &Home) -> Value {
    home.poll(&["--force"]).swap_remove(0)
}

#[test]
fn validators_go_back_byte_for_byte_and_an_answer_without_any_clears_them() {
    let (site, home) =
        polled(Answer::rss(feed(0..3)).with("ETag", "W/\"odd:1,2\"").with("Last-Modified", "yesterday, about noon"));
    force(&home);
    assert_eq!(force(&home)["outcome"], "not-modified");
    site.set("/feed", Answer::rss(feed(0..4)));
    assert_eq!(force(&home)["new"], 1);
    assert_eq!(force(&home)["outcome"], "unchanged", "the body is compared where there are no validators");
    let seen = site.asked("/feed");
    let sent = |n: usize, name: &str| seen[n].headers.get(name).map(String::as_str);
    assert_eq!(
        (sent(0, "if-none-match"), sent(0, "a-im"), sent(0, "cookie"), sent(0, "referer")),
        (None, None, None, None)
    );
    assert_eq!(sent(1, "if-none-match"), Some("W/\"odd:1,2\""));
    assert_eq!(sent(1, "if-modified-since"), Some("yesterday, about noon"));
    assert_eq!(sent(1, "a-im"), Some("feed"));
    assert_eq!((sent(3, "if-none-match"), sent(3, "if-modified-since")), (None, None));
    assert!(sent(1, "user-agent").unwrap().starts_with("pressfeed/") && sent(1, "accept").unwrap().contains("atom"));
    assert!(seen.iter().all(|seen| seen.method == "GET"));
}

#[test]
fn a_server_without_validators_is_asked_hourly_at_most_and_the_list_says_why() {
    let (site, home) = polled(Answer::rss(feed(0..3)));
    force(&home);
    let reason = list(&home)["reason"].to_string();
    assert!(reason.contains("at most hourly without validators"), "{reason}");
    home.configure(&format!(
        "[fetch]\nallow_private_addresses = true\n{}",
        stanza("feed", &site.url("/feed"), "interval = \"15m\"")
    ));
    force(&home);
    assert_eq!(list(&home)["reason"], "every 15m (configured)", "unless its stanza sets an interval");
}

#[test]
fn hints_hold_on_200_and_on_304() {
    let (site, home) = polled(Answer::rss(feed(0..3)).with("ETag", "\"1\"").with("Cache-Control", "max-age=7200"));
    assert_eq!(force(&home)["next"]["reason"], "max-age or Expires 2h");
    site.set("/feed", Answer::rss(feed(0..3)).with("ETag", "\"1\"").with("Cache-Control", "max-age=10800"));
    let report = force(&home);
    assert_eq!(
        (&report["outcome"], &report["next"]["reason"]),
        (&"not-modified".into(), &"max-age or Expires 3h".into())
    );
    assert!(home.poll(&[]).is_empty(), "nothing is due");
}

#[test]
fn retry_after_holds_over_a_restart_and_is_never_shortened() {
    let (site, home) = polled(Answer::status(503).with("Retry-After", "400000"));
    let report = force(&home);
    assert_eq!(report["next"]["reason"], "Retry-After 4d 15h");
    let daemon = home.start(&[]);
    std::thread::sleep(Duration::from_millis(1500));
    daemon.signal("HUP");
    std::thread::sleep(Duration::from_millis(1000));
    assert_eq!(site.asked("/feed").len(), 1, "neither a start nor a reload asks early");
}

#[test]
fn a_permanent_redirect_is_adopted_after_three_sightings_of_the_same_feed_only() {
    let (site, home) = polled(Answer::rss(feed(0..3)));
    force(&home);
    site.set("/new", Answer::rss(feed(0..4)));
    site.set("/feed", Answer::status(301).with("Location", "/new"));
    for _ in 0..3 {
        force(&home);
    }
    assert_eq!(list(&home)["moved_to"], site.url("/new"));
    force(&home);
    assert_eq!((site.asked("/feed").len(), site.asked("/new").len()), (4, 4), "asked at its new address");
    // gone from there, the configured address has the last word again
    site.set("/new", Answer::status(410));
    force(&home);
    assert_eq!((&list(&home)["moved_to"], &list(&home)["state"]), (&Value::Null, &"failing".into()));
}

#[test]
fn a_redirect_to_another_feed_or_for_a_while_is_never_adopted() {
    for (status, numbers) in [(301, 50..53), (302, 0..3)] {
        let (site, home) = polled(Answer::rss(feed(0..3)));
        force(&home);
        site.set("/new", Answer::rss(feed(numbers)));
        site.set("/feed", Answer::status(status).with("Location", "/new"));
        force(&home);
        // the portal shows something else each time
        for n in 0..4 {
            if status == 301 {
                site.set("/new", Answer::rss(feed(60 + 9 * n..62 + 9 * n)));
            }
            force(&home);
        }
        assert_eq!(list(&home)["moved_to"], Value::Null, "{status}");
    }
}

#[test]
fn a_410_ends_polling() {
    let (site, home) = polled(Answer::status(410));
    home.poll(&[]);
    assert_eq!((&list(&home)["state"], home.poll(&[]).len()), (&"gone".into(), 0));
    assert_eq!(site.asked("/feed").len(), 1);
}

#[test]
fn a_feed_that_is_not_found_has_its_new_address_proposed_and_is_not_switched() {
    let (site, home) = polled(Answer::status(404));
    site.set(
        "/feed",
        Answer::rss(
            feed(0..3).replace("<link>http://example.org/</link>", &format!("<link>{}</link>", site.url("/press/"))),
        ),
    );
    force(&home);
    site.set("/feed", Answer::status(404));
    site.set(
        "/press/",
        Answer::html("<!doctype html><title>N</title><link rel=alternate type=application/rss+xml href=/broken><link rel=alternate type=application/rss+xml href=/moved>"),
    );
    site.set("/broken", Answer::html("no feed"));
    site.set("/moved", Answer::rss(feed(0..3)));
    let first = force(&home);
    assert!(site.asked("/press/").is_empty(), "one failure may be the server's mood");
    assert_eq!(first["next"]["reason"], "backoff: not found: 1 failure");
    let second = force(&home);
    assert!(second["error"].as_str().unwrap().contains(&site.url("/moved")), "{second}");
    assert_eq!(list(&home)["proposed"], serde_json::json!([site.url("/moved")]));
    force(&home);
    assert_eq!((site.asked("/press/").len(), site.asked("/moved").len()), (1, 1), "asked once, and not polled");
    assert_eq!(list(&home)["moved_to"], Value::Null);
}

#[test]
fn a_challenge_for_browsers_is_recognised_and_said() {
    let (_site, home) = polled(Answer::status(403).with("cf-mitigated", "challenge").with("Server", "cloudflare"));
    let report = force(&home);
    let error = report["error"].as_str().unwrap();
    assert!(error.contains("bot challenge by Cloudflare") && error.contains("ask its owner"), "{error}");
}

#[test]
fn configured_headers_stay_at_their_host_and_never_show() {
    let (site, other) = (Site::start(), Site::on("127.0.0.2:0"));
    other.set("/elsewhere", Answer::rss(feed(0..3)));
    site.set("/feed", Answer::status(302).with("Location", &other.url("/elsewhere")));
    let home = Home::new("");
    home.configure(&format!(
        "[fetch]\nallow_private_addresses = true\n{}",
        stanza("feed", &site.url("/feed"), "headers = { Authorization = \"Bearer ${PRESS_TOKEN}\" }")
    ));
    let run = |words: &[&str]| {
        let output = home.command(words).env("PRESS_TOKEN", "s3cr3t-value").env("RUST_LOG", "trace").output().unwrap();
        String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned()
    };
    let said = run(&["poll", "--json"]) + &run(&["list", "--json"]) + &run(&["list"]) + &run(&["check"]);
    assert!(said.contains("modified") && !said.contains("s3cr3t-value"), "{said}");
    assert_eq!(site.asked("/feed")[0].headers["authorization"], "Bearer s3cr3t-value");
    assert!(!other.asked("/elsewhere")[0].headers.contains_key("authorization"));
    if crate::support::program::on_server() {
        return;
    }
    let database = std::fs::read(home.path("test.db")).unwrap();
    assert!(!database.windows(12).any(|window| window == b"s3cr3t-value"));
}

#[test]
fn a_delta_adds_and_takes_nothing_away() {
    let (site, home) = polled(Answer::rss(feed(0..3)).with("ETag", "\"1\""));
    force(&home);
    site.set("/feed", Answer { status: 226, ..Answer::rss(feed(3..4)).with("ETag", "\"2\"").with("IM", "feed") });
    assert_eq!(force(&home)["new"], 1);
    assert_eq!(force(&home)["items"], 1);
    assert_eq!(site.asked("/feed")[2].headers["if-none-match"], "\"2\"");
    assert_eq!(list(&home)["drift"], Value::Null);
    assert_eq!(home.items().len(), 4);
}

#[test]
fn our_own_outage_blames_nobody() {
    let sites: Vec<Site> = (11..15).map(|n| Site::on(&format!("127.0.0.{n}:0"))).collect();
    let mut stanzas = String::new();
    for (number, site) in sites.iter().enumerate() {
        site.set("/feed", Answer::rss(feed(number * 10..number * 10 + 3)).with("Connection", "close"));
        stanzas += &stanza("feed", &site.url("/feed"), "interval = \"2s\"").replace("\"a\"", &format!("\"s{number}\""));
    }
    let home = Home::new(&stanzas);
    let daemon = home.start(&[]);
    wait(|| sites.iter().all(|site| site.asked("/feed").len() > 1), String::new);
    drop(sites);
    let told = || home.ok(&["list", "--json"]);
    wait(|| told().matches("our own network seems to be down").count() == 4, told);
    assert_eq!(told().matches("\"failures\":0").count(), 4, "{}", told());
    drop(daemon);
}

#[test]
fn drift_is_listed_alarmed_and_counted_but_never_in_a_content_feed() {
    let (site, home) = polled(Answer::rss(feed(0..5)).with("ETag", "\"1\""));
    force(&home);
    site.set("/feed", Answer::rss(rss("A", &[])).with("ETag", "\"2\""));
    force(&home);
    let row = list(&home);
    assert_eq!(
        (&row["state"], &row["drift"]),
        (&"drifting".into(), &"nothing is found any more, where 5 items were".into())
    );
    let daemon = home.start(&["--replay", "."]);
    let (alarms, content) = (daemon.get("/status.atom").unwrap().text(), daemon.get("/feed.atom").unwrap().text());
    assert!(alarms.contains("nothing is found any more") && !content.contains("nothing is found"), "{alarms}");
    assert!(daemon.get("/status").unwrap().text().contains("nothing is found any more"));
    let metrics = daemon.get("/metrics").unwrap().text();
    assert!(metrics.contains("pressfeed_source_trouble{source=\"a\",kind=\"drifting\"} 1"), "{metrics}");
}

#[test]
fn a_rule_that_matches_nothing_is_drift() {
    let site = Site::start();
    let records: String = (1..8)
        .map(|n| format!("<article><h2><a href=\"/news/{n}\">Release number {n} of the house</a></h2><time datetime=\"2026-11-0{n}\">{n}</time></article>"))
        .collect();
    site.set(
        "/news",
        Answer::html(format!("<!doctype html><title>N</title><main>{records}</main>")).with("ETag", "\"1\""),
    );
    let select = "[source.select]\nitem = \"article\"\ntitle = \"h2 a\"\ndate = \".nowhere\"";
    let home = Home::new(&stanza("newsroom", &site.url("/news"), select));
    assert_eq!(force(&home)["new"], 7);
    assert_eq!(list(&home)["drift"], "select.date matches in 0 of 7 records");
    assert_eq!(site.asked("/robots.txt").len(), 1, "robots.txt before a page");
}
