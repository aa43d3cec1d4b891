//! From nothing to a service: a starter, a run without sources, the demo, another port, and paths that mean the same from
//! everywhere.

use std::{
    fs,
    net::{SocketAddr, TcpListener},
    path::Path,
    process::{Child, Command, Output, Stdio},
};

use crate::support::{Home, Site, http, program, program::project, rss};

/// A command in a folder, with nothing named in its environment.
fn bare(folder: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(program::PRESSFEED);
    command.args(words).env_remove("PRESSFEED_CONFIG").current_dir(folder).stdin(Stdio::null());
    command
}

fn run(folder: &Path, words: &[&str]) -> (Option<i32>, String) {
    let Output { status, stdout, stderr } = bare(folder, words).output().expect("the program");
    (status.code(), format!("{}{}", String::from_utf8_lossy(&stdout), String::from_utf8_lossy(&stderr)))
}

/// A daemon that ends with its value.
struct Running(Child, SocketAddr);

impl Running {
    fn start(folder: &Path, words: &[&str]) -> Self {
        let address = program::free_port();
        let listen = address.to_string();
        let mut command = bare(folder, &[words, &["--listen", &listen]].concat());
        let log = fs::File::create(folder.join("log")).expect("a log");
        let running = Self(command.stdout(Stdio::null()).stderr(log).spawn().expect("the program"), address);
        let said = || fs::read_to_string(folder.join("log")).unwrap_or_default();
        program::wait(|| running.get("/readyz").is_some(), said);
        running
    }

    fn get(&self, path: &str) -> Option<String> {
        let answer = http::get(self.1, path).ok()?;
        (answer.status == 200).then(|| answer.text())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

#[test]
fn an_empty_folder_is_told_how_to_begin() {
    let folder = tempfile::tempdir().expect("a folder");
    let (code, text) = run(folder.path(), &["run"]);
    assert_eq!(code, Some(2), "{text}");
    assert!(text.contains("feeds.toml") && text.contains("pressfeed init"), "{text}");
    let (code, text) = run(folder.path(), &["init"]);
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("pressfeed probe") && text.contains("pressfeed run"), "{text}");
    let before = fs::read(folder.path().join("feeds.toml")).expect("a starter");
    let (code, text) = run(folder.path(), &["init"]);
    assert!(code == Some(1) && text.contains("exists already"), "{text}");
    assert_eq!(fs::read(folder.path().join("feeds.toml")).expect("a starter"), before);
    let (code, text) = run(folder.path(), &["check"]);
    assert!(code == Some(2) && text.contains("no source"), "{text}");
}

#[test]
fn a_starter_names_the_database_that_was_said_and_says_nothing_else_of_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let database = folder.path().join("lib/news.db").display().to_string();
    assert_eq!(run(folder.path(), &["init", "etc", "--database", &database]).0, Some(0));
    let text = fs::read_to_string(folder.path().join("etc/feeds.toml")).expect("a starter");
    assert!(text.lines().any(|line| line == format!("database = {database:?}")), "{text}");
}

#[test]
fn a_starter_runs_serves_and_asks_nobody() {
    let folder = tempfile::tempdir().expect("a folder");
    assert_eq!(run(folder.path(), &["init"]).0, Some(0));
    let running = Running::start(folder.path(), &["run"]);
    assert!(running.get("/healthz").is_some_and(|text| text.contains("ok")));
    assert!(running.get("/").is_some());
    let address = running.1.to_string();
    assert_eq!(run(folder.path(), &["health", "--listen", &address]).0, Some(0));
    drop(running);
    let (code, text) = run(folder.path(), &["health", "--listen", &address]);
    assert!(code == Some(1) && text.contains("nothing answers"), "{text}");
}

#[test]
fn the_starter_and_the_shipped_files_hold_and_nobody_is_polled_unasked() {
    let folder = tempfile::tempdir().expect("a folder");
    run(folder.path(), &["init"]);
    for starter in [folder.path().join("feeds.toml"), project().join("feeds.toml")] {
        let text = fs::read_to_string(&starter).expect("a starter");
        assert!(!text.lines().any(|line| line.starts_with("[[source]]") || line.starts_with("include")), "{text}");
    }
    let shipped = fs::read_to_string(project().join("feeds.toml")).expect("feeds.toml");
    let include = shipped.lines().find(|line| line.starts_with("# include = ")).expect("an include to take the # from");
    let include = include.trim_start_matches("# ").replace("feeds/", &format!("{}/feeds/", project().display()));
    fs::write(folder.path().join("all.toml"), include).expect("written");
    let (code, text) = run(folder.path(), &["check", "--config", "all.toml"]);
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("ok, 43 sources") && !text.contains("warning"), "{text}");
}

#[test]
fn the_demo_has_recorded_newsrooms_only_and_knows_its_schedule() {
    let folder = tempfile::tempdir().expect("a folder");
    let fixtures = project().join("fixtures");
    let words = ["--replay", fixtures.to_str().expect("a path"), "--database", "demo.db"];
    let running = Running::start(folder.path(), &[&["run"], &words[..]].concat());
    let polled = || running.get("/metrics").unwrap_or_default().contains("{outcome=\"modified\"} 17");
    program::wait(polled, || running.get("/metrics").unwrap_or_default());
    let sources: serde_json::Value =
        serde_json::from_str(&running.get("/sources.json").expect("sources")).expect("JSON");
    let all = sources["sources"].as_array().or(sources.as_array()).expect("a list");
    assert_eq!(all.len(), 17, "{sources:#}");
    assert!(!fs::read_to_string(folder.path().join("log")).expect("a log").contains("left out"));
}

#[test]
fn a_configured_path_means_the_same_from_everywhere() {
    let site = Site::start();
    site.set("/feed", crate::support::Answer::rss(rss("Org", &[["1", "http://127.0.0.1/1", "One", "", ""]])));
    let (home, elsewhere) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    let config = home.path().join("feeds.toml");
    let text = "[daemon]\ndatabase = \"news.db\"\n[fetch]\nallow_private_addresses = true\nper_host_delay = \"0s\"\n[[source]]\nid = \"a\"\nname = \"A\"\nfill = \"never\"\n";
    fs::write(&config, format!("{text}feed = \"{}\"\n", site.url("/feed"))).expect("written");
    let config = config.to_str().expect("a path");
    let (code, said) = run(elsewhere.path(), &["list", "--config", config]);
    assert!(code == Some(1) && said.contains("no database at") && said.contains("news.db"), "{said}");
    for command in ["find", "export", "backup"] {
        let words: &[&str] = if command == "backup" { &["backup", "copy.db"] } else { &[command] };
        let (code, said) = run(elsewhere.path(), &[words, &["--config", config]].concat());
        assert!(code == Some(1) && said.contains("no database at"), "{command}: {said}");
    }
    assert_eq!(fs::read_dir(elsewhere.path()).expect("a folder").count(), 0, "nothing is made where one looks");
    assert_eq!(run(elsewhere.path(), &["poll", "--config", config]).0, Some(0));
    assert!(home.path().join("news.db").is_file());
    let (code, said) = run(elsewhere.path(), &["list", "--config", config]);
    assert!(code == Some(0) && said.contains("1 source, 0 in trouble"), "{said}");

    fs::rename(home.path().join("news.db"), elsewhere.path().join("news.db")).expect("moved");
    for command in ["poll", "list"] {
        let (code, said) = run(elsewhere.path(), &[command, "--config", config]);
        assert!(code == Some(1) && said.contains("older versions looked for it"), "{command}: {said}");
    }
}

#[test]
fn a_taken_port_is_told_with_the_way_out() {
    let home = Home::new("[[source]]\nid = \"a\"\nname = \"A\"\nfeed = \"http://127.0.0.1:9/f\"\n");
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = taken.local_addr().expect("its address").to_string();
    let output = home.run(&["run", "--listen", &address]);
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.code() == Some(1) && text.contains("--listen") && text.contains(&address), "{text}");
}
