//! Commands beside a running service, short ids, lists that fit, and what a reload says.

use std::fs;

use crate::support::{Answer, Home, Site, program, rss};

const TITLES: [&str; 3] = ["Harbour bridge opens", "Museum receives a gift", "Ferry timetable changes"];

fn site() -> Site {
    let site = Site::start();
    let links: Vec<String> = (0..3).map(|n| site.url(&format!("/{n}"))).collect();
    let items: Vec<[&str; 5]> = (0..3).map(|n| [&*links[n], &*links[n], TITLES[n], "Its text.", ""]).collect();
    site.set("/feed", Answer::rss(rss("Org", &items)));
    site
}

fn source(site: &Site, id: &str, path: &str) -> String {
    format!("[[source]]\nid = \"{id}\"\nname = \"{id}\"\nfeed = \"{}\"\nfill = \"never\"\n", site.url(path))
}

fn log(home: &Home) -> String {
    fs::read_to_string(home.path("log")).unwrap_or_default()
}

#[test]
fn the_running_service_polls_whom_the_command_names() {
    let site = site();
    let home = Home::with("min_interval = \"1h\"\nper_host_delay = \"0s\"", &source(&site, "org", "/feed"));
    let daemon = home.start(&[]);
    program::wait(|| site.asked("/feed").len() == 1, || log(&home));
    program::wait(|| log(&home).contains("poll: 3 new"), || log(&home));
    let reports = home.poll(&["org"]);
    assert_eq!((&reports[0]["source_id"], &reports[0]["outcome"]), (&"org".into(), &"unchanged".into()), "{reports:?}");
    assert_eq!(site.asked("/feed").len(), 2);
    let all = home.run(&["poll", "--force"]);
    assert!(all.status.success() && String::from_utf8_lossy(&all.stdout).contains("unchanged"));
    assert_eq!(site.asked("/feed").len(), 3);
    let unknown = home.run(&["poll", "orq"]);
    let said = String::from_utf8_lossy(&unknown.stderr).into_owned();
    assert!(said.contains("did you mean \"org\"?"), "{said}");
    drop(daemon);
}

#[test]
fn a_dry_run_asks_nobody_and_makes_nothing() {
    let site = site();
    let home = Home::new(&source(&site, "org", "/feed"));
    let said = home.ok(&["poll", "--dry-run"]);
    assert!(said.contains("1 of 1 sources would be asked"), "{said}");
    assert!(site.seen().is_empty() && !home.path("test.db").exists());
}

#[test]
fn releases_are_found_by_words_and_named_by_the_beginning_of_a_short_id() {
    let site = site();
    let home = Home::new(&source(&site, "org", "/feed"));
    assert_eq!(home.poll(&[])[0]["new"], 3);
    home.ok(&["export"]);
    let line = home.ok(&["find", "museum", "--json"]);
    let found: serde_json::Value = serde_json::from_str(line.trim()).expect("one JSON line");
    let id = found["id"].as_str().expect("an id");
    assert!(id.len() <= 8, "{id}");
    let number = found["number"].to_string();
    for name in [id, &id[..5], &number, found["url"].as_str().expect("an address")] {
        assert!(home.ok(&["show", name]).starts_with(TITLES[1]), "{name}");
    }
    let several = home.run(&["show", &number[..3]]);
    assert!(String::from_utf8_lossy(&several.stderr).contains("several releases begin"), "{several:?}");
    let none = home.run(&["show", "zzzzzzzzzz"]);
    assert!(String::from_utf8_lossy(&none.stderr).contains("no release"), "{none:?}");
    assert!(!home.run(&["find", "nothingofthekind"]).status.success());
}

#[test]
fn tables_fit_the_terminal_and_have_no_colour_elsewhere() {
    let site = site();
    site.set("/broken", Answer { status: 403, ..Answer::html("no") });
    let home = Home::new(&(source(&site, "org", "/feed") + &source(&site, "broken", "/broken")));
    home.poll(&[]);
    for width in ["60", "80"] {
        for words in [&["list"][..], &["find"], &["explain", TITLES[0]], &["poll", "--force"]] {
            let mut command = home.command(words);
            let output = command.env("COLUMNS", width).output().expect("the program");
            let text = String::from_utf8(output.stdout).expect("UTF-8");
            let limit: usize = width.parse().expect("a number");
            let table = text.lines().take_while(|line| !line.contains("error:"));
            let long: Vec<&str> = table.filter(|line| line.chars().count() > limit).collect();
            assert!(long.is_empty() && !text.contains('\u{1b}'), "{words:?} at {width}: {long:#?}");
        }
    }
    let failing = home.ok(&["list", "--failing", "--json"]);
    assert!(failing.lines().count() == 1 && failing.contains("403"), "{failing}");
}

#[test]
fn a_reload_says_what_came_went_and_needs_a_restart() {
    let site = site();
    let home = Home::with("min_interval = \"1h\"\nper_host_delay = \"0s\"", &source(&site, "org", "/feed"));
    let daemon = home.start(&[]);
    let text = fs::read_to_string(home.path("feeds.toml")).expect("a configuration");
    let text = text.replace("[daemon]", "[daemon]\nlog = \"json\"").replace("id = \"org\"", "id = \"new\"");
    fs::write(home.path("feeds.toml"), text).expect("written");
    daemon.signal("HUP");
    program::wait(|| log(&home).contains("reloaded"), || log(&home));
    program::wait(|| log(&home).contains("needs a restart"), || log(&home));
    let said = log(&home);
    assert!(said.contains("added=new") && said.contains("removed=org") && said.contains("changed=none"), "{said}");
    assert!(said.contains("[daemon] log changed"), "{said}");
}

#[test]
fn the_journal_gets_priorities_and_programs_get_json() {
    let site = site();
    site.set("/broken", Answer { status: 500, ..Answer::html("no") });
    let home = Home::new(&(source(&site, "org", "/feed") + &source(&site, "broken", "/broken")));
    let mut command = home.command(&["run"]);
    let mut child = command
        .env("JOURNAL_STREAM", "1:2")
        .stderr(fs::File::create(home.path("log")).expect("a log"))
        .spawn()
        .expect("the program");
    program::wait(|| log(&home).contains("<4>poll: failed") && log(&home).contains("<6>poll: 3 new"), || log(&home));
    drop(child.kill());
    drop(child.wait());
    assert!(log(&home).lines().all(|line| line.starts_with('<')), "{}", log(&home));

    let text = fs::read_to_string(home.path("feeds.toml")).expect("a configuration");
    fs::write(home.path("feeds.toml"), text.replace("[daemon]", "[daemon]\nlog = \"json\"")).expect("written");
    let daemon = home.start(&[]);
    program::wait(|| log(&home).contains("\"ready\""), || log(&home));
    drop(daemon);
    for line in log(&home).lines() {
        let object: serde_json::Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
        assert!(object["level"].is_string() && object["message"].is_string(), "{line}");
    }
}
