//! Rows as they are told, and rows that are taken over. What follows from them triggers do, and at the end `FOLLOWS`.

use futures_util::future::BoxFuture;
use rusqlite::{
    Connection, params_from_iter,
    types::{Value as Bound, ValueRef},
};
use serde_json::Value;

use super::{Sqlite, body, from_json, time, writer::Database};
use crate::{
    model::{Key, KeyKind, ReleaseId},
    store::{
        Error, Upkeep,
        dump::{Kind, Movable, Print, Restore, Row, Table, from_hex, hex, not_empty},
    },
};

/// What whoever inserts says beside the rows, as the migrations say it of all.
const FOLLOWS: &str = "UPDATE release SET kind = body ->> '$.kind', status = body ->> '$.status'
    WHERE json_valid(body) AND (body ->> '$.kind' IS NOT NULL OR body ->> '$.status' IS NOT NULL);
INSERT OR IGNORE INTO found_under SELECT name, sorted_at, story FROM lead_name ORDER BY name, sorted_at, story;
INSERT OR IGNORE INTO found_under
    SELECT 's:' || r.source, s.sorted_at, s.id FROM release r JOIN story s ON s.id = r.story ORDER BY 1, 2, 3;
UPDATE mark SET value = (SELECT count(*) FROM release WHERE forgotten = 0) WHERE name = 'releases';
UPDATE source_state SET drifts = instr(memory, '\"drift\":') > 0, pushed = instr(memory, '\"lease\":{') > 0;";

impl Movable for Sqlite {
    fn rows(&self, table: &'static Table, behind: Option<Row>, limit: usize) -> BoxFuture<'_, Result<Vec<Row>, Error>> {
        Box::pin(self.read(move |connection| rows(connection, table, behind.as_deref(), limit)))
    }

    fn restore(&self, step: Restore, print: Print) -> BoxFuture<'_, Result<(), Error>> {
        Box::pin(async move {
            if matches!(step, Restore::Begin) && !self.read(is_empty).await? {
                return Err(not_empty(&self.path.display().to_string()));
            }
            // searches find all of it at once
            while matches!(step, Restore::End) && self.index_words().await? {}
            self.write(move |base| match &step {
                Restore::Begin => Ok(()),
                Restore::End => base.execute_batch(FOLLOWS),
                // its rows came with the stories
                Restore::Table(table) if table.name == "change" => base.execute("DELETE FROM change", []).map(drop),
                Restore::Table(_) => Ok(()),
                Restore::Rows(table, rows) => take(base, table, rows, print),
            })
            .await
        })
    }
}

fn is_empty(connection: &Connection) -> rusqlite::Result<bool> {
    let none = "SELECT NOT EXISTS (SELECT 1 FROM source) AND NOT EXISTS (SELECT 1 FROM release)";
    connection.query_row(none, [], |row| row.get(0))
}

fn rows(connection: &Connection, table: &Table, behind: Option<&[Value]>, limit: usize) -> rusqlite::Result<Vec<Row>> {
    let key = table.key_names();
    let mut wanted: Vec<String> = Vec::new();
    wanted.extend((!table.only.is_empty()).then(|| table.only.to_owned()));
    let mut values: Vec<Bound> = Vec::new();
    if let Some(row) = behind {
        wanted.push(format!("({key}) > ({})", vec!["?"; table.key].join(", ")));
        values.extend(row.iter().zip(table.columns).take(table.key).map(|(value, (_, kind))| bound(value, *kind)));
    }
    let wanted = if wanted.is_empty() { String::new() } else { format!("WHERE {}", wanted.join(" AND ")) };
    let sql =
        format!("SELECT ALL {} FROM {} {wanted} ORDER BY {key} LIMIT {limit}", table.names().join(", "), table.name);
    let mut statement = connection.prepare_cached(&sql)?;
    let told = statement.query_map(params_from_iter(values), |row| {
        let columns = table.columns.iter().enumerate();
        columns.map(|(at, (_, kind))| told(row.get_ref(at)?, *kind)).collect::<rusqlite::Result<Row>>()
    })?;
    told.collect()
}

fn told(value: ValueRef<'_>, kind: Kind) -> rusqlite::Result<Value> {
    Ok(match (kind, value) {
        (Kind::Flag, value) => Value::Bool(value.as_i64_or_null()?.is_some_and(|number| number != 0)),
        (_, ValueRef::Null) => Value::Null,
        (Kind::Number, value) => value.as_i64()?.into(),
        (Kind::Text, value) => value.as_str()?.into(),
        (Kind::Bytes, value) => hex(value.as_blob()?).into(),
        (Kind::List, value) => from_json(value.as_str()?)?,
    })
}

fn bound(value: &Value, kind: Kind) -> Bound {
    match (kind, value) {
        (Kind::Flag, value) => Bound::Integer(value.as_bool().unwrap_or(false).into()),
        (Kind::List, value) => Bound::Text(value.to_string()),
        (_, Value::Null) => Bound::Null,
        (Kind::Number, value) => Bound::Integer(value.as_i64().unwrap_or(0)),
        (Kind::Text, value) => Bound::Text(value.as_str().unwrap_or_default().to_owned()),
        (Kind::Bytes, value) => Bound::Blob(value.as_str().and_then(from_hex).unwrap_or_default()),
    }
}

fn take(base: &mut Database, table: &Table, rows: &[Row], print: Print) -> rusqlite::Result<()> {
    // a mark is there before it is restored; to replace another row would look for all that points at it
    let insert = if table.name == "mark" { "INSERT OR REPLACE" } else { "INSERT" };
    let sql = format!(
        "{insert} INTO {}\n ({}) VALUES ({})",
        table.name,
        table.names().join(", "),
        vec!["?"; table.columns.len()].join(", ")
    );
    for row in rows {
        let mut values: Vec<Bound> =
            row.iter().zip(table.columns).map(|(value, (_, kind))| bound(value, *kind)).collect();
        if table.name == "change" && values[2] == Bound::Integer(0) {
            // the index of those that are not there is one of nulls
            values[2] = Bound::Null;
        }
        base.prepare_cached(&sql)?.execute(params_from_iter(values))?;
        match table.name {
            "release" => band(base, table, row, print)?,
            "item" => keys(base, table, row)?,
            _ => {}
        }
    }
    Ok(())
}

fn band(base: &mut Database, table: &Table, row: &[Value], print: Print) -> rusqlite::Result<()> {
    let number = |name: &str| row[table.at(name)].as_i64().unwrap_or(0);
    let text = row[table.at("body")].as_str().unwrap_or_default();
    if row[table.at("forgotten")] == Value::Bool(true) || body::is_bare(text) {
        return Ok(());
    }
    let Ok(release) = body::read(text) else { return Ok(()) };
    let (connection, mut bands) = base.with_bands();
    let bands = bands.read()?;
    bands.add(connection, ReleaseId(number("id")), &print(&release, time(number("first_seen"))))?;
    bands.settle(connection)
}

fn keys(connection: &Connection, table: &Table, row: &[Value]) -> rusqlite::Result<()> {
    let keys: Vec<Key> = from_json(row[table.at("keys")].as_str().unwrap_or_default()).unwrap_or_default();
    let mut insert = connection
        .prepare_cached("INSERT OR IGNORE INTO item_key (source, hash, kind, release) VALUES (?1, ?2, ?3, ?4)")?;
    for key in keys.iter().filter(|key| key.kind != KeyKind::Words) {
        insert.execute(rusqlite::params![
            row[table.at("source")].as_i64(),
            key.hash,
            key.kind as i64,
            row[table.at("release")].as_i64()
        ])?;
    }
    Ok(())
}
