//! A row that cannot be read costs itself, and no page, feed or poll beside it: what another program spoiled is set
//! aside when a query stumbles over it, and a release that its source still lists is written anew.

use chrono::{DateTime, Utc};

use super::{
    error::Broken,
    outgoing::{self, Counted},
    pen::Transaction,
    sql::{Sql, Text, get},
};
use crate::{
    model::{ReleaseId, StoryId},
    store::{
        SetAside,
        body::{self, BROKEN},
        numbers::{seconds, time},
    },
};

/// Bodies that are read together.
const TOGETHER: i64 = 1_000;

/// All bodies that cannot be read, with the times of those that are revisions: a walk over everything, taken only when
/// something was stumbled over.
pub async fn broken_rows(sql: &Sql) -> Result<Vec<(ReleaseId, Option<i64>)>, Broken> {
    let mut found = Vec::new();
    let releases = "SELECT id, NULL::bigint, body FROM release WHERE NOT forgotten AND (id, 0) > ($1, $2)
                    ORDER BY id LIMIT $3";
    let revisions = "SELECT release, at, body FROM revision WHERE (release, at) > ($1, $2)
                     ORDER BY release, at LIMIT $3";
    for text in [releases, revisions] {
        let mut place = (ReleaseId(i64::MIN), i64::MAX);
        loop {
            let rows = sql.all(text, &[&place.0, &place.1, &TOGETHER]).await?;
            let Some(last) = rows.last() else { break };
            place = (get(last, 0)?, get::<Option<i64>>(last, 1)?.unwrap_or(i64::MAX));
            for row in &rows {
                if body::read(get(row, 2)?).is_err() {
                    found.push((get(row, 0)?, get(row, 1)?));
                }
            }
        }
    }
    Ok(found)
}

/// Takes them out of what is read.
pub async fn set_aside(
    transaction: &mut Transaction,
    rows: &[(ReleaseId, Option<i64>)],
    now: DateTime<Utc>,
) -> Result<(), Broken> {
    transaction.take_pen().await?;
    let mut touched = Vec::new();
    let keep =
        "INSERT INTO broken (n, release, at, body) SELECT (SELECT coalesce(max(n), 0) + 1 FROM broken), $1, $2, body";
    for (release, at) in rows {
        if let Some(at) = at {
            let keep = format!("{keep} FROM revision WHERE release = $1 AND at = $3");
            transaction.change(&keep, &[release, &seconds(now), at]).await?;
            transaction.change("DELETE FROM revision WHERE release = $1 AND at = $2", &[release, at]).await?;
            continue;
        }
        transaction.change(&format!("{keep} FROM release WHERE id = $1"), &[release, &seconds(now)]).await?;
        let text =
            "UPDATE release SET body = $2, content_hash = NULL, rank = $3, kind = NULL, status = NULL, tags = '{}'
                    WHERE id = $1 RETURNING story";
        let row = transaction.one(text, &[release, &Text(BROKEN), &i64::MAX]).await?;
        touched.push(get(&row, 0)?);
        // what its source still lists is read as if it had changed
        let text = "UPDATE item SET raw_hash = NULL
                    WHERE source = (SELECT source FROM release WHERE id = $1) AND release = $1";
        transaction.change(text, &[release]).await?;
        without(transaction, *release, seconds(now)).await?;
    }
    outgoing::settle(transaction, touched, Counted::default()).await
}

/// A release cannot be shown: its story is led by another one, or is not shown until it can be.
async fn without(sql: &Sql, release: ReleaseId, now: i64) -> Result<(), Broken> {
    let led = "SELECT id FROM story WHERE id = (SELECT story FROM release WHERE id = $1) AND lead = $1";
    let Some(row) = sql.first(led, &[&release]).await? else { return Ok(()) };
    let story: StoryId = get(&row, 0)?;
    let text = "UPDATE story SET updated = greatest(updated + 1, $3), lead = m.id FROM (SELECT r.id FROM release r
           WHERE r.story = $1 AND NOT r.forgotten AND r.id <> $2 AND r.body <> $4
           ORDER BY coalesce(r.embargo, 0) > $3, r.rank, r.id LIMIT 1) m WHERE story.id = $1";
    if sql.change(text, &[&story, &release, &now, &Text(BROKEN)]).await? == 0 {
        sql.change("UPDATE story SET withdrawn = true WHERE id = $1", &[&story]).await?;
    }
    Ok(())
}

/// It can be shown again.
pub async fn again(sql: &Sql, story: StoryId) -> Result<(), Broken> {
    let text = "UPDATE story s SET withdrawn = false WHERE id = $1 AND withdrawn
                AND NOT EXISTS (SELECT 1 FROM tombstone t WHERE t.entry_id = s.entry_id)";
    sql.change(text, &[&story]).await.map(drop)
}

/// How many rows were set aside, and when last.
pub async fn count(sql: &Sql) -> Result<Option<SetAside>, Broken> {
    let row = sql.one("SELECT count(*), max(at) FROM broken", &[]).await?;
    let rows: i64 = get(&row, 0)?;
    Ok(get::<Option<i64>>(&row, 1)?.map(|last| SetAside { rows: rows.unsigned_abs(), last: time(last) }))
}
