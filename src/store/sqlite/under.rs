//! The names under which a new release is found: of its source, and where it leads its story those of its tags, its
//! source's tags and its language. What changes later, triggers follow (migration 0013).

use rusqlite::{Connection, params};

use super::found::Place;
use crate::model::{Release, ReleaseId, StoryId};

/// What a source lends to each of its releases.
pub struct Lent {
    /// "s:" and its number.
    own: String,
    /// "t:" and a tag of the operator's.
    tags: Vec<String>,
}

impl Lent {
    /// Of a source of this number.
    pub fn of(connection: &Connection, source: i64) -> rusqlite::Result<Self> {
        let mut row = connection.prepare_cached("SELECT tags FROM source WHERE n = ?1")?;
        let tags: String = row.query_row([source], |row| row.get(0))?;
        let tags: Vec<String> = serde_json::from_str(&tags).unwrap_or_default();
        Ok(Self { own: format!("s:{source}"), tags: tags.iter().map(|tag| format!("t:{tag}")).collect() })
    }

    /// Of a release that leads a story of its own.
    pub fn alone(&self, connection: &Connection, release: &Release, (place, story): Place) -> rusqlite::Result<()> {
        let mut insert = connection
            .prepare_cached("INSERT OR IGNORE INTO found_under (name, sorted_at, story) VALUES (?1, ?2, ?3)")?;
        let language = release.language.as_deref().map(|tag| tag.split('-').next().unwrap_or(tag));
        let names = release.tags.iter().map(|tag| format!("t:{tag}"));
        let names = names.chain(language.map(|language| format!("l:{}", language.to_ascii_lowercase())));
        insert.execute(params![self.own, place, story])?;
        self.tags.iter().try_for_each(|name| insert.execute(params![name, place, story]).map(drop))?;
        names.into_iter().try_for_each(|name| insert.execute(params![name, place, story]).map(drop))
    }

    /// Of one that joined a story, whether it leads it now or not.
    pub fn joined(&self, connection: &Connection, id: ReleaseId, story: StoryId) -> rusqlite::Result<()> {
        connection
            .prepare_cached("INSERT OR IGNORE INTO found_under SELECT ?1, sorted_at, id FROM story WHERE id = ?2")?
            .execute(params![self.own, story])?;
        connection
            .prepare_cached(
                "INSERT OR IGNORE INTO found_under SELECT l.name, l.sorted_at, l.story
                 FROM story s CROSS JOIN lead_name l ON l.story = s.id WHERE s.id = ?1 AND s.lead = ?2",
            )?
            .execute(params![story, id])?;
        Ok(())
    }
}
