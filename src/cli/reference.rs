//! `reference`: documentation that is made of the code, so that it cannot say otherwise.

use std::{fmt::Write as _, io::Write as _, process::ExitCode};

use clap::{Args, ValueEnum};

use super::{Ended, output};
use crate::config::keys::{Key, SECTIONS, Section};

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum What {
    /// docs/CONFIGURATION.md.
    Configuration,
}

/// A part of the documentation.
#[derive(Debug, Args)]
pub struct Reference {
    what: What,
}

impl Reference {
    /// Prints it.
    pub fn run(self) -> Ended {
        match self.what {
            What::Configuration => output::out().write_all(configuration().as_bytes())?,
        }
        Ok(ExitCode::SUCCESS)
    }
}

const HEAD: &str = "# Configuration: feeds.toml

Every key of every table. This page is made of the program (`pressfeed reference configuration`), and a test holds it to
the program; `man feeds.toml` says the same.

The file is TOML. Without `--config` it is `./feeds.toml`, else `/etc/pressfeed/feeds.toml`; the variable `PRESSFEED_CONFIG`
names another. Paths in it are relative to the file that names them, wherever a command is called. An unknown key, a doubled
id, a bad address, interval, pattern or selector is an error before any request: exit code 2, with file, line and what was
meant. `pressfeed check` says all of them at once, and warns of what is odd: one feed twice, a view of nothing, an interval
below the floor.

Durations are a number and a unit, or several: `\"90s\"`, `\"15m\"`, `\"2h\"`, `\"1h30m\"`, `\"7d\"`, `\"2y\"`. Patterns are regular
expressions (of the Rust crate regex) without case. `${NAME}` in an address, header, token or secret is read from the
environment, or from the file NAME of `$CREDENTIALS_DIRECTORY` (systemd's `LoadCredential=`): secrets stay out of the file,
of logs, lists and feeds.
";

/// docs/CONFIGURATION.md.
pub fn configuration() -> String {
    let mut text = HEAD.to_owned();
    for section in SECTIONS {
        section_of(&mut text, section);
    }
    text
}

fn section_of(text: &mut String, section: &Section) {
    let is_code = section.heading.contains(['[', '=']);
    let heading = if is_code { format!("`{}`", section.heading) } else { section.heading.to_owned() };
    let mut line = |words: &str| text.push_str(&format!("{words}\n"));
    line(&format!("\n## {heading}\n\n{}\n", section.says));
    line("| key | value | default | what it does |");
    line("|---|---|---|---|");
    for Key { name, kind, default, says } in section.keys {
        let default = if default.is_empty() { String::new() } else { format!("`{default}`") };
        line(&format!("| `{name}` | {kind} | {default} | {} |", says.replace('|', "\\|")));
    }
}

/// feeds.toml(5).
pub fn manual_page() -> String {
    let mut text = String::from(
        ".TH feeds.toml 5 \"\" \"pressfeed\" \"File formats\"\n.SH NAME\nfeeds.toml \\- configuration of pressfeed(1)\n.SH DESCRIPTION\n",
    );
    for paragraph in HEAD.split("\n\n").skip(2) {
        // writing to a String does not fail
        let _infallible = writeln!(text, "{}\n.PP", roff(&paragraph.replace('\n', " ")));
    }
    for section in SECTIONS {
        let _infallible = writeln!(text, ".SH \"{}\"\n{}", roff(section.heading).to_uppercase(), roff(section.says));
        for Key { name, kind, default, says } in section.keys {
            let default = if default.is_empty() { String::new() } else { format!("; default {default}") };
            let _infallible =
                writeln!(text, ".TP\n\\fB{}\\fR = {}{}\n{}", roff(name), roff(kind), roff(&default), roff(says));
        }
    }
    text.push_str(EXAMPLE);
    text.push_str(".SH SEE ALSO\n\\fBpressfeed\\fR(1), \\fBpressfeed\\-check\\fR(1), \\fBpressfeed\\-probe\\fR(1)\n");
    text
}

const EXAMPLE: &str = ".SH EXAMPLES\n.nf\n[daemon]\nlisten = \"127.0.0.1:8080\"\ndatabase = \"/var/lib/pressfeed/pressfeed.db\"\n\n[[source]]\nid = \"example\"\nname = \"Example Organisation\"\nfeed = \"https://www.example.org/news.rss\"\ntags = [\"science\"]\n\n[[view]]\nname = \"science\"\ntags = [\"science\"]\n.fi\n";

/// A text of our own for roff(7): no line of it is a request, code is bold.
pub fn roff(text: &str) -> String {
    let mut out = String::new();
    let mut code = false;
    for c in text.chars() {
        match c {
            '`' => {
                code = !code;
                out.push_str(if code { "\\fB" } else { "\\fR" });
            }
            '\\' => out.push_str("\\e"),
            '-' => out.push_str("\\-"),
            '\'' => out.push_str("\\(aq"),
            '"' => out.push_str("\\(dq"),
            c => out.push(c),
        }
    }
    if out.starts_with('.') { format!("\\&{out}") } else { out }
}
