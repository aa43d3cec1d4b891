//! `man`: pressfeed(1), a page a command, feeds.toml(5).

use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::Context as _;
use clap::{Args, Command};
use clap_mangen::Man as Page;

use super::{
    Ended, output,
    reference::{manual_page, roff},
};

/// Manual pages.
#[derive(Debug, Args)]
pub struct Man {
    /// Write all pages into this folder: pressfeed.1, a page a command, feeds.toml.5 (beside a folder man1 into man5).
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
}

impl Man {
    /// Prints the main page, or writes all.
    pub fn run(self, mut command: Command) -> Ended {
        // `help` has no page
        command = command.disable_help_subcommand(true);
        command.build();
        let Some(folder) = self.dir else {
            io::stdout().write_all(&main_page(&command)?)?;
            return Ok(ExitCode::SUCCESS);
        };
        let write = |name: &str, text: &[u8]| {
            let folder = of_section(&folder, name);
            fs::create_dir_all(&folder).with_context(|| format!("{}: cannot be made", folder.display()))?;
            let file = folder.join(name);
            fs::write(&file, text).with_context(|| format!("{}: cannot be written", file.display()))
        };
        write("pressfeed.1", &main_page(&command)?)?;
        write("feeds.toml.5", manual_page().as_bytes())?;
        let mut count = 2;
        for inner in command.get_subcommands().filter(|inner| !inner.is_hide_set()) {
            let name = format!("pressfeed-{}", inner.get_name());
            let shown: &'static str = Box::leak(name.clone().into_boxed_str());
            let mut page = Vec::new();
            Page::new(inner.clone().name(shown).disable_help_subcommand(true)).render(&mut page)?;
            page.extend(see_also("pressfeed(1), feeds.toml(5)").bytes());
            write(&format!("{name}.1"), &page)?;
            count += 1;
        }
        writeln!(output::told(), "{count} pages in {}", folder.display())?;
        Ok(ExitCode::SUCCESS)
    }
}

/// `man` looks for a page in the folder of its section.
fn of_section(folder: &Path, page: &str) -> PathBuf {
    match (folder.file_name(), page.rsplit_once('.')) {
        (Some(name), Some((_, section))) if name == "man1" => folder.with_file_name(format!("man{section}")),
        _ => folder.to_owned(),
    }
}

fn main_page(command: &Command) -> io::Result<Vec<u8>> {
    let page = Page::new(command.clone());
    let mut out = Vec::new();
    page.render_title(&mut out)?;
    page.render_name_section(&mut out)?;
    page.render_synopsis_section(&mut out)?;
    page.render_description_section(&mut out)?;
    page.render_options_section(&mut out)?;
    page.render_subcommands_section(&mut out)?;
    for (heading, entries) in SECTIONS {
        writeln!(out, ".SH {heading}")?;
        for (term, says) in *entries {
            writeln!(out, ".TP\n\\fB{}\\fR\n{}", roff(term), roff(says))?;
        }
    }
    out.extend(see_also("feeds.toml(5), systemd.service(5)").bytes());
    page.render_version_section(&mut out)?;
    Ok(out)
}

fn see_also(pages: &str) -> String {
    format!(".SH \"SEE ALSO\"\n{}\n", roff(pages))
}

type Entries = &'static [(&'static str, &'static str)];

/// What clap does not know.
const SECTIONS: &[(&str, Entries)] = &[
    (
        "FILES",
        &[
            (
                "./feeds.toml, /etc/pressfeed/feeds.toml",
                "The configuration, in this order, unless --config or PRESSFEED_CONFIG names another.",
            ),
            (
                "pressfeed.db",
                "The database, beside the configuration or where [daemon] database says; -wal and -shm beside it are SQLite's, -reading notes whose document is being read.",
            ),
        ],
    ),
    (
        "ENVIRONMENT",
        &[
            ("PRESSFEED_CONFIG", "The configuration, where --config does not name it."),
            (
                "PRESSFEED_LOG",
                "What is logged: error, warn, info, debug, or a list such as `info,pressfeed::fetch=debug`.",
            ),
            ("PATH", "Where Chromium is looked for, for newsrooms drawn by script."),
            ("NO_COLOR", "Set to anything: no colours on a terminal."),
            ("COLUMNS", "Width of tables, where standard output is no terminal."),
            (
                "CREDENTIALS_DIRECTORY",
                "Folder with files that `${NAME}` of the configuration may mean (systemd sets it).",
            ),
            ("JOURNAL_STREAM", "Set by systemd: lines of the log begin with their priority."),
            ("NOTIFY_SOCKET, WATCHDOG_USEC, LISTEN_FDS", "Set by systemd: readiness, watchdog, a socket handed over."),
            ("SSL_CERT_FILE, SSL_CERT_DIR", "Issuers of certificates that are trusted, instead of the system's."),
        ],
    ),
    (
        "SIGNALS",
        &[
            ("SIGTERM, SIGINT", "Ends the service within seconds; a poll that is cut short has changed nothing."),
            (
                "SIGHUP",
                "Reads the configuration again, and logs what came, went and changed, and what needs a restart. A faulty one is refused, the old one holds.",
            ),
        ],
    ),
    (
        "EXIT STATUS",
        &[
            ("0", "Done."),
            ("1", "Something failed: a source, a page, a file, the database."),
            ("2", "Bad use, or a bad configuration."),
        ],
    ),
    (
        "EXAMPLES",
        &[
            ("pressfeed init", "Writes a starter feeds.toml into this folder."),
            ("pressfeed probe https://www.example.org/press/ --add", "Says what is there, and adds it."),
            ("pressfeed run --listen 127.0.0.1:8081", "Polls and serves on another port."),
            ("pressfeed list --failing", "Sources in trouble, and why."),
            ("pressfeed find \"sea level\" -- -tide", "Releases with these words, and without that one."),
            ("pressfeed poll example --force", "Asks a source now; the running service does it."),
        ],
    ),
];
