//! All that one poll changes.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, params};
use serde::Serialize;

use super::{
    amend,
    body::{self, BROKEN, FORGOTTEN},
    ids, items, lead, outgoing, seconds, sources, to_json,
    under::Lent,
    writer::Bands,
};
use crate::{
    model::{Change, Committed, ItemChange, Joins, Key, KeyKind, Poll, Rank, Ref, Release, ReleaseId, StoryId},
    store::entry_id::minted,
};

/// Of a release the latest so many are kept.
const REVISIONS: i64 = 50;
/// In seconds: of what changes more often the first words within that time are kept.
const BETWEEN_REVISIONS: i64 = 3600;

/// Writes a poll.
pub fn commit(connection: &Connection, bands: Bands<'_>, poll: &mut Poll) -> rusqlite::Result<Committed> {
    let source = sources::number(connection, &poll.state.source_id)?;
    sources::save(connection, source, &poll.state)?;
    if poll.changes.is_empty() {
        return Ok(Committed::default());
    }
    let before = outgoing::last_change(connection)?;
    let mut writing = Writing {
        connection,
        source,
        lent: Lent::of(connection, source)?,
        now: poll.now,
        done: Committed::default(),
        stories: Vec::new(),
        bands,
        last: None,
    };
    for item in &mut poll.changes {
        let body = match &mut item.change {
            Change::New { release, .. } | Change::Revised { release, .. } => body::written(release)?,
            Change::Seen { .. } => String::new(),
        };
        writing.item(item, body)?;
    }
    let Writing { done, mut bands, .. } = writing;
    connection
        .prepare_cached("UPDATE mark SET value = value + ?1 WHERE name = 'releases'")?
        .execute([i64::try_from(done.new).unwrap_or(0)])?;
    if let Some(bands) = bands.if_read() {
        bands.settle(connection)?;
    }
    outgoing::put_in_order(connection, before)?;
    Ok(done)
}

struct Writing<'c> {
    connection: &'c Connection,
    source: i64,
    lent: Lent,
    now: DateTime<Utc>,
    done: Committed,
    /// Story of each change so far, for siblings; none of one that only was seen.
    stories: Vec<Option<StoryId>>,
    bands: Bands<'c>,
    /// The greatest number so far.
    last: Option<i64>,
}

impl Writing<'_> {
    fn item(&mut self, item: &ItemChange, body: String) -> rusqlite::Result<()> {
        let (release, story) = match &item.change {
            Change::New { release, joins } => {
                let (release, story) = self.insert(item, release, body, joins)?;
                (release, Some(story))
            }
            Change::Revised { release_id, release, .. } => {
                (*release_id, self.revised(item, *release_id, release, body)?)
            }
            Change::Seen { release_id } => (*release_id, None),
        };
        self.stories.push(story);
        if let Some(story) = story {
            self.translations(item, story)?;
        }
        self.keys(item, release)
    }

    fn insert(
        &mut self,
        item: &ItemChange,
        release: &Release,
        body: String,
        joins: &Joins,
    ) -> rusqlite::Result<(ReleaseId, StoryId)> {
        let id = ReleaseId(self.next_number()?);
        let evidence = match joins {
            Joins::New { .. } => None,
            Joins::Story { evidence, .. } => Some(evidence),
        };
        let story = match joins {
            Joins::New { wanted_entry_id } => self.story(id, item, release, wanted_entry_id.as_deref())?,
            Joins::Story { story, .. } => match self.stored(*story) {
                Some(story) => self.join(id, item, release, story)?,
                None => self.story(id, item, release, None)?,
            },
        };
        self.connection
            .prepare_cached(
                "INSERT INTO release
                 (id, story, source, first_seen, content_hash, language, evidence, body, rank, embargo, url, tags, kind, status)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
            )?
            .execute(params![
                id,
                story,
                self.source,
                seconds(self.now),
                item.content_hash,
                release.language,
                evidence,
                body,
                item.standing.rank.0,
                held_until(item),
                release.url,
                to_json(&release.tags)?,
                named(release.anatomy.kind)?,
                named(release.anatomy.status)?
            ])?;
        if story == id.own_story() {
            self.lent.alone(self.connection, release, (self.placed(item, release), story))?;
        } else {
            self.lent.joined(self.connection, id, story)?;
        }
        self.bands(item, id)?;
        self.done.new += 1;
        self.done.published = true;
        Ok((id, story))
    }

    /// The story itself, also that of an earlier change; none, where that one brought none.
    fn stored(&self, story: Ref<StoryId>) -> Option<StoryId> {
        match story {
            Ref::Stored(story) => Some(story),
            Ref::Sibling(place) => self.stories.get(place).copied().flatten(),
        }
    }

    /// Ascending by time: the greatest so far and one more, or the millisecond, whichever is later.
    fn next_number(&mut self) -> rusqlite::Result<i64> {
        let last = self.last.map_or_else(|| ids::greatest(self.connection), Ok)?;
        let next = (self.now.timestamp_millis() << 20).max(last + 1);
        self.last = Some(next);
        Ok(next)
    }

    /// A story of its own, under the publisher's identifier if nobody has it, else under one minted of ours.
    fn story(
        &self,
        id: ReleaseId,
        item: &ItemChange,
        release: &Release,
        wanted: Option<&str>,
    ) -> rusqlite::Result<StoryId> {
        let now = seconds(self.now);
        let (published, embargo) = (self.place(item, release), held_until(item));
        let updated = release.updated.map(|time| time.timestamp()).filter(|time| *time >= published && *time <= now);
        let mut insert = self.connection.prepare_cached(
            "INSERT INTO story (id, entry_id, lead, members, first_seen, sorted_at, updated, embargo)
             VALUES (?1, ?2, ?1, 1, ?3, ?4, ?5, ?6) ON CONFLICT (entry_id) DO NOTHING",
        )?;
        let (placed, updated) = (self.placed(item, release), updated.unwrap_or(published));
        let mut under = |entry_id: &str| insert.execute(params![id, entry_id, now, placed, updated, embargo]);
        if wanted.map_or(Ok(0), &mut under)? == 0 {
            under(&minted(id.own_story(), self.source))?;
        }
        Ok(id.own_story())
    }

    /// Where its story is placed: what is held back stands where it will be free.
    fn placed(&self, item: &ItemChange, release: &Release) -> i64 {
        held_until(item).unwrap_or_else(|| self.place(item, release))
    }

    /// Where a release stands in the feed: by its claimed time, if that lies before the moment when it was found.
    fn place(&self, item: &ItemChange, release: &Release) -> i64 {
        let now = seconds(self.now);
        let claimed = release.published.map(|time| time.timestamp()).filter(|time| *time > 0);
        claimed.or(item.place.map(seconds)).unwrap_or(now).min(now)
    }

    /// Another appearance; it leads when it ranks before the lead. What is held back leads nothing that is not. (What
    /// [`lead::choose`] would come to, without reading all the others.)
    fn join(&self, id: ReleaseId, item: &ItemChange, release: &Release, story: StoryId) -> rusqlite::Result<StoryId> {
        let (held, now) = (held_until(item), seconds(self.now));
        let leads: bool = self
            .connection
            .prepare_cached(
                "SELECT ((coalesce(?3, 0), ?2) < (iif(s.embargo > ?4, s.embargo, 0), r.rank)
                   OR o.active = 0 AND (?3 IS NULL OR s.embargo > ?4))
                 FROM story s JOIN release r ON r.id = s.lead JOIN source o ON o.n = r.source WHERE s.id = ?1",
            )?
            .query_row(params![story, item.standing.rank.0, held, now], |row| row.get(0))?;
        self.connection
            .prepare_cached(
                "UPDATE story SET members = members + 1, lead = iif(?2, ?3, lead), updated = iif(?2, ?4, updated),
                 embargo = iif(?2, ?5, embargo), sorted_at = iif(?2, ?6, sorted_at) WHERE id = ?1",
            )?
            .execute(params![story, leads, id, now, held, self.placed(item, release)])?;
        Ok(story)
    }

    /// A significant change keeps the old words and moves the story's `updated`; any other only brings fields up to date.
    fn revised(
        &mut self,
        item: &ItemChange,
        id: ReleaseId,
        release: &Release,
        after: String,
    ) -> rusqlite::Result<Option<StoryId>> {
        let Change::Revised { significant, parts, .. } = item.change else { return Ok(None) };
        let mut known =
            self.connection.prepare_cached("SELECT story, rank, embargo, body, url FROM release WHERE id = ?1")?;
        let row = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?));
        let (story, rank, embargo, before, url): (StoryId, _, Option<i64>, String, Option<String>) =
            known.query_row([id], row)?;
        // of a release that was let go only new words come back
        if before == FORGOTTEN || (!significant && body::is_bare(&before)) {
            return Ok(Some(story));
        }
        let new_rank = Rank(rank).classed(item.standing.rank).0;
        if before == after {
            return self.judged(id, (rank, new_rank)).map(|()| Some(story));
        }
        self.connection
            .prepare_cached(
                "UPDATE release SET body = ?2, content_hash = ?3, language = ?4, embargo = ?5, url = ?6, rank = ?7,
                 tags = ?8 WHERE id = ?1",
            )?
            .execute(params![
                id,
                after,
                item.content_hash,
                release.language,
                held_until(item),
                release.url,
                new_rank,
                to_json(&release.tags)?
            ])?;
        self.done.published = true;
        if before == BROKEN {
            amend::again(self.connection, story)?;
        } else if significant {
            self.reworded(item, id, release, &before)?;
        }
        let mut now_in = story;
        if parts {
            let own = StoryId(self.next_number()?);
            now_in = lead::part(self.connection, id, own, seconds(self.now))?;
        } else if significant || url != release.url || embargo != held_until(item) {
            lead::choose(self.connection, story, seconds(self.now))?;
        }
        if significant {
            self.connection
                .prepare_cached("UPDATE story SET updated = max(updated + 1, ?2) WHERE id = ?1 AND lead = ?3")?
                .execute(params![now_in, self.updated(&before, release)?, id])?;
        }
        Ok(Some(now_in))
    }

    /// A release that is as it was, and judged otherwise by this version or configuration: that is for the next choice
    /// of a lead, and no reason for one. What readers have stays as they have it.
    fn judged(&self, id: ReleaseId, (before, after): (i64, i64)) -> rusqlite::Result<()> {
        if before != after {
            let mut update = self.connection.prepare_cached("UPDATE release SET rank = ?2 WHERE id = ?1")?;
            update.execute(params![id, after])?;
        }
        Ok(())
    }

    fn reworded(&mut self, item: &ItemChange, id: ReleaseId, release: &Release, before: &str) -> rusqlite::Result<()> {
        self.keep(id, before)?;
        self.bands(item, id)?;
        self.done.revised += 1;
        super::words::replace_words(self.connection, id, release)
    }

    /// Keeps the words that were replaced; not each of an item that changes at every poll.
    fn keep(&self, id: ReleaseId, before: &str) -> rusqlite::Result<()> {
        let now = seconds(self.now);
        let latest: Option<i64> = self
            .connection
            .prepare_cached("SELECT max(at) FROM revision WHERE release = ?1")?
            .query_row([id], |row| row.get(0))?;
        if latest.is_some_and(|at| now - at < BETWEEN_REVISIONS) {
            return Ok(());
        }
        self.connection
            .prepare_cached("INSERT OR REPLACE INTO revision (release, at, body) VALUES (?1, ?2, ?3)")?
            .execute(params![id, now, before])?;
        self.connection
            .prepare_cached(
                "DELETE FROM revision WHERE release = ?1
                 AND at <= (SELECT at FROM revision WHERE release = ?1 ORDER BY at DESC LIMIT 1 OFFSET ?2)",
            )?
            .execute(params![id, REVISIONS])?;
        Ok(())
    }

    /// The time that the publisher claims for the change, when it claims a new and plausible one; else ours.
    fn updated(&self, before: &str, release: &Release) -> rusqlite::Result<i64> {
        let before = body::read(before).unwrap_or_default();
        let now = seconds(self.now);
        let claimed = release.updated.filter(|_| release.updated != before.updated).map(|time| time.timestamp());
        Ok(claimed.filter(|time| *time <= now && *time > now - 7 * 86_400).unwrap_or(now))
    }

    fn bands(&mut self, item: &ItemChange, release: ReleaseId) -> rusqlite::Result<()> {
        item.fingerprint.as_ref().map_or(Ok(()), |print| self.bands.read()?.add(self.connection, release, print))
    }

    /// Those that tell the same, and those of its owner that it names: the other one shows this one too, though it may
    /// not name it.
    fn translations(&self, item: &ItemChange, story: StoryId) -> rusqlite::Result<()> {
        for other in item.translates.iter().filter_map(|other| self.stored(*other)) {
            self.translation(story, other)?;
        }
        for url in &item.standing.variants {
            let mut named =
                self.connection.prepare_cached("SELECT story FROM release WHERE url = ?1 AND rank < ?2 LIMIT 20")?;
            let mut stories = named.query_map(params![url, Rank::FIRST_FOREIGN], |row| row.get(0))?;
            stories.try_for_each(|other| self.translation(story, other?))?;
        }
        Ok(())
    }

    fn translation(&self, story: StoryId, other: StoryId) -> rusqlite::Result<()> {
        if other != story {
            self.connection
                .prepare_cached("INSERT OR IGNORE INTO translation (story, other) VALUES (?1, ?2), (?2, ?1)")?
                .execute([story, other])?;
        }
        Ok(())
    }

    fn known_keys(&self, release: ReleaseId) -> rusqlite::Result<Vec<Key>> {
        let mut known = self.connection.prepare_cached("SELECT keys FROM item WHERE source = ?1 AND release = ?2")?;
        let keys = known.query_row(params![self.source, release], |row| row.get::<_, String>(0)).optional()?;
        keys.map_or_else(|| Ok(Vec::new()), |text| items::keys(self.connection, self.source, release, &text))
    }

    /// New keys join those that the item is known under; none that it is sought by is ever lost.
    fn keys(&self, item: &ItemChange, release: ReleaseId) -> rusqlite::Result<()> {
        let mut keys = if let Change::New { .. } = item.change { Vec::new() } else { self.known_keys(release)? };
        let mut insert = self
            .connection
            .prepare_cached("INSERT OR IGNORE INTO item_key (source, hash, kind, release) VALUES (?1, ?2, ?3, ?4)")?;
        for key in item.keys.keys.iter().filter(|key| key.kind != KeyKind::Words) {
            if !keys.contains(key) {
                keys.push(*key);
                insert.execute(params![self.source, key.hash, key.kind as i64, release])?;
            }
        }
        // its words now, which nobody seeks
        if let Some(words) = item.keys.keys.iter().find(|key| key.kind == KeyKind::Words) {
            keys.retain(|key| key.kind != KeyKind::Words);
            keys.push(*words);
        }
        self.connection
            .prepare_cached(
                "INSERT INTO item (source, release, raw_hash, unfilled, keys, version) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                 ON CONFLICT (source, release) DO UPDATE SET raw_hash = ?3, unfilled = ?4, keys = ?5, version = ?6",
            )?
            .execute(params![self.source, release, item.raw_hash, item.unfilled, to_json(&keys)?, item.keys.version])?;
        Ok(())
    }
}

fn held_until(item: &ItemChange) -> Option<i64> {
    item.standing.held_until.map(seconds)
}

/// As the body says it.
fn named(value: Option<impl Serialize>) -> rusqlite::Result<Option<String>> {
    let value = value.map(serde_json::to_value).transpose();
    let value = value.map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))?;
    Ok(value.and_then(|value| value.as_str().map(str::to_owned)))
}
