//! Numbered migrations, applied in one transaction. A shipped file never changes: its hash stands in the database.

use std::collections::BTreeMap;

use super::{
    error::Broken,
    pen::Transaction,
    sql::{Sql, Text, get},
};
use crate::store::Migrations;

/// The files, in order.
pub(super) const MIGRATIONS: [&str; 2] =
    [include_str!("migrations/0001_everything.sql"), include_str!("migrations/0002_shared.sql")];

const FOREIGN: &str = "a database of another program: name another one (it was left as it is)";
const NEWER: &str = "made by a newer pressfeed: update the program";

fn hash(text: &str) -> String {
    blake3::hash(text.as_bytes()).to_hex()[..16].to_owned()
}

/// Brings a database up to date, or says why it is not ours to use. Whoever comes second waits, and finds it done.
pub async fn migrate(sql: Sql) -> Result<Option<String>, Broken> {
    if !is_begun(&sql).await? && is_foreign(&sql).await? {
        return Ok(Some(FOREIGN.into()));
    }
    let transaction = Transaction::begin(sql).await?;
    // two that begin at once: one of them is told so by the server, and begins again
    transaction
        .batch(
            "CREATE TABLE IF NOT EXISTS migration (n bigint PRIMARY KEY, hash text NOT NULL, at timestamptz NOT NULL);
             INSERT INTO migration VALUES (0, '', now()) ON CONFLICT DO NOTHING",
        )
        .await?;
    transaction.one("SELECT n FROM migration WHERE n = 0 FOR UPDATE", &[]).await?;
    let applied = applied(&transaction).await?;
    if let Some(refused) = fault(&applied) {
        return Ok(Some(refused));
    }
    for (number, text) in (1_i64..).zip(MIGRATIONS).skip(applied.len()) {
        transaction.batch(text).await?;
        transaction
            .change("INSERT INTO migration (n, hash, at) VALUES ($1, $2, now())", &[&number, &Text(&hash(text))])
            .await?;
    }
    transaction.commit().await?;
    Ok(None)
}

/// Why a database is not ours to use.
pub async fn refusal(sql: &Sql) -> Result<Option<String>, Broken> {
    if !is_begun(sql).await? {
        return Ok(Some("nothing was polled into it yet: `pressfeed poll` or `run` makes its tables".into()));
    }
    let applied = applied(sql).await?;
    let older = applied.len() < MIGRATIONS.len();
    let told = "made by an older pressfeed: `pressfeed poll` or `run` brings it up to date";
    Ok(fault(&applied).or_else(|| older.then(|| told.into())))
}

/// How far a database has come.
pub async fn state(sql: &Sql) -> Result<Migrations, Broken> {
    let applied = if is_begun(sql).await? { applied(sql).await? } else { BTreeMap::new() };
    Ok(Migrations { applied: applied.len(), known: MIGRATIONS.len() })
}

async fn is_begun(sql: &Sql) -> Result<bool, Broken> {
    get(&sql.one("SELECT to_regclass('migration') IS NOT NULL", &[]).await?, 0)
}

async fn is_foreign(sql: &Sql) -> Result<bool, Broken> {
    let ours = "SELECT to_regclass('release') IS NOT NULL OR to_regclass('source') IS NOT NULL";
    get(&sql.one(ours, &[]).await?, 0)
}

async fn applied(sql: &Sql) -> Result<BTreeMap<i64, String>, Broken> {
    let rows = sql.all("SELECT n, hash FROM migration WHERE n > 0", &[]).await?;
    rows.iter().map(|row| Ok((get(row, 0)?, get(row, 1)?))).collect()
}

fn fault(applied: &BTreeMap<i64, String>) -> Option<String> {
    if applied.len() > MIGRATIONS.len() {
        return Some(NEWER.into());
    }
    let other = (1_i64..).zip(MIGRATIONS).find(|(n, text)| applied.get(n).is_some_and(|known| *known != hash(text)));
    other.map(|(n, _)| format!("its migration {n} is another one than ours: it was made by a program that was changed"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shipped_migrations_never_change() {
        assert_eq!(MIGRATIONS.map(hash), ["330ddc64d76e88b2", "d1dad5f1c7c85275"]);
    }
}
