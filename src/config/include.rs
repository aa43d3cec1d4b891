//! `include = ["sources.d/*.toml", "more.opml"]`: files beside the one that names them.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// The files that a pattern names, sorted; `*` may stand in the last part of the path only.
/// A plain name that does not exist is an error, a pattern that matches nothing is not.
pub fn files(from: &Path, pattern: &str) -> Result<Vec<PathBuf>, String> {
    let whole = from.parent().unwrap_or(Path::new("")).join(pattern);
    let name = whole
        .file_name()
        .and_then(|name| name.to_str())
        .ok_or_else(|| format!("include {pattern:?} names no file -> e.g. \"sources.d/*.toml\""))?;
    let folder = whole.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if folder.to_string_lossy().contains('*') {
        return Err(format!("include {pattern:?}: * may stand in the file's name only -> e.g. \"sources.d/*.toml\""));
    }
    if !name.contains('*') {
        return if whole.is_file() {
            Ok(vec![whole])
        } else if whole.is_dir() {
            let files = format!("{}/*.toml", pattern.trim_end_matches('/'));
            Err(format!("include {pattern:?}: that is a folder -> its files are {files:?}"))
        } else {
            Err(format!("include {pattern:?}: no such file -> it is looked for at {}", whole.display()))
        };
    }
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) => {
            let why = super::words(&error);
            return Err(format!("include {pattern:?}: {why} -> the folder is looked for at {}", folder.display()));
        }
    };
    let mut found: Vec<PathBuf> = entries
        .flatten()
        .filter(|entry| entry.file_name().to_str().is_some_and(|file| !file.starts_with('.') && matches(name, file)))
        .map(|entry| entry.path())
        .filter(|path| path.is_file())
        .collect();
    found.sort();
    Ok(found)
}

/// `*` stands for any run of characters.
fn matches(pattern: &str, name: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| name.strip_prefix(first)) else { return false };
    let mut parts = parts.peekable();
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return rest.ends_with(part);
        }
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    rest.is_empty()
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn a_star_stands_for_any_run() {
        assert!(matches("*.toml", "a.toml") && matches("a*b*c", "a-b-b-c") && matches("plain", "plain"));
        assert!(!matches("*.toml", "a.opml") && !matches("a*b", "ab-c") && !matches("plain", "plainer"));
    }
}
