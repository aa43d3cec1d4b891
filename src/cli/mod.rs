//! The command line: one file a command.
//!
//! Errors go to standard error and say what, where and what to do; the exit code is 0 for ok, 1 when something
//! failed, 2 for bad use or a bad configuration. Standard output that nobody reads any more is no error.

mod apply;
mod check;
mod documents;
mod export;
mod files;
mod find;
mod hand;
mod health;
mod ids;
mod init;
mod list;
mod log;
mod man;
mod moving;
mod output;
mod people;
mod poll;
mod probe;
mod progress;
mod reference;
mod run;
mod setup;
mod show;
mod system;
mod table;
mod wrap;

use std::{io, process::ExitCode};

use chrono::{DateTime, Utc};
use clap::{CommandFactory, Parser, Subcommand};

use crate::{config, daemon};
use output::Style;

/// With the commit that it was built from, where that is known.
const VERSION: &str = env!("PRESSFEED_VERSION");

const AFTER_HELP: &str = "First: `pressfeed init` writes feeds.toml, `pressfeed probe URL --add` adds a newsroom, \
    `pressfeed run` polls and serves. `pressfeed man` is the manual.";

/// Polls newsroom feeds and pages, fills what is missing, and republishes one clean feed.
#[derive(Debug, Parser)]
#[command(name = "pressfeed", version = VERSION, about, max_term_width = 100, after_help = AFTER_HELP)]
pub struct Cli {
    /// Fix the clock, for reproducible output (RFC 3339).
    #[arg(long, global = true, value_name = "TIME", value_parser = instant)]
    now: Option<DateTime<Utc>>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// The service: polls, stores, serves, until SIGTERM; SIGHUP reloads the configuration.
    Run(run::Run),
    /// Write a configuration to begin with.
    Init(init::Init),
    /// One round over the sources that are due, or the named ones; beside a running service the service does it.
    Poll(poll::Poll),
    /// Point it at any newsroom, feed or release: says what it found and prints the stanza to paste.
    Probe(probe::Probe),
    /// Read feed documents: one JSON line a file.
    Parse(documents::Parse),
    /// Read newsroom index pages: one JSON line a file.
    Listing(documents::Page),
    /// Read release pages: one JSON Feed item a file.
    Extract(documents::Page),
    /// Validate the configuration.
    Check(check::Check),
    /// The sources of the configuration are those of the database: for processes that share one (`run --no-apply`).
    Apply(apply::Apply),
    /// Sources with their state, next poll and its reason.
    List(list::List),
    /// Releases by words, newest first.
    Find(find::Find),
    /// One release.
    Show(show::Show),
    /// Each field of a release: value, origin, the text that it was read from; copies and revisions.
    Explain(show::Explain),
    /// A feed to standard output, or the whole site as files for any web host.
    Export(export::Export),
    /// Add the feeds of an OPML list to the configuration.
    Import(export::Import),
    /// Two stories are one.
    Merge(hand::Merge),
    /// A release is a story of its own.
    Split(hand::Split),
    /// Remove a release for good; a tombstone stays in the feed.
    Forget(hand::Forget),
    /// An online copy of the database.
    Backup(system::Backup),
    /// All of the database as lines of JSON, whatever the engine.
    Dump(moving::Dump),
    /// What `dump` wrote into an empty database.
    Restore(moving::Restore),
    /// The whole database into another one: from a file to PostgreSQL, or back.
    Migrate(moving::Migrate),
    /// Print a systemd unit.
    Unit(system::Unit),
    /// What pressfeed-browser.service runs.
    #[command(hide = true)]
    Browser(system::Browser),
    /// Print the manual page, or write all of them into a folder.
    Man(man::Man),
    /// Print the completions of a shell.
    Completions(system::Completions),
    /// Ask the running service whether it is well: exit code 0 or 1.
    Health(health::Health),
    /// Print a part of the documentation that is made of the code.
    #[command(hide = true)]
    Reference(reference::Reference),
}

fn instant(text: &str) -> Result<DateTime<Utc>, String> {
    let hint = "expected RFC 3339, e.g. 2026-01-31T12:00:00Z";
    DateTime::parse_from_rfc3339(text).map(|t| t.to_utc()).map_err(|e| format!("{e}; {hint}"))
}

/// How a command ended.
type Ended = anyhow::Result<ExitCode>;

/// Runs the program.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let now = cli.now;
    let ended = match cli.command {
        Command::Run(command) => command.run(now),
        Command::Poll(command) => command.run(now),
        Command::Probe(command) => command.run(now),
        Command::Parse(command) => command.run(now),
        Command::Listing(command) => command.listing(now),
        Command::Extract(command) => command.extract(now),
        Command::Check(command) => command.run(now),
        Command::Apply(command) => command.run(now),
        Command::List(command) => command.run(now),
        Command::Show(command) => command.run(),
        Command::Explain(command) => command.run(),
        Command::Export(command) => command.run(now),
        Command::Import(command) => command.run(),
        Command::Merge(command) => command.run(now),
        Command::Split(command) => command.run(now),
        Command::Forget(command) => command.run(now),
        Command::Backup(command) => command.run(),
        Command::Dump(command) => command.run(),
        Command::Restore(command) => command.run(),
        Command::Migrate(command) => command.run(),
        Command::Unit(command) => command.run(),
        Command::Browser(command) => command.run(),
        Command::Man(command) => command.run(Cli::command()),
        Command::Completions(command) => command.run(Cli::command()),
        Command::Init(command) => command.run(),
        Command::Find(command) => command.run(now),
        Command::Health(command) => command.run(),
        Command::Reference(command) => command.run(),
    };
    ended.unwrap_or_else(|error| report(&error))
}

/// Prints an error's whole chain; the exit code says whose fault it is.
fn report(error: &anyhow::Error) -> ExitCode {
    if error.downcast_ref::<io::Error>().is_some_and(|io| io.kind() == io::ErrorKind::BrokenPipe) {
        return ExitCode::SUCCESS;
    }
    let configuration = error.downcast_ref::<config::Error>().or(match error.downcast_ref() {
        Some(daemon::Error::Config(error)) => Some(error),
        _ => None,
    });
    let mut told = output::told();
    let said = match configuration {
        Some(faults) => {
            faults.problems.iter().try_for_each(|fault| told.line_of("error: ", Style::Bad, &fault.to_string()))
        }
        None => told.line_of("pressfeed: ", Style::Bad, &format!("{error:#}")),
    };
    // an error stream that is gone leaves nobody to tell
    said.unwrap_or_default();
    ExitCode::from(if configuration.is_some() { 2 } else { 1 })
}
