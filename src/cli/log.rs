//! The log: lines for people, for the journal with their priorities, or JSON.

use std::{
    fmt,
    io::{self, IsTerminal},
};

use tracing::{Event, Level, Subscriber};
use tracing_subscriber::{
    EnvFilter,
    filter::LevelFilter,
    fmt::{
        FmtContext, FormatEvent, FormatFields,
        format::{self, Writer},
    },
    registry::LookupSpan,
};

use super::output::{self, Style};
use crate::config::Log;

/// Says how much is logged.
const FILTER: &str = "PRESSFEED_LOG";

/// Logs to standard error, fields after the words. `PRESSFEED_LOG` filters.
pub fn begin(default: LevelFilter, how: Log) {
    if let Some(word) = std::env::var(FILTER).ok().as_deref().and_then(no_level) {
        let text = format!("{FILTER}: {word:?} is none of error, warn, info, debug, trace and off");
        // where nobody hears it, nobody hears the log either
        output::told().line_of("warning: ", Style::Odd, &text).unwrap_or_default();
    }
    let filter = EnvFilter::builder().with_env_var(FILTER).with_default_directive(default.into()).from_env_lossy();
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(output::log).with_target(false);
    let builder = builder.with_ansi(io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none());
    // a second logger in one process is a test's; the first one stays
    let _ = match (how, std::env::var_os("JOURNAL_STREAM").is_some()) {
        (Log::Json, _) => builder.json().flatten_event(true).try_init(),
        (Log::Text, true) => builder
            .event_format(Journal(format::format().without_time().with_target(false).with_level(false)))
            .try_init(),
        (Log::Text, false) => builder.try_init(),
    };
}

/// A word that would be taken for a part of the program whose log alone is wanted: then nothing is logged.
fn no_level(filter: &str) -> Option<&str> {
    let is_level = |word: &str| word.parse::<LevelFilter>().is_ok() || word.contains(['=', ':', '[']);
    filter.split(',').map(str::trim).find(|word| !(word.is_empty() || is_level(word) || word.starts_with("pressfeed")))
}

/// A line begins with its priority (sd-daemon(3)); time and name are journald's matter.
struct Journal(format::Format<format::Full, ()>);

impl<S, N> FormatEvent<S, N> for Journal
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(&self, context: &FmtContext<'_, S, N>, mut out: Writer<'_>, event: &Event<'_>) -> fmt::Result {
        let priority = priority(*event.metadata().level());
        let mut line = String::new();
        self.0.format_event(context, Writer::new(&mut line), event)?;
        // each line of a message is a message of its own there
        line.trim_end().lines().try_for_each(|line| writeln!(out, "<{priority}>{}", line.trim_start()))
    }
}

/// syslog's number of a level.
fn priority(level: Level) -> u8 {
    match level {
        Level::ERROR => 3,
        Level::WARN => 4,
        Level::INFO => 6,
        _ => 7,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_that_is_no_level_is_told() {
        for filter in ["warn", "debug", "", "off", "info,pressfeed::fetch=debug", "pressfeed=trace, error", "pressfeed"]
        {
            assert_eq!(no_level(filter), None, "{filter}");
        }
        assert_eq!((no_level("loud"), no_level("info, verbose")), (Some("loud"), Some("verbose")));
    }
}
