//! Which stories a query asks for: the newest of them, by an index whatever is stored. What they say is read later, of
//! those on the page alone. One part of the query leads, the one that the fewest stories have; see SQLite's `found`.

use chrono::{DateTime, Utc};

use super::{
    error::Broken,
    rows::{Statement, clean},
    sql::{Sql, get},
    words,
};
use crate::{
    model::StoryId,
    store::{
        Query,
        numbers::{count, seconds},
    },
};

/// Where a story stands in the feed: seconds and number.
pub type Place = (i64, StoryId);

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
pub async fn page(sql: &Sql, query: &Query, now: DateTime<Utc>) -> Result<Vec<Place>, Broken> {
    let search = Search { sql, query, now: seconds(now) };
    let mut places = search.by_lead().await?;
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
    sql: &'q Sql,
    query: &'q Query,
    now: i64,
}

impl Search<'_> {
    async fn by_lead(&self) -> Result<Vec<Place>, Broken> {
        let query = self.query;
        if let Some(words) = &query.words {
            let mut asked = Statement::default();
            let (hits, now) = (hits(&mut asked, words), asked.value(self.now));
            let from = format!(
                "(SELECT DISTINCT r.story FROM release r WHERE r.id IN {hits} AND NOT r.forgotten
                  AND (r.embargo IS NULL OR r.embargo <= {now})) f JOIN story s ON s.id = f.story"
            );
            return self.places(asked, &from, "s", "id").await;
        }
        if let Some(since) = query.since
            && self.are_few(seconds(since)).await?
        {
            return self.places(Statement::default(), "story s", "s", "id").await;
        }
        let Some(names) = self.shortest_list().await? else {
            return self.places(Statement::default(), "story s", "s", "id").await;
        };
        let mut found = Vec::new();
        for name in names {
            let mut asked = Statement::default();
            let name = asked.value(name);
            let from = format!("found_under f JOIN story s ON s.id = f.story AND f.name = {name}");
            found.extend(self.places(asked, &from, "f", "story").await?);
        }
        Ok(found)
    }

    /// Of the names of sources, of tags and of languages that are asked for those that the fewest stories have.
    async fn shortest_list(&self) -> Result<Option<Vec<String>>, Broken> {
        let query = self.query;
        let mut lists = Vec::new();
        if !query.sources.is_empty() && query.sources.len() <= MOST_NAMES {
            lists.push(self.names_of_sources().await?);
        }
        let tags: Vec<String> = query.tags_as_spelt().iter().map(|tag| format!("t:{}", clean(tag))).collect();
        let languages: Vec<String> =
            query.languages.iter().map(|language| format!("l:{}", primary(language))).collect();
        // of what is asked for, not of the spellings that it may have
        let few = |asked: &[String]| (1..=MOST_NAMES).contains(&asked.len());
        lists.extend(few(&query.tags).then_some(tags));
        lists.extend(few(&query.languages).then_some(languages));
        if lists.len() < 2 {
            return Ok(lists.pop());
        }
        // a list that is short is known to be so at once, however long the others are
        for most in [SHORT, LONG] {
            let mut lengths = Vec::new();
            for names in &lists {
                lengths.push(self.length(names, most).await?);
            }
            let shortest = (0..lists.len()).min_by_key(|at| lengths[*at]).unwrap_or(0);
            if lengths[shortest] < most || most == LONG {
                return Ok(Some(lists.swap_remove(shortest)));
            }
        }
        Ok(None)
    }

    /// Stories that are found under these names, counted up to so many.
    async fn length(&self, names: &[String], most: i64) -> Result<i64, Broken> {
        let text = "SELECT count(*) FROM (SELECT 1 FROM found_under WHERE name = ANY($1) LIMIT $2) f";
        get(&self.sql.one(text, &[&names.to_vec(), &most]).await?, 0)
    }

    async fn are_few(&self, since: i64) -> Result<bool, Broken> {
        let text = "SELECT count(*) <= $2 FROM (SELECT 1 FROM story WHERE updated >= $1 LIMIT $2 + 1) s";
        get(&self.sql.one(text, &[&since, &FEW]).await?, 0)
    }

    /// A source that is not known has nothing.
    async fn names_of_sources(&self) -> Result<Vec<String>, Broken> {
        let ids: Vec<String> = self.query.sources.iter().map(|id| clean(id)).collect();
        let rows = self.sql.all("SELECT 's:' || n FROM source WHERE id = ANY($1)", &[&ids]).await?;
        rows.iter().map(|row| get(row, 0)).collect()
    }

    /// Of `from`; the place stands in `at`, with the story as `id`.
    async fn places(&self, mut asked: Statement, from: &str, at: &str, id: &str) -> Result<Vec<Place>, Broken> {
        let now = asked.value(self.now);
        asked.sql = format!(
            "SELECT {at}.sorted_at, {at}.{id} FROM {from}
             WHERE NOT s.withdrawn AND (s.embargo IS NULL OR s.embargo <= {now})"
        );
        if let Some((seconds, story)) = self.query.before {
            let (seconds, story) = (asked.value(seconds), asked.value(story));
            asked.sql += &format!(" AND ({at}.sorted_at, {at}.{id}) < ({seconds}, {story})");
        }
        let mut order = "DESC";
        if let Some((seconds, story)) = self.query.after {
            order = "ASC";
            let (seconds, story) = (asked.value(seconds), asked.value(story));
            asked.sql += &format!(" AND ({at}.sorted_at, {at}.{id}) > ({seconds}, {story})");
        }
        narrow(&mut asked, self.query, self.now);
        let limit = asked.value(count(self.query.limit));
        asked.sql += &format!(" ORDER BY {at}.sorted_at {order}, {at}.{id} {order} LIMIT {limit}");
        let rows = self.sql.all(&asked.sql, &asked.values()).await?;
        rows.iter().map(|row| Ok((get(row, 0)?, get(row, 1)?))).collect()
    }
}

/// All of the query's parts but for its words, the leading one too: it may be wider than what is asked for.
pub fn narrow(asked: &mut Statement, query: &Query, now: i64) {
    if !query.sources.is_empty() {
        let ids: Vec<String> = query.sources.iter().map(|id| clean(id)).collect();
        let (ids, now) = (asked.value(ids), asked.value(now));
        asked.sql += &format!(
            " AND EXISTS (SELECT 1 FROM release c JOIN source p ON p.n = c.source WHERE c.story = s.id
              AND p.id = ANY({ids}) AND NOT c.forgotten AND (c.embargo IS NULL OR c.embargo <= {now}))"
        );
    }
    if !query.except.is_empty() {
        let ids: Vec<String> = query.except.iter().map(|id| clean(id)).collect();
        let ids = asked.value(ids);
        asked.sql += &format!(
            " AND NOT EXISTS (SELECT 1 FROM release e JOIN source x ON x.n = e.source
              WHERE e.id = s.lead AND x.id = ANY({ids}))"
        );
    }
    if !query.without.is_empty() {
        let ids = asked.value(query.without.clone());
        asked.sql += &format!(" AND s.id <> ALL({ids})");
    }
    let named = |asked: &mut Statement, names: Vec<String>| {
        let names = asked.value(names);
        asked.sql += &format!(
            " AND EXISTS (SELECT 1 FROM found_under t WHERE t.name = ANY({names})
              AND t.sorted_at = s.sorted_at AND t.story = s.id)"
        );
    };
    if !query.tags.is_empty() {
        named(asked, query.tags_as_spelt().iter().map(|tag| format!("t:{}", clean(tag))).collect());
    }
    if query.languages.iter().any(|language| language.contains('-')) {
        let words: Vec<String> = query.languages.iter().map(|language| clean(language).to_lowercase()).collect();
        let words = asked.value(words);
        asked.sql += &format!(
            " AND EXISTS (SELECT 1 FROM release r, unnest({words}::text[]) w(value) WHERE r.id = s.lead
              AND (lower(r.language) = w.value OR starts_with(lower(r.language), w.value || '-')))"
        );
    } else if !query.languages.is_empty() {
        named(asked, query.languages.iter().map(|language| format!("l:{}", clean(language))).collect());
    }
    for (column, word) in [("kind", &query.kind), ("status", &query.status)] {
        if let Some(word) = word {
            let word = asked.value(clean(word));
            asked.sql += &format!(
                " AND s.lead IN (SELECT id FROM release WHERE {column} = {word} ORDER BY id DESC LIMIT {MARKED})"
            );
        }
    }
    for (column, time) in [("sorted_at", query.from), ("updated", query.since)] {
        if let Some(time) = time {
            let time = asked.value(seconds(time));
            asked.sql += &format!(" AND s.{column} >= {time}");
        }
    }
}

/// The words, for stories that are looked at one by one.
pub fn hold(asked: &mut Statement, words: &str, now: i64) {
    let (hits, now) = (hits(asked, words), asked.value(now));
    asked.sql += &format!(
        " AND EXISTS (SELECT 1 FROM release r WHERE r.story = s.id AND NOT r.forgotten
          AND (r.embargo IS NULL OR r.embargo <= {now}) AND r.id IN {hits})"
    );
}

/// The newest releases that hold the words.
fn hits(asked: &mut Statement, words: &str) -> String {
    let wanted = asked.value(words::wanted(words));
    format!("(SELECT release FROM words WHERE words @@ {wanted}::tsquery ORDER BY release DESC LIMIT {HITS})")
}

fn primary(language: &str) -> String {
    clean(language).split('-').next().unwrap_or_default().to_ascii_lowercase()
}
