//! New releases and their stories, put together in memory and written at once.

use std::collections::HashMap;

use super::{
    error::Broken,
    rows::clean,
    sql::{Sql, Text, get, texts},
};
use crate::{
    model::{Fingerprint, ItemChange, Release, ReleaseId, StoryId},
    store::{body, entry_id::minted, numbers::seconds},
};

/// Parts the tags of one row: a list of lists is no type of PostgreSQL's.
const BETWEEN_TAGS: char = '\u{1f}';

/// A new release, as its poll has it.
pub struct Told<'p> {
    /// Its number.
    pub id: ReleaseId,
    /// Of its source.
    pub source: i64,
    /// What the poll says of it.
    pub item: &'p ItemChange,
    /// Itself.
    pub release: &'p Release,
    /// The poll's time.
    pub now: i64,
}

impl Told<'_> {
    /// Where it stands in the feed: by its claimed time, if that lies before the moment when it was found.
    fn place(&self) -> i64 {
        let claimed = self.release.published.map(|time| time.timestamp()).filter(|time| *time > 0);
        claimed.or(self.item.place.map(seconds)).unwrap_or(self.now).min(self.now)
    }
}

/// Until when it is held back.
pub fn held_until(item: &ItemChange) -> Option<i64> {
    item.standing.held_until.map(seconds)
}

/// A story with what decides who leads it.
struct Story {
    /// Of one that is begun.
    entry_id: Option<String>,
    lead: ReleaseId,
    lead_rank: i64,
    /// Its lead's source is read still.
    is_read: bool,
    members: i64,
    first_seen: i64,
    sorted_at: i64,
    updated: i64,
    embargo: Option<i64>,
}

/// What SQL asks of a release.
struct Columns {
    id: ReleaseId,
    story: StoryId,
    source: i64,
    first_seen: i64,
    content_hash: Option<[u8; 16]>,
    evidence: Option<String>,
    rank: i64,
    embargo: Option<i64>,
    body: String,
    said: Said,
}

/// Of its body those parts that have columns of their own.
pub struct Said {
    language: Option<String>,
    url: Option<String>,
    title: Option<String>,
    published: Option<String>,
    claimed: Option<i64>,
    tags: String,
    kind: Option<String>,
    status: Option<String>,
}

impl Said {
    /// Takes them out.
    pub fn by(release: &Release) -> Result<Self, Broken> {
        let word = |value: serde_json::Value| value.as_str().map(clean);
        Ok(Self {
            language: release.language.as_deref().map(clean),
            url: release.url.as_deref().map(clean),
            title: release.title.as_deref().map(clean),
            published: release.published.map(|time| time.to_rfc3339()),
            claimed: release.published.map(|time| time.timestamp()),
            tags: joined(&release.tags),
            kind: word(serde_json::to_value(release.anatomy.kind)?),
            status: word(serde_json::to_value(release.anatomy.status)?),
        })
    }
}

impl Said {
    /// Writes them beside bodies that are there.
    pub async fn write(sql: &Sql, rows: &[(ReleaseId, Self)]) -> Result<(), Broken> {
        let text = |of: fn(&Self) -> Option<&str>| rows.iter().map(|(_, said)| of(said).map(Text)).collect::<Vec<_>>();
        let ids: Vec<ReleaseId> = rows.iter().map(|(id, _)| *id).collect();
        let claimed: Vec<Option<i64>> = rows.iter().map(|(_, said)| said.claimed).collect();
        let tags: Vec<Text<'_>> = rows.iter().map(|(_, said)| Text(&said.tags)).collect();
        let statement = "UPDATE release r SET title = n.title, published = n.published, claimed = n.claimed,
               tags = string_to_array(n.tags, chr(31)), kind = n.kind, status = n.status
             FROM unnest($1::bigint[], $2::text[], $3::text[], $4::bigint[], $5::text[], $6::text[], $7::text[])
               n(id, title, published, claimed, tags, kind, status) WHERE r.id = n.id";
        let (title, published) = (text(|said| said.title.as_deref()), text(|said| said.published.as_deref()));
        let (kind, status) = (text(|said| said.kind.as_deref()), text(|said| said.status.as_deref()));
        sql.change(statement, &[&ids, &title, &published, &claimed, &tags, &kind, &status]).await.map(drop)
    }
}

/// Tags as one text.
pub fn joined<T: AsRef<str>>(tags: &[T]) -> String {
    let tags: Vec<String> = tags.iter().map(|tag| tag.as_ref().replace(['\0', BETWEEN_TAGS], "")).collect();
    tags.join(BETWEEN_TAGS.encode_utf8(&mut [0; 4]))
}

/// What is not written yet.
#[derive(Default)]
pub struct Rows {
    stories: HashMap<StoryId, Story>,
    releases: Vec<Columns>,
    bands: Vec<(i64, i64, ReleaseId, i64)>,
}

impl Rows {
    /// A story of its own, under the publisher's identifier or one minted of ours.
    pub fn begin(&mut self, told: &Told<'_>, wanted: Option<&str>) -> StoryId {
        let (place, embargo) = (told.place(), held_until(told.item));
        let updated = told.release.updated.map(|time| time.timestamp());
        let updated = updated.filter(|time| *time >= place && *time <= told.now);
        let id = told.id.own_story();
        let story = Story {
            entry_id: Some(wanted.map_or_else(|| minted(id, told.source), clean)),
            lead: told.id,
            lead_rank: told.item.standing.rank.0,
            is_read: true,
            members: 1,
            first_seen: told.now,
            sorted_at: embargo.unwrap_or(place),
            updated: updated.unwrap_or(place),
            embargo,
        };
        self.stories.insert(id, story);
        id
    }

    /// Reads a story that is there.
    pub async fn load(&mut self, sql: &Sql, id: StoryId) -> Result<(), Broken> {
        if self.stories.contains_key(&id) {
            return Ok(());
        }
        let text = "SELECT s.lead, r.rank, o.active, s.members, s.first_seen, s.sorted_at, s.updated, s.embargo
             FROM story s JOIN release r ON r.id = s.lead JOIN source o ON o.n = r.source WHERE s.id = $1";
        let row = sql.one(text, &[&id]).await?;
        let story = Story {
            entry_id: None,
            lead: get(&row, 0)?,
            lead_rank: get(&row, 1)?,
            is_read: get(&row, 2)?,
            members: get(&row, 3)?,
            first_seen: get(&row, 4)?,
            sorted_at: get(&row, 5)?,
            updated: get(&row, 6)?,
            embargo: get(&row, 7)?,
        };
        self.stories.insert(id, story);
        Ok(())
    }

    /// Another appearance of a story that was loaded; it leads when it ranks before the lead. What is held back leads
    /// nothing that is not.
    pub fn join(&mut self, told: &Told<'_>, id: StoryId) -> StoryId {
        let Some(story) = self.stories.get_mut(&id) else { return id };
        let (held, rank) = (held_until(told.item), told.item.standing.rank.0);
        let is_held = story.embargo.is_some_and(|until| until > told.now);
        let ranks_before =
            (held.unwrap_or(0), rank) < (story.embargo.filter(|_| is_held).unwrap_or(0), story.lead_rank);
        story.members += 1;
        if ranks_before || !story.is_read && (held.is_none() || is_held) {
            (story.lead, story.lead_rank, story.is_read) = (told.id, rank, true);
            (story.updated, story.embargo) = (told.now, held);
            story.sorted_at = held.unwrap_or_else(|| told.place());
        }
        id
    }

    /// The release itself, and its bands.
    pub fn release(&mut self, told: &Told<'_>, story: StoryId, evidence: Option<&str>) -> Result<(), Broken> {
        self.releases.push(Columns {
            id: told.id,
            story,
            source: told.source,
            first_seen: told.now,
            content_hash: told.item.content_hash,
            evidence: evidence.map(clean),
            rank: told.item.standing.rank.0,
            embargo: held_until(told.item),
            body: body::written(&mut told.release.clone())?,
            said: Said::by(told.release)?,
        });
        if let Some(print) = &told.item.fingerprint {
            self.bands(told.id, print);
        }
        Ok(())
    }

    /// Bands of a release.
    pub fn bands(&mut self, release: ReleaseId, print: &Fingerprint) {
        let all = i64::try_from(print.bands.len()).unwrap_or(i64::MAX);
        self.bands.extend(print.bands.iter().map(|band| (*band, print.day, release, all)));
    }

    /// A release that is known reads otherwise.
    pub async fn rewrite(
        &self,
        sql: &Sql,
        (id, rank): (ReleaseId, i64),
        item: &ItemChange,
        release: &Release,
    ) -> Result<(), Broken> {
        let (body, said) = (body::written(&mut release.clone())?, Said::by(release)?);
        let text = "UPDATE release SET body = $2, content_hash = $3, language = $4, embargo = $5, url = $6, rank = $7,
               title = $8, published = $9, claimed = $10, tags = string_to_array($11, chr(31)), kind = $12, status = $13
             WHERE id = $1";
        sql.change(
            text,
            &[
                &id,
                &body,
                &item.content_hash.as_ref().map(|hash| &hash[..]),
                &said.language.as_deref().map(Text),
                &held_until(item),
                &said.url.as_deref().map(Text),
                &rank,
                &said.title.as_deref().map(Text),
                &said.published.as_deref().map(Text),
                &said.claimed,
                &said.tags,
                &said.kind.as_deref().map(Text),
                &said.status.as_deref().map(Text),
            ],
        )
        .await
        .map(drop)
    }

    /// Writes them all.
    pub async fn write(self, sql: &Sql) -> Result<(), Broken> {
        stories_written(sql, &self.stories).await?;
        if !self.releases.is_empty() {
            releases_written(sql, &self.releases).await?;
        }
        if !self.bands.is_empty() {
            let column = |of: fn(&(i64, i64, ReleaseId, i64)) -> i64| self.bands.iter().map(of).collect::<Vec<_>>();
            let text = "INSERT INTO band (band, day, release, bands)
                 SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[]) ON CONFLICT DO NOTHING";
            let (band, day) = (column(|row| row.0), column(|row| row.1));
            sql.change(text, &[&band, &day, &column(|row| row.2.0), &column(|row| row.3)]).await?;
        }
        Ok(())
    }
}

async fn stories_written(sql: &Sql, stories: &HashMap<StoryId, Story>) -> Result<(), Broken> {
    for begun in [true, false] {
        let rows: Vec<_> = stories.iter().filter(|(_, story)| story.entry_id.is_some() == begun).collect();
        if rows.is_empty() {
            continue;
        }
        let column = |of: fn(&Story) -> i64| rows.iter().map(|(_, story)| of(story)).collect::<Vec<i64>>();
        let ids: Vec<StoryId> = rows.iter().map(|(id, _)| **id).collect();
        let embargo: Vec<Option<i64>> = rows.iter().map(|(_, story)| story.embargo).collect();
        let (lead, members) = (column(|story| story.lead.0), column(|story| story.members));
        let (sorted_at, updated) = (column(|story| story.sorted_at), column(|story| story.updated));
        if begun {
            let entries: Vec<&str> = rows.iter().filter_map(|(_, story)| story.entry_id.as_deref()).collect();
            let text = "INSERT INTO story (id, lead, members, sorted_at, updated, embargo, entry_id, first_seen)
                 SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[],
                   $7::text[], $8::bigint[])";
            let first_seen = column(|story| story.first_seen);
            let entries = texts(&entries);
            sql.change(text, &[&ids, &lead, &members, &sorted_at, &updated, &embargo, &entries, &first_seen]).await?;
        } else {
            let text = "UPDATE story s SET lead = n.lead, members = n.members, sorted_at = n.sorted_at,
                   updated = n.updated, embargo = n.embargo
                 FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[])
                   n(id, lead, members, sorted_at, updated, embargo) WHERE s.id = n.id";
            sql.change(text, &[&ids, &lead, &members, &sorted_at, &updated, &embargo]).await?;
        }
    }
    Ok(())
}

async fn releases_written(sql: &Sql, rows: &[Columns]) -> Result<(), Broken> {
    let number = |of: fn(&Columns) -> i64| rows.iter().map(of).collect::<Vec<i64>>();
    let maybe = |of: fn(&Columns) -> Option<i64>| rows.iter().map(of).collect::<Vec<Option<i64>>>();
    let text = |of: fn(&Columns) -> Option<&str>| rows.iter().map(|row| of(row).map(Text)).collect::<Vec<_>>();
    let hashes: Vec<Option<&[u8]>> = rows.iter().map(|row| row.content_hash.as_ref().map(|hash| &hash[..])).collect();
    let bodies: Vec<Text<'_>> = rows.iter().map(|row| Text(&row.body)).collect();
    let tags: Vec<Text<'_>> = rows.iter().map(|row| Text(&row.said.tags)).collect();
    let statement = "INSERT INTO release (id, story, source, first_seen, rank, embargo, content_hash, language, evidence, body,
           url, title, published, claimed, kind, status, tags)
         SELECT id, story, source, first_seen, rank, embargo, content_hash, language, evidence, body, url, title, published,
           claimed, kind, status, string_to_array(tags, chr(31))
         FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bytea[],
             $8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::bigint[], $15::text[],
             $16::text[], $17::text[])
           n(id, story, source, first_seen, rank, embargo, content_hash, language, evidence, body, url, title, published,
             claimed, kind, status, tags)";
    sql.change(
        statement,
        &[
            &number(|row| row.id.0),
            &number(|row| row.story.0),
            &number(|row| row.source),
            &number(|row| row.first_seen),
            &number(|row| row.rank),
            &maybe(|row| row.embargo),
            &hashes,
            &text(|row| row.said.language.as_deref()),
            &text(|row| row.evidence.as_deref()),
            &bodies,
            &text(|row| row.said.url.as_deref()),
            &text(|row| row.said.title.as_deref()),
            &text(|row| row.said.published.as_deref()),
            &maybe(|row| row.said.claimed),
            &text(|row| row.said.kind.as_deref()),
            &text(|row| row.said.status.as_deref()),
            &tags,
        ],
    )
    .await
    .map(drop)
}
