//! Numbers of releases and stories.

use rusqlite::Connection;

/// Of releases and stories: a story bears the number of its first release, so they share their numbers.
pub fn greatest(connection: &Connection) -> rusqlite::Result<i64> {
    let mut query = connection.prepare_cached(
        "SELECT max(coalesce((SELECT max(id) FROM release), 0), coalesce((SELECT max(id) FROM story), 0))",
    )?;
    query.query_row([], |row| row.get(0))
}
