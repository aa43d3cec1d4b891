//! A clock that was wrong once: what was planned and found in a future that never came. SQLite's `times` has the rules.

use chrono::{DateTime, TimeDelta, Utc};

use super::{
    error::Broken,
    outgoing::{self, Counted},
    sql::{Sql, Text, get},
};
use crate::{
    model::{Memory, SourceId, StoryId},
    store::numbers::seconds,
};

/// Clocks are set by less every day.
const TOLERANCE: TimeDelta = TimeDelta::minutes(10);
/// No server and no backoff plans further ahead than a week, and its jitter; a stanza may.
const LONGEST_PLAN: TimeDelta = TimeDelta::days(8);

/// Sources that were polled in the future, or are to be polled later than anybody wants, are due now; what was found in
/// the future is found now. Those of them that are in the configuration.
pub async fn correct(
    sql: &Sql,
    now: DateTime<Utc>,
    longest: impl Fn(i64) -> TimeDelta,
) -> Result<Vec<SourceId>, Broken> {
    let (at, soon) = (seconds(now), seconds(now + TOLERANCE));
    let wrong = "SELECT t.source, t.next_at, coalesce(t.polled_at, 0) > $1, t.memory, s.id, s.active
         FROM source_state t JOIN source s ON s.n = t.source
         WHERE t.polled_at > $1 OR t.succeeded_at > $1 OR (t.next_at > $2 AND NOT t.gone)";
    let (mut corrected, mut count) = (Vec::new(), 0);
    for row in &sql.all(wrong, &[&soon, &seconds(now + LONGEST_PLAN)]).await? {
        let (source, next_at, ahead): (i64, i64, bool) = (get(row, 0)?, get(row, 1)?, get(row, 2)?);
        if !ahead && next_at <= seconds(now + longest(source).max(LONGEST_PLAN)) {
            continue;
        }
        let memory = serde_json::to_string(&without_future(get(row, 3)?, now))?;
        let text = "UPDATE source_state SET next_at = $2, reason = 'the clock was ahead when this was planned',
               polled_at = CASE WHEN polled_at > $3 THEN NULL ELSE polled_at END,
               succeeded_at = CASE WHEN succeeded_at > $3 THEN NULL ELSE succeeded_at END,
               memory = $4, pushed = false, version = version + 1 WHERE source = $1";
        sql.change(text, &[&source, &at, &soon, &Text(&memory)]).await?;
        count += 1;
        if get(row, 5)? {
            corrected.push(SourceId::from(get::<&str>(row, 4)?));
        }
    }
    if count > 0 {
        tracing::warn!(sources = count, "the clock was ahead once: what was planned then is due now");
        found_now(sql, now).await?;
    }
    Ok(corrected)
}

/// What was learned of times that have not come.
fn without_future(memory: &str, now: DateTime<Utc>) -> Memory {
    let mut memory: Memory = serde_json::from_str(memory).unwrap_or_default();
    memory.rhythm.newest = memory.rhythm.newest.filter(|newest| *newest <= now);
    memory.subscription = None;
    memory.redirect = None;
    memory
}

/// Numbers grow with time: only those that the future gave are looked at.
async fn found_now(sql: &Sql, now: DateTime<Utc>) -> Result<(), Broken> {
    let (at, number) = (seconds(now), now.timestamp_millis() << 20);
    sql.change("UPDATE release SET first_seen = $1 WHERE id > $2 AND first_seen > $1", &[&at, &number]).await?;
    let text = "UPDATE story SET first_seen = $1, updated = least(updated, $1),
           sorted_at = CASE WHEN embargo IS NULL THEN least(sorted_at, $1) ELSE sorted_at END
         WHERE id > $2 AND first_seen > $1 RETURNING id";
    let rows = sql.all(text, &[&at, &number]).await?;
    let touched = rows.iter().map(|row| get(row, 0)).collect::<Result<Vec<StoryId>, _>>()?;
    outgoing::settle(sql, touched, Counted::default()).await
}
