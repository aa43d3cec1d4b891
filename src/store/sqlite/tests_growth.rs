//! What is asked often costs the same whatever is stored: the steps of SQLite's machine are counted on a small and on a
//! large database. A scan of the releases, stories or changes, or a sort of them, would take ten times as many.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use chrono::{DateTime, Utc};
use rusqlite::{Connection, params};

use super::{amend, found, hub, outgoing, schema, sources, stories, words};
use crate::{
    model::{SourceId, StoryId},
    store::{Beyond, Page, Query},
};

const SMALL: i64 = 400;
const LARGE: i64 = 4_000;

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(2_000_000_000, 0).unwrap()
}

/// So many stories of forty sources; all but the last hundred are in the archive.
pub(super) fn filled(count: i64) -> Connection {
    let mut connection = Connection::open_in_memory().unwrap();
    schema::migrate(&mut connection).unwrap();
    for n in 1..=40 {
        connection
            .execute("INSERT INTO source (n, id, name, kind, url, role, tags, active) VALUES (?1, 's' || ?1, 'S', 'feed', 'u', 'organisation', '[]', 1)", [n])
            .unwrap();
        connection
            .execute("INSERT INTO source_state (source, next_at, reason, failures, gone, memory) VALUES (?1, 1, '', 0, 0, '{}')", [n])
            .unwrap();
    }
    let mut story = connection
        .prepare("INSERT INTO story (id, entry_id, lead, members, first_seen, sorted_at, updated) VALUES (?1, 'e' || ?1, ?1, 1, ?1, ?1, ?1)")
        .unwrap();
    let mut release = connection
        .prepare("INSERT INTO release (id, story, source, first_seen, language, body, url) VALUES (?1, ?1, 1 + ?1 % 40, ?1, ?2, ?3, 'u' || ?1)")
        .unwrap();
    for n in 1..=count {
        let language = ["en", "de-AT", "fr"][n as usize % 3];
        let body = format!("{{\"title\":\"rare{n} common\",\"tags\":[\"{}\"],\"status\":null}}", tag(n));
        story.execute([n]).unwrap();
        release.execute(params![n, language, body]).unwrap();
    }
    drop((story, release));
    connection
        .execute_batch(
            "INSERT OR IGNORE INTO found_under SELECT name, sorted_at, story FROM lead_name;
             INSERT OR IGNORE INTO found_under SELECT 's:' || r.source, s.sorted_at, s.id FROM release r JOIN story s ON s.id = r.story;
             UPDATE mark SET value = (SELECT count(*) FROM release) WHERE name = 'releases';",
        )
        .unwrap();
    connection.execute("UPDATE change SET archived = 1 WHERE story <= ?1", [count - 100]).unwrap();
    connection
        .execute("INSERT INTO archive (n, story, updated, title, entry) SELECT id, id, 1, '', NULL FROM story WHERE id <= ?1", [count - 100])
        .unwrap();
    while words::index(&connection).unwrap() {}
    connection
}

/// One of twenty, but for a few of the first.
fn tag(n: i64) -> String {
    if n <= 12 { "old".into() } else { format!("t{}", n % 20) }
}

fn steps<T>(connection: &mut Connection, work: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> u64 {
    let count = Arc::new(AtomicU64::new(0));
    let counted = Arc::clone(&count);
    let step = move || {
        counted.fetch_add(1, Ordering::Relaxed);
        false
    };
    connection.progress_handler(1, Some(step)).unwrap();
    work(connection).unwrap();
    count.load(Ordering::Relaxed)
}

pub(super) type Work = Box<dyn Fn(&Connection) -> rusqlite::Result<()>>;

/// Everything that readers, probes and the duties ask for again and again. `count` is what is stored.
pub(super) fn asked(count: i64) -> Vec<(&'static str, Work)> {
    fn of<T>(work: impl Fn(&Connection) -> rusqlite::Result<T> + 'static) -> Work {
        Box::new(move |connection| work(connection).map(drop))
    }
    let page = |query: Query| of(move |c| stories::page(c, &Query { limit: 20, ..query.clone() }, now()));
    let list = |name: &str| vec![name.to_owned()];
    let some: Vec<SourceId> = (1..=30).map(|n| SourceId::from(format!("s{n}").as_str())).collect();
    let since = DateTime::from_timestamp(count - 10, 0);
    let place = |number| (number, StoryId(number));
    let beyond = move || Beyond { place: place(count - 10), keep: vec![StoryId(1), StoryId(2)], after: StoryId(0) };
    vec![
        ("feed", page(Query::default())),
        ("next page", page(Query { before: Some(place(count / 2)), ..Query::default() })),
        ("source", page(Query { sources: vec!["s7".into()], ..Query::default() })),
        // what little there is of a part leads, wherever in the feed it stands
        ("view", page(Query { sources: some.clone(), tags: list("old"), ..Query::default() })),
        ("view that nothing is in", page(Query { sources: some, tags: list("none"), ..Query::default() })),
        ("tag in a language", page(Query { tags: list("old"), languages: list("fr"), ..Query::default() })),
        ("tag", page(Query { tags: list("t3"), ..Query::default() })),
        ("unknown tag", page(Query { tags: list("none"), ..Query::default() })),
        ("language", page(Query { languages: list("fr"), ..Query::default() })),
        ("regional language", page(Query { languages: list("de-at"), ..Query::default() })),
        ("unknown language", page(Query { languages: list("zz"), ..Query::default() })),
        ("since", page(Query { since, ..Query::default() })),
        ("search", page(Query { words: Some("rare4000".into()), ..Query::default() })),
        ("release", of(|c| stories::release(c, "17"))),
        ("release by address", of(|c| stories::release(c, "u17"))),
        ("release by an address of nobody", of(|c| stories::release(c, "https://nobody.example/"))),
        ("appearances", of(|c| stories::appearances(c, StoryId(17), now(), 50))),
        ("figures", of(|c| stories::counts(c, now()))),
        ("next embargo", of(|c| stories::next_embargo(c, now()))),
        ("embargoes lifted", of(|c| outgoing::lift_embargoes(c, now()))),
        ("leaving", of(move |c| outgoing::leaving(c, &beyond(), 50, now()))),
        ("revived", of(move |c| outgoing::revived(c, place(count - 50), 25, now()))),
        ("archive document", of(|c| outgoing::archived(c, 100, 200))),
        ("archive's end", of(outgoing::archive_end)),
        ("changes", of(move |c| outgoing::changes(c, &Query { limit: 10, ..Query::default() }, count - 5, now()))),
        ("behind", of(|c| hub::behind(c, None, now(), 100))),
        ("standing", of(|c| hub::standing(c, "t?", "c", &["o".into()]))),
        ("words that are behind", of(words::are_behind)),
        ("tombstones", of(|c| amend::tombstones(c, now(), 9))),
        ("fares", of(sources::fares)),
        ("in trouble", of(|c| sources::troubled(c, 3, Page { skip: 0, limit: 9 }))),
    ]
}

#[test]
fn what_is_asked_often_costs_the_same_whatever_is_stored() {
    let (mut small, mut large) = (filled(SMALL), filled(LARGE));
    let mut grown = Vec::new();
    for ((name, one), (_, other)) in asked(SMALL).into_iter().zip(asked(LARGE)) {
        // once before: what is prepared, and what is read of the schema, is no part of it
        one(&small).unwrap();
        other(&large).unwrap();
        let (few, many) = (steps(&mut small, one), steps(&mut large, other));
        if many > few * 2 + 200 {
            grown.push(format!("{name}: {few} steps of {SMALL}, {many} of {LARGE}"));
        }
    }
    assert!(grown.is_empty(), "{}", grown.join("\n"));
    assert!(found::page(&large, &Query { limit: 9, ..Query::default() }, now()).unwrap().len() == 9);
}
