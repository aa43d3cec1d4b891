//! Who leads a story, where it stands and until when it is held back; and who parts from it.
//!
//! The lead is the least in rank of those that are not held back, and whose source is read still where there is such a
//! one: what was taken out gets no revisions. While all are held back, the story is, and the first to be free leads. It
//! stands in the feed where its lead says, and nobody else.

use rusqlite::{Connection, params};

use crate::{
    model::{ReleaseId, StoryId},
    store::entry_id::minted,
};

/// Chooses the lead of a story anew among its releases.
pub fn choose(connection: &Connection, story: StoryId, now: i64) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "UPDATE story SET lead = m.id, embargo = m.held,
               updated = iif(lead <> m.id, max(updated + 1, ?2), updated),
               sorted_at = iif(lead <> m.id OR coalesce(embargo, 0) > max(?2, coalesce(m.held, 0)), m.place, sorted_at)
             FROM (SELECT r.id, c.held,
                     coalesce(c.held, min(coalesce(unixepoch(r.body ->> '$.published'), r.first_seen), r.first_seen)) AS place
                   FROM (SELECT f.id, iif(f.embargo > ?2, f.embargo, NULL) AS held
                         FROM release f JOIN source o ON o.n = f.source WHERE f.story = ?1 AND f.forgotten = 0
                         ORDER BY iif(f.embargo > ?2, f.embargo, 0), o.active = 0, f.rank, f.id LIMIT 1) c
                   JOIN release r ON r.id = c.id) m
             WHERE story.id = ?1 AND (lead <> m.id OR embargo IS NOT m.held)",
        )?
        .execute(params![story, now])?;
    Ok(())
}

/// Counts the releases of a story.
pub fn count(connection: &Connection, story: StoryId) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "UPDATE story SET members = (SELECT count(*) FROM release WHERE story = ?1 AND forgotten = 0) WHERE id = ?1",
        )?
        .execute([story])?;
    Ok(())
}

/// A release that is no copy of the others any more parts from them. An entry belongs to the release that it was made
/// for: that one keeps it, and whoever else leaves gets `own`, a story of a new number.
pub fn part(connection: &Connection, release: ReleaseId, own: StoryId, now: i64) -> rusqlite::Result<StoryId> {
    let story: StoryId =
        connection.query_row("SELECT story FROM release WHERE id = ?1", [release], |row| row.get(0))?;
    let keeps = story == release.own_story();
    let leaving = "story = ?1 AND (id = ?2) <> ?3";
    let first = format!("SELECT id FROM release WHERE {leaving} AND forgotten = 0 ORDER BY rank, id LIMIT 1");
    let first: ReleaseId = connection.query_row(&first, params![story, release, keeps], |row| row.get(0))?;
    split_story(connection, own, first, now)?;
    connection.execute(
        &format!("UPDATE release SET story = ?4, evidence = 'parted: other words' WHERE {leaving}"),
        params![story, release, keeps, own],
    )?;
    for story in [story, own] {
        count(connection, story)?;
        choose(connection, story, now)?;
    }
    Ok(if keeps { story } else { own })
}

/// A story of a new number for a release that is split off: it takes place and time from the release; its members are
/// counted later.
pub fn split_story(connection: &Connection, id: StoryId, release: ReleaseId, now: i64) -> rusqlite::Result<()> {
    let source: i64 = connection.query_row("SELECT source FROM release WHERE id = ?1", [release], |row| row.get(0))?;
    connection.execute(
        "INSERT INTO story (id, entry_id, lead, members, first_seen, sorted_at, updated, embargo)
         SELECT ?1, ?2, r.id, 1, r.first_seen, min(coalesce(unixepoch(r.body ->> '$.published'), r.first_seen), r.first_seen),
           ?4, nullif(max(r.embargo, ?4), ?4)
         FROM release r WHERE r.id = ?3",
        params![id, minted(id, source), release, now],
    )?;
    Ok(())
}
