//! What is kept for a time only (`[feed] keep`): bodies, revisions, words and bands of old releases go, in small steps.
//!
//! Title, address and dates stay, and with them all that a release is known by: what its source lists again does not come
//! back as new.

use rusqlite::{Connection, params};

use super::{bands::BUCKETS, body, seconds, writer::Database};
use crate::{model::ReleaseId, store::Keeping};

/// Rows in a step.
const STEP: i64 = 200;
/// Buckets of bands in a step.
const STEP_OF_BANDS: usize = 64;

/// One step; what comes next, or none when all is done.
pub fn step(base: &mut Database, mut keeping: Keeping) -> rusqlite::Result<Keeping> {
    let before = seconds(keeping.before);
    let bodies = bodies(base, before)?;
    keeping.bodies += bodies.unwrap_or(0);
    if bodies.is_some() {
        return Ok(keeping);
    }
    let revisions = revisions(base, before)?;
    keeping.revisions += revisions;
    if revisions > 0 {
        return Ok(keeping);
    }
    if keeping.bucket == 0 {
        let waiting = base.execute("DELETE FROM new_bands WHERE day < ?1", [before / 86_400])?;
        if waiting > 0 {
            base.read_bands_anew();
        }
    }
    let end = (keeping.bucket + STEP_OF_BANDS).min(BUCKETS);
    base.prepare_cached("DELETE FROM band WHERE band >= ?1 << 32 AND band < ?2 << 32 AND day < ?3")?
        .execute(params![keeping.bucket as i64, end as i64, before / 86_400])?;
    keeping.bucket = end;
    keeping.done = end == BUCKETS;
    Ok(keeping)
}

/// The next releases in the order of their finding; none when the next is not old enough, or there is none.
fn bodies(connection: &Connection, before: i64) -> rusqlite::Result<Option<usize>> {
    let mark: ReleaseId = connection.query_row("SELECT value FROM mark WHERE name = 'let_go'", [], |row| row.get(0))?;
    let mut old = connection.prepare_cached("SELECT id, first_seen FROM release WHERE id > ?1 ORDER BY id LIMIT ?2")?;
    let next: Vec<(ReleaseId, i64)> =
        old.query_map(params![mark, STEP], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<rusqlite::Result<_>>()?;
    let mut last = None;
    let mut count = 0;
    for (release, first_seen) in next {
        if first_seen >= before {
            break;
        }
        count += usize::from(bare(connection, release, before)?);
        last = Some(release);
    }
    let Some(last) = last else { return Ok(None) };
    connection.execute("UPDATE mark SET value = ?1 WHERE name = 'let_go'", [last])?;
    Ok(Some(count))
}

/// Old revisions go; with its last one a release that was too fresh before.
fn revisions(connection: &Connection, before: i64) -> rusqlite::Result<usize> {
    let mut old = connection.prepare_cached("SELECT release, at FROM revision WHERE at < ?1 ORDER BY at LIMIT ?2")?;
    let found: Vec<(ReleaseId, i64)> =
        old.query_map([before, STEP], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<rusqlite::Result<_>>()?;
    for (release, at) in &found {
        connection
            .prepare_cached("DELETE FROM revision WHERE release = ?1 AND at = ?2")?
            .execute(params![release, at])?;
        let looked_at = "SELECT 1 FROM mark WHERE name = 'let_go' AND value >= ?1";
        if connection.prepare_cached(looked_at)?.exists([release])? {
            bare(connection, *release, before)?;
        }
    }
    Ok(found.len())
}

/// Takes the body of a release, unless it changed since then.
fn bare(connection: &Connection, release: ReleaseId, before: i64) -> rusqlite::Result<bool> {
    let mut row = connection.prepare_cached(
        "SELECT body FROM release r WHERE id = ?1 AND forgotten = 0
         AND NOT EXISTS (SELECT 1 FROM revision v WHERE v.release = r.id AND v.at >= ?2)",
    )?;
    let mut rows = row.query(params![release, before])?;
    let Some(row) = rows.next()? else { return Ok(false) };
    let text = row.get_ref(0)?.as_str()?;
    if body::is_bare(text) {
        return Ok(false);
    }
    let Some(bare) = body::read(text).ok().and_then(|full| body::bare(full).ok()) else { return Ok(false) };
    connection.prepare_cached("UPDATE release SET body = ?2 WHERE id = ?1")?.execute(params![release, bare])?;
    connection.prepare_cached("DELETE FROM search WHERE rowid = ?1")?.execute([release])?;
    Ok(true)
}
