//! `merge`, `split`, `forget`: stories by hand, beside a running service or without one.

use std::{io::Write, process::ExitCode};

use anyhow::Context as _;
use chrono::{DateTime, Utc};
use clap::Args;

use super::{
    Ended,
    ids::{release, short},
    output,
    setup::{self, Where},
};
use crate::store::{Deed, Store};

/// Two releases tell the same: one entry of the feed.
#[derive(Debug, Args)]
pub struct Merge {
    #[command(flatten)]
    place: Where,
    /// A release of the story that stays: its id, number, entry id or address.
    into: String,
    /// A release of the story that ends in it.
    from: String,
}

/// A release tells something of its own.
#[derive(Debug, Args)]
pub struct Split {
    #[command(flatten)]
    place: Where,
    /// Id of the release: its beginning, number, entry id or address.
    id: String,
}

/// Removes a release for good.
#[derive(Debug, Args)]
pub struct Forget {
    #[command(flatten)]
    place: Where,
    /// Id of the release: its beginning, number, entry id or address.
    id: String,
}

impl Merge {
    /// Merges.
    pub fn run(self, now: Option<DateTime<Utc>>) -> Ended {
        by_hand(&self.place, async |store| {
            let (into, from) = (release(store, &self.into).await?, release(store, &self.from).await?);
            let deed = Deed::Merge { into: into.story_id, from: from.story_id };
            let done = store.amend(deed, now.unwrap_or_else(Utc::now)).await?;
            done.with_context(|| format!("{:?} and {:?} are one story already", self.into, self.from))?;
            Ok(format!("one story now; `pressfeed split {}` undoes it", short(from.id)))
        })
    }
}

impl Split {
    /// Splits.
    pub fn run(self, now: Option<DateTime<Utc>>) -> Ended {
        by_hand(&self.place, async |store| {
            let stored = release(store, &self.id).await?;
            let done = store.amend(Deed::Split { release: stored.id }, now.unwrap_or_else(Utc::now)).await?;
            let story = done.with_context(|| format!("{:?} is alone in its story already", self.id))?;
            let rest = store.releases_of(story).await?;
            let rest = rest.first().map_or(stored.id, |stored| stored.id);
            Ok(format!("a story of its own now; `pressfeed merge {} {}` undoes it", short(rest), short(stored.id)))
        })
    }
}

impl Forget {
    /// Forgets.
    pub fn run(self, now: Option<DateTime<Utc>>) -> Ended {
        by_hand(&self.place, async |store| {
            let stored = release(store, &self.id).await?;
            store.amend(Deed::Forget { release: stored.id }, now.unwrap_or_else(Utc::now)).await?;
            Ok(format!("{}: its words are gone, and it does not come back", short(stored.id)))
        })
    }
}

/// Does it, and says what was done.
fn by_hand(place: &Where, deed: impl AsyncFnOnce(&dyn Store) -> anyhow::Result<String>) -> Ended {
    let config = place.load_begun()?;
    let said = setup::block_on(async { deed(&*setup::beside(&config).await?).await })??;
    writeln!(output::out(), "{said}")?;
    Ok(ExitCode::SUCCESS)
}
