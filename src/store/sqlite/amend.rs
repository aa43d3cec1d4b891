//! Merge, split, forget, withdraw: what changes, and the record of it.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, params};

use super::{
    body::{BROKEN, FORGOTTEN},
    ids, lead, seconds, time,
};
use crate::{
    model::{ReleaseId, StoryId, Tombstone},
    store::{Deed, Done},
};

/// Does it; the story that it was done to, or `None` when there is nothing that it could be done to.
pub fn amend(connection: &Connection, deed: &Deed, now: DateTime<Utc>) -> rusqlite::Result<Option<StoryId>> {
    let hand = Hand { connection, now: seconds(now) };
    let done = match *deed {
        Deed::Merge { into, from } => hand.merge(into, from)?.then_some((into, None, Some(from))),
        Deed::Split { release } => hand.split(release)?.map(|(old, own)| (old, Some(release), Some(own))),
        Deed::Forget { release } => hand.forget(release)?.map(|story| (story, Some(release), None)),
        Deed::Withdraw { release } => hand.withdraw(release)?.map(|story| (story, Some(release), None)),
        Deed::Restore { release } => hand.restore(release)?.map(|story| (story, Some(release), None)),
    };
    let Some((story, release, other)) = done else { return Ok(None) };
    connection.execute(
        "INSERT INTO deed (at, what, story, release, other) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![hand.now, deed.name(), story, release, other],
    )?;
    Ok(Some(story))
}

struct Hand<'c> {
    connection: &'c Connection,
    now: i64,
}

impl Hand<'_> {
    fn story_of(&self, release: ReleaseId) -> rusqlite::Result<Option<(StoryId, i64)>> {
        self.connection
            .query_row(
                "SELECT s.id, s.members FROM release r JOIN story s ON s.id = r.story WHERE r.id = ?1 AND r.forgotten = 0",
                [release],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )
            .optional()
    }

    fn entry_id(&self, story: StoryId) -> rusqlite::Result<Option<String>> {
        self.connection.query_row("SELECT entry_id FROM story WHERE id = ?1", [story], |row| row.get(0)).optional()
    }

    fn merge(&self, into: StoryId, from: StoryId) -> rusqlite::Result<bool> {
        let (Some(stays), Some(_)) = (self.entry_id(into)?, self.entry_id(from)?) else { return Ok(false) };
        let moved = self.connection.execute(
            "UPDATE release SET story = ?1, evidence = 'merged by hand' WHERE story = ?2 AND ?1 <> ?2",
            [into, from],
        )?;
        if moved == 0 {
            return Ok(false);
        }
        self.bury(from, &format!("the same release as {stays}"))?;
        self.settle(into)?;
        Ok(true)
    }

    fn split(&self, release: ReleaseId) -> rusqlite::Result<Option<(StoryId, StoryId)>> {
        let Some((old, members)) = self.story_of(release)? else { return Ok(None) };
        if members < 2 {
            return Ok(None);
        }
        // a story bears the number of its first release: one that was merged away comes back as it was
        let first = release.own_story();
        let own = match self.entry_id(first)? {
            Some(_) if old != first => first,
            _ => {
                let own = StoryId(ids::greatest(self.connection)? + 1);
                lead::split_story(self.connection, own, release, self.now)?;
                own
            }
        };
        self.connection.execute(
            "UPDATE release SET story = ?1, evidence = 'split by hand' WHERE id = ?2",
            params![own, release],
        )?;
        self.raise(own)?;
        self.settle(own)?;
        self.settle(old)?;
        Ok(Some((old, own)))
    }

    fn forget(&self, release: ReleaseId) -> rusqlite::Result<Option<StoryId>> {
        let Some((story, members)) = self.story_of(release)? else { return Ok(None) };
        self.connection.execute(
            "UPDATE release SET forgotten = 1, body = ?2, tags = NULL, url = NULL, content_hash = NULL, evidence = NULL
             WHERE id = ?1",
            params![release, FORGOTTEN],
        )?;
        self.connection.execute("DELETE FROM revision WHERE release = ?1", [release])?;
        self.connection.execute("DELETE FROM search WHERE rowid = ?1", [release])?;
        self.connection.execute("UPDATE archive SET entry = NULL WHERE story = ?1", [story])?;
        self.leave(story, members, "removed")?;
        Ok(Some(story))
    }

    fn withdraw(&self, release: ReleaseId) -> rusqlite::Result<Option<StoryId>> {
        let Some((story, members)) = self.story_of(release)? else { return Ok(None) };
        self.connection
            .execute("UPDATE release SET body = json_set(body, '$.status', 'withdrawn') WHERE id = ?1", [release])?;
        if members == 1 {
            self.bury(story, "withdrawn by its publisher")?;
        }
        Ok(Some(story))
    }

    fn restore(&self, release: ReleaseId) -> rusqlite::Result<Option<StoryId>> {
        let Some((story, _)) = self.story_of(release)? else { return Ok(None) };
        self.connection.execute(
            "UPDATE release SET body = json_remove(body, '$.status') WHERE id = ?1 AND body ->> '$.status' = 'withdrawn'",
            [release],
        )?;
        self.raise(story)?;
        Ok(Some(story))
    }

    /// A release is gone: the story goes on without it, or ends.
    fn leave(&self, story: StoryId, members: i64, reason: &str) -> rusqlite::Result<()> {
        if members == 1 { self.bury(story, reason) } else { self.settle(story) }
    }

    /// The entry leaves the feed.
    fn bury(&self, story: StoryId, reason: &str) -> rusqlite::Result<()> {
        self.connection.execute("UPDATE story SET withdrawn = 1 WHERE id = ?1", [story])?;
        self.connection.execute(
            "INSERT INTO tombstone (entry_id, at, reason) SELECT entry_id, ?2, ?3 FROM story WHERE id = ?1
             ON CONFLICT (entry_id) DO UPDATE SET at = ?2, reason = ?3",
            params![story, self.now, reason],
        )?;
        Ok(())
    }

    /// The entry comes back.
    fn raise(&self, story: StoryId) -> rusqlite::Result<()> {
        self.connection.execute(
            "UPDATE story SET withdrawn = 0, updated = max(updated + 1, ?2) WHERE id = ?1 AND withdrawn = 1",
            params![story, self.now],
        )?;
        self.connection
            .execute("DELETE FROM tombstone WHERE entry_id = (SELECT entry_id FROM story WHERE id = ?1)", [story])?;
        Ok(())
    }

    /// Counts a story's releases again, and chooses its lead.
    fn settle(&self, story: StoryId) -> rusqlite::Result<()> {
        lead::count(self.connection, story)?;
        lead::choose(self.connection, story, self.now)?;
        self.connection
            .execute("UPDATE story SET updated = max(updated + 1, ?2) WHERE id = ?1", params![story, self.now])?;
        Ok(())
    }
}

/// A release cannot be shown: its story is led by another one, or is not shown until it can be.
pub fn without(connection: &Connection, release: ReleaseId, now: i64) -> rusqlite::Result<()> {
    let led = "SELECT id FROM story WHERE id = (SELECT story FROM release WHERE id = ?1) AND lead = ?1";
    let story: Option<StoryId> = connection.query_row(led, [release], |row| row.get(0)).optional()?;
    let Some(story) = story else { return Ok(()) };
    let changed = connection.execute(
        "UPDATE story SET updated = max(updated + 1, ?3), lead = (SELECT r.id FROM release r
           WHERE r.story = ?1 AND r.forgotten = 0 AND r.id <> ?2 AND r.body <> ?4
           ORDER BY coalesce(r.embargo, 0) > ?3, r.rank, r.id LIMIT 1)
         WHERE id = ?1 AND EXISTS (SELECT 1 FROM release r
           WHERE r.story = ?1 AND r.forgotten = 0 AND r.id <> ?2 AND r.body <> ?4)",
        params![story, release, now, BROKEN],
    )?;
    if changed == 0 {
        connection.execute("UPDATE story SET withdrawn = 1 WHERE id = ?1", [story])?;
    }
    Ok(())
}

/// It can be shown again.
pub fn again(connection: &Connection, story: StoryId) -> rusqlite::Result<()> {
    let stands = "SELECT 1 FROM tombstone t JOIN story s ON s.entry_id = t.entry_id WHERE s.id = ?1";
    if !connection.prepare(stands)?.exists([story])? {
        connection.execute("UPDATE story SET withdrawn = 0 WHERE id = ?1 AND withdrawn = 1", [story])?;
    }
    Ok(())
}

/// What was done to a story, earliest first.
pub fn deeds(connection: &Connection, story: StoryId) -> rusqlite::Result<Vec<Done>> {
    let mut query = connection.prepare_cached(
        "SELECT at, what, release, other FROM deed
         WHERE n IN (SELECT n FROM deed WHERE story = ?1 UNION SELECT n FROM deed WHERE other = ?1) ORDER BY n",
    )?;
    let rows = query.query_map([story], |row| {
        Ok(Done { at: time(row.get(0)?), what: row.get(1)?, release: row.get(2)?, other: row.get(3)? })
    })?;
    rows.collect()
}

/// Entries that left the feed since then, latest first.
pub fn tombstones(connection: &Connection, since: DateTime<Utc>, limit: usize) -> rusqlite::Result<Vec<Tombstone>> {
    let mut query = connection.prepare_cached(
        "SELECT entry_id, at, reason FROM tombstone WHERE at >= ?1 ORDER BY at DESC, entry_id LIMIT ?2",
    )?;
    let rows = query.query_map([seconds(since), i64::try_from(limit).unwrap_or(i64::MAX)], |row| {
        Ok(Tombstone { entry_id: row.get(0)?, at: time(row.get(1)?), reason: row.get(2)? })
    })?;
    rows.collect()
}
