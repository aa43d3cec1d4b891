//! How the last polls of sources ended.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{count, from_json, seconds, time, to_json};
use crate::{
    model::{Memory, NextPoll, SourceId, SourceState},
    store::{Fares, Page},
};

/// States that are read together.
const TOGETHER: usize = 1_000;

/// How many fare how, by the indexes of those in trouble and those that are pushed.
pub fn fares(connection: &Connection) -> rusqlite::Result<Fares> {
    let mut statement = connection.prepare_cached(
        "SELECT coalesce(sum(t.failures > 0), 0), coalesce(sum(t.gone), 0), coalesce(sum(t.drifts), 0),
           (SELECT count(*) FROM source_state p INDEXED BY source_pushed JOIN source o ON o.n = p.source
            WHERE p.pushed = 1 AND o.active = 1),
           count(*),
           (SELECT count(*) FROM source_state w INDEXED BY source_waiting JOIN source o ON o.n = w.source
            WHERE w.polled_at IS NULL AND w.failures = 0 AND w.gone = 0 AND o.active = 1)
         FROM source_state t INDEXED BY source_in_trouble JOIN source s ON s.n = t.source
         WHERE (t.gone = 1 OR t.failures > 0 OR t.drifts = 1) AND s.active = 1",
    )?;
    let number = |row: &Row<'_>, at| row.get::<_, i64>(at).map(|count| u64::try_from(count).unwrap_or(0));
    statement.query_row([], |row| {
        Ok(Fares {
            failing: number(row, 0)?,
            gone: number(row, 1)?,
            drifting: number(row, 2)?,
            pushed: number(row, 3)?,
            troubled: number(row, 4)?,
            waiting: number(row, 5)?,
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
    states_of(connection, &ids.collect::<rusqlite::Result<Vec<_>>>()?)
}

/// Those that were not polled yet, in the order in which they came.
pub fn waiting(connection: &Connection, limit: usize) -> rusqlite::Result<Vec<SourceState>> {
    let mut numbers = connection.prepare_cached(
        "SELECT s.id FROM source_state w INDEXED BY source_waiting JOIN source s ON s.n = w.source
         WHERE w.polled_at IS NULL AND w.failures = 0 AND w.gone = 0 AND s.active = 1 ORDER BY w.source LIMIT ?1",
    )?;
    let ids = numbers.query_map([count(limit)], |row| Ok(SourceId::from(row.get_ref(0)?.as_str()?)))?;
    states_of(connection, &ids.collect::<rusqlite::Result<Vec<_>>>()?)
}

/// Of these sources, in their order.
pub fn states_of(connection: &Connection, ids: &[SourceId]) -> rusqlite::Result<Vec<SourceState>> {
    ids.iter().filter_map(|id| state(connection, id).transpose()).collect()
}

const STATE: &str = "SELECT s.id, t.next_at, t.reason, t.polled_at, t.succeeded_at, t.failures, t.last_error, t.gone,
    t.memory, s.n FROM source s CROSS JOIN source_state t ON t.source = s.n WHERE s.active = 1";

/// Of one source, if it is in the configuration.
pub fn state(connection: &Connection, id: &SourceId) -> rusqlite::Result<Option<SourceState>> {
    let mut query = connection.prepare_cached(&format!("{STATE} AND s.id = ?1"))?;
    query.query_row([&**id], read).optional()
}

/// Of those behind a place that are in the configuration, and the next place.
pub fn states(connection: &Connection, behind: i64) -> rusqlite::Result<(Vec<SourceState>, Option<i64>)> {
    let mut query = connection.prepare_cached(&format!("{STATE} AND s.n > ?1 ORDER BY s.n LIMIT {TOGETHER}"))?;
    let mut rows = query.query([behind])?;
    let (mut states, mut last) = (Vec::new(), behind);
    while let Some(row) = rows.next()? {
        states.push(read(row)?);
        last = row.get(9)?;
    }
    let more = states.len() == TOGETHER;
    Ok((states, more.then_some(last)))
}

fn read(row: &Row<'_>) -> rusqlite::Result<SourceState> {
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
        // one process writes
        version: None,
    })
}

/// Writes a state.
pub fn save(connection: &Connection, source: i64, state: &SourceState) -> rusqlite::Result<()> {
    let mut update = connection.prepare_cached(
        "INSERT INTO source_state
         (source, next_at, reason, polled_at, succeeded_at, failures, last_error, gone, memory, drifts, pushed)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
         ON CONFLICT (source) DO UPDATE SET next_at = ?2, reason = ?3, polled_at = ?4, succeeded_at = ?5, failures = ?6,
         last_error = ?7, gone = ?8, memory = ?9, drifts = ?10, pushed = ?11",
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
        to_json(&state.memory)?,
        state.memory.drift.is_some(),
        state.memory.subscription.as_ref().is_some_and(|known| known.lease.is_some())
    ])?;
    Ok(())
}

/// A source's row number.
pub fn number(connection: &Connection, id: &SourceId) -> rusqlite::Result<i64> {
    connection.prepare_cached("SELECT n FROM source WHERE id = ?1")?.query_row([&**id], |row| row.get(0))
}
