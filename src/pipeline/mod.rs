//! One source, polled once: `poll::Poll` tells it in order.
//!
//! fetch (conditional) -> unchanged? record the next poll -> read drafts -> identify -> ask the store what is known ->
//! normalise the new and changed -> fill what is missing from their own pages -> cluster -> commit, all in one transaction.
//!
//! No path leaves a source due: a failure records its next poll too.

mod another;
mod attempt;
mod changes;
mod complete;
mod desk;
mod drawn;
mod drift;
mod failed;
mod foreign;
mod merge;
mod noise;
mod place;
mod poll;
mod prepare;
mod pushed;
mod quota;
mod read;
mod recognise;
mod stories;
#[cfg(test)]
mod tests;
mod underway;
mod validators;
mod workers;
mod world;

use std::sync::Arc;

pub use attempt::blame;
pub use complete::page;
pub use drawn::with_data;
pub use merge::complete;
use poll::Poll;
pub use pushed::{Push, pushed};
pub use read::{index, newest_part, of_no_page};
use workers::Stopped;
pub use world::{Clock, World};

use crate::{
    fetch,
    model::{Failure, Report, Source, SourceState},
    store,
};

/// Why a poll brought nothing.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Nothing usable came.
    #[error(transparent)]
    Fetch(#[from] fetch::Error),
    /// What came could not be read.
    #[error("{url}: {error}")]
    Read {
        /// Which address.
        url: String,
        /// Why.
        error: reader::Error,
    },
    /// It could not be kept.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// Another process has written this source since its state was read.
    #[error("another process has polled it meanwhile")]
    Lost,
    /// A reader panicked: this source's error, and no other's.
    #[error(
        "{url}: the reader failed on this document; please report it (pressfeed probe {url} --record DIR keeps it)"
    )]
    Panicked {
        /// Which address.
        url: String,
    },
    /// A document that takes longer than any honest one.
    #[error(
        "{url}: reading it took too long and was given up; please report it (pressfeed probe {url} --record DIR keeps it)"
    )]
    Overran {
        /// Which address.
        url: String,
    },
}

impl Error {
    fn stopped(why: Stopped, url: impl Into<String>) -> Self {
        match why {
            Stopped::Panicked => Self::Panicked { url: url.into() },
            Stopped::Overran => Self::Overran { url: url.into() },
        }
    }

    fn failure(&self) -> Failure {
        match self {
            Self::Fetch(error) => error.failure(),
            _ => Failure::Other,
        }
    }
}

/// Polls one source; what went wrong is in the report, and in the state, which is stored unless storing is what failed.
pub async fn poll(world: &World, source: &Arc<Source>, state: SourceState) -> (Report, SourceState) {
    Poll::new(world, source, state).run().await
}
