//! What is published is valid, and reads back the same in every format, whatever came in.

use std::{fs, path::PathBuf, thread, time::Duration};

use crate::support::{Answer, Daemon, Home, Site, program::project, validity};

/// The folder of shared corpora.
fn shared() -> PathBuf {
    std::env::var_os("PRESSFEED_SHARED").map_or_else(|| project().join("../shared"), PathBuf::from)
}

/// Waits until so many polls ended, and nothing changes any more.
fn settled(daemon: &Daemon, polls: usize) {
    let (mut last, mut same) = (String::new(), 0);
    for _ in 0..400 {
        thread::sleep(Duration::from_millis(400));
        let text = daemon.get("/metrics").map(|answer| answer.text()).unwrap_or_default();
        let counts = text.lines().filter(|line| line.starts_with("pressfeed_polls_total"));
        let done: usize = counts.filter_map(|line| line.rsplit(' ').next()?.parse::<usize>().ok()).sum();
        let tag = daemon.get("/feed.json").and_then(|answer| answer.header("etag").map(str::to_owned));
        let now = format!("{done} {}", tag.unwrap_or_default());
        same = if now == last { same + 1 } else { 0 };
        // an outdated document may be handed out for five seconds
        if done >= polls && same > 14 {
            return;
        }
        last = now;
    }
    panic!("the feed never came to rest: {last}");
}

/// All pages of a format, by their `next` links; each must be valid.
fn pages(daemon: &Daemon, first: &str) -> Vec<Vec<u8>> {
    let home = format!("http://{}", daemon.address);
    let mut bodies = Vec::new();
    let mut problems = Vec::new();
    let mut path = Some(first.to_owned());
    while let Some(here) = path {
        let answer = daemon.get(&here).expect("a document");
        let address = format!("{home}{here}");
        let now = chrono::Utc::now();
        let kind = answer.header("content-type").unwrap_or_default().to_owned();
        let (found, expected) = if first.ends_with(".rss") {
            (validity::rss::check(&answer.body, &address, now), "application/rss+xml")
        } else if first.ends_with(".json") {
            (validity::json_feed::check(&answer.body, &address, now), "application/feed+json")
        } else {
            (validity::atom::check(&answer.body, &address, now), "application/atom+xml")
        };
        assert!(kind.starts_with(expected), "{here}: {kind}");
        problems.extend(found);
        let next = if first.ends_with(".json") {
            answer.json()["next_url"].as_str().map(str::to_owned)
        } else {
            linked(&answer.text(), "next")
                .or_else(|| linked(&answer.text(), "prev-archive").filter(|_| first.contains("archive")))
        };
        path = next.map(|address| address.trim_start_matches(&home).to_owned());
        bodies.push(answer.body);
    }
    assert!(
        problems.is_empty(),
        "{} problems of {first}:\n{}",
        problems.len(),
        problems[..problems.len().min(40)].join("\n")
    );
    bodies
}

fn linked(text: &str, rel: &str) -> Option<String> {
    let head = text.split("<entry").next()?.split("<item>").next()?;
    let tag = head.split('<').find(|tag| tag.contains(&format!("rel=\"{rel}\"")))?;
    Some(tag.split("href=\"").nth(1)?.split('"').next()?.replace("&amp;", "&").replace("&#x26;", "&"))
}

/// An entry as any reader sees it: id, title, address, body.
type Entry = (String, String, String, String);

fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// By the members of JSON Feed.
fn by_json(bodies: &[Vec<u8>]) -> Vec<Entry> {
    let text = |value: &serde_json::Value| clean(value.as_str().unwrap_or_default());
    let mut entries = Vec::new();
    for body in bodies {
        let feed: serde_json::Value = serde_json::from_slice(body).expect("JSON");
        for item in feed["items"].as_array().expect("items") {
            let body = item.get("content_html").map(text).unwrap_or_default();
            entries.push((text(&item["id"]), plain(&text(&item["title"])), text(&item["url"]), plain(&body)));
        }
    }
    entries
}

/// What stands beside the text and not in it, by the members of JSON Feed: class of its section, and its letters.
fn beside(bodies: &[Vec<u8>]) -> Vec<Vec<(String, String)>> {
    let feeds = bodies.iter().map(|body| serde_json::from_slice::<serde_json::Value>(body).expect("JSON"));
    feeds.flat_map(|feed| feed["items"].as_array().cloned().unwrap_or_default()).map(|item| sections(&item)).collect()
}

fn sections(item: &serde_json::Value) -> Vec<(String, String)> {
    if item["content_html"].is_null() {
        return Vec::new();
    }
    let own = &item["_pressfeed"];
    let said = |value: &serde_json::Value| value.as_str().unwrap_or_default().trim().to_owned();
    let list = |value: &serde_json::Value| value.as_array().cloned().unwrap_or_default();
    let text = said(&item["content_text"]);
    let absent = |part: &str| !part.is_empty() && !text.contains(part.get(..40).unwrap_or(part));
    let mut out = Vec::new();
    let notes = said(&own["notes"]);
    if absent(reader::text::html::to_text(&notes).trim()) {
        out.push(("pf-notes".to_owned(), letters(&unescaped(&notes))));
    }
    for about in list(&own["boilerplate"]) {
        if absent(&said(&about["text"])) {
            out.push(("pf-boilerplate".into(), letters(&(said(&about["organization"]) + &said(&about["text"])))));
        }
    }
    let reached = |contact: &serde_json::Value| {
        let ways: Vec<String> =
            ["emails", "phones"].iter().flat_map(|key| list(&contact[key])).map(|way| said(&way)).collect();
        let who = ["name", "role", "organization"].map(|key| said(&contact[key])).concat();
        let known = ways.is_empty() || ways.iter().any(|way| text.contains(way.as_str()));
        (!known).then(|| who + &ways.concat())
    };
    let people: String = list(&own["contacts"]).iter().filter_map(reached).collect();
    if !people.is_empty() {
        out.push(("pf-contacts".into(), letters(&people)));
    }
    out
}

/// The same of a published content.
fn published_beside(html: &str) -> Vec<(String, String)> {
    let page = scraper::Html::parse_fragment(html);
    let section = scraper::Selector::parse("section[class^=pf-]").expect("a selector");
    let told = |element: scraper::ElementRef<'_>| {
        (element.attr("class").unwrap_or_default().to_owned(), letters(&element.text().collect::<String>()))
    };
    page.select(&section).map(told).collect()
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Without what XML cannot hold, as [`crate::support::validity::xml`] would refuse it.
fn clean(text: &str) -> String {
    let text: String = text.chars().filter(|c| !matches!(c, '\0'..='\x08' | '\x0b' | '\x0c' | '\x0e'..='\x1f' | '\x7f'..='\u{9f}' | '\u{fffe}' | '\u{ffff}')).collect();
    text.replace('\u{fffd}', "?")
}

fn by_feed_rs(bodies: &[Vec<u8>]) -> Vec<Entry> {
    let mut entries = Vec::new();
    for body in bodies {
        let feed = feed_rs::parser::parse(&body[..]).expect("a feed");
        for entry in feed.entries {
            let title = entry.title.map(|title| match title.content_type.essence().to_string().as_str() {
                "text/html" => unescaped(&title.content),
                _ => title.content,
            });
            let link = entry.links.iter().find(|link| link.rel.as_deref().unwrap_or("alternate") == "alternate");
            let html = entry.content.filter(|content| content.content_type.essence().to_string() == "text/html");
            let body = html.and_then(|content| content.body).unwrap_or_default();
            entries.push((
                entry.id,
                plain(&title.unwrap_or_default()),
                link.map(|link| link.href.clone()).unwrap_or_default(),
                plain(&body),
            ));
        }
    }
    entries
}

fn by_rss_crate(bodies: &[Vec<u8>]) -> Vec<Entry> {
    let mut entries = Vec::new();
    for body in bodies {
        for item in rss::Channel::read_from(&body[..]).expect("RSS").items {
            let guid = item.guid.expect("a guid").value;
            let title = unescaped(&item.title.unwrap_or_default());
            entries.push((
                guid,
                plain(&title),
                item.link.unwrap_or_default(),
                plain(&item.content.unwrap_or_default()),
            ));
        }
    }
    entries
}

/// A title that is HTML, as words.
fn unescaped(html: &str) -> String {
    scraper::Html::parse_fragment(html).root_element().text().collect()
}

/// Validates every page of every format, and compares what readers find in them.
fn check(daemon: &Daemon, least: usize) {
    let (atom, rss, json) = (pages(daemon, "/feed.atom"), pages(daemon, "/feed.rss"), pages(daemon, "/feed.json"));
    let (expected, beside) = (by_json(&json), beside(&json));
    assert!(expected.len() >= least, "only {} entries", expected.len());
    for (name, found) in [("feed-rs on Atom", by_feed_rs(&atom)), ("the rss crate", by_rss_crate(&rss))] {
        assert_eq!(found.len(), expected.len(), "{name}");
        for ((found, expected), beside) in found.iter().zip(&expected).zip(&beside) {
            // JSON Feed carries what stands beside the text in members of its own
            let (text, sections) = found.3.split_at(found.3.find("<section class=\"pf-").unwrap_or(found.3.len()));
            assert_eq!(&published_beside(sections), beside, "{name}: beside the text of {}", found.0);
            assert_eq!((&*found.0, text), (&*expected.0, &*expected.3), "{name}");
            if !expected.1.is_empty() {
                assert_eq!(found.1, expected.1, "{name}: the title of {}", found.0);
            }
            if !expected.2.is_empty() {
                let same = url::Url::parse(&found.2).ok() == url::Url::parse(&expected.2).ok() || found.2.contains('%');
                assert!(same, "{name}: {} {}", found.2, expected.2);
            }
        }
    }
    assert_eq!(by_feed_rs(&rss).len(), expected.len(), "feed-rs on RSS");
    assert_eq!(by_feed_rs(&json).len(), expected.len(), "feed-rs on JSON Feed");
    let archive = daemon.get("/feed.atom").map(|answer| answer.text()).and_then(|text| linked(&text, "prev-archive"));
    if let Some(address) = archive {
        pages(daemon, address.trim_start_matches(&format!("http://{}", daemon.address)));
    }
}

#[test]
fn the_shipped_fixtures_are_published_valid() {
    let shipped = fs::read_to_string(project().join("fixtures/feeds.toml")).expect("the demo's configuration");
    let sources = &shipped[shipped.find("[[source]]").expect("a source")..];
    let home = Home::new("");
    home.configure(&format!("[feed]\nmax_entries = 10\n\n{sources}"));
    let fixtures = project().join("fixtures");
    let daemon = home.start(&["--replay", fixtures.to_str().expect("a path")]);
    settled(&daemon, 15);
    check(&daemon, 30);
    for path in
        ["/source/hrw.atom", "/tag/space.atom", "/search.atom?q=sample", "/feed.atom?language=en", "/status.atom"]
    {
        pages(&daemon, path);
    }
    pages(&daemon, "/source/hrw.rss");
    pages(&daemon, "/tag/space.json");
}

#[test]
#[ignore = "needs the shared corpora: beside the project, or where PRESSFEED_SHARED says, as tests/run does"]
fn the_stories_corpus_is_published_valid() {
    let corpus = shared().join("corpus/stories/dev");
    let site = Site::start();
    for entry in fs::read_dir(corpus.join("step1")).expect("the first step") {
        let path = entry.expect("a file").path();
        let name = path.file_name().and_then(|name| name.to_str()).expect("a name").to_owned();
        let kind = if name.ends_with(".json") { "application/feed+json" } else { "application/xml" };
        site.set(&format!("/{name}"), Answer::new(kind, fs::read(&path).expect("a feed")));
    }
    let text = fs::read_to_string(corpus.join("feeds.toml")).expect("its configuration");
    let sources =
        text[text.find("[[source]]").expect("a source")..].replace("127.0.0.1:8931", &site.address.to_string());
    let home = Home::new(&format!(
        "[feed]\nmax_entries = 100\n\n{}",
        sources.replace("interval = \"1s\"", "interval = \"1h\"")
    ));
    let daemon = home.start(&[]);
    settled(&daemon, sources.matches("[[source]]").count());
    check(&daemon, 200);
}

#[test]
#[ignore = "needs the shared corpora: beside the project, or where PRESSFEED_SHARED says, as tests/run does"]
fn the_hostile_corpus_is_published_valid() {
    let corpus = shared().join("judge/corpus/dev");
    let site = Site::start();
    let mut sources = String::from("[feed]\nmax_entries = 100\n\n");
    for (number, entry) in fs::read_dir(corpus).expect("the corpus").enumerate() {
        let path = entry.expect("a file").path();
        let name = path.file_name().and_then(|name| name.to_str()).expect("a name").to_owned();
        let kind = match path.extension().and_then(|ending| ending.to_str()) {
            Some("xml") => "application/xml",
            Some("json") => "application/feed+json",
            _ => continue,
        };
        site.set(&format!("/{name}"), Answer::new(kind, fs::read(&path).expect("a feed")));
        sources.push_str(&format!(
            "[[source]]\nid = \"s{number}\"\nname = \"Source {number} <b>&amp;\"\nfeed = \"{}\"\nfill = \"never\"\ninterval = \"1h\"\n\n",
            site.url(&format!("/{name}"))
        ));
    }
    let home = Home::new(&sources);
    let daemon = home.start(&[]);
    settled(&daemon, sources.matches("[[source]]").count());
    // many of them say the same: one story
    check(&daemon, 30);
}
