//! Which stories a query asks for: the newest of them, by an index whatever is stored. What they say is read later, of
//! those on the page alone.
//!
//! One part of the query leads, through an index in the order of the feed: the one that the fewest stories have. The
//! others are looked at story by story.

use rusqlite::{Connection, OptionalExtension, ToSql, params, params_from_iter};

use super::{count, seconds, words};
use crate::{model::StoryId, store::Query};
use chrono::{DateTime, Utc};

/// Where a story stands in the feed: seconds and number.
pub type Place = (i64, StoryId);
/// Of a statement that is put together.
pub type Values = Vec<Box<dyn ToSql>>;

/// What stories are found under: a source, a tag, a language.
type Names = Vec<String>;

/// More names than this are looked at story by story: what so many have is met soon.
const MOST_NAMES: usize = 64;
/// A list of fewer leads, and others need not be counted; of two that are longer than the second, neither is short.
const SHORT: i64 = 50;
const LONG: i64 = 2_000;
/// So few that were updated since are sorted; more are met soon.
const FEW: i64 = 1_000;
/// Releases of one sort that are looked through, the newest first.
const MARKED: i64 = 20_000;
/// The newest releases that hold the words.
const HITS: i64 = 2_000;

/// The places of the stories on a page, newest first; of those after a place the nearest first.
pub fn page(connection: &Connection, query: &Query, now: DateTime<Utc>) -> rusqlite::Result<Vec<Place>> {
    let search = Search { connection, query, now: seconds(now) };
    let mut places = search.by_lead()?;
    if query.after.is_some() {
        places.sort_unstable();
    } else {
        places.sort_unstable_by(|one, other| other.cmp(one));
    }
    places.dedup();
    places.truncate(query.limit);
    Ok(places)
}

struct Search<'q> {
    connection: &'q Connection,
    query: &'q Query,
    now: i64,
}

impl Search<'_> {
    fn by_lead(&self) -> rusqlite::Result<Vec<Place>> {
        let query = self.query;
        if let Some(words) = &query.words {
            let hits = "(SELECT DISTINCT r.story FROM release r WHERE r.id IN
                 (SELECT rowid FROM search WHERE search MATCH ? ORDER BY rowid DESC LIMIT ?)
                 AND r.forgotten = 0 AND (r.embargo IS NULL OR r.embargo <= ?)) f CROSS JOIN story s ON s.id = f.story";
            let values: Values = vec![Box::new(words::wanted(words)), Box::new(HITS), Box::new(self.now)];
            return self.places(hits, "s", values, true);
        }
        if let Some(since) = query.since
            && self.are_few(seconds(since))?
        {
            return self.places("story s INDEXED BY story_by_update", "s", Vec::new(), true);
        }
        match self.shortest_list()? {
            Some((names, others)) => {
                let found = names.into_iter().map(|name| self.by_name(name, &others));
                Ok(found.collect::<rusqlite::Result<Vec<_>>>()?.concat())
            }
            None => self.places("story s", "s", Vec::new(), true),
        }
    }

    /// Of the names of sources, of tags and of languages that are asked for those that the fewest stories have; and the
    /// others.
    fn shortest_list(&self) -> rusqlite::Result<Option<(Names, Vec<Names>)>> {
        let query = self.query;
        let mut lists = Vec::new();
        if !query.sources.is_empty() && query.sources.len() <= MOST_NAMES {
            lists.push(self.names_of_sources()?);
        }
        let tags: Vec<String> = query.tags_as_spelt().iter().map(|tag| format!("t:{tag}")).collect();
        let languages: Vec<String> =
            query.languages.iter().map(|language| format!("l:{}", primary(language))).collect();
        // of what is asked for, not of the spellings that it may have
        let few = |asked: &[String]| (1..=MOST_NAMES).contains(&asked.len());
        lists.extend(few(&query.tags).then_some(tags));
        lists.extend(few(&query.languages).then_some(languages));
        if lists.len() < 2 {
            return Ok(lists.pop().map(|names| (names, Vec::new())));
        }
        // a list that is short is known to be so at once, however long the others are
        for most in [SHORT, LONG] {
            let lengths = lists.iter().map(|names| self.length(names, most)).collect::<rusqlite::Result<Vec<_>>>()?;
            let shortest = (0..lists.len()).min_by_key(|at| lengths[*at]).unwrap_or(0);
            if lengths[shortest] < most || most == LONG {
                return Ok(Some((lists.swap_remove(shortest), lists)));
            }
        }
        Ok(None)
    }

    /// Stories that are found under these names, counted up to so many.
    fn length(&self, names: &[String], most: i64) -> rusqlite::Result<i64> {
        let mut count = self.connection.prepare_cached(
            "SELECT count(*) FROM (SELECT 1 FROM json_each(?1) n CROSS JOIN found_under f ON f.name = n.value LIMIT ?2)",
        )?;
        count.query_row(params![serde_json::json!(names).to_string(), most], |row| row.get(0))
    }

    fn are_few(&self, since: i64) -> rusqlite::Result<bool> {
        let mut few = self
            .connection
            .prepare_cached("SELECT count(*) <= ?2 FROM (SELECT 1 FROM story WHERE updated >= ?1 LIMIT ?2 + 1)")?;
        few.query_row([since, FEW], |row| row.get(0))
    }

    /// A source that is not known has nothing.
    fn names_of_sources(&self) -> rusqlite::Result<Vec<String>> {
        let mut number = self.connection.prepare_cached("SELECT n FROM source WHERE id = ?1")?;
        let mut names = Vec::new();
        for source in &self.query.sources {
            let found: Option<i64> = number.query_row([&**source], |row| row.get(0)).optional()?;
            names.extend(found.map(|number| format!("s:{number}")));
        }
        Ok(names)
    }

    /// Found under one of each of the other names too: that is seen in this index, before the story is looked at.
    fn by_name(&self, name: String, others: &[Names]) -> rusqlite::Result<Vec<Place>> {
        let mut from = "found_under f CROSS JOIN story s ON s.id = f.story AND f.name = ?".to_owned();
        let mut values: Values = vec![Box::new(name)];
        for names in others {
            from += " AND EXISTS (SELECT 1 FROM found_under o WHERE o.name IN (SELECT value FROM json_each(?))
                     AND o.sorted_at = f.sorted_at AND o.story = f.story)";
            values.push(Box::new(serde_json::json!(names).to_string()));
        }
        self.places(&from, "f", values, false)
    }

    /// Of `from`; the place is `s`'s own or stands in `f`.
    fn places(&self, from: &str, at: &str, mut values: Values, own: bool) -> rusqlite::Result<Vec<Place>> {
        let id = if own { "id" } else { "story" };
        let mut sql = format!(
            "SELECT {at}.sorted_at, {at}.{id} FROM {from}
             WHERE s.withdrawn = 0 AND (s.embargo IS NULL OR s.embargo <= ?)"
        );
        values.push(Box::new(self.now));
        if let Some((seconds, story)) = self.query.before {
            sql += &format!(" AND ({at}.sorted_at, {at}.{id}) < (?, ?)");
            values.extend([Box::new(seconds) as Box<dyn ToSql>, Box::new(story)]);
        }
        let mut order = "DESC";
        if let Some((seconds, story)) = self.query.after {
            order = "ASC";
            sql += &format!(" AND ({at}.sorted_at, {at}.{id}) > (?, ?)");
            values.extend([Box::new(seconds) as Box<dyn ToSql>, Box::new(story)]);
        }
        narrow(self.query, self.now, &mut sql, &mut values);
        sql += &format!(" ORDER BY {at}.sorted_at {order}, {at}.{id} {order} LIMIT ?");
        values.push(Box::new(count(self.query.limit)));
        let mut statement = self.connection.prepare_cached(&sql)?;
        let rows = statement.query_map(params_from_iter(values), |row| Ok((row.get(0)?, row.get(1)?)))?;
        rows.collect()
    }
}

/// All of the query's parts but for its words, the leading one too: it may be wider than what is asked for.
pub fn narrow(query: &Query, now: i64, sql: &mut String, values: &mut Values) {
    let list = |values: &[String]| Box::new(serde_json::json!(values).to_string());
    if !query.sources.is_empty() {
        *sql += " AND EXISTS (SELECT 1 FROM release c JOIN source p ON p.n = c.source
                     WHERE c.story = s.id AND p.id IN (SELECT value FROM json_each(?))
                     AND c.forgotten = 0 AND (c.embargo IS NULL OR c.embargo <= ?))";
        values.extend([Box::new(serde_json::json!(query.sources).to_string()) as Box<dyn ToSql>, Box::new(now)]);
    }
    if !query.except.is_empty() {
        *sql += " AND NOT EXISTS (SELECT 1 FROM release e JOIN source x ON x.n = e.source
                 WHERE e.id = s.lead AND x.id IN (SELECT value FROM json_each(?)))";
        values.push(Box::new(serde_json::json!(query.except).to_string()));
    }
    if !query.without.is_empty() {
        *sql += " AND s.id NOT IN (SELECT value FROM json_each(?))";
        values.push(Box::new(serde_json::json!(query.without).to_string()));
    }
    if !query.tags.is_empty() {
        *sql += " AND EXISTS (SELECT 1 FROM found_under t WHERE t.name IN (SELECT 't:' || value FROM json_each(?))
                     AND t.sorted_at = s.sorted_at AND t.story = s.id)";
        values.push(list(&query.tags_as_spelt()));
    }
    if query.languages.iter().any(|language| language.contains('-')) {
        *sql += " AND EXISTS (SELECT 1 FROM release r, json_each(?) w WHERE r.id = s.lead
                     AND (lower(r.language) = w.value OR r.language LIKE w.value || '-%'))";
        values.push(list(&query.languages));
    } else if !query.languages.is_empty() {
        *sql += " AND EXISTS (SELECT 1 FROM found_under t WHERE t.name IN (SELECT 'l:' || value FROM json_each(?))
                     AND t.sorted_at = s.sorted_at AND t.story = s.id)";
        values.push(list(&query.languages));
    }
    for (column, word) in [("kind", &query.kind), ("status", &query.status)] {
        if let Some(word) = word {
            *sql +=
                &format!(" AND s.lead IN (SELECT id FROM release WHERE {column} = ? ORDER BY id DESC LIMIT {MARKED})");
            values.push(Box::new(word.clone()));
        }
    }
    if let Some(from) = query.from {
        *sql += " AND s.sorted_at >= ?";
        values.push(Box::new(seconds(from)));
    }
    if let Some(since) = query.since {
        *sql += " AND s.updated >= ?";
        values.push(Box::new(seconds(since)));
    }
}

/// The words, for stories that are looked at one by one.
pub fn hold(words: &str, now: i64, sql: &mut String, values: &mut Values) {
    *sql += " AND EXISTS (SELECT 1 FROM release r WHERE r.story = s.id AND r.forgotten = 0
             AND (r.embargo IS NULL OR r.embargo <= ?)
             AND r.id IN (SELECT rowid FROM search WHERE search MATCH ? ORDER BY rowid DESC LIMIT ?))";
    values.extend([Box::new(now) as Box<dyn ToSql>, Box::new(words::wanted(words)), Box::new(HITS)]);
}

fn primary(language: &str) -> String {
    language.split('-').next().unwrap_or_default().to_ascii_lowercase()
}
