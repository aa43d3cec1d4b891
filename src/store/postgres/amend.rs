//! Merge, split, forget, withdraw: what changes, and the record of it.

use chrono::{DateTime, Utc};
use tokio_postgres::Row;

use super::{
    error::Broken,
    lead,
    outgoing::{self, Counted},
    pen::Transaction,
    sql::{Sql, Text, get},
};
use crate::{
    model::{ReleaseId, Status, StoryId, Tombstone},
    store::{
        Deed, Done,
        body::FORGOTTEN,
        numbers::{count, seconds, time},
    },
};

/// Does it; the story that it was done to, or `None` when there is nothing that it could be done to.
pub async fn amend(transaction: &mut Transaction, deed: &Deed, now: DateTime<Utc>) -> Result<Option<StoryId>, Broken> {
    transaction.take_pen().await?;
    let greatest = transaction.greatest_id().await?;
    let mut hand = Hand { sql: transaction, now: seconds(now), greatest, counted: Counted::default() };
    let done = match *deed {
        Deed::Merge { into, from } => hand.merge(into, from).await?.then_some((into, None, Some(from))),
        Deed::Split { release } => hand.split(release).await?.map(|(old, own)| (old, Some(release), Some(own))),
        Deed::Forget { release } => hand.forget(release).await?.map(|story| (story, Some(release), None)),
        Deed::Withdraw { release } => hand.withdraw(release).await?.map(|story| (story, Some(release), None)),
        Deed::Restore { release } => hand.restore(release).await?.map(|story| (story, Some(release), None)),
    };
    let (Hand { counted, now, .. }, Some((story, release, other))) = (hand, done) else { return Ok(None) };
    let text = "INSERT INTO deed (n, at, what, story, release, other)
         VALUES ((SELECT coalesce(max(n), 0) + 1 FROM deed), $1, $2, $3, $4, $5)";
    transaction.change(text, &[&now, &Text(deed.name()), &story, &release, &other]).await?;
    let touched = [story].into_iter().chain(other).collect();
    outgoing::settle(transaction, touched, counted).await?;
    Ok(Some(story))
}

struct Hand<'t> {
    sql: &'t Sql,
    now: i64,
    greatest: i64,
    counted: Counted,
}

impl Hand<'_> {
    async fn story_of(&self, release: ReleaseId) -> Result<Option<(StoryId, i64)>, Broken> {
        let text =
            "SELECT s.id, s.members FROM release r JOIN story s ON s.id = r.story WHERE r.id = $1 AND NOT r.forgotten";
        let row = self.sql.first(text, &[&release]).await?;
        row.map(|row| Ok((get(&row, 0)?, get(&row, 1)?))).transpose()
    }

    async fn entry_id(&self, story: StoryId) -> Result<Option<String>, Broken> {
        let row = self.sql.first("SELECT entry_id FROM story WHERE id = $1", &[&story]).await?;
        row.map(|row| get(&row, 0)).transpose()
    }

    async fn merge(&self, into: StoryId, from: StoryId) -> Result<bool, Broken> {
        let (Some(stays), Some(_)) = (self.entry_id(into).await?, self.entry_id(from).await?) else {
            return Ok(false);
        };
        let text = "UPDATE release SET story = $1, evidence = 'merged by hand' WHERE story = $2 AND $1 <> $2";
        if self.sql.change(text, &[&into, &from]).await? == 0 {
            return Ok(false);
        }
        self.bury(from, &format!("the same release as {stays}")).await?;
        self.settle(into).await?;
        Ok(true)
    }

    async fn split(&mut self, release: ReleaseId) -> Result<Option<(StoryId, StoryId)>, Broken> {
        let Some((old, members)) = self.story_of(release).await? else { return Ok(None) };
        if members < 2 {
            return Ok(None);
        }
        // a story bears the number of its first release: one that was merged away comes back as it was
        let first = release.own_story();
        let own = match self.entry_id(first).await? {
            Some(_) if old != first => first,
            _ => {
                let own = StoryId(self.greatest + 1);
                lead::split_story(self.sql, own, release, self.now).await?;
                self.counted.stories += 1;
                own
            }
        };
        let text = "UPDATE release SET story = $1, evidence = 'split by hand' WHERE id = $2";
        self.sql.change(text, &[&own, &release]).await?;
        self.raise(own).await?;
        self.settle(own).await?;
        self.settle(old).await?;
        Ok(Some((old, own)))
    }

    async fn forget(&mut self, release: ReleaseId) -> Result<Option<StoryId>, Broken> {
        let Some((story, members)) = self.story_of(release).await? else { return Ok(None) };
        let text = "UPDATE release SET forgotten = true, body = $2, url = NULL, content_hash = NULL, evidence = NULL,
               title = NULL, published = NULL, claimed = NULL, tags = '{}', kind = NULL, status = NULL WHERE id = $1";
        self.sql.change(text, &[&release, &Text(FORGOTTEN)]).await?;
        for table in ["revision", "words", "reworded"] {
            self.sql.change(&format!("DELETE FROM {table} WHERE release = $1"), &[&release]).await?;
        }
        self.sql.change("UPDATE archive SET entry = NULL WHERE story = $1", &[&story]).await?;
        self.counted.releases -= 1;
        // the story goes on without it, or ends
        if members == 1 {
            self.bury(story, "removed").await?
        } else {
            self.settle(story).await?
        }
        Ok(Some(story))
    }

    async fn withdraw(&self, release: ReleaseId) -> Result<Option<StoryId>, Broken> {
        let Some((story, members)) = self.story_of(release).await? else { return Ok(None) };
        self.set_status(release, Some(Status::Withdrawn)).await?;
        if members == 1 {
            self.bury(story, "withdrawn by its publisher").await?;
        }
        Ok(Some(story))
    }

    async fn restore(&self, release: ReleaseId) -> Result<Option<StoryId>, Broken> {
        let Some((story, _)) = self.story_of(release).await? else { return Ok(None) };
        if self.sql.any("SELECT 1 FROM release WHERE id = $1 AND status = 'withdrawn'", &[&release]).await? {
            self.set_status(release, None).await?;
        }
        self.raise(story).await?;
        Ok(Some(story))
    }

    async fn set_status(&self, release: ReleaseId, status: Option<Status>) -> Result<(), Broken> {
        let row = self.sql.one("SELECT body FROM release WHERE id = $1", &[&release]).await?;
        let mut json: serde_json::Map<String, serde_json::Value> = serde_json::from_str(get(&row, 0)?)?;
        let word = match status {
            Some(status) => Some(serde_json::to_value(status)?),
            None => None,
        };
        match word.clone() {
            Some(word) => drop(json.insert("status".into(), word)),
            None => drop(json.remove("status")),
        }
        let (body, word) = (serde_json::to_string(&json)?, word.as_ref().and_then(serde_json::Value::as_str));
        let text = "UPDATE release SET body = $2, status = $3 WHERE id = $1";
        self.sql.change(text, &[&release, &Text(&body), &word.map(Text)]).await.map(drop)
    }

    /// The entry leaves the feed.
    async fn bury(&self, story: StoryId, reason: &str) -> Result<(), Broken> {
        self.sql.change("UPDATE story SET withdrawn = true WHERE id = $1", &[&story]).await?;
        let text = "INSERT INTO tombstone (entry_id, at, reason) SELECT entry_id, $2, $3 FROM story WHERE id = $1
             ON CONFLICT (entry_id) DO UPDATE SET at = $2, reason = $3";
        self.sql.change(text, &[&story, &self.now, &Text(reason)]).await.map(drop)
    }

    /// The entry comes back.
    async fn raise(&self, story: StoryId) -> Result<(), Broken> {
        let text =
            "UPDATE story SET withdrawn = false, updated = greatest(updated + 1, $2) WHERE id = $1 AND withdrawn";
        self.sql.change(text, &[&story, &self.now]).await?;
        let text = "DELETE FROM tombstone WHERE entry_id = (SELECT entry_id FROM story WHERE id = $1)";
        self.sql.change(text, &[&story]).await.map(drop)
    }

    /// Counts a story's releases again, and chooses its lead.
    async fn settle(&self, story: StoryId) -> Result<(), Broken> {
        lead::count(self.sql, story).await?;
        lead::choose(self.sql, &[story], self.now).await?;
        let text = "UPDATE story SET updated = greatest(updated + 1, $2) WHERE id = $1";
        self.sql.change(text, &[&story, &self.now]).await.map(drop)
    }
}

/// What was done to a story, earliest first.
pub async fn deeds(sql: &Sql, story: StoryId) -> Result<Vec<Done>, Broken> {
    let text = "SELECT at, what, release, other FROM deed WHERE story = $1 OR other = $1 ORDER BY n";
    let read =
        |row: &Row| Ok(Done { at: time(get(row, 0)?), what: get(row, 1)?, release: get(row, 2)?, other: get(row, 3)? });
    sql.all(text, &[&story]).await?.iter().map(read).collect()
}

/// Entries that left the feed since then, latest first.
pub async fn tombstones(sql: &Sql, since: DateTime<Utc>, limit: usize) -> Result<Vec<Tombstone>, Broken> {
    let text = "SELECT entry_id, at, reason FROM tombstone WHERE at >= $1 ORDER BY at DESC, entry_id LIMIT $2";
    let read = |row: &Row| Ok(Tombstone { entry_id: get(row, 0)?, at: time(get(row, 1)?), reason: get(row, 2)? });
    sql.all(text, &[&seconds(since), &count(limit)]).await?.iter().map(read).collect()
}
