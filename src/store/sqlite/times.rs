//! A clock that was wrong once: what was planned and found in a future that never came.

use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::{Connection, params};

use super::{from_json, seconds, to_json};
use crate::model::Memory;

/// Clocks are set by less every day.
const TOLERANCE: TimeDelta = TimeDelta::minutes(10);
/// No server and no backoff plans further ahead than a week, and its jitter; a stanza may.
const LONGEST_PLAN: TimeDelta = TimeDelta::days(8);

/// Sources that were polled in the future, or are to be polled later than anybody wants, are due now; what was found in
/// the future is found now. The numbers of those sources.
pub fn correct(
    connection: &Connection,
    now: DateTime<Utc>,
    longest: impl Fn(i64) -> TimeDelta,
) -> rusqlite::Result<Vec<i64>> {
    let (at, soon) = (seconds(now), seconds(now + TOLERANCE));
    let mut wrong = connection.prepare_cached(
        "SELECT source, next_at, coalesce(polled_at, 0) > ?1, memory FROM source_state
         WHERE polled_at > ?1 OR succeeded_at > ?1 OR (next_at > ?2 AND gone = 0)",
    )?;
    let row = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?));
    let found: Vec<(i64, i64, bool, String)> =
        wrong.query_map([soon, seconds(now + LONGEST_PLAN)], row)?.collect::<rusqlite::Result<_>>()?;
    let mut corrected = Vec::new();
    for (source, next_at, ahead, memory) in found {
        if !ahead && next_at <= seconds(now + longest(source).max(LONGEST_PLAN)) {
            continue;
        }
        corrected.push(source);
        connection
            .prepare_cached(
                "UPDATE source_state SET next_at = ?2, reason = 'the clock was ahead when this was planned',
                 polled_at = iif(polled_at > ?3, NULL, polled_at),
                 succeeded_at = iif(succeeded_at > ?3, NULL, succeeded_at), memory = ?4 WHERE source = ?1",
            )?
            .execute(params![source, at, soon, to_json(&without_future(&memory, now))?])?;
    }
    if !corrected.is_empty() {
        tracing::warn!(sources = corrected.len(), "the clock was ahead once: what was planned then is due now");
        found_now(connection, now)?;
    }
    Ok(corrected)
}

/// What was learned of times that have not come.
fn without_future(memory: &str, now: DateTime<Utc>) -> Memory {
    let mut memory: Memory = from_json(memory).unwrap_or_default();
    memory.rhythm.newest = memory.rhythm.newest.filter(|newest| *newest <= now);
    memory.subscription = None;
    memory.redirect = None;
    memory
}

/// Numbers grow with time: only those that the future gave are looked at.
fn found_now(connection: &Connection, now: DateTime<Utc>) -> rusqlite::Result<()> {
    let (at, number) = (seconds(now), now.timestamp_millis() << 20);
    connection.execute("UPDATE release SET first_seen = ?1 WHERE id > ?2 AND first_seen > ?1", [at, number])?;
    connection.execute(
        "UPDATE story SET first_seen = ?1, updated = min(updated, ?1),
         sorted_at = iif(embargo IS NULL, min(sorted_at, ?1), sorted_at) WHERE id > ?2 AND first_seen > ?1",
        [at, number],
    )?;
    Ok(())
}
