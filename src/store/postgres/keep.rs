//! What is kept for a time only (`[feed] keep`): bodies, revisions, words and bands of old releases go, in small steps.

use super::{
    error::Broken,
    pen::Transaction,
    sql::{Sql, Text, get},
};
use crate::{
    model::ReleaseId,
    store::{Keeping, body, numbers::seconds},
};

/// Rows in a step.
const STEP: i64 = 200;
/// Bands in a step.
const STEP_OF_BANDS: i64 = 5_000;

/// One step; what comes next. With the pen: a poll that gives a release new words waits, or is waited for.
pub async fn step(transaction: &mut Transaction, mut keeping: Keeping) -> Result<Keeping, Broken> {
    transaction.take_pen().await?;
    let before = seconds(keeping.before);
    if let Some(bodies) = bodies(transaction, before).await? {
        keeping.bodies += bodies;
        return Ok(keeping);
    }
    let revisions = revisions(transaction, before).await?;
    keeping.revisions += revisions;
    if revisions > 0 {
        return Ok(keeping);
    }
    let text = "DELETE FROM band WHERE (band, day, release) IN
         (SELECT band, day, release FROM band WHERE day < $1 ORDER BY day LIMIT $2)";
    keeping.done = transaction.change(text, &[&(before / 86_400), &STEP_OF_BANDS]).await? == 0;
    Ok(keeping)
}

/// The next releases in the order of their finding; none when the next is not old enough, or there is none.
async fn bodies(sql: &Sql, before: i64) -> Result<Option<usize>, Broken> {
    let mark: ReleaseId = get(&sql.one("SELECT value FROM mark WHERE name = 'let_go'", &[]).await?, 0)?;
    let text = "SELECT id, first_seen FROM release WHERE id > $1 ORDER BY id LIMIT $2";
    let (mut last, mut count) = (None, 0);
    for row in &sql.all(text, &[&mark, &STEP]).await? {
        let (release, first_seen): (ReleaseId, i64) = (get(row, 0)?, get(row, 1)?);
        if first_seen >= before {
            break;
        }
        count += usize::from(bare(sql, release, before).await?);
        last = Some(release);
    }
    let Some(last) = last else { return Ok(None) };
    sql.change("UPDATE mark SET value = $1 WHERE name = 'let_go'", &[&last]).await?;
    Ok(Some(count))
}

/// Old revisions go; with its last one a release that was too fresh before.
async fn revisions(sql: &Sql, before: i64) -> Result<usize, Broken> {
    let text = "SELECT release, at FROM revision WHERE at < $1 ORDER BY at LIMIT $2";
    let found = sql.all(text, &[&before, &STEP]).await?;
    for row in &found {
        let (release, at): (ReleaseId, i64) = (get(row, 0)?, get(row, 1)?);
        sql.change("DELETE FROM revision WHERE release = $1 AND at = $2", &[&release, &at]).await?;
        let looked_at = "SELECT 1 FROM mark WHERE name = 'let_go' AND value >= $1";
        if sql.any(looked_at, &[&release]).await? {
            bare(sql, release, before).await?;
        }
    }
    Ok(found.len())
}

/// Takes the body of a release, unless it changed since then.
async fn bare(sql: &Sql, release: ReleaseId, before: i64) -> Result<bool, Broken> {
    let text = "SELECT body FROM release r WHERE id = $1 AND NOT forgotten
         AND NOT EXISTS (SELECT 1 FROM revision v WHERE v.release = r.id AND v.at >= $2)";
    let Some(row) = sql.first(text, &[&release, &before]).await? else { return Ok(false) };
    let full: &str = get(&row, 0)?;
    if body::is_bare(full) {
        return Ok(false);
    }
    let Some(bare) = body::read(full).ok().and_then(|full| body::bare(full).ok()) else { return Ok(false) };
    sql.change("UPDATE release SET body = $2, kind = NULL, status = NULL WHERE id = $1", &[&release, &Text(&bare)])
        .await?;
    sql.change("DELETE FROM words WHERE release = $1", &[&release]).await?;
    Ok(true)
}
