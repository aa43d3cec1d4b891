//! The contract, and what only a file can do.

use std::{
    fs,
    sync::atomic::{AtomicBool, Ordering},
};

use super::*;
use crate::model::{Release, ReleaseId};
use crate::store::{contract, contract_outgoing};

async fn fresh() -> (tempfile::TempDir, Sqlite) {
    let folder = tempfile::tempdir().unwrap();
    let store = Sqlite::open(&folder.path().join("a.db"), Access::Write).unwrap();
    (folder, store)
}

macro_rules! holds {
    ($contract:ident: $($name:ident),*) => {$(
        #[tokio::test]
        async fn $name() {
            let (_folder, store) = fresh().await;
            $contract::$name(&store).await;
        }
    )*};
}
holds!(contract: identity, stories, siblings, revisions, judged_anew, queries, embargo, states, deeds, translations, named_translations, nul);
holds!(contract_outgoing: archive, changes, hub);

#[tokio::test]
async fn a_second_writer_is_refused_and_a_reader_is_not() {
    let (folder, _store) = fresh().await;
    let path = folder.path().join("a.db");
    assert!(matches!(Sqlite::open(&path, Access::Write), Err(Error::InUse { .. })));
    assert!(Sqlite::open(&path, Access::Read).unwrap().states_behind(0).await.unwrap().0.is_empty());
}

#[test]
fn what_is_no_database_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("junk.db");
    fs::write(&path, "not a database, but long enough to look like a page\n".repeat(100)).unwrap();
    let size = fs::metadata(&path).unwrap().len();
    let error = Sqlite::open(&path, Access::Write).err().unwrap();
    assert!(matches!(error, Error::Damaged { .. }), "{error}");
    assert_eq!(fs::metadata(&path).unwrap().len(), size);
}

#[test]
fn a_folder_that_is_not_there_is_named() {
    let error = Sqlite::open(Path::new("/nonexistent/folder/x.db"), Access::Write).err().unwrap();
    assert!(error.to_string().contains("/nonexistent/folder/x.db"), "{error}");
}

#[tokio::test]
async fn a_new_file_is_its_owners_alone_and_a_backup_is_whole() {
    use std::os::unix::fs::PermissionsExt;
    let (folder, store) = fresh().await;
    let mode = fs::metadata(folder.path().join("a.db")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    contract::queries(&store).await;
    let copy = folder.path().join("b.db");
    store.backup(&copy).await.unwrap();
    let copy = Sqlite::open(&copy, Access::Read).unwrap();
    assert_eq!(copy.counts(Utc::now()).await.unwrap().releases, 7);
}

#[tokio::test]
async fn a_text_that_follows_from_html_comes_back() {
    let (_folder, store) = fresh().await;
    store.register(&contract::sources(), contract::noon()).await.unwrap();
    let html = "<h2>Head</h2><p>Words &amp; more</p>";
    let release = Release {
        content_html: Some(html.into()),
        content_text: Some(reader::text::html::to_text(html)),
        ..contract::release("a")
    };
    let change = contract::new(1, release.clone(), contract::own(None));
    store.commit(contract::poll("org", vec![change], contract::noon())).await.unwrap();
    let stored = store.stories(&Query { limit: 1, ..Query::default() }, contract::noon()).await.unwrap().remove(0);
    assert_eq!(stored.lead, release);
    let words = Query { words: Some("more".into()), limit: 1, ..Query::default() };
    assert_eq!(store.stories(&words, contract::noon()).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_write_that_fails_harms_none_that_waits_with_it() {
    let (_folder, store) = fresh().await;
    let store = Arc::new(store);
    let tasks = (0..60).map(|n| {
        let store = store.clone();
        tokio::spawn(async move {
            let statement = if n % 20 == 7 {
                "UPDATE mark SET value = value + 1; UPDATE nothing SET value = 1"
            } else {
                "UPDATE mark SET value = value + 1 WHERE name = 'written'"
            };
            store.write(move |connection| connection.execute_batch(statement)).await.is_ok()
        })
    });
    let mut held = 0;
    for task in tasks.collect::<Vec<_>>() {
        held += i64::from(task.await.unwrap());
    }
    let values = store.read(|c| c.query_row("SELECT sum(value) FROM mark", [], |row| row.get::<_, i64>(0)));
    assert_eq!((held, values.await.unwrap()), (57, 57));
}

#[tokio::test]
async fn many_writes_at_once_are_each_whole() {
    let (_folder, store) = fresh().await;
    let store = Arc::new(store);
    let tasks = (0..200).map(|_| {
        let store = store.clone();
        tokio::spawn(async move { store.writable().await })
    });
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    let written =
        store.read(|c| c.query_row("SELECT value FROM mark WHERE name = 'written'", [], |row| row.get::<_, i64>(0)));
    assert_eq!(written.await.unwrap(), 200);
}

#[tokio::test]
async fn bands_of_a_write_that_fails_are_not_found() {
    let (_folder, store) = fresh().await;
    let write = async |release: i64, fails: bool| {
        let work = move |base: &mut Database| {
            let (connection, mut bands) = base.with_bands();
            let print = crate::model::Fingerprint { bands: vec![7], ..Default::default() };
            bands.read()?.add(connection, ReleaseId(release), &print)?;
            connection.execute(if fails { "UPDATE nothing SET value = 1" } else { "UPDATE mark SET value = 1" }, [])
        };
        store.write(work).await.is_ok()
    };
    assert!(write(1, false).await && !write(2, true).await && write(3, false).await);
    let found = store.write(|base| {
        let (connection, mut bands) = base.with_bands();
        let sought = Sought { bands: Vec::new(), figures: None, from: 0, to: 0 };
        bands.read()?.index(connection)?.latest(7, &sought, 9)
    });
    assert_eq!(found.await.unwrap().iter().map(|banded| banded.release.0).collect::<Vec<_>>(), [3, 1]);
}

#[tokio::test]
async fn a_database_has_one_writer_by_whatever_name() {
    let (folder, _store) = fresh().await;
    for (name, link) in [("soft.db", true), ("hard.db", false)] {
        let (path, other) = (folder.path().join("a.db"), folder.path().join(name));
        if link { std::os::unix::fs::symlink(&path, &other) } else { fs::hard_link(&path, &other) }.unwrap();
        assert!(matches!(Sqlite::open(&other, Access::Write), Err(Error::InUse { .. })), "{name}");
    }
}

#[test]
fn a_database_of_another_program_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    let other = Connection::open(&path).unwrap();
    other.execute_batch("CREATE TABLE customers (name TEXT); PRAGMA user_version = 3").unwrap();
    drop(other);
    for access in [Access::Write, Access::Read] {
        let error = Sqlite::open(&path, access).err().unwrap();
        assert!(error.to_string().contains("a database of another program"), "{error}");
    }
    let other = Connection::open(&path).unwrap();
    let tables: i64 = other.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0)).unwrap();
    assert_eq!(tables, 1);
}

#[tokio::test]
async fn a_backup_is_its_owners_alone_and_replaces_only_an_older_one() {
    use std::os::unix::fs::PermissionsExt;
    let (folder, store) = fresh().await;
    let copy = folder.path().join("b.db");
    store.backup(&copy).await.unwrap();
    assert_eq!(fs::metadata(&copy).unwrap().permissions().mode() & 0o777, 0o600);
    store.register(&contract::sources(), contract::noon()).await.unwrap();
    store.backup(&copy).await.unwrap();
    let sources = |path: &Path| {
        let copied = Connection::open(path).unwrap();
        copied.query_row("SELECT count(*) FROM source_state", [], |row| row.get::<_, i64>(0)).unwrap()
    };
    assert!(sources(&copy) > 0, "the older copy is replaced");
    let other = folder.path().join("letter.txt");
    fs::write(&other, "no copy of ours").unwrap();
    let error = store.backup(&other).await.unwrap_err().to_string();
    assert!(error.contains("exists already") && fs::read(&other).unwrap() == b"no copy of ours", "{error}");
    assert!(!folder.path().join(".b.db.part").exists() && !folder.path().join(".letter.txt.part").exists());
}

#[tokio::test]
async fn a_backup_ends_though_the_database_is_written_all_the_while() {
    let (folder, store) = fresh().await;
    // a connection of its own: what the store is asked is looked at by other tests
    let base = Connection::open(folder.path().join("a.db")).unwrap();
    let fill = "CREATE TABLE filler (bytes);
                WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
                INSERT INTO filler SELECT randomblob(1000) FROM n";
    base.execute_batch(fill).unwrap();
    let ended = Arc::new(AtomicBool::new(false));
    let writes = std::thread::spawn({
        let ended = ended.clone();
        move || {
            while !ended.load(Ordering::Relaxed) {
                base.execute_batch("UPDATE filler SET bytes = randomblob(10) WHERE rowid = 1").unwrap();
            }
        }
    });
    let copy = folder.path().join("b.db");
    tokio::time::timeout(Duration::from_secs(20), store.backup(&copy)).await.expect("an end").unwrap();
    ended.store(true, Ordering::Relaxed);
    writes.join().unwrap();
    let copied = Connection::open(&copy).unwrap();
    let whole: String = copied.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    let rows: i64 = copied.query_row("SELECT count(*) FROM filler", [], |row| row.get(0)).unwrap();
    assert_eq!((whole.as_str(), rows), ("ok", 20_000));
}

#[tokio::test]
async fn a_row_that_cannot_be_read_costs_itself_and_comes_back_with_its_source() {
    let (_folder, store) = fresh().await;
    let noon = contract::noon();
    store.register(&contract::sources(), noon).await.unwrap();
    let changes = (1..4).map(|n| contract::new(n, contract::release(&format!("r{n}")), contract::own(None))).collect();
    store.commit(contract::poll("org", changes, noon)).await.unwrap();
    let spoil = "UPDATE release SET body = '{spoilt' WHERE id = (SELECT max(id) FROM release);
                 UPDATE item SET keys = '[' WHERE release = (SELECT min(id) FROM release);
                 UPDATE source_state SET memory = 'x'";
    store.write(move |base| base.execute_batch(spoil)).await.unwrap();
    let all = Query { limit: 9, ..Query::default() };
    assert_eq!(store.stories(&all, noon).await.unwrap().len(), 2);
    assert_eq!(store.set_aside().await.unwrap().unwrap().rows, 1);
    assert!(!store.states_behind(0).await.unwrap().0.is_empty());
    let keys = |n| contract::new(n, contract::release("x"), contract::own(None)).keys.keys;
    let known = store.known(&"org".into(), keys(1)).await.unwrap();
    assert_eq!((known.len(), known[0].keys.clone()), (1, keys(1)));
    let spoilt = store.known(&"org".into(), keys(3)).await.unwrap().remove(0);
    assert_eq!((spoilt.content_hash, spoilt.raw_hash), (None, None));
    let change = contract::change(3, spoilt.release_id, contract::release("as it was"));
    store.commit(contract::poll("org", vec![change], noon)).await.unwrap();
    assert_eq!(store.stories(&all, noon).await.unwrap().len(), 3);
}

#[tokio::test]
async fn an_item_that_always_changes_keeps_few_revisions() {
    let (folder, store) = fresh().await;
    let mut now = contract::noon();
    store.register(&contract::sources(), now).await.unwrap();
    let first = contract::new(1, contract::release("0"), contract::own(None));
    let keys = first.keys.keys.clone();
    store.commit(contract::poll("org", vec![first], now)).await.unwrap();
    let known = store.known(&"org".into(), keys).await.unwrap().remove(0);
    for minute in 1..6000 {
        now += chrono::TimeDelta::minutes(1);
        let change = contract::change(1, known.release_id, contract::release(&minute.to_string()));
        store.commit(contract::poll("org", vec![change], now)).await.unwrap();
    }
    let stored = store.release(&known.release_id.to_string()).await.unwrap().unwrap();
    assert_eq!(stored.release.title.as_deref(), Some("5999"));
    let file = Connection::open(folder.path().join("a.db")).unwrap();
    let kept: i64 = file.query_row("SELECT count(*) FROM revision", [], |row| row.get(0)).unwrap();
    assert_eq!((kept, stored.revisions.len()), (50, 20), "kept, and shown");
    assert!(stored.revisions.windows(2).all(|pair| pair[0].at - pair[1].at >= chrono::TimeDelta::hours(1)));
}

#[tokio::test]
async fn what_a_clock_in_the_future_planned_and_found_is_put_right() {
    let (_folder, store) = fresh().await;
    let now = contract::noon();
    let future = now + chrono::TimeDelta::days(4000);
    store.register(&contract::sources(), future).await.unwrap();
    let mut poll = contract::poll("org", vec![contract::new(1, contract::release("a"), contract::own(None))], future);
    poll.state.polled_at = Some(future);
    poll.state.memory.rhythm.newest = Some(future);
    store.commit(poll).await.unwrap();
    store.register(&contract::sources(), now).await.unwrap();
    for state in store.states_behind(0).await.unwrap().0 {
        assert!(state.next.at <= now && state.polled_at.is_none(), "{state:?}");
        assert_eq!(state.memory.rhythm.newest, None);
    }
    let story = store.stories(&Query { limit: 1, ..Query::default() }, now).await.unwrap().remove(0);
    assert_eq!((story.first_seen, story.sorted_at <= now), (now, true));
}

#[tokio::test]
async fn what_is_old_goes_and_its_identity_stays() {
    let (_folder, store) = fresh().await;
    let now = contract::noon();
    let day = |n: i64| now - chrono::TimeDelta::days(n);
    store.register(&contract::sources(), day(400)).await.unwrap();
    for n in 0..400 {
        let mut new = contract::new(n, contract::release(&format!("title{n}")), contract::own(None));
        new.fingerprint = Some(crate::model::Fingerprint {
            bands: vec![n << 30],
            day: day(400 - n).timestamp() / 86_400,
            ..Default::default()
        });
        store.commit(contract::poll("org", vec![new], day(400 - n))).await.unwrap();
    }
    let mut keeping = crate::store::Keeping::since(day(30));
    while !keeping.done {
        keeping = store.let_go(keeping).await.unwrap();
    }
    assert_eq!(keeping.bodies, 370);
    let count = |sql: &'static str| store.read(move |c| c.query_row(sql, [], |row| row.get::<_, i64>(0)));
    assert_eq!(count("SELECT count(*) FROM new_bands").await.unwrap(), 30);
    let all = Query { limit: 500, ..Query::default() };
    let stories = store.stories(&all, now).await.unwrap();
    assert_eq!(stories.len(), 400);
    assert!(stories.iter().all(|story| story.lead.title.is_some()));
    assert_eq!(stories.iter().filter(|story| story.lead.content_text.is_some()).count(), 30);
    // what is listed again is known, and brings its body back only with new words
    let keys = contract::new(5, contract::release("title5"), contract::own(None)).keys.keys;
    let known = store.known(&"org".into(), keys).await.unwrap().remove(0);
    let mut same = contract::change(5, known.release_id, contract::release("title5"));
    if let crate::model::Change::Revised { significant, .. } = &mut same.change {
        *significant = false;
    }
    store.commit(contract::poll("org", vec![same], now)).await.unwrap();
    let stored = store.release(&known.release_id.to_string()).await.unwrap().unwrap();
    assert_eq!(stored.release.content_text, None);
    let change = contract::change(5, known.release_id, contract::release("other words"));
    store.commit(contract::poll("org", vec![change], now)).await.unwrap();
    let stored = store.release(&known.release_id.to_string()).await.unwrap().unwrap();
    assert!(stored.release.content_text.is_some());
    // and they go too in their time
    let mut keeping = crate::store::Keeping::since(now + chrono::TimeDelta::days(1));
    while !keeping.done {
        keeping = store.let_go(keeping).await.unwrap();
    }
    let stored = store.release(&known.release_id.to_string()).await.unwrap().unwrap();
    assert_eq!((stored.release.content_text, stored.revisions.len()), (None, 0));
}
