//! What is under embargo appears nowhere before its time, and everywhere after it, without a poll.

use crate::support::{Answer, Daemon, Home, Site, program::wait};
use chrono::{DateTime, SecondsFormat, SubsecRound, TimeDelta, Utc};

const WORD: &str = "Quartzfinch";

fn feed(until: &str) -> String {
    format!(
        "<rss version=\"2.0\"><channel><title>Org</title><link>https://org.example/</link><description>d</description>
        <item><title>{WORD} found on an island</title><link>https://org.example/held</link><guid>held-1</guid>
          <category>birds</category>
          <description>&lt;p&gt;EMBARGOED until {until}&lt;/p&gt;&lt;p&gt;A {WORD} was seen by three people on an island
          in the north, where nobody had looked for it before.&lt;/p&gt;</description></item>
        <item><title>A ferry sails again</title><link>https://org.example/free</link><guid>free-1</guid>
          <description>&lt;p&gt;The ferry to the island sails twice a day from now on.&lt;/p&gt;</description></item>
        </channel></rss>"
    )
}

fn home(site: &Site) -> Home {
    Home::new(&format!(
        "[[source]]\nid = \"org\"\nname = \"Org\"\nfeed = \"{}\"\ntags = [\"island\"]\ninterval = \"7d\"\nfill = \"never\"\n
         [[view]]\nname = \"north\"\nsources = [\"org\"]\n",
        site.url("/feed")
    ))
}

/// Every address that shows releases; words are searched as readers do.
fn outputs() -> Vec<String> {
    let mut all: Vec<String> = ["/", "/status.atom", "/sources", "/opml", "/metrics"].map(str::to_owned).into();
    for name in ["feed", "source/org", "tag/island", "tag/birds", "view/north"] {
        all.extend(["atom", "rss", "json"].map(|ending| format!("/{name}.{ending}")));
    }
    for word in ["quartzfinch", "island"] {
        all.push(format!("/search?q={word}"));
        all.extend(["atom", "rss", "json"].map(|ending| format!("/search.{ending}?q={word}")));
    }
    all
}

fn shown_in(daemon: &Daemon) -> Vec<String> {
    let shows = |path: &String| daemon.get(path).is_some_and(|answer| answer.text().contains(WORD));
    outputs().into_iter().filter(shows).collect()
}

fn number(home: &Home) -> String {
    let shown = home.ok(&["explain", "https://org.example/held"]);
    let line = shown.lines().find(|line| line.starts_with("release ")).expect("its number");
    line.split_whitespace().nth(1).expect("its number").to_owned()
}

#[test]
fn nothing_shows_an_embargoed_release_before_its_hour_and_everything_after_it() {
    let site = Site::start();
    site.set("/feed", Answer::rss(feed("14:00 CET, 9 March 2026")));
    let home = home(&site);
    home.poll(&["--now", "2026-03-09T10:00:00Z"]);
    let page = format!("/release/{}", number(&home));
    let exported = |now: &str| {
        let formats = ["atom", "rss", "json"].map(|format| ["export", "--format", format, "--now", now]);
        formats.iter().filter(|words| home.ok(&words[..]).contains(WORD)).count()
    };
    // 14:00 in Central Europe is 13:00 UTC
    let before = home.start(&["--now", "2026-03-09T12:59:59Z"]);
    assert_eq!(shown_in(&before), Vec::<String>::new());
    assert_eq!(before.get(&page).expect("an answer").status, 404);
    drop(before);
    let exported_before = exported("2026-03-09T12:59:59Z");
    let after = home.start(&["--now", "2026-03-09T13:00:01Z"]);
    let missing: Vec<String> = outputs().into_iter().skip(5).filter(|path| !shown_in(&after).contains(path)).collect();
    assert_eq!(missing, Vec::<String>::new());
    assert_eq!(after.get(&page).expect("an answer").status, 200);
    assert_eq!(site.seen().len(), 1, "nobody was asked again");
    drop(after);
    assert_eq!((exported_before, exported("2026-03-09T13:00:01Z")), (0, 3));
}

#[test]
fn an_embargo_ends_by_the_clock_and_the_log_says_so() {
    let site = Site::start();
    let until: DateTime<Utc> = (Utc::now() + TimeDelta::seconds(8)).trunc_subsecs(0);
    // printed to the minute by people; to the second by this test
    let printed = until.to_rfc3339_opts(SecondsFormat::Secs, true);
    site.set("/feed", Answer::rss(feed(&printed)));
    let home = home(&site);
    let daemon = home.start(&[]);
    let log = || std::fs::read_to_string(home.path("log")).unwrap_or_default();
    wait(|| daemon.get("/feed.json").is_some_and(|feed| feed.text().contains("ferry")), log);
    if Utc::now() < until {
        assert!(!daemon.get("/feed.json").expect("a feed").text().contains(WORD), "{}", log());
    }
    wait(|| daemon.get("/feed.json").is_some_and(|feed| feed.text().contains(WORD)), log);
    assert!(Utc::now() >= until, "too early");
    wait(|| log().contains("embargo ended"), log);
}
