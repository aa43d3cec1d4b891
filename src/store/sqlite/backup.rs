//! An online copy: whole under its name, or not there; its owner's alone, as the database is.

use std::{
    ffi::OsString,
    fs::{self, File},
    io,
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use rusqlite::{Connection, backup::Progress};

/// Copies into a file beside the wanted one, and gives it the name at the end.
pub fn copy(connection: &Connection, to: &Path) -> rusqlite::Result<()> {
    let partial = partial(to);
    let made = create(&partial).map_err(|error| refused(&partial, &error))?;
    let copied = connection
        .backup("main", &partial, None::<fn(Progress)>)
        .and_then(|()| settle(&made, &partial, to).map_err(|error| refused(to, &error)));
    if copied.is_err() && fs::remove_file(&partial).is_err() {
        tracing::warn!(file = %partial.display(), "what was copied so far is left over");
    }
    copied
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

/// On disk first, then under its name; what came to bear that name meanwhile is not replaced.
fn settle(made: &File, partial: &Path, to: &Path) -> io::Result<()> {
    made.sync_all()?;
    if to.exists() {
        return Err(io::Error::new(io::ErrorKind::AlreadyExists, "exists already"));
    }
    fs::rename(partial, to)?;
    let folder = to.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder)?.sync_all()
}

fn refused(path: &Path, error: &io::Error) -> rusqlite::Error {
    let code = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_CANTOPEN);
    rusqlite::Error::SqliteFailure(code, Some(format!("{}: {error}", path.display())))
}
