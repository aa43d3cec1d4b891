//! The contract, and what only a file can do.

use std::fs;

use super::*;
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
holds!(contract: identity, stories, siblings, revisions, queries, embargo, states, deeds, translations);
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
