//! A source speaks for its own hosts only: whatever a stranger's feed claims, the release, the feed, the pages, the
//! schedule and the secrets of another source stay as they are.

use crate::support::{Answer, Home, Hub, Site, program::wait};
use serde_json::Value;

const BODY: &str = "<p>The council decided on Monday that 12 hospitals of the northern islands get new roofs before the \
    winter, at a cost of 4.5 million crowns.</p><p>“We waited for this for years,” said the head of the hospital in \
    Sandvik, Marit Holm. The work begins in the first week of January and ends in November.</p>";
const TITLE: &str = "Council decides on island hospitals";
const OWN_ID: &str = "tag:b.example,2026:1";
const OWN_PAGE: &str = "https://b.example/news/1";
const OWN_DATE: &str = "2026-11-02T09:00:00Z";

/// What an entry claims.
#[derive(Clone, Copy)]
struct Claim<'c> {
    id: &'c str,
    title: &'c str,
    link: &'c str,
    date: &'c str,
    body: &'c str,
}

const OWN: Claim<'_> = Claim { id: OWN_ID, title: TITLE, link: OWN_PAGE, date: OWN_DATE, body: BODY };
const COPY: Claim<'_> = Claim { id: "tag:a.example,2026:9", link: "https://a.example/copy", ..OWN };

fn atom(claims: &[Claim<'_>]) -> Answer {
    let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;");
    let entry = |claim: &Claim<'_>| {
        let Claim { id, title, link, date, body } = *claim;
        format!(
            "<entry><id>{id}</id><title>{}</title><link href=\"{link}\"/><published>{date}</published>\
             <updated>{date}</updated><content type=\"html\">{}</content></entry>",
            escaped(title),
            escaped(body)
        )
    };
    let entries: String = claims.iter().map(entry).collect();
    let head = "<title>F</title><id>urn:x:f</id><updated>2026-11-02T09:00:00Z</updated>";
    Answer::new("application/atom+xml", format!("<feed xmlns=\"http://www.w3.org/2005/Atom\">{head}{entries}</feed>"))
}

/// The stranger `a` and the publisher `b`, each on a host of its own.
struct World {
    a: Site,
    b: Site,
    home: Home,
}

impl World {
    fn new(fill: &str) -> Self {
        let (a, b) = (Site::on("127.0.0.3:0"), Site::on("127.0.0.2:0"));
        let source = |id: &str, site: &Site| {
            let feed = site.url("/feed");
            format!(
                "[[source]]\nid = \"{id}\"\nname = \"{id}\"\nfeed = \"{feed}\"\nhosts = [\"{id}.example\"]\n\
                 interval = \"1s\"\nfill = \"{fill}\"\n\n"
            )
        };
        let home = Home::new(&(source("a", &a) + &source("b", &b)));
        a.set("/feed", atom(&[]));
        b.set("/feed", atom(&[OWN]));
        Self { a, b, home }
    }

    fn poll(&self, source: &str, hour: u32) {
        let reports = self.home.poll(&[source, "--force", "--now", &format!("2026-11-02T{hour:02}:00:00Z")]);
        assert!(reports.iter().all(|report| report["error"].is_null()), "{reports:?}");
    }

    fn entries(&self, now: &str) -> Vec<Value> {
        let feed: Value =
            serde_json::from_str(&self.home.ok(&["export", "--format", "json", "--now", now])).expect("a feed in JSON");
        feed["items"].as_array().cloned().unwrap_or_default()
    }

    /// The entry of b, without its list of copies.
    fn own_entry(&self) -> Value {
        let found = self.entries("2026-11-02T20:00:00Z").into_iter().find(|item| item["id"] == OWN_ID);
        let mut entry = found.expect("the publisher's entry");
        entry["_pressfeed"].as_object_mut().expect("an extension").remove("copies");
        entry
    }
}

#[test]
fn whatever_a_copy_claims_the_entry_stays_its_publishers() {
    let held = |until: &str| format!("<p>EMBARGOED UNTIL 00:01 GMT, {until}</p>{BODY}");
    let (soon, late) = (held("12 December 2026"), held("12 March 2099"));
    let corrected = BODY.replace("4.5 million", "45 million");
    let claims = [
        ("an earlier date", Claim { date: "2020-01-01T00:00:00Z", ..COPY }),
        ("a date ahead", Claim { date: "2027-01-01T00:00:00Z", ..COPY }),
        ("its identifier", Claim { id: OWN_ID, ..COPY }),
        ("its link", Claim { link: OWN_PAGE, ..COPY }),
        ("all of it", Claim { date: "2020-01-01T00:00:00Z", ..OWN }),
        ("an embargo", Claim { body: &soon, date: "2020-01-01T00:00:00Z", ..COPY }),
        ("an endless embargo", Claim { body: &late, date: "2020-01-01T00:00:00Z", ..COPY }),
        ("a correction", Claim { title: "Correction: Council decides on island hospitals", body: &corrected, ..COPY }),
        ("a retraction", Claim { title: "RETRACTED: Council decides on island hospitals", ..COPY }),
        ("a withdrawal", Claim { body: "<p>This press release has been withdrawn.</p>", link: OWN_PAGE, ..COPY }),
        (
            "other words",
            Claim { title: "BUY COINS NOW", body: "<p>Buy coins.</p>", id: OWN_ID, link: OWN_PAGE, ..COPY },
        ),
    ];
    let world = World::new("never");
    world.poll("b", 10);
    let before = world.own_entry();
    for (hour, (what, claim)) in (11..).zip(claims) {
        // as a new item of the stranger, and as the change of one
        world.a.set("/feed", atom(&[claim]));
        world.poll("a", hour % 9 + 11);
        assert_eq!(world.own_entry(), before, "{what}");
    }
    world.b.set("/feed", atom(&[]));
    world.poll("b", 20);
    assert_eq!(world.own_entry(), before, "what left the feed stays");
}

#[test]
fn a_copy_that_changes_its_words_leaves_the_story() {
    let world = World::new("never");
    world.poll("b", 10);
    world.a.set("/feed", atom(&[COPY]));
    world.poll("a", 11);
    let copies =
        |entries: &[Value]| entries.iter().map(|entry| entry["_pressfeed"]["copies"].clone()).collect::<Vec<_>>();
    let together = world.entries("2026-11-02T20:00:00Z");
    assert_eq!((together.len(), &copies(&together)[0][0]["source"]), (1, &Value::from("a")));
    let coins = "<p>Buy these coins at our site today, quickly, before the price goes up once more.</p>".repeat(4);
    world.a.set("/feed", atom(&[Claim { title: "BUY COINS NOW", body: &coins, ..COPY }]));
    world.poll("a", 12);
    let apart = world.entries("2026-11-02T20:00:00Z");
    assert_eq!((apart.len(), copies(&apart)), (2, vec![Value::Null, Value::Null]));
    assert_eq!(world.own_entry()["title"], TITLE);
    // a corrected figure is no other story
    let world = World::new("never");
    world.poll("b", 10);
    world.a.set("/feed", atom(&[COPY]));
    world.poll("a", 11);
    world.b.set("/feed", atom(&[Claim { body: &BODY.replace("4.5 million", "4.6 million"), ..OWN }]));
    world.poll("b", 12);
    assert_eq!(world.entries("2026-11-02T20:00:00Z").len(), 1);
}

#[test]
fn an_entry_stays_with_the_release_that_it_was_made_for() {
    let world = World::new("never");
    world.poll("b", 10);
    world.a.set("/feed", atom(&[COPY]));
    world.poll("a", 11);
    let other =
        "<p>The council has taken back its decision, and will talk about roofs and money again next spring.</p>";
    world.b.set("/feed", atom(&[Claim { title: "No decision", body: other, ..OWN }]));
    world.poll("b", 12);
    assert_eq!(
        (world.own_entry()["title"].as_str(), world.entries("2026-11-02T20:00:00Z").len()),
        (Some("No decision"), 2)
    );
}

#[test]
fn a_copy_that_came_first_hides_nothing() {
    let held = format!("<p>EMBARGOED UNTIL 00:01 GMT, 12 December 2026</p>{BODY}");
    let world = World::new("never");
    world.a.set("/feed", atom(&[Claim { body: &held, id: OWN_ID, date: "2019-05-01T00:00:00Z", ..COPY }]));
    world.poll("a", 10);
    assert!(world.entries("2026-11-02T20:00:00Z").is_empty());
    world.poll("b", 11);
    let entries = world.entries("2026-11-02T20:00:00Z");
    assert_eq!((entries.len(), &entries[0]["url"]), (1, &Value::from(OWN_PAGE)));
    // squatting: the identifier is the publisher's, though somebody used it first
    let world = World::new("never");
    let other = "<p>Something else altogether, which has to do with no council, no hospital and no island.</p>";
    world.a.set("/feed", atom(&[Claim { id: OWN_ID, title: "Not b", body: other, link: OWN_PAGE, ..COPY }]));
    world.poll("a", 10);
    world.poll("b", 11);
    assert_eq!(world.own_entry()["title"], TITLE);
    let shown = world.home.ok(&["show", OWN_PAGE]);
    assert!(shown.contains(TITLE) && !shown.contains("Not b"), "{shown}");
}

#[test]
fn a_feed_of_a_source_shows_that_sources_own_words() {
    let world = World::new("never");
    let sources = std::fs::read_to_string(world.home.path("feeds.toml")).expect("a configuration");
    let view = "[[view]]\nname = \"own\"\nsources = [\"b\"]\n";
    std::fs::write(world.home.path("feeds.toml"), sources + view).expect("a configuration");
    world.a.set("/feed", atom(&[Claim { title: "Council decides, says a", ..COPY }]));
    world.poll("a", 10);
    world.poll("b", 11);
    let daemon = world.home.start(&["--replay", ".", "--now", "2026-11-02T20:00:00Z"]);
    for path in ["/source/b.json", "/view/own.json"] {
        let feed = daemon.get(path).expect("a feed").json();
        let item = &feed["items"][0];
        assert_eq!((&item["title"], &item["url"]), (&Value::from(TITLE), &Value::from(OWN_PAGE)), "{path}");
    }
    let page = daemon.get("/source/b").expect("a page").text();
    assert!(page.contains(TITLE) && !page.contains("says a"), "{page}");
}

#[test]
fn pages_of_a_stranger_say_nothing_of_anothers_release() {
    let world = World::new("always");
    let own = world.b.url("/news");
    let page = |title: &str, head: &str| {
        Answer::html(format!(
            "<html lang=\"de\"><head><title>{title}</title>{head}</head><article><h1>{title}</h1>{BODY}</article></html>"
        ))
    };
    world.b.set("/news", page(TITLE, ""));
    world.b.set("/feed", atom(&[Claim { link: &own, ..OWN }]));
    world.poll("b", 10);
    let before = world.own_entry();
    let head = format!(
        "<link rel=canonical href=\"{own}\"><link rel=alternate hreflang=en href=\"{own}\">\
         <meta property=\"og:url\" content=\"{own}\"><meta name=robots content=noindex>"
    );
    let german = BODY.replace("The council decided on Monday", "Der Rat hat am Montag beschlossen");
    world.a.set("/robots.txt", Answer::new("text/plain", "User-agent: *\nDisallow: /secret\nCrawl-delay: 1\n"));
    world.a.set("/page", page("Der Rat beschließt", &head));
    world.a.set(
        "/feed",
        atom(&[Claim { link: &world.a.url("/page"), body: &german, title: "Der Rat beschließt", ..COPY }]),
    );
    world.poll("a", 11);
    assert_eq!(world.own_entry(), before);
}

#[test]
fn secrets_stay_at_the_origin_of_their_stanza() {
    let (own, other) = (Site::start(), Site::on("127.0.0.4:0"));
    let link = other.url("/page").replace("//", "//admin:hunter3@");
    own.set("/feed", atom(&[Claim { link: &link, body: "short", ..OWN }]));
    other.set("/page", Answer::html(format!("<title>x</title><article>{BODY}</article>")));
    other.set("/moved", atom(&[Claim { link: &own.url("/own"), body: "short", ..COPY }]));
    own.set("/old", Answer::status(301).with("Location", &other.url("/moved")));
    let address = |path: &str| own.url(path).replace("//", "//agent:s3cret@");
    let source = |id: &str, path: &str| {
        let feed = address(path);
        format!(
            "[[source]]\nid = \"{id}\"\nname = \"{id}\"\nfeed = \"{feed}?token=s3cret\"\nheaders = {{ X-Key = \"s3cret\" }}\n\n"
        )
    };
    own.set("/feed?token=s3cret", atom(&[Claim { link: &link, body: "short <a href=''>self</a>", ..OWN }]));
    own.set("/old?token=s3cret", Answer::status(301).with("Location", &other.url("/moved")));
    let home = Home::new(&(source("feed", "/feed") + &source("old", "/old")));
    for _ in 0..5 {
        home.poll(&["--force"]);
    }
    let seen = own.seen();
    assert!(seen.iter().all(|seen| seen.path == "/robots.txt" || seen.headers["x-key"] == "s3cret"), "{seen:?}");
    let basic =
        seen.iter().filter_map(|seen| seen.headers.get("authorization")).all(|value| value == "Basic YWdlbnQ6czNjcmV0");
    assert!(basic, "{seen:?}");
    assert!(other.asked("/page").len() == 1 && other.asked("/moved").len() >= 4, "{:?}", other.seen());
    for seen in other.seen() {
        let names = ["x-key", "authorization"].map(|name| seen.headers.get(name));
        assert!(names == [None, None] && !format!("{seen:?}").contains("s3cret"), "{seen:?}");
    }
    let daemon = home.start(&["--replay", "."]);
    for path in [
        "/opml", "/feed.atom", "/feed.rss", "/feed.json", "/sources", "/source/feed", "/source/feed.atom",
        "/status.atom",
    ] {
        let text = daemon.get(path).expect("an answer").text();
        assert!(!text.contains("s3cret") && !text.contains("hunter3"), "{path}: {text}");
    }
    for words in [&["list", "--json"][..], &["list"], &["export", "--format", "opml"], &["export", "--format", "ninjs"]]
    {
        assert!(!home.ok(words).contains("s3cret"), "{words:?}");
    }
}

#[test]
fn links_of_a_stranger_neither_crawl_a_host_nor_hold_up_its_own_source() {
    let world = World::new("missing");
    world.b.set("/feed", atom(&[]));
    let links: Vec<String> = (0..40).map(|number| world.b.url(&format!("/page/{number}"))).collect();
    let ids: Vec<String> = (0..40).map(|number| format!("n{number}")).collect();
    let claims: Vec<Claim<'_>> =
        links.iter().zip(&ids).map(|(link, id)| Claim { id, link, title: id, body: "A teaser.", ..COPY }).collect();
    world.a.set("/feed", atom(&claims));
    for number in 0..40 {
        let answer = Answer::status(429).with("Retry-After", "600");
        world.b.set(&format!("/page/{number}"), if number > 37 { answer } else { Answer::html("<p>nothing</p>") });
    }
    let pages = || world.b.seen().iter().filter(|seen| seen.path.starts_with("/page/")).count();
    let daemon = world.home.start(&[]);
    wait(|| pages() > 0 && world.a.asked("/feed").len() > 2, || format!("{:?}", world.b.seen()));
    let before = world.b.asked("/feed").len();
    wait(|| world.b.asked("/feed").len() > before + 2, || format!("{:?}", world.b.seen()));
    drop(daemon);
    assert!(pages() <= 10, "{}", pages());
}

#[test]
fn own_pages_that_lead_to_anothers_host_are_pages_of_that_host() {
    let world = World::new("missing");
    let links: Vec<String> = (0..40).map(|number| world.a.url(&format!("/own/{number}"))).collect();
    let ids: Vec<String> = (0..40).map(|number| format!("n{number}")).collect();
    let claims: Vec<Claim<'_>> =
        links.iter().zip(&ids).map(|(link, id)| Claim { id, link, title: id, body: "A teaser.", ..COPY }).collect();
    world.a.set("/feed", atom(&claims));
    for number in 0..40 {
        // every third one stays at home, and what they lead to is not there
        let there = world.b.url(&format!("/page/{number}"));
        let leads = Answer::status(302).with("Location", &there);
        let answer = if number % 3 == 0 { Answer::html(format!("<h1>{number}</h1>{BODY}")) } else { leads };
        world.a.set(&format!("/own/{number}"), answer);
    }
    world.poll("a", 10);
    world.poll("a", 10);
    let pages = || world.b.seen().iter().filter(|seen| seen.path.starts_with("/page/")).count();
    assert_eq!(pages(), 10);
    world.poll("a", 12);
    assert!((11..=20).contains(&pages()), "{}", pages());
}

#[test]
fn a_source_that_moves_to_anothers_feed_is_a_copy_there() {
    let world = World::new("never");
    world.poll("b", 10);
    let before = world.own_entry();
    world.a.set("/feed", Answer::status(301).with("Location", &world.b.url("/feed")));
    for hour in 11..16 {
        world.poll("a", hour);
    }
    assert_eq!(world.own_entry(), before);
    let feed =
        world.home.start(&["--replay", ".", "--now", "2026-11-02T20:00:00Z"]).get("/source/b.json").expect("a feed");
    assert_eq!(feed.json()["items"][0]["id"], OWN_ID);
}

#[test]
fn a_strangers_robots_and_pauses_hold_for_its_own_host_only() {
    let world = World::new("always");
    let own = world.b.url("/news");
    world.b.set("/news", Answer::html(format!("<title>{TITLE}</title><article><h1>{TITLE}</h1>{BODY}</article>")));
    world.b.set("/feed", atom(&[Claim { link: &own, body: "A teaser.", ..OWN }]));
    let robots = "User-agent: *\nDisallow: /\nCrawl-delay: 600\n";
    world.a.set("/robots.txt", Answer::new("text/plain", robots).with("Cache-Control", "max-age=86400"));
    let links = [world.a.url("/page"), world.b.url("/moved")];
    let claims = [
        Claim { link: &links[0], body: "A teaser.", ..COPY },
        Claim { id: "tag:a.example,2026:10", title: "Another one", link: &links[1], body: "A teaser.", ..COPY },
    ];
    world.a.set("/feed", atom(&claims));
    // a page of b's host leads to a's robots.txt and pauses: they say nothing of b
    world.b.set("/moved", Answer::status(302).with("Location", &world.a.url("/page")));
    let daemon = world.home.start(&[]);
    wait(|| world.a.asked("/feed").len() > 1 && !world.a.asked("/robots.txt").is_empty(), || "the stranger".into());
    world.a.set("/feed", Answer::status(503).with("Retry-After", "86400").with("Cache-Control", "max-age=86400"));
    wait(|| !world.b.asked("/news").is_empty(), || format!("{:?}", world.b.seen()));
    let before = world.b.asked("/feed").len();
    wait(|| world.b.asked("/feed").len() > before + 2, || format!("{:?}", world.b.seen()));
    drop(daemon);
    assert!(world.a.asked("/page").is_empty(), "its own robots.txt is obeyed");
    assert!(world.own_entry()["content_text"].as_str().is_some_and(|text| text.contains("Marit Holm")));
}

#[test]
fn a_push_to_one_source_says_nothing_of_anothers_release() {
    let (world, hub) = (World::new("never"), Hub::start());
    let links = format!("<{}>; rel=\"self\", <{}>; rel=\"hub\"", world.a.url("/feed"), hub.url());
    world.a.set(
        "/feed",
        atom(&[Claim { title: "Something of its own", body: "Other words.", ..COPY }]).with("Link", &links),
    );
    let daemon = world.home.start(&[]);
    let subscription = hub.subscription(0);
    assert_eq!(subscription.verify(&world.a.url("/feed"), 864_000).status, 200);
    let items = || daemon.get("/feed.json").map(|answer| answer.json()["items"].clone()).unwrap_or_default();
    let own = || {
        let items = items();
        let mut entry = items.as_array().and_then(|items| items.iter().find(|item| item["id"] == OWN_ID).cloned())?;
        entry["_pressfeed"].as_object_mut().expect("an extension").remove("copies");
        Some(entry)
    };
    wait(|| own().is_some(), || items().to_string());
    let before = own();
    let forged = [
        Claim { title: "BUY COINS NOW", body: "<p>Buy coins.</p>", ..OWN },
        Claim { id: "tag:a.example,2026:11", title: "RETRACTED: Council decides on island hospitals", ..COPY },
    ];
    let body = String::from_utf8(atom(&forged).body).expect("a feed");
    let answer = subscription.push("sha256", "application/atom+xml", &body);
    assert!((200..300).contains(&answer.status), "{}", answer.status);
    wait(|| items().to_string().contains("BUY COINS"), || items().to_string());
    assert_eq!(own(), before);
    assert_eq!(before.as_ref().map(|entry| &entry["title"]), Some(&Value::from(TITLE)));
}
