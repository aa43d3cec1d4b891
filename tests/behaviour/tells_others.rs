//! Others are told of stories: in order, at least once, signed; and what arrives is tagged by what it says.

use std::{thread, time::Duration};

use ring::hmac;

use crate::support::{Answer, Home, Site, program::wait, rss};

/// The newest first, as feeds are.
fn feed(numbers: std::ops::Range<u32>) -> Answer {
    let items: Vec<[String; 5]> = numbers
        .rev()
        .map(|number| {
            let link = format!("https://org.example/{number}");
            let text = format!("Its text, the {number}, which differs: {}", number * 7919);
            [
                link.clone(),
                link,
                format!("Release number {number}"),
                text,
                format!("{:02} Sep 2026 08:00:00 GMT", number + 1),
            ]
        })
        .collect();
    let items: Vec<[&str; 5]> = items.iter().map(|item| item.each_ref().map(String::as_str)).collect();
    Answer::rss(rss("Org", &items))
}

fn stanzas(site: &Site, notify: &str) -> String {
    format!(
        "[[source]]\nid = \"org\"\nname = \"Org\"\nfeed = \"{}\"\ninterval = \"1s\"\nfill = \"never\"\n\n{notify}",
        site.url("/feed")
    )
}

/// Titles that arrived at a path and were taken, in order.
fn told(site: &Site, path: &str) -> Vec<String> {
    let bodies = site.asked(path).into_iter().map(|seen| serde_json::from_slice::<serde_json::Value>(&seen.body));
    bodies.filter_map(|body| body.ok()?["title"].as_str().map(str::to_owned)).collect()
}

#[test]
fn a_receiver_that_was_away_hears_of_every_story_in_order_and_signed() {
    let site = Site::start();
    site.set("/feed", feed(0..2));
    site.set("/hook", Answer::status(500));
    let hook = format!("[[notify]]\nurl = \"{}\"\nsecret = \"a shared word\"\n", site.url("/hook"));
    let home = Home::new(&stanzas(&site, &hook));
    let daemon = home.start(&[]);
    wait(|| daemon.get("/feed.atom").is_some_and(|feed| feed.text().contains("number 1")), || "no feed".into());
    site.set("/feed", feed(0..5));
    wait(|| !site.asked("/hook").is_empty(), || "nobody was told".into());
    // killed in the middle, and back
    drop(daemon);
    site.set("/hook", Answer::status(204));
    let before = site.asked("/hook").len();
    let _daemon = home.start(&[]);
    let seen = || told(&site, "/hook").split_off(before);
    wait(|| seen().iter().any(|title| title.ends_with('4')), || format!("{:?}", seen()));
    let mut heard = seen();
    heard.dedup();
    // the first poll may have been before the receiver was known, or after
    heard.retain(|title| !title.ends_with(['0', '1']));
    assert_eq!(heard, [2, 3, 4].map(|number| format!("Release number {number}")), "the oldest first, each of them");
    let last = site.asked("/hook").pop().expect("a letter");
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, b"a shared word"), &last.body);
    let hex: String = tag.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(last.headers.get("x-hub-signature-256").map(String::as_str), Some(&*format!("sha256={hex}")));
}

#[test]
fn rooms_are_told_in_their_own_forms_and_only_of_what_they_asked_for() {
    let site = Site::start();
    site.set("/feed", feed(0..1));
    for path in ["/slack", "/room", "/", "/other"] {
        site.set(path, Answer::status(200));
    }
    let hooks = format!(
        "[[rule]]\nmatch = {{ title = \"number 2\" }}\nadd = [\"second\"]\n\n[[rule]]\nmatch = {{ title = \"number 3\" }}\ndrop = true\n\n\
         [[notify]]\ntags = [\"second\"]\nurl = \"{}\"\nformat = \"slack\"\n\n[[notify]]\nurl = \"{}\"\nformat = \"matrix\"\n\n\
         [[notify]]\nurl = \"{}\"\nformat = \"ntfy\"\n",
        site.url("/slack"),
        site.url("/room"),
        site.url("/press")
    );
    let home = Home::new(&stanzas(&site, &hooks));
    let daemon = home.start(&[]);
    wait(|| daemon.get("/feed.atom").is_some_and(|feed| feed.text().contains("number 0")), || "no feed".into());
    thread::sleep(Duration::from_millis(1_200));
    site.set("/feed", feed(0..4));
    let body = |path: &str| site.asked(path).pop().map(|seen| String::from_utf8_lossy(&seen.body).into_owned());
    wait(
        || body("/slack").is_some() && body("/room").is_some() && body("/").is_some(),
        || format!("{:?}", site.seen().len()),
    );
    assert!(body("/slack").is_some_and(|text| text.contains("Release number 2") && text.contains("/release/")));
    assert_eq!(site.asked("/slack").len(), 1, "one story has the tag");
    assert!(body("/room").is_some_and(|text| text.contains("formatted_body")));
    assert!(body("/").is_some_and(|text| text.contains("\"topic\":\"press\"")));
    assert!(!daemon.get("/feed.atom").expect("a feed").text().contains("number 3"), "a rule dropped it");
    assert_eq!(daemon.get("/tag/second").expect("a page").status, 200);
}

#[test]
fn an_address_that_is_not_for_strangers_is_refused() {
    let (site, other) = (Site::start(), Site::on("127.0.0.2:0"));
    site.set("/feed", feed(0..1));
    other.set("/hook", Answer::status(200));
    let home = Home::new("");
    let stanzas = stanzas(&site, &format!("[[notify]]\nurl = \"{}\"\n", other.url("/hook")));
    home.configure(&format!(
        "[fetch]\nallow_addresses = [\"127.0.0.1/32:{}\"]\nmin_interval = \"1s\"\nper_host_delay = \"0s\"\n\n{stanzas}",
        site.address.port()
    ));
    let daemon = home.start(&[]);
    for last in [0, 1] {
        site.set("/feed", feed(0..last + 1));
        let title = format!("number {last}");
        wait(|| daemon.get("/feed.atom").is_some_and(|feed| feed.text().contains(&title)), || "no feed".into());
    }
    thread::sleep(Duration::from_secs(2));
    assert!(other.asked("/hook").is_empty());
}
