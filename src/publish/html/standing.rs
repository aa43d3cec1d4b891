//! How a source fares, in a word for readers.

use super::words::Words;
use crate::model::SourceState;

/// A class of the stylesheet, and the place of its word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Answers as it used to.
    Well,
    /// Not polled yet.
    Waiting,
    /// The last poll failed.
    Failing,
    /// Answers, but not as it used to.
    Drifting,
    /// Answered 410.
    Gone,
}

impl State {
    /// Of the stylesheet.
    pub fn class(self) -> &'static str {
        match self {
            Self::Well => "well",
            Self::Waiting => "new",
            Self::Failing | Self::Gone => "bad",
            Self::Drifting => "odd",
        }
    }

    /// For readers.
    pub fn word(self, t: &Words) -> &'static str {
        match self {
            Self::Well => t.well,
            Self::Waiting => t.waiting,
            Self::Failing => t.failing,
            Self::Drifting => t.drifting,
            Self::Gone => t.gone,
        }
    }

    /// For people to look at first.
    pub fn is_trouble(self) -> bool {
        matches!(self, Self::Failing | Self::Gone | Self::Drifting)
    }
}

/// Of a source that was polled, or not yet.
pub fn standing(state: Option<&SourceState>) -> State {
    match state {
        None => State::Waiting,
        Some(SourceState { gone: true, .. }) => State::Gone,
        Some(SourceState { failures: 1.., .. }) => State::Failing,
        Some(SourceState { polled_at: None, .. }) => State::Waiting,
        Some(SourceState { memory, .. }) if memory.drift.is_some() => State::Drifting,
        Some(_) => State::Well,
    }
}
