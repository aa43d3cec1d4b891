//! The hub's books: counted and read in pages, whatever stands in them.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, Row, params};

use super::{count, seconds, time};
use crate::{
    model::Secret,
    store::{Behind, Booking, Intent, Standing, Subscriber},
};

/// More topics that anybody can make up are not counted.
const MOST_TOPICS: i64 = 1_000;

/// How full the books are for a callback and its owners.
pub fn standing(connection: &Connection, topic: &str, callback: &str, owners: &[String]) -> rusqlite::Result<Standing> {
    let number = |count: i64| usize::try_from(count).unwrap_or(0);
    let mark = |name: &str| {
        let mut mark = connection.prepare_cached("SELECT value FROM mark WHERE name = ?1")?;
        mark.query_row([name], |row| row.get(0)).map(number)
    };
    let mut subscribed = connection.prepare_cached("SELECT 1 FROM subscriber WHERE topic = ?1 AND callback = ?2")?;
    let mut standing = Standing {
        subscribed: subscribed.exists([topic, callback])?,
        waiting: mark("intents")?,
        held: mark("subscribers")?,
        made_up: number(made_up(connection, topic)?),
        ..Standing::default()
    };
    let mut of_owner = connection.prepare_cached(
        "SELECT (SELECT count(*) FROM callback_owner o JOIN intent i ON i.callback = o.callback WHERE o.owner = ?1),
         (SELECT count(*) FROM callback_owner o JOIN subscriber s ON s.callback = o.callback WHERE o.owner = ?1)",
    )?;
    for owner in owners {
        let (waiting, held) = of_owner.query_row([owner], |row| Ok((row.get(0)?, row.get(1)?)))?;
        standing.waiting_of_owner = standing.waiting_of_owner.max(number(waiting));
        standing.held_of_owner = standing.held_of_owner.max(number(held));
    }
    Ok(standing)
}

/// Topics with a query or a tag in their address, if this one is such and none of them: one step of the index each.
fn made_up(connection: &Connection, topic: &str) -> rusqlite::Result<i64> {
    let free = |topic: &str| topic.contains('?') || topic.contains("/tag/");
    if !free(topic) || connection.prepare_cached("SELECT 1 FROM subscriber WHERE topic = ?1")?.exists([topic])? {
        return Ok(0);
    }
    let mut topics = connection.prepare_cached(
        "WITH RECURSIVE known (topic) AS (SELECT min(topic) FROM subscriber UNION ALL
           SELECT (SELECT min(topic) FROM subscriber WHERE topic > known.topic) FROM known WHERE topic IS NOT NULL
           LIMIT ?1)
         SELECT topic FROM known WHERE topic IS NOT NULL",
    )?;
    let mut count = 0;
    let mut rows = topics.query([MOST_TOPICS])?;
    while let Some(row) = rows.next()? {
        count += i64::from(free(row.get_ref(0)?.as_str()?));
    }
    Ok(count)
}

/// Requests whose callbacks are to be asked.
pub fn intents(connection: &Connection, now: DateTime<Utc>, limit: usize) -> rusqlite::Result<Vec<Intent>> {
    let mut query = connection.prepare_cached(
        "SELECT topic, callback, subscribes, secret, lease_secs, tries, next_at FROM intent
         WHERE next_at <= ?1 ORDER BY next_at LIMIT ?2",
    )?;
    let rows = query.query_map([seconds(now), count(limit)], |row| {
        Ok(Intent {
            topic: row.get(0)?,
            callback: row.get(1)?,
            subscribes: row.get(2)?,
            secret: row.get::<_, Option<String>>(3)?.map(Secret::new),
            lease_secs: row.get(4)?,
            owners: Vec::new(),
            tries: row.get(5)?,
            next_at: time(row.get(6)?),
        })
    })?;
    rows.collect()
}

/// Who lacks changes, after a place.
pub fn behind(
    connection: &Connection,
    after: Option<&Behind>,
    now: DateTime<Utc>,
    limit: usize,
) -> rusqlite::Result<Vec<Subscriber>> {
    let last = super::outgoing::last_change(connection)?;
    let (cursor, topic, callback) =
        after.map_or((i64::MIN, "", ""), |(cursor, topic, callback)| (*cursor, topic, callback));
    let mut query = connection.prepare_cached(
        "SELECT topic, callback, secret, lease_until, cursor, tries, next_at FROM subscriber
         WHERE cursor < ?1 AND (cursor, topic, callback) > (?2, ?3, ?4) AND next_at <= ?5
         ORDER BY cursor, topic, callback LIMIT ?6",
    )?;
    let rows = query.query_map(params![last, cursor, topic, callback, seconds(now), count(limit)], subscriber)?;
    rows.collect()
}

fn subscriber(row: &Row<'_>) -> rusqlite::Result<Subscriber> {
    Ok(Subscriber {
        topic: row.get(0)?,
        callback: row.get(1)?,
        secret: row.get::<_, Option<String>>(2)?.map(Secret::new),
        lease_until: time(row.get(3)?),
        cursor: row.get(4)?,
        tries: row.get(5)?,
        next_at: time(row.get(6)?),
    })
}

/// Writes into the hub's books.
pub fn book(connection: &Connection, booking: &Booking) -> rusqlite::Result<()> {
    match booking {
        Booking::Intend(intent) => intend(connection, intent)?,
        // only the one that was looked at: another may have taken its place meanwhile
        Booking::Drop(intent) => connection
            .prepare_cached(
                "DELETE FROM intent WHERE topic = ?1 AND callback = ?2 AND subscribes = ?3 AND next_at = ?4",
            )?
            .execute(params![intent.topic, intent.callback, intent.subscribes, seconds(intent.next_at)])?,
        Booking::Subscribe(new) => connection
            .prepare_cached(
                "INSERT INTO subscriber (topic, callback, secret, lease_until, cursor, tries, next_at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (topic, callback) DO UPDATE
                 SET secret = ?3, lease_until = ?4, tries = ?6, next_at = ?7",
            )?
            .execute(params![
                new.topic,
                new.callback,
                new.secret.as_ref().map(Secret::expose),
                seconds(new.lease_until),
                new.cursor,
                new.tries,
                seconds(new.next_at)
            ])?,
        Booking::Delivered(known) => connection
            .prepare_cached(
                "UPDATE subscriber SET cursor = max(cursor, ?3), tries = ?4, next_at = ?5
                 WHERE topic = ?1 AND callback = ?2",
            )?
            .execute(params![known.topic, known.callback, known.cursor, known.tries, seconds(known.next_at)])?,
        Booking::Unsubscribe { topic, callback } => connection
            .prepare_cached("DELETE FROM subscriber WHERE topic = ?1 AND callback = ?2")?
            .execute([topic, callback])?,
        Booking::Expire(now) => {
            connection.prepare_cached("DELETE FROM subscriber WHERE lease_until <= ?1")?.execute([seconds(*now)])?
        }
    };
    Ok(())
}

/// Owners that were found anew replace those that the callback had.
fn intend(connection: &Connection, intent: &Intent) -> rusqlite::Result<usize> {
    if !intent.owners.is_empty() {
        connection.prepare_cached("DELETE FROM callback_owner WHERE callback = ?1")?.execute([&intent.callback])?;
        let mut owner =
            connection.prepare_cached("INSERT OR IGNORE INTO callback_owner (owner, callback) VALUES (?1, ?2)")?;
        intent.owners.iter().try_for_each(|name| owner.execute([name, &intent.callback]).map(drop))?;
    }
    let mut insert = connection.prepare_cached(
        "INSERT INTO intent (topic, callback, subscribes, secret, lease_secs, tries, next_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (topic, callback) DO UPDATE
         SET subscribes = ?3, secret = ?4, lease_secs = ?5, tries = ?6, next_at = ?7",
    )?;
    insert.execute(params![
        intent.topic,
        intent.callback,
        intent.subscribes,
        intent.secret.as_ref().map(Secret::expose),
        intent.lease_secs,
        intent.tries,
        seconds(intent.next_at)
    ])
}
