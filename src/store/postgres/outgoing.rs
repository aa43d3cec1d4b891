//! The archive, and the order of changes.

use chrono::{DateTime, Utc};
use futures_util::future::try_join;
use tokio_postgres::Row;

use super::{
    error::Broken,
    found, lead,
    pen::Transaction,
    rows::Statement,
    sql::{Bound, Sql, Text, get},
    stories,
};
use crate::{
    model::{Progress, Story, StoryId},
    store::{
        Archived, Beyond, Changes, Departure, Leaving, Query,
        numbers::{count, seconds, time},
    },
};

/// By how much the kept figures grew.
#[derive(Debug, Clone, Copy, Default)]
pub struct Counted {
    /// Releases that are not forgotten.
    pub releases: i64,
    /// Stories.
    pub stories: i64,
}

/// What follows from stories that were touched: what they are found under, the order of changes, the kept figures. What
/// one transaction changed is told the oldest first: documents begin with the newest. For whoever holds the pen.
pub async fn settle(sql: &Sql, touched: Vec<StoryId>, counted: Counted) -> Result<(), Broken> {
    let values: [&dyn Bound; 1] = [&touched];
    let ((), row) = try_join(find(sql, &touched), sql.one(CHANGED, &values)).await?;
    let withdrawn: i64 = get(&row, 0)?;
    count_on(sql, counted, withdrawn).await
}

/// What stories are found under.
pub async fn find(sql: &Sql, touched: &[StoryId]) -> Result<(), Broken> {
    let found = "WITH named AS (
           SELECT 't:' || t.name AS name, s.sorted_at, s.id AS story FROM story s JOIN release r ON r.id = s.lead
             CROSS JOIN LATERAL unnest(r.tags) t(name) WHERE s.id = ANY($1)
           UNION SELECT 't:' || t.name, s.sorted_at, s.id FROM story s JOIN release r ON r.id = s.lead
             JOIN source o ON o.n = r.source CROSS JOIN LATERAL unnest(o.tags) t(name) WHERE s.id = ANY($1)
           UNION SELECT 'l:' || lower(split_part(r.language, '-', 1)), s.sorted_at, s.id FROM story s
             JOIN release r ON r.id = s.lead WHERE s.id = ANY($1) AND r.language IS NOT NULL
           UNION SELECT 's:' || r.source, s.sorted_at, s.id FROM release r JOIN story s ON s.id = r.story
             WHERE r.story = ANY($1)),
         gone AS (DELETE FROM found_under f WHERE f.story = ANY($1) AND NOT EXISTS (SELECT 1 FROM named n
             WHERE n.name = f.name AND n.sorted_at = f.sorted_at AND n.story = f.story))
         INSERT INTO found_under (name, sorted_at, story) SELECT name, sorted_at, story FROM named ON CONFLICT DO NOTHING";
    sql.change(found, &[&touched.to_vec()]).await.map(drop)
}

/// Stories that look otherwise to readers than they did, each under a new number; how many more are withdrawn now.
/// Numbers go with the time: a standby that takes its server's place may lack the last changes, and who was told of them
/// follows from there. What comes after it is numbered above what was lost.
const CHANGED: &str = "WITH seen AS (
           SELECT s.id, s.lead, s.updated, s.embargo, s.withdrawn, coalesce(c.withdrawn, false) AS was,
             row_number() OVER (ORDER BY s.sorted_at, s.id DESC) AS place
           FROM story s LEFT JOIN change c ON c.story = s.id WHERE s.id = ANY($1) AND (c.n IS NULL OR c.lead <> s.lead
             OR c.updated <> s.updated OR c.embargo IS DISTINCT FROM s.embargo OR c.withdrawn <> s.withdrawn)),
         told AS (INSERT INTO change (story, n, lead, updated, embargo, withdrawn)
           SELECT id, greatest((SELECT max(n) FROM change), (extract(epoch FROM now()) * 1000000)::bigint) + place, lead,
             updated, embargo, withdrawn FROM seen
           ON CONFLICT (story) DO UPDATE SET n = excluded.n, archived = false, lead = excluded.lead,
             updated = excluded.updated, embargo = excluded.embargo, withdrawn = excluded.withdrawn)
         SELECT coalesce(sum(withdrawn::int - was::int), 0)::bigint FROM seen";

async fn count_on(sql: &Sql, counted: Counted, withdrawn: i64) -> Result<(), Broken> {
    if (counted.releases, counted.stories, withdrawn) == (0, 0, 0) {
        return Ok(());
    }
    let text = "UPDATE mark SET value = value + CASE name WHEN 'releases' THEN $1 WHEN 'stories' THEN $2 ELSE $3 END
                WHERE name IN ('releases', 'stories', 'withdrawn')";
    sql.change(text, &[&counted.releases, &counted.stories, &withdrawn]).await.map(drop)
}

/// Published stories that are not in the archive as they are now: some after one, the oldest of them first.
pub async fn leaving(sql: &Sql, beyond: &Beyond, limit: usize, now: DateTime<Utc>) -> Result<Vec<Leaving>, Broken> {
    let mut asked = Statement::default();
    asked.sql = stories::select(&mut asked, now, ", c.n", "change c JOIN story s ON s.id = c.story");
    let (after, at, story) = (asked.value(beyond.after), asked.value(beyond.place.0), asked.value(beyond.place.1));
    let (keep, limit) = (asked.value(beyond.keep.clone()), asked.value(count(limit)));
    asked.sql += &format!(
        " AND NOT c.archived AND c.story > {after} AND (s.sorted_at, s.id) < ({at}, {story})
          AND s.id <> ALL({keep}) ORDER BY c.story LIMIT {limit}"
    );
    let rows = sql.all(&asked.sql, &asked.values()).await?;
    let mut found = rows.iter().map(numbered).collect::<Result<Vec<_>, _>>()?;
    found.sort_by_key(|(story, ..)| (story.sorted_at, story.id));
    let mut whole = Vec::with_capacity(found.len());
    for (story, members, change) in found {
        whole.push(Leaving { story: stories::with_copies(sql, story, members, now).await?, change });
    }
    Ok(whole)
}

fn numbered(row: &Row) -> Result<(Story, i64, i64), Broken> {
    let (story, members) = stories::story(row)?;
    Ok((story, members, get(row, stories::MORE)?))
}

/// Published stories before a place that changed since they went into the archive, last changed first.
pub async fn revived(sql: &Sql, place: (i64, StoryId), limit: usize, now: DateTime<Utc>) -> Result<Vec<Story>, Broken> {
    let mut asked = Statement::default();
    asked.sql = stories::select(&mut asked, now, "", "story s JOIN change c ON c.story = s.id");
    let (at, story, limit) = (asked.value(place.0), asked.value(place.1), asked.value(count(limit)));
    // since the oldest one that the feed shows few were updated that stand before it
    asked.sql += &format!(
        " AND NOT c.archived AND (s.sorted_at, s.id) < ({at}, {story}) AND s.updated >= {at}
          AND EXISTS (SELECT 1 FROM archive a WHERE a.story = s.id) ORDER BY s.updated DESC, s.id LIMIT {limit}"
    );
    stories::whole(sql, &sql.all(&asked.sql, &asked.values()).await?, now).await
}

/// Entries go into the archive, but for those that changed since they were written, and those that are there: a process that
/// stood still may have another's work before it, and one that heard no answer its own.
pub async fn archive(sql: &Sql, departures: &[Departure]) -> Result<(), Broken> {
    for gone in departures {
        let mark = "UPDATE change SET archived = true WHERE story = $1 AND n = $2 AND NOT archived";
        if sql.change(mark, &[&gone.story, &gone.change]).await? == 1 {
            let text = "INSERT INTO archive (n, story, updated, title, entry)
                 VALUES ((SELECT coalesce(max(n), 0) + 1 FROM archive), $1, $2, $3, $4)";
            sql.change(text, &[&gone.story, &seconds(gone.updated), &Text(&gone.title), &&gone.entry[..]]).await?;
        }
    }
    Ok(())
}

/// Entries after `from`, up to `to`.
pub async fn archived(sql: &Sql, from: i64, to: i64) -> Result<Vec<Archived>, Broken> {
    let text = "SELECT updated, title, entry, story FROM archive WHERE n > $1 AND n <= $2 ORDER BY n";
    let rows = sql.all(text, &[&from, &to]).await?;
    let read = |row: &Row| {
        Ok(Archived { updated: time(get(row, 0)?), title: get(row, 1)?, entry: get(row, 2)?, story: get(row, 3)? })
    };
    rows.iter().map(read).collect()
}

/// Number of the last entry of the archive.
pub async fn archive_end(sql: &Sql) -> Result<i64, Broken> {
    get(&sql.one("SELECT coalesce(max(n), 0) FROM archive", &[]).await?, 0)
}

/// Stories that the query asks for and that changed after a change, in that order.
pub async fn changes(sql: &Sql, query: &Query, after: i64, now: DateTime<Utc>) -> Result<Changes, Broken> {
    // before the stories: what changes meanwhile is told next time
    let last = last_change(sql).await?;
    let mut asked = Statement::default();
    asked.sql = stories::selection(&mut asked, query, now, (", c.n", "change c JOIN story s ON s.id = c.story"));
    found::narrow(&mut asked, query, seconds(now));
    if let Some(words) = &query.words {
        found::hold(&mut asked, words, seconds(now));
    }
    let (after, most, limit) = (asked.value(after), asked.value(last), asked.value(count(query.limit)));
    asked.sql += &format!(" AND c.n > {after} AND c.n <= {most} ORDER BY c.n LIMIT {limit}");
    let rows = sql.all(&asked.sql, &asked.values()).await?;
    let found = rows.iter().map(numbered).collect::<Result<Vec<_>, _>>()?;
    let through = match found.last() {
        Some((_, _, change)) if found.len() >= query.limit => *change,
        _ => last,
    };
    Ok(Changes { stories: stories::whole(sql, &rows, now).await?, through })
}

/// How far a receiver was told.
pub async fn told(sql: &Sql, receiver: &str) -> Result<Option<Progress>, Broken> {
    let row = sql.first("SELECT cursor, tries FROM receiver WHERE id = $1", &[&Text(receiver)]).await?;
    let read = |row: Row| {
        Ok(Progress { cursor: get(&row, 0)?, tries: u32::try_from(get::<i64>(&row, 1)?).unwrap_or(u32::MAX) })
    };
    row.map(read).transpose()
}

/// It was told so far.
pub async fn tell(sql: &Sql, receiver: &str, progress: &Progress) -> Result<(), Broken> {
    let text = "INSERT INTO receiver (id, cursor, tries) VALUES ($1, $2, $3)
         ON CONFLICT (id) DO UPDATE SET cursor = $2, tries = $3";
    sql.change(text, &[&Text(receiver), &progress.cursor, &i64::from(progress.tries)]).await.map(drop)
}

/// Number of the last change.
pub async fn last_change(sql: &Sql) -> Result<i64, Broken> {
    get(&sql.one("SELECT coalesce(max(n), 0) FROM change", &[]).await?, 0)
}

/// The number of the pen.
pub async fn pen(sql: &Sql) -> Result<i64, Broken> {
    get(&sql.one("SELECT value FROM mark WHERE name = 'pen'", &[]).await?, 0)
}

/// The number of the pen, and whether an embargo has ended.
pub async fn look(sql: &Sql, now: DateTime<Utc>) -> Result<(i64, bool), Broken> {
    let text = "SELECT value, EXISTS (SELECT 1 FROM story WHERE embargo <= $1)
           OR EXISTS (SELECT 1 FROM release WHERE embargo <= $1) FROM mark WHERE name = 'pen'";
    let row = sql.one(text, &[&seconds(now)]).await?;
    Ok((get(&row, 0)?, get(&row, 1)?))
}

/// Embargoes that ended no longer hold, of stories and of their copies: that is a change of what is published. The entry
/// ids.
pub async fn lift_embargoes(transaction: &mut Transaction, now: DateTime<Utc>) -> Result<Vec<String>, Broken> {
    transaction.take_pen().await?;
    let at = seconds(now);
    let text = "UPDATE story SET updated = greatest(updated, embargo), embargo = NULL WHERE embargo <= $1 RETURNING id";
    let rows = transaction.all(text, &[&at]).await?;
    let mut lifted = rows.iter().map(|row| get(row, 0)).collect::<Result<Vec<StoryId>, _>>()?;
    let rows = transaction.all("UPDATE release SET embargo = NULL WHERE embargo <= $1 RETURNING story", &[&at]).await?;
    let free = rows.iter().map(|row| get(row, 0)).collect::<Result<Vec<StoryId>, _>>()?;
    lead::choose(transaction, &free, at).await?;
    lifted.extend(free);
    lifted.sort_unstable();
    lifted.dedup();
    settle(transaction, lifted.clone(), Counted::default()).await?;
    let rows = transaction.all("SELECT entry_id FROM story WHERE id = ANY($1) ORDER BY entry_id", &[&lifted]).await?;
    rows.iter().map(|row| get(row, 0)).collect()
}
