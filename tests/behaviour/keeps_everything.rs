//! Nothing that was acknowledged is lost, nothing is doubled: over kill -9, restarts, reloads and refused writes.

use std::{
    collections::BTreeSet,
    thread,
    time::{Duration, Instant},
};

use crate::support::{Answer, Daemon, Home, Site, rss};

/// A feed that has grown to `count` items, newest first, of which a window of 10 is shown.
fn grown(count: usize) -> String {
    let items: Vec<[String; 5]> = (count.saturating_sub(10)..count)
        .rev()
        .map(|n| {
            let text = format!("Release number {n} says something of its own, with the words {n}a {n}b {n}c in it.");
            let page = format!("http://example.org/release/{n}");
            [format!("guid-{n}"), page, format!("Release number {n}"), text, String::new()]
        })
        .collect();
    let items: Vec<[&str; 5]> = items.iter().map(|item| item.each_ref().map(String::as_str)).collect();
    rss("Growing", &items)
}

fn stanza(site: &Site) -> String {
    let url = site.url("/feed");
    format!("[[source]]\nid = \"a\"\nname = \"A\"\nfeed = \"{url}\"\ninterval = \"1s\"\nfill = \"never\"\n")
}

/// The titles in the feed; a title that stands twice is a fault.
fn titles(daemon: &Daemon) -> Option<BTreeSet<String>> {
    let answer = daemon.get("/feed.json")?;
    let items = answer.json()["items"].as_array().cloned().unwrap_or_default();
    let titles: BTreeSet<String> = items.iter().filter_map(|item| item["title"].as_str().map(str::to_owned)).collect();
    assert_eq!(titles.len(), items.len(), "an item stands twice");
    Some(titles)
}

#[test]
fn what_readers_saw_survives_kill_9_at_any_moment() {
    let site = Site::start();
    let home = Home::new(&format!("[feed]\nmax_entries = 1000\n\n{}", stanza(&site)));
    let mut seen = BTreeSet::new();
    let mut count = 0;
    for round in 0..6u64 {
        let daemon = home.start(&[]);
        let until = Instant::now() + Duration::from_millis(700 + 170 * round);
        while Instant::now() < until {
            count += 3;
            site.set("/feed", Answer::rss(grown(count)).with("ETag", &format!("\"{count}\"")));
            thread::sleep(Duration::from_millis(150));
            seen.extend(titles(&daemon).into_iter().flatten());
        }
        daemon.signal("KILL");
    }
    let daemon = home.start(&[]);
    let kept = titles(&daemon).expect("a feed");
    let lost: Vec<_> = seen.difference(&kept).collect();
    assert!(lost.is_empty() && seen.len() > 10, "{} seen, lost: {lost:?}", seen.len());
}

#[test]
fn sigterm_ends_it_in_time_with_exit_code_0_though_a_source_hangs() {
    let site = Site::start();
    site.set("/feed", Answer { delay: Duration::from_secs(20), ..Answer::rss(grown(3)) });
    let home = Home::new(&stanza(&site));
    let daemon = home.start(&[]);
    thread::sleep(Duration::from_millis(300));
    daemon.signal("TERM");
    assert_eq!(daemon.ended(Duration::from_secs(5)).code(), Some(0));
}

#[test]
fn sighup_takes_a_new_source_and_asks_nobody_again() {
    let (old, new) = (Site::start(), Site::start());
    old.set("/feed", Answer::rss(grown(2)).with("ETag", "\"1\"").with("Cache-Control", "max-age=3600"));
    new.set("/feed", Answer::rss(grown(30)));
    let home = Home::new(&stanza(&old));
    let daemon = home.start(&[]);
    crate::support::program::wait(|| titles(&daemon).is_some_and(|t| t.len() == 2), || "the first source".into());
    home.configure(&format!(
        "[fetch]\nallow_private_addresses = true\nmin_interval = \"1s\"\n\n{}\n{}",
        stanza(&old),
        stanza(&new).replace("id = \"a\"", "id = \"b\"")
    ));
    daemon.signal("HUP");
    crate::support::program::wait(|| titles(&daemon).is_some_and(|t| t.len() == 12), || "the second source".into());
    assert_eq!(old.asked("/feed").len(), 1, "a reload asked again what was not due");
}

#[test]
fn a_second_process_on_the_same_database_is_refused() {
    if crate::support::program::on_server() {
        return;
    }
    let site = Site::start();
    site.set("/feed", Answer { delay: Duration::from_secs(20), ..Answer::rss(grown(1)) });
    let home = Home::new(&stanza(&site));
    // a poll by hand holds the database, and hears nobody
    let mut first = home.command(&["poll"]).stdout(std::process::Stdio::null()).spawn().expect("the program");
    crate::support::program::wait(|| !site.asked("/feed").is_empty(), || "the first poll".into());
    for command in [&["poll"][..], &["run", "--listen", "127.0.0.1:0"]] {
        let output = home.run(command);
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.code() == Some(1) && text.contains("in use by another pressfeed"), "{text}");
    }
    first.kill().expect("its end");
    first.wait().expect("its end");
}

#[test]
fn a_damaged_database_is_named_and_left_as_it_is() {
    if crate::support::program::on_server() {
        return;
    }
    let home = Home::new("[[source]]\nid = \"a\"\nname = \"A\"\nfeed = \"http://127.0.0.1:9/feed\"\n");
    let noise: Vec<u8> = (0..8192u32).map(|n| (n * 31 % 251) as u8).collect();
    std::fs::write(home.path("test.db"), &noise).expect("written");
    let output = home.run(&["poll"]);
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.code() == Some(1) && text.contains("test.db"), "{text}");
    assert_eq!(std::fs::read(home.path("test.db")).expect("read"), noise);
}

#[test]
fn an_item_that_left_the_feed_and_comes_back_undated_is_not_new() {
    let site = Site::start();
    let dated = [
        "g1", "http://example.org/r/1", "A release that returns", "Its words are these and no others.",
        "Mon, 02 Nov 2026 10:00:00 GMT",
    ];
    let other = ["g2", "http://example.org/r/2", "Another release", "Different words stand here.", ""];
    let undated = [dated[0], dated[1], dated[2], dated[3], ""];
    let home = Home::new(&stanza(&site));
    for items in [vec![dated], vec![other], vec![undated, other]] {
        site.set("/feed", Answer::rss(rss("A", &items)));
        home.poll(&["--force"]);
    }
    let items = home.items();
    assert_eq!(items.len(), 2, "{items:#?}");
    let back = items.iter().find(|item| item["title"] == dated[2]).expect("the release");
    assert_eq!(back["date_published"], "2026-11-02T10:00:00Z");
}

/// A site whose feed names a page that does not come, and a daemon that waits for it.
fn reading() -> (Site, Home, Daemon) {
    let site = Site::start();
    site.set("/feed", Answer::rss(rss("A", &[["1", &site.url("/page"), "A release", "", ""]])));
    let slow = Answer { delay: std::time::Duration::from_secs(20), ..Answer::html("<p>late</p>") };
    site.set("/page", slow);
    let home = Home::new(&stanza(&site).replace("1s", "6h").replace("never", "missing"));
    let daemon = home.start(&[]);
    crate::support::program::wait(|| !site.asked("/page").is_empty(), || "the page".into());
    (site, home, daemon)
}

#[test]
fn a_process_that_ends_while_it_reads_does_not_ask_for_the_same_at_once_again() {
    let site = Site::start();
    site.set("/large", Answer::rss(months(0..700)));
    let slow = Answer { delay: std::time::Duration::from_secs(20), ..Answer::rss(rss("B", &[])) };
    site.set("/slow", slow);
    let large = stanza(&site).replace("/feed", "/large").replace("1s", "6h");
    let home = Home::new(&format!("{large}{}", large.replace("\"a\"", "\"b\"").replace("/large", "/slow")));
    let daemon = home.start(&[]);
    let noted = || std::fs::read(home.path("test.db-reading")).is_ok_and(|noted| noted.starts_with(b"a "));
    let until = std::time::Instant::now() + std::time::Duration::from_secs(20);
    while !noted() {
        assert!(std::time::Instant::now() < until, "it is not read");
    }
    daemon.signal("KILL");
    drop(daemon);
    assert!(noted() && home.ok(&["list"]).contains("a"), "it was still being read");
    let asked = || (site.asked("/large").len(), site.asked("/slow").len());
    let before = asked();
    let again = home.start(&[]);
    crate::support::program::wait(|| asked().1 > before.1, || "the one that was only waited for".into());
    std::thread::sleep(std::time::Duration::from_secs(2));
    assert_eq!(asked().0, before.0);
    assert!(home.ok(&["list", "--json"]).contains("had not ended when the service did"));
    drop(again);
}

#[test]
fn a_service_that_is_stopped_while_it_reads_goes_on_where_it_was() {
    let (site, home, daemon) = reading();
    daemon.signal("TERM");
    assert!(daemon.ended(std::time::Duration::from_secs(5)).success());
    let _again = home.start(&[]);
    crate::support::program::wait(|| site.asked("/feed").len() == 2, || "the feed again".into());
}

/// Releases numbered so, each with a text of some size.
fn months(numbers: std::ops::Range<usize>) -> String {
    let item = |n: usize| {
        let words: String = (0..1_600).map(|word| format!("w{n}x{word} ")).collect();
        let page = format!("http://example.org/release/{n}");
        [format!("guid-{n}"), page, format!("Release number {n}"), words, String::new()]
    };
    let items: Vec<[String; 5]> = numbers.rev().map(item).collect();
    let items: Vec<[&str; 5]> = items.iter().map(|item| item.each_ref().map(String::as_str)).collect();
    rss("Months", &items)
}

/// A database of 400 days: 20 releases every 20 days.
fn four_hundred_days(site: &Site, keep: &str) -> Home {
    let home = Home::new(&format!("[feed]\nmax_entries = 50\n{keep}\n{}", stanza(site)));
    let start = chrono::NaiveDate::from_ymd_opt(2025, 9, 1).expect("a day");
    for step in 0..21 {
        site.set("/feed", Answer::rss(months(step * 20..step * 20 + 20)));
        let day = start + chrono::TimeDelta::days(20 * step as i64);
        home.poll(&["--force", "--now", &format!("{day}T12:00:00Z")]);
    }
    home
}

#[test]
fn what_is_kept_for_thirty_days_bounds_the_database_and_forgets_nobody() {
    if crate::support::program::on_server() {
        return;
    }
    const NOW: &str = "2026-10-07T12:00:00Z";
    let site = Site::start();
    let (all, kept) = (four_hundred_days(&site, ""), four_hundred_days(&site, "keep = \"30d\""));
    let size = |home: &Home| {
        // all of it, wherever the database has it now
        home.ok(&["backup", "size.db"]);
        std::fs::metadata(home.path("size.db")).expect("a copy").len()
    };
    let (whole, bounded) = (size(&all), size(&kept));
    println!("400 days, 420 releases: {whole} bytes, with keep = 30d {bounded}");
    assert!(bounded * 5 < whole * 3, "{bounded} of {whole}");
    // and all of it is known again, in both
    for home in [&all, &kept] {
        for from in [0, 200] {
            site.set("/feed", Answer::rss(months(from..from + 220)));
            let reports = home.poll(&["--force", "--now", NOW]);
            assert_eq!(reports[0]["new"], 0, "{reports:?}");
        }
    }
}
