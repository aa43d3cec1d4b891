//! The commit that a release is built from, for `pressfeed --version`.
//!
//! `PRESSFEED_COMMIT` says it where there is no git (packages); builds for working on it leave it out, so that a commit
//! costs them nothing.

use std::{env, process::Command};

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=PRESSFEED_COMMIT");
    let is_release = env::var("OPT_LEVEL").is_ok_and(|level| level == "3");
    let commit = env::var("PRESSFEED_COMMIT").ok().or_else(|| if is_release { described() } else { None });
    let commit = commit.map(|commit| commit.trim().to_owned()).unwrap_or_default();
    let shown = if commit.is_empty() { String::new() } else { format!(" ({commit})") };
    println!("cargo::rustc-env=PRESSFEED_VERSION={}{shown}", env::var("CARGO_PKG_VERSION").unwrap_or_default());
}

fn described() -> Option<String> {
    let git = |words: &[&str]| {
        let output = Command::new("git").args(words).output().ok().filter(|output| output.status.success())?;
        String::from_utf8(output.stdout).ok().map(|text| text.trim().to_owned())
    };
    println!("cargo::rerun-if-changed={}", git(&["rev-parse", "--git-path", "logs/HEAD"])?);
    git(&["describe", "--always", "--dirty", "--exclude=*"])
}
