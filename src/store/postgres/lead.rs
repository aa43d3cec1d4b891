//! Who leads a story, where it stands and until when it is held back; and who parts from it. SQLite's `lead` has the rules.

use super::{
    error::Broken,
    sql::{Sql, Text, get},
};
use crate::{
    model::{ReleaseId, StoryId},
    store::entry_id::minted,
};

/// Chooses the leads of stories anew among their releases.
pub async fn choose(sql: &Sql, stories: &[StoryId], now: i64) -> Result<(), Broken> {
    let text = "UPDATE story SET lead = m.id, embargo = m.held,
           updated = CASE WHEN lead <> m.id THEN greatest(updated + 1, $2) ELSE updated END,
           sorted_at = CASE WHEN lead <> m.id OR coalesce(embargo, 0) > greatest($2, coalesce(m.held, 0))
             THEN m.place ELSE sorted_at END
         FROM (SELECT DISTINCT ON (f.story) f.story, f.id,
                 CASE WHEN f.embargo > $2 THEN f.embargo END AS held,
                 coalesce(CASE WHEN f.embargo > $2 THEN f.embargo END,
                   least(coalesce(f.claimed, f.first_seen), f.first_seen)) AS place
               FROM release f JOIN source o ON o.n = f.source WHERE f.story = ANY($1) AND NOT f.forgotten
               ORDER BY f.story, CASE WHEN f.embargo > $2 THEN f.embargo ELSE 0 END, NOT o.active, f.rank, f.id) m
         WHERE story.id = m.story AND (lead <> m.id OR embargo IS DISTINCT FROM m.held)";
    sql.change(text, &[&stories.to_vec(), &now]).await.map(drop)
}

/// Counts the releases of a story.
pub async fn count(sql: &Sql, story: StoryId) -> Result<(), Broken> {
    let text = "UPDATE story SET members = (SELECT count(*) FROM release WHERE story = $1 AND NOT forgotten)
                WHERE id = $1";
    sql.change(text, &[&story]).await.map(drop)
}

/// A release that is no copy of the others any more parts from them: see SQLite's.
pub async fn part(sql: &Sql, release: ReleaseId, own: StoryId, now: i64) -> Result<StoryId, Broken> {
    let story: StoryId = get(&sql.one("SELECT story FROM release WHERE id = $1", &[&release]).await?, 0)?;
    let keeps = story == release.own_story();
    let leaving = "story = $1 AND (id = $2) <> $3";
    let first = format!("SELECT id FROM release WHERE {leaving} AND NOT forgotten ORDER BY rank, id LIMIT 1");
    let first: ReleaseId = get(&sql.one(&first, &[&story, &release, &keeps]).await?, 0)?;
    split_story(sql, own, first, now).await?;
    let moves = format!("UPDATE release SET story = $4, evidence = 'parted: other words' WHERE {leaving}");
    sql.change(&moves, &[&story, &release, &keeps, &own]).await?;
    count(sql, story).await?;
    count(sql, own).await?;
    choose(sql, &[story, own], now).await?;
    Ok(if keeps { story } else { own })
}

/// A story of a new number for a release that is split off; its members are counted later.
pub async fn split_story(sql: &Sql, id: StoryId, release: ReleaseId, now: i64) -> Result<(), Broken> {
    let source: i64 = get(&sql.one("SELECT source FROM release WHERE id = $1", &[&release]).await?, 0)?;
    let text = "INSERT INTO story (id, entry_id, lead, members, first_seen, sorted_at, updated, embargo)
         SELECT $1, $2, r.id, 1, r.first_seen, least(coalesce(r.claimed, r.first_seen), r.first_seen), $4,
           CASE WHEN r.embargo > $4 THEN r.embargo END
         FROM release r WHERE r.id = $3";
    sql.change(text, &[&id, &Text(&minted(id, source)), &release, &now]).await.map(drop)
}
