//! Who may know whom: DESIGN's import rules, read out of the sources.

mod circles;
mod sources;

use std::path::Path;

use sources::{Function, Source, files, under};

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
            "model", "config", "schedule", "fetch", "normalise", "dedup", "store", "publish", "serve", "pipeline",
            "daemon",
        ],
    ),
];

/// A crate, and the only places that may name it.
const ONLY_IN: [(&str, &[&str]); 14] = [
    ("reqwest", &["src/fetch"]),
    ("rusqlite", &["src/store/sqlite"]),
    ("tokio_postgres", &["src/store/postgres"]),
    ("deadpool_postgres", &["src/store/postgres"]),
    ("axum", &["src/serve"]),
    ("hyper", &["src/serve"]),
    ("rss", &["src/publish"]),
    ("ammonia", &["src/normalise"]),
    ("clap", &["src/cli"]),
    ("lettre", &["src/daemon"]),
    ("feed_rs", &["crates/reader/src/feed"]),
    ("scraper", &["crates/reader/src"]),
    ("html5ever", &["crates/reader/src/html"]),
    ("psl", &["crates/hosts/src"]),
];

fn stage(path: &Path) -> String {
    let first = path.components().next().expect("a path").as_os_str().to_string_lossy().into_owned();
    first.trim_end_matches(".rs").to_owned()
}

/// The crates.
fn all() -> Vec<(&'static str, Vec<Source>)> {
    let [program, reader] = ["src", "crates/reader/src"].map(|folder| (folder, under(folder)));
    vec![program, reader, ("crates/hosts/src", files("crates/hosts/src"))]
}

#[test]
fn no_stage_knows_more_than_it_may() {
    let mut wrong = Vec::new();
    for source in under("src") {
        let own = stage(&source.path);
        if own == "lib" || own == "main" {
            continue;
        }
        let Some((_, may)) = MAY_KNOW.iter().find(|(name, _)| *name == own) else {
            wrong.push(format!("{}: the stage {own} has no rule in this test", source.path.display()));
            continue;
        };
        for path in source.paths() {
            let Some(other) = path.first().filter(|first| MAY_KNOW.iter().any(|(name, _)| name == first)) else {
                continue;
            };
            if *other != own && !may.contains(&other.as_str()) {
                wrong.push(format!("{}: {own} may not know {other}", source.path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn crates_of_the_rim_stay_at_the_rim() {
    let mut wrong = Vec::new();
    for (folder, sources) in all() {
        for source in sources {
            for name in source.foreign() {
                let Some((_, places)) = ONLY_IN.iter().find(|(crate_name, _)| *crate_name == name) else { continue };
                let path = Path::new(folder).join(&source.path);
                if !places.iter().any(|place| path.starts_with(place)) {
                    wrong.push(format!("{}: {name} belongs in {}", path.display(), places.join(", ")));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn only_the_gate_drives_the_tree_builder() {
    let drives = |path: &[String]| matches!(path, [.., html, parse] if html == "Html" && parse.starts_with("parse_"));
    let wrong: Vec<String> = under("crates/reader/src")
        .iter()
        .filter(|source| !source.path.starts_with("html") && source.paths().iter().any(|path| drives(path)))
        .map(|source| source.path.display().to_string())
        .collect();
    assert!(wrong.is_empty(), "trees are built by html::document and html::fragment only: {}", wrong.join(", "));
}

#[test]
fn files_keep_to_a_size_that_one_can_read() {
    let long: Vec<String> = all()
        .into_iter()
        .flat_map(|(_, sources)| sources)
        .filter(|source| source.lines > 400)
        .map(|source| format!("{}: {} lines of code", source.path.display(), source.lines))
        .collect();
    assert!(long.is_empty(), "over 400 lines: {}", long.join(", "));
}

#[test]
fn no_two_files_know_each_other() {
    let found: Vec<String> =
        all().iter().flat_map(|(_, sources)| circles::circles(sources)).map(|files| files.join(" <-> ")).collect();
    assert!(found.is_empty(), "circles:\n{}", found.join("\n"));
}

#[test]
fn functions_keep_to_sixty_lines_and_four_parameters() {
    let too_much = |(path, function): (&Path, Function)| {
        (function.lines > 60 || function.parameters > 4).then(|| {
            format!(
                "{}: {}: {} lines, {} parameters",
                path.display(),
                function.name,
                function.lines,
                function.parameters
            )
        })
    };
    let all = all();
    let sources = all.iter().flat_map(|(_, sources)| sources);
    let found: Vec<String> = sources
        .flat_map(|source| source.functions().into_iter().map(|function| (source.path.as_path(), function)))
        .filter_map(too_much)
        .collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}
