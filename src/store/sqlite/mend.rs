//! A row that cannot be read costs itself, and no page, feed or poll beside it.
//!
//! What a disk or another program spoiled is found when a query stumbles over it: then all such rows are set aside, their
//! text is kept in `broken` for whoever wants to look, and a release that its source still lists is written anew.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, params};

use super::{
    amend,
    body::{self, BROKEN},
    seconds, time,
};
use crate::{model::ReleaseId, store::SetAside};

/// A row whose JSON is none.
pub struct BrokenRow {
    release: ReleaseId,
    /// Of a revision.
    at: Option<i64>,
}

/// All bodies that cannot be read: a walk over everything, taken only when something was stumbled over.
pub fn broken_rows(connection: &Connection) -> rusqlite::Result<Vec<BrokenRow>> {
    let mut found = Vec::new();
    let mut query = connection.prepare(
        "SELECT id, NULL, body FROM release WHERE forgotten = 0 UNION ALL SELECT release, at, body FROM revision",
    )?;
    let mut rows = query.query([])?;
    while let Some(row) = rows.next()? {
        if row.get_ref(2)?.as_str().map_or(true, |text| body::read(text).is_err()) {
            found.push(BrokenRow { release: row.get(0)?, at: row.get(1)? });
        }
    }
    Ok(found)
}

/// Takes them out of what is read.
pub fn set_aside(connection: &Connection, rows: &[BrokenRow], now: DateTime<Utc>) -> rusqlite::Result<()> {
    for row in rows {
        let keep = "INSERT INTO broken (release, at, body) SELECT ?1, ?2, CAST(body AS BLOB)";
        if let Some(at) = row.at {
            let keep = format!("{keep} FROM revision WHERE release = ?1 AND at = ?3");
            connection.execute(&keep, params![row.release, seconds(now), at])?;
            connection.execute("DELETE FROM revision WHERE release = ?1 AND at = ?2", params![row.release, at])?;
            continue;
        }
        connection.execute(&format!("{keep} FROM release WHERE id = ?1"), params![row.release, seconds(now)])?;
        connection.execute(
            "UPDATE release SET body = ?2, tags = NULL, content_hash = NULL, rank = ?3 WHERE id = ?1",
            params![row.release, BROKEN, i64::MAX],
        )?;
        // what its source still lists is read as if it had changed
        connection.execute(
            "UPDATE item SET raw_hash = NULL
             WHERE source = (SELECT source FROM release WHERE id = ?1) AND release = ?1",
            [row.release],
        )?;
        amend::without(connection, row.release, seconds(now))?;
    }
    Ok(())
}

/// How many rows were set aside, and when last.
pub fn count(connection: &Connection) -> rusqlite::Result<Option<SetAside>> {
    let row = |row: &rusqlite::Row<'_>| Ok((row.get::<_, i64>(0)?, row.get::<_, Option<i64>>(1)?));
    let (rows, last) = connection.query_row("SELECT count(*), max(at) FROM broken", [], row)?;
    Ok(last.map(|last| SetAside { rows: rows.unsigned_abs(), last: time(last) }))
}
