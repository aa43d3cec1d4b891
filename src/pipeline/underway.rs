//! Whose documents are being read, in a file beside the database that outlives this process: where reading one of them
//! ends it, by memory or by a stack, the next process knows which ones they were.
//!
//! A note is a write to the system's cache, which a killed process leaves behind; a power cut, which is nobody's fault,
//! may take it along. Pieces of the file are used again, so that it is as long as many documents were read at once.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read},
    os::unix::fs::{FileExt, MetadataExt, OpenOptionsExt},
    path::Path,
    sync::{Mutex, PoisonError},
};

use crate::model::SourceId;

/// Bytes of a piece: an identifier, and blanks behind it.
const PIECE: usize = 128;

/// The file.
pub(super) struct Underway {
    file: File,
    /// Pieces that are in use.
    used: Mutex<Vec<bool>>,
}

impl Underway {
    /// Opens it anew; with those whose documents were being read when the last process ended.
    pub fn open(path: &Path) -> io::Result<(Self, Vec<SourceId>)> {
        let mut file = own(path)?;
        let mut noted = Vec::new();
        file.read_to_end(&mut noted)?;
        file.set_len(0)?;
        let ids = noted.chunks(PIECE).filter_map(|piece| std::str::from_utf8(piece).ok()).map(str::trim_end);
        let mut ids: Vec<SourceId> = ids.filter(|id| !id.is_empty()).map(|id| SourceId(id.into())).collect();
        ids.sort_unstable();
        ids.dedup();
        Ok((Self { file, used: Mutex::default() }, ids))
    }

    /// Notes a source until the note is let go of.
    pub fn note(&self, source: &SourceId) -> Note<'_> {
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        let piece = used.iter().position(|used| !used).unwrap_or(used.len());
        match used.get_mut(piece) {
            Some(used) => *used = true,
            None => used.push(true),
        }
        drop(used);
        self.write(piece, source);
        Note { underway: self, piece }
    }

    /// All notes.
    pub fn forget(&self) {
        if let Err(error) = self.file.set_len(0) {
            tracing::debug!(%error, "whose documents were read could not be forgotten");
        }
    }

    /// What cannot be noted is read all the same.
    fn write(&self, piece: usize, id: &str) {
        let mut bytes = [b' '; PIECE];
        let end = id.len().min(PIECE);
        bytes[..end].copy_from_slice(&id.as_bytes()[..end]);
        if let Err(error) = self.file.write_all_at(&bytes, (piece * PIECE) as u64) {
            tracing::debug!(%error, "whose document is read could not be noted");
        }
    }
}

/// Opened for notes. A link that a neighbour laid there, where others may write, would have another file emptied.
fn own(path: &Path) -> io::Result<File> {
    let open = |new: bool| OpenOptions::new().read(true).write(true).create_new(new).mode(0o600).open(path);
    let file = match open(true) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => open(false)?,
        opened => return opened,
    };
    let (named, opened) = (fs::symlink_metadata(path)?, file.metadata()?);
    if named.is_file() && (named.dev(), named.ino()) == (opened.dev(), opened.ino()) {
        return Ok(file);
    }
    Err(io::Error::new(io::ErrorKind::InvalidInput, format!("{}: is no plain file", path.display())))
}

/// A source whose document is being read.
pub(super) struct Note<'u> {
    underway: &'u Underway,
    piece: usize,
}

impl Drop for Note<'_> {
    fn drop(&mut self) {
        self.underway.write(self.piece, "");
        let mut used = self.underway.used.lock().unwrap_or_else(PoisonError::into_inner);
        used[self.piece] = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_was_being_read_when_a_process_ended_is_known_to_the_next() {
        let folder = tempfile::tempdir().unwrap();
        let open = || Underway::open(&folder.path().join("a.db-reading")).unwrap();
        let id = |id: &str| SourceId(id.into());
        let (underway, before) = open();
        assert!(before.is_empty());
        let first = underway.note(&id("first"));
        std::mem::forget(underway.note(&id("second")));
        drop(first);
        // in the place of the first
        std::mem::forget(underway.note(&id("third-of-them")));
        std::mem::forget(underway.note(&id("second")));
        let (again, before) = open();
        assert_eq!(before.iter().map(|id| &**id).collect::<Vec<_>>(), ["second", "third-of-them"]);
        std::mem::forget(again.note(&id("first")));
        again.forget();
        assert!(open().1.is_empty(), "one that ends in order");
    }

    #[test]
    fn a_link_in_its_place_leads_nowhere() {
        let folder = tempfile::tempdir().unwrap();
        let (other, place) = (folder.path().join("other"), folder.path().join("a.db-reading"));
        std::fs::write(&other, "precious").unwrap();
        std::os::unix::fs::symlink(&other, &place).unwrap();
        assert!(Underway::open(&place).is_err());
        assert_eq!(std::fs::read(&other).unwrap(), b"precious");
    }
}
