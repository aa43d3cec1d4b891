//! The hub's books: counted and read in pages, whatever stands in them.

use chrono::{DateTime, Utc};
use tokio_postgres::Row;

use super::{
    error::Broken,
    outgoing,
    sql::{Sql, Text, get, texts},
};
use crate::{
    model::Secret,
    store::{
        Behind, Booking, Intent, Standing, Subscriber,
        numbers::{count, seconds, time},
    },
};

/// More topics that anybody can make up are not counted.
const MOST_TOPICS: i64 = 1_000;

fn number(count: i64) -> usize {
    usize::try_from(count).unwrap_or(0)
}

fn tries(row: &Row, column: usize) -> Result<u32, Broken> {
    Ok(u32::try_from(get::<i64>(row, column)?).unwrap_or(u32::MAX))
}

/// How full the books are for a callback and its owners.
pub async fn standing(sql: &Sql, topic: &str, callback: &str, owners: &[String]) -> Result<Standing, Broken> {
    let text = "SELECT EXISTS (SELECT 1 FROM subscriber WHERE topic = $1 AND callback = $2),
           (SELECT count(*) FROM intent), (SELECT count(*) FROM subscriber)";
    let row = sql.one(text, &[&Text(topic), &Text(callback)]).await?;
    let mut standing = Standing {
        subscribed: get(&row, 0)?,
        waiting: number(get(&row, 1)?),
        held: number(get(&row, 2)?),
        made_up: made_up(sql, topic).await?,
        ..Standing::default()
    };
    let text = "SELECT (SELECT count(*) FROM callback_owner o JOIN intent i ON i.callback = o.callback WHERE o.owner = w.owner),
           (SELECT count(*) FROM callback_owner o JOIN subscriber s ON s.callback = o.callback WHERE o.owner = w.owner)
         FROM unnest($1::text[]) w(owner)";
    for row in &sql.all(text, &[&texts(owners)]).await? {
        standing.waiting_of_owner = standing.waiting_of_owner.max(number(get(row, 0)?));
        standing.held_of_owner = standing.held_of_owner.max(number(get(row, 1)?));
    }
    Ok(standing)
}

/// Topics with a query or a tag in their address, if this one is such and none of them: one step of the index each.
async fn made_up(sql: &Sql, topic: &str) -> Result<usize, Broken> {
    let free = |topic: &str| topic.contains('?') || topic.contains("/tag/");
    if !free(topic) || sql.any("SELECT 1 FROM subscriber WHERE topic = $1 LIMIT 1", &[&Text(topic)]).await? {
        return Ok(0);
    }
    let text = "WITH RECURSIVE known (topic, n) AS ((SELECT min(topic), 1::bigint FROM subscriber) UNION ALL
           SELECT (SELECT min(s.topic) FROM subscriber s WHERE s.topic > known.topic), n + 1 FROM known
           WHERE topic IS NOT NULL AND n < $1)
         SELECT count(*) FROM known WHERE position('?' IN topic) > 0 OR position('/tag/' IN topic) > 0";
    Ok(number(get(&sql.one(text, &[&MOST_TOPICS]).await?, 0)?))
}

/// Requests whose callbacks are to be asked.
pub async fn intents(sql: &Sql, now: DateTime<Utc>, limit: usize) -> Result<Vec<Intent>, Broken> {
    let text = "SELECT topic, callback, subscribes, secret, lease_secs, tries, next_at FROM intent
         WHERE next_at <= $1 ORDER BY next_at LIMIT $2";
    let read = |row: &Row| {
        Ok(Intent {
            topic: get(row, 0)?,
            callback: get(row, 1)?,
            subscribes: get(row, 2)?,
            secret: get::<Option<String>>(row, 3)?.map(Secret::new),
            lease_secs: get(row, 4)?,
            owners: Vec::new(),
            tries: tries(row, 5)?,
            next_at: time(get(row, 6)?),
        })
    };
    sql.all(text, &[&seconds(now), &count(limit)]).await?.iter().map(read).collect()
}

/// Who lacks changes, after a place.
pub async fn behind(
    sql: &Sql,
    after: Option<&Behind>,
    now: DateTime<Utc>,
    limit: usize,
) -> Result<Vec<Subscriber>, Broken> {
    let last = outgoing::last_change(sql).await?;
    let (cursor, topic, callback) =
        after.map_or((i64::MIN, "", ""), |(cursor, topic, callback)| (*cursor, topic, callback));
    let text = "SELECT topic, callback, secret, lease_until, cursor, tries, next_at FROM subscriber
         WHERE cursor < $1 AND (cursor, topic, callback) > ($2, $3, $4) AND next_at <= $5
         ORDER BY cursor, topic, callback LIMIT $6";
    let read = |row: &Row| {
        Ok(Subscriber {
            topic: get(row, 0)?,
            callback: get(row, 1)?,
            secret: get::<Option<String>>(row, 2)?.map(Secret::new),
            lease_until: time(get(row, 3)?),
            cursor: get(row, 4)?,
            tries: tries(row, 5)?,
            next_at: time(get(row, 6)?),
        })
    };
    let rows = sql.all(text, &[&last, &cursor, &Text(topic), &Text(callback), &seconds(now), &count(limit)]).await?;
    rows.iter().map(read).collect()
}

/// Writes into the hub's books, within a transaction.
pub async fn book(sql: &Sql, booking: &Booking) -> Result<(), Broken> {
    match booking {
        Booking::Intend(intent) => intend(sql, intent).await,
        // only the one that was looked at: another may have taken its place meanwhile
        Booking::Drop(intent) => {
            let text = "DELETE FROM intent WHERE topic = $1 AND callback = $2 AND subscribes = $3 AND next_at = $4";
            let (topic, callback) = (Text(&intent.topic), Text(&intent.callback));
            sql.change(text, &[&topic, &callback, &intent.subscribes, &seconds(intent.next_at)]).await?;
            owners_gone(sql).await
        }
        Booking::Subscribe(new) => subscribe(sql, new).await,
        Booking::Delivered(known) => {
            let text = "UPDATE subscriber SET cursor = greatest(cursor, $3), tries = $4, next_at = $5
                 WHERE topic = $1 AND callback = $2";
            let (topic, callback) = (Text(&known.topic), Text(&known.callback));
            let tries = i64::from(known.tries);
            sql.change(text, &[&topic, &callback, &known.cursor, &tries, &seconds(known.next_at)]).await.map(drop)
        }
        Booking::Unsubscribe { topic, callback } => {
            let text = "DELETE FROM subscriber WHERE topic = $1 AND callback = $2";
            sql.change(text, &[&Text(topic), &Text(callback)]).await?;
            owners_gone(sql).await
        }
        Booking::Expire(now) => {
            if sql.change("DELETE FROM subscriber WHERE lease_until <= $1", &[&seconds(*now)]).await? == 0 {
                return Ok(());
            }
            owners_gone(sql).await
        }
    }
}

async fn subscribe(sql: &Sql, new: &Subscriber) -> Result<(), Broken> {
    let text = "INSERT INTO subscriber (topic, callback, secret, lease_until, cursor, tries, next_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (topic, callback) DO UPDATE
         SET secret = $3, lease_until = $4, tries = $6, next_at = $7";
    let secret = new.secret.as_ref().map(|secret| Text(secret.expose()));
    let (topic, callback, tries) = (Text(&new.topic), Text(&new.callback), i64::from(new.tries));
    let (until, next_at) = (seconds(new.lease_until), seconds(new.next_at));
    sql.change(text, &[&topic, &callback, &secret, &until, &new.cursor, &tries, &next_at]).await.map(drop)
}

/// Owners that were found anew replace those that the callback had.
async fn intend(sql: &Sql, intent: &Intent) -> Result<(), Broken> {
    let callback = Text(&intent.callback);
    if !intent.owners.is_empty() {
        sql.change("DELETE FROM callback_owner WHERE callback = $1", &[&callback]).await?;
        let text = "INSERT INTO callback_owner (owner, callback) SELECT o, $2 FROM unnest($1::text[]) o
                    ON CONFLICT DO NOTHING";
        sql.change(text, &[&texts(&intent.owners), &callback]).await?;
    }
    let text = "INSERT INTO intent (topic, callback, subscribes, secret, lease_secs, tries, next_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (topic, callback) DO UPDATE
         SET subscribes = $3, secret = $4, lease_secs = $5, tries = $6, next_at = $7";
    let secret = intent.secret.as_ref().map(|secret| Text(secret.expose()));
    let (topic, tries, next_at) = (Text(&intent.topic), i64::from(intent.tries), seconds(intent.next_at));
    sql.change(text, &[&topic, &callback, &intent.subscribes, &secret, &intent.lease_secs, &tries, &next_at])
        .await
        .map(drop)
}

/// A callback that stands in no book any more has no owners.
async fn owners_gone(sql: &Sql) -> Result<(), Broken> {
    let text =
        "DELETE FROM callback_owner o WHERE NOT EXISTS (SELECT 1 FROM subscriber s WHERE s.callback = o.callback)
         AND NOT EXISTS (SELECT 1 FROM intent i WHERE i.callback = o.callback)";
    sql.change(text, &[]).await.map(drop)
}
