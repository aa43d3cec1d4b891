//! What is published: stories, newest first, and single releases.

use chrono::{DateTime, FixedOffset, Utc};
use tokio_postgres::Row;

use super::{
    error::Broken,
    found,
    rows::{Statement, clean},
    sql::{Sql, Text, get},
};
use crate::{
    model::{Copy, Rank, ReleaseId, Role, SourceId, Story, StoryId, Variant},
    store::{
        Appearance, Counts, Meant, Query, Revision, Stored, body,
        numbers::{count, seconds, time},
    },
};

/// Copies that a story names: a text that hundreds took over is not told better by naming them all.
const COPIES: i64 = 50;
/// Earlier versions of a release that are shown.
const REVISIONS: i64 = 20;
/// The column behind those of a story.
pub const MORE: usize = 13;
/// Numbers that are read together.
const TOGETHER: i64 = 10_000;

/// Published stories out of `from`, which has them as `s`, each with its lead.
pub fn select(asked: &mut Statement, now: DateTime<Utc>, more: &str, from: &str) -> String {
    select_with(asked, now, "s.lead", (more, from))
}

/// `shown`: which release stands for the story. What is not its lead has changed when its own words did.
fn select_with(asked: &mut Statement, now: DateTime<Utc>, shown: &str, (more, from): (&str, &str)) -> String {
    let now = asked.value(seconds(now));
    format!(
        "SELECT s.id, s.entry_id, s.first_seen, s.sorted_at,
         CASE WHEN r.id = s.lead THEN s.updated
           ELSE coalesce((SELECT max(at) FROM revision v WHERE v.release = r.id), r.first_seen) END,
         s.members, r.id, r.body, o.id, o.name, coalesce(o.public, o.url), o.role, o.tags{more}
         FROM {from} JOIN release r ON r.id = {shown} JOIN source o ON o.n = r.source
         WHERE NOT s.withdrawn AND (s.embargo IS NULL OR s.embargo <= {now})"
    )
}

/// Stories out of `from` as a query shows them: of chosen sources the release of one of them, whoever leads the story.
pub fn selection(asked: &mut Statement, query: &Query, now: DateTime<Utc>, from: (&str, &str)) -> String {
    if query.sources.is_empty() {
        return select_with(asked, now, "s.lead", from);
    }
    let shown = own(asked, query, now);
    select_with(asked, now, &shown, from)
}

/// The release of the chosen sources that stands first in a story.
pub fn own(asked: &mut Statement, query: &Query, now: DateTime<Utc>) -> String {
    let sources: Vec<String> = query.sources.iter().map(|source| clean(source)).collect();
    let (sources, now) = (asked.value(sources), asked.value(seconds(now)));
    format!(
        "(SELECT c.id FROM release c JOIN source p ON p.n = c.source WHERE c.story = s.id AND p.id = ANY({sources})
          AND NOT c.forgotten AND (c.embargo IS NULL OR c.embargo <= {now}) ORDER BY c.rank, c.id LIMIT 1)"
    )
}

/// A page of published stories: found by an index, then read.
pub async fn page(sql: &Sql, query: &Query, now: DateTime<Utc>) -> Result<Vec<Story>, Broken> {
    let found: Vec<StoryId> = found::page(sql, query, now).await?.into_iter().map(|(_, id)| id).collect();
    if found.is_empty() {
        return Ok(Vec::new());
    }
    let mut asked = Statement::default();
    let found = asked.value(found);
    let from = format!("unnest({found}::bigint[]) WITH ORDINALITY w(id, place) JOIN story s ON s.id = w.id");
    asked.sql = selection(&mut asked, query, now, ("", &*from)) + " ORDER BY w.place";
    whole(sql, &sql.all(&asked.sql, &asked.values()).await?, now).await
}

/// Stories with what stands in other tables.
pub async fn whole(sql: &Sql, rows: &[Row], now: DateTime<Utc>) -> Result<Vec<Story>, Broken> {
    let mut stories = rows.iter().map(story).collect::<Result<Vec<_>, _>>()?;
    translated(sql, &mut stories, now).await?;
    let mut whole = Vec::with_capacity(stories.len());
    for (story, members) in stories {
        whole.push(copied(sql, story, members, now).await?);
    }
    Ok(whole)
}

/// One published story.
pub async fn one(sql: &Sql, id: StoryId, now: DateTime<Utc>) -> Result<Option<Story>, Broken> {
    let mut asked = Statement::default();
    asked.sql = select(&mut asked, now, "", "story s");
    let id = asked.value(id);
    asked.sql += &format!(" AND s.id = {id}");
    Ok(whole(sql, &sql.all(&asked.sql, &asked.values()).await?, now).await?.pop())
}

/// A row of [`select`], and how many releases the story has.
pub fn story(row: &Row) -> Result<(Story, i64), Broken> {
    let story = Story {
        id: get(row, 0)?,
        entry_id: get(row, 1)?,
        first_seen: time(get(row, 2)?),
        sorted_at: time(get(row, 3)?),
        updated: time(get(row, 4)?),
        lead_id: get(row, 6)?,
        lead: body::read(get(row, 7)?)?,
        source: SourceId::from(get::<&str>(row, 8)?),
        source_name: get(row, 9)?,
        source_url: get(row, 10)?,
        role: role(get(row, 11)?),
        source_tags: get(row, 12)?,
        copies: Vec::new(),
    };
    Ok((story, get(row, 5)?))
}

/// A role by its name in the store.
fn role(name: &str) -> Role {
    if name == "distributor" { Role::Distributor } else { Role::Organisation }
}

/// A story with what stands in other tables.
pub async fn with_copies(sql: &Sql, story: Story, members: i64, now: DateTime<Utc>) -> Result<Story, Broken> {
    let mut stories = [(story, members)];
    translated(sql, &mut stories, now).await?;
    let [(story, members)] = stories;
    copied(sql, story, members, now).await
}

/// Copies that are held back are not shown.
async fn copied(sql: &Sql, mut story: Story, members: i64, now: DateTime<Utc>) -> Result<Story, Broken> {
    if members < 2 {
        return Ok(story);
    }
    let text = "SELECT o.id, o.name, r.url, r.title, r.published
         FROM release r JOIN source o ON o.n = r.source WHERE r.story = $1 AND r.id <> $2
         AND NOT r.forgotten AND (r.embargo IS NULL OR r.embargo <= $3) ORDER BY r.id LIMIT $4";
    let copy = |row: &Row| {
        Ok(Copy {
            source: SourceId::from(get::<&str>(row, 0)?),
            source_name: get(row, 1)?,
            url: get(row, 2)?,
            title: get(row, 3)?,
            published: published(get(row, 4)?),
        })
    };
    let rows = sql.all(text, &[&story.id, &story.lead_id, &seconds(now), &COPIES]).await?;
    story.copies = rows.iter().map(copy).collect::<Result<_, Broken>>()?;
    Ok(story)
}

/// A time as it is stored.
pub(super) fn published(text: Option<&str>) -> Option<DateTime<FixedOffset>> {
    text.and_then(|text| DateTime::parse_from_rfc3339(text).ok())
}

/// The same releases in other languages, beside those that their pages name.
async fn translated(sql: &Sql, stories: &mut [(Story, i64)], now: DateTime<Utc>) -> Result<(), Broken> {
    let ids: Vec<StoryId> = stories.iter().map(|(story, _)| story.id).collect();
    if ids.is_empty() {
        return Ok(());
    }
    let text = "SELECT t.story, r.language, r.url FROM translation t JOIN story o ON o.id = t.other
         JOIN release r ON r.id = o.lead WHERE t.story = ANY($1) AND NOT o.withdrawn
         AND (o.embargo IS NULL OR o.embargo <= $2) AND r.language IS NOT NULL AND r.url IS NOT NULL
         ORDER BY t.story, t.other";
    for row in &sql.all(text, &[&ids, &seconds(now)]).await? {
        let (of, language, url): (StoryId, String, String) = (get(row, 0)?, get(row, 1)?, get(row, 2)?);
        for (story, _) in stories.iter_mut().filter(|(story, _)| story.id == of) {
            if !story.lead.anatomy.variants.iter().any(|known| known.url == url) {
                story.lead.anatomy.variants.push(Variant { language: language.clone(), url: url.clone() });
            }
        }
    }
    Ok(())
}

const RELEASE: &str =
    "SELECT r.id, r.story, o.id, r.body, r.first_seen, r.evidence FROM release r JOIN source o ON o.n = r.source";

/// By number, entry id, or address: of those whose source owns the address first.
pub async fn release(sql: &Sql, id: &str) -> Result<Option<Stored>, Broken> {
    let text = format!(
        "{RELEASE} WHERE NOT r.forgotten AND r.id = coalesce($1, (SELECT lead FROM story WHERE entry_id = $2),
         (SELECT id FROM release WHERE url = $2 ORDER BY rank >= $3, id DESC LIMIT 1))"
    );
    let row = sql.first(&text, &[&id.parse().ok().map(ReleaseId), &Text(id), &Rank::FIRST_FOREIGN]).await?;
    let Some(row) = row else { return Ok(None) };
    with_revisions(sql, stored(&row)?).await.map(Some)
}

/// Numbers that are meant.
pub async fn with(sql: &Sql, meant: Meant, limit: usize) -> Result<Vec<ReleaseId>, Broken> {
    let (mut found, mut after) = (Vec::new(), ReleaseId(i64::MIN));
    let text = "SELECT id FROM release WHERE NOT forgotten AND id > $1 ORDER BY id LIMIT $2";
    while found.len() < limit {
        let rows = sql.all(text, &[&after, &TOGETHER]).await?;
        let numbers = rows.iter().map(|row| get(row, 0)).collect::<Result<Vec<ReleaseId>, _>>()?;
        let Some(last) = numbers.last() else { break };
        after = *last;
        found.extend(numbers.into_iter().filter(|number| meant(*number)));
    }
    found.truncate(limit);
    Ok(found)
}

/// The first releases of a story, its lead before them.
pub async fn releases_of(sql: &Sql, story: StoryId) -> Result<Vec<Stored>, Broken> {
    let of_lead = format!("{RELEASE} WHERE r.id = (SELECT lead FROM story WHERE id = $1) AND NOT r.forgotten");
    let others = format!(
        "{RELEASE} WHERE r.story = $1 AND NOT r.forgotten AND r.id <> (SELECT lead FROM story WHERE id = $1)
         ORDER BY r.id LIMIT {COPIES}"
    );
    let mut found = Vec::new();
    for text in [of_lead, others] {
        let rows = sql.all(&text, &[&story]).await?;
        found.extend(rows.iter().map(stored).collect::<Result<Vec<_>, _>>()?);
    }
    Ok(found)
}

/// Where a story appeared, its lead first.
pub async fn appearances(
    sql: &Sql,
    story: StoryId,
    now: DateTime<Utc>,
    limit: usize,
) -> Result<Vec<Appearance>, Broken> {
    const FOUND: &str = "SELECT r.id, o.id, o.name, r.url, r.published, r.evidence
        FROM release r JOIN source o ON o.n = r.source
        WHERE NOT r.forgotten AND (r.embargo IS NULL OR r.embargo <= $2)";
    let lead = "(SELECT lead FROM story WHERE id = $1)";
    let of_lead = format!("{FOUND} AND r.id = {lead} LIMIT $3");
    let others = format!("{FOUND} AND r.story = $1 AND r.id <> {lead} ORDER BY r.id LIMIT $3");
    let mut found = Vec::new();
    for text in [of_lead, others] {
        for row in &sql.all(&text, &[&story, &seconds(now), &count(limit)]).await? {
            found.push(Appearance {
                release: get(row, 0)?,
                source: SourceId::from(get::<&str>(row, 1)?),
                source_name: get(row, 2)?,
                url: get(row, 3)?,
                published: published(get(row, 4)?),
                evidence: get(row, 5)?,
            });
        }
    }
    Ok(found)
}

fn stored(row: &Row) -> Result<Stored, Broken> {
    Ok(Stored {
        id: get(row, 0)?,
        story_id: get(row, 1)?,
        source: SourceId::from(get::<&str>(row, 2)?),
        release: body::read(get(row, 3)?)?,
        first_seen: time(get(row, 4)?),
        evidence: get(row, 5)?,
        revisions: Vec::new(),
    })
}

async fn with_revisions(sql: &Sql, mut stored: Stored) -> Result<Stored, Broken> {
    let text = "SELECT at, body FROM revision WHERE release = $1 ORDER BY at DESC LIMIT $2";
    let rows = sql.all(text, &[&stored.id, &REVISIONS]).await?;
    let revision = |row: &Row| Ok(Revision { at: time(get(row, 0)?), release: body::read(get(row, 1)?)? });
    stored.revisions = rows.iter().map(revision).collect::<Result<_, Broken>>()?;
    Ok(stored)
}

/// Figures, as they are kept; only those that are held back are counted, which are few.
pub async fn counts(sql: &Sql, now: DateTime<Utc>) -> Result<Counts, Broken> {
    let text =
        "SELECT (SELECT value FROM mark WHERE name = 'releases'), (SELECT value FROM mark WHERE name = 'stories'),
         (SELECT value FROM mark WHERE name = 'withdrawn'),
         (SELECT count(*) FROM story WHERE embargo > $1 AND NOT withdrawn)";
    let row = sql.one(text, &[&seconds(now)]).await?;
    let (releases, stories): (i64, i64) = (get(&row, 0)?, get(&row, 1)?);
    let (withdrawn, held): (i64, i64) = (get(&row, 2)?, get(&row, 3)?);
    let number = |count: i64| u64::try_from(count).unwrap_or(0);
    Ok(Counts { releases: number(releases), stories: number(stories), published: number(stories - withdrawn - held) })
}

/// When the next embargo ends.
pub async fn next_embargo(sql: &Sql, now: DateTime<Utc>) -> Result<Option<DateTime<Utc>>, Broken> {
    let row = sql.one("SELECT min(embargo) FROM release WHERE embargo > $1", &[&seconds(now)]).await?;
    Ok(get::<Option<i64>>(&row, 0)?.map(time))
}
