//! Sources and how their last polls ended.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::{Connection, OptionalExtension, params, params_from_iter};
use url::Url;

use super::{from_json, outgoing::count, seconds, time, times, to_json};
use crate::{
    model::{self, Memory, NextPoll, Source, SourceId, SourceState},
    store::{Fares, Page},
};

/// A source as a row.
pub struct Row {
    id: SourceId,
    name: String,
    kind: &'static str,
    url: String,
    public: String,
    role: String,
    tags: String,
    interval: Option<TimeDelta>,
}

impl Row {
    /// Of the configuration.
    pub fn of(source: &Source) -> Self {
        Self {
            id: source.id.clone(),
            name: source.name.clone(),
            kind: source.target.kind(),
            url: source.target.url().to_string(),
            public: source.shown_url().to_string(),
            role: format!("{:?}", source.role).to_lowercase(),
            tags: serde_json::json!(source.tags).to_string(),
            interval: source.interval.and_then(|interval| TimeDelta::from_std(interval).ok()),
        }
    }
}

/// Makes the stored sources those of the configuration.
pub fn register(connection: &Connection, rows: &[Row], now: DateTime<Utc>) -> rusqlite::Result<()> {
    let before = read_ones(connection)?;
    connection.execute("UPDATE source SET active = 0", [])?;
    without_userinfo(connection)?;
    let mut url = connection.prepare_cached("SELECT n, url FROM source WHERE id = ?1")?;
    let mut insert = connection.prepare_cached(
        "INSERT INTO source (id, name, kind, url, role, tags, public, active) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 1)
         ON CONFLICT (id) DO UPDATE SET name = ?2, kind = ?3, url = ?4, role = ?5, tags = ?6, public = ?7, active = 1",
    )?;
    let mut begin = connection.prepare_cached(
        "INSERT INTO source_state (source, next_at, reason, failures, gone, memory)
         SELECT n, ?2, 'never polled', 0, 0, '{}' FROM source WHERE id = ?1 ON CONFLICT (source) DO NOTHING",
    )?;
    for row in rows {
        let old: Option<(i64, String)> = url.query_row([&*row.id], |r| Ok((r.get(0)?, r.get(1)?))).optional()?;
        insert.execute(params![&*row.id, row.name, row.kind, row.url, row.role, row.tags, row.public])?;
        if let Some((n, url)) = old
            && url != row.url
        {
            // another address: what was learned of the old one does not hold
            connection.execute("DELETE FROM source_state WHERE source = ?1", [n])?;
        }
        begin.execute(params![&*row.id, seconds(now)])?;
    }
    let after = read_ones(connection)?;
    before.symmetric_difference(&after).try_for_each(|source| lead_by_those_read(connection, *source, seconds(now)))?;
    let intervals = intervals(connection, rows)?;
    times::correct(connection, now, |source| intervals.get(&source).map_or(TimeDelta::zero(), |interval| *interval * 2))
}

/// The numbers of the sources that are in the configuration.
fn read_ones(connection: &Connection) -> rusqlite::Result<BTreeSet<i64>> {
    connection.prepare_cached("SELECT n FROM source WHERE active = 1")?.query_map([], |row| row.get(0))?.collect()
}

/// The stories that a source is in are led by one that is read, where they have one: what was taken out gets no revisions.
fn lead_by_those_read(connection: &Connection, source: i64, now: i64) -> rusqlite::Result<()> {
    let mut stories = connection.prepare_cached(
        "SELECT DISTINCT s.id FROM item i JOIN release r ON r.id = i.release JOIN story s ON s.id = r.story
         WHERE i.source = ?1 AND s.members > 1",
    )?;
    let stories: Vec<i64> = stories.query_map([source], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    let mut lead = connection.prepare_cached(
        "UPDATE story SET lead = m.id, updated = max(updated + 1, ?2)
         FROM (SELECT r.id FROM release r JOIN source o ON o.n = r.source WHERE r.story = ?1 AND r.forgotten = 0
               ORDER BY coalesce(r.embargo, 0) > ?2, o.active = 0, r.rank, r.id LIMIT 1) m
         WHERE story.id = ?1 AND lead <> m.id",
    )?;
    stories.into_iter().try_for_each(|story| lead.execute([story, now]).map(drop))
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

/// The configured ones, by row number.
fn intervals(connection: &Connection, rows: &[Row]) -> rusqlite::Result<HashMap<i64, TimeDelta>> {
    let configured = rows.iter().filter_map(|row| Some((&row.id, row.interval?)));
    configured.map(|(id, interval)| Ok((number(connection, id)?, interval))).collect()
}

/// How many fare how, by the indexes of those in trouble and those that are pushed.
pub fn fares(connection: &Connection) -> rusqlite::Result<Fares> {
    let mut statement = connection.prepare_cached(
        "SELECT coalesce(sum(t.failures > 0), 0), coalesce(sum(t.gone), 0), coalesce(sum(t.drifts), 0),
           (SELECT count(*) FROM source_state p INDEXED BY source_pushed JOIN source o ON o.n = p.source
            WHERE p.pushed = 1 AND o.active = 1)
         FROM source_state t INDEXED BY source_in_trouble JOIN source s ON s.n = t.source
         WHERE (t.gone = 1 OR t.failures > 0 OR t.drifts = 1) AND s.active = 1",
    )?;
    let number = |row: &rusqlite::Row<'_>, at| row.get::<_, i64>(at).map(|count| u64::try_from(count).unwrap_or(0));
    statement.query_row([], |row| {
        Ok(Fares {
            failing: number(row, 0)?,
            gone: number(row, 1)?,
            drifting: number(row, 2)?,
            pushed: number(row, 3)?,
        })
    })
}

/// Those in trouble, whose trouble began last first.
pub fn troubled(connection: &Connection, failures: u32, page: Page) -> rusqlite::Result<Vec<SourceState>> {
    let mut numbers = connection.prepare_cached(
        "SELECT s.id FROM source_state t INDEXED BY source_in_trouble JOIN source s ON s.n = t.source
         WHERE (t.gone = 1 OR t.failures > 0 OR t.drifts = 1) AND (t.gone = 1 OR t.failures >= ?1 OR t.drifts = 1)
         AND s.active = 1
         ORDER BY coalesce(t.succeeded_at, t.polled_at, t.next_at) DESC, t.source LIMIT ?2 OFFSET ?3",
    )?;
    let ids = numbers.query_map(params![failures, count(page.limit), count(page.skip)], |row| {
        Ok(SourceId::from(row.get_ref(0)?.as_str()?))
    })?;
    let ids: Vec<SourceId> = ids.collect::<rusqlite::Result<_>>()?;
    let states = ids.iter().map(|id| states(connection, Some(id)));
    Ok(states.collect::<rusqlite::Result<Vec<_>>>()?.concat())
}

/// States of one source, or of all that are in the configuration.
pub fn states(connection: &Connection, id: Option<&SourceId>) -> rusqlite::Result<Vec<SourceState>> {
    let one = if id.is_some() { " AND s.id = ?1" } else { "" };
    let mut query = connection.prepare_cached(&format!(
        "SELECT s.id, t.next_at, t.reason, t.polled_at, t.succeeded_at, t.failures, t.last_error, t.gone, t.memory
         FROM source s JOIN source_state t ON t.source = s.n WHERE s.active = 1{one}"
    ))?;
    let rows = query.query_map(params_from_iter(id.map(|id| &**id)), |row| {
        let source_id: SourceId = row.get_ref(0)?.as_str()?.into();
        let memory = from_json(row.get_ref(8)?.as_str()?).unwrap_or_else(|error| {
            tracing::warn!(%source_id, %error, "what was learned of this source cannot be read: it starts over");
            Memory::default()
        });
        Ok(SourceState {
            source_id,
            next: NextPoll { at: time(row.get(1)?), reason: row.get(2)? },
            polled_at: row.get::<_, Option<i64>>(3)?.map(time),
            succeeded_at: row.get::<_, Option<i64>>(4)?.map(time),
            failures: row.get(5)?,
            last_error: row.get(6)?,
            gone: row.get(7)?,
            memory,
        })
    })?;
    rows.collect()
}

/// Writes a state.
pub fn save(connection: &Connection, source: i64, state: &SourceState) -> rusqlite::Result<()> {
    let mut update = connection.prepare_cached(
        "INSERT INTO source_state (source, next_at, reason, polled_at, succeeded_at, failures, last_error, gone, memory)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
         ON CONFLICT (source) DO UPDATE SET next_at = ?2, reason = ?3, polled_at = ?4, succeeded_at = ?5, failures = ?6,
         last_error = ?7, gone = ?8, memory = ?9",
    )?;
    update.execute(params![
        source,
        // a fraction of a second is never cut off: nothing is polled before its time
        seconds(state.next.at) + i64::from(state.next.at.timestamp_subsec_nanos() > 0),
        state.next.reason,
        state.polled_at.map(seconds),
        state.succeeded_at.map(seconds),
        state.failures,
        state.last_error,
        state.gone,
        to_json(&state.memory)?
    ])?;
    Ok(())
}

/// A source's row number.
pub fn number(connection: &Connection, id: &SourceId) -> rusqlite::Result<i64> {
    connection.prepare_cached("SELECT n FROM source WHERE id = ?1")?.query_row([&**id], |row| row.get(0))
}
