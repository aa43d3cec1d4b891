//! The sources of the configuration as rows. Of very many few differ from one time to the next: only those are written,
//! and only of those the states are other than they were.

use std::{
    collections::{HashMap, HashSet},
    hash::{DefaultHasher, Hash, Hasher},
    sync::Arc,
};

use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::{Connection, OptionalExtension, params};
use url::Url;

use super::{lead, seconds, times};
use crate::model::{self, Source, SourceId, StoryId};

/// A stored source: its number, a hash of its row, and whether it is in the configuration.
struct Known {
    number: i64,
    hash: u64,
    active: bool,
}

/// A source as a row.
struct Row<'s> {
    id: &'s str,
    name: &'s str,
    kind: &'static str,
    url: String,
    role: String,
    tags: String,
    public: String,
}

impl<'s> Row<'s> {
    fn of(source: &'s Source) -> Self {
        Self {
            id: &source.id,
            name: &source.name,
            kind: source.target.kind(),
            url: source.target.url().to_string(),
            role: format!("{:?}", source.role).to_lowercase(),
            tags: serde_json::json!(source.tags).to_string(),
            public: source.shown_url().to_string(),
        }
    }

    fn hash(&self) -> u64 {
        hash([self.name, self.kind, &self.url, &self.role, &self.tags, &self.public])
    }
}

fn hash(columns: [&str; 6]) -> u64 {
    let mut hasher = DefaultHasher::new();
    columns.hash(&mut hasher);
    hasher.finish()
}

/// Makes the stored sources those of the configuration; those whose states are other than before.
pub fn register(connection: &Connection, list: &[Arc<Source>], now: DateTime<Utc>) -> rusqlite::Result<Vec<SourceId>> {
    without_userinfo(connection)?;
    let mut known = known(connection)?;
    let mut changed = Vec::new();
    // whose releases may lead, and may not any more
    let mut turned = Vec::new();
    let mut intervals = HashMap::new();
    for source in list {
        let row = Row::of(source);
        let before = known.remove(&source.id);
        let number = match &before {
            Some(known) if known.active && known.hash == row.hash() => known.number,
            _ => {
                let (number, is_other) = write(connection, &row, now)?;
                let was_read = before.is_some_and(|known| known.active);
                turned.extend((!was_read).then_some(number));
                changed.extend((is_other || !was_read).then(|| source.id.clone()));
                number
            }
        };
        let interval = source.interval.and_then(|interval| TimeDelta::from_std(interval).ok());
        intervals.extend(interval.map(|interval| (number, interval)));
    }
    for gone in known.into_values().filter(|known| known.active) {
        connection.execute("UPDATE source SET active = 0 WHERE n = ?1", [gone.number])?;
        turned.push(gone.number);
    }
    turned.into_iter().try_for_each(|source| lead_by_those_read(connection, source, seconds(now)))?;
    let longest = |source| intervals.get(&source).map_or(TimeDelta::zero(), |interval| *interval * 2);
    let corrected = times::correct(connection, now, longest)?;
    changed.extend(ids(connection, &corrected)?);
    Ok(changed)
}

fn known(connection: &Connection) -> rusqlite::Result<HashMap<SourceId, Known>> {
    let mut query = connection.prepare("SELECT n, id, name, kind, url, role, tags, public, active FROM source")?;
    let mut rows = query.query([])?;
    let mut known = HashMap::new();
    while let Some(row) = rows.next()? {
        let text =
            |column: usize| -> rusqlite::Result<&str> { Ok(row.get_ref(column)?.as_str_or_null()?.unwrap_or("")) };
        let hash = hash([text(2)?, text(3)?, text(4)?, text(5)?, text(6)?, text(7)?]);
        known.insert(text(1)?.into(), Known { number: row.get(0)?, hash, active: row.get(8)? });
    }
    Ok(known)
}

/// The number of its row, and whether it is another source than before.
fn write(connection: &Connection, row: &Row<'_>, now: DateTime<Utc>) -> rusqlite::Result<(i64, bool)> {
    let mut url = connection.prepare_cached("SELECT url FROM source WHERE id = ?1")?;
    let old: Option<String> = url.query_row([row.id], |row| row.get(0)).optional()?;
    let number: i64 = connection
        .prepare_cached(
            "INSERT INTO source (id, name, kind, url, role, tags, public, active) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 1)
             ON CONFLICT (id) DO UPDATE SET name = ?2, kind = ?3, url = ?4, role = ?5, tags = ?6, public = ?7, active = 1
             RETURNING n",
        )?
        .query_row(params![row.id, row.name, row.kind, row.url, row.role, row.tags, row.public], |row| row.get(0))?;
    let is_other = old.is_none_or(|old| old != row.url);
    if is_other {
        // another address: what was learned of the old one does not hold
        connection.prepare_cached("DELETE FROM source_state WHERE source = ?1")?.execute([number])?;
    }
    connection
        .prepare_cached(
            "INSERT INTO source_state (source, next_at, reason, failures, gone, memory)
             VALUES (?1, ?2, 'never polled', 0, 0, '{}') ON CONFLICT (source) DO NOTHING",
        )?
        .execute(params![number, seconds(now)])?;
    Ok((number, is_other))
}

fn ids(connection: &Connection, numbers: &[i64]) -> rusqlite::Result<Vec<SourceId>> {
    let mut id = connection.prepare_cached("SELECT id FROM source WHERE n = ?1 AND active = 1")?;
    let found = numbers.iter().map(|number| {
        id.query_row([number], |row| Ok(SourceId::from(row.get_ref(0)?.as_str()?))).optional().transpose()
    });
    found.flatten().collect()
}

/// The stories that a source is in are led by one that is read, where they have one: what was taken out gets no revisions.
fn lead_by_those_read(connection: &Connection, source: i64, now: i64) -> rusqlite::Result<()> {
    let mut stories = connection.prepare_cached(
        "SELECT DISTINCT s.id FROM item i JOIN release r ON r.id = i.release JOIN story s ON s.id = r.story
         WHERE i.source = ?1 AND s.members > 1",
    )?;
    let stories: HashSet<StoryId> = stories.query_map([source], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    stories.into_iter().try_for_each(|story| lead::choose(connection, story, now))
}

/// Addresses of before were kept with their users and passwords; those of sources that are gone are shown too.
fn without_userinfo(connection: &Connection) -> rusqlite::Result<()> {
    let mut query = connection.prepare("SELECT n, url FROM source WHERE url LIKE '%@%'")?;
    let rows = query.query_map([], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?)))?;
    for (n, text) in rows.collect::<rusqlite::Result<Vec<_>>>()? {
        let Ok(mut url) = Url::parse(&text) else { continue };
        model::without_userinfo(&mut url);
        connection.execute("UPDATE source SET url = ?2 WHERE n = ?1 AND url <> ?2", params![n, url.as_str()])?;
    }
    Ok(())
}
