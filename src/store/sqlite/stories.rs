//! What is published: stories, newest first, and single releases.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, Row, params, params_from_iter};

use super::{body, count, found, from_json, seconds, time};
use crate::{
    model::{Copy, Rank, ReleaseId, Role, Story, StoryId, Variant},
    store::{Appearance, Counts, Query, Revision, Stored},
};

/// Copies that a story names: a text that hundreds took over is not told better by naming them all.
const COPIES: i64 = 50;
/// Earlier versions of a release that are shown.
const REVISIONS: i64 = 20;

/// Published stories out of `from`, which has them as `s`, each with its lead; the first parameter is the time.
pub(super) fn select(more: &str, from: &str) -> String {
    select_with("s.lead", more, from)
}

/// `shown`: which release stands for the story. What is not its lead has changed when its own words did.
fn select_with(shown: &str, more: &str, from: &str) -> String {
    format!(
        "SELECT s.id, s.entry_id, s.first_seen, s.sorted_at,
         iif(r.id = s.lead, s.updated, coalesce((SELECT max(at) FROM revision v WHERE v.release = r.id), r.first_seen)),
         s.members, r.id, r.body, o.id, o.name, coalesce(o.public, o.url), o.role, o.tags{more}
         FROM {from} JOIN release r ON r.id = {shown} JOIN source o ON o.n = r.source
         WHERE s.withdrawn = 0 AND (s.embargo IS NULL OR s.embargo <= ?)"
    )
}

/// Stories out of `from` as a query shows them: of chosen sources the release of one of them, whoever leads the story.
pub(super) fn selection(
    query: &Query,
    now: DateTime<Utc>,
    (more, from): (&str, &str),
    values: &mut found::Values,
) -> String {
    let sql = if query.sources.is_empty() {
        select(more, from)
    } else {
        values.push(Box::new(serde_json::json!(query.sources).to_string()));
        values.push(Box::new(seconds(now)));
        select_with(OWN, more, from)
    };
    values.push(Box::new(seconds(now)));
    sql
}

/// The release of the chosen sources that stands first in a story.
pub(super) const OWN: &str = "(SELECT c.id FROM release c JOIN source p ON p.n = c.source
    WHERE c.story = s.id AND p.id IN (SELECT value FROM json_each(?))
    AND c.forgotten = 0 AND (c.embargo IS NULL OR c.embargo <= ?) ORDER BY c.rank, c.id LIMIT 1)";

/// A page of published stories: found by an index, then read.
pub fn page(connection: &Connection, query: &Query, now: DateTime<Utc>) -> rusqlite::Result<Vec<Story>> {
    let found: Vec<StoryId> = found::page(connection, query, now)?.into_iter().map(|(_, id)| id).collect();
    let mut values: found::Values = vec![Box::new(serde_json::json!(found).to_string())];
    let from = "json_each(?) w CROSS JOIN story s ON s.id = w.value";
    let sql = selection(query, now, ("", from), &mut values) + " ORDER BY w.key";
    let mut statement = connection.prepare_cached(&sql)?;
    let found: Vec<(Story, i64)> =
        statement.query_map(params_from_iter(values), story)?.collect::<rusqlite::Result<_>>()?;
    found.into_iter().map(|(story, members)| with_copies(connection, story, members, now)).collect()
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
         AND r.forgotten = 0 AND (r.embargo IS NULL OR r.embargo <= ?3) ORDER BY r.id LIMIT ?4",
    )?;
    let copies = statement.query_map(params![story.id, story.lead_id, seconds(now), COPIES], |row| {
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

/// By number, entry id, or address: of those whose source owns the address first.
pub fn release(connection: &Connection, id: &str) -> rusqlite::Result<Option<Stored>> {
    let by_number = id.parse().ok().map(ReleaseId);
    let mut statement = connection.prepare_cached(&format!(
        "{RELEASE} WHERE r.forgotten = 0 AND r.id = coalesce(?1, (SELECT lead FROM story WHERE entry_id = ?2),
         (SELECT id FROM release WHERE url = ?2 ORDER BY rank >= ?3, id DESC LIMIT 1))"
    ))?;
    let found = statement.query_row(params![by_number, id, Rank::FIRST_FOREIGN], stored).optional()?;
    found.map(|stored| with_revisions(connection, stored)).transpose()
}

/// Numbers that are meant. They stand in the smallest index that has them all.
pub fn with(
    connection: &Connection,
    meant: &(dyn Fn(ReleaseId) -> bool + Send + Sync),
    limit: usize,
) -> rusqlite::Result<Vec<ReleaseId>> {
    let mut statement =
        connection.prepare_cached("SELECT id FROM release INDEXED BY release_by_story WHERE forgotten = 0")?;
    let numbers = statement.query_map([], |row| row.get(0))?;
    let found = numbers.filter(|number| number.as_ref().map_or(true, |number| meant(*number)));
    found.take(limit).collect()
}

/// The first releases of a story, its lead before them.
pub fn releases_of(connection: &Connection, story: StoryId) -> rusqlite::Result<Vec<Stored>> {
    let of_lead = format!("{RELEASE} WHERE r.id = (SELECT lead FROM story WHERE id = ?1) AND r.forgotten = 0");
    let others = format!(
        "{RELEASE} WHERE r.story = ?1 AND r.forgotten = 0 AND r.id <> (SELECT lead FROM story WHERE id = ?1)
         ORDER BY r.id LIMIT {COPIES}"
    );
    let mut found = Vec::new();
    for sql in [of_lead, others] {
        let mut statement = connection.prepare_cached(&sql)?;
        let rows = statement.query_map([story], stored)?;
        found.extend(rows.collect::<rusqlite::Result<Vec<_>>>()?);
    }
    Ok(found)
}

/// Where a story appeared, its lead first.
pub fn appearances(
    connection: &Connection,
    story: StoryId,
    now: DateTime<Utc>,
    limit: usize,
) -> rusqlite::Result<Vec<Appearance>> {
    const FOUND: &str = "SELECT r.id, o.id, o.name, r.url, r.body ->> '$.published', r.evidence
        FROM release r JOIN source o ON o.n = r.source
        WHERE r.forgotten = 0 AND (r.embargo IS NULL OR r.embargo <= ?2)";
    let of_lead = format!("{FOUND} AND r.id = (SELECT lead FROM story WHERE id = ?1) LIMIT ?3");
    let others =
        format!("{FOUND} AND r.story = ?1 AND r.id <> (SELECT lead FROM story WHERE id = ?1) ORDER BY r.id LIMIT ?3");
    let mut found = Vec::new();
    for sql in [of_lead, others] {
        let mut statement = connection.prepare_cached(&sql)?;
        let rows = statement.query_map(params![story, seconds(now), count(limit)], |row| {
            let published: Option<String> = row.get(4)?;
            Ok(Appearance {
                release: row.get(0)?,
                source: row.get_ref(1)?.as_str()?.into(),
                source_name: row.get(2)?,
                url: row.get(3)?,
                published: published.and_then(|text| DateTime::parse_from_rfc3339(&text).ok()),
                evidence: row.get(5)?,
            })
        })?;
        found.extend(rows.collect::<rusqlite::Result<Vec<_>>>()?);
    }
    Ok(found)
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
        connection.prepare_cached("SELECT at, body FROM revision WHERE release = ?1 ORDER BY at DESC LIMIT ?2")?;
    let revisions = statement.query_map(params![stored.id, REVISIONS], |row| {
        Ok(Revision { at: time(row.get(0)?), release: body::read(row.get_ref(1)?.as_str()?)? })
    })?;
    stored.revisions = revisions.collect::<rusqlite::Result<_>>()?;
    Ok(stored)
}

/// Figures, as they are kept; only those that are held back are counted, which are few.
pub fn counts(connection: &Connection, now: DateTime<Utc>) -> rusqlite::Result<Counts> {
    let mut statement = connection.prepare_cached(
        "SELECT (SELECT value FROM mark WHERE name = 'releases'), (SELECT value FROM mark WHERE name = 'stories'),
         (SELECT value FROM mark WHERE name = 'withdrawn'),
         (SELECT count(*) FROM story INDEXED BY story_by_embargo WHERE embargo > ?1 AND withdrawn = 0)",
    )?;
    let [releases, stories, withdrawn, held] = statement
        .query_row([seconds(now)], |row| Ok([row.get::<_, i64>(0)?, row.get(1)?, row.get(2)?, row.get(3)?]))?;
    let number = |count: i64| u64::try_from(count).unwrap_or(0);
    Ok(Counts { releases: number(releases), stories: number(stories), published: number(stories - withdrawn - held) })
}

/// When the next embargo ends.
pub fn next_embargo(connection: &Connection, now: DateTime<Utc>) -> rusqlite::Result<Option<DateTime<Utc>>> {
    let mut statement = connection.prepare_cached("SELECT min(embargo) FROM release WHERE embargo > ?1")?;
    Ok(statement.query_row([seconds(now)], |row| row.get::<_, Option<i64>>(0))?.map(time))
}

/// A role by its name in the store.
fn role(name: &str) -> Role {
    if name == "distributor" { Role::Distributor } else { Role::Organisation }
}
