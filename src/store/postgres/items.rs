//! What is known of items: by their keys, by their words.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use tokio_postgres::Row;

use super::{
    error::Broken,
    sources,
    sql::{Sql, Text, get},
    stories,
};
use crate::{
    model::{ItemChange, Key, KeyKind, KnownItem, ReleaseId, SourceId},
    store::{
        Stored,
        numbers::{count, seconds, time},
    },
};

/// Items that share a key, the latest of them: one that more have tells nothing.
const OF_A_KEY: usize = 32;

/// Items of a source that any of the keys know.
pub async fn known(sql: &Sql, source: &SourceId, keys: &[Key]) -> Result<Vec<KnownItem>, Broken> {
    let Some(number) = sources::number(sql, source).await? else { return Ok(Vec::new()) };
    let text = format!(
        "{KNOWN} WHERE i.source = $1 AND i.release IN (
           SELECT x.release FROM unnest($2::bigint[], $3::bigint[]) k(hash, kind)
           CROSS JOIN LATERAL (SELECT release FROM item_key WHERE source = $1 AND hash = k.hash AND kind = k.kind
             ORDER BY release DESC LIMIT $4) x)"
    );
    let hashes: Vec<i64> = keys.iter().map(|key| key.hash).collect();
    let kinds: Vec<i64> = keys.iter().map(|key| key.kind as i64).collect();
    known_items(sql, number, &sql.all(&text, &[&number, &hashes, &kinds, &count(OF_A_KEY)]).await?).await
}

const KNOWN: &str = "SELECT i.release, r.story, i.keys, i.raw_hash, r.content_hash, i.unfilled, r.first_seen, r.title,
    r.url, r.published, i.version FROM item i JOIN release r ON r.id = i.release";

async fn known_items(sql: &Sql, source: i64, rows: &[Row]) -> Result<Vec<KnownItem>, Broken> {
    let mut items = Vec::with_capacity(rows.len());
    for row in rows {
        let release_id = get(row, 0)?;
        items.push(KnownItem {
            release_id,
            story_id: get(row, 1)?,
            keys: keys(sql, (source, release_id), get(row, 2)?).await?,
            raw_hash: hash(get(row, 3)?),
            content_hash: hash(get(row, 4)?),
            unfilled: get(row, 5)?,
            first_seen: time(get(row, 6)?),
            title: get(row, 7)?,
            url: get(row, 8)?,
            published: get::<Option<&str>>(row, 9)?.and_then(|text| DateTime::parse_from_rfc3339(text).ok()),
            version: u16::try_from(get::<i64>(row, 10)?).unwrap_or(0),
        });
    }
    Ok(items)
}

fn hash(bytes: Option<&[u8]>) -> Option<[u8; 16]> {
    bytes.and_then(|bytes| bytes.try_into().ok())
}

/// The keys of an item. Its list is a copy of what stands in `item_key`: where it cannot be read, that is read.
async fn keys(sql: &Sql, (source, release): (i64, ReleaseId), list: &str) -> Result<Vec<Key>, Broken> {
    if let Ok(keys) = serde_json::from_str(list) {
        return Ok(keys);
    }
    let rows =
        sql.all("SELECT kind, hash FROM item_key WHERE source = $1 AND release = $2", &[&source, &release]).await?;
    let mut keys = Vec::new();
    for row in &rows {
        if let Ok(kind) = KeyKind::try_from(get::<i64>(row, 0)?) {
            keys.push(Key { kind, hash: get(row, 1)? });
        }
    }
    Ok(keys)
}

/// The keys of items that are known already.
pub async fn keys_of(sql: &Sql, source: i64, releases: Vec<ReleaseId>) -> Result<HashMap<ReleaseId, Vec<Key>>, Broken> {
    let mut known = HashMap::new();
    if releases.is_empty() {
        return Ok(known);
    }
    let text = "SELECT release, keys FROM item WHERE source = $1 AND release = ANY($2)";
    for row in &sql.all(text, &[&source, &releases]).await? {
        let release = get(row, 0)?;
        known.insert(release, keys(sql, (source, release), get(row, 1)?).await?);
    }
    Ok(known)
}

/// Releases of a source whose page did not answer yet.
pub async fn unfilled(
    sql: &Sql,
    source: &SourceId,
    since: DateTime<Utc>,
    limit: usize,
) -> Result<Vec<(KnownItem, Stored)>, Broken> {
    let number = sources::number(sql, source).await?.ok_or(Broken::Missing)?;
    let text = format!("{KNOWN} WHERE i.source = $1 AND i.unfilled AND r.first_seen >= $2 ORDER BY r.id DESC LIMIT $3");
    let rows = sql.all(&text, &[&number, &seconds(since), &count(limit)]).await?;
    let mut found = Vec::new();
    for item in known_items(sql, number, &rows).await? {
        if let Some(stored) = stories::release(sql, &item.release_id.to_string()).await? {
            found.push((item, stored));
        }
    }
    Ok(found)
}

/// Keys: source, hash, kind and release of each.
pub async fn keys_written(sql: &Sql, keys: &[(i64, i64, i64, ReleaseId)]) -> Result<(), Broken> {
    if keys.is_empty() {
        return Ok(());
    }
    let column = |of: fn(&(i64, i64, i64, ReleaseId)) -> i64| keys.iter().map(of).collect::<Vec<_>>();
    let text = "INSERT INTO item_key (source, hash, kind, release)
         SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[]) ON CONFLICT DO NOTHING";
    let (source, hash) = (column(|key| key.0), column(|key| key.1));
    sql.change(text, &[&source, &hash, &column(|key| key.2), &column(|key| key.3.0)]).await.map(drop)
}

/// Items as a poll found them, the last finding of each.
#[derive(Default)]
pub struct Written {
    items: HashMap<ReleaseId, Item>,
    /// Hash, kind and release of each new key.
    keys: Vec<(i64, i64, ReleaseId)>,
}

struct Item {
    raw_hash: Option<[u8; 16]>,
    unfilled: bool,
    keys: String,
    version: i64,
}

impl Written {
    /// One more; `keys` are those that it is known under, and get those that it has now.
    pub fn add(&mut self, item: &ItemChange, release: ReleaseId, keys: &mut Vec<Key>) -> Result<(), Broken> {
        for key in item.keys.keys.iter().filter(|key| key.kind != KeyKind::Words) {
            if !keys.contains(key) {
                keys.push(*key);
                self.keys.push((key.hash, key.kind as i64, release));
            }
        }
        // its words now, which nobody seeks
        if let Some(words) = item.keys.keys.iter().find(|key| key.kind == KeyKind::Words) {
            keys.retain(|key| key.kind != KeyKind::Words);
            keys.push(*words);
        }
        let row = Item {
            raw_hash: item.raw_hash,
            unfilled: item.unfilled,
            keys: serde_json::to_string(keys)?,
            version: item.keys.version.into(),
        };
        self.items.insert(release, row);
        Ok(())
    }

    /// Writes them all.
    pub async fn write(self, sql: &Sql, source: i64) -> Result<(), Broken> {
        let keys: Vec<_> = self.keys.iter().map(|(hash, kind, release)| (source, *hash, *kind, *release)).collect();
        keys_written(sql, &keys).await?;
        if self.items.is_empty() {
            return Ok(());
        }
        let rows: Vec<(&ReleaseId, &Item)> = self.items.iter().collect();
        let releases: Vec<ReleaseId> = rows.iter().map(|(release, _)| **release).collect();
        let hashes: Vec<Option<&[u8]>> =
            rows.iter().map(|(_, item)| item.raw_hash.as_ref().map(|hash| &hash[..])).collect();
        let unfilled: Vec<bool> = rows.iter().map(|(_, item)| item.unfilled).collect();
        let keys: Vec<Text<'_>> = rows.iter().map(|(_, item)| Text(&item.keys)).collect();
        let versions: Vec<i64> = rows.iter().map(|(_, item)| item.version).collect();
        let text = "INSERT INTO item (source, release, raw_hash, unfilled, keys, version)
             SELECT $1, n.* FROM unnest($2::bigint[], $3::bytea[], $4::boolean[], $5::text[], $6::bigint[]) n
             ON CONFLICT (source, release) DO UPDATE SET raw_hash = excluded.raw_hash, unfilled = excluded.unfilled,
               keys = excluded.keys, version = excluded.version";
        sql.change(text, &[&source, &releases, &hashes, &unfilled, &keys, &versions]).await.map(drop)
    }
}
