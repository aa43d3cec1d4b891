//! The contract, and what only a file can do.

use std::fs;

use super::*;
use crate::model::Release;
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
holds!(contract: identity, stories, siblings, revisions, queries, embargo, states, deeds, translations, named_translations);
holds!(contract_outgoing: archive, changes, hub);

#[tokio::test]
async fn a_second_writer_is_refused_and_a_reader_is_not() {
    let (folder, _store) = fresh().await;
    let path = folder.path().join("a.db");
    assert!(matches!(Sqlite::open(&path, Access::Write), Err(Error::InUse { .. })));
    assert!(Sqlite::open(&path, Access::Read).unwrap().states().await.unwrap().is_empty());
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
            let (connection, bands) = base.with_bands()?;
            let print = crate::model::Fingerprint { bands: vec![7], ..Default::default() };
            bands.add(connection, release, &print)?;
            connection.execute(if fails { "UPDATE nothing SET value = 1" } else { "UPDATE mark SET value = 1" }, [])
        };
        store.write(work).await.is_ok()
    };
    assert!(write(1, false).await && !write(2, true).await && write(3, false).await);
    let found = store.write(|base| {
        let (connection, bands) = base.with_bands()?;
        let sought = Sought { bands: Vec::new(), figures: None, from: 0, to: 0 };
        bands.index(connection)?.latest(7, &sought, 9)
    });
    assert_eq!(found.await.unwrap().iter().map(|banded| banded.release).collect::<Vec<_>>(), [3, 1]);
}
