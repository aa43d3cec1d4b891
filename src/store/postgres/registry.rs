//! The sources of the configuration as rows: only those that differ are written, many at once.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use chrono::{DateTime, TimeDelta, Utc};

use super::{
    error::Broken,
    hosts, lead,
    outgoing::{self, Counted},
    pen::Transaction,
    placed::joined,
    sql::{Sql, Text, get, texts},
    times,
};
use crate::{
    model::{Source, SourceId, StoryId},
    store::numbers::seconds,
};

/// Sources that are written together.
const TOGETHER: usize = 5_000;

/// A source as a row; the tags as one text.
#[derive(PartialEq, Eq)]
struct Row {
    id: String,
    name: String,
    kind: String,
    url: String,
    role: String,
    tags: String,
    public: String,
    host: String,
}

impl Row {
    fn of(source: &Source) -> Self {
        Self {
            id: source.id.to_string(),
            name: source.name.replace('\0', ""),
            kind: source.target.kind().to_owned(),
            url: source.target.url().to_string(),
            role: format!("{:?}", source.role).to_lowercase(),
            tags: joined(&source.tags),
            public: source.shown_url().to_string(),
            host: source.target.host().to_owned(),
        }
    }
}

struct Known {
    number: i64,
    row: Row,
    active: bool,
}

/// Makes the stored sources those of the configuration; those whose states are other than before.
pub async fn register(
    transaction: &mut Transaction,
    list: &[Arc<Source>],
    now: DateTime<Utc>,
) -> Result<Vec<SourceId>, Broken> {
    transaction.take_pen().await?;
    let mut known = known(transaction).await?;
    let mut greatest = known.values().map(|known| known.number).max().unwrap_or(0);
    let (mut written, mut moved, mut changed, mut turned) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut retagged = Vec::new();
    let mut intervals = HashMap::new();
    for source in list {
        let row = Row::of(source);
        let before = known.remove(&row.id);
        let number = before.as_ref().map_or_else(
            || {
                greatest += 1;
                greatest
            },
            |known| known.number,
        );
        if !before.as_ref().is_some_and(|known| known.active && known.row == row) {
            let is_other = before.as_ref().is_none_or(|known| known.row.url != row.url);
            let was_read = before.as_ref().is_some_and(|known| known.active);
            moved.extend(is_other.then_some(number));
            // whose releases may lead, and may not any more
            turned.extend((!was_read).then_some(number));
            retagged.extend(before.is_some_and(|known| known.row.tags != row.tags).then_some(number));
            changed.extend((is_other || !was_read).then(|| source.id.clone()));
            written.push((number, row));
        }
        let interval = source.interval.and_then(|interval| TimeDelta::from_std(interval).ok());
        intervals.extend(interval.map(|interval| (number, interval)));
    }
    let gone: Vec<i64> = known.into_values().filter(|known| known.active).map(|known| known.number).collect();
    if !gone.is_empty() {
        transaction.change("UPDATE source SET active = false WHERE n = ANY($1)", &[&gone]).await?;
        turned.extend(gone);
    }
    for rows in written.chunks(TOGETHER) {
        write(transaction, rows).await?;
    }
    start_over(transaction, moved, now).await?;
    follow(transaction, (turned, retagged), seconds(now)).await?;
    let longest = |source| intervals.get(&source).map_or(TimeDelta::zero(), |interval| *interval * 2);
    changed.extend(times::correct(transaction, now, longest).await?);
    hosts::follow(transaction).await?;
    let mut seen = HashSet::new();
    changed.retain(|id| seen.insert(id.clone()));
    Ok(changed)
}

async fn known(sql: &Sql) -> Result<HashMap<String, Known>, Broken> {
    let rows = sql.all("SELECT n, id, name, kind, url, role, tags, public, active, host FROM source", &[]).await?;
    let mut known = HashMap::with_capacity(rows.len());
    for row in &rows {
        let tags: Vec<String> = get(row, 6)?;
        let source = Row {
            id: get(row, 1)?,
            name: get(row, 2)?,
            kind: get(row, 3)?,
            url: get(row, 4)?,
            role: get(row, 5)?,
            tags: joined(&tags),
            public: get::<Option<String>>(row, 7)?.unwrap_or_default(),
            host: get(row, 9)?,
        };
        known.insert(source.id.clone(), Known { number: get(row, 0)?, row: source, active: get(row, 8)? });
    }
    Ok(known)
}

async fn write(sql: &Sql, rows: &[(i64, Row)]) -> Result<(), Broken> {
    let numbers: Vec<i64> = rows.iter().map(|(number, _)| *number).collect();
    let column = |of: fn(&Row) -> &str| rows.iter().map(|(_, row)| Text(of(row))).collect::<Vec<_>>();
    let text = "INSERT INTO source (n, id, name, kind, url, role, tags, public, host, active)
         SELECT n, id, name, kind, url, role, string_to_array(tags, chr(31)), public, host, true
         FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
           $9::text[]) w(n, id, name, kind, url, role, tags, public, host)
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, kind = excluded.kind, url = excluded.url,
           role = excluded.role, tags = excluded.tags, public = excluded.public, host = excluded.host, active = true";
    sql.change(
        text,
        &[
            &numbers,
            &column(|row| &row.id),
            &column(|row| &row.name),
            &column(|row| &row.kind),
            &column(|row| &row.url),
            &column(|row| &row.role),
            &column(|row| &row.tags),
            &column(|row| &row.public),
            &column(|row| &row.host),
        ],
    )
    .await
    .map(drop)
}

/// Of another address nothing holds that was learned; a poll of the old one that is under way is lost.
async fn start_over(sql: &Sql, sources: Vec<i64>, now: DateTime<Utc>) -> Result<(), Broken> {
    if sources.is_empty() {
        return Ok(());
    }
    let text = "INSERT INTO source_state (source, next_at, reason, failures, gone, memory, drifts, pushed)
         SELECT n, $2, 'never polled', 0, false, '{}', false, false FROM unnest($1::bigint[]) w(n)
         ON CONFLICT (source) DO UPDATE SET next_at = $2, reason = 'never polled', polled_at = NULL,
           succeeded_at = NULL, failures = 0, last_error = NULL, gone = false, memory = '{}', drifts = false,
           pushed = false, token = NULL, version = source_state.version + 1";
    sql.change(text, &[&sources, &seconds(now)]).await.map(drop)
}

/// The stories that a source is in are led by one that is read, where they have one, and are found under its tags.
async fn follow(sql: &Sql, (turned, retagged): (Vec<i64>, Vec<i64>), now: i64) -> Result<(), Broken> {
    if turned.is_empty() && retagged.is_empty() {
        return Ok(());
    }
    let text = "SELECT DISTINCT s.id FROM item i JOIN release r ON r.id = i.release JOIN story s ON s.id = r.story
         WHERE i.source = ANY($1) AND s.members > 1";
    let rows = sql.all(text, &[&turned]).await?;
    let mut touched = rows.iter().map(|row| get(row, 0)).collect::<Result<Vec<StoryId>, _>>()?;
    lead::choose(sql, &touched, now).await?;
    let names: Vec<String> = retagged.iter().map(|number| format!("s:{number}")).collect();
    let rows = sql.all("SELECT DISTINCT story FROM found_under WHERE name = ANY($1)", &[&texts(&names)]).await?;
    touched.extend(rows.iter().map(|row| get(row, 0)).collect::<Result<Vec<StoryId>, _>>()?);
    outgoing::settle(sql, touched, Counted::default()).await
}
