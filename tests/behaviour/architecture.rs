//! Who may know whom: DESIGN's import rules, read out of the sources.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// A stage, and the stages whose names may stand behind `crate::` in it.
const MAY_KNOW: [(&str, &[&str]); 12] = [
    ("model", &[]),
    ("config", &["model"]),
    ("schedule", &["model"]),
    ("fetch", &["model"]),
    ("normalise", &["model"]),
    ("dedup", &["model"]),
    ("store", &["model"]),
    ("publish", &["model"]),
    ("serve", &["model", "store", "publish"]),
    ("pipeline", &["model", "fetch", "normalise", "dedup", "store", "schedule"]),
    ("daemon", &["model", "config", "schedule", "fetch", "store", "pipeline", "serve"]),
    (
        "cli",
        &[
            "model",
            "config",
            "schedule",
            "fetch",
            "normalise",
            "dedup",
            "store",
            "publish",
            "serve",
            "pipeline",
            "daemon",
        ],
    ),
];

/// A crate, and the only places that may name it; the reader's own crates are not ours to name at all: it is a crate itself.
const ONLY_IN: [(&str, &[&str]); 8] = [
    ("reqwest", &["fetch"]),
    ("rusqlite", &["store"]),
    ("axum", &["serve"]),
    ("hyper", &["serve"]),
    ("feed_rs", &[]),
    ("scraper", &[]),
    ("ammonia", &["normalise"]),
    ("clap", &["cli"]),
];

fn sources() -> Vec<(PathBuf, String)> {
    under("src")
}

fn under(folder: &str) -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut folders = vec![root.clone()];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder of the sources") {
            let path = entry.expect("an entry of the sources").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") && !path.ends_with("tests.rs") {
                let text = fs::read_to_string(&path).expect("a source file");
                files.push((path.strip_prefix(&root).expect("inside src").to_owned(), code(&text)));
            }
        }
    }
    assert!(files.len() > 40, "the sources were not found");
    files
}

/// Code without comments and without its unit tests, which may use what they like.
fn code(text: &str) -> String {
    let lines = text.lines().take_while(|line| !line.starts_with("#[cfg(test)]"));
    lines.filter(|line| !line.trim_start().starts_with("//")).map(|line| format!("{line}\n")).collect()
}

fn stage(path: &Path) -> String {
    let first = path.components().next().expect("a path").as_os_str().to_string_lossy().into_owned();
    first.trim_end_matches(".rs").to_owned()
}

/// The stages that a file names: `crate::x`, and the heads of a `use crate::{...}` group.
fn known(code: &str) -> Vec<String> {
    let word = |text: &str| text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let mut found = Vec::new();
    for after in code.split("crate::").skip(1) {
        let Some(group) = after.strip_prefix('{') else {
            found.push(word(after));
            continue;
        };
        let mut depth = 0;
        let mut heads = String::new();
        for c in group.chars() {
            match c {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                c if depth == 0 => heads.push(c),
                _ => {}
            }
        }
        found.extend(heads.split(',').map(|head| word(head.trim_start())).filter(|head| !head.is_empty()));
    }
    found
}

#[test]
fn no_stage_knows_more_than_it_may() {
    let mut wrong = Vec::new();
    for (path, code) in sources() {
        let own = stage(&path);
        if own == "lib" || own == "main" {
            continue;
        }
        let rule = MAY_KNOW.iter().find(|(name, _)| *name == own);
        let Some((_, may)) = rule else {
            wrong.push(format!("{}: the stage {own} has no rule in this test", path.display()));
            continue;
        };
        for other in known(&code) {
            let stage = MAY_KNOW.iter().any(|(name, _)| *name == other);
            if stage && other != own && !may.contains(&other.as_str()) {
                wrong.push(format!("{}: {own} may not know {other}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn crates_of_the_rim_stay_at_the_rim() {
    let mut wrong = Vec::new();
    for (path, code) in sources() {
        for (name, places) in ONLY_IN {
            let names = code.contains(&format!("use {name}::"))
                || code.contains(&format!(" {name}::"))
                || code.contains(&format!("({name}::"));
            if names && !places.iter().any(|place| path.starts_with(place)) {
                wrong.push(format!("{}: {name} belongs in {}", path.display(), places.join(", ")));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Tables of words by language: data, which grows by lines and is not read from top to bottom.
const DATA: [&str; 2] = ["release/words/lists.rs", "release/cues/tables.rs"];

#[test]
fn files_keep_to_a_size_that_one_can_read() {
    let long: Vec<String> = sources()
        .into_iter()
        .chain(under("crates/reader/src"))
        .filter(|(path, code)| code.lines().count() > 400 && !DATA.iter().any(|data| path.ends_with(data)))
        .map(|(path, code)| format!("{}: {} lines of code", path.display(), code.lines().count()))
        .collect();
    assert!(long.is_empty(), "over 400 lines: {}", long.join(", "));
}
