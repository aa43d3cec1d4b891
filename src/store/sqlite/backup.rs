//! An online copy: whole under its name, or not there; its owner's alone, as the database is.

use std::{
    ffi::OsString,
    fs::{self, File},
    io::{self, Read},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use rusqlite::{
    Connection, OpenFlags,
    backup::{Backup, StepResult},
};

/// As much of the database as SQLite maps at most.
const MAPPED: i64 = 0x7fff_0000;

/// Copies into a file beside the wanted one, and gives it the name at the end.
pub fn copy(connection: &Connection, to: &Path) -> rusqlite::Result<()> {
    let source = connection.path().map(fs::canonicalize).and_then(Result::ok);
    if source.is_some() && source == fs::canonicalize(to).ok() {
        return Err(refused(to, &io::Error::new(io::ErrorKind::AlreadyExists, "that is the database itself")));
    }
    let partial = partial(to);
    let made = create(&partial).map_err(|error| refused(to, &error))?;
    let copied =
        pages(connection, &partial).and_then(|()| settle(&made, &partial, to).map_err(|error| refused(to, &error)));
    if copied.is_err() && fs::remove_file(&partial).is_err() {
        tracing::warn!(file = %partial.display(), "what was copied so far is left over");
    }
    copied
}

/// All pages in one step: between two, what others write would make a copy begin anew, and one of a large database that is
/// written each second would never end. It goes without a journal, because one that was cut short is of no use, and reads
/// the pages where the system has them instead of by a call each.
fn pages(connection: &Connection, to: &Path) -> rusqlite::Result<()> {
    let mut copy = Connection::open_with_flags(to, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    copy.pragma_update(None, "journal_mode", "off")?;
    copy.pragma_update(None, "synchronous", "off")?;
    connection.pragma_update(None, "mmap_size", MAPPED)?;
    let ended = Backup::new(connection, &mut copy).and_then(|backup| backup.step(-1));
    connection.pragma_update(None, "mmap_size", 0)?;
    match ended? {
        StepResult::Done => Ok(()),
        _ => Err(rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_BUSY), None)),
    }
}

/// `.NAME.part`: a copy that was cut short is found, and overwritten by the next.
fn partial(to: &Path) -> PathBuf {
    let mut name = OsString::from(".");
    name.push(to.file_name().unwrap_or_default());
    name.push(".part");
    to.with_file_name(name)
}

fn create(path: &Path) -> io::Result<File> {
    if path.exists() {
        fs::remove_file(path)?;
    }
    fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
}

/// On disk first, then under its name: an older copy is there until the newer one is whole.
fn settle(made: &File, partial: &Path, to: &Path) -> io::Result<()> {
    made.sync_all()?;
    if to.exists() && !is_copy(to)? {
        return Err(io::Error::new(io::ErrorKind::AlreadyExists, "exists already, and is no copy made by pressfeed"));
    }
    fs::rename(partial, to)?;
    let folder = to.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder)?.sync_all()
}

/// Whether a file is a database of ours, by its head: the format's name, and at 68 the application's number.
fn is_copy(path: &Path) -> io::Result<bool> {
    if !path.is_file() {
        return Ok(false);
    }
    let mut head = Vec::with_capacity(100);
    File::open(path)?.take(100).read_to_end(&mut head)?;
    let number = head.get(68..72).and_then(|bytes| bytes.try_into().ok()).map(u32::from_be_bytes);
    Ok(head.starts_with(b"SQLite format 3\0") && number.map(i64::from) == Some(super::schema::APPLICATION))
}

fn refused(path: &Path, error: &io::Error) -> rusqlite::Error {
    let code = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_CANTOPEN);
    rusqlite::Error::SqliteFailure(code, Some(format!("{}: {error}", path.display())))
}
