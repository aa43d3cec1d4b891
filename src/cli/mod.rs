//! The command line: one file a command.
//!
//! Errors go to standard error and say what, where and what to do; the exit code is 0 for ok, 1 when something
//! failed, 2 for bad use or a bad configuration. Standard output that nobody reads any more is no error.

mod documents;

use std::{
    io::{self, Write},
    process::ExitCode,
};

use chrono::{DateTime, Utc};
use clap::{Parser, Subcommand};

/// Polls newsroom feeds and pages, fills what is missing, and republishes one clean feed.
#[derive(Debug, Parser)]
#[command(name = "pressfeed", version, about, max_term_width = 100)]
pub struct Cli {
    /// Fix the clock, for reproducible output (RFC 3339).
    #[arg(long, global = true, value_name = "TIME", value_parser = instant)]
    now: Option<DateTime<Utc>>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Read feed documents: one JSON line a file.
    Parse(documents::Parse),
    /// Read newsroom index pages: one JSON line a file.
    Listing(documents::Page),
    /// Read release pages: one JSON Feed item a file.
    Extract(documents::Page),
}

fn instant(text: &str) -> Result<DateTime<Utc>, String> {
    DateTime::parse_from_rfc3339(text)
        .map(|t| t.to_utc())
        .map_err(|e| format!("{e}; expected RFC 3339, e.g. 2026-01-31T12:00:00Z"))
}

/// How a command ended.
type Ended = anyhow::Result<ExitCode>;

/// Runs the program.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let now = cli.now;
    let ended = match cli.command {
        Command::Parse(command) => command.run(now),
        Command::Listing(command) => command.listing(now),
        Command::Extract(command) => command.extract(now),
    };
    ended.unwrap_or_else(|error| report(&error))
}

/// Prints an error's whole chain; the exit code says whose fault it is.
fn report(error: &anyhow::Error) -> ExitCode {
    if let Some(io) = error.downcast_ref::<io::Error>()
        && io.kind() == io::ErrorKind::BrokenPipe
    {
        return ExitCode::SUCCESS;
    }
    // an error stream that is gone leaves nobody to tell
    let _ = writeln!(anstream::stderr(), "pressfeed: {error:#}");
    ExitCode::FAILURE
}
