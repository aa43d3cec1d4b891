//! Numbers of releases and stories, as SQLite has them.

use rusqlite::{
    Connection, ToSql,
    types::{FromSql, FromSqlResult, ToSqlOutput, ValueRef},
};

use crate::model::{ReleaseId, StoryId};

macro_rules! integer {
    ($($id:ident),*) => {$(
        impl ToSql for $id {
            fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
                self.0.to_sql()
            }
        }

        impl FromSql for $id {
            fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
                FromSql::column_result(value).map(Self)
            }
        }
    )*};
}

integer!(ReleaseId, StoryId);

/// Of releases and stories: a story bears the number of its first release, so they share their numbers.
pub fn greatest(connection: &Connection) -> rusqlite::Result<i64> {
    let mut query = connection.prepare_cached(
        "SELECT max(coalesce((SELECT max(id) FROM release), 0), coalesce((SELECT max(id) FROM story), 0))",
    )?;
    query.query_row([], |row| row.get(0))
}
