//! The plan of every statement that the contract of the store and its growth test run is read: none walks over all
//! releases, stories or changes, but those that are named here with their reason.

use std::{
    collections::BTreeSet,
    sync::{Mutex, PoisonError},
};

use rusqlite::{
    Connection,
    config::DbConfig,
    trace::{TraceEvent, TraceEventCodes},
};

use super::{Access, Sqlite, schema, tests_growth};
use crate::store::{contract, contract_outgoing};

/// Tables that grow with what is stored.
const LARGE: [&str; 10] =
    ["release", "story", "item", "item_key", "revision", "change", "archive", "found_under", "band", "deed"];

/// What a statement begins with that may walk over a large table, and why.
const WALKS: [(&str, &str); 9] = [
    ("SELECT s.sorted_at, s.id FROM story s\n", "the feed itself, in the order of an index and to the end of a page"),
    ("SELECT 1 FROM band", "whether there is a row: it ends at the first"),
    ("SELECT id, NULL, body FROM release WHERE forgotten = 0 UNION ALL", "only when a row was stumbled over"),
    // what a foreign key would need if its parent were missing: skipped by SQLite's machine unless one is
    ("INSERT INTO release\n", "items of a release that comes after them: there are none"),
    ("INSERT INTO source (id, name", "releases of a source that comes after them: there are none"),
    ("INSERT INTO source\n", "the same, of a database that is restored"),
    ("UPDATE mark SET value = (SELECT count(*) FROM release", "the same, once it is whole"),
    ("SELECT ALL ", "a dump: pages of rows in the order of their key"),
    ("SELECT NOT EXISTS (SELECT 1 FROM source)", "whether there is a row: it ends at the first"),
];

static SEEN: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());

/// Remembers what is run on a connection.
pub fn watch(connection: &mut Connection) -> rusqlite::Result<()> {
    let remember = |event: TraceEvent<'_>| {
        if let TraceEvent::Stmt(statement, _) = event {
            SEEN.lock().unwrap_or_else(PoisonError::into_inner).insert(statement.sql().into_owned());
        }
    };
    connection.trace_v2(TraceEventCodes::SQLITE_TRACE_STMT, Some(remember))
}

macro_rules! run {
    ($contract:ident: $($name:ident),*) => {$(
        let folder = tempfile::tempdir().unwrap();
        let store = Sqlite::open(&folder.path().join("a.db"), Access::Write).unwrap();
        $contract::$name(&store).await;
    )*};
}

/// The name under which a plan speaks of a table: its alias, if it has one.
fn names(sql: &str, table: &str) -> Vec<String> {
    let words: Vec<&str> = sql.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|w| !w.is_empty()).collect();
    let aliases = words.windows(2).filter(|pair| pair[0] == table).map(|pair| pair[1].to_owned());
    aliases.chain([table.to_owned()]).collect()
}

/// Lines of the plan in which all of a large table is walked over.
fn walks(connection: &Connection, sql: &str) -> Vec<String> {
    let mut plan = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
    let lines = plan.raw_query().mapped(|row| row.get::<_, String>("detail")).collect::<Result<Vec<_>, _>>().unwrap();
    let is_large = |name: &str| LARGE.iter().any(|table| names(sql, table).iter().any(|own| own == name));
    let walked = |line: &String| {
        let mut words = line.split_whitespace();
        words.next() == Some("SCAN") && words.next().is_some_and(is_large)
    };
    lines.into_iter().filter(walked).collect()
}

#[tokio::test]
async fn no_statement_walks_over_all_that_is_stored() {
    run!(contract: identity, stories, siblings, revisions, judged_anew, queries, embargo, states, deeds, translations, named_translations);
    run!(contract_outgoing: archive, changes, hub);
    let mut connection = tests_growth::filled(100);
    watch(&mut connection).unwrap();
    for (_, work) in tests_growth::asked(100) {
        work(&connection).unwrap();
    }
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRIGGER_EQP, true).unwrap();
    let seen = SEEN.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let verbs = ["SELECT", "INSERT", "UPDATE", "DELETE", "WITH"];
    let ours = seen.iter().filter(|sql| verbs.iter().any(|verb| sql.starts_with(verb)));
    let ours: Vec<&String> = ours.filter(|sql| !schema::MIGRATIONS.iter().any(|text| text.contains(*sql))).collect();
    assert!(ours.len() > 100, "{} statements", ours.len());
    let mut found = Vec::new();
    for sql in ours.iter().filter(|sql| !WALKS.iter().any(|(begin, _)| sql.starts_with(begin))) {
        let walks = walks(&connection, sql);
        if !walks.is_empty() {
            found.push(format!("{sql}\n  {}", walks.join("\n  ")));
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n\n"));
}
