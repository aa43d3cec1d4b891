//! Who talks to which host, what hosts asked for, and their robots.txt.

use std::{collections::HashMap, time::Duration};

use super::{
    error::Broken,
    sql::{Sql, Text, get, texts},
};
use crate::store::{
    numbers::count,
    shared::{TurnEnded, TurnTaken},
};

/// Rows that say nothing any more, of so long ago, go.
const STALE: &str = "interval '1 day'";

fn millis(time: Duration) -> i64 {
    count(usize::try_from(time.as_millis()).unwrap_or(usize::MAX))
}

/// Takes turns that nobody has, and says in the hosts' order what became of it; none: somebody has it. No host is named
/// twice.
pub async fn take(sql: &Sql, hosts: &[String], owner: i64, long: Duration) -> Result<Vec<Option<TurnTaken>>, Broken> {
    // in milliseconds; what is past, or was never, is nothing
    let left = |column: &str| format!("(extract(epoch FROM greatest(now(), {column}) - now()) * 1000)::bigint");
    let text = format!(
        "INSERT INTO turn AS t (host, owner, n, until, next_at)
         SELECT w.host, $2, 1, now() + $3::bigint * interval '1 millisecond', now() FROM unnest($1::text[]) w(host)
         ON CONFLICT (host) DO UPDATE SET crashed = t.owner <> 0 AND t.owner <> $2, owner = $2, n = t.n + 1,
           until = now() + $3::bigint * interval '1 millisecond'
         WHERE t.owner = 0 OR t.owner = $2 OR t.until < now()
         RETURNING host, n, crashed, {}, {}, {}",
        left("next_at"),
        left("rest_until"),
        left("guest_rest_until")
    );
    let mut taken = HashMap::with_capacity(hosts.len());
    for row in &sql.all(&text, &[&texts(hosts), &owner, &millis(long)]).await? {
        let left = |at| Ok::<_, Broken>(Duration::from_millis(get::<i64>(row, at)?.unsigned_abs()));
        let (number, crashed) = (get(row, 1)?, get(row, 2)?);
        let turn = TurnTaken { number, crashed, wait: left(3)?, rest: left(4)?, guest_rest: left(5)? };
        taken.insert(get::<String>(row, 0)?, turn);
    }
    Ok(hosts.iter().map(|host| taken.remove(host)).collect())
}

/// Those that hold on.
pub async fn renew(sql: &Sql, turns: &[(String, i64)], owner: i64, long: Duration) -> Result<Vec<String>, Broken> {
    let (hosts, numbers): (Vec<Text<'_>>, Vec<i64>) = turns.iter().map(|(host, n)| (Text(host), *n)).unzip();
    let text = "UPDATE turn t SET until = now() + $4::bigint * interval '1 millisecond'
         FROM unnest($1::text[], $2::bigint[]) w(host, n)
         WHERE t.host = w.host AND t.n = w.n AND t.owner = $3 AND t.until > now() RETURNING t.host";
    let rows = sql.all(text, &[&hosts, &numbers, &owner, &millis(long)]).await?;
    rows.iter().map(|row| get(row, 0)).collect()
}

/// Others may talk to these hosts, after a while.
pub async fn end(sql: &Sql, ended: &[TurnEnded], owner: i64) -> Result<(), Broken> {
    let hosts: Vec<&str> = ended.iter().map(|turn| &*turn.host).collect();
    let numbers: Vec<i64> = ended.iter().map(|turn| turn.number).collect();
    let next: Vec<i64> = ended.iter().map(|turn| millis(turn.next)).collect();
    let text = "UPDATE turn t SET owner = 0, until = now(), next_at = now() + w.next * interval '1 millisecond'
         FROM unnest($1::text[], $2::bigint[], $3::bigint[]) w(host, n, next)
         WHERE t.host = w.host AND t.n = w.n AND t.owner = $4";
    sql.change(text, &[&texts(&hosts), &numbers, &next, &owner]).await.map(drop)
}

/// A host is left alone by everybody, or by guests.
pub async fn rest(sql: &Sql, host: &str, guest: bool, wait: Duration) -> Result<(), Broken> {
    let column = if guest { "guest_rest_until" } else { "rest_until" };
    let text = format!(
        "INSERT INTO turn AS t (host, owner, n, until, next_at, {column})
         VALUES ($1, 0, 0, now(), now(), now() + $2::bigint * interval '1 millisecond')
         ON CONFLICT (host) DO UPDATE SET {column} = greatest(t.{column}, excluded.{column})"
    );
    sql.change(&text, &[&Text(host), &millis(wait)]).await.map(drop)
}

/// The robots.txt of an origin, and how long it holds.
pub async fn robots(sql: &Sql, origin: &str) -> Result<Option<(Vec<u8>, Duration)>, Broken> {
    let text = "SELECT body, (extract(epoch FROM until - now()) * 1000)::bigint FROM robots
         WHERE origin = $1 AND until > now()";
    let Some(row) = sql.first(text, &[&Text(origin)]).await? else { return Ok(None) };
    Ok(Some((get(&row, 0)?, Duration::from_millis(get::<i64>(&row, 1)?.unsigned_abs()))))
}

/// A robots.txt was read.
pub async fn keep_robots(sql: &Sql, origin: &str, body: &[u8], keep: Duration) -> Result<(), Broken> {
    let text = "INSERT INTO robots (origin, until, body) VALUES ($1, now() + $2::bigint * interval '1 millisecond', $3)
         ON CONFLICT (origin) DO UPDATE SET until = excluded.until, body = excluded.body";
    sql.change(text, &[&Text(origin), &millis(keep), &body]).await.map(drop)
}

/// What says nothing any more goes.
pub async fn tidy(sql: &Sql) -> Result<(), Broken> {
    for (table, past) in [
        ("turn", "owner = 0 AND greatest(until, next_at, rest_until, guest_rest_until)"),
        ("robots", "until"),
        ("worker", "seen_at"),
    ] {
        sql.change(&format!("DELETE FROM {table} WHERE {past} < now() - {STALE}"), &[]).await?;
    }
    Ok(())
}
