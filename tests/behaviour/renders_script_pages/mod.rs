//! Newsrooms that are drawn by script: read through a browser that has no network, or by the data that their scripts fetch.

mod hostile;
mod pages;

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::Path,
    process::Command,
    sync::{Mutex, MutexGuard, PoisonError},
};

use serde_json::Value;

use crate::support::{Answer, Home, Site, program::project};

/// One at a time: each takes the machine for itself, and looks at what browsers leave.
fn turn() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::new(());
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A home whose browser's processes can be told from all others: they carry its folder's name.
fn home(site: &Site, sources: &str) -> Home {
    let home = Home::new("");
    let program = home.path("browser");
    let text = format!("#!/bin/sh\nchromium-headless-shell --of={} \"$@\"\n", home.path("").display());
    fs::write(&program, text).expect("a program");
    // the browser is nobody's where we are root
    for path in [home.path(""), program.clone()] {
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).expect("a mode");
    }
    home.configure(&format!(
        "[browser]\ncommand = {program:?}\n\n[fetch]\nallow_addresses = [\"{}\"]\nmin_interval = \"1s\"\nper_host_delay = \"0s\"\n\n{sources}",
        site.address
    ));
    home
}

/// A source whose pages are drawn.
fn source(site: &Site, name: &str) -> String {
    let url = site.url(&format!("/{name}/"));
    format!("[[source]]\nid = \"{name}\"\nname = \"{name}\"\nnewsroom = \"{url}\"\nrender = true\n\n")
}

/// Processes of a home's browsers, by what they were started with.
fn browsers(home: &Home) -> Vec<u32> {
    let mark = home.path("").display().to_string();
    let ours = |folder: &Path| {
        let words = fs::read(folder.join("cmdline")).unwrap_or_default();
        let words = String::from_utf8_lossy(&words).into_owned();
        (words.contains("remote-debugging-pipe") && words.contains(&mark)).then_some(())
    };
    let all = fs::read_dir("/proc").expect("processes").filter_map(Result::ok);
    let pids = all.filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path())));
    pids.filter_map(|(pid, folder)| ours(&folder).map(|()| pid)).collect()
}

/// A home's items as title, address and day.
fn told(items: &[Value]) -> Vec<[String; 3]> {
    let text = |item: &Value, name: &str| item[name].as_str().unwrap_or_default().to_owned();
    let day = |item: &Value| text(item, "date_published").chars().take(10).collect();
    items.iter().map(|item| [text(item, "title"), text(item, "url"), day(item)]).collect()
}

fn expected(site: &Site, name: &str) -> Vec<[String; 3]> {
    let row = |(n, title): (usize, &&str)| {
        [(*title).to_owned(), site.url(&pages::path(name, n)), format!("2026-05-{:02}", 20 - n)]
    };
    pages::TITLES.iter().enumerate().map(row).collect()
}

#[test]
#[ignore = "needs Debian's chromium-headless-shell: tests/run has it"]
fn what_scripts_draw_is_read_with_titles_links_dates_and_bodies() {
    let _turn = turn();
    let site = Site::start();
    for name in pages::NAMES {
        pages::set(&site, name);
    }
    for name in pages::NAMES {
        let home = home(&site, &source(&site, name));
        let polled = home.poll(&[]);
        assert_eq!(polled[0]["warnings"].as_array().map(Vec::len), Some(0), "{name}: {polled:#?}");
        let items = home.items();
        assert_eq!(told(&items), expected(&site, name), "{name}: {polled:#?}");
        for item in &items {
            let body = item["content_text"].as_str().unwrap_or_default();
            assert!(body.contains("everybody who wanted to cross it"), "{name}: {item:#}");
        }
        assert!(browsers(&home).is_empty(), "{name}");
    }
    let asked = site.seen();
    assert!(asked.iter().all(|seen| !seen.path.ends_with(".png") && seen.method == "GET"), "{asked:#?}");
}

#[test]
#[ignore = "needs Debian's chromium-headless-shell: tests/run has it"]
fn the_data_that_a_script_fetches_is_proposed_and_works_without_a_browser() {
    let _turn = turn();
    let site = Site::start();
    pages::set(&site, "data");
    pages::set_plain_releases(&site, "data");
    let home = home(&site, "");
    let found: Value = serde_json::from_str(&home.ok(&["probe", "--json", &site.url("/data/")])).expect("JSON");
    assert_eq!(found["target"]["url"], site.url("/data/api/list?limit=20"), "{found:#}");
    let stanza = found["stanza"].as_str().expect("a stanza");
    assert!(!stanza.contains("render") && stanza.contains("/data/\""), "{stanza}");
    let plain = format!("[fetch]\nallow_private_addresses = true\nper_host_delay = \"0s\"\n\n{stanza}\n");
    home.configure(&format!("[browser]\ncommand = \"/nowhere\"\n\n{plain}"));
    home.poll(&[]);
    assert_eq!(told(&home.items()), expected(&site, "data"));
    assert!(site.asked("/data/").len() == 1, "the page itself is asked no more");
}

#[test]
#[ignore = "needs Debian's chromium-headless-shell: tests/run has it"]
fn probe_proposes_a_browser_where_nothing_else_helps() {
    let _turn = turn();
    let site = Site::start();
    pages::set(&site, "shadow");
    let home = home(&site, "");
    let text = home.ok(&["probe", &site.url("/shadow/")]);
    assert!(text.contains("as a browser draws it") && text.contains("\nrender = true\n"), "{text}");
}

#[test]
#[ignore = "needs Debian's chromium-headless-shell: tests/run has it"]
fn a_page_that_did_not_change_costs_no_browser_and_one_whose_data_did_is_drawn() {
    let _turn = turn();
    let site = Site::start();
    pages::set(&site, "data");
    pages::set_plain_releases(&site, "data");
    let home = home(&site, &source(&site, "data"));
    assert_eq!(home.poll(&[])[0]["new"], 5);
    let program = home.path("browser");
    fs::rename(&program, home.path("away")).expect("no browser");
    let polled = home.poll(&["--force"]);
    assert_eq!((&polled[0]["outcome"], &polled[0]["error"]), (&"not-modified".into(), &Value::Null), "{polled:#?}");
    site.set("/data/api/list?limit=20", Answer::new("application/json", "{\"items\": []}"));
    let polled = home.poll(&["--force"]);
    let error = polled[0]["error"].as_str().unwrap_or_default();
    assert!(error.contains("[browser] command"), "{polled:#?}");
}

#[test]
#[ignore = "needs Debian's chromium-headless-shell: tests/run has it"]
fn recorded_exchanges_are_drawn_again_without_a_network() {
    let _turn = turn();
    let site = Site::start();
    pages::set(&site, "late");
    let home = home(&site, &source(&site, "late"));
    home.ok(&["probe", "--record", "kept", &site.url("/late/")]);
    let home_of_replay = self::home(&site, &source(&site, "late"));
    let expected = expected(&site, "late");
    drop(site);
    let folder = home.path("kept");
    // a probe looks at one release's page
    home_of_replay.poll(&["--replay", folder.to_str().expect("a name")]);
    let items = home_of_replay.items();
    assert_eq!(told(&items), expected);
    assert!(items[0]["content_text"].as_str().is_some_and(|text| text.contains("everybody")), "{:#}", items[0]);
}

#[test]
#[ignore = "needs Debian's chromium-headless-shell: tests/run has it"]
fn the_shipped_recording_of_a_page_drawn_by_script_is_drawn() {
    let _turn = turn();
    let folder = project().join("fixtures/_drawn");
    let home = Home::new("");
    let stanza = fs::read_to_string(folder.join("feeds.toml")).expect("its stanza");
    home.configure(&stanza);
    home.poll(&["--replay", folder.to_str().expect("a name")]);
    let items = home.items();
    let told: Vec<[String; 3]> = told(&items);
    let expected = [
        ["Tide mill grinds again after ninety years", "https://mill.example.org/press/tide-mill", "2026-11-18"],
        ["Volunteers count 412 species in the marsh", "https://mill.example.org/press/marsh-count", "2026-11-04"],
        [
            "Sluice gates to be replaced before the spring tides", "https://mill.example.org/press/sluice-gates",
            "2026-10-21",
        ],
    ];
    assert_eq!(told, expected.map(|row| row.map(str::to_owned)));
    assert!(
        items[0]["content_text"].as_str().is_some_and(|text| text.contains("first sack of flour")),
        "{:#}",
        items[0]
    );
}

#[test]
fn without_a_browser_the_error_says_what_to_do() {
    let site = Site::start();
    pages::set(&site, "data");
    let home = Home::new(&source(&site, "data"));
    let none = |words: &[&str]| -> Command {
        let mut command = home.command(words);
        command.env("PATH", home.path("empty"));
        command
    };
    let polled = none(&["poll", "--json"]).output().expect("the program");
    let text = String::from_utf8_lossy(&polled.stdout).into_owned();
    assert!(text.contains("install Debian's chromium-headless-shell"), "{text}");
    let probed = none(&["probe", &site.url("/data/")]).output().expect("the program");
    let text = String::from_utf8_lossy(&probed.stdout).into_owned();
    assert!(text.contains("install Debian's chromium-headless-shell"), "{text}");
}
