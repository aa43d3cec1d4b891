//! What is published: stories, newest first, and single releases.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, Row, ToSql, params, params_from_iter};

use super::{body, from_json, items::role, seconds, time};
use crate::{
    model::{Copy, Release, ReleaseId, Story, StoryId, Variant},
    store::{Counts, Query, Revision, Stored},
};

/// Published stories out of `from`, which has them as `s`; the first parameter is the time.
pub(super) fn select(more: &str, from: &str) -> String {
    format!(
        "SELECT s.id, s.entry_id, s.first_seen, s.sorted_at, s.updated, s.members, s.lead,
         r.body, o.id, o.name, o.url, o.role, o.tags{more}
         FROM {from} JOIN release r ON r.id = s.lead JOIN source o ON o.n = r.source
         WHERE s.withdrawn = 0 AND (s.embargo IS NULL OR s.embargo <= ?)"
    )
}

/// A page of published stories.
pub fn page(connection: &Connection, query: &Query, now: DateTime<Utc>) -> rusqlite::Result<Vec<Story>> {
    let mut sql = select("", "story s");
    let mut values: Vec<Box<dyn ToSql>> = vec![Box::new(seconds(now))];
    narrow(query, now, &mut sql, &mut values);
    if let Some((at, id)) = query.before {
        sql += " AND (s.sorted_at, s.id) < (?, ?)";
        values.extend([Box::new(at) as Box<dyn ToSql>, Box::new(id)]);
    }
    sql += " ORDER BY s.sorted_at DESC, s.id DESC LIMIT ?";
    values.push(Box::new(i64::try_from(query.limit).unwrap_or(i64::MAX)));
    let mut statement = connection.prepare_cached(&sql)?;
    let found: Vec<(Story, i64)> =
        statement.query_map(params_from_iter(values), story)?.collect::<rusqlite::Result<_>>()?;
    found.into_iter().map(|(story, members)| with_copies(connection, story, members, now)).collect()
}

/// The query's conditions, but for its place and limit.
pub(super) fn narrow(query: &Query, now: DateTime<Utc>, sql: &mut String, values: &mut Vec<Box<dyn ToSql>>) {
    let list = |values: &[String]| serde_json::json!(values).to_string();
    if !query.sources.is_empty() {
        *sql += " AND EXISTS (SELECT 1 FROM release c JOIN source p ON p.n = c.source
                 WHERE c.story = s.id AND p.id IN (SELECT value FROM json_each(?))
                 AND c.forgotten = 0 AND (c.embargo IS NULL OR c.embargo <= ?))";
        values.push(Box::new(serde_json::json!(query.sources).to_string()));
        values.push(Box::new(seconds(now)));
    }
    if !query.tags.is_empty() {
        *sql += " AND EXISTS (SELECT 1 FROM json_each(?) w WHERE
                 w.value IN (SELECT value FROM json_each(o.tags)) OR w.value IN (SELECT value FROM json_each(r.body, '$.tags')))";
        values.push(Box::new(list(&query.tags)));
    }
    if !query.languages.is_empty() {
        *sql +=
            " AND EXISTS (SELECT 1 FROM json_each(?) w WHERE r.language = w.value OR r.language LIKE w.value || '-%')";
        values.push(Box::new(list(&query.languages)));
    }
    if let Some(words) = &query.words {
        *sql += " AND s.id IN (SELECT story FROM release WHERE id IN (SELECT rowid FROM search WHERE search MATCH ?)
                 AND (embargo IS NULL OR embargo <= ?))";
        values.push(Box::new(match_words(words)));
        values.push(Box::new(seconds(now)));
    }
    if let Some(since) = query.since {
        *sql += " AND s.updated >= ?";
        values.push(Box::new(seconds(since)));
    }
}

/// One published story.
pub fn one(connection: &Connection, id: StoryId, now: DateTime<Utc>) -> rusqlite::Result<Option<Story>> {
    let mut statement = connection.prepare_cached(&(select("", "story s") + " AND s.id = ?"))?;
    let found = statement.query_row(params![seconds(now), id], story).optional()?;
    found.map(|(story, members)| with_copies(connection, story, members, now)).transpose()
}

pub(super) fn story(row: &Row<'_>) -> rusqlite::Result<(Story, i64)> {
    let story = Story {
        id: row.get(0)?,
        entry_id: row.get(1)?,
        first_seen: time(row.get(2)?),
        sorted_at: time(row.get(3)?),
        updated: time(row.get(4)?),
        lead_id: row.get(6)?,
        lead: body::read(row.get_ref(7)?.as_str()?)?,
        source: row.get_ref(8)?.as_str()?.into(),
        source_name: row.get(9)?,
        source_url: row.get(10)?,
        role: role(row.get_ref(11)?.as_str()?),
        source_tags: from_json(row.get_ref(12)?.as_str()?)?,
        copies: Vec::new(),
    };
    Ok((story, row.get(5)?))
}

/// Copies that are held back are not shown.
pub(super) fn with_copies(
    connection: &Connection,
    mut story: Story,
    members: i64,
    now: DateTime<Utc>,
) -> rusqlite::Result<Story> {
    story = with_translations(connection, story, now)?;
    if members < 2 {
        return Ok(story);
    }
    let mut statement = connection.prepare_cached(
        "SELECT o.id, o.name, r.url, r.body ->> '$.title', r.body ->> '$.published'
         FROM release r JOIN source o ON o.n = r.source WHERE r.story = ?1 AND r.id <> ?2
         AND r.forgotten = 0 AND (r.embargo IS NULL OR r.embargo <= ?3) ORDER BY r.id",
    )?;
    let copies = statement.query_map(params![story.id, story.lead_id, seconds(now)], |row| {
        let published: Option<String> = row.get(4)?;
        Ok(Copy {
            source: row.get_ref(0)?.as_str()?.into(),
            source_name: row.get(1)?,
            url: row.get(2)?,
            title: row.get(3)?,
            published: published.and_then(|text| DateTime::parse_from_rfc3339(&text).ok()),
        })
    })?;
    story.copies = copies.collect::<rusqlite::Result<_>>()?;
    Ok(story)
}

/// The same release in other languages, beside those that its page names.
fn with_translations(connection: &Connection, mut story: Story, now: DateTime<Utc>) -> rusqlite::Result<Story> {
    let mut statement = connection.prepare_cached(
        "SELECT r.language, r.url FROM translation t JOIN story o ON o.id = t.other
         JOIN release r ON r.id = o.lead WHERE t.story = ?1 AND o.withdrawn = 0 AND (o.embargo IS NULL OR o.embargo <= ?2)",
    )?;
    let found = statement.query_map(params![story.id, seconds(now)], |row| {
        Ok((row.get::<_, Option<String>>(0)?, row.get::<_, Option<String>>(1)?))
    })?;
    for other in found {
        let (Some(language), Some(url)) = other? else { continue };
        if !story.lead.anatomy.variants.iter().any(|known| known.url == url) {
            story.lead.anatomy.variants.push(Variant { language, url });
        }
    }
    Ok(story)
}

const RELEASE: &str =
    "SELECT r.id, r.story, o.id, r.body, r.first_seen, r.evidence FROM release r JOIN source o ON o.n = r.source";

/// By number, entry id, or address.
pub fn release(connection: &Connection, id: &str) -> rusqlite::Result<Option<Stored>> {
    let by_number = id.parse::<i64>().ok();
    let mut statement = connection.prepare_cached(&format!(
        "{RELEASE} WHERE r.forgotten = 0 AND r.id = coalesce(?1, (SELECT lead FROM story WHERE entry_id = ?2),
         (SELECT id FROM release WHERE url = ?2 ORDER BY id DESC LIMIT 1))"
    ))?;
    let found = statement.query_row(params![by_number, id], stored).optional()?;
    found.map(|stored| with_revisions(connection, stored)).transpose()
}

/// All releases of a story, its lead first.
pub fn releases_of(connection: &Connection, story: StoryId) -> rusqlite::Result<Vec<Stored>> {
    let mut statement = connection.prepare_cached(&format!(
        "{RELEASE} WHERE r.story = ?1 AND r.forgotten = 0 ORDER BY r.id <> (SELECT lead FROM story WHERE id = ?1), r.id"
    ))?;
    let found: Vec<Stored> = statement.query_map([story], stored)?.collect::<rusqlite::Result<_>>()?;
    found.into_iter().map(|stored| with_revisions(connection, stored)).collect()
}

fn stored(row: &Row<'_>) -> rusqlite::Result<Stored> {
    Ok(Stored {
        id: row.get(0)?,
        story_id: row.get(1)?,
        source: row.get_ref(2)?.as_str()?.into(),
        release: body::read(row.get_ref(3)?.as_str()?)?,
        first_seen: time(row.get(4)?),
        evidence: row.get(5)?,
        revisions: Vec::new(),
    })
}

fn with_revisions(connection: &Connection, mut stored: Stored) -> rusqlite::Result<Stored> {
    let mut statement =
        connection.prepare_cached("SELECT at, body FROM revision WHERE release = ?1 ORDER BY at DESC")?;
    let revisions = statement.query_map([stored.id], |row| {
        Ok(Revision { at: time(row.get(0)?), release: body::read(row.get_ref(1)?.as_str()?)? })
    })?;
    stored.revisions = revisions.collect::<rusqlite::Result<_>>()?;
    Ok(stored)
}

/// Figures.
pub fn counts(connection: &Connection, now: DateTime<Utc>) -> rusqlite::Result<Counts> {
    let mut statement = connection.prepare_cached(
        "SELECT (SELECT count(*) FROM release WHERE forgotten = 0), (SELECT count(*) FROM story),
         (SELECT count(*) FROM story WHERE withdrawn = 0) - (SELECT count(*) FROM story WHERE withdrawn = 0 AND embargo > ?1)",
    )?;
    let [releases, stories, published] =
        statement.query_row([seconds(now)], |row| Ok([row.get::<_, i64>(0)?, row.get(1)?, row.get(2)?]))?;
    let number = |count: i64| u64::try_from(count).unwrap_or(0);
    Ok(Counts { releases: number(releases), stories: number(stories), published: number(published) })
}

/// When the next embargo ends.
pub fn next_embargo(connection: &Connection, now: DateTime<Utc>) -> rusqlite::Result<Option<DateTime<Utc>>> {
    let mut statement = connection.prepare_cached("SELECT min(embargo) FROM story WHERE embargo > ?1")?;
    Ok(statement.query_row([seconds(now)], |row| row.get::<_, Option<i64>>(0))?.map(time))
}

/// Brings the search index up to the newest release; polls do not pay for it.
pub fn make_searchable(connection: &Connection) -> rusqlite::Result<()> {
    let mark: ReleaseId =
        connection.query_row("SELECT value FROM mark WHERE name = 'searchable'", [], |row| row.get(0))?;
    let mut new =
        connection.prepare_cached("SELECT id, body FROM release WHERE id > ?1 AND forgotten = 0 ORDER BY id")?;
    let mut last = mark;
    let mut rows = new.query([mark])?;
    while let Some(row) = rows.next()? {
        last = row.get(0)?;
        let release = body::read(row.get_ref(1)?.as_str()?)?;
        insert_words(connection, last, &release)?;
    }
    if last != mark {
        connection.execute("UPDATE mark SET value = ?1 WHERE name = 'searchable'", [last])?;
    }
    Ok(())
}

fn insert_words(connection: &Connection, id: ReleaseId, release: &Release) -> rusqlite::Result<()> {
    let text = release.content_text.as_ref().or(release.summary.as_ref());
    connection.prepare_cached("INSERT INTO search (rowid, title, text) VALUES (?1, ?2, ?3)")?.execute(params![
        id,
        release.title,
        text
    ])?;
    Ok(())
}

/// New words of a release that is in the index already.
pub fn replace_words(connection: &Connection, id: ReleaseId, release: &Release) -> rusqlite::Result<()> {
    let mark: ReleaseId = connection
        .prepare_cached("SELECT value FROM mark WHERE name = 'searchable'")?
        .query_row([], |row| row.get(0))?;
    if id > mark {
        return Ok(());
    }
    connection.prepare_cached("DELETE FROM search WHERE rowid = ?1")?.execute([id])?;
    insert_words(connection, id, release)
}

/// A reader's words as an FTS5 query: each one a prefix, all of them wanted; nothing in them is syntax.
fn match_words(words: &str) -> String {
    let terms = words.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).take(16);
    let query: Vec<String> = terms.map(|word| format!("\"{word}\"*")).collect();
    if query.is_empty() { "\"\"".into() } else { query.join(" ") }
}
