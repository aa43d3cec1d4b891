//! `parse`, `listing`, `extract`: files in, one JSON line a file out (CONTRACT section 2).
//!
//! A file that cannot be read is a line with its error, and exit code 1 after all files were read.

use std::{
    fs,
    io::{self, Read, Write},
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    process::ExitCode,
};

use chrono::{DateTime, Utc};
use clap::Args;
use serde_json::{Value, json};
use url::Url;

use super::Ended;
use crate::{
    model::{Document, Release},
    normalise::{self, Context},
    publish::json_feed,
};
use reader::{self, Input, text::dates::Hints};

/// Nothing larger is read: the daemon's own limit of a body, with room.
const MAX_FILE: u64 = 64 << 20;

/// Read feed documents.
#[derive(Debug, Args)]
pub struct Parse {
    /// What the server said it was.
    #[arg(long, value_name = "TYPE")]
    content_type: Option<String>,
    /// The address that the document was fetched from.
    #[arg(long, value_name = "URL")]
    base: Option<Url>,
    /// Files; - is standard input.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
}

/// Read pages.
#[derive(Debug, Args)]
pub struct Page {
    /// The address that the page was fetched from.
    #[arg(long, value_name = "URL")]
    url: Option<Url>,
    /// Files; - is standard input.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
}

impl Parse {
    /// Feeds.
    pub fn run(self, now: Option<DateTime<Utc>>) -> Ended {
        each(&self.files, |bytes| {
            let input =
                Input { url: self.base.as_ref(), content_type: self.content_type.as_deref(), ..Input::new(bytes) };
            Ok(printed(reader::read_feed(&input)?, now))
        })
    }
}

impl Page {
    fn input<'a>(&'a self, bytes: &'a [u8], now: DateTime<Utc>) -> Input<'a> {
        let hints = Hints { now: Some(now), ..Hints::default() };
        Input { url: self.url.as_ref(), hints, ..Input::new(bytes) }
    }

    /// Index pages.
    pub fn listing(self, now: Option<DateTime<Utc>>) -> Ended {
        each(&self.files, |bytes| {
            Ok(printed(reader::read_listing(&self.input(bytes, now.unwrap_or_else(Utc::now)))?, now))
        })
    }

    /// Release pages.
    pub fn extract(self, now: Option<DateTime<Utc>>) -> Ended {
        each(&self.files, |bytes| {
            let now = now.unwrap_or_else(Utc::now);
            let (draft, _) = reader::read_release(&self.input(bytes, now))?;
            let context = Context { now: Some(now), ..Context::default() };
            Ok(json_feed::item(&normalise::release(draft, &context, &mut Vec::new())))
        })
    }
}

/// A whole document, normalised, as JSON.
fn printed(mut document: Document, now: Option<DateTime<Utc>>) -> Value {
    let drafts = std::mem::take(&mut document.items);
    normalise::heading(&mut document);
    let language = document.language.clone();
    let context = Context { language: language.as_deref(), now, ..Context::default() };
    let releases: Vec<Release> =
        drafts.into_iter().map(|draft| normalise::release(draft, &context, &mut document.warnings)).collect();
    document.warnings = few_of_each(document.warnings);
    json_feed::document(&document, &releases)
}

/// Warnings that differ by what they quote only, the first three of each sort.
fn few_of_each(warnings: Vec<String>) -> Vec<String> {
    let mut kept: Vec<String> = Vec::new();
    let mut sorts: Vec<(String, usize)> = Vec::new();
    for warning in warnings {
        let sort = warning.split(": ").next().unwrap_or_default().to_owned();
        match sorts.iter_mut().find(|(known, _)| *known == sort) {
            Some((_, count)) => *count += 1,
            None => sorts.push((sort.clone(), 1)),
        }
        if sorts.iter().any(|(known, count)| *known == sort && *count <= 3) {
            kept.push(warning);
        }
    }
    kept.extend(sorts.into_iter().filter(|(_, n)| *n > 3).map(|(sort, n)| format!("{sort}: {} more", n - 3)));
    kept
}

/// Runs `read` over the files and prints a line for each, in order.
fn each(files: &[PathBuf], read: impl Fn(&[u8]) -> Result<Value, reader::Error>) -> Ended {
    let mut out = io::BufWriter::new(io::stdout().lock());
    let mut failed = false;
    for file in files {
        let line = match open(file).and_then(|bytes| guarded(|| read(&bytes))) {
            Ok(mut value) => {
                if let Some(own) = value.as_object_mut() {
                    let own = own.entry("_pressfeed").or_insert_with(|| json!({}));
                    own["file"] = json!(file.display().to_string());
                }
                value
            }
            Err(error) => {
                failed = true;
                json!({ "file": file.display().to_string(), "error": error })
            }
        };
        serde_json::to_writer(&mut out, &line).map_err(io::Error::from)?;
        out.write_all(b"\n")?;
    }
    out.flush()?;
    Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// A panic in a reader is that file's error, and no other's.
fn guarded(read: impl FnOnce() -> Result<Value, reader::Error>) -> Result<Value, String> {
    match catch_unwind(AssertUnwindSafe(read)) {
        Ok(result) => result.map_err(|error| error.to_string()),
        Err(_) => Err("the reader failed on this document; please report it with the document".into()),
    }
}

fn open(file: &Path) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let read = if file.as_os_str() == "-" {
        io::stdin().lock().take(MAX_FILE + 1).read_to_end(&mut bytes)
    } else {
        fs::File::open(file).and_then(|f| f.take(MAX_FILE + 1).read_to_end(&mut bytes))
    };
    match read {
        Err(error) => Err(format!("cannot be read: {error}")),
        Ok(_) if bytes.len() as u64 > MAX_FILE => Err(format!("is larger than {MAX_FILE} bytes")),
        Ok(_) => Ok(bytes),
    }
}
