//! How the last polls of sources ended.

use std::collections::HashMap;

use tokio_postgres::Row;

use super::{
    error::Broken,
    rows::clean,
    sql::{Sql, Text, get, texts},
};
use crate::{
    model::{Memory, NextPoll, SourceId, SourceState},
    store::{
        Fares, Page, StatesBehind,
        numbers::{count, seconds, time},
    },
};

/// States that are read together.
const TOGETHER: usize = 1_000;
/// Sources in trouble, by their index.
const TROUBLED: &str = "(t.gone OR t.failures > 0 OR t.drifts)";
const WAITING: &str = "w.polled_at IS NULL AND w.failures = 0 AND NOT w.gone";

/// How many fare how, by the indexes of those in trouble and those that are pushed.
pub async fn fares(sql: &Sql) -> Result<Fares, Broken> {
    let text = format!(
        "SELECT count(*) FILTER (WHERE t.failures > 0), count(*) FILTER (WHERE t.gone),
           count(*) FILTER (WHERE t.drifts),
           (SELECT count(*) FROM source_state p JOIN source o ON o.n = p.source WHERE p.pushed AND o.active),
           count(*),
           (SELECT count(*) FROM source_state w JOIN source o ON o.n = w.source WHERE {WAITING} AND o.active)
         FROM source_state t JOIN source s ON s.n = t.source WHERE {TROUBLED} AND s.active"
    );
    let row = sql.one(&text, &[]).await?;
    let number = |at| get::<i64>(&row, at).map(i64::unsigned_abs);
    Ok(Fares {
        failing: number(0)?,
        gone: number(1)?,
        drifting: number(2)?,
        pushed: number(3)?,
        troubled: number(4)?,
        waiting: number(5)?,
    })
}

/// Those in trouble, whose trouble began last first.
pub async fn troubled(sql: &Sql, failures: u32, page: Page) -> Result<Vec<SourceState>, Broken> {
    let text = format!(
        "{STATE} AND {TROUBLED} AND (t.gone OR t.failures >= $1 OR t.drifts)
         ORDER BY coalesce(t.succeeded_at, t.polled_at, t.next_at) DESC, t.source LIMIT $2 OFFSET $3"
    );
    let rows = sql.all(&text, &[&i64::from(failures), &count(page.limit), &count(page.skip)]).await?;
    rows.iter().map(read).collect()
}

/// Those that were not polled yet, in the order in which they came.
pub async fn waiting(sql: &Sql, limit: usize) -> Result<Vec<SourceState>, Broken> {
    let text = format!("{STATE} AND {} ORDER BY t.source LIMIT $1", WAITING.replace("w.", "t."));
    sql.all(&text, &[&count(limit)]).await?.iter().map(read).collect()
}

/// Of these sources, in their order.
pub async fn states_of(sql: &Sql, ids: &[SourceId]) -> Result<Vec<SourceState>, Broken> {
    let text = format!("{STATE} AND s.id = ANY($1) ORDER BY array_position($1, s.id)");
    let names: Vec<&str> = ids.iter().map(|id| &**id).collect();
    sql.all(&text, &[&texts(&names)]).await?.iter().map(read).collect()
}

/// To be read by [`read`].
pub const STATE: &str =
    "SELECT s.id, t.next_at, t.reason, t.polled_at, t.succeeded_at, t.failures, t.last_error, t.gone,
    t.memory, s.n, t.version FROM source s JOIN source_state t ON t.source = s.n WHERE s.active";

/// Of one source, if it is in the configuration.
pub async fn state(sql: &Sql, id: &SourceId) -> Result<Option<SourceState>, Broken> {
    let row = sql.first(&format!("{STATE} AND s.id = $1"), &[&Text(id)]).await?;
    row.as_ref().map(read).transpose()
}

/// Of those behind a place that are in the configuration, and the next place.
pub async fn states(sql: &Sql, behind: i64) -> Result<StatesBehind, Broken> {
    let text = format!("{STATE} AND s.n > $1 ORDER BY s.n LIMIT $2");
    let rows = sql.all(&text, &[&behind, &count(TOGETHER)]).await?;
    let last = rows.last().filter(|_| rows.len() == TOGETHER).map(|row| get(row, 9)).transpose()?;
    Ok((rows.iter().map(read).collect::<Result<_, _>>()?, last))
}

/// A row of [`STATE`].
pub fn read(row: &Row) -> Result<SourceState, Broken> {
    let source_id = SourceId::from(get::<&str>(row, 0)?);
    let memory = serde_json::from_str(get(row, 8)?).unwrap_or_else(|error| {
        tracing::warn!(%source_id, %error, "what was learned of this source cannot be read: it starts over");
        Memory::default()
    });
    Ok(SourceState {
        source_id,
        next: NextPoll { at: time(get(row, 1)?), reason: get(row, 2)? },
        polled_at: get::<Option<i64>>(row, 3)?.map(time),
        succeeded_at: get::<Option<i64>>(row, 4)?.map(time),
        failures: u32::try_from(get::<i64>(row, 5)?).unwrap_or(u32::MAX),
        last_error: get(row, 6)?,
        gone: get(row, 7)?,
        memory,
        version: Some(get(row, 10)?),
    })
}

/// What became of a state that was to be written.
pub enum Saved {
    /// It is there, under this version; the source's number.
    Written(i64, i64),
    /// It was there already: this very write had held, and its answer was lost.
    Before(i64),
    /// Another process has written it meanwhile.
    Lost,
}

/// Writes states, each if nobody else has since it was read, and says in their order what became of them. The number beside
/// each is this write's own. No source is named twice.
pub async fn save(sql: &Sql, states: &[(SourceState, i64)]) -> Result<Vec<Saved>, Broken> {
    let memories: Vec<String> = states
        .iter()
        .map(|(state, _)| Ok(clean(&serde_json::to_string(&state.memory)?)))
        .collect::<Result<_, Broken>>()?;
    let column = |of: fn(&SourceState) -> i64| states.iter().map(|(state, _)| of(state)).collect::<Vec<i64>>();
    let maybe = |of: fn(&SourceState) -> Option<i64>| states.iter().map(|(state, _)| of(state)).collect::<Vec<_>>();
    let text =
        |of: fn(&SourceState) -> Option<&str>| states.iter().map(|(state, _)| of(state).map(Text)).collect::<Vec<_>>();
    // as SQLite's columns have it
    let says = |word: &str| memories.iter().map(|memory| memory.contains(word)).collect::<Vec<bool>>();
    let tokens: Vec<i64> = states.iter().map(|(_, token)| *token).collect();
    let ids: Vec<&str> = states.iter().map(|(state, _)| &*state.source_id).collect();
    let rows = sql
        .all(
            SAVE,
            &[
                &texts(&ids),
                // a fraction of a second is never cut off: nothing is polled before its time
                &column(|state| seconds(state.next.at) + i64::from(state.next.at.timestamp_subsec_nanos() > 0)),
                &text(|state| Some(&state.next.reason)),
                &maybe(|state| state.polled_at.map(seconds)),
                &maybe(|state| state.succeeded_at.map(seconds)),
                &column(|state| i64::from(state.failures)),
                &text(|state| state.last_error.as_deref()),
                &states.iter().map(|(state, _)| state.gone).collect::<Vec<bool>>(),
                &texts(&memories),
                &says("\"drift\":"),
                &says("\"lease\":{"),
                &tokens,
                &maybe(|state| state.version),
                &text(|state| {
                    state.memory.subscription.as_ref().map(|known| &*known.token).filter(|token| !token.is_empty())
                }),
            ],
        )
        .await?;
    let mut written: HashMap<i64, Saved> = HashMap::with_capacity(rows.len());
    for row in &rows {
        written.insert(get(row, 0)?, Saved::Written(get(row, 1)?, get(row, 2)?));
    }
    let missing = states.iter().filter(|(_, token)| !written.contains_key(token)).map(|(state, _)| &*state.source_id);
    let missing: Vec<&str> = missing.collect();
    let mut known: HashMap<String, (i64, i64)> = HashMap::new();
    if !missing.is_empty() {
        let text = "SELECT s.id, t.version, t.written_by FROM source s JOIN source_state t ON t.source = s.n
             WHERE s.id = ANY($1)";
        for row in &sql.all(text, &[&texts(&missing)]).await? {
            known.insert(get(row, 0)?, (get(row, 1)?, get(row, 2)?));
        }
    }
    let saved = states.iter().map(|(state, token)| match written.remove(token) {
        Some(written) => Ok(written),
        None => match known.get(&*state.source_id) {
            Some((version, by)) => Ok(if by == token { Saved::Before(*version) } else { Saved::Lost }),
            None => Err(Broken::Missing),
        },
    });
    saved.collect()
}

const SAVE: &str = "UPDATE source_state t SET next_at = w.next_at, reason = w.reason, polled_at = w.polled_at,
       succeeded_at = w.succeeded_at, failures = w.failures, last_error = w.last_error, gone = w.gone, memory = w.memory,
       drifts = w.drifts, pushed = w.pushed, version = t.version + 1, written_by = w.written_by, token = w.token
     FROM unnest($1::text[], $2::bigint[], $3::text[], $4::bigint[], $5::bigint[], $6::bigint[], $7::text[], $8::bool[],
       $9::text[], $10::bool[], $11::bool[], $12::bigint[], $13::bigint[], $14::text[])
       w(id, next_at, reason, polled_at, succeeded_at, failures, last_error, gone, memory, drifts, pushed, written_by,
         version, token)
     JOIN source s ON s.id = w.id
     WHERE t.source = s.n AND t.written_by <> w.written_by AND t.version = coalesce(w.version, t.version)
     RETURNING w.written_by, t.source, t.version";

/// A source's row number.
pub async fn number(sql: &Sql, id: &SourceId) -> Result<Option<i64>, Broken> {
    let row = sql.first("SELECT n FROM source WHERE id = $1", &[&Text(id)]).await?;
    row.map(|row| get(&row, 0)).transpose()
}
