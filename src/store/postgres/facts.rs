//! What lists are counted by, and releases in a word: no body is read.

use std::collections::HashSet;

use chrono::{DateTime, Utc};

use super::{
    error::Broken,
    found,
    rows::Statement,
    sql::{Sql, Text, get},
    stories,
};
use crate::{
    model::{ReleaseId, SourceId, StoryId},
    store::{Fact, Headline, Query, numbers::time},
};

/// Of published stories, newest first.
pub async fn facts(sql: &Sql, query: &Query, now: DateTime<Utc>) -> Result<Vec<Fact>, Broken> {
    let found: Vec<StoryId> = found::page(sql, query, now).await?.into_iter().map(|(_, id)| id).collect();
    let mut asked = Statement::default();
    let found = asked.value(found);
    let shown = if query.sources.is_empty() { "s.lead".to_owned() } else { stories::own(&mut asked, query, now) };
    asked.sql = format!(
        "SELECT r.id, o.id, r.language, r.kind, r.status, s.sorted_at
         FROM unnest({found}::bigint[]) WITH ORDINALITY w(id, place) JOIN story s ON s.id = w.id
         JOIN release r ON r.id = {shown} JOIN source o ON o.n = r.source ORDER BY w.place"
    );
    let mut sources: HashSet<SourceId> = HashSet::new();
    let mut facts = Vec::new();
    for row in &sql.all(&asked.sql, &asked.values()).await? {
        let source = SourceId::from(get::<&str>(row, 1)?);
        // one text a source, not one a row
        let source = sources.get(&source).cloned().unwrap_or_else(|| {
            sources.insert(source.clone());
            source
        });
        facts.push(Fact {
            lead: get(row, 0)?,
            source,
            language: get(row, 2)?,
            kind: get(row, 3)?,
            status: get(row, 4)?,
            at: time(get(row, 5)?),
        });
    }
    Ok(facts)
}

/// Of these releases, in any order.
pub async fn headlines(sql: &Sql, ids: Vec<ReleaseId>) -> Result<Vec<Headline>, Broken> {
    let text = "SELECT id, title, language, published FROM release WHERE id = ANY($1) AND NOT forgotten";
    let rows = sql.all(text, &[&ids]).await?;
    let headline = |row| {
        let published = stories::published(get(row, 3)?);
        Ok(Headline { id: get(row, 0)?, title: get(row, 1)?, language: get(row, 2)?, published })
    };
    rows.iter().map(headline).collect()
}

/// By number or entry id.
pub async fn is_forgotten(sql: &Sql, id: &str) -> Result<bool, Broken> {
    let text = "SELECT forgotten FROM release WHERE id = coalesce($1, (SELECT lead FROM story WHERE entry_id = $2))";
    let row = sql.first(text, &[&id.parse().ok().map(ReleaseId), &Text(id)]).await?;
    row.map_or(Ok(false), |row| get(&row, 0))
}
