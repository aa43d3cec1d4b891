//! What is known of items: by their keys, by their words.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{from_json, seconds, stories, time};
use crate::{
    model::{Key, KeyKind, KnownItem, ReleaseId, SourceId},
    store::Stored,
};

/// Items that share a key, the latest of them: one that more have tells nothing.
const OF_A_KEY: i64 = 32;

/// Items of a source that any of the keys know.
pub fn known(connection: &Connection, source: &SourceId, keys: &[Key]) -> rusqlite::Result<Vec<KnownItem>> {
    let number: Option<i64> = super::sources::number(connection, source).optional()?;
    let Some(number) = number else { return Ok(Vec::new()) };
    // a source that is read for the first time has as many keys as items, and none is known
    if !connection.prepare_cached("SELECT 1 FROM item_key WHERE source = ?1")?.exists([number])? {
        return Ok(Vec::new());
    }
    let mut by_key = connection.prepare_cached(
        "SELECT release FROM item_key WHERE source = ?1 AND hash = ?2 AND kind = ?3 ORDER BY release DESC LIMIT ?4",
    )?;
    let mut found: HashSet<ReleaseId> = HashSet::new();
    for key in keys {
        for release in by_key.query_map(params![number, key.hash, key.kind as i64, OF_A_KEY], |row| row.get(0))? {
            found.insert(release?);
        }
    }
    let mut item = connection.prepare_cached(&format!("{KNOWN} WHERE i.source = ?1 AND i.release = ?2"))?;
    let known = |release| item.query_row(params![number, release], |row| known_item(connection, number, row));
    found.into_iter().map(known).collect()
}

/// The keys of an item. Its list is a copy of what stands in `item_key`: where it cannot be read, that is read.
pub fn keys(connection: &Connection, source: i64, release: ReleaseId, list: &str) -> rusqlite::Result<Vec<Key>> {
    if let Ok(keys) = from_json(list) {
        return Ok(keys);
    }
    let mut query = connection.prepare_cached("SELECT kind, hash FROM item_key WHERE source = ?1 AND release = ?2")?;
    let rows = query.query_map(params![source, release], |row| Ok((row.get::<_, i64>(0)?, row.get(1)?)))?;
    let key = |(kind, hash)| KeyKind::try_from(kind).ok().map(|kind| Key { kind, hash });
    rows.filter_map(|row| row.map(key).transpose()).collect()
}

const KNOWN: &str = "SELECT i.release, r.story, i.keys, i.raw_hash, r.content_hash, i.unfilled, r.first_seen,
    r.body ->> '$.title', r.url, r.body ->> '$.published',
    i.version FROM item i JOIN release r ON r.id = i.release";

fn known_item(connection: &Connection, source: i64, row: &Row<'_>) -> rusqlite::Result<KnownItem> {
    let published: Option<String> = row.get(9)?;
    let release_id = row.get(0)?;
    Ok(KnownItem {
        release_id,
        story_id: row.get(1)?,
        keys: keys(connection, source, release_id, row.get_ref(2)?.as_str()?)?,
        raw_hash: row.get(3)?,
        content_hash: row.get(4)?,
        unfilled: row.get(5)?,
        first_seen: time(row.get(6)?),
        title: row.get(7)?,
        url: row.get(8)?,
        version: row.get(10)?,
        published: published.and_then(|text| DateTime::parse_from_rfc3339(&text).ok()),
    })
}

/// Releases of a source whose page did not answer yet.
pub fn unfilled(
    connection: &Connection,
    source: &SourceId,
    since: DateTime<Utc>,
    limit: usize,
) -> rusqlite::Result<Vec<(KnownItem, Stored)>> {
    let number = super::sources::number(connection, source)?;
    let mut query = connection.prepare_cached(&format!(
        "{KNOWN} WHERE i.source = ?1 AND i.unfilled = 1 AND r.first_seen >= ?2 ORDER BY r.id DESC LIMIT ?3"
    ))?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let known = |row: &Row<'_>| known_item(connection, number, row);
    let items = query.query_map(params![number, seconds(since), limit], known)?;
    let items: Vec<KnownItem> = items.collect::<rusqlite::Result<_>>()?;
    let stored =
        |item: KnownItem| Ok(stories::release(connection, &item.release_id.to_string())?.map(|stored| (item, stored)));
    items.into_iter().filter_map(|item| stored(item).transpose()).collect()
}
