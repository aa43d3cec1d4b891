//! What the trait asks, handed to those who know.

use std::sync::{Arc, atomic::Ordering};

use chrono::{DateTime, Utc};
use futures_util::future::BoxFuture;

use super::{
    Postgres, TRIES, again, amend, facts, hub, items, keep, mend, near, outgoing, registry, sources, stories, words,
    work::{look, read},
};
use crate::{
    model::{
        Candidates, Committed, Key, KnownItem, Neighbour, Poll, Progress, ReleaseId, Sought, Source, SourceId,
        SourceState, Story, StoryId, Tombstone,
    },
    store::{
        Amend, Appearance, Archived, Behind, Beyond, Booking, Changes, Counts, Deed, Departure, Done, Error, Fact,
        Fares, Headline, Intent, Keeping, Leaving, Meant, Outgoing, Page, Placing, Polling, Query, Reading, SetAside,
        Standing, StatesBehind, Store, Stored, Subscriber, Upkeep, shared::Shared,
    },
};

/// The same for what anybody may ask for in his own words: one at a time, and not for long.
macro_rules! search {
    ($store:expr, $query:expr, $sql:ident => $work:expr) => {{
        $store.make_searchable($query).await?;
        let _turn = $store.searching($query).await;
        look!($store, connection => async {
            let $sql = $store.bounded($query, connection).await?;
            let found = $work.await?;
            $sql.commit().await?;
            Ok(found)
        })
    }};
}

impl Polling for Postgres {
    fn register<'a>(
        &'a self,
        list: &'a [Arc<Source>],
        now: DateTime<Utc>,
    ) -> BoxFuture<'a, Result<Vec<SourceId>, Error>> {
        Box::pin(async move {
            again!(self, async {
                let mut transaction = self.writing().await?;
                let changed = registry::register(&mut transaction, list, now).await?;
                self.written(transaction, true).await?;
                Ok(changed)
            })
        })
    }

    fn states_behind(&self, behind: i64) -> BoxFuture<'_, Result<StatesBehind, Error>> {
        Box::pin(async move { read!(self, sql => sources::states(&sql, behind)) })
    }

    fn states_of(&self, sources: Vec<SourceId>) -> BoxFuture<'_, Result<Vec<SourceState>, Error>> {
        Box::pin(async move { read!(self, sql => sources::states_of(&sql, &sources)) })
    }

    fn state<'a>(&'a self, source: &'a SourceId) -> BoxFuture<'a, Result<Option<SourceState>, Error>> {
        Box::pin(async move { read!(self, sql => sources::state(&sql, source)) })
    }

    fn known<'a>(&'a self, source: &'a SourceId, keys: Vec<Key>) -> BoxFuture<'a, Result<Vec<KnownItem>, Error>> {
        Box::pin(async move { read!(self, sql => items::known(&sql, source, &keys)) })
    }

    fn unfilled<'a>(
        &'a self,
        source: &'a SourceId,
        since: DateTime<Utc>,
        limit: usize,
    ) -> BoxFuture<'a, Result<Vec<(KnownItem, Stored)>, Error>> {
        Box::pin(async move { read!(self, sql => items::unfilled(&sql, source, since, limit)) })
    }

    fn neighbours(&self, sought: Vec<Sought>) -> BoxFuture<'_, Result<Vec<Vec<Arc<Neighbour>>>, Error>> {
        Box::pin(async move {
            let wanted: Vec<Candidates> = sought.into_iter().map(Candidates::Near).collect();
            read!(self, sql => near::candidates(&sql, &wanted))
        })
    }

    fn commit(&self, poll: Poll) -> BoxFuture<'_, Result<Committed, Error>> {
        Box::pin(self.committed(poll, None))
    }

    fn commit_placed(&self, poll: Poll, placing: Placing) -> BoxFuture<'_, Result<Committed, Error>> {
        Box::pin(self.committed(poll, Some(placing)))
    }
}

impl Reading for Postgres {
    fn fares(&self, _: DateTime<Utc>) -> BoxFuture<'_, Result<Fares, Error>> {
        Box::pin(async move { look!(self, sql => sources::fares(&sql)) })
    }

    fn troubled(&self, failures: u32, page: Page) -> BoxFuture<'_, Result<Vec<SourceState>, Error>> {
        Box::pin(async move { look!(self, sql => sources::troubled(&sql, failures, page)) })
    }

    fn waiting(&self, limit: usize) -> BoxFuture<'_, Result<Vec<SourceState>, Error>> {
        Box::pin(async move { look!(self, sql => sources::waiting(&sql, limit)) })
    }

    fn stories<'a>(&'a self, query: &'a Query, now: DateTime<Utc>) -> BoxFuture<'a, Result<Vec<Story>, Error>> {
        Box::pin(async move { search!(self, query, sql => stories::page(&sql, query, now)) })
    }

    fn facts<'a>(&'a self, query: &'a Query, now: DateTime<Utc>) -> BoxFuture<'a, Result<Vec<Fact>, Error>> {
        Box::pin(async move { search!(self, query, sql => facts::facts(&sql, query, now)) })
    }

    fn headlines(&self, ids: Vec<ReleaseId>) -> BoxFuture<'_, Result<Vec<Headline>, Error>> {
        Box::pin(async move { look!(self, sql => facts::headlines(&sql, ids.clone())) })
    }

    fn is_forgotten<'a>(&'a self, id: &'a str) -> BoxFuture<'a, Result<bool, Error>> {
        Box::pin(async move { look!(self, sql => facts::is_forgotten(&sql, id)) })
    }

    fn story(&self, id: StoryId, now: DateTime<Utc>) -> BoxFuture<'_, Result<Option<Story>, Error>> {
        Box::pin(async move { look!(self, sql => stories::one(&sql, id, now)) })
    }

    fn release<'a>(&'a self, id: &'a str) -> BoxFuture<'a, Result<Option<Stored>, Error>> {
        Box::pin(async move { look!(self, sql => stories::release(&sql, id)) })
    }

    fn releases_of(&self, story: StoryId) -> BoxFuture<'_, Result<Vec<Stored>, Error>> {
        Box::pin(async move { look!(self, sql => stories::releases_of(&sql, story)) })
    }

    fn releases_with(&self, meant: Meant, limit: usize) -> BoxFuture<'_, Result<Vec<ReleaseId>, Error>> {
        Box::pin(async move { look!(self, sql => stories::with(&sql, meant.clone(), limit)) })
    }

    fn appearances(
        &self,
        story: StoryId,
        now: DateTime<Utc>,
        limit: usize,
    ) -> BoxFuture<'_, Result<Vec<Appearance>, Error>> {
        Box::pin(async move { look!(self, sql => stories::appearances(&sql, story, now, limit)) })
    }

    fn counts(&self, now: DateTime<Utc>) -> BoxFuture<'_, Result<Counts, Error>> {
        Box::pin(async move { look!(self, sql => stories::counts(&sql, now)) })
    }

    fn version(&self) -> u64 {
        self.seen.version.load(Ordering::Acquire)
    }

    fn next_embargo(&self, now: DateTime<Utc>) -> BoxFuture<'_, Result<Option<DateTime<Utc>>, Error>> {
        Box::pin(async move { read!(self, sql => stories::next_embargo(&sql, now)) })
    }

    fn tombstones(&self, since: DateTime<Utc>, limit: usize) -> BoxFuture<'_, Result<Vec<Tombstone>, Error>> {
        Box::pin(async move { look!(self, sql => amend::tombstones(&sql, since, limit)) })
    }
}

impl Outgoing for Postgres {
    fn leaving(&self, beyond: Beyond, limit: usize, now: DateTime<Utc>) -> BoxFuture<'_, Result<Vec<Leaving>, Error>> {
        Box::pin(async move { read!(self, sql => outgoing::leaving(&sql, &beyond, limit, now)) })
    }

    fn revived(
        &self,
        place: (i64, StoryId),
        limit: usize,
        now: DateTime<Utc>,
    ) -> BoxFuture<'_, Result<Vec<Story>, Error>> {
        Box::pin(async move { read!(self, sql => outgoing::revived(&sql, place, limit, now)) })
    }

    fn archive(&self, departures: Vec<Departure>) -> BoxFuture<'_, Result<(), Error>> {
        Box::pin(async move {
            again!(self, async {
                let mut transaction = self.writing().await?;
                transaction.take_pen().await?;
                outgoing::archive(&transaction, &departures).await?;
                self.written(transaction, false).await
            })
        })
    }

    fn archived(&self, from: i64, to: i64) -> BoxFuture<'_, Result<Vec<Archived>, Error>> {
        Box::pin(async move { look!(self, sql => outgoing::archived(&sql, from, to)) })
    }

    fn archive_end(&self) -> BoxFuture<'_, Result<i64, Error>> {
        Box::pin(async move { look!(self, sql => outgoing::archive_end(&sql)) })
    }

    fn changes<'a>(
        &'a self,
        query: &'a Query,
        after: i64,
        now: DateTime<Utc>,
    ) -> BoxFuture<'a, Result<Changes, Error>> {
        Box::pin(async move { search!(self, query, sql => outgoing::changes(&sql, query, after, now)) })
    }

    fn lift_embargoes(&self, now: DateTime<Utc>) -> BoxFuture<'_, Result<(), Error>> {
        Box::pin(async move {
            let (pen, has_ended) = read!(self, sql => outgoing::look(&sql, now))?;
            if self.replica.is_none() {
                self.seen.look(pen);
            }
            if !has_ended || !self.writes {
                return Ok(());
            }
            let lifted = again!(self, async {
                let mut transaction = self.writing().await?;
                let lifted = outgoing::lift_embargoes(&mut transaction, now).await?;
                self.written(transaction, true).await?;
                Ok(lifted)
            })?;
            lifted.iter().for_each(|entry| tracing::info!(%entry, "embargo ended"));
            Ok(())
        })
    }

    fn last_change(&self) -> BoxFuture<'_, Result<i64, Error>> {
        Box::pin(async move { read!(self, sql => outgoing::last_change(&sql)) })
    }

    fn standing<'a>(
        &'a self,
        topic: &'a str,
        callback: &'a str,
        owners: &'a [String],
    ) -> BoxFuture<'a, Result<Standing, Error>> {
        Box::pin(async move { read!(self, sql => hub::standing(&sql, topic, callback, owners)) })
    }

    fn intents(&self, now: DateTime<Utc>, limit: usize) -> BoxFuture<'_, Result<Vec<Intent>, Error>> {
        Box::pin(async move { read!(self, sql => hub::intents(&sql, now, limit)) })
    }

    fn behind(
        &self,
        after: Option<Behind>,
        now: DateTime<Utc>,
        limit: usize,
    ) -> BoxFuture<'_, Result<Vec<Subscriber>, Error>> {
        Box::pin(async move { read!(self, sql => hub::behind(&sql, after.as_ref(), now, limit)) })
    }

    fn book(&self, booking: Booking) -> BoxFuture<'_, Result<(), Error>> {
        Box::pin(async move {
            again!(self, async {
                let transaction = self.writing().await?;
                hub::book(&transaction, &booking).await?;
                self.written(transaction, false).await
            })
        })
    }

    fn told<'a>(&'a self, receiver: &'a str) -> BoxFuture<'a, Result<Option<Progress>, Error>> {
        Box::pin(async move { read!(self, sql => outgoing::told(&sql, receiver)) })
    }

    fn tell(&self, receiver: String, progress: Progress) -> BoxFuture<'_, Result<(), Error>> {
        Box::pin(async move { read!(self, sql => outgoing::tell(&sql, &receiver, &progress)) })
    }
}

impl Amend for Postgres {
    fn amend(&self, deed: Deed, now: DateTime<Utc>) -> BoxFuture<'_, Result<Option<StoryId>, Error>> {
        Box::pin(async move {
            again!(self, async {
                let mut transaction = self.writing().await?;
                let done = amend::amend(&mut transaction, &deed, now).await?;
                self.written(transaction, true).await?;
                Ok(done)
            })
        })
    }

    fn deeds(&self, story: StoryId) -> BoxFuture<'_, Result<Vec<Done>, Error>> {
        Box::pin(async move { look!(self, sql => amend::deeds(&sql, story)) })
    }
}

impl Upkeep for Postgres {
    fn index_words(&self) -> BoxFuture<'_, Result<bool, Error>> {
        Box::pin(async move {
            again!(self, async {
                let transaction = self.writing().await?;
                let more = words::index(&transaction).await?;
                self.written(transaction, false).await?;
                Ok(more)
            })
        })
    }

    fn writable(&self) -> BoxFuture<'_, Result<(), Error>> {
        Box::pin(async move {
            let work = async {
                let text = "UPDATE mark SET value = value + 1 WHERE name = 'written'";
                self.sql().await?.change(text, &[]).await.map(drop)
            };
            work.await.map_err(|broken| broken.at(&self.place))
        })
    }

    fn backup<'a>(&'a self, _: &'a std::path::Path) -> BoxFuture<'a, Result<(), Error>> {
        let message = "is on a server: pg_dump copies it while it is used";
        Box::pin(async move { Err(Error::Other(format!("{} {message}", self.place))) })
    }

    fn let_go(&self, keeping: Keeping) -> BoxFuture<'_, Result<Keeping, Error>> {
        Box::pin(async move {
            again!(self, async {
                let mut transaction = self.writing().await?;
                let next = keep::step(&mut transaction, keeping).await?;
                self.written(transaction, next.bodies > keeping.bodies).await?;
                Ok(next)
            })
        })
    }

    fn set_aside(&self) -> BoxFuture<'_, Result<Option<SetAside>, Error>> {
        Box::pin(async move { look!(self, sql => mend::count(&sql)) })
    }
}

impl Store for Postgres {
    fn shared(self: Arc<Self>) -> Option<Arc<dyn Shared>> {
        Some(self)
    }
}
