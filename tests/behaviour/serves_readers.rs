//! What readers get over HTTP: the archive behind the feed, deltas, and pushes from our hub.

use std::{collections::HashMap, thread, time::Duration};

use crate::support::{Answer, Daemon, Home, Reader, Site, http, program::wait, rss};

/// A feed of these numbered releases, newest last; `word` is in their texts.
fn newsroom(numbers: impl Iterator<Item = u32>, word: &str) -> Answer {
    let items: Vec<[String; 5]> = numbers
        .map(|number| {
            let (day, hour, minute) = (1 + number / 1440, number / 60 % 24, number % 60);
            [
                format!("https://org.example/?p={number}"),
                format!("https://org.example/releases/{number}"),
                format!("Release number {number} on subject {}", number * 7919),
                format!("The {word} text of release {number}, which differs: {}", number * 104_729),
                format!("{day:02} Sep 2026 {hour:02}:{minute:02}:00 GMT"),
            ]
        })
        .collect();
    let items: Vec<[&str; 5]> = items.iter().map(|item| item.each_ref().map(String::as_str)).collect();
    Answer::rss(rss("Org", &items))
}

fn sources(site: &Site, most: usize) -> String {
    format!(
        "[feed]\nmax_entries = {most}\n\n[[source]]\nid = \"org\"\nname = \"Org\"\nfeed = \"{}\"\nfill = \"never\"\n\
         interval = \"1s\"\nhosts = [\"org.example\"]\n",
        site.url("/feed")
    )
}

/// Ids of a document's entries, with their `updated`.
fn entries(document: &str) -> Vec<(String, String)> {
    let part = |entry: &str, name: &str| {
        let begin = entry.split(&format!("<{name}>")).nth(1).expect("the element");
        begin.split(&format!("</{name}>")).next().expect("its end").to_owned()
    };
    document.split("<entry").skip(1).map(|entry| (part(entry, "id"), part(entry, "updated"))).collect()
}

fn link<'a>(document: &'a str, rel: &str) -> Option<&'a str> {
    let after = document.split("<entry").next()?.split(&format!("<link rel=\"{rel}\" href=\"")).nth(1)?;
    after.split('"').next()
}

fn path(address: &str) -> String {
    format!("/{}", address.splitn(4, '/').nth(3).expect("an absolute address"))
}

/// From `/feed.atom` through `prev-archive`: each document's path and text.
fn walk(daemon: &Daemon) -> Vec<(String, String)> {
    let mut documents = Vec::new();
    let mut next = Some("/feed.atom".to_owned());
    while let Some(path_of) = next {
        let answer = daemon.get(&path_of).expect("a document");
        assert_eq!(answer.status, 200, "{path_of}");
        let text = answer.text();
        next = link(&text, "prev-archive").map(path);
        documents.push((path_of, text));
    }
    documents
}

fn wait_for(daemon: &Daemon, path: &str, words: &str) {
    let told = || daemon.get(path).map_or_else(|| "no answer".into(), |answer| answer.text());
    wait(|| told().contains(words), told);
}

#[test]
fn a_walk_through_the_archive_meets_every_story_once_while_polling_goes_on() {
    let site = Site::start();
    site.set("/feed", newsroom(0..230, "first"));
    let home = Home::new(&sources(&site, 20));
    let daemon = home.start(&[]);
    wait_for(&daemon, "/feed.atom", "number 229 ");
    // while a backlog is on its way into the archive, the paged feed alone is complete
    wait_for(&daemon, "/feed.atom", "prev-archive");
    let mut archived: HashMap<String, String> = HashMap::new();
    for round in 1..=6 {
        let last = 229 + round * 9;
        site.set("/feed", newsroom(last - 200..last + 1, "first"));
        // while the poll is under way: whatever the walk begins with, it is complete
        for _ in 0..3 {
            let documents = walk(&daemon);
            let newest = documents[0].1.split("number ").nth(1).and_then(|text| text.split(' ').next());
            let newest: u32 = newest.expect("a release").parse().expect("its number");
            let ids: Vec<_> = documents.iter().flat_map(|(_, text)| entries(text)).map(|(id, _)| id).collect();
            let all: std::collections::HashSet<_> = ids.iter().collect();
            assert_eq!((ids.len(), all.len()), (newest as usize + 1, newest as usize + 1), "round {round}");
            assert_eq!(entries(&documents[0].1).len(), 20, "the feed keeps its size");
            for (path, text) in documents.into_iter().skip(1) {
                let before = archived.entry(path.clone()).or_insert_with(|| text.clone());
                assert_eq!(*before, text, "{path} changed");
                assert!(text.contains("<fh:archive/>") && link(&text, "current").is_some(), "{path}");
            }
            thread::sleep(Duration::from_millis(150));
        }
        wait_for(&daemon, "/feed.atom", &format!("number {last} "));
    }
    let kept = daemon.get(archived.keys().next().expect("an archive document")).expect("an answer");
    assert!(kept.header("cache-control").expect("a header").contains("immutable"));
    // and after a restart
    drop(daemon);
    let daemon = home.start(&[]);
    for (path, text) in &archived {
        assert_eq!(daemon.get(path).expect("an answer").text(), *text, "{path} changed over the restart");
    }
    for none in ["/archive/0-101.atom", "/archive/0-999999.atom", "/archive/5000-5001.atom", "/archive/x"] {
        assert_eq!(daemon.get(none).expect("an answer").status, 404, "{none}");
    }
}

#[test]
fn a_story_that_changes_after_it_left_comes_back_and_its_archived_entry_stays() {
    let site = Site::start();
    site.set("/feed", newsroom(0..60, "first"));
    let home = Home::new(&sources(&site, 20));
    let daemon = home.start(&[]);
    wait_for(&daemon, "/feed.atom", "number 59 ");
    let before = walk(&daemon);
    let text = newsroom(0..60, "first").body;
    let revised = String::from_utf8(text).expect("text").replace("text of release 5,", "corrected text of release 5,");
    site.set("/feed", Answer::rss(revised));
    wait_for(&daemon, "/feed.atom", "corrected text of release 5,");
    let after = walk(&daemon);
    for (path, text) in &before[1..] {
        assert_eq!(daemon.get(path).expect("an answer").text(), *text, "{path} changed");
    }
    let of = |documents: &[(String, String)]| {
        let all = documents.iter().flat_map(|(_, text)| entries(text));
        all.filter(|(id, _)| id.ends_with("p=5")).map(|(_, updated)| updated).collect::<Vec<_>>()
    };
    let (old, new) = (of(&before), of(&after));
    assert_eq!((old.len(), new.len()), (1, 2));
    assert!(new[0] > new[1] && new[1] == old[0], "the newer one comes first: {new:?}");
}

#[test]
fn a_reader_that_knows_deltas_gets_what_is_new() {
    let site = Site::start();
    site.set("/feed", newsroom(0..5, "first"));
    let home = Home::new(&sources(&site, 20));
    let daemon = home.start(&[]);
    for format in ["atom", "rss", "json"] {
        wait_for(&daemon, &format!("/feed.{format}"), "number 4 ");
    }
    let tags = ["atom", "rss", "json"].map(|format| {
        let path = format!("/feed.{format}");
        let tag = daemon.get(&path).expect("a feed").header("etag").expect("a tag").to_owned();
        (path, tag)
    });
    site.set("/feed", newsroom(0..7, "first"));
    for (path, tag) in tags {
        wait_for(&daemon, &path, "number 6 ");
        let delta = daemon.ask(&path, &[("A-IM", "feed, vcdiff"), ("If-None-Match", &format!("\"zzz\", {tag}"))]);
        let text = delta.text();
        assert_eq!((delta.status, delta.header("im")), (226, Some("feed")), "{path}");
        assert_ne!(delta.header("etag"), Some(tag.as_str()));
        assert!(text.contains("number 6 ") && text.contains("number 5 ") && !text.contains("number 4 "), "{text}");
        let again = daemon.ask(&path, &[("A-IM", "feed"), ("If-None-Match", delta.header("etag").expect("a tag"))]);
        assert_eq!(again.status, 304, "{path}");
        assert_eq!(daemon.ask(&path, &[("If-None-Match", &tag)]).status, 200, "not asked for");
        assert_eq!(daemon.ask(&path, &[("A-IM", "feed"), ("If-None-Match", "\"zzz\"")]).status, 200, "not known");
    }
}

#[test]
fn ranges_and_methods_are_answered_politely() {
    let site = Site::start();
    site.set("/feed", newsroom(0..3, "first"));
    let home = Home::new(&sources(&site, 20));
    let daemon = home.start(&[]);
    wait_for(&daemon, "/feed.atom", "number 2 ");
    let part = daemon.ask("/feed.atom", &[("Range", "bytes=0-10")]);
    assert_eq!((part.status, part.header("accept-ranges")), (200, Some("none")));
    let whole = daemon.get("/feed.atom").expect("a feed");
    let head = http::request(daemon.address, "HEAD", "/feed.atom", &[], b"").expect("an answer");
    assert_eq!((head.status, head.header("content-length")), (200, Some(whole.body.len().to_string().as_str())));
    assert_eq!((head.header("etag"), head.header("vary")), (whole.header("etag"), whole.header("vary")));
    for method in ["POST", "PUT", "DELETE", "PATCH"] {
        assert_eq!(http::request(daemon.address, method, "/feed.atom", &[], b"").expect("an answer").status, 405);
    }
    assert_eq!(daemon.get("/websub/hub").expect("an answer").status, 405);
}

/// A request to the hub; its status and words.
fn hub(daemon: &Daemon, fields: &[(&str, &str)]) -> (u16, String) {
    let encode = |text: &str| text.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>();
    let body: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={}", encode(value))).collect();
    let kind = [("Content-Type", "application/x-www-form-urlencoded")];
    let answer = http::request(daemon.address, "POST", "/websub/hub", &kind, body.join("&").as_bytes());
    let answer = answer.expect("an answer");
    (answer.status, answer.text())
}

fn subscribed(daemon: &Daemon, reader: &Reader, topic: &str, callback: &str, more: &[(&str, &str)]) {
    let before = reader.verified().len();
    let fields = [("hub.mode", "subscribe"), ("hub.topic", topic), ("hub.callback", callback)];
    assert_eq!(hub(daemon, &[&fields[..], more].concat()).0, 202);
    wait(|| reader.verified().len() > before, || "never asked".into());
    // the answer to the question is written down a moment later
    thread::sleep(Duration::from_millis(300));
}

fn bodies(reader: &Reader) -> String {
    reader.delivered().iter().map(|seen| String::from_utf8_lossy(&seen.body).into_owned()).collect()
}

/// The topic and the hub as a feed names them, in its text and in its head.
fn discovered(daemon: &Daemon, path: &str) -> (String, String) {
    let answer = daemon.get(path).expect("a feed");
    let header = answer.header("link").expect("a Link header").to_owned();
    let named = |rel: &str| {
        let part = header.split(", ").find(|part| part.ends_with(&format!("rel=\"{rel}\""))).expect("a link");
        part.trim_start_matches('<').split('>').next().expect("an address").to_owned()
    };
    let text = answer.text();
    assert!(text.contains(&named("hub")), "the document names the hub too");
    (named("self"), named("hub"))
}

/// websub.rocks 100 to 105, and what it cannot see: secrets, refusals, bad requests.
#[test]
fn the_hub_subscribes_verifies_delivers_and_unsubscribes() {
    let site = Site::start();
    site.set("/feed", newsroom(0..3, "first"));
    let home = Home::new(&sources(&site, 20));
    let daemon = home.start(&[]);
    wait_for(&daemon, "/feed.atom", "number 2 ");
    let (topic, address) = discovered(&daemon, "/feed.atom");
    assert!(address.ends_with("/websub/hub"));
    let plain = Reader::start();
    subscribed(&daemon, &plain, &topic, &plain.callback("/push?id=7&x=%20y"), &[]);
    let question = plain.verified().remove(0);
    assert!(question.starts_with("/push?id=7&x=%20y&hub.mode=subscribe&hub.topic="), "{question}");
    assert!(question.contains("hub.challenge=") && question.contains("hub.lease_seconds=864000"), "{question}");
    let signed = Reader::start();
    let more = [("hub.secret", "our secret"), ("hub.lease_seconds", "600"), ("foo", "bar"), ("hub.unknown", "1")];
    subscribed(&daemon, &signed, &topic, &signed.callback("/"), &more);
    assert!(signed.verified()[0].contains("hub.lease_seconds=600"));
    let json = Reader::start();
    let (json_topic, _) = discovered(&daemon, "/source/org.json");
    subscribed(&daemon, &json, &json_topic, &json.callback("/"), &[]);
    let refusing = Reader::start();
    refusing.refuse();
    subscribed(&daemon, &refusing, &topic, &refusing.callback("/"), &[]);
    assert!(bodies(&plain).is_empty(), "nothing is sent before something changes");

    site.set("/feed", newsroom(0..5, "first"));
    for reader in [&plain, &signed, &json] {
        wait(|| bodies(reader).contains("number 4 "), || bodies(reader));
        let text = bodies(reader);
        assert!(text.contains("number 3 ") && !text.contains("number 2 "), "{text}");
    }
    let seen = plain.delivered().remove(0);
    assert_eq!(seen.path, "/push?id=7&x=%20y");
    assert!(seen.headers["content-type"].starts_with("application/atom+xml"));
    assert!(
        seen.headers["link"].contains(&format!("<{topic}>; rel=\"self\"")) && seen.headers["link"].contains(&address)
    );
    assert!(!seen.headers.contains_key("x-hub-signature"));
    let seen = signed.delivered().remove(0);
    let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, b"our secret");
    let tag = ring::hmac::sign(&key, &seen.body);
    let hex: String = tag.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(seen.headers["x-hub-signature"], format!("sha256={hex}"));
    assert!(json.delivered()[0].headers["content-type"].starts_with("application/feed+json"));
    serde_json::from_slice::<serde_json::Value>(&json.delivered()[0].body).expect("a whole document");

    // renewed, under another secret: one subscription still
    subscribed(&daemon, &signed, &topic, &signed.callback("/"), &[("hub.secret", "another")]);
    let fields =
        [("hub.mode", "unsubscribe"), ("hub.topic", &topic), ("hub.callback", &plain.callback("/push?id=7&x=%20y"))];
    assert_eq!(hub(&daemon, &fields).0, 202);
    wait(|| plain.verified().iter().any(|question| question.contains("hub.mode=unsubscribe")), || "never asked".into());
    thread::sleep(Duration::from_millis(300));
    site.set("/feed", newsroom(0..6, "first"));
    wait(|| bodies(&signed).contains("number 5 "), || bodies(&signed));
    wait(|| bodies(&json).contains("number 5 "), || bodies(&json));
    assert_eq!(bodies(&signed).matches("number 5 ").count(), 1);
    assert!(!bodies(&plain).contains("number 5 "));
    assert!(refusing.delivered().is_empty());

    for (fields, name) in [
        (&[("hub.topic", topic.as_str()), ("hub.callback", "http://a.example/")][..], "hub.mode"),
        (&[("hub.mode", "subscribe"), ("hub.callback", "http://a.example/")], "hub.topic"),
        (&[("hub.mode", "subscribe"), ("hub.topic", topic.as_str())], "hub.callback"),
    ] {
        let (status, why) = hub(&daemon, fields);
        assert!(status == 400 && why.starts_with(name), "{status} {why}");
    }
}

#[test]
fn a_subscriber_that_was_down_over_a_restart_misses_nothing() {
    let site = Site::start();
    site.set("/feed", newsroom(0..2, "first"));
    let home = Home::new(&sources(&site, 5));
    let reader = Reader::start();
    let daemon = home.start(&[]);
    wait_for(&daemon, "/feed.rss", "number 1 ");
    let (topic, _) = discovered(&daemon, "/feed.rss");
    subscribed(&daemon, &reader, &topic, &reader.callback("/"), &[]);
    reader.set_status(503);
    // more than the feed has room for
    site.set("/feed", newsroom(0..130, "first"));
    wait_for(&daemon, "/feed.rss", "number 129 ");
    reader.set_status(0);
    thread::sleep(Duration::from_millis(1500));
    drop(daemon);
    assert!(reader.delivered().is_empty());
    reader.set_status(204);
    let later = (chrono::Utc::now() + chrono::TimeDelta::hours(1)).to_rfc3339();
    let daemon = home.start(&["--now", &later]);
    let whole = || bodies(&reader).contains("number 129 ") && bodies(&reader).contains("number 2 ");
    wait(whole, || bodies(&reader));
    let text = bodies(&reader);
    for number in 2..130 {
        assert_eq!(text.matches(&format!("number {number} ")).count(), 1, "{number}");
    }
    assert!(!text.contains("number 1 "));
    drop(daemon);
}

#[test]
fn pictures_come_from_us_where_the_configuration_says_so_and_only_those_that_a_release_shows() {
    let (site, other) = (Site::start(), Site::on("127.0.0.2:0"));
    let mut png = std::io::Cursor::new(Vec::new());
    image::RgbImage::from_fn(900, 600, |x, y| image::Rgb([x as u8, y as u8, 90]))
        .write_to(&mut png, image::ImageFormat::Png)
        .expect("a picture");
    let png = png.into_inner();
    site.set("/a.png", Answer::new("image/png", png.clone()));
    other.set("/b.png", Answer::new("image/png", png));
    site.set("/bomb.png", Answer::new("image/png", b"\x89PNG\r\n\x1a\nno picture".to_vec()));
    let picture = |url: String| {
        format!("<p>Words that say something about it, enough of them.</p><p><img src=\"{url}\" alt=\"The view\"></p>")
    };
    let item = |number: u32, html: String| {
        format!(
            "<item><title>With a picture {number}</title><link>https://org.example/{number}</link>\
             <pubDate>Mon, {number:02} Sep 2026 08:00:00 GMT</pubDate><description><![CDATA[{html}]]></description></item>"
        )
    };
    let items = [site.url("/a.png"), other.url("/b.png"), site.url("/bomb.png")];
    let items: String = items.into_iter().zip(1..).map(|(url, number)| item(number, picture(url))).collect();
    site.set("/feed", Answer::rss(format!("<rss version=\"2.0\"><channel><title>Org</title><link>https://org.example/</link><description>x</description>{items}</channel></rss>")));
    let home = Home::new("");
    home.configure(&format!(
        "[fetch]\nallow_addresses = [\"127.0.0.1/32:{}\"]\nmin_interval = \"1s\"\nper_host_delay = \"0s\"\n\n[pages]\nmedia = \"proxy\"\nlanguages = [\"de\", \"en\"]\n\n\
         [[source]]\nid = \"org\"\nname = \"Org\"\nfeed = \"{}\"\nfill = \"never\"\n",
        site.address.port(),
        site.url("/feed")
    ));
    let daemon = home.start(&[]);
    wait(|| daemon.get("/feed.atom").is_some_and(|feed| feed.text().contains("picture 3")), || "no feed".into());
    let river = daemon.get("/").expect("a page").text();
    assert!(river.contains("<html lang=\"de\">"), "the first language of the site");
    let shown = |title: &str| {
        let at = river.find(title).expect("its card");
        let page = &river[..at];
        let id = page.rsplit("release/").next().and_then(|rest| rest.split('"').next()).expect("its number");
        let page = daemon.get(&format!("/release/{id}")).expect("a page");
        assert!(page.header("content-security-policy").is_some_and(|policy| policy.contains("img-src 'self';")));
        let text = page.text();
        assert!(!text.contains(".png\" alt"), "{text}");
        let at = text.find("src=\"/media/").expect("a picture of ours") + 5;
        text[at..].split('"').next().expect("an address").to_owned()
    };
    let ours = shown("With a picture 1");
    let answer = daemon.get(&ours).expect("a picture");
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("image/jpeg")));
    assert!(answer.header("cache-control").is_some_and(|kept| kept.contains("immutable")));
    let small = daemon.get(&ours.replace("/1344/", "/144/")).expect("a picture");
    let scaled = image::load_from_memory(&small.body).expect("a picture");
    assert_eq!((scaled.width(), scaled.height()), (144, 96));
    let before = site.asked("/a.png").len();
    assert_eq!(daemon.get(&ours).map(|again| again.status), Some(200));
    assert_eq!(site.asked("/a.png").len(), before, "it is kept");
    assert_eq!(daemon.get(&shown("With a picture 2")).map(|answer| answer.status), Some(404));
    assert!(other.asked("/b.png").is_empty(), "an address that is not for strangers");
    assert_eq!(daemon.get(&shown("With a picture 3")).map(|answer| answer.status), Some(404));
    let (name, made_up) = (ours.rsplit('/').next().expect("a name"), "0123456789abcdef");
    for wrong in [ours.replace("/1344/", "/1345/"), ours.replace(name, made_up)] {
        assert_eq!(daemon.get(&wrong).map(|answer| answer.status), Some(404), "{wrong}");
    }
}
