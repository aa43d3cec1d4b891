//! What lists are counted by, and releases in a word: no body is read.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, params, params_from_iter};

use super::{found, seconds, stories::OWN, time};
use crate::{
    model::{ReleaseId, SourceId, StoryId},
    store::{Fact, Headline, Query},
};

/// Of published stories, newest first.
pub fn facts(connection: &Connection, query: &Query, now: DateTime<Utc>) -> rusqlite::Result<Vec<Fact>> {
    let found: Vec<StoryId> = found::page(connection, query, now)?.into_iter().map(|(_, id)| id).collect();
    let mut values: found::Values = vec![Box::new(serde_json::json!(found).to_string())];
    let shown = if query.sources.is_empty() {
        "s.lead"
    } else {
        values.push(Box::new(serde_json::json!(query.sources).to_string()));
        values.push(Box::new(seconds(now)));
        OWN
    };
    let sql = format!(
        "SELECT r.id, o.id, r.language, r.kind, r.status, s.sorted_at
         FROM json_each(?) w CROSS JOIN story s ON s.id = w.value
         JOIN release r INDEXED BY release_facts ON r.id = {shown} JOIN source o ON o.n = r.source ORDER BY w.key"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let mut sources: HashSet<SourceId> = HashSet::new();
    let mut rows = statement.query(params_from_iter(values))?;
    let mut facts = Vec::new();
    while let Some(row) = rows.next()? {
        let source = SourceId::from(row.get_ref(1)?.as_str()?);
        // one text a source, not one a row
        let source = sources.get(&source).cloned().unwrap_or_else(|| {
            sources.insert(source.clone());
            source
        });
        facts.push(Fact {
            lead: row.get(0)?,
            source,
            language: row.get(2)?,
            kind: row.get(3)?,
            status: row.get(4)?,
            at: time(row.get(5)?),
        });
    }
    Ok(facts)
}

/// Of these releases, in any order.
pub fn headlines(connection: &Connection, ids: &[ReleaseId]) -> rusqlite::Result<Vec<Headline>> {
    let mut statement = connection.prepare_cached(
        "SELECT r.id, r.body ->> '$.title', r.language, r.body ->> '$.published' FROM release r
         WHERE r.id IN (SELECT value FROM json_each(?1)) AND r.forgotten = 0",
    )?;
    let rows = statement.query_map([serde_json::json!(ids).to_string()], |row| {
        let published: Option<String> = row.get(3)?;
        let published = published.and_then(|text| DateTime::parse_from_rfc3339(&text).ok());
        Ok(Headline { id: row.get(0)?, title: row.get(1)?, language: row.get(2)?, published })
    })?;
    rows.collect()
}

/// By number or entry id.
pub fn is_forgotten(connection: &Connection, id: &str) -> rusqlite::Result<bool> {
    let mut statement = connection.prepare_cached(
        "SELECT forgotten FROM release WHERE id = coalesce(?1, (SELECT lead FROM story WHERE entry_id = ?2))",
    )?;
    let found: Option<bool> =
        statement.query_row(params![id.parse().ok().map(ReleaseId), id], |row| row.get(0)).optional()?;
    Ok(found.unwrap_or(false))
}
