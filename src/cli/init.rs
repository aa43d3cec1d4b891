//! `init`: a configuration to begin with.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::Context as _;
use clap::Args;

use super::{Ended, output, setup};

/// Every key that matters, explained, and no source yet.
const STARTER: &str = include_str!("starter.toml");

/// A configuration to begin with.
#[derive(Debug, Args)]
pub struct Init {
    /// Folder; made when it is not there.
    #[arg(default_value = ".")]
    folder: PathBuf,
    /// Database to name in it, for a service: an absolute path.
    #[arg(long, value_name = "FILE")]
    database: Option<PathBuf>,
}

impl Init {
    /// Writes feeds.toml where none is, and says what comes next.
    pub fn run(self) -> Ended {
        let file = self.folder.join(setup::FILE);
        anyhow::ensure!(
            !file.exists(),
            "{}: exists already; it was left as it is\n  `pressfeed check` reads it, `pressfeed probe URL --add` adds to it",
            file.display()
        );
        anyhow::ensure!(!self.folder.is_file(), "{}: is a file: name the folder", self.folder.display());
        let text = match &self.database {
            None => STARTER.to_owned(),
            Some(path) => {
                let path = toml_edit::Value::from(path.display().to_string()).to_string();
                let line = |line: &str| match line.starts_with("database = ") {
                    true => format!("database = {}\n", path.trim()),
                    false => format!("{line}\n"),
                };
                STARTER.lines().map(line).collect()
            }
        };
        fs::create_dir_all(&self.folder).with_context(|| format!("{}: cannot be made", self.folder.display()))?;
        write(&file, &text).with_context(|| format!("{}: cannot be written", file.display()))?;
        let named = if self.folder == Path::new(".") { String::new() } else { format!(" --config {}", file.display()) };
        let mut out = output::out();
        writeln!(out, "{} written. Next:", file.display())?;
        writeln!(
            out,
            "  pressfeed probe https://www.example.org/press/ --add{named}   # any newsroom, feed or release"
        )?;
        writeln!(out, "  pressfeed run{named}   # then open http://127.0.0.1:8080/")?;
        Ok(ExitCode::SUCCESS)
    }
}

/// Nothing that is there is overwritten.
fn write(file: &Path, text: &str) -> std::io::Result<()> {
    let mut new = fs::OpenOptions::new().write(true).create_new(true).open(file)?;
    new.write_all(text.as_bytes())?;
    new.sync_all()
}
