//! What a poll came to.

use serde::Serialize;

use super::{Failure, NextPoll, Source, SourceId, SourceState};

/// How a poll ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ended {
    /// A body was read.
    Modified,
    /// The server says that nothing changed.
    NotModified,
    /// The body is the one of the last poll.
    Unchanged,
    /// A hub brought it.
    Pushed,
    /// Another process polled the source meanwhile: what it wrote holds.
    Lost,
    /// Nothing came, or it could not be read or kept.
    #[serde(rename = "error")]
    Failed,
}

impl Ended {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Modified, Self::NotModified, Self::Unchanged, Self::Pushed, Self::Lost, Self::Failed];

    /// As logs, tables and figures have it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Modified => "modified",
            Self::NotModified => "not-modified",
            Self::Unchanged => "unchanged",
            Self::Pushed => "pushed",
            Self::Lost => "lost",
            Self::Failed => "error",
        }
    }
}

/// One bad thing that did not end the poll.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Warning {
    /// About which item or page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// In words.
    pub text: String,
}

/// What a poll came to: one log line, one row of the table, one line of `--json`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// Which source.
    pub source_id: SourceId,
    /// How it ended.
    pub outcome: Ended,
    /// Items found.
    pub items: usize,
    /// Releases never seen before.
    pub new: usize,
    /// Releases whose words changed.
    pub revised: usize,
    /// Releases whose page was asked with success.
    pub filled: usize,
    /// Not the poll's end.
    pub warnings: Vec<Warning>,
    /// The poll's end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// The poll's end was that it could not be stored.
    #[serde(skip)]
    pub disk: bool,
    /// What the poll's end meant for the schedule.
    #[serde(skip)]
    pub failure: Option<Failure>,
    /// The poll's end was our own outage: the source is not blamed.
    #[serde(skip)]
    pub outage: bool,
    /// When next and why.
    pub next: NextPoll,
    /// Wall time in milliseconds.
    pub took_ms: u64,
}

impl Report {
    /// Of a poll that has just begun.
    pub fn new(source: &Source, state: &SourceState) -> Self {
        Self {
            source_id: source.id.clone(),
            outcome: Ended::Failed,
            items: 0,
            new: 0,
            revised: 0,
            filled: 0,
            warnings: Vec::new(),
            error: None,
            disk: false,
            failure: None,
            outage: false,
            next: state.next.clone(),
            took_ms: 0,
        }
    }
}
