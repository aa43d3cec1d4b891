//! The archive, and the order of changes.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, Row, ToSql, params, params_from_iter};

use super::{count, found, lead, seconds, stories, time};
use crate::{
    model::{Progress, Story, StoryId},
    store::{Archived, Beyond, Changes, Departure, Leaving, Query},
};

const CHANGED: &str = "change c JOIN story s ON s.id = c.story";

/// Published stories that are not in the archive as they are now: some after one, the oldest of them first.
pub fn leaving(
    connection: &Connection,
    beyond: &Beyond,
    limit: usize,
    now: DateTime<Utc>,
) -> rusqlite::Result<Vec<Leaving>> {
    let sql = stories::select(", c.n", "change c INDEXED BY change_live CROSS JOIN story s ON s.id = c.story")
        + " AND c.archived IS NULL AND c.story > ? AND (s.sorted_at, s.id) < (?, ?)
            AND s.id NOT IN (SELECT value FROM json_each(?)) ORDER BY c.story LIMIT ?";
    let mut statement = connection.prepare_cached(&sql)?;
    let keep = serde_json::json!(beyond.keep).to_string();
    let (place, story) = beyond.place;
    let mut found: Vec<(Story, i64, i64)> = statement
        .query_map(params![seconds(now), beyond.after, place, story, keep, count(limit)], numbered)?
        .collect::<rusqlite::Result<_>>()?;
    found.sort_by_key(|(story, ..)| (story.sorted_at, story.id));
    let whole = |(story, members, change)| {
        Ok(Leaving { story: stories::with_copies(connection, story, members, now)?, change })
    };
    found.into_iter().map(whole).collect()
}

fn numbered(row: &Row<'_>) -> rusqlite::Result<(Story, i64, i64)> {
    let (story, members) = stories::story(row)?;
    Ok((story, members, row.get("n")?))
}

/// Published stories before a place that changed since they went into the archive, last changed first.
pub fn revived(
    connection: &Connection,
    place: (i64, StoryId),
    limit: usize,
    now: DateTime<Utc>,
) -> rusqlite::Result<Vec<Story>> {
    // since the oldest one that the feed shows few were updated that stand before it
    let sql = stories::select("", "story s INDEXED BY story_by_update CROSS JOIN change c ON c.story = s.id")
        + " AND c.archived IS NULL AND (s.sorted_at, s.id) < (?, ?) AND s.updated >= ?
            AND EXISTS (SELECT 1 FROM archive a WHERE a.story = s.id) ORDER BY s.updated DESC, s.id LIMIT ?";
    let mut statement = connection.prepare_cached(&sql)?;
    let found: Vec<(Story, i64)> = statement
        .query_map(params![seconds(now), place.0, place.1, place.0, count(limit)], stories::story)?
        .collect::<rusqlite::Result<_>>()?;
    found.into_iter().map(|(story, members)| stories::with_copies(connection, story, members, now)).collect()
}

/// Entries go into the archive, but for those that changed since they were written, and those that are there.
pub fn archive(connection: &Connection, departures: &[Departure]) -> rusqlite::Result<()> {
    let mark = "UPDATE change SET archived = 1 WHERE story = ?1 AND n = ?2 AND archived IS NULL";
    let mut mark = connection.prepare_cached(mark)?;
    let mut insert = connection.prepare_cached(
        "INSERT INTO archive (n, story, updated, title, entry)
         VALUES ((SELECT coalesce(max(n), 0) + 1 FROM archive), ?1, ?2, ?3, ?4)",
    )?;
    for gone in departures {
        if mark.execute(params![gone.story, gone.change])? == 1 {
            insert.execute(params![gone.story, seconds(gone.updated), gone.title, gone.entry])?;
        }
    }
    Ok(())
}

/// Entries after `from`, up to `to`.
pub fn archived(connection: &Connection, from: i64, to: i64) -> rusqlite::Result<Vec<Archived>> {
    let mut statement = connection
        .prepare_cached("SELECT updated, title, entry, story FROM archive WHERE n > ?1 AND n <= ?2 ORDER BY n")?;
    let rows = statement.query_map([from, to], |row| {
        Ok(Archived { updated: time(row.get(0)?), title: row.get(1)?, entry: row.get(2)?, story: row.get(3)? })
    })?;
    rows.collect()
}

/// Number of the last entry of the archive.
pub fn archive_end(connection: &Connection) -> rusqlite::Result<i64> {
    connection.query_row("SELECT coalesce(max(n), 0) FROM archive", [], |row| row.get(0))
}

/// Stories that the query asks for and that changed after a change, in that order.
pub fn changes(connection: &Connection, query: &Query, after: i64, now: DateTime<Utc>) -> rusqlite::Result<Changes> {
    let mut values = found::Values::new();
    let mut sql = stories::selection(query, now, (", c.n", CHANGED), &mut values);
    found::narrow(query, seconds(now), &mut sql, &mut values);
    if let Some(words) = &query.words {
        found::hold(words, seconds(now), &mut sql, &mut values);
    }
    sql += " AND c.n > ? ORDER BY c.n LIMIT ?";
    values.extend([Box::new(after) as Box<dyn ToSql>, Box::new(count(query.limit))]);
    let last = last_change(connection)?;
    let mut statement = connection.prepare_cached(&sql)?;
    let found: Vec<(Story, i64, i64)> =
        statement.query_map(params_from_iter(values), numbered)?.collect::<rusqlite::Result<_>>()?;
    let through = match found.last() {
        Some((_, _, change)) if found.len() >= query.limit => *change,
        _ => last,
    };
    let whole = |(story, members, _)| stories::with_copies(connection, story, members, now);
    Ok(Changes { stories: found.into_iter().map(whole).collect::<rusqlite::Result<_>>()?, through })
}

/// How far a receiver was told.
pub fn told(connection: &Connection, receiver: &str) -> rusqlite::Result<Option<Progress>> {
    let mut statement = connection.prepare_cached("SELECT cursor, tries FROM receiver WHERE id = ?1")?;
    statement.query_row([receiver], |row| Ok(Progress { cursor: row.get(0)?, tries: row.get(1)? })).optional()
}

/// It was told so far.
pub fn tell(connection: &Connection, receiver: &str, progress: &Progress) -> rusqlite::Result<()> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO receiver (id, cursor, tries) VALUES (?1, ?2, ?3)
         ON CONFLICT (id) DO UPDATE SET cursor = ?2, tries = ?3",
    )?;
    statement.execute(params![receiver, progress.cursor, progress.tries]).map(|_| ())
}

/// What one poll changed is told the oldest first: documents begin with the newest.
pub fn put_in_order(connection: &Connection, before: i64) -> rusqlite::Result<()> {
    let mut changed = connection.prepare_cached(
        "SELECT c.n, c.story FROM change c JOIN story s ON s.id = c.story WHERE c.n > ?1
         ORDER BY s.sorted_at, s.id DESC",
    )?;
    let rows = changed.query_map([before], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let changed: Vec<(i64, StoryId)> = rows.collect::<rusqlite::Result<_>>()?;
    if changed.is_sorted() {
        return Ok(());
    }
    let mut number =
        connection.prepare_cached("UPDATE change SET n = (SELECT max(n) + 1 FROM change) WHERE story = ?1")?;
    changed.iter().try_for_each(|(_, story)| number.execute([story]).map(drop))
}

/// Number of the last change.
pub fn last_change(connection: &Connection) -> rusqlite::Result<i64> {
    connection.query_row("SELECT coalesce(max(n), 0) FROM change", [], |row| row.get(0))
}

/// Embargoes that ended no longer hold, of stories and of their copies: that is a change of what is published. The entry
/// ids, and SQLite's `data_version`.
pub fn lift_embargoes(connection: &Connection, now: DateTime<Utc>) -> rusqlite::Result<(Vec<String>, i64)> {
    let mut update = connection.prepare_cached(
        "UPDATE story SET updated = max(updated, embargo), embargo = NULL WHERE embargo <= ?1 RETURNING entry_id",
    )?;
    let mut lifted: Vec<String> =
        update.query_map([seconds(now)], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    let mut free = connection.prepare_cached(
        "UPDATE release SET embargo = NULL WHERE embargo <= ?1
         RETURNING story, (SELECT entry_id FROM story s WHERE s.id = story)",
    )?;
    let free = free.query_map([seconds(now)], |row| Ok((row.get(0)?, row.get(1)?)))?;
    for (story, entry) in free.collect::<rusqlite::Result<Vec<(StoryId, String)>>>()? {
        lead::choose(connection, story, seconds(now))?;
        lifted.push(entry);
    }
    lifted.sort_unstable();
    lifted.dedup();
    Ok((lifted, connection.query_row("PRAGMA data_version", [], |row| row.get(0))?))
}
