//! `merge`, `split`, `forget`: stories by hand, beside a running service or without one.

use std::{io::Write, process::ExitCode};

use anyhow::Context as _;
use chrono::{DateTime, Utc};
use clap::Args;

use super::{
    Ended, output,
    setup::{self, Where},
};
use crate::store::{Deed, Store, Stored};

/// Two releases tell the same: one entry of the feed.
#[derive(Debug, Args)]
pub struct Merge {
    #[command(flatten)]
    place: Where,
    /// A release of the story that stays: its number, entry id or address.
    into: String,
    /// A release of the story that ends in it.
    from: String,
}

/// A release tells something of its own.
#[derive(Debug, Args)]
pub struct Split {
    #[command(flatten)]
    place: Where,
    /// Number or address of the release.
    id: String,
}

/// Removes a release for good.
#[derive(Debug, Args)]
pub struct Forget {
    #[command(flatten)]
    place: Where,
    /// Number, entry id or address of the release.
    id: String,
}

impl Merge {
    /// Merges.
    pub fn run(self, now: Option<DateTime<Utc>>) -> Ended {
        by_hand(&self.place, async |store| {
            let (into, from) = (find(store, &self.into).await?, find(store, &self.from).await?);
            let deed = Deed::Merge { into: into.story_id, from: from.story_id };
            let done = store.amend(deed, now.unwrap_or_else(Utc::now)).await?;
            done.with_context(|| format!("{:?} and {:?} are one story already", self.into, self.from))?;
            Ok(format!("one story now; `pressfeed split {}` undoes it", from.id))
        })
    }
}

impl Split {
    /// Splits.
    pub fn run(self, now: Option<DateTime<Utc>>) -> Ended {
        by_hand(&self.place, async |store| {
            let stored = find(store, &self.id).await?;
            let done = store.amend(Deed::Split { release: stored.id }, now.unwrap_or_else(Utc::now)).await?;
            let story = done.with_context(|| format!("{:?} is alone in its story already", self.id))?;
            let rest = store.releases_of(story).await?;
            let rest = rest.first().map_or(stored.id, |stored| stored.id);
            Ok(format!("a story of its own now; `pressfeed merge {rest} {}` undoes it", stored.id))
        })
    }
}

impl Forget {
    /// Forgets.
    pub fn run(self, now: Option<DateTime<Utc>>) -> Ended {
        by_hand(&self.place, async |store| {
            let stored = find(store, &self.id).await?;
            store.amend(Deed::Forget { release: stored.id }, now.unwrap_or_else(Utc::now)).await?;
            Ok(format!("{}: its words are gone, and it does not come back", stored.id))
        })
    }
}

/// Does it, and says what was done.
fn by_hand(place: &Where, deed: impl AsyncFnOnce(&dyn Store) -> anyhow::Result<String>) -> Ended {
    let config = place.load()?;
    let said = setup::block_on(async { deed(&*setup::reader(&config)?).await })??;
    writeln!(output::out(), "{said}")?;
    Ok(ExitCode::SUCCESS)
}

async fn find(store: &dyn Store, id: &str) -> anyhow::Result<Stored> {
    store.release(id).await?.with_context(|| format!("no release {id:?}: give its number, entry id or address"))
}
