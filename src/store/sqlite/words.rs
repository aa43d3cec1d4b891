//! Words of releases, which searches look into. Polls do not pay for them: they are taken into the index behind the
//! polls, in steps so small that no poll waits for one.

use rusqlite::{Connection, params};

use super::body;
use crate::{
    model::{Release, ReleaseId},
    store::asked::Asked,
};

/// Releases of a step, and roughly its bytes.
const STEP: i64 = 200;
const STEP_BYTES: usize = 1 << 20;

fn mark(connection: &Connection) -> rusqlite::Result<ReleaseId> {
    let mut mark = connection.prepare_cached("SELECT value FROM mark WHERE name = 'searchable'")?;
    mark.query_row([], |row| row.get(0))
}

/// Whether there are releases that no search finds yet.
pub fn are_behind(connection: &Connection) -> rusqlite::Result<bool> {
    connection.prepare_cached("SELECT 1 FROM release WHERE id > ?1 LIMIT 1")?.exists([mark(connection)?])
}

/// Takes some more releases into the index; true: there are more.
pub fn index(connection: &Connection) -> rusqlite::Result<bool> {
    let mark = mark(connection)?;
    let mut new =
        connection.prepare_cached("SELECT id, body, forgotten FROM release WHERE id > ?1 ORDER BY id LIMIT ?2")?;
    let (mut last, mut count, mut bytes) = (mark, 0, 0);
    let mut rows = new.query(params![mark, STEP])?;
    while let Some(row) = rows.next()? {
        last = row.get(0)?;
        count += 1;
        let body = row.get_ref(1)?.as_str()?;
        bytes += body.len();
        // what was let go, or cannot be read, is found by no word
        let is_gone = row.get::<_, bool>(2)? || body::is_bare(body);
        if let (false, Ok(release)) = (is_gone, body::read(body)) {
            insert_words(connection, last, &release)?;
        }
        if bytes > STEP_BYTES {
            break;
        }
    }
    if last != mark {
        connection.execute("UPDATE mark SET value = ?1 WHERE name = 'searchable'", [last])?;
    }
    Ok(count == STEP || bytes > STEP_BYTES)
}

fn insert_words(connection: &Connection, id: ReleaseId, release: &Release) -> rusqlite::Result<()> {
    let text = release.content_text.as_ref().or(release.summary.as_ref());
    connection
        .prepare_cached("INSERT INTO search (rowid, title, text) VALUES (?1, ?2, ?3)")?
        .execute(params![id, release.title, text])?;
    Ok(())
}

/// New words of a release that is in the index already.
pub fn replace_words(connection: &Connection, id: ReleaseId, release: &Release) -> rusqlite::Result<()> {
    if id > mark(connection)? {
        return Ok(());
    }
    connection.prepare_cached("DELETE FROM search WHERE rowid = ?1")?.execute([id])?;
    insert_words(connection, id, release)
}

/// A reader's words as an FTS5 query.
pub fn wanted(words: &str) -> String {
    let Asked { wanted, unwanted, begun } = Asked::read(words);
    let begun = if begun { "*" } else { "" };
    let quoted = |phrases: &[Vec<&str>], between: &str| {
        phrases.iter().map(|phrase| format!("\"{}\"", phrase.join(" "))).collect::<Vec<_>>().join(between)
    };
    match (wanted.is_empty(), unwanted.is_empty()) {
        (true, _) => "\"\"".into(),
        (false, true) => quoted(&wanted, " ") + begun,
        (false, false) => format!("({}{begun}) NOT ({})", quoted(&wanted, " "), quoted(&unwanted, " OR ")),
    }
}

#[cfg(test)]
mod tests {
    use super::wanted;

    #[test]
    fn only_the_last_word_may_be_a_beginning_and_only_when_it_says_something() {
        assert_eq!(wanted("sea wall"), "\"sea\" \"wall\"*");
        assert_eq!(wanted("sea wa"), "\"sea\" \"wa\"");
        assert_eq!(wanted("well-known OR y* NEAR("), "\"well\" \"known\" \"OR\" \"y\" \"NEAR\"*");
        assert_eq!((wanted(" * "), wanted("-only"), wanted("\"")), ("\"\"".into(), "\"\"".into(), "\"\"".into()));
    }

    #[test]
    fn a_search_has_phrases_and_words_that_must_not_occur() {
        assert_eq!(wanted("\"heat pump\""), "\"heat pump\"");
        assert_eq!(wanted("\"heat pump\" wall -advert"), "(\"heat pump\" \"wall\") NOT (\"advert\")");
        assert_eq!(wanted("wall -\"heat pump\""), "(\"wall\") NOT (\"heat pump\")");
    }
}
