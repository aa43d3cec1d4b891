//! What the trait asks, handed to those who know: reading to a connection that reads, writing to the one thread that writes.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, atomic::Ordering},
};

use chrono::{DateTime, Utc};
use futures_util::future::BoxFuture;

use super::*;

impl Polling for Sqlite {
    fn register<'a>(
        &'a self,
        list: &'a [Arc<Source>],
        now: DateTime<Utc>,
    ) -> BoxFuture<'a, Result<Vec<SourceId>, Error>> {
        let list = list.to_vec();
        Box::pin(self.write(move |connection| registry::register(connection, &list, now)))
    }

    fn states_behind(&self, behind: i64) -> BoxFuture<'_, Result<crate::store::StatesBehind, Error>> {
        Box::pin(self.read(move |connection| sources::states(connection, behind)))
    }

    fn states_of(&self, sources: Vec<SourceId>) -> BoxFuture<'_, Result<Vec<SourceState>, Error>> {
        Box::pin(self.read(move |connection| sources::states_of(connection, &sources)))
    }

    fn state<'a>(&'a self, source: &'a SourceId) -> BoxFuture<'a, Result<Option<SourceState>, Error>> {
        let id = source.clone();
        Box::pin(self.read(move |connection| sources::state(connection, &id)))
    }

    fn known<'a>(&'a self, source: &'a SourceId, keys: Vec<Key>) -> BoxFuture<'a, Result<Vec<KnownItem>, Error>> {
        let id = source.clone();
        Box::pin(self.read(move |connection| items::known(connection, &id, &keys)))
    }

    fn unfilled<'a>(
        &'a self,
        source: &'a SourceId,
        since: DateTime<Utc>,
        limit: usize,
    ) -> BoxFuture<'a, Result<Vec<(KnownItem, Stored)>, Error>> {
        let id = source.clone();
        Box::pin(self.read(move |connection| items::unfilled(connection, &id, since, limit)))
    }

    fn neighbours(&self, sought: Vec<Sought>) -> BoxFuture<'_, Result<Vec<Vec<Arc<Neighbour>>>, Error>> {
        Box::pin(self.write(move |base| {
            let (connection, mut bands) = base.with_bands();
            let wanted: Vec<Candidates> = sought.iter().cloned().map(Candidates::Near).collect();
            near::candidates(connection, bands.read()?, &wanted)
        }))
    }

    fn commit(&self, mut poll: Poll) -> BoxFuture<'_, Result<Committed, Error>> {
        Box::pin(self.committed(move |base| {
            let (connection, bands) = base.with_bands();
            commit::commit(connection, bands, &mut poll)
        }))
    }

    fn commit_placed(&self, mut poll: Poll, placing: Placing) -> BoxFuture<'_, Result<Committed, Error>> {
        Box::pin(self.committed(move |base| {
            let (connection, mut bands) = base.with_bands();
            let wanted: Vec<Candidates> = poll.changes.iter().map(placing.wanted).collect();
            let found = near::candidates(connection, bands.read()?, &wanted)?;
            (placing.place)(&mut poll.changes, found);
            commit::commit(connection, bands, &mut poll)
        }))
    }

    fn beside(&self, ending: &str) -> Option<PathBuf> {
        self.lock.as_ref().map(|_| beside(&self.path, ending))
    }
}

impl Reading for Sqlite {
    fn fares(&self, _: DateTime<Utc>) -> BoxFuture<'_, Result<Fares, Error>> {
        Box::pin(self.read(sources::fares))
    }

    fn troubled(&self, failures: u32, page: Page) -> BoxFuture<'_, Result<Vec<SourceState>, Error>> {
        Box::pin(self.read(move |connection| sources::troubled(connection, failures, page)))
    }

    fn waiting(&self, limit: usize) -> BoxFuture<'_, Result<Vec<SourceState>, Error>> {
        Box::pin(self.read(move |connection| sources::waiting(connection, limit)))
    }

    fn stories<'a>(&'a self, query: &'a Query, now: DateTime<Utc>) -> BoxFuture<'a, Result<Vec<Story>, Error>> {
        Box::pin(self.search(query.clone(), move |connection, query| stories::page(connection, query, now)))
    }

    fn facts<'a>(&'a self, query: &'a Query, now: DateTime<Utc>) -> BoxFuture<'a, Result<Vec<Fact>, Error>> {
        let query = query.clone();
        Box::pin(self.search(query, move |connection, query| facts::facts(connection, query, now)))
    }

    fn headlines(&self, ids: Vec<ReleaseId>) -> BoxFuture<'_, Result<Vec<Headline>, Error>> {
        Box::pin(self.read(move |connection| facts::headlines(connection, &ids)))
    }

    fn is_forgotten<'a>(&'a self, id: &'a str) -> BoxFuture<'a, Result<bool, Error>> {
        let id = id.to_owned();
        Box::pin(self.read(move |connection| facts::is_forgotten(connection, &id)))
    }

    fn story(&self, id: StoryId, now: DateTime<Utc>) -> BoxFuture<'_, Result<Option<Story>, Error>> {
        Box::pin(self.read(move |connection| stories::one(connection, id, now)))
    }

    fn release<'a>(&'a self, id: &'a str) -> BoxFuture<'a, Result<Option<Stored>, Error>> {
        let id = id.to_owned();
        Box::pin(self.read(move |connection| stories::release(connection, &id)))
    }

    fn releases_of(&self, story: StoryId) -> BoxFuture<'_, Result<Vec<Stored>, Error>> {
        Box::pin(self.read(move |connection| stories::releases_of(connection, story)))
    }

    fn releases_with(&self, meant: Meant, limit: usize) -> BoxFuture<'_, Result<Vec<ReleaseId>, Error>> {
        Box::pin(self.read(move |connection| stories::with(connection, &*meant, limit)))
    }

    fn appearances(
        &self,
        story: StoryId,
        now: DateTime<Utc>,
        limit: usize,
    ) -> BoxFuture<'_, Result<Vec<Appearance>, Error>> {
        Box::pin(self.read(move |connection| stories::appearances(connection, story, now, limit)))
    }

    fn counts(&self, now: DateTime<Utc>) -> BoxFuture<'_, Result<Counts, Error>> {
        Box::pin(self.read(move |connection| stories::counts(connection, now)))
    }

    fn version(&self) -> u64 {
        self.version.load(Ordering::Acquire)
    }

    fn next_embargo(&self, now: DateTime<Utc>) -> BoxFuture<'_, Result<Option<DateTime<Utc>>, Error>> {
        Box::pin(self.read(move |connection| stories::next_embargo(connection, now)))
    }

    fn tombstones(&self, since: DateTime<Utc>, limit: usize) -> BoxFuture<'_, Result<Vec<Tombstone>, Error>> {
        Box::pin(self.read(move |connection| amend::tombstones(connection, since, limit)))
    }
}

impl Outgoing for Sqlite {
    fn leaving(&self, beyond: Beyond, limit: usize, now: DateTime<Utc>) -> BoxFuture<'_, Result<Vec<Leaving>, Error>> {
        Box::pin(self.read(move |connection| outgoing::leaving(connection, &beyond, limit, now)))
    }

    fn revived(
        &self,
        place: (i64, StoryId),
        limit: usize,
        now: DateTime<Utc>,
    ) -> BoxFuture<'_, Result<Vec<Story>, Error>> {
        Box::pin(self.read(move |connection| outgoing::revived(connection, place, limit, now)))
    }

    fn archive(&self, departures: Vec<Departure>) -> BoxFuture<'_, Result<(), Error>> {
        Box::pin(self.write(move |connection| outgoing::archive(connection, &departures)))
    }

    fn archived(&self, from: i64, to: i64) -> BoxFuture<'_, Result<Vec<Archived>, Error>> {
        Box::pin(self.read(move |connection| outgoing::archived(connection, from, to)))
    }

    fn archive_end(&self) -> BoxFuture<'_, Result<i64, Error>> {
        Box::pin(self.read(outgoing::archive_end))
    }

    fn changes<'a>(
        &'a self,
        query: &'a Query,
        after: i64,
        now: DateTime<Utc>,
    ) -> BoxFuture<'a, Result<Changes, Error>> {
        Box::pin(self.search(query.clone(), move |connection, query| outgoing::changes(connection, query, after, now)))
    }

    fn lift_embargoes(&self, now: DateTime<Utc>) -> BoxFuture<'_, Result<(), Error>> {
        Box::pin(async move {
            let (lifted, changes) = self.write(move |connection| outgoing::lift_embargoes(connection, now)).await?;
            lifted.iter().for_each(|entry| tracing::info!(%entry, "embargo ended"));
            // the number moves when another process wrote
            let elsewhere = self.elsewhere.swap(changes, Ordering::AcqRel) != changes;
            if elsewhere || !lifted.is_empty() {
                self.version.fetch_add(1, Ordering::AcqRel);
            }
            Ok(())
        })
    }

    fn last_change(&self) -> BoxFuture<'_, Result<i64, Error>> {
        Box::pin(self.read(outgoing::last_change))
    }

    fn standing<'a>(
        &'a self,
        topic: &'a str,
        callback: &'a str,
        owners: &'a [String],
    ) -> BoxFuture<'a, Result<Standing, Error>> {
        let (topic, callback, owners) = (topic.to_owned(), callback.to_owned(), owners.to_vec());
        Box::pin(self.read(move |connection| hub::standing(connection, &topic, &callback, &owners)))
    }

    fn intents(&self, now: DateTime<Utc>, limit: usize) -> BoxFuture<'_, Result<Vec<Intent>, Error>> {
        Box::pin(self.read(move |connection| hub::intents(connection, now, limit)))
    }

    fn behind(
        &self,
        after: Option<Behind>,
        now: DateTime<Utc>,
        limit: usize,
    ) -> BoxFuture<'_, Result<Vec<Subscriber>, Error>> {
        Box::pin(self.read(move |connection| hub::behind(connection, after.as_ref(), now, limit)))
    }

    fn book(&self, booking: Booking) -> BoxFuture<'_, Result<(), Error>> {
        Box::pin(self.write(move |connection| hub::book(connection, &booking)))
    }

    fn told<'a>(&'a self, receiver: &'a str) -> BoxFuture<'a, Result<Option<Progress>, Error>> {
        let receiver = receiver.to_owned();
        Box::pin(self.read(move |connection| outgoing::told(connection, &receiver)))
    }

    fn tell(&self, receiver: String, progress: Progress) -> BoxFuture<'_, Result<(), Error>> {
        Box::pin(self.write(move |base| outgoing::tell(base, &receiver, &progress)))
    }
}

impl Amend for Sqlite {
    fn amend(&self, deed: Deed, now: DateTime<Utc>) -> BoxFuture<'_, Result<Option<StoryId>, Error>> {
        Box::pin(async move {
            let done = self.write(move |connection| amend::amend(connection, &deed, now)).await?;
            self.version.fetch_add(1, Ordering::AcqRel);
            Ok(done)
        })
    }

    fn deeds(&self, story: StoryId) -> BoxFuture<'_, Result<Vec<Done>, Error>> {
        Box::pin(self.read(move |connection| amend::deeds(connection, story)))
    }
}

impl Upkeep for Sqlite {
    fn index_words(&self) -> BoxFuture<'_, Result<bool, Error>> {
        Box::pin(self.write(|base| words::index(base)))
    }

    fn writable(&self) -> BoxFuture<'_, Result<(), Error>> {
        let update = "UPDATE mark SET value = value + 1 WHERE name = 'written'";
        Box::pin(self.write(move |connection| connection.execute(update, []).map(drop)))
    }

    fn backup<'a>(&'a self, to: &'a Path) -> BoxFuture<'a, Result<(), Error>> {
        let to = to.to_owned();
        Box::pin(async move {
            let copied = self.read(move |connection| backup::copy(connection, &to)).await;
            copied.map_err(|error| match error {
                Error::Open { message, .. } => Error::Copy { message },
                error => error,
            })
        })
    }

    fn let_go(&self, keeping: Keeping) -> BoxFuture<'_, Result<Keeping, Error>> {
        Box::pin(async move {
            let next = self.write(move |base| keep::step(base, keeping)).await?;
            if next.bodies > keeping.bodies {
                self.version.fetch_add(1, Ordering::AcqRel);
            }
            Ok(next)
        })
    }

    fn set_aside(&self) -> BoxFuture<'_, Result<Option<SetAside>, Error>> {
        Box::pin(self.read(mend::count))
    }
}

impl Store for Sqlite {}
