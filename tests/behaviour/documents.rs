//! The documents say what the program does: every key, command, path, variable and figure stands in them, and every
//! example in them is run.

use std::{
    collections::BTreeSet,
    fs,
    os::unix::fs::symlink,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use crate::support::{Answer, Home, Site, program, program::project, rss};

fn text(path: &str) -> String {
    fs::read_to_string(project().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Every source file of the program.
fn sources() -> Vec<(PathBuf, String)> {
    let (mut folders, mut found) = (vec![project().join("src")], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let text = fs::read_to_string(&path).expect("a source");
                found.push((path, text.split("#[cfg(test)]").next().unwrap_or_default().to_owned()));
            }
        }
    }
    found
}

/// What stands between quotes behind any of these beginnings.
fn quoted<'t>(text: &'t str, beginnings: &[&str]) -> BTreeSet<&'t str> {
    let behind = |beginning: &&str| text.split(*beginning).skip(1).filter_map(|rest| rest.split('"').next()).collect();
    beginnings.iter().flat_map(|beginning| -> Vec<&str> { behind(beginning) }).collect()
}

#[test]
fn the_reference_of_the_configuration_is_made_of_the_program() {
    let made = Home::new("").ok(&["reference", "configuration"]);
    assert!(
        made == text("docs/CONFIGURATION.md"),
        "docs/CONFIGURATION.md is not as the program has it: pressfeed reference configuration > docs/CONFIGURATION.md"
    );
}

#[test]
fn every_figure_is_described() {
    let home = Home::new("");
    let daemon = home.start(&[]);
    let metrics = daemon.get("/metrics").expect("figures").text();
    let described = text("docs/OPERATIONS.md");
    let names = metrics.lines().filter_map(|line| line.strip_prefix("# TYPE ")?.split(' ').next());
    let missing: Vec<&str> = names.filter(|name| !described.contains(&format!("`{name}"))).collect();
    assert!(missing.is_empty(), "not in docs/OPERATIONS.md: {missing:?}");
    assert!(
        metrics.contains("pressfeed_build_info") && metrics.contains("process_resident_memory_bytes "),
        "{metrics}"
    );
}

#[test]
fn every_path_that_is_served_is_named() {
    let routes = text("src/serve/routes.rs");
    let named = text("docs/CONTRACT.md") + &text("docs/OPERATIONS.md");
    let missing: Vec<&str> = quoted(&routes, &[".route(\""])
        .into_iter()
        .map(|path| path.split('{').next().unwrap_or(path))
        .filter(|path| *path != "/" && !named.contains(&format!("`{}", path.trim_end_matches('.'))))
        .collect();
    assert!(missing.is_empty(), "in neither docs/CONTRACT.md nor docs/OPERATIONS.md: {missing:?}");
}

#[test]
fn every_variable_is_described() {
    let (described, page) = (text("docs/OPERATIONS.md"), Home::new("").ok(&["man"]));
    let mut missing = BTreeSet::new();
    for (path, text) in sources() {
        for name in quoted(&text, &["env = \"", "var_os(\"", "env::var(\"", "with_env_var(\""]) {
            // what only tests ask for
            if path.ends_with("daemon/fuzz.rs") || path.ends_with("daemon/month.rs") {
                continue;
            }
            let told = described.contains(&format!("`{name}`")) && page.replace('\\', "").contains(name);
            if name.chars().all(|c| c.is_ascii_uppercase() || c == '_') && !told {
                missing.insert(format!("{name} ({})", path.display()));
            }
        }
    }
    assert!(missing.is_empty(), "not in docs/OPERATIONS.md and pressfeed(1): {missing:?}");
}

#[test]
fn every_command_is_in_the_readme_and_has_a_page() {
    let home = Home::new("");
    let help = home.ok(&["--help"]);
    let commands = help.split("Commands:").nth(1).and_then(|rest| rest.split("Options:").next()).expect("commands");
    let commands: Vec<&str> = commands
        .lines()
        .filter_map(|line| line.strip_prefix("  ")?.split(' ').next())
        .filter(|name| !name.is_empty() && *name != "help")
        .collect();
    assert!(commands.len() >= 20, "{commands:?}");
    let readme = text("README.md");
    home.ok(&["man", "--dir", "man"]);
    for command in commands {
        assert!(
            readme.contains(&format!("`{command}")) || readme.contains(&format!("pressfeed {command}")),
            "{command}"
        );
        let page = fs::read_to_string(home.path(&format!("man/pressfeed-{command}.1"))).expect("a page");
        assert!(page.contains(&format!("pressfeed\\-{command}")), "{page}");
    }
    let keys = fs::read_to_string(home.path("man/feeds.toml.5")).expect("feeds.toml(5)");
    assert!(keys.contains("min_interval") && keys.contains(".SH NAME"));
    let main = fs::read_to_string(home.path("man/pressfeed.1")).expect("pressfeed(1)");
    assert!(main.contains("SIGHUP") && !main.contains("pressfeed\\-help"), "{main}");
    home.ok(&["man", "--dir", "share/man1"]);
    assert!(home.path("share/man5/feeds.toml.5").is_file() && home.path("share/man1/pressfeed.1").is_file());
}

/// A code block: its language, and its lines.
fn blocks(document: &str) -> Vec<(String, Vec<String>)> {
    let mut found: Vec<(String, Vec<String>)> = Vec::new();
    let mut inside = false;
    for line in text(document).lines() {
        match line.strip_prefix("```") {
            Some(language) if !inside => found.push((language.to_owned(), Vec::new())),
            None if inside => found.last_mut().expect("a block").1.push(line.to_owned()),
            _ => {}
        }
        inside ^= line.starts_with("```");
    }
    found
}

const DOCUMENTS: [&str; 3] = ["README.md", "docs/GUIDE.md", "docs/OPERATIONS.md"];

#[test]
fn every_configuration_in_the_documents_holds() {
    for document in DOCUMENTS {
        for (_, lines) in blocks(document).into_iter().filter(|(language, _)| language == "toml") {
            let home = Home::new("");
            let mut text = lines.join("\n");
            if !text.contains("[[source]]") {
                text += "\n[[source]]\nid = \"science\"\nname = \"A\"\nfeed = \"https://a.example/\"\ntags = [\"science\"]\n";
            }
            fs::write(home.path("example.toml"), &text).expect("written");
            let mut command = home.command(&["check", "--config", "example.toml"]);
            for name in text.split("${").skip(1).filter_map(|rest| rest.split('}').next()) {
                command.env(name, "sixteen-letters-at-least");
            }
            let output = command.output().expect("the program");
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(output.status.success() && said.is_empty(), "{document}:\n{text}\n{said}");
        }
    }
}

/// A folder in which the examples can run, and the site that they speak of.
struct Sandbox {
    home: Home,
    site: Site,
}

impl Sandbox {
    fn new() -> Self {
        let (home, site) = (Home::new(""), Site::start());
        fs::remove_file(home.path("feeds.toml")).expect("an empty folder");
        symlink(project().join("fixtures"), home.path("fixtures")).expect("a link");
        let titles =
            ["Harbour bridge opens to cyclists", "Museum receives its largest gift", "New wing for the hospital"];
        let links: Vec<String> = (0..3).map(|n| site.url(&format!("/press/release-{n}"))).collect();
        let items: Vec<[&str; 5]> =
            (0..3).map(|n| [&*links[n], &*links[n], titles[n], "Its text.", "Mon, 20 May 2024 08:00:00 GMT"]).collect();
        site.set("/press/", Answer::rss(rss("Example", &items)));
        let list = format!(
            "<opml version=\"2.0\"><body><outline text=\"Tech\"><outline text=\"B\" xmlUrl=\"{}\"/></outline></body></opml>",
            site.url("/b")
        );
        for name in ["subscriptions.opml", "list.opml"] {
            fs::write(home.path(name), &list).expect("written");
        }
        Self { home, site }
    }

    /// The site of the examples is on loopback, and has a name there.
    fn adapt(&self) {
        let path = self.home.path("feeds.toml");
        let Ok(text) = fs::read_to_string(&path) else { return };
        let mut new = text.replace("id = \"127-0-0-1\"", "id = \"example\"");
        if !new.contains("allow_private_addresses") {
            new = new.replace("[fetch]\n", "[fetch]\nallow_private_addresses = true\n");
        }
        fs::write(path, new).expect("written");
    }

    fn command(&self, words: &[String]) -> Command {
        let mut command = Command::new(program::PRESSFEED);
        command.args(words).env_remove("PRESSFEED_CONFIG").current_dir(self.home.path("")).stdin(Stdio::null());
        command
    }

    fn run(&self, line: &str, document: &str) {
        let line = line
            .split(" #")
            .next()
            .unwrap_or(line)
            .replace("https://www.example.org/press/", &self.site.url("/press/"));
        let mut words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        let program = words.remove(0);
        if program == "cargo" {
            return;
        }
        assert!(program.ends_with("pressfeed"), "{document}: {line}: only pressfeed is run");
        if words[0] == "run" {
            return self.serve(words, document);
        }
        let output = self.command(&words).output().expect("the program");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{document}: {line}: {}\n{said}", String::from_utf8_lossy(&output.stdout));
        self.adapt();
    }

    fn serve(&self, mut words: Vec<String>, document: &str) {
        let listen = self.home.listen.to_string();
        words.retain(|word| !word.starts_with("127.0.0.1:") && word != "--listen");
        words.extend(["--listen".into(), listen, "--database".into(), "served.db".into()]);
        let log = fs::File::create(self.home.path("log")).expect("a log");
        let mut child = self.command(&words).stderr(log).spawn().expect("the program");
        let said =
            || format!("{document}: {words:?}: {}", fs::read_to_string(self.home.path("log")).unwrap_or_default());
        program::wait(|| crate::support::http::get(self.home.listen, "/readyz").is_ok(), said);
        drop(child.kill());
        drop(child.wait());
    }
}

#[test]
fn every_example_in_the_documents_runs() {
    for document in DOCUMENTS {
        let sandbox = Sandbox::new();
        let lines: Vec<String> = blocks(document)
            .into_iter()
            .filter(|(language, _)| language == "console")
            .flat_map(|(_, lines)| lines)
            .filter_map(|line| Some(line.strip_prefix("$ ")?.to_owned()))
            .collect();
        assert!(!lines.is_empty(), "{document} has no example");
        if !lines.iter().any(|line| line.ends_with("pressfeed init")) {
            sandbox.run("pressfeed init", document);
        }
        for line in lines {
            sandbox.run(&line, document);
        }
    }
}

#[test]
fn what_only_a_machine_of_its_own_can_run_is_at_least_understood() {
    let home = Home::new("");
    for document in DOCUMENTS {
        for (_, lines) in blocks(document).into_iter().filter(|(language, _)| language == "sh") {
            for line in lines.iter().filter_map(|line| line.split("pressfeed ").nth(1).filter(|_| is_command(line))) {
                let words = line.split([' ', '|', '>']).take_while(|word| !word.is_empty() && *word != "#");
                let words: Vec<&str> = words.chain(["--help"]).collect();
                let output = home.run(&words);
                assert!(output.status.success(), "{document}: {line}: {}", String::from_utf8_lossy(&output.stderr));
            }
        }
    }
}

fn is_command(line: &str) -> bool {
    let first = line.trim_start().trim_start_matches("sudo ");
    Path::new(first.split(' ').next().unwrap_or_default()).ends_with("pressfeed")
}
