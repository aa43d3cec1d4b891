//! Rows as they are told, and rows that are taken over, with what follows from them.

use futures_util::future::BoxFuture;
use serde_json::Value;

use super::{
    Postgres, TRIES, again,
    error::Broken,
    items, outgoing,
    placed::{Rows, Said},
    rows::{Statement, clean},
    sql::{Bound, Sql, get},
};
use crate::{
    model::{Key, KeyKind, ReleaseId, StoryId},
    store::{
        Error, Upkeep, body,
        dump::{Kind, Movable, Print, Restore, Row, Table, from_hex, hex, not_empty},
        numbers::{count, time},
    },
};

/// Stories that are looked at together.
const TOGETHER: i64 = 2_000;

impl Movable for Postgres {
    fn rows(&self, table: &'static Table, behind: Option<Row>, limit: usize) -> BoxFuture<'_, Result<Vec<Row>, Error>> {
        Box::pin(async move { again!(self, async { rows(&self.sql().await?, table, behind.as_deref(), limit).await }) })
    }

    fn restore(&self, step: Restore, print: Print) -> BoxFuture<'_, Result<(), Error>> {
        Box::pin(async move {
            if matches!(step, Restore::Begin) && !again!(self, async { is_empty(&self.sql().await?).await })? {
                return Err(not_empty(&self.place));
            }
            again!(self, async {
                let mut transaction = self.writing().await?;
                match &step {
                    Restore::Begin | Restore::Table(_) => {}
                    Restore::Rows(table, rows) => take(&transaction, table, rows, print).await?,
                    Restore::End => {
                        transaction.take_pen().await?;
                        follow(&transaction).await?;
                    }
                }
                self.written(transaction, matches!(step, Restore::End)).await
            })?;
            // searches find all of it at once
            while matches!(step, Restore::End) && self.index_words().await? {}
            Ok(())
        })
    }
}

async fn is_empty(sql: &Sql) -> Result<bool, Broken> {
    let none = "SELECT NOT EXISTS (SELECT 1 FROM source) AND NOT EXISTS (SELECT 1 FROM release)";
    get(&sql.one(none, &[]).await?, 0)
}

async fn rows(sql: &Sql, table: &Table, behind: Option<&[Value]>, limit: usize) -> Result<Vec<Row>, Broken> {
    let mut asked = Statement::default();
    let key = table.key_names();
    let mut wanted: Vec<String> = Vec::new();
    wanted.extend((!table.only.is_empty()).then(|| table.only.to_owned()));
    if let Some(row) = behind {
        let place = row.iter().zip(table.columns).take(table.key).map(|(value, (_, kind))| match kind {
            Kind::Number => asked.value(value.as_i64().unwrap_or(0)),
            _ => asked.value(clean(value.as_str().unwrap_or_default())),
        });
        let place: Vec<String> = place.collect();
        wanted.push(format!("({key}) > ({})", place.join(", ")));
    }
    let wanted = if wanted.is_empty() { String::new() } else { format!("WHERE {}", wanted.join(" AND ")) };
    let limit = asked.value(count(limit));
    asked.sql =
        format!("SELECT {} FROM {} {wanted} ORDER BY {key} LIMIT {limit}", table.names().join(", "), table.name);
    let found = sql.all(&asked.sql, &asked.values()).await?;
    let told = found.iter().map(|row| {
        let columns = table.columns.iter().enumerate();
        columns.map(|(at, (_, kind))| told(row, at, *kind)).collect::<Result<Row, Broken>>()
    });
    told.collect()
}

fn told(row: &tokio_postgres::Row, at: usize, kind: Kind) -> Result<Value, Broken> {
    Ok(match kind {
        Kind::Number => get::<Option<i64>>(row, at)?.into(),
        Kind::Text => get::<Option<&str>>(row, at)?.into(),
        Kind::Flag => get::<bool>(row, at)?.into(),
        Kind::Bytes => get::<Option<&[u8]>>(row, at)?.map(hex).into(),
        Kind::List => get::<Vec<String>>(row, at)?.into(),
    })
}

/// A column of rows as one value.
fn column(rows: &[Row], at: usize, kind: Kind) -> (Box<dyn Bound + Send>, &'static str) {
    let values = || rows.iter().map(|row| &row[at]);
    match kind {
        Kind::Number => (Box::new(values().map(Value::as_i64).collect::<Vec<Option<i64>>>()), "bigint[]"),
        Kind::Text => (Box::new(values().map(|value| value.as_str().map(clean)).collect::<Vec<_>>()), "text[]"),
        Kind::Flag => (Box::new(values().map(|value| value == &Value::Bool(true)).collect::<Vec<_>>()), "boolean[]"),
        Kind::Bytes => {
            (Box::new(values().map(|value| value.as_str().and_then(from_hex)).collect::<Vec<_>>()), "bytea[]")
        }
        Kind::List => (Box::new(values().map(list).collect::<Vec<Option<String>>>()), "text[]"),
    }
}

fn list(value: &Value) -> Option<String> {
    let texts: Vec<&str> = value.as_array()?.iter().filter_map(Value::as_str).collect();
    Some(super::placed::joined(&texts))
}

/// What a table has beside what is told of it: columns, and what they come of.
fn beside(table: &str) -> (&'static str, &'static str) {
    match table {
        "source_state" => {
            (", drifts, pushed", ", position('\"drift\":' IN n.memory) > 0, position('\"lease\":{' IN n.memory) > 0")
        }
        "change" => (", lead, updated, embargo, withdrawn", ", s.lead, s.updated, s.embargo, s.withdrawn"),
        "release" => (", tags", ", '{}'"),
        _ => ("", ""),
    }
}

async fn take(sql: &Sql, table: &Table, rows: &[Row], print: Print) -> Result<(), Broken> {
    if table.name == "mark" {
        for row in rows {
            let (name, value) = (clean(row[0].as_str().unwrap_or_default()), row[1].as_i64().unwrap_or(0));
            sql.change("UPDATE mark SET value = $2 WHERE name = $1", &[&name, &value]).await?;
        }
        return Ok(());
    }
    let mut asked = Statement::default();
    let (mut lists, mut told) = (Vec::new(), Vec::new());
    for (at, (name, kind)) in table.columns.iter().enumerate() {
        let (values, sort) = column(rows, at, *kind);
        lists.push(format!("{}::{sort}", asked.boxed(values)));
        told.push(if *kind == Kind::List {
            format!("string_to_array(n.{name}, chr(31))")
        } else {
            format!("n.{name}")
        });
    }
    let names = table.names().join(", ");
    let (more, from) = beside(table.name);
    let story = if table.name == "change" { " JOIN story s ON s.id = n.story" } else { "" };
    asked.sql = format!(
        "INSERT INTO {} ({names}{more}) SELECT {}{from} FROM unnest({}) n({names}){story} ON CONFLICT DO NOTHING",
        table.name,
        told.join(", "),
        lists.join(", ")
    );
    sql.change(&asked.sql, &asked.values()).await?;
    match table.name {
        "release" => releases(sql, table, rows, print).await,
        "item" => keys(sql, table, rows).await,
        _ => Ok(()),
    }
}

/// What stands beside the bodies of releases, and their bands.
async fn releases(sql: &Sql, table: &Table, rows: &[Row], print: Print) -> Result<(), Broken> {
    let (mut said, mut bands) = (Vec::new(), Rows::default());
    for row in rows {
        let number = |name: &str| row[table.at(name)].as_i64().unwrap_or(0);
        let text = row[table.at("body")].as_str().unwrap_or_default();
        let Ok(release) = body::read(text) else { continue };
        if row[table.at("forgotten")] == Value::Bool(true) {
            continue;
        }
        said.push((ReleaseId(number("id")), Said::by(&release)?));
        if !body::is_bare(text) {
            bands.bands(ReleaseId(number("id")), &print(&release, time(number("first_seen"))));
        }
    }
    Said::write(sql, &said).await?;
    bands.write(sql).await
}

async fn keys(sql: &Sql, table: &Table, rows: &[Row]) -> Result<(), Broken> {
    let mut found: Vec<(i64, i64, i64, ReleaseId)> = Vec::new();
    for row in rows {
        let number = |name: &str| row[table.at(name)].as_i64().unwrap_or(0);
        let keys: Vec<Key> =
            serde_json::from_str(row[table.at("keys")].as_str().unwrap_or_default()).unwrap_or_default();
        let sought = keys.into_iter().filter(|key| key.kind != KeyKind::Words);
        found.extend(sought.map(|key| (number("source"), key.hash, key.kind as i64, ReleaseId(number("release")))));
    }
    items::keys_written(sql, &found).await
}

/// What stories are found under, and the kept figures.
async fn follow(sql: &Sql) -> Result<(), Broken> {
    let mut after = StoryId(i64::MIN);
    loop {
        let rows = sql.all("SELECT id FROM story WHERE id > $1 ORDER BY id LIMIT $2", &[&after, &TOGETHER]).await?;
        let stories = rows.iter().map(|row| get(row, 0)).collect::<Result<Vec<StoryId>, _>>()?;
        let Some(last) = stories.last() else { break };
        after = *last;
        outgoing::find(sql, &stories).await?;
    }
    sql.batch(
        "UPDATE mark SET value = (SELECT count(*) FROM release WHERE NOT forgotten) WHERE name = 'releases';
         UPDATE mark SET value = (SELECT count(*) FROM story) WHERE name = 'stories';
         UPDATE mark SET value = (SELECT count(*) FROM story WHERE withdrawn) WHERE name = 'withdrawn'",
    )
    .await
}
