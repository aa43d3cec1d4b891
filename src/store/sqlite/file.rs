//! The database's file: locked and opened.

use std::{
    fs::{self, File},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
    time::Duration,
};

use rusqlite::{Connection, OpenFlags, config::DbConfig};

use crate::store::Error;

/// Held as long as the process lives; the system lets go of it whatever happens. It is a lock of flock(2), which does
/// not meet SQLite's own of fcntl(2). A new file is its owner's alone.
pub fn lock(path: &Path) -> Result<File, Error> {
    let shown = path.display().to_string();
    let opened = fs::OpenOptions::new().create(true).append(true).mode(0o600).open(path);
    let file = opened.map_err(|error| Error::Open { path: shown.clone(), message: error.to_string() })?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(fs::TryLockError::WouldBlock) => Err(Error::InUse { path: shown }),
        Err(fs::TryLockError::Error(error)) => Err(Error::Open { path: shown, message: error.to_string() }),
    }
}

/// A connection as all are. Who may only read, where nobody has the database open, cannot make the index of its log: the
/// file alone is read then, which nobody changes meanwhile.
pub fn connect(path: &Path, flags: OpenFlags) -> rusqlite::Result<Connection> {
    let opened = attempt(path, flags);
    let has_log = || fs::metadata(beside(path, "-wal")).is_ok_and(|log| log.len() > 0);
    match opened {
        Err(_) if flags.contains(OpenFlags::SQLITE_OPEN_READ_ONLY) && path.exists() && !has_log() => {
            let name = path.to_string_lossy().replace('%', "%25").replace('?', "%3f").replace('#', "%23");
            let still = format!("file:{name}?immutable=1");
            attempt(Path::new(&still), flags | OpenFlags::SQLITE_OPEN_URI).or(opened)
        }
        opened => opened,
    }
}

pub fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

/// Tests read the plan of every statement that is run.
#[cfg(test)]
use super::tests_plans::watch as watched;

#[cfg(not(test))]
fn watched(_: &mut Connection) -> rusqlite::Result<()> {
    Ok(())
}

fn attempt(path: &Path, flags: OpenFlags) -> rusqlite::Result<Connection> {
    let mut connection = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    watched(&mut connection)?;
    connection.busy_timeout(Duration::from_secs(10))?;
    connection.set_prepared_statement_cache_capacity(64);
    connection.pragma_update(None, "foreign_keys", true)?;
    // a plan once made stays: without this, SQLite plans a statement anew when it thinks that a bound value matters
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    // KiB; readers come and go with the readers of feeds, and the system caches the file for all
    let cache = if flags.contains(OpenFlags::SQLITE_OPEN_READ_ONLY) { -512 } else { -2048 };
    connection.pragma_update(None, "cache_size", cache)?;
    connection.pragma_update(None, "temp_store", "memory")?;
    // pages: one transaction of many polls does not go to the log in parts, a larger one does
    connection.pragma_update(None, "cache_spill", 2048)?;
    // touches the file: what is no database is found out here
    connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
    Ok(connection)
}
