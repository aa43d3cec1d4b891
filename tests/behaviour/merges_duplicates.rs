//! Every release once, whatever its sources do; stories by hand; the history of each release.

use crate::support::{Answer, Home, Site, rss};
use serde_json::Value;

const BODY: &str = "The harbour of Northby opens a second quay on Monday, after two years of work and at a cost of 14 \
    million euros. Ships of up to 200 metres can moor there. “The town has waited long for this,” said the harbour \
    master, Ida Lund.\n\nThe first ship to call will be the ferry from Westholm, which then sails twice a day.";

struct Town {
    org: Site,
    wire: Site,
    home: Home,
}

fn paragraphs(text: &str) -> String {
    text.split("\n\n").map(|part| format!("<p>{part}</p>")).collect()
}

fn item<'a>(id: &'a str, title: &'a str, body: &'a str, date: &'a str) -> [&'a str; 5] {
    [id, id, title, body, date]
}

impl Town {
    fn new() -> Self {
        let (org, wire) = (Site::start(), Site::on("127.0.0.2:0"));
        let source = |id: &str, site: &Site, role: &str| {
            format!(
                "[[source]]\nid = \"{id}\"\nname = \"{id}\"\nfeed = \"{}\"\nrole = \"{role}\"\ninterval = \"1s\"\nfill = \"never\"\n\n",
                site.url("/feed")
            )
        };
        let home = Home::new(&(source("wire", &wire, "distributor") + &source("org", &org, "organisation")));
        Self { org, wire, home }
    }

    fn poll(&self, now: &str) {
        let reports = self.home.poll(&["--force", "--now", now]);
        assert!(reports.iter().all(|report| report["error"].is_null()), "{reports:?}");
    }

    fn items(&self) -> Vec<Value> {
        let daemon = self.home.start(&["--replay", "."]);
        let feed = daemon.get("/feed.json").expect("a feed").json();
        feed["items"].as_array().cloned().unwrap_or_default()
    }
}

fn title(item: &Value) -> &str {
    item["title"].as_str().expect("a title")
}

#[test]
fn a_wire_copy_joins_the_release_and_a_better_lead_keeps_the_entry() {
    let town = Town::new();
    let copy =
        format!("<p>NORTHBY, Nov. 2, 2026 /Coastwire/ -- {}<p>SOURCE Harbour of Northby</p>", &paragraphs(BODY)[3..]);
    let monday = "Mon, 02 Nov 2026 10:00:00 GMT";
    town.wire.set(
        "/feed",
        Answer::rss(rss("Wire", &[item("https://wire.example/1", "Harbour: second quay", &copy, monday)])),
    );
    town.org.set("/feed", Answer::rss(rss("Org", &[])));
    town.poll("2026-11-02T11:00:00Z");
    let before = town.items();
    assert_eq!((before.len(), title(&before[0])), (1, "Harbour: second quay"));
    let own = paragraphs(BODY);
    let earlier = "Mon, 02 Nov 2026 09:00:00 GMT";
    town.org.set("/feed", Answer::rss(rss("Org", &[item("https://org.example/quay", "A second quay", &own, earlier)])));
    town.poll("2026-11-02T12:00:00Z");
    let after = town.items();
    assert_eq!((after.len(), title(&after[0]), &after[0]["id"]), (1, "A second quay", &before[0]["id"]));
    let ours = &after[0]["_pressfeed"];
    assert_eq!(ours["source_id"], "org");
    assert_eq!(
        (ours["copies"][0]["source"].as_str(), ours["copies"][0]["url"].as_str()),
        (Some("wire"), Some("https://wire.example/1"))
    );
    let explained = town.home.ok(&["explain", "https://org.example/quay"]);
    assert!(explained.contains("% of") && explained.contains("words"), "{explained}");
}

#[test]
fn notices_from_one_template_stay_apart() {
    let town = Town::new();
    let notice = |company: &str, count: &str| {
        paragraphs(&format!(
            "{company} hereby notifies the market that on 31 October 2026 its capital consists of {count} shares with \
             voting rights. This figure may be used by shareholders as the denominator for the calculations by which \
             they determine whether they must notify a change of their interest in the company."
        ))
    };
    let (one, two) = (notice("Alder Mining plc", "524,863,078"), notice("Birch Foods plc", "197,375,386"));
    let date = "Mon, 02 Nov 2026 07:00:00 GMT";
    let title = "Total voting rights";
    town.wire.set(
        "/feed",
        Answer::rss(rss(
            "Wire",
            &[item("https://wire.example/a", title, &one, date), item("https://wire.example/b", title, &two, date)],
        )),
    );
    town.org.set("/feed", Answer::rss(rss("Org", &[item("https://org.example/b", title, &two, date)])));
    town.poll("2026-11-02T11:00:00Z");
    let items = town.items();
    assert_eq!(items.len(), 2, "{items:#?}");
    let of = |source: &str| items.iter().find(|item| item["_pressfeed"]["source_id"] == source).expect("an entry");
    assert_eq!(of("org")["_pressfeed"]["copies"][0]["url"], "https://wire.example/b");
    assert!(of("wire")["_pressfeed"]["copies"].is_null());
}

#[test]
fn merge_split_and_forget_are_seen_by_a_running_service() {
    let town = Town::new();
    let date = "Mon, 02 Nov 2026 07:00:00 GMT";
    let other = paragraphs("The town library lends tools from now on: drills, saws and ladders, for a week at a time.");
    town.org.set(
        "/feed",
        Answer::rss(rss(
            "Org",
            &[
                item("https://org.example/a", "Quay", &paragraphs(BODY), date),
                item("https://org.example/b", "Tools", &other, date),
            ],
        )),
    );
    town.wire.set("/feed", Answer::rss(rss("Wire", &[])));
    town.poll("2026-11-02T11:00:00Z");
    assert_eq!(town.items().len(), 2);
    let home = &town.home;
    let undo = home.ok(&["merge", "https://org.example/a", "https://org.example/b"]);
    assert_eq!(town.items().len(), 1);
    assert!(undo.contains("pressfeed split"), "{undo}");
    home.ok(&["split", "https://org.example/b"]);
    assert_eq!(town.items().len(), 2);
    assert!(!home.run(&["split", "https://org.example/b"]).status.success());
    home.ok(&["forget", "https://org.example/b"]);
    town.poll("2026-11-02T12:00:00Z");
    let items = town.items();
    assert_eq!((items.len(), title(&items[0])), (1, "Quay"), "what is forgotten does not come back");
    let feed = home.start(&["--replay", "."]).get("/feed.atom").expect("a feed").text();
    assert!(feed.contains("<at:deleted-entry ref=") && feed.contains("<at:comment>removed</at:comment>"), "{feed}");
    let explained = home.ok(&["explain", "https://org.example/a"]);
    assert!(explained.contains(" merge") && explained.contains(" split"), "{explained}");
}

#[test]
fn a_correction_is_a_revision_and_noise_in_the_markup_is_none() {
    let town = Town::new();
    town.wire.set("/feed", Answer::rss(rss("Wire", &[])));
    let date = "Mon, 02 Nov 2026 07:00:00 GMT";
    let mut modified = Vec::new();
    let fixed = BODY.replace("14 million", "15 million");
    let noisy = paragraphs(BODY).replace("<p>", "<p class=\"x\"><!-- cache 12 -->");
    for (hour, body) in [(8, paragraphs(BODY)), (9, noisy), (10, paragraphs(&fixed))] {
        town.org.set("/feed", Answer::rss(rss("Org", &[item("https://org.example/a", "Quay", &body, date)])));
        town.poll(&format!("2026-11-02T{hour:02}:00:00Z"));
        modified.push(town.items()[0]["date_modified"].clone());
    }
    assert!(modified[0] == modified[1] && modified[1] != modified[2], "{modified:?}");
    let shown = town.home.ok(&["show", "https://org.example/a"]);
    assert!(shown.contains("\n- ") && shown.contains("\n+ ") && shown.contains("15 million"), "{shown}");
}
