//! What sites do that no specification foresees: nothing is lost, nothing comes twice, and what fails says why.

use serde_json::Value;

use crate::support::{Answer, Home, Site};

fn home(site: &Site, stanza: &str) -> Home {
    let stanza = stanza.replace("SITE", site.url("").trim_end_matches('/'));
    Home::new(&format!("[[source]]\nid = \"office\"\nname = \"Office\"\nfill = \"never\"\n{stanza}\n"))
}

fn feed(items: &str) -> Answer {
    Answer::rss(format!("<rss version='2.0'><channel><title>Office</title>{items}</channel></rss>"))
}

/// Polls each document in turn, an hour apart; the feed after the last one.
fn read(documents: &[String]) -> Vec<Value> {
    let site = Site::start();
    let home = home(&site, "feed = \"SITE/feed\"");
    for (hour, items) in documents.iter().enumerate() {
        site.set("/feed", feed(items));
        let reports = home.poll(&["--force", "--now", &format!("2026-11-20T{:02}:00:00Z", 10 + hour)]);
        assert!(reports[0]["error"].is_null(), "{reports:?}");
    }
    home.items()
}

#[test]
fn statements_under_one_link_without_ids_are_kept_and_stay_single() {
    let item = |n: u32| {
        format!(
            "<item><title>Poll of the week</title><link>https://a.example/polls</link>\
             <pubDate>{:02} Nov 2026 09:00:00 GMT</pubDate><description>Which of the {n} plans is yours?</description></item>",
            n
        )
    };
    let window = |from: u32, count: u32| (from..from + count).rev().map(item).collect::<String>();
    let items = read(&[window(1, 3), window(1, 3), window(2, 4), window(5, 1), window(6, 1)]);
    assert_eq!(items.len(), 6, "{items:#?}");
}

#[test]
fn links_with_another_token_for_each_item_at_each_reading_are_no_new_items() {
    let document = |reading: u32| {
        let item = |n: u32| {
            format!(
                "<item><title>Volume {n} of the journal</title><link>https://a.example/kcms?v=tok{reading}x{n}</link>\
                 <pubDate>{n:02} Nov 2026</pubDate></item>"
            )
        };
        (1..=5).rev().map(item).collect::<String>()
    };
    assert_eq!(read(&[document(1), document(2), document(3), document(4)]).len(), 5);
}

#[test]
fn a_slug_that_was_corrected_in_id_and_link_is_the_same_item() {
    let item = |slug: &str| {
        format!(
            "<item><title>Build your own shop</title><link>https://a.example/{slug}/</link><guid>https://a.example/{slug}/</guid>\
             <pubDate>Fri, 13 Nov 2026 09:14:03 GMT</pubDate><description>How it is done, in four steps.</description></item>"
        )
    };
    let old =
        "<item><title>An older one</title><link>https://a.example/old</link><guid>https://a.example/old</guid></item>";
    assert_eq!(read(&[item("build-a-your-own") + old, item("build-your-own") + old]).len(), 2);
}

#[test]
fn untitled_notes_with_empty_ids_are_kept_and_stay_single() {
    let note = |n: u32| {
        format!(
            "<item><guid></guid><description>Note {n} of this day, in a few words.</description><pubDate>1{n} Nov 2026 10:00:00 GMT</pubDate></item>"
        )
    };
    let all = (1..5).rev().map(note).collect::<String>();
    assert_eq!(read(&[all.clone(), all.replace("<channel>", "<channel> "), all]).len(), 4);
}

#[test]
fn what_bears_its_last_change_only_is_dated_by_it() {
    let site = Site::start();
    let home = home(&site, "feed = \"SITE/feed\"");
    let entry = "<entry><id>tag:a.example,2020:1</id><title>Old</title><updated>2020-01-02T08:00:00Z</updated></entry>";
    let atom = format!("<feed xmlns='http://www.w3.org/2005/Atom'><title>F</title>{entry}</feed>");
    site.set("/feed", Answer::new("application/atom+xml", atom));
    home.poll(&["--now", "2026-11-20T10:00:00Z"]);
    assert_eq!(home.items()[0]["date_published"], "2020-01-02T08:00:00Z");
}

#[test]
fn undated_items_of_a_new_source_stand_beside_their_neighbours_and_say_when_they_were_seen() {
    let site = Site::start();
    let home = home(&site, "feed = \"SITE/feed\"");
    let item =
        |n: u32, date: &str| format!("<item><title>Release {n}</title><link>https://a.example/{n}</link>{date}</item>");
    let dated = |n: u32| item(n, &format!("<pubDate>{n:02} Oct 2026 10:00:00 GMT</pubDate>"));
    site.set("/feed", feed(&[dated(9), item(8, ""), dated(7), item(6, "")].concat()));
    home.poll(&["--now", "2026-11-20T10:00:00Z"]);
    site.set("/feed", feed(&[item(10, ""), dated(9), item(8, ""), dated(7), item(6, "")].concat()));
    home.poll(&["--force", "--now", "2026-11-21T10:00:00Z"]);
    let daemon = home.start(&["--replay", "."]);
    let text = |path: &str| daemon.get(path).expect("an answer").text();
    let json: Value = serde_json::from_str(&text("/feed.json")).expect("JSON");
    let items = json["items"].as_array().expect("items");
    let titles: Vec<&str> = items.iter().filter_map(|item| item["title"].as_str()).collect();
    assert_eq!(titles, ["Release 10", "Release 9", "Release 8", "Release 7", "Release 6"]);
    assert!(items[2]["date_published"].is_null() && items[1]["_pressfeed"]["seen"].is_null());
    assert_eq!(items[2]["_pressfeed"]["seen"], "2026-11-20T10:00:00Z");
    assert_eq!(items[2]["_pressfeed"]["provenance"]["date_published"], "assumed");
    let (atom, rss) = (text("/feed.atom"), text("/feed.rss"));
    assert_eq!((atom.matches("<pf:seen>2026-11-2").count(), atom.matches("<published>").count()), (3, 2), "{atom}");
    assert_eq!(rss.matches("<pubDate>").count(), 2, "{rss}");
}

#[test]
fn a_list_without_any_date_is_as_old_as_its_last_change_and_fills_no_top() {
    let site = Site::start();
    let home = home(&site, "feed = \"SITE/feed\"");
    let item = |n: u32| format!("<item><title>Essay {n}</title><link>https://a.example/{n}</link></item>");
    let answer = feed(&[item(3), item(2), item(1)].concat());
    site.set("/feed", answer.with("Last-Modified", "Mon, 05 Jan 2026 10:00:00 GMT"));
    home.poll(&["--now", "2026-11-20T10:00:00Z"]);
    let items = home.items();
    assert!(items.iter().all(|item| item["date_published"].is_null()), "{items:#?}");
    let page =
        home.start(&["--replay", ".", "--now", "2026-11-20T11:00:00Z"]).get("/feed.atom").expect("a feed").text();
    let entries: Vec<&str> = page.split("<entry>").skip(1).collect();
    let placed = |entry: &&str| entry.contains("<updated>2026-01-05T10:00:00");
    assert!(entries.len() == 3 && entries.iter().all(placed), "{page}");
    site.set("/feed", feed(&[item(4), item(3), item(2), item(1)].concat()));
    home.poll(&["--force", "--now", "2026-11-21T10:00:00Z"]);
    assert_eq!(home.items()[0]["title"], "Essay 4");
}

#[test]
fn a_newsroom_is_dated_in_polls_by_words_and_days_without_a_year() {
    let site = Site::start();
    let home = home(&site, "newsroom = \"SITE/news\"");
    let rows: String = [("one", "2 hours ago"), ("two", "yesterday"), ("three", "3 days ago"), ("four", "8 Nov")]
        .iter()
        .map(|(slug, date)| format!("<article><h3><a href='/news/{slug}'>The {slug} matter is decided</a></h3><span class=date>{date}</span></article>"))
        .collect();
    site.set("/news", Answer::html(format!("<html lang=en><body><main><h1>News</h1>{rows}</main></body></html>")));
    home.poll(&["--now", "2026-11-20T12:00:00Z"]);
    let days: Vec<String> =
        home.items().iter().map(|item| item["date_published"].as_str().unwrap_or("none")[..10].to_owned()).collect();
    assert_eq!(days, ["2026-11-20", "2026-11-19", "2026-11-17", "2026-11-08"]);
}

#[test]
fn a_login_wall_and_a_page_drawn_by_script_are_failures_with_their_causes() {
    let site = Site::start();
    let home = home(&site, "newsroom = \"SITE/news\"");
    let login = "<!doctype html><html><body><form><input name=user><input type=password></form></body></html>";
    let script = "<!doctype html><html><body><div id=root></div><script src=/main.js></script></body></html>";
    for (page, cause) in [(login, "login"), (script, "script")] {
        site.set("/news", Answer::html(page));
        let report = home.poll(&["--force", "--now", "2026-11-20T12:00:00Z"]).remove(0);
        assert_eq!(report["outcome"], "error");
        assert!(report["error"].as_str().is_some_and(|error| error.contains(cause)), "{report}");
    }
}

#[test]
fn an_etag_that_a_proxy_altered_is_sent_both_ways_once_it_was_refused() {
    let site = Site::start();
    let home = home(&site, "feed = \"SITE/feed\"");
    let item = "<item><title>One</title><link>https://a.example/1</link></item>";
    // whatever is sent back, the server does not know it again: the same body comes under another one
    for etag in ["\"abc-gzip\"", "\"abd-gzip\"", "\"abe-gzip\""] {
        site.set("/feed", feed(item).with("ETag", etag));
        home.poll(&["--force"]);
    }
    let sent: Vec<Option<String>> =
        site.asked("/feed").into_iter().map(|seen| seen.headers.get("if-none-match").cloned()).collect();
    assert_eq!(sent, [None, Some("\"abc-gzip\"".into()), Some("\"abd-gzip\", \"abd\"".into())]);
}

#[test]
fn a_source_that_was_taken_out_keeps_its_page_and_a_live_copy_leads() {
    let (office, wire) = (Site::start(), Site::on("127.0.0.2:0"));
    let stanza = |id: &str, site: &Site| {
        format!(
            "[[source]]\nid = \"{id}\"\nname = \"The {id}\"\nfeed = \"{}\"\nfill = \"never\"\n\n",
            site.url("/feed")
        )
    };
    let fetch = "[fetch]\nallow_private_addresses = true\nmin_interval = \"1s\"\nper_host_delay = \"0s\"\n\n";
    let home = Home::new("");
    home.configure(&format!("{fetch}{}{}", stanza("office", &office), stanza("wire", &wire)));
    let body = "The harbour of Northby opens a second quay on Monday, after two years of work and at a cost of 14 million \
                euros. Ships of up to 200 metres can moor there, and the first of them is the ferry from Westholm.";
    let item = |site: &Site, title: &str, hour: u32| {
        let url = site.url("/quay");
        format!(
            "<item><title>{title}</title><link>{url}</link><guid>{url}</guid><pubDate>20 Nov 2026 {hour:02}:00:00 GMT</pubDate><description>{body}</description></item>"
        )
    };
    office.set("/feed", feed(&item(&office, "A second quay for Northby", 8)));
    wire.set("/feed", feed(&item(&wire, "Northby: a second quay", 9)));
    home.poll(&["--now", "2026-11-20T10:00:00Z"]);
    let leads =
        |home: &Home| home.items().iter().map(|item| item["_pressfeed"]["source_id"].clone()).collect::<Vec<_>>();
    assert_eq!(leads(&home), ["office"]);
    home.configure(&format!("{fetch}{}", stanza("wire", &wire)));
    home.poll(&["--force", "--now", "2026-11-20T11:00:00Z"]);
    assert_eq!(leads(&home), ["wire"]);
    let daemon = home.start(&["--replay", "."]);
    let page = daemon.get("/source/office").expect("an answer");
    assert_eq!(page.status, 200);
    assert!(page.text().contains("former source") && page.text().contains("The office"), "{}", page.text());
    assert_eq!(daemon.get("/source/nobody").expect("an answer").status, 404);
}
